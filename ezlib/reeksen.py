"""The boundary years on which series per wijk and buurt stand. Imports nothing heavy: the set-up of a run needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Span = tuple[int, int]


def kies_reeks(blokken: Sequence[Mapping[str, Any]]) -> Span | None:
    """Span of equal years (`indelingen:` of gebieden.yml) marked `reeksen`, else the last; None without spans.

    >>> kies_reeks([{"gelijk": [2014, 2024]}, {"gelijk": [2025, 2026]}])
    (2025, 2026)
    >>> kies_reeks([{"gelijk": [2014, 2024], "reeksen": True}, {"gelijk": [2025, 2026]}])
    (2014, 2024)
    """
    if not blokken:
        return None
    blok = next((b for b in blokken if b.get("reeksen")), blokken[-1])
    begin, einde = blok["gelijk"]
    return begin, einde
