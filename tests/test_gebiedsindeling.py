"""CBS "Gebieden in Nederland" in the shape that CBS serves: which region a gemeente gets, and when that of O&S goes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nep_bron
import pandas as pd
import pytest

from ezlib.definitions import load_definities
from ezlib.fouten import BronFout
from ezlib.indicators.kader import kies_kader
from ezlib.indicators.stappen import _indeling_van, maak_kader
from ezlib.store import WORTEL, load_json, save_frame
from ezlib.tidy import maak_tidy
from ezlib.tidy.gebiedsindeling import tidy_gebiedsindeling

GEBIEDEN = load_definities(WORTEL / "definitions").gebieden
BRON = nep_bron.bron(id="cbs_gebieden_2025", soort="cbs", lezer="gebiedsindeling", indeling=2025)
# Facts of CBS "Gebieden in Nederland" (AM, CR, PV); the code AM99 is made up.
RIJEN = {
    "GM0193": ("AM36", "Regio Zwolle", "CR10", "Noord-Overijssel", "PV23", "Overijssel"),
    "GM0180": ("AM36", "Regio Zwolle", "CR10", "Noord-Overijssel", "PV23", "Overijssel"),
    "GM0344": ("AM13", "Midden-Utrecht", "CR17", "Utrecht", "PV26", "Utrecht"),
    "GM0503": ("AM21", "Haaglanden", "CR27", "Delft en Westland", "PV28", "Zuid-Holland"),
    "GM0518": ("AM21", "Haaglanden", "CR26", "Agglomeratie 's-Gravenhage", "PV28", "Zuid-Holland"),
    "GM0637": ("AM99", "Zuid-Holland Centraal", "CR26", "Agglomeratie 's-Gravenhage", "PV28", "Zuid-Holland"),
}
SOORTEN = ["Arbeidsmarktregio's", "COROP-gebieden", "Provincies"]


def snapshot(map_: Path, *, soorten: list[str] = SOORTEN, rijen: dict[str, Any] = RIJEN):
    """Code and name under a group per kind of region, as padded text; the suffixes count through all columns."""
    groepen = ["Lokaliseringen van gemeenten", *soorten]
    eigenschappen = [{"ID": 0, "ParentID": None, "Type": "GeoDimension", "Key": "RegioS", "Title": "Regio's"}]
    eigenschappen += [
        {"ID": i, "ParentID": None if i == 1 else 1, "Type": "TopicGroup", "Key": "", "Title": titel}
        for i, titel in enumerate(groepen, start=1)
    ]
    sleutels = [f"{stam}_{4 + 2 * i + j}" for i in range(len(soorten)) for j, stam in enumerate(("Code", "Naam"))]
    eigenschappen += [
        {"ID": 50 + n, "ParentID": 2 + n // 2, "Type": "Topic", "Key": sleutel, "Title": sleutel.split("_")[0]}
        for n, sleutel in enumerate(sleutels)
    ]
    data = [
        {"ID": i, "RegioS": code}
        | {s: None if w is None else w.ljust(30) for s, w in zip(sleutels, waarden, strict=True)}
        for i, (code, waarden) in enumerate(rijen.items())
    ]
    entiteiten = {
        "TableInfos": [{"Identifier": "80000NED", "Title": "Gebieden in Nederland 2025"}],
        "DataProperties": eigenschappen,
        "TypedDataSet": data,
        "RegioS": [{"Key": code, "Title": f"Gemeente {code}   "} for code in rijen],
    }
    return nep_bron.snapshot(map_, {f"{e}.json": json.dumps(r) for e, r in entiteiten.items()}, vorm="volledig")


@pytest.fixture
def indeling(tmp_path):
    return tidy_gebiedsindeling(snapshot(tmp_path / "cbs_gebieden_2025" / "a"), BRON)


def test_each_gemeente_has_its_three_regions(indeling):
    eigen = indeling[indeling["gebied_code"] == "GM0503"].set_index("soort")
    assert eigen["regio_code"].to_dict() == {"arbeidsmarktregio": "AM21", "corop": "CR27", "provincie": "PV28"}
    assert eigen["regio_naam"].to_dict() == {
        "arbeidsmarktregio": "Haaglanden",
        "corop": "Delft en Westland",
        "provincie": "Zuid-Holland",
    }
    assert set(eigen["gebied_naam"]) == {"Gemeente GM0503"}
    assert set(indeling["indeling"]) == {2025}
    assert len(indeling) == 18


def test_groups_that_a_year_does_not_have_give_no_rows(tmp_path):
    rijen = {"GM0193": ("CR10", "Noord-Overijssel"), "GM0344": (None, None)}
    frame = tidy_gebiedsindeling(snapshot(tmp_path / BRON.id / "a", soorten=["COROP-gebieden"], rijen=rijen), BRON)
    assert frame[["gebied_code", "soort"]].to_numpy().tolist() == [["GM0193", "corop"]]


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"soorten": ["Jeugdregio's"], "rijen": {"GM0193": ("JZ07", "x")}}, "er staat geen enkele regio in"),
        ({"rijen": {"GM0193": RIJEN["GM0193"], "GM0193 ": RIJEN["GM0193"]}}, "staan er dubbel in: GM0193"),
    ],
)
def test_table_that_cannot_be_used(tmp_path, anders, zin):
    with pytest.raises(BronFout, match=zin):
        tidy_gebiedsindeling(snapshot(tmp_path / BRON.id / "a", **anders), BRON)


# --- the region of an edition ----------------------------------------------------------------------------------


def feiten() -> pd.DataFrame:
    """Residents in January 2024 of the gemeenten above."""
    rijen = [
        {"gebied_type": "gemeente", "gebied_code": code, "gebied_naam": code, "indeling": 2024, "periode": "2024-01-01",
         "onderwerp": "inwoners", "kenmerk": "totaal", "kenmerkwaarde": "totaal", "waarde": 100_000.0, "bron_id": "cbs_x"}
        for code in RIJEN
    ]  # fmt: skip
    return pd.DataFrame(rijen)


def regio(gemeente: str, indeling: pd.DataFrame | None, gebieden: dict[str, Any] = GEBIEDEN) -> dict[str, Any]:
    return kies_kader(gemeente, {code: code for code in RIJEN}, feiten(), gebieden, indeling).regio


def test_gemeente_that_o_and_s_did_not_place_gets_the_region_of_cbs(indeling):
    assert regio("GM0193", indeling) == {"code": "AM36", "naam": "Regio Zwolle", "leden": ["GM0180", "GM0193"]}
    assert regio("GM0193", None) == {}
    zonder_delft = GEBIEDEN | {"regios": {k: r for k, r in GEBIEDEN["regios"].items() if "GM0503" not in r["leden"]}}
    assert regio("GM0503", indeling, zonder_delft) == {
        "code": "AM21",
        "naam": "Haaglanden",
        "leden": ["GM0503", "GM0518"],
    }


@pytest.mark.parametrize("gemeente", ["GM0637", "GM0503"])
def test_what_o_and_s_decided_goes_first(indeling, gemeente):
    assert regio(gemeente, indeling) == regio(gemeente, None) != {}
    assert regio(gemeente, indeling)["code"].startswith("AM-")


def test_without_a_labour_market_region_the_corop_area(indeling):
    zonder = indeling[indeling["soort"] != "arbeidsmarktregio"]
    assert regio("GM0193", zonder)["code"] == "CR10"
    assert regio("GM0193", zonder[zonder["soort"] != "corop"])["naam"] == "Overijssel"


def test_regions_of_the_verslagjaar():
    tabellen = [pd.DataFrame({"indeling": [jaar]}) for jaar in (2026, 2023, 2025)]
    gekozen = {jaar: int(_indeling_van(tabellen, jaar)["indeling"].iloc[0]) for jaar in (2022, 2024, 2025, 2030)}
    assert gekozen == {2022: 2023, 2024: 2023, 2025: 2025, 2030: 2026}
    assert _indeling_van([], 2025) is None


def test_pipeline_from_snapshot_to_the_area_frame(tmp_path):
    maak_tidy(tmp_path, snapshot(tmp_path / BRON.id / "a").map_, BRON, tmp_path / "indeling.parquet")
    save_frame(feiten(), tmp_path / "feiten.parquet")
    maak_kader(
        [tmp_path / "feiten.parquet"], [tmp_path / "indeling.parquet"], "GM0344", 2025, GEBIEDEN, tmp_path / "k.json"
    )
    assert load_json(tmp_path / "k.json")["regio"] == {"code": "AM13", "naam": "Midden-Utrecht", "leden": ["GM0344"]}
