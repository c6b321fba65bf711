"""Change against a year earlier and the start of 2020; expected values from RULES.md and by head."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from tabelletjes import KADER, waarnemingen
from test_golden import DEFINITIES, maak

from ezlib.indicators.kader import Kader
from ezlib.indicators.verandering import KOLOMMEN, verandering

PRECISIES = {b.id: b.precisie for b in DEFINITIES.bronnen.values() if b.precisie}
STAD = "GM0001"
LEEG = waarnemingen().iloc[:0]
OP_1_JANUARI = [f"{jaar}-01-01" for jaar in range(2018, 2026)]


def van_zoetermeer(indicator_id: str, kenmerk: str = "totaal") -> pd.Series:
    nu, toen = maak(indicator_id)
    eigen = [f[(f["gebied_code"] == "GM0637") & (f["kenmerk"] == kenmerk)] for f in (nu, toen)]
    uit = verandering(*eigen, kader=Kader("GM0637", "Zoetermeer"), precisies=PRECISIES)
    assert len(uit) == 1
    return uit.iloc[0]


def een(*rijen: dict, toen: pd.DataFrame = LEEG, **regels) -> pd.Series:
    uit = verandering(waarnemingen(*rijen), toen, kader=KADER, **regels)
    return uit[uit["gebied_code"] == STAD].iloc[0]


@pytest.mark.parametrize(
    ("indicator", "kenmerk", "procent", "verschil"),
    [
        ("vestigingen", "totaal", 5.4, 533),  # 9.889 -> 10.422; over two publications (9.957) it would be 4,7
        ("arbeidsplaatsen", "totaal", 1.3, 721),  # 53.698 -> 54.419; mixed 2,4
        ("arbeidsplaatsen", "sbi", 1.3, 33),  # 2.536 -> 2.569; mixed -27
    ],
)
def test_change_of_the_annual_reports_within_one_of_them(indicator, kenmerk, procent, verschil):
    rij = van_zoetermeer(indicator, kenmerk)
    assert (rij["periode"], rij["vorig_periode"], rij["vorig_publicatie"]) == (
        "2022-01-01",
        "2021-01-01",
        "Jaarstukken 2022",
    )
    assert (round(rij["vorig_procent"], 1), rij["vorig_verschil"], rij["vorig_reden"]) == (procent, verschil, "")


def test_index_of_2020_is_shown_but_not_set_against_that_of_a_later_publication():
    rij = van_zoetermeer("functiemengingsindex")
    assert (round(rij["waarde"], 1), round(rij["vorig_waarde"], 1), round(rij["begin_waarde"], 1)) == (49.0, 48.8, 48.2)
    assert round(rij["vorig_verschil"], 1) == 0.2
    assert math.isnan(rij["begin_verschil"])
    assert rij["begin_reden"] == "andere publicatie"


def test_rounded_source_prints_no_growth():
    rijen = [
        {"periode": p, "waarde": w, "bron_id": "cbs_83582NED"}
        for p, w in zip(OP_1_JANUARI[1:3], (400, 500), strict=True)
    ]
    grof = een(*rijen, precisies=PRECISIES)
    assert (grof["vorig_waarde"], math.isnan(grof["vorig_procent"])) == (400, True)
    assert grof["vorig_reden"] == "de bron rondt af op 100; de groei ligt tussen 0 en +57 %"
    fijn = een(*rijen)
    assert fijn["vorig_procent"] == 25


def test_growth_well_above_the_rounding_is_printed():
    rijen = [{"periode": p, "waarde": w} for p, w in zip(OP_1_JANUARI[1:3], (40_000, 40_300), strict=True)]
    assert een(*rijen, precisies={"bron": 100})["vorig_procent"] == 0.75


def test_start_of_2020_is_the_date_or_year_nearest_to_it():
    per_jaar = een(*({"periode": str(j), "waarde": j} for j in range(2018, 2025)))
    assert (per_jaar["vorig_periode"], per_jaar["begin_periode"]) == ("2023", "2019")
    in_oktober = een(*({"periode": f"{j}-10-01", "waarde": j} for j in (2018, 2019, 2020, 2023)))
    assert (in_oktober["begin_periode"], in_oktober["vorig_reden"]) == ("2019-10-01", "geen cijfer van toen")
    kwartaal = een(*({"periode": p, "waarde": 1} for p in ("2019K3", "2019K4", "2024K2", "2025K2")))
    assert (kwartaal["begin_periode"], kwartaal["vorig_periode"]) == ("2019K4", "2024K2")
    laat = een({"periode": "2022", "waarde": 1}, {"periode": "2023", "waarde": 2})
    assert (laat["begin_periode"], laat["begin_reden"], laat["vorig_procent"]) == (
        "",
        "geen cijfer van toen",
        100,
    )


def test_tables_of_one_kind_continue_each_other_unless_a_break_lies_between():
    rijen = [
        {"periode": f"{j}-01-01", "waarde": j - 1920, "bron_id": f"kwb_{j}", "editie": f"KWB {j}"} for j in (2020, 2021)
    ]
    reeksen = {"kwb_2020": "CBS kwb", "kwb_2021": "CBS kwb"}
    assert een(*rijen)["vorig_reden"] == "andere publicatie"
    assert een(*rijen, reeksen=reeksen)["vorig_procent"] == 1
    breuk = {"vanaf": "2021-01-01", "zin": "anders geteld"}
    assert een(*rijen, reeksen=reeksen, breuken=[breuk])["vorig_reden"] == "sindsdien anders geteld"
    for elders in (
        {"indicatoren": ["iets_anders"]},
        {"niveaus": ["buurt"]},
        {"gemeenten": ["GM0009"]},
        {"lezer": "statline"},
    ):
        assert een(*rijen, reeksen=reeksen, breuken=[breuk | elders])["vorig_procent"] == 1, elders


def test_a_later_publication_of_the_same_table_is_a_revision_not_a_year():
    rijen = [{"periode": f"{j}-01-01", "waarde": j, "bron_id": "tabel", "editie": f"uitgave {j}"} for j in (2020, 2021)]
    assert een(*rijen, reeksen={"tabel": "CBS statline"})["vorig_reden"] == "andere publicatie"


def test_percentages_change_in_points_and_zero_has_no_growth():
    punten = een(
        {"periode": "2020", "waarde": 30.0, "eenheid": "%"}, {"periode": "2021", "waarde": 33.0, "eenheid": "%"}
    )
    assert punten["vorig_verschil"] == 3
    nul = een({"periode": "2020", "waarde": 0}, {"periode": "2021", "waarde": 5})
    assert (nul["vorig_verschil"], math.isnan(nul["vorig_procent"])) == (5, True)


def test_made_up_figures_give_no_number_and_leave_the_real_ones_alone():
    verzonnen = {"periode": "2024-01-01", "waarde": 99, "herkomst": "fictief"}
    alleen = een(verzonnen)
    assert (math.isnan(alleen["waarde"]), alleen["ontbreekt"], alleen["herkomst"]) == (True, "fictief", "fictief")
    naast = een({"periode": "2021-01-01", "waarde": 5}, verzonnen)
    assert (naast["periode"], naast["waarde"], naast["ontbreekt"]) == ("2021-01-01", 5, "")
    ooit = een({"periode": "2025-01-01", "waarde": 5}, verzonnen)
    assert (ooit["vorig_periode"], ooit["vorig_reden"]) == ("", "geen cijfer van toen")


def test_a_missing_figure_keeps_its_reason():
    rij = een({"periode": "2024", "waarde": None, "ontbreekt": "geen-bron"})
    assert (math.isnan(rij["waarde"]), rij["ontbreekt"], rij["vorig_reden"], rij["benchmark_naam"]) == (
        True,
        "geen-bron",
        "",
        "",
    )


def test_benchmark_is_of_the_same_period_and_source_and_nederland_goes_first():
    rijen = [
        {"gebied_code": code, "periode": f"{jaar}", "waarde": waarde, "bron_id": bron}
        for code, jaar, waarde, bron in [
            (STAD, 2023, 10, "a"), (STAD, 2024, 11, "a"), ("AM-X", 2024, 30, "a"),
            ("NL00", 2023, 100, "a"), ("NL00", 2024, 105, "a"),
        ]
    ]  # fmt: skip
    rij = een(*rijen)
    assert (rij["benchmark_code"], rij["benchmark"], rij["benchmark_procent"]) == ("NL00", 105, 5)
    zonder_land = een(*rijen[:3])
    assert (zonder_land["benchmark_code"], zonder_land["benchmark"]) == ("AM-X", 30)
    ander = een(*rijen[:2], rijen[4] | {"bron_id": "b"})
    assert (ander["benchmark_code"], math.isnan(ander["benchmark"])) == ("", True)
    ouder = een(*rijen[:2], rijen[3])
    assert ouder["benchmark_code"] == ""


def test_a_code_of_a_buurt_of_another_year_is_another_series():
    rijen = [{"gebied_code": "BU00010001", "periode": f"{j}-01-01", "indeling": j, "waarde": j} for j in (2024, 2025)]
    los = verandering(waarnemingen(*rijen), LEEG, kader=KADER)
    assert los["vorig_reden"].tolist() == ["geen cijfer van toen"] * 2
    gelijk = verandering(waarnemingen(*rijen), LEEG, kader=Kader(STAD, "Stad", gelijk=[[2024, 2025]]))
    assert gelijk["vorig_verschil"].tolist() == [1]


def test_nothing_gives_an_empty_frame_with_all_columns_and_arguments_stay_as_they_were():
    assert list(verandering(LEEG, LEEG, kader=KADER).columns) == KOLOMMEN
    nu = waarnemingen({"periode": "2021", "waarde": 1})
    voor = nu.copy()
    verandering(nu, LEEG, kader=KADER)
    pd.testing.assert_frame_equal(nu, voor)
