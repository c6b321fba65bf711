"""Inhabitants and dwellings: the denominators of the monitor. Sources: municipality (BRP, BAG) and CBS KWB."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk


def inwoners(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Inhabitants on 1 January (count), per gemeente, wijk and buurt.

    The gemeente's own total counts the BRP; CBS rounds wijken and buurten to multiples of 5.
    """
    return beperk(feiten[feiten["onderwerp"] == "inwoners"], kader)


def woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Dwellings on 1 January (count, BAG), per gemeente, wijk and buurt; 31 December of a year is 1 January."""
    return beperk(feiten[feiten["onderwerp"] == "woningen"], kader)
