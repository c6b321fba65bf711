"""A small table of Kerncijfers wijken en buurten in the shapes of CBS v3, for the local services."""

from __future__ import annotations

from typing import Any

from haal_cbs import bron

from ezlib.definitions import Bron

TABEL = "84799NED"
UITGAVE = "2021-03-26T02:00:00"
CODES = ["NL00", "GM0637", "WK063700", "BU06370001", "BU06370002", "GM0599", "WK059900"]
# Parent group, title, key, unit, one figure an area.
KOLOMMEN: list[tuple[str, str, str, str | None, list[Any]]] = [
    ("Regioaanduiding", "Gemeentenaam", "Gemeentenaam_1", None, ["Nederland"] + ["Zoetermeer   "] * 4 + ["Rotterdam"] * 2),
    ("Bevolking", "Aantal inwoners", "AantalInwoners_5", "aantal", [17_000, 125, 60, 40, 20, 650, None]),
    ("Leeftijdsgroepen", "0 tot 15 jaar", "k_0Tot15Jaar_8", "aantal", [2_600, 20, 10, 5, 5, 100, None]),
    ("Wonen", "Woningvoorraad", "Woningvoorraad_34", "aantal", [8_000, 57, 30, 20, None, 320, 10]),
    ("Oppervlakte", "Oppervlakte land", "OppervlakteLand_36", "ha", [3_300, 35, 12, 4, 8, 220, 5]),
    ("Opleidingsniveau", "Opleidingsniveau laag", "OpleidingsniveauLaag_64", "aantal", [3_000, 20, 10, 5, 5, 90, None]),
    ("Opleidingsniveau", "Opleidingsniveau middelbaar", "OpleidingsniveauMiddelbaar_65", "aantal", [5_000, 40, 20, 15, 5, 100, None]),
    ("Opleidingsniveau", "Opleidingsniveau hoog", "OpleidingsniveauHoog_66", "aantal", [2_000, 40, 20, 10, 10, 110, None]),
    ("Bedrijfsvestigingen", "Bedrijfsvestigingen totaal", "BedrijfsvestigingenTotaal_91", "aantal", [None] * 7),
]  # fmt: skip


def kwb_tabel() -> dict[str, list[dict[str, Any]]]:
    """Entity -> rows, of seven areas and nine columns; one column is empty everywhere."""
    sleutels = [code.ljust(10) for code in CODES]
    groepen = list(dict.fromkeys(kolom[0] for kolom in KOLOMMEN))
    eigenschappen: list[dict[str, Any]] = [
        {"ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken en buurten"}
    ]
    eigenschappen += [
        {"ID": 100 + i, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": g} for i, g in enumerate(groepen)
    ]
    for i, (groep, titel, sleutel, eenheid, _) in enumerate(KOLOMMEN, start=1):
        eigenschappen.append(
            {"ID": i, "ParentID": 100 + groepen.index(groep), "Type": "Topic", "Key": sleutel, "Title": titel}
            | {"Unit": eenheid, "Datatype": "Long" if eenheid else "String", "Decimals": 0}
        )
    for rij in eigenschappen:
        rij |= {"odata.type": f"Cbs.OData.{rij['Type']}", "Description": ""}
    return {
        "TableInfos": [
            {"ID": 0, "Title": "Kerncijfers wijken en buurten 2020", "Identifier": TABEL, "Modified": UITGAVE}
            | {"ShortDescription": "Status van de cijfers:\nVoorlopig."}
        ],
        "UntypedDataSet": [],
        "TypedDataSet": [
            {"ID": i, "WijkenEnBuurten": s} | {sleutel: w[i] for _, _, sleutel, _, w in KOLOMMEN}
            for i, s in enumerate(sleutels)
        ],
        "DataProperties": eigenschappen,
        "CategoryGroups": [],
        "WijkenEnBuurten": [
            {"Key": s, "Title": f"Wijk {i} aan de Vliët".ljust(40), "DetailRegionCode": s}
            for i, s in enumerate(sleutels)
        ],
    }


def kwb_bron(**velden: Any) -> Bron:
    """Its entry in bronnen.yml."""
    return bron(**({"tabel": TABEL, "lezer": "kwb", "indeling": 2020, "peildatum": "2020-01-01"} | velden))
