"""Dutch words for numbers, dates, periods and lists; Babel does the formatting."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from babel.dates import format_date
from babel.numbers import format_decimal

GEEN_CIJFER = "–"
OUD_NA_MAANDEN = 18
# Why there is no figure, as a reader is told.
REDEN = {
    "onbekend": "de bron geeft hier geen cijfer",
    "geheim": "de bron houdt dit geheim",
    "onderdrukt": "niet getoond, om bedrijven te beschermen",
    "geen-bron": "hiervoor is nog geen bron",
    "fictief": "alleen een verzonnen voorbeeld (FICTIEF)",
    "niet-vergelijkbaar": "niet te vergelijken",
}
# Beside the years of released editions: the one that is being made.
DEZE_EDITIE = "deze editie"
# Signs that embed, override or isolate a direction (Unicode annex 9).
OMKERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def zonder_omkering(tekst: str) -> str:
    """Text without the signs that turn around what follows them; a name in Hebrew or Arabic stays as it is.

    >>> zonder_omkering("fac\\u202etuur.exe")
    'factuur.exe'
    """
    return tekst if tekst.isascii() else tekst.translate(OMKERING)


def getal(waarde: float | None, decimalen: int = 0) -> str:
    """Format a number the Dutch way; missing becomes an en dash.

    >>> getal(12345.6, 1)
    '12.345,6'
    >>> getal(float("nan"))
    '–'
    """
    if waarde is None or math.isnan(waarde):
        return GEEN_CIJFER
    patroon = "#,##0" + ("." + "0" * decimalen if decimalen else "")
    # ROUND_HALF_UP is what readers expect; Babel rounds half to even on the binary value.
    return format_decimal(round_half_up(waarde, decimalen), format=patroon, locale="nl_NL")


def round_half_up(waarde: float, decimalen: int = 0) -> float:
    """Round halves away from zero, on the decimal value as written.

    >>> round_half_up(48.25, 1), round_half_up(-0.5), round_half_up(-0.04, 1)
    (48.3, -1.0, 0.0)
    """
    from decimal import ROUND_HALF_UP, Decimal

    return float(Decimal(repr(float(waarde))).quantize(Decimal(1).scaleb(-decimalen), rounding=ROUND_HALF_UP)) + 0.0


def verschil(waarde: float, decimalen: int = 0) -> str:
    """Format a difference with its sign.

    >>> verschil(1.25, 1), verschil(-3)
    ('+1,3', '-3')
    """
    tekst = getal(waarde, decimalen)
    return f"+{tekst}" if round_half_up(waarde, decimalen) > 0 else tekst


def datum(iso: str) -> str:
    """Write an ISO date out in Dutch.

    >>> datum("2021-01-01")
    '1 januari 2021'
    """
    return format_date(dt.date.fromisoformat(iso), "d MMMM y", locale="nl_NL")


def periode_label(periode: str) -> str:
    """Label a period: a year, a peildatum or a quarter.

    >>> periode_label("2024"), periode_label("2024-01-01"), periode_label("2025K3")
    ('2024', '1 januari 2024', '3e kwartaal 2025')
    """
    if "K" in periode:
        jaar, kwartaal = periode.split("K")
        return f"{kwartaal}e kwartaal {jaar}"
    return datum(periode) if "-" in periode else periode


def wanneer(periode: str) -> str:
    """Say when: on a date, in a year, in a quarter.

    >>> wanneer("2021-01-01"), wanneer("2024"), wanneer("2025K3")
    ('op 1 januari 2021', 'in 2024', 'in het 3e kwartaal 2025')
    """
    woord = "in het" if "K" in periode else "op" if "-" in periode else "in"
    return f"{woord} {periode_label(periode)}"


def einde_van(periode: str) -> str:
    """Give the ISO date from which a period is known: a peildatum on its day, a year or quarter the day after it.

    >>> einde_van("2024-01-01"), einde_van("2024"), einde_van("2025K3"), einde_van("2025K4")
    ('2024-01-01', '2025-01-01', '2025-10-01', '2026-01-01')
    """
    if "K" in periode:
        jaar, kwartaal = map(int, periode.split("K"))
        return f"{jaar + kwartaal // 4}-{kwartaal % 4 * 3 + 1:02d}-01"
    return periode if "-" in periode else f"{int(periode) + 1}-01-01"


def begin_van(periode: str) -> str:
    """Give the ISO date on which a period begins: a peildatum is its day.

    >>> begin_van("2024-01-01"), begin_van("2024"), begin_van("2025K3")
    ('2024-01-01', '2024-01-01', '2025-07-01')
    """
    if "K" in periode:
        jaar, kwartaal = periode.split("K")
        return f"{jaar}-{3 * int(kwartaal) - 2:02d}-01"
    return periode if "-" in periode else f"{periode}-01-01"


def is_oud(periode: str, jaar: int) -> bool:
    """Whether a figure is older than 18 months at the end of the verslagjaar.

    >>> is_oud("2024-01-01", 2025), is_oud("2025-01-01", 2025), is_oud("2024", 2025)
    (True, False, False)
    """
    return maanden_tot_einde(einde_van(periode), jaar) > OUD_NA_MAANDEN


def maanden_tot_einde(dag: str, jaar: int) -> int:
    """Months from a date to 1 January after the verslagjaar, days left out.

    >>> maanden_tot_einde("2024-07-31", 2025), maanden_tot_einde("2024-06-01", 2025)
    (18, 19)
    """
    einde, toen = dt.date(jaar + 1, 1, 1), dt.date.fromisoformat(dag)
    return (einde.year - toen.year) * 12 + einde.month - toen.month


def opsomming(delen: Sequence[str], *, voegwoord: str = "en") -> str:
    """Join words into a Dutch list.

    >>> opsomming(["Almere", "Delft", "Gouda"])
    'Almere, Delft en Gouda'
    """
    if len(delen) < 2:
        return "".join(delen)
    return f"{', '.join(delen[:-1])} {voegwoord} {delen[-1]}"


def met_hoofdletter(zin: str) -> str:
    """Capitalise the first letter and leave the rest alone.

    >>> met_hoofdletter("de FMI daalt")
    'De FMI daalt'
    """
    return zin[:1].upper() + zin[1:]
