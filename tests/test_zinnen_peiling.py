"""What the page says of the survey: a change that may be chance is no change."""

from __future__ import annotations

from typing import Any

import pandas as pd
from tabelletjes import waarnemingen

from ezlib.report.waardering import stap_van
from ezlib.zinnen import FICTIEF
from ezlib.zinnen.peiling import zin_waardering

KADER = {"gemeente": "GM0001", "naam": "Stad"}
RESPONS = waarnemingen({"waarde": 40, "periode": "2025", "n": 1000})


def peiling(oud: float, nieuw: float, marge: float = 0.13, **anders: Any) -> pd.DataFrame:
    rijen = ({"waarde": w, "ondergrens": w - marge, "bovengrens": w + marge, "periode": p} | anders
             for w, p in ((oud, "2023"), (nieuw, "2025")))  # fmt: skip
    return waarnemingen(*rijen)


def zin(frame: pd.DataFrame) -> str:
    return zin_waardering(frame, stap_van(frame), RESPONS, KADER)


def test_a_difference_beyond_chance_is_told():
    assert zin(peiling(6.80, 7.03)) == (
        "Ondernemers geven Stad in 2025 gemiddeld een 7,03 (marge: 6,90 tot 7,16). Dat is aantoonbaar hoger dan daarvoor "
        "(in 2023 een 6,80). Van de 1.000 benaderde ondernemers gaf 40 % antwoord."
    )
    assert "aantoonbaar lager" in zin(peiling(7.03, 6.80))


def test_a_difference_that_may_be_chance_is_not():
    assert "Dat is niet aantoonbaar veranderd (in 2023 een 6,80)." in zin(peiling(6.80, 6.95))


def test_one_survey_has_no_change_and_none_no_sentence():
    een = peiling(6.80, 7.03)[1:].reset_index(drop=True)
    assert "aantoonbaar" not in zin(een)
    leeg = waarnemingen({"waarde": None, "periode": "2025", "ontbreekt": "geen-bron"})
    assert zin(leeg) == ""


def test_a_made_up_survey_says_nothing():
    assert zin(peiling(6.80, 7.03, herkomst="fictief")) == FICTIEF
