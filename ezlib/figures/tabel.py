"""Accessible HTML tables in the notebooks: caption, scoped headers, Dutch numbers, missing cells with their reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd

from ezlib.figures.beeld import FICTIEF_LABEL
from ezlib.figures.gegevens import reden
from ezlib.figures.stijl import enkelregel
from ezlib.taal import GEEN_CIJFER, getal, opsomming


@dataclass(frozen=True)
class Cel:
    """Text of one cell; `reden` says why a missing one is empty, `html` is the same cell drawn by our own code."""

    tekst: str
    getal: bool = False
    reden: str = ""
    html: str = ""


@dataclass(frozen=True)
class Tabel:
    """A table ready to show.

    Attributes
    ----------
    kop, rijen:
        Headers, and rows of as many cells; where figures are fictive the first cell of a row says so.
    rijkop:
        Position of the column that heads each row, or None.
    """

    bijschrift: str
    kop: tuple[str, ...]
    rijen: tuple[tuple[Cel, ...], ...]
    rijkop: int | None
    noten: tuple[str, ...]
    fictief: bool

    def _repr_html_(self) -> str:
        kop = "".join(
            f'<th scope="col"{_klasse(self._getallen(i))}>{escape(tekst)}</th>' for i, tekst in enumerate(self.kop)
        )
        lijf = "\n".join(f"<tr>{''.join(self._cel(i, c) for i, c in enumerate(rij))}</tr>" for rij in self.rijen)
        lijf = lijf or f'<tr><td colspan="{len(self.kop)}">Er zijn geen cijfers om te tonen.</td></tr>'
        noten = "".join(f'\n<p class="noot">{escape(n)}</p>' for n in self.noten)
        klasse = "monitor fictief" if self.fictief else "monitor"
        return (
            f'<div class="tabel" role="group" tabindex="0" aria-label="{escape(self.bijschrift)}">'
            f'<table class="{klasse}">\n<caption>{escape(self.bijschrift)}</caption>\n'
            f"<thead><tr>{kop}</tr></thead>\n<tbody>\n{lijf}\n</tbody>\n</table></div>{noten}"
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def __str__(self) -> str:
        rijen = [list(self.kop), *([c.tekst for c in rij] for rij in self.rijen)]
        breed = [max(len(rij[i]) for rij in rijen) for i in range(len(self.kop))]
        regels = [
            "  ".join(
                t.rjust(b) if self._getallen(i) else t.ljust(b) for i, (t, b) in enumerate(zip(rij, breed, strict=True))
            )
            for rij in rijen
        ]
        return "\n".join(regel.rstrip() for regel in (self.bijschrift, *regels, *self.noten))

    def _getallen(self, kolom: int) -> bool:
        return any(rij[kolom].getal for rij in self.rijen)

    def _cel(self, i: int, cel: Cel) -> str:
        if i == self.rijkop:
            return f'<th scope="row">{cel.html or escape(cel.tekst)}</th>'
        if cel.reden:
            tekst = escape(f"geen cijfer: {cel.reden}" if cel.reden != "geen cijfer" else cel.reden)
            # A dash alone says nothing to a screen reader; a label on a plain cell is often skipped, on an image not.
            return (
                f'<td{_klasse(cel.getal)}><span role="img" title="{tekst}" aria-label="{tekst}">{cel.tekst}</span></td>'
            )
        return f"<td{_klasse(cel.getal)}>{cel.html or escape(cel.tekst)}</td>"


def maak_tabel(frame: pd.DataFrame, *, bijschrift: str, kolommen: Mapping[str, str] | None = None,
               decimalen: Mapping[str, int] | int = 0, rijkop: str | None = None,
               noten: Sequence[str] = ()) -> Tabel:  # fmt: skip
    """Make a table of some columns of a frame, in its order.

    Parameters
    ----------
    frame:
        Any frame; the optional columns `ontbreekt` (why a number of the row is missing) and `herkomst` are read
        also where they are not shown. One fictive row makes the whole table fictive.
    kolommen:
        Column to Dutch header, in the order shown; without it the columns of the frame carry their headers, and the
        first heads each row.
    decimalen:
        Decimals of the numbers, for all columns or per column (default 0).
    rijkop:
        Column that heads each row.

    Raises
    ------
    ValueError
        A column that is not in the frame, or no caption.
    """
    if kolommen is None:
        kolommen, rijkop = {kolom: kolom for kolom in frame.columns}, rijkop or frame.columns[0]
    mist = [k for k in [*kolommen, *([rijkop] if rijkop else [])] if k not in frame.columns]
    if mist or (rijkop and rijkop not in kolommen):
        raise ValueError(f"De tabel kent de kolommen {opsomming(mist or [str(rijkop)])} niet.")
    if not enkelregel(bijschrift):
        raise ValueError("Een tabel heeft een bijschrift nodig.")
    fictief = "herkomst" in frame and bool((frame["herkomst"] == "fictief").any())
    waarom = frame["ontbreekt"] if "ontbreekt" in frame else pd.Series("", index=frame.index)
    kolomcellen = []
    for kolom in kolommen:
        aantal = decimalen if isinstance(decimalen, int) else decimalen.get(kolom, 0)
        numeriek = pd.api.types.is_numeric_dtype(frame[kolom]) and not pd.api.types.is_bool_dtype(frame[kolom])
        kolomcellen.append([_maak_cel(w, r, aantal, numeriek) for w, r in zip(frame[kolom], waarom, strict=True)])
    rijen = [tuple(rij) for rij in zip(*kolomcellen, strict=True)]
    kop = [enkelregel(k) for k in kolommen.values()]
    positie = list(kolommen).index(rijkop) if rijkop else None
    if fictief:
        kop, rijen = ["Let op", *kop], [(Cel("FICTIEF"), *rij) for rij in rijen]
        positie = None if positie is None else positie + 1
        bijschrift = f"{FICTIEF_LABEL}. {bijschrift}"
    return Tabel(enkelregel(bijschrift), tuple(kop), tuple(rijen), positie, tuple(map(enkelregel, noten)), fictief)


def _maak_cel(waarde: object, ontbreekt: object, decimalen: int, numeriek: bool) -> Cel:
    if waarde is None or waarde is pd.NA or (isinstance(waarde, float) and np.isnan(waarde)):
        return Cel(GEEN_CIJFER, numeriek, reden("" if ontbreekt is pd.NA else ontbreekt))
    if isinstance(waarde, Number) and not isinstance(waarde, bool | np.bool_):
        return Cel(getal(float(waarde), decimalen), True)
    if isinstance(waarde, bool | np.bool_):
        return Cel("ja" if waarde else "nee")
    return Cel(enkelregel(waarde))


def _klasse(is_getal: bool) -> str:
    return ' class="getal"' if is_getal else ""
