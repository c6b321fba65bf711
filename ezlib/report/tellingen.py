"""Counts of one thing by several counters, side by side: register, CBS, KvK, BBV (`definitions/tellingen.yml`)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.indicators import echte
from ezlib.store import Lezer
from ezlib.taal import GEEN_CIJFER, getal, periode_label
from ezlib.zinnen import van, voorlopig
from ezlib.zinnen.tellingen import gedeelde_perioden

MAX_PEILDATA = 3
KOLOMMEN = ["wie", "periode", "waarde", "status", "editie"]


def onderwerp(lezer: Lezer, slug: str) -> str:
    """Name of a subject, as a reader sees it."""
    return lezer.definities.tellingen[slug]["naam"]


def cijfers(lezer: Lezer, slug: str) -> pd.DataFrame:
    """Real totals of the home gemeente of one subject.

    Returns
    -------
    DataFrame keyed by wie and periode, in the order of the definitions and of time, with waarde (as published), status
    and editie; no row for a count that has no figure.
    """
    delen = [pd.DataFrame(columns=KOLOMMEN).astype({"waarde": "float64"})]
    for telling in lezer.definities.tellingen[slug]["wie_telt"]:
        if "indicator" in telling:
            frame = echte(lezer.waarnemingen(telling["indicator"]))
            eigen = van(frame, gebied_code=lezer.gemeente, kenmerk="totaal").sort_values("periode")
            delen.append(eigen.assign(wie=telling["wie"])[KOLOMMEN])
    return pd.concat([d for d in delen if len(d)] or delen[:1], ignore_index=True)


def tabel_cijfers(lezer: Lezer, slug: str) -> Any:
    """Table with a row per count and a column per peildatum: those that counts share, else the latest of each."""
    frame = cijfers(lezer, slug)
    perioden = gedeelde_perioden(frame) or sorted(frame.groupby("wie")["periode"].max().unique())
    perioden = sorted({*perioden, *frame["periode"].sort_values()[-1:]})[-MAX_PEILDATA:]
    regels = []
    for telling in lezer.definities.tellingen[slug]["wie_telt"]:
        eigen = frame[frame["wie"] == telling["wie"]].set_index("periode")
        cellen = {p: _cel(eigen.loc[p]) if p in eigen.index else GEEN_CIJFER for p in perioden}
        bron = ", ".join(sorted(set(eigen.loc[eigen.index.isin(perioden), "editie"])))
        regels.append({"wie": telling["wie"], **cellen, "bron": bron or _waarom(lezer, telling)})
    kolommen = {"wie": "Wie telt"} | {p: periode_label(p) for p in perioden} | {"bron": "Gepubliceerd in"}
    bijschrift = f"{onderwerp(lezer, slug)} in {lezer.kader['naam']}, per telling en peildatum"
    return maak_tabel(pd.DataFrame(regels), bijschrift=bijschrift, kolommen=kolommen, rijkop="wie")


def _waarom(lezer: Lezer, telling: dict[str, Any]) -> str:
    """Why a count has no figure on these dates, and from whom it must come."""
    if "zonder" in telling:
        return telling["zonder"]
    bronnen = (lezer.definities.bronnen[b] for b in lezer.indicator(telling["indicator"]).bronnen)
    eerste = next((b for b in bronnen if b.geldt_voor(lezer.gemeente)), None)
    return f"Nog geen cijfer. Nodig: {eerste.naam} ({eerste.leverancier})." if eerste else "Hiervoor is nog geen bron."


def _cel(rij: pd.Series) -> str:
    return getal(rij["waarde"]) + voorlopig(rij["status"])


def tabel_uitleg(lezer: Lezer, slug: str) -> Any:
    """Table of what each count includes and leaves out."""
    kolommen = {"wie": "Wie telt", "telt": "Wat telt mee", "telt_niet": "Wat telt niet mee", "moment": "Peildatum"}
    return maak_tabel(
        pd.DataFrame(lezer.definities.tellingen[slug]["wie_telt"])[list(kolommen)],
        bijschrift=f"Wat zit er in elke telling van {onderwerp(lezer, slug).lower()}?",
        kolommen=kolommen,
        rijkop="wie",
    )
