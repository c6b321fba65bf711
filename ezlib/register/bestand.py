"""From one file of a supplier to a table of plain text, with everything that can be wrong with a file as a whole.

Nothing is interpreted here: every cell is the text that the supplier wrote. The index is the row number as a reader
sees it in Excel (the header is row 1).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.fouten import bedoelde
from ezlib.register import Leverancier
from ezlib.register.tekst import zonder_onzichtbaar
from ezlib.register.werkmap import OLE, YML, Bestandsfout, Bovengrens, check_aantal, lees_xlsx
from ezlib.taal import getal, opsomming

ONLEESBAAR = "\ufffd"


@dataclass(frozen=True)
class Tabel:
    """`cellen`: text, index = row number, columns = header. `scheef`: rows whose number of cells is not the header's."""

    cellen: pd.DataFrame
    scheef: tuple[int, ...]


def noem_rijen(rijen: Iterable[Any], hoogstens: int = 5) -> str:
    """Name row numbers, the first few of many.

    >>> noem_rijen([2]), noem_rijen([2, 3]), noem_rijen(range(2, 10))
    ('rij 2', 'rij 2 en 3', 'rij 2, 3, 4, 5, 6 en nog 3')
    """
    alle = [str(r) for r in rijen]
    if len(alle) > hoogstens:
        return f"rij {', '.join(alle[:hoogstens])} en nog {getal(len(alle) - hoogstens)}"
    return f"rij {opsomming(alle)}"


def lees_tabel(pad: Path, leverancier: Leverancier, grenzen: Bovengrens) -> Tabel:
    """Read one csv or xlsx as the supplier is described, up to the limits of `definitions/register.yml`.

    Raises
    ------
    Bestandsfout
        When the file as a whole cannot be used; columns are checked by `check_kop`.
    """
    lees = lees_xlsx if leverancier.formaat == "xlsx" else lees_csv
    regels = lees(check_niet_leeg(pad), leverancier, grenzen)
    kop = lees_kop(regels)
    check_kop(kop, leverancier)
    return maak_tabel(kop, regels, vast_aantal=leverancier.formaat == "csv")


def check_niet_leeg(pad: Path) -> Path:
    """Refuse a file without a byte; else give its path back."""
    if pad.stat().st_size == 0:
        raise Bestandsfout("het bestand is leeg (0 bytes). Leg het opnieuw neer; misschien is het kopiëren afgebroken.")
    return pad


def lees_kop(regels: Sequence[Sequence[str]]) -> list[str]:
    """Names of the columns: the first line, without what cannot be seen and without empty cells at its end.

    Raises
    ------
    Bestandsfout
        When there is none.
    """
    # What nobody can see in a name of a column must not make it another name, nor reach the window it is told in.
    kop = [zonder_onzichtbaar(cel).strip() for cel in regels[0]] if regels else []
    while kop and not kop[-1]:
        kop.pop()
    if not kop:
        raise Bestandsfout("het bestand heeft geen kop: rij 1 is leeg. Op rij 1 horen de namen van de kolommen.")
    return kop


def check_kop(kop: Sequence[str], leverancier: Leverancier) -> None:
    """Hold a header against the columns that the supplier must have; every fault at once.

    Raises
    ------
    Bestandsfout
        A missing column with its near match, or a column that is there twice.
    """
    fouten = []
    gewoon = {naam.casefold(): naam for naam in kop}
    for eigen, namen in leverancier.bronkolommen.items():
        for naam in namen:
            if naam not in kop:
                raak = bedoelde(naam.casefold(), gewoon)
                hint = f' (bedoelde de leverancier "{gewoon[raak.split(chr(34))[1]]}"?)' if raak else ""
                fouten.append(f'rij 1: de kolom "{naam}" ({eigen}) ontbreekt{hint}')
            elif kop.count(naam) > 1:
                plekken = [i for i, k in enumerate(kop, start=1) if k == naam]
                fouten.append(
                    f'rij 1: de kolom "{naam}" staat er {len(plekken)} keer in '
                    f"(de {opsomming([f'{p}e' for p in plekken])} kolom). Haal de verkeerde weg."
                )
    if not fouten:
        return
    if len(kop) == 1 and leverancier.formaat == "csv":
        teken = next((t for t in ";,\t|" if t in kop[0] and t != leverancier.scheiding), "")
        if teken:
            raise Bestandsfout(
                f'rij 1: het scheidingsteken is niet "{leverancier.scheiding}" maar "{teken}". '
                f"Zet dat bij scheiding van {leverancier.id} in {YML}."
            )
    if any("ontbreekt" in f for f in fouten):
        fouten.append(f"Heet een kolom nu anders? Pas dan de naam aan bij kolommen van {leverancier.id} in {YML}.")
    raise Bestandsfout("\n".join(fouten))


def maak_tabel(kop: list[str], regels: list[list[str]], *, vast_aantal: bool) -> Tabel:
    """Lay the lines below the header out as a frame of text; blank lines are no rows."""
    rijen, nummers, scheef = [], [], []
    for nummer, regel in enumerate(regels[1:], start=2):
        if not any(cel.strip() for cel in regel):
            continue
        over = regel[len(kop) :]
        if any(cel.strip() for cel in over) or (vast_aantal and len(regel) < len(kop)):
            scheef.append(nummer)
        rijen.append((regel + [""] * len(kop))[: len(kop)])
        nummers.append(nummer)
    if not rijen:
        raise Bestandsfout("het bestand heeft alleen een kop en geen enkele rij. Vraag de leverancier om de rijen.")
    cellen = pd.DataFrame(rijen, columns=kop, index=nummers, dtype="str")
    return Tabel(cellen.loc[:, ~cellen.columns.duplicated()], tuple(scheef))


# --- csv ----------------------------------------------------------------------------------------------------------


def lees_csv(pad: Path, leverancier: Leverancier, grenzen: Bovengrens) -> list[list[str]]:
    """Lines of a csv in the encoding and with the separator of its supplier, every cell as text.

    Raises
    ------
    Bestandsfout
        When it is too large, is no csv, is in another encoding, or has quotes that do not fit.
    """
    if pad.stat().st_size > grenzen.uitgepakt_max:
        raise Bestandsfout(f"het bestand is groter dan {getal(grenzen.uitgepakt_max / 1024**2)} MB. {grenzen.te_groot}")
    ruw = pad.read_bytes()
    if ruw.startswith((b"PK\x03\x04", OLE)):
        raise Bestandsfout("dit is een Excelbestand met de naam .csv. Geef het de naam .xlsx, of sla het op als csv.")
    if ruw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Bestandsfout("het bestand staat in UTF-16 (Unicode-tekst). Sla het in Excel op als: CSV UTF-8.")
    ruw = ruw.removeprefix(b"\xef\xbb\xbf")
    try:
        tekst = ruw.decode(leverancier.codering)
    except UnicodeDecodeError:
        _meld_codering(ruw.decode(leverancier.codering, errors="replace"), ONLEESBAAR, leverancier)
    if leverancier.codering != "utf-8" and not ruw.isascii() and _is_utf8(ruw):
        _meld_codering(tekst, "", leverancier)
    return _splits(tekst, leverancier, grenzen)


def _is_utf8(ruw: bytes) -> bool:
    try:
        ruw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _splits(tekst: str, leverancier: Leverancier, grenzen: Bovengrens) -> list[list[str]]:
    lezer = csv.reader(io.StringIO(tekst, newline=""), delimiter=leverancier.scheiding, strict=True)
    regels: list[list[str]] = []
    try:
        for regel in lezer:
            regels.append(regel)
            check_aantal(regels, grenzen)
    except csv.Error as fout:
        if "field limit" in str(fout):
            raise Bestandsfout(
                f"rij {len(regels) + 1}: een cel is langer dan {getal(csv.field_size_limit())} tekens. Vaak mist er een "
                'aanhalingsteken (") en loopt de cel door. Vraag de leverancier om een nieuw bestand.'
            ) from fout
        raise Bestandsfout(
            f'rij {len(regels) + 1}: een aanhalingsteken (") begint of eindigt waar het niet kan, dus de kolommen zijn '
            "niet te vinden. Vraag de leverancier om een nieuw bestand, of sla het vanuit Excel opnieuw op."
        ) from fout
    return regels


def _meld_codering(tekst: str, zoek: str, leverancier: Leverancier) -> None:
    """Raise, with the cells that are garbled: those with `zoek`, or with anything but ASCII when it is empty."""
    plekken = []
    kop: list[str] = []
    # Only to find the place, so a quote that does not fit is no reason to stop.
    for nummer, regel in enumerate(csv.reader(io.StringIO(tekst, newline=""), delimiter=leverancier.scheiding), 1):
        kop = kop or [cel.strip() for cel in regel]
        plekken += [
            (nummer, kop[i] if i < len(kop) else f"{i + 1}")
            for i, cel in enumerate(regel)
            if (zoek in cel if zoek else not cel.isascii())
        ]
    waar = f"rij {plekken[0][0]}, kolom {plekken[0][1]}"
    rest = f" (en nog {getal(len(plekken) - 1)})" if len(plekken) > 1 else ""
    ander = "cp1252" if zoek else "utf-8"
    raise Bestandsfout(
        f"{waar}{rest}: een letter is niet te lezen; het bestand staat niet in {leverancier.codering}, "
        f"waarschijnlijk in {ander}. Zet bij {leverancier.id} in {YML}: codering: {ander}."
    )
