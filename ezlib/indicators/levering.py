"""Figures that a department or partner delivers: passed through, or set against each other (see leveringen.yml)."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import LAND_CODE, Kader, met_reden, zwakste

CEL = ["gebied_code", "indeling", "periode", "publicatie", "kenmerk", "kenmerkwaarde"]


def beperk_levering(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Keep the home gemeente with what lies in it, the comparison towns, Nederland, regions and size classes.

    >>> f = pd.DataFrame({"gebied_type": ["gemeente", "regio", "gemeente"], "gebied_code": ["GM0003", "GK06", "GM0099"],
    ...                   "gebied_naam": ["", "100.000 en meer", ""]})
    >>> beperk_levering(f, Kader("GM0003", "Appingedam")).gebied_naam.tolist()
    ['Appingedam', '100.000 en meer']
    """
    eigen = feiten["gebied_code"].str[2:6] == kader.gemeente[2:]
    gemeente = feiten["gebied_type"] == "gemeente"
    boven = feiten["gebied_type"].eq("regio") | feiten["gebied_code"].eq(LAND_CODE)
    uit = feiten[(eigen & ~boven) | boven | (gemeente & feiten["gebied_code"].isin(kader.gemeenten))]
    namen = uit["gebied_naam"].mask(uit["gebied_code"] == kader.gemeente, kader.naam)
    return uit.assign(gebied_naam=namen.where(namen != "", uit["gebied_code"]))


def waarden(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str) -> pd.DataFrame:
    """Figures of one onderwerp as they were delivered, in its own unit, with every breakdown."""
    return beperk_levering(feiten[feiten["onderwerp"] == onderwerp], kader)


def aandeel(feiten: pd.DataFrame, *, kader: Kader, deel: str, geheel: str) -> pd.DataFrame:
    """One onderwerp as a share of another (%), per area, period and breakdown of the same delivery.

    A whole of zero gives no share. Status and herkomst are those of the weaker of the two; where one of them has no
    value, its reason is kept.
    """
    eigen = beperk_levering(feiten, kader)
    delen, gehelen = (eigen[eigen["onderwerp"] == naam] for naam in (deel, geheel))
    ander = gehelen[[*CEL, "waarde", "status", "herkomst", "ontbreekt"]]
    paar = delen.merge(ander, on=CEL, suffixes=("", "_geheel"), validate="one_to_one")
    paar = paar.assign(
        waarde=100 * paar["waarde"] / paar["waarde_geheel"].where(paar["waarde_geheel"] > 0),
        status=zwakste(paar["status"], paar["status_geheel"]),
        herkomst=zwakste(paar["herkomst"], paar["herkomst_geheel"]),
        ontbreekt=paar["ontbreekt"].where(paar["ontbreekt"] != "", paar["ontbreekt_geheel"]),
    )
    return met_reden(paar.drop(columns=[k for k in paar if k.endswith("_geheel")]))
