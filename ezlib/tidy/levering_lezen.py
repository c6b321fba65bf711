"""From the file of a delivery (csv, xlsx, ods) to a table of plain text, with the guards of `ezlib.register.bestand`.

Nobody has to say how a csv was saved: the encoding is utf-8 where that can be, else cp1252 (Excel in Dutch); the separator
is the one that the header has most of.
"""

from __future__ import annotations

from pathlib import Path

from ezlib.register import Leverancier
from ezlib.register.bestand import Tabel, check_niet_leeg, lees_csv, lees_kop, maak_tabel
from ezlib.register.werkmap import OLE, Bestandsfout, Bovengrens, lees_xlsx
from ezlib.tidy.levering_ods import lees_ods

# A delivery holds figures, not firms: what is larger is another file. Guards against a file that fills the memory.
_ANDER = "Dat kan geen levering zijn; kijk of dit het goede bestand is."
GRENZEN = Bovengrens(200_000, 100 * 1024**2, 200, te_groot=_ANDER, te_lang=_ANDER)
SCHEIDINGEN = (";", ",", "\t")
CODERINGEN = ("utf-8", "cp1252")


def lees_levering(pad: Path) -> tuple[Tabel, str]:
    """Read the table of a file, and say which decimal sign its cells have.

    Returns
    -------
    Tabel, str
        Cells as text, index the row as Excel numbers it (header 1); "," or, in a csv with commas between the cells, ".".

    Raises
    ------
    Bestandsfout
        When the file as a whole cannot be read.
    """
    check_niet_leeg(pad)
    vorm = Leverancier(
        id=pad.stem,
        naam=pad.stem,
        soort="levering",
        bestanden=pad.name,
        formaat=pad.suffix[1:],
        datumvorm="jjjj-mm-dd",
        peildatum={},
        indeling=0,
        kolommen={},
    )
    if pad.suffix == ".ods":
        regels, decimaal = lees_ods(pad, GRENZEN), ","
    elif pad.suffix == ".xlsx":
        regels, decimaal = lees_xlsx(pad, vorm, GRENZEN), ","
    else:
        codering, scheiding = _herken(pad.read_bytes())
        regels = lees_csv(pad, _met(vorm, codering=codering, scheiding=scheiding), GRENZEN)
        decimaal = "." if scheiding == "," else ","
    return maak_tabel(lees_kop(regels), regels, vast_aantal=pad.suffix == ".csv"), decimaal


def _met(vorm: Leverancier, **velden: str) -> Leverancier:
    return Leverancier(**(vars(vorm) | velden))


def _herken(ruw: bytes) -> tuple[str, str]:
    """Encoding and separator of a csv."""
    if ruw.startswith((b"PK\x03\x04", OLE, b"\xff\xfe", b"\xfe\xff")):
        return "utf-8", ";"  # no csv at all: the reader says so
    for codering in CODERINGEN:
        try:
            tekst = ruw.decode(codering)
        except UnicodeDecodeError:
            continue
        kop = next((regel for regel in tekst.splitlines() if regel.strip()), "")
        return codering, max(SCHEIDINGEN, key=kop.count)
    raise Bestandsfout(
        "er staan tekens in die niet te lezen zijn. Open het bestand in Excel en sla het op als: CSV UTF-8."
    )
