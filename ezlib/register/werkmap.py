"""One sheet of a workbook (.xlsx) as text. A workbook is a zip of XML: what is in it is looked at before it is opened.

Refused: what unpacks to more than a register can be, programs (macros), links to other files, and XML that defines
entities. A formula is never computed; what Excel last made of it is read, and without that the file is refused.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ezlib.fouten import BronFout, bedoelde
from ezlib.register import Leverancier
from ezlib.taal import getal

DATUMVORMEN = {"jjjj-mm-dd": "%Y-%m-%d", "dd-mm-jjjj": "%d-%m-%Y", "jjjjmmdd": "%Y%m%d"}
YML = "definitions/register.yml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VERSLEUTELD = "EncryptedPackage".encode("utf-16-le")
# Below this size any ratio is harmless: a sheet of equal rows packs very well.
KLEIN = 50 * 1024**2
FORMULE = re.compile(rb"<(?:\w+:)?f[\s>/]")
ENTITEIT = re.compile(rb"<!DOCTYPE|<!ENTITY|<\x00!\x00D\x00O\x00C\x00T\x00Y|\x00<\x00!\x00D\x00O\x00C\x00T\x00Y", re.I)
STUK = 1024**2
# Parts of a workbook that no table needs, with what to do about them.
VERBODEN = {
    r"vbaProject\.bin$|^xl/macrosheets/|^xl/dialogsheets/": (
        "er zit een macro in deze werkmap; die voert de monitor nooit uit. Sla haar in Excel op als .xlsx, zonder macro's."
    ),
    r"^xl/externalLinks/": (
        "de werkmap verwijst naar andere bestanden, en die leest de monitor nooit. Verbreek de koppelingen in Excel "
        "(Gegevens, Koppelingen bewerken) en sla haar opnieuw op."
    ),
    r"^xl/connections\.xml$": (
        "de werkmap haalt gegevens ergens anders op, en dat doet de monitor nooit. Verwijder de verbindingen in Excel "
        "(Gegevens, Query's en verbindingen) en sla haar opnieuw op."
    ),
}


class Bestandsfout(BronFout):
    """One file cannot be used; the message holds one line per fault, without the name of the file."""


@dataclass(frozen=True)
class Bovengrens:
    """How large a file may be: rows, bytes when unpacked, and bytes unpacked per byte packed; and what to do above it."""

    rijen_max: int
    uitgepakt_max: int
    verhouding_max: int
    te_groot: str = f"Dat kan geen register zijn. Is het dat wel, verhoog dan de grens bij grenzen in {YML}."
    te_lang: str = f"Splits het, bijvoorbeeld per jaar, of verhoog rijen_max bij grenzen in {YML}."


def check_aantal(regels: Sequence[Any], grenzen: Bovengrens) -> None:
    """Stop at the first row over the limit: a file that does not end must not fill the memory.

    Raises
    ------
    Bestandsfout
        When there are more rows than `rijen_max`, the header not counted.
    """
    if len(regels) > grenzen.rijen_max + 1:
        raise Bestandsfout(f"het bestand heeft meer dan {getal(grenzen.rijen_max)} rijen. {grenzen.te_lang}")


def lees_xlsx(pad: Path, leverancier: Leverancier, grenzen: Bovengrens) -> list[list[str]]:
    """Rows of the sheet of this supplier, every cell as text; row 1 first.

    Raises
    ------
    Bestandsfout
        When it is no workbook, is locked, may not be opened (see above), lacks the sheet or holds formulas without result.
    """
    _check_soort(pad)
    formules = _check_inhoud(pad, grenzen)
    # Excel keeps things that openpyxl drops (drop-down lists, themes); that says nothing about the cells.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _lees_blad(pad, leverancier, grenzen, formules=formules)
        except Bestandsfout:
            raise
        except Exception as fout:  # openpyxl lets through whatever a broken workbook makes it stumble over
            raise Bestandsfout(
                "de werkmap is beschadigd en niet te lezen. Open het bestand in Excel en sla het opnieuw op als .xlsx."
            ) from fout


def _check_soort(pad: Path) -> None:
    with pad.open("rb") as bestand:
        begin = bestand.read(len(OLE))
    if begin == OLE:
        if VERSLEUTELD in pad.read_bytes():
            raise Bestandsfout(
                "er zit een wachtwoord op dit bestand. Open het in Excel, haal het wachtwoord eraf "
                "(Bestand, Info, Werkmap beveiligen) en sla het opnieuw op."
            )
        raise Bestandsfout("dit is een oud Excelbestand (.xls). Open het in Excel en sla het op als .xlsx.")
    if not zipfile.is_zipfile(pad):
        raise Bestandsfout(
            "dit is geen Excelbestand, al heet het .xlsx (het is tekst, of het is beschadigd). "
            "Open het in Excel en sla het op als .xlsx."
        )


def _check_inhoud(pad: Path, grenzen: Bovengrens) -> bool:
    """Look at the parts of a workbook without unpacking them whole; True when a sheet holds a formula."""
    try:
        with zipfile.ZipFile(pad) as archief:
            delen = archief.infolist()
            check_omvang(delen, grenzen)
            for patroon, tekst in VERBODEN.items():
                if any(re.search(patroon, deel.filename, re.IGNORECASE) for deel in delen):
                    raise Bestandsfout(tekst)
            for deel in delen:
                if deel.filename.endswith((".xml", ".rels")):
                    with archief.open(deel) as stroom:
                        if ENTITEIT.search(stroom.read(STUK)):
                            raise Bestandsfout(
                                "in de werkmap staat een DOCTYPE, en Excel maakt die nooit. Vertrouw dit bestand niet; "
                                "vraag de leverancier om een nieuw."
                            )
            return any(_heeft_formule(archief, d) for d in delen if d.filename.startswith("xl/worksheets/"))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as fout:
        raise Bestandsfout(
            "de werkmap is beschadigd en niet te lezen. Open het bestand in Excel en sla het opnieuw op als .xlsx."
        ) from fout


def check_omvang(delen: Sequence[zipfile.ZipInfo], grenzen: Bovengrens) -> None:
    """Hold what the parts say of their size against the limits; a part that lies does not unpack further than it says."""
    uit, ingepakt = sum(d.file_size for d in delen), sum(d.compress_size for d in delen)
    if uit > grenzen.uitgepakt_max:
        raise Bestandsfout(
            f"het bestand is uitgepakt groter dan {getal(grenzen.uitgepakt_max / 1024**2)} MB. {grenzen.te_groot}"
        )
    if uit > KLEIN and uit > grenzen.verhouding_max * max(ingepakt, 1):
        raise Bestandsfout(
            f"het bestand wordt bij het uitpakken meer dan {getal(grenzen.verhouding_max)} keer zo groot. {grenzen.te_groot}"
        )


def _heeft_formule(archief: zipfile.ZipFile, deel: zipfile.ZipInfo) -> bool:
    rest = b""
    with archief.open(deel) as stroom:
        while stuk := stroom.read(STUK):
            if FORMULE.search(rest + stuk):
                return True
            rest = stuk[-16:]
    return False


def _lees_blad(pad: Path, leverancier: Leverancier, grenzen: Bovengrens, *, formules: bool) -> list[list[str]]:
    import openpyxl

    map_ = openpyxl.load_workbook(pad, read_only=True, data_only=True, keep_links=False)
    try:
        if leverancier.blad and leverancier.blad not in map_.sheetnames:
            raise Bestandsfout(
                f'het werkblad "{leverancier.blad}" ontbreekt{bedoelde(leverancier.blad, map_.sheetnames)}. '
                f"Er zijn: {', '.join(map_.sheetnames)}. Pas blad van {leverancier.id} aan in {YML}."
            )
        blad = map_[leverancier.blad] if leverancier.blad else map_.worksheets[0]
        # Some programs write a size that is not true; without it every row is read.
        blad.reset_dimensions()
        vorm = DATUMVORMEN[leverancier.datumvorm]
        regels: list[list[str]] = []
        for rij in blad.iter_rows(values_only=True):
            regels.append([_als_tekst(cel, vorm, leverancier.decimaal) for cel in rij])
            check_aantal(regels, grenzen)
        titel = blad.title
    finally:
        map_.close()
    if formules:
        gebruikt = {kolom for namen in leverancier.bronkolommen.values() for kolom in namen}
        _check_formules(pad, titel, regels, gebruikt)
    return regels


def _check_formules(pad: Path, titel: str, regels: Sequence[Sequence[str]], gebruikt: Collection[str]) -> None:
    """Refuse formulas that Excel never computed, in the columns used: they read as empty, which is something else."""
    import openpyxl

    map_ = openpyxl.load_workbook(pad, read_only=True, keep_links=False)
    try:
        blad = map_[titel]
        blad.reset_dimensions()
        leeg = [
            (nummer, cel.column_letter)
            for nummer, rij in enumerate(blad.iter_rows(), start=1)
            for i, cel in enumerate(rij)
            if getattr(cel, "data_type", "") == "f"
            and (nummer == 1 or "".join(regels[0][i : i + 1]).strip() in gebruikt)
            and not regels[nummer - 1][i]
        ]
    finally:
        map_.close()
    if leeg:
        rest = f" (en nog {getal(len(leeg) - 1)})" if len(leeg) > 1 else ""
        raise Bestandsfout(
            f"rij {leeg[0][0]}, kolom {leeg[0][1]}{rest}: hier staat een formule zonder uitkomst, en de monitor rekent geen "
            "formules uit. Open het bestand in Excel, sla het op en leg het opnieuw neer; of plak de cellen als waarden."
        )


def _als_tekst(cel: Any, datumvorm: str, decimaal: str) -> str:
    """Text of a cell as the same supplier would have written it in a csv."""
    if cel is None:
        return ""
    if isinstance(cel, dt.datetime | dt.date):
        # strftime does not pad years before 1000 on every system, and a date is compared as text.
        return datumvorm.replace("%Y", f"{cel.year:04}").replace("%m", f"{cel.month:02}").replace("%d", f"{cel.day:02}")
    if isinstance(cel, float) and not isinstance(cel, bool):
        return str(int(cel)) if cel.is_integer() else repr(cel).replace(".", decimaal)
    return str(cel)
