"""What became of published figures, on chains of editions small enough to follow by head."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from tabelletjes import waarnemingen

from ezlib.indicators.revisies import KOLOMMEN, volg_cijfers
from ezlib.taal import DEZE_EDITIE as DEZE

JAARSTUKKEN = {"2021": False, "2022": False}
EDITIES = {"2024": True, "2025": True}


def uit(uitgave: str, *rijen: dict[str, Any]) -> pd.DataFrame:
    return waarnemingen(*rijen).assign(uitgave=uitgave)


def kort(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    assert list(frame.columns) == KOLOMMEN
    rijen = frame[["soort", "editie_oud", "editie_nieuw", "waarde_oud", "waarde_nieuw"]].itertuples(index=False)
    return [tuple(None if isinstance(w, float) and pd.isna(w) else w for w in rij) for rij in rijen]


def test_the_real_case_of_the_annual_reports():
    """Establishments at 1-1-2021: 9,957 in the report of 2021, 9,889 in that of 2022, and still so."""
    edities = pd.concat([uit("2021", {"waarde": 9957}), uit("2022", {"waarde": 9889, "noot": "Herzien."})])
    gevolgd = volg_cijfers(edities, waarnemingen({"waarde": 9889}), uitgaven=JAARSTUKKEN)
    assert kort(gevolgd) == [("herzien", "2021", "2022", 9957.0, 9889.0)]
    assert gevolgd.loc[0, "reden_bron"] == "Herzien."


def test_an_annual_report_that_leaves_a_year_out_withdraws_nothing():
    edities = pd.concat([uit("2021", {"waarde": 5}), uit("2022", {"waarde": 6, "periode": "2022-01-01"})])
    assert kort(volg_cijfers(edities, waarnemingen({"waarde": 6, "periode": "2022-01-01"}), uitgaven=JAARSTUKKEN)) == []


def test_without_a_whole_edition_before_nothing_is_new():
    nu = waarnemingen({"waarde": 5}, {"waarde": 6, "periode": "2022-01-01"})
    assert kort(volg_cijfers(nu.iloc[:0].assign(uitgave=""), nu, uitgaven={})) == []
    assert kort(volg_cijfers(uit("2021", {"waarde": 5}), nu, uitgaven=JAARSTUKKEN)) == []
    # An edition that did not know the indicator at all is a whole one too.
    assert kort(volg_cijfers(nu.iloc[:0].assign(uitgave=""), nu, uitgaven={"2024": True})) == [
        ("nieuw", "", DEZE, None, 5.0),
        ("nieuw", "", DEZE, None, 6.0),
    ]


@pytest.mark.parametrize("nu", [[], [{"waarde": None}], [{"waarde": None, "ontbreekt": "onderdrukt"}]])
def test_a_cell_that_a_whole_edition_had_and_the_next_has_not_is_withdrawn(nu):
    edities = uit("2024", {"waarde": 5}, {"waarde": 6, "periode": "2022-01-01"})
    blijft = {"waarde": 6, "periode": "2022-01-01"}
    gevolgd = volg_cijfers(edities, waarnemingen(blijft, *nu), uitgaven={"2024": True})
    assert kort(gevolgd) == [("ingetrokken", "2024", DEZE, 5.0, None)]


def test_a_withdrawal_is_told_of_the_edition_in_which_it_happened():
    edities = pd.concat([uit("2024", {"waarde": 5}), uit("2025", {"waarde": 6, "periode": "2022-01-01"})])
    gevolgd = volg_cijfers(edities, waarnemingen({"waarde": 6, "periode": "2022-01-01"}), uitgaven=EDITIES)
    assert ("ingetrokken", "2024", "2025", 5.0, None) in kort(gevolgd)
    assert not [rij for rij in kort(gevolgd) if rij[0] == "nieuw"]


def test_another_definition_is_no_revision():
    edities = uit("2024", {"waarde": 5, "definitie_sha": "a" * 12}, {"waarde": 6, "kenmerkwaarde": "x"})
    nu = waarnemingen({"waarde": 9, "definitie_sha": "b" * 12}, {"waarde": 6, "kenmerkwaarde": "x"})
    assert kort(volg_cijfers(edities, nu, uitgaven={"2024": True})) == [("geherdefinieerd", "2024", DEZE, 5.0, 9.0)]
    # Of what an annual report published no definition is known.
    assert kort(volg_cijfers(edities.assign(definitie_sha=""), nu, uitgaven={"2024": True}))[0][0] == "herzien"


def test_what_a_csv_cannot_keep_is_no_revision():
    edities = uit("2024", {"waarde": 48.8})
    assert kort(volg_cijfers(edities, waarnemingen({"waarde": 48.8 + 1e-12}), uitgaven={"2024": True})) == []


def test_made_up_figures_have_no_past():
    edities = uit("2024", {"waarde": 5, "herkomst": "fictief"})
    nu = waarnemingen({"waarde": 7, "herkomst": "fictief"})
    assert kort(volg_cijfers(edities, nu, uitgaven={"2024": True})) == []
    # A real figure where there was only a made-up one is new.
    assert kort(volg_cijfers(edities, waarnemingen({"waarde": 7}), uitgaven={"2024": True}))[0][0] == "nieuw"
