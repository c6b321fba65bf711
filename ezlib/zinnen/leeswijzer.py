"""Sentences on the edition itself: how much it holds, how old it is, what it misses."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, opsomming, periode_label


def kern(cijfers: pd.DataFrame, kader: dict[str, Any], jaar: int) -> str:
    """What the edition holds: number of indicators with a figure, the newest date, how many are old."""
    met = cijfers[cijfers["ontbreekt"] == ""]
    aantal, alle = met["id"].nunique(), cijfers["id"].nunique()
    zinnen = [f"Deze editie over {jaar} volgt {alle} indicatoren voor {kader['naam']}; van {aantal} is er een cijfer."]
    if len(met):
        nieuwste = met["periode"].max()
        oud = met.loc[met["oud"], "id"].nunique()
        zinnen.append(f"Het nieuwste cijfer is van {periode_label(nieuwste)}.")
        zinnen.append(
            "Geen enkel cijfer is ouder dan 18 maanden."
            if not oud
            else f"Van {getal(oud)} indicatoren is het laatste cijfer ouder dan 18 maanden; dat staat er steeds bij."
        )
    return " ".join(zinnen)


def kern_bronnen(bronnen: list[dict[str, Any]]) -> str:
    """How many sources, from whom, and how many were cut down for the embedded default."""
    uitgevers = sorted({naam for b in bronnen for naam in b["uitgever"].split(", ")})
    uittreksels = sum(b["vorm"] == "uittreksel" for b in bronnen)
    zin = f"Deze editie steunt op {len(bronnen)} bronnen van {opsomming(uitgevers)}."
    if uittreksels:
        zin += f" {uittreksels} daarvan zijn een uittreksel dat met de monitor wordt meegeleverd."
    return zin + " Elk cijfer is terug te volgen tot een bestand waarvan de controlesom klopt."
