"""Table with a row per group and a column per quarter; a hidden small count keeps its "<5"."""

from __future__ import annotations

import pandas as pd

from ezlib.figures.tabel import Tabel, maak_tabel
from ezlib.taal import GEEN_CIJFER, getal, periode_label


def maak_kwartaaltabel(frame: pd.DataFrame, *, rij: str, kop: str, bijschrift: str, kwartalen: int = 5) -> Tabel:
    """Make a table of the last quarters of a frame.

    Parameters
    ----------
    frame:
        One row per value of the column `rij` and `periode`; `waarde`, `ontbreekt`, `noot`, `herkomst`.
    kop:
        Header of the column of groups.
    """
    laatste = sorted(set(frame["periode"]))[-kwartalen:]
    eigen = frame[frame["periode"].isin(laatste)]
    eigen = eigen.assign(tekst=[cel(r.waarde, r.noot) for r in eigen.itertuples()])
    breed = eigen.pivot(index=rij, columns="periode", values="tekst").reindex(list(dict.fromkeys(eigen[rij])))
    breed = breed.fillna(GEEN_CIJFER).reset_index()
    if (eigen["herkomst"] == "fictief").any():
        breed["herkomst"] = "fictief"
    kolommen = {rij: kop} | {k: periode_label(k) for k in laatste}
    return maak_tabel(breed, bijschrift=bijschrift, kolommen=kolommen, rijkop=rij)


def cel(waarde: float, noot: str) -> str:
    """Text of one count.

    >>> cel(12.0, ""), cel(float("nan"), "<5"), cel(float("nan"), "Er is geen bestand.")
    ('12', '<5', '–')
    """
    if waarde == waarde:
        return getal(waarde)
    return noot.split()[0] if noot.startswith("<") else GEEN_CIJFER
