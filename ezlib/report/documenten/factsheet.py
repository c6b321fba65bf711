"""A factsheet per action line: one A4 with its figures, its first chart and what is not there."""

from __future__ import annotations

from ezlib.report.documenten.boom import Afbeelding, Deel, Document, Kern, Kop, alinea
from ezlib.report.documenten.cijfers import cijfers
from ezlib.report.documenten.lijnen import Lijn, actielijnen
from ezlib.report.documenten.management import tabel, zin_ontbreekt
from ezlib.store import Lezer

MAX_CIJFERS = 8


def factsheets(lezer: Lezer) -> list[Document]:
    """One document per action line, in order."""
    return [factsheet(lezer, lijn) for lijn in actielijnen(lezer)]


def factsheet(lezer: Lezer, lijn: Lijn) -> Document:
    """The factsheet of one action line: answer, figures, chart, what is missing; made-up ones are nowhere in it."""
    regels = [c for indicator in lijn.indicatoren for c in cijfers(lezer, indicator)]
    delen: list[Deel] = [alinea(lijn.waarom)] if lijn.waarom else []
    delen += [alinea(lijn.stand)] if lijn.stand else []
    delen += [Kern(lijn.notebook), Kop("Cijfers")]
    delen += [tabel(lezer, regels[:MAX_CIJFERS], bijschrift=f"Cijfers bij {lijn.naam}")] if regels else []
    delen += [zin_ontbreekt(lezer, lijn)]
    delen += [Afbeelding(alt="", notebook=lijn.notebook)] if lijn.notebook else []
    delen.append(alinea("Alle cijfers, met hun bronnen en definities, staan op de site van de Economische Monitor."))
    return Document(
        naam=f"documenten/factsheet-{lijn.nummer}",
        titel=f"Factsheet {lijn.nummer}. {lijn.naam}",
        onder=f"{lezer.kader['naam']}, verslagjaar {lezer.jaar}. Alleen echte cijfers.",
        delen=tuple(delen),
        afzender=f"gemeente {lezer.kader['naam']}",
        jaar=lezer.jaar,
        formaten=("html", "pdf"),
        paginas=1,
    )
