"""The areas an edition speaks of: home gemeente, its region and comparison towns, Nederland."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

LAND_CODE, LAND_NAAM = "NL00", "Nederland"


@dataclass(frozen=True)
class Kader:
    """Areas of one edition.

    Attributes
    ----------
    gemeente, naam
        CBS code and name of the home gemeente.
    regio
        `{"code", "naam", "leden"}`, or empty where no region is known.
    vergelijking
        Name of a group of towns -> CBS codes, without the home gemeente.
    """

    gemeente: str
    naam: str
    regio: dict[str, Any] = field(default_factory=dict)
    vergelijking: dict[str, list[str]] = field(default_factory=dict)

    @property
    def gemeenten(self) -> list[str]:
        """Codes of every gemeente that may be shown."""
        return sorted({self.gemeente, *(c for groep in self.vergelijking.values() for c in groep)})

    def groep_van(self, code: str) -> str:
        """Name of the first comparison group that a code belongs to, or an empty string."""
        return next((groep for groep, codes in self.vergelijking.items() if code in codes), "")


def beperk(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Keep the home gemeente with its wijken and buurten, and the comparison towns as a whole.

    >>> f = pd.DataFrame({"gebied_type": ["gemeente", "wijk", "wijk"], "gebied_code": ["GM0003", "WK000300", "WK001400"]})
    >>> beperk(f, Kader("GM0003", "Appingedam")).gebied_code.tolist()
    ['GM0003', 'WK000300']
    """
    eigen = feiten["gebied_code"].str[2:6] == kader.gemeente[2:]
    vergelijk = feiten["gebied_type"].eq("gemeente") & feiten["gebied_code"].isin(kader.gemeenten)
    return feiten[(eigen & feiten["gebied_type"].isin(["gemeente", "wijk", "buurt"])) | vergelijk]


def bovengebieden(kader: Kader) -> list[tuple[str, str, str, list[str] | None]]:
    """Areas that no source has a row for: (gebied_type, code, naam, leden); leden None is all gemeenten."""
    boven: list[tuple[str, str, str, list[str] | None]] = [("land", LAND_CODE, LAND_NAAM, None)]
    if kader.regio:
        boven.append(("regio", kader.regio["code"], kader.regio["naam"], kader.regio["leden"]))
    return boven


def tel_op(gemeenten: pd.DataFrame, kader: Kader, *, waarden: list[str], per: list[str]) -> pd.DataFrame:
    """Sum columns over the gemeenten of Nederland and of the region.

    Parameters
    ----------
    gemeenten
        One row a gemeente and `per`; with gebied_code and the columns `waarden`.
    per
        Columns that stay apart (periode, kenmerkwaarde, indeling, ...).

    Returns
    -------
    DataFrame keyed by gebied_code and `per`. A region of which a member is missing is left out: part of a region
    would pass for the whole.

    >>> g = pd.DataFrame({"gebied_code": ["GM1", "GM2"], "periode": "2020", "waarde": [1.0, 2.0]})
    >>> tel_op(g, Kader("GM1", "A"), waarden=["waarde"], per=["periode"]).waarde.tolist()
    [3.0]
    """
    delen = []
    for soort, code, naam, leden in bovengebieden(kader):
        rijen = gemeenten if leden is None else gemeenten[gemeenten["gebied_code"].isin(leden)]
        som = rijen.groupby(per, as_index=False).agg(**{w: (w, "sum") for w in waarden}, _n=("gebied_code", "nunique"))
        if leden is not None:
            som = som[som["_n"] == len(leden)]
        delen.append(som.drop(columns="_n").assign(gebied_type=soort, gebied_code=code, gebied_naam=naam))
    return pd.concat(delen, ignore_index=True)


def kies_kader(gemeente: str, namen: dict[str, str], feiten: pd.DataFrame, gebieden: dict[str, Any]) -> Kader:
    """Choose the areas beside the home gemeente: its region, similar towns and, for a groeikern, the groeikernen.

    Towns are similar by `gebieden.yml`; for a gemeente without a choice there, the six nearest in inhabitants.
    """
    regio = next(
        (
            {"code": code, "naam": r["naam"], "leden": list(r["leden"])}
            for code, r in gebieden["regios"].items()
            if gemeente in r["leden"]
        ),
        {},
    )
    vergelijking = gebieden["vergelijking"]
    gelijk = vergelijking["vergelijkbaar"].get(gemeente) or _naar_inwoners(gemeente, feiten)
    groepen = {"Vergelijkbare steden": gelijk}
    if gemeente in vergelijking["groeikernen"]:
        groepen["Groeikernen"] = [c for c in vergelijking["groeikernen"] if c not in gelijk]
    schoon = {g: [c for c in codes if c != gemeente and c in namen] for g, codes in groepen.items()}
    return Kader(gemeente, namen[gemeente], regio, schoon)


def _naar_inwoners(gemeente: str, feiten: pd.DataFrame, *, aantal: int = 6) -> list[str]:
    """The gemeenten nearest in inhabitants in the newest table that has them all."""
    inwoners = feiten[(feiten["onderwerp"] == "inwoners") & (feiten["gebied_type"] == "gemeente")]
    inwoners = inwoners[inwoners["waarde"].notna() & inwoners["bron_id"].str.startswith("cbs_")]
    laatste = inwoners[inwoners["periode"] == inwoners["periode"].max()].set_index("gebied_code")["waarde"]
    if gemeente not in laatste:
        return []
    verschil = (laatste / laatste[gemeente]).sub(1).abs().drop(gemeente)
    return sorted(verschil.nsmallest(aantal).index)
