"""What every table and column of the database means: types, keys, units and allowed words, in one place.

The pandera schemas check the tables before they are written; the DDL and comments of `bestand`, and the dictionary of
`woordenboek`, are made of the same schemas.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandera.pandas as pa
from pandera.engines import pandas_engine

from ezlib.indicators import TOEGESTAAN

# What a figure is about; the unit itself is text and stands with the indicator.
IN_EENHEID = "eenheid van de indicator"
RICHTINGEN = ["omhoog", "omlaag", "handhaven", "geen"]
# Groups of areas beside those that the definitions name (vergelijkbare steden, groeikernen).
EIGEN, LAND, REGIO, OVERIG = "eigen", "Nederland", "regio", "overig"


def tekst(uitleg: str, woorden: Any = (), *, leeg: bool = False, **meta: Any) -> pa.Column:
    """Column of text; `woorden` are the only ones it may hold."""
    checks = [pa.Check.isin(sorted(woorden), error="onbekend woord")] if woorden else []
    return pa.Column("str", checks, nullable=leeg, description=uitleg, metadata=meta)


def getal(uitleg: str, eenheid: str = IN_EENHEID, *, soort: str = "float64", leeg: bool = True) -> pa.Column:
    """Column of numbers, with the unit they are in."""
    return pa.Column(soort, nullable=leeg, description=uitleg, metadata={"eenheid": eenheid})


def janee(uitleg: str) -> pa.Column:
    """Column of yes and no."""
    return pa.Column("bool", description=uitleg, metadata={})


def datum(uitleg: str) -> pa.Column:
    return pa.Column(pandas_engine.Date, description=uitleg, metadata={"eenheid": "datum"})


def maak_schema(naam: str, uitleg: str, kolommen: dict[str, pa.Column], sleutel: list[str] | None = None) -> Any:
    """Schema of a table: all its columns, in order, and its key."""
    return pa.DataFrameSchema(
        kolommen, name=naam, description=uitleg, unique=sleutel, strict=True, ordered=True, metadata={}
    )


def _verwijst(kolom: pa.Column, tabel: str) -> pa.Column:
    kolom.metadata["verwijst"] = tabel
    return kolom


def _reden() -> set[str]:
    return TOEGESTAAN["ontbreekt"] - {""}


def indicator() -> dict[str, pa.Column]:
    """Columns of the table indicator."""
    return {
        "indicator_id": tekst("Vaste korte naam van de indicator, zoals in definitions/indicatoren.yml."),
        "naam": tekst("Naam zoals de lezer haar ziet."),
        "definitie": tekst("Wat de indicator is, in gewone taal."),
        "eenheid": tekst("Waarin het cijfer is gegeven, bijvoorbeeld aantal of %."),
        "decimalen": getal("Aantal cijfers achter de komma op de site.", "aantal", soort="int64", leeg=False),
        "richting": tekst("Welke kant het beleid op wil.", RICHTINGEN),
        "berekend": janee("Waar als de monitor het cijfer zelf uitrekent."),
        "actieagenda": tekst("Plaatsen in de Actieagenda Economie, met komma's ertussen.", leeg=True),
        "pagina": tekst("Pagina van de site waar de indicator staat."),
        "definitie_sha": tekst("Som van de definitie: verandert zij, dan is het cijfer anders gemaakt."),
    }


def gebied() -> dict[str, pa.Column]:
    """Columns of the table gebied."""
    return {
        "gebied_id": tekst(
            "Code en indeling samen, bijvoorbeeld GM0001-2024: een code kan per jaar een andere plek zijn."
        ),
        "gebied_code": tekst("Code van CBS; van een regio of werklocatie een code van de monitor."),
        "gebied_naam": tekst("Naam van het gebied."),
        "gebied_type": tekst("Soort gebied.", TOEGESTAAN["gebied_type"]),
        "indeling": getal("Jaar van de grenzen waar de code bij hoort.", "jaar", soort="int64", leeg=False),
        "gemeente_code": tekst("Gemeente waar het gebied in ligt; leeg bij een regio en bij Nederland.", leeg=True),
        "groep": tekst(
            f"Waarom het gebied erin zit: {EIGEN} (de gemeente van deze editie en wat daarin ligt), {LAND}, {REGIO}, een groep "
            f"steden om mee te vergelijken, of {OVERIG}."
        ),
        "reeks_id": tekst(
            "Zelfde plek door de jaren heen: volg een reeks alleen binnen een reeks_id. Bij wijken en buurten begint na een "
            "nieuwe indeling een nieuwe reeks."
        ),
    }


def bron() -> dict[str, pa.Column]:
    """Columns of the table bron."""
    return {
        "bron_id": tekst("Vaste korte naam van de bron, zoals in definitions/bronnen.yml."),
        "naam": tekst("Naam van de bron."),
        "uitgever": tekst("Wie de bron uitgeeft."),
        "soort": tekst("Soort bron; fictief is verzonnen."),
        "tabel": tekst("Nummer van de tabel bij de uitgever.", leeg=True),
        "licentie": tekst("Onder welke voorwaarden de cijfers gebruikt mogen worden."),
        "cadans": tekst("Hoe vaak de bron verschijnt."),
        "leverancier": tekst("Wie de bron levert."),
        "toelichting": tekst("Wat u van de bron moet weten."),
        "reeks": tekst("Soort tabel: bronnen met dezelfde reeks sluiten van jaar op jaar op elkaar aan."),
        "aanwezig": janee(
            "Waar als deze editie de bron gebruikt; onwaar als niemand haar nog heeft opgehaald of geleverd."
        ),
        "gewijzigd": tekst("Dag waarop de uitgever de tabel voor het laatst wijzigde.", leeg=True),
        "opgehaald": tekst("Dag waarop de bron is opgehaald.", leeg=True),
    }


def _editie() -> dict[str, pa.Column]:
    return {
        "editie": tekst("Publicatie waarin het cijfer stond, bijvoorbeeld Jaarstukken 2022."),
        "cijfers": getal("Rijen van deze publicatie in waarneming.", "aantal", soort="int64", leeg=False),
        "cijfers_historie": getal("Rijen van deze publicatie in historie.", "aantal", soort="int64", leeg=False),
        "eerste": datum("Einde van de oudste periode."),
        "laatste": datum("Einde van de nieuwste periode."),
    }


def kenmerk() -> dict[str, pa.Column]:
    return {
        "kenmerk": tekst("Waarnaar is uitgesplitst; totaal is niet uitgesplitst."),
        "kenmerkwaarde": tekst("Waarde van de uitsplitsing, zoals in definitions/indicatoren.yml en sectoren.yml."),
        "kenmerk_naam": tekst("Naam van de uitsplitsing."),
        "label": tekst("De kenmerkwaarde in gewone taal."),
    }


def feit(*, editie_leeg: bool) -> dict[str, pa.Column]:
    """Columns of a table of figures."""
    return {
        "indicator_id": _verwijst(tekst("Waar het cijfer over gaat."), "indicator"),
        "gebied_id": _verwijst(tekst("Over welk gebied het gaat, met zijn indeling."), "gebied"),
        "periode": tekst("Jaar (2024), peildatum (2024-01-01) of kwartaal (2025K3)."),
        "einde": datum("De peildatum zelf, of de eerste dag na het jaar of kwartaal. Sorteer hierop."),
        "kenmerk": _verwijst(tekst("Waarnaar is uitgesplitst; totaal is niet uitgesplitst."), "kenmerk"),
        "kenmerkwaarde": _verwijst(tekst("Waarde van de uitsplitsing."), "kenmerk"),
        "waarde": getal("Het cijfer; leeg als het ontbreekt, en dan staat bij ontbreekt waarom."),
        "ondergrens": getal("Onderkant van het 95%-interval, als er een is."),
        "bovengrens": getal("Bovenkant van het 95%-interval, als er een is."),
        "n": getal("Aantal antwoorden of eenheden achter het cijfer, als dat bekend is.", "aantal"),
        "status": tekst("Hoe vast het cijfer is.", TOEGESTAAN["status"]),
        "herkomst": tekst(
            "Geteld, geschat of verzonnen. Een verzonnen cijfer gebruikt u nergens.", TOEGESTAAN["herkomst"]
        ),
        "ontbreekt": tekst("Waarom er geen cijfer is; leeg als het er is.", _reden(), leeg=True),
        "bron_id": _verwijst(tekst("Bron van het cijfer.", leeg=editie_leeg), "bron"),
        "editie": _verwijst(tekst("Publicatie waarin het cijfer stond.", leeg=editie_leeg), "editie"),
        "noot": tekst("Voetnoot bij het cijfer.", leeg=True),
    }


def _toen(wie: str, wanneer: str) -> dict[str, pa.Column]:
    return {
        f"{wie}_periode": tekst(f"Periode van {wanneer}.", leeg=True),
        f"{wie}_waarde": getal(f"Cijfer van {wanneer}."),
        f"{wie}_verschil": getal(f"Cijfer min dat van {wanneer}; leeg als dat niet te zeggen is."),
        f"{wie}_procent": getal(f"Verandering sinds {wanneer}.", "%"),
        f"{wie}_publicatie": tekst("Publicatie waarin beide cijfers stonden.", leeg=True),
        f"{wie}_reden": tekst("Waarom er geen verandering is te geven.", leeg=True),
    }


def verandering() -> dict[str, pa.Column]:
    """Columns of the table verandering."""
    cijfer = feit(editie_leeg=True)
    wat = (
        "indicator_id",
        "gebied_id",
        "kenmerk",
        "kenmerkwaarde",
        "periode",
        "waarde",
        "status",
        "herkomst",
        "ontbreekt",
    )
    return (
        {k: cijfer[k] for k in (*wat, "bron_id", "editie")}
        | _toen("vorig", "een jaar eerder")
        | _toen("begin", "begin 2020")
        | {
            "benchmark_code": tekst("Gebied om mee te vergelijken: Nederland, of anders de regio.", leeg=True),
            "benchmark_naam": tekst("Naam van dat gebied.", leeg=True),
            "benchmark": getal("Cijfer van dat gebied in dezelfde periode en bron."),
            "benchmark_procent": getal("Verandering van dat gebied in hetzelfde jaar.", "%"),
        }
    )


def _monitor() -> dict[str, pa.Column]:
    return {
        "verslagjaar": getal("Jaar waar de editie over gaat.", "jaar", soort="int64", leeg=False),
        "gemeente_code": tekst("Gemeente van deze editie."),
        "gemeente_naam": tekst("Naam van die gemeente."),
        "regio_code": tekst("Regio waarmee wordt vergeleken.", leeg=True),
        "regio_naam": tekst("Naam van die regio.", leeg=True),
    }


SOORTEN = {"int": "geheel getal", "float": "getal", "bool": "ja of nee", "date": "datum", "str": "tekst"}


def soort_van(kolom: pa.Column) -> str:
    """Kind of a column in Dutch: tekst, getal, geheel getal, ja of nee, datum."""
    return next(soort for begin, soort in SOORTEN.items() if str(kolom.dtype).startswith(begin))


def woorden_van(kolom: pa.Column) -> list[str]:
    """Words that a column may hold; empty where any will do."""
    return [w for check in kolom.checks for w in check.statistics.get("allowed_values", [])]


FEIT_SLEUTEL = ["indicator_id", "gebied_id", "periode", "kenmerk", "kenmerkwaarde"]


@cache
def tabellen() -> dict[str, pa.DataFrameSchema]:
    """Schema per table, in the order in which they can be filled: what is referred to comes first."""
    schemas = [
        maak_schema("monitor", "Een rij: de editie waar deze database bij hoort.", _monitor(), ["verslagjaar"]),
        maak_schema("indicator", "Wat er wordt gemeten. Een rij per indicator.", indicator(), ["indicator_id"]),
        maak_schema("gebied", "Waarover. Een rij per gebied en indeling.", gebied(), ["gebied_id"]),
        maak_schema(
            "bron", "Waar cijfers vandaan komen. Een rij per bron, ook als zij er nog niet is.", bron(), ["bron_id"]
        ),
        maak_schema("editie", "In welke publicatie een cijfer stond. Een rij per publicatie.", _editie(), ["editie"]),
        maak_schema(
            "kenmerk",
            "Uitsplitsingen met hun naam. Een rij per kenmerkwaarde.",
            kenmerk(),
            ["kenmerk", "kenmerkwaarde"],
        ),
        maak_schema(
            "waarneming",
            "De cijfers van deze editie: dezelfde als in waarnemingen.csv. Er staan ook verzonnen cijfers in (herkomst "
            "fictief); de views laten die weg.",
            feit(editie_leeg=True),
            FEIT_SLEUTEL,
        ),
        maak_schema(
            "historie",
            "Wat andere publicaties over dezelfde cijfers zeiden: dezelfde rijen als in historie.csv.",
            feit(editie_leeg=False),
            [*FEIT_SLEUTEL, "editie"],
        ),
        maak_schema(
            "verandering",
            "Het laatste cijfer van de gemeente naast dat van een jaar eerder en van begin 2020, zonder verzonnen cijfers. Een "
            "verandering is berekend binnen een publicatie; kan dat niet, dan staat er waarom.",
            verandering(),
            ["indicator_id", "gebied_id", "kenmerk", "kenmerkwaarde"],
        ),
    ]
    return {schema.name: schema for schema in schemas}
