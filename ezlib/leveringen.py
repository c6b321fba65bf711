"""Deliveries: what departments and partners send once a year, as `definitions/leveringen.yml` describes it.

Every delivery may have three columns beside its own: `herkomst` (waargenomen, geschat, fictief), `status` (definitief,
nader voorlopig, voorlopig) and `noot`. Left out or empty, a figure is waargenomen and definitief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

VOORVOEGSEL = "levering_"
DROPMAP = "handmatig"


@dataclass(frozen=True, kw_only=True)
class Kolom:
    """One column: `soort` says how a cell is read; `hoogstens` names a column that it may not exceed."""

    naam: str
    soort: str
    uitleg: str
    verplicht: bool = False
    keuzes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    hoogstens: str = ""
    sleutel: bool = False  # a value may be there once a period


@dataclass(frozen=True, kw_only=True)
class Feit:
    """How columns become tidy rows: `waarde` and `kenmerk` are columns; `onderwerp_uit` adds a cell to the onderwerp."""

    onderwerp: str
    waarde: str
    eenheid: str
    kenmerk: str = ""
    onderwerp_uit: str = ""


@dataclass(frozen=True, kw_only=True)
class Levering:
    """One entry of `definitions/leveringen.yml`."""

    id: str
    naam: str
    van: str
    waarvoor: str
    uiterlijk: str  # "12-15": month and day
    peildatum: str
    kolommen: tuple[Kolom, ...]
    feiten: tuple[Feit, ...]
    voorbeeld: tuple[tuple[Any, ...], ...]
    gevoelig: bool = False
    achterstand: int = 0  # years that the newest figure may lie before the verslagjaar
    bewerking: str = ""  # step of its own between cells and figures: `ezlib.tidy.levering_<bewerking>`
    parameters: dict[str, Any] = field(default_factory=dict)  # what that step reckons with
    licentie: str = "Geleverd aan de gemeente; alleen de cijfers zijn openbaar"

    @property
    def kolom_periode(self) -> str:
        """Name of the column with the date, year or quarter."""
        return next(k.naam for k in self.kolommen if k.soort == "periode")

    @property
    def kolom_gebied(self) -> str:
        """Name of the column with the area; empty when the delivery is about the gemeente only."""
        return next((k.naam for k in self.kolommen if k.soort == "gebied"), "")

    def uiterste_dag(self, jaar: int) -> str:
        """Day (ISO) by which it is due for the edition of `jaar`: a month before July lies in the year after.

        >>> lever = maak_levering("x", dict(naam="", van="", waarvoor="", uiterlijk="02-01", peildatum="", kolommen={},
        ...                                 feiten=[], voorbeeld=[]))
        >>> lever.uiterste_dag(2025)
        '2026-02-01'
        """
        return f"{jaar + 1 if int(self.uiterlijk[:2]) < 7 else jaar}-{self.uiterlijk}"


def maak_levering(naam: str, blok: Mapping[str, Any]) -> Levering:
    """Make a delivery of a checked block of leveringen.yml."""
    kolommen = tuple(
        Kolom(naam=k, **{s: tuple(w) if isinstance(w, list) else w for s, w in velden.items()})
        for k, velden in blok["kolommen"].items()
    )
    rest = {k: v for k, v in blok.items() if k not in ("kolommen", "feiten", "voorbeeld")}
    feiten = tuple(Feit(**feit) for feit in blok["feiten"])
    voorbeeld = tuple(tuple(rij) for rij in blok["voorbeeld"])
    return Levering(id=naam, kolommen=kolommen, feiten=feiten, voorbeeld=voorbeeld, **rest)


def is_verouderd(nieuwste: str, levering: Levering, jaar: int) -> bool:
    """Whether the newest figure is of before the verslagjaar, by more years than the delivery may lag.

    A peildatum of 1 January closes the year before it, so 2025-01-01 is in time for the edition of 2025, and 2024 is not.
    """
    return int(nieuwste[:4]) < jaar - levering.achterstand


def velden_bron(levering: Levering, gemeente: str) -> dict[str, Any]:
    """Fields of the source that a delivery is, for `ezlib.definitions.Bron`; it is about the home gemeente."""
    return {
        "id": VOORVOEGSEL + levering.id,
        "naam": levering.naam,
        "uitgever": levering.van,
        "soort": "levering",
        "licentie": levering.licentie,
        "cadans": "jaarlijks",
        "lezer": "levering",
        "hoe_opgehaald": f"Levering: leg {levering.id}.csv, .xlsx of .ods in data/raw/{DROPMAP}/",
        "leverancier": levering.van,
        "toelichting": f"{levering.waarvoor} Peildatum: {levering.peildatum}",
        "gemeenten": (gemeente,),
        "levering": levering,
    }


def gebiedsnamen(gebieden: Mapping[str, Any]) -> dict[str, str]:
    """Code -> name of the areas that a delivery may name in words: Nederland, regions, size classes, werklocaties."""
    namen = {"NL00": "Nederland"} | {code: blok["naam"] for code, blok in gebieden["regios"].items()}
    namen |= gebieden.get("grootteklassen", {})
    for blok in gebieden.get("werklocaties", {}).values():
        namen |= {code: plek["naam"] for code, plek in blok["gebieden"].items()}
    return namen


def kolomnamen(levering: Levering, *, vrij: Sequence[str] = ()) -> list[str]:
    """Columns of a file in order; `vrij` adds some that every delivery may have."""
    return [*(k.naam for k in levering.kolommen), *vrij]
