"""JSON schemas of the files in definitions/; `ezlib.definitions` applies them and words the faults in Dutch."""

from __future__ import annotations

from typing import Any

from ezlib.schema_keuring import KEURING
from ezlib.schema_leveringen import LEVERINGEN
from ezlib.schema_statline import STATLINE
from ezlib.schema_uitvoer import UITVOER
from ezlib.schema_voortgang import VOORTGANG

# `nieuw` leaves VUL IN ("fill in") where only an analyst knows.
TEKST = {"type": "string", "minLength": 1, "not": {"pattern": "^VUL IN"}}
# Units of a tidy figure; the catalogue gives its indicator the words.
EENHEDEN = ["aantal", "%", "ha", "m2", "index", "per 1.000", "dagen", "cijfer", "euro"]
SLUG = "^[a-z][a-z0-9_]*$"
GEMEENTE = {"type": "string", "pattern": "^GM[0-9]{4}$"}
NOTEBOOK = {"type": "string", "pattern": "^[0-9]{2}-[a-z0-9-]+$"}
TEKSTLIJST = {"type": "array", "items": TEKST}


def _object(verplicht: dict[str, Any], vrij: dict[str, Any] | None = None) -> dict[str, Any]:
    """Schema of a mapping that knows all its keys."""
    return {
        "type": "object",
        "properties": {**verplicht, **(vrij or {})},
        "required": list(verplicht),
        "additionalProperties": False,
    }


def _per_sleutel(patroon: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Schema of a mapping with free keys of one shape."""
    return {"type": "object", "patternProperties": {patroon: schema}, "additionalProperties": False}


INDICATOR = _object(
    {
        "naam": TEKST,
        "definitie": TEKST,
        "eenheid": TEKST,
        "decimalen": {"type": "integer", "minimum": 0, "maximum": 4},
        "richting": {"enum": ["omhoog", "omlaag", "handhaven", "geen"]},
        "functie": {"type": "string", "pattern": r"^[a-z_0-9]+\.[a-z_0-9]+$"},
        "bronnen": {"type": "array", "items": TEKST, "minItems": 1, "uniqueItems": True},
        "notebook": NOTEBOOK,
        "niveaus": {
            "type": "array",
            "items": {"enum": ["land", "regio", "gemeente", "wijk", "buurt", "werklocatie"]},
            "minItems": 1,
        },
    },
    {
        "ook_in": {"type": "array", "items": NOTEBOOK},
        "richting_bij": TEKST,
        "parameters": {"type": "object"},
        "berekend": {"type": "boolean"},
        "actieagenda": {"type": "array", "items": {"type": "string", "pattern": r"^[1-6]\.[0-9]+$"}},
    },
)

INDICATOREN = _object(
    {
        "paginas": _per_sleutel(NOTEBOOK["pattern"], TEKST),
        "menu": _per_sleutel("^[0-9]$", TEKST) | {"minProperties": 1},
        "overzichten": {"type": "array", "items": NOTEBOOK},
        "per_wijk": _per_sleutel(NOTEBOOK["pattern"], NOTEBOOK),
        "kenmerken": _per_sleutel(SLUG, _object({"naam": TEKST, "waarden": {"type": "object"}})),
        "indicatoren": _per_sleutel(SLUG, INDICATOR),
    }
)

# Beginnings of keys per dimension; "gemeenten" stands for the gemeenten that a refresh asks for, with their wijken
# and buurten. Blocks add rows (or), dimensions within a block narrow them (and). See ezlib.sources.cbs_filter.
FILTER = {"type": "array", "items": _per_sleutel("^[A-Z][A-Za-z0-9_]*$", TEKSTLIJST | {"minItems": 1}), "minItems": 1}

# A file of a package of DUO: words of its title, what it counts, and the columns that say so (see ezlib.tidy.duo).
DUO_BESTAND = _object(
    {
        "woorden": TEKSTLIJST | {"minItems": 1},
        "telt": {"enum": ["vestigingen", "opleidingen", "leerlingen", "schoolverlaters", "deelnemers"]},
        "gemeente": TEKST,
    },
    {
        "soort": {"enum": ["po", "vo", "mbo", "hbo", "wo"]},
        "soort_kolom": TEKST,
        "waarden": {"type": "object", "additionalProperties": TEKST},
        "aanbieder": TEKST,
        "niveau": TEKST,
        "jaar": TEKST,
        "sleutel": TEKST,
        "som": TEKSTLIJST | {"minItems": 1},
    },
) | {"oneOf": [{"required": ["sleutel"]}, {"required": ["som"]}]}

BRON = _object(
    {
        "naam": TEKST,
        "uitgever": TEKST,
        "soort": {"enum": ["cbs", "pdok", "duo", "register", "levering", "jaarstukken", "tekst", "fictief"]},
        "licentie": TEKST,
        "cadans": TEKST,
        "lezer": {
            "enum": [
                "kwb",
                "statline",
                "jaarstukken",
                "voortgang",
                "kaart",
                "gebiedsindeling",
                "duo",
                "register",
                "kvk",
            ]
        },
        "hoe_opgehaald": TEKST,
        "leverancier": TEKST,
        "toelichting": TEKST,
    },
    {
        "tabel": TEKST,
        "titel": TEKST,
        "filter": FILTER,
        "kolommen": TEKSTLIJST,
        "statline": STATLINE,
        "indeling": {"type": "integer", "minimum": 1990, "maximum": 2100},
        "peildatum": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "gemeenten": {"type": "array", "items": GEMEENTE},
        "notebooks": {"type": "array", "items": NOTEBOOK},
        # Outlines of PDOK: path of the service, collection, and how a gemeente is picked from it.
        "dienst": TEKST,
        "collectie": TEKST,
        "per_gemeente": TEKST,
        "vraag": {"type": "object", "additionalProperties": TEKST},
        "eigenschappen": TEKSTLIJST,
        "bestanden": {"type": "array", "items": DUO_BESTAND, "minItems": 1},
        "precisie": {"type": "number", "exclusiveMinimum": 0},
    },
)

BRONNEN = _per_sleutel("^[A-Za-z0-9_]+$", BRON)

SECTOR = _object({"naam": TEKST, "sterk": {"type": "boolean"}, "sbi_2008": TEKSTLIJST, "sbi_2025": TEKSTLIJST})

AFDELING = {"type": "string", "pattern": "^[0-9]{2}$"}
SECTIE = {"type": "array", "items": AFDELING, "minItems": 1, "uniqueItems": True}

SECTOREN = _object(
    {"sectoren": _per_sleutel(SLUG, SECTOR), "overig": TEKST, "secties": _per_sleutel("^[A-Z]$", SECTIE)}
)

REGIO = _object(
    {
        "naam": TEKST,
        "soort": TEKST,
        "basisjaar": {"type": "integer"},
        "bron": TEKST,
        "leden": {"type": "array", "items": GEMEENTE, "minItems": 1},
    }
)

INDELING = _object(
    {"gelijk": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}},
    {"nieuw": {"type": "integer"}, "toelichting": TEKST, "reeksen": {"type": "boolean"}},
)

PERCENTAGE = {"type": "number", "exclusiveMinimum": 0, "maximum": 100}
PENDELREGIO = _object(
    {
        "peildatum": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "drempel_pct": PERCENTAGE,
        "gevoeligheid_pct": {"type": "array", "items": PERCENTAGE},
    },
    {"leden": _per_sleutel("^GM[0-9]{4}$", {"type": "array", "items": GEMEENTE, "minItems": 1})},
)

WERKLOCATIE = _object(
    {"naam": TEKST, "soort": {"enum": ["bedrijventerrein", "kantorenlocatie", "campus"]}},
    {
        "buurten": {"type": "array", "items": {"type": "string", "pattern": "^BU[0-9]{8}$"}, "minItems": 1},
        "bestand": {"type": "string", "pattern": r"^[A-Za-z0-9_-]+\.geojson$"},
    },
)
WERKLOCATIES = _object(
    {
        "indeling": {"type": "integer", "minimum": 1990, "maximum": 2100},
        "gebieden": _per_sleutel("^WL[0-9]{4}-[A-Z0-9]{2,8}$", WERKLOCATIE),
    }
)

GEBIEDEN = _object(
    {
        "thuisgemeente": GEMEENTE,
        "regios": _per_sleutel("^[A-Z]{2}-[A-Z0-9]+$", REGIO),
        "vergelijking": _object(
            {
                "vergelijkbaar": _per_sleutel("^GM[0-9]{4}$", {"type": "array", "items": GEMEENTE}),
                "groeikernen": {"type": "array", "items": GEMEENTE},
            }
        ),
        "pendelregio": PENDELREGIO,
        "indelingen": _per_sleutel("^GM[0-9]{4}$", {"type": "array", "items": INDELING}),
    },
    {
        "werklocaties": _per_sleutel("^GM[0-9]{4}$", WERKLOCATIES),
        "grootteklassen": _per_sleutel("^GK[0-9]{2}$", TEKST),
    },
)

VERVERSEN = _object(
    {
        "totaal_beweegt_pct": {"type": "number", "minimum": 0},
        "oud_na_maanden": {"type": "integer", "minimum": 1},
    }
)

GETAL = {"type": "number"}
DATUM = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
CEL = {"indicator": {"type": "string", "pattern": SLUG}, "gebied": TEKST, "periode": TEKST, "reden": TEKST}
KENMERK = {"kenmerk": TEKST, "kenmerkwaarde": TEKST}

CORRECTIES = _object(
    {
        "correcties": {
            "type": "array",
            "items": _object({**CEL, "verwacht": GETAL, "waarde": GETAL, "datum": DATUM}, KENMERK),
        },
        "toelichtingen": {
            "type": "array",
            "items": _object({**CEL, "van": GETAL, "naar": GETAL}, KENMERK | {"breuk": {"type": "boolean"}}),
        },
    }
)

TELLING = _object(
    {"wie": TEKST, "telt": TEKST, "telt_niet": TEKST, "moment": TEKST},
    {"indicator": {"type": "string", "pattern": SLUG}, "zonder": TEKST},
) | {"oneOf": [{"required": ["indicator"]}, {"required": ["zonder"]}]}
TELLINGEN = _object(
    {"tellingen": _per_sleutel(SLUG, _object({"naam": TEKST, "wie_telt": {"type": "array", "items": TELLING}}))}
)

AFTEKENING = _object(
    {
        "rollen": _per_sleutel(SLUG, TEKST),
        "aftekeningen": {
            "type": "array",
            "items": _object(
                {
                    "gemeente": GEMEENTE,
                    "uitgave": {"type": "string", "pattern": "^[0-9]{4}(-r[0-9]+)?$"},
                    "som": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
                    "rol": TEKST,
                    "wie": TEKST,
                    "datum": DATUM,
                }
            ),
        },
    },
    {"drempel_pct": {"type": "number", "minimum": 0}},
)

SCHEMAS = {
    "indicatoren.yml": INDICATOREN,
    "bronnen.yml": BRONNEN,
    "gebieden.yml": GEBIEDEN,
    "sectoren.yml": SECTOREN,
    "verversen.yml": VERVERSEN,
    "keuring.yml": KEURING,
    "uitvoer.yml": UITVOER,
    "correcties.yml": CORRECTIES,
    "voortgang.yml": VOORTGANG,
    "tellingen.yml": TELLINGEN,
    "leveringen.yml": LEVERINGEN,
}
