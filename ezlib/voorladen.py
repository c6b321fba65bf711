"""What the server that task processes are forked from has in memory; importing this module is its only use.

A run waits for this, so it leaves out what costs much and serves nothing here: packages that others load where they
find them. They are there again for whoever asks for them later.
"""

import ctypes
import gc
import importlib
import pkgutil
import sys

# jsonschema (for nbformat) would build the grammar of all web addresses, a second, and what reads durations; seaborn
# would load scipy for density plots and clusters, half a second; pandera what makes up frames for a test.
NIET_NODIG = ("rfc3987_syntax", "rfc3986_validator", "isoduration", "scipy.stats", "scipy.cluster", "hypothesis")
ZWAAR = (
    "seaborn", "execnb.shell", "geopandas", "IPython", "matplotlib.figure", "nbformat", "pandas",
    "pandera.backends.pandas.builtin_checks", "pandera.pandas", "papermill", "pyarrow.dataset", "pyarrow.parquet",
)  # fmt: skip
# Of our own, what steps and notebooks import; not what runs them, for that would load pytask.
EIGEN = ("figures", "indicators", "register", "report", "tidy", "zinnen")
# Of those, what brings a package along that one step or two use.
LATER = tuple(
    f"ezlib.report.{naam}" for naam in ("documenten", "gegevenspagina", "tabelpaginas", "werkmap", "werkmappen")
)

# Nothing is thrown away while importing; looking for it after every few hundred objects costs a sixth of the time.
gc.disable()
sys.modules.update(dict.fromkeys(NIET_NODIG))  # type: ignore[arg-type]
for _naam in ZWAAR:
    importlib.import_module(_naam)
for _naam in NIET_NODIG:
    del sys.modules[_naam]
for _deel in EIGEN:
    _pakket = importlib.import_module(f"ezlib.{_deel}")
    for _module in pkgutil.iter_modules(_pakket.__path__, f"{_pakket.__name__}."):
        if _module.name not in LATER:
            importlib.import_module(_module.name)
gc.enable()
gc.freeze()  # what is here stays: no fork need look at it, or copy its pages

if sys.platform == "linux":
    # What a task starts and lets go of comes to this process, so that the run can end it (see `ezlib.taakproces`).
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
