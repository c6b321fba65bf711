"""How figures of the business register are protected, and how many of them are therefore not shown."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ezlib.taal import getal, opsomming
from ezlib.zinnen import is_fictief, meervoud

UITLEG = (
    "Een cijfer uit het bedrijvenregister dat iets zegt over een enkel bedrijf of een persoon, tonen wij niet. Cijfers "
    "waaruit het zou volgen, tonen wij ook niet. Een cijfer dat wij niet tonen, is geen 0."
)
PER = {"gemeente": "van de gemeente", "wijk": "per wijk", "buurt": "per buurt", "werklocatie": "per werklocatie"}


def _telling(frame: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Per level how many figures of the register are hidden, and how many there are; only levels with a hidden one."""
    register = frame[frame["bron_id"] == "register"]
    weg = (register["ontbreekt"] == "onderdrukt").groupby(register["gebied_type"]).agg(["sum", "size"])
    return {soort: (int(weg.loc[soort, "sum"]), int(weg.loc[soort, "size"])) for soort in PER
            if soort in weg.index and weg.loc[soort, "sum"]}  # fmt: skip


def zin_bescherming(*frames: pd.DataFrame) -> str:
    """Say how figures are protected, and how many are hidden per level; of made-up figures only the first."""
    alles = pd.concat([f[f["bron_id"] == "register"] for f in frames], ignore_index=True)
    if alles.empty:
        return "Van deze gemeente is geen bedrijvenregister ingelezen."
    if is_fictief(alles):
        return UITLEG
    delen = [f"{getal(weg)} van de {getal(van)} cijfers {PER[soort]}" for soort, (weg, van) in _telling(alles).items()]
    totaal = sum(weg for weg, _ in _telling(alles).values())
    staat = meervoud(totaal, "staat", "staan")
    return f"{UITLEG} Op deze pagina {staat} daarom {opsomming(delen)} er niet." if delen else UITLEG


def lijst_bescherming(frames: Mapping[str, pd.DataFrame]) -> str:
    """The explanation, and a line per table with the figures that are not shown; `frames` by name of the indicator."""
    alles = pd.concat(frames.values(), ignore_index=True)
    if is_fictief(alles[alles["bron_id"] == "register"]):
        return f"{UITLEG}\n\nHet register is nu verzonnen; daarom staat hier niet hoeveel het er zijn."
    regels = [
        f"- {naam}, {PER[soort]}: {getal(weg)} van de {getal(van)} niet getoond"
        for naam, frame in frames.items()
        for soort, (weg, van) in _telling(frame).items()
    ]
    return "\n".join([UITLEG, "", *(regels or ["Er is nu geen cijfer om die reden weggelaten."])])
