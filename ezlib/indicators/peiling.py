"""What a survey says: means with a 95 % interval, and how many answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.indicators.kader import Kader
from ezlib.indicators.levering import beperk_levering
from ezlib.indicators.onzekerheid import foutmarge

CEL = ["gebied_code", "indeling", "periode", "publicatie", "kenmerk", "kenmerkwaarde"]
NOOT = "Interval van 95 %, met eindige-populatiecorrectie. Het zegt niets over ondernemers die niet antwoordden."


def gemiddelde_met_interval(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str, minstens: int) -> pd.DataFrame:
    """Mean of a survey per period and theme, with its interval.

    Parameters
    ----------
    feiten
        Tidy rows of the survey as `ezlib.tidy.levering_peiling` counts them: per cell the mean (`onderwerp`) and
        `<onderwerp>_spreiding`, `_antwoorden`, `_antwoorden_effectief`, `_populatie`.
    minstens
        Fewest answers that are shown; a mean of fewer is `onderdrukt`.

    Returns
    -------
    The rows of the mean with `n`, `ondergrens` and `bovengrens` (unit of the mean). The interval uses the effective n,
    the correction for a finite population the answers themselves.
    """
    eigen = beperk_levering(feiten, kader)
    maten = eigen.set_index(CEL)
    rijen = eigen[eigen["onderwerp"] == onderwerp].copy()

    def maat(naam: str) -> np.ndarray:
        keuze = maten.loc[maten["onderwerp"] == f"{onderwerp}_{naam}", "waarde"]
        return keuze.reindex(pd.MultiIndex.from_frame(rijen[CEL])).to_numpy()

    n, n_eff, sd, populatie = (maat(m) for m in ("antwoorden", "antwoorden_effectief", "spreiding", "populatie"))
    marge = np.array(
        [foutmarge(s, ne, populatie=p, getrokken=g) for s, ne, p, g in zip(sd, n_eff, populatie, n, strict=True)]
    )
    klein = n < minstens
    rijen = rijen.assign(n=n, ondergrens=rijen["waarde"] - marge, bovengrens=rijen["waarde"] + marge)
    rijen.loc[klein, ["waarde", "ondergrens", "bovengrens"]] = np.nan
    rijen.loc[klein, "ontbreekt"] = "onderdrukt"
    rijen["noot"] = (rijen["noot"] + " " + NOOT).str.strip()
    return rijen


def respons(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str) -> pd.DataFrame:
    """Share (%) of those asked that gave an answer, per period; the theme with most answers counts."""
    eigen = beperk_levering(feiten, kader)
    n = eigen[eigen["onderwerp"] == f"{onderwerp}_antwoorden"]
    n = n.sort_values("waarde", ascending=False, kind="stable").drop_duplicates(["gebied_code", "periode"])
    benaderd = eigen[eigen["onderwerp"] == f"{onderwerp}_benaderd"].drop_duplicates(["gebied_code", "periode"])
    paar = n.merge(
        benaderd[["gebied_code", "periode", "waarde"]], on=["gebied_code", "periode"], suffixes=("", "_benaderd")
    )
    aandeel = 100 * paar["waarde"] / paar["waarde_benaderd"].where(paar["waarde_benaderd"] > 0)
    uit = paar.assign(n=paar["waarde_benaderd"], waarde=aandeel, kenmerk="totaal", kenmerkwaarde="totaal")
    uit["ontbreekt"] = uit["ontbreekt"].mask(uit["waarde"].isna(), "onbekend")
    return uit.drop(columns="waarde_benaderd")
