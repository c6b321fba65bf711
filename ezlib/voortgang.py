"""What became of the policy: results, actions, policies and targets of `definitions/voortgang.yml` as tables.

The file belongs to one gemeente; another has an empty mapping (`Definities.voortgang_van`), and every function here
gives an empty table for it. A judgement counts from the edition that is made in its year: the edition over JAAR is
made in JAAR + 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ezlib.schema_voortgang import STANDEN

NOG = "nog te beoordelen"
ONDERDELEN = ["id", "actiepunt", "notebook", "naam", "stand", "datum", "bewijs", "wie", "plek"]
BELEID = [
    "id",
    "naam",
    "waarover",
    "van",
    "tot",
    "stand",
    "vernieuwen",
    "opvolger",
    "indicatoren",
    "notebook",
    "bron",
    "noot",
]
VIGEREND, VERLOPEN, OPGEVOLGD, ONBEKEND = "vigerend", "verlopen", "opgevolgd", "looptijd onbekend"
BELEIDSSTANDEN = (VIGEREND, VERLOPEN, OPGEVOLGD, ONBEKEND)


def resultaten(voortgang: Mapping[str, Any], *, jaar: int) -> pd.DataFrame:
    """The results that the paper promised, with their state in the edition over `jaar`.

    Returns
    -------
    DataFrame keyed by id with `ONDERDELEN`, all text, in the order of the file. Who was not judged, or later than the
    edition, is "nog te beoordelen" and has no date or evidence.
    """
    return _onderdelen(voortgang, "resultaten", jaar)


def acties(voortgang: Mapping[str, Any], *, jaar: int) -> pd.DataFrame:
    """The short-term actions of the paper, as `resultaten`."""
    return _onderdelen(voortgang, "acties", jaar)


def _onderdelen(voortgang: Mapping[str, Any], soort: str, jaar: int) -> pd.DataFrame:
    rijen = []
    for nummer, punt in voortgang.get("actiepunten", {}).items():
        for deel in punt[soort]:
            rij = {"stand": NOG, "datum": "", "bewijs": "", "plek": punt["plek"]} | deel
            if rij["datum"][:4] > str(jaar + 1):
                rij |= {"stand": NOG, "datum": "", "bewijs": ""}
            rijen.append(rij | {"actiepunt": nummer, "notebook": punt["notebook"]})
    return pd.DataFrame(rijen, columns=ONDERDELEN)


def telling(onderdelen: pd.DataFrame) -> dict[str, int]:
    """How many parts stand where, for every state, in the order in which they are told.

    >>> telling(pd.DataFrame({"stand": ["deels", "deels"]}))["deels"]
    2
    """
    return {stand: int((onderdelen["stand"] == stand).sum()) for stand in STANDEN}


def beleid(voortgang: Mapping[str, Any], *, jaar: int) -> pd.DataFrame:
    """The policies that had begun by 1 January after the verslagjaar, with their state on that day.

    Returns
    -------
    DataFrame keyed by id with `BELEID`. `stand` is vigerend, verlopen, opgevolgd or "looptijd onbekend" (no end is
    known); `vernieuwen` whether a term ends within twelve months after the verslagjaar, or has ended without a known
    successor; `opvolger` the name of the policy that took over.
    """
    dag = f"{jaar + 1}-01-01"
    alle = voortgang.get("beleid", {})
    rijen = [_beleidsrij(slug, blok, alle, dag) for slug, blok in alle.items() if blok.get("van", "") <= dag]
    return pd.DataFrame(rijen, columns=BELEID)


def _beleidsrij(slug: str, blok: Mapping[str, Any], alle: Mapping[str, Any], dag: str) -> dict[str, Any]:
    opvolger = alle.get(blok.get("opgevolgd_door", ""), {})
    over_een_jaar = f"{int(dag[:4]) + 1}{dag[4:]}"
    if opvolger and opvolger.get("van", "") <= dag:
        stand = OPGEVOLGD
    elif "tot" not in blok:
        stand = ONBEKEND
    else:
        stand = VERLOPEN if blok["tot"] < dag else VIGEREND
    vernieuwen = stand == VERLOPEN or (stand == VIGEREND and blok["tot"] < over_een_jaar)
    leeg = dict.fromkeys(("van", "tot", "notebook", "noot"), "")
    return (
        leeg
        | dict(blok)
        | {
            "id": slug,
            "stand": stand,
            "vernieuwen": vernieuwen,
            "opvolger": opvolger.get("naam", "") if stand == OPGEVOLGD else "",
            "indicatoren": tuple(blok.get("indicatoren", ())),
        }
    )


def streefwaarde(voortgang: Mapping[str, Any], indicator_id: str, *, jaar: int) -> dict[str, Any] | None:
    """The target that was decided for an indicator by the end of the edition's year; None is the rule, so no light.

    >>> besluit = {"indicator": "banen", "waarde": 5.0, "jaar": 2030, "datum": "2025-06-01"}
    >>> streefwaarde({"streefwaarden": [besluit]}, "banen", jaar=2025)["waarde"]
    5.0
    >>> streefwaarde({"streefwaarden": [besluit]}, "banen", jaar=2023) is None
    True
    """
    passend = [
        s
        for s in voortgang.get("streefwaarden", ())
        if s["indicator"] == indicator_id and s["datum"][:4] <= str(jaar + 1)
    ]
    return max(passend, key=lambda s: s["datum"], default=None)


def feiten(voortgang: Mapping[str, Any]) -> pd.DataFrame:
    """Counts of results, actions and policies on each 1 January since the paper's year, and its budget, as figures.

    Returns
    -------
    DataFrame with periode, onderwerp, kenmerk, kenmerkwaarde, waarde (count; euro for the budget); up to the year in
    which the file was last gone through, since nothing is known of later.
    """
    if not voortgang:
        return pd.DataFrame(columns=["periode", "onderwerp", "kenmerk", "kenmerkwaarde", "waarde"])
    eerste, laatste = voortgang["resultaten_voor"], dt.date.fromisoformat(voortgang["bijgewerkt"]).year - 1
    rijen = []
    for jaar in range(min(eerste, laatste), laatste + 1):
        dag = f"{jaar + 1}-01-01"
        for onderwerp, frame in (
            ("voortgang_resultaten", resultaten(voortgang, jaar=jaar)),
            ("voortgang_acties", acties(voortgang, jaar=jaar)),
        ):
            rijen += [(dag, onderwerp, "stand", stand.replace(" ", "_"), n) for stand, n in telling(frame).items()]
        standen = beleid(voortgang, jaar=jaar)["stand"]
        rijen += [
            (dag, "beleid_actueel", "beleidsstand", s.replace(" ", "_"), int((standen == s).sum()))
            for s in BELEIDSSTANDEN
        ]
    budget = voortgang["budget"]
    rijen += [
        (f"{eerste + 1}-01-01", "budget_actieagenda", "budget", soort, budget[soort])
        for soort in ("nodig", "beschikbaar", "tekort")
    ]
    return pd.DataFrame(rijen, columns=["periode", "onderwerp", "kenmerk", "kenmerkwaarde", "waarde"]).astype(
        {"waarde": "float64"}
    )
