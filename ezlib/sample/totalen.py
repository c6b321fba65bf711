"""The totals that the fictive register must add up to, and the sharing out of a total in whole numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sample.loting import Gehelen

# Growth a year before the first published total, in thousandths: somewhat slower than what Dutch towns saw after 2019.
GROEI_VOORAF = {"vestigingen": 30, "arbeidsplaatsen": 10}


def verdeel(totaal: int, gewichten: Gehelen) -> Gehelen:
    """Share out `totaal` in proportion to whole weights, by largest remainder; the first of equals goes first.

    >>> verdeel(10, np.array([1, 1, 1])).tolist()
    [4, 3, 3]
    """
    gewichten = np.asarray(gewichten, dtype="int64")
    som = int(gewichten.sum())
    deel, rest = np.divmod(totaal * gewichten, som)
    meer = np.argsort(-rest, kind="stable")[: totaal - int(deel.sum())]
    deel[meer] += 1
    return deel


def doelen(totalen: pd.DataFrame, jaren: range) -> pd.DataFrame:
    """Totals per year: published where there is one, in a straight line between two, level after the last.

    Parameters
    ----------
    totalen
        Columns onderwerp (vestigingen, arbeidsplaatsen), periode ("2019-01-01") and waarde; one row a peildatum.
    jaren
        Years to make, rising.

    Returns
    -------
    Frame indexed by jaar, int64 columns vestigingen and arbeidsplaatsen.

    Raises
    ------
    BronFout
        No totals, two for one peildatum, no whole number, or fewer jobs than establishments.
    """
    uit = pd.DataFrame({onderwerp: _reeks(totalen, onderwerp, jaren) for onderwerp in GROEI_VOORAF})
    krap = uit.index[uit["arbeidsplaatsen"] < uit["vestigingen"]]
    if len(krap):
        raise BronFout(f"In {krap[0]} zijn er minder arbeidsplaatsen dan vestigingen; zo is geen register te maken.")
    return uit


def _reeks(totalen: pd.DataFrame, onderwerp: str, jaren: range) -> pd.Series:
    rijen = totalen[(totalen["onderwerp"] == onderwerp) & totalen["waarde"].notna()]
    jaar = rijen["periode"].astype("str").str[:4].astype("int64")
    if rijen.empty:
        raise BronFout(f"Voor het fictieve register is geen gepubliceerd totaal van {onderwerp} gevonden.")
    if jaar.duplicated().any():
        raise BronFout(f"Er is meer dan één totaal van {onderwerp} in {jaar[jaar.duplicated()].iloc[0]}. Geef er één.")
    if (rijen["waarde"] % 1 != 0).any() or (rijen["waarde"] <= 0).any():
        raise BronFout(f"De totalen van {onderwerp} moeten hele getallen boven 0 zijn.")
    bekend = dict(zip(jaar, rijen["waarde"].astype("int64"), strict=True))
    return pd.Series({j: _waarde(bekend, j, GROEI_VOORAF[onderwerp]) for j in jaren}, dtype="int64")


def _waarde(bekend: dict[int, int], jaar: int, groei: int) -> int:
    voor, na = max((j for j in bekend if j <= jaar), default=None), min((j for j in bekend if j >= jaar), default=None)
    if na is None:
        return int(bekend[voor])
    if voor is None:
        waarde = int(bekend[na])
        for _ in range(na - jaar):
            waarde = waarde * 1000 // (1000 + groei)
        return max(waarde, 1)
    if voor == na:
        return int(bekend[voor])
    return int(bekend[voor]) + (int(bekend[na]) - int(bekend[voor])) * (jaar - voor) // (na - voor)
