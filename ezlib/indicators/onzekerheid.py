"""How sure a figure is: means of a sample with their 95 % interval, and the test whether two figures differ.

Pure arithmetic, for surveys and for the margins that CBS gives. The test is always on the difference: two intervals may
overlap while the difference is certain. Not here: what an interval cannot cure, such as who did not answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

Z = 1.959964  # standard normal, 95 % two-sided
GRENZEN = ["ondergrens", "bovengrens"]


@dataclass(frozen=True)
class Schatting:
    """An estimate with its 95 % interval; `n` answers, worth `n_effectief` when they weigh unequally."""

    waarde: float
    ondergrens: float
    bovengrens: float
    n: int = 0
    n_effectief: float = float("nan")


def foutmarge(sd: float, n: float, *, populatie: float = float("inf"), getrokken: float | None = None) -> float:
    """Half the width of the 95 % interval of a mean, with finite population correction.

    Parameters
    ----------
    sd, n
        Standard deviation of the answers and how many they are (or their effective number).
    populatie
        How many could have answered.
    getrokken
        How many of them did, where that is not `n`.

    Method: Z x sd / sqrt(n) x sqrt(1 - n / N); Cochran, Sampling Techniques (1977), 2.6.

    >>> round(foutmarge(1.4, 400, populatie=10_000), 2), round(foutmarge(1.4, 400), 2)
    (0.13, 0.14)
    """
    if n <= 0:
        return float("nan")
    deel = (n if getrokken is None else getrokken) / populatie
    return float(Z * sd / np.sqrt(n) * np.sqrt(max(0.0, 1 - deel)))


def effectieve_n(gewichten: pd.Series) -> float:
    """How many equally weighing answers weighted ones are worth: (sum w)^2 / sum w^2 (Kish, 1965).

    >>> effectieve_n(pd.Series([1.0, 1, 1, 1])), effectieve_n(pd.Series([3.0, 1, 1, 1]))
    (4.0, 3.0)
    """
    kwadraten = float((gewichten**2).sum())
    return float(gewichten.sum() ** 2 / kwadraten) if kwadraten else 0.0


def gemiddelde(waarden: pd.Series, *, gewichten: pd.Series | None = None, populatie: float = float("inf")) -> Schatting:
    """Mean of answers, weighted where `gewichten` are given (same index); a missing answer does not count.

    The interval uses the effective number of answers; the correction for a finite population the real one. With fewer
    than two answers there is no interval.

    >>> gemiddelde(pd.Series([6.0, 8.0, None]), populatie=2)
    Schatting(waarde=7.0, ondergrens=7.0, bovengrens=7.0, n=2, n_effectief=2.0)
    """
    bekend = waarden.notna()
    x = waarden[bekend].astype("float64")
    w = pd.Series(1.0, index=x.index) if gewichten is None else gewichten[bekend].astype("float64")
    n, n_eff = len(x), effectieve_n(w)
    if not n or not w.sum():
        return Schatting(float("nan"), float("nan"), float("nan"), n, n_eff)
    midden = float((w * x).sum() / w.sum())
    if n_eff < 2:
        return Schatting(midden, float("nan"), float("nan"), n, n_eff)
    variantie = float((w * (x - midden) ** 2).sum() / w.sum()) * n / (n - 1)
    marge = foutmarge(float(np.sqrt(variantie)), n_eff, populatie=populatie, getrokken=n)
    return Schatting(midden, midden - marge, midden + marge, n, n_eff)


def verschil(oud: Schatting, nieuw: Schatting) -> Schatting:
    """Difference of two independent estimates with its own 95 % interval.

    Works for intervals that are wider on one side (shares near 0 or 100) too: the side of each that faces the other
    counts (Zou and Donner, 2008). For equal sides it is the root of the sum of squares.

    >>> v = verschil(Schatting(6.80, 6.67, 6.93), Schatting(7.03, 6.90, 7.16))
    >>> round(v.waarde, 2), round(v.bovengrens - v.waarde, 2), is_aantoonbaar(v)
    (0.23, 0.18, True)
    """
    delta = nieuw.waarde - oud.waarde
    omlaag = np.hypot(nieuw.waarde - nieuw.ondergrens, oud.bovengrens - oud.waarde)
    omhoog = np.hypot(nieuw.bovengrens - nieuw.waarde, oud.waarde - oud.ondergrens)
    return Schatting(delta, float(delta - omlaag), float(delta + omhoog))


def is_aantoonbaar(delta: Schatting) -> bool:
    """Whether the interval of a difference leaves 0 out; without an interval nothing is shown."""
    return bool(delta.ondergrens > 0 or delta.bovengrens < 0)


def add_verschil(frame: pd.DataFrame, referentie: pd.Series) -> pd.DataFrame:
    """Add how far each row is from one reference row, and whether that is more than chance.

    Parameters
    ----------
    frame
        Observations with waarde, ondergrens and bovengrens (95 %; NaN where the source gives none).
    referentie
        One row with the same three.

    Returns
    -------
    Same rows with `verschil`, `verschil_onder`, `verschil_boven` (unit of the figure) and `aantoonbaar`: "ja", "nee", or
    "onbekend" where one of the two has no margin.
    """
    basis = _schatting(referentie)
    delta = [verschil(basis, _schatting(rij)) for _, rij in frame.iterrows()]
    woord = ["onbekend" if d.ondergrens != d.ondergrens else "ja" if is_aantoonbaar(d) else "nee" for d in delta]
    return frame.assign(
        verschil=[d.waarde for d in delta],
        verschil_onder=[d.ondergrens for d in delta],
        verschil_boven=[d.bovengrens for d in delta],
        aantoonbaar=pd.Series(woord, index=frame.index, dtype="str"),
    )


def _schatting(rij: pd.Series) -> Schatting:
    return Schatting(float(rij["waarde"]), *(float(rij.get(k, float("nan"))) for k in GRENZEN))
