"""What moved between two snapshots of a source: pure functions on tidy frames, frames in and frame out.

A figure is the same figure when area, boundary year, period, subject, breakdown and unit agree. The publication is no
part of that: CBS publishes one table again under one name. Outlines are compared by code and area in hectares.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SLEUTEL = ["gebied_code", "indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid"]
VERANDERD, VERSCHENEN, VERVALLEN, STATUS = "veranderd", "verschenen", "vervallen", "andere status"
WAT = [VERANDERD, VERSCHENEN, VERVALLEN, STATUS]
TOTALEN = ["land", "gemeente"]
KOLOMMEN = [
    "wat",
    "gebied_type",
    "gebied_naam",
    *SLEUTEL,
    "oud",
    "nieuw",
    "verschil",
    "procent",
    "status_oud",
    "status_nieuw",
    "opvallend",
]


def vergelijk(oud: pd.DataFrame, nieuw: pd.DataFrame, *, drempel_pct: float) -> pd.DataFrame:
    """List the figures that differ between two tidy frames of one source.

    Parameters
    ----------
    oud, nieuw
        Columns `SLEUTEL`, gebied_type, gebied_naam, waarde (NaN where missing) and status; unique by `SLEUTEL`.
    drempel_pct
        A total (land or gemeente, kenmerk totaal) that moved by more than this percentage of its old value, or that
        vanished, is `opvallend`.

    Returns
    -------
    DataFrame in `KOLOMMEN`, one row a figure that differs: `wat` is one of `WAT`; `oud` and `nieuw` are NaN where there
    was or is no figure; `procent` is the change in % of `oud` (NaN where that is 0 or missing). What stands out comes
    first, then totals, then the largest change in per cent.

    >>> kern = {"gebied_type": "gemeente", "gebied_naam": "A", "gebied_code": "GM0001", "indeling": 2024,
    ...         "periode": "2024", "kenmerk": "totaal", "kenmerkwaarde": "totaal", "eenheid": "aantal",
    ...         "status": "definitief"}
    >>> oud = pd.DataFrame([kern | {"onderwerp": "inwoners", "waarde": 200.0}])
    >>> nieuw = pd.DataFrame([kern | {"onderwerp": "inwoners", "waarde": 203.0}])
    >>> vergelijk(oud, nieuw, drempel_pct=1)[["wat", "oud", "nieuw", "procent", "opvallend"]].values.tolist()
    [['veranderd', 200.0, 203.0, 1.5, True]]
    """
    velden = [*SLEUTEL, "gebied_type", "gebied_naam", "waarde", "status"]
    paren = oud[velden].merge(
        nieuw[velden], on=SLEUTEL, how="outer", suffixes=("_oud", "_nieuw"), validate="one_to_one"
    )
    toen, nu = paren["waarde_oud"], paren["waarde_nieuw"]
    verschil = nu - toen
    uit = paren.assign(
        gebied_type=paren["gebied_type_nieuw"].fillna(paren["gebied_type_oud"]),
        gebied_naam=paren["gebied_naam_nieuw"].fillna(paren["gebied_naam_oud"]),
        oud=toen,
        nieuw=nu,
        verschil=verschil,
        procent=100 * verschil / toen.where(toen != 0).abs(),
        wat=np.select(
            [
                toen.notna() & nu.notna() & ~np.isclose(toen, nu, rtol=1e-9, atol=0),
                toen.isna() & nu.notna(),
                toen.notna() & nu.isna(),
                toen.notna() & nu.notna() & (paren["status_oud"] != paren["status_nieuw"]),
            ],
            WAT,
            "",
        ),
    )
    totaal = uit["gebied_type"].isin(TOTALEN) & (uit["kenmerk"] == "totaal")
    ver = (uit["wat"] == VERANDERD) & (verschil.abs() > drempel_pct / 100 * toen.abs())
    uit["opvallend"] = totaal & (ver | (uit["wat"] == VERVALLEN))
    uit = uit.assign(_totaal=totaal, _ver=uit["procent"].abs().fillna(np.inf).where(verschil.notna(), -1))
    uit = uit[uit["wat"] != ""].sort_values(
        ["opvallend", "_totaal", "_ver", *SLEUTEL], ascending=[False, False, False, *[True] * len(SLEUTEL)]
    )
    return uit[KOLOMMEN].reset_index(drop=True)


def tel(verschillen: pd.DataFrame) -> dict[str, int]:
    """Number of figures per kind of difference, every kind of `WAT` named."""
    aantallen = verschillen["wat"].value_counts()
    return {wat: int(aantallen.get(wat, 0)) for wat in WAT}


def omtrekken_als_cijfers(kaart: pd.DataFrame) -> pd.DataFrame:
    """Outlines (EPSG:28992) as figures that `vergelijk` can hold side by side: their area in hectares, to 0.01.

    Returns
    -------
    DataFrame keyed by gebied_code and indeling, in the columns that `vergelijk` asks for.
    """
    return kaart[["gebied_type", "gebied_code", "gebied_naam", "indeling"]].assign(
        periode=kaart["indeling"].astype("str"),
        onderwerp="oppervlakte_omtrek",
        kenmerk="totaal",
        kenmerkwaarde="totaal",
        waarde=(kaart["geometry"].area / 1e4).round(2),
        eenheid="ha",
        status="definitief",
    )
