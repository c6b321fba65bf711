"""The action lines that documents go through: their indicators, and what the policy says of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ezlib.definitions import Indicator
from ezlib.store import Lezer
from ezlib.taal import opsomming
from ezlib.zinnen.beleid import zin_resultaten

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
    waarom
        What the policy wants; empty where no policy of this gemeente is known.
    stand
        How its results stand, in one sentence; empty likewise.
    verhaal
        What economic affairs wrote of it for this year; empty where nobody did.
    """

    nummer: str
    naam: str
    notebook: str
    indicatoren: list[Indicator]
    waarom: str = ""
    stand: str = ""
    verhaal: str = ""


def actielijnen(lezer: Lezer) -> list[Lijn]:
    """Action lines in order; an indicator belongs to the first place that it has in the paper.

    Their names and texts are those of voortgang.yml; a gemeente without policy gets those that have indicators, under
    the names of their pages.
    """
    punten, lijnen = lezer.voortgang.get("actiepunten", {}), []
    for nummer in NUMMERS:
        eigen = [
            i for i in lezer.definities.indicatoren.values() if i.actieagenda[:1] and i.actieagenda[0][0] == nummer
        ]
        punt = punten.get(nummer, {})
        if eigen or punt:
            notebook = _pagina(lezer, nummer, eigen)
            naam = punt.get("naam") or lezer.definities.paginas[notebook]
            lijnen.append(
                Lijn(
                    nummer,
                    naam,
                    notebook,
                    eigen,
                    punt.get("waarom", ""),
                    _stand(lezer, nummer),
                    _verhaal(lezer, nummer),
                )
            )
    return lijnen


def _stand(lezer: Lezer, nummer: str) -> str:
    """How the results of one action point stand; what another accounts for is referred to, not judged."""
    punt = lezer.voortgang.get("actiepunten", {}).get(nummer)
    if not punt:
        return ""
    if "elders" in punt:
        return f"{punt['elders']} De monitor oordeelt daar niet over."
    voor = lezer.voortgang["resultaten_voor"]
    return zin_resultaten({"actiepunten": {nummer: punt}}, jaar=lezer.jaar).replace(
        "resultaten", f"resultaten voor {voor}", 1
    )


def _verhaal(lezer: Lezer, nummer: str) -> str:
    eigen = [
        v
        for v in lezer.voortgang.get("stand_van_zaken", ())
        if (v["actiepunt"], v["verslagjaar"]) == (nummer, lezer.jaar)
    ]
    if eigen:
        return " ".join(f"{v['tekst']} ({v['wie']})" for v in eigen)
    punt = lezer.voortgang.get("actiepunten", {}).get(nummer, {})
    van_wie = dict.fromkeys(r["wie"] for r in punt.get("resultaten", ()))
    if "elders" in punt or not van_wie:
        return ""
    return f"Een toelichting in woorden is nog niet gegeven door {opsomming(list(van_wie))}."


def _pagina(lezer: Lezer, nummer: str, indicatoren: list[Indicator]) -> str:
    """The page that carries the number of the action point (30 is of point 3); else the one with most of its indicators."""
    eigen = [naam for naam in lezer.definities.paginas if naam.startswith(f"{nummer}0-")]
    if eigen or not indicatoren:
        return eigen[0] if eigen else ""
    return Counter(i.notebook for i in indicatoren).most_common(1)[0][0]
