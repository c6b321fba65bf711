"""A map as a menu: every wijk is a link with its own outline and its own words, for mouse, finger and keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from shapely import LineString

from ezlib.figures.stijl import enkelregel

if TYPE_CHECKING:
    import geopandas as gpd

BREEDTE = 600  # of the drawing, in its own units
KORPS = 20
LETTERBREEDTE, VET = 0.6, 0.7  # of the type size, on average; the wijk of this page is in bold
# Metres: what is smaller cannot be seen at this size, and would make each page heavier.
FIJNHEID = 15.0


@dataclass(frozen=True)
class Wijkmenu:
    """Links to the page of each wijk: drawn where outlines are at hand, and as a list always."""

    titel: str
    svg: str
    lijst: tuple[tuple[str, str, bool], ...]

    def _repr_html_(self) -> str:
        regels = "".join(
            f"<li><b>{escape(naam)}</b> (deze pagina)</li>"
            if hier
            else f'<li><a href="{adres}">{escape(naam)}</a></li>'
            for naam, adres, hier in self.lijst
        )
        return f'<nav class="wijkmenu" aria-label="{escape(self.titel)}">{self.svg}<ol>{regels}</ol></nav>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def __str__(self) -> str:
        return "\n".join(f"{i}. {naam}" for i, (naam, _, _) in enumerate(self.lijst, start=1))


def maak_wijkmenu(
    namen: dict[str, str], kaart: gpd.GeoDataFrame, *, adressen: dict[str, str], titel: str, uitgelicht: str = ""
) -> Wijkmenu:
    """Make the menu of wijken.

    Parameters
    ----------
    namen, adressen
        Name and page of each wijk, by code; the list keeps this order and numbers it.
    kaart
        Outlines with gebied_code in a crs of metres; may be empty, then there is only the list.
    uitgelicht
        Code of the wijk whose page this is.
    """
    codes = list(namen)
    lijst = tuple((enkelregel(namen[c]), adressen[c], c == uitgelicht) for c in codes)
    bekend = kaart[kaart["gebied_code"].isin(codes)] if len(kaart) else kaart
    svg = _teken(bekend, codes, namen, adressen, titel, uitgelicht) if len(bekend) else ""
    return Wijkmenu(enkelregel(titel), svg, lijst)


def _teken(kaart: gpd.GeoDataFrame, codes: list[str], namen: dict[str, str], adressen: dict[str, str],
           titel: str, uitgelicht: str) -> str:  # fmt: skip
    west, zuid, oost, noord = kaart.total_bounds
    schaal = BREEDTE / (oost - west)
    vlakken = kaart.set_index("gebied_code").geometry.simplify(FIJNHEID)
    delen = []
    for nummer, code in enumerate(codes, start=1):
        if code not in vlakken.index:
            continue
        vorm = vlakken[code]
        punt = vorm.representative_point()
        x, y = (punt.x - west) * schaal, (noord - punt.y) * schaal
        naam = enkelregel(namen[code])
        # The name where there is room for it, always the number that the list beside it has too.
        hoog = KORPS / 2 / schaal
        breed = min(_ruimte(vorm, punt.x, punt.y + d) for d in (-hoog, 0, hoog)) * schaal
        letter = KORPS * (VET if code == uitgelicht else LETTERBREEDTE)
        tekst = f"{nummer} {naam}" if (len(naam) + 2) * letter < breed else str(nummer)
        klasse = "wijk hier" if code == uitgelicht else "wijk"
        delen.append(
            f'<a class="{klasse}" href="{adressen[code]}" aria-label="{escape(f"{nummer} {naam}")}">'
            f"<title>{escape(naam)}</title>"
            f'<path d="{_pad(vorm, west, noord, schaal)}" fill="#e6eef2" stroke="#0b4f6c" stroke-width="2"/>'
            f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" dominant-baseline="middle" '
            f'font-size="{KORPS}">{escape(tekst)}</text></a>'
        )
    hoogte = (noord - zuid) * schaal
    return (
        f'<svg class="wijkkaart" viewBox="-4 -4 {BREEDTE + 8} {hoogte + 8:.0f}" role="group" '
        f'aria-label="{escape(enkelregel(titel))}">{"".join(delen)}</svg>'
    )


def _ruimte(vorm: Any, x: float, y: float) -> float:
    """Width of an outline on both sides of a point, as far as both are equally wide; 0 outside it."""
    west, _, oost, _ = vorm.bounds
    lijn = LineString([(west - 1, y), (oost + 1, y)]).intersection(vorm)
    stukken = [stuk.bounds for stuk in getattr(lijn, "geoms", [lijn]) if not stuk.is_empty]
    return max((2 * min(x - links, rechts - x) for links, _, rechts, _ in stukken if links <= x <= rechts), default=0.0)


def _pad(vorm: Any, west: float, noord: float, schaal: float) -> str:
    """Outline as an SVG path; holes and loose parts included."""
    vlakken = list(vorm.geoms) if vorm.geom_type == "MultiPolygon" else [vorm]
    delen = []
    for vlak in vlakken:
        for ring in (vlak.exterior, *vlak.interiors):
            punten = " ".join(f"{(x - west) * schaal:.0f},{(noord - y) * schaal:.0f}" for x, y in ring.coords[:-1])
            delen.append(f"M{punten}Z")
    return "".join(delen)
