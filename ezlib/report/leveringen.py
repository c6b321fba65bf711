"""Deliveries on a page: their figures in a table, an honest empty place where they are missing, and the list of all."""

from __future__ import annotations

from typing import Any

import pandas as pd
from IPython.display import Markdown, display

from ezlib.figures.tabel import maak_tabel
from ezlib.leveringen import VOORVOEGSEL
from ezlib.report.overzicht import REDEN
from ezlib.store import Lezer
from ezlib.taal import datum, met_hoofdletter, opsomming, periode_label
from ezlib.zinnen import geen_cijfer, is_fictief
from ezlib.zinnen import leveringen as tekst

PERIODEN_GETOOND = 3


def toon(lezer: Lezer, *indicatoren: str) -> Any:
    """Show indicators of one delivery: the latest figures in words and in a table, or what is missing and from whom.

    Made-up figures get a warning in the place of words.
    """
    delen = [lezer.waarnemingen(i) for i in indicatoren]
    if all(deel["waarde"].isna().all() for deel in delen):
        return Markdown(_nodig(lezer, indicatoren))
    cat = [lezer.indicator(i) for i in indicatoren]
    frame = pd.concat([d.assign(wat=c.naam, per=c.eenheid) for d, c in zip(delen, cat, strict=True)], ignore_index=True)
    frame = frame[frame["ontbreekt"] != "geen-bron"]
    display(Markdown(_zin(lezer, indicatoren)))
    return maak_tabel(
        _breed(frame, lezer),
        bijschrift=opsomming([c.naam for c in cat]),
        kolommen=_kolommen(frame),
        decimalen=max(c.decimalen for c in cat),
        rijkop="wat",
        noten=[noot for noot in dict.fromkeys(frame["noot"]) if noot],
    )


def _zin(lezer: Lezer, indicatoren: tuple[str, ...]) -> str:
    regels = []
    for id_ in indicatoren:
        frame, cat = lezer.waarnemingen(id_), lezer.indicator(id_)
        if is_fictief(frame):
            return tekst.FICTIEF
        regels.append(tekst.stand(cat.naam, frame, lezer.kader, eenheid=cat.eenheid, decimalen=cat.decimalen))
    return "\n".join(f"- {regel}" for regel in regels if regel)


def _nodig(lezer: Lezer, indicatoren: tuple[str, ...]) -> str:
    weg = {b["id"]: b for b in lezer.niet_opgehaald()}
    bronnen = dict.fromkeys(b for i in indicatoren for b in lezer.indicator(i).bronnen if b in weg)
    if not bronnen:
        return geen_cijfer(opsomming([lezer.indicator(i).naam for i in indicatoren]).lower(), lezer.kader)
    leveringen = lezer.definities.leveringen
    return "\n\n".join(
        tekst.ontbreekt(leveringen[b.removeprefix(VOORVOEGSEL)], weg[b].get("fouten", []), jaar=lezer.jaar)
        for b in bronnen
    )


def _breed(frame: pd.DataFrame, lezer: Lezer) -> pd.DataFrame:
    """A row per indicator, area and value of the breakdown; a column per period; a cell without figure has its reason."""
    paren = zip(frame["kenmerk"], frame["kenmerkwaarde"], strict=True)
    labels = [met_hoofdletter(lezer.definities.label(k, w)) for k, w in paren]
    frame = frame.assign(label=labels, eigen=frame["gebied_code"] != lezer.gemeente)
    sleutel = ["wat", "eigen", "gebied_naam", "label", "per"]
    frame = frame[frame["periode"].isin(_perioden(frame))]
    breed = frame.pivot(index=sleutel, columns="periode", values="waarde")
    groep = frame.sort_values("ontbreekt", ascending=False).groupby(sleutel)
    extra = groep.agg(ontbreekt=("ontbreekt", "first"), herkomst=("herkomst", "max"))
    breed = breed.join(extra.assign(ontbreekt=extra["ontbreekt"].map(REDEN).fillna("")))
    if (frame["herkomst"] == "fictief").any():
        breed["herkomst"] = "fictief"
    return breed.reset_index()


def _perioden(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["periode"].unique())[-PERIODEN_GETOOND:]


def _kolommen(frame: pd.DataFrame) -> dict[str, str]:
    vast = {"wat": "Wat", "gebied_naam": "Gebied", "label": "Deel", "per": "Eenheid"}
    if (frame["kenmerk"] == "totaal").all():
        del vast["label"]
    return vast | {p: met_hoofdletter(periode_label(p)) for p in _perioden(frame)}


def standen(lezer: Lezer) -> pd.DataFrame:
    """Every delivery of this gemeente: `naam`, `van`, `uiterlijk` for this edition, and its `stand` in words."""
    bronnen = {b["id"]: b for b in [*lezer.bronnen(), *lezer.niet_opgehaald()]}
    rijen = [
        {
            "naam": lev.naam,
            "van": lev.van,
            "dag": lev.uiterste_dag(lezer.jaar),
            "stand": tekst.stand_levering(lev, bronnen[VOORVOEGSEL + lev.id], jaar=lezer.jaar),
        }
        for lev in lezer.definities.leveringen.values()
        if VOORVOEGSEL + lev.id in bronnen
    ]
    frame = pd.DataFrame(rijen, columns=["naam", "van", "dag", "stand"]).sort_values(["dag", "naam"], ignore_index=True)
    return frame.assign(uiterlijk=frame["dag"].map(datum))


def zin_leveringen(lezer: Lezer) -> str:
    """How many deliveries are in."""
    return tekst.kern_leveringen(standen(lezer)["stand"].tolist())


def tabel_leveringen(lezer: Lezer) -> Any:
    """Table of all deliveries: from whom, by when, and whether it is in."""
    return maak_tabel(
        standen(lezer),
        bijschrift="Leveringen voor deze editie",
        kolommen={"naam": "Levering", "van": "Van", "uiterlijk": "Nodig op", "stand": "Stand"},
        rijkop="naam",
    )


def frames(lezer: Lezer) -> list[pd.DataFrame]:
    """Observations of this page that come from deliveries, for its list of sources."""
    namen = lezer.definities.indicatoren_van(lezer.notebook)
    van_levering = [i for i in namen if any(b.startswith(VOORVOEGSEL) for b in lezer.indicator(i).bronnen)]
    return [lezer.waarnemingen(i) for i in van_levering]
