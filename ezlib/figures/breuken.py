"""Where a line may not be read on: two stretches of it, another publication or another classification, are not compared."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ezlib.figures.stijl import GRIJS
from ezlib.taal import periode_label


def stukken_van(gegevens: pd.DataFrame, breed: pd.DataFrame) -> pd.DataFrame:
    """Name of the stretch of each cell of `breed` (periods x lines), by column `stuk`; NaN before a line begins."""
    return gegevens.pivot(index="periode", columns="lijn", values="stuk").reindex_like(breed).ffill()


def delen_van(reeks: pd.Series, stukken: pd.Series) -> list[tuple[str, pd.Series]]:
    """The values of a line per stretch, with its name; one, maybe empty, where nothing breaks the line."""
    gevuld = reeks.dropna()
    delen = [(str(stuk), deel) for stuk, deel in gevuld.groupby(stukken[gevuld.index], sort=False)]
    return delen if len(delen) > 1 else [("", gevuld)]


def vind_breuken(stukken: pd.DataFrame) -> list[tuple[int, set[tuple[str, str]]]]:
    """Positions after which a line goes on in another stretch, with the names before and after."""
    uit = []
    for j in range(len(stukken) - 1):
        voor, na = stukken.iloc[j], stukken.iloc[j + 1]
        anders = voor.notna() & (voor != na)
        if anders.any():
            uit.append((j, set(zip(voor[anders], na[anders], strict=True))))
    return uit


def zinnen_breuken(stukken: pd.DataFrame) -> list[str]:
    """Say where lines are broken, and why."""
    return [
        f"De lijn is onderbroken: {voor}, tot en met {periode_label(stukken.index[j])}, en {na}, vanaf "
        f"{periode_label(stukken.index[j + 1])}, zijn niet te vergelijken."
        for j, paren in vind_breuken(stukken)
        for voor, na in sorted(paren)
    ]


def teken_breuken(ax: Axes, x: np.ndarray, stukken: pd.DataFrame) -> None:
    """Draw a thin dotted rule between the two periods of each break."""
    for j, _ in vind_breuken(stukken):
        ax.axvline((x[j] + x[j + 1]) / 2, color=GRIJS, linewidth=0.9, linestyle=(0, (2, 3)), zorder=1)
