"""What the server that task processes are forked from has in memory; importing this module is its only use."""

import importlib
import pkgutil
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
import pandera.backends.pandas.builtin_checks  # noqa: E402, F401
import pandera.pandas  # noqa: E402, F401
import papermill  # noqa: E402, F401
import pyarrow.dataset  # noqa: E402, F401
import pyarrow.parquet  # noqa: E402, F401
import seaborn  # noqa: E402, F401

# Of our own, what steps and notebooks import; not what runs them, for that would load pytask.
for _deel in ("database", "figures", "indicators", "register", "report", "tidy", "zinnen"):
    _pakket = importlib.import_module(f"ezlib.{_deel}")
    for _module in pkgutil.walk_packages(_pakket.__path__, f"{_pakket.__name__}."):
        importlib.import_module(_module.name)
