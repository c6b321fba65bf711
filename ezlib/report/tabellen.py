"""The tables of an edition for people and machines: observations, their history, signals and revisions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ezlib.csvtekst import als_csv, onschadelijk
from ezlib.fouten import ControleFout
from ezlib.indicators import KOLOMMEN, SLEUTEL, check_waarnemingen
from ezlib.store import load_frame, save_tekst, schrijf


def maak_tabellen(
    waarnemingen: list[Path],
    historie: list[Path],
    signalen: list[Path],
    revisies: list[Path],
    waarnemingen_csv: Path,
    historie_csv: Path,
    signalen_csv: Path,
    revisies_csv: Path,
) -> None:
    """Write the tables, sorted by key; the contract is checked once more over all indicators together.

    `signalen.csv` and `revisies.csv` keep the order of the catalogue.
    """
    alles = _samen(waarnemingen)
    check_waarnemingen(alles)
    toen = _samen(historie)
    dubbel = toen[toen.duplicated([*SLEUTEL, "editie"])]
    if len(dubbel):
        raise ControleFout(f"historie.csv zou dubbele cellen hebben: {dubbel[[*SLEUTEL, 'editie']].iloc[0].to_dict()}")
    save_tekst(als_csv(alles), waarnemingen_csv)
    save_tekst(als_csv(toen), historie_csv)
    save_tekst(als_csv(pd.concat([load_frame(pad) for pad in signalen], ignore_index=True)), signalen_csv)
    save_tekst(als_csv(pd.concat([load_frame(pad) for pad in revisies], ignore_index=True)), revisies_csv)


def _samen(paden: list[Path]) -> pd.DataFrame:
    frame = pd.concat([load_frame(pad) for pad in paden], ignore_index=True)
    return frame.sort_values([*SLEUTEL, "editie"], kind="stable", ignore_index=True)[KOLOMMEN]


def save_xlsx(frame: pd.DataFrame, pad: Path) -> None:
    """Write a workbook of one sheet: numbers as numbers, every text as text, the header fixed with a filter on it."""
    import openpyxl

    werkmap = openpyxl.Workbook()
    blad = werkmap.active
    blad.title = "Cijfers"
    blad.append(list(frame.columns))
    for rij in onschadelijk(frame).astype(object).where(frame.notna(), None).itertuples(index=False, name=None):
        blad.append([ILLEGAL_CHARACTERS_RE.sub("", cel) if isinstance(cel, str) else cel for cel in rij])
    blad.freeze_panes, blad.auto_filter.ref = "A2", blad.dimensions
    with schrijf(pad) as tijdelijk:
        werkmap.save(tijdelijk)
