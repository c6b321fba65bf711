"""Sentences on deliveries: what came in, what is missing and from whom it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ezlib.leveringen import Levering, is_verouderd
from ezlib.taal import datum, getal, met_hoofdletter, periode_label, wanneer
from ezlib.zinnen import is_fictief, meervoud, van, voorlopig

FICTIEF = (
    "**FICTIEF: verzonnen cijfers.** Van deze levering ligt er alleen een verzonnen voorbeeld. Het laat zien hoe deze plek "
    "eruit gaat zien; er valt niets uit af te leiden."
)


def ontbreekt(levering: Levering, fouten: Sequence[str], *, jaar: int) -> str:
    """The empty place of a delivery: that it is missing or was refused, what it is for, from whom, and by when."""
    if fouten:
        stand = (
            f"**Deze levering is afgekeurd:** {levering.naam}. In het bestand {meervoud(len(fouten), 'zit', 'zitten')} "
            f"{getal(len(fouten))} {meervoud(len(fouten), 'fout', 'fouten')}; tot het is verbeterd, staat hier geen cijfer."
        )
    else:
        stand = f"**Deze levering ontbreekt nog:** {levering.naam}."
    return (
        f"{stand} Daarin staat {levering.waarvoor[:1].lower()}{levering.waarvoor[1:]} Nodig van: {levering.van}, "
        f"voor deze editie uiterlijk {datum(levering.uiterste_dag(jaar))}."
    )


def stand(naam: str, frame: pd.DataFrame, kader: dict[str, Any], *, eenheid: str, decimalen: int) -> str:
    """The latest figure of the gemeente and the one before, both of the same delivery; empty without one, or made up."""
    eigen = van(frame, gebied_code=kader["gemeente"], kenmerk="totaal").sort_values("periode")
    if eigen.empty or is_fictief(frame):
        return ""
    nu = eigen.iloc[-1]
    zin = f"{naam}: {getal(nu['waarde'], decimalen)} {eenheid}{voorlopig(nu['status'])} {wanneer(nu['periode'])}"
    if len(eigen) > 1:
        toen = eigen.iloc[-2]
        zin += f", tegen {getal(toen['waarde'], decimalen)} {wanneer(toen['periode'])}"
    return f"{zin}."


def stand_levering(levering: Levering, bron: dict[str, Any] | None, *, jaar: int) -> str:
    """State of one delivery in a few words; `bron` is its entry in the list of sources, if it has one.

    >>> from ezlib.leveringen import maak_levering
    >>> lever = maak_levering("x", dict(naam="", van="", waarvoor="", uiterlijk="02-01", peildatum="", kolommen={},
    ...                                 feiten=[], voorbeeld=[]))
    >>> stand_levering(lever, None, jaar=2025)
    'Ontbreekt'
    >>> stand_levering(lever, {"fouten": ["rij 2: x"], "aanwezig": False}, jaar=2025)
    'Afgekeurd: 1 fout'
    >>> stand_levering(lever, {"fouten": [], "aanwezig": True, "soort": "levering", "laatste": "2021"}, jaar=2025)
    'Verouderd: het nieuwste cijfer is van 2021'
    """
    if bron and bron.get("fouten"):
        aantal = len(bron["fouten"])
        return f"Afgekeurd: {getal(aantal)} {meervoud(aantal, 'fout', 'fouten')}"
    if not bron or not bron["aanwezig"]:
        return "Ontbreekt"
    if bron["soort"] == "fictief":
        return "Alleen een verzonnen voorbeeld (FICTIEF)"
    nieuwste = periode_label(bron["laatste"])
    if is_verouderd(bron["laatste"], levering, jaar):
        return f"Verouderd: het nieuwste cijfer is van {nieuwste}"
    return met_hoofdletter(f"binnen; het nieuwste cijfer is van {nieuwste}")


def kern_leveringen(standen: Sequence[str]) -> str:
    """How many deliveries are in, of how many.

    >>> kern_leveringen(["Binnen; ...", "Ontbreekt", "Afgekeurd: 1 fout"])
    'Van de 3 leveringen is er 1 binnen. De andere 2 ontbreken, zijn verouderd of zijn afgekeurd.'
    """
    if not standen:
        return "Voor deze gemeente zijn er geen leveringen afgesproken."
    binnen = sum(s.startswith("Binnen") for s in standen)
    if binnen == len(standen):
        return f"Alle {getal(binnen)} leveringen zijn binnen."
    weg = len(standen) - binnen
    return (
        f"Van de {getal(len(standen))} leveringen {meervoud(binnen, 'is', 'zijn')} er {getal(binnen)} binnen. "
        f"De andere {getal(weg)} ontbreken, zijn verouderd of zijn afgekeurd."
    )
