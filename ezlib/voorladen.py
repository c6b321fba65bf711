"""Heavy imports for the server that task processes are forked from; importing this module is its only use."""

import sys

# jsonschema, which nbformat loads, would build the grammar of all web addresses: 1.2 s for a check on a field that no
# notebook has. With this it finds the package missing, and leaves that check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import execnb.shell  # noqa: E402, F401
import geopandas  # noqa: E402, F401
import IPython  # noqa: E402, F401
import matplotlib.figure  # noqa: E402, F401
import nbformat  # noqa: E402, F401
import pandas  # noqa: E402, F401
import pandera.pandas  # noqa: E402, F401
import papermill  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401
import seaborn  # noqa: E402, F401
