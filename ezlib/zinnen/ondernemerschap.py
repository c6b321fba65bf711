"""Sentences on starters, start-ups and growing firms; with a fictive register they carry no finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, getal, met_hoofdletter, opsomming, verschil
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


def per_versie(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by sector whose `kenmerk_label` names the publication, where the series has more than one: no line over both."""
    if frame["editie"].nunique() < 2:
        return frame
    return frame.assign(kenmerk_label=frame["kenmerk_label"] + ", " + frame["editie"])


def zin_versies(frame: pd.DataFrame) -> str:
    """Say why figures by sector break off where the SBI changed; nothing where it did not."""
    eigen = frame[(frame["kenmerk"] == "sector") & frame["waarde"].notna()]
    if eigen["editie"].nunique() < 2:
        return ""
    return (
        "De reeks per sector breekt af waar de indeling van bedrijven (SBI) veranderde. Bedrijven kregen een andere code "
        "en een deel van de codes werd gesplitst: groei over die grens is niet te vergelijken, en staat er daarom niet."
    )


def titel_wijken(naam: str, frame: pd.DataFrame) -> str:
    """Finding above a map per wijk: the wijk with the most."""
    nu = laatste(van(frame, gebied_type="wijk", kenmerk="totaal"))
    if nu.empty or is_fictief(frame):
        return f"{naam} per wijk"
    top = nu[nu["waarde"] == nu["waarde"].max()]
    return f"{naam}: de meeste in {opsomming(list(top['gebied_naam']))} ({getal(top['waarde'].iloc[0])})"


# The steps of the waterfall, and the part each plays; what is not here leaves the number of establishments as it is.
STAPPEN = {
    "beginstand": "stand",
    "oprichting": "erbij",
    "nevenvestiging": "erbij",
    "afsplitsing": "erbij",
    "heractivering": "erbij",
    "komst": "erbij",
    "opheffing": "eraf",
    "vertrek": "eraf",
    "eindstand": "stand",
}


def verloop_stappen(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> pd.DataFrame:
    """Steps from the last stock but one to the latest, in order, with `label` and `rol` ("stand", "erbij", "eraf")."""
    eigen = frame[(frame["gebied_code"] == kader["gemeente"]) & frame["kenmerkwaarde"].isin(STAPPEN)]
    nu = laatste(eigen)
    orde = nu["kenmerkwaarde"].map({stap: i for i, stap in enumerate(STAPPEN)})
    nu = nu.loc[orde.sort_values().index]
    return nu.assign(
        label=[definities.label("gebeurtenis", w) for w in nu["kenmerkwaarde"]], rol=nu["kenmerkwaarde"].map(STAPPEN)
    )


def titel_verloop(frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the waterfall: what is left of all that came and went."""
    naam = "Vestigingen: wat kwam erbij en wat ging eraf"
    telling = _telling(frame, kader)
    if is_fictief(frame) or not {"beginstand", "eindstand"} <= set(telling):
        return naam
    saldo = telling["eindstand"] - telling["beginstand"]
    if not saldo:
        return "Per saldo bleef het aantal vestigingen gelijk"
    procent = f", {verschil(100 * saldo / telling['beginstand'], 1)} %" if telling["beginstand"] else ""
    return (
        f"Per saldo {getal(abs(saldo))} vestigingen {'erbij' if saldo > 0 else 'eraf'}{procent}"
        f"{voorlopig(laatste(frame)['status'].iloc[0])}"
    )


def zin_verloop(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """Tell what came, what went, what only looked so; and that the register does not see who left."""
    if is_fictief(frame):
        return FICTIEF
    telling = _telling(frame, kader)
    if not telling:
        return geen_cijfer("wat er met vestigingen gebeurde", kader)

    def delen(rollen: set[str | None]) -> str:
        woorden = definities.kenmerken["gebeurtenis"]["waarden"]  # in the order of the catalogue
        eigen = [stap for stap in woorden if telling.get(stap) and STAPPEN.get(stap) in rollen]
        return opsomming([f"{woorden[stap]} ({getal(telling[stap])})" for stap in eigen])

    zinnen = [
        f"In het jaar voor {datum(laatste(frame)['periode'].iloc[0])} kwamen er vestigingen bij: "
        f"{delen({'erbij'}) or 'geen'}. Er gingen er af: {delen({'eraf'}) or 'geen'}.",
        f"Geen nieuwe en geen verdwenen vestiging, al lijkt het soms zo: {delen({None})}." if delen({None}) else "",
    ]
    if "vertrek" not in telling:
        zinnen.append("Of een vestiging stopte of naar een andere gemeente vertrok, zegt het register niet.")
    return " ".join(zin for zin in zinnen if zin)


def _telling(frame: pd.DataFrame, kader: dict[str, Any]) -> dict[str, float]:
    nu = laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="gebeurtenis"))
    return dict(zip(nu["kenmerkwaarde"], nu["waarde"], strict=True))


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
    return zin


def _redenen(telling: list[dict[str, Any]]) -> str:
    return opsomming([f"{r['reden']} ({getal(r['aantal'])})" for r in telling])
