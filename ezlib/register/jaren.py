"""Which years of a register may be laid side by side."""

from __future__ import annotations

import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.taal import datum, opsomming


def jaren_met_vorig(frame: pd.DataFrame) -> list[int]:
    """Years of which the year before is there too.

    >>> jaren_met_vorig(pd.DataFrame({"jaar": [2019, 2021, 2022]}))
    [2022]
    """
    jaren = set(frame["jaar"].unique())
    return sorted(int(j) for j in jaren if j - 1 in jaren)


def waar_bekend(frame: pd.DataFrame, waar: pd.Series) -> pd.Series:
    """Make a yes or no per row `<NA>` in years that have no year before: pandas says that unknown and no is no.

    >>> waar_bekend(pd.DataFrame({"jaar": [2021, 2022]}), pd.Series([False, False])).tolist()
    [<NA>, False]
    """
    return waar.astype("boolean").where(frame["jaar"].isin(jaren_met_vorig(frame)))


def check_peildagen(register: pd.DataFrame) -> None:
    """Let no register pass whose years are counted on different days: they never form one line.

    Raises
    ------
    ControleFout
        With the days and their years, and what to do.
    """
    data = sorted(register["peildatum"].unique())
    dagen: dict[str, list[str]] = {}
    for peildatum in data:
        dagen.setdefault(peildatum[5:], []).append(peildatum)
    if len(dagen) > 1:
        delen = [f"{datum(d[0]).rsplit(' ', 1)[0]} ({opsomming([p[:4] for p in d])})" for _, d in sorted(dagen.items())]
        raise ControleFout(
            f"Het register is niet steeds op dezelfde dag geteld: {opsomming(delen)}. Cijfers van twee peildata vormen "
            "nooit een reeks. Haal uit data/raw/register de bestanden van een van die dagen weg."
        )


def vergelijkbare_jaren(register: pd.DataFrame, overlap_procent: int) -> tuple[int, ...]:
    """Years that may be compared with the year before: it is there, and the same things have the same numbers.

    Another supplier may number establishments or firms in its own way; then all would look new. Where the suppliers of
    two years differ, at least `overlap_procent` of the vestigingsnummers and of the KvK numbers has to come back.
    """
    uit = []
    per_jaar = dict(iter(register.groupby("jaar")))
    for jaar in jaren_met_vorig(register):
        nu, toen = per_jaar[jaar], per_jaar[jaar - 1]
        zelfde = set(nu["leverancier"].unique()) == set(toen["leverancier"].unique())
        if zelfde or all(_overlap(nu, toen, k) >= overlap_procent for k in ("vestigingsnummer", "kvknummer")):
            uit.append(jaar)
    return tuple(uit)


def _overlap(nu: pd.DataFrame, toen: pd.DataFrame, kolom: str) -> float:
    """Percentage of the known numbers of the earlier year that come back; 100 where none is known."""
    nummers = toen.loc[toen[kolom] != "", kolom].drop_duplicates()
    return 100 * nummers.isin(nu[kolom]).mean() if len(nummers) else 100.0
