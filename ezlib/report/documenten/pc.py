"""The P&C table: latest and year before, in the form of the annual report, with live footnotes."""

from __future__ import annotations

import pandas as pd

from ezlib.report.documenten.boom import Document, Kop, Stuk, Tabel, Tekst, alinea, tekst
from ezlib.report.documenten.cijfers import Cijfer, als_rij, bron_van, cijfers, zonder_cijfer
from ezlib.store import Lezer
from ezlib.taal import opsomming

KOP = ("Indicator", "Eenheid", "Meest recent", "Vorig jaar", "Peildatum", "Status", "Bron")
BREEDTES = (5.2, 2.2, 1.7, 1.6, 2.1, 1.7, 3.0)
KOLOMMEN_CSV = [
    "indicator_id", "indicator", "eenheid", "meest_recent", "peildatum", "status", "vorig_jaar", "peildatum_vorig_jaar",
    "bron", "noten",
]  # fmt: skip


def alle_cijfers(lezer: Lezer) -> list[Cijfer]:
    """Every real figure of the gemeente as a whole, in the order of the catalogue."""
    return [c for indicator in lezer.definities.indicatoren.values() for c in cijfers(lezer, indicator)]


def pc_tabel(lezer: Lezer) -> Document:
    """The P&C table as a document, with what is missing and from whom it must come."""
    return Document(
        naam="documenten/pc-tabel",
        titel=f"Feiten en cijfers over de economie van {lezer.kader['naam']}",
        onder=f"Voor de P&C-cyclus, verslagjaar {lezer.jaar}. Alleen echte cijfers; elk cijfer met zijn peildatum.",
        delen=(
            tabel(lezer, alle_cijfers(lezer), bijschrift="Meest recente cijfer en dat van een jaar eerder"),
            alinea(
                "Beide cijfers komen uit dezelfde publicatie. Waar het jaar ervoor daar niet in staat, blijft het leeg."
            ),
            *ontbreekt(lezer),
        ),
        afzender=f"gemeente {lezer.kader['naam']}",
        jaar=lezer.jaar,
        formaten=("html", "docx"),
        liggend=True,
    )


def tabel(lezer: Lezer, regels: list[Cijfer], *, bijschrift: str) -> Tabel:
    """Table of figures in the form of the annual report; what a reader must know of one is a footnote."""
    rijen = tuple(
        (
            met_noten(c),
            tekst(c.indicator.eenheid),
            tekst(c.waarde),
            tekst(c.vorige),
            tekst(c.peildatum),
            tekst(c.status),
            tekst(bron_van(lezer, c.rij)),
        )
        for c in regels
    )
    leeg = tuple(tekst(woord) for woord in ("Er is nog geen echt cijfer", *["–"] * (len(KOP) - 1)))
    return Tabel(bijschrift, KOP, rijen or (leeg,), BREEDTES, getallen=(2, 3))


def met_noten(cijfer: Cijfer) -> Tekst:
    """Name of a figure, linked to its place on the site, with its notes as one footnote."""
    doel = f"{cijfer.indicator.notebook}.html#{cijfer.indicator.id}"
    return (Stuk(cijfer.naam, doel=doel, noot=" ".join(cijfer.noten)),)


def ontbreekt(lezer: Lezer) -> tuple[Kop | Tabel, ...]:
    """What the catalogue asks and nobody delivered yet, per who must deliver."""
    wacht = zonder_cijfer(lezer, list(lezer.definities.indicatoren.values()))
    if not wacht:
        return ()
    kop = "Wat er nog niet is, en van wie het moet komen"
    rijen = tuple((tekst(wie), tekst(opsomming(namen))) for wie, namen in wacht.items())
    return Kop(kop), Tabel(kop, ("Van wie", "Wat"), rijen, (1, 3))


def pc_csv(lezer: Lezer) -> pd.DataFrame:
    """The P&C table for machines."""
    return pd.DataFrame([als_rij(lezer, c) for c in alle_cijfers(lezer)], columns=KOLOMMEN_CSV)
