"""The letter that informs the council: five fixed parts, two pages, a concept until somebody releases it."""

from __future__ import annotations

from ezlib.report.documenten.boom import Deel, Document, Kern, Kop, alinea, lijst
from ezlib.report.documenten.cijfers import Cijfer, zonder_cijfer
from ezlib.report.documenten.lijnen import actielijnen
from ezlib.report.documenten.management import geen_licht, samenvatting, tabel
from ezlib.report.documenten.pc import alle_cijfers
from ezlib.store import Lezer
from ezlib.taal import opsomming, periode_label

MAX_OPVALLEND = 5


def raadsbrief(lezer: Lezer) -> Document:
    """The letter as a content tree; every figure in it is real."""
    delen: list[Deel] = [
        Kop("Aanleiding"),
        alinea(
            f"Elk jaar in januari krijgt de raad een beeld van de economie van {lezer.kader['naam']} en van de voortgang van "
            f"het economisch beleid. Deze brief gaat over verslagjaar {lezer.jaar}."
        ),
        Kop("Kern"),
        alinea(samenvatting(lezer)),
        *(Kern(notebook) for notebook in dict.fromkeys(lijn.notebook for lijn in actielijnen(lezer) if lijn.notebook)),
        Kop("Wat valt op"),
        *opvallend(lezer),
        Kop("Wat niet kan worden gezegd"),
        lijst(niet_te_zeggen(lezer)),
        Kop("Vervolg"),
        lijst(vervolg(lezer)),
    ]
    return Document(
        naam="documenten/raadsinformatiebrief",
        titel=f"Raadsinformatiebrief: de economie van {lezer.kader['naam']}",
        onder=f"Verslagjaar {lezer.jaar}. Nog niet vastgesteld.",
        delen=tuple(delen),
        afzender=f"gemeente {lezer.kader['naam']}",
        jaar=lezer.jaar,
        formaten=("docx", "pdf"),
        concept=True,
        paginas=2,
    )


def opvallend(lezer: Lezer) -> list[Deel]:
    """The largest changes within one publication, largest first."""
    bekend = sorted((c for c in alle_cijfers(lezer) if c.heeft_vorig), key=_stap, reverse=True)
    if not bekend:
        return [alinea("Geen enkel cijfer heeft een jaar eerder in dezelfde publicatie. Er valt dus geen verandering te noemen.")]  # fmt: skip
    return [tabel(lezer, bekend[:MAX_OPVALLEND], bijschrift="De grootste veranderingen in een jaar")]


def _stap(cijfer: Cijfer) -> float:
    procent = float(cijfer.rij["vorig_procent"])
    return abs(procent) if procent == procent else 0.0


def niet_te_zeggen(lezer: Lezer) -> list[str]:
    """What nobody may conclude from the figures."""
    punten = []
    wacht = zonder_cijfer(lezer, [i for lijn in actielijnen(lezer) for i in lijn.indicatoren])
    if wacht:
        aantal = sum(len(namen) for namen in wacht.values())
        punten.append(
            f"Over {aantal} indicatoren is er geen echt cijfer. Dat moet komen van: {opsomming(list(wacht))}."
        )
    perioden = sorted({str(c.rij["periode"]) for c in alle_cijfers(lezer)})
    if perioden:
        punten.append(
            f"De cijfers hebben verschillende peildata, van {periode_label(perioden[0])} tot {periode_label(perioden[-1])}. "
            "Leg ze niet naast elkaar alsof het een moment is."
        )
    punten.append(geen_licht(lezer))
    punten.append("Een verandering na een maatregel bewijst niet dat de maatregel de oorzaak is.")
    return punten


def vervolg(lezer: Lezer) -> list[str]:
    """What comes next."""
    return [
        "Zodra ontbrekende gegevens zijn geleverd, komt er een nieuwe editie. De monitor meldt dan wat er veranderde.",
        f"In januari {lezer.jaar + 2} volgt de volgende brief.",
    ]
