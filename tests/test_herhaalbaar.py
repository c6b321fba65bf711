"""The same inputs give the same bytes: in another folder and order, with other workers, elsewhere, by another engine."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from werkplaats import STAP, Werkplaats, foto, richt_in, verschillen

from ezlib.definitions import load_definities
from ezlib.store import WORTEL

SOORTEN = {".html", ".ipynb", ".csv", ".xlsx", ".ods", ".docx", ".pdf", ".png", ".parquet", ".zip", ".json", ".js"}


@pytest.fixture(scope="module")
def elders(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """A second build from nothing: a folder with a space in its name, one worker, another time zone and language."""
    plaats = richt_in(tmp_path_factory.mktemp("elders") / "een heel andere map" / "ez", gebouwd.map_)
    uitkomst = plaats.draai(
        "yearly", EZ_WORKERS="1", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7", SOURCE_DATE_EPOCH="1"
    )
    assert uitkomst.status == 0, uitkomst.tekst
    # Steps that are ready have no order of their own; the seed of Python picks one.
    gedaan = [naam.removeprefix("indicator ") for naam in STAP.findall(uitkomst.tekst) if naam.startswith("indicator ")]
    catalogus = list(load_definities(WORTEL / "definitions").indicatoren)
    assert sorted(gedaan) == sorted(catalogus) and gedaan != catalogus
    return plaats


def test_two_folders_give_the_same_bytes_with_one_worker_or_two(gebouwd: Werkplaats, elders: Werkplaats) -> None:
    assert verschillen(gebouwd.map_ / "outputs", elders.map_ / "outputs") == []
    # A kind of file that nobody makes any more would be equal for no reason.
    assert {Path(naam).suffix for naam in foto(gebouwd.editie)} >= SOORTEN


def test_the_database_is_equal_by_content(gebouwd: Werkplaats, elders: Werkplaats) -> None:
    """DuckDB lays its pages out as it likes; what a reader of it gets is the same."""
    een, ander = (inhoud(plaats.werk / "economie.duckdb") for plaats in (gebouwd, elders))
    assert een.keys() == ander.keys() and len(een) > 5
    assert [naam for naam in een if een[naam] != ander[naam]] == []


def inhoud(pad: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every table and view, in an order of their own."""
    with duckdb.connect(str(pad), read_only=True) as verbinding:
        namen = verbinding.execute("select table_name from information_schema.tables order by 1").fetchall()
        return {n: verbinding.execute(f'select * from "{n}" order by all').fetchall() for (n,) in namen}


def test_a_planted_clock_is_found_in_every_kind_of_file(gebouwd: Werkplaats, tmp_path: Path) -> None:
    """Two copies that do the same, with a clock in the name of the site and in what makes every zip."""
    plaatsen = [gebouwd.kopie(tmp_path / naam) for naam in ("een", "twee")]
    klok = "__import__('time').time_ns()"
    for plaats in plaatsen:
        plaats.wijzig("ezlib/report/site.py", '{naam} {jaar}"', f'{{naam}} {{jaar}} {{{klok}}}"')
        plaats.wijzig("ezlib/vastezip.py", "ZipInfo(naam, NUL)", "ZipInfo(naam, __import__('time').localtime()[:6])")
        uitkomst = plaats.draai("yearly")
        assert uitkomst.status == 0, uitkomst.tekst
    gevonden = set(verschillen(*(plaats.editie for plaats in plaatsen)))
    assert {
        "index.html",
        "managementrapportage.docx",
        "tabellen/waarnemingen.xlsx",
        "tabellen/waarnemingen.ods",
    } <= gevonden
    assert "tabellen/waarnemingen.csv" not in gevonden


def test_both_engines_give_the_same_notebooks_and_edition(gebouwd: Werkplaats, tmp_path: Path) -> None:
    plaats = gebouwd.kopie(tmp_path / "kernel")
    uitkomst = plaats.draai("yearly", EZ_ENGINE="kernel")
    assert uitkomst.status == 0, uitkomst.tekst
    gedraaid = {n for n in uitkomst.gedraaid if n.startswith("notebook ")}
    assert len(gedraaid) == len(list((plaats.map_ / "notebooks").glob("*.ipynb")))
    for pad in sorted((gebouwd.editie / "notebooks").iterdir()):
        warm, kern = (json.loads((p.editie / "notebooks" / pad.name).read_text("utf-8")) for p in (gebouwd, plaats))
        for i, (een, twee) in enumerate(zip(warm["cells"], kern["cells"], strict=True)):
            assert een == twee, f"{pad.name}, cel {i + 1}"
    assert foto(plaats.editie) == foto(gebouwd.editie)
    assert uitkomst.gedraaid == gedraaid, "equal notebooks leave the site as it is"
