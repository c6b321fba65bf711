"""The tables of an edition for people and machines: `waarnemingen.csv` and `historie.csv`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.indicators import KOLOMMEN, SLEUTEL, check_waarnemingen
from ezlib.store import load_frame, save_tekst


def maak_tabellen(waarnemingen: list[Path], historie: list[Path], waarnemingen_csv: Path, historie_csv: Path) -> None:
    """Write both tables, sorted by key; the contract is checked once more over all indicators together."""
    alles = _samen(waarnemingen)
    check_waarnemingen(alles)
    toen = _samen(historie)
    dubbel = toen[toen.duplicated([*SLEUTEL, "editie"])]
    if len(dubbel):
        raise ControleFout(f"historie.csv zou dubbele cellen hebben: {dubbel[[*SLEUTEL, 'editie']].iloc[0].to_dict()}")
    save_tekst(als_csv(alles), waarnemingen_csv)
    save_tekst(als_csv(toen), historie_csv)


def _samen(paden: list[Path]) -> pd.DataFrame:
    frame = pd.concat([load_frame(pad) for pad in paden], ignore_index=True)
    return frame.sort_values([*SLEUTEL, "editie"], kind="stable", ignore_index=True)[KOLOMMEN]


def als_csv(frame: pd.DataFrame) -> str:
    """CSV with a decimal point and ten significant digits, so that machines read it and two runs agree."""
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")
