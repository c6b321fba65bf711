"""Sentences on starters, start-ups and growing firms; with a fictive register they carry no finding."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, getal, opsomming
from ezlib.zinnen import FICTIEF, geen_cijfer, is_fictief, laatste, van, voorlopig


def _gemeente(frame: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    return laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="totaal"))


def kern(starters: pd.DataFrame, startups: pd.DataFrame, scaleups: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer in three sentences: starters, young knowledge firms, scale-ups, each on its latest date."""
    if is_fictief(starters, startups, scaleups):
        return FICTIEF
    woorden = (
        (starters, "telde {naam} {n} starters van het afgelopen jaar die er nog waren"),
        (startups, "waren er {n} jonge kennisintensieve bedrijven (start-ups)"),
        (scaleups, "waren er {n} scale-ups"),
    )
    zinnen = []
    for frame, woord in woorden:
        nu = _gemeente(frame, kader)
        if len(nu):
            r = nu.iloc[0]
            zin = woord.format(naam=kader["naam"], n=getal(r["waarde"]))
            zinnen.append(f"Op {datum(r['periode'])} {zin}{voorlopig(r['status'])}.")
    return " ".join(zinnen) or geen_cijfer("starters en start-ups", kader)


def titel_reeks(naam: str, frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above a series of counts of the gemeente: first and last value."""
    reeks = van(frame, gebied_code=kader["gemeente"], kenmerk="totaal").sort_values("periode")
    if len(reeks) < 2 or is_fictief(frame):
        return naam
    eerst, nu = reeks.iloc[0], reeks.iloc[-1]
    return (
        f"{naam}: van {getal(eerst['waarde'])} op {datum(eerst['periode'])} naar {getal(nu['waarde'])} op "
        f"{datum(nu['periode'])}"
    )


def titel_sectoren(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """Finding above starters by sector: the sector with the most on the latest date."""
    nu = laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="sector"))
    if nu.empty or is_fictief(frame):
        return "Starters per sector"
    top = nu[nu["waarde"] == nu["waarde"].max()]
    namen = opsomming([definities.label("sector", w) for w in top["kenmerkwaarde"]])
    return f"De meeste starters zitten in {namen}"


def titel_wijken(naam: str, frame: pd.DataFrame) -> str:
    """Finding above a map per wijk: the wijk with the most."""
    nu = laatste(van(frame, gebied_type="wijk", kenmerk="totaal"))
    if nu.empty or is_fictief(frame):
        return f"{naam} per wijk"
    top = nu[nu["waarde"] == nu["waarde"].max()]
    return f"{naam}: de meeste in {opsomming(list(top['gebied_naam']))} ({getal(top['waarde'].iloc[0])})"


def definities_naast_elkaar(breed: pd.DataFrame, smal: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Both definitions of a start-up in one frame, told apart by `definitie` ("breed", "smal")."""
    delen = [
        van(frame, gebied_code=kader["gemeente"], kenmerk="totaal").assign(definitie=naam)
        for naam, frame in (("breed", breed), ("smal", smal))
    ]
    return pd.concat(delen, ignore_index=True)


def zin_definities(breed: pd.DataFrame, smal: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say how much the choice of definition matters on the latest date."""
    if is_fictief(breed, smal):
        return FICTIEF
    a, b = _gemeente(breed, kader), _gemeente(smal, kader)
    if a.empty or b.empty:
        return geen_cijfer("start-ups", kader)
    return (
        f"Op {datum(a['periode'].iloc[0])} telt de brede definitie {getal(a['waarde'].iloc[0])} bedrijven en de smalle "
        f"{getal(b['waarde'].iloc[0])}."
    )


def zin_quarantaine(bron: dict[str, Any] | None) -> str:
    """Say how many rows of the register could not be counted, and why."""
    if not bron:
        return "Er is geen register ingelezen."
    if bron["soort"] == "fictief":
        return "**FICTIEF.** De rijen zijn verzonnen; er valt dus niet te zeggen of alles meetelde."
    aantal = sum(r["aantal"] for r in bron["quarantaine"])
    zin = f"Alle {getal(bron['rijen_in'])} rijen van het register telden mee."
    if aantal:
        zin = (
            f"Van de {getal(bron['rijen_in'])} rijen van het register telden er {getal(aantal)} niet mee: "
            f"{_redenen(bron['quarantaine'])}."
        )
    if bron.get("meldingen"):
        zin += f" In rijen die wel meetelden, is iets weggelaten of hersteld: {_redenen(bron['meldingen'])}."
    # How many only: a column of a supplier may be named after anything.
    if aantal := len(bron.get("genegeerde_kolommen", [])):
        zin += f" Kolommen die de monitor niet kent en dus niet heeft gelezen: {aantal}."
    return zin


def _redenen(telling: list[dict[str, Any]]) -> str:
    return opsomming([f"{r['reden']} ({getal(r['aantal'])})" for r in telling])
