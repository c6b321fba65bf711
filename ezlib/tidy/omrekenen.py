"""Crosswalks: counts of the areas of one boundary year, shared out over those of another.

The only way to join two boundary years (`gebieden.koppel` refuses the rest). A crosswalk is made from outlines, never
from codes: a code that was used again gets nothing of its namesake. What comes out is an estimate and says so. Records
that have a point are not shared out but placed anew (`ezlib.register.plaatsen`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from ezlib.fouten import ControleFout, IndelingFout
from ezlib.reeksen import Span
from ezlib.taal import opsomming
from ezlib.tidy import KOLOMMEN, REDENEN, STATUSSEN
from ezlib.tidy.gebieden import Indelingen, ijkjaar

if TYPE_CHECKING:
    import geopandas as gpd

SPLINTER = 0.02
DEKKING_MIN = 0.5
OPPERVLAKTE, GEWICHT = "oppervlakte", "gewicht"
OMREKENING = [
    "van_code",
    "van_indeling",
    "naar_code",
    "naar_indeling",
    "naar_naam",
    "naar_type",
    "deel",  # part of the figure of van_code that goes to naar_code
    "aandeel_naar",  # part of the area of naar_code that lies in van_code
    "methode",
]
# Of several reasons why an operand is missing, the first here is that of the result.
ERNST = ["onderdrukt", "geheim", *(reden for reden in REDENEN if reden not in ("", "onderdrukt", "geheim"))]
BLIJFT = ["periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid", "bron_id", "publicatie"]


def maak_omrekening(
    van: gpd.GeoDataFrame,
    naar: gpd.GeoDataFrame,
    *,
    gewicht: pd.Series | None = None,
    splinter: float = SPLINTER,
    dekking_min: float = DEKKING_MIN,
) -> pd.DataFrame:
    """Which part of each area of `van` falls to which area of `naar`.

    Without `gewicht` the part is the share of the area that both cover. With it (dasymetric): the share of the target
    that lies in `van`, times the weight of that target; so people go where the dwellings are and not to the park.

    Parameters
    ----------
    van, naar
        Outlines (`ezlib.tidy.KAART_KOLOMMEN`), each of one boundary year, in the same metres.
    gewicht
        Dwellings or inhabitants of the targets, by gebied_code. An area of `van` with a target of which the weight is
        not known, or without any weight at all, is shared out by area; `methode` says which.
    splinter
        Common area below this share of the smaller of the two is a slip of the outlines, and counts for nothing; the
        other parts take its place.
    dekking_min
        Least share of an area of `van` that `naar` must cover.

    Returns
    -------
    DataFrame keyed by van_code and naar_code, sorted, columns `OMREKENING`; the `deel` of each van_code sum to 1.

    Raises
    ------
    IndelingFout
        Outlines of more than one boundary year, or that do not cover one another.

    >>> import geopandas as gpd
    >>> def kaart(jaar, **vlakken):
    ...     return gpd.GeoDataFrame({"gebied_code": list(vlakken), "gebied_naam": "", "gebied_type": "buurt",
    ...                              "indeling": jaar}, geometry=list(vlakken.values()))
    >>> oud = kaart(2024, A=shapely.box(0, 0, 4, 1))
    >>> nieuw = kaart(2025, A=shapely.box(0, 0, 1, 1), B=shapely.box(1, 0, 4, 1))
    >>> maak_omrekening(oud, nieuw)[["naar_code", "deel"]].values.tolist()
    [['A', 0.25], ['B', 0.75]]
    >>> maak_omrekening(oud, nieuw, gewicht=pd.Series({"A": 60, "B": 40}))[["naar_code", "deel"]].values.tolist()
    [['A', 0.6], ['B', 0.4]]
    """
    jaren = [_een_jaar(kaart) for kaart in (van, naar)]
    paren = _overlap(van.reset_index(drop=True), naar.reset_index(drop=True))
    gedekt = (paren.groupby("van_code")["m2"].sum() / van.set_index("gebied_code").area).fillna(0)
    if (bloot := sorted(gedekt.index[gedekt < dekking_min])) or van.empty:
        raise IndelingFout(
            f"De kaarten van {jaren[0]} en {jaren[1]} bedekken elkaar niet: van {len(bloot)} gebieden valt meer dan "
            f"{100 * (1 - dekking_min):.0f} % buiten de andere kaart (bijvoorbeeld {opsomming(bloot[:3]) or 'alles'}). "
            "Neem twee kaarten van dezelfde gemeente, in hetzelfde coördinatenstelsel."
        )
    paren = paren[paren["m2"] / paren[["van_m2", "naar_m2"]].min(axis=1) >= splinter]
    paren = paren.assign(maat=paren["m2"], methode=OPPERVLAKTE)
    if gewicht is not None:
        weegt = paren["m2"] / paren["naar_m2"] * paren["naar_code"].map(gewicht.astype("float64"))
        per_van = weegt.groupby(paren["van_code"])
        bekend = per_van.transform("count").eq(per_van.transform("size")) & per_van.transform("sum").gt(0)
        paren = paren.assign(maat=weegt.where(bekend, paren["m2"]), methode=np.where(bekend, GEWICHT, OPPERVLAKTE))
    paren["deel"] = paren["maat"] / paren.groupby("van_code")["maat"].transform("sum")
    paren["aandeel_naar"] = paren["m2"] / paren["naar_m2"]
    uit = paren.assign(van_indeling=jaren[0], naar_indeling=jaren[1])
    return uit.sort_values(["van_code", "naar_code"], ignore_index=True)[OMREKENING]


def kies_kaart(kaarten: Sequence[gpd.GeoDataFrame], gemeente: str, jaren: Span) -> gpd.GeoDataFrame | None:
    """Buurten of the gemeente in the newest outlines of a span, of one year the finest; None where there are none."""
    delen = []
    for kaart in kaarten:
        eigen = kaart[(kaart["gemeente_code"] == gemeente) & (kaart["gebied_type"] == "buurt")]
        for jaar, deel in eigen[eigen["indeling"].between(*jaren)].groupby("indeling"):
            delen.append((jaar, shapely.get_num_coordinates(deel.geometry.to_numpy()).sum(), len(delen), deel))
    return max(delen)[-1] if delen else None


def _een_jaar(kaart: gpd.GeoDataFrame) -> int:
    jaren = sorted(kaart["indeling"].unique())
    if len(jaren) != 1:
        raise IndelingFout(
            f"Een omrekening gaat van één indeling naar één andere; deze kaart heeft er {len(jaren)}"
            f"{': ' + opsomming([str(j) for j in jaren]) if jaren else ''}."
        )
    return int(jaren[0])


def _overlap(van: gpd.GeoDataFrame, naar: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of areas with a common surface: van_code, naar_code, m2 of it and of each, and the words of the target."""
    links, rechts = van.geometry.to_numpy(), naar.geometry.to_numpy()
    i, j = shapely.STRtree(rechts).query(links, predicate="intersects")
    doel = naar.iloc[j]
    paren = pd.DataFrame(
        {
            "van_code": van["gebied_code"].to_numpy()[i],
            "naar_code": doel["gebied_code"].to_numpy(),
            "naar_naam": doel["gebied_naam"].to_numpy(),
            "naar_type": doel["gebied_type"].to_numpy(),
            "m2": shapely.area(shapely.intersection(links[i], rechts[j])),
            "van_m2": shapely.area(links[i]),
            "naar_m2": shapely.area(rechts[j]),
        }
    )
    return paren[paren["m2"] > 0]


def reken_om(frame: pd.DataFrame, omrekening: pd.DataFrame, *, gelijk: Indelingen | None = None) -> pd.DataFrame:
    """Share counts out over the areas of another boundary year; the total of each figure stays the same.

    Parameters
    ----------
    frame
        Tidy rows (`ezlib.tidy.KOLOMMEN`) of the areas of `van`, eenheid "aantal".
    omrekening
        As `maak_omrekening` makes it.
    gelijk
        As in `gebieden.koppel`: years within one span count as one.

    Returns
    -------
    Tidy rows of the target areas, herkomst "geschat" (or fictief), the weakest status of the operands. A target of
    which an operand is missing, suppressed or has no row, is missing with that reason.

    Raises
    ------
    ControleFout
        For anything else than a count: a percentage, index or mean cannot be shared out.
    IndelingFout
        When a row is of another boundary year, or of an area that the crosswalk does not know.
    """
    _toets(frame, omrekening, gelijk or {})
    figuren = frame[BLIJFT].drop_duplicates()
    raster = figuren.merge(omrekening, how="cross")
    operand = frame.rename(columns={"gebied_code": "van_code"})[
        [*BLIJFT, "van_code", "waarde", "status", "herkomst", "ontbreekt"]
    ]
    delen = raster.merge(operand, on=[*BLIJFT, "van_code"], how="left", validate="many_to_one")
    reden = delen["ontbreekt"].fillna("onbekend").mask(delen["deel"] == 0, "")
    delen = delen.assign(
        waarde=(delen["waarde"] * delen["deel"]).fillna(0),
        _ernst=reden.map({woord: i for i, woord in enumerate(ERNST)}),
        _status=delen["status"].map({status: i for i, status in enumerate(STATUSSEN)}),
        _fictief=delen["herkomst"] == "fictief",
    )
    doel = ["naar_code", "naar_indeling", "naar_naam", "naar_type"]
    som = delen.groupby([*BLIJFT, *doel], sort=True, as_index=False).agg(
        waarde=("waarde", "sum"),
        _ernst=("_ernst", "min"),
        _status=("_status", "max"),
        _fictief=("_fictief", "any"),
    )
    return (
        som.assign(
            waarde=som["waarde"].mask(som["_ernst"].notna()),
            status=som["_status"].fillna(0).map(dict(enumerate(STATUSSEN))),
            herkomst=np.where(som["_fictief"], "fictief", "geschat"),
            ontbreekt=som["_ernst"].map(dict(enumerate(ERNST))).fillna(""),
            noot=_noot(omrekening),
        )
        .rename(columns={n: n.replace("naar_", "gebied_") for n in doel} | {"naar_indeling": "indeling"})
        .astype({"indeling": "int64"})[KOLOMMEN]
    )


def _toets(frame: pd.DataFrame, omrekening: pd.DataFrame, gelijk: Indelingen) -> None:
    vreemd = sorted(set(frame["eenheid"]) - {"aantal"})
    if vreemd:
        raise ControleFout(
            f"Alleen aantallen zijn om te rekenen naar een andere indeling; deze tabel heeft ook {opsomming(vreemd)}. "
            "Reken de aantallen om, en bereken daaruit het percentage of de index opnieuw."
        )
    jaar = omrekening["van_indeling"].iloc[0]
    onbekend = sorted(set(frame["gebied_code"]) - set(omrekening["van_code"]))
    if onbekend:
        raise IndelingFout(
            f"{len(onbekend)} gebieden staan niet in de omrekening van {jaar} (bijvoorbeeld {onbekend[0]}). "
            "Hun cijfers zouden verdwijnen; maak de omrekening van een kaart waar zij in staan."
        )

    kant = omrekening.rename(columns={"van_code": "gebied_code", "van_indeling": "indeling"})
    hoort = ijkjaar(kant, gelijk).groupby(kant["gebied_code"]).first()
    fout = sorted(set(frame.loc[ijkjaar(frame, gelijk) != frame["gebied_code"].map(hoort), "indeling"]))
    if fout:
        raise IndelingFout(
            f"Deze omrekening gaat uit van de indeling van {jaar}; de tabel heeft rijen van "
            f"{opsomming([str(j) for j in fout])}. Neem de omrekening die bij die rijen hoort."
        )


def _noot(omrekening: pd.DataFrame) -> str:
    jaren = (
        f"van de indeling van {omrekening['van_indeling'].iloc[0]} naar die van {omrekening['naar_indeling'].iloc[0]}"
    )
    hoe = {OPPERVLAKTE: "naar oppervlakte", GEWICHT: "naar het aantal woningen of inwoners in het nieuwe gebied"}
    gebruikt = [zin for methode, zin in hoe.items() if (omrekening["methode"] == methode).any()]
    return f"Omgerekend {jaren}, {' en waar dat niet kon '.join(reversed(gebruikt))}."
