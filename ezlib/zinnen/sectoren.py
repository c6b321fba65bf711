"""Sentences on figures by sector: in which version of the SBI they stand, and how each sector changed."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, opsomming, round_half_up, verschil
from ezlib.zinnen import is_fictief, van


def _woord(editie: str) -> str:
    """Words of the SBI in a publication, "" where it names none."""
    gevonden = re.search(r"\((SBI [^)]*)\)$", editie)
    return gevonden[1].split(", peildatum")[0] if gevonden else ""


def _versies(frame: pd.DataFrame) -> list[str]:
    """Words of the SBI in the publications with a figure, in order of period, each once."""
    eigen = frame[frame["waarde"].notna()].sort_values("periode", kind="stable")
    return [woord for woord in dict.fromkeys(map(_woord, eigen["editie"])) if woord]


def sbi_per_periode(frame: pd.DataFrame) -> dict[str, str]:
    """Per period the version of the SBI in brackets, for a table by sector; {} while all stand in one.

    >>> f = pd.DataFrame({"periode": ["2025-01-01", "2026-01-01"], "editie": ["Register (SBI 2008)", "Register (SBI 2025)"]})
    >>> sbi_per_periode(f), sbi_per_periode(f[:1])
    ({'2025-01-01': ' (SBI 2008)', '2026-01-01': ' (SBI 2025)'}, {})
    """
    woorden = {p: _woord(e) for p, e in zip(frame["periode"], frame["editie"], strict=True)}
    return {p: f" ({w})" for p, w in woorden.items() if w} if len(set(woorden.values())) > 1 else {}


def in_sbi(frame: pd.DataFrame) -> str:
    """Version of the SBI for behind a subtitle: " (SBI 2008)"; nothing while the register knows one version only.

    >>> f = pd.DataFrame({"waarde": [1.0, 2.0], "periode": ["2025-01-01", "2026-01-01"],
    ...                   "editie": ["Register (SBI 2008)", "Register (SBI 2025)"]})
    >>> in_sbi(f), in_sbi(f[:1]), in_sbi(f[:1].assign(editie="Register"))
    (' (SBI 2008; SBI 2025)', ' (SBI 2008)', '')
    """
    woorden = _versies(frame)
    return f" ({'; '.join(woorden)})" if woorden else ""


def zin_versies(frame: pd.DataFrame) -> str:
    """Say why figures by sector break off where the SBI changed, or that they are partly estimated; else nothing."""
    eigen = frame[(frame["kenmerk"] == "sector") & frame["waarde"].notna()]
    woorden = _versies(eigen)
    if not woorden or is_fictief(eigen):
        return ""
    zinnen = []
    if eigen["editie"].nunique() > 1:
        zinnen.append(
            f"De reeks per sector breekt af waar de indeling van bedrijven (SBI) veranderde: {opsomming(woorden)}. Bedrijven "
            "kregen een andere code en een deel van de codes werd gesplitst. Groei over die grens is niet te vergelijken, "
            "en staat er daarom niet."
        )
    else:
        zinnen.append(f"Alle jaren staan in {woorden[0]}, zodat zij te vergelijken zijn.")
    dagen = sorted(eigen.loc[eigen["herkomst"] == "geschat", "periode"].unique())
    if dagen:
        zinnen.append(
            f"Cijfers vanaf {datum(dagen[0])} zijn deels geschat: codes zijn omgerekend, en bedrijven met een gesplitste "
            "code zijn verdeeld naar banen."
        )
    return " ".join(zinnen)


def groei_sectoren(frame: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Change of each sector of the gemeente since the peildatum before the latest, in percents.

    Returns
    -------
    DataFrame keyed by kenmerkwaarde: periode, vorige_periode, procent, and `ontbreekt` where there is none:
    niet-vergelijkbaar (the two dates are different publications), else the reason of the figure that is missing.
    """
    eigen = frame[(frame["gebied_code"] == kader["gemeente"]) & (frame["kenmerk"] == "sector")].sort_values("periode")
    rijen = []
    for sector, reeks in eigen.groupby("kenmerkwaarde", sort=True):
        if len(reeks) < 2:
            continue
        oud, nu = reeks.iloc[-2], reeks.iloc[-1]
        reden = "niet-vergelijkbaar" if oud["editie"] != nu["editie"] else nu["ontbreekt"] or oud["ontbreekt"]
        procent = float("nan") if reden or not oud["waarde"] else 100 * (nu["waarde"] - oud["waarde"]) / oud["waarde"]
        reden = reden or ("onbekend" if procent != procent else "")
        rijen.append((sector, nu["periode"], oud["periode"], procent, reden))
    return pd.DataFrame(rijen, columns=["kenmerkwaarde", "periode", "vorige_periode", "procent", "ontbreekt"])


def zin_groei_sectoren(frame: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """Tell how much each sector changed since the peildatum before, or that the two cannot be compared."""
    groei = groei_sectoren(frame, kader)
    if is_fictief(van(frame)) or groei.empty:
        return ""
    tussen = f"van {datum(groei['vorige_periode'].iloc[0])} naar {datum(groei['periode'].iloc[0])}"
    if (groei["ontbreekt"] == "niet-vergelijkbaar").all():
        return f"Verandering per sector {tussen}: niet te vergelijken, door een andere indeling van bedrijven (SBI)."
    delen = [
        f"{definities.label('sector', r.kenmerkwaarde)} {verschil(round_half_up(r.procent, 0) + 0.0, 0)} %"
        for r in groei[groei["ontbreekt"] == ""].itertuples()
    ]
    return f"Verandering per sector {tussen}: {opsomming(delen)}." if delen else ""
