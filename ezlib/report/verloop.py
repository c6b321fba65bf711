"""How one figure went, as a line the size of a word: inline SVG with a text that says the same."""

from __future__ import annotations

import datetime as dt
from html import escape

import pandas as pd

from ezlib.taal import GEEN_CIJFER, einde_van, getal, wanneer

BREED, HOOG, RAND = 72.0, 26.0, 3.0


def verloop(reeks: pd.DataFrame, *, decimalen: int, naam: str) -> tuple[str, str]:
    """Draw the figures of one series; a line joins what may be compared, the latest figure has a dot.

    Parameters
    ----------
    reeks
        Rows with `periode`, `waarde` and `lijn` (which figures may be joined); none missing, none made up. Of a period
        that stands there more than once the first row goes into the text.

    Returns
    -------
    html, tekst
        An SVG with its text alternative, and that text. Less than two periods give a dash and no drawing.

    >>> f = pd.DataFrame({"periode": ["2020", "2021"], "waarde": [1.0, 2.0], "lijn": "a"})
    >>> verloop(f, decimalen=0, naam="Banen")[1]
    'Banen: van 1 in 2020 naar 2 in 2021'
    """
    if reeks["periode"].nunique() < 2:
        return GEEN_CIJFER, "één peildatum"
    punten = reeks.assign(dag=[dt.date.fromisoformat(einde_van(p)).toordinal() for p in reeks["periode"]])
    punten = punten.sort_values("dag", kind="stable", ignore_index=True)
    x, y = (_schaal(punten[kolom], lengte) for kolom, lengte in (("dag", BREED), ("waarde", HOOG)))
    punten = punten.assign(x=x, y=HOOG - y)
    begin, eind = punten.iloc[0], punten[punten["dag"] == punten["dag"].max()].iloc[0]
    tekst = (
        f"{naam}: van {getal(begin['waarde'], decimalen)} {wanneer(begin['periode'])} "
        f"naar {getal(eind['waarde'], decimalen)} {wanneer(eind['periode'])}"
    )
    aantal = punten["lijn"].nunique()
    tekst += f"; {aantal} lijnen die onderling niet te vergelijken zijn" if aantal > 1 else ""
    vormen = [_lijn(groep) for _, groep in punten.groupby("lijn", sort=False)]
    vormen.append(f'<circle cx="{eind["x"]:.1f}" cy="{eind["y"]:.1f}" r="2.6" fill="currentColor"/>')
    return (
        f'<svg class="verloop" role="img" aria-label="{escape(tekst)}" viewBox="0 0 {BREED:.0f} {HOOG:.0f}" '
        f'width="{BREED:.0f}" height="{HOOG:.0f}">{"".join(vormen)}</svg>',
        tekst,
    )


def _schaal(waarden: pd.Series, lengte: float) -> pd.Series:
    """Place values between the edges; all equal is the middle."""
    laag, hoog = float(waarden.min()), float(waarden.max())
    deel = (waarden - laag) / (hoog - laag) if hoog > laag else waarden * 0.0 + 0.5
    return RAND + deel * (lengte - 2 * RAND)


def _lijn(groep: pd.DataFrame) -> str:
    if len(groep) == 1:
        r = groep.iloc[0]
        return f'<circle cx="{r["x"]:.1f}" cy="{r["y"]:.1f}" r="1.4" fill="currentColor"/>'
    punten = " ".join(f"{r.x:.1f},{r.y:.1f}" for r in groep.itertuples())
    return f'<polyline points="{punten}" fill="none" stroke="currentColor" stroke-width="1.6"/>'
