"""The profile of a wijk in figures and sentences: what is known of it, and where it lies among the other wijken."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import einde_van, getal, opsomming, wanneer
from ezlib.zinnen import geen_cijfer, meervoud, van, voorlopig
from ezlib.zinnen.onderwijs import HBO_WO, KLEIN

CEL = ["indicator_id", "kenmerk", "kenmerkwaarde"]


def pagina(notebook: str, code: str) -> str:
    """Name of the page of one wijk, without extension; a stable address.

    >>> pagina("70-wijkprofiel", "WK000301")
    '70-wijkprofiel-WK000301'
    """
    return f"{notebook}-{code}"


def adressen(notebook: str, kader: dict[str, Any]) -> dict[str, str]:
    """Address of each profile, by code of the wijk."""
    return {code: f"{pagina(notebook, code)}.html" for code in namen(kader)}


def namen(kader: dict[str, Any]) -> dict[str, str]:
    """Name of each wijk with a page, by code; empty where no figure of a wijk is known."""
    return kader["wijken"].get("namen", {})


def kies(kader: dict[str, Any], wijk: str) -> tuple[str, str]:
    """Code and name of a wijk; without a code (in JupyterLab) the first one.

    >>> kies({"wijken": {"namen": {"WK1": "Noord"}}}, "")
    ('WK1', 'Noord')
    """
    code = wijk or next(iter(namen(kader)), "")
    return code, namen(kader).get(code, code)


def binnen(frame: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Rows on the boundaries of the profiles: wijken and buurten of other boundary years are other places.

    The gemeente as a whole has no such boundaries and stays.
    """
    begin, einde = kader["wijken"].get("indeling", (0, -1))
    klein = frame["gebied_type"].isin(["wijk", "buurt"])
    eigen = frame["gebied_code"].str[2:6] == kader["gemeente"][2:]
    op_grens = klein & eigen & frame["indeling"].between(begin, einde)
    return frame[op_grens | (frame["gebied_code"] == kader["gemeente"])]


def laatste_van(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    """Latest row of an area per indicator and breakdown; a later period that its source left empty does not count.

    A figure that we suppressed does count: it is not there to protect somebody, not because it is unknown.
    """
    eigen = frame[frame["gebied_code"] == code]
    eigen = eigen.assign(_leeg=eigen["ontbreekt"].isin(["onbekend"]), _op=eigen["periode"].map(einde_van))
    eigen = eigen.sort_values(["_leeg", "_op"], ascending=[True, False], kind="stable").drop_duplicates(CEL)
    return eigen.sort_index().drop(columns=["_leeg", "_op"])


def inwoners_van(frame: pd.DataFrame, code: str, periode: str) -> float:
    """Inhabitants of an area in the year of a figure, else the nearest known before it, else after; missing if unknown.

    A wijk grows: a share of 2022 is of the people of 2022.
    """
    rijen = van(frame, indicator_id="inwoners", gebied_code=code).sort_values("periode")
    toen = rijen[rijen["periode"].str[:4] <= periode[:4]]
    rij = toen.iloc[-1:] if len(toen) else rijen.iloc[:1]
    return float(rij["waarde"].iloc[0]) if len(rij) else float("nan")


def plaats(rij: Any, frame: pd.DataFrame, toen: pd.DataFrame) -> dict[str, Any]:
    """Place of one real figure among the wijken and against the gemeente, on the same date and from the same source.

    Parameters
    ----------
    rij
        Row of a wijk, from `laatste_van`.
    frame, toen
        Observations and their history on the boundaries of the profiles (`binnen`).

    Returns
    -------
    `waarden`: the values of the wijken that count, by code; `stad`: that of the gemeente, or None; `rang` and `van`:
    the place from large to small, 0 where the wijk is not ranked. A share of few people says little: in figures that
    are no count, wijken with fewer than 1,000 inhabitants do not count, nor do those of which that is unknown.
    """
    zelfde = {k: getattr(rij, k) for k in [*CEL, "periode", "bron_id"]}
    wijken = van(frame[frame["gebied_type"] == "wijk"], **zelfde)
    waarden = dict(zip(wijken["gebied_code"], wijken["waarde"], strict=True))
    if rij.eenheid != "aantal":
        waarden = {c: w for c, w in waarden.items() if inwoners_van(frame, c, rij.periode) >= KLEIN}
    stad = van(pd.concat([frame, toen], ignore_index=True), **zelfde)
    stad = stad.loc[stad["gebied_type"] == "gemeente", "waarde"]
    telt = rij.gebied_code in waarden and len(waarden) > 1
    return {
        "waarden": waarden,
        "stad": float(stad.iloc[0]) if len(stad) else None,
        "rang": 1 + sum(w > rij.waarde for w in waarden.values()) if telt else 0,
        "van": len(waarden),
    }


def kern(frame: pd.DataFrame, toen: pd.DataFrame, kader: dict[str, Any], code: str, naam: str) -> str:
    """Answer in three sentences: how many people and dwellings, and how many of them have hbo or wo."""
    if not code:
        return geen_cijfer("wijken", kader)
    rijen = {
        (r.indicator_id, r.kenmerkwaarde): r
        for r in laatste_van(van(frame[frame["herkomst"] != "fictief"]), code).itertuples()
    }
    zinnen = []
    if mensen := rijen.get(("inwoners", "totaal")):
        stad = plaats(mensen, frame, toen)["stad"]
        deel = f", {getal(100 * mensen.waarde / stad, 1)} % van {kader['naam']}" if stad else ""
        zinnen.append(f"{naam} heeft {getal(mensen.waarde)} inwoners {wanneer(mensen.periode)}{deel}.")
    if huizen := rijen.get(("woningen", "totaal")):
        zinnen.append(
            f"Er staan {getal(huizen.waarde)} woningen{voorlopig(huizen.status)} ({wanneer(huizen.periode)})."
        )
    if hoog := rijen.get(("opleidingsniveau_bewoners", HBO_WO)):
        stad = plaats(hoog, frame, toen)["stad"]
        tegen = f"; in {kader['naam']} is dat {getal(stad)} %" if stad is not None else ""
        onzeker = (
            " Er woonden toen weinig mensen, dus dat cijfer is onzeker." if _is_klein(frame, code, hoog.periode) else ""
        )
        zinnen.append(
            f"Van de inwoners van 15 tot 75 jaar heeft {getal(hoog.waarde)} % hbo of wo "
            f"({wanneer(hoog.periode)}){tegen}.{onzeker}"
        )
    return " ".join(zinnen) or f"Over {naam} is geen enkel cijfer bekend dat niet is verzonnen."


def _is_klein(frame: pd.DataFrame, code: str, periode: str) -> bool:
    return inwoners_van(frame, code, periode) < KLEIN


def zin_grenzen(kader: dict[str, Any]) -> str:
    """On which boundaries the profiles stand, in a sentence."""
    if not namen(kader):
        return ""
    begin, einde = kader["wijken"]["indeling"]
    jaren = str(begin) if begin == einde else f"{begin} tot en met {einde}"
    return (
        f"Deze profielen staan op de grenzen van {jaren}. Een wijk met dezelfde code in een ander jaar kan een andere plek "
        "zijn. Daarom staan hier alleen cijfers op deze grenzen."
    )


def let_op_klein(frame: pd.DataFrame, kader: dict[str, Any], code: str, naam: str) -> str:
    """Warn where few people live: then a share jumps easily, and the wijk is not ranked."""
    aandelen = van(frame[frame["gebied_type"].eq("wijk") & frame["eenheid"].ne("aantal")])
    aandelen = aandelen[aandelen["herkomst"] != "fictief"]
    if aandelen.empty:
        return ""
    periode = aandelen["periode"].max()
    klein = [n for c, n in namen(kader).items() if _is_klein(frame, c, periode)]
    zinnen = []
    if _is_klein(frame, code, periode):
        zinnen.append(
            f"**Let op: in {naam} woonden maar {getal(inwoners_van(frame, code, periode))} mensen {wanneer(periode)}.** Een "
            "aandeel kan hier van jaar op jaar springen. Het krijgt daarom geen plaats onder de wijken."
        )
    if anders := [n for n in klein if n != naam]:
        zinnen.append(
            f"Bij aandelen {meervoud(len(anders), 'doet', 'doen')} {opsomming(anders)} niet mee in de plaats: daar woonden "
            f"{wanneer(periode)} minder dan {getal(KLEIN)} mensen."
        )
    return " ".join(zinnen)


def kern_overzicht(inwoners: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Answer of the page that leads to the profiles: how many wijken, the largest and the smallest."""
    if not namen(kader):
        return geen_cijfer("wijken", kader)
    begin, einde = kader["wijken"]["indeling"]
    wanneer_geldig = f"in {begin}" if begin == einde else f"van {begin} tot en met {einde}"
    aantal = len(namen(kader))
    zin = f"{kader['naam']} {meervoud(aantal, 'had 1 wijk', f'had {aantal} wijken')} {wanneer_geldig}."
    wijken = van(binnen(inwoners, kader), gebied_type="wijk").sort_values("periode")
    wijken = wijken[wijken["periode"] == wijken["periode"].max()]
    if len(wijken) < 2:
        return zin
    groot, klein = wijken.loc[wijken["waarde"].idxmax()], wijken.loc[wijken["waarde"].idxmin()]
    return (
        f"{zin} {groot['gebied_naam']} is de grootste met {getal(groot['waarde'])} inwoners, {klein['gebied_naam']} de "
        f"kleinste met {getal(klein['waarde'])} ({wanneer(groot['periode'])}). Elke wijk heeft een eigen pagina."
    )


def andere_indeling(inwoners: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say that figures on other boundaries are known too, and why they are not here."""
    begin, einde = kader["wijken"].get("indeling", (0, -1))
    eigen = inwoners[(inwoners["gebied_type"] == "wijk") & (inwoners["gebied_code"].str[2:6] == kader["gemeente"][2:])]
    anders = eigen[~eigen["indeling"].between(begin, einde)]
    if anders.empty:
        return ""
    delen = [f"{jaar} ({len(set(r['gebied_code']))} wijken)" for jaar, r in anders.groupby("indeling", sort=True)]
    return (
        f"Er zijn ook cijfers over wijken in de indeling van {opsomming(delen)}. Of die grenzen gelijk zijn, is niet "
        "vastgelegd. Die cijfers staan daarom alleen in de tabel waarnemingen.csv, bij hun eigen indeling."
    )
