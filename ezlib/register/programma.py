"""What is published of the register: one programme of tables, as data in `definitions/register.yml`.

Only its tables are made, so that nobody can ask for one more cross and subtract; and secondary suppression sees all
of them at once. Imports nothing heavy: the definitions are read before anything is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ezlib.definitions import _Bestand

KRUIS = "_x_"  # between the breakdowns of a cross: sector_x_pand
PAAR = "|"  # between the values of a cross: health|woning
BESCHERMING = ("banen", "openbaar", "personen")


@dataclass(frozen=True)
class Tabel:
    """One published table: a subject, a level, and a breakdown ("totaal", a column of the counted rows, or a cross).

    >>> Tabel("arbeidsplaatsen", "wijk", "sector_x_pand").kolommen
    ('sector', 'pand')
    """

    onderwerp: str
    gebied_type: str
    kenmerk: str = "totaal"

    @property
    def kolommen(self) -> tuple[str, ...]:
        """Columns of the counted rows that make the breakdown; none for the total."""
        return () if self.kenmerk == "totaal" else tuple(self.kenmerk.split(KRUIS))


def lees_programma(regels: Sequence[Mapping[str, str]]) -> tuple[Tabel, ...]:
    """Programme of the lines of the block `programma`, checked before by `toets_programma`."""
    return tuple(Tabel(**regel) for regel in regels)


def toets_programma(bestand: _Bestand) -> None:
    """Add to `bestand` the faults of the programme that a schema cannot word, each at its line."""
    data: dict[str, Any] = bestand.data
    gezien: dict[Tabel, int] = {}
    for i, regel in enumerate(data["programma"]):
        tabel, pad = Tabel(**regel), ("programma", i)
        if tabel in gezien:
            bestand.meld(f"deze tabel staat er al, op regel {gezien[tabel]}", *pad)
        gezien.setdefault(tabel, bestand.regel(*pad))
        hoe = data["bescherming"].get(tabel.onderwerp)
        if hoe is None:
            bestand.meld(
                f'zet "{tabel.onderwerp}" eerst bij "bescherming": zonder afspraak wordt een cijfer niet getoond', *pad
            )
        elif hoe == "personen" and tabel.gebied_type in ("buurt", "werklocatie") and tabel.kenmerk != "totaal":
            bestand.meld(
                f"van {tabel.onderwerp} per {tabel.gebied_type} mag alleen het totaal: een starter is vaak een persoon",
                *pad,
            )
