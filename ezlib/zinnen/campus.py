"""Sentences on the campus: IT firms, jobs, education and research there, and how well it is known."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, wanneer
from ezlib.zinnen import geen_cijfer, is_fictief, laatste, van, waarschuwing

# The sector that holds the IT firms: SBI 62 and 63 among others (definitions/sectoren.yml).
IT_SECTOR = "it_diensten"


def campussen(definities: Definities, kader: dict[str, Any]) -> dict[str, str]:
    """Name per code of the werklocaties of this gemeente that are a campus."""
    locaties = definities.gebieden.get("werklocaties", {}).get(kader["gemeente"], {"gebieden": {}})["gebieden"]
    return {code: plek["naam"] for code, plek in locaties.items() if plek["soort"] == "campus"}


def it_bedrijven(vestigingen: pd.DataFrame, codes: dict[str, str]) -> pd.DataFrame:
    """Establishments of the IT sector on the campus, per peildatum."""
    keuze = vestigingen["kenmerk"].eq("sector") & vestigingen["kenmerkwaarde"].eq(IT_SECTOR)
    return vestigingen[keuze & vestigingen["gebied_code"].isin(codes)]


def kern(it: pd.DataFrame, banen: pd.DataFrame, codes: dict[str, str], kader: dict[str, Any]) -> str:
    """What the campus holds now: IT establishments, and jobs where they may be shown."""
    if not codes:
        return f"Voor {kader['naam']} is geen campus aangewezen."
    if is_fictief(it):
        return waarschuwing(it)
    zinnen = [
        f"Op {r.gebied_naam} waren er {getal(r.waarde)} vestigingen van IT-bedrijven {wanneer(r.periode)}."
        for r in laatste(van(it)).itertuples()
    ]
    werk = banen[banen["gebied_code"].isin(codes) & banen["kenmerk"].eq("totaal")]
    zinnen += [f"Er waren {getal(r.waarde)} banen {wanneer(r.periode)}." for r in laatste(van(werk)).itertuples()]
    return " ".join(zinnen) or geen_cijfer("bedrijven op de campus", kader)


def titel_it(it: pd.DataFrame) -> str:
    """Finding above the series of IT establishments."""
    reeks = van(it).sort_values("periode")
    if len(reeks) < 2 or is_fictief(it) or reeks["gebied_code"].nunique() != 1:
        return "IT-bedrijven op de campus"
    eerst, nu = reeks.iloc[0], reeks.iloc[-1]
    return (
        f"IT-bedrijven op {nu['gebied_naam']}: van {getal(eerst['waarde'])} {wanneer(eerst['periode'])} "
        f"naar {getal(nu['waarde'])} {wanneer(nu['periode'])}"
    )
