"""Flags: what stands out in the observations of one indicator but may be right. A flag warns, it never stops a run.

Three kinds: a jump beyond the figure's own history, a break in its definition (declared in keuring.yml), and a latest
figure that is old. Fictive figures carry none. What cannot be right stops earlier: see `ezlib.tidy.keuring`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from ezlib.definitions import Indicator
from ezlib.indicators.kader import Kader
from ezlib.taal import einde_van, getal, is_oud, periode_label, verschil, wanneer

KOLOMMEN = [
    "indicator_id",
    "gebied_type",
    "gebied_code",
    "gebied_naam",
    "periode",
    "kenmerk",
    "kenmerkwaarde",
    "soort",
    "zin",
]
SPRONG, BREUK, OUD = "sprong", "breuk", "oud"
DAGEN_PER_JAAR = 365.25


def maak_signalen(
    waarnemingen: pd.DataFrame,
    historie: pd.DataFrame,
    *,
    indicator: Indicator,
    kader: Kader,
    jaar: int,
    regels: Mapping[str, Any],
    reeksen: Mapping[str, str],
    label: Callable[[str, str], str] = lambda kenmerk, waarde: waarde,
) -> pd.DataFrame:
    """Flags of the home gemeente, its wijken and buurten in one indicator.

    Parameters
    ----------
    waarnemingen, historie
        What was published, and what other publications said of the same cells (columns of `ezlib.indicators`).
    regels
        The block `signalen` of keuring.yml.
    reeksen
        bron_id -> kind of table ("CBS kwb"): tables of one kind continue each other from year to year.
    label
        Dutch words of a kenmerkwaarde.

    Returns
    -------
    DataFrame with `KOLOMMEN`, one row a flag; `zin` says in Dutch what stands out and what to do. Empty where nothing does.
    """
    eigen = [_eigen(frame, kader, reeksen) for frame in (waarnemingen, historie)]
    rijen = [
        *_sprongen(eigen[0], pd.concat(eigen, ignore_index=True), indicator, kader, regels["sprong"], label),
        *_breuken(eigen[0], indicator, kader, regels["breuken"]),
        *_oud(eigen[0], indicator, jaar),
    ]
    return pd.DataFrame([{"indicator_id": indicator.id} | rij for rij in rijen], columns=KOLOMMEN).astype("str")


def _eigen(frame: pd.DataFrame, kader: Kader, reeksen: Mapping[str, str]) -> pd.DataFrame:
    """Figures of the home gemeente that are not made up, with their moment in years and the kind of their table."""
    hier = frame["gebied_code"].str[2:6] == kader.gemeente[2:]
    echt = frame[hier & frame["waarde"].notna() & (frame["herkomst"] != "fictief")]
    dagen = [dt.date.fromisoformat(einde_van(p)).toordinal() for p in echt["periode"]]
    return echt.assign(
        tijd=pd.Series(dagen, index=echt.index, dtype="float64") / DAGEN_PER_JAAR,
        reeks=echt["bron_id"].map(reeksen).fillna(echt["bron_id"]),
    )


def _plek(rij: Any, soort: str, zin: str) -> dict[str, Any]:
    velden = ("gebied_type", "gebied_code", "gebied_naam", "periode", "kenmerk", "kenmerkwaarde")
    return {veld: getattr(rij, veld) for veld in velden} | {"soort": soort, "zin": zin}


def _sprongen(
    nu: pd.DataFrame,
    alles: pd.DataFrame,
    indicator: Indicator,
    kader: Kader,
    regel: Mapping[str, float],
    label: Callable[[str, str], str],
) -> Iterator[dict[str, Any]]:
    """The last change of a series that can be computed against the median of those before it.

    A code of a wijk or buurt may mean another place in another boundary year, so a series stays within one span.
    """
    punten = indicator.eenheid == "%"
    minimum = regel["minimum_punten"] if punten else regel["minimum_pct"]
    cel = ["gebied_code", "kenmerk", "kenmerkwaarde"]
    alle = dict(iter(alles.assign(span=span(alles, kader)).groupby([*cel, "span"])))
    for sleutel, reeks in nu.assign(span=span(nu, kader)).groupby([*cel, "span"], sort=True):
        if reeks["tijd"].nunique() < regel["jaren"] + 2:
            continue
        per_moment = reeks.sort_values(["tijd", "indeling"]).drop_duplicates("tijd", keep="last")
        stappen = _veranderingen(per_moment, alle[sleutel], punten=punten)
        eerder = [abs(s["verandering"]) for s in stappen[:-1]]
        if len(eerder) < regel["jaren"]:
            continue
        sprong = stappen[-1]
        laatste = reeks.loc[reeks["tijd"] == sprong["tot"]].iloc[0]
        gewoon = float(pd.Series(eerder).median())
        if abs(sprong["verandering"]) > max(minimum, regel["factor"] * gewoon):
            woord = "procentpunt" if punten else "%"
            wat = indicator.naam + (
                "" if laatste.kenmerk == "totaal" else f", {label(laatste.kenmerk, laatste.kenmerkwaarde)}"
            )
            yield _plek(
                laatste,
                SPRONG,
                f"{wat}, {laatste.gebied_naam}: {wanneer(laatste.periode)} {getal(laatste.waarde, indicator.decimalen)}. "
                f"Dat is {verschil(sprong['verandering'], 1)} {woord} per jaar sinds {periode_label(sprong['van'])}; in de jaren "
                f"ervoor was het meestal {getal(gewoon, 1)}. Ga na of dit klopt.",
            )


def span(frame: pd.DataFrame, kader: Kader) -> pd.Series:
    """What an area code may be compared over: a gemeente and more always, a wijk or buurt within equal boundary years."""
    vast = {jaar: van for van, tot in kader.gelijk for jaar in range(van, tot + 1)}
    return (
        frame["indeling"]
        .map(lambda jaar: vast.get(jaar, jaar))
        .mask(frame["gebied_type"].isin(["land", "regio", "gemeente"]), 0)
    )


def _veranderingen(reeks: pd.DataFrame, alles: pd.DataFrame, *, punten: bool) -> list[dict[str, Any]]:
    """Change per year (% or percentage points) between figures that follow each other.

    Both from one publication, the last that has them; else from two tables of one kind. Two publications of one source
    are not compared: a later one may have revised.
    """
    stappen = []
    for van, tot in pairwise(reeks.itertuples()):
        paren = alles[alles["tijd"] == van.tijd].merge(
            alles[alles["tijd"] == tot.tijd], on="editie", suffixes=("_a", "_b")
        )
        if len(paren):
            a, b = paren.sort_values("editie")[["waarde_a", "waarde_b"]].iloc[-1]
        elif van.reeks == tot.reeks and van.bron_id != tot.bron_id:
            a, b = van.waarde, tot.waarde
        else:
            continue
        jaren = tot.tijd - van.tijd
        if not punten and (a <= 0 or b < 0):
            continue
        verandering = (b - a) / jaren if punten else 100 * ((b / a) ** (1 / jaren) - 1)
        stappen.append({"verandering": verandering, "van": van.periode, "tot": tot.tijd})
    return stappen


def _breuken(
    nu: pd.DataFrame, indicator: Indicator, kader: Kader, breuken: list[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """A declared break that the shown figures pass: they are there from before and from after it."""
    for breuk in breuken:
        if indicator.id not in breuk.get("indicatoren", (indicator.id,)):
            continue
        if kader.gemeente not in breuk.get("gemeenten", (kader.gemeente,)):
            continue
        rijen = nu[nu["gebied_type"].isin(breuk.get("niveaus", ("gemeente", "wijk", "buurt")))]
        if "lezer" in breuk:
            rijen = rijen[rijen["reeks"].str.endswith(f" {breuk['lezer']}")]
        voor = rijen["periode"].str[:4] < breuk["vanaf"][:4]
        reeksen = voor.groupby([rijen["kenmerk"], rijen["kenmerkwaarde"]])
        na = rijen[~voor & reeksen.transform("any")]
        if len(na):
            eerste = na.sort_values(["periode", "gebied_code"]).iloc[0]
            plek = {"gebied_type": "gemeente", "gebied_code": kader.gemeente, "gebied_naam": kader.naam}
            geheel = {"kenmerk": "totaal", "kenmerkwaarde": "totaal"}
            yield _plek(eerste, BREUK, f"{indicator.naam}: {breuk['zin']}") | plek | geheel


def _oud(nu: pd.DataFrame, indicator: Indicator, jaar: int) -> Iterator[dict[str, Any]]:
    """The latest figure of the gemeente as a whole, or of its parts where it has none, when it is over 18 months old."""
    geheel = nu[nu["gebied_type"] == "gemeente"]
    rijen = (geheel if len(geheel) else nu).sort_values(["tijd", "kenmerk"], kind="stable")
    if len(rijen) and is_oud(rijen["periode"].iloc[-1], jaar):
        laatste = rijen[rijen["periode"] == rijen["periode"].iloc[-1]].iloc[0]
        zin = f"{indicator.naam}: het nieuwste cijfer gaat over {periode_label(laatste['periode'])} en is ouder dan 18 maanden."
        yield _plek(laatste, OUD, zin)
