"""Figures for documents: what is real of the home gemeente, per indicator, and what is not there and from whom it must come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ezlib.definitions import Indicator
from ezlib.indicators import echte
from ezlib.report.indicatortabel import verandering_van
from ezlib.report.overzicht import MAX_REGELS, decimalen_van
from ezlib.store import Lezer
from ezlib.taal import getal, is_oud, met_hoofdletter, periode_label, round_half_up, verschil
from ezlib.zinnen import van

NOOT_OUD = "Ouder dan 18 maanden: een nieuwer cijfer is er niet."
GEEN_BRON = "wie er een bron voor heeft"
# Answers to "what if", and places in lists of other indicators: no figures of their own.
GEEN_CIJFER = {"extra_woningen", "ranglijst"}


@dataclass(frozen=True)
class Cijfer:
    """The latest real figure of an indicator (or of one part of it) and that of a year before.

    Attributes
    ----------
    rij
        Its row of `ezlib.indicators.verandering`.
    noot
        What the source says of it.
    decimalen
        Decimals to print.
    """

    indicator: Indicator
    naam: str
    rij: pd.Series
    noot: str
    decimalen: int
    jaar: int

    @property
    def waarde(self) -> str:
        """Latest figure in Dutch."""
        return self._druk(self.rij["waarde"])

    @property
    def heeft_vorig(self) -> bool:
        """Whether there is a figure of the year before that may stand beside it."""
        return bool(self.rij["vorig_verschil"] == self.rij["vorig_verschil"]) and self.rij["vorig_reden"] == ""

    @property
    def vorige(self) -> str:
        """Figure of the year before in Dutch; a dash where there is none that may be compared."""
        return self._druk(self.rij["vorig_waarde"]) if self.heeft_vorig else getal(None)

    @property
    def peildatum(self) -> str:
        """What the latest figure is about."""
        return periode_label(self.rij["periode"])

    @property
    def status(self) -> str:
        """Status, with the origin where it is an estimate."""
        herkomst = "" if self.rij["herkomst"] == "waargenomen" else f", {self.rij['herkomst']}"
        return f"{self.rij['status']}{herkomst}"

    @property
    def verandering(self) -> str:
        """Change in a year: per cent of a count, points of a share or an index; a dash where it cannot be said."""
        if not self.heeft_vorig:
            return getal(None)
        toen, procent = self.rij["vorig_waarde"], self.rij["vorig_procent"]
        if self.indicator.eenheid == "aantal" and procent == procent:
            return f"{verschil(round_half_up(procent, 1), 1)} %"
        gedrukt = [round_half_up(w, self.decimalen) for w in (toen + self.rij["vorig_verschil"], toen)]
        woord = " procentpunt" if self.indicator.eenheid == "%" else ""
        return f"{verschil(gedrukt[0] - gedrukt[1], self.decimalen)}{woord}"

    @property
    def noten(self) -> list[str]:
        """What a reader must know of the figure."""
        noten = [self.noot] if self.noot else []
        noten += ["Berekend door de monitor."] if self.indicator.berekend else []
        noten += [NOOT_OUD] if is_oud(self.rij["periode"], self.jaar) else []
        if not self.heeft_vorig:
            noten.append(f"Geen vorig jaar: {self.rij['vorig_reden']}.")
        elif self.rij["vorig_publicatie"] != self.rij["editie"]:
            noten.append(met_hoofdletter(f"het vorige jaar volgens {self.rij['vorig_publicatie']}."))
        return noten

    def _druk(self, waarde: float) -> str:
        return getal(waarde, self.decimalen) + (" %" if self.indicator.eenheid == "%" else "")


def cijfers(lezer: Lezer, indicator: Indicator) -> list[Cijfer]:
    """Real figures of one indicator for the gemeente as a whole: its total, else its parts where these are few."""
    return list(lezer.onthoud(("cijfers", indicator.id), lambda: tuple(_lees_cijfers(lezer, indicator))))


def _lees_cijfers(lezer: Lezer, indicator: Indicator) -> list[Cijfer]:
    frame = verandering_van(lezer, indicator.id)
    eigen = frame[frame["waarde"].notna() & ~frame["kenmerk"].isin(GEEN_CIJFER)]
    totaal = eigen[eigen["kenmerk"] == "totaal"]
    eigen = totaal if len(totaal) else eigen[eigen["periode"] == eigen["periode"].max()]
    if len(eigen) > MAX_REGELS:
        return []
    decimalen = decimalen_van(eigen, indicator.decimalen)
    return [_cijfer(lezer, indicator, rij, decimalen) for _, rij in eigen.iterrows()]


def _cijfer(lezer: Lezer, indicator: Indicator, rij: pd.Series, decimalen: int) -> Cijfer:
    deel = lezer.definities.label(rij["kenmerk"], str(rij["kenmerkwaarde"]))
    naam = indicator.naam if rij["kenmerk"] == "totaal" else f"{indicator.naam}: {deel}"
    zelfde = {k: rij[k] for k in ("kenmerk", "kenmerkwaarde", "periode", "editie")}
    noten = van(_eigen(lezer, indicator.id), **zelfde)["noot"]
    return Cijfer(indicator, naam, rij, " ".join(noten[:1]), decimalen, lezer.jaar)


def _eigen(lezer: Lezer, indicator_id: str) -> pd.DataFrame:
    """Real rows with a figure of the gemeente as a whole."""
    return lezer.onthoud(
        ("echt", indicator_id), lambda: van(echte(lezer.waarnemingen(indicator_id)), gebied_code=lezer.gemeente)
    )


def zonder_cijfer(lezer: Lezer, indicatoren: list[Indicator]) -> dict[str, list[str]]:
    """Who must deliver -> names of the indicators without a real figure of the gemeente."""
    wacht: dict[str, list[str]] = {}
    for indicator in indicatoren:
        if not _eigen(lezer, indicator.id).empty:
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
    editie = re.sub(r"\d{4}-\d\d-\d\d", lambda dag: periode_label(dag[0]), str(rij["editie"]))
    return editie if not uitgever or editie.startswith(uitgever) else f"{uitgever}, {editie}"


def als_rij(lezer: Lezer, cijfer: Cijfer) -> dict[str, Any]:
    """A figure as a row of the P&C table for machines: numbers as numbers."""
    rij, vorig = cijfer.rij, cijfer.heeft_vorig
    return {
        "indicator_id": cijfer.indicator.id, "indicator": cijfer.naam, "eenheid": cijfer.indicator.eenheid,
        "meest_recent": rij["waarde"], "peildatum": rij["periode"], "status": cijfer.status,
        "vorig_jaar": rij["vorig_waarde"] if vorig else None,
        "peildatum_vorig_jaar": rij["vorig_periode"] if vorig else "",
        "bron": bron_van(lezer, rij), "noten": " ".join(cijfer.noten),
    }  # fmt: skip
