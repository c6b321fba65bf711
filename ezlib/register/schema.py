"""JSON schema of `definitions/register.yml`. Imports nothing heavy, so that `ezlib.schemas` may hook it in."""

from __future__ import annotations

from typing import Any

from ezlib.register.programma import BESCHERMING

TEKST = {"type": "string", "minLength": 1}
HEEL = {"type": "integer", "minimum": 0}
SLUG = "^[a-z][a-z0-9_]*$"
JAAR = {"type": "integer", "minimum": 1500, "maximum": 9999}
PROCENT = {"type": "integer", "minimum": 0, "maximum": 100}
SBI_LIJST = {
    "type": "array",
    "items": {"type": "string", "pattern": "^[0-9]{2,5}$"},
    "minItems": 1,
    "uniqueItems": True,
}


def _blok(verplicht: dict[str, Any], vrij: dict[str, Any] | None = None) -> dict[str, Any]:
    """Schema of a mapping that knows all its keys."""
    return {
        "type": "object",
        "properties": {**verplicht, **(vrij or {})},
        "required": list(verplicht),
        "additionalProperties": False,
    }


BANENKOLOM = {"type": ["string", "array"], "items": TEKST, "minItems": 1, "minLength": 1}
VRIJE_KOLOMMEN = ["naam", "postcode", "huisnummer", "bag_id", "buurtcode", "x", "y", "startdatum", "gebruik"]
KOLOMMEN = _blok(
    {
        "vestigingsnummer": TEKST,
        "kvknummer": TEKST,
        "sbi": TEKST,
        "banen_groot": BANENKOLOM,
        "banen_klein": BANENKOLOM,
    },
    dict.fromkeys([*VRIJE_KOLOMMEN, "sbi_ander"], TEKST),
)

# Which way the peildatum and the SBI version are given is checked by `load_registerdefinities`: "either this or that"
# has no readable fault in a JSON schema.
PEILDATUM = _blok(
    {},
    {
        "kolom": TEKST,
        "jaar_uit": {"enum": ["bestandsnaam"]},
        "dag": {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    },
)

LEVERANCIER = _blok(
    {
        "naam": TEKST,
        "soort": {"enum": ["register", "fictief"]},
        "bestanden": TEKST,
        "formaat": {"enum": ["csv", "xlsx"]},
        "datumvorm": {"enum": ["jjjj-mm-dd", "dd-mm-jjjj", "jjjjmmdd"]},
        "peildatum": PEILDATUM,
        "indeling": {"type": ["integer", "string"], "pattern": "^jaar$", "minimum": 1990, "maximum": 2100},
        "kolommen": KOLOMMEN,
    },
    {
        "codering": {"enum": ["utf-8", "cp1252", "latin-1"]},
        "scheiding": {"enum": [";", ",", "\t", "|"]},
        "decimaal": {"enum": [",", "."]},
        "blad": TEKST,
        "sbi_versie": {"enum": [2008, 2025]},
        "sbi_versie_kolom": TEKST,
        "definitief_tot": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "vast": _blok({}, {naam: {"type": "string"} for naam in VRIJE_KOLOMMEN}),
    },
)

# Files of mutations are read as those of a register; one row is one mutation and has no jobs.
MUTATIEKOLOMMEN = ["vestigingsnummer", "aanleiding", "gemeente_van", "gemeente_naar"]
MUTATIEKOLOMMEN += [k for k in VRIJE_KOLOMMEN if k not in ("naam", "startdatum")]
WOORDEN = {"type": "array", "items": TEKST, "minItems": 1, "uniqueItems": True}
RICHTINGEN = ["verhuizing", "verhuizing_in", "verhuizing_uit", "verhuizing_binnen"]
AANLEIDINGEN = ["starter", "verplaatsing", "nevenvestiging", "overname", "rechtsvorm"]

_NODIG = {k: v for k, v in LEVERANCIER["properties"].items() if k in LEVERANCIER["required"] and k != "peildatum"}
_VRIJ = {k: v for k, v in LEVERANCIER["properties"].items() if k not in LEVERANCIER["required"] and k != "vast"}
MUTATIELEVERANCIER = _blok(
    _NODIG
    | {
        "kolommen": _blok(
            dict.fromkeys(["kvknummer", "mutatie", "datum", "sbi"], TEKST), dict.fromkeys(MUTATIEKOLOMMEN, TEKST)
        ),
        "woorden": _blok(dict.fromkeys(["inschrijving", "opheffing"], WOORDEN), dict.fromkeys(RICHTINGEN, WOORDEN)),
    },
    _VRIJ | {"aanleidingen": _blok({}, dict.fromkeys(AANLEIDINGEN, WOORDEN))},
)

KVK = _blok(
    {
        "doorgang_dagen": HEEL,
        "leveranciers": {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {"^[a-z][a-z0-9_]*$": MUTATIELEVERANCIER},
            "additionalProperties": False,
        },
    }
)

GRENZEN = _blok(
    {
        "banen_max": HEEL,
        "rijen_max": {"type": "integer", "minimum": 1},
        "uitgepakt_max_mb": {"type": "integer", "minimum": 1},
        "verhouding_max": {"type": "integer", "minimum": 1},
        "peiljaar_min": JAAR,
        "peiljaar_max": JAAR,
        "startjaar_min": JAAR,
        "startjaren_onbekend": {"type": "array", "items": JAAR},
        "x_min": HEEL,
        "x_max": HEEL,
        "y_min": HEEL,
        "y_max": HEEL,
    }
)

CONCORDANTIE = _blok(
    {
        "min_procent_dubbel": PROCENT,
        "codering": {"enum": ["utf-8", "cp1252", "latin-1"]},
        "scheiding": {"enum": [";", ",", "\t", "|"]},
        "blad": {"type": "string"},
        "kolommen": _blok(dict.fromkeys(["sbi_2008", "sbi_2025", "vestigingsnummer"], TEKST), {"gewicht": TEKST}),
    }
)

DREMPELS = _blok(
    {
        "bedrijven_min": HEEL,
        "bedrijven_min_gemeente": HEEL,
        "grootste_max_procent": PROCENT,
        "p_procent": PROCENT,
        "breedte_banen": HEEL,
        "afronding_banen": {"type": "integer", "minimum": 1},
        "afronding_vestigingen": {"type": "integer", "minimum": 1},
        "starters_klein": HEEL,
    }
)

OPVOLGING = _blok(
    {
        "omvang_procent": HEEL,
        "omvang_banen": HEEL,
        "heractivering_jaren": HEEL,
        "splitsing_min_banen": HEEL,
        "splitsing_procent": PROCENT,
        "overlap_procent": PROCENT,
    }
)
STARTER = _blok(
    {
        "max_dagen_voor_peildatum": {"type": ["integer", "null"], "minimum": 0},
        "alleen_echt_nieuw": {"type": "boolean"},
        "met_nevenvestigingen": {"type": "boolean"},
        "gebruik": {"enum": ["alle", "woning", "bedrijfspand"]},
    }
)
STARTUP = _blok(
    {
        "max_leeftijd_jaar": HEEL,
        "sbi": SBI_LIJST,
        "sbi_2025": SBI_LIJST,
        "min_werkzaam": HEEL,
        "min_werkzaam_meer": HEEL,
    }
)
GROEIER = _blok({"min_banen": HEEL, "jaren": HEEL, "teller": HEEL, "noemer": {"type": "integer", "minimum": 1}})
BEGRIPPEN = {"starter": STARTER, "startup": STARTUP, "scaleup": GROEIER, "snelle_groeier": GROEIER}

PARAMETERS = _blok({"opvolging": OPVOLGING, **BEGRIPPEN, "doorstarter": _blok({})})


def _varianten(blok: dict[str, Any]) -> dict[str, Any]:
    """Schema of the variants of one block of parameters: some of its keys, with other values."""
    return {
        "type": "object",
        "patternProperties": {
            "^[a-z][a-z0-9_]*$": _blok({"naam": TEKST, "wijzigt": blok | {"required": [], "minProperties": 1}})
        },
        "additionalProperties": False,
    }


TABEL = _blok(
    {
        "onderwerp": {"type": "string", "pattern": SLUG},
        "gebied_type": {"enum": ["gemeente", "wijk", "buurt", "werklocatie"]},
        "kenmerk": {"type": "string", "pattern": SLUG},
    }
)

PLAATSEN = _blok(
    {"tolerantie_m": HEEL, "nest_min_procent": PROCENT, "werklocatie_in_procent": PROCENT, "max_banen_in_woning": HEEL}
)
DATUM = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
GEBIED = {"type": "string", "pattern": "^(BU[0-9]{8}|WK[0-9]{6}|GM[0-9]{4}|WL[0-9]{4}-[A-Z0-9]{2,8})$"}
TOESTEMMING = _blok(
    {
        "werkgever": TEKST,
        "datum": DATUM,
        "onderwerp": {"type": "string", "pattern": SLUG},
        "gebied_code": GEBIED,
        "kenmerk": {"type": "string", "pattern": SLUG},
        "kenmerkwaarde": TEKST,
        "eerste_peildatum": DATUM,
        "laatste_peildatum": DATUM,
    }
)
SAMENVOEGING = _blok(
    {
        "code": GEBIED,
        "naam": TEKST,
        "delen": {"type": "array", "items": GEBIED, "minItems": 2, "uniqueItems": True},
        "indeling_van": JAAR,
        "indeling_tot": JAAR,
    }
)

VARIANTEN = _blok({}, {naam: _varianten(blok) for naam, blok in BEGRIPPEN.items()})

REGISTER = _blok(
    {
        "leveranciers": {
            "type": "object",
            "minProperties": 1,
            "patternProperties": {SLUG: LEVERANCIER},
            "additionalProperties": False,
        },
        "kvk": KVK,
        "gebruik_woning": {"type": "array", "items": TEKST, "minItems": 1},
        "grenzen": GRENZEN,
        "sbi_herkenning": _blok({"sbi_2008": SBI_LIJST, "sbi_2025": SBI_LIJST}),
        "sbi_concordantie": CONCORDANTIE,
        "programma": {"type": "array", "items": TABEL, "minItems": 1},
        "bescherming": {
            "type": "object",
            "patternProperties": {SLUG: {"enum": list(BESCHERMING)}},
            "additionalProperties": False,
        },
        "plaatsen": PLAATSEN,
        "toestemmingen": {"type": "array", "items": TOESTEMMING},
        "samenvoegingen": {"type": "array", "items": SAMENVOEGING},
        "drempels": DREMPELS,
        "parameters": PARAMETERS,
        "varianten": VARIANTEN,
    }
)
