"""The tables of an edition for people and machines: observations, their history, signals and revisions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ezlib.csvtekst import als_csv
from ezlib.fouten import ControleFout
from ezlib.indicators import KOLOMMEN, SLEUTEL, check_waarnemingen
from ezlib.store import load_frame, save_tekst


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
    alles = samen(waarnemingen)
    check_waarnemingen(alles)
    toen = samen(historie)
    dubbel = toen[toen.duplicated([*SLEUTEL, "editie"])]
    if len(dubbel):
        raise ControleFout(f"historie.csv zou dubbele cellen hebben: {dubbel[[*SLEUTEL, 'editie']].iloc[0].to_dict()}")
    save_tekst(als_csv(alles), waarnemingen_csv)
    save_tekst(als_csv(toen), historie_csv)
    save_tekst(als_csv(pd.concat([load_frame(pad) for pad in signalen], ignore_index=True)), signalen_csv)
    save_tekst(als_csv(pd.concat([load_frame(pad) for pad in revisies], ignore_index=True)), revisies_csv)


def samen(paden: list[Path]) -> pd.DataFrame:
    """Observations, or their history, of all indicators in the contracted columns, sorted by key."""
    frame = pd.concat([load_frame(pad) for pad in paden], ignore_index=True)
    return frame.sort_values([*SLEUTEL, "editie"], kind="stable", ignore_index=True)[KOLOMMEN]
