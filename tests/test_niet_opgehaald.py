"""A source that bronnen.yml names and nobody fetched yet is told as such, and nothing breaks on it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.register.stappen import _gebiedsnamen
from ezlib.report.bronnenlijst import gebruikt
from ezlib.sources.snapshot import heeft_snapshot
from ezlib.store import load_json

NIEUW = """
{id}:
  naam: {naam}
  uitgever: CBS
  soort: {soort}
  tabel: 99999NED
  licentie: CC BY 4.0
  cadans: jaarlijks
  indeling: 2023
  peildatum: "2023-01-01"
  lezer: {lezer}
  hoe_opgehaald: Met make refresh, uit de open data van CBS
  leverancier: CBS
  toelichting: Voor deze test.
"""


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


def test_an_edition_without_it_lists_it_and_uses_the_rest(werkplaats: Werkplaats) -> None:
    bronnen = werkplaats.map_ / "definitions" / "bronnen.yml"
    blokken = [
        NIEUW.format(id="cbs_99999NED", naam="Tabel van morgen", soort="cbs", lezer="kwb"),
        NIEUW.format(id="kaart_van_morgen", naam="Kaart van morgen", soort="pdok", lezer="kaart")
        + "  notebooks: [30-werklocaties]\n",
    ]
    bronnen.write_text(bronnen.read_text(encoding="utf-8") + "".join(blokken), encoding="utf-8")
    # First in precedence everywhere: the next source gives the figure, as if it were not there.
    catalogus = werkplaats.map_ / "definitions" / "indicatoren.yml"
    catalogus.write_text(
        catalogus.read_text(encoding="utf-8").replace("bronnen: [", "bronnen: [cbs_99999NED, "), "utf-8"
    )
    eerst = pd.read_csv(werkplaats.editie / "tabellen" / "waarnemingen.csv")
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0, uitkomst.tekst
    nu = pd.read_csv(werkplaats.editie / "tabellen" / "waarnemingen.csv")
    pd.testing.assert_frame_equal(nu.drop(columns="definitie_sha"), eerst.drop(columns="definitie_sha"))
    assert not any("morgen" in stap or "99999NED" in stap for stap in uitkomst.gedraaid)
    pagina = (werkplaats.editie / "90-verantwoording.html").read_text(encoding="utf-8")
    tabel = re.search(r"<caption>Bronnen die er nog niet zijn</caption>.*?</table>", pagina, re.DOTALL)
    assert tabel
    assert "Tabel van morgen" in tabel[0] and "Kaart van morgen" in tabel[0]
    assert tabel[0].count("nog niet opgehaald") >= 2
    assert "Met make refresh, uit de open data van CBS" in tabel[0]
    assert pagina.count("Tabel van morgen") == 1  # not among the sources that were used
    lijst = load_json(werkplaats.werk / "bronnen.json")
    assert {"cbs_99999NED", "kaart_van_morgen"} <= {b["id"] for b in lijst if not b["aanwezig"]}
    herkomst = json.loads((werkplaats.editie / "herkomst.json").read_text(encoding="utf-8"))
    assert set(herkomst["bronnen"]) == {b["id"] for b in gebruikt(lijst)}
    assert "cbs_99999NED" not in herkomst["bronnen"]


def test_without_any_the_page_says_so(gebouwd: Werkplaats) -> None:
    if [b for b in load_json(gebouwd.werk / "bronnen.json") if not b["aanwezig"]]:
        pytest.skip("bronnen.yml noemt nu bronnen die niet zijn ingebouwd")
    pagina = (gebouwd.editie / "90-verantwoording.html").read_text(encoding="utf-8")
    assert "Geen: alle bronnen zijn er" in pagina
