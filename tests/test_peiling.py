"""The survey among entrepreneurs: counted, with the intervals of RULES.md, and never a row of a respondent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tabelletjes import KADER

from ezlib.definitions import load_definities
from ezlib.indicators.onzekerheid import Schatting, is_aantoonbaar, verschil
from ezlib.indicators.peiling import gemiddelde_met_interval, respons
from ezlib.store import WORTEL
from ezlib.tidy.levering import tidy_levering
from ezlib.tidy.levering_peiling import bewerk

LEVERING = load_definities(WORTEL / "definitions").leveringen["ondernemerspeiling"]


def antwoorden(*cijfers: float | None, jaar: str = "2025", thema: str = "dienstverlening", gewichten=None, **anders):
    n = len(cijfers)
    frame = pd.DataFrame(
        {
            "jaar": jaar,
            "respondent": [f"r{jaar}{i}" for i in range(n)],
            "thema": thema,
            "cijfer": np.array([np.nan if c is None else c for c in cijfers], dtype="float64"),
            "gewicht": np.nan if gewichten is None else np.array(gewichten, dtype="float64"),
            "populatie": 10_000.0,
            "benaderd": 1_000.0,
            "status": "definitief",
            "herkomst": "waargenomen",
            "noot": "",
        }
    )
    return frame.assign(**anders)


def feiten(*delen: pd.DataFrame) -> pd.DataFrame:
    frame, fouten = tidy_levering(
        pd.concat(delen, ignore_index=True), LEVERING, namen={"GM0001": "Stad"}, gemeente="GM0001", bron_id="peiling"
    )
    assert not fouten
    return frame


def gemiddelden(frame: pd.DataFrame, minstens: int = 2) -> pd.DataFrame:
    uit = gemiddelde_met_interval(frame, kader=KADER, onderwerp="waardering", minstens=minstens)
    return uit.set_index(["periode", "kenmerkwaarde"])


def test_answers_are_counted_by_head():
    # Mean of 6, 8 and 10 is 8; deviations 4, 0, 4, so the variance with n - 1 is 4 and the standard deviation 2.
    uit = bewerk(antwoorden(6, 8, 10, None), LEVERING).iloc[0]
    assert (uit["gemiddelde"], uit["spreiding"], uit["antwoorden"], uit["antwoorden_effectief"]) == (8, 2, 3, 3)


def test_weights_move_the_mean_and_cost_answers():
    # (3 x 6 + 1 x 10) / 4 = 7; effective n = 4 squared / (9 + 1) = 1.6.
    uit = bewerk(antwoorden(6, 10, gewichten=[3, 1]), LEVERING).iloc[0]
    assert uit["gemiddelde"] == 7
    assert uit["antwoorden_effectief"] == pytest.approx(1.6)


def kunstmatig(midden: float, jaar: str) -> pd.DataFrame:
    """400 answers with this mean and a standard deviation of 1.4: half of them as far below as the others above."""
    stap = 1.4 * np.sqrt(399 / 400)
    return antwoorden(*([midden - stap] * 200 + [midden + stap] * 200), jaar=jaar)


def test_the_numbers_of_the_trade():
    """n = 400, N = 10,000, s = 1.4: +/-0.13; the difference of two such +/-0.19; 6.80 to 7.03 is significant."""
    uit = gemiddelden(feiten(kunstmatig(6.80, "2023"), kunstmatig(7.03, "2025")))
    oud, nieuw = (uit.loc[(jaar, "dienstverlening")] for jaar in ("2023", "2025"))
    assert (round(oud["waarde"], 2), round(nieuw["waarde"], 2)) == (6.80, 7.03)
    assert round(oud["bovengrens"] - oud["waarde"], 2) == 0.13
    assert oud["bovengrens"] > nieuw["ondergrens"]
    delta = verschil(*(Schatting(r["waarde"], r["ondergrens"], r["bovengrens"]) for r in (oud, nieuw)))
    assert round(delta.bovengrens - delta.waarde, 2) == 0.19
    assert is_aantoonbaar(delta)


def test_few_answers_are_not_shown():
    uit = gemiddelden(feiten(antwoorden(6, 8), antwoorden(*[7.0] * 10, thema="bereikbaarheid")), minstens=10)
    klein = uit.loc[("2025", "dienstverlening")]
    assert (np.isnan(klein["waarde"]), klein["ontbreekt"]) == (True, "onderdrukt")
    assert uit.loc[("2025", "bereikbaarheid"), "waarde"] == 7


def test_response_is_of_those_asked():
    uit = respons(
        feiten(antwoorden(*[7.0] * 250, None), antwoorden(*[6.0] * 200, thema="bereikbaarheid")),
        kader=KADER,
        onderwerp="waardering",
    )
    assert uit["waarde"].tolist() == [25.0]
    assert uit["n"].tolist() == [1000.0]


def test_no_respondent_leaves_the_count():
    frame = feiten(antwoorden(6, 8, 10, respondent=["geheim-1", "geheim-2", "geheim-3"], noot=""))
    assert "geheim" not in frame.to_csv()
    assert "respondent" not in frame.columns


def test_made_up_answers_make_a_made_up_mean():
    frame = feiten(antwoorden(6, 8, 10, herkomst=["waargenomen", "fictief", "waargenomen"]))
    assert set(frame["herkomst"]) == {"fictief"}
