"""The real client of DUO against a local CKAN that misbehaves; and what its files count."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nep_bron
import nep_duo
import pytest
from ophalen import haal_en_dood, inhoud

from ezlib.fouten import BronFout, OpslagFout
from ezlib.sources import verkeer
from ezlib.sources.duo import fetch_bron
from ezlib.sources.snapshot import load_snapshot
from ezlib.sources.vernieuwen import haal_op

ID = "duo_vestigingen_vo"
ROWS = "datastore_search"
BESTAND = {
    "woorden": ["alle", "Vestigingen"],
    "telt": "vestigingen",
    "gemeente": "GEMEENTENUMMER",
    "soort": "vo",
    "sleutel": "VESTIGINGSCODE",
    "aanbieder": "VESTIGINGSNAAM",
    "niveau": "ONDERWIJSSTRUCTUUR",
}


def bron(*bestanden: dict[str, Any]):
    velden = {"id": ID, "soort": "duo", "lezer": "duo", "tabel": nep_duo.PAKKET}
    return nep_bron.bron(**velden, bestanden=bestanden or (BESTAND,))


@pytest.fixture(autouse=True)
def korte_wachttijd(monkeypatch):
    monkeypatch.setattr(verkeer, "WACHT_S", 0.001)
    monkeypatch.setattr(verkeer, "POGINGEN", 2)


@pytest.fixture
def duo():
    with nep_duo.NepDuo().draai() as server:
        yield server


@pytest.fixture
def fetch(duo, tmp_path):
    """Fetch the schools into tmp_path/raw."""

    def haal(*bestanden: dict[str, Any], url: str = "") -> Path:
        inst = SimpleNamespace(duo_url=url or duo.url, timeout_s=0.3)
        return fetch_bron(bron(*bestanden), doel=tmp_path / "raw" / ID, inst=inst, gemeenten=("GM0637",))

    return haal


@pytest.fixture
def laatste_goede(duo, fetch, tmp_path):
    """A good snapshot, and after it a newer file at DUO; what is there must survive every fault."""
    fetch()
    voor = inhoud(tmp_path)
    duo.gewijzigd = "2026-02-03T08:00:00"
    duo.verzoeken.clear()

    def heel(zin: str, *bestanden: dict[str, Any]) -> None:
        with pytest.raises(BronFout) as fout:
            fetch(*bestanden)
        assert str(fout.value).startswith(f"Bron {ID} (x) is niet opgehaald: ")
        assert zin in str(fout.value)
        assert str(fout.value).endswith("Cijfers die u al had, blijven staan; er is niets half opgeslagen.")
        assert inhoud(tmp_path) == voor

    return heel


# --- when all is well ------------------------------------------------------------------------------------------


def test_snapshot_has_all_rows_and_only_the_columns_named(duo, fetch, tmp_path):
    map_ = fetch()
    assert map_ == tmp_path / "raw" / ID / "2026-01-07T091500"
    rijen = json.loads((map_ / "1.json").read_text(encoding="utf-8"))
    assert len(rijen) == 6  # two pages of four
    assert set(rijen[0]) == {"GEMEENTENUMMER", "VESTIGINGSCODE", "VESTIGINGSNAAM", "ONDERWIJSSTRUCTUUR"}
    herkomst = load_snapshot(map_).herkomst
    assert (herkomst.modified, herkomst.soort, herkomst.table) == (nep_duo.GEWIJZIGD, "duo", nep_duo.PAKKET)
    assert "Alle vestigingen voortgezet onderwijs" in herkomst.noot
    assert not any("TELEFOON" in v for v in duo.verzoeken)


def test_same_issue_is_not_fetched_again_unless_more_is_asked_of_it(duo, fetch):
    eerste = fetch()
    duo.verzoeken.clear()
    assert fetch() == eerste
    assert not any(ROWS in v for v in duo.verzoeken)
    assert fetch(BESTAND | {"aanbieder": "TELEFOON"}) == eerste
    assert "TELEFOON" in json.loads((eerste / "1.json").read_text(encoding="utf-8"))[0]


def test_refresh_reads_what_came_before_it_counts(duo, tmp_path, capsys):
    inst = SimpleNamespace(data=tmp_path, duo_url=duo.url, timeout_s=0.3)
    assert haal_op([bron()], inst) == 0
    # A new file that cannot be counted: the one before goes on.
    duo.gewijzigd = "2026-02-03T08:00:00"
    assert haal_op([bron(BESTAND | {"jaar": "VESTIGINGSCODE"})], inst) == 1
    uitvoer = " ".join(capsys.readouterr().out.split())
    assert 'Kolom "VESTIGINGSCODE" bevat iets anders dan een jaar: "11AA00"' in uitvoer
    assert [p.name for p in (tmp_path / "raw" / ID).iterdir() if p.is_dir()] == ["2026-01-07T091500"]


# --- the network -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("waar", ["package_show", ROWS])
@pytest.mark.parametrize("kuur", [404, 403, 503, "html", "kapot", "afgebroken"])
def test_fault_for_ever_keeps_the_last_good_figures(duo, laatste_goede, kuur, waar):
    duo.kuren[waar] = kuur
    laatste_goede("DUO")


@pytest.mark.parametrize("kuur", [429, 500, 502, 503, 504, "afgebroken", "kapot"])
def test_fault_for_a_while_is_waited_out(duo, fetch, kuur):
    duo.koppen["Retry-After"] = "0"
    duo.kuren[ROWS] = [kuur]
    assert load_snapshot(fetch()).herkomst.bestanden["1.json"]["rows"] == 6


@pytest.mark.parametrize("kuur", ["stil", "haperend"])
def test_silence_ends_at_the_time_out(duo, laatste_goede, kuur):
    duo.kuren["offset=4"] = kuur
    laatste_goede("DUO")


def test_refused_connection(fetch, tmp_path):
    with nep_duo.NepDuo().draai() as weg:
        url = weg.url
    with pytest.raises(BronFout, match="DUO"):
        fetch(url=url)
    assert inhoud(tmp_path) == {}


# --- what CKAN says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("antwoord", "zin"),
    [
        (
            {"success": False, "error": {"message": "Not found: package"}},
            'dat de vraag niet lukte: "Not found: package"',
        ),
        ({"success": False, "error": {"__type": "Validation Error"}}, '"Validation Error"'),
        ({"success": False, "result": {"resources": []}}, '"zonder uitleg"'),
        ({"success": True, "result": []}, "niet lukte"),
        ([], "heeft niet de vorm van CKAN"),
        ({"resources": []}, "heeft niet de vorm van CKAN"),
    ],
)
def test_answer_that_is_no_success(duo, laatste_goede, antwoord, zin):
    duo.fout = antwoord
    laatste_goede(zin)


@pytest.mark.parametrize(
    ("woorden", "zin"),
    [
        (["alle"], "DUO heeft 2 bestanden met in de titel: alle. Er zijn: Alle besturen"),
        (["locaties"], "DUO heeft geen bestand met in de titel: locaties. Er zijn: Alle besturen"),
    ],
)
def test_title_that_fits_no_file_or_more(laatste_goede, woorden, zin):
    laatste_goede(zin, BESTAND | {"woorden": woorden})


def test_column_that_was_renamed(laatste_goede):
    laatste_goede("ontbreekt: GEMEENTECODE. Er zijn: _id, GEMEENTENUMMER,", BESTAND | {"gemeente": "GEMEENTECODE"})


def test_file_without_a_date(duo, laatste_goede):
    duo.gewijzigd = None
    laatste_goede('DUO zegt niet wanneer "Alle vestigingen voortgezet onderwijs" is gewijzigd')


@pytest.mark.parametrize("mis", [2, 1])
def test_fewer_rows_than_counted(duo, laatste_goede, mis):
    duo.telt_mis = mis
    laatste_goede(f"DUO telt {6 + mis} rijen")


def test_page_that_comes_twice(duo, laatste_goede, monkeypatch):
    echt = nep_duo.NepDuo._rijen
    monkeypatch.setattr(nep_duo.NepDuo, "_rijen", lambda s, v: echt(s, v | {"offset": "0"}))
    laatste_goede("DUO stuurde rijen van")
    assert len(duo.verzoeken) < 8


def test_count_that_changes_on_the_way(duo, laatste_goede, monkeypatch):
    echt = nep_duo.NepDuo._rijen

    def groeit(self, vraag):
        antwoord = echt(self, vraag)
        return antwoord | ({"total": 7} if "offset" in vraag else {})

    monkeypatch.setattr(nep_duo.NepDuo, "_rijen", groeit)
    laatste_goede("tijdens het ophalen")


def test_empty_file(duo, laatste_goede):
    duo.bestanden["Alle vestigingen voortgezet onderwijs"] = []
    laatste_goede("DUO telt 0 rijen")


def test_half_of_the_rows_of_before(duo, laatste_goede):
    del duo.bestanden["Alle vestigingen voortgezet onderwijs"][3:]
    laatste_goede("telt 3 rijen en had er 6")


# --- the disk, and the end of a process ------------------------------------------------------------------------


def test_full_disk(duo, fetch, tmp_path, monkeypatch):
    fetch()
    voor = inhoud(tmp_path)
    duo.gewijzigd = "2026-02-03T08:00:00"

    def vol(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", vol)
    with pytest.raises(OpslagFout, match="de schijf is vol"):
        fetch()
    monkeypatch.undo()
    assert inhoud(tmp_path) == voor


def test_kill_in_mid_download_leaves_nothing_half_and_the_next_run_ends_the_same(duo, fetch, tmp_path):
    heel = inhoud(fetch())
    shutil.rmtree(tmp_path / "raw")
    duo.kuren["offset=4"] = "stil"
    duo.verzoeken.clear()
    haal_en_dood("duo", url=duo.url, raw=tmp_path / "raw", zodra=lambda: any("offset=4" in v for v in duo.verzoeken))
    assert not inhoud(tmp_path)
    duo.kuren.clear()
    assert inhoud(fetch()) == heel
