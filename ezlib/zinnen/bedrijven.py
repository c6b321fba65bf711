"""Sentences on establishments: what came, what went, and how many there are for who lives here."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, getal, met_hoofdletter, opsomming, round_half_up, verschil, wanneer
from ezlib.zinnen import FICTIEF, geen_cijfer, is_fictief, laatste, van, verandering, voorlopig


def kern(alle: pd.DataFrame, per_1000: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer: the balance of establishments within one publication, then how many there are per 1,000 residents.

    `alle` holds every publication of the number of establishments by the register (see `met_publicaties`).
    """
    return " ".join([zin_saldo(alle, kader), zin_per_1000(per_1000, kader)]).strip()


def zin_saldo(alle: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say how many establishments came or went between the last two dates of the newest publication that has two."""
    eigen = van(alle, gebied_code=kader["gemeente"], kenmerk="totaal")
    if is_fictief(eigen):
        return FICTIEF
    stappen = verandering(eigen)
    if stappen.empty:
        return geen_cijfer("de verandering van het aantal vestigingen", kader)
    r = stappen.iloc[-1]
    if not r["verschil"]:
        wat = "Per saldo bleef het aantal vestigingen gelijk"
    else:
        merk = "" if r["status"] == "definitief" else f", {r['status']}"
        procent = "" if r["procent"] != r["procent"] else f" ({verschil(r['procent'], 1)} %{merk})"
        wat = f"Per saldo {getal(abs(r['verschil']))} vestigingen {'erbij' if r['verschil'] > 0 else 'eraf'}{procent}"
    return (
        f"{wat}: van {getal(r['vorige'])} {wanneer(r['vorige_periode'])} naar {getal(r['waarde'])} "
        f"{wanneer(r['periode'])}, beide volgens {r['editie']}."
    )


def titel_reeks(alle: pd.DataFrame) -> str:
    """Finding above the series: the last change within one publication."""
    stappen = verandering(alle)
    if stappen.empty or is_fictief(alle):
        return "Vestigingen volgens het register"
    r = stappen.iloc[-1]
    woord = "bleef gelijk" if not r["verschil"] else "steeg" if r["verschil"] > 0 else "daalde"
    return (
        f"Het aantal vestigingen {woord}: van {getal(r['vorige'])} naar {getal(r['waarde'])} ({r['editie']})"
        if r["verschil"]
        else f"Het aantal vestigingen {woord}: {getal(r['waarde'])} ({r['editie']})"
    )


def zin_per_1000(frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say how many establishments CBS counts per 1,000 residents aged 15 to 64, here and in Nederland."""
    hier, daar = _hier_en_daar(frame, kader)
    if hier is None:
        return ""
    zin = (
        f"{met_hoofdletter(wanneer(hier['periode']))} telde CBS {getal(hier['waarde'], 1)} vestigingen per 1.000 inwoners "
        f"van 15 tot en met 64 jaar{voorlopig(hier['status'])}"
    )
    return zin + ("." if daar is None else f"; in Nederland waren dat er {getal(daar['waarde'], 1)}.")


def titel_per_1000(frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above establishments per 1,000 residents: against Nederland."""
    hier, daar = _hier_en_daar(frame, kader)
    if hier is None or daar is None:
        return "Vestigingen per 1.000 inwoners van 15 tot en met 64 jaar"
    delta = round_half_up(hier["waarde"], 1) - round_half_up(daar["waarde"], 1)
    woord = "evenveel" if not delta else "meer" if delta > 0 else "minder"
    return (
        f"{kader['naam']} heeft {woord} vestigingen per 1.000 inwoners {'als' if not delta else 'dan'} Nederland "
        f"({getal(hier['waarde'], 1)} tegen {getal(daar['waarde'], 1)})"
    )


def _hier_en_daar(frame: pd.DataFrame, kader: dict[str, Any]) -> tuple[pd.Series | None, pd.Series | None]:
    """The latest row of the home gemeente, and that of Nederland on the same date; None where there is none."""
    eigen = laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="totaal"))
    if eigen.empty:
        return None, None
    land = van(frame, gebied_code="NL00", kenmerk="totaal", periode=eigen["periode"].iloc[0])
    return eigen.iloc[0], (land.iloc[0] if len(land) else None)


# The steps of the waterfall, and the part each plays; what is not here leaves the number of establishments as it is.
STAPPEN = {
    "beginstand": "stand",
    "oprichting": "erbij",
    "nevenvestiging": "erbij",
    "afsplitsing": "erbij",
    "heractivering": "erbij",
    "komst": "erbij",
    "opheffing": "eraf",
    "vertrek": "eraf",
    "eindstand": "stand",
}


def verloop_stappen(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> pd.DataFrame:
    """Steps from the last stock but one to the latest, in order, with `label` and `rol` ("stand", "erbij", "eraf")."""
    eigen = frame[(frame["gebied_code"] == kader["gemeente"]) & frame["kenmerkwaarde"].isin(STAPPEN)]
    nu = laatste(eigen)
    orde = nu["kenmerkwaarde"].map({stap: i for i, stap in enumerate(STAPPEN)})
    nu = nu.loc[orde.sort_values().index]
    return nu.assign(
        label=[definities.label("gebeurtenis", w) for w in nu["kenmerkwaarde"]], rol=nu["kenmerkwaarde"].map(STAPPEN)
    )


def titel_verloop(frame: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the waterfall: what is left of all that came and went."""
    naam = "Vestigingen: wat kwam erbij en wat ging eraf"
    telling = _telling(frame, kader)
    if is_fictief(frame) or not {"beginstand", "eindstand"} <= set(telling):
        return naam
    saldo = telling["eindstand"] - telling["beginstand"]
    if not saldo:
        return "Per saldo bleef het aantal vestigingen gelijk"
    procent = f", {verschil(100 * saldo / telling['beginstand'], 1)} %" if telling["beginstand"] else ""
    return (
        f"Per saldo {getal(abs(saldo))} vestigingen {'erbij' if saldo > 0 else 'eraf'}{procent}"
        f"{voorlopig(laatste(frame)['status'].iloc[0])}"
    )


def zin_verloop(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """Tell what came, what went, what only looked so; and that the register does not see who left."""
    if is_fictief(frame):
        return FICTIEF
    telling = _telling(frame, kader)
    if not telling:
        return geen_cijfer("wat er met vestigingen gebeurde", kader)

    def delen(rollen: set[str | None]) -> str:
        woorden = definities.kenmerken["gebeurtenis"]["waarden"]  # in the order of the catalogue
        eigen = [stap for stap in woorden if telling.get(stap) and STAPPEN.get(stap) in rollen]
        return opsomming([f"{woorden[stap]} ({getal(telling[stap])})" for stap in eigen])

    zinnen = [
        f"In het jaar voor {datum(laatste(frame)['periode'].iloc[0])} kwamen er vestigingen bij: "
        f"{delen({'erbij'}) or 'geen'}. Er gingen er af: {delen({'eraf'}) or 'geen'}.",
        f"Geen nieuwe en geen verdwenen vestiging, al lijkt het soms zo: {delen({None})}." if delen({None}) else "",
    ]
    if "vertrek" not in telling:
        zinnen.append("Of een vestiging stopte of naar een andere gemeente vertrok, zegt het register niet.")
    return " ".join(zin for zin in zinnen if zin)


def _telling(frame: pd.DataFrame, kader: dict[str, Any]) -> dict[str, float]:
    nu = laatste(van(frame, gebied_code=kader["gemeente"], kenmerk="gebeurtenis"))
    return dict(zip(nu["kenmerkwaarde"], nu["waarde"], strict=True))
