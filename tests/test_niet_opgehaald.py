"""A source that bronnen.yml names and nobody fetched yet is told as such, and nothing breaks on it."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.register.stappen import _gebiedsnamen
from ezlib.report.bronnenlijst import gebruikt
from ezlib.sources.snapshot import heeft_snapshot
from ezlib.store import load_json


@pytest.mark.parametrize(
    ("mappen", "heeft", "ingebouwd"),
    [
        ([], False, False),
        (["ingebouwd"], True, True),
        (["2025-03-27T020000"], True, False),
        ([".2025-03-27T020000.tmp12", "2025.tmp"], False, False),  # what a killed download leaves
    ],
)
def test_what_counts_as_having_a_source(tmp_path: Path, mappen: list[str], heeft: bool, ingebouwd: bool) -> None:
    for naam in mappen:
        (tmp_path / "cbs_x" / naam).mkdir(parents=True)
    assert heeft_snapshot(tmp_path, "cbs_x") is heeft
    assert heeft_snapshot(tmp_path, "cbs_x", voorkeur="ingebouwd") is ingebouwd


def test_a_file_beside_the_snapshots_is_no_snapshot(tmp_path: Path) -> None:
    (tmp_path / "cbs_x").mkdir()
    (tmp_path / "cbs_x" / "notitie.json").write_text("{}")
    assert not heeft_snapshot(tmp_path, "cbs_x")


def test_names_come_from_the_newest_boundary_year_that_may_be_used() -> None:
    """BU1 was redrawn and re-used in 2025; the figures go on to 2024."""
    namen = {2020: "Oud", 2024: "Centrum", 2025: "Dorpsstraat"}
    tabellen = [
        pd.DataFrame({"gebied_code": ["BU1"], "gebied_naam": [naam], "indeling": [jaar]})
        for jaar, naam in sorted(namen.items(), reverse=True)
    ]
    assert _gebiedsnamen(tabellen, tot=2024) == {"BU1": "Centrum"}
    assert _gebiedsnamen(tabellen, tot=9999) == {"BU1": "Dorpsstraat"}
    assert _gebiedsnamen([], tot=2024) == {}


def test_the_edition_lists_them_and_uses_the_rest(gebouwd: Werkplaats) -> None:
    lijst = load_json(gebouwd.werk / "bronnen.json")
    weg = [b for b in lijst if not b["aanwezig"]]
    assert "cbs_83582NED" in {b["id"] for b in weg}  # national, and not embedded
    pagina = (gebouwd.editie / "90-verantwoording.html").read_text(encoding="utf-8")
    tabel = re.search(r"<caption>Bronnen die er nog niet zijn</caption>.*?</table>", pagina, re.DOTALL)
    assert tabel
    assert "Nog niet opgehaald" in tabel[0]
    # Deliveries have a table of their own on that page.
    for bron in (b for b in weg if b["soort"] != "levering"):
        assert escape(bron["naam"]) in tabel[0] and escape(bron["hoe_opgehaald"]) in tabel[0]
    gebruikte = re.search(r"<caption>Bronnen van deze editie</caption>.*?</table>", pagina, re.DOTALL)
    assert gebruikte
    assert not [b["naam"] for b in weg if f">{escape(b['naam'])}<" in gebruikte[0]]
    herkomst = json.loads((gebouwd.editie / "herkomst.json").read_text(encoding="utf-8"))
    assert set(herkomst["bronnen"]) == {b["id"] for b in gebruikt(lijst)}
