"""Schema of `definitions/leveringen.yml`, and what a schema cannot say of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SLUG = "^[a-z][a-z0-9_]*$"
TEKST = {"type": "string", "minLength": 1, "not": {"pattern": "^VUL IN"}}
SOORTEN = ["tekst", "geheel", "getal", "percentage", "datum", "periode", "gebied", "keuze"]
# Columns that every delivery may have beside its own; see `ezlib.leveringen`.
VRIJE_KOLOMMEN = ("herkomst", "status", "noot")

KOLOM = {
    "type": "object",
    "properties": {
        "soort": {"enum": SOORTEN},
        "verplicht": {"type": "boolean"},
        "uitleg": TEKST,
        "keuzes": {"type": "array", "items": TEKST, "minItems": 1, "uniqueItems": True},
        "minimum": {"type": "number"},
        "maximum": {"type": "number"},
        "hoogstens": TEKST,
        "sleutel": {"type": "boolean"},
    },
    "required": ["soort", "uitleg"],
    "additionalProperties": False,
}
FEIT = {
    "type": "object",
    "properties": {
        "onderwerp": {"type": "string", "pattern": SLUG},
        "onderwerp_uit": TEKST,
        "waarde": TEKST,
        "eenheid": TEKST,
        "kenmerk": TEKST,
    },
    "required": ["onderwerp", "waarde", "eenheid"],
    "additionalProperties": False,
}
# Quoted where it is a date: YAML would make a day of it.
CEL = {"type": ["string", "number", "null"]}
LEVERING = {
    "type": "object",
    "properties": {
        "naam": TEKST,
        "van": TEKST,
        "waarvoor": TEKST,
        "uiterlijk": {"type": "string", "pattern": "^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
        "peildatum": TEKST,
        "licentie": TEKST,
        "gevoelig": {"type": "boolean"},
        "achterstand": {"type": "integer", "minimum": 0},
        "bewerking": {"type": "string", "pattern": SLUG},
        "parameters": {"type": "object"},
        "kolommen": {"type": "object", "patternProperties": {SLUG: KOLOM}, "additionalProperties": False},
        "feiten": {"type": "array", "items": FEIT, "minItems": 1},
        "voorbeeld": {"type": "array", "items": {"type": "array", "items": CEL}, "minItems": 1},
    },
    "required": ["naam", "van", "waarvoor", "uiterlijk", "peildatum", "kolommen", "feiten", "voorbeeld"],
    "additionalProperties": False,
}
LEVERINGEN = {"type": "object", "patternProperties": {SLUG: LEVERING}, "additionalProperties": False}

Fout = tuple[str, tuple[str | int, ...]]


def fouten_levering(blok: dict[str, Any], kenmerken: dict[str, Any], eenheden: list[str]) -> Iterator[Fout]:
    """Faults of one delivery that its schema cannot see: text, and the place in the block."""
    kolommen = blok["kolommen"]
    perioden = [k for k, v in kolommen.items() if v["soort"] == "periode"]
    if len(perioden) != 1:
        yield f"precies een kolom van de soort periode is nodig; er zijn er {len(perioden)}", ("kolommen",)
    if sum(v["soort"] == "gebied" for v in kolommen.values()) > 1:
        yield "hooguit een kolom kan van de soort gebied zijn", ("kolommen",)
    for naam, kolom in kolommen.items():
        if naam in VRIJE_KOLOMMEN:
            yield f'de kolom "{naam}" mag altijd al in een levering staan; noem haar niet', ("kolommen", naam)
        if (kolom["soort"] == "keuze") != ("keuzes" in kolom):
            yield "keuzes horen bij de soort keuze, en alleen daarbij", ("kolommen", naam)
        if "hoogstens" in kolom and kolom["hoogstens"] not in kolommen:
            yield f'"{kolom["hoogstens"]}" is geen kolom van deze levering', ("kolommen", naam, "hoogstens")
    for i, rij in enumerate(blok["voorbeeld"]):
        if len(rij) != len(kolommen):
            yield f"deze rij heeft {len(rij)} cellen; er zijn {len(kolommen)} kolommen", ("voorbeeld", i)
    for i, feit in enumerate(blok["feiten"]):
        yield from _fouten_feit(feit, ("feiten", i), blok, kenmerken, eenheden)


def _fouten_feit(
    feit: dict[str, Any],
    pad: tuple[str | int, ...],
    blok: dict[str, Any],
    kenmerken: dict[str, Any],
    eenheden: list[str],
) -> Iterator[Fout]:
    kolommen = blok["kolommen"]
    if feit["eenheid"] not in eenheden:
        yield f'eenheid "{feit["eenheid"]}" kan niet; kies uit: {", ".join(eenheden)}', (*pad, "eenheid")
    # A step of its own makes columns that the file does not have.
    if "bewerking" not in blok:
        for sleutel in ("waarde", "kenmerk", "onderwerp_uit"):
            if sleutel in feit and feit[sleutel] not in kolommen:
                yield f'"{feit[sleutel]}" is geen kolom van deze levering', (*pad, sleutel)
    kenmerk = feit.get("kenmerk", "totaal")
    if kenmerk not in kenmerken:
        yield f'"{kenmerk}" staat niet bij kenmerken in indicatoren.yml', (*pad, "kenmerk")
        return
    woorden = kenmerken[kenmerk]["waarden"]
    for keuze in kolommen.get(kenmerk, {}).get("keuzes", ()):
        if woorden and keuze not in woorden:
            yield f'keuze "{keuze}" staat niet bij de waarden van {kenmerk} in indicatoren.yml', (*pad, "kenmerk")
