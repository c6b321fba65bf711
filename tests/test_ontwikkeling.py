"""Sentences of the yearly analysis: a value, its change within one publication, and which way the policy wants it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from ezlib.zinnen.ontwikkeling import kern, oordeel, titel_veranderd, zin

NAN = float("nan")


def rij(**anders: Any) -> SimpleNamespace:
    basis = {
        "naam": "Arbeidsplaatsen", "eenheid": "aantal", "decimalen": 0, "richting": "omhoog", "waarde": 54419.0,
        "periode": "2022-01-01", "status": "voorlopig", "herkomst": "waargenomen", "vorig_verschil": 721.0,
        "vorig_procent": 1.3427, "vorig_periode": "2021-01-01", "benchmark_procent": NAN, "benchmark_naam": "",
    }  # fmt: skip
    return SimpleNamespace(**basis | anders)


@pytest.mark.parametrize(
    ("anders", "verwacht"),
    [
        ({}, "**Arbeidsplaatsen**: 54.419 op 1 januari 2022 (voorlopig), +1,3 % tegen 1 januari 2021."),
        ({"vorig_verschil": NAN}, "**Arbeidsplaatsen**: 54.419 op 1 januari 2022 (voorlopig)."),
        ({"vorig_verschil": 0.0, "status": "definitief"}, "**Arbeidsplaatsen**: 54.419 op 1 januari 2022, gelijk aan 1 januari 2021."),
        (
            {"benchmark_procent": 2.0, "benchmark_naam": "Nederland"},
            "**Arbeidsplaatsen**: 54.419 op 1 januari 2022 (voorlopig), +1,3 % tegen 1 januari 2021; in Nederland +2,0 %.",
        ),
        (
            {"eenheid": "%", "waarde": 68.0, "decimalen": 1, "vorig_verschil": -1.2, "vorig_procent": -1.7, "periode": "2021",
             "vorig_periode": "2020", "status": "definitief"},
            "**Arbeidsplaatsen**: 68,0 % in 2021, -1,2 procentpunt tegen 2020.",
        ),
        (
            {"eenheid": "index", "waarde": 49.0, "decimalen": 1, "vorig_verschil": 0.2, "herkomst": "geschat"},
            "**Arbeidsplaatsen**: 49,0 op 1 januari 2022 (voorlopig) (geschat), +0,2 punt tegen 1 januari 2021.",
        ),
    ],
)  # fmt: skip
def test_one_sentence(anders, verwacht):
    assert zin(rij(**anders)) == verwacht


@pytest.mark.parametrize(
    ("anders", "verwacht"),
    [
        ({}, "gewenst"),
        ({"vorig_verschil": -1.0}, "ongewenst"),
        ({"richting": "omlaag"}, "ongewenst"),
        ({"vorig_verschil": 0.4}, "gelijk"),
        ({"richting": "geen"}, ""),
        ({"vorig_verschil": NAN}, ""),
        ({"richting": "handhaven", "vorig_procent": 0.5}, "gewenst"),
        ({"richting": "handhaven", "vorig_procent": -3.0}, "ongewenst"),
    ],
)
def test_which_way_it_went(anders, verwacht):
    assert oordeel(rij(**anders)) == verwacht


def test_the_answer_counts_real_figures_only():
    frame = pd.DataFrame(
        {
            "waarde": [1.0, 2.0, 3.0, NAN],
            "vorig_verschil": [1.0, -1.0, NAN, NAN],
            "oordeel": ["gewenst", "ongewenst", "", ""],
        }
    )
    assert kern(frame, {"naam": "Stad"}) == (
        "Van 3 van de 4 indicatoren is er een echt cijfer van Stad als geheel. Van 2 daarvan is te zeggen hoe het in een jaar "
        "veranderde. Het beleid noemt bij een deel een richting: 1 ging de kant op die het beleid wil en 1 ging de andere "
        "kant op."
    )
    assert kern(frame.assign(waarde=NAN), {"naam": "Stad"}) == "Voor Stad is er nog geen enkel echt cijfer."


def test_the_title_names_the_largest_rise_and_fall():
    frame = pd.DataFrame({"gebied_naam": ["Banen", "Winkels"], "waarde": [5.4, -2.0]})
    assert titel_veranderd(frame) == "Banen steeg het sterkst: +5,4 %; Winkels daalde het sterkst: -2,0 %"
    assert titel_veranderd(frame[:1]) == "Banen steeg het sterkst: +5,4 %"
    assert titel_veranderd(frame[1:]) == "Winkels daalde het sterkst: -2,0 %"
    assert titel_veranderd(frame[:0]) == "Veranderingen in een jaar"
