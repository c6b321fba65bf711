"""A site of which only a part is written anew is the same, byte by byte, as one from nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from werkplaats import foto, in_eigen_proces

from ezlib.fouten import ControleFout
from ezlib.report import site
from ezlib.report.editie import check_editie

MENU = "\n```{toctree}\n:hidden:\n\nwerk\nwonen\n```\n"
TEKSTEN = {
    "index": f"# Voorpagina\n\nZie [werk](werk.md).\n{MENU}",
    "werk": "# Werk\n\nEr zijn veel kantoren.\n\n## Waar?\n\nOveral.\n",
    "wonen": "# Wonen\n\nEr zijn veel woningen, zie [kantoren](werk.md).\n",
}
KADER = {"naam": "Dorp"}


def _maak(
    teksten: dict[str, str],
    map_: Path,
    *,
    stijl: str = "p { color: red }",
    concept: bool = True,
    breek_af: bool = False,
) -> dict[str, bytes]:
    """What Sphinx makes."""
    return in_eigen_proces(_hier, teksten, map_, stijl, concept, breek_af)


def _hier(teksten: dict[str, str], map_: Path, stijl: str, concept: bool, breek_af: bool) -> dict[str, bytes]:
    if breek_af:
        from sphinx.application import Sphinx

        Sphinx.build = _half
    site._draai_sphinx(teksten, stijl, map_, site._instellingen(KADER, 2025, map_, concept=concept))
    zoek = map_ / "html" / "searchindex.js"
    tekst = zoek.read_text(encoding="utf-8")
    site._ruim_zoekindex_op(zoek)
    gemaakt = {naam: inhoud for naam, inhoud in foto(map_ / "html").items() if not naam.endswith(".buildinfo")}
    zoek.write_text(tekst, encoding="utf-8")  # bouw_site cleans a copy
    return gemaakt


def _half(app: Any) -> None:
    (Path(app.outdir) / "werk.html").write_text("half", encoding="utf-8")
    raise OSError("schijf vol")


def _geschreven(map_: Path) -> dict[str, int]:
    return {pad.stem: pad.stat().st_mtime_ns for pad in (map_ / "html").glob("*.html")}


@pytest.mark.parametrize(
    ("anders", "opnieuw"),
    [
        ({"werk": TEKSTEN["werk"].replace("kantoren", "fabrieken")}, {"werk", "index"}),
        ({"werk": TEKSTEN["werk"].replace("## Waar?", "## Wanneer?"), "index": TEKSTEN["index"] + "\nNog een zin.\n"},
         {"werk", "index"}),
        ({"wonen": TEKSTEN["wonen"].replace("# Wonen", "# Huizen")}, {"index", "werk", "wonen"}),
        ({"index": TEKSTEN["index"].replace("werk\nwonen", "wonen\nwerk")}, {"index", "werk", "wonen"}),
    ],
    ids=["a word", "a heading", "a title", "the order of the menu"],
)  # fmt: skip
def test_changed_texts(tmp_path: Path, anders: dict[str, str], opnieuw: set[str]) -> None:
    eerst = _maak(TEKSTEN, tmp_path / "a")
    voor = _geschreven(tmp_path / "a")
    gemaakt = _maak(TEKSTEN | anders, tmp_path / "a")
    na = _geschreven(tmp_path / "a")
    assert {naam for naam in TEKSTEN if voor[naam] != na[naam]} == opnieuw
    assert gemaakt == _maak(TEKSTEN | anders, tmp_path / "b")
    assert _maak(TEKSTEN, tmp_path / "a") == eerst


def test_a_page_less_a_style_and_a_release_begin_anew(tmp_path: Path) -> None:
    _maak(TEKSTEN, tmp_path / "a")
    minder = {"index": TEKSTEN["index"].replace("werk\nwonen", "werk"), "werk": TEKSTEN["werk"]}
    gemaakt = _maak(minder, tmp_path / "a")
    assert "wonen.html" not in gemaakt
    assert gemaakt == _maak(minder, tmp_path / "b")
    for keuze in ({"stijl": "p { color: blue }"}, {"concept": False}):
        assert _maak(minder, tmp_path / "a", **keuze) == _maak(minder, tmp_path / "b", **keuze)


def test_on_what_was_cut_off_nothing_is_built(tmp_path: Path) -> None:
    goed = _maak(TEKSTEN, tmp_path / "a")
    with pytest.raises(OSError, match="vol"):
        _maak(TEKSTEN | {"wonen": "# Wonen\n\nAnders.\n"}, tmp_path / "a", breek_af=True)
    assert _maak(TEKSTEN, tmp_path / "a") == goed


def test_a_warning_stops_it_and_is_not_forgotten_by_the_next_run(tmp_path: Path) -> None:
    _maak(TEKSTEN, tmp_path / "a")
    for _ in range(2):
        with pytest.raises(ControleFout, match="nergens"):
            _maak(TEKSTEN | {"wonen": "# Wonen\n\n[weg](nergens.md)\n"}, tmp_path / "a")


# --- what Sphinx cannot see: a place on a page that it did not write anew -----------------------------------------


@pytest.mark.parametrize(
    ("verwijzing", "woorden"),
    [
        ("b.html#er", ""),
        ("#hier", ""),
        ("b.html#weg", "b.html#weg, en die plek is er niet"),
        ("#weg", "#weg, en die plek"),
    ],
)
def test_a_link_must_lead_to_a_place(tmp_path: Path, verwijzing: str, woorden: str) -> None:
    (tmp_path / "a.html").write_text(f'<p id="hier"><a href="{verwijzing}">x</a></p>', encoding="utf-8")
    (tmp_path / "b.html").write_text('<p id="er">y</p>', encoding="utf-8")
    if not woorden:
        check_editie(tmp_path)
        return
    with pytest.raises(ControleFout, match=woorden):
        check_editie(tmp_path)
