"""The real cbsodata client against a local service that speaks OData v3 and misbehaves."""

from __future__ import annotations

import json
from pathlib import Path

import cbsodata
import haal_cbs
import nep_cbs
import pytest
from haal_cbs import bron, delen, inhoud, zonder_wachten

from ezlib.fouten import BronFout, OpslagFout
from ezlib.sources.cbs_tabel import load_entiteit
from ezlib.sources.snapshot import kies_snapshot, load_snapshot

BRON = "cbs_84799NED"
UITGAVE = "2021-03-26T020000"


@pytest.fixture(autouse=True)
def kort(monkeypatch):
    """Two tries without a wait in between; what retries do is tested in tests/faults."""
    zonder_wachten(monkeypatch, pogingen=2)


@pytest.fixture
def cbs():
    with nep_cbs.draai() as server:
        yield server


@pytest.fixture
def fetch(cbs, tmp_path):
    """Fetch the table into tmp_path/raw/<bron>; keyword arguments are fields of the source."""

    def haal(**velden) -> Path:
        return haal_cbs.haal(tmp_path, v3=cbs.url, bron_=bron(**velden))

    return haal


def test_download_is_whole_typed_and_keeps_codes(cbs, fetch, tmp_path):
    map_ = fetch()
    assert map_ == tmp_path / "raw" / BRON / UITGAVE
    snapshot = load_snapshot(map_)
    data = load_entiteit(snapshot, "TypedDataSet")
    # Five rows over three pages; the key keeps its padding, the empty figure stays empty.
    assert data["WijkenEnBuurten"].tolist() == nep_cbs.CODES
    assert data["Woningvoorraad_34"].fillna(-1).tolist() == [-1, 10, 20, 30, 40]
    assert sorted(p.name for p in map_.iterdir()) == [
        "CategoryGroups.json",
        "DataProperties.json",
        "TableInfos.json",
        "TypedDataSet.json",
        "WijkenEnBuurten.json",
        "herkomst.json",
    ]
    herkomst = snapshot.herkomst
    assert (herkomst.modified, herkomst.vorm, herkomst.table) == ("2021-03-26T02:00:00", "volledig", nep_cbs.TABEL)
    assert herkomst.bestanden["TypedDataSet.json"]["rows"] == 5
    assert not any("UntypedDataSet" in pad for pad in cbs.verzoeken)
    assert not any("select" in pad or "filter" in pad for pad in cbs.verzoeken)
    assert herkomst.noot == "De hele tabel, opgehaald bij CBS."


def test_select_and_filter_go_to_the_data_set_only(cbs, fetch):
    map_ = fetch(filter=({"WijkenEnBuurten": ["NL", "gemeenten"]},), kolommen=("Woningvoorraad", "Weg"))
    data = load_entiteit(load_snapshot(map_), "TypedDataSet")
    assert data["WijkenEnBuurten"].str.strip().tolist() == ["NL00", "GM0637", "WK063700", "BU06370001", "BU06370002"]
    assert list(data) == ["ID", "WijkenEnBuurten", "Woningvoorraad_34"]
    herkomst = load_snapshot(map_).herkomst
    assert herkomst.vorm == "uittreksel"
    assert herkomst.noot == (
        "Opgehaald bij CBS; alleen kolommen Woningvoorraad, Weg; "
        "alleen rijen waarvan WijkenEnBuurten begint met NL of GM0637."
    )
    met = [pad for pad in cbs.verzoeken if "select" in pad]
    assert met
    assert all("/TypedDataSet?" in pad and "filter" in pad for pad in met)


def test_a_long_list_of_areas_is_asked_for_in_parts(cbs, fetch, monkeypatch):
    """CBS drops the connection of a long address; a row that two parts match comes once."""
    gemeenten = tuple(f"GM{nummer:04}" for nummer in range(600, 640))
    map_ = haal_cbs.haal(
        fetch().parents[2] / "ander",
        v3=cbs.url,
        gemeenten=gemeenten,
        bron_=bron(filter=({"WijkenEnBuurten": ["gemeenten"]},)),
    )
    codes = load_entiteit(load_snapshot(map_), "TypedDataSet")["WijkenEnBuurten"].str.strip().tolist()
    assert sorted(codes) == ["BU06370001", "BU06370002", "GM0637", "WK063700"]
    assert sum("filter" in pad for pad in cbs.verzoeken) > 4
    assert max(map(len, cbs.verzoeken)) < 2_048


def test_another_choice_of_the_same_issue_is_fetched(cbs, fetch):
    heel = fetch()
    deel = fetch(filter=({"WijkenEnBuurten": ["BU"]},))
    assert deel == heel
    assert len(load_entiteit(load_snapshot(deel), "TypedDataSet")) == 2


def test_table_without_any_of_the_columns(cbs, fetch):
    with pytest.raises(BronFout, match=r"geen van de kolommen Inwoners, Banen; pas kolommen aan in definitions/bron"):
        fetch(kolommen=("Inwoners", "Banen"))


def test_same_issue_is_not_fetched_again(cbs, fetch):
    eerste = fetch()
    voor = inhoud(eerste)
    cbs.verzoeken.clear()
    assert fetch() == eerste
    assert [pad.split("/")[4].split("?")[0] for pad in cbs.verzoeken] == ["TableInfos"]
    assert inhoud(eerste) == voor


def test_new_issue_lands_beside_the_old_one_and_outranks_it(cbs, fetch, tmp_path):
    oud = fetch()
    cbs.tabellen[nep_cbs.TABEL]["TableInfos"] = [nep_cbs.INFO | {"Modified": "2022-01-10T02:00:00"}]
    nieuw = fetch()
    assert oud.is_dir()
    assert kies_snapshot(tmp_path / "raw", BRON) == nieuw


def test_table_without_a_moment_of_issue_is_fetched_each_time_under_the_date(cbs, fetch):
    cbs.tabellen[nep_cbs.TABEL]["TableInfos"] = [nep_cbs.INFO | {"Modified": None}]
    map_ = fetch()
    assert map_.name == load_snapshot(map_).herkomst.retrieved_at
    cbs.verzoeken.clear()
    assert fetch() == map_
    assert any("TypedDataSet" in pad for pad in cbs.verzoeken)
    assert [p.name for p in map_.parent.iterdir()] == [map_.name]


def test_damaged_snapshot_of_the_same_issue_is_replaced(fetch):
    map_ = fetch()
    (map_ / "TypedDataSet.json").write_text("[]", encoding="utf-8")
    assert len(load_entiteit(load_snapshot(fetch()), "TypedDataSet")) == 5


@pytest.mark.parametrize("waar", ["", "TableInfos", "TypedDataSet", "WijkenEnBuurten"])
@pytest.mark.parametrize(
    ("kuur", "zin"),
    [
        (404, "CBS kent deze tabel niet (404); kijk of het nummer in definitions/bronnen.yml klopt"),
        (429, "te veel verzoeken komen (429)"),
        (500, "de dienst van CBS heeft een storing (500); probeer het later opnieuw"),
        (503, "de dienst van CBS heeft een storing (503)"),
        (403, "CBS weigert het verzoek (403)"),
        ("afgebroken", "de verbinding is verbroken"),
        ("kapot", "het antwoord is geen (hele) JSON"),
        ("html", "het antwoord is geen (hele) JSON"),
    ],
)
def test_any_fault_keeps_the_last_good_snapshot_and_leaves_nothing(cbs, fetch, tmp_path, kuur, zin, waar):
    fetch()
    voor = inhoud(tmp_path)
    cbs.tabellen[nep_cbs.TABEL]["TableInfos"] = [nep_cbs.INFO | {"Modified": "2022-01-10T02:00:00"}]
    cbs.kuren[waar] = kuur
    with pytest.raises(BronFout) as fout:
        fetch()
    assert str(fout.value).startswith(f"CBS-tabel {nep_cbs.TABEL} is niet opgehaald van {cbs.url}: ")
    assert zin in str(fout.value)
    assert str(fout.value).endswith("De laatste goede cijfers blijven staan; er is niets half opgeslagen.")
    assert inhoud(tmp_path) == voor
    # What came whole waits for the next try under a name that nothing reads, and holds whole entities only.
    namen = {p.name for p in (tmp_path / "raw" / BRON).iterdir()} - {UITGAVE}
    assert all(naam.startswith(".") and naam.endswith(".deel") for naam in namen)
    assert all(isinstance(json.loads(bytes_), list) for bytes_ in delen(tmp_path).values())
    assert f"{waar}.json" not in delen(tmp_path)
    assert kies_snapshot(tmp_path / "raw", BRON) == tmp_path / "raw" / BRON / UITGAVE


@pytest.mark.parametrize("kuur", ["stil", "haperend"])
def test_silence_ends_at_the_time_out(cbs, fetch, tmp_path, kuur):
    cbs.kuren["TypedDataSet"] = kuur
    with pytest.raises(BronFout, match=r"CBS gaf 0\.3 seconden lang geen antwoord"):
        fetch()
    assert inhoud(tmp_path) == {}


@pytest.mark.parametrize("kuur", ["afgebroken", "kapot", 500])
def test_break_on_a_later_page_leaves_nothing(cbs, fetch, tmp_path, kuur):
    cbs.kuren["TypedDataSet"] = kuur
    cbs.vanaf_pagina = 1
    with pytest.raises(BronFout):
        fetch()
    assert [pad for pad in cbs.verzoeken if "TypedDataSet" in pad and "skip" in pad]
    assert inhoud(tmp_path) == {}


def test_unknown_table(fetch):
    with pytest.raises(BronFout, match=r"CBS-tabel 99999NED is niet opgehaald .* CBS kent deze tabel niet"):
        fetch(tabel="99999NED")


def test_refused_connection(tmp_path):
    with nep_cbs.draai() as server:
        url = server.url
    with pytest.raises(BronFout, match="er kwam geen verbinding tot stand"):
        haal_cbs.haal(tmp_path, v3=url)


@pytest.mark.parametrize(
    ("entiteit", "rijen"),
    [
        ("TypedDataSet", None),
        ("TableInfos", []),
        ("TableInfos", [{"Identifier": "84799NED", "Modified": "gisteren"}]),
        ("TableInfos", [nep_cbs.INFO | {"Identifier": "85984NED"}]),
        ("TypedDataSet", []),
        ("DataProperties", []),
        ("WijkenEnBuurten", ["geen rij"]),
    ],
)
def test_answer_without_what_a_table_needs(cbs, fetch, tmp_path, entiteit, rijen):
    tabel = cbs.tabellen[nep_cbs.TABEL]
    if rijen is None:
        del tabel[entiteit]
    else:
        tabel[entiteit] = rijen
    with pytest.raises(BronFout, match=f"CBS-tabel {nep_cbs.TABEL} is niet opgehaald"):
        fetch()
    assert inhoud(tmp_path) == {}


def test_empty_service_document(cbs, fetch):
    tabel = cbs.tabellen[nep_cbs.TABEL]
    cbs.tabellen[nep_cbs.TABEL] = {"TableInfos": tabel["TableInfos"]}
    with pytest.raises(BronFout, match=r"geen gegevens of geen beschrijving"):
        fetch()


def test_full_disk_is_told_as_such(monkeypatch, fetch, tmp_path):
    def vol(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ezlib.sources.cbs3._schrijf_rijen", vol)
    with pytest.raises(OpslagFout, match="de schijf is vol"):
        fetch()
    assert inhoud(tmp_path) == delen(tmp_path) == {}


def test_rest_of_a_killed_download_is_cleared_and_never_chosen(fetch, tmp_path):
    rest = tmp_path / "raw" / BRON / f".{UITGAVE}.tmp123"
    rest.mkdir(parents=True)
    (rest / "TypedDataSet.json").write_text("[", encoding="utf-8")
    fetch()
    assert [p.name for p in (tmp_path / "raw" / BRON).iterdir()] == [UITGAVE]


def test_https_option_is_put_back(fetch):
    voor = cbsodata.options.use_https
    fetch()
    assert cbsodata.options.use_https is voor


def test_downloaded_files_are_the_bare_list_of_rows(fetch):
    assert json.loads((fetch() / "TableInfos.json").read_text(encoding="utf-8")) == [nep_cbs.INFO]
