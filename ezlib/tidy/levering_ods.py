"""The first sheet of an OpenDocument spreadsheet (.ods) as text, as LibreOffice writes it.

As with a workbook of Excel: what is in the zip is looked at before it is opened, nothing is computed (the last result of
a formula is read), and macros, links to other files and XML with entities are refused.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from ezlib.register.werkmap import ENTITEIT, STUK, Bestandsfout, Bovengrens, check_aantal, check_omvang

TABEL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
KANTOOR = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEKST = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# An empty line at the end stands for the million lines of a sheet; more columns than these no delivery has.
KOLOMMEN_MAX = 200
VERBODEN = {
    r"^(Basic|Scripts)/": "er zit een macro in dit rekenblad; die voert de monitor nooit uit. Sla het op zonder macro's.",
    r"^Object ": "er zit een ander document in dit rekenblad. Haal het weg en sla het opnieuw op.",
}
KAPOT = "het rekenblad is beschadigd en niet te lezen. Open het in LibreOffice of Excel en sla het opnieuw op als .ods."


def lees_ods(pad: Path, grenzen: Bovengrens) -> list[list[str]]:
    """Rows of the first sheet, every cell as text (decimal comma, ISO date); row 1 first.

    Raises
    ------
    Bestandsfout
        When it is no spreadsheet, is locked, damaged or too large, or holds what may not be opened.
    """
    if not zipfile.is_zipfile(pad):
        raise Bestandsfout(
            "dit is geen rekenblad, al heet het .ods (het is tekst, of het is beschadigd). "
            "Open het in LibreOffice of Excel en sla het op als .ods."
        )
    try:
        with zipfile.ZipFile(pad) as archief:
            return _lees_blad(_inhoud(archief, grenzen), grenzen)
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ET.ParseError,
        KeyError,
        ValueError,
    ) as fout:
        raise Bestandsfout(KAPOT) from fout


def _inhoud(archief: zipfile.ZipFile, grenzen: Bovengrens) -> ET.Element:
    delen = archief.infolist()
    check_omvang(delen, grenzen)
    for patroon, tekst in VERBODEN.items():
        if any(re.search(patroon, deel.filename) for deel in delen):
            raise Bestandsfout(tekst)
    for naam in ("META-INF/manifest.xml", "content.xml"):
        with archief.open(naam) as stroom:
            begin = stroom.read(STUK)
        if ENTITEIT.search(begin):
            raise Bestandsfout("in het rekenblad staat een DOCTYPE. Vertrouw dit bestand niet; vraag om een nieuw.")
        if naam.startswith("META") and b"encryption-data" in begin:
            raise Bestandsfout("er zit een wachtwoord op dit rekenblad. Haal het eraf en sla het opnieuw op.")
    return ET.fromstring(archief.read("content.xml"))


def _lees_blad(inhoud: ET.Element, grenzen: Bovengrens) -> list[list[str]]:
    blad = inhoud.find(f".//{TABEL}table")
    if blad is None:
        raise Bestandsfout("er staat geen enkel blad in dit rekenblad.")
    if blad.find(f".//{TABEL}table-source") is not None or inhoud.find(f".//{KANTOOR}dde-source") is not None:
        raise Bestandsfout(
            "het rekenblad haalt gegevens uit een ander bestand, en dat leest de monitor nooit. Plak de cellen als waarden."
        )
    regels: list[list[str]] = []
    lege = 0
    for rij in blad.iter(f"{TABEL}table-row"):
        cellen = _lees_rij(rij)
        keer = int(rij.get(f"{TABEL}number-rows-repeated", "1"))
        if not any(cellen):
            lege += keer
            continue
        # Empty lines count only when something comes after them.
        check_aantal(range(len(regels) + lege + keer), grenzen)
        regels += [[] for _ in range(lege)] + [list(cellen) for _ in range(keer)]
        lege = 0
    return regels


def _lees_rij(rij: ET.Element) -> list[str]:
    cellen: list[str] = []
    for cel in rij:
        if cel.tag in (f"{TABEL}table-cell", f"{TABEL}covered-table-cell"):
            keer = int(cel.get(f"{TABEL}number-columns-repeated", "1"))
            cellen += [_als_tekst(cel)] * min(keer, KOLOMMEN_MAX - min(len(cellen), KOLOMMEN_MAX))
    while cellen and not cellen[-1]:
        cellen.pop()
    return cellen


def _als_tekst(cel: ET.Element) -> str:
    """Text of a cell as a csv with decimal comma would have it."""
    soort = cel.get(f"{KANTOOR}value-type", "")
    if soort in ("float", "percentage", "currency"):
        waarde = float(cel.get(f"{KANTOOR}value", "nan"))
        return str(int(waarde)) if waarde.is_integer() else repr(waarde).replace(".", ",")
    if soort == "date":
        return cel.get(f"{KANTOOR}date-value", "")[:10]
    return "\n".join("".join(alinea.itertext()) for alinea in cel.iter(f"{TEKST}p"))
