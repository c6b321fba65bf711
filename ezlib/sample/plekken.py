"""Addresses that do not exist, on points that lie in a real buurt of every boundary year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ezlib.fouten import BronFout, IndelingFout
from ezlib.sample.loting import Gehelen, Loting
from ezlib.sample.totalen import verdeel

# Dwellings per hectare of the whole buurt. Built-up Dutch buurten have 10 and more, business parks a handful that were
# there before, open land next to none. Names say nothing here: a park may be called after the farm it replaced.
WONEN_VANAF = 5
OPEN_TOT = 0.15
# Kinds of address, and how many there are of each per thousand establishments: enough that few firms share one.
SOORTEN = {"woning": 2500, "centrum": 200, "wijk": 250, "park": 450, "open": 30}
WONING = "woning"
# Part of the addresses outside centres that stand together around a shopping street, in percent.
GEKLONTERD = 60
RONDEN = 100


@dataclass(frozen=True)
class Adressen:
    """Addresses by position: `x`, `y` in whole RD metres, `buurt[indeling]` a code each, `van_soort` positions by kind.

    Postcode and house number together are unique. The postcode starts with 0000, and real ones with 1000 or more.
    """

    x: Gehelen
    y: Gehelen
    soort: np.ndarray
    postcode: np.ndarray
    huisnummer: np.ndarray
    buurt: dict[int, np.ndarray]
    van_soort: dict[str, Gehelen]


def maak_adressen(
    buurten: Mapping[int, gpd.GeoDataFrame], woningen: pd.Series, vestigingen: int, loting: Loting
) -> Adressen:
    """Draw addresses for about `vestigingen` establishments.

    Parameters
    ----------
    buurten
        Outlines per boundary year, sorted by gebied_code.
    woningen
        Dwellings by code of the oldest outlines.

    Raises
    ------
    BronFout
        No dwellings at all.
    IndelingFout
        Outlines of two boundary years do not cover one another.
    """
    jaren = sorted(buurten)
    kaart = buurten[jaren[0]]
    bomen = {jaar: shapely.STRtree(buurten[jaar].geometry.to_numpy()) for jaar in jaren}
    soort, delen = [], []
    for naam, gewicht in plekgewichten(kaart, woningen).items():
        aantallen = verdeel(max(vestigingen * SOORTEN[naam] // 1000, 3), gewicht)
        for plaats in np.flatnonzero(aantallen):
            vlak, code = kaart.geometry.iloc[plaats], kaart["gebied_code"].iloc[plaats]
            klont = 100 if naam == "centrum" else GEKLONTERD if naam == "wijk" else 0
            delen.append(_punten(vlak, code, int(aantallen[plaats]), klont, bomen, loting))
            soort += [naam] * len(delen[-1])
    tabel = np.concatenate(delen)
    soorten = np.array(soort)
    codes = {
        jaar: buurten[jaar]["gebied_code"].to_numpy(dtype=object)[tabel[:, kolom]]
        for kolom, jaar in enumerate(jaren, start=2)
    }
    postcode, huisnummer = _adresnamen(len(tabel))
    van_soort = {naam: np.flatnonzero(soorten == naam) for naam in SOORTEN}
    return Adressen(tabel[:, 0], tabel[:, 1], soorten, postcode, huisnummer, codes, van_soort)


def plekgewichten(kaart: gpd.GeoDataFrame, woningen: pd.Series) -> dict[str, Gehelen]:
    """Whole weight of each buurt, by kind of address, from dwellings and area alone.

    Homes and local premises follow the dwellings; shops in the centre go to the most densely lived-in one in twenty; business
    parks are buurten with few dwellings, by area; open land is what has next to none.
    """
    huizen = kaart["gebied_code"].map(woningen).fillna(0).to_numpy(dtype="float64").astype("int64")
    if not huizen.sum():
        raise BronFout("Geen van de buurten heeft woningen; zonder woningen is geen fictief register te maken.")
    vierkant = np.rint(kaart.area.to_numpy()).astype("int64")  # m2
    # Dwellings per hectare x 100, whole.
    dicht = huizen * 1_000_000 // np.maximum(vierkant, 1)
    van_dicht_naar_open = np.argsort(-dicht, kind="stable")
    wonen = dicht >= WONEN_VANAF * 100
    if not wonen.any():
        wonen = _eerste(van_dicht_naar_open, -(-len(kaart) // 4), len(kaart))
    open_ = ~wonen & (dicht < OPEN_TOT * 100)
    park = ~wonen & ~open_
    if not park.any():
        # Nothing in between: the parks lie in what has the fewest dwellings but is not open, else in the least dense.
        park = open_ if open_.any() else _eerste(van_dicht_naar_open[::-1], 1, len(kaart))
    if not open_.any():
        open_ = park
    hectare = np.maximum(vierkant // 10_000, 1)
    centrum = _eerste(van_dicht_naar_open[wonen[van_dicht_naar_open]], -(-int(wonen.sum()) // 20), len(kaart))
    return {
        WONING: huizen,
        "centrum": centrum * np.maximum(huizen, 1),
        "wijk": wonen * np.maximum(huizen, 1),
        "park": park * hectare,
        "open": open_ * hectare,
    }


def _eerste(volgorde: Gehelen, aantal: int, lengte: int) -> np.ndarray:
    """Mark the first `aantal` positions of `volgorde` in a mask of this length."""
    mask = np.zeros(lengte, dtype=bool)
    mask[volgorde[:aantal]] = True
    return mask


def _punten(
    vlak: shapely.Geometry, code: str, aantal: int, klont: int, bomen: Mapping[int, shapely.STRtree], loting: Loting
) -> Gehelen:
    """`aantal` points strictly inside `vlak` and inside just one area of every tree: rows x, y, position per tree.

    `klont` percent of them lie around a point in the middle of the area, the rest anywhere.
    """
    shapely.prepare(vlak)
    links, onder, rechts, boven = (int(grens) for grens in shapely.bounds(vlak))
    straal = max(min(rechts - links, boven - onder) // 5, 1)
    midden_x, midden_y = (links + rechts) // 2, (onder + boven) // 2
    gevonden, nog = [], aantal
    for ronde in range(RONDEN):
        proef = max(3 * nog, 32)
        x, y = loting.tussen(links, rechts, proef), loting.tussen(onder, boven, proef)
        if ronde:
            # The sum of two draws is densest in the middle.
            dx, dy = (loting.onder(straal, proef) + loting.onder(straal, proef) - straal for _ in range(2))
            samen = loting.kans(klont * 100, proef)
            x, y = np.where(samen, midden_x + dx, x), np.where(samen, midden_y + dy, y)
        goed = shapely.contains_properly(vlak, shapely.points(x, y))
        plaatsen = _plaatsen(x[goed], y[goed], bomen)
        if not ronde and len(plaatsen):
            # Not the middle of the bounds, which may lie outside, nor a point that GEOS picks, which may change with it.
            ver = (plaatsen[:, 0] - midden_x) ** 2 + (plaatsen[:, 1] - midden_y) ** 2
            midden_x, midden_y = (int(getal) for getal in plaatsen[np.argmin(ver), :2])
            plaatsen = plaatsen[:0] if klont else plaatsen
        gevonden.append(plaatsen[:nog])
        nog -= len(gevonden[-1])
        if not nog:
            return np.concatenate(gevonden)
    raise IndelingFout(f"Buurt {code} ligt (bijna) helemaal buiten de kaart van {' of '.join(map(str, bomen))}.")


def _plaatsen(x: Gehelen, y: Gehelen, bomen: Mapping[int, shapely.STRtree]) -> Gehelen:
    """Rows x, y and the position of the area around it per tree; points that have not just one are left out.

    Generalised outlines overlap by slivers: in two areas, a point could not be given back its code.
    """
    rijen = pd.DataFrame({"x": x, "y": y})
    punten = shapely.points(x, y)
    for jaar, boom in bomen.items():
        punt, gebied = boom.query(punten, predicate="within")
        een = np.bincount(punt, minlength=len(x))[punt] == 1
        rijen[jaar] = pd.Series(gebied[een], index=punt[een])
    return rijen.dropna().to_numpy().astype("int64")


def _adresnamen(aantal: int) -> tuple[np.ndarray, np.ndarray]:
    """Postcodes "0000AA" .. "0000ZZ" and house numbers 1, 2, ... for so many addresses; each pair once."""
    letters = [chr(65 + i) for i in range(26)]
    codes = np.array([f"0000{a}{b}" for a in letters for b in letters], dtype=object)
    nummers = np.arange(aantal)
    per_code = -(-aantal // len(codes))
    return codes[nummers // per_code], (nummers % per_code + 1).astype("str").astype(object)
