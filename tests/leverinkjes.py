"""Small deliveries for tests: a definition of four columns, and files of it in each form."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook

from ezlib.leveringen import Levering, maak_levering

NAMEN = {"NL00": "Nederland", "AM-ZHC": "Zuid-Holland Centraal", "WL0637-DIP": "Dutch Innovation Park"}
BLOK: dict[str, Any] = {
    "naam": "Leegstand",
    "van": "Economische Zaken",
    "waarvoor": "Hoeveel er leeg staat.",
    "uiterlijk": "12-15",
    "peildatum": "1 januari",
    "kolommen": {
        "peildatum": {"soort": "periode", "verplicht": True, "uitleg": "Dag van het cijfer."},
        "gebied": {"soort": "gebied", "verplicht": True, "uitleg": "Waar."},
        "voorraad": {"soort": "getal", "verplicht": True, "minimum": 0, "uitleg": "Alles."},
        "leeg": {"soort": "getal", "minimum": 0, "hoogstens": "voorraad", "uitleg": "Leeg."},
    },
    "feiten": [
        {"onderwerp": "voorraad", "waarde": "voorraad", "eenheid": "m2"},
        {"onderwerp": "leegstand", "waarde": "leeg", "eenheid": "m2"},
    ],
    "voorbeeld": [["2025-01-01", "GM0637", 100, 5]],
}
KOP = ("peildatum", "gebied", "voorraad", "leeg")
GOED = (("2024-01-01", "GM0637", 100, 5.5), ("2025-01-01", "Dutch Innovation Park", 40, None))


def levering(**anders: Any) -> Levering:
    return maak_levering("leegstand", BLOK | anders)


def save_csv(pad: Path, rijen: Any = GOED, *, kop: Any = KOP, scheiding: str = ";", codering: str = "utf-8") -> Path:
    def tekst(cel: Any) -> str:
        return (
            ""
            if cel is None
            else str(cel).replace(".", ",")
            if isinstance(cel, float) and scheiding == ";"
            else str(cel)
        )

    regels = [scheiding.join(map(tekst, rij)) for rij in (kop, *rijen)]
    pad.write_bytes("\r\n".join(regels).encode(codering))
    return pad


def save_xlsx(pad: Path, rijen: Any = GOED, *, kop: Any = KOP) -> Path:
    werkmap = Workbook()
    for rij in (kop, *rijen):
        werkmap.active.append(list(rij))
    werkmap.save(pad)
    return pad


def save_ods(pad: Path, rijen: Any = GOED, *, kop: Any = KOP, leeg_aan_het_eind: int = 0) -> Path:
    document, blad = OpenDocumentSpreadsheet(), Table(name="Blad1")
    for rij in (kop, *rijen):
        regel = TableRow()
        for cel in rij:
            soort = {"valuetype": "float", "value": cel} if isinstance(cel, int | float) else {"valuetype": "string"}
            vak = TableCell(**({} if cel is None else soort))
            if cel is not None:
                vak.addElement(P(text=str(cel)))
            regel.addElement(vak)
        blad.addElement(regel)
    if leeg_aan_het_eind:
        blad.addElement(TableRow(numberrowsrepeated=leeg_aan_het_eind))
    document.spreadsheet.addElement(blad)
    uit = io.BytesIO()
    document.write(uit)
    pad.write_bytes(uit.getvalue())
    return pad
