"""Write `economie.duckdb`: tables with types, keys and comments made of the schema, then the views."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandera.pandas as pa

from ezlib.database.schema import soort_van, tabellen, woorden_van
from ezlib.database.schema_views import views
from ezlib.database.views import VIEWS

TYPEN = {"tekst": "VARCHAR", "getal": "DOUBLE", "geheel getal": "INTEGER", "ja of nee": "BOOLEAN", "datum": "DATE"}


def vul_database(pad: Path, parquet: dict[str, Path]) -> None:
    """Make a new database at `pad` of a Parquet file per table.

    Raises
    ------
    duckdb.ConstraintException
        When a row refers to something that is not there, or a key is double.
    """
    with duckdb.connect(pad, config={"threads": 1}) as verbinding:
        for naam, schema in tabellen().items():
            verbinding.execute(tabel_ddl(schema))
            kolommen = ", ".join(schema.columns)
            # A path goes in as a value, never as part of the statement.
            verbinding.execute(f"INSERT INTO {naam} SELECT {kolommen} FROM read_parquet(?)", [str(parquet[naam])])
        for naam, schema in views().items():
            verbinding.execute(f"CREATE VIEW {naam} AS {VIEWS[naam]}")
            verbinding.execute(f"COMMENT ON VIEW {naam} IS {_tekst(schema.description)}")
        for schema in [*tabellen().values(), *views().values()]:
            for kolom in schema.columns.values():
                verbinding.execute(f"COMMENT ON COLUMN {schema.name}.{kolom.name} IS {_tekst(kolom.description)}")
        verbinding.execute("CHECKPOINT")


def tabel_ddl(schema: pa.DataFrameSchema) -> str:
    """CREATE TABLE and its COMMENT as SQL.

    >>> from ezlib.database.schema import tabellen
    >>> print(tabel_ddl(tabellen()["kenmerk"]))
    CREATE TABLE kenmerk (
        kenmerk VARCHAR NOT NULL,
        kenmerkwaarde VARCHAR NOT NULL,
        kenmerk_naam VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        PRIMARY KEY (kenmerk, kenmerkwaarde)
    );
    COMMENT ON TABLE kenmerk IS 'Uitsplitsingen met hun naam. Een rij per kenmerkwaarde.'
    """
    regels = [_kolom_ddl(kolom) for kolom in schema.columns.values()]
    regels.append(f"PRIMARY KEY ({', '.join(schema.unique)})")
    for tabel, kolommen in verwijzingen(schema).items():
        namen = ", ".join(kolommen)
        regels.append(f"FOREIGN KEY ({namen}) REFERENCES {tabel} ({namen})")
    inhoud = ",\n    ".join(regels)
    return f"CREATE TABLE {schema.name} (\n    {inhoud}\n);\nCOMMENT ON TABLE {schema.name} IS {_tekst(schema.description)}"


def verwijzingen(schema: pa.DataFrameSchema) -> dict[str, list[str]]:
    """Per table that a schema refers to the columns that do so; they have the same names there."""
    uit: dict[str, list[str]] = {}
    for naam, kolom in schema.columns.items():
        if "verwijst" in kolom.metadata:
            uit.setdefault(kolom.metadata["verwijst"], []).append(naam)
    return uit


def _kolom_ddl(kolom: pa.Column) -> str:
    woorden = woorden_van(kolom)
    keuze = f" CHECK ({kolom.name} IN ({', '.join(map(_tekst, woorden))}))" if woorden else ""
    return f"{kolom.name} {TYPEN[soort_van(kolom)]}{'' if kolom.nullable else ' NOT NULL'}{keuze}"


def _tekst(tekst: str) -> str:
    """A text as a literal of SQL."""
    return "'" + tekst.replace("'", "''") + "'"
