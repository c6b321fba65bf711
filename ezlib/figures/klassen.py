"""Classes of a map, with bounds that a reader can name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ezlib.figures.gegevens import cijfer
from ezlib.taal import getal


@dataclass(frozen=True)
class Klassen:
    """Bounds from low to high (one more than there are classes); a class holds its lower bound, not its upper."""

    grenzen: tuple[float, ...]
    eenheid: str

    @property
    def aantal(self) -> int:
        """Number of classes."""
        return len(self.grenzen) - 1

    def klasse(self, waarde: float) -> int:
        """Index of the class of a value; the last class holds its upper bound too."""
        return min(max(int(np.searchsorted(self.grenzen, waarde, side="right")) - 1, 0), self.aantal - 1)

    def labels(self) -> list[str]:
        """Write the classes out.

        >>> Klassen((24, 28, 32.5), "%").labels()
        ['24,0 tot 28,0 %', '28,0 tot 32,5 %']
        """
        decimalen = next(d for d in range(5) if d == 4 or all(round(g, d) == g for g in self.grenzen))
        return [
            f"{getal(laag, decimalen)} tot {cijfer(hoog, decimalen, self.eenheid)}"
            for laag, hoog in pairwise(self.grenzen)
        ]


def maak_klassen(waarden: Sequence[float], *, aantal: int = 4, eenheid: str = "",
                 grenzen: Sequence[float] | None = None) -> Klassen:  # fmt: skip
    """Choose classes by quantiles, then round the bounds to a step people use (1, 2, 5, 10, ...).

    Parameters
    ----------
    waarden:
        Known values; at least one.
    grenzen:
        Bounds of your own, ascending, lowest and highest included: they must cover every value.

    Raises
    ------
    ValueError
        Bounds that do not ascend or leave a value out; other than three to five classes asked.

    >>> maak_klassen([24, 27, 28, 31, 32, 32, 35, 38, 57], aantal=4, eenheid="%").grenzen
    (24.0, 28.0, 32.0, 36.0, 58.0)
    """
    rij = np.asarray(waarden, dtype="float64")
    if grenzen is not None:
        eigen = tuple(float(g) for g in grenzen)
        if len(eigen) < 2 or any(b <= a for a, b in pairwise(eigen)):
            raise ValueError("Klassengrenzen lopen op en zijn met minstens twee.")
        if rij.min() < eigen[0] or rij.max() > eigen[-1]:
            raise ValueError(f"De klassen lopen van {eigen[0]} tot {eigen[-1]} en laten waarden weg.")
        return Klassen(eigen, eenheid)
    if not 3 <= aantal <= 5:
        raise ValueError(f"Een kaart heeft drie tot vijf klassen; gevraagd zijn er {aantal}.")
    delen = min(aantal, len(np.unique(rij)))
    binnen = np.unique(np.quantile(rij, np.arange(1, delen + 1) / delen))[:-1]
    stap = _stap(rij, binnen)
    rond = sorted({round(math.ceil(b / stap - 1e-9) * stap, 6) for b in binnen})
    onder = math.floor(rij.min() / stap) * stap
    boven = (math.floor(rij.max() / stap) + 1) * stap
    alle = [onder, *(g for g in rond if onder < g < boven), boven]
    return Klassen(tuple(float(round(g, 6)) for g in alle), eenheid)


def _stap(rij: np.ndarray, binnen: Sequence[float]) -> float:
    """Largest round step that still keeps the bounds apart."""
    if len(binnen) < 2:
        spreiding = float(rij.max() - rij.min()) or abs(float(rij.max())) or 1.0
    else:
        spreiding = float(np.min(np.diff(binnen))) or float(rij.max() - rij.min()) / 10
    macht = 10.0 ** math.floor(math.log10(spreiding))
    return next(f * macht for f in (5, 2, 1) if f * macht <= spreiding * 1.0001)
