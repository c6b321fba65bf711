"""Bad input: a clear Dutch error, a status that is not 0, and the edition before it as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkplaats import Uitkomst, Werkplaats, foto, resten


class Proef:
    """A copy to damage; `mislukt` holds every failure to the same rules."""

    def __init__(self, plaats: Werkplaats) -> None:
        self.plaats = plaats
        self.eerst = foto(plaats.map_ / "outputs")

    def mislukt(self, *argumenten: str, status: int = 1) -> Uitkomst:
        uitkomst = self.plaats.draai("yearly", *argumenten)
        assert uitkomst.status == status, uitkomst.tekst
        assert "Traceback" not in uitkomst.tekst
        assert foto(self.plaats.map_ / "outputs") == self.eerst
        assert resten(self.plaats.map_ / "outputs") == []
        assert resten(self.plaats.map_ / "data") == []
        return uitkomst


@pytest.fixture
def proef(werkplaats: Werkplaats) -> Proef:
    return Proef(werkplaats)


@pytest.fixture(scope="module")
def gedeeld(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proef]:
    """For faults that lie in the command and not in the files."""
    return Proef(gebouwd.kopie(tmp_path_factory.mktemp("opdracht") / "monitor"))


def _notebook(plaats: Werkplaats, naam: str) -> dict[str, Any]:
    return json.loads((plaats.map_ / "notebooks" / naam).read_text(encoding="utf-8"))


def _bewaar(plaats: Werkplaats, naam: str, notebook: dict[str, Any]) -> None:
    (plaats.map_ / "notebooks" / naam).write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _cel(notebook: dict[str, Any], begin: str) -> tuple[int, dict[str, Any]]:
    return next((i, c) for i, c in enumerate(notebook["cells"]) if "".join(c["source"]).startswith(begin))


def test_a_raw_file_changed_by_hand_and_one_that_is_gone(proef: Proef) -> None:
    raw = "data/raw/jaarstukken_zoetermeer/ingebouwd"
    proef.plaats.wijzig(f"{raw}/lasten.csv", (proef.plaats.map_ / raw / "lasten.csv").read_text().splitlines()[1], "1")
    (proef.plaats.map_ / "data/raw/cbs_85318NED/ingebouwd/TypedDataSet.json").unlink()
    uitkomst = proef.mislukt()
    assert "MISLUKT bron jaarstukken_zoetermeer" in uitkomst.tekst
    assert f"De brongegevens in {raw} zijn niet heel:" in uitkomst.tekst
    assert "lasten.csv: is veranderd na het ophalen (de som klopt niet:" in uitkomst.tekst
    assert f"git checkout -- {raw}" in uitkomst.tekst
    assert "MISLUKT bron cbs_85318NED" in uitkomst.tekst
    assert "TypedDataSet.json: ontbreekt" in uitkomst.tekst
    assert "2 mislukt" in uitkomst.tekst
    assert "De vorige editie staat er nog ongewijzigd." in uitkomst.tekst


def test_a_raw_folder_without_its_record(proef: Proef) -> None:
    (proef.plaats.map_ / "data/raw/cbs_85318NED/ingebouwd/herkomst.json").unlink()
    uitkomst = proef.mislukt()
    assert "Fout: Van bron cbs_85318NED zijn er geen brongegevens: in data/raw/cbs_85318NED staat geen hele map." in (
        uitkomst.doodgewoon
    )
    assert "git checkout -- data/raw/cbs_85318NED/ingebouwd, of haal haar op met: make refresh" in uitkomst.doodgewoon


def test_three_notebooks_with_a_fault_each(proef: Proef) -> None:
    """One that raises, one without a parameters cell, one that reads what the catalogue does not give it."""
    plaats = proef.plaats
    stuk = _notebook(plaats, "20-leven-lang-ontwikkelen.ipynb")
    plek, cel = _cel(stuk, "lezer = open_notebook")
    cel["source"] = ["# eerst de gegevens\n", 'onderwijs = {}["aantal_inwoners"]']
    _bewaar(plaats, "20-leven-lang-ontwikkelen.ipynb", stuk)

    zonder = _notebook(plaats, "90-verantwoording.ipynb")
    _cel(zonder, "jaar: int")[1]["metadata"] = {}
    _bewaar(plaats, "90-verantwoording.ipynb", zonder)

    leest = _notebook(plaats, "30-werklocaties.ipynb")
    _cel(leest, "lezer = open_notebook")[1]["source"] += ['\nlezer.waarnemingen("opleidingsniveau_bewoners")']
    _bewaar(plaats, "30-werklocaties.ipynb", leest)

    uitkomst = proef.mislukt()
    tekst = uitkomst.doodgewoon
    # papermill adds a cell with the parameters of this run, so what was the third cell is now the fourth.
    assert (
        f"Notebook 20-leven-lang-ontwikkelen.ipynb stopt in cel {plek + 2}, die begint met: # eerst de gegevens "
        """regel 2: onderwijs = {}["aantal_inwoners"] """
        "melding: KeyError: 'aantal_inwoners' waarschijnlijk: een kolom of sleutel bestaat niet (meer); "
        "vergelijk de naam met definitions/indicatoren.yml halve uitvoer: "
    ) in tekst
    halve = plaats.werk / "_mislukt" / "20-leven-lang-ontwikkelen.ipynb"
    assert str(halve) in uitkomst.tekst
    assert "aantal_inwoners" in halve.read_text(encoding="utf-8")
    assert '90-verantwoording.ipynb heeft geen cel met het label "parameters".' in tekst
    assert "geef die in JupyterLab (tandwiel rechtsboven) het label parameters." in tekst
    assert 'Notebook 30-werklocaties leest "opleidingsniveau_bewoners"' in tekst
    assert "maar dat staat niet in de definities." in tekst
    assert "waarschijnlijk: het notebook leest iets dat de definities er niet aan geven" in tekst
    assert "3 mislukt, 5 daardoor niet gedraaid" in tekst
    sporen = sorted(p.name for p in (plaats.werk / "_mislukt").glob("*.txt"))
    assert len(sporen) == 3 and all(naam.startswith("notebook-") for naam in sporen)


def test_a_notebook_whose_parameters_cell_is_misspelt(proef: Proef) -> None:
    proef.plaats.wijzig("notebooks/90-verantwoording.ipynb", "jaar: int = 2025", "jaarr: int = 2025")
    uitkomst = proef.mislukt()
    assert 'De parametercel van 90-verantwoording.ipynb kent `jaar` niet (bedoelde u "jaarr"?).' in uitkomst.tekst


@pytest.mark.parametrize(
    ("argument", "woorden"),
    [
        (
            "JAARR=2024",
            'Onbekende parameter "JAARR" (bedoelde u "jaar"?). Bekend zijn: jaar, gemeente, bron, gemeenten.',
        ),
        ("--gemeentte=GM0503", 'Onbekende parameter "gemeentte" (bedoelde u "gemeente"?).'),
        ("JAAR=2099", "JAAR=2099 ligt in de toekomst: het laatste verslagjaar dat kan is 20"),
        ("JAAR=25", 'JAAR is een jaartal van vier cijfers, bijvoorbeeld JAAR=2025; "25" is dat niet.'),
        ("GEMEENTE=0637", "GEMEENTE is een gemeentecode, GM en vier cijfers, bijvoorbeeld GEMEENTE=GM0637"),
    ],
)
def test_a_wrong_parameter_stops_at_once(gedeeld: Proef, argument: str, woorden: str) -> None:
    uitkomst = gedeeld.mislukt(argument, status=2)
    assert uitkomst.tekst.startswith("Fout: ")
    assert woorden in uitkomst.tekst


def test_a_year_of_which_nothing_is_known(gedeeld: Proef) -> None:
    uitkomst = gedeeld.mislukt("JAAR=2010")
    assert re.search(r"Over 2010 is niets bekend van Zoetermeer: het oudste cijfer gaat over 20\d\d-", uitkomst.tekst)
    assert "Kies een later jaar, bijvoorbeeld JAAR=2025." in uitkomst.tekst
    assert "Er is geen editie gemaakt." in uitkomst.tekst


@pytest.mark.parametrize(
    ("code", "hint"), [("GM0636", '(bedoelde u "GM'), ("GM9999", "Geen enkele bron kent de gemeente GM9999")]
)
def test_a_gemeente_that_no_source_knows(gedeeld: Proef, code: str, hint: str) -> None:
    uitkomst = gedeeld.mislukt(f"GEMEENTE={code}")
    assert f"Geen enkele bron kent de gemeente {code}" in uitkomst.tekst
    assert hint in uitkomst.tekst
    assert not (gedeeld.plaats.map_ / "outputs" / code).exists()


def test_a_definition_with_a_misspelt_key(proef: Proef) -> None:
    proef.plaats.voeg_toe("definitions/bronnen.yml", "  toelichtng: dubbel\n")
    uitkomst = proef.mislukt()
    assert 'onbekende sleutel "toelichtng" (bedoelde u "toelichting"?)' in uitkomst.tekst
