"""What moved between two snapshots, on tables to check by head."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from ezlib.sources.bewogen import KOLOMMEN, omtrekken_als_cijfers, tel, vergelijk

VAST = {
    "gebied_type": "gemeente",
    "gebied_code": "GM0001",
    "gebied_naam": "Stad",
    "indeling": 2024,
    "periode": "2024-01-01",
    "onderwerp": "inwoners",
    "kenmerk": "totaal",
    "kenmerkwaarde": "totaal",
    "eenheid": "aantal",
    "status": "voorlopig",
}
BUURT = {"gebied_type": "buurt", "gebied_code": "BU00010001", "gebied_naam": "Kern"}
NL = {"gebied_type": "land", "gebied_code": "NL00", "gebied_naam": "Nederland"}


def feiten(*rijen: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([VAST | rij for rij in rijen]).astype({"waarde": "float64"})


def soorten(oud: pd.DataFrame, nieuw: pd.DataFrame) -> list[list[Any]]:
    uit = vergelijk(oud, nieuw, drempel_pct=1)
    assert list(uit.columns) == KOLOMMEN
    return uit[["gebied_code", "wat", "opvallend"]].values.tolist()


def test_each_kind_of_difference():
    oud = feiten(
        {"waarde": 1000} | NL,
        {"waarde": 200},
        {"waarde": 50} | BUURT,
        {"waarde": None, "gebied_code": "BU00010002"} | {"gebied_type": "buurt"},
        {"waarde": 7, "gebied_code": "BU00010003", "gebied_type": "buurt"},
    )
    nieuw = feiten(
        {"waarde": 1000} | NL,  # the same: no row
        {"waarde": 200, "status": "definitief"},
        {"waarde": 40} | BUURT,
        {"waarde": 5, "gebied_code": "BU00010002", "gebied_type": "buurt"},  # was empty
        {"waarde": None, "gebied_code": "BU00010003", "gebied_type": "buurt"},  # is empty
        {"waarde": None, "gebied_code": "BU00010004", "gebied_type": "buurt"},  # a new area without a figure: no row
    )
    assert sorted(soorten(oud, nieuw)) == [
        ["BU00010001", "veranderd", False],
        ["BU00010002", "verschenen", False],
        ["BU00010003", "vervallen", False],
        ["GM0001", "andere status", False],
    ]
    assert tel(vergelijk(oud, nieuw, drempel_pct=1)) == {
        "veranderd": 1,
        "verschenen": 1,
        "vervallen": 1,
        "andere status": 1,
    }


@pytest.mark.parametrize(
    ("nieuw", "drempel", "valt_op"),
    [(202, 1, False), (203, 1, True), (198, 1, False), (197, 1, True), (203, 2, False), (200.5, 0, True)],
)
def test_a_total_stands_out_above_the_threshold(nieuw: float, drempel: float, valt_op: bool):
    """1 % of 200 is 2: a move by 2 does not pass it, a move by 3 does."""
    uit = vergelijk(feiten({"waarde": 200}), feiten({"waarde": nieuw}), drempel_pct=drempel)
    assert uit["opvallend"].tolist() == [valt_op]


def test_only_totals_of_land_and_gemeente_stand_out():
    deel = {"kenmerk": "sbi_groep", "kenmerkwaarde": "A"}
    for rij in (BUURT, deel, {"gebied_type": "wijk", "gebied_code": "WK000100"}):
        assert not vergelijk(feiten({"waarde": 100} | rij), feiten({"waarde": 300} | rij), drempel_pct=1)[
            "opvallend"
        ].any()
    assert vergelijk(feiten({"waarde": 100} | NL), feiten({"waarde": 300} | NL), drempel_pct=1)["opvallend"].all()


def test_a_total_that_vanished_stands_out_and_one_that_appeared_does_not():
    assert soorten(feiten({"waarde": 9} | NL, {"waarde": 5}), feiten({"waarde": 9} | NL)) == [
        ["GM0001", "vervallen", True]
    ]
    assert soorten(feiten({"waarde": 9} | NL), feiten({"waarde": 9} | NL, {"waarde": 5})) == [
        ["GM0001", "verschenen", False]
    ]


def test_from_zero_there_is_no_percentage_but_it_stands_out():
    uit = vergelijk(feiten({"waarde": 0}), feiten({"waarde": 3}), drempel_pct=1)
    assert uit["opvallend"].tolist() == [True]
    assert math.isnan(uit["procent"].iloc[0])


def test_what_stands_out_comes_first_then_the_largest_in_per_cent():
    oud = feiten(
        {"waarde": 10} | BUURT,
        {"waarde": 1000} | NL,
        {"waarde": 200},
        {"waarde": 100, "onderwerp": "woningen"},
    )
    nieuw = feiten(
        {"waarde": 30} | BUURT,  # +200 %, but of a buurt
        {"waarde": 1020} | NL,  # +2 %
        {"waarde": 190},  # -5 %
        {"waarde": 100.5, "onderwerp": "woningen"},  # +0.5 %: a total under the threshold
    )
    uit = vergelijk(oud, nieuw, drempel_pct=1)
    assert list(zip(uit["gebied_code"], uit["procent"].round(1), strict=True)) == [
        ("GM0001", -5.0),
        ("NL00", 2.0),
        ("GM0001", 0.5),
        ("BU00010001", 200.0),
    ]
    assert uit["verschil"].tolist() == [-10, 20, 0.5, 20]


def test_another_boundary_year_or_unit_is_another_figure():
    oud, nieuw = feiten({"waarde": 5} | BUURT), feiten({"waarde": 5, "indeling": 2025} | BUURT)
    assert sorted(soorten(oud, nieuw)) == [
        ["BU00010001", "verschenen", False],
        ["BU00010001", "vervallen", False],
    ]
    assert len(vergelijk(oud, feiten({"waarde": 5, "eenheid": "%"} | BUURT), drempel_pct=1)) == 2


def test_nothing_moved():
    assert vergelijk(feiten({"waarde": 5}), feiten({"waarde": 5}), drempel_pct=1).empty


def test_a_figure_that_is_there_twice_is_refused():
    with pytest.raises(pd.errors.MergeError):
        vergelijk(feiten({"waarde": 5}, {"waarde": 6}), feiten({"waarde": 5}), drempel_pct=1)


def test_outlines_are_compared_by_code_and_area():
    def kaart(**zijden: float) -> gpd.GeoDataFrame:
        """Squares of which the side is given in metres: 100 is a hectare."""
        return gpd.GeoDataFrame(
            {
                "gebied_type": "buurt",
                "gebied_code": list(zijden),
                "gebied_naam": "x",
                "gemeente_code": "GM0001",
                "indeling": 2025,
            },
            geometry=[box(0, 0, zijde, zijde) for zijde in zijden.values()],
            crs="EPSG:28992",
        )

    oud, nieuw = kaart(BU1=100, BU2=200, BU3=100), kaart(BU1=100, BU2=300, BU4=100)
    uit = vergelijk(omtrekken_als_cijfers(oud), omtrekken_als_cijfers(nieuw), drempel_pct=1)
    assert {r.gebied_code: (r.wat, r.oud, r.nieuw) for r in uit.fillna({"oud": -1, "nieuw": -1}).itertuples()} == {
        "BU2": ("veranderd", 4.0, 9.0),
        "BU3": ("vervallen", 1.0, -1),
        "BU4": ("verschenen", -1, 1.0),
    }
