"""Sentences on the edition itself: how much it holds, how old it is, what it misses."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, opsomming, periode_label
from ezlib.zinnen import meervoud


def kern(cijfers: pd.DataFrame, kader: dict[str, Any], jaar: int) -> str:
    """What the edition holds: number of indicators with a figure, the newest date, how many are old."""
    met = cijfers[cijfers["ontbreekt"] == ""]
    aantal, alle = met["id"].nunique(), cijfers["id"].nunique()
    zinnen = [
        f"Deze editie over {jaar} volgt {alle} {meervoud(alle, 'indicator', 'indicatoren')} voor {kader['naam']}; "
        f"van {aantal or 'geen enkele'} is er een cijfer."
    ]
    if len(met):
        nieuwste = max(met["periode"], key=_einde)
        oud = met.loc[met["oud"], "id"].nunique()
        zinnen.append(f"Het nieuwste cijfer is van {periode_label(nieuwste)}.")
        zinnen.append(
            "Geen enkel cijfer is ouder dan 18 maanden."
            if not oud
            else f"Van {getal(oud)} {meervoud(oud, 'indicator', 'indicatoren')} is het laatste cijfer ouder dan "
            "18 maanden; dat staat er steeds bij."
        )
    return " ".join(zinnen)


def _einde(periode: str) -> str:
    """Last day of a period, good enough to order: a year or quarter comes after the dates in it."""
    if "K" in periode:
        return f"{periode[:4]}-{3 * int(periode[5]):02d}-31"
    return periode if "-" in periode else f"{periode}-12-31"


def kern_bronnen(bronnen: list[dict[str, Any]]) -> str:
    """How many sources, from whom, and how many were cut down for the embedded default."""
    uitgevers = sorted({naam for b in bronnen for naam in b["uitgever"].split(", ")})
    uittreksels = sum(b["vorm"] == "uittreksel" for b in bronnen)
    aantal = len(bronnen)
    zin = f"Deze editie steunt op {aantal} {meervoud(aantal, 'bron', 'bronnen')} van {opsomming(uitgevers)}."
    if uittreksels:
        werkwoord = meervoud(uittreksels, "is", "zijn")
        zin += f" {uittreksels} daarvan {werkwoord} een uittreksel dat met de monitor wordt meegeleverd."
    return zin + " Elk cijfer is terug te volgen tot een bestand waarvan de controlesom klopt."
