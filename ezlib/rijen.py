"""Rows of a DataFrame as plain Python values: for rules that look at one figure at a time."""

from __future__ import annotations

import functools
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

import pandas as pd


def rijen_van(frame: pd.DataFrame) -> Iterator[Any]:
    """Named tuples of the rows, without the index: what `itertuples` gives, five times as fast for text columns.

    That one makes a class for each call and reads text a value at a time.

    >>> [(r.gebied, r.waarde) for r in rijen_van(pd.DataFrame({"gebied": ["a", "b"], "waarde": [1.0, 2.0]}))]
    [('a', 1.0), ('b', 2.0)]
    """
    rij = _soort(tuple(frame.columns))
    return map(rij._make, zip(*(frame[kolom].tolist() for kolom in frame), strict=True))


@functools.cache
def _soort(kolommen: tuple[str, ...]) -> Any:
    return namedtuple("Rij", kolommen)
