"""What entrepreneurs think of the gemeente: the survey as a sentence and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.indicators.onzekerheid import add_verschil
from ezlib.report import leveringen
from ezlib.taal import getal, met_hoofdletter, verschil
from ezlib.zinnen import peiling as tekst
from ezlib.zinnen import van

if TYPE_CHECKING:
    from ezlib.store import Lezer

ANDERS = {"ja": "ja", "nee": "niet aantoonbaar", "onbekend": "onbekend"}
KOLOMMEN = {
    "thema": "Onderwerp",
    "waarde": "Cijfer",
    "marge": "Marge (95 %)",
    "n": "Antwoorden",
    "verschil": "Verschil met de vorige peiling",
    "aantoonbaar": "Aantoonbaar anders?",
}


def zin(lezer: Lezer, cijfer: str, respons: str) -> str:
    """The mean mark (indicator `cijfer`), its margin, whether it changed, and how many answered."""
    frame = lezer.waarnemingen(cijfer)
    stap = stap_van(van(frame, gebied_code=lezer.gemeente, kenmerk="totaal"))
    return tekst.zin_waardering(frame, stap, lezer.waarnemingen(respons), lezer.kader)


def stap_van(reeks: pd.DataFrame) -> pd.Series | None:
    """Difference of the last two surveys of one series, with its interval; None where there are no two real ones."""
    reeks = reeks[reeks["waarde"].notna()].sort_values("periode")
    if len(reeks) < 2 or (reeks["herkomst"] == "fictief").any():
        return None
    return add_verschil(reeks[-1:], reeks.iloc[-2]).iloc[0]


def tabel(lezer: Lezer, cijfer: str) -> Any:
    """Table with a row per theme: the latest mean, its margin, and the difference; else what is missing and from whom."""
    frame = lezer.waarnemingen(cijfer)
    if frame["waarde"].isna().all():
        return leveringen.toon(lezer, cijfer)
    eigen = frame[(frame["gebied_code"] == lezer.gemeente) & (frame["ontbreekt"] != "geen-bron")]
    rijen = []
    for (kenmerk, waarde), reeks in eigen.sort_values("periode").groupby(["kenmerk", "kenmerkwaarde"], sort=True):
        nu, stap = reeks.iloc[-1], stap_van(reeks) if pd.notna(reeks.iloc[-1]["waarde"]) else None
        label = met_hoofdletter(lezer.definities.label(kenmerk, waarde))
        rijen.append(
            {
                "thema": "De gemeente als geheel" if kenmerk == "totaal" else label,
                "waarde": nu["waarde"],
                "marge": f"{getal(nu['ondergrens'], tekst.DECIMALEN)} tot {getal(nu['bovengrens'], tekst.DECIMALEN)}",
                "n": nu["n"],
                "verschil": "–" if stap is None else verschil(stap["verschil"], tekst.DECIMALEN),
                "aantoonbaar": "–" if stap is None else ANDERS[stap["aantoonbaar"]],
                "herkomst": nu["herkomst"],
                "ontbreekt": nu["ontbreekt"],
            }
        )
    return maak_tabel(
        pd.DataFrame(rijen, columns=[*KOLOMMEN, "herkomst", "ontbreekt"]),
        bijschrift="Wat ondernemers vinden, per onderwerp",
        kolommen=KOLOMMEN,
        decimalen={"waarde": tekst.DECIMALEN, "n": 0},
        rijkop="thema",
    )
