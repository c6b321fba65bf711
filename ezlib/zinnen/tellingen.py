"""Sentences on why two counts of one thing differ: on the same peildatum, side by side, never as a change over time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, opsomming, wanneer
from ezlib.zinnen import voorlopig


def kern(per_onderwerp: dict[str, pd.DataFrame], kader: dict[str, Any]) -> str:
    """The answer: per subject what each count says on the last date that two of them share, and what follows from it.

    `per_onderwerp`: name of the subject -> figures as of `ezlib.report.tellingen.cijfers`.
    """
    zinnen = [zin for naam, frame in per_onderwerp.items() if (zin := zin_verschil(naam, frame, kader))]
    if not zinnen:
        return (
            f"Voor {kader['naam']} zijn er geen twee tellingen met dezelfde peildatum. Hieronder staat wat elke telling "
            "wel en niet meetelt."
        )
    slot = "Geen van beide is fout: zij tellen iets anders. Zet ze daarom nooit in een reeks of grafiek."
    return " ".join([*zinnen, slot])


def zin_verschil(naam: str, frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """What the counts say on the last date that at least two share; empty without such a date.

    >>> f = pd.DataFrame({"wie": ["Register", "CBS"], "periode": ["2021-01-01"] * 2, "waarde": [9889.0, 12085.0],
    ...                   "status": ["definitief", "voorlopig"]})
    >>> zin_verschil("Vestigingen", f, {"naam": "Stad"})
    'Vestigingen in Stad op 1 januari 2021: 9.889 (Register) en 12.085, voorlopig (CBS).'
    """
    gedeeld = gedeelde_perioden(frame)
    if not gedeeld:
        return ""
    nu = frame[frame["periode"] == gedeeld[-1]]
    delen = [
        f"{getal(r.waarde)}{voorlopig(r.status).replace(' (', ', ').rstrip(')')} ({r.wie})" for r in nu.itertuples()
    ]
    return f"{naam} in {kader['naam']} {wanneer(gedeeld[-1])}: {opsomming(delen)}."


def gedeelde_perioden(frame: pd.DataFrame) -> list[str]:
    """Peildata on which two counts or more have a figure, in order.

    >>> gedeelde_perioden(pd.DataFrame({"wie": ["a", "b", "a"], "periode": ["2021", "2021", "2022"]}))
    ['2021']
    """
    aantal = frame.groupby("periode")["wie"].nunique() if len(frame) else pd.Series(dtype=int)
    return sorted(aantal[aantal > 1].index)
