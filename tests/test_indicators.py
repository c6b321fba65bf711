"""Indicators on tables of a few rows, with answers that a reader checks by head."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tabelletjes import KADER, deel, per_gebied, tidy

from ezlib.definitions import load_definities
from ezlib.indicators import KOLOMMEN, maak_waarnemingen
from ezlib.indicators.bedrijvigheid import (
    locatiequotient_vestigingen,
    vestigingen_cbs,
    vestigingen_per_100_woningen,
)
from ezlib.indicators.opleiding import opleidingsniveau_bewoners, opleidingsniveau_rang
from ezlib.indicators.werken import banenvraag_schaalsprong, functiemengingsindex
from ezlib.store import WORTEL

GM1, GM2, GM3, GM4 = "GM0001", "GM0002", "GM0003", "GM0004"
J21, J22 = {"publicatie": "Jaarstukken 2021"}, {"publicatie": "Jaarstukken 2022"}


# --- functiemengingsindex ----------------------------------------------------------------------------------------


def fmi(*rijen: tuple) -> pd.DataFrame:
    return functiemengingsindex(tidy(*rijen), kader=KADER)


def test_index_of_50_jobs_and_150_dwellings_is_25():
    frame = fmi((GM1, "arbeidsplaatsen", 50), (GM1, "woningen", 150))
    assert frame[["waarde", "status", "herkomst", "ontbreekt"]].values.tolist() == [
        [25.0, "definitief", "waargenomen", ""]
    ]


def test_every_publication_of_the_jobs_has_its_own_index():
    frame = fmi(
        (GM1, "arbeidsplaatsen", 50, J21),
        (GM1, "arbeidsplaatsen", 150, J22),
        (GM1, "woningen", 150, J21),
    )
    assert dict(zip(frame["publicatie"], frame["waarde"], strict=True)) == {
        "Jaarstukken 2021": 25.0,
        "Jaarstukken 2022": 50.0,
    }


def test_dwellings_published_later_are_not_used_for_an_earlier_publication():
    jobs = (GM1, "arbeidsplaatsen", 50, J21)
    assert fmi(jobs, (GM1, "woningen", 50, J22)).empty
    frame = fmi(jobs, (GM1, "arbeidsplaatsen", 50, J22), (GM1, "woningen", 150, J21), (GM1, "woningen", 50, J22))
    assert dict(zip(frame["publicatie"], frame["waarde"], strict=True)) == {
        "Jaarstukken 2021": 25.0,
        "Jaarstukken 2022": 50.0,
    }


@pytest.mark.parametrize(
    ("jobs", "dwellings", "both"),
    [
        ("definitief", "definitief", "definitief"),
        ("voorlopig", "definitief", "voorlopig"),
        ("definitief", "voorlopig", "voorlopig"),
        ("nader voorlopig", "definitief", "nader voorlopig"),
        ("nader voorlopig", "voorlopig", "voorlopig"),
    ],
)
def test_the_weaker_status_counts(jobs, dwellings, both):
    frame = fmi((GM1, "arbeidsplaatsen", 50, {"status": jobs}), (GM1, "woningen", 150, {"status": dwellings}))
    assert frame["status"].tolist() == [both]


@pytest.mark.parametrize(
    ("jobs", "dwellings", "both"),
    [("waargenomen", "geschat", "geschat"), ("fictief", "waargenomen", "fictief"), ("geschat", "fictief", "fictief")],
)
def test_an_estimate_or_a_fiction_spreads(jobs, dwellings, both):
    feiten = tidy((GM1, "arbeidsplaatsen", 50, {"herkomst": jobs}), (GM1, "woningen", 150, {"herkomst": dwellings}))
    assert functiemengingsindex(feiten, kader=KADER)["herkomst"].tolist() == [both]
    vraag = banenvraag_schaalsprong(feiten, kader=KADER, extra_woningen=[10])
    assert vraag["herkomst"].tolist() == ["fictief" if both == "fictief" else "geschat"]


def test_a_missing_operand_gives_no_row_or_no_value_with_its_reason():
    assert fmi((GM1, "arbeidsplaatsen", 50)).empty
    assert fmi((GM1, "woningen", 150)).empty
    geheim = {"ontbreekt": "geheim"}
    for rijen in (
        ((GM1, "arbeidsplaatsen", None, geheim), (GM1, "woningen", 150)),
        ((GM1, "arbeidsplaatsen", 50), (GM1, "woningen", None, geheim)),
    ):
        frame = fmi(*rijen)
        assert np.isnan(frame["waarde"].item())
        assert frame["ontbreekt"].item() == "geheim"


def test_a_place_without_jobs_and_without_dwellings_has_no_index():
    frame = fmi(("BU00010001", "arbeidsplaatsen", 0), ("BU00010001", "woningen", 0))
    assert np.isnan(frame["waarde"].item())
    assert frame["ontbreekt"].item() == "onbekend"


def test_an_index_takes_totals_of_one_date_only():
    assert fmi((GM1, "arbeidsplaatsen", 50, {"periode": "2022-01-01"}), (GM1, "woningen", 150)).empty
    assert fmi((GM1, "arbeidsplaatsen", 50, {"kenmerk": "sbi", "kenmerkwaarde": "62"}), (GM1, "woningen", 150)).empty


def test_housing_step_asks_jobs_in_the_ratio_of_the_last_date():
    """10,000 dwellings x 50 jobs / 150 dwellings; the older date has another ratio."""
    feiten = tidy(
        (GM1, "arbeidsplaatsen", 150, {"periode": "2020-01-01", "indeling": 2020}),
        (GM1, "woningen", 150, {"periode": "2020-01-01", "indeling": 2020}),
        (GM1, "arbeidsplaatsen", 50),
        (GM1, "woningen", 150),
    )
    frame = banenvraag_schaalsprong(feiten, kader=KADER, extra_woningen=[10_000, 15_000])
    assert frame["kenmerkwaarde"].tolist() == ["10000", "15000"]
    assert frame["waarde"].tolist() == pytest.approx([10_000 / 3, 5_000])
    assert set(frame["periode"]) == {"2021-01-01"}
    assert set(frame["herkomst"]) == {"geschat"}


def test_housing_step_skips_a_date_of_which_the_jobs_are_not_known():
    ouder = {"periode": "2020-01-01", "indeling": 2020}
    feiten = tidy(
        (GM1, "arbeidsplaatsen", 75, ouder),
        (GM1, "woningen", 150, ouder),
        (GM1, "arbeidsplaatsen", None),
        (GM1, "woningen", 150),
    )
    frame = banenvraag_schaalsprong(feiten, kader=KADER, extra_woningen=[10])
    assert frame[["periode", "waarde"]].values.tolist() == [["2020-01-01", 5.0]]


def test_buurten_that_are_shown_as_one_have_an_index_where_every_part_has_dwellings():
    samen = {"code": "BU00010099", "naam": "Noord en Zuid", "delen": ["BU00010001", "BU00010002"]}
    kader = replace(KADER, samengevoegd=[samen | {"indeling_van": 2014, "indeling_tot": 2024}])
    rij = {"indeling": 2021, "publicatie": "CBS"}
    feiten = tidy(
        ("BU00010099", "arbeidsplaatsen", 100, rij),
        ("BU00010001", "woningen", 250, rij | {"herkomst": "geschat"}), ("BU00010002", "woningen", 50, rij),
        ("BU00010099", "arbeidsplaatsen", 100, rij | {"periode": "2022-01-01"}),
        ("BU00010001", "woningen", 300, rij | {"periode": "2022-01-01"}),  # the other part is not known then
    )  # fmt: skip
    uit = functiemengingsindex(feiten, kader=kader)
    # 100 of 100 + 300.
    assert uit[["gebied_code", "periode", "waarde", "herkomst"]].values.tolist() == [
        ["BU00010099", "2021-01-01", 25.0, "geschat"]
    ]
    assert functiemengingsindex(feiten, kader=KADER).empty
    later = replace(kader, samengevoegd=[samen | {"indeling_van": 2022, "indeling_tot": 2024}])
    assert functiemengingsindex(feiten, kader=later).empty


# --- establishments by CBS ---------------------------------------------------------------------------------------


def vest(code: str, waarde: float | None, groep: str = "") -> tuple:
    return code, "vestigingen", waarde, {"kenmerk": "sbi_groep", "kenmerkwaarde": groep} if groep else {}


# Ten of the hundred in Stad are A; of the 500 in Nederland 40 are (8 %).
QUOTIENT = (
    vest(GM1, 10, "A"), vest(GM1, 90, "B-F"),
    vest(GM2, 10, "A"), vest(GM2, 190, "B-F"),
    vest(GM3, 20, "A"), vest(GM3, 180, "B-F"),
)  # fmt: skip


def test_location_quotient_of_10_over_8_percent_is_1_25():
    frame = locatiequotient_vestigingen(tidy(*QUOTIENT), kader=KADER)
    per_groep = {g: per_gebied(deel) for g, deel in frame.groupby("kenmerkwaarde")}
    assert per_groep["A"] == pytest.approx({GM1: 1.25, GM3: 1.25, "AM-X": (20 / 300) / 0.08})
    assert per_groep["B-F"] == pytest.approx({GM1: 0.9 / 0.92, GM3: 0.9 / 0.92, "AM-X": (280 / 300) / 0.92})
    assert set(frame["herkomst"]) == {"geschat"}


def test_location_quotient_uses_the_sum_of_the_groups_and_not_a_rounded_total():
    met_totaal = locatiequotient_vestigingen(tidy(*QUOTIENT, vest(GM1, 105)), kader=KADER)
    pd.testing.assert_frame_equal(met_totaal, locatiequotient_vestigingen(tidy(*QUOTIENT), kader=KADER))


def test_location_quotient_of_an_area_with_a_secret_group_is_missing():
    """Without the secret group the others would seem larger than they are."""
    rijen = [vest(GM3, None, "B-F") if rij[0] == GM3 and rij[3]["kenmerkwaarde"] == "B-F" else rij for rij in QUOTIENT]
    land = [vest("NL00", 40, "A"), vest("NL00", 460, "B-F")]
    frame = locatiequotient_vestigingen(tidy(*rijen, *land), kader=KADER)
    a = frame[frame["kenmerkwaarde"] == "A"]
    assert per_gebied(a)[GM1] == pytest.approx(1.25)
    assert np.isnan(per_gebied(a)[GM3])
    assert per_gebied(a, "ontbreekt")[GM3] == "onbekend"


def test_region_and_nederland_are_sums_of_their_gemeenten():
    frame = vestigingen_cbs(tidy(vest(GM1, 10), vest(GM2, 20), vest(GM3, 30), vest(GM4, 40)), kader=KADER)
    assert per_gebied(frame) == {GM1: 10, GM3: 30, "NL00": 100, "AM-X": 30}
    assert per_gebied(frame, "herkomst") == {
        GM1: "waargenomen",
        GM3: "waargenomen",
        "NL00": "geschat",
        "AM-X": "geschat",
    }


@pytest.mark.parametrize("rest", [(), (vest(GM2, None),)], ids=["no row", "no value"])
def test_a_region_of_which_a_member_is_missing_is_left_out(rest):
    frame = vestigingen_cbs(tidy(vest(GM1, 10), vest(GM3, 30), *rest), kader=KADER)
    assert "AM-X" not in set(frame["gebied_code"])


def test_nederland_is_no_sum_when_a_gemeente_has_no_value():
    frame = vestigingen_cbs(tidy(vest(GM1, 10), vest(GM2, 20), vest(GM3, None)), kader=KADER)
    assert "NL00" not in set(frame["gebied_code"])


def test_nederland_of_the_table_itself_goes_before_the_sum():
    frame = vestigingen_cbs(tidy(vest(GM1, 10), vest(GM2, 20), vest("NL00", 31)), kader=KADER)
    assert per_gebied(frame)["NL00"] == 31
    assert per_gebied(frame, "herkomst")["NL00"] == "waargenomen"


def test_one_provisional_part_makes_the_sum_provisional():
    rijen = [vest(GM1, 10), (GM2, "vestigingen", 20, {"status": "voorlopig"})]
    frame = vestigingen_cbs(tidy(*rijen), kader=KADER)
    assert per_gebied(frame, "status") == {GM1: "definitief", "NL00": "voorlopig", "AM-X": "voorlopig"}


def test_a_sum_of_fiction_is_fiction():
    rijen = [vest(GM1, 10), (GM2, "vestigingen", 20, {"herkomst": "fictief"})]
    assert per_gebied(vestigingen_cbs(tidy(*rijen), kader=KADER), "herkomst")["NL00"] == "fictief"


def test_establishments_per_100_dwellings():
    """20 per 100 in Stad, 10 in the other; Nederland is 30 of 200 dwellings, not the mean of 20 and 10."""
    feiten = tidy(vest(GM1, 10), vest(GM2, 20), (GM1, "woningen", 50), (GM2, "woningen", 200), vest(GM1, 4, "A"))
    frame = vestigingen_per_100_woningen(feiten, kader=KADER)
    assert per_gebied(frame) == {GM1: 20.0, "NL00": 12.0, "AM-X": 12.0}


@pytest.mark.parametrize("dwellings", [None, 0])
def test_establishments_per_100_dwellings_without_dwellings(dwellings):
    frame = vestigingen_per_100_woningen(tidy(vest(GM1, 10), (GM1, "woningen", dwellings)), kader=KADER)
    stad = frame[frame["gebied_code"] == GM1]
    assert np.isnan(stad["waarde"].item())
    assert stad["ontbreekt"].item() == "onbekend"


def test_establishments_per_100_dwellings_take_the_weaker_status():
    feiten = tidy((GM1, "vestigingen", 10, {"status": "voorlopig"}), (GM1, "woningen", 50))
    assert set(vestigingen_per_100_woningen(feiten, kader=KADER)["status"]) == {"voorlopig"}


# --- education ---------------------------------------------------------------------------------------------------


def test_nederland_is_the_mean_weighted_by_residents_of_15_and_over():
    """(20 % x 100 + 40 % x 300) / 400 = 35 %; by all residents it would be 30 %."""
    feiten = tidy(
        deel(GM1, 20), deel(GM2, 40),
        (GM1, "inwoners_15plus", 100), (GM2, "inwoners_15plus", 300),
        (GM1, "inwoners", 400), (GM2, "inwoners", 400),
    )  # fmt: skip
    frame = opleidingsniveau_bewoners(feiten, kader=KADER)
    assert per_gebied(frame) == {GM1: 20, "NL00": 35, "AM-X": 35}
    assert per_gebied(frame, "herkomst") == {GM1: "waargenomen", "NL00": "geschat", "AM-X": "geschat"}
    assert "inwoners van 15 jaar en ouder" in per_gebied(frame, "noot")["NL00"]


@pytest.mark.parametrize("leeg", [(), ((GM1, "inwoners_15plus", None), (GM2, "inwoners_15plus", None))])
def test_without_ages_all_residents_are_the_weight(leeg):
    feiten = tidy(deel(GM1, 20), deel(GM2, 40), (GM1, "inwoners", 300), (GM2, "inwoners", 100), *leeg)
    frame = opleidingsniveau_bewoners(feiten, kader=KADER)
    assert per_gebied(frame)["NL00"] == 25
    assert "gewogen naar inwoners;" in per_gebied(frame, "noot")["NL00"]


def test_a_member_without_share_or_weight_leaves_the_region_out():
    for rijen in (
        (deel(GM1, 20), deel(GM2, None), (GM1, "inwoners", 1), (GM2, "inwoners", 1)),
        (deel(GM1, 20), deel(GM2, 40), (GM1, "inwoners", 1), (GM2, "inwoners", None)),
        (deel(GM1, 20), deel(GM2, 40), (GM1, "inwoners", 1)),
    ):
        assert "AM-X" not in set(opleidingsniveau_bewoners(tidy(*rijen), kader=KADER)["gebied_code"])


def test_the_share_of_nederland_that_cbs_gives_goes_before_the_mean():
    feiten = tidy(deel(GM1, 20), deel("NL00", 33), (GM1, "inwoners", 1), ("NL00", "inwoners", 9))
    frame = opleidingsniveau_bewoners(feiten, kader=KADER)
    assert per_gebied(frame) == {GM1: 20, "NL00": 33}
    assert per_gebied(frame, "herkomst")["NL00"] == "waargenomen"


def test_rank_counts_from_the_largest_share_and_ties_share_a_place():
    feiten = tidy(deel(GM1, 30), deel(GM2, 40), deel(GM3, 30), deel(GM4, 20), deel("GM0005", None))
    rang = opleidingsniveau_rang(feiten, kader=KADER)
    assert rang[["gebied_code", "waarde", "n"]].values.tolist() == [[GM1, 2.0, 4]]
    laatste = opleidingsniveau_rang(feiten, kader=replace(KADER, gemeente=GM4))
    assert laatste["waarde"].tolist() == [4.0]


# --- nothing changes its argument --------------------------------------------------------------------------------

BRONNEN_ELDERS = ("register", "kvk", "duo_", "levering_", "voortgang")
# See test_werkgelegenheid, test_keten_open, test_gelijkenis and test_voortgang.
ELDERS = {
    "banen_werknemers", "banen_aandeel", "banen_index", "locatiequotient_banen", "woon_werk", "werkloosheid",
    "netto_arbeidsparticipatie", "gelijkenis", "vestigingen_per_1000_inwoners", "programma_lasten",
}  # fmt: skip
ALLES = (
    *QUOTIENT, vest(GM1, 100), vest(GM2, 200), vest(GM3, 200),
    *((code, "woningen", 100) for code in (GM1, GM2, GM3)),
    *((code, "inwoners", 100) for code in (GM1, GM2, GM3)),
    *(deel(code, w, n) for code in (GM1, GM2, GM3) for n, w in {"laag": 20, "midden": 50, "hoog": 30}.items()),
    (GM1, "arbeidsplaatsen", 50, J21), (GM1, "arbeidsplaatsen", 60, J22),
)  # fmt: skip
INDICATOREN = load_definities(WORTEL / "definitions").indicatoren


@pytest.mark.parametrize("indicator", INDICATOREN.values(), ids=INDICATOREN)
def test_an_indicator_leaves_its_facts_alone_and_keeps_the_contract(indicator):
    feiten = tidy(*ALLES)
    voor = feiten.copy(deep=True)
    nu, toen = maak_waarnemingen(feiten, indicator, KADER, jaar=2021)
    pd.testing.assert_frame_equal(feiten, voor)
    # No facts of these here: they have tests of their own.
    if indicator.id in ELDERS or indicator.bronnen[0].startswith(BRONNEN_ELDERS):
        assert (nu["ontbreekt"] == "geen-bron").all()
    else:
        assert nu["waarde"].notna().all()
    assert list(nu.columns) == list(toen.columns) == KOLOMMEN
