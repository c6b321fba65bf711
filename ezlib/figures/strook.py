"""A strip: every wijk as a mark on one line, this wijk large, the gemeente as a bar. Drawn in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

BREEDTE, HOOGTE, RAND = 160, 22, 8


def strook(waarden: Sequence[float], *, hier: float, gemeente: float | None, tekst: str) -> str:
    """Draw where a value lies among others, as SVG.

    Parameters
    ----------
    waarden
        Values of all areas, the one at hand included; without missing ones.
    hier, gemeente
        The value at hand, and what to hold it against (None where there is none).
    tekst
        What a reader who cannot see it needs to know.

    >>> strook([1.0, 3.0], hier=3.0, gemeente=None, tekst="2e van 2").count("<circle")
    2
    """
    alle = [*waarden, *([gemeente] if gemeente is not None else [])]
    laag, hoog = min(alle), max(alle)
    spreiding = (hoog - laag) or 1.0

    def plek(waarde: float) -> str:
        return f"{RAND + (waarde - laag) / spreiding * (BREEDTE - 2 * RAND):.0f}"

    midden = HOOGTE // 2
    stippen = "".join(f'<circle class="ander" cx="{plek(w)}" cy="{midden}" r="3"/>' for w in waarden if w != hier)
    streep = "" if gemeente is None else f'<path class="stad" d="M{plek(gemeente)},2V{HOOGTE - 2}"/>'
    return (
        f'<svg class="strook" viewBox="0 0 {BREEDTE} {HOOGTE}" width="{BREEDTE}" height="{HOOGTE}" role="img" '
        f'aria-label="{escape(tekst)}"><path class="lijn" d="M{RAND},{midden}H{BREEDTE - RAND}"/>{stippen}{streep}'
        f'<circle class="hier" cx="{plek(hier)}" cy="{midden}" r="6"/></svg>'
    )
