"""How the cost of the indicators of CBS grows with the number of areas, from 100 to 3,340.

The buurten of the home gemeente in the tidy tables are copied under other codes until there are so many; all indicators
that tell of a buurt are then computed, without reading or writing.

    python3 -m ezlib bench gebieden
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from benchmarks._maten import macht
from ezlib.definitions import Indicator
from ezlib.fouten import MonitorFout
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.kader import Kader
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.store import load_json, load_rijen

MATEN = (100, 1000, 3340)
KEREN = 3  # the least of so many: what else the machine does only adds


def main(opties: Mapping[str, str]) -> None:
    """Print seconds per number of areas, and by which power they grow."""
    opzet = maak_opzet(Opdracht("yearly"))
    if not opzet.kader.exists():
        raise MonitorFout("Draai eerst: make yearly.")
    kader = Kader(**load_json(opzet.kader))
    tabellen = {b.id: load_rijen(opzet.huis.tidy(b.id), opzet.gemeente) for b in opzet.bronnen if b.soort == "cbs"}
    werk = [(i, feiten) for i in opzet.definities.indicatoren.values() if len(feiten := _feiten(i, tabellen))]
    tijden = {}
    for n in MATEN:
        groot = [(i, vermenigvuldig(feiten, n)) for i, feiten in werk]
        tijden[n] = min(_reken(groot, kader, opzet) for _ in range(KEREN))
        rijen = sum(len(feiten) for _, feiten in groot)
        print(
            f"  {n:>5} gebieden: {len(werk)} indicatoren, {rijen} rijen, rekentijd {tijden[n]:.2f} s".replace(".", ",")
        )
    grens = macht(MATEN[0], tijden[MATEN[0]], MATEN[-1], tijden[MATEN[-1]])
    einde = macht(MATEN[1], tijden[MATEN[1]], MATEN[2], tijden[MATEN[2]])
    print(f"  macht van {MATEN[0]} naar {MATEN[-1]}: {grens:.2f}; van {MATEN[1]}: {einde:.2f}".replace(".", ","))


def _feiten(indicator: Indicator, tabellen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of the buurten that an indicator reads, with those of the gemeente; none where it knows no buurten."""
    delen = [tabellen[b] for b in indicator.bronnen if b in tabellen]
    if "buurt" not in indicator.niveaus or not delen:
        return pd.DataFrame()
    feiten = pd.concat(delen, ignore_index=True)
    return feiten if (feiten["gebied_type"] == "buurt").any() else feiten.iloc[:0]


def vermenigvuldig(feiten: pd.DataFrame, n: int) -> pd.DataFrame:
    """The same rows with `n` buurten: those there are, over and over, each under a code of its own."""
    buurten = feiten[feiten["gebied_type"] == "buurt"]
    codes = sorted(buurten["gebied_code"].unique())
    rest = feiten[feiten["gebied_type"] != "buurt"]
    delen = []
    for k in range(-(-n // len(codes))):
        mee = codes[: n - k * len(codes)]
        deel = buurten[buurten["gebied_code"].isin(mee)]
        nieuw = deel["gebied_code"].str[:6] + f"{k:03d}" + deel["gebied_code"].str[6:]
        delen.append(deel.assign(gebied_code=nieuw))
    return pd.concat([rest, *delen], ignore_index=True)


def _reken(werk: list[tuple[Indicator, pd.DataFrame]], kader: Kader, opzet: Opzet) -> float:
    begin = time.process_time()
    for indicator, feiten in werk:
        maak_waarnemingen(feiten, indicator, replace(kader), jaar=opzet.jaar)
    return time.process_time() - begin
