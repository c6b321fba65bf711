"""Heavy imports for the server that task processes are forked from; importing this module is its only use."""

import execnb.shell  # noqa: F401
import geopandas  # noqa: F401
import IPython  # noqa: F401
import matplotlib.figure  # noqa: F401
import nbformat  # noqa: F401
import pandas  # noqa: F401
import pandera.pandas  # noqa: F401
import papermill  # noqa: F401
import pyarrow.parquet  # noqa: F401
import seaborn  # noqa: F401
