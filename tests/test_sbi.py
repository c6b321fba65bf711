"""The version of the SBI travels with figures by sector, and nothing grows across the switch."""

from __future__ import annotations

import pandas as pd

from ezlib.register.sbi import add_sbi_versie
from ezlib.zinnen import verandering

REGISTER = pd.DataFrame({
    "peildatum": ["2024-01-01", "2025-01-01", "2026-01-01", "2026-01-01", "2027-01-01"],
    "sbi_versie": [2008, 2008, 2025, 2025, 2025],
})  # fmt: skip
FRAME = pd.DataFrame({
    "periode": ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01", "2026-01-01", "2026-01-01"],
    "kenmerk": ["sector", "sector", "sector", "sector", "sector_x_pand", "totaal"],
    "waarde": [100.0, 110.0, 60.0, 66.0, 5.0, 900.0],
    "publicatie": "Vestigingenregister",
})  # fmt: skip


def test_figures_by_sector_name_their_version():
    assert add_sbi_versie(FRAME, REGISTER)["publicatie"].tolist() == [
        *["Vestigingenregister (SBI 2008)"] * 2, *["Vestigingenregister (SBI 2025)"] * 3, "Vestigingenregister",
    ]  # fmt: skip


def test_one_version_needs_no_name():
    assert add_sbi_versie(FRAME, REGISTER.assign(sbi_versie=2008)) is FRAME


def test_a_year_with_both_versions_stands_alone():
    gemengd = REGISTER.assign(sbi_versie=[2008, 2008, 2008, 2025, 2025])
    namen = add_sbi_versie(FRAME, gemengd)["publicatie"]
    assert namen[2] == "Vestigingenregister (SBI 2008 en 2025, peildatum 2026-01-01)"
    assert namen[:4].nunique() == 3


def test_growth_by_sector_stays_within_a_version():
    reeks = add_sbi_versie(FRAME, REGISTER)[:4].rename(columns={"publicatie": "editie"})
    # 100 to 110 and 60 to 66; 110 to 60 is no growth but another count.
    assert verandering(reeks)[["vorige", "waarde", "procent"]].values.tolist() == [[100, 110, 10], [60, 66, 10]]
