"""Which wijken an edition describes: those of one span of boundary years, never of two."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pandas as pd

from ezlib.reeksen import Span
from ezlib.taal import einde_van


def kies_wijken(
    feiten: pd.DataFrame, kaartjaren: Set[int], *, gemeente: str, jaar: int, reeks: Span | None
) -> dict[str, Any]:
    """Choose the wijken with a page of their own.

    Parameters
    ----------
    feiten
        Tidy rows of all sources; rows of a wijk without a value do not count.
    kaartjaren
        Boundary years of which there are outlines of wijken of this gemeente.
    reeks
        Boundary years on which series stand (`ezlib.reeksen`); where nothing is known of it, or nothing stands on it,
        one year is chosen: the newest with outlines, else the newest.

    Returns
    -------
    `indeling`, the first and last boundary year, and `namen`, a name per code as the newest table spells it; empty
    where no figure of a wijk is known up to 1 January jaar + 1.

    >>> f = pd.DataFrame({"gebied_type": "wijk", "gebied_code": ["WK000301", "WK000301"], "gebied_naam": ["Oud", "Nu"],
    ...                   "indeling": [2022, 2024], "periode": ["2022-01-01", "2024-01-01"], "waarde": [1.0, 2.0]})
    >>> kies_wijken(f, {2022}, gemeente="GM0003", jaar=2025, reeks=None)
    {'indeling': [2022, 2022], 'namen': {'WK000301': 'Oud'}}
    >>> kies_wijken(f, {2022}, gemeente="GM0003", jaar=2025, reeks=(2014, 2024))
    {'indeling': [2014, 2024], 'namen': {'WK000301': 'Nu'}}
    """
    eigen = feiten[(feiten["gebied_type"] == "wijk") & (feiten["gebied_code"].str[2:6] == gemeente[2:])]
    eigen = eigen[eigen["waarde"].notna()]
    eigen = eigen[eigen["periode"].map(einde_van) <= f"{jaar + 1}-01-01"]
    jaren = set(eigen["indeling"])
    if not jaren:
        return {}
    if not reeks or not any(reeks[0] <= j <= reeks[1] for j in jaren):
        gekozen = int(max(jaren & set(kaartjaren) or jaren))
        reeks = (gekozen, gekozen)
    binnen = eigen[eigen["indeling"].between(*reeks) & (eigen["gebied_naam"] != "")].sort_values("indeling")
    laatste = binnen.drop_duplicates("gebied_code", keep="last").sort_values("gebied_code")
    return {"indeling": list(reeks), "namen": dict(zip(laatste["gebied_code"], laatste["gebied_naam"], strict=True))}
