"""Files of a business register with two good establishments, and what reading them gives."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nep_register import (
    BUURTEN,
    definities,
    fictieve_cellen,
    register,
    save_csv,
)

from ezlib.fouten import BronFout
from ezlib.register.lezen import Leesresultaat, lees_register, tel_redenen

DEFS = definities()
CSV = "fictief-register-2024.csv"
XLSX = "haaglanden-2024.xlsx"


def lees(map_: Path, defs: Any = DEFS) -> Leesresultaat:
    """Read the files of a folder."""
    return lees_register(map_, defs, bekende_buurten=BUURTEN)


def twee_csv(map_: Path, rij: int = 0, bestand: str = CSV, **anders: str) -> Path:
    """Two good establishments; the cells named in `anders` are put in row `rij` (2 or 3; 0: in every row)."""
    regels = fictieve_cellen(register({}, {}))
    for kolom, waarde in anders.items():
        for regel in regels[1:] if rij == 0 else [regels[rij - 1]]:
            regel[regels[0].index(kolom)] = waarde
    return save_csv(regels, map_ / bestand)


def meldingen(map_: Path, defs: Any = DEFS) -> list[str]:
    """Lines of the report, without the first."""
    with pytest.raises(BronFout) as fout:
        lees(map_, defs)
    kop, *regels = str(fout.value).splitlines()
    assert kop.endswith(f"zo niet te gebruiken; er is niets ingelezen. {len(regels)} fout(en):")
    return [regel.strip() for regel in regels]


def met_anders(slug: str, **velden: Any) -> Any:
    """The definitions with one supplier changed."""
    nieuw = dataclasses.replace(DEFS.leveranciers[slug], **velden)
    return dataclasses.replace(DEFS, leveranciers=DEFS.leveranciers | {slug: nieuw})


def telling(verslag: pd.DataFrame) -> dict[str, int]:
    """How many rows met each reason."""
    per_reden = tel_redenen(verslag)
    return dict(zip(per_reden["reden"], per_reden["aantal"], strict=True))
