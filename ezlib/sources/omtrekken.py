"""Names that code, name and water have in files of outlines, and the systems their coordinates may be in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

# Columns with code and name. The smallest area first: a buurt also carries the codes of its wijk and gemeente.
PAREN = (
    ("code", "naam"),
    ("statcode", "statnaam"),
    ("buurtcode", "buurtnaam"),
    ("wijkcode", "wijknaam"),
    ("gemeentecode", "gemeentenaam"),
    ("BU_CODE", "BU_NAAM"),
    ("WK_CODE", "WK_NAAM"),
    ("GM_CODE", "GM_NAAM"),
)
WATER = ("water", "WATER", "H2O")
# The extent in which RD is defined, in metres, and Nederland in degrees (longitude, latitude).
RD_BEREIK = ((-7_000, 300_000), (289_000, 629_000))
GRADEN_BEREIK = ((2.0, 8.0), (50.0, 56.0))


def vind_paar(kolommen: Iterable[str]) -> tuple[str, str] | None:
    """Columns of code and name, or None.

    >>> vind_paar(["gemeentecode", "gemeentenaam", "wijkcode", "wijknaam"])
    ('wijkcode', 'wijknaam')
    """
    aanwezig = set(kolommen)
    return next((paar for paar in PAREN if set(paar) <= aanwezig), None)


def stelsel(punten: Iterable[tuple[float, float]]) -> str:
    """The system that all points lie in: "rd", "graden", or "" where they fit neither.

    >>> stelsel([(94736.0, 451835.0)]), stelsel([(4.49, 52.06)]), stelsel([(52.06, 4.49)])
    ('rd', 'graden', '')
    """
    xy = list(punten)
    for naam, ((west, oost), (zuid, noord)) in (("rd", RD_BEREIK), ("graden", GRADEN_BEREIK)):
        if xy and all(west <= x <= oost and zuid <= y <= noord for x, y in xy):
            return naam
    return ""


def punten_van(coordinaten: Any) -> Iterator[tuple[float, float]]:
    """Every point of a (multi)polygon as GeoJSON writes it.

    >>> list(punten_van([[[1, 2], [3, 4, 0]]]))
    [(1, 2), (3, 4)]
    """
    if coordinaten and isinstance(coordinaten[0], int | float):
        yield coordinaten[0], coordinaten[1]
    else:
        for deel in coordinaten:
            yield from punten_van(deel)
