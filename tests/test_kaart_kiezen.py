"""Which outlines a notebook gets: the first source that has them, in the boundary year of the figures; what was repaired."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import nep_bron
import pandas as pd
import pytest
from shapely.geometry import box

from ezlib.definitions import load_definities
from ezlib.fouten import ToegangFout
from ezlib.report.bronnenlijst import maak_bronnenlijst
from ezlib.report.overzicht import uitleg_bronnen
from ezlib.store import WORTEL, Huis, Lezer, load_json, save_frame, save_json

NOTEBOOK = "30-werklocaties"


def kaart(indeling: int, *codes: str) -> gpd.GeoDataFrame:
    soort = {"WK": "wijk", "BU": "buurt"}
    return gpd.GeoDataFrame(
        {
            "gebied_type": [soort[c[:2]] for c in codes],
            "gebied_code": codes,
            "gebied_naam": codes,
            "gemeente_code": [f"GM{c[2:6]}" for c in codes],
            "indeling": indeling,
        },
        geometry=[box(0, 0, 100, 100)] * len(codes),
        crs="EPSG:28992",
    )


@pytest.fixture
def lezer(tmp_path):
    """A reader of GM0003 with outlines of two sources of 2024, one of 2025, and one nobody fetched."""
    kaarten = {
        "pdok_2024": kaart(2024, "WK000300", "WK050300"),
        "ingebouwd_2024": kaart(2024, "WK000300", "WK000301", "BU00030000"),
        "pdok_2025": kaart(2025, "WK050300"),
        "ingebouwd_2025": kaart(2025, "WK000309"),
    }
    bronnen = {i: nep_bron.bron(id=i, lezer="kaart", notebooks=(NOTEBOOK,)) for i in [*kaarten, "morgen"]}
    gebieden = {"indelingen": {"GM0003": [{"gelijk": [2014, 2024]}]}, "thuisgemeente": "GM0003"}
    definities = replace(load_definities(WORTEL / "definitions"), bronnen=bronnen, gebieden=gebieden)
    huis = Huis(tmp_path, tmp_path / "data", tmp_path / "outputs", "GM0003")
    for id_, vlakken in kaarten.items():
        save_frame(vlakken, huis.tidy(id_))
    lijst = [{"id": i, "aanwezig": i in kaarten} for i in bronnen]
    save_json(lijst, huis.werk("GM0003", 2025) / "bronnen.json")
    return Lezer(NOTEBOOK, "GM0003", 2025, huis, definities)


def codes(frame: gpd.GeoDataFrame) -> list[str]:
    return frame["gebied_code"].tolist()


def cijfers(*indelingen: int) -> pd.DataFrame:
    return pd.DataFrame({"indeling": indelingen})


def test_the_first_source_that_has_them_and_no_other(lezer):
    assert codes(lezer.kaart("wijk", 2024)) == ["WK000300"]
    assert codes(lezer.kaart("buurt", 2024)) == ["BU00030000"]
    assert codes(lezer.kaart("wijk", 2025)) == ["WK000309"]
    assert codes(lezer.kaart("wijk", 2023)) == []


def test_outlines_follow_the_boundary_year_of_the_figures(lezer):
    assert codes(lezer.kaart_bij(cijfers(2025, 2025), "wijk")) == ["WK000309"]
    # 2020 has no outlines; the definitions call it equal to 2024.
    assert codes(lezer.kaart_bij(cijfers(2020), "wijk")) == ["WK000300"]
    assert codes(lezer.kaart_bij(cijfers(2026), "wijk")) == []
    assert codes(lezer.kaart_bij(cijfers(), "wijk")) == ["WK000309"]


def test_no_outlines_named_for_a_notebook(lezer):
    with pytest.raises(ToegangFout, match="staat bij geen enkele kaart"):
        replace(lezer, notebook="90-verantwoording").kaart("wijk", 2024)


def test_page_tells_what_was_repaired(lezer, tmp_path: Path):
    vlakken = kaart(2024, "WK000300")
    vlakken.attrs["hersteld"] = [f"WK00030{i}: omtrek hersteld." for i in range(7)]
    save_frame(vlakken, tmp_path / "k.parquet")
    herkomst = nep_bron.HERKOMST | {"vorm": "volledig", "bestanden": {}}
    save_json({"snapshot": "a", "herkomst": herkomst}, tmp_path / "bewijs.json")
    bron = lezer.definities.bronnen["pdok_2024"]
    lijst = lezer.huis.werk("GM0003", 2025) / "bronnen.json"
    maak_bronnenlijst(
        bewijzen={bron.id: tmp_path / "bewijs.json"},
        kaarten={bron.id: tmp_path / "k.parquet"},
        bronnen=[bron],
        afwezig=[],
        pogingen={},
        oud_na_maanden=18,
        jaar=2025,
        lijst=lijst,
        bronnen_csv=tmp_path / "bronnen.csv",
    )
    assert len(load_json(lijst)[0]["hersteld"]) == 7
    uitleg = uitleg_bronnen(lezer)
    assert "*Hersteld of weggelaten.* WK000300: omtrek hersteld. WK000301" in uitleg
    assert uitleg.endswith("WK000304: omtrek hersteld. En nog 2 andere.")
