"""Plots with a higher environmental category: from single plots to hectares per werklocatie."""

from __future__ import annotations

import pandas as pd

from ezlib.leveringen import Levering
from ezlib.taal import datum

STERK = {"definitief": 0, "nader voorlopig": 1, "voorlopig": 2}
HARD = {"waargenomen": 0, "geschat": 1, "fictief": 2}


def bewerk(rijen: pd.DataFrame, levering: Levering) -> pd.DataFrame:
    """Sum the hectares that the plan allows for a higher category, and those that have such a firm by its permit.

    A plot counts as used only where the plan allows it: a heavier firm on a lighter plot (older than the plan) is no use
    of the room.

    Returns
    -------
    DataFrame keyed by the columns of period and area: `hmc_toegestaan`, `hmc_gebruikt` (ha), the weakest status and
    herkomst of its plots, and the plans with their date as `noot`. The index is the first row of each group.
    """
    orde = {naam: i for i, naam in enumerate(_kolom(levering, "categorie_plan"))}
    vanaf = orde[levering.parameters["vanaf"]]
    mag = rijen["categorie_plan"].map(orde) >= vanaf
    zit = rijen["categorie_vergunning"].map(orde).fillna(-1) >= vanaf
    ha, sleutel = rijen["oppervlakte_ha"], [levering.kolom_periode, levering.kolom_gebied]
    plan = "Plan: " + rijen["plan"] + " (" + rijen["plandatum"].map(datum) + ")."
    per = rijen.assign(
        hmc_toegestaan=ha.where(mag, 0.0),
        hmc_gebruikt=ha.where(mag & zit, 0.0),
        _rij=rijen.index,
        _status=rijen["status"].map(STERK),
        _herkomst=rijen["herkomst"].map(HARD),
        noot=(plan + " " + rijen["noot"]).str.strip(),
    ).groupby(sleutel, as_index=False)
    som = per.agg(
        hmc_toegestaan=("hmc_toegestaan", "sum"),
        hmc_gebruikt=("hmc_gebruikt", "sum"),
        _rij=("_rij", "min"),
        _status=("_status", "max"),
        _herkomst=("_herkomst", "max"),
        noot=("noot", lambda noten: " ".join(dict.fromkeys(noten))),
    )
    return som.assign(
        status=som["_status"].map({i: w for w, i in STERK.items()}),
        herkomst=som["_herkomst"].map({i: w for w, i in HARD.items()}),
    ).set_index("_rij")


def _kolom(levering: Levering, naam: str) -> tuple[str, ...]:
    return next(k.keuzes for k in levering.kolommen if k.naam == naam)
