"""The code sum follows imports and ignores what does not matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from ezlib import codesom
from ezlib.codesom import code_som, geheugen


@pytest.fixture
def pakket(tmp_path: Path) -> Path:
    """A package in which `boven` imports `midden`, which imports `diep`; `los` stands apart."""
    map_ = tmp_path / "ezlib"
    map_.mkdir()
    for naam, tekst in {
        "__init__": "",
        "diep": "def f():\n    return 1\n",
        "midden": "from ezlib import diep\n",
        "boven": "def g():\n    from ezlib.midden import diep\n    return diep\n",
        "los": "X = 1\n",
    }.items():
        (map_ / f"{naam}.py").write_text(tekst)
    return tmp_path


def _schrijf(pad: Path, tekst: str) -> None:
    import os

    pad.write_text(tekst)
    os.utime(pad, ns=(pad.stat().st_atime_ns, pad.stat().st_mtime_ns + 1_000_000))


def test_a_deep_edit_changes_what_reaches_it_and_nothing_else(pakket: Path) -> None:
    voor = {m: code_som(f"ezlib.{m}", wortel=pakket) for m in ("boven", "midden", "diep", "los")}
    _schrijf(pakket / "ezlib/diep.py", "def f():\n    return 2\n")
    na = {m: code_som(f"ezlib.{m}", wortel=pakket) for m in voor}
    assert [m for m in voor if voor[m] != na[m]] == ["boven", "midden", "diep"]


def test_comments_docstrings_and_layout_do_not_count(pakket: Path) -> None:
    voor = code_som("ezlib.diep", wortel=pakket)
    _schrijf(pakket / "ezlib/diep.py", '"""Words."""\n# why\ndef f():\n    """More."""\n\n    return (1)\n')
    assert code_som("ezlib.diep", wortel=pakket) == voor


def test_source_of_a_notebook_brings_its_imports(pakket: Path) -> None:
    voor = code_som(wortel=pakket, broncode="from ezlib.midden import diep")
    _schrijf(pakket / "ezlib/diep.py", "def f():\n    return 3\n")
    assert code_som(wortel=pakket, broncode="from ezlib.midden import diep") != voor
    assert code_som(wortel=pakket, broncode="x = 1") != code_som(wortel=pakket, broncode="x = 2")


def test_relative_imports_are_followed(pakket: Path) -> None:
    _schrijf(pakket / "ezlib/los.py", "from . import diep\n")
    voor = code_som("ezlib.los", wortel=pakket)
    _schrijf(pakket / "ezlib/diep.py", "def f():\n    return 4\n")
    assert code_som("ezlib.los", wortel=pakket) != voor


def test_what_was_parsed_is_kept_in_a_file_and_never_stale(
    pakket: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bestand, ontleed = tmp_path / "sommen.json", []
    echt = codesom._ontleed
    monkeypatch.setattr(codesom, "_ontleed", lambda *wat: (ontleed.append(wat), echt(*wat))[1])

    def som() -> str:
        codesom._module.cache_clear()
        codesom._BEKEND.clear()
        with geheugen(bestand):
            return code_som("ezlib.boven", wortel=pakket)

    voor = som()
    assert len(ontleed) == 4
    assert som() == voor
    assert len(ontleed) == 4
    _schrijf(pakket / "ezlib/diep.py", "def f():\n    return 5\n")
    assert som() != voor
    assert len(ontleed) == 5
    bestand.write_text("{ kapot", encoding="utf-8")
    _schrijf(pakket / "ezlib/diep.py", "def f():\n    return 1\n")
    assert som() == voor
