"""What a reviewer reads: figures before and after, what moved far, changed definitions, in Markdown that stays whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pandas as pd
import pytest
from tabelletjes import waarnemingen

from ezlib import review
from ezlib.definitions import load_definities
from ezlib.indicators.revisies import KOLOMMEN
from ezlib.report.tabellen import als_csv
from ezlib.store import WORTEL, save_json
from ezlib.taal import DEZE_EDITIE
from ezlib.vrijgeven import definities_van, woorden

DEFINITIES = load_definities(WORTEL / "definitions")


@pytest.fixture
def opzet(tmp_path: Path) -> Any:
    return SimpleNamespace(definities=DEFINITIES, gemeente="GM0001", editie=tmp_path / "nu")


def revisies(*rijen: dict[str, Any]) -> pd.DataFrame:
    basis = {"indicator_id": "woningen", "gebied_code": "GM0001", "gebied_naam": "Stad", "periode": "2021-01-01",
             "kenmerk": "totaal", "soort": "herzien", "editie_nieuw": DEZE_EDITIE}  # fmt: skip
    return pd.DataFrame([dict.fromkeys(KOLOMMEN, "") | basis | rij for rij in rijen])


def leg(map_: Path, *rijen: dict[str, Any]) -> Path:
    map_.mkdir(parents=True)
    (map_ / "waarnemingen.csv").write_text(als_csv(waarnemingen(*rijen)), encoding="utf-8")
    return map_


def test_a_figure_that_moved_beyond_the_threshold_is_named_apart(opzet):
    frame = revisies(
        {"waarde_oud": 1000.0, "waarde_nieuw": 1030.0, "reden_bron": "Her|zien <b>."},
        {"waarde_oud": 1000.0, "waarde_nieuw": 1020.0, "periode": "2022-01-01"},
    )
    kop, tabel = review._verschoven(opzet, frame, 2)
    assert kop == "## Welke gepubliceerde cijfers meer dan 2,0 % verschoven: 1"
    assert tabel.splitlines()[2:] == [
        "| Woningen | Stad | 1 januari 2021 | 1.000 | 1.030 | +3,0 % | Her/zien &lt;b>. |",
    ]
    assert review._verschoven(opzet, frame, 5)[1] == "Geen enkel."


def test_a_break_has_no_difference(opzet):
    frame = revisies({"waarde_oud": 3539.0, "waarde_nieuw": 2536.0, "breuk": "ja"})
    assert "| 3.539 | 2.536 |  |" in review._cijfers(opzet, frame)[2]


def test_more_changes_than_one_reads_are_counted(opzet):
    frame = revisies(*[{"waarde_oud": 1.0, "waarde_nieuw": 2.0}] * (review.MEESTE_CIJFERS + 3))
    assert review._cijfers(opzet, frame)[3] == "En nog 3 in revisies.csv."


def test_the_newest_figure_of_each_indicator_then_and_now(opzet, tmp_path):
    woningen = {"indicator_id": "woningen", "waarde": 100, "periode": "2021-01-01"}
    leg(opzet.editie / "tabellen", woningen | {"waarde": 103, "periode": "2022-01-01"}, woningen,
        {"indicator_id": "inwoners", "waarde": 7}, {"indicator_id": "startups", "waarde": 5, "herkomst": "fictief"})  # fmt: skip
    eerder = [
        leg(tmp_path / "2021", woningen),
        leg(tmp_path / "2022", {"indicator_id": "inwoners", "waarde": 7}, {"indicator_id": "startups", "waarde": 4}),
    ]
    tabel = review._nieuwste(opzet, eerder, 2)[1]
    assert tabel.splitlines()[2:] == ["| Woningen | 100 | 1 januari 2021 | 2021 | 103 | 1 januari 2022 | +3,0 % | ja |"]
    assert review._nieuwste(opzet, eerder, 5)[1].endswith("| +3,0 % |  |")
    assert review._nieuwste(opzet, [], 5)[1] == "Geen enkel nieuwste cijfer is anders dan in de vorige editie."


def test_changed_definitions_stand_beside_the_old_ones(opzet, tmp_path):
    map_ = tmp_path / "2024"
    map_.mkdir()
    assert "nog geen vrijgegeven editie" in review._definities(opzet, [map_])[1]
    save_json(definities_van(opzet), map_ / "definities.json")
    assert review._definities(opzet, [map_])[1] == "Geen enkele definitie veranderde."
    anders = dict(DEFINITIES.indicatoren)
    anders["woningen"] = replace(anders["woningen"], definitie="Iets anders.", parameters={"grens": [1, 2]})
    del anders["inwoners"]
    opzet.definities = replace(DEFINITIES, indicatoren=anders)
    tabel = review._definities(opzet, [map_])[1]
    assert "| inwoners | de indicator | stond er | weg |" in tabel
    assert "| woningen | parameters |  | grens: 1, 2 |" in tabel
    assert f"| woningen | definitie | {DEFINITIES.indicatoren['woningen'].definitie.strip()} | Iets anders. |" in tabel


def test_words_that_do_not_fit_are_named_only(opzet, tmp_path, monkeypatch):
    map_ = tmp_path / "2024"
    map_.mkdir()
    save_json({"10-een": ["Oud."], "20-twee": ["Gelijk."], "30-drie": ["Oud."]}, map_ / "woorden.json")
    nu = {"10-een": ["Nieuw ```."], "20-twee": ["Gelijk."], "30-drie": ["Nieuw."]}
    monkeypatch.setattr(review, "woorden", lambda _: nu)
    delen = review._woorden(opzet, [map_], 60)
    assert delen[1:] == [
        "### 10-een", "````diff\n-Oud.\n+Nieuw ```.\n````", "### Ook veranderd", "- 30-drie",
    ]  # fmt: skip


def test_the_words_of_a_page_are_its_texts_captions_and_charts(tmp_path):
    figuur = nbformat.v4.new_output(
        "display_data", {"image/png": "AA=="}, metadata={"ez": {"titel": "T", "alt": "A 5."}}
    )
    tabel = nbformat.v4.new_output(
        "display_data", {"text/html": "<table><caption>C</caption><tr><td>9</td></tr></table>"}
    )
    cellen = [
        nbformat.v4.new_markdown_cell("# Vraag?\n\nUitleg."),
        nbformat.v4.new_code_cell("x = 1", outputs=[figuur, tabel]),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cellen), tmp_path / "10-een.ipynb")
    assert woorden(tmp_path) == {"10-een": ["# Vraag?", "Uitleg.", "T", "A 5.", "C"]}
