"""Sentences on what became of published figures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import DEZE_EDITIE, met_hoofdletter, opsomming
from ezlib.zinnen import meervoud

# What a reader calls each kind of change, for one figure and for more.
GEZEGD = {
    "herzien": ("is herzien", "zijn herzien"),
    "ingetrokken": ("is ingetrokken", "zijn ingetrokken"),
    "geherdefinieerd": ("heeft een andere definitie", "hebben een andere definitie"),
    "nieuw": ("is nieuw", "zijn nieuw"),
}


def kern(revisies: pd.DataFrame, uitgaven: dict[str, bool], kader: dict[str, Any]) -> str:
    """How many published figures changed in this edition, and how many before it."""
    if not uitgaven:
        return f"Van {kader['naam']} is nog geen editie vrijgegeven. Er is dus niets om mee te vergelijken."
    laatste = list(uitgaven)[-1]
    nu, eerder = revisies[revisies["editie_nieuw"] == DEZE_EDITIE], revisies[revisies["editie_nieuw"] != DEZE_EDITIE]
    zin = f"Wij vergelijken met wat eerder is gepubliceerd, het laatst over {laatste}. "
    zin += (
        f"In deze editie {delen}." if (delen := _tel(nu)) else "In deze editie is geen gepubliceerd cijfer veranderd."
    )
    if delen := _tel(eerder[eerder["soort"] != "nieuw"]):
        zin += f" In eerdere publicaties {delen}."
    return zin


def kern_toen(gezegd: dict[str, Any], kader: dict[str, Any]) -> str:
    """Which editions and which annual reports stand on the page.

    >>> kern_toen({"2022": {"soort": "jaarstukken"}, "2024": {"soort": "editie"}}, {"naam": "Stad"})
    'Van Stad is er 1 vrijgegeven editie: 2024. Van voor de monitor is er wat 1 jaarstuk zei: 2022.'
    """
    edities = [editie(naam) for naam, wat in gezegd.items() if wat["soort"] != "jaarstukken"]
    stukken = [editie(naam) for naam, wat in gezegd.items() if wat["soort"] == "jaarstukken"]
    zin = f"Van {kader['naam']} is nog geen editie vrijgegeven."
    if edities:
        zin = f"Van {kader['naam']} {meervoud(len(edities), 'is', 'zijn')} er {len(edities)} "
        zin += f"vrijgegeven {meervoud(len(edities), 'editie', 'edities')}: {opsomming(edities)}."
    if stukken:
        zin += f" Van voor de monitor is er wat {len(stukken)} {meervoud(len(stukken), 'jaarstuk', 'jaarstukken')} "
        zin += f"{meervoud(len(stukken), 'zei', 'zeiden')}: {opsomming(stukken)}."
    return zin


def _tel(revisies: pd.DataFrame) -> str:
    """Number per kind of change as one list; empty where there is none.

    >>> _tel(pd.DataFrame({"soort": ["herzien", "herzien", "nieuw"]}))
    'zijn 2 cijfers herzien en is 1 cijfer nieuw'
    """
    delen = []
    for soort, (een, meer) in GEZEGD.items():
        if aantal := int((revisies["soort"] == soort).sum()):
            werkwoord, rest = meervoud(aantal, een, meer).split(" ", 1)
            delen.append(f"{werkwoord} {aantal} {meervoud(aantal, 'cijfer', 'cijfers')} {rest}")
    return opsomming(delen)


def reden(rij: Any) -> str:
    """Why a figure changed, as far as known: what the source says and what O&S wrote down."""
    bekend = [tekst for tekst in (rij.reden_monitor, rij.reden_bron) if tekst]
    return " ".join(bekend) or "Geen uitleg bekend."


def editie(naam: str) -> str:
    """Name of an edition for a reader.

    >>> editie("2022"), editie("2025-r2"), editie(DEZE_EDITIE)
    ('2022', '2025, tweede uitgave', 'Deze editie')
    """
    telwoorden = {"2": "tweede", "3": "derde", "4": "vierde", "5": "vijfde"}
    jaar, _, nummer = naam.partition("-r")
    return f"{jaar}, {telwoorden.get(nummer, nummer + 'e')} uitgave" if nummer else met_hoofdletter(jaar)
