"""Random draws that are the same on every machine and under every version of numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Gehelen = NDArray[np.int64]


class Loting:
    """One stream of draws from the PCG64 bit generator.

    numpy promises the stream of its bit generators and nothing of `Generator`: its distributions may change with a
    version, and go through `exp` and `log`, whose last digit differs between processors. So all draws here are whole
    numbers, made from the raw bits by multiplying and shifting.

    >>> Loting(637).onder(6, 5).tolist() == Loting(637).onder(6, 5).tolist()
    True
    """

    def __init__(self, *zaad: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(zaad))

    def _ruw(self, aantal: int) -> NDArray[np.uint64]:
        return np.asarray(self._bits.random_raw(aantal), dtype="uint64") >> np.uint64(32)

    def onder(self, grens: int | Gehelen, aantal: int) -> Gehelen:
        """`aantal` whole numbers from 0 up to but not including `grens` (one limit, or one a draw; below 2**31)."""
        return ((self._ruw(aantal) * np.asarray(grens, dtype="uint64")) >> np.uint64(32)).astype("int64")

    def tussen(self, laag: int | Gehelen, hoog: int | Gehelen, aantal: int) -> Gehelen:
        """`aantal` whole numbers from `laag` to `hoog`, both included."""
        return laag + self.onder(np.asarray(hoog) - np.asarray(laag) + 1, aantal)

    def kans(self, per_tienduizend: int | Gehelen, aantal: int) -> NDArray[np.bool_]:
        """`aantal` times yes or no, with this chance in ten thousand (one chance, or one a draw)."""
        return self.onder(10_000, aantal) < per_tienduizend

    def kies(self, gewichten: Gehelen, aantal: int) -> Gehelen:
        """`aantal` positions in `gewichten` (whole numbers, sum above 0), drawn in proportion to them."""
        grenzen = np.cumsum(np.asarray(gewichten, dtype="int64"))
        return np.searchsorted(grenzen, self.onder(int(grenzen[-1]), aantal), side="right")

    def volgorde(self, aantal: int) -> Gehelen:
        """0 .. `aantal`-1 in random order."""
        return np.argsort(self._ruw(aantal), kind="stable")
