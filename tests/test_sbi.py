"""The version of the SBI travels with figures by sector, and nothing grows across a switch that nothing links."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ezlib.register.edities import load_grondslagen
from ezlib.register.sbi import (
    NOOT_ANDERE_BASIS,
    NOOT_BREUK,
    NOOT_GESCHAT,
    add_geschat,
    add_sbi_versie,
    botsende_peildata,
    grondslag_per_peildatum,
    startup_prefixen,
    verberg_andere_basis,
)
from ezlib.zinnen import verandering

REGISTER = pd.DataFrame({
    "peildatum": ["2024-01-01", "2025-01-01", "2026-01-01", "2026-01-01", "2027-01-01"],
    "sbi_versie": [2008, 2008, 2025, 2025, 2025],
})  # fmt: skip
FRAME = pd.DataFrame({
    "periode": ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01", "2026-01-01", "2026-01-01", "2026-01-01"],
    "onderwerp": ["vestigingen"] * 6 + ["startups"],
    "kenmerk": ["sector", "sector", "sector", "sector", "sector_x_pand", "totaal", "totaal"],
    "kenmerkwaarde": ["it", "it", "it", "zorg", "it|woning", "totaal", "totaal"],
    "waarde": [100.0, 110.0, 60.0, 66.0, 5.0, 900.0, 40.0],
    "herkomst": "waargenomen", "ontbreekt": "", "noot": "", "publicatie": "Vestigingenregister",
})  # fmt: skip
LOS, VAST = {"basis": 2008, "gekoppeld": False}, {"basis": 2008, "gekoppeld": True}


def namen(register: pd.DataFrame, omgecodeerd: dict | None = None) -> list[str]:
    uit = add_sbi_versie(FRAME, grondslag_per_peildatum(register, omgecodeerd))
    return uit["publicatie"].str.removeprefix("Vestigingenregister").str.strip(" ()").tolist()


def test_figures_by_sector_and_start_ups_name_their_version():
    assert namen(REGISTER) == ["SBI 2008"] * 2 + ["SBI 2025"] * 3 + ["", "SBI 2025"]


def test_one_version_needs_no_name():
    assert grondslag_per_peildatum(REGISTER.assign(sbi_versie=2008), None) == {}
    assert add_sbi_versie(FRAME, {}) is FRAME


def test_a_year_with_both_versions_stands_alone():
    gemengd = REGISTER.assign(sbi_versie=[2008, 2008, 2008, 2025, 2025])
    assert namen(gemengd)[2] == "SBI 2008 en 2025, peildatum 2026-01-01" and len(set(namen(gemengd)[:4])) == 3
    los = namen(gemengd, LOS)
    assert los[2] == "SBI 2008, omgerekend uit SBI 2025, peildatum 2026-01-01" and len(set(los[:4])) == 3


def test_years_carried_over_join_the_base_only_when_linked():
    assert namen(REGISTER, VAST) == ["SBI 2008"] * 5 + ["", "SBI 2008"]
    om = "SBI 2008, omgerekend uit SBI 2025"
    assert namen(REGISTER, LOS) == ["SBI 2008"] * 2 + [om] * 3 + ["", om]


@pytest.mark.parametrize(
    ("omgecodeerd", "verwacht"),
    [
        # 100 to 110 and 60 to 66; 110 to 60 is no growth but another count.
        (None, [[100, 110, 10], [60, 66, 10]]),
        (LOS, [[100, 110, 10], [60, 66, 10]]),
        (VAST, [[60, 66, 10]]),  # one line, of which the last step is told
    ],
)
def test_growth_by_sector_stays_within_what_is_linked(omgecodeerd: dict | None, verwacht: list[list[float]]):
    reeks = add_sbi_versie(FRAME, grondslag_per_peildatum(REGISTER, omgecodeerd))[:4]
    stappen = verandering(reeks.rename(columns={"publicatie": "editie"}))
    assert stappen[["vorige", "waarde", "procent"]].values.tolist() == verwacht


def test_the_reason_goes_with_the_figures_after_the_switch():
    noten = add_sbi_versie(FRAME, grondslag_per_peildatum(REGISTER, None))["noot"].tolist()
    assert noten == ["", "", NOOT_BREUK, NOOT_BREUK, NOOT_BREUK, "", NOOT_BREUK]
    assert set(add_sbi_versie(FRAME, grondslag_per_peildatum(REGISTER, VAST))["noot"]) == {""}


def test_estimates_are_what_a_division_touches_and_no_more():
    sectoren = {
        "sectoren": {"it": {"sbi_2008": ["62"]}, "zorg": {"sbi_2008": ["86", "87"]}, "handel": {"sbi_2008": ["46"]}}
    }
    verdeeld = {"2026-01-01": [["4651", "6201"]], "2027-01-01": [["8621", "8710"]]}  # the latter within one sector
    uit = add_geschat(FRAME, verdeeld, sectoren, versie=2008, startups=[["62"]])
    waar = [False, False, True, False, True, False, True]
    assert (uit["herkomst"] == "geschat").tolist() == waar and (uit["noot"] == NOOT_GESCHAT).tolist() == waar
    geen = add_geschat(FRAME.assign(herkomst="fictief"), verdeeld, sectoren, versie=2008, startups=[["86"]])
    assert set(geen["herkomst"]) == {"fictief"} and geen.loc[6, "noot"] == ""


def test_the_lists_of_start_ups_are_those_of_the_version():
    parameters = {"startup": {"sbi": ["62"], "sbi_2025": ["63"]}}
    varianten = {"startup": {"smal": {"wijzigt": {"sbi": ["6201"]}}, "oud": {"wijzigt": {"max_leeftijd_jaar": 7}}}}
    assert startup_prefixen(parameters, varianten, versie=2008) == (("62",), ("6201",))
    assert startup_prefixen(parameters, varianten, versie=2025) == (("63",),)


def editie(map_: Path, woord: str, **anders: object) -> Path:
    """A released edition with one figure by sector of 1-1-2026."""
    rij = {"indicator_id": "vestigingen", "periode": "2026-01-01", "kenmerk": "sector", "waarde": 60.0}
    rij |= {"herkomst": "waargenomen", "bron_id": "register", "editie": f"Vestigingenregister{woord}"} | anders
    pad = map_ / f"{len(list(map_.iterdir()))}.csv"
    pd.DataFrame([rij]).to_csv(pad, index=False)
    return pad


@pytest.mark.parametrize(
    ("toen", "nu", "botst"),
    [
        (" (SBI 2025)", VAST, True),  # shown as it came, now carried over
        ("", VAST, True),  # as the first, when the register knew one version
        (" (SBI 2025)", None, False),
        ("", None, False),
        (" (SBI 2008)", VAST, False),
        (" (SBI 2008)", LOS, False),  # the same count, only not linked
        (" (SBI 2008, omgerekend uit SBI 2025)", None, True),  # the table of CBS was taken away
    ],
)
def test_one_date_is_never_shown_in_two_versions(tmp_path: Path, toen: str, nu: dict | None, botst: bool):
    getoond = load_grondslagen([editie(tmp_path, toen)])
    grondslag, eigen = (grondslag_per_peildatum(REGISTER, wat) for wat in (nu, None))
    peildata = botsende_peildata(grondslag, getoond, eigen)
    assert peildata == (["2026-01-01"] if botst else [])
    uit = verberg_andere_basis(FRAME, peildata)
    assert (uit["ontbreekt"] == "niet-vergelijkbaar").tolist() == [False, False, botst, False, botst, False, botst]
    assert uit["waarde"].isna().sum() == 3 * botst and ((uit["noot"] == NOOT_ANDERE_BASIS).sum() == 3 * botst)


def test_only_real_figures_that_depend_on_the_sbi_were_shown(tmp_path: Path):
    anders = [{"herkomst": "fictief"}, {"bron_id": "cbs_81575NED"}, {"waarde": float("nan")}, {"kenmerk": "totaal"}]
    assert load_grondslagen([editie(tmp_path, " (SBI 2025)", **a) for a in anders]) == {}
    startup = editie(tmp_path, " (SBI 2025)", kenmerk="totaal", indicator_id="startups")
    assert load_grondslagen([startup, editie(tmp_path, "")]) == {"2026-01-01": {"", "SBI 2025"}}
