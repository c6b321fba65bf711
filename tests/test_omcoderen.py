"""Codes on one version of the SBI, on registers of a few establishments that a reader works out by head."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nep_register import register
from registertjes import register as regels

from ezlib.register.concordantie import Concordantie
from ezlib.register.omcoderen import Omcodering, codeer_om, dubbel_gecodeerd, met_codes, verdeel, vind_basis
from ezlib.register.panel import maak_panel

# 8621 stayed 8621. 9602 was split in 9621 and 9622. 6201 (IT) and 4651 (trade) were merged in 6210.
PAREN = [("8621", "8621"), ("9602", "9621"), ("9602", "9622"), ("6201", "6210"), ("4651", "6210")]
GEEN_DUBBEL = pd.DataFrame({k: pd.Series(dtype="str") for k in ("vestigingsnummer", "sbi_2008", "sbi_2025")})


def tabel(*gewichten: int, dubbel: list[tuple[str, str, str]] | None = None) -> Concordantie:
    codes = pd.DataFrame(PAREN, columns=["sbi_2008", "sbi_2025"]).assign(gewicht=gewichten or 0)
    return Concordantie(codes, pd.DataFrame(dubbel, columns=list(GEEN_DUBBEL)) if dubbel else GEEN_DUBBEL)


def rij(nummer: str, jaar: int, sbi: str, banen: int, **anders: Any) -> dict[str, Any]:
    """One establishment in one year; SBI 2025 from 2026 on."""
    vast = {"peildatum": f"{jaar}-01-01", "vestigingsnummer": nummer, "banen_groot": banen, "banen_klein": 0}
    return vast | {"sbi": sbi, "sbi_versie": 2008 if jaar < 2026 else 2025} | anders


def codes(frame: pd.DataFrame, uitkomst: Omcodering, jaar: int = 2026) -> dict[str, str]:
    waar = frame["jaar"] == jaar
    return dict(zip(frame.loc[waar, "vestigingsnummer"], uitkomst.codes.loc[waar, "sbi"], strict=True))


OUD = rij("oud", 2025, "8621", 5)
# Two establishments with both codes: 30 jobs were IT, 70 were trade.
DUBBEL = [rij("a", 2026, "6210", 30, sbi_ander="6201"), rij("b", 2026, "6210", 70, sbi_ander="4651")]
NIEUW = [rij(f"n{i}", 2026, "6210", 1) for i in range(10)]


def test_one_to_one_and_a_code_that_was_split_are_carried_over_for_sure():
    frame = register(OUD, rij("arts", 2026, "8621", 5), rij("kapper", 2026, "9621", 2), rij("sauna", 2026, "9622", 3))
    uitkomst = codeer_om(frame, tabel(), min_procent=80)
    assert uitkomst.toegepast and uitkomst.basis == 2008 and set(uitkomst.codes["sbi_versie"]) == {2008}
    assert codes(frame, uitkomst) == {"arts": "8621", "kapper": "9602", "sauna": "9602"}
    assert uitkomst.verdeeld == {} and uitkomst.onbekend == 0
    assert codes(frame, uitkomst, 2025) == {"oud": "8621"}


def test_merged_codes_are_divided_by_the_jobs_of_the_double_coded_year():
    frame = register(OUD, *DUBBEL, *NIEUW)
    uitkomst = codeer_om(frame, tabel(), min_procent=80)
    uit = codes(frame, uitkomst)
    # Who is known keeps its own; of ten new ones with a job each, 30 % is 3 and 70 % is 7.
    assert (uit.pop("a"), uit.pop("b")) == ("6201", "4651")
    assert sorted(uit.values()) == ["4651"] * 7 + ["6201"] * 3
    # 100 of the 110 jobs of 2026 have both codes.
    assert uitkomst.dubbel_procent == 90 and uitkomst.gekoppeld
    assert uitkomst.verdeeld == {"2026-01-01": (("4651", "6201"),)}


def test_without_a_double_coded_year_weights_are_equal_or_those_of_the_table_and_nothing_is_linked():
    frame = register(OUD, *NIEUW[:8])
    gelijk, gewogen = (codeer_om(frame, t, min_procent=80) for t in (tabel(), tabel(0, 0, 0, 30_000, 10_000)))
    assert sorted(codes(frame, gelijk).values()) == ["4651"] * 4 + ["6201"] * 4
    assert sorted(codes(frame, gewogen).values()) == ["4651"] * 2 + ["6201"] * 6
    assert not gelijk.gekoppeld and gelijk.dubbel_procent == 0 and gelijk.verdeeld and gelijk.toegepast


@pytest.mark.parametrize(("banen", "procent", "gekoppeld"), [(25, 80, True), (26, 79, False)])
def test_versions_are_linked_when_enough_jobs_have_both_codes(banen: int, procent: int, gekoppeld: bool):
    # 100 of 125 is 80 %; 100 of 126 is 79.4, so 79.
    uitkomst = codeer_om(register(OUD, *DUBBEL, rij("c", 2026, "8621", banen)), tabel(), min_procent=80)
    assert (uitkomst.dubbel_procent, uitkomst.gekoppeld) == (procent, gekoppeld)


def test_a_double_coded_last_year_of_the_old_version_links_too():
    frame = register(
        rij("a", 2025, "6201", 30, sbi_ander="6210"),
        rij("b", 2025, "4651", 70, sbi_ander="6210"),
        rij("a", 2026, "6210", 40),
        *NIEUW,
    )
    uitkomst = codeer_om(frame, tabel(), min_procent=80)
    uit = codes(frame, uitkomst)
    assert uit.pop("a") == "6201" and sorted(uit.values()) == ["4651"] * 7 + ["6201"] * 3
    assert uitkomst.dubbel_procent == 100 and uitkomst.gekoppeld


def test_a_file_of_double_codes_counts_where_it_agrees_with_the_row_and_with_the_table():
    frame = register(
        OUD,
        rij("a", 2026, "6210", 1),
        rij("b", 2026, "8621", 1),  # has another code than the file says
        rij("c", 2026, "6210", 1),  # 9602 and 6210 are no pair of CBS
        rij("d", 2026, "6210", 1, sbi_ander="4651"),  # what the delivery says goes first
    )
    dubbel = [("a", "6201", "6210"), ("b", "6201", "6210"), ("c", "9602", "6210"), ("d", "6201", "6210")]
    paren = dubbel_gecodeerd(frame, tabel(dubbel=dubbel), 2008)
    assert paren[["vestigingsnummer", "basis", "ander"]].values.tolist() == [
        ["a", "6201", "6210"],
        ["d", "4651", "6210"],
    ]


def test_an_establishment_stays_where_it_was_put_until_its_code_changes():
    later = [rij(r["vestigingsnummer"], 2027, "6210", 9) for r in [*DUBBEL, *NIEUW[1:]]]
    frame = register(OUD, *DUBBEL, *NIEUW, *later, rij("n0", 2027, "8621", 9))
    uitkomst = codeer_om(frame, tabel(), min_procent=80)
    toen, nu = codes(frame, uitkomst, 2026), codes(frame, uitkomst, 2027)
    assert nu.pop("n0") == "8621" and nu == {n: toen[n] for n in nu}


def test_a_code_that_the_table_does_not_know_is_lost_and_counted():
    frame = register(OUD, rij("a", 2026, "9999", 1), rij("b", 2026, "", 1), rij("c", 2026, "86", 1))
    uitkomst = codeer_om(frame, tabel(), min_procent=80)
    assert codes(frame, uitkomst) == {"a": "", "b": "", "c": "8621"} and uitkomst.onbekend == 1


def test_nothing_changes_without_a_table_or_a_second_version():
    frame = register(OUD, *DUBBEL)
    leeg = Concordantie(tabel().codes[:0], GEEN_DUBBEL)
    for rijen, concordantie in ((frame, leeg), (frame[:1], tabel()), (frame[:0], tabel())):
        uitkomst = codeer_om(rijen, concordantie, min_procent=80)
        assert not uitkomst.toegepast and uitkomst.codes.equals(rijen[["sbi", "sbi_versie"]])
    assert vind_basis(frame) == 2008 and vind_basis(frame[1:]) == 2025 and vind_basis(frame[:0]) == 0


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(1, 99))
def test_no_candidate_is_further_from_its_part_than_the_largest_establishment(banen: list[int], gewicht: int):
    rijen = pd.DataFrame({"vestigingsnummer": [str(i) for i in range(len(banen))], "sbi": "6210", "banen": banen})
    uit = verdeel(rijen, {"6210": {"6201": gewicht, "4651": 100 - gewicht}})
    omvang = rijen["banen"].clip(lower=1)
    assert abs(100 * omvang[uit == "6201"].sum() - gewicht * omvang.sum()) <= 100 * omvang.max()


def test_who_continues_whom_does_not_hang_on_the_table():
    frame = regels(
        """
        A a 6201 a1 0101 p - 4 4 4 4
        B b 4651 b1 0101 p - 2 2 . .
        C c 4651 b1 0101 p - . . 2 2   # B under a new number
        A d 9602 d1 0101 p - 9 9 9 9   # the larger of the two of A
        """
    )
    panel = maak_panel(frame)
    anders = met_codes(panel, frame[["sbi", "sbi_versie"]].assign(sbi="8621"))
    assert set(anders.bedrijven["sbi"]) == set(anders.vestigingen["sbi"]) == {"8621"}
    assert panel.bedrijven.loc[panel.bedrijven["kvknummer"] == "A", "sbi"].unique().tolist() == ["9602"]
    for oud, nieuw in ((panel.vestigingen, anders.vestigingen), (panel.bedrijven, anders.bedrijven)):
        pd.testing.assert_frame_equal(nieuw.drop(columns=["sbi"]), oud.drop(columns=["sbi"]))
    assert anders.bedrijven["hernummering"].sum() == 1
