"""Small sources for tests: an entry of bronnen.yml, and snapshots with a handful of rows."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ezlib.definitions import Bron
from ezlib.sources.snapshot import Snapshot, load_snapshot, plaats_snapshot, schrijf_herkomst

HERKOMST = {
    "publisher": "CBS",
    "table": "84799NED",
    "url": "",
    "retrieved_at": "2026-01-02",
    "modified": None,
    "licence": "CC BY 4.0",
    "soort": "cbs",
    "noot": "",
}


def bron(**velden: Any) -> Bron:
    """An entry of bronnen.yml; what is not given is "x" or its default."""
    verplicht = [veld.name for veld in dataclasses.fields(Bron) if veld.type == "str"]
    teksten = {naam: "x" for naam in verplicht if not hasattr(Bron, naam)}
    return Bron(**(teksten | velden))


def snapshot(map_: Path, bestanden: Mapping[str, str], *, vorm: str = "uittreksel") -> Snapshot:
    """A whole snapshot of the files given (name -> text); its source is called after the folder above."""
    with plaats_snapshot(map_) as tijdelijk:
        for naam, tekst in bestanden.items():
            (tijdelijk / naam).write_text(tekst, encoding="utf-8")
        schrijf_herkomst(tijdelijk, rijen={}, bron_id=map_.parent.name, vorm=vorm, **HERKOMST)
    return load_snapshot(map_)


def eigenschappen(*topics: tuple[str, str, str]) -> list[dict[str, Any]]:
    """DataProperties of columns given as (parent group, key, unit), in the shape of CBS."""
    groepen = list(dict.fromkeys(groep for groep, _, _ in topics))
    leeg = {"Unit": None, "Description": ""}
    rijen: list[dict[str, Any]] = [{"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", **leeg}]
    rijen += [
        {"ID": i, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": groep, **leeg}
        for i, groep in enumerate(groepen, start=1)
    ]
    rijen += [
        {"ID": i, "ParentID": 1 + groepen.index(groep), "Type": "Topic", "Key": key, "Title": key, **leeg, "Unit": unit}
        for i, (groep, key, unit) in enumerate(topics, start=100)
    ]
    return rijen


def kwb(
    map_: Path,
    topics: Mapping[tuple[str, str, str], list[Any]],
    *,
    codes: list[str],
    info: str = "",
    periode: str = "",
    toelichting: Mapping[str, str] | None = None,
    vorm: str = "volledig",
) -> Snapshot:
    """A table of Kerncijfers: (parent group, key, unit) -> one figure an area; codes are padded to 10 as CBS does.

    `toelichting` gives the description of a column or group by its title; `info` the ShortDescription of the table
    and `periode` its Period.
    """
    beschrijving = eigenschappen(*topics)
    for rij in beschrijving:
        rij["Description"] = (toelichting or {}).get(rij.get("Title", ""), "")
    sleutels = [code.ljust(10) for code in codes]
    data = [
        {"ID": i, "WijkenEnBuurten": s, **{key: w[i] for (_, key, _), w in topics.items()}}
        for i, s in enumerate(sleutels)
    ]
    entiteiten = {
        "TableInfos": [{"Identifier": "84799NED", "ShortDescription": info, "Period": periode}],
        "DataProperties": beschrijving,
        "TypedDataSet": data,
        "WijkenEnBuurten": [{"Key": s, "Title": f"Naam {s.strip()}".ljust(40)} for s in sleutels],
    }
    return snapshot(map_, {f"{e}.json": json.dumps(rijen) for e, rijen in entiteiten.items()}, vorm=vorm)


def statline(
    map_: Path,
    topics: Mapping[tuple[str, str], list[Any]],
    *,
    dimensies: Mapping[str, Mapping[str, str]],
    rijen: list[tuple[str, ...]],
    status: Mapping[str, str] | None = None,
    soort: Mapping[str, str] | None = None,
) -> Snapshot:
    """A table with dimensions in the shape of OData v3: `rijen` holds a key per dimension, `topics` a figure per row.

    Parameters
    ----------
    topics
        (key, unit) -> one figure a row; (key, unit, parent group) where the stem alone is not enough.
    dimensies
        Dimension -> key as served (padded or not) -> title.
    status
        Status per key of Perioden.
    soort
        Type of a dimension where it is not the usual one.
    """
    soorten = {"RegioS": "GeoDimension", "WijkenEnBuurten": "GeoDetail", "Perioden": "TimeDimension"} | (soort or {})
    kop = [
        {"ID": i, "ParentID": None, "Type": soorten.get(d, "Dimension"), "Key": d, "Title": d, "Description": ""}
        for i, d in enumerate(dimensies)
    ]
    groepen = list(dict.fromkeys(t[2] for t in topics if len(t) > 2))
    kop += [
        {"ID": 50 + i, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": g, "Description": ""}
        for i, g in enumerate(groepen)
    ]
    kop += [
        {"ID": 100 + i, "ParentID": 50 + groepen.index(t[2]) if len(t) > 2 else None, "Type": "Topic",
         "Key": t[0], "Title": t[0], "Unit": t[1], "Description": ""}
        for i, t in enumerate(topics)
    ]  # fmt: skip
    data = [
        {"ID": i, **dict(zip(dimensies, sleutels, strict=True)), **{t[0]: w[i] for t, w in topics.items()}}
        for i, sleutels in enumerate(rijen)
    ]
    entiteiten: dict[str, list[dict[str, Any]]] = {
        "TableInfos": [{"Identifier": HERKOMST["table"]}],
        "DataProperties": kop,
        "TypedDataSet": data,
    }
    for dimensie, leden in dimensies.items():
        extra = {"Status": status} if status and soorten.get(dimensie) == "TimeDimension" else {}
        entiteiten[dimensie] = [
            {"Key": k, "Title": titel, "Description": "", **{naam: w.get(k.strip()) for naam, w in extra.items()}}
            for k, titel in leden.items()
        ]
    return snapshot(map_, {f"{e}.json": json.dumps(r) for e, r in entiteiten.items()}, vorm="volledig")
