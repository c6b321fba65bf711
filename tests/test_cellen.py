"""Cells on a few rows: how much, how many firms, the largest and the next; and what is not in the programme."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from registertjes import register

from ezlib.fouten import ControleFout, IndelingFout
from ezlib.register import load_registerdefinities
from ezlib.register.begrippen import RIJ_KOLOMMEN, tel_rijen
from ezlib.register.cellen import KOLOMMEN, SLEUTEL, maak_cellen, tel_zonder_plaats
from ezlib.register.panel import maak_panel
from ezlib.register.programma import Tabel
from ezlib.store import WORTEL

DEFINITIES = load_registerdefinities(WORTEL / "definitions")
PROGRAMMA = DEFINITIES.programma
SECTOREN = {"sectoren": {"it": {"sbi_2008": ["62"], "sbi_2025": ["62"]}}, "overig": "Overig"}
BUURTEN = {2024: ["BU06370101", "BU06370102", "BU06370201", "BU06370301"]}
# Three firms in buurt 0101 (A with two vestigingen), one in 0102 of the same wijk, one in 0201, one without a place.
RIJEN = tel_rijen(
    maak_panel(
        register(
            """
            A a1 6201 x1 0101 p - 30
            A a2 4711 x2 0101 p - 10
            B b  6201 x3 0101 p - 25
            C c  4711 x4 0101 p -  0
            D d  4711 x5 0102 p -  7
            E e  6201 x6 0201 p -  3
            F f  4711 -  -    - -  2
            """,
            jaren=(2024,),
        )
    ),
    DEFINITIES.parameters,
    SECTOREN,
)
CIJFERS = ["waarde", "n_bedrijven", "n_aanwezig", "grootste", "tweede"]


def cellen(rijen: pd.DataFrame = RIJEN, **opties) -> pd.DataFrame:
    return maak_cellen(rijen, **{"gemeente": "GM0637", "buurten": BUURTEN, "programma": PROGRAMMA} | opties)


def cel(onderwerp: str, code: str, waarde: str = "totaal", frame: pd.DataFrame | None = None) -> list[float]:
    frame = cellen() if frame is None else frame
    een = frame[(frame.onderwerp == onderwerp) & (frame.gebied_code == code) & (frame.kenmerkwaarde == waarde)]
    assert len(een) == 1
    return een.iloc[0][CIJFERS].tolist()


def rij(**velden) -> dict:
    basis = {"onderwerp": "arbeidsplaatsen", "periode": "2024-01-01", "indeling": 2024, "buurtcode": "BU06370101"}
    basis |= {
        "definitie": "totaal",
        "gebeurtenis": "",
        "kvknummer": "A",
        "sector": "it",
        "werklocatie": "",
        "op_werklocatie": "onbekend",
        "pand": "onbekend",
    }
    return basis | {"werkzame_personen": "", "aantal": 1} | velden


def test_layout_and_key():
    frame = cellen()
    assert list(frame) == KOLOMMEN
    assert not frame.duplicated(SLEUTEL).any()
    assert {str(frame[k].dtype) for k in ("waarde", "grootste", "tweede")} == {"float64"}
    assert {str(frame[k].dtype) for k in ("n_bedrijven", "n_aanwezig", "indeling")} == {"int64"}


def test_firms_are_counted_and_not_vestigingen():
    assert cel("vestigingen", "BU06370101") == [4, 3, 3, 2, 1]  # A has two of the four


def test_jobs_of_a_firm_are_added_up_before_it_is_called_the_largest():
    assert cel("arbeidsplaatsen", "BU06370101") == [65, 2, 3, 40, 25]  # C is there, without jobs


def test_one_firm_has_no_second():
    assert cel("arbeidsplaatsen", "BU06370102") == [7, 1, 1, 7, 0]


def test_wijk_adds_up_its_buurten_and_gemeente_what_has_no_place_too():
    assert cel("arbeidsplaatsen", "WK063701")[0] == 65 + 7
    assert cel("arbeidsplaatsen", "WK063702")[0] == 3
    assert cel("arbeidsplaatsen", "GM0637") == [77, 5, 6, 40, 25]


def test_sector_is_that_of_the_vestiging():
    assert cel("arbeidsplaatsen", "WK063701", "it") == [55, 2, 2, 30, 25]
    assert cel("arbeidsplaatsen", "WK063701", "overig") == [17, 2, 3, 10, 7]


def test_empty_buurt_and_wijk_get_their_nought():
    assert cel("vestigingen", "BU06370301") == [0, 0, 0, 0, 0]
    assert cel("arbeidsplaatsen", "WK063703", "it") == [0, 0, 0, 0, 0]


def test_without_a_list_the_buurten_that_occur_are_the_buurten():
    frame = cellen(buurten=None)
    assert set(frame.loc[frame.gebied_type == "buurt", "gebied_code"]) == {"BU06370101", "BU06370102", "BU06370201"}


def test_values_without_a_firm_get_a_cell_when_they_are_named():
    frame = cellen(kenmerkwaarden={"sector": ["it", "zorg", "overig"]})
    assert cel("arbeidsplaatsen", "GM0637", "zorg", frame) == [0, 0, 0, 0, 0]


def test_what_has_no_place_is_told_in_vestigingen_only():
    assert tel_zonder_plaats(RIJEN, buurten=BUURTEN).values.tolist() == [["2024-01-01", 2024, 7, 1]]


def test_buurt_that_is_not_on_the_list_has_no_place():
    zonder = {2024: ["BU06370101", "BU06370102"]}
    assert tel_zonder_plaats(RIJEN, buurten=zonder)["zonder_plaats"].tolist() == [2]
    frame = cellen(buurten=zonder)
    assert "BU06370201" not in set(frame["gebied_code"]) and cel("arbeidsplaatsen", "GM0637", frame=frame)[0] == 77


def test_firms_without_a_number_count_as_one():
    rijen = pd.DataFrame([rij(kvknummer="", aantal=5), rij(kvknummer="", aantal=6), rij(aantal=3)])
    assert cel("arbeidsplaatsen", "BU06370101", frame=cellen(rijen)) == [14, 2, 2, 11, 3]


def test_year_without_rows_has_no_cells_and_year_of_noughts_has():
    rijen = pd.DataFrame([rij(), rij(onderwerp="starters", periode="2025-01-01", indeling=2024, aantal=0)])
    frame = cellen(rijen)
    starters = frame[(frame.onderwerp == "starters") & (frame.gebied_type == "gemeente") & (frame.kenmerk == "totaal")]
    assert starters[["periode", "waarde", "n_bedrijven"]].values.tolist() == [["2025-01-01", 0, 0]]


def test_variant_of_a_definition_counts_in_its_own_table_only():
    rijen = [rij(onderwerp="starters"), rij(onderwerp="starters", kvknummer="B")]
    rijen += [rij(onderwerp="starters", kvknummer=k, definitie="ruim") for k in "ABC"]
    tabellen = [Tabel("starters", "gemeente"), Tabel("starters", "gemeente", "definitie")]
    frame = cellen(pd.DataFrame(rijen), programma=tabellen)
    assert frame[["kenmerk", "kenmerkwaarde", "waarde"]].values.tolist() == [
        ["definitie", "ruim", 3],
        ["totaal", "totaal", 2],
    ]


def test_only_tables_of_the_programme_are_made():
    tabellen = {Tabel(*t) for t in cellen()[["onderwerp", "gebied_type", "kenmerk"]].itertuples(index=False)}
    assert tabellen < set(PROGRAMMA)
    assert Tabel("starters", "buurt") in PROGRAMMA and Tabel("starters", "buurt", "sector") not in PROGRAMMA
    assert not [t for t in PROGRAMMA if t.gebied_type == "buurt" and "sector" in t.kolommen]
    assert {t.gebied_type for t in PROGRAMMA if t.onderwerp in ("scaleups", "snelle_groeiers")} == {"gemeente"}
    een = cellen(programma=[Tabel("vestigingen", "gemeente")])
    assert een["waarde"].tolist() == [7]


def test_cross_has_a_cell_per_pair_of_values_also_where_no_firm_is():
    rijen = RIJEN.assign(pand=["woning" if kvk in "BD" else "bedrijfspand" for kvk in RIJEN["kvknummer"]])
    frame = cellen(rijen, programma=[Tabel("arbeidsplaatsen", "wijk", "sector_x_pand")])
    eerste = frame[frame.gebied_code == "WK063701"].set_index("kenmerkwaarde")["waarde"]
    assert eerste.to_dict() == {
        "it|bedrijfspand": 30,
        "it|woning": 25,
        "overig|bedrijfspand": 10,
        "overig|woning": 7,
    }
    assert set(frame["kenmerk"]) == {"sector_x_pand"} and len(frame) == 3 * 4


def test_werklocatie_counts_its_own_rows_whatever_their_buurt():
    terrein = RIJEN["kvknummer"].map({"A": "WL063701", "E": "WL063701"}).fillna("")
    tabellen = [Tabel("arbeidsplaatsen", "werklocatie"), Tabel("arbeidsplaatsen", "gemeente")]
    frame = cellen(RIJEN.assign(werklocatie=terrein), programma=tabellen)
    assert cel("arbeidsplaatsen", "WL063701", frame=frame) == [43, 2, 2, 40, 3]
    assert cel("arbeidsplaatsen", "GM0637", frame=frame)[0] == 77 and len(frame) == 2


def test_breakdown_that_is_not_counted_stops_with_the_near_match():
    with pytest.raises(ControleFout, match=r'vraagt om "sektor", en dat kenmerk wordt niet geteld .*"sector"'):
        cellen(programma=[Tabel("vestigingen", "wijk", "sektor")])


def test_buurt_of_another_gemeente_stops():
    rijen = pd.DataFrame([rij(), rij(buurtcode="BU05180101")])
    with pytest.raises(ControleFout, match="1 buurten liggen niet in GM0637, bijvoorbeeld BU05180101"):
        cellen(rijen)


def test_two_boundary_years_on_one_peildatum_stop():
    rijen = pd.DataFrame([rij(), rij(indeling=2025)])
    with pytest.raises(IndelingFout, match=r"2024-01-01 heeft buurten van 2 indelingen \(2024, 2025\)"):
        cellen(rijen)


def test_boundary_year_without_a_list_of_buurten_stops():
    with pytest.raises(IndelingFout, match="indeling van 2023, en daarvan is de lijst van buurten niet bekend"):
        cellen(pd.DataFrame([rij(indeling=2023)]))


def test_no_rows_give_no_cells():
    leeg = cellen(RIJEN[:0])
    assert leeg.empty and list(leeg) == KOLOMMEN


def test_rows_are_not_changed():
    voor = RIJEN.copy(deep=True)
    cellen()
    tel_zonder_plaats(RIJEN, buurten=BUURTEN)
    assert_frame_equal(voor, RIJEN)
    assert list(RIJEN) == RIJ_KOLOMMEN
