"""The programme of published tables is data: read as it stands, and each fault is named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ezlib.definitions import load_definities
from ezlib.fouten import DefinitieFout
from ezlib.register import load_registerdefinities
from ezlib.register.programma import Tabel
from ezlib.store import WORTEL

LAATSTE = "  - {onderwerp: doorstarters, gebied_type: wijk, kenmerk: totaal}\n"


def _fout(tmp_path: Path, nieuw: str) -> tuple[str, int]:
    """What is said of a line put behind the programme, and the number of that line."""
    map_ = Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))
    tekst = (map_ / "register.yml").read_text(encoding="utf-8")
    assert tekst.count(LAATSTE) == 1
    voor = tekst[: tekst.index(LAATSTE)] + LAATSTE
    (map_ / "register.yml").write_text(tekst.replace(LAATSTE, LAATSTE + nieuw), encoding="utf-8")
    with pytest.raises(DefinitieFout) as fout:
        load_registerdefinities(map_)
    return str(fout.value), voor.count("\n") + 1


def test_the_tables_are_read_in_the_order_of_the_file() -> None:
    d = load_registerdefinities(WORTEL / "definitions")
    assert d.programma[:2] == (Tabel("vestigingen", "gemeente"), Tabel("vestigingen", "gemeente", "sector"))
    assert d.bescherming["arbeidsplaatsen"] == "banen" and d.bescherming["starters"] == "personen"
    # The steps from quarters to the year are counted beside the programme, and protected like the rest.
    assert {t.onderwerp for t in d.programma} == set(d.bescherming) - {"starters_aansluiting"}


def test_misspelt_level_and_key_are_named_with_their_line(tmp_path: Path) -> None:
    tekst, regel = _fout(tmp_path, "  - {onderwerp: starters, gebied_type: wijkk, kenmerkk: totaal}\n")
    assert f"register.yml, regel {regel} (programma." in tekst and '"wijkk" kan niet (bedoelde u "wijk"?)' in tekst
    assert 'onbekende sleutel "kenmerkk" (bedoelde u "kenmerk"?)' in tekst and '"kenmerk" ontbreekt' in tekst


def test_table_that_stands_there_twice(tmp_path: Path) -> None:
    tekst, regel = _fout(tmp_path, LAATSTE)
    assert f"regel {regel} (programma." in tekst and f"deze tabel staat er al, op regel {regel - 1}" in tekst


def test_subject_without_an_agreed_protection(tmp_path: Path) -> None:
    tekst, regel = _fout(tmp_path, "  - {onderwerp: omzet, gebied_type: gemeente, kenmerk: totaal}\n")
    assert f"regel {regel} (" in tekst and 'zet "omzet" eerst bij "bescherming"' in tekst


@pytest.mark.parametrize("gebied_type", ["buurt", "werklocatie"])
def test_starters_of_one_place_are_never_split(tmp_path: Path, gebied_type: str) -> None:
    tekst, _ = _fout(tmp_path, f"  - {{onderwerp: starters, gebied_type: {gebied_type}, kenmerk: sector}}\n")
    assert f"van starters per {gebied_type} mag alleen het totaal: een starter is vaak een persoon" in tekst


def test_cross_has_the_labels_of_both_breakdowns() -> None:
    d = load_definities(WORTEL / "definitions")
    assert d.label("sector_x_werkzame_personen", "health|2+") == "Health, 2 of meer werkzame personen"
