"""Tables of the page "Wat is er veranderd?": series that broke, and figures that are there for the first time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.herzien import celnaam
from ezlib.report.merk import met_links
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import DEZE_EDITIE, getal, met_hoofdletter, periode_label

if TYPE_CHECKING:
    from ezlib.store import Lezer

# Kinds of flags (`ezlib.indicators.signalen`) that break a series; an old figure is none.
SOORTEN = {"sprong": "Sprong", "breuk": "Breuk in de telling"}


def gebroken(lezer: Lezer) -> pd.DataFrame:
    """Jumps and breaks in the figures of the gemeente, its wijken and buurten; the gemeente itself first.

    The rows of `ezlib.indicators.signalen`, and a break for each revision that O&S calls one (`correcties.yml`).
    """
    signalen, revisies = lezer.signalen(), lezer.revisies()
    uitgelegd = revisies[revisies["breuk"] != ""]
    uitgelegd = uitgelegd.assign(
        soort="breuk", gebied_type="gemeente", zin=[_zin(lezer, r) for r in uitgelegd.itertuples()]
    )
    keuze = pd.concat([signalen[signalen["soort"].isin(SOORTEN)], uitgelegd[signalen.columns]], ignore_index=True)
    rang = keuze["gebied_type"].map({"gemeente": 0, "wijk": 1}).fillna(2)
    return keuze.assign(_rang=rang).sort_values("_rang", kind="stable", ignore_index=True).drop(columns="_rang")


def _zin(lezer: Lezer, r: Any) -> str:
    ind = lezer.indicator(r.indicator_id)
    waarden = [r.waarde_oud, r.waarde_nieuw]
    oud, nieuw = (getal(w, decimalen_van(pd.DataFrame({"waarde": waarden}), ind.decimalen)) for w in waarden)
    return f"{celnaam(lezer, r)}, {periode_label(r.periode)}: eerst {oud}, later {nieuw}. {r.reden_monitor}"


def tabel_gebroken(lezer: Lezer, frame: pd.DataFrame) -> Any:
    """Table of the flags of `gebroken`, each linked to its figure."""
    kolommen = ["Cijfer", "Gebied", "Wat", "Wat er opvalt"]
    rijen = [[lezer.indicator(r.indicator_id).naam, r.gebied_naam, SOORTEN[r.soort], r.zin] for r in frame.itertuples()]
    tabel = maak_tabel(
        pd.DataFrame(rijen, columns=kolommen),
        bijschrift=f"Reeksen van {lezer.kader['naam']} die springen of breken",
    )
    return met_links(tabel, list(frame["indicator_id"]))


def nieuw(lezer: Lezer) -> pd.DataFrame:
    """Figures that no earlier edition gave: the rows of `ezlib.indicators.revisies`, and `onbekend`.

    `onbekend` says that no edition ever gave a figure of the whole indicator. Empty until a whole edition is released.
    """
    revisies, eerder = lezer.revisies(), set(lezer.toen()["indicator_id"])
    eerst = revisies[(revisies["soort"] == "nieuw") & (revisies["editie_nieuw"] == DEZE_EDITIE)]
    return eerst.assign(onbekend=~eerst["indicator_id"].isin(eerder)).reset_index(drop=True)


def tabel_nieuw(lezer: Lezer, frame: pd.DataFrame) -> Any:
    """Table with a row per indicator: how many figures are new, and the newest of the gemeente as a whole."""
    kolommen = ["Cijfer", "Voor het eerst", "Nieuwste peildatum", "Cijfer van de gemeente"]
    groepen = list(frame.groupby("indicator_id", sort=False))
    rijen = [_rij_nieuw(lezer, id_, groep) for id_, groep in groepen]
    tabel = maak_tabel(
        pd.DataFrame(rijen, columns=kolommen),
        bijschrift="Cijfers die er voor het eerst staan",
    )
    return met_links(tabel, [id_ for id_, _ in groepen])


def _rij_nieuw(lezer: Lezer, indicator_id: str, groep: pd.DataFrame) -> list[str]:
    ind = lezer.indicator(indicator_id)
    laatste = groep[groep["periode"] == groep["periode"].max()]
    eigen = laatste[(laatste["gebied_code"] == lezer.gemeente) & (laatste["kenmerk"] == "totaal")]["waarde_nieuw"]
    decimalen = decimalen_van(pd.DataFrame({"waarde": eigen}), ind.decimalen)
    wat = "alle" if groep["onbekend"].iloc[0] else "nieuwe"
    return [
        ind.naam,
        f"{getal(len(groep))} ({wat})",
        met_hoofdletter(periode_label(laatste["periode"].iloc[0])),
        getal(eigen.iloc[0], decimalen) if len(eigen) else "in delen",
    ]
