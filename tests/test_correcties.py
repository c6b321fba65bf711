"""The ledger of corrections: it replaces what it expects, and stops when the source has moved."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from tabelletjes import KADER, waarnemingen

from ezlib.fouten import ControleFout
from ezlib.indicators.correcties import corrigeer, licht_toe

REGEL = {
    "gebied": "GM0001",
    "periode": "2021-01-01",
    "verwacht": 9957,
    "waarde": 9889,
    "reden": "Dubbel geteld.",
    "datum": "2025-11-03",
}


def verbeter(frame: pd.DataFrame, jaar: int = 2025, **anders: Any) -> pd.DataFrame:
    return corrigeer(frame, [REGEL | anders], kader=KADER, jaar=jaar)


def test_a_correction_replaces_the_value_and_says_so():
    frame = waarnemingen({"waarde": 9957, "noot": "Bron: X."}, {"waarde": 5, "periode": "2022-01-01"})
    uit = verbeter(frame)
    assert uit["waarde"].tolist() == [9889.0, 5.0]
    assert uit["herkomst"].tolist() == ["geschat", "waargenomen"]
    assert uit.loc[0, "noot"] == "Bron: X. Gecorrigeerd op 3 november 2025: de bron geeft 9.957,0. Dubbel geteld."
    assert frame.loc[0, "waarde"] == 9957


def test_a_correction_finds_its_breakdown():
    frame = waarnemingen({"waarde": 9957}, {"waarde": 3539, "kenmerk": "sbi", "kenmerkwaarde": "62"})
    uit = verbeter(frame, verwacht=3539, waarde=2536, kenmerk="sbi", kenmerkwaarde="62")
    assert uit["waarde"].tolist() == [9957.0, 2536.0]


@pytest.mark.parametrize(
    ("frame", "staat"),
    [
        (waarnemingen({"waarde": 9889}), "de bron geeft nu 9.889,0"),
        (waarnemingen({"waarde": 9957, "periode": "2020-01-01"}), "de bron geeft nu geen cijfer"),
        (waarnemingen({"waarde": None}), "de bron geeft nu –"),
    ],
)
def test_a_correction_whose_expectation_no_longer_holds_stops(frame, staat):
    with pytest.raises(ControleFout) as fout:
        verbeter(frame)
    assert "correcties.yml past niet meer bij iets van GM0001, 1 januari 2021: verwacht werd 9.957,0" in str(fout.value)
    assert staat in str(fout.value)


def test_a_correction_of_elsewhere_or_later_is_left_alone():
    frame = waarnemingen({"waarde": 1})
    assert verbeter(frame, gebied="GM0002")["waarde"].tolist() == [1.0]
    assert verbeter(frame, jaar=2019)["waarde"].tolist() == [1.0]


def test_an_explanation_belongs_to_one_step():
    revisies = pd.DataFrame(
        {
            "gebied_code": "GM0001",
            "periode": "2021-01-01",
            "kenmerk": "totaal",
            "kenmerkwaarde": "totaal",
            "waarde_oud": [9957.0, 9889.0],
            "waarde_nieuw": [9889.0, 9890.0],
            "reden_monitor": "",
            "breuk": "",
        }
    )
    regel = {"gebied": "GM0001", "periode": "2021-01-01", "van": 9957, "naar": 9889, "reden": "Ontdubbeld."}
    assert licht_toe(revisies, [regel])["reden_monitor"].tolist() == ["Ontdubbeld.", ""]
    assert licht_toe(revisies, [regel])["breuk"].tolist() == ["", ""]
    assert licht_toe(revisies, [regel | {"breuk": True}])["breuk"].tolist() == ["ja", ""]
