"""Sentences on who starts, stops and moves per quarter; with made-up mutations they carry no finding."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, met_hoofdletter, opsomming, periode_label, verschil, wanneer
from ezlib.zinnen import FICTIEF, geen_cijfer, is_fictief, van, voorlopig

TAKKEN = 6  # lines in one chart that can still be told apart
KWARTALEN = 9  # in a series: two years and the quarter itself, so that the same quarter stands there three times


def kies_kwartaal(starters: pd.DataFrame, kwartaal: str = "") -> str:
    """The quarter asked for, else the latest with a figure; "" where there is none."""
    bekend = van(starters, kenmerk="totaal")["periode"]
    return kwartaal or str(max((p for p in bekend if "K" in p), default=""))


def eerder(kwartaal: str, aantal: int) -> str:
    """So many quarters before.

    >>> eerder("2025K1", 1), eerder("2025K3", 4)
    ('2024K4', '2024K3')
    """
    nummer = int(kwartaal[:4]) * 4 + int(kwartaal[5]) - 1 - aantal
    return f"{nummer // 4}K{nummer % 4 + 1}"


def reeks(frame: pd.DataFrame, kader: dict[str, Any], kwartaal: str, *, kenmerk: str = "totaal") -> pd.DataFrame:
    """Rows of the gemeente up to a quarter, the last nine quarters, missing figures included."""
    eigen = frame[(frame["gebied_code"] == kader["gemeente"]) & (frame["kenmerk"] == kenmerk)]
    if not kwartaal:
        return eigen
    return eigen[eigen["periode"].between(eerder(kwartaal, KWARTALEN - 1), kwartaal)]


def per_wijk(frame: pd.DataFrame, kwartaal: str, *, kwartalen: int = 1) -> pd.DataFrame:
    """Totals per wijk of a quarter, or of so many up to it."""
    eigen = frame[(frame["gebied_type"] == "wijk") & (frame["kenmerk"] == "totaal")]
    return eigen[eigen["periode"].between(eerder(kwartaal, kwartalen - 1), kwartaal)] if kwartaal else eigen


def _waarde(frame: pd.DataFrame, kader: dict[str, Any], periode: str, kenmerk: str, waarde: str) -> float | None:
    rij = van(frame, gebied_code=kader["gemeente"], periode=periode, kenmerk=kenmerk, kenmerkwaarde=waarde)
    return float(rij["waarde"].iloc[0]) if len(rij) else None


def _totaal(frame: pd.DataFrame, kader: dict[str, Any], periode: str) -> float | None:
    return _waarde(frame, kader, periode, "totaal", "totaal")


def kern(
    starters: pd.DataFrame, opheffingen: pd.DataFrame, verhuizingen: pd.DataFrame, kader: dict[str, Any], kwartaal: str
) -> str:
    """The answer: starters of the quarter against the one before and a year before, in dwellings, closures and moves."""
    if is_fictief(starters, opheffingen, verhuizingen):
        return FICTIEF
    nu = _totaal(starters, kader, kwartaal) if kwartaal else None
    if nu is None:
        return geen_cijfer("starters per kwartaal", kader)
    status = van(starters, gebied_code=kader["gemeente"], periode=kwartaal)["status"].iloc[0]
    zinnen = [
        f"{met_hoofdletter(wanneer(kwartaal))} schreven zich in {kader['naam']} {getal(nu)} starters in{voorlopig(status)}"
        f"{_vergelijk(starters, kader, kwartaal, nu)}."
    ]
    thuis = _waarde(starters, kader, kwartaal, "pand", "woning")
    if thuis is not None:
        zinnen.append(f"Van hen begonnen er {getal(thuis)} in een woning.")
    dicht, uit = _totaal(opheffingen, kader, kwartaal), _totaal(verhuizingen, kader, kwartaal)
    delen = [f"{getal(dicht)} vestigingen opgeheven"] if dicht is not None else []
    delen += [f"{getal(uit)} verhuizingen geteld"] if uit is not None else []
    if delen:
        zinnen.append(f"Er werden {opsomming(delen)}.")
    return " ".join(zinnen)


def _vergelijk(starters: pd.DataFrame, kader: dict[str, Any], kwartaal: str, nu: float) -> str:
    delen = []
    for terug, woord in ((1, "het kwartaal ervoor"), (4, "een jaar eerder")):
        toen = _totaal(starters, kader, eerder(kwartaal, terug))
        if toen is not None:
            delen.append(f"{getal(toen)} {woord} ({verschil(nu - toen)})")
    return f", tegen {opsomming(delen)}" if delen else ""


def titel_reeks(starters: pd.DataFrame, kader: dict[str, Any], kwartaal: str) -> str:
    """Finding above the series: this quarter and the same one a year before."""
    naam = "Starters en opheffingen per kwartaal"
    if not kwartaal or is_fictief(starters):
        return naam
    nu, toen = (_totaal(starters, kader, k) for k in (kwartaal, eerder(kwartaal, 4)))
    if nu is None or toen is None:
        return naam
    return f"Starters: {getal(nu)} {wanneer(kwartaal)}, {getal(toen)} een jaar eerder"


def grootste_takken(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the branches with most in the latest quarter, at most `TAKKEN`, of those with a figure in every quarter.

    Keeps the notes of what is left out with no row: the table beside it holds them all.
    """
    aantal = frame.groupby("kenmerkwaarde")["waarde"].count()
    heel = aantal[aantal == frame["periode"].nunique()].index
    nu = van(frame[frame["kenmerkwaarde"].isin(heel)], periode=str(frame["periode"].max()))
    top = nu.sort_values("waarde", ascending=False, kind="stable")["kenmerkwaarde"].head(TAKKEN)
    return frame[frame["kenmerkwaarde"].isin(top)]


def titel_branches(takken: pd.DataFrame, definities: Definities, kwartaal: str) -> str:
    """Finding above the largest branches: which grew most against the four quarters before.

    Only with all five quarters, and of one version of the SBI.
    """
    naam = "Starters in de grootste bedrijfstakken"
    if takken.empty or not kwartaal or is_fictief(takken):
        return naam
    eigen = van(takken[takken["periode"] >= eerder(kwartaal, 4)])
    breed = eigen.pivot(index="kenmerkwaarde", columns="periode", values="waarde")
    if eigen["noot"].nunique() > 1 or breed.shape[1] < 5 or breed.isna().any(axis=None):
        return naam
    meer = breed[kwartaal] - breed.drop(columns=kwartaal).mean(axis=1)
    top = meer[meer == meer.max()]
    if top.iloc[0] <= 0:
        return f"In geen grote bedrijfstak meer starters dan gemiddeld het jaar ervoor ({periode_label(kwartaal)})"
    namen = opsomming([definities.label("sbi_sectie", w) for w in top.index])
    return f"Van de grootste bedrijfstakken groeide het meest: {namen}"


def titel_wijken(frame: pd.DataFrame, kwartaal: str) -> str:
    """Finding above the map: the wijk with the most."""
    nu = van(per_wijk(frame, kwartaal))
    if nu.empty or is_fictief(frame):
        return "Starters per wijk"
    top = nu[nu["waarde"] == nu["waarde"].max()]
    return f"De meeste starters in {opsomming(list(top['gebied_naam']))} ({getal(top['waarde'].iloc[0])})"


def zin_gaten(starters: pd.DataFrame, kader: dict[str, Any], kwartaal: str) -> str:
    """Say of which quarters there is no file; a gap is never filled."""
    eigen = reeks(starters, kader, kwartaal)
    mist = sorted(eigen.loc[eigen["ontbreekt"] == "onbekend", "periode"])
    if not kwartaal:
        return geen_cijfer("starters per kwartaal", kader)
    if not mist:
        return "Tussen het eerste en het laatste kwartaal in de figuur ontbreekt geen bestand."
    return f"Van {opsomming([f'het {periode_label(k)}' for k in mist])} is er geen bestand. Dat is niet ingevuld."


def stappen(aansluiting: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> pd.DataFrame:
    """Steps from four quarters to the stock, in the order of the catalogue, a column a year (`jaar`); with `herkomst`."""
    eigen = aansluiting[(aansluiting["gebied_code"] == kader["gemeente"]) & (aansluiting["kenmerk"] == "stap")]
    rang = {waarde: i for i, waarde in enumerate(definities.kenmerken["stap"]["waarden"])}
    eigen = eigen.assign(rang=eigen["kenmerkwaarde"].map(rang)).sort_values(["periode", "rang"])
    return eigen.assign(stap=[definities.label("stap", w) for w in eigen["kenmerkwaarde"]])


def zin_aansluiting(aansluiting: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Tell both figures of the latest year: the sum of its quarters and the stock of the register."""
    if is_fictief(aansluiting):
        return FICTIEF
    eigen = van(aansluiting, gebied_code=kader["gemeente"], kenmerk="stap")
    heel = eigen[eigen["kenmerkwaarde"] == "kwartalen"]
    if heel.empty:
        return "Van geen enkel jaar zijn er vier kwartalen en een stand van het register; er valt niets aan te sluiten."
    jaar = heel["periode"].max()
    n = eigen[eigen["periode"] == jaar].set_index("kenmerkwaarde")["waarde"]
    gestopt = f" Daarvan stopten er {getal(n['gestopt'])} in hetzelfde jaar." if "gestopt" in n else ""
    return (
        f"In {jaar} schreven zich {getal(n['kwartalen'])} starters in.{gestopt} "
        f"De stand van het register op 1 januari {int(jaar) + 1} is {getal(n['stand'])}."
    )
