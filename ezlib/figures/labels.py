"""Put labels near points without covering points, lines or one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import offset_copy

from ezlib.figures.stijl import INKT, KORPS, schoon, tekstbreedte, zet

Doos = tuple[float, float, float, float]  # left, bottom, right, top in points

# Horizontal and vertical distance in points, with the side of the text that touches the point.
BOVEN = (0.0, 7.0, "center", "bottom")
ONDER = (0.0, -7.0, "center", "top")
RECHTS = (8.0, 0.0, "left", "center")
LINKS = (-8.0, 0.0, "right", "center")
RECHTSBOVEN = (6.0, 6.0, "left", "bottom")
RECHTSONDER = (6.0, -6.0, "left", "top")
LINKSBOVEN = (-6.0, 6.0, "right", "bottom")
LINKSONDER = (-6.0, -6.0, "right", "top")
VERDER = tuple((0.0, s * d, "center", k) for d in (18.0, 29.0) for s, k in ((1, "bottom"), (-1, "top")))


def spreid(hoogten: Sequence[float], afstand: float) -> list[float]:
    """Move heights apart to a least distance, as little as possible and in their order.

    >>> spreid([10.0, 10.0, 50.0], 12.0)
    [4.0, 16.0, 50.0]
    """
    volgorde = sorted(range(len(hoogten)), key=lambda i: (hoogten[i], i))
    groepen: list[list[float]] = []  # [sum of wished heights of the first member, size]
    for rang, i in enumerate(volgorde):
        groepen.append([hoogten[i] - rang * afstand, 1])
        while len(groepen) > 1 and groepen[-2][0] / groepen[-2][1] > groepen[-1][0] / groepen[-1][1]:
            som, aantal = groepen.pop()
            groepen[-1][0] += som
            groepen[-1][1] += aantal
    vlak = [som / aantal for som, aantal in groepen for _ in range(int(aantal))]
    uit = [0.0] * len(hoogten)
    for rang, i in enumerate(volgorde):
        uit[i] = vlak[rang] + rang * afstand
    return uit


@dataclass
class Plaatser:
    """Greedy label placer on one axes; its limits must be final."""

    ax: Axes
    dozen: list[tuple[Doos, float]] = field(default_factory=list)
    stralen: dict[tuple[float, float], float] = field(default_factory=dict)

    def _punt(self, x: float, y: float) -> tuple[float, float]:
        px, py = self.ax.transData.transform((x, y))
        schaal = 72 / self.ax.figure.dpi
        return float(px) * schaal, float(py) * schaal

    def rechts_op_rij(self, x: float, punten: Sequence[tuple[float, str, str]], *, korps: float) -> None:
        """Write (y, text, colour) to the right of x, one under another, with a thin line where one had to move."""
        px = self._punt(x, 0)[0]
        gewenst = [self._punt(x, y)[1] for y, _, _ in punten]
        for wens, echt, (y, tekst, kleur) in zip(gewenst, spreid(gewenst, korps * 1.3), punten, strict=True):
            plek = offset_copy(self.ax.transData, fig=self.ax.figure, x=0, y=echt - wens, units="points")
            verlegd = abs(echt - wens) > 1.5
            if verlegd:
                self.ax.annotate("", (x, y), xytext=(15, echt - wens), textcoords="offset points", zorder=3,
                                 arrowprops={"arrowstyle": "-", "color": kleur, "linewidth": 0.8, "shrinkA": 0,
                                             "shrinkB": 4})  # fmt: skip
            plek = offset_copy(plek, fig=self.ax.figure, x=17, units="points")
            zet(
                self.ax, x, y, tekst, korps=korps, vet=True, kleur=kleur, va="center_baseline", transform=plek, zorder=8
            )
            breed = tekstbreedte(schoon(tekst), korps, vet=True) * 72
            self.dozen.append((_doos(px + 17, echt, breed, korps, "left", "center"), 40.0))

    def mijd_punt(self, x: float, y: float, straal: float = 4.5) -> None:
        """Keep labels off a marker of a radius in points."""
        px, py = self._punt(x, y)
        self.dozen.append(((px - straal, py - straal, px + straal, py + straal), 6.0))
        self.stralen[x, y] = max(straal, self.stralen.get((x, y), 0.0))

    def mijd_lijn(self, van: tuple[float, float], naar: tuple[float, float]) -> None:
        """Keep labels off a line piece."""
        (x0, y0), (x1, y1) = self._punt(*van), self._punt(*naar)
        stappen = max(2, int(np.hypot(x1 - x0, y1 - y0) / 4))
        for t in np.linspace(0, 1, stappen):
            x, y = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
            self.dozen.append(((x - 1, y - 1, x + 1, y + 1), 12.0))

    def plaats(self, x: float, y: float, tekst: str, *, plekken: Sequence[tuple[float, float, str, str]],
               korps: float = KORPS["klein"], vet: bool = False, kleur: str = INKT) -> Text:  # fmt: skip
        """Write text at the first free of the given places, else at the least bad one."""
        px, py = self._punt(x, y)
        breed, hoog = tekstbreedte(schoon(tekst), korps, vet=vet) * 72 + 2, korps * 1.12
        ruim = max(0.0, self.stralen.get((x, y), 0.0) - 3.5)
        plekken = [(dx + ruim * np.sign(dx), dy + ruim * np.sign(dy), ha, va) for dx, dy, ha, va in plekken]
        dozen = [_doos(px + dx, py + dy, breed, hoog, ha, va) for dx, dy, ha, va in plekken]
        kosten = [self._kosten(doos) + 0.001 * i for i, doos in enumerate(dozen)]
        beste = int(np.argmin(kosten))
        dx, dy, ha, va = plekken[beste]
        self.dozen.append((dozen[beste], 40.0))
        plek = offset_copy(self.ax.transData, fig=self.ax.figure, x=dx, y=dy, units="points")
        va = "center_baseline" if va == "center" else va
        return zet(self.ax, x, y, tekst, korps=korps, vet=vet, kleur=kleur, ha=ha, va=va, transform=plek, zorder=8)

    def _kosten(self, doos: Doos) -> float:
        kader = self.ax.figure.bbox
        schaal = 72 / self.ax.figure.dpi
        buiten = doos[0] < 2 or doos[2] > kader.width * schaal - 2
        onder = self.ax.get_window_extent().y0 * schaal
        return (1e6 if buiten else 0) + (1e4 if doos[1] < onder else 0) + sum(
            gewicht * _overlap(doos, ander) for ander, gewicht in self.dozen
        )  # fmt: skip


def _doos(x: float, y: float, breed: float, hoog: float, ha: str, va: str) -> Doos:
    links = {"left": x, "center": x - breed / 2, "right": x - breed}[ha]
    onder = {"bottom": y, "center": y - hoog / 2, "top": y - hoog}[va]
    return links, onder, links + breed, onder + hoog


def _overlap(a: Doos, b: Doos) -> float:
    breed = min(a[2], b[2]) - max(a[0], b[0])
    hoog = min(a[3], b[3]) - max(a[1], b[1])
    return breed * hoog if breed > 0 and hoog > 0 else 0.0
