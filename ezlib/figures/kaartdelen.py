"""Parts of a map: outlines, labels that fit, scale bar, north arrow. Coordinates are metres (EPSG:28992)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from ezlib.figures.gegevens import cijfer
from ezlib.figures.stijl import GRIJS, INKT, KORPS, regelhoogte, schoon, tekstbreedte, zet
from ezlib.taal import getal

RD = 28992
GEEN_KAART = "geen kaart van deze gemeente"
MEESTE_DELEN = 6  # a name of more words goes into the list beside the map


def lees_vlakken(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Copy an outline frame, after checking its coordinate system and geometry; it may be empty."""
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ValueError("Een kaart heeft een GeoDataFrame nodig, met grenzen.")
    if frame.crs is None or frame.crs.to_epsg() != RD:
        raise ValueError(f"De grenzen staan in EPSG:{RD} (Rijksdriehoek); zet ze om met to_crs.")
    if frame.geometry.isna().any() or frame.geometry.is_empty.any():
        raise ValueError("Elk gebied op de kaart heeft grenzen nodig; er ontbreken er.")
    return frame.reset_index(drop=True).copy()


def teken_vlak(ax: Axes, vlak: shapely.Geometry, **stijl: object) -> None:
    """Draw one area, islands and holes included; nothing where it is empty."""
    if vlak.is_empty:
        return
    paden = []
    for deel in getattr(vlak, "geoms", [vlak]):
        for ring in (deel.exterior, *deel.interiors):
            punten = np.asarray(ring.coords)[:, :2]
            codes = np.full(len(punten), Path.LINETO, dtype=Path.code_type)
            codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
            paden.append(Path(punten, codes))
    ax.add_patch(PathPatch(Path.make_compound_path(*paden), **stijl))


def omtrek(vormen: gpd.GeoSeries) -> shapely.Geometry:
    """Outline of all areas together; slivers between simplified areas are closed."""
    return vormen.union_all().buffer(25, join_style="mitre").buffer(-25, join_style="mitre")


def zet_uitsnede(ax: Axes, grenzen: Sequence[float], *, rand: float = 0.02) -> float:
    """Fit bounds (minx, miny, maxx, maxy) in the axes, same scale both ways; return metres per inch."""
    x0, y0, x1, y1 = grenzen
    kader = ax.get_window_extent()
    breed, hoog = kader.width / ax.figure.dpi, kader.height / ax.figure.dpi
    schaal = max((x1 - x0) * (1 + 2 * rand) / breed, (y1 - y0) * (1 + 2 * rand) / hoog)
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
    ax.set_xlim(mx - schaal * breed / 2, mx + schaal * breed / 2)
    ax.set_ylim(my - schaal * hoog / 2, my + schaal * hoog / 2)
    ax.set_xticks([])
    ax.set_yticks([])
    return schaal


def hoogte_van(grenzen: Sequence[float], breedte: float) -> float:
    """Height in inches that a map of this extent asks at a width, kept within a screen."""
    x0, y0, x1, y1 = grenzen
    return min(max(breedte * (y1 - y0) / max(x1 - x0, 1.0) + 0.15, 2.8), 5.2)


def teken_label(ax: Axes, vlak: shapely.Geometry, varianten: Sequence[Sequence[str]], schaal: float, kleur: str, *,
                korps: float = KORPS["bron"]) -> bool:  # fmt: skip
    """Write the first variant (a list of lines, the last one bold) that fits inside an area; say whether one did."""
    punten, rand = _plekken(vlak), vlak.boundary
    shapely.prepare([vlak, rand])
    for regels in varianten:
        breed = max(tekstbreedte(schoon(r), korps, vet=r == regels[-1]) for r in regels) + 0.06
        hoog = len(regels) * regelhoogte(korps) + 0.02
        dx, dy = breed * schaal / 2, hoog * schaal / 2
        dozen = shapely.box(punten[:, 0] - dx, punten[:, 1] - dy, punten[:, 0] + dx, punten[:, 1] + dy)
        past = shapely.contains(vlak, dozen)
        if not past.any():
            continue
        x, y = punten[past][int(np.argmax(shapely.distance(rand, dozen[past])))]
        for i, regel in enumerate(regels):
            hoogte = y + ((len(regels) - 1) / 2 - i) * regelhoogte(korps) * schaal
            zet(ax, x, hoogte, regel, korps=korps, vet=i == len(regels) - 1, kleur=kleur, ha="center",
                va="center_baseline", zorder=8, gid="gebied")  # fmt: skip
        return True
    return False


def naam_varianten(naam: str, waarde: str) -> list[list[str]]:
    """Ways to write a name and a value, roomiest first: one line, wrapped, value only.

    >>> naam_varianten("De Leyens", "32")[:2]
    [['De Leyens', '32'], ['De', 'Leyens', '32']]
    """
    delen = re.findall(r"[^\s-]+-?|-", naam)
    uit = [[naam, waarde]]
    for aantal in (2, 3) if len(delen) <= MEESTE_DELEN else ():
        for knippen in itertools.combinations(range(1, len(delen)), aantal - 1):
            randen = [0, *knippen, len(delen)]
            regels = [_plak(delen[a:b]) for a, b in itertools.pairwise(randen)]
            # Short lines such as "de" or "aan" belong to the word after them.
            if len(regels) == aantal and all(len(r) > 3 or delen[0] == r for r in regels):
                uit.append([*regels, waarde])
    vast = uit[1:]
    return [uit[0], *sorted(vast, key=lambda v: (len(v), max(map(len, v)))), [waarde]]


def _plak(delen: Sequence[str]) -> str:
    """Join name parts: nothing after a hyphen, a blank elsewhere."""
    return "".join(d if d.endswith("-") else f"{d} " for d in delen).strip()


def _plekken(vlak: shapely.Geometry) -> np.ndarray:
    """Candidate middles of a label: a grid over the area and its representative point."""
    x0, y0, x1, y1 = vlak.bounds
    xs, ys = np.meshgrid(np.linspace(x0, x1, 31), np.linspace(y0, y1, 31))
    midden = vlak.representative_point()
    return np.vstack([[midden.x, midden.y], np.column_stack([xs.ravel(), ys.ravel()])])


def teken_schaal(ax: Axes, schaal: float, *, x: float = 0.02, y: float = 0.035) -> None:
    """Draw a modest scale bar with a north arrow beside it, in the lower left corner (fractions of the axes)."""
    kader = ax.get_window_extent()
    breed, hoog = kader.width / ax.figure.dpi, kader.height / ax.figure.dpi
    lengte = max(m for m in (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000) if m / schaal < 1.0 or m == 100)
    deel = lengte / schaal / breed
    ax.plot([x, x, x + deel, x + deel], [y + 0.05 / hoog, y, y, y + 0.05 / hoog], transform=ax.transAxes,
            color=GRIJS, linewidth=1.0, solid_joinstyle="miter", zorder=9, clip_on=False)  # fmt: skip
    tekst = cijfer(lengte, 0, "m") if lengte < 1000 else f"{getal(lengte / 1000)} km"
    zet(ax, x + deel / 2, y + 0.05 / hoog, tekst, korps=KORPS["bron"], kleur=GRIJS, ha="center", va="bottom",
        transform=ax.transAxes, zorder=9)  # fmt: skip
    noord = x + deel + 0.2 / breed
    ax.annotate("", (noord, y + 0.27 / hoog), (noord, y - 0.01), xycoords="axes fraction", annotation_clip=False,
                arrowprops={"arrowstyle": "-|>", "color": GRIJS, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0,
                            "mutation_scale": 7}, zorder=9)  # fmt: skip
    zet(ax, noord, y + 0.28 / hoog, "N", korps=KORPS["bron"], vet=True, kleur=INKT, ha="center", va="bottom",
        transform=ax.transAxes, zorder=9)  # fmt: skip
