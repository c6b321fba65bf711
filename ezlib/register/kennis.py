"""What an outsider knows of a single cell: behind a shown figure, of a hidden one, and what has to stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

KLEIN = "klein aantal"
NOOIT = "rest"  # no cell of the programme: what two published ones leave, safe by itself
# Which cells are hidden first for the sake of others: those of a table that the fewest readers would miss.
OFFER = {"rest": 0, "buurt": 0, "werklocatie": 1, "wijk": 2, "gemeente": 4}


@dataclass(frozen=True)
class Kennis:
    """One row per cell, in their order; every pair is (smallest, largest)."""

    getoond: np.ndarray  # (n, 2) what fits the figure as shown
    verborgen: np.ndarray  # (n, 2) what is known of the cell once it is hidden
    nodig: np.ndarray  # (n, 2) what an outsider must think possible of a hidden cell; NaN where nothing is asked
    te_verbergen: np.ndarray  # bool: may be hidden for the sake of another cell, and would be unknown then
    prijs: np.ndarray  # what hiding costs


def afrondingsgrenzen(getoond: pd.Series, op: pd.Series) -> np.ndarray:
    """Smallest and largest whole number that is rounded to a figure, halves up; (n, 2). `op`: to multiples of what.

    >>> afrondingsgrenzen(pd.Series([0.0, 30.0, 7.0]), pd.Series([10, 10, 1])).tolist()
    [[0.0, 4.0], [25.0, 34.0], [7.0, 7.0]]
    """
    laag = (getoond - op // 2).to_numpy("float64")
    return np.column_stack([np.maximum(laag, 0), laag + op.to_numpy() - 1])


def kennis(
    cellen: pd.DataFrame,
    drempels: Mapping[str, int],
    *,
    soort: str,
    regel: np.ndarray,
    eerder: np.ndarray,
    vestigingen: np.ndarray,
    minstens: np.ndarray | None = None,
) -> Kennis:
    """What is known of the cells of one subject and peildatum.

    Parameters
    ----------
    cellen
        `cellen.KOLOMMEN`, `afgerond` (the figure as it would be shown), `op` (what it is rounded to) and `blijft`
        (whether it is shown by consent, whatever happens around it).
    soort
        How the subject is protected: banen, openbaar, personen.
    regel
        By which rule a cell is hidden for its own sake; "" where it is not.
    eerder
        What an earlier edition showed of the cell; NaN where it showed nothing.
    vestigingen
        How many establishments the cell has by the public trade register; each has a job. NaN where not counted.
    minstens
        What others published of a part of the cell; NaN where nobody did. More than the cell itself was revised since.
    """
    waarde = cellen["waarde"].to_numpy("float64")
    totaal = ((cellen["gebied_type"] == "gemeente") & (cellen["kenmerk"] == "totaal")).to_numpy()
    leeg = (cellen["n_aanwezig"] == 0).to_numpy()
    getoond = afrondingsgrenzen(cellen["afgerond"], cellen["op"])
    getoond[leeg] = 0  # the trade register shows to anyone that nobody is there
    if soort == "personen":
        klein = drempels["starters_klein"]
        laag = np.where(regel == KLEIN, 1, np.where(waarde >= klein, klein, 0))
        hoog = np.where(regel == KLEIN, klein - 1, np.inf)
        rest = (cellen["gebied_type"] == "rest").to_numpy()  # no page says of a rest that it is small
        laag, hoog = np.where(rest, 0, laag), np.where(rest, np.inf, hoog)
        nodig = np.where((regel == KLEIN)[:, None], [[1.0, klein - 1.0]], np.nan)
        kan = waarde >= klein
    else:
        laag, hoog = np.fmin(np.nan_to_num(vestigingen), waarde), np.full(len(waarde), np.inf)
        breedte = np.maximum(np.ceil(drempels["p_procent"] * cellen["grootste"] / 100), drempels["breedte_banen"])
        nodig = np.column_stack([np.maximum(laag, waarde - breedte), waarde + breedte])
        kan = np.full(len(waarde), soort == "banen")
        getoond[:, 0] = np.maximum(getoond[:, 0], laag)
    verborgen = np.column_stack([laag, hoog]).astype("float64")
    if minstens is not None:
        deel = np.where(minstens <= waarde, minstens, 0)
        for grens in (verborgen, getoond, nodig):
            grens[:, 0] = np.fmax(grens[:, 0], np.where(np.isnan(grens[:, 0]), np.nan, deel))
    verborgen[leeg] = 0
    gezegd = afrondingsgrenzen(pd.Series(eerder, index=cellen.index), cellen["op"])
    past = (gezegd[:, 0] <= waarde) & (waarde <= gezegd[:, 1])  # false where nothing was said, or it was revised since
    verborgen[past] = gezegd[past]
    nodig[past | leeg | (regel == "") | (regel == NOOIT)] = np.nan
    kan &= ~(totaal | leeg | (regel != "") | cellen["blijft"].to_numpy())
    return Kennis(getoond, verborgen, nodig, kan, _prijs(cellen, waarde))


def _prijs(cellen: pd.DataFrame, waarde: np.ndarray) -> np.ndarray:
    """First by table, then by size: the smallest cell of the least read table goes first."""
    rang = cellen["gebied_type"].map(OFFER) + ((cellen["gebied_type"] == "wijk") & (cellen["kenmerk"] == "totaal"))
    return rang.to_numpy("float64") * 1e9 + waarde
