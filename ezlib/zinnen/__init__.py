"""Computed Dutch sentences: a figure in a text comes from the observations, never from the keyboard.

Every function takes observations and gives text back. Without a figure the text says so; with a fictive figure it
carries no finding.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, round_half_up, verschil, wanneer


def van(frame: pd.DataFrame, **keuze: str) -> pd.DataFrame:
    """Rows with a value that match every column given.

    >>> f = pd.DataFrame({"gebied_code": ["A", "B"], "waarde": [1.0, float("nan")]})
    >>> len(van(f, gebied_code="A")), len(van(f, gebied_code="B"))
    (1, 0)
    """
    masker = frame["waarde"].notna()
    for kolom, waarde in keuze.items():
        masker &= frame[kolom] == waarde
    return frame[masker]


def laatste(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the latest period."""
    return frame[frame["periode"] == frame["periode"].max()]


def geen_cijfer(naam: str, kader: dict[str, Any]) -> str:
    """Say that a figure is not there for this gemeente."""
    return f"Voor {kader['naam']} is geen cijfer over {naam} beschikbaar: er is geen bron."


def meervoud(aantal: int, een: str, meer: str) -> str:
    """Word that goes with a count.

    >>> meervoud(1, "bron", "bronnen"), meervoud(2, "bron", "bronnen")
    ('bron', 'bronnen')
    """
    return een if aantal == 1 else meer


def voorlopig(status: str) -> str:
    """Mark after a figure that may still change.

    >>> voorlopig("voorlopig"), voorlopig("definitief")
    (' (voorlopig)', '')
    """
    return "" if status == "definitief" else f" ({status})"


FICTIEF = (
    "**FICTIEF: verzonnen cijfers.** Er is nog geen bedrijvenregister ingelezen. Cijfers met FICTIEF erbij laten alleen "
    "zien hoe de pagina eruit gaat zien; er valt niets uit af te leiden."
)


def is_fictief(*frames: pd.DataFrame) -> bool:
    """Whether any row is made up; then a text carries no finding."""
    return any((frame["herkomst"] == "fictief").any() for frame in frames)


def waarschuwing(*frames: pd.DataFrame) -> str:
    """Warn before made-up figures; nothing before real ones."""
    return FICTIEF if is_fictief(*frames) else ""


def met_publicaties(waarnemingen: pd.DataFrame, historie: pd.DataFrame, **keuze: str) -> pd.DataFrame:
    """Every publication of an indicator together, in order of publication and period; `keuze` as in `van`."""
    alles = van(pd.concat([waarnemingen, historie], ignore_index=True), **keuze)
    return alles.sort_values(["editie", "periode"], ignore_index=True)


def verandering(alle: pd.DataFrame) -> pd.DataFrame:
    """Last change within each publication; two publications are never compared.

    Returns
    -------
    DataFrame keyed by editie with periode, vorige_periode, waarde, vorige, verschil (same unit), procent (missing
    after a zero) and the status of the later figure; only publications with two periods or more.

    >>> f = pd.DataFrame({"editie": ["J22", "J22", "J21"], "periode": ["2021-01-01", "2022-01-01", "2021-01-01"],
    ...                   "waarde": [100.0, 105.0, 90.0]})
    >>> verandering(f)[["editie", "verschil", "procent"]].values.tolist()
    [['J22', 5.0, 5.0]]
    """
    rijen = []
    for editie, groep in alle.sort_values("periode").groupby("editie", sort=True):
        if len(groep) > 1:
            oud, nieuw = groep.iloc[-2], groep.iloc[-1]
            delta = nieuw["waarde"] - oud["waarde"]
            rijen.append(
                {
                    "editie": editie,
                    "vorige_periode": oud["periode"],
                    "periode": nieuw["periode"],
                    "vorige": oud["waarde"],
                    "waarde": nieuw["waarde"],
                    "verschil": delta,
                    "procent": 100 * delta / oud["waarde"] if oud["waarde"] else float("nan"),
                    "status": nieuw.get("status", "definitief"),
                }
            )
    kolommen = ["editie", "vorige_periode", "periode", "vorige", "waarde", "verschil", "procent", "status"]
    return pd.DataFrame(rijen, columns=kolommen)


def zin_verandering(naam: str, alle: pd.DataFrame, kader: dict[str, Any], *, decimalen: int = 0) -> str:
    """Tell the last change of a count, within the newest publication that has two dates; without one, the last count."""
    eigen = van(alle, gebied_code=kader["gemeente"])
    if eigen.empty:
        return geen_cijfer(naam[:1].lower() + naam[1:], kader)
    stappen = verandering(eigen)
    if stappen.empty:
        nu = laatste(eigen).iloc[-1]
        return (
            f"{naam}: {getal(nu['waarde'], decimalen)}{voorlopig(nu['status'])} {wanneer(nu['periode'])} (volgens "
            f"{nu['editie']}). Geen publicatie geeft twee peildata, dus een verandering is niet te noemen."
        )
    r = stappen.iloc[-1]
    # Rounded first, plus zero: a change too small to print has no sign.
    procent = "" if r["procent"] != r["procent"] else f"{verschil(round_half_up(r['procent'], 1) + 0.0, 1)} %, "
    return (
        f"{naam}: {getal(r['waarde'], decimalen)}{voorlopig(r['status'])} {wanneer(r['periode'])}, tegen "
        f"{getal(r['vorige'], decimalen)} {wanneer(r['vorige_periode'])} ({procent}beide volgens {r['editie']})."
    )
