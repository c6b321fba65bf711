"""Figures for documents: what is real of the home gemeente, per indicator, and what is not there and from whom it must come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from ezlib.definitions import Indicator
from ezlib.indicators import echte
from ezlib.report.bronnenlijst import is_oud
from ezlib.report.overzicht import MAX_REGELS, decimalen_van
from ezlib.store import Lezer
from ezlib.taal import getal, periode_label, round_half_up, verschil
from ezlib.zinnen import met_publicaties, van

NOOT_OUD = "Ouder dan 18 maanden: een nieuwer cijfer is er niet."
NOOT_GEEN_VORIG = "Een jaar eerder staat niet in dezelfde publicatie."
GEEN_BRON = "wie een bron heeft"
# Answers to "what if": no figure that had a year before.
WAT_ALS = {"extra_woningen"}


@dataclass(frozen=True)
class Cijfer:
    """The latest real figure of an indicator (or of one part of it) and that of a year before, from one publication.

    Attributes
    ----------
    nu
        Its observation.
    vorig
        Observation of the year before in the same publication, or None.
    decimalen
        Decimals to print.
    """

    indicator: Indicator
    naam: str
    nu: pd.Series
    vorig: pd.Series | None
    decimalen: int
    jaar: int

    @property
    def waarde(self) -> str:
        """Latest figure in Dutch."""
        return self._druk(self.nu)

    @property
    def vorige(self) -> str:
        """Figure of the year before in Dutch; a dash without one."""
        return getal(None) if self.vorig is None else self._druk(self.vorig)

    def _druk(self, rij: pd.Series) -> str:
        return getal(rij["waarde"], self.decimalen) + (" %" if self.indicator.eenheid == "%" else "")

    @property
    def peildatum(self) -> str:
        """What the latest figure is about."""
        return periode_label(self.nu["periode"])

    @property
    def status(self) -> str:
        """Status, with the origin where it is an estimate."""
        return (
            self.nu["status"] if self.nu["herkomst"] == "waargenomen" else f"{self.nu['status']}, {self.nu['herkomst']}"
        )

    @property
    def verandering(self) -> str:
        """Change in a year: per cent of a count, points of a share or an index; a dash without a year before."""
        if self.vorig is None:
            return getal(None)
        delta = self.nu["waarde"] - self.vorig["waarde"]
        if self.indicator.eenheid == "aantal" and self.vorig["waarde"]:
            return f"{verschil(round_half_up(100 * delta / self.vorig['waarde'], 1) + 0.0, 1)} %"
        gedrukt = [round_half_up(r["waarde"], self.decimalen) for r in (self.nu, self.vorig)]
        woord = " procentpunt" if self.indicator.eenheid == "%" else ""
        return f"{verschil(gedrukt[0] - gedrukt[1], self.decimalen)}{woord}"

    @property
    def noten(self) -> list[str]:
        """What a reader must know of the figure."""
        eigen = [self.nu["noot"]] if self.nu["noot"] else []
        oud = [NOOT_OUD] if is_oud(self.nu["periode"], self.jaar) else []
        zelf = ["Berekend door de monitor."] if self.indicator.berekend else []
        return eigen + zelf + oud + ([] if self.vorig is not None else [NOOT_GEEN_VORIG])


def cijfers(lezer: Lezer, indicator: Indicator) -> list[Cijfer]:
    """Real figures of one indicator for the gemeente as a whole: its total, else its parts where these are few."""
    nu, toen = (echte(f) for f in (lezer.waarnemingen(indicator.id), lezer.historie(indicator.id)))
    alle = met_publicaties(nu, toen, gebied_code=lezer.gemeente)
    eigen = van(nu, gebied_code=lezer.gemeente)
    eigen = eigen[~eigen["kenmerk"].isin(WAT_ALS)]
    totaal = eigen[eigen["kenmerk"] == "totaal"]
    eigen = totaal if len(totaal) else eigen
    laatste = eigen[eigen["periode"] == eigen["periode"].max()]
    if len(laatste) > MAX_REGELS:
        return []
    decimalen = decimalen_van(laatste, indicator.decimalen)
    return [_cijfer(lezer, indicator, rij, alle, decimalen) for _, rij in laatste.iterrows()]


def _cijfer(lezer: Lezer, indicator: Indicator, rij: pd.Series, alle: pd.DataFrame, decimalen: int) -> Cijfer:
    deel = lezer.definities.label(rij["kenmerk"], str(rij["kenmerkwaarde"]))
    naam = indicator.naam if rij["kenmerk"] == "totaal" else f"{indicator.naam}: {deel}"
    zelfde = (alle[["kenmerk", "kenmerkwaarde", "editie", "bron_id"]] == rij[["kenmerk", "kenmerkwaarde", "editie", "bron_id"]]).all(axis=1)  # fmt: skip
    vorig = alle[zelfde & (alle["periode"] == _jaar_eerder(rij["periode"]))]
    return Cijfer(indicator, naam, rij, vorig.iloc[0] if len(vorig) else None, decimalen, lezer.jaar)


def _jaar_eerder(periode: str) -> str:
    """The same period a year before.

    >>> _jaar_eerder("2022-01-01"), _jaar_eerder("2022"), _jaar_eerder("2025K3")
    ('2021-01-01', '2021', '2024K3')
    """
    return f"{int(periode[:4]) - 1}{periode[4:]}"


def zonder_cijfer(lezer: Lezer, indicatoren: list[Indicator]) -> dict[str, list[str]]:
    """Who must deliver -> names of the indicators without a real figure of the gemeente."""
    wacht: dict[str, list[str]] = {}
    for indicator in indicatoren:
        if not van(echte(lezer.waarnemingen(indicator.id)), gebied_code=lezer.gemeente).empty:
            continue
        bron = next(
            (b for i in indicator.bronnen if (b := lezer.definities.bronnen[i]).geldt_voor(lezer.gemeente)), None
        )
        wacht.setdefault(bron.leverancier if bron else GEEN_BRON, []).append(indicator.naam)
    return wacht


def bron_van(lezer: Lezer, rij: pd.Series) -> str:
    """Publisher and publication of a figure."""
    bron = lezer.definities.bronnen.get(rij["bron_id"])
    uitgever = bron.uitgever if bron else ""
    editie = str(rij["editie"])
    return editie if not uitgever or editie.startswith(uitgever) else f"{uitgever}, {editie}"


def als_rij(lezer: Lezer, cijfer: Cijfer) -> dict[str, Any]:
    """A figure as a row of the P&C table for machines: numbers as numbers."""
    vorig = cijfer.vorig
    return {
        "indicator_id": cijfer.indicator.id, "indicator": cijfer.naam, "eenheid": cijfer.indicator.eenheid,
        "meest_recent": cijfer.nu["waarde"], "peildatum": cijfer.nu["periode"], "status": cijfer.status,
        "vorig_jaar": None if vorig is None else vorig["waarde"],
        "peildatum_vorig_jaar": "" if vorig is None else vorig["periode"],
        "bron": bron_van(lezer, cijfer.nu), "noten": " ".join(cijfer.noten),
    }  # fmt: skip
