"""Sentences of the yearly analysis of the city: what moved, which way, and which way the policy wants."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, opsomming, periode_label, round_half_up, verschil, wanneer
from ezlib.zinnen import meervoud, voorlopig

GEEN_CIJFERS = "Hier is nog geen echt cijfer van de gemeente als geheel."
OORDELEN = {"gewenst": "ja", "ongewenst": "nee", "gelijk": "gelijk gebleven", "": "niet te zeggen"}
# Units that stand before their number as words do; the others are a sign or a count.
ZONDER_EENHEID = ("aantal", "index", "verhouding", "plaats", "cijfer")
# Of these a change is told in points: growth in per cent of a per cent says something else.
PUNTEN = {"%": "procentpunt", "index": "punt", "verhouding": "punt", "cijfer": "punt"}
# A policy that wants to keep a figure where it is, is content with less than this, in per cent.
HANDHAVEN_PCT = 1.0


def oordeel(rij: Any) -> str:
    """Which way a figure went, against what the policy wants; empty where either is not known."""
    if rij.richting == "geen" or pd.isna(rij.vorig_verschil):
        return ""
    stap = round_half_up(rij.vorig_verschil, rij.decimalen)
    if rij.richting == "handhaven":
        return "gewenst" if pd.notna(rij.vorig_procent) and abs(rij.vorig_procent) < HANDHAVEN_PCT else "ongewenst"
    if stap == 0:
        return "gelijk"
    return "gewenst" if (stap > 0) == (rij.richting == "omhoog") else "ongewenst"


def zin(rij: Any) -> str:
    """One figure: its value and date, and how it changed within one publication or why that cannot be said."""
    eenheid = "" if rij.eenheid in ZONDER_EENHEID else f" {rij.eenheid}"
    kop = f"**{rij.naam}**: {getal(rij.waarde, rij.decimalen)}{eenheid} {wanneer(rij.periode)}{_merk(rij)}"
    if pd.isna(rij.vorig_verschil):
        return f"{kop}."
    toen = periode_label(rij.vorig_periode)
    if round_half_up(rij.vorig_verschil, rij.decimalen) == 0:
        return f"{kop}, gelijk aan {toen}."
    buiten = ""
    if not _in_punten(rij) and pd.notna(rij.benchmark_procent):
        buiten = f"; in {rij.benchmark_naam} {verschil(rij.benchmark_procent, 1)} %"
    return f"{kop}, {stap(rij)} tegen {toen}{buiten}."


def stap(rij: Any) -> str:
    """Change of a figure over a year: points of a share or an index, else per cent.

    >>> from types import SimpleNamespace as N
    >>> stap(N(eenheid="%", vorig_verschil=1.3, vorig_procent=4.5, decimalen=1))
    '+1,3 procentpunt'
    """
    if _in_punten(rij):
        return f"{verschil(rij.vorig_verschil, rij.decimalen)} {PUNTEN.get(rij.eenheid, '')}".rstrip()
    return f"{verschil(rij.vorig_procent, 1)} %"


def _in_punten(rij: Any) -> bool:
    return rij.eenheid in PUNTEN or pd.isna(rij.vorig_procent)


def zin_oud(aantal: int) -> str:
    """How many figures are old.

    >>> zin_oud(1)
    'Van 1 indicator is het nieuwste cijfer ouder dan 18 maanden.'
    """
    return f"Van {aantal} {meervoud(aantal, 'indicator', 'indicatoren')} is het nieuwste cijfer ouder dan 18 maanden."


def _merk(rij: Any) -> str:
    """What a reader must know of the figure: provisional, estimated."""
    return voorlopig(rij.status) + (" (geschat)" if rij.herkomst == "geschat" else "")


def kern(frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """How many indicators have a real figure, and how many of those went the way the policy wants."""
    met, alle = frame[frame["waarde"].notna()], len(frame)
    if met.empty:
        return f"Voor {kader['naam']} is er nog geen enkel echt cijfer."
    zinnen = [
        f"Van {len(met)} van de {alle} indicatoren is er een echt cijfer van {kader['naam']} als geheel. "
        f"Van {int(met['vorig_verschil'].notna().sum())} daarvan is te zeggen hoe het in een jaar veranderde."
    ]
    telling = met["oordeel"].value_counts()
    delen = [
        f"{telling[soort]} {meervoud(telling[soort], *woorden)}"
        for soort, woorden in {
            "gewenst": ("ging de kant op die het beleid wil", "gingen de kant op die het beleid wil"),
            "ongewenst": ("ging de andere kant op", "gingen de andere kant op"),
            "gelijk": ("bleef gelijk", "bleven gelijk"),
        }.items()
        if telling.get(soort, 0)
    ]
    if delen:
        zinnen.append(f"Het beleid noemt bij een deel een richting: {opsomming(delen)}.")
    return " ".join(zinnen)


def titel_veranderd(frame: pd.DataFrame) -> str:
    """Finding above the chart of changes: the largest rise and the largest fall."""
    if frame.empty:
        return "Veranderingen in een jaar"
    hoog, laag = frame.loc[frame["waarde"].idxmax()], frame.loc[frame["waarde"].idxmin()]
    if hoog["waarde"] <= 0:
        return f"{laag['gebied_naam']} daalde het sterkst: {verschil(laag['waarde'], 1)} %"
    zin_ = f"{hoog['gebied_naam']} steeg het sterkst: {verschil(hoog['waarde'], 1)} %"
    return (
        zin_
        if laag["waarde"] >= 0
        else f"{zin_}; {laag['gebied_naam']} daalde het sterkst: {verschil(laag['waarde'], 1)} %"
    )
