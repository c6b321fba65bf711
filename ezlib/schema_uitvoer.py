"""Schema of definitions/uitvoer.yml: what is made ready for others, and in what shape."""

from __future__ import annotations

from typing import Any

TEKST = {"type": "string", "minLength": 1}
KOLOMMEN = ("onderwerp", "periode", "gebiedsniveau", "gebied", "waarde")
NIVEAUS = ("land", "regio", "gemeente", "wijk", "buurt", "werklocatie")


def _blok(verplicht: dict[str, Any], *, alles: bool = True) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": verplicht,
        "required": list(verplicht) if alles else [],
        "additionalProperties": False,
    }


SWING = _blok(
    {
        "scheiding": {"enum": [",", ";", "|"]},
        "decimaal": {"enum": [",", "."]},
        "kolommen": _blok(dict.fromkeys(KOLOMMEN, TEKST)),
        "niveaus": _blok(dict.fromkeys(NIVEAUS, TEKST), alles=False),
        "indeling": {
            "type": "object",
            "patternProperties": {"^GM[0-9]{4}$": {"type": "integer", "minimum": 1990, "maximum": 2100}},
            "additionalProperties": False,
        },
        "andere_gemeenten": {"type": "boolean"},
        "kwartalen": {"type": "boolean"},
    }
)
FUNCTIE = _blok(
    {
        "functie": TEKST,
        "actiepunten": {"type": "array", "items": {"enum": list("123456")}, "minItems": 1, "uniqueItems": True},
    }
)
UITVOER = _blok(
    {
        "swing": SWING,
        "functies": {
            "type": "object",
            "patternProperties": {"^[a-z0-9][a-z0-9-]*$": FUNCTIE},
            "additionalProperties": False,
            "minProperties": 1,
        },
    }
)
