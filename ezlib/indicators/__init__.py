"""From tidy facts to observations: calls the function that the catalogue names, then completes the contract.

An indicator is one pure function `f(feiten, *, kader, **parameters) -> frame` in a module of this package. It gets the
tidy rows of its sources and gives back rows with the same columns (plus `n`, `ondergrens`, `bovengrens` where it has
them). Everything that all observations share happens here.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from ezlib.definitions import Indicator
from ezlib.fouten import ControleFout
from ezlib.indicators.kader import Kader
from ezlib.taal import einde_van

KOLOMMEN = [
    "indicator_id",
    "gebied_type",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "periode",
    "kenmerk",
    "kenmerkwaarde",
    "waarde",
    "eenheid",
    "ondergrens",
    "bovengrens",
    "n",
    "status",
    "herkomst",
    "ontbreekt",
    "bron_id",
    "noot",
    "editie",
    "definitie_sha",
]
SLEUTEL = ["indicator_id", "gebied_code", "indeling", "periode", "kenmerk", "kenmerkwaarde"]
GETALLEN = ["waarde", "ondergrens", "bovengrens", "n"]
TOEGESTAAN = {
    "gebied_type": {"land", "regio", "gemeente", "wijk", "buurt", "werklocatie"},
    "status": {"definitief", "nader voorlopig", "voorlopig"},
    "herkomst": {"waargenomen", "geschat", "fictief"},
    "ontbreekt": {"", "onbekend", "geheim", "onderdrukt", "geen-bron", "niet-vergelijkbaar"},
}
NOOT_GEEN_BRON = "Voor deze gemeente is geen bron met dit cijfer aanwezig."


def maak_waarnemingen(
    feiten: pd.DataFrame, indicator: Indicator, kader: Kader, *, jaar: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compute one indicator for one edition.

    Parameters
    ----------
    feiten
        Tidy rows of the indicator's sources (columns of `ezlib.tidy`); may be empty.
    jaar
        Verslagjaar: figures with a peildatum after 1 January jaar + 1 are left out.

    Returns
    -------
    waarnemingen, historie
        Both in the contracted columns. Per cell the first source of the catalogue's precedence wins, then its latest
        publication; what the others said of that cell is history. Without any figure of the home gemeente,
        waarnemingen holds one row that says `geen-bron`.
    """
    module, naam = indicator.functie.split(".")
    functie = getattr(importlib.import_module(f"ezlib.indicators.{module}"), naam)
    ruw = functie(feiten, kader=kader, **indicator.parameters) if len(feiten) else feiten
    ruw = ruw[ruw["periode"].map(einde_van) <= f"{jaar + 1}-01-01"]
    rijen = ruw.assign(
        indicator_id=indicator.id,
        eenheid=indicator.eenheid,
        editie=ruw["publicatie"],
        definitie_sha=indicator.definitie_sha,
    )
    for kolom in ("ondergrens", "bovengrens", "n"):
        rijen[kolom] = rijen[kolom].astype("float64") if kolom in rijen else np.nan
    eigen = rijen["gebied_code"].str[2:6] == kader.gemeente[2:]
    if "gemeente" in indicator.niveaus:
        eigen = rijen["gebied_code"] == kader.gemeente
    if not eigen.any():
        rijen = pd.concat([rijen, _geen_bron(indicator, kader, jaar)], ignore_index=True)
    rijen = rijen.sort_values([*SLEUTEL], kind="stable")[KOLOMMEN]
    wint = _kies(rijen, indicator.bronnen)
    waarnemingen, historie = (rijen[m].reset_index(drop=True) for m in (wint, ~wint))
    check_waarnemingen(waarnemingen)
    return waarnemingen, historie[historie["waarde"].notna()].reset_index(drop=True)


def _geen_bron(indicator: Indicator, kader: Kader, jaar: int) -> pd.DataFrame:
    rij = (
        dict.fromkeys(KOLOMMEN, "")
        | {
            "indicator_id": indicator.id,
            "gebied_type": "gemeente",
            "gebied_code": kader.gemeente,
            "gebied_naam": kader.naam,
            "indeling": jaar,
            "periode": str(jaar),
            "kenmerk": "totaal",
            "kenmerkwaarde": "totaal",
            "eenheid": indicator.eenheid,
            "status": "definitief",
            "herkomst": "waargenomen",
            "ontbreekt": "geen-bron",
            "noot": NOOT_GEEN_BRON,
            "definitie_sha": indicator.definitie_sha,
        }
        | dict.fromkeys(GETALLEN, np.nan)
    )
    return pd.DataFrame([rij])


def _kies(rijen: pd.DataFrame, bronnen: Sequence[str]) -> pd.Series:
    """Mask of the winning row per key: first source in the order given, then the latest publication.

    A row without a value loses from one with a value of a later source: an empty column is not a figure.
    """
    volgorde = {bron: i for i, bron in enumerate(bronnen)}
    orde = pd.DataFrame(
        {
            "leeg": rijen["waarde"].isna(),
            "bron": rijen["bron_id"].map(volgorde).fillna(len(volgorde)),
            "editie": rijen["editie"].rank(method="dense", ascending=False),
        },
    )
    beste = orde.assign(**{k: rijen[k] for k in SLEUTEL}).sort_values(["leeg", "bron", "editie"], kind="stable")
    return pd.Series(rijen.index.isin(beste.drop_duplicates(SLEUTEL).index), index=rijen.index)


def echte(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that nobody made up, on their index; an estimate is real.

    What takes a decision or leaves the house (P&C table, BBV set, management report, export, analysis of the city)
    reads through this. An indicator of made-up rows only has no row left: say that it is missing, not that it is zero.

    >>> echte(pd.DataFrame({"herkomst": ["waargenomen", "fictief", "geschat"], "waarde": [1.0, 2.0, 3.0]}))
          herkomst  waarde
    0  waargenomen     1.0
    2      geschat     3.0
    """
    return frame[frame["herkomst"] != "fictief"]


def check_waarnemingen(frame: pd.DataFrame) -> None:
    """Hold observations against the contract of `waarnemingen.csv`.

    Raises
    ------
    ControleFout
        With every breach: columns, key, known words, a value without reason or a reason beside a value.
    """
    fouten = []
    if list(frame.columns) != KOLOMMEN:
        fouten.append(f"kolommen zijn {list(frame.columns)}, verwacht {KOLOMMEN}")
    else:
        dubbel = frame[frame.duplicated(SLEUTEL)]
        if len(dubbel):
            fouten.append(f"{len(dubbel)} dubbele sleutels, de eerste: {dubbel[SLEUTEL].iloc[0].to_dict()}")
        for kolom, woorden in TOEGESTAAN.items():
            vreemd = sorted(map(str, set(frame[kolom]) - woorden))
            if vreemd:
                fouten.append(f"kolom {kolom} bevat {vreemd}; bekend zijn {sorted(woorden)}")
        leeg, reden = frame["waarde"].isna(), frame["ontbreekt"] != ""
        if (leeg != reden).any():
            fouten.append(
                f"{int((leeg != reden).sum())} rijen met een leeg cijfer zonder reden, of een reden bij een cijfer"
            )
        if np.isinf(frame["waarde"]).any():
            fouten.append("oneindige waarden (delen door nul)")
    if fouten:
        wie = ", ".join(frame["indicator_id"].unique()[:3]) if "indicator_id" in frame else "?"
        raise ControleFout(f"De waarnemingen van {wie} kloppen niet:\n  " + "\n  ".join(fouten))
