"""The house style: colours, fonts, sizes and the lay-out of a figure, in one place.

Sizes are in inches and points, so that text measured here is text drawn there. Figures are made on
`matplotlib.figure.Figure` itself: no pyplot figures, no rcParams of whoever is running, safe in threads. Seaborn
gives the sequential palette and takes the frame away.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import matplotlib
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

BREEDTE = 8.0  # inch: a web column
DPI = 200
RAND = 0.16
SLEUTELBREEDTE = 5.5  # a longer label in a key is cut

INKT = "#1B2733"
GRIJS = "#55616D"  # 6.4:1 on white: small text stays readable
LIJN = "#C9D0D6"
RASTER = "#E6EAED"
STIL = "#8D98A3"  # areas that are context, not the subject
ACCENT = "#0B4A75"
ALARM = "#8C1D18"
WIT = "#FFFFFF"

# Told apart by lightness (L* 21, 42, 57, 72, 34, 62), so also in grey print; markers and dashes differ besides.
REEKS = ("#12355B", "#A8432A", "#2F9599", "#DDA52A", "#6A3F86", "#8D98A3")
MARKERS = ("o", "s", "D", "^", "v", "P")
STREPEN = ("-", (0, (5, 1.6)), (0, (2.4, 1.2)), (0, (6, 1.6, 1.4, 1.6)), (0, (8, 3)), (0, (3, 1, 1, 1, 1, 1)))
# Light to dark in one hue; at most five classes.
OPLOPEND = {1: ("#9dc3d8",)} | {
    n: tuple(sns.blend_palette(("#DFECF3", "#8FBBD2", "#4A8BB0", "#134B75"), n).as_hex()) for n in range(2, 6)
}

KORPS = {"titel": 13.0, "ondertitel": 9.5, "tekst": 9.0, "klein": 8.0, "bron": 7.5}  # points
_LETTERMAP = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_REGEL = 1.3 / 72  # line height in inches per point


def letter(korps: float, *, vet: bool = False) -> FontProperties:
    """Return the bundled DejaVu Sans by file: a system font of the same name would change the bytes."""
    return FontProperties(fname=str(_LETTERMAP / f"DejaVuSans{'-Bold' if vet else ''}.ttf"), size=korps)


@lru_cache(maxsize=1)
def _tekens() -> frozenset[int]:
    return frozenset.intersection(
        *(frozenset(get_font(letter(9, vet=vet).get_file()).get_charmap()) for vet in (False, True))
    )


def enkelregel(tekst: object) -> str:
    """Put text on one line and drop control characters.

    >>> enkelregel(" twee\\n regels\\x07 ")
    'twee regels'
    """
    samen = " ".join(unicodedata.normalize("NFC", str(tekst)).split())
    return "".join(t for t in samen if unicodedata.category(t) not in {"Cc", "Cf", "Cs"}).strip()


def schoon(tekst: object) -> str:
    """Make text drawable: one line, and a box for a sign that the font lacks.

    >>> schoon("Dorp \\N{ROCKET}\\N{VARIATION SELECTOR-16}")
    'Dorp □'
    """
    bekend = _tekens()
    return "".join(
        t if ord(t) in bekend else "□"
        for t in enkelregel(tekst)
        if not unicodedata.combining(t) and not 0xFE00 <= ord(t) <= 0xFE0F  # no accent without a letter
    )


@lru_cache(maxsize=8192)
def tekstbreedte(tekst: str, korps: float, *, vet: bool = False) -> float:
    """Width of one line in inches."""
    breedte, _, _ = text_to_path.get_text_width_height_descent(tekst, letter(korps, vet=vet), False)
    return float(breedte) / 72


def regelhoogte(korps: float) -> float:
    """Height of one line in inches."""
    return korps * _REGEL


def kort(tekst: object, breedte: float, korps: float, *, vet: bool = False) -> str:
    """Cut text to a width in inches, with an ellipsis."""
    heel = schoon(tekst)
    if tekstbreedte(heel, korps, vet=vet) <= breedte:
        return heel
    return heel[: _past(heel, breedte - tekstbreedte("…", korps, vet=vet), korps, vet=vet)].rstrip() + "…"


def _past(tekst: str, breedte: float, korps: float, *, vet: bool) -> int:
    """Count the characters that fit a width, at least one."""
    eind = bisect_right(range(1, len(tekst) + 1), breedte, key=lambda n: tekstbreedte(tekst[:n], korps, vet=vet))
    return max(1, eind)


def breek_af(tekst: object, breedte: float, korps: float, *, vet: bool = False) -> list[str]:
    """Wrap text to a width in inches; a word that is too long by itself is split."""
    regels: list[str] = []
    huidig = ""
    woorden = schoon(tekst).split()
    while woorden:
        woord = woorden.pop(0)
        poging = f"{huidig} {woord}".strip()
        if tekstbreedte(poging, korps, vet=vet) <= breedte:
            huidig = poging
        elif huidig:
            regels.append(huidig)
            huidig = ""
            woorden.insert(0, woord)
        else:
            knip = _past(woord, breedte, korps, vet=vet)
            regels.append(woord[:knip])
            woorden.insert(0, woord[knip:])
    return [*regels, huidig] if huidig else regels


def zet(waar: Axes | Figure, x: float, y: float, tekst: object, *, korps: float = KORPS["tekst"],
        vet: bool = False, kleur: str = INKT, gid: str | None = None, **opties: object) -> Text:  # fmt: skip
    """Write text: the only way text gets on a figure, so that a `$` never becomes mathematics."""
    return waar.text(
        x, y, schoon(tekst), fontproperties=letter(korps, vet=vet), color=kleur, parse_math=False, gid=gid, **opties
    )


def helderheid(kleur: str) -> float:
    """Relative luminance (0 black, 1 white) as WCAG defines it."""
    lineair = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in to_rgb(kleur)]
    return 0.2126 * lineair[0] + 0.7152 * lineair[1] + 0.0722 * lineair[2]


def leesbaar_op(kleur: str) -> str:
    """Ink or white, whichever has more contrast on a colour.

    >>> leesbaar_op("#FFFFFF") == INKT, leesbaar_op("#12355B") == WIT
    (True, True)
    """
    wit = 1.05 / (helderheid(kleur) + 0.05)
    inkt = (helderheid(kleur) + 0.05) / (helderheid(INKT) + 0.05)
    return INKT if inkt >= wit else WIT


@dataclass(frozen=True)
class Sleutel:
    """One entry of the key above the plot: a marker, a filled area ("vlak") or a line."""

    label: str
    kleur: str
    vorm: str = "marker"
    marker: str = "o"
    gevuld: bool = True
    arcering: str = ""
    streep: object = "-"
    rand: str | None = None


@dataclass(frozen=True)
class Vlak:
    """A figure with its title and foot in place, and the rectangle (inches) left for the plot."""

    figuur: Figure
    links: float
    onder: float
    breedte: float
    hoogte: float

    def assen(self, *, links: float = 0, rechts: float = 0, boven: float = 0, onder: float = 0) -> Axes:
        """Add axes inside the plot rectangle, with margins in inches and no decoration at all."""
        breed, hoog = self.figuur.get_size_inches()
        plek = (
            (self.links + links) / breed,
            (self.onder + onder) / hoog,
            (self.breedte - links - rechts) / breed,
            (self.hoogte - boven - onder) / hoog,
        )
        ax = self.figuur.add_axes(plek, facecolor="none")
        sns.despine(ax=ax, left=True, bottom=True)
        ax.tick_params(which="both", length=0, labelcolor=GRIJS, pad=4)
        ax.set_axisbelow(True)
        return ax


def nieuw_figuur(*, titel: str, ondertitel: str, bron: str, hoogte: float, noten: Sequence[str] = (),
                 sleutel: Sequence[Sleutel] = ()) -> Vlak:  # fmt: skip
    """Lay out title, subtitle, key, plot rectangle, notes and source line; none can overlap.

    Parameters
    ----------
    hoogte:
        Height of the plot rectangle in inches; the figure grows with its title and notes.
    """
    ruimte = BREEDTE - 2 * RAND
    bronregel = bron if bron.lower().startswith("bron") else f"Bron: {bron}"
    kop = [("titel", r, True, INKT) for r in _evenwichtig(titel, ruimte * 0.97, KORPS["titel"])]
    kop += [("ondertitel", r, False, GRIJS) for r in breek_af(ondertitel, ruimte * 0.97, KORPS["ondertitel"])]
    voet = [("noot", r) for noot in noten for r in breek_af(noot, ruimte * 0.97, KORPS["bron"])]
    voet += [("bron", r) for r in breek_af(bronregel, ruimte * 0.97, KORPS["bron"])]
    rijen = _sleutelrijen(sleutel, ruimte)
    hoog_kop = sum(regelhoogte(KORPS[soort]) for soort, *_ in kop) + 0.06 + 0.12
    hoog_sleutel = 0.22 * len(rijen) + (0.06 if rijen else 0)
    hoog_voet = len(voet) * regelhoogte(KORPS["bron"]) + 0.16
    totaal = RAND + hoog_kop + hoog_sleutel + hoogte + hoog_voet + 0.1
    figuur = Figure(figsize=(BREEDTE, totaal), dpi=DPI, facecolor=WIT)
    FigureCanvasAgg(figuur)
    y = totaal - RAND
    for i, (soort, regel, vet, kleur) in enumerate(kop):
        if soort == "ondertitel" and i and kop[i - 1][0] == "titel":
            y -= 0.06
        _schrijf(figuur, RAND, y, regel, korps=KORPS[soort], vet=vet, kleur=kleur, gid=soort, va="top")
        y -= regelhoogte(KORPS[soort])
    y -= 0.12
    for rij in rijen:
        for x, item in rij:
            teken_sleutel(figuur, x + RAND, y - 0.09, item)
        y -= 0.22
    y = 0.1 + (len(voet) - 1) * regelhoogte(KORPS["bron"])
    for soort, regel in voet:
        _schrijf(figuur, RAND, y, regel, korps=KORPS["bron"], kleur=GRIJS, gid=soort, va="bottom")
        y -= regelhoogte(KORPS["bron"])
    return Vlak(figuur, RAND, 0.1 + hoog_voet, ruimte, hoogte)


def _evenwichtig(tekst: str, breedte: float, korps: float) -> list[str]:
    """Wrap a title so that its last line is no single word: the narrowest width with as few lines."""
    beste = breek_af(tekst, breedte, korps, vet=True)
    for deel in (0.92, 0.84, 0.76):
        poging = breek_af(tekst, breedte * deel, korps, vet=True)
        if len(poging) > len(beste):
            break
        beste = poging
    return beste


def _schrijf(figuur: Figure, x: float, y: float, tekst: str, **opties: object) -> Text:
    return zet(figuur, x, y, tekst, transform=figuur.dpi_scale_trans, **opties)


def _sleutelrijen(sleutel: Sequence[Sleutel], ruimte: float) -> list[list[tuple[float, Sleutel]]]:
    rijen: list[list[tuple[float, Sleutel]]] = []
    x = ruimte
    for item in sleutel:
        breedte = 0.24 + tekstbreedte(kort(item.label, SLEUTELBREEDTE, KORPS["klein"]), KORPS["klein"]) + 0.22
        if not rijen or x + breedte - 0.22 > ruimte:
            rijen.append([])
            x = 0.0
        rijen[-1].append((x, item))
        x += breedte
    return rijen


def teken_sleutel(figuur: Figure, x: float, y: float, item: Sleutel) -> None:
    """Draw one entry of a key, its middle at (x, y) inches."""
    trans = figuur.dpi_scale_trans
    if item.vorm == "vlak":
        figuur.add_artist(
            Rectangle((x, y - 0.065), 0.17, 0.13, transform=trans, facecolor=item.kleur, hatch=item.arcering or None,
                      edgecolor=item.rand or (STIL if item.arcering else item.kleur), linestyle=item.streep,
                      linewidth=1.2 if item.rand else 0.6)
        )  # fmt: skip
    else:
        lijn = item.vorm == "lijn"
        figuur.add_artist(
            Line2D([x, x + 0.17] if lijn else [x + 0.085], [y, y] if lijn else [y], transform=trans, color=item.kleur,
                   linestyle=item.streep if lijn else "", marker="" if lijn else item.marker, markersize=6,
                   markerfacecolor=item.kleur if item.gevuld else WIT, markeredgewidth=1.4, linewidth=1.4)
        )  # fmt: skip
    label = kort(item.label, SLEUTELBREEDTE, KORPS["klein"])
    _schrijf(figuur, x + 0.24, y - 0.002, label, korps=KORPS["klein"], gid="sleutel", va="center_baseline", kleur=INKT)
