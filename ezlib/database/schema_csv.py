"""What the columns of the tables in an edition mean; those that the database has too are described there."""

from __future__ import annotations

from functools import cache

import pandera.pandas as pa

from ezlib.database.schema import bron, feit, gebied, getal, indicator, janee, maak_schema, tekst
from ezlib.indicators import KOLOMMEN, SLEUTEL
from ezlib.indicators.revisies import KOLOMMEN as REVISIE_KOLOMMEN
from ezlib.indicators.revisies import SOORTEN


def _waarnemingen(*, editie_leeg: bool) -> dict[str, pa.Column]:
    bekend = indicator() | gebied() | feit(editie_leeg=editie_leeg)
    return {kolom: bekend[kolom] for kolom in KOLOMMEN}


def _signalen() -> dict[str, pa.Column]:
    bekend = gebied() | feit(editie_leeg=False)
    wat = ("indicator_id", "gebied_type", "gebied_code", "gebied_naam", "periode", "kenmerk", "kenmerkwaarde")
    return {kolom: bekend[kolom] for kolom in wat} | {
        "soort": tekst("Wat er opvalt: een sprong, een breuk of een oud cijfer.", ["sprong", "breuk", "oud"]),
        "zin": tekst("Wat er opvalt, in een zin."),
    }


def _revisies() -> dict[str, pa.Column]:
    bekend = gebied() | feit(editie_leeg=False)
    som = indicator()["definitie_sha"].description
    return {kolom: bekend[kolom] for kolom in REVISIE_KOLOMMEN[: len(SLEUTEL) + 1]} | {
        "soort": tekst("Wat er met het gepubliceerde cijfer gebeurde.", SOORTEN),
        "editie_oud": tekst("Editie waarin het cijfer eerder stond.", leeg=True),
        "editie_nieuw": tekst("Editie die er daarna over sprak."),
        "waarde_oud": getal("Het eerdere cijfer."),
        "waarde_nieuw": getal("Het latere cijfer; leeg als het is ingetrokken."),
        "definitie_oud": tekst(f"Bij het eerdere cijfer. {som}", leeg=True),
        "definitie_nieuw": tekst(f"Bij het latere cijfer. {som}", leeg=True),
        "reden_bron": tekst("Waarom, volgens de bron.", leeg=True),
        "reden_monitor": tekst("Waarom, volgens de onderzoekers (definitions/correcties.yml).", leeg=True),
        "breuk": tekst(
            "Of beide cijfers niet hetzelfde meten; dan is het verschil geen stijging of daling.", ["ja"], leeg=True
        ),
    }


def _pc() -> dict[str, pa.Column]:
    bekend = indicator() | feit(editie_leeg=False)
    return {
        "indicator_id": bekend["indicator_id"],
        "indicator": tekst("Naam van de indicator, met het deel waar het cijfer over gaat."),
        "eenheid": bekend["eenheid"],
        "meest_recent": getal("Het nieuwste cijfer."),
        "peildatum": tekst("Peildatum of periode van het nieuwste cijfer."),
        "status": bekend["status"],
        "vorig_jaar": getal("Het cijfer van een jaar eerder, uit dezelfde publicatie."),
        "peildatum_vorig_jaar": tekst("Peildatum of periode daarvan.", leeg=True),
        "bron": tekst("Bron van het cijfer."),
        "noten": tekst("Wat u van het cijfer moet weten.", leeg=True),
    }


def _bronnen() -> dict[str, pa.Column]:
    bekend = bron()
    wat = ("bron_id", "naam", "uitgever", "tabel", "soort", "licentie", "cadans")
    return (
        {kolom: bekend[kolom] for kolom in wat}
        | {"peildatum": tekst("Dag waar de cijfers over gaan, als dat er een is.", leeg=True)}
        | {kolom: bekend[kolom] for kolom in ("gewijzigd", "opgehaald")}
        | {
            "vorm": tekst("Of de hele tabel is gebruikt, of een uittreksel."),
            "snapshot": tekst("Welke opgehaalde uitgave is gebruikt; ingebouwd is meegeleverd met de monitor."),
            "verversing_mislukt": tekst("Dag waarop ophalen voor het laatst mislukte.", leeg=True),
            "lang_niet_opgehaald": janee("Waar als een jaarlijkse bron lang niet is opgehaald."),
        }
    )


@cache
def bestanden() -> dict[str, pa.DataFrameSchema]:
    """Schema per csv file in `tabellen/` of an edition."""
    schemas = [
        maak_schema(
            "waarnemingen.csv", "Alle cijfers van de editie in een tabel, ook de verzonnen (herkomst fictief).",
            _waarnemingen(editie_leeg=True), SLEUTEL,
        ),
        maak_schema(
            "historie.csv", "Wat andere publicaties over dezelfde cijfers zeiden.",
            _waarnemingen(editie_leeg=False), [*SLEUTEL, "editie"],
        ),
        maak_schema("signalen.csv", "Wat opvalt in de cijfers.", _signalen()),
        maak_schema("revisies.csv", "Welk gepubliceerd cijfer later veranderde.", _revisies(), [*SLEUTEL, "editie_nieuw"]),
        maak_schema("pc_tabel.csv", "De tabel voor de jaarstukken (P&C): alleen echte cijfers van de gemeente.", _pc()),
        maak_schema("bronnen.csv", "De bronnen die deze editie gebruikt, met hun uitgave.", _bronnen(), ["bron_id"]),
    ]  # fmt: skip
    return {schema.name: schema for schema in schemas}
