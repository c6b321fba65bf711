"""The embedded default, placed: the year after the redrawing stands on the boundaries before it, and adds up."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.store import load_frame, load_json, load_kaart


@pytest.fixture(scope="module")
def processed(gebouwd: Werkplaats) -> Path:
    return gebouwd.map_ / "data" / "processed"


@pytest.fixture(scope="module")
def geplaatst(processed: Path) -> pd.DataFrame:
    return load_frame(processed / "register" / "geplaatst.parquet")


@pytest.fixture(scope="module")
def kaarten(processed: Path) -> dict[int, gpd.GeoDataFrame]:
    return {j: load_kaart(processed / "tidy" / f"kaart_buurten_{j}_zoetermeer.parquet") for j in (2024, 2025)}


@pytest.fixture(scope="module")
def waarnemingen(gebouwd: Werkplaats) -> pd.DataFrame:
    return pd.read_csv(gebouwd.map_ / "outputs" / "2025" / "tabellen" / "waarnemingen.csv", dtype={"periode": "str"})


def sjoin(rijen: pd.DataFrame, kaart: gpd.GeoDataFrame) -> pd.Series:
    """Buurt of each row by bare geopandas; the fictive points lie in one area of each map."""
    punten = gpd.GeoDataFrame(geometry=gpd.points_from_xy(rijen["x"], rijen["y"]), crs=kaart.crs)
    return punten.sjoin(kaart[["gebied_code", "geometry"]], how="left")["gebied_code"]


def test_the_year_of_the_redrawing_is_recoded_by_its_points(processed, geplaatst, kaarten):
    gelezen = load_frame(processed / "register" / "rijen.parquet")
    nu, was = (f[f["jaar"] == 2025].reset_index(drop=True) for f in (geplaatst, gelezen))
    assert set(was["indeling"]) == {2025} and set(nu["indeling"]) == {2024}
    assert set(nu["plaatsing"]) == {"coordinaat"} and len(nu) > 10_000
    assert (nu["buurtcode"] == sjoin(nu, kaarten[2024])).all()
    # A code used again: who was in Dorpsstraat is not in the old Meerzicht-Oost of the same code.
    opnieuw = was["buurtcode"] == "BU06370101"
    assert opnieuw.any() and not (nu.loc[opnieuw, "buurtcode"] == "BU06370101").any()


def test_earlier_years_keep_what_they_had(processed, geplaatst):
    gelezen = load_frame(processed / "register" / "rijen.parquet")
    oud = gelezen["jaar"] < 2025
    assert (geplaatst.loc[oud, "buurtcode"] == gelezen.loc[oud, "buurtcode"]).all()
    assert set(geplaatst.loc[oud, "plaatsing"]) == {"code"}


def test_a_werklocatie_is_where_its_outline_is_in_every_year(geplaatst, kaarten):
    nu = geplaatst[geplaatst["jaar"].isin([2016, 2025])].reset_index(drop=True)
    buurt = sjoin(nu, kaarten[2025])
    assert ((nu["werklocatie"] == "WL0637-DIP") == (buurt == "BU06371306")).all()
    assert set(nu["op_werklocatie"]) == {"werklocatie", "elders"}
    assert ((nu["werklocatie"] != "") == (nu["op_werklocatie"] == "werklocatie")).all()
    woning = nu["gebruik"] == "woning"
    assert ((nu["pand"] == "woning") == (woning & (nu["banen"] <= 5))).all()


def test_series_run_on_past_the_redrawing_and_say_their_boundaries(waarnemingen):
    nu = waarnemingen[(waarnemingen["periode"] == "2025-01-01") & (waarnemingen["herkomst"] == "fictief")]
    per = nu.groupby("gebied_type")["indeling"].unique()
    assert per["wijk"].tolist() == per["buurt"].tolist() == [2024]
    assert per["gemeente"].tolist() == per["werklocatie"].tolist() == [2025]
    banen = nu[(nu["indicator_id"] == "arbeidsplaatsen") & (nu["kenmerk"] == "totaal")]
    assert banen.groupby("gebied_type").size().to_dict() == {"buurt": 26, "werklocatie": 10, "wijk": 9}
    # No dwellings are known of that date, so no index: dates are never mixed.
    assert not (nu["indicator_id"] == "functiemengingsindex").any()


def test_the_list_of_sources_tells_how_many_have_a_place(processed):
    bron = next(b for b in load_json(processed / "GM0637" / "2025" / "bronnen.json") if b["id"] == "register")
    laatste = bron["plaatsing"]["per_peildatum"][-1]
    assert bron["plaatsing"]["reeks"] == [2014, 2024]
    assert laatste["peildatum"] == "2025-01-01" and laatste["niet_geplaatst"] == 0
    assert laatste["coordinaat"] == laatste["vestigingen"] > 10_000
