"""What is said of figures by sector: their version of the SBI, and no growth that nothing links."""

from __future__ import annotations

import pandas as pd

from ezlib.definitions import load_definities
from ezlib.store import WORTEL
from ezlib.zinnen import sectoren
from ezlib.zinnen.ondernemerschap import titel_reeks

KADER = {"gemeente": "GM0637", "naam": "Zoetermeer"}
OUD, NIEUW = "Vestigingenregister (SBI 2008)", "Vestigingenregister (SBI 2025)"
OM = "Vestigingenregister (SBI 2008, omgerekend uit SBI 2025)"


def reeks(*edities: str, herkomst: str = "waargenomen") -> pd.DataFrame:
    """Health with 40 establishments, then 50, then 60, from 2025 on."""
    return pd.DataFrame({
        "gebied_code": "GM0637", "kenmerk": "sector", "kenmerkwaarde": "health", "waarde": [40.0, 50.0, 60.0][: len(edities)],
        "periode": [f"{2025 + i}-01-01" for i in range(len(edities))], "editie": edities, "herkomst": herkomst,
        "ontbreekt": "", "status": "definitief",
    })  # fmt: skip


def groei(frame: pd.DataFrame) -> str:
    return sectoren.zin_groei_sectoren(frame, KADER, load_definities(WORTEL / "definitions"))


def test_two_versions_are_named_and_not_compared():
    for anders in (NIEUW, OM):
        frame = reeks(OUD, anders)
        assert "breekt af" in sectoren.zin_versies(frame) and "niet te vergelijken" in sectoren.zin_versies(frame)
        assert groei(frame) == (
            "Verandering per sector van 1 januari 2025 naar 1 januari 2026: niet te vergelijken, door een andere indeling "
            "van bedrijven (SBI)."
        )
    assert sectoren.in_sbi(reeks(OUD, NIEUW)) == " (SBI 2008; SBI 2025)"
    # Within the new version there is growth again: 50 to 60.
    assert groei(reeks(OUD, NIEUW, NIEUW)).endswith("van 1 januari 2026 naar 1 januari 2027: Health +20 %.")


def test_one_base_is_named_with_its_estimates():
    frame = reeks(OUD, OUD)
    assert sectoren.zin_versies(frame) == "Alle jaren staan in SBI 2008, zodat zij te vergelijken zijn."
    geschat = frame.assign(herkomst=["waargenomen", "geschat"])
    assert "Cijfers vanaf 1 januari 2026 zijn deels geschat" in sectoren.zin_versies(geschat)
    assert groei(geschat) == "Verandering per sector van 1 januari 2025 naar 1 januari 2026: Health +25 %."


def test_one_version_and_made_up_figures_say_nothing():
    gewoon = reeks("Vestigingenregister", "Vestigingenregister")
    assert sectoren.zin_versies(gewoon) == "" and sectoren.in_sbi(gewoon) == ""
    fictief = reeks(OUD, OUD, herkomst="fictief")
    assert sectoren.zin_versies(fictief) == "" and groei(fictief) == ""


def test_a_hidden_figure_has_no_growth():
    weg = reeks(OUD, OUD).assign(waarde=[40.0, float("nan")], ontbreekt=["", "onderdrukt"])
    assert sectoren.groei_sectoren(weg, KADER)[["procent", "ontbreekt"]].fillna(0).values.tolist() == [
        [0, "onderdrukt"]
    ]
    assert groei(weg) == ""


def test_a_title_over_start_ups_stays_within_the_latest_version():
    frame = reeks(OUD, NIEUW, NIEUW).assign(kenmerk="totaal")
    assert titel_reeks("Start-ups", frame, KADER) == "Start-ups: van 50 op 1 januari 2026 naar 60 op 1 januari 2027"
    assert titel_reeks("Start-ups", frame[:2], KADER) == "Start-ups"
