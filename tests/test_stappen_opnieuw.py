"""A second run does what changed and what depends on it, and nothing else."""

from __future__ import annotations

import os
import time

from werkplaats import Werkplaats, foto

from ezlib.definitions import load_definities

SLOT = {"site", "wissel"}
# The documents show charts and sentences of some pages; they are written again when one of those is another.
NA_NOTEBOOK = {"documenten lezen", "pagina's", *SLOT}
# What is made of all figures, beside the pages.
UITVOER = {
    "tabellen",
    "tabelpagina's",
    "database tabellen",
    "economie.duckdb",
    "swing",
    "werkmappen",
    "Excel per functie",
}


def _notebooks(plaats: Werkplaats) -> dict[str, str]:
    return {p.stem: p.read_text(encoding="utf-8") for p in (plaats.map_ / "notebooks").glob("*.ipynb")}


def _tekenaars(plaats: Werkplaats, module: str) -> set[str]:
    """Steps of the notebooks that import a chart."""
    return {f"notebook {naam}" for naam, tekst in _notebooks(plaats).items() if f"ezlib.figures.{module} " in tekst}


def test_a_second_run_does_nothing_and_says_so(werkplaats: Werkplaats) -> None:
    eerst = foto(werkplaats.editie)
    # The folder is a copy, so the first of these compares step by step, while the heavy imports load beside it for the
    # work that it may find; the second sees at once that all is the same.
    for grens in (6, 1):
        begin = os.times()
        uitkomst = werkplaats.draai("yearly")
        einde = os.times()
        rekentijd = sum(einde[2:4]) - sum(begin[2:4])  # of the run only: a busy machine does not fail this test
        assert (uitkomst.status, uitkomst.gedraaid) == (0, set())
        assert uitkomst.tekst.startswith("Economische Monitor 2025, GM0637\nNiets te doen: alle ")
        assert "outputs/2025/index.html" in uitkomst.tekst.replace("\\", "/")
        assert rekentijd < grens, "a run without work takes a fraction of a second; this is for a slow machine"
    assert foto(werkplaats.editie) == eerst


def test_the_quick_answer_sees_whatever_is_no_longer_as_it_was(werkplaats: Werkplaats) -> None:
    assert werkplaats.draai("yearly").gedraaid == set()
    weg = {
        "outputs/2025/herkomst.json": "wissel",
        "data/processed/tidy/cbs_85984NED.parquet": "tidy cbs_85984NED",
        "data/processed/GM0637/2025/waarnemingen/inwoners.parquet": "indicator inwoners",
    }
    for naam in weg:
        (werkplaats.map_ / naam).unlink()
    assert werkplaats.draai("yearly").gedraaid == set(weg.values())
    pad = werkplaats.map_ / "definitions" / "bronnen.yml"
    tijd = pad.stat().st_mtime_ns
    pad.write_text(pad.read_text(encoding="utf-8").replace("uitgever: CBS\n", "uitgever: cbs\n", 1), encoding="utf-8")
    os.utime(pad, ns=(tijd, tijd))
    assert "site" in werkplaats.draai("yearly").gedraaid


def test_touching_a_file_or_changing_a_comment_does_no_work(werkplaats: Werkplaats) -> None:
    later = time.time() + 60
    for naam in (
        "data/raw/jaarstukken_zoetermeer/ingebouwd/feiten_en_cijfers.csv",
        "notebooks/30-werklocaties.ipynb",
        "definitions/indicatoren.yml",
        "ezlib/figures/stijl.py",
        "tasks/task_3_notebooks.py",
    ):
        os.utime(werkplaats.map_ / naam, (later, later))
    werkplaats.voeg_toe("ezlib/figures/kaart.py", "\n\n# Een opmerking.\n")
    werkplaats.voeg_toe("tasks/task_3_notebooks.py", "\n\n# Een opmerking.\n")
    werkplaats.voeg_toe("definitions/indicatoren.yml", "\n# Een opmerking.\n")
    werkplaats.wijzig(
        "ezlib/indicators/wonen.py", '"""Inhabitants and dwellings', '"""Inwoners: inhabitants and dwellings'
    )
    uitkomst = werkplaats.draai("yearly")
    assert (uitkomst.status, uitkomst.gedraaid) == (0, set()), uitkomst.tekst


def test_editing_a_notebook_runs_that_notebook_and_back_again_gives_the_same_edition(werkplaats: Werkplaats) -> None:
    eerst = foto(werkplaats.editie)
    werkplaats.wijzig("notebooks/90-verantwoording.ipynb", "De monitor vult niets in.", "De monitor verzint niets.")
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0
    assert uitkomst.gedraaid == {"notebook 90-verantwoording", *NA_NOTEBOOK}
    nu = foto(werkplaats.editie)
    veranderd = {naam for naam in eerst if eerst[naam] != nu.get(naam)}
    assert {"90-verantwoording.html", "notebooks/90-verantwoording.ipynb", "herkomst.json"} <= veranderd
    assert not {n for n in veranderd if n.startswith(("20", "30", "tabellen", "figuren"))}
    werkplaats.wijzig("notebooks/90-verantwoording.ipynb", "De monitor verzint niets.", "De monitor vult niets in.")
    assert werkplaats.draai("yearly").gedraaid == {"notebook 90-verantwoording", *NA_NOTEBOOK}
    assert foto(werkplaats.editie) == eerst


def test_editing_a_deep_module_runs_its_dependants_and_no_other(werkplaats: Werkplaats) -> None:
    bewering = "\n\nNIEUW = 1\n"
    werkplaats.voeg_toe("ezlib/figures/opbouw.py", bewering)
    plan = werkplaats.draai("plan")
    balken = _tekenaars(werkplaats, "opbouw")
    assert "notebook 20-leven-lang-ontwikkelen" in balken and "notebook 30-werklocaties" not in balken
    assert plan.gepland == {*balken, "documenten", *NA_NOTEBOOK}
    assert "code: veranderd" in plan.tekst
    # Its readers run; what they make is the same, so no indicator follows.
    werkplaats.voeg_toe("ezlib/tidy/jaarstukken.py", bewering)
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0
    assert uitkomst.gedraaid == {*balken, "tidy jaarstukken_zoetermeer", *SLOT}


def test_each_chart_belongs_to_the_notebooks_that_draw_it(werkplaats: Werkplaats) -> None:
    for module in ("kaart", "quotient", "tijdreeks", "indelingen", "dotplot"):
        naam = f"ezlib/figures/{module}.py"
        oud = (werkplaats.map_ / naam).read_text(encoding="utf-8")
        werkplaats.voeg_toe(naam, "\n\nNIEUW = 1\n")
        verwacht = _tekenaars(werkplaats, module)
        assert verwacht
        assert werkplaats.draai("plan").gepland == {*verwacht, "documenten", *NA_NOTEBOOK}
        (werkplaats.map_ / naam).write_text(oud, encoding="utf-8")


def test_code_that_no_step_uses_only_renews_the_record_of_the_edition(werkplaats: Werkplaats) -> None:
    werkplaats.voeg_toe("ezlib/opruimen.py", "\n\nNIEUW = 1\n")
    plan = werkplaats.draai("plan")
    assert plan.gepland == SLOT
    assert "inhoud: veranderd" in plan.tekst


def test_a_changed_definition_runs_its_indicator_and_what_shows_it(werkplaats: Werkplaats) -> None:
    eerst = foto(werkplaats.werk), foto(werkplaats.editie)
    werkplaats.wijzig(
        "definitions/indicatoren.yml", "Wie twee banen heeft, telt twee keer.", "Wie er twee heeft, telt twee keer."
    )
    definities = load_definities(werkplaats.map_ / "definitions")
    verwacht = {
        "indicator arbeidsplaatsen",
        *UITVOER,
        *(f"notebook {n}" for n in _notebooks(werkplaats) if "arbeidsplaatsen" in definities.indicatoren_van(n)),
        *NA_NOTEBOOK,
    }
    assert {"notebook 30-werklocaties", "notebook 90-verantwoording"} < verwacht
    assert "notebook 20-leven-lang-ontwikkelen" not in verwacht
    plan = werkplaats.draai("plan")
    assert plan.status == 0
    assert plan.gepland == {*verwacht, "documenten"}
    assert "indicator arbeidsplaatsen GM0637 2025\n      indicator: veranderd" in plan.tekst
    assert "wissel GM0637 2025\n      indicator arbeidsplaatsen GM0637 2025: een eerdere stap draait" in plan.tekst
    assert (foto(werkplaats.werk), foto(werkplaats.editie)) == eerst
    uitkomst = werkplaats.draai("yearly")
    assert (uitkomst.status, uitkomst.gedraaid) == (0, verwacht)
    assert "Wie er twee heeft" in (werkplaats.editie / "indicatoren.html").read_text(encoding="utf-8")


def test_a_changed_indicator_function_runs_the_pages_that_show_it_and_no_other(werkplaats: Werkplaats) -> None:
    werkplaats.wijzig("ezlib/indicators/werken.py", 'waarde=n * laatste["banen"]', 'waarde=2 * n * laatste["banen"]')
    definities = load_definities(werkplaats.map_ / "definitions")
    buren = {f"indicator {i.id}" for i in definities.indicatoren.values() if i.functie.startswith("werken.")}
    toont = {
        f"notebook {n}" for n in _notebooks(werkplaats) if "banenvraag_schaalsprong" in definities.indicatoren_van(n)
    }
    assert "notebook 30-werklocaties" in toont and "notebook 40-bedrijven" not in toont
    plan = werkplaats.draai("plan")
    assert "indicator banenvraag_schaalsprong GM0637 2025\n      code: veranderd" in plan.tekst
    assert "notebook 30-werklocaties GM0637 2025\n      indicator " in plan.tekst
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0, uitkomst.tekst
    # Its neighbours in the module are computed too; their figures stay the same, so the ripple stops there.
    assert {n for n in uitkomst.gedraaid if n.startswith("indicator ")} == buren
    assert {n for n in uitkomst.gedraaid if n.startswith("notebook ")} == toont
    assert uitkomst.gedraaid - buren - toont <= {*UITVOER, "documenten", *NA_NOTEBOOK}
    assert "tabellen" in uitkomst.gedraaid


def test_a_changed_style_draws_again_and_computes_nothing(werkplaats: Werkplaats) -> None:
    werkplaats.wijzig("ezlib/figures/stijl.py", 'RASTER = "#E6EAED"', 'RASTER = "#E6EAEE"')
    plan = werkplaats.draai("plan")
    tekent = {f"notebook {n}" for n, tekst in _notebooks(werkplaats).items() if "ezlib.figures." in tekst}
    assert "notebook 30-werklocaties" in tekent
    assert tekent <= plan.gepland
    # Colours of the page of all indicators may come from there too.
    assert {n for n in plan.gepland if not n.startswith("notebook ")} == {"tabelpagina's", "documenten", *NA_NOTEBOOK}
    assert "notebook 30-werklocaties GM0637 2025\n      code: veranderd" in plan.tekst


def test_a_change_that_keeps_the_time_of_the_file_is_seen(werkplaats: Werkplaats) -> None:
    """As an archive with fixed times leaves it."""
    assert "Niets te doen" in werkplaats.draai("plan").tekst
    pad = werkplaats.map_ / "notebooks" / "90-verantwoording.ipynb"
    tijd = pad.stat().st_mtime_ns
    werkplaats.wijzig("notebooks/90-verantwoording.ipynb", "De monitor vult niets in.", "De monitor vult nooit in.")
    os.utime(pad, ns=(tijd, tijd))
    assert "90-verantwoording.ipynb: veranderd" in werkplaats.draai("plan").tekst


def test_a_removed_edition_is_put_back_and_damage_in_the_prepared_one_heals(werkplaats: Werkplaats) -> None:
    eerst = foto(werkplaats.editie)
    (werkplaats.werk / "editie" / "index.html").write_text("stuk")
    werkplaats.editie.rename(werkplaats.map_ / "elders")
    assert werkplaats.draai("plan").gepland == {"wissel"}
    stuk = werkplaats.draai("yearly")
    assert stuk.status == 1
    assert "De klaargezette editie is niet heel: index.html is veranderd" in stuk.doodgewoon
    uitkomst = werkplaats.draai("yearly")
    assert (uitkomst.status, uitkomst.gedraaid) == (0, SLOT)
    assert foto(werkplaats.editie) == eerst
