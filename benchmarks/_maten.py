"""What several measurements share; no measurement itself: its name begins with _."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import geopandas as gpd

from ezlib.fouten import InstellingFout
from ezlib.store import WORTEL

NATIONAAL = WORTEL.parent / "shared" / "reference" / "geo" / "nl_wijken_2022_rd.gpkg"


def lees_aantal(opties: Mapping[str, str], standaard: int) -> int:
    """Number that `--aantal` gives.

    Raises
    ------
    InstellingFout
        When it is no number from 1.
    """
    tekst = opties.get("aantal", "")
    if not tekst:
        return standaard
    if not tekst.isdecimal() or int(tekst) < 1:
        raise InstellingFout(f'AANTAL is een getal vanaf 1, bijvoorbeeld --aantal 100; "{tekst}" is dat niet.')
    return int(tekst)


def macht(x0: float, y0: float, x1: float, y1: float) -> float:
    """By which power of x does y grow between two points; 1.0 is in proportion.

    >>> round(macht(10, 1, 100, 100), 2)
    2.0
    """
    return log(y1 / y0) / log(x1 / x0)


def wijken_van_nederland() -> gpd.GeoDataFrame | None:
    """All wijken, where the file with them lies beside this folder; None, and a sentence, where it does not."""
    if not NATIONAAL.exists():
        print("  Overgeslagen: de omtrekken van alle wijken horen niet bij de monitor.")
        return None
    kaart = gpd.read_file(NATIONAAL)
    code = next(k for k in kaart.columns if kaart[k].astype("str").str.fullmatch(r"WK\d{6}").all())
    return kaart.rename(columns={code: "gebied_code"})[["gebied_code", "geometry"]]
