"""The mark beside a revised figure, and the sentences on what is new in an edition."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from ezlib.definitions import load_definities
from ezlib.figures.tabel import maak_tabel
from ezlib.indicators.revisies import KOLOMMEN
from ezlib.report.merk import Merken, met_links
from ezlib.store import WORTEL
from ezlib.taal import DEZE_EDITIE as DEZE
from ezlib.zinnen.veranderd import NOG_GEEN_EDITIE, kern, toelichting_nieuw

INDICATOREN = load_definities(WORTEL / "definitions").indicatoren
CEL = ("vestigingen", "GM0001", "2021-01-01", "totaal", "totaal")


def stappen(*rijen: dict[str, Any]) -> pd.DataFrame:
    basis = {
        "indicator_id": "vestigingen", "gebied_code": "GM0001", "indeling": 2021, "periode": "2021-01-01",
        "kenmerk": "totaal", "kenmerkwaarde": "totaal", "gebied_naam": "Stad", "soort": "herzien", "editie_oud": "2021",
        "editie_nieuw": DEZE, "waarde_oud": 9957.0, "waarde_nieuw": 9889.0, "breuk": "",
    }  # fmt: skip
    return pd.DataFrame([dict.fromkeys(KOLOMMEN, "") | basis | rij for rij in rijen])


@pytest.mark.parametrize(
    ("rij", "woord", "anker"),
    [
        ({}, "herzien", "herzien-vestigingen"),
        ({"editie_nieuw": "2022"}, "herzien", "eerder-herzien-vestigingen"),
        ({"soort": "geherdefinieerd"}, "andere definitie", "herzien-vestigingen"),
        ({"soort": "ingetrokken", "waarde_nieuw": float("nan")}, "ingetrokken", "herzien-vestigingen"),
        ({"breuk": "ja"}, "breuk", "herzien-vestigingen"),
    ],
)
def test_a_mark_says_what_happened_and_leads_to_it(rij, woord, anker):
    merken = Merken(stappen(rij), INDICATOREN)
    assert merken.woord(*CEL) == woord
    uitleg = f"{woord}: was 9.957 (2021)"
    assert merken.html(*CEL) == (
        f'<a class="merk" href="88-wat-is-er-herzien.html#{anker}" title="{uitleg}" aria-label="{uitleg}">{woord}</a>'
    )


def test_the_last_step_of_a_figure_is_its_mark():
    merken = Merken(stappen({"editie_nieuw": "2022"}, {"editie_oud": "2022", "waarde_oud": 9889.0}), INDICATOREN)
    assert "was 9.889 (2022)" in merken.html(*CEL)


def test_a_new_figure_and_one_that_stayed_have_no_mark():
    merken = Merken(stappen({"soort": "nieuw"}), INDICATOREN)
    assert (merken.woord(*CEL), merken.html(*CEL)) == ("", "")
    assert Merken(stappen({}), INDICATOREN).html(*CEL[:2], "2022-01-01", *CEL[3:]) == ""


def test_a_table_leads_from_each_row_to_its_figure():
    tabel = maak_tabel(pd.DataFrame({"a": ["<b>", "x"]}), bijschrift="T", kolommen={"a": "A"}, rijkop="a")
    html = met_links(tabel, ["een", "twee"], ["hier", ""])._repr_html_()
    assert '<a id="hier" class="anker" href="indicatoren.html#een">&lt;b&gt;</a>' in html
    assert '<a href="indicatoren.html#twee">x</a>' in html


# --- what is new -------------------------------------------------------------------------------------------------

STAP = {"naam": "Banen", "eenheid": "aantal", "decimalen": 0, "periode": "2022-01-01"}
GROOTSTE = pd.DataFrame(
    [
        STAP | {"vorig_verschil": 50.0, "vorig_procent": 5.0},
        STAP | {"naam": "Leegstand", "eenheid": "%", "decimalen": 1, "vorig_verschil": -0.4, "vorig_procent": -4.0},
        STAP | {"naam": "Woningen", "vorig_verschil": 10.0, "vorig_procent": 1.0},
    ]
)
SIGNALEN = pd.DataFrame({"soort": ["sprong", "breuk", "breuk"]})
NIEUW = pd.DataFrame({"indicator_id": ["a", "a", "b"], "onbekend": [True, True, False]})


def test_the_answer_names_the_largest_rise_and_fall_and_counts_the_rest():
    assert kern(GROOTSTE, SIGNALEN, NIEUW, heel=True) == (
        "Het sterkst steeg *Banen*: +5,0 % in een jaar, tot 1 januari 2022. "
        "Het sterkst daalde *Leegstand*: -0,4 procentpunt in een jaar, tot 1 januari 2022. "
        "De monitor ziet 1 sprong en 2 breuken in de reeksen. 3 cijfers staan er voor het eerst."
    )


def test_the_answer_without_anything_to_tell():
    assert kern(GROOTSTE.iloc[:0], SIGNALEN.iloc[:0], NIEUW.iloc[:0], heel=False) == (
        "Van geen enkel cijfer is te zeggen hoe het in een jaar veranderde. Geen enkele reeks breekt of springt."
    )
    assert kern(GROOTSTE, SIGNALEN, NIEUW.iloc[:0], heel=True).endswith("Geen enkel cijfer staat er voor het eerst.")


def test_what_is_there_for_the_first_time():
    assert toelichting_nieuw(NIEUW, heel=False) == NOG_GEEN_EDITIE
    assert toelichting_nieuw(NIEUW, heel=True) == (
        "Het gaat om 2 onderwerpen. Van 1 daarvan gaf nog geen enkele editie een cijfer."
    )
