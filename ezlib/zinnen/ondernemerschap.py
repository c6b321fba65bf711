"""Sentences on starters, start-ups and growing firms; with a fictive register they carry no finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, getal, met_hoofdletter, opsomming
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
    """Finding above a series of counts of the gemeente: first and last value of the latest publication."""
    reeks = van(frame, gebied_code=kader["gemeente"], kenmerk="totaal").sort_values("periode")
    # Two publications, as of start-ups in two versions of the SBI, are never compared.
    reeks = reeks[reeks["editie"] == reeks["editie"].iloc[-1]] if len(reeks) else reeks
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


HOOFDDEFINITIE = "zoals de monitor telt"


def gevoeligheid(frames: Mapping[str, pd.DataFrame], kader: dict[str, Any], definities: Definities) -> pd.DataFrame:
    """How each count changes under another definition, on its latest date: % of the count of the monitor itself.

    Returns
    -------
    Observations with `groep` (the term), `gebied_code` and `gebied_naam` (of the definition), `waarde` (%; the main
    definition is 100, once, code "totaal") and `aantal`; `ontbreekt` where either count is hidden or nought.
    """
    delen = []
    for groep, frame in frames.items():
        eigen = frame[(frame["gebied_code"] == kader["gemeente"]) & frame["kenmerk"].isin(["totaal", "definitie"])]
        nu = laatste(eigen).assign(groep=groep)
        hoofd = nu.loc[nu["kenmerk"] == "totaal", "waarde"].max()
        deel = nu.assign(aantal=nu["waarde"], waarde=100 * nu["waarde"] / (hoofd if hoofd else float("nan")))
        deel["gebied_naam"] = [
            HOOFDDEFINITIE if k == "totaal" else definities.label(k, w)
            for k, w in zip(deel["kenmerk"], deel["kenmerkwaarde"], strict=True)
        ]
        deel["gebied_code"] = deel["kenmerkwaarde"].where(
            deel["kenmerk"] == "totaal", f"{groep} " + deel["kenmerkwaarde"]
        )
        deel["ontbreekt"] = deel["ontbreekt"].mask(deel["waarde"].isna() & (deel["ontbreekt"] == ""), "onbekend")
        delen.append(deel)
    return pd.concat(delen, ignore_index=True)


def zin_gevoeligheid(frame: pd.DataFrame) -> str:
    """Say per term how far the definitions lie apart, in firms."""
    if is_fictief(frame):
        return FICTIEF
    zinnen = []
    for groep, deel in frame[frame["waarde"].notna()].groupby("groep", sort=False):
        hoofd, ander = deel[deel["kenmerk"] == "totaal"], deel[deel["kenmerk"] == "definitie"].sort_values("aantal")
        if len(hoofd) and len(ander):
            laag, hoog = ander.iloc[0], ander.iloc[-1]
            zinnen.append(
                f"{met_hoofdletter(str(groep))}: {getal(hoofd['aantal'].iloc[0])} zoals de monitor telt, en van "
                f"{getal(laag['aantal'])} ({laag['gebied_naam']}) tot {getal(hoog['aantal'])} ({hoog['gebied_naam']}) "
                "bij een andere definitie."
            )
    return " ".join(zinnen) or "Er zijn geen cijfers om definities mee te vergelijken."


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
    return f"{zin} {bron.get('concordantie', '')}".strip()


def _redenen(telling: list[dict[str, Any]]) -> str:
    return opsomming([f"{r['reden']} ({getal(r['aantal'])})" for r in telling])
