"""OGC API Features, page by page, as PDOK serves it: nothing missing, nothing twice, and no page that comes back.

PDOK says on each page how many features it holds (`numberReturned`), links to the next one with a cursor
(`links[rel=next]`), and gives the total (`numberMatched`) only in some versions. What it says is held against what
came; a link to another host is refused by `ezlib.sources.verkeer`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ezlib.fouten import BronFout
from ezlib.sources.verkeer import Verkeer

CRS_RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
PER_PAGINA = "1000"
VLAKKEN = ("Polygon", "MultiPolygon")

Feature = dict[str, Any]


def fetch_features(verkeer: Verkeer, pad: str, *, vraag: Mapping[str, str]) -> list[Feature]:
    """Fetch all features that a question matches, in the order served; equal ones once.

    Parameters
    ----------
    pad
        Path of the collection below the root: "cbs/wijken-en-buurten-2025/ogc/v1/collections/buurten".
    vraag
        Filters, e.g. `{"gemeentecode": "GM0637"}`; RD coordinates and the page size are asked for here.

    Raises
    ------
    BronFout
        A page is no collection of outlines, says another number than it holds, or brings nothing new; or at the end
        there are fewer features than the service counted.
    """
    parameters = {"f": "json", "crs": CRS_RD, "limit": PER_PAGINA, **vraag}
    gevonden: dict[str, Feature] = {}
    verwacht: int | None = None
    for blad in verkeer.bladzijden(f"{pad}/items", parameters, volgende=_volgende):
        pagina = _toets_pagina(blad)
        nieuw = {_inhoud(f): f for f in pagina["features"] if _inhoud(f) not in gevonden}
        if not nieuw and (gevonden or _volgende(pagina)):
            raise BronFout("PDOK bleef dezelfde pagina sturen: er kwam niets nieuws meer bij.")
        gevonden |= nieuw
        verwacht = pagina.get("numberMatched", verwacht)
    if verwacht is not None and len(gevonden) != verwacht:
        raise BronFout(f"PDOK telt {verwacht} gebieden, maar er kwamen er {len(gevonden)}.")
    return list(gevonden.values())


def _toets_pagina(pagina: Any) -> dict[str, Any]:
    features = pagina.get("features") if isinstance(pagina, dict) else None
    links = pagina.get("links", []) if isinstance(pagina, dict) else None
    if not _is_lijst(links) or not _is_lijst(features) or not all(_is_vlak(f) for f in features or ()):
        raise BronFout("Het antwoord van PDOK is geen verzameling omtrekken (GeoJSON).")
    if pagina.get("numberReturned", len(features)) != len(features):
        raise BronFout(f"PDOK zegt {pagina['numberReturned']} gebieden te sturen, maar stuurde er {len(features)}.")
    return pagina


def _volgende(pagina: dict[str, Any]) -> str | None:
    return next((link.get("href") for link in pagina.get("links", ()) if link.get("rel") == "next"), None)


def _is_lijst(waarde: Any) -> bool:
    return isinstance(waarde, list) and all(isinstance(deel, dict) for deel in waarde)


def _is_vlak(feature: Feature) -> bool:
    return (
        isinstance(feature.get("properties"), dict)
        and isinstance(feature.get("geometry"), dict)
        and feature["geometry"].get("type") in VLAKKEN
        and bool(feature["geometry"].get("coordinates"))
    )


def _inhoud(feature: Feature) -> str:
    """The content of a feature as text: what is equal in this counts once, whatever number the service gave it."""
    return json.dumps([feature["properties"], feature["geometry"]], sort_keys=True)
