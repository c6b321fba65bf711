"""The verb `controleer`, on an edition of a few files."""

from __future__ import annotations

import hashlib
import json

import pytest

from ezlib import verben
from ezlib.instellingen import load_instellingen

INHOUD = {"index.html": "<p>Hallo</p>", "tabellen/waarnemingen.csv": "a,b\n1,2\n"}


@pytest.fixture
def editie(tmp_path):
    map_ = tmp_path / "outputs" / "2025"
    for naam, tekst in INHOUD.items():
        (map_ / naam).parent.mkdir(parents=True, exist_ok=True)
        (map_ / naam).write_text(tekst)
    sommen = {naam: hashlib.sha256(tekst.encode()).hexdigest() for naam, tekst in INHOUD.items()}
    (map_ / "herkomst.json").write_text(json.dumps({"bestanden": sommen}))
    return map_


def test_a_whole_edition(editie, capsys):
    assert verben.main("controleer", [str(editie)]) == 0
    assert "2025 is heel" in capsys.readouterr().out


def test_every_difference_is_named(editie, capsys):
    (editie / "index.html").write_text("<p>Hoi</p>")
    (editie / "tabellen" / "waarnemingen.csv").unlink()
    (editie / "notitie.txt").write_text("van mij")
    assert verben.main("controleer", [str(editie)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "tabellen/waarnemingen.csv ontbreekt",
        "notitie.txt hoort er niet bij",
        "index.html is veranderd",
    ]


def test_without_a_folder_it_is_the_edition_of_the_year(editie, monkeypatch, capsys):
    monkeypatch.setenv("EZ_OUTPUTS", str(editie.parent))
    load_instellingen.cache_clear()  # read once a process, and another test may have been first
    assert verben.main("controleer", ["--jaar", "2025"]) == 0
    assert verben.main("controleer", ["--jaar", "2024"]) == 2
    assert "De editie" in capsys.readouterr().err
    load_instellingen.cache_clear()


@pytest.mark.parametrize("herkomst", ["", "{", "[]", '{"bestanden": 3}', "{}"])
def test_a_broken_record_is_no_traceback(editie, capsys, herkomst):
    (editie / "herkomst.json").write_text(herkomst)
    assert verben.main("controleer", [str(editie)]) == 2
    assert "herkomst.json ontbreekt of is niet te lezen" in capsys.readouterr().err


def test_a_misspelt_parameter_is_caught(capsys):
    assert verben.main("controleer", ["--jaarr", "2025"]) == 2
    assert 'bedoelde u "jaar"' in capsys.readouterr().err
