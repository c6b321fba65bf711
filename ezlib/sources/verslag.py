"""What refresh tells at its end, in at most 100 columns: per source how it went, and per table what moved."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.definitions import Bron
from ezlib.sources.snapshot import INGEBOUWD, Snapshot
from ezlib.store import WORTEL
from ezlib.taal import datum, getal, periode_label, verschil

if TYPE_CHECKING:
    import pandas as pd

OPGEHAALD, ONGEWIJZIGD, NOG_NIET, MISLUKT = "opgehaald", "ongewijzigd", "nog niet", "mislukt"
BREED = 100
GROOTSTE = 3


@dataclass(frozen=True)
class Beweging:
    """What moved in one table: number of figures, the rows that differ (None the first time), the file with them all."""

    aantal: int = 0
    verschillen: pd.DataFrame | None = None
    pad: Path | None = None
    fout: str = ""


@dataclass(frozen=True)
class Uitkomst:
    """How one source went: `snapshot` counts from now on (None where there is none), `vorig` counted before."""

    bron: Bron
    wat: str
    snapshot: Snapshot | None
    vorig: Snapshot | None
    uitleg: str = ""
    onbereikbaar: bool = False
    beweging: Beweging | None = field(default=None, compare=False)


def uitkomstregels(uitkomsten: Sequence[Uitkomst]) -> list[str]:
    """Table of the outcome per source, a count, and the reason of each that failed."""
    breed = max((len(u.bron.id) for u in uitkomsten), default=0)
    regels = [f"{'Bron':<{breed}}  {'Uitkomst':<11}  Nu in gebruik"]
    for u in uitkomsten:
        regel = f"{u.bron.id:<{breed}}  {u.wat:<11}  {_in_gebruik(u)}"
        regels += textwrap.wrap(regel, BREED, subsequent_indent=" " * (breed + 15))
    aantal = {wat: sum(u.wat == wat for u in uitkomsten) for wat in (OPGEHAALD, ONGEWIJZIGD, MISLUKT, NOG_NIET)}
    tel = ", ".join(f"{n} {wat}" for wat, n in aantal.items() if n or wat != NOG_NIET)
    tel += " uitgegeven" if aantal[NOG_NIET] else ""
    regels += ["", f"{len(uitkomsten)} {'bron' if len(uitkomsten) == 1 else 'bronnen'}: {tel}."]
    mislukt = [u for u in uitkomsten if u.wat == MISLUKT]
    if mislukt:
        regels += ["", "Wat er misging:"]
        for u in mislukt:
            regels += _alinea(f"{u.bron.id}: {u.uitleg}", inspringen=2)
    return regels


def _in_gebruik(u: Uitkomst) -> str:
    """The snapshot that counts, and of when it is."""
    if u.wat == NOG_NIET:
        return "niets: de uitgever heeft haar nog niet uitgegeven, of zij heet anders"
    if u.snapshot is None:
        return "niets: er zijn nog geen gegevens van deze bron"
    return f"de laatste goede: {noem(u.snapshot)}" if u.wat == MISLUKT else noem(u.snapshot)


def noem(snapshot: Snapshot) -> str:
    """Call a snapshot by its dates: that of the publisher where there is one, and when it was fetched."""
    h = snapshot.herkomst
    uitgave = f"uitgave van {datum(h.modified[:10])}, " if h.modified else ""
    hoe = "ingebouwd" if snapshot.map_.name == INGEBOUWD else f"opgehaald op {datum(h.retrieved_at)}"
    return uitgave + hoe


def bewegingsregels(uitkomsten: Sequence[Uitkomst], drempel_pct: float) -> list[str]:
    """What moved, per table that was fetched; nothing where none was."""
    regels: list[str] = []
    for u in uitkomsten:
        if u.beweging is not None:
            regels += ["", *_beweging(u, u.beweging, drempel_pct)]
    return ["", "Wat bewoog er?", *regels[1:]] if regels else []


def _beweging(u: Uitkomst, b: Beweging, drempel_pct: float) -> list[str]:
    if b.fout:
        return _alinea(f"{u.bron.id}: {b.fout}")
    if b.verschillen is None or u.vorig is None:
        return _alinea(f"{u.bron.id}: voor het eerst opgehaald, {getal(b.aantal)} cijfers.")
    from ezlib.sources.bewogen import tel

    if b.verschillen.empty:
        return _alinea(f"{u.bron.id}: geen enkel cijfer is anders dan in de vorige ({noem(u.vorig)}).")
    hoeveel = ", ".join(f"{getal(n)} {wat}" for wat, n in tel(b.verschillen).items() if n)
    regels = _alinea(f"{u.bron.id}, tegen de vorige ({noem(u.vorig)}): {hoeveel}.")
    if opvallend := int(b.verschillen["opvallend"].sum()):
        regels += _alinea(
            f"LET OP: {getal(opvallend)} {'totaal' if opvallend == 1 else 'totalen'} van land of gemeenten "
            f"{'verschilt' if opvallend == 1 else 'verschillen'} meer dan {drempel_pct:g} %, of "
            f"{'is' if opvallend == 1 else 'zijn'} weg. Kijk ze na voor u een editie maakt.",
            inspringen=2,
        )
    vooraan = b.verschillen[b.verschillen["oud"].notna()].head(GROOTSTE)
    for rij in vooraan.itertuples():
        regels += _alinea(_rij(rij), inspringen=2)
    return [*regels, *_alinea(f"Alles staat in {_toon(b.pad)}", inspringen=2)]


def _rij(rij: Any) -> str:
    """One figure that moved: area, subject, period, old -> new."""
    deel = "" if rij.kenmerk == "totaal" else f" ({rij.kenmerk}: {rij.kenmerkwaarde})"
    cijfers = f"{_kaal(rij.oud)} -> {_kaal(rij.nieuw)}"
    erbij = f" ({verschil(rij.procent, 1)} %)" if rij.procent == rij.procent else ""
    if rij.wat not in ("veranderd", "vervallen"):
        cijfers, erbij = f"{rij.status_oud} -> {rij.status_nieuw}", ""
    return (
        f"{rij.gebied_naam or rij.gebied_code}, {rij.onderwerp}{deel}, {periode_label(rij.periode)}: {cijfers}{erbij}"
    )


def _kaal(waarde: float) -> str:
    return getal(waarde, 0 if waarde % 1 == 0 else 2)


def _toon(pad: Path | None) -> str:
    if pad is None:
        return ""
    return (pad.relative_to(WORTEL) if pad.is_relative_to(WORTEL) else pad).as_posix()


def _alinea(tekst: str, *, inspringen: int = 0) -> list[str]:
    """Wrap to the width; a message that has lines of its own keeps them."""
    regels: list[str] = []
    for i, regel in enumerate(tekst.splitlines()):
        begin = " " * (inspringen + (2 if i else 0))
        regels += textwrap.wrap(
            regel.strip(), BREED, initial_indent=begin, subsequent_indent=" " * (inspringen + 2), break_long_words=False
        )
    return regels
