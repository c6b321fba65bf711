"""What a downloaded CBS table must hold before it becomes a snapshot; every check gives a Dutch sentence or None."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

# Without these three a table cannot be read; the dimensions differ per table.
VERPLICHT = ("TableInfos", "DataProperties", "TypedDataSet")
VORM = "het antwoord heeft niet de vorm van een CBS-tabel (geen gegevens of geen beschrijving)"
# An issue corrects figures and adds rows; it takes few away. Gemeenten that merge keep their rows, as nulls.
KRIMP = 0.02

Rijen = Sequence[Mapping[str, Any]]


def blad_mis(bladen: Sequence[tuple[int, str | None]]) -> str | None:
    """Hold the pages of one entity, as (rows, link to the next), against what paging promises.

    Every page but the last is full, so all but the last are equally long and none is empty; a `$skip` in a link
    counts the rows that came before.

    >>> blad_mis([(2, "x?$skip=2"), (2, "x?$skip=4"), (1, None)]) is None
    True
    >>> blad_mis([(2, "x?$skip=3"), (2, None)])
    'CBS slaat rijen over tussen twee bladzijden (3 verwacht, 2 gekregen)'
    """
    if len(bladen) > 1:
        lengten = [lengte for lengte, _ in bladen]
        if len(set(lengten[:-1])) > 1 or not 0 < lengten[-1] <= lengten[0]:
            return f"de bladzijden zijn niet vol: zij tellen {', '.join(map(str, lengten[:5]))} rijen"
    gekregen = 0
    for lengte, verder in bladen:
        gekregen += lengte
        skip = parse_qs(urlsplit(verder or "").query).get("$skip", [""])[0]
        if skip.isdigit() and int(skip) != gekregen:
            return f"CBS slaat rijen over tussen twee bladzijden ({skip} verwacht, {gekregen} gekregen)"
    return None


def dimensies(eigenschappen: Iterable[Mapping[str, Any]]) -> list[str]:
    """Keys of the dimensions, in the order of DataProperties."""
    return [rij["Key"].strip() for rij in eigenschappen if rij["Type"] not in ("Topic", "TopicGroup")]


def tabel_mis(tabel: Mapping[str, Rijen]) -> str | None:
    """Hold a whole table (entity -> rows) against itself: no entity empty, no row twice, every code described."""
    leeg = [entiteit for entiteit in VERPLICHT if not tabel.get(entiteit)]
    if leeg:
        return f"{VORM}: {', '.join(leeg)} is leeg"
    data, dims = tabel["TypedDataSet"], dimensies(tabel["DataProperties"])
    if not dims or any(dim not in data[0] for dim in dims):
        return VORM
    sleutels = Counter(tuple(str(rij[dim]).strip() for dim in dims) for rij in data)
    dubbel = [sleutel for sleutel, keer in sleutels.items() if keer > 1]
    if dubbel:
        return f"{len(dubbel)} rijen staan dubbel in het antwoord, zoals {', '.join(dubbel[0])}"
    for plek, dim in enumerate(dims):
        bekend = {str(rij["Key"]).strip() for rij in tabel.get(dim, ())}
        zonder = sorted({sleutel[plek] for sleutel in sleutels} - bekend)
        if zonder:
            return f"bij {len(zonder)} codes van {dim} ontbreekt de omschrijving, zoals {', '.join(zonder[:3])}"
    return None


def krimp_mis(rijen: int, eerder: int, map_: str) -> str | None:
    """Hold the number of rows against that of the snapshot before: more than 2 % fewer looks like half a delivery."""
    if rijen >= eerder * (1 - KRIMP):
        return None
    return (
        f"de tabel telt {rijen} rijen en had er {eerder}; dat lijkt een halve levering. "
        f"Klopt het toch, verwijder dan {map_} en haal de tabel opnieuw op"
    )
