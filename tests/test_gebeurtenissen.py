"""What befell every establishment: one outcome each, and an account that balances to the establishment and the job."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from registertjes import register

from ezlib.register.gebeurtenissen import BEGIN, EIND, hoe_eraf, rijen_per_gebeurtenis, tel_gebeurtenissen
from ezlib.register.panel import maak_panel

DAGEN = {"max_dagen_voor_peildatum": 366}
TABEL = """
# kvk vest sbi  adres buurt use start     2022 2023 2024
A     a    4711 x1    0101  p  2010-01-01   5    5    7  # grows by 2
B     b    4711 x2    0101  p  2010-01-01   6    6    .  # gone
C     c    4711 x3    0101  p  2023-05-01   .    .    2  # opened
D     d    4711 x4    0101  p  2001-01-01   .    .    3  # from elsewhere
A     a2   4711 x5    0201  p  2001-01-01   .    .    4  # branch, whatever its date
E     e    4711 x6    0101  p  2010-01-01   2    .    2  # back
F     f    6201 x7    0101  p  2010-01-01  20   20   12  # loses 8 ...
G     g    7021 x7    0101  p  2023-02-01   .    .    8  # ... to G
H     h1   5610 x8    0101  p  2010-01-01   3    3    .  # renumbered:
H     h2   5610 x8    0101  p  2010-01-01   .    .    3
"""


@pytest.fixture(scope="module")
def panel():
    return maak_panel(register(TABEL, jaren=(2022, 2023, 2024)))


def van_jaar(telling: pd.DataFrame, jaar: int) -> dict[str, list[int]]:
    eigen = telling[telling["jaar"] == jaar].set_index("gebeurtenis")
    return {naam: rij.tolist() for naam, rij in eigen[["aantal", "vestigingen", "banen"]].iterrows()}


def test_the_account_of_a_year_by_head(panel):
    assert van_jaar(tel_gebeurtenissen(panel, **DAGEN), 2024) == {
        "beginstand": [4, 4, 34],
        "oprichting": [1, 1, 2],
        "nevenvestiging": [1, 1, 4],
        "afsplitsing": [1, 1, 8],
        "heractivering": [1, 1, 2],
        "komst": [1, 1, 3],
        "opheffing": [1, -1, -6],
        "hernummering": [1, 0, 0],
        "groei": [1, 0, 2],
        "krimp": [1, 0, -8],
        "eindstand": [8, 0, 0],
    }


def test_first_year_has_no_account_and_not_one_of_noughts(panel):
    assert set(tel_gebeurtenissen(panel, **DAGEN)["jaar"]) == {2023, 2024}


def test_year_after_a_gap_has_none_either():
    p = maak_panel(register("A a 4711 x 0101 p - 1 1", jaren=(2021, 2023)))
    assert tel_gebeurtenissen(p, **DAGEN).empty and rijen_per_gebeurtenis(p, **DAGEN).empty


def test_who_moved_out_is_known_from_another_file_only(panel):
    assert hoe_eraf(panel).set_index("vestigingsnummer")["gebeurtenis"].to_dict() == {
        "e": "opheffing",
        "b": "opheffing",
    }
    kvk = pd.DataFrame({"jaar": [2024, 2024], "vestigingsnummer": ["b", "a"]})  # a is still here
    telling = van_jaar(tel_gebeurtenissen(panel, vertrokken=kvk, **DAGEN), 2024)
    assert telling["vertrek"] == [1, -1, -6] and "opheffing" not in telling and telling["beginstand"][0] == 4


def test_what_befalls_one_that_stays():
    p = maak_panel(
        register(
            """
            A a 4711 x1 0101 p - 5 .
            B a 4711 x2 0101 p - . 5  # legal form and move
            C c 4711 x3 0101 p - 5 .
            D d 4711 x4 0101 p - 9 9
            D c 4711 x3 0101 p - . 5  # takeover
            E e 4711 x5 0101 p - 1 .
            E f 4711 x6 0101 p - 1 1
            D e 4711 x5 0101 p - . 1  # handed over
            """,
            jaren=(2023, 2024),
        )
    )
    telling = van_jaar(tel_gebeurtenissen(p, **DAGEN), 2024)
    assert {k: v[0] for k, v in telling.items()} == {
        "beginstand": 5, "verhuizing": 1, "rechtsvorm": 1, "overname": 1, "overdracht": 1, "eindstand": 5,
    }  # fmt: skip
    assert all(v[1:] == [0, 0] for k, v in telling.items() if k != "beginstand")


def test_gone_establishment_has_the_peildatum_of_the_year_and_no_place_on_other_boundaries(panel):
    rijen = rijen_per_gebeurtenis(panel, **DAGEN)
    weg = rijen[rijen["gebeurtenis"] == "opheffing"].set_index("vestigingsnummer").loc["b"]
    assert [weg["peildatum"], weg["indeling"], weg["buurtcode"], weg["banen"]] == ["2024-01-01", 2024, "", 6]
    erbij = rijen[rijen["gebeurtenis"] == "oprichting"].set_index("vestigingsnummer").loc["c"]
    assert erbij["buurtcode"] == "BU06370101"


# Few numbers, addresses and trades, so that every kind of event happens by chance.
RIJ = st.tuples(
    st.sampled_from([2021, 2022, 2024, 2023]),
    st.sampled_from("abcdef"),  # vestigingsnummer
    st.sampled_from(["", *"ABCD"]),  # KvK number
    st.sampled_from(["-", "x", "y"]),  # address
    st.sampled_from(["4711", "6201"]),
    st.integers(0, 12),
    st.sampled_from(["-", "2001-01-01", "2020-06-01"]),
)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(RIJ, min_size=1, max_size=24, unique_by=lambda r: (r[0], r[1])))
def test_stock_then_and_all_that_happened_is_the_stock_now(rijen):
    jaren = (2021, 2022, 2023, 2024)
    regels = [
        f"{kvk or '-'} {vest} {sbi} {adres} 0101 p {start} {' '.join(str(banen) if j == jaar else '.' for j in jaren)}"
        for jaar, vest, kvk, adres, sbi, banen, start in rijen
    ]
    frame = register("\n".join(regels), jaren=jaren)
    p = maak_panel(frame)
    telling = tel_gebeurtenissen(p, **DAGEN)
    stand = frame.groupby("jaar")["banen"].agg(["size", "sum"])
    assert set(telling["jaar"]) == {j for j in stand.index if j - 1 in stand.index}
    for jaar, deel in telling.groupby("jaar"):
        assert deel[["vestigingen", "banen"]].sum().tolist() == stand.loc[jaar].tolist()
        per = deel.set_index("gebeurtenis")
        assert per.loc[[BEGIN], ["vestigingen", "banen"]].values.tolist() == [stand.loc[jaar - 1].tolist()]
        assert per.loc[EIND, "aantal"] == stand.loc[jaar, "size"]
    v = p.vestigingen
    assert not v.loc[v["vorige"] >= 0, "vorige"].duplicated().any()  # nothing is continued twice
