"""Outlines of gemeenten, wijken and buurten: GeoJSON -> one frame in RD metres (EPSG:28992)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from ezlib.fouten import BronFout
from ezlib.sources.omtrekken import PAREN, WATER, vind_paar
from ezlib.sources.snapshot import Snapshot
from ezlib.tidy import KAART_KOLOMMEN, gebied_type

if TYPE_CHECKING:
    from ezlib.definitions import Bron

RD = "EPSG:28992"


def tidy_kaart(snapshot: Snapshot, bron: Bron) -> gpd.GeoDataFrame:
    """Read the one GeoJSON file of a snapshot.

    Returns
    -------
    GeoDataFrame sorted by gebied_code, columns `ezlib.tidy.KAART_KOLOMMEN`, geometry (multi)polygons in EPSG:28992.
    `attrs["hersteld"]` lists, in Dutch, which outlines were invalid and what repairing did to their area; areas that
    are water only are left out and listed there too.

    Raises
    ------
    BronFout
        No outlines, no codes, a code twice or of no known kind, an empty outline, coordinates without a system.
    """
    kaart = _lees(snapshot)
    hersteld = []
    water = next((naam for naam in WATER if naam in kaart), None)
    if water is not None and (nat := kaart[water] == "JA").any():
        hersteld.append(f"{nat.sum()} gebieden met alleen water zijn weggelaten.")
        kaart = kaart[~nat]
    paar = vind_paar(kaart)
    if paar is None:
        bekend = ", ".join(" en ".join(paar) for paar in PAREN)
        raise BronFout(f"De kaart {bron.id} heeft geen kolommen met code en naam. De monitor kent: {bekend}.")
    code, naam = paar
    codes = kaart[code].astype("str").str.strip()
    meetkunde, gevonden = _herstel(kaart.geometry.set_axis(codes))
    uit = gpd.GeoDataFrame(
        {
            "gebied_type": gebied_type(codes).to_numpy(),
            "gebied_code": codes.to_numpy(),
            "gebied_naam": kaart[naam].astype("str").str.strip().to_numpy(),
            "gemeente_code": ("GM" + codes.str[2:6]).to_numpy(),
            "indeling": np.int64(bron.indeling),
        },
        geometry=meetkunde.to_numpy(),
        crs=RD,
    )[KAART_KOLOMMEN]
    _toets(uit, bron)
    uit = uit.sort_values("gebied_code").reset_index(drop=True)
    uit.attrs["hersteld"] = [*hersteld, *gevonden]
    return uit


def _lees(snapshot: Snapshot) -> gpd.GeoDataFrame:
    bestanden = [naam for naam in snapshot.herkomst.bestanden if naam.endswith(".geojson")]
    if len(bestanden) != 1:
        raise BronFout(f"Bron {snapshot.herkomst.bron_id} moet een .geojson-bestand hebben; er zijn {len(bestanden)}.")
    kaart = gpd.read_file(snapshot.pad(bestanden[0]))
    if kaart.empty:
        raise BronFout(f"In {bestanden[0]} van {snapshot.herkomst.bron_id} staat geen enkel gebied.")
    # GeoJSON without a named system is in degrees; metres under that flag would land in the sea.
    if kaart.crs is None or (kaart.crs.is_geographic and np.abs(kaart.total_bounds).max() > 180):
        raise BronFout(
            f"{bestanden[0]} van {snapshot.herkomst.bron_id} noemt zijn coördinatenstelsel niet. Zet er crs {RD} in."
        )
    return kaart.to_crs(RD)


def _herstel(vormen: gpd.GeoSeries) -> tuple[gpd.GeoSeries, list[str]]:
    """Make invalid outlines valid and keep their surfaces; same index, and a sentence a repair."""
    stuk = vormen.notna() & ~vormen.is_valid
    redenen = vormen[stuk].is_valid_reason()
    heel = vormen.copy()
    # A repair may leave lines and points beside the surfaces: those have no area and cannot be drawn as a map.
    delen = vormen[stuk].make_valid().explode()
    heel[stuk] = delen[delen.geom_type == "Polygon"].groupby(level=0).apply(lambda d: d.union_all())
    zinnen = [
        f"{code}: omtrek hersteld ({redenen[code]}), oppervlakte van {vormen[code].area / 1e4:.2f} naar "
        f"{heel[code].area / 1e4:.2f} ha."
        for code in redenen.index
    ]
    return heel, zinnen


def _toets(kaart: gpd.GeoDataFrame, bron: Bron) -> None:
    codes = kaart["gebied_code"]
    leeg = kaart.geometry.isna() | kaart.geometry.is_empty
    fouten = [
        (codes[kaart["gebied_type"].isna()], "hebben geen code van een gemeente, wijk of buurt"),
        (codes[codes.duplicated()], "staan er meer dan eens in"),
        (codes[leeg], "hebben geen omtrek"),
    ]
    zinnen = [f"{len(wie)} gebieden {wat}: {', '.join(sorted(wie)[:5])}" for wie, wat in fouten if len(wie)]
    if not bron.indeling:
        zinnen.append("bij een kaart hoort een jaar: zet `indeling:` bij deze bron in definitions/bronnen.yml")
    if zinnen:
        raise BronFout(f"De kaart {bron.id} klopt niet:\n  " + "\n  ".join(zinnen))
