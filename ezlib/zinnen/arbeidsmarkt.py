"""Sentences on unemployment and labour participation: a difference is told only when it is more than chance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, met_hoofdletter, verschil, wanneer
from ezlib.zinnen import geen_cijfer, laatste, van, voorlopig
from ezlib.zinnen.onderwijs import als_gedrukt, vergelijk


def zin_stand(
    wat: str, naam: str, frame: pd.DataFrame, kader: dict[str, Any], *, stappen: pd.DataFrame | None = None
) -> str:
    """Say the latest figure with its margin, how it stands to Nederland, and whether it changed.

    Parameters
    ----------
    wat
        What has the share: "van de beroepsbevolking werkloos".
    naam
        The subject, for where there is no figure: "werkloosheid".
    frame
        Observations of one kenmerkwaarde against Nederland (`ezlib.report.vergelijken.tegen_land`).
    stappen
        The latest figure against the one before (`ezlib.report.vergelijken.tegen_vorige`).
    """
    eigen = laatste(van(frame, gebied_code=kader["gemeente"]))
    if eigen.empty:
        return geen_cijfer(naam, kader)
    r = eigen.iloc[0]
    zinnen = [
        f"{met_hoofdletter(wanneer(r['periode']))} was {getal(r['waarde'], 1)} % {wat}{_marge(r)}{voorlopig(r['status'])}."
    ]
    land = van(frame, gebied_code="NL00", periode=str(r["periode"]))
    if len(land):
        daar = land.iloc[0]
        merk = "" if daar["herkomst"] == "waargenomen" else f" ({daar['herkomst']})"
        zinnen.append(f"In Nederland was dat {getal(daar['waarde'], 1)} %{merk}{_oordeel(r, daar, kader)}")
    if stappen is not None:
        zinnen.append(zin_verandering(f"Het cijfer van {kader['naam']}", stappen))
    return " ".join(zin for zin in zinnen if zin)


def _marge(rij: pd.Series) -> str:
    if rij["ondergrens"] != rij["ondergrens"]:
        return ""
    return f" (marge {getal(rij['ondergrens'], 1)} tot {getal(rij['bovengrens'], 1)})"


def _oordeel(hier: pd.Series, daar: pd.Series, kader: dict[str, Any]) -> str:
    """Which side of Nederland, unless chance alone can make the difference."""
    if hier["aantoonbaar"] == "nee":
        return "; het verschil is niet aantoonbaar."
    kant = f"; {kader['naam']} zit {vergelijk(hier['waarde'], daar['waarde'])}"
    return (
        f"{kant}."
        if hier["aantoonbaar"] == "ja"
        else f"{kant}. CBS geeft hier geen marge, dus toeval is niet uit te sluiten."
    )


def zin_verandering(naam: str, stappen: pd.DataFrame) -> str:
    """Say the change against the period before, when it is more than chance.

    `stappen` is one row of `ezlib.report.vergelijken.tegen_vorige`, or none.
    """
    if stappen.empty:
        return ""
    r = stappen.iloc[0]
    sinds = f"sinds {r['vorige_periode']}"
    if r["aantoonbaar"] == "nee":
        return f"{naam} is niet aantoonbaar veranderd {sinds}."
    zin = f"{naam} veranderde {verschil(r['verschil'], 1)} procentpunt {sinds}"
    return f"{zin}." if r["aantoonbaar"] == "ja" else f"{zin}; CBS geeft geen marge, dus dat kan toeval zijn."


def titel_stand(kop: str, frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above a comparison: against Nederland, or that no difference can be shown."""
    eigen = laatste(van(frame, gebied_code=kader["gemeente"]))
    land = van(frame, gebied_code="NL00")
    land = land[land["periode"].isin(eigen["periode"])]
    if eigen.empty or land.empty:
        return kop
    hier, daar = eigen.iloc[0], land.iloc[0]
    cijfers = f"{getal(hier['waarde'], 1)} % tegen {getal(daar['waarde'], 1)} %"
    if hier["aantoonbaar"] == "nee":
        return f"{kop}: {kader['naam']} is niet aantoonbaar anders dan Nederland ({cijfers})"
    delta = als_gedrukt(hier["waarde"], daar["waarde"])
    woord = "even hoog als" if not delta else "hoger dan" if delta > 0 else "lager dan"
    return f"{kop}: in {kader['naam']} {woord} in Nederland ({cijfers})"


def zin_niveaus(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """List the latest share with paid work per level of education, with its margin."""
    nu = laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="opleidingsniveau"))
    if nu.empty:
        return geen_cijfer("betaald werk naar onderwijsniveau", kader)
    orde = list(definities.kenmerken["opleidingsniveau"]["waarden"])
    nu = nu.sort_values("kenmerkwaarde", key=lambda s: s.map(orde.index))
    delen = [
        f"{definities.label('opleidingsniveau', r['kenmerkwaarde'])} {getal(r['waarde'], 1)} %{_marge(r)}"
        for _, r in nu.iterrows()
    ]
    return f"{met_hoofdletter(wanneer(nu['periode'].iloc[0]))} had betaald werk: {'; '.join(delen)}."
