"""Upload for the city's Swing platform, and the report of what went in and what did not; nothing made up goes in.

The layout stands in definitions/uitvoer.yml, because nobody confirmed it yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ezlib.definitions import Definities
from ezlib.indicators import TOEGESTAAN, echte
from ezlib.indicators.kader import Kader
from ezlib.taal import REDEN

MEE = "gaat mee"
FICTIEF = "verzonnen cijfer (FICTIEF)"
ANDERE_GEMEENTE = "cijfer van een andere gemeente"
DUBBEL = "twee cijfers voor hetzelfde onderwerp, gebied en jaar"
ONTBREEKT = {reden: f"geen cijfer: {REDEN[reden]}" for reden in sorted(TOEGESTAAN["ontbreekt"] - {""})}
LOKAAL = ("wijk", "buurt")


def beoordeel(waarnemingen: pd.DataFrame, *, regels: Mapping[str, Any], kader: Kader) -> pd.DataFrame:
    """Say of every observation whether it goes to Swing: same rows, with `uitkomst`, `onderwerp` and `jaar`.

    `uitkomst` is `MEE` or the first reason why not, in Dutch. `jaar` is the period as Swing has it: a figure on
    1 January is one of that year.
    """
    uit = waarnemingen.assign(onderwerp=onderwerp(waarnemingen), jaar=waarnemingen["periode"].map(_jaar))
    soort, niveaus = uit["gebied_type"], regels["niveaus"]
    eigen = (uit["gebied_code"].str[2:6] == kader.gemeente[2:]) | soort.isin(["land", "regio"])
    toegestaan = _indelingen(regels["indeling"].get(kader.gemeente), kader.gelijk)
    redenen = {
        FICTIEF: ~uit.index.isin(echte(uit).index),
        **{tekst: uit["ontbreekt"] == reden for reden, tekst in ONTBREEKT.items()},
        **{f"Swing kent het niveau {n} niet": soort == n for n in sorted(set(soort) - set(niveaus))},
        ANDERE_GEMEENTE: ~eigen & (not regels["andere_gemeenten"]),
        _andere_indeling(regels, kader): soort.isin(LOKAAL) & ~uit["indeling"].isin(toegestaan),
        "cijfer per kwartaal": uit["periode"].str.contains("K") & (not regels["kwartalen"]),
    }
    uit = uit.assign(uitkomst=np.select(list(redenen.values()), list(redenen), default=MEE))
    mee = uit["uitkomst"] == MEE
    dubbel = mee & uit[mee].duplicated(["onderwerp", "gebied_code", "jaar"], keep=False).reindex(
        uit.index, fill_value=False
    )
    return uit.assign(uitkomst=uit["uitkomst"].mask(dubbel, DUBBEL))


def onderwerp(rijen: pd.DataFrame) -> pd.Series:
    """Code of the subject: the indicator, and the breakdown where there is one; same index.

    >>> rijen = pd.DataFrame({"indicator_id": ["woningen", "opleiding"], "kenmerk": ["totaal", "niveau"],
    ...     "kenmerkwaarde": ["totaal", "hoog"]})
    >>> onderwerp(rijen).tolist()
    ['woningen', 'opleiding.niveau.hoog']
    """
    uitsplitsing = "." + rijen["kenmerk"] + "." + rijen["kenmerkwaarde"]
    return rijen["indicator_id"] + uitsplitsing.mask(rijen["kenmerk"] == "totaal", "")


def _jaar(periode: str) -> str:
    return periode.removesuffix("-01-01")


def _indelingen(jaar: int | None, gelijk: Sequence[Sequence[int]]) -> set[int]:
    """Boundary years that are the one of Swing, or the same by definition; none where none is known."""
    if jaar is None:
        return set()
    begin, einde = next(((b, e) for b, e in gelijk if b <= jaar <= e), (jaar, jaar))
    return set(range(begin, einde + 1))


def _andere_indeling(regels: Mapping[str, Any], kader: Kader) -> str:
    jaar = regels["indeling"].get(kader.gemeente)
    return (
        f"andere indeling dan die van Swing ({jaar})"
        if jaar
        else "de indeling van wijken en buurten in Swing is niet bekend"
    )


def bestand(beoordeeld: pd.DataFrame, *, regels: Mapping[str, Any]) -> pd.DataFrame:
    """The upload: the rows that go in, in the columns and under the names of the layout."""
    mee = beoordeeld[beoordeeld["uitkomst"] == MEE]
    kolommen = {
        "onderwerp": mee["onderwerp"],
        "periode": mee["jaar"],
        "gebiedsniveau": mee["gebied_type"].map(regels["niveaus"]),
        "gebied": mee["gebied_code"],
        "waarde": mee["waarde"],
    }
    frame = pd.DataFrame(kolommen).sort_values(["onderwerp", "periode", "gebied"], ignore_index=True)
    return frame[list(regels["kolommen"])].rename(columns=regels["kolommen"])


def onderwerpen(beoordeeld: pd.DataFrame, definities: Definities) -> pd.DataFrame:
    """What Swing must know of each subject that goes in: name, unit, decimals, definition, sources. Key: onderwerp."""
    mee = beoordeeld[beoordeeld["uitkomst"] == MEE].drop_duplicates(["onderwerp", "bron_id"])
    rijen = []
    for code, deel in mee.groupby("onderwerp", sort=True):
        ind, eerste = definities.indicatoren[deel["indicator_id"].iloc[0]], deel.iloc[0]
        label = definities.label(eerste["kenmerk"], eerste["kenmerkwaarde"])
        bronnen = [f"{b.uitgever}, {b.naam}" for b in map(definities.bronnen.__getitem__, sorted(deel["bron_id"]))]
        rijen.append(
            {"onderwerp": code, "naam": ind.naam if eerste["kenmerk"] == "totaal" else f"{ind.naam}: {label}",
             "eenheid": ind.eenheid, "decimalen": ind.decimalen, "definitie": ind.definitie, "bron": "; ".join(bronnen)}
        )  # fmt: skip
    return pd.DataFrame(rijen, columns=["onderwerp", "naam", "eenheid", "decimalen", "definitie", "bron"])


def verslag(beoordeeld: pd.DataFrame, definities: Definities) -> pd.DataFrame:
    """How many figures of each indicator went in, and how many did not and why; they add up to all observations."""
    groepen = beoordeeld.groupby(["indicator_id", "uitkomst"], sort=True).size().rename("aantal").reset_index()
    return groepen.assign(
        indicator=groepen["indicator_id"].map(lambda i: definities.indicatoren[i].naam),
        mee=np.where(groepen["uitkomst"] == MEE, "ja", "nee"),
    )[["indicator_id", "indicator", "mee", "uitkomst", "aantal"]]
