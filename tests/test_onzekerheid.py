"""Intervals and differences: the numbers of the trade, worked out by head."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ezlib.indicators.onzekerheid import (
    Schatting,
    add_verschil,
    effectieve_n,
    foutmarge,
    gemiddelde,
    is_aantoonbaar,
    verschil,
)

# 200 answers of 1.4 below and 200 above: s is 1.4 (times the root of 400/399).
ANTWOORDEN = pd.Series([6.8 - 1.4, 6.8 + 1.4] * 200)


def test_four_hundred_of_ten_thousand():
    """1.96 x 1.4 / 20 = 0.137; times the root of 0.96 is 0.134."""
    s = gemiddelde(ANTWOORDEN, populatie=10_000)
    assert s.waarde == pytest.approx(6.8) and (s.n, s.n_effectief) == (400, 400)
    assert round(s.bovengrens - s.waarde, 2) == 0.13 and round(s.waarde - s.ondergrens, 2) == 0.13
    assert round(gemiddelde(ANTWOORDEN).bovengrens - 6.8, 3) == 0.137
    # Who asks everybody has no chance left.
    assert gemiddelde(ANTWOORDEN, populatie=400).ondergrens == pytest.approx(6.8)


def test_the_difference_is_certain_though_the_intervals_overlap():
    oud, nieuw = (gemiddelde(ANTWOORDEN + d, populatie=10_000) for d in (0, 0.23))
    assert oud.bovengrens > nieuw.ondergrens
    delta = verschil(oud, nieuw)
    assert round(delta.bovengrens - delta.waarde, 2) == 0.19
    assert delta.waarde == pytest.approx(0.23) and is_aantoonbaar(delta)
    assert not is_aantoonbaar(verschil(oud, gemiddelde(ANTWOORDEN + 0.18, populatie=10_000)))
    assert is_aantoonbaar(verschil(nieuw, oud))  # and the other way round


def test_weights_cost_answers():
    """Half weighs 3: 4 answers are worth 8^2 / 20 = 3.2; the mean leans to the heavy ones."""
    waarden, gewichten = pd.Series([6.0, 6, 8, 8]), pd.Series([1.0, 1, 3, 3])
    assert effectieve_n(gewichten) == pytest.approx(3.2)
    s = gemiddelde(waarden, gewichten=gewichten)
    assert s.waarde == pytest.approx((2 * 6 + 6 * 8) / 8) and (s.n, s.n_effectief) == (4, pytest.approx(3.2))
    # variance (2 x 1.5^2 + 6 x 0.5^2) / 8 = 0.75, x 4/3 = 1; so the margin is 1.96 / root 3.2
    assert s.bovengrens - s.waarde == pytest.approx(1.96 / np.sqrt(3.2), abs=1e-3)


@pytest.mark.parametrize("waarden", [[], [None], [7.0]])
def test_no_interval_of_one_answer_or_none(waarden):
    s = gemiddelde(pd.Series(waarden, dtype="float64"))
    assert np.isnan(s.ondergrens) and s.n == (1 if waarden == [7.0] else 0)
    assert not is_aantoonbaar(verschil(s, s)) and np.isnan(foutmarge(1.4, 0))


def test_an_interval_that_leans_over_counts_its_side_that_faces_the_other():
    """5 (4 to 8) against 10 (6 to 11): down root(4^2 + 3^2) = 5, up root(1 + 1)."""
    delta = verschil(Schatting(5, 4, 8), Schatting(10, 6, 11))
    assert (delta.ondergrens, delta.bovengrens) == pytest.approx((0, 5 + np.sqrt(2)))
    assert not is_aantoonbaar(delta)


def test_rows_against_one_of_them():
    frame = pd.DataFrame(
        {"waarde": [30.0, 33, 31, 40], "ondergrens": [29, 32, 29.5, np.nan], "bovengrens": [31, 34, 32.5, np.nan]},
        index=[7, 3, 5, 1],
    )
    uit = add_verschil(frame, frame.loc[7])
    assert uit["aantoonbaar"].tolist() == ["nee", "ja", "nee", "onbekend"]
    assert uit["verschil"].tolist() == [0, 3, 1, 10] and list(uit.index) == [7, 3, 5, 1]
    assert uit.loc[3, "verschil_onder"] == pytest.approx(3 - np.sqrt(2))
    assert "verschil" not in frame
