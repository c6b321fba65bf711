"""A fetch from CBS that goes on where one stopped, and a table found by its title."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from cbsproef import ENTITEITEN, assert_gelijk
from haal_cbs import delen, haal, inhoud
from nep_kwb import TABEL, UITGAVE, kwb_bron

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import keur_eerst, kies_snapshot, load_snapshot
from ezlib.store import WORTEL

pytestmark = pytest.mark.usefixtures("kort")


# --- resume --------------------------------------------------------------------------------------------------------


def test_what_arrived_whole_is_not_fetched_again(cbs, fetch, eerder, tmp_path):
    cbs.kuren["TypedDataSet"] = 503
    with pytest.raises(BronFout):
        fetch()
    assert sorted(delen(tmp_path)) == sorted(f"{e}.json" for e in ENTITEITEN[:-1])
    cbs.kuren.clear()
    cbs.verzoeken.clear()
    assert_gelijk(fetch(), eerder)
    assert cbs.gevraagd() == ["TableInfos", "", *["TypedDataSet"] * 4, "TableInfos"]


def test_what_the_reader_refuses_is_fetched_again(cbs, fetch, eerder, tmp_path):
    """CBS may mend a table without a new date of issue."""

    def keur(_: object) -> None:
        raise BronFout("onleesbaar")

    voor = inhoud(tmp_path)
    with keur_eerst(keur), pytest.raises(BronFout, match="onleesbaar"):
        fetch()
    assert inhoud(tmp_path) == voor
    assert not list(tmp_path.rglob("*.deel"))
    cbs.verzoeken.clear()
    assert_gelijk(fetch(), eerder)
    assert "TypedDataSet" in cbs.gevraagd()


@pytest.mark.parametrize("anders", ["issue", "choice"])
def test_what_belongs_to_something_else_is_fetched_again(cbs, fetch, eerder, tmp_path, tabel, anders):
    cbs.kuren["TypedDataSet"] = 503
    with pytest.raises(BronFout):
        fetch()
    cbs.kuren.clear()
    cbs.verzoeken.clear()
    velden = {"kolommen": ("AantalInwoners",)} if anders == "choice" else {}
    if anders == "issue":
        tabel["TableInfos"][0]["Modified"] = "2022-06-01T02:00:00"
    map_ = haal(tmp_path, v3=cbs.url, bron_=kwb_bron(**velden))
    assert set(ENTITEITEN) <= set(cbs.gevraagd())
    assert {p.name for p in map_.parent.iterdir()} == {map_.name, eerder.name}


def test_a_torn_file_of_an_earlier_try_is_fetched_again(cbs, fetch, eerder, tmp_path):
    cbs.kuren["TypedDataSet"] = 503
    with pytest.raises(BronFout):
        fetch()
    next(tmp_path.rglob("*.deel/WijkenEnBuurten.json")).write_text("[{", encoding="utf-8")
    cbs.kuren.clear()
    assert_gelijk(fetch(), eerder)


def test_a_kill_in_mid_download_leaves_nothing_half_and_the_next_run_resumes(cbs, fetch, eerder, tmp_path):
    """kill -9 while the second page of the data set is awaited."""
    cbs.kuren["TypedDataSet"] = "haperend"
    cbs.vanaf_pagina = 1
    voor = inhoud(tmp_path)
    code = f"import sys; sys.path[:0] = {[str(WORTEL), str(WORTEL / 'tests')]!r}\n" + (
        "from pathlib import Path; from haal_cbs import haal; from nep_kwb import kwb_bron\n"
        f"haal(Path({str(tmp_path)!r}), v3={cbs.url!r}, bron_=kwb_bron(), timeout_s=30.0)"
    )
    kind = subprocess.Popen([sys.executable, "-c", code])
    einde = time.monotonic() + 20
    while cbs.gevraagd().count("TypedDataSet") < 2 and time.monotonic() < einde:
        time.sleep(0.01)
    os.kill(kind.pid, signal.SIGKILL)
    assert kind.wait(10) == -signal.SIGKILL
    assert inhoud(tmp_path) == voor
    assert sorted(delen(tmp_path)) == sorted(f"{e}.json" for e in ENTITEITEN[:-1])
    assert kies_snapshot(tmp_path / "raw", eerder.parent.name) == eerder
    cbs.kuren.clear()
    cbs.verzoeken.clear()
    assert_gelijk(fetch(), eerder)
    assert set(cbs.gevraagd()) == {"TableInfos", "", "TypedDataSet"}


def test_an_unbroken_and_a_resumed_download_are_the_same_bytes(cbs, tmp_path):
    een = haal(tmp_path / "een", v3=cbs.url, bron_=kwb_bron())
    for waar in ENTITEITEN[1:]:
        cbs.kuren = {waar: 404}
        with pytest.raises(BronFout):
            haal(tmp_path / "ander", v3=cbs.url, bron_=kwb_bron())
    cbs.kuren = {}
    ander = haal(tmp_path / "ander", v3=cbs.url, bron_=kwb_bron())
    assert inhoud(een) == inhoud(ander)


def test_unchanged_means_one_request(cbs, fetch):
    map_ = fetch()
    cbs.verzoeken.clear()
    voor = inhoud(map_)
    assert fetch() == map_
    assert cbs.gevraagd() == ["TableInfos"]
    assert inhoud(map_) == voor
    assert UITGAVE in (map_ / "TableInfos.json").read_text(encoding="utf-8")


# --- the catalogue -------------------------------------------------------------------------------------------------


def op_titel(titel: str):
    return kwb_bron(id="cbs_kwb_2020", tabel="", titel=titel)


def test_a_table_is_found_by_its_title(cbs, tmp_path):
    """Among thousands, whatever its number; capitals and spaces do not count."""
    cbs.andere_titels = {f"{n}NED": f"Kerncijfers wijken en buurten {n}" for n in range(10_000, 15_000)}
    map_ = haal(tmp_path, v3=cbs.url, bron_=op_titel("kerncijfers  Wijken en buurten 2020"))
    assert load_snapshot(map_).herkomst.table == TABEL
    assert map_.parent.name == "cbs_kwb_2020"
    assert cbs.gevraagd()[0] == "Tables"
    assert "%24select=Identifier%2CTitle" in cbs.verzoeken[0]


@pytest.mark.parametrize(
    ("titel", "andere", "zin"),
    [
        ("Kerncijfers wijken en buurten 2026", {}, 'CBS heeft (nog) geen tabel met de titel "Kerncijfers wijken en'),
        ("Kerncijfers wijken en buurten 2026", {}, '(bedoelde u "Kerncijfers wijken en buurten 2020"?)'),
        (
            "Kerncijfers wijken en buurten 2020",
            {"99999NED": "Kerncijfers wijken en buurten 2020"},
            f"hoort bij meer tabellen van CBS: {TABEL}, 99999NED; zet het goede nummer in definitions/bronnen.yml",
        ),
    ],
)
def test_a_title_that_is_not_there_or_there_twice(cbs, tmp_path, titel, andere, zin):
    cbs.andere_titels = andere
    with pytest.raises(BronFout) as fout:
        haal(tmp_path, v3=cbs.url, bron_=op_titel(titel))
    assert str(fout.value).startswith(f'CBS-tabel "{titel}" is niet opgehaald van {cbs.url}: ')
    assert zin in str(fout.value)
    assert inhoud(tmp_path) == {}


def test_a_catalogue_in_pieces_is_not_taken_for_the_whole(cbs, tmp_path):
    cbs.heel = frozenset()
    cbs.andere_titels = {"1": "a", "2": "b"}
    with pytest.raises(BronFout, match="de catalogus van CBS komt in delen; noem het nummer van de tabel"):
        haal(tmp_path, v3=cbs.url, bron_=op_titel("Kerncijfers wijken en buurten 2020"))
