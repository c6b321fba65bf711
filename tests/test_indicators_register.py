"""Indicators made of the register and CBS dwellings, on tables of a few rows with answers that a reader checks by head."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tabelletjes import KADER, per_gebied, tidy

from ezlib.definitions import load_definities
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.ondernemerschap import uit_register
from ezlib.indicators.werken import (
    arbeidsplaatsen,
    arbeidsplaatsen_naar_plek,
    bereken_diversiteit,
    functiediversiteit,
    functiemengingsindex,
)
from ezlib.indicators.wonen import NOOT_GESCHAALD, geschaalde_woningen
from ezlib.store import WORTEL

GM, WK1, WK2 = "GM0001", "WK000101", "WK000102"
BU11, BU12, BU21, BU22 = "BU00010101", "BU00010102", "BU00010201", "BU00010202"
TOEN = {"periode": "2016-01-01", "indeling": 2016, "bron_id": "cbs_oud", "publicatie": "CBS 83487NED"}
NU = {"periode": "2024-01-01", "indeling": 2024, "bron_id": "cbs_nu", "publicatie": "CBS 85984NED"}
REGISTER = NU | {"bron_id": "register", "publicatie": "Vestigingenregister"}
SAMEN = replace(KADER, gelijk=[[2014, 2024]])
# Twice as many dwellings in the first wijk, in the second 60 instead of 40.
HUIZEN = (
    (BU11, "woningen", 30, TOEN),
    (BU12, "woningen", 70, TOEN),
    (BU21, "woningen", 40, TOEN),
    (BU22, "woningen", 0, TOEN),
    (WK1, "woningen", 200, NU),
    (WK2, "woningen", 60, NU),
)


# --- dwellings per buurt, scaled ---------------------------------------------------------------------------------


def test_dwellings_per_buurt_keep_their_share_and_the_wijk_its_total():
    frame = geschaalde_woningen(tidy(*HUIZEN), kader=SAMEN)
    assert per_gebied(frame) == {BU11: 60, BU12: 140, BU21: 60, BU22: 0}
    assert frame.groupby(frame["gebied_code"].str[2:8])["waarde"].sum().to_dict() == {"000101": 200, "000102": 60}


def test_scaled_dwellings_say_that_they_are_estimated_and_how():
    frame = geschaalde_woningen(tidy(*HUIZEN), kader=SAMEN)
    assert set(frame["herkomst"]) == {"geschat"}
    assert set(frame["noot"]) == {NOOT_GESCHAALD.format("2016")}
    assert set(frame["periode"]) == {"2024-01-01"} and set(frame["indeling"]) == {2024}


@pytest.mark.parametrize("gelijk", [[], [[2014, 2023]], [[2017, 2024]], [[2014, 2016], [2017, 2024]]])
def test_dwellings_are_not_scaled_over_a_change_of_boundaries(gelijk):
    assert geschaalde_woningen(tidy(*HUIZEN), kader=replace(KADER, gelijk=gelijk)).empty


def test_dwellings_are_scaled_from_the_latest_dates_with_a_value():
    leeg = [(code, "woningen", None, NU) for code in (BU11, BU12)]
    later = [(WK1, "woningen", None, NU | {"periode": "2025-01-01"})]
    eerder = [(WK1, "woningen", 1, NU | {"periode": "2022-01-01", "indeling": 2022}), (BU11, "woningen", 1, TOEN | {"periode": "2015-01-01"})]  # fmt: skip
    frame = geschaalde_woningen(tidy(*HUIZEN, *leeg, *later, *eerder), kader=SAMEN)
    assert per_gebied(frame) == {BU11: 60, BU12: 140, BU21: 60, BU22: 0}


def test_a_later_date_that_knows_its_buurten_does_not_take_the_estimate_away():
    later = NU | {"periode": "2025-01-01"}
    frame = geschaalde_woningen(tidy(*HUIZEN, (BU11, "woningen", 9, later), (WK1, "woningen", 9, later)), kader=SAMEN)
    assert per_gebied(frame) == {BU11: 60, BU12: 140, BU21: 60, BU22: 0} and set(frame["periode"]) == {"2024-01-01"}


def test_a_wijk_without_dwellings_then_or_without_a_total_now_gives_no_number():
    rijen = [r for r in HUIZEN if r[0] != WK2]
    assert math.isnan(per_gebied(geschaalde_woningen(tidy(*rijen), kader=SAMEN))[BU21])
    niets = [(c, o, 0 if c in (BU21, BU22) else n, d) for c, o, n, d in HUIZEN]
    assert math.isnan(per_gebied(geschaalde_woningen(tidy(*niets), kader=SAMEN))[BU21])


def test_without_buurten_or_wijken_nothing_is_scaled():
    for soort in ("WK", "BU"):
        assert geschaalde_woningen(tidy(*(r for r in HUIZEN if r[0][:2] == soort)), kader=SAMEN).empty


# --- functiemengingsindex per wijk and buurt ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("banen", "wijk", "buurt"), [("waargenomen", "waargenomen", "geschat"), ("fictief", "fictief", "fictief")]
)
def test_index_per_wijk_and_buurt_is_as_weak_as_its_jobs_and_dwellings(banen, wijk, buurt):
    herkomst = REGISTER | {"herkomst": banen}
    jobs = [(WK1, "arbeidsplaatsen", 50, herkomst), (BU11, "arbeidsplaatsen", 20, herkomst)]
    frame = functiemengingsindex(tidy(*HUIZEN, *jobs), kader=SAMEN)
    # 50 jobs and 200 dwellings; 20 jobs and 60 dwellings.
    assert per_gebied(frame) == {WK1: 20, BU11: 25}
    assert per_gebied(frame, "herkomst") == {WK1: wijk, BU11: buurt}


def test_an_empty_column_of_cbs_gives_way_to_the_estimate():
    rijen = [*HUIZEN, (BU11, "woningen", None, NU), (BU11, "arbeidsplaatsen", 20, REGISTER)]
    frame = functiemengingsindex(tidy(*rijen), kader=SAMEN)
    assert frame[["waarde", "herkomst", "ontbreekt"]].values.tolist() == [[25, "geschat", ""]]


def test_without_dwellings_of_the_same_boundaries_a_buurt_has_no_index():
    frame = functiemengingsindex(tidy(*HUIZEN, (BU11, "arbeidsplaatsen", 20, REGISTER)), kader=KADER)
    assert frame.empty


def test_suppressed_jobs_give_a_suppressed_index():
    jobs = (WK1, "arbeidsplaatsen", None, REGISTER | {"ontbreekt": "onderdrukt"})
    frame = functiemengingsindex(tidy(*HUIZEN, jobs), kader=SAMEN)
    assert frame["waarde"].isna().all() and frame["ontbreekt"].tolist() == ["onderdrukt"]


# --- functiediversiteit ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delen", "waarde"),
    [
        ([10, 10, 10, 10], 100),  # all equal
        ([40, 0, 0, 0], 0),  # one function
        ([10, 10, 0, 0], 50),  # two of four: log 2 / log 4
        ([20, 10, 10, 0], 75),  # (1/2 log 2 + 2 x 1/4 log 4) / log 4 = 1.5 / 2
        ([0, 0, 0, 0], None),  # nothing there
        ([10, 10, 10, np.nan], None),  # not all known
    ],
)
def test_evenness_by_head(delen, waarde):
    (uit,) = bereken_diversiteit(pd.DataFrame([delen]))
    assert math.isnan(uit) if waarde is None else uit == pytest.approx(waarde)


def test_evenness_is_blind_to_size_and_to_order():
    uit = bereken_diversiteit(pd.DataFrame([[1, 2, 3], [300, 100, 200]], index=["a", "b"]))
    assert uit["a"] == pytest.approx(uit["b"]) and 0 < uit["a"] < 100


def sectoren(code: str, *banen: float | None, **anders: object) -> list[tuple]:
    """Jobs of three sectors in one area; without a number it is suppressed."""
    rij = REGISTER | {"kenmerk": "sector"} | anders
    return [
        (code, "arbeidsplaatsen", n, rij | {"kenmerkwaarde": s, "ontbreekt": "onderdrukt" if n is None else ""})
        for s, n in zip(("it", "zorg", "overig"), banen, strict=True)
    ]


def diversiteit(*rijen: tuple) -> pd.DataFrame:
    vol = [(c, o, n, {"ontbreekt": ""} | d) for c, o, n, d in rijen]
    return functiediversiteit(tidy(*vol), kader=SAMEN)


def test_mix_of_dwellings_and_jobs_by_sector_per_wijk():
    frame = diversiteit(
        *sectoren(WK1, 50, 50, 50),
        *sectoren(WK2, 30, 0, 0),
        (WK1, "woningen", 50, NU),
        (WK2, "woningen", 30, NU),
        *sectoren(BU11, 1, 1, 1),  # only wijken
        (BU11, "woningen", 1, NU),
    )
    assert per_gebied(frame) == {WK1: pytest.approx(100), WK2: pytest.approx(50)}
    assert set(frame["kenmerk"]) == {"totaal"} and set(frame["onderwerp"]) == {"functiediversiteit"}


def test_a_suppressed_sector_leaves_no_figure_in_any_order():
    for banen in ((None, 50, 50), (50, 50, None)):
        frame = diversiteit(*sectoren(WK1, *banen), (WK1, "woningen", 50, NU))
        assert frame["waarde"].isna().all() and frame["ontbreekt"].tolist() == ["onderdrukt"]


def test_unknown_dwellings_are_not_called_suppressed():
    huizen = [(WK1, "woningen", None, NU | {"ontbreekt": "onbekend"}), (WK2, "woningen", 5, NU | {"ontbreekt": ""})]
    frame = diversiteit(*sectoren(WK1, 50, 50, 50), *huizen)
    assert frame["waarde"].isna().all() and frame["ontbreekt"].tolist() == ["onbekend"]


def test_mix_is_as_weak_as_its_weaker_part():
    for banen, huizen, samen in (
        ("fictief", "waargenomen", "fictief"),
        ("waargenomen", "geschat", "geschat"),
        ("waargenomen", "waargenomen", "waargenomen"),
    ):
        frame = diversiteit(
            *sectoren(WK1, 1, 1, 1, herkomst=banen),
            (WK1, "woningen", 1, NU | {"herkomst": huizen, "status": "voorlopig"}),
        )
        assert frame[["herkomst", "status"]].values.tolist() == [[samen, "voorlopig"]]


def test_a_date_without_dwellings_gives_no_mix():
    assert diversiteit(*sectoren(WK1, 1, 1, 1), (WK1, "woningen", 1, NU | {"periode": "2023-01-01"})).empty


# --- counts of the register --------------------------------------------------------------------------------------


def test_counts_come_as_they_are_for_the_own_gemeente_only():
    rijen = [(code, "starters", n, REGISTER) for n, code in enumerate([GM, WK1, BU11, "WK000201", "BU00020101"])]
    frame = uit_register(tidy(*rijen, (GM, "startups", 9, REGISTER)), kader=KADER, onderwerp="starters")
    assert per_gebied(frame) == {GM: 0, WK1: 1, BU11: 2}


REGISTERINDICATOREN = {
    i.id: i for i in load_definities(WORTEL / "definitions").indicatoren.values() if i.bronnen[0] == "register"
}
AFGELEID = ("functiediversiteit", "arbeidsplaatsen_naar_plek")
# These have a row per sector: see test_werkgelegenheid.
PER_SECTOR = ("sterke_sectoren_arbeidsplaatsen", "sterke_sectoren_vestigingen")


@pytest.mark.parametrize(
    "indicator", [i for n, i in REGISTERINDICATOREN.items() if n not in PER_SECTOR], ids=lambda i: i.id
)
@pytest.mark.parametrize("herkomst", ["fictief", "waargenomen"])
def test_every_indicator_of_the_register_keeps_its_origin_and_its_facts(indicator, herkomst):
    soort = {"herkomst": herkomst}
    telling = [(GM, i, 9, REGISTER | soort) for i in REGISTERINDICATOREN if i not in AFGELEID]
    telling.append((GM, "arbeidsplaatsen", 9, REGISTER | soort | {"kenmerk": "pand", "kenmerkwaarde": "woning"}))
    feiten = tidy(
        *((c, o, n, {"ontbreekt": ""} | d) for c, o, n, d in (
            *telling, *sectoren(WK1, 5, 5, 5, **soort), (WK1, "woningen", 5, NU),
        ))
    )  # fmt: skip
    voor = feiten.copy(deep=True)
    nu, toen = maak_waarnemingen(feiten, indicator, SAMEN, jaar=2025)
    pd.testing.assert_frame_equal(feiten, voor)
    bekend = nu[nu["waarde"].notna()]
    assert len(bekend) == 1 and set(bekend["herkomst"]) == {herkomst} and set(bekend["bron_id"]) == {"register"}
    assert toen.empty


# --- where the jobs are ------------------------------------------------------------------------------------------


def naar_plek(**delen: float | None) -> dict[str, float]:
    rijen = [
        (GM, "arbeidsplaatsen", n, REGISTER | {"kenmerk": "pand", "kenmerkwaarde": w.replace("_", " ")}
         | ({"ontbreekt": "onderdrukt"} if n is None else {"ontbreekt": ""}))
        for w, n in delen.items()
    ]  # fmt: skip
    frame = arbeidsplaatsen_naar_plek(tidy(*rijen), kader=KADER, onbekend="onbekend")
    assert (frame["waarde"].isna() == (frame["ontbreekt"] != "")).all()
    return dict(zip(frame["kenmerkwaarde"], frame["waarde"], strict=True))


def test_shares_of_places_are_over_the_jobs_of_which_the_place_is_known():
    """30, 150 and 20 of 200; the 100 of unknown premises are out of the base."""
    assert naar_plek(woning=30, bedrijfspand=150, nader_te_bepalen=20, onbekend=100) == {
        "woning": 15, "bedrijfspand": 75, "nader te bepalen": 10}  # fmt: skip


def test_a_suppressed_part_takes_the_shares_with_it_and_an_unknown_one_does_not():
    assert all(math.isnan(w) for w in naar_plek(woning=None, bedrijfspand=150).values())
    assert naar_plek(woning=50, bedrijfspand=150, onbekend=None) == {"woning": 25, "bedrijfspand": 75}
    assert all(math.isnan(w) for w in naar_plek(woning=0, bedrijfspand=0).values())


def test_the_two_breakdowns_and_the_years_have_a_base_of_their_own():
    def rij(kenmerk: str, waarde: str, n: float, jaar: int) -> tuple:
        return (GM, "arbeidsplaatsen", n, REGISTER | {"kenmerk": kenmerk, "kenmerkwaarde": waarde, "periode": f"{jaar}-01-01"})  # fmt: skip

    frame = arbeidsplaatsen_naar_plek(
        tidy(
            rij("op_werklocatie", "werklocatie", 30, 2024), rij("op_werklocatie", "elders", 10, 2024),
            rij("pand", "woning", 10, 2024), rij("pand", "woning", 5, 2025), rij("sector", "health", 900, 2024),
            (WK1, "arbeidsplaatsen", 500, REGISTER | {"kenmerk": "pand", "kenmerkwaarde": "woning"}),
        ),
        kader=KADER, onbekend="onbekend",
    )  # fmt: skip
    assert frame[["kenmerkwaarde", "periode", "waarde"]].values.tolist() == [
        ["werklocatie", "2024-01-01", 75], ["elders", "2024-01-01", 25],
        ["woning", "2024-01-01", 100], ["woning", "2025-01-01", 100],
    ]  # fmt: skip


def test_figures_of_a_werklocatie_are_shown_as_they_come():
    rij = ("WL0001-X", "arbeidsplaatsen", 120, REGISTER | {"gebied_type": "werklocatie"})
    elders = ("WL0002-X", "arbeidsplaatsen", 120, REGISTER | {"gebied_type": "werklocatie"})
    assert per_gebied(arbeidsplaatsen(tidy(rij, elders), kader=KADER)) == {"WL0001-X": 120}


@pytest.mark.parametrize("functie", [functiemengingsindex, functiediversiteit])
def test_a_date_of_which_a_table_knows_no_dwellings_has_no_figure_and_a_missing_wijk_says_why(functie):
    banen = [(wk, "arbeidsplaatsen", 9, REGISTER | {"ontbreekt": ""}) for wk in (WK1, WK2)]
    delen = [rij for wk in (WK1, WK2) for rij in sectoren(wk, 5, 5, 5)]

    def uitkomst(een: float | None, twee: float | None) -> dict[str, str]:
        huizen = [(wk, "woningen", n, NU) for wk, n in ((WK1, een), (WK2, twee))]
        rijen = [
            (c, o, n, {"ontbreekt": "onbekend" if n is None else ""} | d) for c, o, n, d in (*banen, *delen, *huizen)
        ]
        return per_gebied(functie(tidy(*rijen), kader=KADER), "ontbreekt")

    assert uitkomst(None, None) == {}
    assert uitkomst(5, None) == {WK1: "", WK2: "onbekend"}
