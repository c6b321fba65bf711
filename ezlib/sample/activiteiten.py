"""What fictive firms do: SBI 2008 codes with their share, size, place and small jobs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sample.loting import Gehelen

# Share of O-Q (government, education, care) among all establishments, in thousandths. CBS leaves O-Q out of the
# neighbourhood figures before 2021; about one in eight is what it counts in Dutch towns after that.
AANDEEL_OQ = 120

# Number of working persons by size class: smallest and largest.
KLASSEN = ((1, 1), (2, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, 249), (250, 499), (500, 999))
# Chance of each class, in ten thousand, by kind of trade.
OMVANG = {
    "zzp": (8800, 900, 160, 80, 45, 10, 5, 0, 0),
    "klein": (5600, 2700, 1000, 420, 200, 60, 20, 0, 0),
    "middel": (3300, 2600, 1800, 1100, 800, 250, 120, 25, 5),
    "groot": (1200, 1500, 1900, 1900, 1900, 900, 500, 150, 50),
    "nieuw": (8900, 820, 190, 60, 25, 5, 0, 0, 0),
}
# Where a firm sits that is not in a dwelling: weights of the kinds of address in `ezlib.sample.plekken`.
PLEK = {
    "winkel": {"centrum": 35, "wijk": 52, "park": 13, "open": 0},
    "kantoor": {"centrum": 25, "wijk": 20, "park": 55, "open": 0},
    "park": {"centrum": 3, "wijk": 7, "park": 90, "open": 0},
    "buurt": {"centrum": 15, "wijk": 80, "park": 5, "open": 0},
    "open": {"centrum": 0, "wijk": 5, "park": 15, "open": 80},
}


class Activiteit(NamedTuple):
    """One SBI code.

    gewicht: share within its group. omvang, plek: keys of the tables above. thuis: percentage of the one- and
    two-person firms that work from a dwelling. klein: thousandths of the jobs below 12 hours a week.
    """

    sbi: str
    groep: str
    gewicht: int
    omvang: str
    plek: str
    thuis: int
    klein: int


# Per group of CBS: code, share, size, place, at home, small jobs. The shares within a group are invented.
_TABEL: dict[str, tuple[tuple[str, int, str, str, int, int], ...]] = {
    "A": (
        ("0119", 20, "klein", "open", 30, 150),
        ("0130", 20, "klein", "open", 30, 150),
        ("0141", 20, "klein", "open", 60, 150),
        ("0143", 10, "zzp", "open", 60, 200),
        ("0161", 30, "zzp", "park", 70, 150),
    ),
    "B-F": (
        ("1071", 15, "klein", "winkel", 10, 250),
        ("1812", 20, "klein", "park", 30, 100),
        ("2511", 15, "middel", "park", 15, 50),
        ("2562", 15, "middel", "park", 15, 50),
        ("2620", 6, "middel", "park", 10, 40),
        ("2651", 8, "groot", "park", 5, 40),
        ("3109", 15, "klein", "park", 40, 80),
        ("3250", 15, "klein", "park", 20, 80),
        ("3312", 20, "middel", "park", 20, 50),
        ("3320", 15, "middel", "park", 20, 50),
        ("3514", 2, "groot", "kantoor", 0, 40),
        ("3811", 3, "groot", "park", 0, 60),
        ("4110", 40, "klein", "kantoor", 60, 60),
        ("4120", 330, "zzp", "park", 85, 40),
        ("4211", 15, "groot", "park", 20, 40),
        ("4321", 120, "klein", "park", 75, 40),
        ("43221", 60, "klein", "park", 75, 40),
        ("43222", 50, "middel", "park", 50, 40),
        ("4331", 60, "zzp", "park", 92, 40),
        ("4332", 150, "zzp", "park", 90, 40),
        ("4333", 60, "zzp", "park", 90, 40),
        ("4334", 130, "zzp", "park", 92, 40),
        ("4339", 60, "zzp", "park", 90, 40),
        ("4391", 25, "klein", "park", 60, 40),
        ("4399", 70, "zzp", "park", 85, 40),
    ),
    "G+I": (
        ("45112", 70, "klein", "park", 40, 80),
        ("4520", 50, "klein", "park", 20, 80),
        ("4619", 50, "zzp", "kantoor", 85, 60),
        ("4639", 25, "middel", "park", 20, 60),
        ("4642", 30, "klein", "park", 50, 80),
        ("4651", 50, "middel", "park", 30, 40),
        ("4669", 70, "middel", "park", 30, 40),
        ("4690", 50, "klein", "park", 60, 60),
        ("4711", 45, "groot", "winkel", 0, 550),
        ("4719", 25, "middel", "winkel", 5, 450),
        ("4724", 25, "klein", "winkel", 5, 350),
        ("4752", 30, "middel", "winkel", 5, 350),
        ("4759", 60, "klein", "winkel", 20, 300),
        ("4771", 90, "klein", "winkel", 10, 400),
        ("4772", 25, "klein", "winkel", 5, 400),
        ("4775", 25, "klein", "winkel", 10, 400),
        ("4778", 40, "klein", "winkel", 10, 300),
        ("4789", 60, "zzp", "buurt", 80, 200),
        ("4791", 330, "zzp", "park", 93, 200),
        ("5510", 10, "groot", "kantoor", 5, 250),
        ("56101", 90, "middel", "winkel", 0, 450),
        ("56102", 110, "klein", "winkel", 0, 450),
        ("5621", 50, "zzp", "buurt", 70, 350),
        ("5630", 40, "klein", "winkel", 0, 450),
    ),
    "H+J": (
        ("4932", 100, "zzp", "buurt", 92, 120),
        ("4941", 100, "middel", "park", 50, 60),
        ("5210", 15, "groot", "park", 0, 80),
        ("5229", 30, "middel", "park", 20, 60),
        ("5320", 110, "zzp", "park", 80, 200),
        ("5814", 20, "klein", "kantoor", 50, 100),
        ("5829", 25, "middel", "kantoor", 40, 50),
        ("5911", 55, "zzp", "kantoor", 85, 80),
        ("6110", 15, "middel", "kantoor", 20, 40),
        ("6201", 260, "klein", "kantoor", 90, 50),
        ("6202", 240, "klein", "kantoor", 90, 50),
        ("6203", 25, "middel", "kantoor", 40, 50),
        ("6209", 60, "klein", "kantoor", 80, 50),
        ("6311", 40, "middel", "kantoor", 60, 50),
        ("6312", 35, "zzp", "kantoor", 80, 60),
    ),
    "K-L": (
        ("6419", 10, "groot", "kantoor", 0, 60),
        ("6420", 480, "zzp", "kantoor", 80, 100),
        ("6512", 8, "groot", "kantoor", 0, 60),
        ("6619", 50, "klein", "kantoor", 60, 80),
        ("6622", 90, "klein", "kantoor", 40, 80),
        ("6820", 180, "klein", "kantoor", 70, 80),
        ("6831", 70, "klein", "winkel", 40, 100),
        ("6832", 50, "klein", "kantoor", 40, 100),
    ),
    "M-N": (
        ("6910", 60, "klein", "kantoor", 40, 80),
        ("6920", 120, "klein", "kantoor", 60, 90),
        ("7010", 40, "middel", "kantoor", 40, 60),
        ("7021", 30, "zzp", "kantoor", 90, 90),
        ("7022", 560, "zzp", "kantoor", 93, 90),
        ("7111", 40, "zzp", "kantoor", 75, 80),
        ("7112", 180, "klein", "kantoor", 85, 50),
        ("7120", 20, "middel", "park", 20, 50),
        ("7211", 10, "klein", "kantoor", 40, 50),
        ("7219", 25, "klein", "kantoor", 60, 50),
        ("7311", 120, "zzp", "kantoor", 88, 90),
        ("7320", 25, "zzp", "kantoor", 80, 120),
        ("7410", 130, "zzp", "kantoor", 92, 90),
        ("7420", 90, "zzp", "kantoor", 93, 150),
        ("7430", 60, "zzp", "kantoor", 96, 150),
        ("7490", 70, "zzp", "kantoor", 90, 90),
        ("7711", 15, "klein", "park", 10, 100),
        ("7810", 40, "klein", "kantoor", 60, 80),
        ("7820", 50, "groot", "kantoor", 5, 200),
        ("7911", 25, "klein", "winkel", 50, 150),
        ("8010", 20, "middel", "park", 40, 150),
        ("8121", 130, "klein", "park", 75, 450),
        ("8122", 50, "klein", "park", 75, 200),
        ("8130", 70, "klein", "park", 75, 120),
        ("8211", 40, "zzp", "kantoor", 90, 150),
        ("8220", 5, "groot", "kantoor", 0, 250),
        ("8299", 70, "zzp", "kantoor", 85, 100),
    ),
    "O-Q": (
        ("8411", 8, "groot", "kantoor", 0, 50),
        ("8425", 3, "middel", "park", 0, 50),
        ("8520", 50, "groot", "buurt", 0, 120),
        ("8531", 12, "groot", "buurt", 0, 100),
        ("8532", 6, "groot", "kantoor", 0, 100),
        ("8551", 90, "zzp", "buurt", 85, 250),
        ("8552", 60, "zzp", "buurt", 80, 250),
        ("8553", 45, "zzp", "buurt", 90, 120),
        ("8559", 150, "zzp", "kantoor", 85, 150),
        ("8610", 3, "groot", "kantoor", 0, 120),
        ("8621", 40, "klein", "buurt", 10, 150),
        ("8622", 40, "klein", "kantoor", 60, 120),
        ("8623", 35, "klein", "buurt", 5, 200),
        ("86912", 60, "klein", "buurt", 40, 200),
        ("86913", 90, "zzp", "buurt", 80, 150),
        ("86919", 90, "zzp", "buurt", 80, 150),
        ("8710", 8, "groot", "buurt", 0, 250),
        ("8730", 15, "groot", "buurt", 0, 250),
        ("8810", 60, "middel", "buurt", 70, 250),
        ("8891", 60, "middel", "buurt", 20, 150),
        ("8899", 75, "klein", "buurt", 60, 180),
    ),
    "R-U": (
        ("9001", 120, "zzp", "buurt", 93, 250),
        ("9003", 120, "zzp", "buurt", 95, 200),
        ("9101", 5, "middel", "winkel", 0, 250),
        ("9311", 15, "klein", "buurt", 0, 350),
        ("9312", 40, "klein", "buurt", 20, 450),
        ("9313", 25, "middel", "park", 10, 450),
        ("9319", 50, "zzp", "buurt", 80, 250),
        ("9329", 15, "middel", "park", 10, 400),
        ("9499", 50, "klein", "buurt", 40, 300),
        ("9511", 20, "zzp", "winkel", 70, 100),
        ("9529", 30, "zzp", "winkel", 60, 100),
        ("9601", 15, "klein", "winkel", 10, 250),
        ("96021", 220, "zzp", "winkel", 60, 200),
        ("96022", 220, "zzp", "winkel", 75, 200),
        ("9604", 40, "zzp", "buurt", 75, 200),
        ("9609", 120, "zzp", "buurt", 85, 150),
    ),
}
ACTIVITEITEN = tuple(Activiteit(rij[0], groep, *rij[1:]) for groep, rijen in _TABEL.items() for rij in rijen)
GROEPEN = tuple(_TABEL)


def groep_gewichten(sbi_gewichten: pd.Series | pd.DataFrame) -> Gehelen:
    """Weight per group of `GROEPEN`, whole numbers; O-Q gets its usual share where CBS gives none.

    Parameters
    ----------
    sbi_gewichten
        Establishments per SBI group: a series indexed by group ("A", "B-F", ...), or a frame with columns
        kenmerkwaarde and waarde. Groups that are missing or NaN count as none.

    Raises
    ------
    BronFout
        A group of another name, a negative number, or nothing at all.
    """
    if isinstance(sbi_gewichten, pd.DataFrame):
        sbi_gewichten = sbi_gewichten.set_index("kenmerkwaarde")["waarde"]
    if vreemd := sorted(set(sbi_gewichten.index) - set(GROEPEN)):
        raise BronFout(f"Onbekende SBI-groep {vreemd[0]!r}. De groepen zijn: {', '.join(GROEPEN)}.")
    gewicht = sbi_gewichten.reindex(GROEPEN).fillna(0).to_numpy(dtype="float64")
    if (gewicht < 0).any() or not gewicht.sum():
        raise BronFout("De aantallen vestigingen per SBI-groep moeten 0 of meer zijn, en niet alle 0.")
    # Tenths, so that a weight with a decimal still counts; whole, so that no machine rounds differently.
    heel = np.rint(gewicht * 10).astype("int64")
    oq = GROEPEN.index("O-Q")
    if heel[oq] == 0:
        heel[oq] = int(heel.sum()) * AANDEEL_OQ // (1000 - AANDEEL_OQ)
    return heel
