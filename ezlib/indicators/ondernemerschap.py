"""Starters, start-ups, scale-ups and doorstarters: counted and protected in `ezlib.register`, shown as they come."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk


def uit_register(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str) -> pd.DataFrame:
    """Protected counts of one subject of the register, every level and breakdown of its programme."""
    return beperk(feiten[feiten["onderwerp"] == onderwerp], kader)
