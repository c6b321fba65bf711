"""From an SBI code to a sector of `definitions/sectoren.yml`; the code's own SBI version decides which list is used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.taal import opsomming

OVERIG = "overig"
ONBEKEND = "onbekend"


def sector_van(sbi: pd.Series, versie: pd.Series, sectoren: Mapping[str, Any]) -> pd.Series:
    """Sector slug of each SBI code, same index; the longest prefix wins, "overig" where none fits.

    Parameters
    ----------
    sbi
        Codes, digits only, 2 to 5 of them; "" gives "overig".
    versie
        SBI version of each code (2008, 2025), same index.
    sectoren
        `definitions/sectoren.yml` as read (`Definities.sectoren`).

    Raises
    ------
    BronFout
        When a version has no list of codes there. The same digits mean another trade in another version.

    >>> lijst = {"sectoren": {"it": {"sbi_2008": ["62"]}, "zorg": {"sbi_2008": ["86", "621"]}}}
    >>> sector_van(pd.Series(["6201", "6210", "01"]), pd.Series([2008, 2008, 2008]), lijst).tolist()
    ['it', 'zorg', 'overig']
    """
    prefixen = _prefixen(sectoren)
    vreemd = sorted(set(versie.unique()) - set(prefixen))
    if vreemd:
        bekend = opsomming([str(v) for v in sorted(prefixen)])
        raise BronFout(
            f"Van SBI-versie {opsomming([str(v) for v in vreemd])} staan geen codes in sectoren.yml (wel van {bekend}). "
            "Zet de goede versie in register.yml, of vul sectoren.yml aan."
        )
    codes, uniek = pd.factorize(sbi)
    uit = pd.Series(OVERIG, index=sbi.index, dtype="str", name="sector")
    for v, lijst in prefixen.items():
        eigen = (versie == v).to_numpy()
        uit[eigen] = pd.Series([_langste(code, lijst) for code in uniek], dtype="str").to_numpy()[codes[eigen]]
    return uit


def sectie_van(sbi: pd.Series, sectoren: Mapping[str, Any]) -> pd.Series:
    """Section of the SBI 2008 (letter) by the first two digits of each code, same index; "onbekend" where none fits.

    Also for codes of SBI 2025: their letters differ, the numbers of the divisions hardly.

    >>> lijst = {"secties": {"J": ["58", "62"], "L": ["68"]}}
    >>> sectie_van(pd.Series(["6201", "68", ""]), lijst).tolist()
    ['J', 'L', 'onbekend']
    """
    van = {afdeling: letter for letter, afdelingen in sectoren["secties"].items() for afdeling in afdelingen}
    return sbi.str[:2].map(van).fillna(ONBEKEND).astype("str")


def sectornamen(sectoren: Mapping[str, Any]) -> list[str]:
    """All sector slugs in the order of the file, "overig" last.

    >>> sectornamen({"sectoren": {"it": {}, "zorg": {}}, "overig": "Overig"})
    ['it', 'zorg', 'overig']
    """
    return [*sectoren["sectoren"], OVERIG]


def heeft_prefix(sbi: pd.Series, prefixen: Iterable[str]) -> pd.Series:
    """Whether each code lies under one of the prefixes; same index.

    >>> heeft_prefix(pd.Series(["6201", "6311", "2620"]), ["62", "262"]).tolist()
    [True, False, True]
    """
    return sbi.str.startswith(tuple(prefixen))


def _prefixen(sectoren: Mapping[str, Any]) -> dict[int, dict[str, str]]:
    """Per SBI version: prefix -> sector."""
    uit: dict[int, dict[str, str]] = {}
    for slug, blok in sectoren["sectoren"].items():
        for sleutel, codes in blok.items():
            if sleutel.startswith("sbi_"):
                uit.setdefault(int(sleutel.removeprefix("sbi_")), {}).update(dict.fromkeys(codes, slug))
    return uit


def _langste(code: str, prefixen: Mapping[str, str]) -> str:
    return next((prefixen[code[:n]] for n in range(len(code), 0, -1) if code[:n] in prefixen), OVERIG)
