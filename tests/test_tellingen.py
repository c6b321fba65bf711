"""Counts of one thing side by side: shared dates only, real figures only, and what each count includes."""

from __future__ import annotations

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.store import WORTEL
from ezlib.zinnen.tellingen import gedeelde_perioden, kern

STAD = {"gemeente": "GM0001", "naam": "Stad"}


def cijfers(*rijen: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rijen, columns=["wie", "periode", "waarde"])
    return frame.assign(status="definitief", editie="Jaarstukken")


def test_the_answer_takes_the_last_date_that_two_counts_share():
    frame = cijfers(
        ("Register", "2020-01-01", 9659), ("CBS", "2020-01-01", 9510), ("Register", "2021-01-01", 9889),
        ("CBS", "2021-01-01", 12085), ("Register", "2022-01-01", 10422),
    )  # fmt: skip
    assert gedeelde_perioden(frame) == ["2020-01-01", "2021-01-01"]
    assert kern({"Vestigingen": frame}, STAD) == (
        "Vestigingen in Stad op 1 januari 2021: 9.889 (Register) en 12.085 (CBS). Geen van beide is fout: zij tellen iets "
        "anders. Zet ze daarom nooit in een reeks of grafiek."
    )


@pytest.mark.parametrize("frame", [cijfers(), cijfers(("Register", "2021-01-01", 1), ("CBS", "2022-01-01", 2))])
def test_without_a_shared_date_nothing_is_compared(frame):
    zin = kern({"Vestigingen": frame}, STAD)
    assert "geen twee tellingen" in zin and not any(teken.isdigit() for teken in zin)


def test_a_count_has_a_figure_or_says_from_whom_it_must_come():
    definities = load_definities(WORTEL / "definitions")
    for onderwerp in definities.tellingen.values():
        assert {t["wie"].split()[0] for t in onderwerp["wie_telt"]} == {"Bedrijvenregister", "CBS", "KvK", "BBV"}
        for telling in onderwerp["wie_telt"]:
            assert ("indicator" in telling) != ("zonder" in telling)


def test_the_page_sets_the_published_counts_side_by_side(gebouwd: Werkplaats):
    pagina = (gebouwd.editie / "65-cijfers-naast-elkaar.html").read_text(encoding="utf-8")
    assert "1 januari 2021: 9.889 (Bedrijvenregister) en 12.085, voorlopig (CBS)" in pagina
    assert "FICTIEF" not in pagina.split("<main")[1].split("Let op")[0]
