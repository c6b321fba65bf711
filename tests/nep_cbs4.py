"""A local OData v4 service in the shapes of the datasets service of CBS, over the same tables as `nep_cbs`."""

from __future__ import annotations

from nep_odata import NepOdata, Rij, kies_rijen

TIJDZONE = "+01:00"


class NepCbs4(NepOdata):
    """Serves `tabellen` (in the shape of v3: entity -> rows) as v4: long, measures as codes, keys without padding."""

    verder = "@odata.nextLink"

    def __init__(self) -> None:
        super().__init__()
        self.per_pagina = 5
        self.tabellen: dict[str, dict[str, list[Rij]]] = {}

    def lees(self, pad: str, vraag: dict[str, str]) -> tuple[str, list[Rij] | Rij] | None:
        if pad == "/CBS/Datasets":
            titels = {nummer: tabel["TableInfos"][0]["Title"] for nummer, tabel in self.tabellen.items()}
            return "Datasets", [{"Identifier": nummer, "Title": titel} for nummer, titel in titels.items()]
        _, cbs, nummer, *rest = pad.split("/")
        if cbs != "CBS" or nummer not in self.tabellen:
            return None
        entiteiten = als_v4(self.tabellen[nummer])
        if not rest:
            return "", [{"name": naam, "url": naam} for naam in entiteiten]
        if rest[0] not in entiteiten:
            return None
        inhoud = entiteiten[rest[0]]
        if rest[0] == "Observations" and "$filter" in vraag:
            inhoud = kies_rijen(inhoud, vraag["$filter"])
        return rest[0], inhoud


def als_v4(tabel: dict[str, list[Rij]]) -> dict[str, list[Rij] | Rij]:
    """The entities of v4 for a table of v3."""
    info, eigenschappen = tabel["TableInfos"][0], tabel["DataProperties"]
    groepen = [e for e in eigenschappen if e["Type"] == "TopicGroup"]
    maten = {e["Key"]: f"M{e['ID']:06d}" for e in eigenschappen if e["Type"] == "Topic"}
    dims = [e for e in eigenschappen if e["Type"] not in ("Topic", "TopicGroup")]
    properties = {k: w for k, w in info.items() if k not in ("ID", "ShortDescription")} | {
        "@odata.context": "Properties",
        "Description": info.get("ShortDescription"),
        "Modified": info["Modified"] and info["Modified"] + TIJDZONE,
    }
    uit: dict[str, list[Rij] | Rij] = {
        "Properties": properties,
        "Dimensions": [
            {"Identifier": d["Key"], "Title": d.get("Title"), "Description": "", "Kind": d["Type"]} for d in dims
        ],
        "MeasureGroups": [
            {"Id": f"G{g['ID']}", "Title": g["Title"], "Description": g.get("Description"), "ParentId": _groep(g)}
            for g in groepen
        ],
        "MeasureCodes": [
            {
                "Identifier": maten[e["Key"]],
                "Index": int(e["Key"].rpartition("_")[2]),
                "Title": e["Title"],
                "Description": e.get("Description"),
                "MeasureGroupId": _groep(e),
                "DataType": e.get("Datatype"),
                "Unit": e.get("Unit"),
                "Decimals": e.get("Decimals"),
            }
            for e in reversed(eigenschappen)
            if e["Type"] == "Topic"
        ],
    }
    for dim in dims:
        uit[f"{dim['Key']}Codes"] = [
            {"Identifier": rij["Key"].strip(), "Index": i} | {k: w for k, w in rij.items() if k != "Key"}
            for i, rij in enumerate(tabel[dim["Key"]])
        ]
    uit["Observations"] = list(_lang(tabel["TypedDataSet"], [d["Key"] for d in dims], maten))
    return uit


def _groep(eigenschap: Rij) -> str | None:
    return None if eigenschap["ParentID"] is None else f"G{eigenschap['ParentID']}"


def _lang(rijen: list[Rij], dims: list[str], maten: dict[str, str]):
    nummer = 0
    for rij in rijen:
        for kolom, maat in maten.items():
            waarde = rij[kolom]
            nummer += 1
            # What does not exist is left out, or is there without a value: both happen.
            if waarde is None and nummer % 2:
                continue
            tekst = waarde if isinstance(waarde, str) else None
            yield {
                "Id": nummer,
                "Measure": maat,
                "ValueAttribute": "None" if waarde is not None else "Impossible",
                "Value": None if tekst is not None or waarde is None else float(waarde),
                "StringValue": tekst,
            } | {dim: rij[dim].strip() for dim in dims}


draai = NepCbs4.draai
