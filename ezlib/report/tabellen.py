"""The tables of an edition for people and machines: observations, their history, signals and revisions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ezlib.csvtekst import als_csv
from ezlib.fouten import ControleFout
from ezlib.indicators import KOLOMMEN, SLEUTEL, check_waarnemingen
from ezlib.store import load_frame, save_json, save_tekst


def maak_tabellen(
    waarnemingen: list[Path],
    historie: list[Path],
    signalen: list[Path],
    revisies: list[Path],
    gemeente: str,
    waarnemingen_csv: Path,
    historie_csv: Path,
    signalen_csv: Path,
    revisies_csv: Path,
    opvallend: Path,
) -> None:
    """Write the tables, sorted by key; the contract is checked once more over all indicators together.

    `signalen.csv` and `revisies.csv` keep the order of the catalogue. `opvallend` is what the run tells at its end: the
    indicators without a figure of the gemeente with their reasons, and the number of each kind of signal.
    """
    alles = samen(waarnemingen)
    check_waarnemingen(alles)
    toen = samen(historie)
    dubbel = toen[toen.duplicated([*SLEUTEL, "editie"])]
    if len(dubbel):
        raise ControleFout(f"historie.csv zou dubbele cellen hebben: {dubbel[[*SLEUTEL, 'editie']].iloc[0].to_dict()}")
    save_tekst(als_csv(alles), waarnemingen_csv)
    save_tekst(als_csv(toen), historie_csv)
    opgevallen = pd.concat([load_frame(pad) for pad in signalen], ignore_index=True)
    save_tekst(als_csv(opgevallen), signalen_csv)
    save_tekst(als_csv(pd.concat([load_frame(pad) for pad in revisies], ignore_index=True)), revisies_csv)

    eigen = alles[alles["gebied_code"].str[2:6] == gemeente[2:]]
    per_indicator = {pad.stem: eigen[eigen["indicator_id"] == pad.stem] for pad in waarnemingen}
    zonder = [[i, sorted(set(f["ontbreekt"]))] for i, f in per_indicator.items() if f["waarde"].isna().all()]
    aantallen = {str(soort): int(n) for soort, n in opgevallen["soort"].value_counts().sort_index().items()}
    save_json({"zonder_cijfer": zonder, "signalen": aantallen}, opvallend)


def samen(paden: list[Path]) -> pd.DataFrame:
    """Observations, or their history, of all indicators in the contracted columns, sorted by key."""
    frame = pd.concat([load_frame(pad) for pad in paden], ignore_index=True)
    return frame.sort_values([*SLEUTEL, "editie"], kind="stable", ignore_index=True)[KOLOMMEN]
