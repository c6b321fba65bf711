"""A local OData v3 service in the shapes of CBS, that can be told to misbehave; the tests point the real client at it."""

from __future__ import annotations

from typing import Any

from nep_odata import NepOdata, Rij, kies_rijen

TABEL = "84799NED"
INFO = {"ID": 0, "Title": "Kerncijfers 2020", "Identifier": TABEL, "Modified": "2021-03-26T02:00:00"}
EIGENSCHAPPEN = [
    {"odata.type": "Cbs.OData.GeoDetail", "ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten"},
    {
        "odata.type": "Cbs.OData.TopicGroup",
        "ID": 1,
        "ParentID": None,
        "Type": "TopicGroup",
        "Key": "",
        "Title": "Wonen",
    },
    {
        "odata.type": "Cbs.OData.Topic",
        "ID": 2,
        "ParentID": 1,
        "Type": "Topic",
        "Key": "Woningvoorraad_34",
        "Unit": "aantal",
    },
]
CODES = ["NL00      ", "GM0637    ", "WK063700  ", "BU06370001", "BU06370002"]


def tabel() -> dict[str, list[dict[str, Any]]]:
    """A table of five areas: entity -> rows, in the order of the service document."""
    rijen = [{"ID": i, "WijkenEnBuurten": c, "Woningvoorraad_34": 10 * i or None} for i, c in enumerate(CODES)]
    return {
        "TableInfos": [INFO],
        "UntypedDataSet": [rij | {"Woningvoorraad_34": "       ."} for rij in rijen],
        "TypedDataSet": rijen,
        "DataProperties": EIGENSCHAPPEN,
        "CategoryGroups": [],
        "WijkenEnBuurten": [{"Key": c, "Title": f"Naäm {i}{'':<33}"} for i, c in enumerate(CODES)],
    }


class NepCbs(NepOdata):
    """The feed and the catalogue of CBS over `tabellen`; the catalogue holds `andere_titels` too (identifier -> title)."""

    heel = frozenset({"Tables", ""})

    def __init__(self) -> None:
        super().__init__()
        self.tabellen: dict[str, dict[str, list[Rij]]] = {TABEL: tabel()}
        self.andere_titels: dict[str, str] = {}

    def lees(self, pad: str, vraag: dict[str, str]) -> tuple[str, list[Rij]] | None:
        if vraag.get("$format") != "json":
            return None
        if pad == "/ODataCatalog/Tables":
            return "Tables", self._kolommen(self._catalogus(), vraag)
        delen = pad.split("/")
        tabel_ = self.tabellen.get(delen[3]) if delen[1:3] == ["ODataFeed", "odata"] else None
        if tabel_ is None:
            return None
        entiteit = delen[4]
        if entiteit == "":
            return "", [{"name": naam, "url": f"{self.url}{pad}{naam}"} for naam in tabel_]
        if entiteit not in tabel_:
            return None
        rijen = tabel_[entiteit]
        if "$filter" in vraag:
            rijen = kies_rijen(rijen, vraag["$filter"])
        return entiteit, self._kolommen(rijen, vraag)

    def _catalogus(self) -> list[Rij]:
        eigen = {nummer: tabel_["TableInfos"][0]["Title"] for nummer, tabel_ in self.tabellen.items()}
        return [
            {"Identifier": nummer, "Title": titel, "Language": "nl"}
            for nummer, titel in (self.andere_titels | eigen).items()
        ]

    @staticmethod
    def _kolommen(rijen: list[Rij], vraag: dict[str, str]) -> list[Rij]:
        if "$select" not in vraag:
            return rijen
        kolommen = vraag["$select"].split(",")
        return [{k: v for k, v in rij.items() if k in kolommen} for rij in rijen]


draai = NepCbs.draai
