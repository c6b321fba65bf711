"""Schema of definitions/keuring.yml: what stops a run, and what is only flagged."""

from __future__ import annotations

from typing import Any

TEKSTEN = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
GETAL = {"type": "number", "minimum": 0}


def _blok(verplicht: dict[str, Any], vrij: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": verplicht | (vrij or {}),
        "required": list(verplicht),
        "additionalProperties": False,
    }


CONTROLES = _blok(
    {
        "bereik": {
            "type": "object",
            "additionalProperties": _blok({}, {"minimum": {"type": "number"}, "maximum": {"type": "number"}}),
        },
        "optelling": _blok({"onderwerpen": TEKSTEN, "afronding": GETAL, "zonder_gebied_pct": GETAL}),
        "aandelen": {
            "type": "object",
            "additionalProperties": _blok({"delen": {"type": "integer", "minimum": 2}, "speling": GETAL}),
        },
        "verplicht": {"type": "object", "additionalProperties": TEKSTEN},
    }
)
SPRONG = _blok(
    {
        "factor": {"type": "number", "minimum": 1},
        "minimum_pct": GETAL,
        "minimum_punten": GETAL,
        "jaren": {"type": "integer", "minimum": 1},
    }
)
BREUK = _blok(
    {
        "vanaf": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "zin": {"type": "string", "minLength": 1},
    },
    # Each of these narrows; without `indicatoren` a break is of all of them.
    {
        "indicatoren": TEKSTEN,
        "niveaus": {"type": "array", "items": {"enum": ["gemeente", "wijk", "buurt"]}, "minItems": 1},
        "gemeenten": {"type": "array", "items": {"type": "string", "pattern": "^GM[0-9]{4}$"}},
        "lezer": {"type": "string"},
    },
)
KEURING = _blok(
    {
        "controles": CONTROLES,
        "signalen": _blok({"sprong": SPRONG, "breuken": {"type": "array", "items": BREUK}}),
    }
)
