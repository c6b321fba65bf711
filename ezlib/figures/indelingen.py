"""Two boundary years side by side, with the codes that were given to another place."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.kaartdelen import (
    GEEN_KAART,
    hoogte_van,
    lees_vlakken,
    omtrek,
    teken_label,
    teken_schaal,
    teken_vlak,
    zet_uitsnede,
)
from ezlib.figures.labels import spreid
from ezlib.figures.stijl import BREEDTE, GRIJS, INKT, KORPS, OPLOPEND, RAND, Sleutel, Vlak, nieuw_figuur, schoon, zet
from ezlib.taal import opsomming

TUSSEN = 0.2  # inch
KOPREGEL = 0.3
HERGEBRUIKT = "#E9B44C"
RUSTIG = OPLOPEND[5][0]
ZELFDE_PLEK = 0.5  # intersection over union


def plot_indelingen(oud: gpd.GeoDataFrame, nieuw: gpd.GeoDataFrame, *, titel: str, ondertitel: str, bron: str,
                    naam: str, soort: str = "buurten", hergebruikt: Sequence[str] | None = None,
                    noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw two sets of outlines at one scale and extent.

    Parameters
    ----------
    oud, nieuw:
        One row per area, EPSG:28992: `gebied_code` (key), `gebied_naam`, `indeling` (one year each), `geometry`.
    soort:
        Plural of the areas, for the headings.
    hergebruikt:
        Codes that mean another place in `nieuw`; by default the codes in both of which the two outlines cover
        each other for less than half (intersection over union).

    Raises
    ------
    ValueError
        Missing columns, other coordinates than EPSG:28992, more than one boundary year in a frame.
    """
    kaarten = [_lees(frame) for frame in (oud, nieuw)]
    kop = lees_kop(*kaarten, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    if oud.empty or nieuw.empty:
        reden = pd.DataFrame({"ontbreekt": [GEEN_KAART]})
        return beeld_zonder_cijfers(
            kop, reden, soort="Twee kaarten naast elkaar", tabel=pd.DataFrame({"Nummer": [], "Code": []})
        )
    codes = list(hergebruikt) if hergebruikt is not None else _zoek_hergebruikt(*kaarten)
    onbekend = [c for c in codes if any(c not in set(k["gebied_code"]) for k in kaarten)]
    if onbekend:
        raise ValueError(f"Een hergebruikte code staat in beide indelingen; niet zo bij {opsomming(onbekend)}.")
    nummers = {code: i for i, code in enumerate(sorted(codes), start=1)}
    jaren = [int(k["indeling"].iloc[0]) for k in kaarten]
    grenzen = pd.concat([k.geometry.bounds for k in kaarten])
    uitsnede = [grenzen["minx"].min(), grenzen["miny"].min(), grenzen["maxx"].max(), grenzen["maxy"].max()]
    paneel = (BREEDTE - 2 * RAND - TUSSEN) / 2
    sleutel = [Sleutel("grens", RUSTIG, vorm="vlak", rand=GRIJS)]
    if codes:
        uitleg = f"zelfde code, andere plek: {len(codes)} {soort} (hetzelfde nummer is dezelfde code)"
        sleutel = [Sleutel(uitleg, HERGEBRUIKT, vorm="vlak", rand=INKT)]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, noten=noten, sleutel=sleutel,
                        hoogte=hoogte_van(uitsnede, paneel) + KOPREGEL)  # fmt: skip
    for i, (kaart, jaar) in enumerate(zip(kaarten, jaren, strict=True)):
        _teken(vlak, kaart, f"{jaar}: {len(kaart)} {soort}", i, paneel, uitsnede, nummers)
    tabel = _tabel(kaarten, nummers, jaren)
    onderwerp = f"{jaren[0]} met {len(kaarten[0])} {soort}, {jaren[1]} met {len(kaarten[1])} {soort}"
    return voltooi(kop, vlak, soort="Twee kaarten naast elkaar", onderwerp=onderwerp,
                   cijfers=_zinnen(kaarten, nummers, jaren, soort), tabel=tabel)  # fmt: skip


def _lees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kaart = lees_vlakken(frame)
    mist = [k for k in ("gebied_code", "gebied_naam", "indeling") if k not in kaart]
    if mist:
        raise ValueError(f"De grenzen missen de kolommen {opsomming(mist)}.")
    if kaart["indeling"].nunique() > 1 or kaart["gebied_code"].duplicated().any():
        raise ValueError("Een kaart heeft één indeling en elk gebied één keer.")
    return kaart.assign(gebied_naam=kaart["gebied_naam"].map(schoon))


def _zoek_hergebruikt(oud: gpd.GeoDataFrame, nieuw: gpd.GeoDataFrame) -> list[str]:
    links, rechts = oud.set_index("gebied_code").geometry, nieuw.set_index("gebied_code").geometry
    beide = [c for c in links.index if c in rechts.index]
    return [
        c for c in beide
        if links[c].buffer(0).intersection(rechts[c].buffer(0)).area
        < ZELFDE_PLEK * links[c].buffer(0).union(rechts[c].buffer(0)).area
    ]  # fmt: skip


def _teken(vlak: Vlak, kaart: gpd.GeoDataFrame, kopregel: str, i: int, paneel: float, uitsnede: Sequence[float],
           nummers: dict[str, int]) -> None:  # fmt: skip
    ax = vlak.assen(links=i * (paneel + TUSSEN), rechts=(1 - i) * (paneel + TUSSEN), boven=KOPREGEL)
    zet(ax, 0, 1.0, kopregel, korps=KORPS["ondertitel"], vet=True, va="bottom", transform=ax.transAxes)
    schaal = zet_uitsnede(ax, uitsnede, rand=0.05)
    dikte = float(np.clip(30 / len(kaart), 0.5, 1.1))
    for rij in kaart.itertuples():
        eigen = rij.gebied_code in nummers
        teken_vlak(ax, rij.geometry, facecolor=HERGEBRUIKT if eigen else RUSTIG, edgecolor=INKT if eigen else GRIJS,
                   linewidth=dikte + 0.3 * eigen, zorder=3 if eigen else 2)  # fmt: skip
    teken_vlak(ax, omtrek(kaart.geometry), facecolor="none", edgecolor=GRIJS, linewidth=1.0, zorder=4)
    eigen = kaart[kaart["gebied_code"].isin(list(nummers))]
    # A number may touch the border of its area: that reads better than a line across the map.
    krap = [rij for rij in eigen.itertuples()
            if not teken_label(ax, rij.geometry.buffer(0.035 * schaal), [[str(nummers[rij.gebied_code])]], schaal, INKT,
                               korps=KORPS["bron"] - 0.5)]  # fmt: skip
    _wijs_aan(ax, krap, nummers, schaal)
    if i == 0:
        teken_schaal(ax, schaal)


def _wijs_aan(ax: Axes, krap: Sequence[object], nummers: dict[str, int], schaal: float) -> None:
    """Number the areas that are too small for it at the nearest edge, with a thin line."""
    afstand = 1.25 * KORPS["bron"] / 72 * schaal
    midden = sum(ax.get_xlim()) / 2
    for links in (True, False):
        kant = [rij for rij in krap if (rij.geometry.centroid.x < midden) == links]
        punten = [rij.geometry.representative_point() for rij in kant]
        x, naar = (ax.get_xlim()[0], 0.16 * schaal) if links else (ax.get_xlim()[1], -0.16 * schaal)
        for rij, punt, y in zip(kant, punten, spreid([p.y for p in punten], afstand), strict=True):
            ax.plot([punt.x, x + naar], [punt.y, y], color=INKT, linewidth=0.6, zorder=7)
            ax.plot([punt.x], [punt.y], marker="o", markersize=2.2, color=INKT, linestyle="", zorder=7)
            zet(ax, x, y, str(nummers[rij.gebied_code]), korps=KORPS["bron"], vet=True, zorder=9, gid="gebied",
                ha="left" if links else "right", va="center_baseline")  # fmt: skip


def _tabel(kaarten: Sequence[gpd.GeoDataFrame], nummers: dict[str, int], jaren: Sequence[int]) -> pd.DataFrame:
    namen = [k.set_index("gebied_code")["gebied_naam"] for k in kaarten]
    return pd.DataFrame({
        "Nummer": [str(n) for n in nummers.values()], "Code": list(nummers),
        **{f"Naam in {jaar}": [naam[c] for c in nummers] for naam, jaar in zip(namen, jaren, strict=True)},
    })  # fmt: skip


def _zinnen(
    kaarten: Sequence[gpd.GeoDataFrame], nummers: dict[str, int], jaren: Sequence[int], soort: str
) -> list[str]:
    if not nummers:
        return [f"Geen code van {jaren[0]} is in {jaren[1]} aan een andere plek gegeven."]
    oud, nieuw = (k.set_index("gebied_code")["gebied_naam"] for k in kaarten)
    eerste = next(iter(nummers))
    return [
        f"{len(nummers)} codes van {jaren[0]} wijzen in {jaren[1]} naar andere {soort}.",
        f"Bijvoorbeeld {eerste}: {oud[eerste]} in {jaren[0]}, {nieuw[eerste]} in {jaren[1]}.",
    ]
