"""Schema of the block `statline:` in bronnen.yml: how a StatLine table with dimensions is read (`ezlib.tidy.statline`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

TEKST = {"type": "string", "minLength": 1}
SLUG = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
DIMENSIE = {"type": "string", "pattern": "^[A-Z][A-Za-z0-9_]*$"}
# A member of a dimension: its key, the titles that it may have, or both.
LID = {
    "type": "object",
    "properties": {"sleutel": TEKST, "titel": {"type": "array", "items": TEKST, "minItems": 1}},
    "additionalProperties": False,
    "minProperties": 1,
}
TOPIC = {
    "type": "object",
    "properties": {
        "stam": TEKST,
        "groepen": {"type": "array", "items": TEKST, "minItems": 1},
        "onderwerp": SLUG,
        "eenheid": {"enum": ["aantal", "%", "ha"]},
        "kenmerk": SLUG,
        "kenmerkwaarde": TEKST,
    },
    "required": ["stam", "onderwerp", "eenheid"],
    "dependentRequired": {"kenmerk": ["kenmerkwaarde"], "kenmerkwaarde": ["kenmerk"]},
    "additionalProperties": False,
}
STATLINE = {
    "type": "object",
    "properties": {
        "gebied": DIMENSIE,
        "gebieden": {
            "type": "array",
            "items": {"enum": ["NL", "PV", "CR", "AM", "GM", "WK", "BU"]},
            "minItems": 1,
        },
        "periode": DIMENSIE,
        "soort_periode": {"enum": ["JJ", "KW", "MM"]},
        "peildatum": {"enum": ["begin", "einde", "geheel"]},
        "verwacht": {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{4}(JJ|KW|MM)[0-9]{2}$"}},
        "vast": {"type": "object", "patternProperties": {DIMENSIE["pattern"]: LID}, "additionalProperties": False},
        "kenmerk": {
            "type": "object",
            "properties": {
                "dimensie": DIMENSIE,
                "naam": SLUG,
                # Without it every member counts, and its key is the value.
                "waarden": {"type": "object", "additionalProperties": LID, "minProperties": 1},
            },
            "required": ["dimensie", "naam"],
            "additionalProperties": False,
        },
        "marges": {
            "type": "object",
            "properties": {"dimensie": DIMENSIE, "waarde": LID, "ondergrens": LID, "bovengrens": LID},
            "required": ["dimensie", "waarde", "ondergrens", "bovengrens"],
            "additionalProperties": False,
        },
        "topics": {"type": "array", "items": TOPIC, "minItems": 1},
    },
    "required": ["peildatum", "topics"],
    "dependentRequired": {"gebied": ["gebieden"], "periode": ["soort_periode"], "soort_periode": ["periode"]},
    "additionalProperties": False,
}


def fouten_statline(bron: dict[str, Any]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """What the schema cannot see of a source: (fault in Dutch, path within its entry), one by one.

    >>> list(fouten_statline({"lezer": "statline"}))
    [('de lezer statline heeft een blok "statline:" nodig', ())]
    """
    blok = bron.get("statline")
    if (bron["lezer"] == "statline") != (blok is not None):
        yield (
            ("het blok hoort bij de lezer statline, niet bij " + bron["lezer"], ("statline",))
            if blok
            else ('de lezer statline heeft een blok "statline:" nodig', ())
        )
    if not blok:
        return
    if blok["peildatum"] == "geheel" and blok.get("soort_periode") == "MM":
        yield "een maand heeft een peildatum: kies begin of einde", ("statline", "peildatum")
    if "periode" not in blok and not (bron.get("peildatum") and bron.get("indeling")):
        yield 'zonder `periode:` heeft de bron zelf een "peildatum" en een "indeling" nodig', ("statline",)
    rollen = [*(blok[r] for r in ("gebied", "periode") if r in blok), *blok.get("vast", {})]
    rollen += [blok[r]["dimensie"] for r in ("kenmerk", "marges") if r in blok]
    for dimensie in sorted({d for d in rollen if rollen.count(d) > 1}):
        yield f"de dimensie {dimensie} heeft meer dan een rol", ("statline",)
    for i, topic in enumerate(blok["topics"]):
        if "kenmerk" in topic and "kenmerk" in blok:
            yield "een kolom met een eigen kenmerk past niet bij een dimensie als kenmerk", ("statline", "topics", i)
        if bron.get("kolommen") and topic["stam"] not in bron["kolommen"]:
            yield f'kolom "{topic["stam"]}" staat niet bij `kolommen:` en wordt dus niet opgehaald', ("kolommen",)
