"""Answers of a survey: from one row per answer to a mean per year and theme, with what its interval needs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.leveringen import Levering

STERK = {"definitief": 0, "nader voorlopig": 1, "voorlopig": 2}
HARD = {"waargenomen": 0, "geschat": 1, "fictief": 2}
MATEN = ["gemiddelde", "spreiding", "antwoorden", "antwoorden_effectief", "populatie", "benaderd"]


def bewerk(rijen: pd.DataFrame, levering: Levering) -> pd.DataFrame:
    """Count the answers of a survey; no row of a respondent goes further than this.

    Parameters
    ----------
    rijen
        One row per answer: the period column, `thema`, `cijfer` (1-10, empty: no answer), `gewicht` (empty: 1),
        `populatie` (how many could be asked) and `benaderd` (how many were asked), the last two equal within a period.

    Returns
    -------
    DataFrame keyed by period and `thema`: weighted mean `gemiddelde`, `spreiding` (weighted standard deviation, n - 1),
    `antwoorden` (n), `antwoorden_effectief` (Kish), `populatie`, `benaderd`, the weakest status and herkomst, and
    `noot`. The index is the first row of each group. Where `populatie` or `benaderd` differ within a period, the largest
    counts: a smaller one would make the interval too narrow.
    """
    periode = levering.kolom_periode
    per_periode = rijen.groupby(periode)[["populatie", "benaderd"]].max()
    gemaakt = []
    for (jaar, thema), deel in rijen.groupby([periode, "thema"], sort=True):
        antwoord = deel[deel["cijfer"].notna()]
        w = antwoord["gewicht"].fillna(1.0)
        n, som = len(antwoord), float(w.sum())
        midden = float((w * antwoord["cijfer"]).sum() / som) if som else np.nan
        variantie = float((w * (antwoord["cijfer"] - midden) ** 2).sum() / som) * n / (n - 1) if n > 1 else np.nan
        gemaakt.append(
            {
                periode: jaar,
                "thema": thema,
                "gemiddelde": midden,
                "spreiding": float(np.sqrt(variantie)),
                "antwoorden": float(n),
                "antwoorden_effectief": som**2 / float((w**2).sum()) if som else 0.0,
                **per_periode.loc[jaar].astype("float64").to_dict(),
                "status": max(deel["status"], key=STERK.__getitem__),
                "herkomst": max(deel["herkomst"], key=HARD.__getitem__),
                "noot": " ".join(noot for noot in dict.fromkeys(deel["noot"]) if noot),
                "_rij": deel.index.min(),
            }
        )
    return pd.DataFrame(gemaakt).set_index("_rij")
