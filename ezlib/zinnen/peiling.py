"""Sentences on the survey among entrepreneurs: a mean with its margin, and whether it really changed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, wanneer
from ezlib.zinnen import is_fictief, laatste, van, waarschuwing

DECIMALEN = 2


def zin_waardering(frame: pd.DataFrame, stap: pd.Series | None, respons: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The mean mark for the gemeente as a whole, its margin, the change, and who answered; empty without a figure.

    `stap` is the difference with the survey before (`ezlib.indicators.onzekerheid.add_verschil`), None without one.
    """
    if is_fictief(frame):
        return waarschuwing(frame)
    reeks = van(frame, gebied_code=kader["gemeente"], kenmerk="totaal").sort_values("periode")
    if reeks.empty:
        return ""
    nu = reeks.iloc[-1]
    zin = (
        f"Ondernemers geven {kader['naam']} {wanneer(nu['periode'])} gemiddeld een {getal(nu['waarde'], DECIMALEN)} "
        f"(marge: {getal(nu['ondergrens'], DECIMALEN)} tot {getal(nu['bovengrens'], DECIMALEN)})."
    )
    if stap is not None:
        zin += f" {_zin_verandering(reeks.iloc[-2], stap)}"
    gaf = laatste(van(respons, gebied_code=kader["gemeente"]))
    return zin + "".join(
        f" Van de {getal(r.n)} benaderde ondernemers gaf {getal(r.waarde)} % antwoord." for r in gaf.itertuples()
    )


def _zin_verandering(toen: pd.Series, stap: pd.Series) -> str:
    """Obey the interval of the difference: a change that may be chance is no rise and no fall."""
    tegen = f"({wanneer(toen['periode'])} een {getal(toen['waarde'], DECIMALEN)})"
    if stap["aantoonbaar"] != "ja":
        return f"Dat is niet aantoonbaar veranderd {tegen}."
    return f"Dat is aantoonbaar {'hoger' if stap['verschil'] > 0 else 'lager'} dan daarvoor {tegen}."
