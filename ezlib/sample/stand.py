"""Every fictive establishment that ever was, as columns of whole numbers that one year changes into the next."""

from __future__ import annotations

import numpy as np

from ezlib.sample.loting import Gehelen

# Per establishment: number, firm, position in ACTIVITEITEN and Adressen, working persons, day of start, 1 while it
# exists, year in which it stopped, growth a year in thousandths up to and including a year, how small jobs round.
KOLOMMEN = (
    "nummer",
    "firma",
    "activiteit",
    "adres",
    "banen",
    "start",
    "leeft",
    "gestopt",
    "groei",
    "groei_tot",
    "rond",
)


class Stand:
    """Columns of `KOLOMMEN` as attributes of one length; and per firm `kvk` and `naam`, numbers 1, 2, ..."""

    nummer: Gehelen
    firma: Gehelen
    activiteit: Gehelen
    adres: Gehelen
    banen: Gehelen
    start: Gehelen
    leeft: Gehelen
    gestopt: Gehelen
    groei: Gehelen
    groei_tot: Gehelen
    rond: Gehelen

    def __init__(self) -> None:
        for kolom in KOLOMMEN:
            setattr(self, kolom, np.empty(0, dtype="int64"))
        self.kvk = np.empty(0, dtype="int64")
        self.naam = np.empty(0, dtype="int64")
        self._laatste_nummer = self._laatste_naam = 0

    def __len__(self) -> int:
        return len(self.nummer)

    @property
    def levend(self) -> Gehelen:
        """Positions of the establishments that exist now."""
        return np.flatnonzero(self.leeft)

    def geef_nummers(self, aantal: int) -> Gehelen:
        """So many establishment numbers that were never used."""
        self._laatste_nummer += aantal
        return np.arange(self._laatste_nummer - aantal + 1, self._laatste_nummer + 1)

    def richt_op(self, aantal: int, namen: Gehelen | None = None) -> Gehelen:
        """Found so many firms and return their positions; `namen` where an old name goes on under a new number."""
        eerste = len(self.kvk)
        if namen is None:
            namen = np.arange(self._laatste_naam + 1, self._laatste_naam + aantal + 1)
            self._laatste_naam += aantal
        # One firm number a firm, in order of founding: the two series of numbers need not run in step.
        self.kvk = np.append(self.kvk, np.arange(eerste + 1, eerste + aantal + 1))
        self.naam = np.append(self.naam, namen)
        return np.arange(eerste, eerste + aantal)

    def voeg_toe(self, **kolommen: Gehelen) -> None:
        """Add living establishments with new numbers; columns that are not given are 0."""
        aantal = len(kolommen["firma"])
        leeg = np.zeros(aantal, dtype="int64")
        kolommen |= {"nummer": self.geef_nummers(aantal), "leeft": leeg + 1}
        for kolom in KOLOMMEN:
            setattr(self, kolom, np.append(getattr(self, kolom), kolommen.get(kolom, leeg)))
