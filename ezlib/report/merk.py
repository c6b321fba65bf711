"""From a figure to what is told of it: the mark beside one that an earlier edition gave otherwise, links in a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import pandas as pd

from ezlib.definitions import Indicator
from ezlib.figures.tabel import Cel, Tabel
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import DEZE_EDITIE, getal
from ezlib.zinnen.herzien import editie

PAGINA = "88-wat-is-er-herzien.html"
WOORD = {"herzien": "herzien", "ingetrokken": "ingetrokken", "geherdefinieerd": "andere definitie"}
CEL = ["indicator_id", "gebied_code", "periode", "kenmerk", "kenmerkwaarde"]


def anker(indicator_id: str, *, nu: bool) -> str:
    """Where the page on revisions tells of an indicator: what changed in this edition (`nu`), or before it.

    >>> anker("vestigingen", nu=False)
    'eerder-herzien-vestigingen'
    """
    return f"{'' if nu else 'eerder-'}herzien-{indicator_id}"


class Merken:
    """The marks of a page.

    Parameters
    ----------
    revisies
        Columns of `ezlib.indicators.revisies`, of one area on one set of boundaries: a wijk may have its code in two
        boundary years. A figure that is new has no past, so no mark.
    indicatoren
        The catalogue, for the decimals of what stood there.
    """

    def __init__(self, revisies: pd.DataFrame, indicatoren: Mapping[str, Indicator]) -> None:
        stappen = revisies[revisies["soort"].isin(WOORD)]
        # Rows of one cell stand from old to new, so the last step is what a dict keeps.
        self._stap = {tuple(getattr(r, k) for k in CEL): r for r in stappen.itertuples()}
        self._indicatoren = indicatoren

    def woord(self, *cel: str) -> str:
        """What became of a figure, named by the columns `CEL`; empty where it stayed as it was."""
        stap = self._stap.get(cel)
        return "" if stap is None else _woord(stap)

    def html(self, *cel: str) -> str:
        """The same as a link to its explanation, with what stood there before as its name for a screen reader."""
        stap = self._stap.get(cel)
        if stap is None:
            return ""
        doel = f"{PAGINA}#{anker(stap.indicator_id, nu=stap.editie_nieuw == DEZE_EDITIE)}"
        uitleg = escape(f"{_woord(stap)}: {self._was(stap)}")
        return f'<a class="merk" href="{doel}" title="{uitleg}" aria-label="{uitleg}">{_woord(stap)}</a>'

    def _was(self, stap: Any) -> str:
        ind = self._indicatoren.get(stap.indicator_id)
        waarden = pd.DataFrame({"waarde": [stap.waarde_oud, stap.waarde_nieuw]})
        decimalen = decimalen_van(waarden, ind.decimalen if ind else 1)
        return f"was {getal(stap.waarde_oud, decimalen)} ({editie(stap.editie_oud)})"


def _woord(stap: Any) -> str:
    return "breuk" if stap.breuk else WOORD[stap.soort]


def met_links(tabel: Tabel, indicatoren: Sequence[str], ankers: Sequence[str] = ()) -> Tabel:
    """The same table, whose first column leads to the page that explains each indicator; `ankers` are ids of rows."""
    rijen = []
    for (kop, *rest), id_, naam in zip(tabel.rijen, indicatoren, ankers or [""] * len(indicatoren), strict=True):
        plek = f' id="{escape(naam)}" class="anker"' if naam else ""
        html = f'<a{plek} href="indicatoren.html#{escape(id_)}">{escape(kop.tekst)}</a>'
        rijen.append((Cel(kop.tekst, html=html), *rest))
    return replace(tabel, rijen=tuple(rijen))
