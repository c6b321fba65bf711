"""The official table between SBI 2008 and SBI 2025, as dropped in `data/raw/sbi_concordantie/`; nothing of it is built in.

A file whose name begins with `dubbel` is something else: establishments with their code in both versions. Both are read
with the care of a register file: see `bestand` and `werkmap`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.register import Leverancier
from ezlib.register.bestand import lees_tabel, noem_rijen
from ezlib.register.lezen import meld_fouten
from ezlib.register.tekst import add_schoon, als_nummer, is_wetenschappelijk
from ezlib.register.werkmap import YML, Bestandsfout, Bovengrens

VERSIES = ("sbi_2008", "sbi_2025")
DUBBEL = "dubbel"
# In the table of CBS the lowest level only. Excel turns 01.11 into a number and drops its nought: three digits are left.
TABELCODE, VRIJE_CODE = r"[0-9]{4,5}", r"[0-9]{2,5}"
GEWICHT = r"[0-9]{1,9}([.,][0-9]{1,4})?"
SCHAAL = 10_000  # weights become whole numbers, so that dividing by them is exact


@dataclass(frozen=True)
class Concordantie:
    """`codes`: sbi_2008 and sbi_2025, each pair once, with `gewicht` (int64, 0 where the file gives none).

    `dubbel`: vestigingsnummer (once), sbi_2008, sbi_2025.
    """

    codes: pd.DataFrame
    dubbel: pd.DataFrame


def lees_concordantie(paden: Sequence[Path], blok: Mapping[str, Any], grenzen: Bovengrens) -> Concordantie:
    """Read the files of the concordance; without any, both tables are empty.

    Parameters
    ----------
    paden
        Files of one folder.
    blok
        Block `sbi_concordantie` of `definitions/register.yml`.

    Raises
    ------
    BronFout
        With every fault of every file, each with its rows and column, and what to do.
    """
    fouten: list[str] = []
    codes = [_leeg(VERSIES).assign(gewicht=pd.Series(dtype="int64"))]
    dubbel = [_leeg(("vestigingsnummer", *VERSIES))]
    for pad in paden:
        is_dubbel = pad.name.casefold().startswith(DUBBEL)
        try:
            frame, mis = _lees_dubbel(pad, blok, grenzen) if is_dubbel else _lees_codes(pad, blok, grenzen)
        except Bestandsfout as fout:
            mis = str(fout).splitlines()
        else:
            (dubbel if is_dubbel else codes).append(frame)
        fouten += [f"{pad.name}: {regel}" for regel in mis]
    paren = pd.concat(codes, ignore_index=True).drop_duplicates().sort_values(list(VERSIES), ignore_index=True)
    alle = pd.concat(dubbel, ignore_index=True).drop_duplicates(ignore_index=True)
    if paden and not fouten:
        fouten += _keur_samen(paren, alle)
    if fouten:
        meld_fouten(paden[0].parent, fouten)
    return Concordantie(paren, alle)


def _leeg(kolommen: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({kolom: pd.Series(dtype="str") for kolom in kolommen})


def _lees(
    pad: Path, namen: Sequence[str], blok: Mapping[str, Any], grenzen: Bovengrens
) -> tuple[pd.DataFrame, list[str]]:
    """Text of the columns on the row numbers of the file, codes without dots; and the rows of another width."""
    formaat = pad.suffix.removeprefix(".").casefold()
    if formaat not in ("csv", "xlsx"):
        raise Bestandsfout("dit is geen csv en geen xlsx. Sla de tabel zo op, of haal het bestand hier weg.")
    lev = Leverancier(
        id="sbi_concordantie",
        naam="Concordantie van de SBI",
        soort="register",
        bestanden="*",
        formaat=formaat,
        datumvorm="jjjj-mm-dd",
        decimaal=".",
        peildatum={},
        indeling="jaar",
        kolommen={naam: blok["kolommen"][naam] for naam in namen},
        codering=blok["codering"],
        scheiding=blok["scheiding"],
        blad=blok["blad"],
    )
    tabel = lees_tabel(pad, lev, grenzen)
    frame = pd.DataFrame({naam: tabel.cellen[blok["kolommen"][naam]].str.strip() for naam in namen})
    mis = []
    if tabel.scheef:
        mis.append(f"{noem_rijen(tabel.scheef)}: hier staan meer of minder cellen dan in de kop. Herstel de rij.")
    # 62.01, 62.01.0 and 62010 are codes; 1.11 was 01.11 before Excel made it a number, and stays a fault.
    stippen = r"^([0-9]{2})\.([0-9]{1,2})(?:\.([0-9]))?$"
    return frame.assign(**{v: frame[v].str.replace(stippen, r"\1\2\3", regex=True) for v in VERSIES}), mis


def _lees_codes(pad: Path, blok: Mapping[str, Any], grenzen: Bovengrens) -> tuple[pd.DataFrame, list[str]]:
    """Pairs of codes with their weight, and the faults of the file."""
    met_gewicht = "gewicht" in blok["kolommen"]
    frame, mis = _lees(pad, [*VERSIES, *(["gewicht"] if met_gewicht else [])], blok, grenzen)
    mis += _keur_codes(frame, blok["kolommen"], TABELCODE, "4 of 5 cijfers", toon=True)
    if not met_gewicht:
        return frame.assign(gewicht=0), mis
    fout = ~frame["gewicht"].str.fullmatch(GEWICHT)
    if fout.any():
        mis.append(
            f'{noem_rijen(frame.index[fout])}, kolom "{blok["kolommen"]["gewicht"]}": hier hoort een getal van 0 of meer '
            "(hooguit vier cijfers achter de komma). Vul het in, of haal gewicht weg bij sbi_concordantie in "
            f"{YML}."
        )
    getal = pd.to_numeric(frame["gewicht"].mask(fout, "0").str.replace(",", "."))
    return frame.assign(gewicht=(getal * SCHAAL).round().astype("int64")), mis


def _lees_dubbel(pad: Path, blok: Mapping[str, Any], grenzen: Bovengrens) -> tuple[pd.DataFrame, list[str]]:
    """Establishments with both codes, and the faults of the file; those never show what is in a cell."""
    frame, mis = _lees(pad, ["vestigingsnummer", *VERSIES], blok, grenzen)
    mis += _keur_codes(frame, blok["kolommen"], VRIJE_CODE, "2 tot 5 cijfers", toon=False)
    kolom = blok["kolommen"]["vestigingsnummer"]
    kort = is_wetenschappelijk(frame["vestigingsnummer"])
    nummers = als_nummer(frame["vestigingsnummer"], 12)
    if kort.any():
        mis.append(
            f'{noem_rijen(frame.index[kort])}, kolom "{kolom}": Excel heeft het nummer ingekort; de laatste cijfers zijn '
            "weg. Vraag om het bestand zoals het uit het register komt, en open het niet eerst in Excel."
        )
    if (weg := (nummers == "") & ~kort).any():
        mis.append(
            f'{noem_rijen(frame.index[weg])}, kolom "{kolom}": het vestigingsnummer ontbreekt. Vul het in of haal de '
            "rij weg."
        )
    return frame.assign(vestigingsnummer=nummers), mis


def _keur_codes(frame: pd.DataFrame, kolommen: Mapping[str, str], patroon: str, vorm: str, *, toon: bool) -> list[str]:
    """Faults of codes that are none. `toon`: name the first one; not of a file with establishments."""
    fouten = []
    for versie in VERSIES:
        fout = frame.loc[~frame[versie].str.fullmatch(patroon), versie]
        if len(fout):
            wat = f' (er staat "{add_schoon(fout)[fout.index[0]][:20]}")' if toon and fout.iloc[0] else ""
            fouten.append(
                f'{noem_rijen(fout.index)}, kolom "{kolommen[versie]}": hier hoort een code van de SBI, {vorm}{wat}. Is '
                "een nul aan het begin weggevallen, maak de kolom dan in Excel tekst. Haal rijen zonder code weg."
            )
    return fouten


def _keur_samen(paren: pd.DataFrame, dubbel: pd.DataFrame) -> list[str]:
    """Faults that only show over all files together."""
    fouten = []
    if paren.empty:
        fouten.append(
            f'alle bestanden heten "{DUBBEL}". Leg ook de tabel met codes van CBS in deze map, onder een andere naam.'
        )
    vaker = paren[paren.duplicated(list(VERSIES))]
    if len(vaker):
        r = vaker.iloc[0]
        fouten.append(
            f"SBI 2008 {r['sbi_2008']} met SBI 2025 {r['sbi_2025']} staat er met verschillende gewichten in. Laat er "
            "een staan."
        )
    if aantal := int(dubbel["vestigingsnummer"].duplicated().sum()):
        fouten.append(f"{DUBBEL}: van {aantal} vestigingen staan er verschillende codes in. Laat er een rij van staan.")
    return fouten
