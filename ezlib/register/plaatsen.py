"""Where an establishment is: its buurt on one set of boundaries, its werklocatie, and what kind of premises it has.

Series per wijk and buurt stand on the boundaries of one span of equal years (`indelingen:` of gebieden.yml, the last
span, or the one marked `reeksen`). Inside that span the code of the file is exact and stays. Every other year is
recoded: records have a point, so nothing is shared out by area. What has neither is in no buurt, and counts for the
gemeente only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ezlib.reeksen import Span
from ezlib.tidy.omrekenen import kies_kaart, maak_omrekening

BAG, COORDINAAT, CODE = "bag", "coordinaat", "code"
WERKLOCATIE, ELDERS, ONBEKEND = "werklocatie", "elders", "onbekend"
WONING, BEDRIJFSPAND, NADER = "woning", "bedrijfspand", "nader te bepalen"


def plaats(
    register: pd.DataFrame,
    *,
    gemeente: str,
    reeks: Span | None,
    werklocaties: Mapping[str, Any],
    kaarten: Sequence[gpd.GeoDataFrame],
    omtrekken: gpd.GeoDataFrame | None,
    bag: pd.DataFrame | None,
    keuze: Mapping[str, int],
) -> pd.DataFrame:
    """Give every row of a register its buurt, werklocatie and kind of premises; same rows, `PLAATSKOLOMMEN` filled.

    Parameters
    ----------
    werklocaties
        Those of the gemeente, as in gebieden.yml: `indeling` and `gebieden`.
    kaarten, omtrekken, bag
        What is at hand of outlines of buurten (any boundary years), drawn werklocaties and points of BAG ids.
    keuze
        Block `plaatsen` of register.yml.
    """
    tolerantie_m = keuze["tolerantie_m"]
    punt = add_punt(register, bag)
    van_buurt = {b: code for code, w in werklocaties["gebieden"].items() for b in w.get("buurten", [])}
    buurten = kies_kaart(kaarten, gemeente, (werklocaties["indeling"],) * 2)
    uit = add_werklocatie(
        register, punt, van_buurt=van_buurt, buurten=buurten, omtrekken=omtrekken, tolerantie_m=tolerantie_m
    )
    kaart = kies_kaart(kaarten, gemeente, reeks) if reeks else None
    andere = [kies_kaart(kaarten, gemeente, (jaar, jaar)) for jaar in sorted(set(register["indeling"]))]
    genest = {} if kaart is None else vind_genest(kaart, andere, min_procent=keuze["nest_min_procent"])
    uit = add_buurt(uit, punt, kaart=kaart, reeks=reeks, tolerantie_m=tolerantie_m, genest=genest)
    pand = pand_van(uit["gebruik"], uit["banen"], max_banen_in_woning=keuze["max_banen_in_woning"])
    return uit.assign(pand=pand)


def vind_gebied(x: pd.Series, y: pd.Series, vlakken: gpd.GeoDataFrame, *, tolerantie_m: float = 0) -> pd.Series:
    """Code of the area around each point; same index as `x`, "" where there is none.

    Equal to `geopandas.sjoin(..., predicate="intersects")` where that finds one area. A point on a shared edge or
    vertex, or where generalised outlines overlap, lies in the one with the lowest code. A point in none goes to the
    nearest within `tolerantie_m` (of equally near ones again the lowest code): outlines that were simplified leave
    gaps.

    Parameters
    ----------
    x, y
        RD metres; missing gives "".
    vlakken
        `gebied_code` and geometry in EPSG:28992.

    >>> links, rechts = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> kaart = gpd.GeoDataFrame({"gebied_code": ["B", "A"]}, geometry=[links, rechts])
    >>> vind_gebied(pd.Series([0.5, 1.0, 2.5, 9.0]), pd.Series([0.5, 0.5, 0.5, 0.5]), kaart, tolerantie_m=1).tolist()
    ['B', 'A', 'A', '']
    """
    kaart = vlakken.sort_values("gebied_code", kind="stable")
    codes = np.append(kaart["gebied_code"].to_numpy(dtype=object), "")
    bekend = (x.notna() & y.notna()).to_numpy()
    # A register repeats its addresses every year: each point is looked up once.
    nummer, uniek = pd.factorize(x.to_numpy()[bekend] + 1j * y.to_numpy()[bekend])
    plek = np.full(len(x), len(kaart))
    plek[bekend] = _posities(uniek.real, uniek.imag, kaart.geometry.to_numpy(), tolerantie_m)[nummer]
    return pd.Series(codes[plek], index=x.index, dtype="str")


def _posities(x: np.ndarray, y: np.ndarray, vlakken: np.ndarray, tolerantie_m: float) -> np.ndarray:
    """Position of the area of each point, the number of areas where there is none."""
    punten = shapely.points(x, y)
    plek = np.full(len(punten), len(vlakken))
    # Points in the tree and areas as the question: an area is then prepared once for all its points.
    vlak, punt = shapely.STRtree(punten).query(vlakken, predicate="intersects")
    np.minimum.at(plek, punt, vlak)
    rest = np.flatnonzero(plek == len(vlakken))
    if tolerantie_m > 0 and len(rest) and len(vlakken):
        punt, vlak = shapely.STRtree(vlakken).query_nearest(punten[rest], max_distance=tolerantie_m)
        np.minimum.at(plek, rest[punt], vlak)
    return plek


def add_punt(register: pd.DataFrame, bag: pd.DataFrame | None) -> pd.DataFrame:
    """Point of each row, same index: `x`, `y` (NaN unknown) and `bron` (bag, coordinaat, "").

    A BAG id that the list knows goes before the coordinates of the file: the BAG is the register of addresses.

    Parameters
    ----------
    bag
        `bag_id`, `x`, `y`, one row an id; None where there is no such list.
    """
    x, y = register["x"], register["y"]
    eigen = x.notna() & y.notna()
    if bag is None:
        return pd.DataFrame({"x": x, "y": y, "bron": eigen.map({True: COORDINAAT, False: ""})})
    lijst = bag.set_index("bag_id")
    uit_bag = register["bag_id"].isin(lijst.index)
    punt = {as_: register["bag_id"].map(lijst[as_]).where(uit_bag, waarde) for as_, waarde in (("x", x), ("y", y))}
    bron = pd.Series(np.select([uit_bag, eigen], [BAG, COORDINAAT], ""), index=register.index, dtype="str")
    return pd.DataFrame(punt | {"bron": bron})


def add_buurt(
    register: pd.DataFrame,
    punt: pd.DataFrame,
    *,
    kaart: gpd.GeoDataFrame | None,
    reeks: Span | None,
    tolerantie_m: int,
    genest: Mapping[tuple[int, str], str] | None = None,
) -> pd.DataFrame:
    """Register with `buurtcode`, `indeling` and `plaatsing` on the boundaries of `reeks`; same rows.

    Without `reeks` every year keeps its own codes and boundary year. With it, a row outside the span goes by its
    point, else by `genest`; with neither it loses its code, because that code is of other boundaries.

    Parameters
    ----------
    punt
        As `add_punt` gives it.
    kaart
        Outlines of the buurten of `reeks`; None where there are none.
    genest
        Boundary year and buurtcode -> the buurt of `reeks` in which it lies (as good as) wholly; see `vind_genest`.
    """
    code = register["buurtcode"]
    if reeks is None:
        return register.assign(plaatsing=(code != "").map({True: CODE, False: ""}))
    begin, einde = reeks
    binnen = register["indeling"].between(begin, einde)
    vast = binnen & (code != "")
    zoek = punt[~vast & (punt["bron"] != "")]
    gevonden = pd.Series("", index=zoek.index, dtype="str")
    if kaart is not None:
        gevonden = vind_gebied(zoek["x"], zoek["y"], kaart, tolerantie_m=tolerantie_m)
    buurt = code.where(vast, gevonden.reindex(register.index).fillna(""))
    hoe = punt["bron"].where(buurt != "", "").mask(vast, CODE)
    los = register[(buurt == "") & (code != "")]
    paren = zip(los["indeling"], los["buurtcode"], strict=True)
    via = pd.Series([(genest or {}).get(paar, "") for paar in paren], index=los.index, dtype="str")
    via = via.reindex(register.index).fillna("")
    return register.assign(
        buurtcode=buurt.where(buurt != "", via),
        indeling=register["indeling"].where(binnen, einde),
        plaatsing=hoe.mask(via != "", CODE),
    )


def vind_genest(
    kaart: gpd.GeoDataFrame, andere: Sequence[gpd.GeoDataFrame | None], *, min_procent: int
) -> dict[tuple[int, str], str]:
    """Buurten of other boundary years that lie in one buurt of `kaart` for at least `min_procent` of their area.

    Returns
    -------
    Boundary year and code of the buurt -> code in `kaart`. By outline, never by name or code.
    """
    uit: dict[tuple[int, str], str] = {}
    for ander in andere:
        if ander is None or ander["indeling"].iloc[0] == kaart["indeling"].iloc[0]:
            continue
        paren = maak_omrekening(kaart, ander)
        heel = paren[100 * paren["aandeel_naar"] >= min_procent]
        uit |= {(r.naar_indeling, r.naar_code): r.van_code for r in heel.itertuples()}
    return uit


def add_werklocatie(
    register: pd.DataFrame,
    punt: pd.DataFrame,
    *,
    van_buurt: Mapping[str, str],
    buurten: gpd.GeoDataFrame | None,
    omtrekken: gpd.GeoDataFrame | None,
    tolerantie_m: int,
) -> pd.DataFrame:
    """Register with `werklocatie` and `op_werklocatie` (werklocatie, elders, onbekend); same rows.

    The same outline holds for every year, whatever the boundaries of its buurten were. Give the rows as they were
    read: a row without a point still has the buurtcode of its own year.

    Parameters
    ----------
    van_buurt
        Buurtcode -> code of the werklocatie, in the boundary year of `buurten`.
    buurten
        Outlines of all buurten of that one year, also those without a werklocatie; None where there are none.
    omtrekken
        Outlines of werklocaties drawn by the municipality itself (`gebied_code` is theirs); they go before buurten.
    """
    leeg = pd.Series("", index=register.index, dtype="str")
    buurt, zelf = leeg, leeg
    heeft_punt = punt["bron"] != ""
    if buurten is not None and len(van_buurt):
        jaar = int(buurten["indeling"].iloc[0])
        buurt = vind_gebied(punt["x"], punt["y"], buurten, tolerantie_m=tolerantie_m)
        buurt = buurt.where(heeft_punt | (register["indeling"] != jaar), register["buurtcode"])
    if omtrekken is not None:
        zelf = vind_gebied(punt["x"], punt["y"], omtrekken)
    code = zelf.where(zelf != "", buurt.map(dict(van_buurt)).astype("str").fillna(""))
    # With buurten a point outside all of them is not placed; with drawn outlines only, any point is.
    geplaatst = buurt != "" if len(van_buurt) else heeft_punt & (omtrekken is not None)
    waar = np.select([code != "", geplaatst], [WERKLOCATIE, ELDERS], ONBEKEND)
    return register.assign(werklocatie=code, op_werklocatie=pd.Series(waar, index=register.index, dtype="str"))


def indeling_van(frame: pd.DataFrame, *, werklocaties: int) -> pd.Series:
    """Boundary year of each published row; same index. Wijken and buurten keep the one that they were counted in.

    The gemeente has the boundaries of the year itself, also where its buurten stand on those of an earlier one. A
    werklocatie has one outline, of the year `werklocaties`, for all years.
    """
    jaar = frame["periode"].str[:4].astype("int64")
    uit = frame["indeling"].mask(frame["gebied_type"] == "gemeente", jaar)
    return uit.mask(frame["gebied_type"] == "werklocatie", werklocaties)


def pand_van(gebruik: pd.Series, banen: pd.Series, *, max_banen_in_woning: int) -> pd.Series:
    """Kind of premises of each establishment: woning, bedrijfspand, nader te bepalen, onbekend; same index.

    A dwelling has nothing but a woonfunctie in the BAG and holds few jobs. With more it may be a nursing home or the
    office of people who work elsewhere: that is not decided here.

    >>> pand_van(pd.Series(["woning", "woning", "bedrijfspand", ""]), pd.Series([5, 6, 6, 1]),
    ...          max_banen_in_woning=5).tolist()
    ['woning', 'nader te bepalen', 'bedrijfspand', 'onbekend']
    """
    thuis = gebruik == WONING
    keuzes = [thuis & (banen <= max_banen_in_woning), thuis, gebruik == BEDRIJFSPAND]
    return pd.Series(np.select(keuzes, [WONING, NADER, BEDRIJFSPAND], ONBEKEND), index=gebruik.index, dtype="str")


def tel_plaatsing(register: pd.DataFrame) -> pd.DataFrame:
    """Establishments per peildatum, and how many were placed how: bag, coordinaat, code, niet_geplaatst.

    Numbers of establishments are public in the trade register; nothing else is told of them.
    """
    hoe = pd.crosstab(register["peildatum"], register["plaatsing"].replace("", "niet_geplaatst"))
    hoe = hoe.reindex(columns=[BAG, COORDINAAT, CODE, "niet_geplaatst"], fill_value=0)
    return hoe.assign(vestigingen=hoe.sum(axis=1)).rename_axis(columns=None).reset_index()
