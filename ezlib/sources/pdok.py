"""Outlines of CBS and Kadaster from PDOK: "Wijken en buurten" of a year and "Gebiedsindelingen", as OGC API Features.

Only what a map needs is kept: code and name under the names that PDOK gives them, gemeente, water, the year, and the
figures that bronnen.yml names (`eigenschappen:`). Everything else in the answer comes from the tables of CBS itself.

Outlines are asked per gemeente (`per_gemeente:`), and a snapshot holds the gemeenten asked for now and those of the
snapshot before it: an edition of another gemeente does not take the map of the first away. The set only grows, so the
folder is named after the issue and the number of gemeenten, and a snapshot is never replaced by a smaller one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import BronFout
from ezlib.sources.ogc import Feature, fetch_features
from ezlib.sources.omtrekken import WATER, punten_van, stelsel, vind_paar
from ezlib.sources.snapshot import (
    Snapshot,
    laatste_ververste,
    plaats_snapshot,
    ruim_resten,
    schrijf_herkomst,
)
from ezlib.sources.verkeer import Verkeer, grenzen_van
from ezlib.taal import opsomming

if TYPE_CHECKING:
    from ezlib.definitions import Bron
    from ezlib.instellingen import Instellingen

# PDOK writes -99997 (secret or absent), -99995 (later), -99991 (stopped), -99999999 (old files).
SENTINEL = -99990
# Where an outline says which year it is of: 2025, "2025", or at the start of "2025GM0637".
JAARVELDEN = ("jaar", "jaarcode", "jrstatcode")
GEMEENTE = "gemeente_code"


@dataclass(frozen=True)
class _Kaart:
    """A snapshot that is already there, with its outlines by code."""

    snapshot: Snapshot
    vlakken: dict[str, Feature]

    @property
    def gemeenten(self) -> set[str]:
        return {f["properties"][GEMEENTE] for f in self.vlakken.values()}


def fetch_bron(bron: Bron, *, doel: Path, inst: Instellingen, gemeenten: tuple[str, ...]) -> Path:
    """Fetch the outlines of one source; the snapshot that is there when nothing changed.

    Parameters
    ----------
    bron
        Entry of bronnen.yml with `dienst`, `collectie` and `indeling`; `per_gemeente` names the parameter that picks
        a gemeente (without it the collection is fetched whole), `vraag` holds fixed parameters.
    doel
        Folder of the source, `data/raw/<bron_id>`.
    gemeenten
        CBS codes of the gemeenten whose outlines are wanted.

    Returns
    -------
    Path of the whole snapshot: one GeoJSON in RD (EPSG:28992) and herkomst.json.

    Raises
    ------
    BronFout
        Whatever went wrong on the way, or an answer that is not the map that was asked for: other year, fewer areas
        than before, unknown columns, coordinates outside Nederland. What was in `doel` is as it was.
    OpslagFout
        When the disk is full or may not be written.
    """
    verkeer = Verkeer("PDOK", inst.pdok_url, grenzen_van(inst))
    pad = f"{bron.dienst}/collections/{bron.collectie}"
    vorige = _vorige(doel)
    codes = sorted({*gemeenten, *(vorige.gemeenten if vorige else ())}) if bron.per_gemeente else []
    with _uitgelegd(bron):
        uitgave = _uitgave(verkeer.json(pad, {"f": "json"}))
        if vorige and uitgave and vorige.snapshot.herkomst.modified == uitgave and set(codes) <= vorige.gemeenten:
            return vorige.snapshot.map_
        vragen = [{**bron.vraag, bron.per_gemeente: code} for code in codes] or [dict(bron.vraag)]
        vlakken, noten = _vlakken([f for v in vragen for f in fetch_features(verkeer, pad, vraag=v)], bron, codes)
        _toets_tegen_vorige(vlakken, vorige)
    tekst = _geojson(vlakken)
    if vorige and not uitgave and tekst == _tekst(vorige.snapshot):
        return vorige.snapshot.map_
    ruim_resten(doel)
    snapshot = doel / _mapnaam(uitgave or dt.date.today().isoformat(), codes)
    with plaats_snapshot(snapshot) as map_:
        naam = f"{bron.id}.geojson"
        (map_ / naam).write_text(tekst, encoding="utf-8")
        schrijf_herkomst(
            map_,
            rijen={naam: len(vlakken)},
            bron_id=bron.id,
            publisher=bron.uitgever,
            table=bron.collectie,
            url=f"{inst.pdok_url}/{pad}",
            retrieved_at=dt.date.today().isoformat(),
            modified=uitgave,
            licence=bron.licentie,
            soort="pdok",
            vorm="uittreksel" if codes else "volledig",
            noot=" ".join([f"Omtrekken van {opsomming(codes) if codes else 'heel Nederland'}.", *noten]),
        )
    return snapshot


@contextmanager
def _uitgelegd(bron: Bron) -> Iterator[None]:
    """Say of every fault which map it was about, and that the last good one is still there."""
    try:
        yield
    except BronFout as fout:
        raise BronFout(
            f"Kaart {bron.id} ({bron.naam}) is niet opgehaald: {fout} "
            "Een kaart die u al had, blijft staan; er is niets half opgeslagen."
        ) from fout


def _vorige(doel: Path) -> _Kaart | None:
    """The newest refreshed snapshot that is whole, with its outlines."""
    snapshot = laatste_ververste(doel)
    features = json.loads(_tekst(snapshot))["features"] if snapshot else []
    paar = vind_paar(features[0]["properties"]) if features else None
    return _Kaart(snapshot, {f["properties"][paar[0]]: f for f in features}) if snapshot and paar else None


def _tekst(snapshot: Snapshot) -> str:
    (naam,) = snapshot.herkomst.bestanden
    return snapshot.pad(naam).read_text(encoding="utf-8")


def _uitgave(beschrijving: Any) -> str | None:
    """When the publisher last changed the collection, as ISO text; None where it does not say.

    PDOK puts `updated` on the links of the collection; the standard knows no place for it.

    >>> _uitgave({"links": [{"rel": "self", "updated": "2025-03-31T10:00:00Z"}]})
    '2025-03-31T10:00:00Z'
    """
    if not isinstance(beschrijving, dict) or "links" not in beschrijving:
        raise BronFout("Het antwoord van PDOK is geen beschrijving van een kaart.")
    momenten = [beschrijving.get("updated"), *(link.get("updated") for link in beschrijving["links"])]
    for moment in filter(None, momenten):
        try:
            dt.datetime.fromisoformat(moment)
        except (TypeError, ValueError):
            continue
        return moment
    return None


def _mapnaam(uitgave: str, codes: list[str]) -> str:
    """Folder name: the issue, then the number of gemeenten, so that names sort by issue and size.

    >>> _mapnaam("2025-03-31T10:00:00Z", ["GM0503", "GM0637"])
    '2025-03-31T100000-002'
    """
    return re.sub(r"[^0-9T-]", "", uitgave) + (f"-{len(codes):03}" if codes else "")


def _vlakken(features: list[Feature], bron: Bron, codes: list[str]) -> tuple[list[Feature], list[str]]:
    """Outlines in RD with the properties that are kept, sorted by code, and what there is to tell of them."""
    if not features:
        raise BronFout("PDOK heeft er geen enkel gebied van. Kijk of jaar en gemeente in definitions/ kloppen.")
    kolommen = set.intersection(*(set(f["properties"]) for f in features))
    paar = vind_paar(kolommen)
    if not paar:
        raise BronFout(
            f"De kolommen met code en naam heten anders dan de monitor kent: {', '.join(sorted(kolommen)[:12])}. "
            "Voeg de nieuwe namen toe aan PAREN in ezlib/sources/omtrekken.py."
        )
    _toets_jaar(features, bron)
    houd = [*paar, *JAARVELDEN, *WATER, *bron.eigenschappen]
    vlakken = [_houd(f, houd, paar[0]) for f in features]
    vlakken = [f for f in vlakken if not codes or f["properties"][GEMEENTE] in codes]
    if not vlakken:
        raise BronFout(f"PDOK stuurde andere gemeenten dan {opsomming(codes)}.")
    vlakken, noten = _naar_rd(vlakken)
    zonder = [c for c in codes if c not in {f["properties"][GEMEENTE] for f in vlakken}]
    if zonder:
        noten.append(f"Zonder gebieden in dit jaar: {opsomming(zonder)}.")
    vlakken.sort(key=lambda f: (f["properties"][paar[0]], json.dumps(f, sort_keys=True)))
    gezien = [f["properties"][paar[0]] for f in vlakken if not any(f["properties"].get(w) == "JA" for w in WATER)]
    dubbel = sorted({code for code in gezien if gezien.count(code) > 1})
    if dubbel:
        raise BronFout(f"{opsomming(dubbel[:5])} staat er meer dan eens in, met verschillende omtrekken.")
    return vlakken, noten


def _houd(feature: Feature, kolommen: list[str], code_kolom: str) -> Feature:
    eigen = {k: _zonder_sentinel(feature["properties"][k]) for k in kolommen if k in feature["properties"]}
    code = str(eigen[code_kolom]).strip()
    eigen |= {code_kolom: code, GEMEENTE: f"GM{code[2:6]}"}
    return {"type": "Feature", "properties": eigen, "geometry": feature["geometry"]}


def _zonder_sentinel(waarde: Any) -> Any:
    """A value, or None for the codes by which PDOK says that there is none.

    >>> [_zonder_sentinel(w) for w in (5, -99997, -99999999.0, "JA")]
    [5, None, None, 'JA']
    """
    return None if isinstance(waarde, int | float) and waarde <= SENTINEL else waarde


def _toets_jaar(features: list[Feature], bron: Bron) -> None:
    jaren = {str(f["properties"][v])[:4] for f in features for v in JAARVELDEN if f["properties"].get(v) is not None}
    if jaren - {str(bron.indeling)}:
        raise BronFout(f"De kaart hoort van {bron.indeling} te zijn, maar is van {opsomming(sorted(jaren))}.")


def _toets_tegen_vorige(vlakken: list[Feature], vorige: _Kaart | None) -> None:
    """Within one boundary year no area disappears: an answer that lacks one is not whole."""
    if vorige is None:
        return
    paar = vind_paar(vlakken[0]["properties"])
    assert paar is not None
    weg = sorted(set(vorige.vlakken) - {f["properties"][paar[0]] for f in vlakken})
    if weg:
        raise BronFout(
            f"Er ontbreken {len(weg)} gebieden die in de vorige kaart wel zitten, zoals {weg[0]}. "
            f"Klopt dat, verwijder dan de map {vorige.snapshot.map_.name} van deze bron en haal haar opnieuw op."
        )


def _naar_rd(vlakken: list[Feature]) -> tuple[list[Feature], list[str]]:
    """Outlines in RD. Where PDOK answers in degrees although RD was asked, they are recomputed (to the centimetre)."""
    stelsels = {stelsel(punten_van(f["geometry"]["coordinates"])) for f in vlakken}
    if stelsels <= {"rd"}:
        return vlakken, []
    if stelsels != {"graden"}:
        raise BronFout("De coördinaten liggen buiten Nederland, of staan door elkaar in meters en graden.")
    import geopandas as gpd
    import shapely

    graden = gpd.GeoSeries([shapely.geometry.shape(f["geometry"]) for f in vlakken], crs="OGC:CRS84")
    meters = shapely.transform(graden.to_crs("EPSG:28992").to_numpy(), lambda xy: xy.round(2))
    nieuw = [{**f, "geometry": shapely.geometry.mapping(m)} for f, m in zip(vlakken, meters, strict=True)]
    return nieuw, ["PDOK gaf graden; de monitor rekende om naar RD."]


def _geojson(vlakken: list[Feature]) -> str:
    """GeoJSON with its system named, one area a line: equal outlines give equal bytes."""
    stelsel_ = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    regels = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in vlakken)
    return f'{{"type":"FeatureCollection","crs":{json.dumps(stelsel_)},"features":[\n{regels}\n]}}\n'
