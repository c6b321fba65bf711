"""Small tidy tables and observations for the tests: a row is one line, what does not matter has a default."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.indicators import KOLOMMEN as WAARNEMING
from ezlib.indicators.kader import Kader
from ezlib.tidy import KOLOMMEN as TIDY
from ezlib.tidy import met_reden

KADER = Kader(
    "GM0001",
    "Stad",
    {"code": "AM-X", "naam": "Streek", "leden": ["GM0001", "GM0002"]},
    {"Vergelijkbare steden": ["GM0003"]},
)
SOORT = {"NL": "land", "AM": "regio", "CR": "regio", "GM": "gemeente", "WK": "wijk", "BU": "buurt", "WL": "werklocatie"}
GEWOON = {
    "indeling": 2021,
    "periode": "2021-01-01",
    "kenmerk": "totaal",
    "kenmerkwaarde": "totaal",
    "eenheid": "aantal",
    "status": "definitief",
    "herkomst": "waargenomen",
    "bron_id": "bron",
    "noot": "",
}


def tidy(*rijen: tuple[Any, ...]) -> pd.DataFrame:
    """Tidy frame of rows (gebied_code, onderwerp, waarde) or with a fourth: a dict of other columns."""
    gevuld = []
    for code, onderwerp, waarde, *rest in rijen:
        rij = GEWOON | {
            "gebied_code": code,
            "gebied_type": SOORT[code[:2]],
            "gebied_naam": code,
            "onderwerp": onderwerp,
            "waarde": float("nan") if waarde is None else float(waarde),
            "publicatie": "Jaarstukken 2021",
        }
        gevuld.append(rij | (rest[0] if rest else {}))
    frame = pd.DataFrame(gevuld)
    return (frame if "ontbreekt" in frame else met_reden(frame)).fillna({"ontbreekt": ""})[TIDY]


def waarnemingen(*rijen: dict[str, Any]) -> pd.DataFrame:
    """Observations of rows that name what they differ in; without a value the reason is onbekend."""
    gevuld = []
    for rij in rijen:
        code = rij.get("gebied_code", "GM0001")
        leeg = rij.get("waarde", 0.0) is None
        basis = GEWOON | {
            "indicator_id": "iets",
            "gebied_code": code,
            "gebied_type": SOORT[code[:2]],
            "gebied_naam": "Stad" if code == "GM0001" else code,
            "ondergrens": float("nan"),
            "bovengrens": float("nan"),
            "n": float("nan"),
            "ontbreekt": "onbekend" if leeg else "",
            "editie": "Jaarstukken 2021",
            "definitie_sha": "0" * 12,
        }
        gevuld.append(basis | rij | {"waarde": float("nan") if leeg else float(rij["waarde"])})
    frame = pd.DataFrame(gevuld, columns=WAARNEMING)
    return frame.astype({"waarde": "float64", "n": "float64"})


def per_gebied(frame: pd.DataFrame, kolom: str = "waarde") -> dict[str, Any]:
    """One column by area code; every area once."""
    assert frame["gebied_code"].is_unique
    return dict(zip(frame["gebied_code"], frame[kolom], strict=True))


def deel(code: str, waarde: float | None, niveau: str = "hoog", **rest: object) -> tuple:
    """A share of residents by education, for `tidy`."""
    kolommen = {"kenmerk": "opleidingsniveau", "kenmerkwaarde": niveau, "eenheid": "%"}
    return code, "opleiding", waarde, kolommen | rest


def stap(editie: str, periode: str, waarde: float, **rest: object) -> dict:
    """A figure of one publication, for `waarnemingen`."""
    return {"editie": editie, "periode": periode, "waarde": waarde} | rest
