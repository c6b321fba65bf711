"""The areas of an edition, and how facts become observations that keep the contract."""

from __future__ import annotations

import pandas as pd
import pytest
from tabelletjes import KADER, deel, tidy, waarnemingen

from ezlib.definitions import Indicator
from ezlib.fouten import ControleFout, InstellingFout
from ezlib.indicators import check_waarnemingen, maak_waarnemingen
from ezlib.indicators.kader import Kader, beperk, kies_kader
from ezlib.indicators.opleiding import opleidingsniveau_bewoners
from ezlib.indicators.stappen import maak_kader
from ezlib.indicators.werken import arbeidsplaatsen, vestigingen
from ezlib.indicators.wonen import inwoners, woningen
from ezlib.store import save_frame
from ezlib.taal import einde_van

GM1, GM2, GM3, GM4 = "GM0001", "GM0002", "GM0003", "GM0004"
J21, J22 = {"publicatie": "Jaarstukken 2021"}, {"publicatie": "Jaarstukken 2022"}


# --- areas -------------------------------------------------------------------------------------------------------


def test_wijken_of_other_gemeenten_never_leak():
    codes = [GM1, GM3, GM4, "WK000100", "BU00010000", "WK000300", "BU00030000", "WK000400", "NL00"]
    feiten = tidy(*[(code, "inwoners", 1) for code in codes])
    assert beperk(feiten, KADER)["gebied_code"].tolist() == [GM1, GM3, "WK000100", "BU00010000"]
    for functie, onderwerp in (
        (inwoners, "inwoners"),
        (woningen, "woningen"),
        (arbeidsplaatsen, "arbeidsplaatsen"),
        (vestigingen, "vestigingen"),
    ):
        frame = functie(feiten.assign(onderwerp=onderwerp), kader=KADER)
        assert frame["gebied_code"].tolist() == [GM1, GM3, "WK000100", "BU00010000"]
    onderwijs = opleidingsniveau_bewoners(tidy(*[deel(code, 1) for code in codes]), kader=KADER)
    assert set(onderwijs["gebied_code"]) == {GM1, GM3, "WK000100", "BU00010000", "NL00"}


def test_a_gemeente_without_a_choice_is_compared_with_the_nearest_in_inhabitants():
    aantallen = {GM1: 100, GM2: 105, GM3: 90, GM4: 400, "GM0005": 101}
    feiten = tidy(*[(code, "inwoners", n, {"bron_id": "cbs_x"}) for code, n in aantallen.items()])
    gebieden = {"regios": {}, "vergelijking": {"vergelijkbaar": {}, "groeikernen": [GM4]}}
    kader = kies_kader(GM1, dict.fromkeys(aantallen, "x"), feiten, gebieden)
    assert kader.vergelijking == {"Vergelijkbare steden": [GM2, GM3, GM4, "GM0005"]}
    assert kader.regio == {}


GEEN_KEUZE = {"regios": {}, "vergelijking": {"vergelijkbaar": {}, "groeikernen": []}}


@pytest.mark.parametrize(
    ("gemeente", "waarde", "jaar", "tekst"),
    [
        (GM2, 5, 2025, r"Geen enkele bron kent de gemeente GM0002 \(bedoelde u \"GM0001\"\?\)\."),
        (GM1, None, 2025, "De bronnen noemen GM0001, maar geven er geen enkel cijfer over"),
        (GM1, 5, 2019, "Over 2019 is niets bekend van GM0001: het oudste cijfer gaat over 2021-01-01"),
    ],
)
def test_an_edition_without_figures_stops(tmp_path, gemeente, waarde, jaar, tekst):
    save_frame(tidy((GM1, "inwoners", waarde)), tmp_path / "a.parquet")
    with pytest.raises(InstellingFout, match=tekst):
        maak_kader([tmp_path / "a.parquet"], [], gemeente, jaar, GEEN_KEUZE, tmp_path / "kader.json")
    assert not (tmp_path / "kader.json").exists()


# --- from facts to observations ----------------------------------------------------------------------------------


def indicator(**anders: object) -> Indicator:
    basis = {
        "id": "inwoners", "naam": "Inwoners", "definitie": "x", "eenheid": "aantal", "decimalen": 0, "richting": "geen",
        "functie": "wonen.inwoners", "bronnen": ("eerst", "dan"), "notebook": "00-x", "niveaus": ("gemeente",),
    }  # fmt: skip
    return Indicator(**(basis | anders))


def maak(*rijen: tuple, jaar: int = 2025) -> tuple[pd.DataFrame, pd.DataFrame]:
    return maak_waarnemingen(tidy(*rijen), indicator(), KADER, jaar=jaar)


def test_the_first_source_wins_and_the_other_is_history():
    nu, toen = maak((GM1, "inwoners", 2, {"bron_id": "dan"}), (GM1, "inwoners", 1, {"bron_id": "eerst"}))
    assert nu[["waarde", "bron_id"]].values.tolist() == [[1.0, "eerst"]]
    assert toen[["waarde", "bron_id", "editie"]].values.tolist() == [[2.0, "dan", "Jaarstukken 2021"]]


def test_within_a_source_the_latest_publication_wins():
    eerst = {"bron_id": "eerst"}
    nu, toen = maak((GM1, "inwoners", 2, eerst | J22), (GM1, "inwoners", 1, eerst | J21))
    assert nu[["waarde", "editie"]].values.tolist() == [[2.0, "Jaarstukken 2022"]]
    assert toen[["waarde", "editie"]].values.tolist() == [[1.0, "Jaarstukken 2021"]]


def test_precedence_of_source_goes_before_date_of_publication():
    nu, _ = maak((GM1, "inwoners", 1, {"bron_id": "eerst"} | J21), (GM1, "inwoners", 2, {"bron_id": "dan"} | J22))
    assert nu["waarde"].tolist() == [1.0]


def test_an_empty_cell_loses_from_a_later_source_with_a_value():
    nu, toen = maak((GM1, "inwoners", None, {"bron_id": "eerst"}), (GM1, "inwoners", 2, {"bron_id": "dan"}))
    assert nu[["waarde", "ontbreekt", "bron_id"]].values.tolist() == [[2.0, "", "dan"]]
    assert toen.empty


def test_another_boundary_year_is_another_cell():
    nu, toen = maak((GM1, "inwoners", 1, {"indeling": 2024}), (GM1, "inwoners", 2, {"indeling": 2025}))
    assert nu["waarde"].tolist() == [1.0, 2.0]
    assert toen.empty


def test_an_empty_cell_of_the_only_source_stays_with_its_reason():
    nu, _ = maak((GM1, "inwoners", None))
    assert nu["waarde"].isna().all()
    assert nu["ontbreekt"].tolist() == ["onbekend"]


@pytest.mark.parametrize("rijen", [[(GM3, "inwoners", 5)], [(GM1, "woningen", 5)]])
def test_without_a_figure_of_the_home_gemeente_one_row_says_so(rijen):
    nu, _ = maak(*rijen)
    eigen = nu[nu["gebied_code"] == GM1]
    assert eigen[["periode", "indeling", "ontbreekt", "noot"]].values.tolist() == [
        ["2025", 2025, "geen-bron", "Voor deze gemeente is geen bron met dit cijfer aanwezig."]
    ]
    assert eigen["waarde"].isna().all()


def test_figures_after_the_verslagjaar_are_left_out():
    rijen = [(GM1, "inwoners", j, {"periode": f"{j}-01-01", "indeling": j}) for j in (2020, 2021, 2022)]
    nu, _ = maak(*rijen, jaar=2020)
    assert nu["periode"].tolist() == ["2020-01-01", "2021-01-01"]


def test_a_period_is_known_at_its_end():
    assert [einde_van(p) for p in ("2024", "2024-05-01", "2025K1", "2025K4")] == [
        "2025-01-01",
        "2024-05-01",
        "2025-04-01",
        "2026-01-01",
    ]


# --- the contract ------------------------------------------------------------------------------------------------


def breuk(frame: pd.DataFrame) -> str:
    with pytest.raises(ControleFout) as fout:
        check_waarnemingen(frame)
    return str(fout.value)


def test_sound_observations_pass():
    check_waarnemingen(waarnemingen({"waarde": 1}, {"waarde": None, "periode": "2022-01-01"}))


def test_a_key_twice():
    assert "1 dubbele sleutels, de eerste: {'indicator_id': 'iets', 'gebied_code': 'GM0001'" in breuk(
        waarnemingen({"waarde": 1}, {"waarde": 2})
    )


@pytest.mark.parametrize(
    ("kolom", "woord", "tekst"),
    [
        ("status", "zeker", "kolom status bevat ['zeker']; bekend zijn ['definitief', 'nader voorlopig', 'voorlopig']"),
        ("herkomst", "", "kolom herkomst bevat ['']"),
        ("gebied_type", "stad", "kolom gebied_type bevat ['stad']"),
        ("status", float("nan"), "kolom status bevat ['nan']"),
    ],
)
def test_an_unknown_word(kolom, woord, tekst):
    assert tekst in breuk(waarnemingen({"waarde": 1, kolom: woord}, {"waarde": 2, "periode": "2022-01-01"}))


def test_a_value_with_a_reason_and_no_value_without():
    tekst = breuk(
        waarnemingen({"waarde": 1, "ontbreekt": "geheim"}, {"waarde": None, "ontbreekt": "", "periode": "2022-01-01"})
    )
    assert "De waarnemingen van iets kloppen niet:" in tekst
    assert "2 rijen met een leeg cijfer zonder reden, of een reden bij een cijfer" in tekst


def test_infinity_and_all_breaches_at_once():
    tekst = breuk(waarnemingen({"waarde": float("inf"), "status": "zeker"}))
    assert "oneindige waarden (delen door nul)" in tekst
    assert "kolom status" in tekst


def test_other_columns():
    assert "kolommen zijn ['waarde'], verwacht ['indicator_id'" in breuk(pd.DataFrame({"waarde": [1.0]}))


def test_kader_names_every_gemeente_that_may_be_shown():
    kader = Kader("GM0002", "B", {}, {"Vergelijkbare steden": ["GM0001"], "Groeikernen": ["GM0003"]})
    assert kader.gemeenten == ["GM0001", "GM0002", "GM0003"]
    assert [kader.groep_van(c) for c in ("GM0003", "GM0009")] == ["Groeikernen", ""]
