"""The verb `nieuw`: four pieces in their place, that work once they are filled in and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest
from werkplaats import Werkplaats, schone_omgeving

from ezlib.definitions import load_definities
from ezlib.fouten import InstellingFout
from ezlib.nieuw import maak_stukken
from ezlib.opdracht import lees_opdracht
from ezlib.store import WORTEL

GOED = {"notebook": "30-werklocaties", "bron": "cbs_85984NED", "module": "mensen"}


def test_command_line_takes_the_kind_and_the_name():
    opdracht = lees_opdracht(
        ["nieuw", "indicator", "mensen_hier", "--notebook", "30-werklocaties", "--bron=cbs_85984NED"]
    )
    assert opdracht.rest == ("indicator", "mensen_hier")
    assert (opdracht.opties, opdracht.bron) == ({"notebook": "30-werklocaties"}, "cbs_85984NED")
    with pytest.raises(InstellingFout, match='bedoelde u "notebook"'):
        lees_opdracht(["nieuw", "indicator", "mensen_hier", "--noteboek", "x"])


@pytest.mark.parametrize(
    ("slug", "anders", "melding"),
    [
        ("Mensen Hier", {}, 'naam "Mensen Hier" kan niet'),
        ("starters", {}, '"starters" bestaat al in definitions/indicatoren.yml'),
        ("mensen_hier", {"notebook": "30-werklocatie"}, 'bedoelde u "30-werklocaties"'),
        ("mensen_hier", {"notebook": "00-leeswijzer"}, "is er geen"),
        ("mensen_hier", {"bron": "cbs_85984ned"}, 'bedoelde u "cbs_85984NED"'),
        ("mensen_hier", {"module": "../x"}, 'module "../x" kan niet'),
        ("mensen_hier", {"module": "stappen"}, "laat --module weg"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_written(slug, anders, melding):
    with pytest.raises(InstellingFout) as fout:
        maak_stukken(slug, load_definities(WORTEL / "definitions"), **GOED | anders)
    assert melding in str(fout.value)


def test_a_new_indicator_from_scaffold_to_page(werkplaats: Werkplaats):
    argumenten = ("nieuw", "indicator", "mensen_hier", "--notebook", "30-werklocaties", "--bron", "cbs_85984NED")
    assert werkplaats.draai(*argumenten, "--module", "mensen").status == 0
    # Not filled in: nothing is made, and every place is named.
    leeg = werkplaats.draai("yearly")
    assert leeg.status == 1
    assert leeg.tekst.count("VUL IN") == 4

    for oud, nieuw in (
        ("naam: VUL IN", "naam: Mensen hier"),
        ("VUL IN wat er wordt geteld, van wie, en op welke dag", "Aantal inwoners op 1 januari."),
        ("eenheid: VUL IN", "eenheid: aantal"),
        ("richting: VUL IN", "richting: geen"),
    ):
        werkplaats.wijzig("definitions/indicatoren.yml", oud, nieuw)
    half = werkplaats.draai("check")
    assert "ezlib/indicators/mensen.py: er staat nog 1 keer VUL IN" in half.tekst
    assert "notebooks/30-werklocaties.ipynb: er staat nog 2 keer VUL IN" in half.tekst
    werkplaats.wijzig(
        "ezlib/indicators/mensen.py", "VUL IN: what it is, its unit, and when it is missing", "Inhabitants"
    )
    werkplaats.wijzig(
        "notebooks/30-werklocaties.ipynb", "VUL IN: welke vraag beantwoordt deze grafiek?", "Hoeveel mensen?"
    )
    werkplaats.wijzig("notebooks/30-werklocaties.ipynb", "VUL IN waar de lezer op let.", "Let op het jaar.")
    # The generated test is real: it passes, and fails when the function takes other rows.
    assert _toets(werkplaats) == 0
    werkplaats.wijzig("ezlib/indicators/mensen.py", '== "mensen_hier"', '== "inwoners"')
    assert _toets(werkplaats) == 1

    klaar = werkplaats.draai("yearly")
    assert klaar.status == 0, klaar.tekst
    assert "indicator mensen_hier" in klaar.gedraaid
    assert "notebook 20-leven-lang-ontwikkelen" not in klaar.gedraaid
    assert 'alt="Mensen hier' in (werkplaats.editie / "30-werklocaties.html").read_text(encoding="utf-8")


def _toets(plaats: Werkplaats) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_mensen_hier.py"],
        cwd=plaats.map_,
        env=schone_omgeving(),
        capture_output=True,
        check=False,
    ).returncode
