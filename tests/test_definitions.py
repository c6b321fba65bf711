"""Definitions: the real ones load, and every kind of fault is named with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ezlib.definitions import load_definities
from ezlib.fouten import DefinitieFout
from ezlib.store import WORTEL


@pytest.fixture
def map_(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))


def _vervang(map_: Path, bestand: str, oud: str, nieuw: str) -> None:
    tekst = (map_ / bestand).read_text(encoding="utf-8")
    assert oud in tekst
    (map_ / bestand).write_text(tekst.replace(oud, nieuw, 1), encoding="utf-8")


def _fout(map_: Path) -> str:
    with pytest.raises(DefinitieFout) as fout:
        load_definities(map_)
    return str(fout.value)


def test_the_real_definitions_load() -> None:
    d = load_definities(WORTEL / "definitions")
    assert d.thuisgemeente == "GM0637"
    assert d.indicatoren["functiemengingsindex"].richting == "handhaven"
    assert d.label("opleidingsniveau", "hoog") == "hbo, wo"
    assert set(d.indicatoren_van("00-leeswijzer")) == set(d.indicatoren)


def test_every_source_has_a_licence_and_every_indicator_words() -> None:
    d = load_definities(WORTEL / "definitions")
    assert all(bron.licentie and bron.toelichting for bron in d.bronnen.values())
    assert all(len(ind.definitie) > 40 and ind.naam for ind in d.indicatoren.values())


def test_unknown_key_gets_the_near_match_and_its_line(map_: Path) -> None:
    _vervang(map_, "indicatoren.yml", "    eenheid: index\n", "    eenheidd: index\n")
    regel = (map_ / "indicatoren.yml").read_text(encoding="utf-8").splitlines().index("    eenheidd: index") + 1
    tekst = _fout(map_)
    assert (
        f'indicatoren.yml, regel {regel} (indicatoren.functiemengingsindex.eenheidd): onbekende sleutel "eenheidd"'
        in tekst
    )
    assert '(bedoelde u "eenheid"?)' in tekst


def test_missing_unit(map_: Path) -> None:
    _vervang(map_, "indicatoren.yml", "    eenheid: index\n", "")
    assert '(indicatoren.functiemengingsindex): "eenheid" ontbreekt' in _fout(map_)


def test_a_slug_twice(map_: Path) -> None:
    tekst = (map_ / "indicatoren.yml").read_text(encoding="utf-8")
    blok = tekst[tekst.index("  woningen:\n") : tekst.index("  arbeidsplaatsen:\n")]
    (map_ / "indicatoren.yml").write_text(tekst + "\n" + blok, encoding="utf-8")
    assert '"woningen" staat er twee keer (ook op regel ' in _fout(map_)


def test_a_sector_that_overlaps_another(map_: Path) -> None:
    _vervang(map_, "sectoren.yml", '["86", "87", "88"]', '["86", "87", "88", "6201"]')
    assert 'SBI-code "6201" van health overlapt "62" van it_diensten' in _fout(map_)


def test_unknown_source(map_: Path) -> None:
    _vervang(
        map_, "indicatoren.yml", "[register, cbs_kwb_2026, cbs_86165NED,", "[register, cbs_kwb_2026, cbs_86165NEDD,"
    )
    assert 'bron "cbs_86165NEDD" staat niet in bronnen.yml (bedoelde u "cbs_86165NED"?)' in _fout(map_)


def test_wrong_word_and_wrong_type(map_: Path) -> None:
    _vervang(map_, "indicatoren.yml", "richting: handhaven", "richting: handhave")
    _vervang(map_, "indicatoren.yml", "decimalen: 2", "decimalen: twee")
    tekst = _fout(map_)
    assert '"handhave" kan niet (bedoelde u "handhaven"?); kies uit: omhoog, omlaag, handhaven, geen' in tekst
    assert "hier hoort een geheel getal, er staat 'twee'" in tekst
    assert tekst.startswith("2 fout(en)")


def test_a_file_that_is_no_yaml_or_is_gone(map_: Path) -> None:
    (map_ / "sectoren.yml").write_text("sectoren: [\n", encoding="utf-8")
    (map_ / "gebieden.yml").unlink()
    tekst = _fout(map_)
    assert "sectoren.yml, regel 2: dit is geen geldige YAML" in tekst
    assert "gebieden.yml: het bestand ontbreekt" in tekst


def test_the_sum_of_a_definition_follows_its_words_and_not_its_place(map_: Path) -> None:
    voor = load_definities(map_).indicatoren["woningen"]
    _vervang(map_, "indicatoren.yml", "definitie: Aantal woningen op", "definitie: Het aantal woningen op")
    na = load_definities(map_).indicatoren["woningen"]
    assert voor.definitie_sha != na.definitie_sha
    assert load_definities(map_).indicatoren["inwoners"].definitie_sha


@pytest.mark.parametrize(
    ("oud", "nieuw", "zin"),
    [
        ("    soort_periode: JJ\n    peildatum: einde\n    verwacht", "    peildatum: einde\n    verwacht", 'ontbreekt; dat hoort bij "periode"'),
        ("    peildatum: einde\n    verwacht", "    peildatum: eind\n    verwacht", '"eind" kan niet (bedoelde u "einde"?)'),
        ("    verwacht: [2010JJ00", "    verwacht: [2010JJ", '"2010JJ" heeft niet de vorm'),
        ("        A: {sleutel: ", "        A: {sleutl: ", 'onbekende sleutel "sleutl" (bedoelde u "sleutel"?)'),
        ("  lezer: statline\n", "  lezer: kwb\n", "het blok hoort bij de lezer statline, niet bij kwb"),
        ("  kolommen: [Bedrijfsterrein]\n", "  kolommen: [Woonterrein]\n", 'kolom "Bedrijfsterrein" staat niet bij `kolommen:`'),
        ("  tabel: 83582NED\n", "", 'heeft een "tabel" (nummer) of een "titel" nodig'),
    ],
)  # fmt: skip
def test_block_of_a_statline_table(map_: Path, oud: str, nieuw: str, zin: str) -> None:
    _vervang(map_, "bronnen.yml", oud, nieuw)
    tekst = _fout(map_)
    assert zin in tekst
    assert "bronnen.yml, regel " in tekst
