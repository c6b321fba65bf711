"""Read every cell of a delivery as its column says, and tell all that is wrong at once, with row and column.

Of a sensitive delivery no cell is repeated: a fault names the place and what was expected, never what stood there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ezlib.fouten import bedoelde
from ezlib.leveringen import Kolom, Levering
from ezlib.register.bestand import Tabel, noem_rijen
from ezlib.register.tekst import schone_naam
from ezlib.schema_leveringen import VRIJE_KOLOMMEN
from ezlib.taal import getal, opsomming

PERIODE = re.compile(r"[0-9]{4}(-[0-9]{2}-[0-9]{2}|K[1-4])?", re.ASCII)
GEBIED = re.compile(r"(NL00|(GM|WK|BU|GK)[0-9]{2,8})", re.ASCII)
DUIZEND = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?", re.ASCII)
VRIJ = {
    "herkomst": Kolom(
        naam="herkomst",
        soort="keuze",
        keuzes=("waargenomen", "geschat", "fictief"),
        uitleg="Hoe zeker het cijfer is. Leeg is waargenomen. Fictief: verzonnen, alleen als voorbeeld.",
    ),
    "status": Kolom(
        naam="status",
        soort="keuze",
        keuzes=("definitief", "nader voorlopig", "voorlopig"),
        uitleg="Of het cijfer nog kan veranderen. Leeg is definitief.",
    ),
    "noot": Kolom(naam="noot", soort="tekst", uitleg="Wat een lezer bij dit cijfer moet weten."),
}
assert tuple(VRIJ) == VRIJE_KOLOMMEN


@dataclass(frozen=True)
class Fout:
    """One fault; `rij` as Excel numbers it, 0 for the file as a whole; `kolom` empty for a whole row."""

    rij: int
    kolom: str
    tekst: str

    def __str__(self) -> str:
        plek = ", ".join(
            filter(None, [f"rij {self.rij}" if self.rij else "", f"kolom {self.kolom}" if self.kolom else ""])
        )
        return f"{plek}: {self.tekst}" if plek else self.tekst


class _CelFout(ValueError):
    """A cell cannot be read; the text says what was expected."""


def keur(
    tabel: Tabel, levering: Levering, *, decimaal: str, namen: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Fout]]:
    """Read the cells of a delivery.

    Parameters
    ----------
    tabel
        Cells as text, index = row number in Excel.
    decimaal
        "," or ".".
    namen
        Code -> name of areas that may be named in words (see `ezlib.leveringen.gebiedsnamen`).

    Returns
    -------
    rijen, fouten
        A column per column of the delivery and `herkomst`, `status`, `noot`; numbers float64 (NaN where empty), the rest
        text ("" where empty). Index as in `tabel`. With any fault the rows are of no use.
    """
    kolommen = {k.naam: k for k in levering.kolommen}
    kop = {naam.strip().casefold(): naam for naam in tabel.cellen.columns}
    fouten = [*_fouten_kop(kop, kolommen, levering)]
    fouten += [Fout(rij, "", f"deze rij heeft niet zoveel cellen als de kop ({len(kop)})") for rij in tabel.scheef]
    rijen = pd.DataFrame(index=tabel.cellen.index)
    for naam, kolom in (kolommen | VRIJ).items():
        cellen = tabel.cellen[kop[naam]] if naam in kop else pd.Series("", index=rijen.index, dtype="str")
        rijen[naam], fout = _lees_kolom(cellen, kolom, decimaal, namen, toon=not levering.gevoelig, is_er=naam in kop)
        fouten += fout
    rijen["herkomst"] = rijen["herkomst"].replace("", "waargenomen")
    rijen["status"] = rijen["status"].replace("", "definitief")
    fouten += _te_groot(rijen, levering)
    if sleutel := [k.naam for k in levering.kolommen if k.sleutel]:
        fouten += fouten_dubbel(rijen[[levering.kolom_periode, *sleutel]], wat=f"dezelfde {opsomming(sleutel)}")
    return rijen, sorted(fouten, key=lambda f: (f.rij, f.kolom))


def _fouten_kop(kop: Mapping[str, str], kolommen: Mapping[str, Kolom], levering: Levering) -> Iterable[Fout]:
    bekend = [*kolommen, *VRIJ]
    for naam, kolom in kolommen.items():
        if naam not in kop and (kolom.verplicht or naam in {f.waarde for f in levering.feiten}):
            over = [k for k in kop if k not in bekend]
            yield Fout(1, naam, f"deze kolom ontbreekt{bedoelde(naam, over).replace('bedoelde u', 'heet die nu')}")
    for naam, zoals in kop.items():
        if naam and naam not in bekend:
            yield Fout(
                1, schone_naam(zoals), f"deze kolom hoort niet bij deze levering{bedoelde(naam, bekend)}; haal haar weg"
            )


def _lees_kolom(
    cellen: pd.Series, kolom: Kolom, decimaal: str, namen: Mapping[str, str], *, toon: bool, is_er: bool
) -> tuple[pd.Series, list[Fout]]:
    lees = _lezer(kolom, decimaal, namen)
    uit: list[Any] = []
    fouten = []
    getallen = kolom.soort in ("geheel", "getal", "percentage")
    for rij, ruw in cellen.items():
        cel = ruw.replace("\xa0", " ").strip()
        waarde: Any = float("nan") if getallen else ""
        if cel:
            try:
                waarde = lees(cel)
            except _CelFout as fout:
                getoond = cel if re.fullmatch(r"[-0-9.,]+", cel) else schone_naam(cel)
                wat = f'"{getoond[:40]}" is niet goed' if toon else "deze cel is niet goed"
                fouten.append(Fout(int(rij), kolom.naam, f"{wat}; {fout}"))
        elif kolom.verplicht and is_er:
            fouten.append(Fout(int(rij), kolom.naam, f"deze cel is leeg; {verwacht(kolom)}"))
        uit.append(waarde)
    return pd.Series(uit, index=cellen.index, dtype="float64" if getallen else "str"), fouten


def _lezer(kolom: Kolom, decimaal: str, namen: Mapping[str, str]) -> Callable[[str], Any]:
    if kolom.soort in ("geheel", "getal", "percentage"):
        return lambda cel: _getal(cel, kolom, decimaal)
    if kolom.soort == "keuze":
        gewoon = {keuze.casefold(): keuze for keuze in kolom.keuzes}
        return lambda cel: _kies(cel, gewoon, kolom)
    if kolom.soort == "gebied":
        op_naam = {naam.casefold(): code for code, naam in namen.items()}
        return lambda cel: _gebied(cel, namen, op_naam, kolom)
    if kolom.soort in ("periode", "datum"):
        return lambda cel: _periode(cel, kolom)
    return schone_naam


def verwacht(kolom: Kolom) -> str:
    """What belongs in a cell of this column.

    >>> verwacht(Kolom(naam="m2", soort="getal", uitleg="", minimum=0))
    'hier hoort een getal van 0 of hoger, zoals 1234,5'
    """
    laag, hoog = kolom.minimum, kolom.maximum
    if kolom.soort == "percentage":
        laag, hoog = laag or 0, 100 if hoog is None else hoog
    tussen = ""
    if laag is not None and hoog is not None:
        tussen = f" van {laag:g} tot en met {hoog:g}"
    elif laag is not None:
        tussen = f" van {laag:g} of hoger"
    elif hoog is not None:
        tussen = f" van hooguit {hoog:g}"
    return (
        "hier hoort "
        + {
            "geheel": f"een heel getal{tussen}, zoals 1234",
            "getal": f"een getal{tussen}, zoals 1234,5",
            "percentage": f"een percentage{tussen}, zoals 12,5 (zonder %-opmaak van Excel)",
            "periode": "een jaar (2025), een datum (2025-01-01) of een kwartaal (2025K3)",
            "datum": "een datum, zoals 2025-01-01",
            "gebied": "een code of naam, zoals Nederland, de code van een gemeente (GM en vier cijfers) of van een werklocatie",
            "keuze": f"een van deze woorden: {', '.join(kolom.keuzes)}",
            "tekst": "tekst",
        }[kolom.soort]
    )


def _getal(cel: str, kolom: Kolom, decimaal: str) -> float:
    cel = cel.removesuffix("%").strip() if kolom.soort == "percentage" else cel
    ander = "," if decimaal == "." else "."
    if decimaal == "," and DUIZEND.fullmatch(cel) and "," in cel:
        cel = cel.replace(".", "")
    if not re.fullmatch(rf"-?[0-9]+({re.escape(decimaal)}[0-9]+)?", cel, re.ASCII):
        teken = "komma" if decimaal == "," else "punt"
        if re.fullmatch(r"-?[0-9.,]+", cel) and ander in cel:
            raise _CelFout(f"schrijf een getal met een {teken} voor de decimalen en niets tussen de duizendtallen")
        raise _CelFout(verwacht(kolom))
    waarde = float(cel.replace(",", "."))
    laag = 0 if kolom.soort == "percentage" and kolom.minimum is None else kolom.minimum
    hoog = 100 if kolom.soort == "percentage" and kolom.maximum is None else kolom.maximum
    buiten = (laag is not None and waarde < laag) or (hoog is not None and waarde > hoog)
    if buiten or (kolom.soort == "geheel" and not waarde.is_integer()):
        raise _CelFout(verwacht(kolom))
    return waarde


def _kies(cel: str, gewoon: Mapping[str, str], kolom: Kolom) -> str:
    if cel.casefold() not in gewoon:
        raise _CelFout(verwacht(kolom) + bedoelde(cel.casefold(), gewoon))
    return gewoon[cel.casefold()]


def _gebied(cel: str, namen: Mapping[str, str], op_naam: Mapping[str, str], kolom: Kolom) -> str:
    code = cel.upper().replace(" ", "")
    if code in namen or (GEBIED.fullmatch(code) and not code.startswith("GK")):
        return code
    if cel.casefold() in op_naam:
        return op_naam[cel.casefold()]
    raise _CelFout(verwacht(kolom) + bedoelde(cel, [*namen, *namen.values()]))


def _periode(cel: str, kolom: Kolom) -> str:
    tekst = cel.upper()
    if dag := re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", tekst, re.ASCII):
        tekst = f"{dag[3]}-{int(dag[2]):02}-{int(dag[1]):02}"
    if not PERIODE.fullmatch(tekst) or (kolom.soort == "datum" and "-" not in tekst):
        raise _CelFout(verwacht(kolom))
    if "-" in tekst:
        try:
            dt.date.fromisoformat(tekst)
        except ValueError as fout:
            raise _CelFout("deze dag bestaat niet; " + verwacht(kolom)) from fout
    if not 1990 <= int(tekst[:4]) <= 2100:
        raise _CelFout("dit jaar kan niet; " + verwacht(kolom))
    return tekst


def _te_groot(rijen: pd.DataFrame, levering: Levering) -> Iterable[Fout]:
    """A part that is more than its whole."""
    for kolom in levering.kolommen:
        if kolom.hoogstens:
            fout = rijen[rijen[kolom.naam] > rijen[kolom.hoogstens]]
            for rij, deel, geheel in zip(fout.index, fout[kolom.naam], fout[kolom.hoogstens], strict=True):
                wat, dan = (_kort(deel), f"{_kort(geheel)} ") if not levering.gevoelig else ("dit", "")
                yield Fout(int(rij), kolom.naam, f"{wat} is meer dan {dan}in kolom {kolom.hoogstens}")


def _kort(waarde: float) -> str:
    return getal(waarde, 0 if waarde.is_integer() else 1)


def fouten_dubbel(sleutel: pd.DataFrame, *, wat: str = "dit cijfer") -> list[Fout]:
    """Rows that say the same figure twice, by the columns of `sleutel`; index = row number."""
    groepen: dict[tuple[Any, ...], list[int]] = {}
    for rij, *cel in sleutel.itertuples():
        groepen.setdefault(tuple(cel), []).append(rij)
    return [
        Fout(rijen[1], "", f"{wat} staat er vaker, in {noem_rijen(dict.fromkeys(rijen))}; laat er een staan")
        for rijen in groepen.values()
        if len(set(rijen)) > 1
    ]
