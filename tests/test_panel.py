"""Firms over years: one table of 46 firms with every kind of event, and counts that a reader can check in it."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from registertjes import register

from ezlib.fouten import BronFout
from ezlib.register import load_registerdefinities
from ezlib.register.adressen import is_verhuisd, van_woning_naar_pand
from ezlib.register.begrippen import add_begrippen, groeiers, startups, tel_rijen, wie_telt
from ezlib.register.gebeurtenissen import tel_gebeurtenissen
from ezlib.register.opvolging import vind_voorgangers, vorige_stand
from ezlib.register.panel import (
    SLEUTEL_BEDRIJF,
    SLEUTEL_VESTIGING,
    is_heractivering,
    is_nevenvestiging,
    maak_panel,
    ondernemingen,
    vind_vervallen,
)
from ezlib.register.sectoren import sector_van
from ezlib.store import WORTEL

# Peildatum 1 January of each year. A second line with the same vestiging is the same vestiging at another address.
TABEL = """
# kvk  vest  sbi   adres buurt use start       2021 2022 2023 2024
# -- growth over three years, 2021 to 2024
G1     g1    2511  a1    0101  p   2010-01-01    10   12   14   17  # 17000 < 17280: no scale-up; fast, 17 >= 13.31
G2     g2    2511  a2    0101  p   2010-01-01    10   12   15   18  # 18000 >= 17280: scale-up
G3     g3    2511  a3    0101  p   2010-01-01    10   11   12   13  # 13000 < 13310: not fast
G4     g4    2511  a4    0101  p   2010-01-01    10   11   12   14  # 14000 >= 13310: fast
G5     g5    2511  a5    0101  p   2010-01-01     9   20   25   30  # fewer than 10 in 2021
G6     g6    6201  a6    0102  p   2021-03-01     .   12   30   60  # founded after t-3
G7     g7    2511  a7    0102  p   2021-03-15    10   20   30   40  # founded after t-3, though already on the list
G8     g8    2511  a8    0102  p   2021-01-01    10   20   30   40  # founded on t-3, so not before it
G9     g9a   2511  a9    0102  p   2010-01-01     6    7    8    9  # 6 + 4 = 10 to 9 + 9 = 18: a firm, not a building
G9     g9b   2511  a10   0201  p   2010-01-01     4    5    7    9
G10a   g10a  2511  a11   0201  p   2010-01-01    10   11    .    .  # from eenmanszaak
G10b   g10b  2512  a11   0201  p   2022-09-01     .    .   15   20  # to bv: 10 to 20 in three years
G11    g11   2511  a12   0201  p   -             10   12   15   18  # no date: that it was here is enough
G12    g12   2511  a13   0201  p   2010-01-01   100  120  150  172  # 172000 < 172800
G13    g13   2511  a14   0201  p   2010-01-01   100  120  150  173
G14    g14   2511  a15   0201  p   2010-01-01    10    .   15   18  # away for a year
# -- new, and not always a starter
S1     s1    4711  a20   0101  w   2021-05-01     .    1    1    1  # starter 2022
S2     s2    6201  a21   0101  w   -              .    1    1    1  # starter 2022, date unknown
S3     s3    6201  a22   0101  p   2012-01-01     .    5    5    5  # from elsewhere
S4     s4    4711  a23   0101  w   2022-06-01     .    .    1    .  # starter 2023, stops
S5     s5    6201  a24   0102  w   2023-12-31     .    .    .    1  # starter 2024, a day old
S6     s6    9511  a25   0102  p   2023-01-01     .    .    .    2  # starter 2024, 365 days
S7     s7    4711  a26   0102  w   2022-12-31     .    .    .    1  # starter 2024, 366 days
S8     s8    4711  a27   0102  w   2022-12-30     .    .    .    1  # 367 days: was somewhere else
S9     s9    6201  a28   0201  w   2020-10-01     1    1    1    1  # there in the first year: nobody can tell
# -- another KvK number
R1a    r1a   6202  a30   0101  w   2000-01-01     1    .    .    .  # legal form: same address, 62
R1b    r1b   6201  a30   0101  w   2021-07-01     .    2    2    2
R2a    r2    4711  a31   0101  p   2000-01-01     4    4    .    .  # same vestigingsnummer, other trade
R2b    r2    5610  a31   0101  p   2022-02-02     .    .    4    4
R3a    r3a   4711  a32   0102  p   2000-01-01     3    3    .    .  # a shop closes, a restaurant opens there:
R3b    r3b   5610  a32   0102  p   2022-05-01     .    .    3    3  # starter 2023
R4a    r4a   4711  a33   0102  p   2000-01-01     2    .    .    .  # a shop closes, a year later another opens:
R4b    r4b   4719  a33   0102  p   2022-08-01     .    .    2    2  # starter 2023
R5a    r5a   7021  a34   0201  p   2000-01-01     3    3    3    .  # one stops, two begin: one of them goes on,
R5b    r5b   7022  a34   0201  p   2023-04-01     .    .    .    3  # this one, of the same size;
R5c    r5c   7022  a34   0201  p   2023-06-01     .    .    .    1  # the other is a starter 2024
# -- other addresses
M1     m1    6201  a40   0101  p   2018-12-31     2    .    .    .  # moves in 2022
M1     m1    6201  a41   0201  p   2018-12-31     .    2    2    2
M2     m2    4120  a42   0101  w   2015-01-01     1    1    .    .  # from dwelling to premises in 2023
M2     m2    4120  a43   0201  p   2015-01-01     .    .    2    3
M4     m4a   4120  a44   0101  w   2015-01-01     1    1    1    .  # the same in 2024, with a new vestigingsnummer
M4     m4b   4120  a45   0201  p   2015-01-01     .    .    .    2
M5     m5    9602  a46   0102  w   2015-01-01     1    1    .    .  # stays where it is, only the BAG changes
M5     m5    9602  a46   0102  p   2015-01-01     .    .    1    1
M6     m6    9602  a47   0102  p   2015-01-01     2    2    2    .  # back home in 2024
M6     m6    9602  a48   0101  w   2015-01-01     .    .    .    1
# -- branches
B1     b1a   4711  a50   0101  p   2005-01-01     5    5    5    5
B1     b1b   4711  a51   0201  p   2022-03-01     .    .    4    4  # branch, new in 2023
B2     b2a   4711  a52   0101  p   2005-01-01     5    5    5    5
B2     b2b   4711  a53   0201  p   2005-01-01     3    3    .    .  # branch, closed in 2023
# -- back, gone, and what has no place or no number
H1     h1    4711  a60   0101  p   2022-07-01     2    .    2    2  # back in 2023, with a new date
X1     x1    4711  a61   0101  p   1999-01-01     2    .    .    .
X2     x2    4711  a62   0101  p   1999-01-01     2    2    2    .
P1     p1    4711  -     -     -   1999-01-01     2    2    2    2  # address unknown
-      n1    4711  a63   0101  p   -              1    1    1    1  # KvK number unknown
"""

REGISTER = register(TABEL)
GEEN_HERNUMMERING = pd.DataFrame({"jaar": [], "nieuw": [], "oud": []}, dtype="int64")
DEFINITIES = load_registerdefinities(WORTEL / "definitions")
PARAMETERS, VARIANTEN = DEFINITIES.parameters, DEFINITIES.varianten
SECTOREN = {"sectoren": {"it": {"sbi_2008": ["62"], "sbi_2025": ["62"]}}, "overig": "Overig"}


@pytest.fixture(scope="module")
def panel():
    return maak_panel(REGISTER)


def verhuisd(frame: pd.DataFrame) -> pd.Series:
    return is_verhuisd(frame, vorige_stand(frame, GEEN_HERNUMMERING))


def namen(frame: pd.DataFrame, waar: pd.Series, jaar: int, sleutel: str = "kvknummer") -> set[str]:
    """Numbers for which something is true in a year; the year has to be known."""
    dit_jaar = frame["jaar"] == jaar
    assert waar[dit_jaar].notna().all()
    return set(frame.loc[dit_jaar & waar.fillna(False), sleutel])


# --- the whole table ---------------------------------------------------------------------------------------------


def test_table_has_46_firms():
    assert REGISTER.loc[REGISTER["kvknummer"] != "", "kvknummer"].nunique() == 46


def test_stock_and_flows_of_every_year(panel):
    def per_jaar(frame: pd.DataFrame, kolom: str) -> list[int | None]:
        telling = frame.groupby("jaar")[kolom].sum(min_count=1)
        return [None if pd.isna(n) else int(n) for n in telling]

    def vervallen(frame: pd.DataFrame, sleutel: list[str]) -> list[int]:
        return vind_vervallen(frame, sleutel).groupby("jaar_vervallen").size().tolist()

    v, b = panel.vestigingen, panel.bedrijven
    assert v.groupby("jaar").size().tolist() == [33, 33, 37, 40]
    assert per_jaar(v, "nieuw") == [None, 5, 7, 7]
    assert vervallen(v, SLEUTEL_VESTIGING) == [5, 3, 4]
    assert per_jaar(v, "nevenvestiging") == [None, 0, 1, 1]
    assert per_jaar(v, "verhuisd") == [None, 1, 1, 2]  # M4 moved too, with a new vestigingsnummer
    assert b.groupby("jaar").size().tolist() == [30, 30, 34, 37]
    assert per_jaar(b, "nieuw") == [None, 5, 7, 6]
    assert vervallen(b, SLEUTEL_BEDRIJF) == [5, 3, 3]
    assert per_jaar(b, "heractivering") == [None, 0, 2, 0]
    assert per_jaar(b, "hernummering") == [None, 1, 2, 1]
    assert per_jaar(b, "doorgestart") == [None, 0, 1, 1]


def test_starters_are_new_and_nothing_else(panel):
    waar = wie_telt(panel, "starters", PARAMETERS["starter"])
    assert namen(panel.bedrijven, waar, 2022) == {"G6", "S1", "S2"}
    assert namen(panel.bedrijven, waar, 2023) == {"S4", "R3b", "R4b"}
    assert namen(panel.bedrijven, waar, 2024) == {"S5", "S6", "S7", "R5c"}


def test_first_year_has_no_starters_rather_than_none(panel):
    waar = wie_telt(panel, "starters", PARAMETERS["starter"])
    assert waar[panel.bedrijven["jaar"] == 2021].isna().all()


def test_scale_ups_of_2024(panel):
    waar = groeiers(panel, **PARAMETERS["scaleup"])
    assert namen(panel.bedrijven, waar, 2024) == {"G2", "G9", "G10b", "G11", "G13", "G14"}
    assert waar[panel.bedrijven["jaar"] < 2024].isna().all()


def test_fast_growers_of_2024_are_the_scale_ups_and_three_more(panel):
    waar = groeiers(panel, **PARAMETERS["snelle_groeier"])
    assert namen(panel.bedrijven, waar, 2024) == {"G2", "G9", "G10b", "G11", "G13", "G14"} | {"G1", "G4", "G12"}


def test_young_knowledge_firms_by_both_definitions(panel):
    bedrijven = add_begrippen(panel, PARAMETERS)
    assert namen(bedrijven, bedrijven["startups"], 2021) == {"M1", "S9"}
    assert namen(bedrijven, bedrijven["startups"], 2023) == {"M1", "S9", "G6"}  # M1 is four years old
    assert namen(bedrijven, bedrijven["startups"], 2024) == {"S9", "G6", "S5", "S6"}  # M1 is a day too old
    smal = wie_telt(panel, "startups", PARAMETERS["startup"] | VARIANTEN["startup"]["smal"]["wijzigt"])
    assert namen(bedrijven, smal, 2024) == {"S9", "G6", "S5"}  # without repair of computers


def test_new_legal_form_of_an_old_firm_is_not_young(panel):
    r1b = panel.bedrijven.query("kvknummer == 'R1b'")
    assert set(r1b["startdatum"]) == {"2000-01-01"}


def test_new_legal_form_without_any_date_is_no_starter():
    frame = register("A a 7021 x 0101 p - 3 . . .\nB b 7021 x 0101 p - . 3 . .\nC c 7021 y 0101 p - . 3 . .")
    panel = maak_panel(frame)
    assert namen(panel.bedrijven, wie_telt(panel, "starters", PARAMETERS["starter"]), 2022) == {"C"}


def test_exactly_five_years_is_still_young():
    vijf = maak_panel(register("A a 6201 a1 0101 p 2019-01-01 . . . 1\nB b 6201 a2 0101 p 2018-12-31 . . . 1"))
    jong = startups(vijf, max_leeftijd_jaar=5, sbi=["62"], sbi_2025=["63"])
    assert vijf.bedrijven.loc[jong, "kvknummer"].tolist() == ["A"]


def test_codes_of_sbi_2025_are_held_against_their_own_list():
    nieuw = maak_panel(register("A a 6201 a1 0101 p 2023-01-01 . . . 1").assign(sbi_versie=2025))
    assert not startups(nieuw, max_leeftijd_jaar=5, sbi=["62"], sbi_2025=["63"]).any()
    assert startups(nieuw, max_leeftijd_jaar=5, sbi=["63"], sbi_2025=["62"]).all()


# --- one event at a time -----------------------------------------------------------------------------------------


def test_move_is_the_same_vestiging_at_another_address():
    frame = register("A a 4711 a1 0101 p - 1 . . .\nA a 4711 a2 0101 p - . 1 1 1")
    assert verhuisd(frame).tolist() == [pd.NA, True, False, False]
    assert not maak_panel(frame).vestigingen["nieuw"].any()


@pytest.mark.parametrize(
    "anders",
    [
        {"bag_id": "bag nieuw"},  # new BAG number, same postcode and house number
        {"postcode": "2712BB"},  # new postcode, same BAG number
        {"bag_id": "", "postcode": "2711 aa"},  # only the spelling
        {"bag_id": "", "postcode": "", "huisnummer": ""},  # no longer known
    ],
)
def test_another_spelling_of_the_same_address_is_no_move(anders):
    frame = register("A a 4711 a1 0101 p - 1 1 . .")
    later = frame["jaar"] == 2022
    for kolom, waarde in anders.items():
        frame[kolom] = frame[kolom].mask(later, waarde)
    assert verhuisd(frame).tolist() == [pd.NA, False]


def test_branch_is_a_new_vestiging_of_a_firm_that_was_here():
    frame = register("A a1 4711 x1 0101 p - 1 1 . .\nA a2 4711 x2 0101 p - . 1 . .\nB b 4711 x3 0101 p - . 1 . .")
    assert namen(frame, is_nevenvestiging(frame), 2022, "vestigingsnummer") == {"a2"}


def test_vestigingen_without_kvk_number_are_no_branches_and_no_firms():
    frame = register("- a 4711 x1 0101 p - 1 1 . .\n- b 4711 x2 0101 p - . 1 . .\nC c 4711 x3 0101 p - 1 1 . .")
    assert not is_nevenvestiging(frame).any()
    assert set(maak_panel(frame).bedrijven["kvknummer"]) == {"C"}


def test_legal_form_is_another_number_at_the_same_address_in_the_same_trade():
    assert vind_voorgangers(REGISTER).values.tolist() == [
        [2022, "R1b", "R1a", "hernummering"],
        [2023, "R2b", "R2a", "rechtsvorm"],
        [2023, "G10b", "G10a", "hernummering"],
        [2024, "R5b", "R5a", "hernummering"],
    ]


def test_one_that_stopped_is_continued_by_one_only():
    frame = register("A a 7021 x 0101 p - 3 . . .\nB b 7021 x 0101 p - . 1 . .\nC c 7021 x 0101 p - . 4 . .")
    assert vind_voorgangers(frame).values.tolist() == [[2022, "C", "A", "hernummering"]]  # 4 is nearer to 3


def test_same_vestigingsnummer_goes_before_the_same_address():
    frame = register("A a 7021 x 0101 p - 3 . . .\nB b 7021 x 0101 p - . 3 . .\nC a 7021 y 0101 p - . 9 . .")
    assert vind_voorgangers(frame).values.tolist() == [[2022, "C", "A", "rechtsvorm"]]


def test_unknown_addresses_and_trades_are_not_the_same():
    zonder_adres = register("A a 7021 - 0101 p - 3 . . .\nB b 7021 - 0101 p - . 3 . .")
    assert vind_voorgangers(zonder_adres).empty
    assert vind_voorgangers(register("A a 7021 x 0101 p - 3 . . .\nB b 7021 x 0101 p - . 3 . .").assign(sbi="")).empty


def test_reactivation_was_here_before_and_not_last_year():
    frame = ondernemingen(REGISTER, vind_voorgangers(REGISTER))
    assert namen(frame, is_heractivering(frame), 2023) == {"G14", "H1"}
    assert namen(frame, is_heractivering(frame), 2024) == set()


def test_from_dwelling_to_premises(panel):
    waar = van_woning_naar_pand(panel.bedrijven, REGISTER)
    assert namen(panel.bedrijven, waar, 2022) == set()
    assert namen(panel.bedrijven, waar, 2023) == {"M2"}  # M5 did not move
    assert namen(panel.bedrijven, waar, 2024) == {"M4"}  # M6 went home


def test_second_premises_beside_a_dwelling_are_no_doorstart():
    frame = register(
        "A a1 4711 x1 0101 w - 1 1 . .\nA a2 4711 x2 0101 p - 1 1 . .\nA a3 4711 x3 0101 p - . 1 . .",
    )
    assert van_woning_naar_pand(maak_panel(frame).bedrijven, frame).tolist() == [pd.NA, False]


def test_gone_firms_as_they_last_stood():
    bedrijven = ondernemingen(REGISTER, vind_voorgangers(REGISTER))
    weg = vind_vervallen(bedrijven, SLEUTEL_BEDRIJF)
    assert set(weg.loc[weg["jaar_vervallen"] == 2022, "kvknummer"]) == {"G14", "R1a", "R4a", "H1", "X1"}
    assert set(weg.loc[weg["jaar_vervallen"] == 2024, "kvknummer"]) == {"R5a", "S4", "X2"}


def test_firm_adds_up_its_vestigingen_and_stands_where_the_largest_is():
    frame = register("A a1 4711 x1 0101 p 2012-01-01 4 . . .\nA a2 6201 x2 0201 p 2010-01-01 6 . . .")
    rij = ondernemingen(frame, vind_voorgangers(frame)).iloc[0]
    assert [rij["banen"], rij["vestigingen"], rij["buurtcode"], rij["sbi"], rij["startdatum"]] == [
        10,
        2,
        "BU06370201",
        "6201",
        "2010-01-01",
    ]


def test_year_after_a_gap_is_not_compared():
    frame = register("A a 4711 x1 0101 p - 1 . 1 1\nB b 4711 x2 0101 p - . . 1 1", jaren=(2018, 2020, 2021, 2022))
    nieuw = maak_panel(frame).bedrijven.groupby("jaar")["nieuw"].agg(lambda g: g.isna().all())
    assert nieuw.to_dict() == {2018: True, 2021: True, 2022: False}


def test_growth_needs_the_year_itself_three_years_back():
    frame = register("A a 4711 x1 0101 p - 10 10 40 50", jaren=(2019, 2020, 2023, 2024))
    panel = maak_panel(frame)
    waar = groeiers(panel, **PARAMETERS["scaleup"])
    assert waar.tolist() == [pd.NA, pd.NA, True, pd.NA]


def test_growth_of_exactly_20_and_10_percent_a_year_counts():
    panel = maak_panel(register("A a 2511 x1 0101 p - 125 150 180 216\nB b 2511 x2 0101 p - 1000 1100 1210 1331"))
    scaleups, snel = (groeiers(panel, **PARAMETERS[naam]) for naam in ("scaleup", "snelle_groeier"))
    assert namen(panel.bedrijven, scaleups, 2024) == {"A"}
    assert namen(panel.bedrijven, snel, 2024) == {"A", "B"}


# --- rows to count -----------------------------------------------------------------------------------------------


def test_rows_know_nought_from_missing(panel):
    rijen = tel_rijen(panel, PARAMETERS, SECTOREN)
    jaren = rijen.groupby("onderwerp")["periode"].agg(lambda p: sorted(p.str[:4].unique()))
    assert jaren["vestigingen"] == jaren["startups"] == ["2021", "2022", "2023", "2024"]
    assert jaren["starters"] == jaren["doorstarters"] == ["2022", "2023", "2024"]
    assert jaren["scaleups"] == jaren["snelle_groeiers"] == ["2024"]
    sommen = rijen.groupby(["onderwerp", "periode"])["aantal"].sum()
    assert sommen["starters"].tolist() == [3, 3, 4]
    assert sommen["doorstarters"].tolist() == [0, 1, 1]
    assert sommen["arbeidsplaatsen"].tolist() == REGISTER.groupby("jaar")["banen"].sum().tolist()


def test_young_firms_are_split_by_working_persons(panel):
    rijen = tel_rijen(panel, PARAMETERS, SECTOREN).query("onderwerp == 'startups' and periode == '2024-01-01'")
    assert rijen.groupby("werkzame_personen")["aantal"].sum().to_dict() == {"1": 2, "2+": 2}


def test_nothing_changes_its_argument():
    frame = REGISTER.copy(deep=True)
    panel = maak_panel(frame)
    bedrijven, vestigingen = panel.bedrijven.copy(deep=True), panel.vestigingen.copy(deep=True)
    tel_rijen(panel, PARAMETERS, SECTOREN)
    tel_gebeurtenissen(panel, max_dagen_voor_peildatum=366)
    assert_frame_equal(frame, REGISTER)
    assert_frame_equal(panel.bedrijven, bedrijven)
    assert_frame_equal(panel.vestigingen, vestigingen)


def test_order_of_the_register_does_not_matter(panel):
    door_elkaar = maak_panel(REGISTER.sample(frac=1, random_state=1).reset_index(drop=True))
    assert_frame_equal(door_elkaar.bedrijven, panel.bedrijven)
    assert_frame_equal(door_elkaar.voorgangers, panel.voorgangers)


def test_register_of_one_year_or_none_gives_no_flows():
    een = maak_panel(REGISTER[REGISTER["jaar"] == 2024].reset_index(drop=True))
    assert een.voorgangers.empty and een.bedrijven["nieuw"].isna().all()
    assert set(tel_rijen(een, PARAMETERS, SECTOREN)["onderwerp"]) == {
        "vestigingen",
        "arbeidsplaatsen",
        "startups",
    }
    assert maak_panel(REGISTER[:0]).bedrijven.empty


# --- sectors -----------------------------------------------------------------------------------------------------


def test_longest_prefix_wins_and_version_chooses_the_list():
    sectoren = {
        "sectoren": {
            "it": {"sbi_2008": ["62"], "sbi_2025": ["63"]},
            "zorg": {"sbi_2008": ["620"], "sbi_2025": ["86"]},
        }
    }
    codes = pd.Series(["6201", "62", "6301", "6301", ""], index=list("abcde"))
    sector = sector_van(codes, pd.Series([2008, 2008, 2008, 2025, 2008], index=list("abcde")), sectoren)
    assert sector.to_dict() == {"a": "zorg", "b": "it", "c": "overig", "d": "it", "e": "overig"}


def test_unknown_version_stops():
    with pytest.raises(
        BronFout, match=r"Van SBI-versie 1993 staan geen codes in sectoren.yml \(wel van 2008 en 2025\)"
    ):
        sector_van(pd.Series(["62"]), pd.Series([1993]), SECTOREN)
