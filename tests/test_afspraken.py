"""Consents, mergers, final deliveries, earlier editions and the report for the keeper: each on a few rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from tabelletjes import waarnemingen

from ezlib.fouten import ControleFout, DefinitieFout
from ezlib.register import load_registerdefinities
from ezlib.register.afspraken import (
    Samenvoeging,
    Toestemming,
    heeft_toestemming,
    status_per_peildatum,
    voeg_gebieden_samen,
    voeg_samen,
)
from ezlib.register.edities import load_edities, zoek_eerder
from ezlib.store import WORTEL
from ezlib.zinnen.bescherming import UITLEG, lijst_bescherming, zin_bescherming

PARK = Samenvoeging(
    code="BU06370198", naam="Noord en Zuid", delen=("BU06370101", "BU06370102"), indeling_van=2023, indeling_tot=2024
)


def _fout(tmp_path: Path, sleutel: str, blok: str) -> str:
    map_ = Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))
    tekst = (map_ / "register.yml").read_text(encoding="utf-8")
    (map_ / "register.yml").write_text(tekst.replace(f"{sleutel}: []", f"{sleutel}:\n{blok}"), encoding="utf-8")
    with pytest.raises(DefinitieFout) as fout:
        load_registerdefinities(map_)
    return str(fout.value)


def test_merger_across_wijken_and_a_part_twice_are_named_with_their_line(tmp_path: Path) -> None:
    jaren = "indeling_van: 2014, indeling_tot: 2024}\n"
    blok = "  - {code: BU06370198, naam: Park, delen: [BU06370101, BU06370201], " + jaren
    blok += "  - {code: BU06370199, naam: Plein, delen: [BU06370101, BU06370102], " + jaren
    tekst = _fout(tmp_path, "samenvoegingen", blok)
    assert "voeg alleen gebieden van een soort samen, en buurten alleen binnen een wijk" in tekst
    assert '"BU06370101" staat al bij een samenvoeging, op regel ' in tekst


def test_consent_needs_all_its_words(tmp_path: Path) -> None:
    blok = '  - {werkgever: Iemand, datum: "2025-01-01", onderwerp: arbeidsplaatsen, gebied_code: BU06370101}\n'
    assert '"laatste_peildatum" ontbreekt' in _fout(tmp_path, "toestemmingen", blok)


def test_merged_buurten_are_counted_as_one_in_their_years_only() -> None:
    rijen = pd.DataFrame({"indeling": [2022, 2024, 2024, 2024],
                          "buurtcode": ["BU06370101", "BU06370101", "BU06370102", "BU06370103"]})  # fmt: skip
    assert voeg_samen(rijen, [PARK])["buurtcode"].tolist() == ["BU06370101", "BU06370198", "BU06370198", "BU06370103"]
    drie = ["BU06370101", "BU06370102", "BU06370103"]
    assert voeg_gebieden_samen({2022: drie, 2024: drie}, [PARK]) == {2022: drie, 2024: ["BU06370103", "BU06370198"]}


def test_merger_of_a_buurt_that_is_not_there_stops() -> None:
    with pytest.raises(ControleFout, match=r'"Noord en Zuid" .* past niet bij de buurten van 2024: BU06370102 bestaat'):
        voeg_gebieden_samen({2024: ["BU06370101"]}, [PARK])


def test_consent_holds_for_its_cell_up_to_its_last_peildatum() -> None:
    ja = Toestemming(
        werkgever="Iemand", datum="2024-05-01", onderwerp="arbeidsplaatsen", gebied_code="BU06370101", kenmerk="totaal",
        kenmerkwaarde="totaal", eerste_peildatum="2023-01-01", laatste_peildatum="2024-01-01",
    )  # fmt: skip
    cel = {"onderwerp": "arbeidsplaatsen", "kenmerk": "totaal", "kenmerkwaarde": "totaal", "waarde": 1.0}
    cellen = pd.DataFrame([cel | {"gebied_code": code, "periode": f"{jaar}-01-01"}
                           for code, jaar in (("BU06370101", 2022), ("BU06370101", 2024), ("BU06370101", 2025),
                                              ("BU06370102", 2024))])  # fmt: skip
    assert heeft_toestemming(cellen, [ja]).tolist() == [False, True, False, False]


def test_delivery_is_provisional_until_somebody_says_that_it_is_final() -> None:
    rijen = pd.DataFrame({"peildatum": ["2023-01-01", "2024-01-01", "2024-01-01", "2025-01-01"],
                          "leverancier": ["a", "a", "b", "a"]})  # fmt: skip
    assert status_per_peildatum(rijen, {"a": "2024-01-01", "b": ""}) == {
        "2023-01-01": "definitief",
        "2024-01-01": "voorlopig",  # the other supplier's part is not final
        "2025-01-01": "voorlopig",
    }


# --- earlier editions --------------------------------------------------------------------------------------------


def test_editions_are_read_from_old_to_new_without_other_sources_and_made_up_figures(tmp_path: Path) -> None:
    basis = {"indicator_id": "starters", "bron_id": "register"}
    edities = [
        [basis | {"gebied_code": "WK000101", "waarde": 7}, basis | {"gebied_code": "WK000102", "waarde": 8}],
        [basis | {"gebied_code": "WK000101", "waarde": None, "ontbreekt": "onderdrukt"},
         basis | {"gebied_code": "WK000102", "waarde": 9},
         basis | {"gebied_code": "WK000103", "waarde": 6, "herkomst": "fictief"},
         basis | {"gebied_code": "WK000104", "waarde": 6, "bron_id": "cbs"}],
    ]  # fmt: skip
    paden = [tmp_path / f"{i}.csv" for i in (2024, 2025)]
    for rijen, pad in zip(edities, paden, strict=True):
        waarnemingen(*rijen).to_csv(pad, index=False)
    gelezen = load_edities(paden, {})
    assert gelezen[["gebied_code", "getoond", "verborgen"]].values.tolist() == [
        ["WK000101", 7, True],
        ["WK000102", 9, False],
    ]
    cellen = gelezen.assign(gebied_code=["WK000102", "WK000109"])
    assert zoek_eerder(cellen, gelezen)["verborgen"].tolist() == [False, False]
    assert zoek_eerder(cellen, gelezen)["getoond"].tolist()[0] == 9
    assert load_edities([], {}).empty


# --- sentences ---------------------------------------------------------------------------------------------------


def _twee(**rest: object) -> pd.DataFrame:
    weg = {"gebied_code": "BU00010101", "waarde": None, "ontbreekt": "onderdrukt", "bron_id": "register"}
    return waarnemingen(weg | rest, weg | {"gebied_code": "BU00010102", "waarde": 9, "ontbreekt": ""} | rest)


def test_the_page_says_how_many_figures_are_not_shown() -> None:
    assert zin_bescherming(_twee()) == f"{UITLEG} Op deze pagina staat daarom 1 van de 2 cijfers per buurt er niet."
    assert lijst_bescherming({"Starters": _twee()}).endswith("\n- Starters, per buurt: 1 van de 2 niet getoond")


def test_of_a_made_up_register_nothing_is_counted() -> None:
    assert zin_bescherming(_twee(herkomst="fictief")) == UITLEG
    assert "1 van de 2" not in lijst_bescherming({"Starters": _twee(herkomst="fictief")})
    assert zin_bescherming(waarnemingen({"waarde": 5})) == "Van deze gemeente is geen bedrijvenregister ingelezen."
