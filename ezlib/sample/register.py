"""From the fictive establishments of each year to the register frame and its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ezlib.fouten import BronFout
from ezlib.register import PLAATSKOLOMMEN, REGISTER_KOLOMMEN, REGISTER_TYPEN
from ezlib.sample.activiteiten import ACTIVITEITEN, groep_gewichten
from ezlib.sample.loting import Gehelen, Loting
from ezlib.sample.plekken import WONING, Adressen, maak_adressen
from ezlib.sample.stand import Stand
from ezlib.sample.totalen import doelen
from ezlib.sample.verloop import Omgeving, begin, volgend_jaar

if TYPE_CHECKING:
    import geopandas as gpd

LEVERANCIER = SOORT = "fictief"
JAREN = range(2016, 2026)
ZAAD = 637
# Columns of supplier `fictief` in definitions/register.yml; the year stands in the file name.
BESTANDSKOLOMMEN = (
    *("vestigingsnummer", "kvknummer", "naam", "postcode", "huisnummer", "bag_id", "buurtcode", "x", "y", "sbi"),
    *("banen_groot", "banen_klein", "startdatum", "gebruik"),
)
NUL_DAG = date(1970, 1, 1).toordinal()


def maak_register(
    *,
    gemeente: str,
    buurten: Mapping[int, gpd.GeoDataFrame],
    totalen: pd.DataFrame,
    sbi_gewichten: pd.Series | pd.DataFrame,
    woningen: pd.Series,
    jaren: range = JAREN,
    zaad: int = ZAAD,
) -> pd.DataFrame:
    """Make the fictive register of one gemeente.

    Parameters
    ----------
    gemeente
        CBS code, "GM0637". Buurten of other gemeenten are left out.
    buurten
        Outlines per boundary year: gebied_code, geometry (EPSG:28992). A year gets the codes of the first boundary
        year that is not before it, or of the last: with 2024 and 2025, all years up to 2024 have those of 2024.
    totalen
        Published totals of the gemeente: onderwerp (vestigingen, arbeidsplaatsen), periode, waarde; one a peildatum.
    sbi_gewichten
        Establishments per SBI group of CBS ("A", "B-F", ...): series, or frame with kenmerkwaarde and waarde.
    woningen
        Dwellings per buurt, indexed by the codes of the oldest outlines.
    jaren
        Peildata 1 January; without gaps.
    zaad
        Seed; the same seed and inputs give the same frame everywhere.

    Returns
    -------
    Register frame (`ezlib.register.REGISTER_TYPEN`), index 0..n-1, sorted by jaar, vestigingsnummer.

    Raises
    ------
    BronFout
        An input is missing or cannot be: no outlines, dwellings or totals, more establishments than jobs.
    IndelingFout
        The outlines of two boundary years do not cover one another.
    """
    kaarten = {jaar: _eigen(kaart, gemeente, jaar) for jaar, kaart in sorted(buurten.items())}
    if not kaarten:
        raise BronFout(f"Van {gemeente} is geen kaart met buurten gevonden; die is nodig voor het fictieve register.")
    doel = doelen(totalen, jaren)
    loting = Loting(zaad, int(gemeente.removeprefix("GM")))
    adressen = maak_adressen(kaarten, woningen, int(doel["vestigingen"].max()), loting)
    om = Omgeving(adressen, groep_gewichten(sbi_gewichten), loting)
    delen, stand = [], None
    for jaar, vestigingen, banen in doel.itertuples(name=None):
        if stand is None:
            stand = begin(jaar, vestigingen, banen, om)
        else:
            volgend_jaar(stand, jaar, vestigingen, banen, om)
        indeling = next((j for j in kaarten if j >= jaar), max(kaarten))
        delen.append(_frame(stand, jaar, indeling, adressen))
    return pd.concat(delen, ignore_index=True)


def schrijf_register(frame: pd.DataFrame, map_: Path) -> list[Path]:
    """Write `fictief-register-<jaar>.csv` per year into `map_` (made where absent) and return the paths.

    UTF-8, semicolons, one line end everywhere, whole coordinates: the same frame gives the same bytes.
    """
    map_.mkdir(parents=True, exist_ok=True)
    paden = []
    for jaar, rijen in frame.groupby("jaar"):
        tabel = rijen[list(BESTANDSKOLOMMEN)].astype({"x": "int64", "y": "int64"})
        paden.append(map_ / f"fictief-register-{jaar}.csv")
        paden[-1].write_bytes(tabel.to_csv(sep=";", index=False, lineterminator="\n").encode("utf-8"))
    return paden


def _eigen(kaart: gpd.GeoDataFrame, gemeente: str, jaar: int) -> gpd.GeoDataFrame:
    eigen = kaart[kaart["gebied_code"].str.startswith("BU" + gemeente.removeprefix("GM"))]
    if eigen.empty:
        raise BronFout(f"De kaart van {jaar} heeft geen buurten van {gemeente}.")
    # Draws follow the order of the areas, so that must not depend on the file.
    return eigen.sort_values("gebied_code", ignore_index=True)


def _frame(stand: Stand, jaar: int, indeling: int, adressen: Adressen) -> pd.DataFrame:
    """Register rows of the establishments that exist on 1 January of `jaar`."""
    levend = stand.levend
    levend = levend[np.argsort(stand.nummer[levend], kind="stable")]
    adres, activiteit, banen = stand.adres[levend], stand.activiteit[levend], stand.banen[levend]
    klein = np.array([a.klein for a in ACTIVITEITEN])[activiteit]
    banen_klein = np.minimum((banen * klein + stand.rond[levend]) // 1000, banen)
    dagen = (stand.start[levend] - NUL_DAG).astype("datetime64[D]")
    kolommen = {
        "peildatum": f"{jaar}-01-01",
        "jaar": jaar,
        "vestigingsnummer": _tekst(stand.nummer[levend], "9999{:08d}"),
        "kvknummer": _tekst(stand.kvk[stand.firma[levend]], "00{:06d}"),
        "naam": _tekst(stand.naam[stand.firma[levend]], "Fictief bedrijf {:04d}"),
        "postcode": adressen.postcode[adres],
        "huisnummer": adressen.huisnummer[adres],
        "bag_id": "",
        "buurtcode": adressen.buurt[indeling][adres],
        "indeling": indeling,
        "x": adressen.x[adres],
        "y": adressen.y[adres],
        "sbi": np.array([a.sbi for a in ACTIVITEITEN], dtype=object)[activiteit],
        "sbi_versie": 2008,
        "sbi_ander": "",
        "banen_groot": banen - banen_klein,
        "banen_klein": banen_klein,
        "banen": banen,
        "startdatum": np.datetime_as_string(dagen).astype(object),
        "gebruik": np.where(adressen.soort[adres] == WONING, "woning", "bedrijfspand"),
        "leverancier": LEVERANCIER,
        "soort": SOORT,
    } | dict.fromkeys(PLAATSKOLOMMEN, "")
    return pd.DataFrame(kolommen, index=range(len(levend)))[REGISTER_KOLOMMEN].astype(REGISTER_TYPEN)


def _tekst(nummers: Gehelen, vorm: str) -> list[str]:
    return [vorm.format(nummer) for nummer in nummers.tolist()]
