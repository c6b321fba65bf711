"""What every view of the database means; its columns are those of the tables, and a few of its own."""

from __future__ import annotations

from functools import cache

import pandera.pandas as pa

from ezlib.database.schema import bron, feit, gebied, getal, indicator, janee, kenmerk, maak_schema


def _cijfers() -> dict[str, pa.Column]:
    cijfer, plekken = feit(editie_leeg=True), gebied()
    plek = {k: plekken[k] for k in ("gebied_type", "gebied_code", "gebied_naam", "indeling", "groep", "reeks_id")}
    return (
        {"indicator_id": cijfer["indicator_id"], "indicator": indicator()["naam"]}
        | plek
        | {k: cijfer[k] for k in ("periode", "einde", "kenmerk", "kenmerkwaarde")}
        | {"label": kenmerk()["label"], "waarde": cijfer["waarde"], "eenheid": indicator()["eenheid"]}
        | {k: cijfer[k] for k in ("ondergrens", "bovengrens", "n", "status", "herkomst", "ontbreekt", "bron_id")}
        | {"bron": bron()["naam"], "uitgever": bron()["uitgever"], "editie": cijfer["editie"], "noot": cijfer["noot"]}
    )


def _benchmark() -> dict[str, pa.Column]:
    alles = _cijfers()
    wat = ("indicator_id", "indicator", "kenmerk", "kenmerkwaarde", "label", "periode", "einde", "eenheid")
    return (
        {k: alles[k] for k in wat}
        | {
            "eigen_waarde": getal("Cijfer van de eigen gemeente."),
            "groep": alles["groep"],
            "gebied_code": alles["gebied_code"],
            "gebied_naam": alles["gebied_naam"],
            "waarde": getal("Cijfer van het gebied om mee te vergelijken."),
            "verschil": getal(
                "Eigen cijfer min dat van het andere gebied; leeg bij aantallen, want gebieden zijn niet even groot."
            ),
            "is_laatste": janee("Waar bij de nieuwste periode van deze vergelijking."),
        }
        | {k: alles[k] for k in ("bron_id", "editie")}
    )


def _reeks() -> dict[str, pa.Column]:
    alles = _cijfers()
    wat = ("indicator_id", "indicator", "reeks_id", "gebied_code", "gebied_naam", "kenmerk", "kenmerkwaarde", "label")
    cijfer = ("periode", "einde", "waarde", "eenheid", "status", "ontbreekt", "indeling", "bron_id", "editie")
    een = janee("Waar als de hele reeks uit een soort bron komt. Onwaar: reken geen groei uit over de hele reeks.")
    return {k: alles[k] for k in (*wat, *cijfer)} | {"een_bron": een}


@cache
def views() -> dict[str, pa.DataFrameSchema]:
    """Schema per view; their SQL stands in `ezlib.database.views`."""
    schemas = [
        maak_schema("cijfers_met_fictief", "Alle cijfers met hun namen erbij, ook de verzonnen (herkomst fictief).", _cijfers()),
        maak_schema("cijfers", "Alle cijfers met hun namen erbij, zonder verzonnen cijfers. Begin hier.", _cijfers()),
        maak_schema("laatste", "Het laatste bekende cijfer per indicator, gebied en kenmerk; is er geen, dan de reden.", _cijfers()),
        maak_schema(
            "benchmark",
            "De eigen gemeente naast Nederland, de regio en de andere steden: alleen cijfers uit dezelfde publicatie en van "
            "dezelfde periode.",
            _benchmark(),
        ),
        maak_schema("reeks_per_wijk", "De wijken van de eigen gemeente door de jaren heen, binnen een indeling.", _reeks()),
    ]  # fmt: skip
    return {schema.name: schema for schema in schemas}
