"""Which gemeenten are most like the home gemeente, by a few standardised characteristics of CBS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ezlib.indicators.kader import Kader, geschat
from ezlib.taal import periode_label

KENMERK = "eigenschap"
NOOT = "Gemeenten van verschillende jaren zijn op hun code naast elkaar gezet; peildata: {}."


def bereken_afstanden(maten: pd.DataFrame, code: str) -> pd.DataFrame:
    """How far every gemeente is from one, in standard deviations.

    Parameters
    ----------
    maten
        One row a gemeente (index: code), one column a characteristic, no missing values.

    Returns
    -------
    Same rows: per characteristic the difference with `code` in standard deviations of all gemeenten, and `afstand`, the
    root of the mean of their squares. A characteristic that is the same everywhere tells nothing and counts as 0.

    >>> bereken_afstanden(pd.DataFrame({"a": [1.0, 3.0], "b": [5.0, 5.0]}, index=["GM1", "GM2"]), "GM1").round(2).values.tolist()
    [[0.0, 0.0, 0.0], [2.0, 0.0, 1.41]]
    """
    spreiding = maten.std(ddof=0).replace(0, np.inf)
    delta = (maten - maten.loc[code]) / spreiding
    return delta.assign(afstand=np.sqrt((delta**2).mean(axis=1)))


def gelijkenis(
    feiten: pd.DataFrame, *, kader: Kader, eigenschappen: Mapping[str, Mapping[str, Any]], aantal: int
) -> pd.DataFrame:
    """The `aantal` gemeenten nearest to the home gemeente: their distance, and per characteristic the difference.

    Parameters
    ----------
    eigenschappen
        Name -> `teller` (subject), and perhaps `kenmerkwaarde`, `noemer` (subject) and `log` (large and small gemeenten
        differ by how many times, not by how much). Each from the newest table in which the home gemeente has it.

    Returns
    -------
    Rows of the nearest: kenmerk totaal is the distance, `eigenschap` the difference in standard deviations (negative:
    smaller than here). The home gemeente has its own `eigenschap` (0) and no distance. `n` is how many gemeenten were compared. None where the home
    gemeente lacks a characteristic.
    """
    gemeenten = feiten[(feiten["gebied_type"] == "gemeente") & feiten["waarde"].notna()]
    lagen = {naam: _maat(gemeenten, kader.gemeente, **regel) for naam, regel in eigenschappen.items()}
    if any(laag.empty for laag in lagen.values()):
        return feiten.iloc[:0]
    maten = pd.DataFrame({naam: laag["waarde"] for naam, laag in lagen.items()}).dropna()
    afstanden = bereken_afstanden(maten, kader.gemeente)
    dichtbij = afstanden.nsmallest(aantal + 1, "afstand")
    lang = dichtbij.rename(columns={"afstand": "totaal"}).rename_axis("gebied_code").reset_index()
    lang = lang.melt("gebied_code", var_name="kenmerkwaarde", value_name="waarde")
    lang = lang[(lang["gebied_code"] != kader.gemeente) | (lang["kenmerkwaarde"] != "totaal")]
    eerste = next(iter(lagen.values()))
    rijen = lang.join(eerste.drop(columns=["waarde", "kenmerkwaarde"]), on="gebied_code")
    data = {naam: periode_label(laag["periode"].iloc[0]) for naam, laag in lagen.items()}
    return rijen.assign(
        kenmerk=np.where(rijen["kenmerkwaarde"] == "totaal", "totaal", KENMERK),
        onderwerp="gelijkenis",
        herkomst=geschat(rijen["herkomst"]),
        ontbreekt="",
        noot=NOOT.format(", ".join(f"{naam} {dag}" for naam, dag in data.items())),
        n=float(len(maten)),
    )[[*feiten.columns.drop(["ondergrens", "bovengrens"], errors="ignore"), "n"]]


def _maat(
    gemeenten: pd.DataFrame, code: str, *, teller: str, noemer: str = "", kenmerkwaarde: str = "totaal", log: bool = False
) -> pd.DataFrame:  # fmt: skip
    """One characteristic per gemeente (index: code) of the newest table that has it for `code`, with the tidy columns."""
    boven = gemeenten[(gemeenten["onderwerp"] == teller) & (gemeenten["kenmerkwaarde"] == kenmerkwaarde)]
    if noemer:
        onder = gemeenten[(gemeenten["onderwerp"] == noemer) & (gemeenten["kenmerk"] == "totaal")]
        sleutel = ["gebied_code", "bron_id", "periode"]
        boven = boven.merge(onder[[*sleutel, "waarde"]], on=sleutel, suffixes=("", "_onder"), validate="one_to_one")
        boven = boven.assign(waarde=boven["waarde"] / boven["waarde_onder"]).drop(columns="waarde_onder")
    eigen = boven[boven["gebied_code"] == code].sort_values(["periode", "bron_id"])
    if eigen.empty:
        return boven.iloc[:0].set_index("gebied_code")
    bron, periode = eigen[["bron_id", "periode"]].iloc[-1]
    laag = boven[(boven["bron_id"] == bron) & (boven["periode"] == periode)].set_index("gebied_code")
    return laag.assign(waarde=np.log(laag["waarde"].where(laag["waarde"] > 0)) if log else laag["waarde"])
