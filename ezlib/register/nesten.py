"""Werklocaties that lie in published buurten or wijken of other boundaries, and what is left of those: the rest.

Nobody publishes a rest, but whoever lays the public outlines on each other subtracts. So each rest is counted as a
cell of its own, with the firms behind it; its code says what it is: "RE0637: BU06370305 - WL0637-RKH".
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.register.cellen import KOLOMMEN, SLEUTEL, heeft_plaats, maak_cellen, wijk_van
from ezlib.register.programma import Tabel
from ezlib.register.stelsel import REST
from ezlib.tidy.omrekenen import kies_kaart

if TYPE_CHECKING:
    import geopandas as gpd

MAX_BUURTEN = 2  # a werklocatie in more buurten than this is tied to its wijk only


@dataclass(frozen=True, order=True)
class Nest:
    """Areas of one level, and the werklocaties that lie in them together."""

    gebieden: tuple[str, ...]
    werklocaties: tuple[str, ...]

    @property
    def code(self) -> str:
        """Code of the rest; `stelsel.lees_rest` reads it back.

        >>> Nest(("BU06370305",), ("WL0637-RKH",)).code
        'RE0637: BU06370305 - WL0637-RKH'
        """
        return f"RE{self.gebieden[0][2:6]}: " + " - ".join([" + ".join(self.gebieden), *self.werklocaties])


def omtrek_werklocaties(
    gebieden: Mapping[str, Mapping[str, Any]], *, buurten: gpd.GeoDataFrame | None, omtrekken: gpd.GeoDataFrame | None
) -> dict[str, Any]:
    """Outline per werklocatie of which there is one.

    Parameters
    ----------
    gebieden
        Werklocaties by code, as in gebieden.yml. One made of buurten is left out when `buurten` is None.
    buurten, omtrekken
        Outlines of the buurten that werklocaties are made of, and of werklocaties drawn by the municipality.
    """
    uit = {} if omtrekken is None else dict(zip(omtrekken["gebied_code"], omtrekken.geometry, strict=True))
    for code, werklocatie in gebieden.items():
        if buurten is not None and "buurten" in werklocatie:
            uit[code] = buurten[buurten["gebied_code"].isin(werklocatie["buurten"])].union_all()
    return uit


def vind_nesten(
    werklocaties: Mapping[str, Any],
    kaart: gpd.GeoDataFrame,
    *,
    min_procent: int,
    samen: Mapping[str, str] | None = None,
) -> list[Nest]:
    """Which werklocaties lie in which buurten and wijken, by outline; sorted.

    A werklocatie lies in the fewest buurten (at most `MAX_BUURTEN`) that hold `min_procent` of its area together, and
    in the wijk that holds as much. Areas that hold others hold their werklocaties too.

    Parameters
    ----------
    werklocaties
        Outline per code.
    kaart
        The published buurten: `gebied_code`, geometry in the same metres.
    samen
        Buurt or werklocatie -> the merger that is shown in its place.

    >>> import geopandas as gpd, shapely
    >>> kaart = gpd.GeoDataFrame({"gebied_code": ["BU00010101", "BU00010102"]},
    ...                          geometry=[shapely.box(0, 0, 2, 1), shapely.box(2, 0, 4, 1)])
    >>> for nest in vind_nesten({"WL0001-A": shapely.box(1, 0, 2.04, 1)}, kaart, min_procent=95):
    ...     print(nest.code)
    RE0001: BU00010101 - WL0001-A
    RE0001: WK000101 - WL0001-A
    """
    nieuw = dict(samen or {})
    codes = pd.Series([nieuw.get(c, c) for c in kaart["gebied_code"]])
    delen: dict[str, pd.Series] = {}
    for code, vorm in werklocaties.items():
        deel = kaart.geometry.intersection(vorm).area.groupby(codes.to_numpy()).sum()
        delen[nieuw.get(code, code)] = deel.add(delen.get(nieuw.get(code, code), 0), fill_value=0)
    plek = {
        soort: {code: _kleinste(per(deel), min_procent, hoogstens) for code, deel in delen.items()}
        for soort, per, hoogstens in (("buurt", lambda deel: deel, MAX_BUURTEN), ("wijk", _per_wijk, 1))
    }
    nesten = set()
    for van in plek.values():
        for gebieden in {g for g in van.values() if g}:
            binnen = sorted(code for code, eigen in van.items() if eigen and set(eigen) <= set(gebieden))
            nesten.add(Nest(gebieden, tuple(binnen)))
    return sorted(nesten)


def _per_wijk(deel: pd.Series) -> pd.Series:
    return deel.groupby(wijk_van(deel.index.to_series())).sum()


def _kleinste(deel: pd.Series, min_procent: int, hoogstens: int) -> tuple[str, ...]:
    """The fewest areas that hold so much of the whole; none where it takes too many."""
    groot = deel.sort_values(ascending=False, kind="stable")
    for n in range(1, hoogstens + 1):
        if 100 * groot.iloc[:n].sum() >= min_procent * groot.sum() > 0:
            return tuple(sorted(groot.index[:n]))
    return ()


def zoek_nesten(
    gebieden: Mapping[str, Mapping[str, Any]],
    *,
    gemeente: str,
    indeling: int,
    reeks: tuple[int, int] | None,
    kaarten: Sequence[gpd.GeoDataFrame],
    omtrekken: gpd.GeoDataFrame | None,
    min_procent: int,
    samen: Mapping[str, str],
) -> list[Nest]:
    """Nests of the werklocaties of a gemeente in the buurten of `reeks`, also as they are with mergers.

    None where there are no outlines. A werklocatie of buurten of `reeks` itself is left out: it is their exact sum.
    """
    kaart = kies_kaart(kaarten, gemeente, reeks) if reeks else None
    if reeks is None or kaart is None:
        return []
    zelfde = reeks[0] <= indeling <= reeks[1]
    buurten = None if zelfde else kies_kaart(kaarten, gemeente, (indeling, indeling))
    vormen = omtrek_werklocaties(gebieden, buurten=buurten, omtrekken=omtrekken)
    # A merger may hold for some years only: a nest of codes that a year does not have gives that year nothing.
    keuzes = [{}, samen] if samen else [{}]
    return sorted({n for keuze in keuzes for n in vind_nesten(vormen, kaart, min_procent=min_procent, samen=keuze)})


def tel_resten(
    rijen: pd.DataFrame,
    cellen: pd.DataFrame,
    nesten: Sequence[Nest],
    *,
    gemeente: str,
    buurten: Mapping[int, Collection[str]] | None = None,
) -> pd.DataFrame:
    """Cells of the rests, for every subject and breakdown of which `cellen` holds the areas and the werklocaties.

    Parameters
    ----------
    rijen, gemeente, buurten
        As for `maak_cellen`.
    cellen
        What that made of them.

    Returns
    -------
    Frame with `cellen.KOLOMMEN`, gebied_type "rest"; a rest where nobody is has value 0.
    """
    niveaus = cellen.groupby(["onderwerp", "kenmerk"])["gebied_type"].agg(set)
    geplaatst = rijen[heeft_plaats(rijen, buurten)]
    wijk = wijk_van(geplaatst["buurtcode"])
    delen = [cellen.iloc[:0][KOLOMMEN]]
    for nest in nesten:
        soort = "wijk" if nest.gebieden[0].startswith("WK") else "buurt"
        tabellen = [Tabel(o, "werklocatie", k) for (o, k), n in niveaus.items() if {soort, "werklocatie"} <= n]
        code = wijk if soort == "wijk" else geplaatst["buurtcode"]
        eigen = geplaatst[code.isin(nest.gebieden) & ~geplaatst["werklocatie"].isin(nest.werklocaties)]
        telling = maak_cellen(eigen.assign(werklocatie=nest.code), gemeente=gemeente, programma=tabellen)
        delen.append(_vul_aan(telling.assign(gebied_type=REST), cellen, nest, tabellen))
    return pd.concat(delen, ignore_index=True)


def _vul_aan(telling: pd.DataFrame, cellen: pd.DataFrame, nest: Nest, tabellen: Sequence[Tabel]) -> pd.DataFrame:
    """A cell for each that all areas of the nest have, also when it is empty; no others."""
    tabel = pd.MultiIndex.from_frame(cellen[["onderwerp", "kenmerk"]]).isin(
        [(t.onderwerp, t.kenmerk) for t in tabellen]
    )
    basis = cellen[tabel & cellen["gebied_code"].isin(nest.gebieden)].assign(gebied_type=REST, gebied_code=nest.code)
    overal = basis.groupby(SLEUTEL)["gebied_code"].transform("size") == len(nest.gebieden)
    rooster = pd.MultiIndex.from_frame(basis.loc[overal, SLEUTEL].drop_duplicates())
    uit = telling.set_index(SLEUTEL).reindex(rooster)
    uit = uit.fillna({kolom: "" if kolom == "gebied_naam" else 0 for kolom in uit})
    return uit.reset_index().astype(cellen.dtypes[KOLOMMEN].to_dict())[KOLOMMEN]
