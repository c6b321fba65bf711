"""Empty templates of deliveries, with a sheet that explains every column, and a made-up example (FICTIEF) of each.

The same delivery gives the same bytes, so a template that was made twice is one file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ezlib.leveringen import Kolom, Levering, kolomnamen
from ezlib.schema_leveringen import VRIJE_KOLOMMEN
from ezlib.store import save_bytes
from ezlib.tidy.levering_keuring import VRIJ, verwacht
from ezlib.vastezip import zonder_tijden

BLAD, UITLEG = "gegevens", "uitleg"
VORMEN = ("xlsx", "csv", "ods")
KOP_UITLEG = ("kolom", "verplicht", "wat er in hoort", "uitleg")
Rijen = Sequence[Sequence[Any]]


def schrijf_sjabloon(levering: Levering, map_: Path, *, vormen: Sequence[str]) -> list[Path]:
    """Write the empty template and the example of a delivery in each form; give the paths."""
    leeg = [kolomnamen(levering, vrij=VRIJE_KOLOMMEN)]
    # With the word in every row: a copy of one row cannot pass for a real figure.
    verzonnen = [(*rij, "fictief", "", "FICTIEF: verzonnen voorbeeld") for rij in levering.voorbeeld]
    paden = []
    for vorm in vormen:
        for naam, rijen in ((levering.id, leeg), (f"FICTIEF_{levering.id}_voorbeeld", [*leeg, *verzonnen])):
            pad = map_ / f"{naam}.{vorm}"
            save_bytes(_MAKERS[vorm](rijen, levering), pad)
            paden.append(pad)
    return paden


def uitleg(levering: Levering) -> Rijen:
    """The sheet that explains: what the delivery is, then a row per column."""
    kolommen = [*levering.kolommen, *VRIJ.values()]
    return [
        ("levering", levering.naam),
        ("waarvoor", levering.waarvoor),
        ("van", levering.van),
        ("uiterlijk", f"elk jaar op {levering.uiterlijk[3:]}-{levering.uiterlijk[:2]}"),
        ("peildatum", levering.peildatum),
        (
            "let op",
            f"Vul het blad {BLAD} in. Verander de namen van de kolommen niet. Een rij per cijfer of groep cijfers.",
        ),
        (),
        KOP_UITLEG,
        *(_regel(kolom) for kolom in kolommen),
    ]


def _regel(kolom: Kolom) -> tuple[str, str, str, str]:
    return kolom.naam, "ja" if kolom.verplicht else "nee", verwacht(kolom).removeprefix("hier hoort "), kolom.uitleg


def _csv(rijen: Rijen, levering: Levering) -> bytes:
    """Semicolon, decimal comma, UTF-8 with a mark: Excel in Dutch opens it at a double click."""
    uit = io.StringIO(newline="")
    schrijver = csv.writer(uit, delimiter=";", lineterminator="\r\n")
    for rij in rijen:
        schrijver.writerow([str(cel).replace(".", ",") if isinstance(cel, float) else _niets(cel) for cel in rij])
    return b"\xef\xbb\xbf" + uit.getvalue().encode()


def _xlsx(rijen: Rijen, levering: Levering) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    werkmap = Workbook()
    gegevens, blad = werkmap.active, werkmap.create_sheet(UITLEG)
    gegevens.title = BLAD
    for rij in rijen:
        gegevens.append(list(rij))
    for rij in uitleg(levering):
        blad.append(list(rij))
    gegevens.freeze_panes = "A2"
    for i, naam in enumerate(rijen[0], start=1):
        gegevens.cell(1, i).font = Font(bold=True)
        gegevens.column_dimensions[get_column_letter(i)].width = max(14, len(str(naam)) + 3)
    for letter, breed in zip("ABCD", (22, 12, 60, 90), strict=True):
        blad.column_dimensions[letter].width = breed
    for cel in (*blad["A"], *blad[8]):
        cel.font = Font(bold=True)
    uit = io.BytesIO()
    werkmap.save(uit)
    return zonder_tijden(uit.getvalue())


def _ods(rijen: Rijen, levering: Levering) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    for naam, inhoud in ((BLAD, rijen), (UITLEG, uitleg(levering))):
        blad = Table(name=naam)
        for rij in inhoud:
            regel = TableRow()
            for cel in rij:
                getal = isinstance(cel, int | float)
                vak = TableCell(valuetype="float", value=cel) if getal else TableCell(valuetype="string")
                vak.addElement(P(text=str(_niets(cel))))
                regel.addElement(vak)
            blad.addElement(regel)
        document.spreadsheet.addElement(blad)
    uit = io.BytesIO()
    document.write(uit)
    return zonder_tijden(uit.getvalue())


def _niets(cel: Any) -> Any:
    return "" if cel is None else cel


_MAKERS = {"csv": _csv, "xlsx": _xlsx, "ods": _ods}
