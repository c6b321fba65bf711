"""What may be shown: each rule on both sides of its threshold, and no jobs of fewer than five firms in any register."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from ezlib.fouten import ControleFout
from ezlib.register import load_registerdefinities
from ezlib.register.cellen import maak_cellen
from ezlib.register.geheimhouding import NOOT_BANEN, bescherm
from ezlib.store import WORTEL
from ezlib.tidy import KOLOMMEN

DREMPELS = {
    "bedrijven_min": 5,
    "bedrijven_min_gemeente": 3,
    "grootste_max_procent": 75,
    "p_procent": 10,
    "breedte_banen": 5,
    "afronding_banen": 10,
    "afronding_vestigingen": 5,
    "starters_klein": 5,
}
DEFINITIES = load_registerdefinities(WORTEL / "definitions")
BUURT, WIJK, GEMEENTE = "BU06370101", "WK063701", "GM0637"


def geteld(rijen: list[list]) -> pd.DataFrame:
    """Rows to count, of subject, peildatum, boundary year, buurt, firm, sector, size and number."""
    namen = ["onderwerp", "periode", "indeling", "buurtcode", "kvknummer", "sector", "werkzame_personen", "aantal"]
    return pd.DataFrame(rijen, columns=namen).assign(
        definitie="totaal", gebeurtenis="", werklocatie="", op_werklocatie="onbekend", pand="onbekend"
    )


def cellen(onderwerp: str, delen: list[int], *, zelfde_bedrijf: bool = False) -> pd.DataFrame:
    """Cells of one buurt where each number is the part of a firm (or all are branches of one)."""
    rijen = [
        [onderwerp, "2024-01-01", 2024, BUURT, "A" if zelfde_bedrijf else f"K{i}", "it", "", deel]
        for i, deel in enumerate(delen)
    ]
    return maak_cellen(geteld(rijen), gemeente=GEMEENTE, programma=DEFINITIES.programma)


def figuren(frame: pd.DataFrame) -> pd.DataFrame:
    """Figures of cells, by our own thresholds."""
    return bescherm(frame, DREMPELS, bescherming=DEFINITIES.bescherming, herkomst="fictief")


def beschermd(frame: pd.DataFrame, code: str = BUURT, kenmerk: str = "totaal") -> list:
    """Value (None if hidden), reason and note of one protected cell."""
    uit = figuren(frame)
    een = uit[(uit.gebied_code == code) & (uit.kenmerk == kenmerk)]
    assert len(een) == 1
    waarde, ontbreekt, noot = een.iloc[0][["waarde", "ontbreekt", "noot"]]
    return [None if math.isnan(waarde) else waarde, ontbreekt, noot]


def banen(*delen: int, code: str = BUURT, kenmerk: str = "totaal") -> float | None:
    return beschermd(cellen("arbeidsplaatsen", list(delen)), code, kenmerk)[0]


HIDDEN = [None, "onderdrukt", NOOT_BANEN]


def test_thresholds_of_the_definitions_are_those_tested_here():
    assert DEFINITIES.drempels == DREMPELS


# --- jobs --------------------------------------------------------------------------------------------------------


def test_jobs_of_four_firms_are_hidden_and_of_five_shown():
    assert beschermd(cellen("arbeidsplaatsen", [10, 10, 10, 10])) == HIDDEN
    assert beschermd(cellen("arbeidsplaatsen", [10, 10, 10, 10, 10])) == [50, "", "Afgerond op 10."]


def test_gemeente_needs_three_firms_and_is_not_rounded():
    assert banen(11, 11, code=GEMEENTE) is None
    assert beschermd(cellen("arbeidsplaatsen", [11, 11, 11]), GEMEENTE) == [33, "", ""]
    assert banen(11, 11, 11, code=GEMEENTE, kenmerk="sector") == 33


def test_five_branches_of_one_firm_are_one_firm():
    assert beschermd(cellen("arbeidsplaatsen", [10, 10, 10, 10, 10], zelfde_bedrijf=True)) == HIDDEN


def test_largest_may_have_75_percent_and_not_76():
    assert banen(75, 10, 5, 5, 5) == 100
    assert banen(76, 10, 5, 5, 4) is None


def test_second_may_not_estimate_the_largest_within_10_percent():
    assert banen(50, 45, 2, 2, 1) == 100  # what remains is 5, and 10 % of 50 is 5
    assert banen(50, 46, 2, 1, 1) is None  # what remains is 4


@pytest.mark.parametrize(("som", "getoond"), [(54, 50), (55, 60), (64, 60), (65, 70)])
def test_jobs_are_rounded_to_ten_halves_up(som, getoond):
    assert banen(som - 40, 10, 10, 10, 10) == getoond


def test_firm_without_jobs_is_nobody_to_hide_behind():
    assert banen(10, 10, 10, 10, 0) is None


def test_nought_is_shown_where_no_firm_is_and_hidden_where_firms_have_no_jobs():
    leeg = maak_cellen(
        geteld([["arbeidsplaatsen", "2024-01-01", 2024, BUURT, "A", "it", "", 0]]),
        gemeente=GEMEENTE,
        programma=DEFINITIES.programma,
        buurten={2024: [BUURT, "BU06370102"]},
    )
    assert beschermd(leeg, "BU06370102")[:2] == [0, ""]
    assert beschermd(leeg, BUURT) == HIDDEN


# --- counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("aantal", "getoond"), [(1, 0), (2, 0), (3, 5), (7, 5), (8, 10)])
def test_vestigingen_are_public_and_rounded_to_five(aantal, getoond):
    frame = cellen("vestigingen", [1] * aantal, zelfde_bedrijf=True)
    assert beschermd(frame) == [getoond, "", "Afgerond op 5."]
    assert beschermd(frame, GEMEENTE) == [aantal, "", ""]
    assert beschermd(frame, GEMEENTE, "sector")[0] == getoond


@pytest.mark.parametrize("onderwerp", ["starters", "doorstarters", "startups"])
def test_one_to_four_are_not_shown(onderwerp):
    for aantal in (1, 4):
        frame = cellen(onderwerp, [1] * aantal + [0])
        assert beschermd(frame, WIJK) == [None, "onderdrukt", "<5"]
        assert beschermd(frame, GEMEENTE) == [aantal, "", ""]
    assert beschermd(cellen(onderwerp, [1] * 5), WIJK) == [5, "", ""]
    assert beschermd(cellen(onderwerp, [0] * 5), WIJK) == [0, "", ""]


def test_starters_per_buurt_from_five():
    assert beschermd(cellen("starters", [1] * 4)) == [None, "onderdrukt", "<5"]
    assert beschermd(cellen("starters", [1] * 5)) == [5, "", ""]


@pytest.mark.parametrize("onderwerp", ["scaleups", "snelle_groeiers"])
def test_scale_ups_by_sector_from_five(onderwerp):
    vier = cellen(onderwerp, [1] * 4)
    assert beschermd(vier, GEMEENTE) == [4, "", ""]
    assert beschermd(vier, GEMEENTE, "sector") == [None, "onderdrukt", "<5"]
    assert beschermd(cellen(onderwerp, [1] * 5), GEMEENTE, "sector") == [5, "", ""]


def test_subject_without_a_rule_is_not_shown():
    frame = cellen("starters", [1]).assign(onderwerp="omzet")
    with pytest.raises(ControleFout, match="Voor omzet is niet afgesproken wanneer het cijfer getoond mag worden"):
        figuren(frame)


# --- layout ------------------------------------------------------------------------------------------------------


def test_tidy_layout_without_a_trace_of_the_firms():
    uit = figuren(cellen("arbeidsplaatsen", [10, 20, 10, 10, 10]))
    assert list(uit) == KOLOMMEN
    assert set(uit["herkomst"]) == {"fictief"} and set(uit["bron_id"]) == {"register"}
    assert set(uit["eenheid"]) == {"aantal"} and (uit["waarde"].isna() == (uit["ontbreekt"] == "onderdrukt")).all()


def test_one_note_for_every_reason():
    redenen = ([10] * 4, [76, 10, 5, 5, 4], [50, 46, 2, 1, 1])
    assert {beschermd(cellen("arbeidsplaatsen", list(delen)))[2] for delen in redenen} == {NOOT_BANEN}


def test_cells_are_not_changed():
    frame = cellen("arbeidsplaatsen", [10, 20, 30])
    voor = frame.copy(deep=True)
    figuren(frame)
    assert_frame_equal(frame, voor)


def test_no_cells_give_no_figures():
    leeg = figuren(cellen("starters", [1])[:0])
    assert leeg.empty and list(leeg) == KOLOMMEN


# --- every register ----------------------------------------------------------------------------------------------

VESTIGINGEN = st.lists(
    st.tuples(
        st.sampled_from(["", *"ABCDEFGHIJ"]),  # firm
        st.sampled_from(["", "BU06370101", "BU06370102", "BU06370201"]),
        st.sampled_from(["it", "overig"]),
        st.one_of(st.integers(0, 12), st.integers(0, 500)),  # jobs
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(VESTIGINGEN)
def test_no_jobs_below_the_gemeente_of_fewer_than_five_firms_or_of_one_that_dominates(vestigingen):
    rijen = geteld(
        [["arbeidsplaatsen", "2024-01-01", 2024, buurt, kvk, sector, "", n] for kvk, buurt, sector, n in vestigingen]
    )
    uit = figuren(maak_cellen(rijen, gemeente=GEMEENTE, programma=DEFINITIES.programma))
    for c in uit[(uit.gebied_type != "gemeente") & uit.waarde.notna()].itertuples():
        # Counted again, from the establishments and by hand.
        per_bedrijf: dict[str, int] = {}
        aanwezig = False
        for kvk, buurt, sector, n in vestigingen:
            plaats = buurt if c.gebied_type == "buurt" else "WK" + buurt[2:8]
            if plaats == c.gebied_code and c.kenmerkwaarde in ("totaal", sector):
                per_bedrijf[kvk] = per_bedrijf.get(kvk, 0) + n
                aanwezig = True
        delen = sorted((n for n in per_bedrijf.values() if n), reverse=True)
        assert (len(delen) >= 5) if aanwezig else (c.waarde == 0)
        if delen:
            assert delen[0] <= 0.75 * sum(delen) and sum(delen[2:]) >= 0.1 * delen[0]
            assert c.waarde % 10 == 0 and abs(c.waarde - sum(delen)) <= 5
