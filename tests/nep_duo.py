"""A local DUO: the actions package_show and datastore_search of CKAN over a package of two files."""

from __future__ import annotations

from typing import Any

import nep_json

PAKKET = "adressen_vo"
GEWIJZIGD = "2026-01-07T09:15:00.123456"


def vestigingen() -> list[dict[str, Any]]:
    """Five schools in three gemeenten; one is registered twice, for two kinds of school."""
    rijen = [
        ("0637", "11AA00", "Oosterlyceum", "VWO"),
        ("0637", "11AA00", "Oosterlyceum", "HAVO"),
        ("0637", "12BB00", "Westcollege", "VMBO"),
        ("503", "13CC00", "Delfts College", "VWO"),
        ("0014", "14DD00", "Noorderlicht", "HAVO"),
        ("0014", "14DD01", "Noorderlicht", "VWO"),
    ]
    return [
        {"_id": i, "GEMEENTENUMMER": g, "VESTIGINGSCODE": v, "VESTIGINGSNAAM": n, "ONDERWIJSSTRUCTUUR": s, "TELEFOON": "0"}
        for i, (g, v, n, s) in enumerate(rijen, start=1)
    ]  # fmt: skip


class NepDuo(nep_json.NepJson):
    """Serves `bestanden` (title of a file -> rows); `telt_mis` is what it counts too many, `fout` an answer of CKAN."""

    def __init__(self) -> None:
        super().__init__()
        self.bestanden: dict[str, list[dict[str, Any]]] = {
            "Alle vestigingen voortgezet onderwijs": vestigingen(),
            "Alle besturen voortgezet onderwijs": vestigingen()[:1],
        }
        self.gewijzigd: str | None = GEWIJZIGD
        self.per_pagina = 4
        self.telt_mis = 0
        self.fout: dict[str, Any] | None = None

    def antwoord(self, pad: str, vraag: nep_json.Vraag) -> Any:
        actie = pad.removeprefix("/api/3/action/")
        if self.fout is not None:
            return self.fout
        if actie == "package_show" and vraag.get("id") == PAKKET:
            return {"success": True, "result": {"name": PAKKET, "resources": self._hulpbronnen()}}
        if actie == "datastore_search" and vraag.get("resource_id", "").startswith("id-"):
            return {"success": True, "result": self._rijen(vraag)}
        return 404

    def _hulpbronnen(self) -> list[dict[str, Any]]:
        return [
            {"id": f"id-{i}", "name": titel, "datastore_active": True, "last_modified": self.gewijzigd}
            for i, titel in enumerate(self.bestanden)
        ]

    def _rijen(self, vraag: nep_json.Vraag) -> dict[str, Any]:
        rijen = list(self.bestanden.values())[int(vraag["resource_id"].removeprefix("id-"))]
        begin, hoeveel = int(vraag.get("offset", "0")), min(int(vraag["limit"]), self.per_pagina)
        kolommen = vraag["fields"].split(",") if "fields" in vraag else list(vestigingen()[0])
        deel = [{k: rij[k] for k in kolommen} for rij in rijen[begin : begin + hoeveel]]
        velden = [{"id": kolom, "type": "text"} for kolom in vestigingen()[0]]
        return {"fields": velden, "records": deel, "total": len(rijen) + self.telt_mis}
