"""What the files of DUO count, per gemeente; tables of a few rows that can be checked by head."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nep_bron
import nep_duo
import pandas as pd
import pytest

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import load_snapshot, plaats_snapshot, schrijf_herkomst
from ezlib.tidy import check_tidy
from ezlib.tidy.duo import tidy_duo

SCHOLEN = {
    "telt": "vestigingen",
    "gemeente": "GEMEENTENUMMER",
    "soort": "vo",
    "sleutel": "VESTIGINGSCODE",
    "aanbieder": "VESTIGINGSNAAM",
    "niveau": "ONDERWIJSSTRUCTUUR",
}
STUDENTEN = {
    "telt": "leerlingen",
    "gemeente": "GEMEENTE",
    "soort_kolom": "SOORT",
    "waarden": {"universiteit": "wo"},
    "jaar": "STUDIEJAAR",
    "som": ["VOLTIJD", "DEELTIJD"],
}


@pytest.fixture
def tidy(tmp_path):
    """Tidy a snapshot of files given as (description, rows)."""

    def lees(*bestanden: tuple[dict[str, Any], list[dict[str, Any]]]) -> pd.DataFrame:
        map_: Path = tmp_path / "duo_x" / "2026-01-07T091500"
        with plaats_snapshot(map_) as tijdelijk:
            for nummer, (_, rijen) in enumerate(bestanden, start=1):
                (tijdelijk / f"{nummer}.json").write_text(json.dumps(rijen), encoding="utf-8")
            velden = nep_bron.HERKOMST | {"soort": "duo", "modified": nep_duo.GEWIJZIGD}
            schrijf_herkomst(tijdelijk, rijen={}, bron_id="duo_x", vorm="uittreksel", **velden)
        bron = nep_bron.bron(id="duo_x", lezer="duo", bestanden=tuple(b for b, _ in bestanden))
        return check_tidy(tidy_duo(load_snapshot(map_), bron))

    return lees


def waarden(frame: pd.DataFrame, kenmerk: str) -> dict[tuple[str, str], float]:
    deel = frame[frame["kenmerk"] == kenmerk]
    return dict(zip(zip(deel["gebied_code"], deel["kenmerkwaarde"], strict=True), deel["waarde"], strict=True))


def test_schools_count_once_a_gemeente_and_once_in_each_of_their_kinds(tidy):
    frame = tidy((SCHOLEN, nep_duo.vestigingen()))
    # The Oosterlyceum stands in the list twice, for vwo and for havo; 503 lost its zero.
    assert waarden(frame, "soort") == {("GM0014", "vo"): 2, ("GM0503", "vo"): 1, ("GM0637", "vo"): 2}
    assert waarden(frame, "niveau") == {
        ("GM0014", "vo havo"): 1,
        ("GM0014", "vo vwo"): 1,
        ("GM0503", "vo vwo"): 1,
        ("GM0637", "vo havo"): 1,
        ("GM0637", "vo vmbo"): 1,
        ("GM0637", "vo vwo"): 1,
    }
    assert waarden(frame, "aanbieder")["GM0014", "Noorderlicht"] == 2
    assert set(frame["onderwerp"]) == {"onderwijsaanbod_vestigingen"}
    # The list of 7 January tells of the first of that month, by the gemeenten of 2026.
    assert set(frame["periode"]) == {"2026-01-01"}
    assert set(frame["indeling"]) == {2026}


def student(gemeente: Any, soort: str, jaar: Any, voltijd: Any, deeltijd: Any) -> dict[str, Any]:
    return {"GEMEENTE": gemeente, "SOORT": soort, "STUDIEJAAR": jaar, "VOLTIJD": voltijd, "DEELTIJD": deeltijd}


def test_students_are_added_up_and_what_duo_hides_is_told(tidy):
    frame = tidy(
        (
            STUDENTEN,
            [
                student("0637", "HBO", 2024, 100, 20),
                student("0637", "HBO", "2024", "50", -1),
                student(503, "Universiteit", "2024/2025", 300, 5),
                student("0014", "HBO", 2024, -1, "<5"),
                student(None, "HBO", 2024, 999, 999),
            ],
        )
    ).set_index("gebied_code")
    assert frame["waarde"].fillna(-9).to_dict() == {"GM0637": 170, "GM0503": 305, "GM0014": -9}
    assert frame["kenmerkwaarde"].to_dict() == {"GM0637": "hbo", "GM0503": "wo", "GM0014": "hbo"}
    assert frame["herkomst"].to_dict() == {"GM0637": "geschat", "GM0503": "waargenomen", "GM0014": "geschat"}
    assert frame.loc["GM0637", "noot"] == "Groepen van 1 tot en met 4 toont DUO niet; zij tellen niet mee: 1 keer."
    assert frame.loc["GM0014", "ontbreekt"] == "geheim"
    # Students are counted on the first of October of the school year.
    assert set(frame["periode"]) == {"2024-10-01"}
    assert set(frame["indeling"]) == {2024}


def test_files_that_count_the_same_go_together(tidy):
    hbo, wo = ({k: v for k, v in STUDENTEN.items() if "soort" not in k and k != "waarden"} for _ in range(2))
    namen = {"aanbieder": "NAAM", "niveau": "TYPE"}
    rij = student("0637", "", 2024, 10, 0) | {"NAAM": "Campus", "TYPE": "Bachelor"}
    frame = tidy((hbo | namen | {"soort": "hbo"}, [rij, rij]), (wo | namen | {"soort": "wo"}, [rij]))
    assert waarden(frame, "niveau") == {("GM0637", "hbo bachelor"): 20, ("GM0637", "wo bachelor"): 10}
    assert waarden(frame, "aanbieder") == {("GM0637", "Campus"): 30}


def test_two_files_of_one_source_stand_beside_each_other(tidy):
    frame = tidy((SCHOLEN, nep_duo.vestigingen()), (STUDENTEN, [student("0637", "hbo", 2024, 1, 1)]))
    assert set(frame["onderwerp"]) == {"onderwijsaanbod_vestigingen", "onderwijsaanbod_leerlingen"}


@pytest.mark.parametrize(
    ("rij", "zin"),
    [
        (student("0637", "hbo", "vorig jaar", 1, 1), 'Kolom "STUDIEJAAR" bevat iets anders dan een jaar: "vorig jaar"'),
        (student("0637", "hbo", 2024, "veel", 1), 'Kolom "VOLTIJD" bevat 1 keer iets anders dan een aantal: "veel"'),
        (student("0637", "hbo", 2024, None, 1), 'Kolom "VOLTIJD" bevat 1 keer iets anders dan een aantal'),
    ],
)
def test_what_is_no_number_or_year_stops(tidy, rij, zin):
    with pytest.raises(BronFout, match=zin):
        tidy((STUDENTEN, [rij]))
