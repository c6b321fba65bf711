"""What is found while the rows of one file are read: faults that stop everything, rows refused, values left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ezlib.register import Leverancier, Registerdefinities
from ezlib.register.bestand import noem_rijen

VERSLAG_KOLOMMEN = ["bestand", "rij", "kolom", "reden"]

Tekst = Callable[[str], pd.Series]  # standard name -> the supplier's text
Kolommen = dict[str, pd.Series]


def leeg_verslag() -> pd.DataFrame:
    """Report without lines: bestand, rij, kolom, reden."""
    return pd.DataFrame({k: pd.Series(dtype="int64" if k == "rij" else "str") for k in VERSLAG_KOLOMMEN})


class Keuring:
    """Collects findings about one file; every mask is a boolean Series on the row numbers of that file.

    A row is refused once, with the first reason found. No content of a row is ever kept here.
    """

    def __init__(self, bestand: str, rijen: pd.Index) -> None:
        self.bestand = bestand
        self.fouten: list[str] = []
        self._reden = pd.Series("", index=rijen, dtype="str")
        self._kolom = pd.Series("", index=rijen, dtype="str")
        self._gemeld: list[tuple[int, str, str]] = []

    @property
    def goed(self) -> pd.Series:
        """Mask of the rows that were not refused."""
        return self._reden == ""

    def fout(self, masker: pd.Series, kolom: str, tekst: str) -> None:
        """Fault of the file, where any row is in the mask; names the rows."""
        if masker.any():
            self.fouten.append(f"{noem_rijen(masker.index[masker])}, kolom {kolom}: {tekst}")

    def weiger(self, masker: pd.Series, kolom: str, reden: str) -> None:
        """Send rows to quarantine."""
        if masker.any():
            nieuw = masker & self.goed
            self._reden[nieuw] = reden
            self._kolom[nieuw] = kolom

    def meld(self, masker: pd.Series, kolom: str, reden: str) -> None:
        """Note that a value was left out or mended in rows that stay."""
        if masker.any():
            self._gemeld += [(rij, kolom, reden) for rij in masker.index[masker]]

    def quarantaine(self) -> pd.DataFrame:
        """One line per refused row."""
        weg = self._reden[~self.goed]
        return self._verslag(list(zip(weg.index, self._kolom[weg.index], weg, strict=True)))

    def meldingen(self) -> pd.DataFrame:
        """One line per value that was left out or mended, of rows that were not refused."""
        goed = set(self._reden.index[self.goed])
        return self._verslag([regel for regel in self._gemeld if regel[0] in goed])

    def _verslag(self, regels: list[tuple[int, str, str]]) -> pd.DataFrame:
        frame = pd.DataFrame([(self.bestand, *regel) for regel in regels], columns=VERSLAG_KOLOMMEN)
        return frame.astype(leeg_verslag().dtypes.to_dict())


@dataclass(frozen=True)
class Opdracht:
    """What the rows of one file are read with; `buurten` has columns buurtcode and indeling."""

    leverancier: Leverancier
    definities: Registerdefinities
    buurten: pd.DataFrame
    keuring: Keuring

    def kolom(self, eigen: str) -> str:
        """Name of the supplier's (first) column for a standard name, for a message."""
        return self.leverancier.bronkolommen.get(eigen, (eigen,))[0]
