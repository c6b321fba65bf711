"""Sentences on what is new in an edition: what moved most, which series broke, which figures are there first."""

from __future__ import annotations

import pandas as pd

from ezlib.taal import getal, opsomming, periode_label
from ezlib.zinnen import meervoud
from ezlib.zinnen.ontwikkeling import stap

NOG_GEEN_EDITIE = (
    "Er is nog geen hele editie vrijgegeven. Daarom is niet te zeggen welke cijfers er voor het eerst staan."
)


def kern(stappen: pd.DataFrame, gebroken: pd.DataFrame, nieuw: pd.DataFrame, *, heel: bool) -> str:
    """What a reader must know first.

    Parameters
    ----------
    stappen
        Changes over a year of the gemeente, the largest first (`ezlib.report.ontwikkeling.ontwikkeling`).
    gebroken, nieuw
        Flags (`ezlib.indicators.signalen`), and figures that are there for the first time.
    heel
        Whether there is a released edition to be new against.
    """
    zinnen = []
    for richting, groep in (
        ("steeg", stappen[stappen["vorig_verschil"] > 0]),
        ("daalde", stappen[stappen["vorig_verschil"] < 0]),
    ):
        if len(groep):
            r = next(groep.itertuples())
            zinnen.append(f"Het sterkst {richting} *{r.naam}*: {stap(r)} in een jaar, tot {periode_label(r.periode)}.")
    zinnen = zinnen or ["Van geen enkel cijfer is te zeggen hoe het in een jaar veranderde."]
    tel = gebroken["soort"].value_counts()
    delen = [
        f"{getal(tel[soort])} {meervoud(tel[soort], een, meer)}"
        for soort, (een, meer) in {"sprong": ("sprong", "sprongen"), "breuk": ("breuk", "breuken")}.items()
        if tel.get(soort, 0)
    ]
    zinnen.append(
        f"De monitor ziet {opsomming(delen)} in de reeksen." if delen else "Geen enkele reeks breekt of springt."
    )
    if heel:
        aantal = len(nieuw)
        zinnen.append(
            f"{getal(aantal)} {meervoud(aantal, 'cijfer staat', 'cijfers staan')} er voor het eerst."
            if aantal
            else "Geen enkel cijfer staat er voor het eerst."
        )
    return " ".join(zinnen)


def toelichting_nieuw(nieuw: pd.DataFrame, *, heel: bool) -> str:
    """What stands above the table of first-time figures.

    >>> toelichting_nieuw(pd.DataFrame(), heel=True)
    'In deze editie staat geen cijfer dat de vorige editie nog niet gaf.'
    """
    if not heel:
        return NOG_GEEN_EDITIE
    if nieuw.empty:
        return "In deze editie staat geen cijfer dat de vorige editie nog niet gaf."
    eerst = nieuw.drop_duplicates("indicator_id")
    onbekend = int(eerst["onbekend"].sum())
    zin = f"Het gaat om {len(eerst)} {meervoud(len(eerst), 'onderwerp', 'onderwerpen')}."
    if onbekend:
        zin += f" Van {onbekend} daarvan gaf nog geen enkele editie een cijfer."
    return zin
