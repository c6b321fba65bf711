"""A small register of two versions, from the files in the drop folders to the protected table, by the real steps.

In 2023 (SBI 2008) 6 firms in IT (6201) with 5 jobs each, 7 in trade (4651) with 10, 10 in health with 4. In 2024
(SBI 2025) the same, IT and trade both under 6210, and 10 new firms with that code and one job.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from nep_register import definities as registerdefinities
from nep_register import save_csv
from pytask import PathNode, PythonNode
from shapely import box

from ezlib.definitions import load_definities
from ezlib.opzet import Opzet
from ezlib.register import Registerdefinities
from ezlib.register.sbi import NOOT_BREUK
from ezlib.store import WORTEL, Huis, load_frame, load_json, save_frame
from ezlib.zinnen import verandering
from ezlib.zinnen.ondernemerschap import zin_quarantaine
from tasks.task_1_register import stappen

BUURTEN = ["BU06370001", "BU06370002"]
KAART = "kaart_buurten_2024_zoetermeer"
TABEL = [["SBI 2008", "SBI 2025"], ["86.21", "86.21"], ["62.01", "62.10"], ["46.51", "62.10"]]
OM = "Vestigingenregister (SBI 2008, omgerekend uit SBI 2025)"


@cache
def leveranciers(*, dubbel: bool) -> Registerdefinities:
    """Suppliers of a year each; the second one names both codes, or not."""
    alle = registerdefinities()
    vorm = dataclasses.replace(alle.leveranciers["fictief"], soort="register")
    ander = {"sbi_ander": "sbi_2008"} if dubbel else {}
    nieuw = {"bestanden": "nieuw-*.csv", "sbi_versie": 2025, "kolommen": vorm.kolommen | ander}
    twee = {
        "oud": dataclasses.replace(vorm, id="oud", bestanden="oud-*.csv"),
        "nieuw": dataclasses.replace(vorm, id="nieuw", **nieuw),
    }
    return dataclasses.replace(alle, leveranciers=twee)


def rijen(jaar: int) -> list[list[Any]]:
    """Header and rows of one year, with the code of 2008 beside."""
    kop = [*registerdefinities().leveranciers["fictief"].kolommen, "sbi_2008"]
    soorten = [("6201", 6, 5), ("4651", 7, 10), ("8621", 10, 4)] + ([("", 10, 1)] if jaar == 2024 else [])
    codes = [(code, banen) for code, aantal, banen in soorten for _ in range(aantal)]
    uit = []
    for i, (code, banen) in enumerate(codes, start=1):
        sbi = code if jaar == 2023 or code == "8621" else "6210"
        vast = {"vestigingsnummer": f"{i:012}", "kvknummer": f"{10_000_000 + i}", "naam": f"Proefzaak {i}", "sbi": sbi,
                "postcode": "2711AA", "huisnummer": str(i), "buurtcode": BUURTEN[i % 2], "sbi_2008": code,
                "banen_groot": banen, "banen_klein": 0, "gebruik": "kantoorfunctie"}  # fmt: skip
        uit.append([vast.get(k, "") for k in kop])
    return [kop, *uit]


def draai(map_: Path, *, tabel: bool, dubbel: bool, editie: str = "") -> tuple[pd.DataFrame, dict[str, Any]]:
    """Run the steps of `tasks/task_1_register.py` in this process; the protected table and what is told of it."""
    definities = load_definities(WORTEL / "definitions")
    huis = Huis(WORTEL, map_ / "data", map_ / "outputs", "GM0637")
    opzet = Opzet(2025, "GM0637", definities, leveranciers(dubbel=dubbel), huis, 1, "warm", {KAART: map_})
    kaart = {"gebied_type": "buurt", "gebied_code": BUURTEN, "gebied_naam": ["Een", "Twee"], "gemeente_code": "GM0637",
             "indeling": 2024, "geometry": [box(0, 0, 1, 1), box(1, 0, 2, 1)]}  # fmt: skip
    save_frame(gpd.GeoDataFrame(kaart, crs="EPSG:28992"), huis.tidy(KAART))
    for naam, jaar in (("oud", 2023), ("nieuw", 2024)):
        save_csv(rijen(jaar), huis.raw / "register" / f"{naam}-{jaar}.csv")
    if tabel:
        save_csv(TABEL, huis.raw / "sbi_concordantie" / "schakelschema.csv")
    if editie:
        _geef_vrij(huis.raw / "edities" / "GM0637" / "2024" / "waarnemingen.csv", editie)
    for stap in stappen(opzet):
        module, functie = stap.attributes["functie"].split(":")
        nodig = {k: v for k, v in (stap.depends_on | stap.produces).items() if k not in ("code", "leest")}
        getattr(import_module(module), functie)(**_argumenten(functie, module, nodig))
    return load_frame(huis.tidy("register")), load_json(huis.bewijs("register"))


def _argumenten(functie: str, module: str, knopen: dict[str, Any]) -> dict[str, Any]:
    """Values of the nodes that the function asks for, as the runner hands them over."""
    from inspect import signature

    def waarde(knoop: Any) -> Any:
        if isinstance(knoop, list):
            return [waarde(k) for k in knoop]
        if isinstance(knoop, PathNode):
            return knoop.path
        return knoop.load() if isinstance(knoop, PythonNode) else knoop

    vraagt = signature(getattr(import_module(module), functie)).parameters
    return {naam: waarde(knoop) for naam, knoop in knopen.items() if naam in vraagt}


def _geef_vrij(pad: Path, woord: str) -> None:
    rij = {"indicator_id": "vestigingen", "gebied_code": "GM0637", "indeling": 2024, "periode": "2024-01-01"}
    rij |= {"kenmerk": "sector", "kenmerkwaarde": "health", "waarde": 10.0, "ontbreekt": "", "herkomst": "waargenomen"}
    pad.parent.mkdir(parents=True)
    pd.DataFrame([rij | {"bron_id": "register", "editie": f"Vestigingenregister{woord}"}]).to_csv(pad, index=False)


def banen(tabel: pd.DataFrame) -> pd.DataFrame:
    """Jobs of the gemeente by sector, of the three sectors that have any."""
    waar = (
        (tabel["onderwerp"] == "arbeidsplaatsen")
        & (tabel["gebied_type"] == "gemeente")
        & (tabel["kenmerk"] == "sector")
    )
    eigen = tabel[waar & tabel["kenmerkwaarde"].isin(["it_diensten", "logistiek_handel", "health"])]
    return eigen.sort_values(["kenmerkwaarde", "periode"]).rename(columns={"publicatie": "editie"})


def per_sector(tabel: pd.DataFrame, periode: str) -> dict[str, float]:
    eigen = banen(tabel)[lambda f: f["periode"] == periode]
    return dict(zip(eigen["kenmerkwaarde"], eigen["waarde"], strict=True))


def groei(tabel: pd.DataFrame) -> dict[str, float]:
    return {
        s: r["procent"] for s, deel in banen(tabel).groupby("kenmerkwaarde") for _, r in verandering(deel).iterrows()
    }


OUD = {"it_diensten": 30, "logistiek_handel": 70, "health": 40}


@pytest.fixture(scope="module")
def los(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, dict[str, Any]]:
    return draai(tmp_path_factory.mktemp("los"), tabel=False, dubbel=True)


def test_without_the_table_of_cbs_each_version_stands_by_itself(los: tuple[pd.DataFrame, dict[str, Any]]):
    tabel, bewijs = los
    assert per_sector(tabel, "2023-01-01") == OUD
    assert per_sector(tabel, "2024-01-01") == {"it_diensten": 110, "logistiek_handel": 0, "health": 40}
    assert groei(tabel) == {} and "concordantie" not in bewijs
    nieuw = banen(tabel)[lambda f: f["periode"] == "2024-01-01"]
    assert (
        set(nieuw["editie"]) == {"Vestigingenregister (SBI 2025)"}
        and nieuw["noot"].str.contains(NOOT_BREUK, regex=False).all()
    )
    assert set(tabel["herkomst"]) == {"waargenomen"}


def test_with_a_double_coded_year_sectors_are_one_series(los: tuple[pd.DataFrame, dict[str, Any]], tmp_path: Path):
    tabel, bewijs = draai(tmp_path, tabel=True, dubbel=True)
    # 3 of the 10 new jobs to IT and 7 to trade, as 30 and 70 of the jobs that are known in both.
    assert per_sector(tabel, "2023-01-01") == OUD
    assert per_sector(tabel, "2024-01-01") == {"it_diensten": 33, "logistiek_handel": 77, "health": 40}
    assert groei(tabel) == pytest.approx({"it_diensten": 10, "logistiek_handel": 10, "health": 0})
    assert set(banen(tabel)["editie"]) == {"Vestigingenregister (SBI 2008)"}
    herkomst = banen(tabel).set_index(["kenmerkwaarde", "periode"])["herkomst"]
    assert {k for k, h in herkomst.items() if h == "geschat"} == {
        (s, "2024-01-01") for s in ("it_diensten", "logistiek_handel")
    }
    # 140 of the 150 jobs of 2024.
    zin = "Codes van de SBI zijn omgerekend naar SBI 2008, zodat de jaren te vergelijken zijn: van 93 % van de banen"
    assert zin in bewijs["concordantie"]
    assert bewijs["concordantie"] in zin_quarantaine({"soort": "register", "meldingen": [], **bewijs})
    som = bewijs["herkomst"]["bestanden"]["sbi_concordantie/schakelschema.csv"]["sha256"]
    assert len(som) == 64 and len(bewijs["herkomst"]["bestanden"]) == 3
    # What does not hang on the SBI is what it was without the table: nobody can subtract one from the other.
    sleutel = ["onderwerp", "gebied_code", "periode", "kenmerk", "kenmerkwaarde", "waarde", "ontbreekt"]
    vrij = [t[~t["kenmerk"].str.contains("sector") & (t["onderwerp"] != "startups")][sleutel] for t in (tabel, los[0])]
    pd.testing.assert_frame_equal(*vrij)


def test_without_a_double_coded_year_figures_are_estimates_and_nothing_grows(tmp_path: Path):
    tabel, bewijs = draai(tmp_path, tabel=True, dubbel=False)
    nieuw = banen(tabel)[lambda f: f["periode"] == "2024-01-01"].set_index("kenmerkwaarde")
    # Firms of 5, 10 and 1 jobs, in equal parts: 110 jobs are 55 and 55.
    assert nieuw["waarde"].to_dict() == {"it_diensten": 55, "logistiek_handel": 55, "health": 40}
    assert nieuw["herkomst"].to_dict() == {
        "it_diensten": "geschat",
        "logistiek_handel": "geschat",
        "health": "waargenomen",
    }
    assert groei(tabel) == {} and set(nieuw["editie"]) == {OM}
    assert "Groei over de overgang staat er niet: van 0 % van de banen" in bewijs["concordantie"]


def test_what_an_edition_showed_in_the_new_version_is_not_shown_in_the_old_one(
    los: tuple[pd.DataFrame, dict[str, Any]], tmp_path: Path
):
    tabel, bewijs = draai(tmp_path, tabel=True, dubbel=True, editie=" (SBI 2025)")
    assert per_sector(tabel, "2024-01-01") == per_sector(los[0], "2024-01-01") and groei(tabel) == {}
    assert "Een eerdere editie toonde cijfers per sector in een andere versie" in bewijs["concordantie"]


def test_what_an_edition_showed_in_the_old_version_is_not_shown_in_the_new_one(tmp_path: Path):
    tabel, _ = draai(tmp_path, tabel=False, dubbel=True, editie=" (SBI 2008)")
    nieuw = banen(tabel)[lambda f: f["periode"] == "2024-01-01"]
    assert nieuw["waarde"].isna().all() and set(nieuw["ontbreekt"]) == {"niet-vergelijkbaar"}
    assert per_sector(tabel, "2023-01-01") == OUD
