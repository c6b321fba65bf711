"""The action lines that documents go through: their indicators, and what the policy says of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ezlib.definitions import Indicator
from ezlib.store import Lezer

NUMMERS = ("1", "2", "3", "4", "5")


@dataclass(frozen=True)
class Lijn:
    """An action line.

    Attributes
    ----------
    nummer
        Number of the action point.
    naam
        As its page is called.
    notebook
        The page that tells of it.
    indicatoren
        In the order of the catalogue.
    """

    nummer: str
    naam: str
    notebook: str
    indicatoren: list[Indicator]


def actielijnen(lezer: Lezer) -> list[Lijn]:
    """Action lines that have an indicator, in order; an indicator belongs to the first place that it has in the paper."""
    lijnen = []
    for nummer in NUMMERS:
        eigen = [
            i for i in lezer.definities.indicatoren.values() if i.actieagenda[:1] and i.actieagenda[0][0] == nummer
        ]
        if eigen:
            notebook = _pagina(lezer, nummer, eigen)
            lijnen.append(Lijn(nummer, lezer.definities.paginas[notebook], notebook, eigen))
    return lijnen


def _pagina(lezer: Lezer, nummer: str, indicatoren: list[Indicator]) -> str:
    """The page that carries the number of the action point (30 is of point 3); else the one with most of its indicators."""
    eigen = [naam for naam in lezer.definities.paginas if naam.startswith(f"{nummer}0-")]
    return eigen[0] if eigen else Counter(i.notebook for i in indicatoren).most_common(1)[0][0]
