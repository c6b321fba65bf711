"""Numbers, addresses and trades of a register as whole numbers: comparing those over years is quick, text is not."""

from __future__ import annotations

import numpy as np
import pandas as pd

ONBEKEND = -1
BREED = 2**32  # more than any code; year x BREED + code is one whole number per year and code


def add_codes(register: pd.DataFrame) -> pd.DataFrame:
    """Register rows with `nr_vestiging`, `nr_kvk`, `nr_bag`, `nr_post`, `nr_sbi` (int64, -1 unknown); same index.

    Equal codes are equal numbers; codes run in the order of the text. `nr_post` is postcode with house number: spaces
    and capitals do not matter. `nr_sbi` is the first two digits with their version: the same digits of another
    version are another trade. A frame that has the codes comes back as it is.
    """
    if "nr_kvk" in register:
        return register
    delen = [register[kolom].str.replace(" ", "").str.upper() for kolom in ("postcode", "huisnummer")]
    post = (delen[0] + " " + delen[1]).where((delen[0] != "") & (delen[1] != ""), "")
    sbi = _codes(register["sbi"].str[:2])
    return register.assign(
        nr_vestiging=_codes(register["vestigingsnummer"]),
        nr_kvk=_codes(register["kvknummer"]),
        nr_bag=_codes(register["bag_id"]),
        nr_post=_codes(post),
        nr_sbi=np.where(sbi < 0, ONBEKEND, sbi * 10_000 + register["sbi_versie"].to_numpy()),
    )


def _codes(tekst: pd.Series) -> np.ndarray:
    codes = pd.factorize(tekst, sort=True)[0].astype("int64")
    return np.where((tekst == "").to_numpy(dtype="bool"), ONBEKEND, codes)


def jaarcode(jaar: pd.Series | np.ndarray, code: pd.Series | np.ndarray) -> np.ndarray:
    """One whole number per year and code; unknown codes of one year are alike.

    >>> jaarcode(np.array([2021, 2022]), np.array([0, 0])) % BREED
    array([1, 1])
    """
    return np.asarray(jaar, dtype="int64") * BREED + np.asarray(code, dtype="int64") + 1


def plek_van(zoek: np.ndarray, in_: np.ndarray) -> np.ndarray:
    """Position in `in_` (each value once) of each value sought, -1 where it is not there.

    >>> plek_van(np.array([7, 9]), np.array([5, 7]))
    array([ 1, -1])
    """
    return pd.Index(in_).get_indexer(zoek)


def vorig_jaar(jaar: pd.Series, code: pd.Series) -> np.ndarray:
    """Position of the row with the same code a year earlier, -1 without; a code stands once in a year."""
    return plek_van(jaarcode(jaar - 1, code), jaarcode(jaar, code))


def eerste_jaar(jaar: pd.Series, code: pd.Series) -> pd.Series:
    """First year of each code; on the index."""
    return jaar.groupby(code).transform("min")


def laatste_jaar_ervoor(jaar: pd.Series, code: pd.Series) -> np.ndarray:
    """Latest earlier year in which each row's code was there, 0 without; rows of one code and year count as one.

    >>> laatste_jaar_ervoor(pd.Series([2021, 2024, 2024]), pd.Series([5, 5, 6]))
    array([   0, 2021,    0])
    """
    uniek = np.unique(jaarcode(code, jaar))  # by code, then year
    codes, jaren = uniek // BREED, uniek % BREED - 1
    vorige = np.where(np.r_[False, codes[1:] == codes[:-1]], np.r_[0, jaren[:-1]], 0)
    return vorige[np.searchsorted(uniek, jaarcode(code, jaar))]
