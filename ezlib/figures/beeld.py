"""`Beeld`: a figure with everything a page needs of it; and, in this one place, the rule for fictive figures."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from ezlib.figures.gegevens import reden
from ezlib.figures.stijl import (
    ALARM,
    BREEDTE,
    GRIJS,
    KORPS,
    WIT,
    Vlak,
    enkelregel,
    nieuw_figuur,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import opsomming

FICTIEF_LABEL = "FICTIEF: verzonnen cijfers"
FICTIEF_TITEL = "FICTIEF: zo ziet deze grafiek eruit"
KLEUREN = 256
CSS_PIXELS = int(BREEDTE * 100)  # shown at half the pixels of the PNG: sharp on a dense screen


@dataclass(frozen=True)
class Beeld:
    """A drawn figure.

    Attributes
    ----------
    figuur:
        The matplotlib figure; nothing is saved yet.
    naam:
        Slug of the file, without extension; begins with "fictief-" where the figures are.
    titel, bron:
        As drawn on the image.
    alt:
        What a reader who cannot see the image needs to know; never empty.
    tabel:
        The data behind the figure: Dutch headers, values written out as text.
    indicatoren:
        Ids of the indicators drawn, as far as the frames name them.
    ondertitel:
        As drawn; tells two figures of one title apart.
    """

    figuur: Figure
    naam: str
    titel: str
    alt: str
    tabel: pd.DataFrame
    bron: str
    indicatoren: tuple[str, ...] = ()
    ondertitel: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", self.naam):
            raise ValueError(f'De naam van een figuur is een slug als "fmi-per-publicatie"; "{self.naam}" is dat niet.')
        for veld in ("titel", "alt", "bron"):
            if not getattr(self, veld).strip():
                raise ValueError(f'De figuur "{self.naam}" heeft geen {veld}; die is verplicht.')

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the image in a notebook; the site reads the rest from the metadata under "ez"."""
        rijen = [[str(kop) for kop in self.tabel.columns]]
        rijen += [[str(cel) for cel in rij] for rij in self.tabel.itertuples(index=False, name=None)]
        velden = ("naam", "titel", "ondertitel", "alt", "bron")
        ez = {veld: getattr(self, veld) for veld in velden}
        ez |= {"tabel": rijen, "indicatoren": list(self.indicatoren)}
        data = {"image/png": base64.b64encode(png(self)).decode("ascii"), "text/plain": self.titel}
        return data, {"image/png": {"alt": self.alt, "width": CSS_PIXELS}, "ez": ez}


def png(beeld: Beeld) -> bytes:
    """Render to PNG: the same bytes each time, without name of the program or date.

    In the 256 colours that the image has most of, others in the nearest of these: a third of the bytes, and nobody
    sees it. An edition travels by mail.
    """
    doek = FigureCanvasAgg(beeld.figuur)
    doek.draw()
    beeldpunten = np.asarray(doek.buffer_rgba())
    codes = np.ascontiguousarray(beeldpunten).view(">u4").ravel().astype(np.uint32) >> 8
    plek, kleuren = pd.factorize(codes)  # hashes, where np.unique sorts a million numbers
    kleuren, aantal = kleuren.astype(np.int64), np.bincount(plek)
    palet = kleuren[np.lexsort((kleuren, -aantal))[:KLEUREN]]
    # In pieces, so that a photo-like image does not ask for gigabytes.
    stukken = np.array_split(kleuren, len(kleuren) // 4096 + 1)
    naar = np.concatenate([_afstand(stuk, palet).argmin(axis=1) for stuk in stukken]).astype(np.uint8)
    klein = Image.fromarray(naar[plek].reshape(beeldpunten.shape[:2]), mode="L")
    klein.putpalette(_rgb(palet).astype(np.uint8).tobytes())
    uit = io.BytesIO()
    klein.save(uit, "PNG", compress_level=8)  # the highest takes three times as long, for a fortieth less
    return uit.getvalue()


def _rgb(codes: np.ndarray) -> np.ndarray:
    return np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1)


def _afstand(kleuren: np.ndarray, palet: np.ndarray) -> np.ndarray:
    return ((_rgb(kleuren)[:, None] - _rgb(palet)[None]) ** 2).sum(axis=-1)


@dataclass(frozen=True)
class Kop:
    """Title, subtitle, source and name of a figure, after the fictive rule."""

    titel: str
    ondertitel: str
    bron: str
    naam: str
    fictief: bool
    indicatoren: tuple[str, ...] = ()


def lees_kop(*frames: pd.DataFrame, titel: str, ondertitel: str, bron: str, naam: str) -> Kop:
    """Read what stands around a figure; one fictive row makes the whole figure fictive, title and name included."""
    teksten = {"titel": titel, "ondertitel": ondertitel, "bron": bron}
    leeg = [veld for veld, tekst in teksten.items() if not enkelregel(tekst)]
    if leeg:
        raise ValueError(f"Een figuur heeft {opsomming(leeg)} nodig; geef tekst mee.")
    fictief = any("herkomst" in frame and bool((frame["herkomst"] == "fictief").any()) for frame in frames)
    schoon = {veld: enkelregel(tekst) for veld, tekst in teksten.items()}
    if fictief:
        schoon["titel"] = FICTIEF_TITEL
        naam = naam if naam.startswith("fictief-") else f"fictief-{naam}"
    indicatoren = {str(i) for frame in frames if "indicator_id" in frame for i in frame["indicator_id"].dropna()}
    return Kop(**schoon, naam=naam, fictief=fictief, indicatoren=tuple(sorted(indicatoren)))


def voltooi(kop: Kop, vlak: Vlak, *, soort: str, onderwerp: str, cijfers: Sequence[str],
            tabel: pd.DataFrame) -> Beeld:  # fmt: skip
    """Finish a figure: its alternative text, its table, and the fictive label on every plot.

    Parameters
    ----------
    soort, onderwerp:
        Kind of chart and what is on it. No values and no order: these also describe a fictive figure.
    cijfers:
        Sentences with values; left out where the figures are fictive.
    """
    opening = f"{soort} met verzonnen cijfers" if kop.fictief else soort
    zinnen = [kop.titel, f"{opening}: {onderwerp}", kop.ondertitel, *(() if kop.fictief else cijfers)]
    if kop.fictief:
        _stempel(vlak.figuur)
        tabel = tabel.copy()
        tabel.insert(0, "Let op", "FICTIEF")
    alt = " ".join(_zin(enkelregel(zin)) for zin in zinnen)
    tabel = tabel.reset_index(drop=True)
    return Beeld(vlak.figuur, kop.naam, kop.titel, alt, tabel, kop.bron, kop.indicatoren, kop.ondertitel)


def _zin(tekst: str) -> str:
    return tekst if tekst.endswith((".", "!", "?")) else f"{tekst}."


def _stempel(figuur: Figure) -> None:
    """Write the label across the middle of every plot: no crop that keeps the data loses it."""
    for ax in figuur.axes:
        breedte = ax.get_position().width * figuur.get_size_inches()[0]
        korps = min(24.0, 10 * breedte * 0.86 / tekstbreedte(FICTIEF_LABEL, 10, vet=True))
        zet(
            ax, 0.5, 0.5, FICTIEF_LABEL, korps=korps, vet=True, kleur=ALARM, gid="fictief", ha="center", va="center",
            transform=ax.transAxes, rotation=8, alpha=0.75, zorder=50,
            bbox={"facecolor": WIT, "edgecolor": ALARM, "alpha": 0.4, "boxstyle": "round,pad=0.25", "linewidth": 1.2},
        )  # fmt: skip


def beeld_zonder_cijfers(kop: Kop, gegevens: pd.DataFrame, *, soort: str, tabel: pd.DataFrame) -> Beeld:
    """Draw the empty figure of a frame without a single value, with the reasons in the middle."""
    redenen = opsomming(sorted({reden(r) for r in gegevens["ontbreekt"]})) or "geen cijfer"
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=1.2)
    ax = vlak.assen()
    ax.set_xticks([])
    ax.set_yticks([])
    zin = f"Er zijn geen cijfers om te tonen ({redenen})"
    zet(ax, 0.5, 0.82, zin, korps=KORPS["ondertitel"], kleur=GRIJS, ha="center", va="center", transform=ax.transAxes)
    return voltooi(kop, vlak, soort=soort, onderwerp=zin[:1].lower() + zin[1:], cijfers=(), tabel=tabel)
