"""Sentences and tables on where the jobs are, word for word; of made-up jobs they say nothing."""

from __future__ import annotations

import pytest
from tabelletjes import waarnemingen

from ezlib.definitions import load_definities
from ezlib.store import WORTEL
from ezlib.zinnen import FICTIEF
from ezlib.zinnen.plekken import kolommen_campus, tabel_campus, tabel_plek, zin_plaatsing, zin_plek

KADER = {"gemeente": "GM0001", "naam": "Stad", "regio": {}, "vergelijking": {}}
DEFINITIES = load_definities(WORTEL / "definitions")


def bron(
    soort: str = "register", reeks: tuple[int, ...] = (2014, 2024), weg: tuple[str, ...] = (), **per_jaar: tuple
) -> dict:
    telling = [
        {"peildatum": f"{jaar[1:]}-01-01", "vestigingen": alle, "niet_geplaatst": niet}
        for jaar, (alle, niet) in per_jaar.items()
    ]
    plaatsing = {"reeks": list(reeks), "per_peildatum": telling, "zonder_omtrek": list(weg)}
    return {"soort": soort, "plaatsing": plaatsing}


BEGIN = "Cijfers uit het register per wijk en buurt staan op één indeling: die van 2014 tot en met 2024."
LATER = (
    "Vestigingen van latere jaren zijn met hun plek op de kaart in die indeling gelegd, niet met hun nieuwe buurtcode."
)


def test_the_page_says_on_which_boundaries_and_how_many_have_no_place():
    assert zin_plaatsing(bron(j2024=(1200, 0), j2025=(1300, 12))) == (
        f"{BEGIN} {LATER} Niet te plaatsen, en dus alleen meegeteld voor de hele gemeente: "
        "12 van de 1.300 op 1 januari 2025."
    )
    assert zin_plaatsing(bron(j2024=(1200, 0))) == f"{BEGIN} Alle vestigingen hebben een buurt."
    assert "Zonder omtrek, en dus zonder cijfers: Park en Haven." in zin_plaatsing(
        bron(weg=("Park", "Haven"), j2024=(1, 0))
    )


def test_without_a_span_each_year_stands_alone():
    assert zin_plaatsing(bron(reeks=(), j2024=(1, 0))).startswith("Elk jaar staat op zijn eigen indeling;")


@pytest.mark.parametrize("leeg", [None, {"soort": "register"}])
def test_without_a_register_there_is_nothing_to_place(leeg):
    assert zin_plaatsing(leeg) == "Er zijn geen vestigingen om op de kaart te zetten."


def test_of_made_up_establishments_no_number_is_told():
    assert zin_plaatsing(bron("fictief", j2025=(1300, 12))) == f"{BEGIN} {LATER}"


def plek(kenmerk: str, waarde: str, n: float | None, **anders: object) -> dict:
    return {"kenmerk": kenmerk, "kenmerkwaarde": waarde, "waarde": n, "periode": "2024-01-01"} | anders


PLEKKEN = (
    plek("op_werklocatie", "werklocatie", 31.25),
    plek("op_werklocatie", "elders", 68.75),
    plek("pand", "woning", 12),
    plek("pand", "bedrijfspand", 87),
    plek("pand", "nader te bepalen", 1),
    plek("pand", "woning", 11, periode="2023-01-01"),
)


def test_shares_of_the_jobs_are_told_with_their_date():
    assert zin_plek(waarnemingen(*PLEKKEN), KADER) == (
        "Van de arbeidsplaatsen in Stad is 31,3 % op een werklocatie (op 1 januari 2024) en 12,0 % in een woning "
        "(op 1 januari 2024). De twee aandelen overlappen."
    )
    fictief = waarnemingen(*(r | {"herkomst": "fictief"} for r in PLEKKEN))
    assert zin_plek(fictief, KADER) == FICTIEF
    geen = waarnemingen({"waarde": None, "ontbreekt": "geen-bron", "periode": "2025"})
    assert (
        zin_plek(geen, KADER)
        == "Voor Stad is geen cijfer over de plek van arbeidsplaatsen beschikbaar: er is geen bron."
    )
    assert tabel_plek(geen, KADER).empty


def test_the_table_of_places_has_a_row_a_year_with_the_reason_of_what_is_missing():
    frame = tabel_plek(waarnemingen(*PLEKKEN, plek("op_werklocatie", "werklocatie", None, periode="2023-01-01", ontbreekt="onderdrukt")), KADER)  # fmt: skip
    assert frame["periode"].tolist() == ["1 januari 2024", "1 januari 2023"]
    assert frame[["werklocatie", "bedrijfspand", "woning", "nader"]].iloc[0].tolist() == [31.25, 87, 12, 1]
    assert frame["woning"].iloc[1] == 11 and frame["ontbreekt"].tolist() == ["", "onderdrukt"]


def test_the_campus_has_its_jobs_and_establishments_by_year():
    """The campus of the definitions; another werklocatie and another gemeente have no part in it."""
    park = {"gebied_code": "WL0637-DIP", "gebied_naam": "Park", "gebied_type": "werklocatie"}
    ander = park | {"gebied_code": "WL0637-ZTR", "gebied_naam": "Terrein"}
    jaar = {"periode": "2024-01-01"}
    banen = waarnemingen(park | jaar | {"waarde": 980}, park | {"waarde": 900}, ander | jaar | {"waarde": 5})
    vestigingen = waarnemingen(
        park | jaar | {"waarde": 155},
        park | jaar | {"waarde": 40, "kenmerk": "sector", "kenmerkwaarde": "it_diensten"},
        ander | jaar | {"waarde": 7},
    )
    frame = tabel_campus(banen, vestigingen, DEFINITIES, KADER | {"gemeente": "GM0637"})
    assert frame[["gebied_naam", "periode", "arbeidsplaatsen"]].values.tolist() == [
        ["Park", "1 januari 2024", 980], ["Park", "1 januari 2021", 900]]  # fmt: skip
    assert frame[["vestigingen", "it_diensten"]].iloc[0].tolist() == [155, 40]
    assert set(kolommen_campus(DEFINITIES)) <= set(frame)
    assert tabel_campus(banen, vestigingen, DEFINITIES, KADER).empty
