"""The management report of January: per action line its figures and its progress, on two pages."""

from __future__ import annotations

from ezlib.report.documenten.boom import Alinea, Deel, Document, Kop, Tabel, alinea, tekst
from ezlib.report.documenten.cijfers import Cijfer, cijfers, zonder_cijfer
from ezlib.report.documenten.lijnen import Lijn, actielijnen
from ezlib.report.documenten.pc import met_noten
from ezlib.store import Lezer
from ezlib.taal import getal, opsomming
from ezlib.voortgang import streefwaarde
from ezlib.zinnen.beleid import zin_resultaten, zin_streefwaarden

KOP = ("Indicator", "Meest recent", "Jaar eerder", "Verandering", "Peildatum en status", "Streefwaarde en richting")
BREEDTES = (4.5, 1.7, 1.6, 2.3, 3.2, 3.9)
# What a page of a council member can hold; the rest is one click away on the page of the action line.
MAX_CIJFERS = 4
MAX_NAMEN = 3
MAX_LEVERANCIERS = 4
RICHTING = {"omhoog": "; omhoog", "omlaag": "; omlaag", "handhaven": "; gelijk houden", "geen": ""}


def managementrapportage(lezer: Lezer) -> Document:
    """The report as a content tree: two pages, real figures only."""
    delen: list[Deel] = [alinea(samenvatting(lezer))]
    for lijn in actielijnen(lezer):
        delen += deel_van(lezer, lijn)
    return Document(
        naam="managementrapportage",
        titel=f"Managementrapportage economie {lezer.kader['naam']}, januari {lezer.jaar + 1}",
        onder=f"Verslagjaar {lezer.jaar}. Alleen echte cijfers. De peildata verschillen; zij staan bij elk cijfer.",
        delen=tuple(delen),
        afzender=f"gemeente {lezer.kader['naam']}",
        jaar=lezer.jaar,
        paginas=2,
    )


def samenvatting(lezer: Lezer) -> str:
    """How many indicators have a real figure, and what no light can be given for."""
    lijnen = actielijnen(lezer)
    alle = [i for lijn in lijnen for i in lijn.indicatoren]
    leeg = sum(len(namen) for namen in zonder_cijfer(lezer, alle).values())
    return (
        f"Van de {len(alle)} indicatoren bij de actiepunten hebben er {len(alle) - leeg} een echt cijfer voor "
        f"{lezer.kader['naam']}. {zin_resultaten(lezer.voortgang, jaar=lezer.jaar)} {geen_licht(lezer)}"
    )


def geen_licht(lezer: Lezer) -> str:
    """Why there is no traffic light, or only beside what has a target."""
    if lezer.voortgang.get("streefwaarden"):
        return f"{zin_streefwaarden(lezer.voortgang)} Alleen daar staat of het doel is bereikt."
    return (
        "Er is geen streefwaarde vastgesteld. Daarom staan er geen kleuren, maar alleen de richting die het beleid wil."
    )


def deel_van(lezer: Lezer, lijn: Lijn) -> list[Deel]:
    """One action line: its figures, and what is not there."""
    regels = [c for indicator in lijn.indicatoren for c in cijfers(lezer, indicator)]
    delen: list[Deel] = [Kop(f"{lijn.nummer}. {lijn.naam}")]
    delen += [alinea(zin) for zin in (lijn.stand, lijn.verhaal) if zin]
    if regels:
        delen.append(tabel(lezer, regels[:MAX_CIJFERS], bijschrift=f"Cijfers bij {lijn.naam}"))
    delen.append(zin_ontbreekt(lezer, lijn))
    return delen


def tabel(lezer: Lezer, regels: list[Cijfer], *, bijschrift: str) -> Tabel:
    """Figures with their change and the direction wanted."""
    rijen = tuple(
        (
            met_noten(c),
            *(tekst(t) for t in (c.waarde, c.vorige, c.verandering, f"{c.peildatum}, {c.status}", doel(lezer, c))),
        )
        for c in regels
    )
    return Tabel(bijschrift, KOP, rijen, BREEDTES, getallen=(1, 2, 3))


def doel(lezer: Lezer, cijfer: Cijfer) -> str:
    """Target that was decided, and whether it is reached; without one, the direction that the policy wants."""
    besluit = streefwaarde(lezer.voortgang, cijfer.indicator.id, jaar=lezer.jaar)
    richting = cijfer.indicator.richting
    if not besluit or richting not in ("omhoog", "omlaag"):
        return f"geen streefwaarde vastgesteld{RICHTING[richting]}"
    nu, wil = float(cijfer.rij["waarde"]), float(besluit["waarde"])
    bereikt = nu >= wil if richting == "omhoog" else nu <= wil
    return f"{'groen: bereikt' if bereikt else 'nog niet bereikt'}; {getal(wil, cijfer.decimalen)} in {besluit['jaar']}"


def zin_ontbreekt(lezer: Lezer, lijn: Lijn) -> Alinea:
    """What has no real figure, and from whom it must come."""
    wacht = zonder_cijfer(lezer, lijn.indicatoren)
    if not lijn.indicatoren:
        return alinea("Voor dit actiepunt zijn er nog geen cijfers.")
    if not wacht:
        return alinea("Alle indicatoren van dit actiepunt hebben een cijfer.")
    # Who must deliver most comes first; a page of two holds no list of everybody.
    orde = sorted(wacht.items(), key=lambda paar: -len(paar[1]))
    zinnen = [f"Nog te leveren door {wie}: {opsomming(_kort(namen))}." for wie, namen in orde[:MAX_LEVERANCIERS]]
    if rest := sum(len(namen) for _, namen in orde[MAX_LEVERANCIERS:]):
        zinnen.append(f"En nog {rest} van anderen; zie de pagina op de site.")
    return alinea(" ".join(zinnen))


def _kort(namen: list[str]) -> list[str]:
    """The first names and how many more there are.

    >>> _kort(["a", "b", "c", "d", "e", "f"])
    ['a', 'b', 'c', 'nog 3']
    """
    return namen if len(namen) <= MAX_NAMEN + 1 else [*namen[:MAX_NAMEN], f"nog {len(namen) - MAX_NAMEN}"]
