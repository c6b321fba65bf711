"""The BBV set: figures as waarstaatjegemeente.nl gives them; an honest empty place until they are delivered."""

from __future__ import annotations

from ezlib.indicators import echte
from ezlib.report.documenten.boom import Deel, Document, Tabel, Tekst, alinea, lijst, tekst
from ezlib.store import Lezer
from ezlib.taal import getal, periode_label

LEVERING = "levering_bbv"
KOP = ("Indicator", "Gebied", "Cijfer", "Peildatum", "Status")


def bbv_set(lezer: Lezer) -> Document:
    """The set as a document: a row per indicator and area on the latest date; never an own computation."""
    rijen = _rijen(lezer)
    delen: list[Deel] = [
        Tabel("BBV-indicatoren, laatste peildatum", KOP, rijen, (4, 2.5, 1.2, 1.8, 1.5), getallen=(2,))
    ]
    return Document(
        naam="documenten/bbv-set",
        titel=f"BBV-indicatoren van {lezer.kader['naam']}",
        onder=f"Verslagjaar {lezer.jaar}. Cijfers van waarstaatjegemeente.nl.",
        delen=tuple(delen if rijen else leeg()),
        afzender=f"gemeente {lezer.kader['naam']}",
        jaar=lezer.jaar,
        formaten=("html", "docx"),
    )


def leeg() -> list[Deel]:
    """What is needed, and from whom, while nothing was delivered."""
    return [
        alinea("De set is nog niet geleverd. Daarom staat hier geen cijfer. Nodig is een bestand van waarstaatjegemeente.nl, opgehaald door O&S, met:"),
        lijst([
            "functiemenging, in procenten;",
            "vestigingen van bedrijven per 1.000 inwoners van 15 tot en met 64 jaar;",
            "banen per 1.000 inwoners van 15 tot en met 64 jaar;",
            "netto arbeidsparticipatie, in procenten.",
        ]),
        alinea("Elk cijfer voor de gemeente, voor Nederland en voor gemeenten van dezelfde grootte. De monitor rekent deze set niet zelf uit: de bron is LISA, met een eigen peildatum."),
    ]  # fmt: skip


def _rijen(lezer: Lezer) -> tuple[tuple[Tekst, ...], ...]:
    rijen = []
    for indicator in lezer.definities.indicatoren.values():
        if LEVERING in indicator.bronnen:
            frame = echte(lezer.waarnemingen(indicator.id))
            frame = frame[frame["waarde"].notna() & (frame["bron_id"] == LEVERING)]
            for r in frame[frame["periode"] == frame["periode"].max()].itertuples():
                cellen = (
                    indicator.naam,
                    r.gebied_naam,
                    getal(r.waarde, indicator.decimalen),
                    periode_label(r.periode),
                    r.status,
                )
                rijen.append(tuple(tekst(str(c)) for c in cellen))
    return tuple(rijen)
