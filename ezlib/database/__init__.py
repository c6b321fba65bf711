"""The database economie: the observations as a star schema, in DuckDB, Parquet and CSV, with its dictionary.

Nothing in the pipeline reads it: Parquet per indicator is what steps hand to each other, and this is for analysts.
`schema` says what each table, view and column means, and is the only place that does.
"""

# In the order in which they can be filled: what is referred to comes first. Here, because whoever describes the steps
# of a run needs the names and not pandera.
TABELLEN = ("monitor", "indicator", "gebied", "bron", "editie", "kenmerk", "waarneming", "historie", "verandering")
