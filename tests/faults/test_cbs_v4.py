"""A table that v3 does not serve comes through v4: the same files, the same tidy frame."""

from __future__ import annotations

from pathlib import Path

import nep_cbs
import nep_cbs4
import pandas as pd
import pytest
from haal_cbs import DICHT, haal, inhoud, zonder_wachten
from nep_kwb import TABEL, kwb_bron, kwb_tabel

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import load_snapshot
from ezlib.tidy.kwb import tidy_kwb


@pytest.fixture(autouse=True)
def kort(monkeypatch):
    zonder_wachten(monkeypatch)


@pytest.fixture
def v3():
    with nep_cbs.draai() as server:
        server.tabellen = {TABEL: kwb_tabel()}
        yield server


@pytest.fixture
def v4():
    with nep_cbs4.draai() as server:
        server.tabellen = {TABEL: kwb_tabel()}
        yield server


def tidy(map_: Path) -> pd.DataFrame:
    return tidy_kwb(load_snapshot(map_), kwb_bron())


FILTER = {"filter": ({"WijkenEnBuurten": ["NL", "gemeenten"]},), "kolommen": ("AantalInwoners", "Woningvoorraad")}


@pytest.mark.parametrize("velden", [{}, FILTER], ids=["whole", "filtered"])
def test_the_same_tidy_frame_both_ways(v3, v4, tmp_path, velden):
    een = haal(tmp_path / "een", v3=v3.url, bron_=kwb_bron(**velden))
    ander = haal(tmp_path / "ander", v4=v4.url, bron_=kwb_bron(**velden))
    assert len(tidy(een)) == (7 * 8 + 7 * 3 if not velden else 5 * 2)
    pd.testing.assert_frame_equal(tidy(een), tidy(ander))
    # One file an entity, under the moment of issue, whichever service gave them.
    assert een.name == ander.name == "2021-03-26T020000"
    assert {p.name for p in een.iterdir()} - {p.name for p in ander.iterdir()} == {"CategoryGroups.json"}


def test_the_record_says_which_service_it_was(v4, tmp_path):
    herkomst = load_snapshot(haal(tmp_path, v4=v4.url, bron_=kwb_bron())).herkomst
    assert herkomst.noot == ("De hele tabel, opgehaald bij CBS. Via OData v4, omdat OData v3 de tabel niet gaf.")
    assert (herkomst.url, herkomst.table, herkomst.vorm) == (f"{v4.url}/CBS/{TABEL}", TABEL, "volledig")
    assert herkomst.modified == "2021-03-26T02:00:00"
    assert herkomst.bestanden["TypedDataSet.json"]["rows"] == 7


def test_what_came_through_v4_is_not_fetched_again_through_v3(v3, v4, tmp_path):
    eerste = haal(tmp_path, v4=v4.url, bron_=kwb_bron())
    assert haal(tmp_path, v3=v3.url, v4=v4.url, bron_=kwb_bron()) == eerste
    assert v3.gevraagd() == ["TableInfos"]


@pytest.mark.parametrize("kuur", [404, 503, "html", "afgebroken", "stil"])
def test_v3_that_does_not_serve_the_table_leads_to_v4(v3, v4, tmp_path, kuur):
    v3.kuren["TypedDataSet"] = kuur
    map_ = haal(tmp_path, v3=v3.url, v4=v4.url, bron_=kwb_bron())
    assert "Via OData v4" in load_snapshot(map_).herkomst.noot
    assert [p.name for p in map_.parent.iterdir()] == [map_.name]


@pytest.mark.parametrize("kuur", [403, "kring", "niet vol"])
def test_a_table_that_is_not_right_is_no_reason_for_v4(v3, v4, tmp_path, kuur):
    v3.kuren["TypedDataSet"] = kuur
    with pytest.raises(BronFout):
        haal(tmp_path, v3=v3.url, v4=v4.url, bron_=kwb_bron())
    assert v4.verzoeken == []


def test_a_table_that_neither_serves(v3, v4, tmp_path):
    goed = haal(tmp_path, v3=v3.url, bron_=kwb_bron())
    voor = inhoud(tmp_path)
    v3.tabellen, v4.tabellen = {}, {}
    with pytest.raises(BronFout) as fout:
        haal(tmp_path, v3=v3.url, v4=v4.url, bron_=kwb_bron())
    assert str(fout.value) == (
        f"CBS-tabel {TABEL} is niet opgehaald van {v3.url}: CBS kent deze tabel niet (404); kijk of het nummer in "
        f"definitions/bronnen.yml klopt. Via OData v4 ({v4.url}) lukte het ook niet: CBS kent dit adres niet (404). "
        "De laatste goede cijfers blijven staan; er is niets half opgeslagen."
    )
    assert inhoud(tmp_path) == voor
    assert goed.is_dir()


@pytest.mark.parametrize(
    ("waar", "kuur"),
    [
        ("Properties", 503),
        ("MeasureCodes", "html"),
        ("MeasureGroups", "429"),
        ("WijkenEnBuurtenCodes", "latin-1"),
        ("Observations", "afgebroken"),
        ("Observations", "kapot"),
    ],
)
def test_v4_is_tried_again_too(v4, tmp_path, kuur, waar, monkeypatch):
    monkeypatch.setattr("ezlib.sources.verkeer._retry_after", lambda _: 0.01)
    v4.kuren[waar] = [kuur, kuur]
    assert len(tidy(haal(tmp_path, v4=v4.url, bron_=kwb_bron()))) == 77


@pytest.mark.parametrize(
    ("kuur", "zin"),
    [
        ("kring", "de bladzijden van het antwoord verwijzen naar elkaar"),
        ("elders", "verwijst door naar een ander adres"),
    ],
)
def test_pages_of_v4_that_go_astray(v4, tmp_path, kuur, zin):
    v4.kuren["Observations"] = kuur
    v4.ander = DICHT
    with pytest.raises(BronFout, match=zin):
        haal(tmp_path, v4=v4.url, bron_=kwb_bron())
    assert inhoud(tmp_path) == {}


def test_an_observation_that_comes_twice(v4, tmp_path):
    tabel = v4.tabellen[TABEL]
    tabel["TypedDataSet"].append(tabel["TypedDataSet"][1] | {"ID": 7})
    with pytest.raises(BronFout, match="een cijfer staat dubbel in het antwoord: GM0637, Gemeentenaam_1"):
        haal(tmp_path, v4=v4.url, bron_=kwb_bron())


@pytest.mark.parametrize("waar", ["Observations", "MeasureCodes", "Dimensions", "WijkenEnBuurtenCodes"])
def test_an_empty_answer_of_v4(v4, tmp_path, waar, monkeypatch):
    echt = nep_cbs4.als_v4
    monkeypatch.setattr(nep_cbs4, "als_v4", lambda tabel: echt(tabel) | {waar: []})
    with pytest.raises(BronFout, match="lukte het ook niet"):
        haal(tmp_path, v4=v4.url, bron_=kwb_bron())
    assert inhoud(tmp_path) == {}


def test_a_table_by_title_through_v4(v4, tmp_path):
    map_ = haal(tmp_path, v4=v4.url, bron_=kwb_bron(tabel="", titel="Kerncijfers wijken en buurten 2020"))
    assert load_snapshot(map_).herkomst.table == TABEL
