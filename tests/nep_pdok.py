"""A local PDOK: OGC API Features with a cursor, in the shape in which GoKoala serves the CBS outlines."""

from __future__ import annotations

from typing import Any

import nep_json

DIENST = "cbs/wijken-en-buurten-2025/ogc/v1"
BIJGEWERKT = "2025-03-31T10:00:00Z"


def vierkant(x: float, y: float, maat: float = 100) -> list[list[list[float]]]:
    """Coordinates of a square with its lower left corner at (x, y)."""
    return [[[x, y], [x + maat, y], [x + maat, y + maat], [x, y + maat], [x, y]]]


def buurt(code: str, naam: str, coordinaten: Any = None, **eigenschappen: Any) -> dict[str, Any]:
    """One buurt as PDOK gives it; its square lies by its number, so that no two are the same."""
    gemeente = f"GM{code[2:6]}"
    plek = coordinaten or vierkant(90_000 + 100 * int(code[-2:]), 450_000)
    return {
        "type": "Feature",
        "id": f"buurten.{code}",
        "properties": {
            "buurtcode": code,
            "buurtnaam": naam,
            "wijkcode": f"WK{code[2:8]}",
            "gemeentecode": gemeente,
            "gemeentenaam": gemeente,
            "jaar": 2025,
            "water": "NEE",
            "aantal_inwoners": 900,
            **eigenschappen,
        },
        "geometry": {"type": "MultiPolygon", "coordinates": [plek]},
    }


def vijf_buurten() -> list[dict[str, Any]]:
    """Three buurten of one gemeente, two of another."""
    return [buurt(f"BU0637010{i}", f"Buurt {i}") for i in range(1, 4)] + [
        buurt(f"BU0503110{i}", f"Delftse buurt {i}") for i in range(1, 3)
    ]


class NepPdok(nep_json.NepJson):
    """Serves `collecties` (path -> features) in pages of `per_pagina`.

    `geteld` adds `numberMatched` (True: what there is; a number: that); `volgende` overrules the link to the next page.
    """

    def __init__(self) -> None:
        super().__init__()
        self.collecties: dict[str, list[dict[str, Any]]] = {f"{DIENST}/collections/buurten": vijf_buurten()}
        self.bijgewerkt: str | None = BIJGEWERKT
        self.per_pagina = 2
        self.geteld: bool | int = False
        self.volgende: str | None = None

    def antwoord(self, pad: str, vraag: nep_json.Vraag) -> Any:
        collectie = pad.strip("/").removesuffix("/items")
        if collectie not in self.collecties:
            return 404
        if not pad.endswith("/items"):
            link = {"rel": "self", "href": f"{self.url}{pad}?f=json"}
            return {"id": collectie, "links": [link | ({"updated": self.bijgewerkt} if self.bijgewerkt else {})]}
        features = [f for f in self.collecties[collectie] if self._past(f, vraag)]
        begin = int(vraag.get("cursor", "0"))
        pagina = features[begin : begin + self.per_pagina]
        rest = "&".join(f"{k}={v}" for k, v in vraag.items() if k != "cursor")
        volgende = self.volgende or f"{self.url}{pad}?{rest}&cursor={begin + self.per_pagina}"
        links = [{"rel": "next", "href": volgende}] if begin + self.per_pagina < len(features) else []
        geteld = len(features) if self.geteld is True else self.geteld
        return {
            "type": "FeatureCollection",
            "links": links,
            "features": pagina,
            "numberReturned": len(pagina),
            **({"numberMatched": geteld} if geteld else {}),
        }

    @staticmethod
    def _past(feature: dict[str, Any], vraag: nep_json.Vraag) -> bool:
        return "gemeentecode" not in vraag or feature["properties"]["gemeentecode"] == vraag["gemeentecode"]
