"""Sentences on the sources of a page: which of them are old, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ezlib.taal import datum


def van_wanneer(bron: dict[str, Any]) -> str:
    """Date of the figures of a source as their publisher gives it, else when they were fetched; empty for none.

    >>> van_wanneer({"gewijzigd": "2025-03-27T02:00:00", "opgehaald": "2026-11-23"})
    '27 maart 2025'
    >>> van_wanneer({"gewijzigd": "", "opgehaald": "2026-11-23"})
    '23 november 2026'
    """
    dag = (bron["gewijzigd"] or bron["opgehaald"])[:10]
    return datum(dag) if dag else ""


def met_uitgave(naam: str, bron: dict[str, Any]) -> str:
    """Name of a source with the date of its issue, where the publisher gives one.

    >>> met_uitgave("CBS, Banen", {"gewijzigd": "2025-03-27T02:00:00"})
    'CBS, Banen (uitgave van 27 maart 2025)'
    >>> met_uitgave("CBS, Banen", {"gewijzigd": ""})
    'CBS, Banen'
    """
    return f"{naam} (uitgave van {datum(bron['gewijzigd'][:10])})" if bron["gewijzigd"] else naam


def oude_bronnen(bronnen: Sequence[dict[str, Any]], jaar: int) -> list[str]:
    """One sentence a source of which the last refresh failed, or that was not fetched for too long; else none.

    Only dates that are written down count, and the verslagjaar: never the day of today.
    """
    zinnen = []
    for bron in bronnen:
        begin = f"{bron['naam']}: gemaakt op gegevens van {van_wanneer(bron)}"
        if bron["verversing_mislukt"]:
            zinnen.append(f"{begin}; de laatste verversing, van {datum(bron['verversing_mislukt'])}, is mislukt.")
        elif bron["lang_niet_opgehaald"]:
            zinnen.append(
                f"{begin}; sinds {datum(bron['opgehaald'])} niet meer opgehaald voor deze editie over {jaar}."
            )
    return zinnen
