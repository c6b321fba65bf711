"""A register made by hand, and the same register as two suppliers would deliver it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.register import (
    PLAATSKOLOMMEN,
    REGISTER_KOLOMMEN,
    REGISTER_TYPEN,
    Registerdefinities,
    load_registerdefinities,
)
from ezlib.store import WORTEL

BUURTEN = pd.DataFrame(
    [(f"BU0637{n:04}", jaar) for jaar in (2023, 2024) for n in (1, 2, 3)]
    + [("BU06370101", 2025), ("BU06370002", 2025)],
    columns=["buurtcode", "indeling"],
)
GEWOON = {
    "peildatum": "2024-01-01",
    "naam": "Fictief bedrijf",
    "postcode": "2711AB",
    "huisnummer": "1",
    "bag_id": "0637010000000001",
    "buurtcode": "BU06370001",
    "x": 92000.5,
    "y": 452000.0,
    "sbi": "6201",
    "sbi_versie": 2008,
    "sbi_ander": "",
    "banen_groot": 3,
    "banen_klein": 1,
    "startdatum": "2019-05-02",
    "gebruik": "bedrijfspand",
    "leverancier": "fictief",
    "soort": "fictief",
}
HAAGLANDEN = {
    "VESTNR": "vestigingsnummer",
    "KVKNR": "kvknummer",
    "BEDRIJFSNAAM": "naam",
    "POSTCODE": "postcode",
    "HUISNR": "huisnummer",
    "BAG_VBO_ID": "bag_id",
    "BUURTCODE": "buurtcode",
    "X_RD": "x",
    "Y_RD": "y",
    "SBI": "sbi",
    "SBI_VERSIE": "sbi_versie",
    "BAG_GEBRUIKSDOEL": "gebruik",
}


@cache
def definities() -> Registerdefinities:
    """The real definitions/register.yml."""
    return load_registerdefinities(WORTEL / "definitions")


def register(*rijen: dict[str, Any]) -> pd.DataFrame:
    """Standard frame of rows that name what they differ in; the numbers count from 1."""
    gevuld = []
    for i, rij in enumerate(rijen, start=1):
        vol = (
            GEWOON | dict.fromkeys(PLAATSKOLOMMEN, "") | {"vestigingsnummer": f"{i:012}", "kvknummer": f"{i:08}"} | rij
        )
        vol |= {"jaar": int(vol["peildatum"][:4]), "banen": vol["banen_groot"] + vol["banen_klein"]}
        gevuld.append({"indeling": vol["jaar"]} | vol)
    frame = pd.DataFrame(gevuld, columns=REGISTER_KOLOMMEN).astype(REGISTER_TYPEN)
    return frame.sort_values(["jaar", "vestigingsnummer"], ignore_index=True)


def fictieve_cellen(frame: pd.DataFrame) -> list[list[str]]:
    """Header and rows of one year in the layout of supplier `fictief`."""
    kop = list(definities().leveranciers["fictief"].kolommen)
    return [kop, *frame[kop].astype("str").fillna("").to_numpy().tolist()]


def save_csv(regels: list[list[str]], pad: Path, *, codering: str = "utf-8", scheiding: str = ";") -> Path:
    """Write lines of cells as csv."""
    pad.parent.mkdir(parents=True, exist_ok=True)
    with pad.open("w", encoding=codering, newline="") as bestand:
        csv.writer(bestand, delimiter=scheiding).writerows(regels)
    return pad


def haaglandse_cellen(frame: pd.DataFrame) -> list[list[Any]]:
    """Header and rows in the layout of supplier `haaglanden`: other names, men and women apart, dates of Excel."""
    kop = [
        *HAAGLANDEN,
        "PEILDATUM",
        "DATUM_VESTIGING",
        *(f"{wie}_{hoe}TIME" for wie in ("MAN", "VROUW") for hoe in ("FULL", "PART")),
    ]
    regels = [kop]
    for rij in frame.to_dict("records"):
        cellen = [rij[k] for k in HAAGLANDEN.values()]
        cellen = ["woonfunctie" if c == "woning" else c for c in cellen]
        datums = [pd.Timestamp(rij[k]).to_pydatetime() if rij[k] else None for k in ("peildatum", "startdatum")]
        groot, klein = rij["banen_groot"], rij["banen_klein"]
        regels.append([*cellen, *datums, groot - groot // 2, klein - klein // 2, groot // 2, klein // 2])
    return regels


def save_xlsx(regels: list[list[Any]], pad: Path, *, blad: str = "Vestigingen", voorblad: bool = True) -> Path:
    """Write lines of cells as a workbook, with a cover sheet before it where asked."""
    import openpyxl

    pad.parent.mkdir(parents=True, exist_ok=True)
    werkmap = openpyxl.Workbook(write_only=True)
    if voorblad:
        werkmap.create_sheet("Toelichting").append(["Vertrouwelijk"])
    vel = werkmap.create_sheet(blad)
    for regel in regels:
        vel.append([None if cel != cel else cel for cel in regel])
    werkmap.save(pad)
    return pad


def als_fictief(frame: pd.DataFrame, map_: Path) -> None:
    """Write a register as supplier `fictief` does, a file per year."""
    for jaar, deel in frame.groupby("jaar"):
        save_csv(fictieve_cellen(deel), map_ / f"fictief-register-{jaar}.csv")


def als_haaglanden(frame: pd.DataFrame, map_: Path) -> None:
    """Write a register as supplier `haaglanden` does, all years in one file, with columns that nobody asked for."""
    regels = haaglandse_cellen(frame)
    regels = [[*regel, "EXTRA" if i == 0 else "x"] for i, regel in enumerate(regels)]
    save_xlsx(regels, map_ / "Levering Haaglanden.xlsx")
