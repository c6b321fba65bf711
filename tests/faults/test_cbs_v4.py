"""A table that v3 does not serve comes through v4: the same files, the same tidy frame."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import nep_bron
import nep_cbs4
import pandas as pd
import pytest
import test_tidy_statline as statline
from haal_cbs import DICHT, haal, inhoud, zonder_wachten
from nep_kwb import TABEL, kwb_bron, kwb_tabel

from ezlib.fouten import BronFout
from ezlib.sources import cbs_filter
from ezlib.sources.snapshot import load_snapshot
from ezlib.tidy import check_tidy
from ezlib.tidy.kwb import tidy_kwb
from ezlib.tidy.statline import tidy_statline


@pytest.fixture(autouse=True)
def kort(monkeypatch):
    zonder_wachten(monkeypatch)


@pytest.fixture
def v3(cbs):
    return cbs


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


def statline_tabel(map_: Path) -> dict[str, list[dict]]:
    """The small table of test_tidy_statline, as CBS serves it: with dimensions, periods and their status."""
    tabel = {"dimensies": statline.DIMENSIES, "rijen": statline.RIJEN, "status": statline.STATUS}
    bestanden = nep_bron.statline(map_ / "cbs_x" / "a", statline.BANEN, **tabel).map_.glob("[A-Z]*.json")
    uit = {pad.stem: json.loads(pad.read_text(encoding="utf-8")) for pad in bestanden}
    uit["TableInfos"] = [{"ID": 0, "Title": "Banen", "Identifier": "83582NED", "Modified": "2025-12-01T02:00:00"}]
    next(e for e in uit["DataProperties"] if e["Type"] == "Topic")["Title"] = "Banen van werknemers in december"
    # v3 has a row for every combination of keys; those that the small table leaves out have no figure.
    dims = list(statline.DIMENSIES)
    er_zijn = {tuple(rij[d] for d in dims): rij for rij in uit["TypedDataSet"]}
    leeg = {"BanenVanWerknemersInDecember_1": None}
    uit["TypedDataSet"] = [
        dict(zip(dims, sleutel, strict=True)) | er_zijn.get(sleutel, leeg) | {"ID": i}
        for i, sleutel in enumerate(product(*(statline.DIMENSIES[d] for d in dims)))
    ]
    return uit


EEN_BLOK = {"RegioS": ["NL", "gemeenten"], "Perioden": ["2020", "2021"]}


@pytest.mark.parametrize("langste", [1_300, 60])
@pytest.mark.parametrize("filter_", [(), (EEN_BLOK,), (EEN_BLOK, {"Perioden": ["2021"]})])
def test_a_table_with_dimensions_is_the_same_both_ways(v3, v4, tmp_path, langste, filter_, monkeypatch):
    monkeypatch.setattr(cbs_filter, "LANGSTE", langste)
    bron = kwb_bron(id="cbs_x", tabel="83582NED", lezer="statline", statline=statline.BLOK, filter=filter_)
    v3.tabellen = v4.tabellen = {"83582NED": statline_tabel(tmp_path)}
    een, ander = (
        check_tidy(
            tidy_statline(load_snapshot(haal(tmp_path / naam, bron_=bron, gemeenten=("GM0001",), **adres)), bron)
        )
        for naam, adres in {"een": {"v3": v3.url}, "ander": {"v4": v4.url}}.items()
    )
    # Two areas, two years, the total and Q; a filter that is asked in parts counts nothing twice.
    assert len(een) == 8
    assert sorted(een["waarde"].dropna()) == [400, 16_100, 8_000_100]
    if len(filter_) == 2:
        # Blocks that add up are no full combination of keys: what has no figure is not told of by v4.
        een = een.dropna(subset="waarde")
        ander = ander.dropna(subset="waarde")
    orde = ["gebied_code", "periode", "kenmerkwaarde"]
    pd.testing.assert_frame_equal(*(f.sort_values(orde, ignore_index=True) for f in (een, ander)))


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
