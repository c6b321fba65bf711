"""Sentences on the edition itself: how much it holds, how old it is, what it misses."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import einde_van, met_hoofdletter, opsomming, periode_label
from ezlib.zinnen import meervoud


def kern(cijfers: pd.DataFrame, kader: dict[str, Any], jaar: int) -> str:
    """What the edition holds: number of indicators with a figure, the newest date, how many are old."""
    met = cijfers[cijfers["ontbreekt"] == ""]
    aantal, alle = met["id"].nunique(), cijfers["id"].nunique()
    zinnen = [
        f"Deze editie over {jaar} volgt {alle} {meervoud(alle, 'indicator', 'indicatoren')} voor {kader['naam']}; "
        f"{_deel(aantal, alle)} is er een cijfer."
    ]
    if len(met):
        nieuwste = max(met["periode"], key=lambda p: (einde_van(p), "-" in p))
        oud = met.loc[met["oud"], "id"].nunique()
        zinnen.append(f"Het nieuwste cijfer is van {periode_label(nieuwste)}.")
        zinnen.append(
            "Geen enkel cijfer is ouder dan 18 maanden."
            if not oud
            else f"{met_hoofdletter(_deel(oud, aantal))} is het laatste cijfer ouder dan 18 maanden; "
            "dat staat er steeds bij."
        )
    return " ".join(zinnen)


def _deel(aantal: int, alle: int) -> str:
    """Say of how many, without repeating a number that is all of them.

    >>> _deel(9, 11), _deel(11, 11), _deel(0, 11)
    ('van 9', 'van alle', 'van geen enkele')
    """
    return "van geen enkele" if not aantal else "van alle" if aantal == alle else f"van {aantal}"


def kern_bronnen(bronnen: list[dict[str, Any]]) -> str:
    """How many sources, from whom, and how many were cut down for the embedded default."""
    bronnen = [b for b in bronnen if b.get("soort") != "fictief"]
    uitgevers = sorted({naam for b in bronnen for naam in b["uitgever"].split(", ")})
    uittreksels = sum(b["vorm"] == "uittreksel" for b in bronnen)
    aantal = len(bronnen)
    zin = f"Deze editie steunt op {aantal} {meervoud(aantal, 'bron', 'bronnen')} van {opsomming(uitgevers)}."
    if uittreksels:
        wie = "Alle" if uittreksels == aantal > 1 else f"{uittreksels} daarvan"
        zin += f" {wie} {meervoud(uittreksels, 'is', 'zijn')} een uittreksel dat met de monitor wordt meegeleverd."
    return zin + " Elk cijfer is terug te volgen tot een bestand waarvan de controlesom klopt."
