"""The quick answer "nothing to do" rests on one sum; it must see every change, and only forgive what does not matter."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ezlib import vingerafdruk
from ezlib.instellingen import Instellingen, lees_instellingen
from ezlib.opdracht import Opdracht

OPDRACHT = Opdracht("yearly")


@pytest.fixture
def huis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A tiny project with an edition, and what `onthoud` wants to know of it."""
    monkeypatch.setattr(vingerafdruk, "WORTEL", tmp_path)
    for naam in vingerafdruk.PROJECT:
        pad = tmp_path / naam
        pad.write_text(naam) if "." in naam else (pad.mkdir(), (pad / "a.py").write_text("1"))
    for naam in ("raw/bron/cijfers.csv", "processed/tidy/bron.parquet", "processed/GM0001/2025/w.parquet"):
        (tmp_path / "data" / naam).parent.mkdir(parents=True)
        (tmp_path / "data" / naam).write_text("1")
    for naam in ("bronnen", "register"):
        (tmp_path / "data" / "processed" / naam).mkdir()
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / "herkomst.json").write_text("1")
    processed = tmp_path / "data" / "processed"
    plek = SimpleNamespace(raw=tmp_path / "data" / "raw", processed=processed)
    return SimpleNamespace(
        huis=plek, werk=processed / "GM0001" / "2025", gemeente="GM0001", jaar=2025, editie=tmp_path / "outputs"
    )


@pytest.fixture
def inst(tmp_path: Path) -> Instellingen:
    return lees_instellingen({}, wortel=tmp_path)


def onthoud(huis: Any, inst: Instellingen) -> None:
    invoer = vingerafdruk.som_invoer(OPDRACHT, inst)
    _schrijf_op(inst, [huis], invoer)


def _schrijf_op(inst: Instellingen, opzetten: list[Any], invoer: str, opdracht: Opdracht = OPDRACHT) -> None:
    bekijk = opzetten[0].editie / "index.html"
    vingerafdruk.onthoud(opdracht, inst, opzetten, invoer=invoer, stappen=5, label="2025, GM0001", bekijk=bekijk)


def test_the_same_is_the_same(huis: Any, inst: Instellingen):
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None
    onthoud(huis, inst)
    vorige = vingerafdruk.lees_vorige(OPDRACHT, inst)
    assert vorige is not None
    assert (vorige["label"], vorige["stappen"]) == ("2025, GM0001", 5)


@pytest.mark.parametrize(
    "naam",
    [
        "ezlib/a.py",
        "tasks/a.py",
        "notebooks/a.py",
        "definitions/a.py",
        "requirements.lock",
        "data/raw/bron/cijfers.csv",
        "data/processed/tidy/bron.parquet",
        "data/processed/GM0001/2025/w.parquet",
        "outputs/herkomst.json",
    ],
)
def test_every_change_counts(huis: Any, inst: Instellingen, tmp_path: Path, naam: str):
    onthoud(huis, inst)
    (tmp_path / naam).write_text("2")
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None
    onthoud(huis, inst)
    (tmp_path / naam).unlink()
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None


def test_a_new_file_and_another_command_count(huis: Any, inst: Instellingen, tmp_path: Path):
    onthoud(huis, inst)
    assert vingerafdruk.lees_vorige(Opdracht("yearly", jaar=2024), inst) is None
    assert vingerafdruk.lees_vorige(OPDRACHT, lees_instellingen({"EZ_ENGINE": "kernel"}, wortel=tmp_path)) is None
    (tmp_path / "data" / "raw" / "bron" / "nieuw.csv").write_text("1")
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None


def test_a_change_during_the_run_is_seen_by_the_next(huis: Any, inst: Instellingen, tmp_path: Path):
    invoer = vingerafdruk.som_invoer(OPDRACHT, inst)
    (tmp_path / "definitions" / "a.py").write_text("2")
    _schrijf_op(inst, [huis], invoer)
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None


def test_what_python_leaves_behind_does_not_count(huis: Any, inst: Instellingen, tmp_path: Path):
    onthoud(huis, inst)
    (tmp_path / "ezlib" / "__pycache__").mkdir()
    (tmp_path / "ezlib" / "__pycache__" / "a.pyc").write_text("x")
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is not None


def test_a_damaged_note_is_no_answer(huis: Any, inst: Instellingen, tmp_path: Path):
    onthoud(huis, inst)
    for pad in (tmp_path / "data" / "processed" / "vingerafdrukken").iterdir():
        pad.write_text("{")
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None


@pytest.mark.parametrize("lijst", ["GM0001,GM0002", "../alle", ",".join(f"GM{i:04d}" for i in range(300))])
def test_many_editions_are_all_watched(huis: Any, inst: Instellingen, tmp_path: Path, lijst: str):
    tweede = SimpleNamespace(**vars(huis) | {"gemeente": "GM0002", "werk": huis.huis.processed / "GM0002" / "2025"})
    tweede.editie = tmp_path / "outputs" / "GM0002"
    for map_ in (tweede.werk, tweede.editie):
        map_.mkdir(parents=True)
        (map_ / "herkomst.json").write_text("1")
    opdracht = Opdracht("yearly", opties={"gemeenten": lijst})
    _schrijf_op(inst, [huis, tweede], vingerafdruk.som_invoer(opdracht, inst), opdracht)
    assert vingerafdruk.lees_vorige(opdracht, inst) is not None
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is None
    (tweede.editie / "herkomst.json").write_text("2")
    assert vingerafdruk.lees_vorige(opdracht, inst) is None


def test_an_edition_without_a_register_is_remembered_too(huis: Any, inst: Instellingen):
    (huis.huis.processed / "register").rmdir()
    onthoud(huis, inst)
    assert vingerafdruk.lees_vorige(OPDRACHT, inst) is not None
