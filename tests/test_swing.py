"""The upload for Swing: what goes in, what does not and why; every figure is accounted for and none is made up."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pytest
from tabelletjes import KADER, waarnemingen
from werkplaats import Werkplaats

from ezlib.csvtekst import als_csv
from ezlib.database import swing
from ezlib.definitions import load_definities
from ezlib.store import WORTEL

DEFINITIES = load_definities(WORTEL / "definitions")
STAD = dataclasses.replace(KADER, gelijk=[[2014, 2024]])
REGELS = DEFINITIES.uitvoer["swing"] | {"indeling": {"GM0001": 2024}}
WIJK, STREEK = {"gebied_code": "WK000101"}, {"gebied_code": "AM-X"}


def _oordeel(*rijen: dict[str, Any], **regels: Any) -> pd.DataFrame:
    frame = waarnemingen(*({"indicator_id": "woningen", "waarde": 1} | rij for rij in rijen))
    return swing.beoordeel(frame, regels=REGELS | regels, kader=STAD)


@pytest.mark.parametrize(
    ("rij", "uitkomst"),
    [
        ({}, swing.MEE),
        ({"herkomst": "geschat"}, swing.MEE),
        ({"status": "voorlopig"}, swing.MEE),
        ({"waarde": 0}, swing.MEE),
        (WIJK, swing.MEE),
        ({"herkomst": "fictief"}, swing.FICTIEF),
        ({"herkomst": "fictief", "waarde": None, "ontbreekt": "onderdrukt"}, swing.FICTIEF),
        ({"waarde": None, "ontbreekt": "onderdrukt"}, swing.ONTBREEKT["onderdrukt"]),
        ({"waarde": None, "ontbreekt": "geheim"}, swing.ONTBREEKT["geheim"]),
        (STREEK, "Swing kent het niveau regio niet"),
        ({"gebied_code": "GM0003"}, swing.ANDERE_GEMEENTE),
        (WIJK | {"indeling": 2025}, "andere indeling dan die van Swing (2024)"),
        ({"indeling": 2025}, swing.MEE),
        ({"periode": "2025K3"}, "cijfer per kwartaal"),
    ],
)
def test_a_figure_goes_in_or_is_left_out_with_its_reason(rij, uitkomst):
    assert _oordeel(rij)["uitkomst"].tolist() == [uitkomst]


def test_rules_are_definitions():
    assert _oordeel({"periode": "2025K3"}, kwartalen=True)["uitkomst"].tolist() == [swing.MEE]
    assert _oordeel({"gebied_code": "GM0003"}, andere_gemeenten=True)["uitkomst"].tolist() == [swing.MEE]
    zonder = _oordeel(WIJK, indeling={})["uitkomst"].tolist()
    assert zonder == ["de indeling van wijken en buurten in Swing is niet bekend"]


def test_two_figures_for_one_place_in_the_upload_both_stay_out():
    oordeel = _oordeel({"periode": "2021"}, {"periode": "2021-01-01"}, {"periode": "2022"})
    assert oordeel["uitkomst"].tolist() == [swing.DUBBEL, swing.DUBBEL, swing.MEE]


def test_the_upload_has_the_layout_of_the_definitions():
    oordeel = _oordeel(
        {"periode": "2022-01-01", "waarde": 1234.5},
        {"periode": "2021", "waarde": -2, "kenmerk": "sector", "kenmerkwaarde": "=1+1"},
    )
    frame = swing.bestand(oordeel, regels=REGELS | {"kolommen": REGELS["kolommen"] | {"gebied": "geo"}})
    assert als_csv(frame, scheiding=";", decimaal=",") == (
        "onderwerp;periode;gebiedsniveau;geo;waarde\n"
        "woningen;2022;Gemeente;GM0001;1234,5\n"
        "woningen.sector.=1+1;2021;Gemeente;GM0001;-2\n"
    )


def test_subjects_are_named_and_explained_once():
    oordeel = _oordeel(
        {"bron_id": "cbs_84799NED"},
        {"bron_id": "cbs_85984NED", "periode": "2022"},
        {"bron_id": "cbs_85984NED", "kenmerk": "opleidingsniveau", "kenmerkwaarde": "hoog"},
        STREEK,
    )
    frame = swing.onderwerpen(oordeel, DEFINITIES)
    assert frame["onderwerp"].tolist() == ["woningen", "woningen.opleidingsniveau.hoog"]
    assert frame["naam"].tolist() == ["Woningen", "Woningen: hbo, wo"]
    assert "2020" in frame["bron"][0] and "2024" in frame["bron"][0] and "2020" not in frame["bron"][1]


# --- the edition ---------------------------------------------------------------------------------------------------


def test_the_edition_accounts_for_every_figure_and_gives_none_that_was_made_up(gebouwd: Werkplaats) -> None:
    map_ = gebouwd.editie / "tabellen"
    alles = pd.read_csv(map_ / "waarnemingen.csv", usecols=["indicator_id", "herkomst", "bron_id"], dtype="str")
    verslag = pd.read_csv(map_ / "swing" / "swing-verslag.csv")
    assert verslag["aantal"].sum() == len(alles)
    assert (
        verslag.loc[verslag["uitkomst"] == swing.FICTIEF, "aantal"].sum() == (alles["herkomst"] == "fictief").sum() > 0
    )
    bestand = pd.read_csv(map_ / "swing" / "swing-bestand.csv", sep=";", decimal=",", dtype={"periode": "str"})
    assert list(bestand.columns) == ["onderwerp", "periode", "gebiedsniveau", "gebied", "waarde"]
    assert len(bestand) == verslag.loc[verslag["mee"] == "ja", "aantal"].sum() > 0
    assert bestand["waarde"].dtype == "float64" and bestand["waarde"].notna().all()
    assert not bestand.duplicated(["onderwerp", "periode", "gebied"]).any()
    fmi = bestand[(bestand["onderwerp"] == "functiemengingsindex") & (bestand["gebied"] == "GM0637")]
    assert fmi.loc[fmi["periode"] == "2022", "waarde"].round(1).tolist() == [49.0]
    onderwerpen = pd.read_csv(map_ / "swing" / "swing-onderwerpen.csv", sep=";", decimal=",")
    assert set(onderwerpen["onderwerp"]) == set(bestand["onderwerp"])
    assert not onderwerpen["bron"].str.contains("FICTIEF").any()
