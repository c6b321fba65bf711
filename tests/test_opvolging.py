"""What goes on under another number or another firm: a table of four to six rows per rule, and which years compare."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registertjes import register

from ezlib.fouten import ControleFout
from ezlib.register.begrippen import starters
from ezlib.register.opvolging import PAAR, Opvolging, kies_paren
from ezlib.register.panel import maak_panel

TWEE = (2023, 2024)


def panel(tabel: str, jaren: tuple[int, ...] = TWEE, **regels: int):
    return maak_panel(register(tabel, jaren=jaren), Opvolging(**regels))


def ware(frame: pd.DataFrame, kolom: str, nummer: str = "kvknummer") -> set[str]:
    """Numbers of the last year for which a column is true."""
    nu = frame[frame["jaar"] == frame["jaar"].max()]
    return set(nu.loc[nu[kolom].fillna(False).astype("bool"), nummer])


def echte_starters(p) -> set[str]:
    return ware(p.bedrijven.assign(s=starters(p, max_dagen_voor_peildatum=366)), "s")


# --- firms under a new number ------------------------------------------------------------------------------------


def test_new_legal_form_keeps_the_vestigingsnummer():
    p = panel("""
        A a 4711 x 0101 p - 5 .
        B a 5610 y 0101 p - . 9  # another trade, size and address: the number is enough
        C c 4711 z 0101 p - . 5  # not the same number
    """)
    assert p.voorgangers.values.tolist() == [[2024, "B", "A", "rechtsvorm"]]
    assert echte_starters(p) == {"C"}


@pytest.mark.parametrize(
    ("toen", "nu", "sbi", "gaat_door"),
    [
        (10, 15, "4799", True),  # 50 % more, same first two digits
        (10, 16, "4711", False),
        (10, 5, "4711", True),
        (1, 3, "4711", True),  # two jobs more
        (1, 4, "4711", False),
        (10, 10, "5610", False),  # another trade
    ],
)
def test_renumbered_firm_has_the_same_address_trade_and_size(toen, nu, sbi, gaat_door):
    p = panel(f"A a 4711 x 0101 p - {toen} .\nB b {sbi} x 0101 p - . {nu}")
    assert p.voorgangers["voorganger"].tolist() == (["A"] if gaat_door else [])
    assert echte_starters(p) == (set() if gaat_door else {"B"})


def test_same_digits_of_another_version_of_the_sbi_are_another_trade():
    frame = register("A a 4711 x 0101 p - 5 .\nB b 4711 x 0101 p - . 5", jaren=TWEE)
    assert len(maak_panel(frame).voorgangers) == 1
    anders = frame.assign(sbi_versie=frame["jaar"].map({2023: 2008, 2024: 2025}))
    assert maak_panel(anders).voorgangers.empty


KANDIDAAT = st.tuples(st.just(2024), *(st.integers(0, 3) for _ in PAAR[1:]))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(KANDIDAAT, max_size=30))
def test_pairs_in_rounds_are_the_pairs_one_by_one(kandidaten):
    gekozen, bezet = [], set()
    for rij in sorted(kandidaten):
        if not bezet & {("nieuw", rij[3]), ("oud", rij[4])}:
            bezet |= {("nieuw", rij[3]), ("oud", rij[4])}
            gekozen.append(list(rij))
    assert kies_paren(pd.DataFrame(kandidaten, columns=PAAR)).values.tolist() == gekozen


# --- establishments under a new number ---------------------------------------------------------------------------


def nummers(p) -> dict[str, str]:
    """New number -> old number, of establishments that changed it."""
    v = p.vestigingen
    volg = v[v["vorige"] >= 0]
    oud = v["vestigingsnummer"].to_numpy()[volg["vorige"]]
    return {n: o for n, o in zip(volg["vestigingsnummer"], oud, strict=True) if n != o}


def test_renumbered_establishment_has_the_same_address_trade_and_size():
    p = panel("""
        A a1 4711 x 0101 p - 5 .
        A a2 4711 x 0101 p - . 6  # a1 under a new number
        A a3 4711 y 0101 p - 5 .
        A a4 4711 y 0101 p - . 20 # too large
        B b1 4711 z 0101 p - 1 1
    """)
    assert nummers(p) == {"a2": "a1"}
    assert ware(p.vestigingen, "verhuisd", "vestigingsnummer") == set()


def test_own_establishment_goes_before_that_of_another_firm():
    p = panel("""
        A a1 4711 x 0101 p - 5 .
        A a2 4711 x 0101 p - . 6
        B b1 4711 x 0101 p - 6 .  # nearer in size
        B b9 4711 y 0101 p - 1 1
    """)
    assert nummers(p) == {"a2": "a1"}


def test_move_with_a_new_number_is_a_move():
    p = panel("""
        A a1 4711 x 0101 p - 5 .
        A a2 4711 y 0101 p - . 5
        B b1 4711 z 0101 p - 5 .
        B b2 5610 q 0101 p - . 5  # another trade
        C c1 4711 r 0101 p - 5 .
        C c2 4711 s 0101 p - . 5  # two came for one that went
        C c3 4711 t 0101 p - . 5
    """)
    assert nummers(p) == {"a2": "a1"}
    assert ware(p.vestigingen, "verhuisd", "vestigingsnummer") == {"a2"}


# --- from one firm to another ------------------------------------------------------------------------------------


def test_takeover_is_a_firm_that_went_on_under_one_that_was_here():
    p = panel("""
        A a 4711 x 0101 p - 5 .
        B b 4711 y 0101 p - 9 9
        B a 4711 x 0101 p - . 5   # same vestigingsnummer
        C c 5610 z 0101 p - 4 .
        B d 5610 z 0101 p - . 4   # new number, same address, trade and size
        E e 6201 q 0101 p - 3 .
        B f 7021 q 0101 p - . 3   # another trade: a branch
    """)
    assert p.overnames.values.tolist() == [[2024, "B", "A"], [2024, "B", "C"]]
    assert echte_starters(p) == set()


def test_sale_to_a_newcomer_and_a_shop_handed_over_are_no_takeover():
    p = panel("""
        A a  4711 x 0101 p - 5 .
        B a  4711 x 0101 p - . 5  # B is new: legal form
        C c1 4711 y 0101 p - 5 5
        C c2 4711 z 0101 p - 5 .
        D d  4711 q 0101 p - 1 1
        D c2 4711 z 0101 p - . 5  # C goes on
    """)
    assert p.overnames.empty


def test_split_is_a_new_firm_as_large_as_the_old_one_shrank():
    p = panel("""
        A a 6201 x 0101 p - 20 12
        B b 7021 x 0101 p - . 8   # split from A
        C c 6201 y 0101 p - 20 20
        D d 7021 y 0101 p - . 8   # C did not shrink
        E e 6201 z 0101 p - 20 16
        F f 7021 z 0101 p - . 4   # too small to be told from chance
    """)
    assert p.afsplitsingen.values.tolist() == [[2024, "B", "A"]]
    assert echte_starters(p) == {"D", "F"}


def test_split_may_take_an_establishment_along():
    p = panel("""
        A a1 6201 x 0101 p - 20 19
        A a2 6201 y 0101 p - 10 .
        B a2 6201 y 0101 p - . 10
        C c1 6201 z 0101 p - 4 6
        C c2 6201 q 0101 p - 4 .
        D c2 6201 q 0101 p - . 4  # too small for a split, but no starter
    """)
    assert p.afsplitsingen.values.tolist() == [[2024, "B", "A"]]
    assert ware(p.bedrijven, "overdracht") == {"D"} and echte_starters(p) == set()


@pytest.mark.parametrize(("weg", "terug"), [(1, True), (2, True), (3, False)])
def test_back_within_so_many_years_is_a_reactivation(weg, terug):
    jaren = tuple(range(2024 - weg - 1, 2025))
    gaten = " ".join("." * weg)
    p = panel(
        f"A a 4711 x 0101 p - 1 {gaten} 1\nB b 4711 y 0101 p - {' '.join('1' * len(jaren))}",
        jaren,
        heractivering_jaren=2,
    )
    assert ware(p.bedrijven, "heractivering") == ({"A"} if terug else set())
    assert echte_starters(p) == (set() if terug else {"A"})


def test_doorstarter_may_change_its_number_too():
    p = panel("""
        A a 4711 x 0101 w - 1 .
        B a 4711 y 0101 p - . 2
        C c 4711 z 0101 w - 1 1
    """)
    assert ware(p.bedrijven, "doorgestart") == {"B"}


# --- years -------------------------------------------------------------------------------------------------------

DRIE = "A a 4711 x 0101 p - 1 1 1\nB b 4711 y 0101 p - 1 1 1\nC c 4711 z 0101 p - 10 20 30"


def test_two_days_of_counting_stop():
    frame = register(DRIE, jaren=(2022, 2023, 2024))
    frame["peildatum"] = frame["peildatum"].where(frame["jaar"] != 2023, "2023-04-01")
    with pytest.raises(ControleFout, match=r"1 januari \(2022 en 2024\) en 1 april \(2023\)") as fout:
        maak_panel(frame)
    assert "Haal uit data/raw/register" in str(fout.value)


def test_another_supplier_with_the_same_numbers_goes_on():
    frame = register(DRIE, jaren=(2022, 2023, 2024))
    frame["leverancier"] = frame["jaar"].map({2022: "oud", 2023: "nieuw", 2024: "nieuw"})
    assert maak_panel(frame).jaren == (2023, 2024)


@pytest.mark.parametrize("kolom", ["vestigingsnummer", "kvknummer"])
def test_another_supplier_with_numbers_of_its_own_is_not_compared(kolom):
    frame = register(DRIE, jaren=(2022, 2023, 2024))
    frame["leverancier"] = frame["jaar"].map({2022: "oud", 2023: "nieuw", 2024: "nieuw"})
    frame[kolom] = frame[kolom].where(frame["jaar"] > 2022, "oud-" + frame[kolom])
    p = maak_panel(frame)
    assert p.jaren == (2024,)
    overgang = p.bedrijven[p.bedrijven["jaar"] == 2023]
    assert overgang[["nieuw", "hernummering", "doorgestart"]].isna().all(axis=None)
    assert p.vestigingen.loc[p.vestigingen["jaar"] == 2023, ["nieuw", "verhuisd"]].isna().all(axis=None)
