"""Files that help to place an establishment: points of BAG ids, and outlines of werklocaties that a municipality drew.

Both are optional and stay on the machine (`data/raw/bag/*.csv`, `data/raw/werklocaties/*.geojson`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ezlib.fouten import BronFout
from ezlib.taal import getal, opsomming

RD = "EPSG:28992"
BAG_KOLOMMEN = ["bag_id", "x", "y"]
YML = "definitions/gebieden.yml"


def lees_bag(paden: Sequence[Path]) -> pd.DataFrame | None:
    """Points of BAG ids (verblijfsobjecten) from csv files: `bag_id` (16 digits), `x`, `y` (RD metres); None without.

    Comma or semicolon between columns, a point as decimal sign; other columns are left out.

    Raises
    ------
    BronFout
        Every file that lacks a column, and ids or coordinates that cannot be, with the number of rows.
    """
    if not paden:
        return None
    delen, fouten = [], []
    for pad in paden:
        ruw = pd.read_csv(pad, dtype="str", sep=None, engine="python", keep_default_na=False, encoding="utf-8-sig")
        weg = [k for k in BAG_KOLOMMEN if k not in ruw]
        if weg:
            fouten.append(f"{pad.name}: kolom {opsomming(weg)} ontbreekt; nodig zijn {opsomming(BAG_KOLOMMEN)}.")
            continue
        deel = ruw[BAG_KOLOMMEN].apply(lambda kolom: kolom.str.strip())
        deel["bag_id"] = deel["bag_id"].str.zfill(16)
        punt = deel[["x", "y"]].apply(pd.to_numeric, errors="coerce")
        fout = ~deel["bag_id"].str.fullmatch("[0-9]{16}") | ~np.isfinite(punt).all(axis=1)
        if fout.any():
            fouten.append(f"{pad.name}: {getal(fout.sum())} rijen zonder leesbaar BAG-nummer, x of y.")
        delen.append(deel.assign(**punt))
    if not fouten:
        lijst = pd.concat(delen, ignore_index=True).drop_duplicates()
        dubbel = lijst["bag_id"].duplicated()
        if not dubbel.any():
            return lijst
        fouten.append(f"{getal(dubbel.sum())} BAG-nummers hebben meer dan één punt.")
    raise BronFout("De lijst met BAG-nummers in data/raw/bag is zo niet te gebruiken:\n  " + "\n  ".join(fouten))


def lees_omtrekken(paden: Sequence[Path], gebieden: Mapping[str, Mapping[str, Any]]) -> gpd.GeoDataFrame | None:
    """Outlines of the werklocaties that name a file: `gebied_code`, geometry in RD metres; None where there are none.

    All surfaces in a file together are one werklocatie; an invalid one is repaired.

    Parameters
    ----------
    paden
        The files that are there. A werklocatie whose file is not there gets no outline (see `zonder_omtrek`).
    gebieden
        Werklocaties by code, as in gebieden.yml.

    Raises
    ------
    BronFout
        A file that no werklocatie names, without surfaces, or without a named coordinate system.
    """
    per_naam = {w["bestand"]: code for code, w in gebieden.items() if "bestand" in w}
    vreemd = [pad.name for pad in paden if pad.name not in per_naam]
    if vreemd:
        raise BronFout(
            f"In data/raw/werklocaties staat {opsomming(vreemd)}, maar geen werklocatie in {YML} noemt dat bestand. "
            "Zet de naam bij `bestand:` van de werklocatie, of haal het bestand weg."
        )
    if not paden:
        return None
    vormen = [_lees_omtrek(pad) for pad in paden]
    return gpd.GeoDataFrame({"gebied_code": [per_naam[p.name] for p in paden]}, geometry=vormen, crs=RD)


def zonder_omtrek(paden: Sequence[Path], gebieden: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Names of the werklocaties whose file was not delivered."""
    namen = {pad.name for pad in paden}
    return [w["naam"] for w in gebieden.values() if "bestand" in w and w["bestand"] not in namen]


def _lees_omtrek(pad: Path) -> shapely.Geometry:
    kaart = gpd.read_file(pad)
    # GeoJSON without a named system is in degrees; metres under that flag would land in the sea.
    if kaart.crs is None or (len(kaart) and kaart.crs.is_geographic and np.abs(kaart.total_bounds).max() > 180):
        raise BronFout(f"{pad.name} noemt zijn coördinatenstelsel niet. Sla het bestand op met crs {RD}.")
    delen = kaart.to_crs(RD).geometry.dropna().make_valid().explode()
    vlakken = delen[delen.geom_type == "Polygon"]
    if vlakken.empty:
        raise BronFout(f"In {pad.name} staat geen enkel vlak; een werklocatie is een omtrek, geen punt of lijn.")
    return vlakken.union_all()
