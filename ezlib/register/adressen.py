"""Moves: which establishment stands elsewhere, and which firm went from a dwelling to business premises.

Two addresses are the same when the BAG number or the postcode with house number agrees: a corrected spelling or a new
BAG number alone is not a move.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.register.codes import add_codes, jaarcode
from ezlib.register.jaren import waar_bekend

WONING, PAND = "woning", "bedrijfspand"


def is_verhuisd(register: pd.DataFrame, vorige: pd.Series) -> pd.Series:
    """Whether an establishment stands at another address than a year earlier: a move, never a birth or a death.

    Boolean on the index, `<NA>` without a year before. `vorige`: see `opvolging.vorige_stand`. Not seen: a move over
    the border of the gemeente, a move of which one address is not filled in.
    """
    codes = add_codes(register)
    bekend = pd.Series(False, index=register.index)
    zelfde = bekend.copy()
    for adres in ("nr_bag", "nr_post"):
        nu = codes[adres].to_numpy()
        toen = np.where(vorige >= 0, nu[vorige], -1)
        bekend |= (nu >= 0) & (toen >= 0)
        zelfde |= (nu >= 0) & (nu == toen)
    return waar_bekend(register, bekend & ~zelfde)


def van_woning_naar_pand(bedrijven: pd.DataFrame, register: pd.DataFrame, firma: np.ndarray | None = None) -> pd.Series:
    """Whether a firm went from a dwelling to business premises: same firm, premises that were not its own before.

    Boolean on the index of `bedrijven`, `<NA>` without a year before. A year earlier all its addresses of known use
    were dwellings; now it has premises at an address where it was not. A dwelling that only got another use in the
    BAG does not count. `firma`: code of the firm to which each row of the register belongs a year later
    (`opvolging.opvolger_van`); without it a firm that changed its KvK number in the same year is not seen.
    """
    codes = add_codes(register)
    codes = codes[["jaar", "nr_kvk", "nr_bag", "nr_post", "gebruik"]]
    toen = codes.assign(jaar=codes["jaar"] + 1, nr_kvk=codes["nr_kvk"] if firma is None else firma)
    bij = {soort: jaarcode(d["jaar"], d["nr_kvk"]) for soort, d in toen.groupby("gebruik")}
    leeg = np.empty(0, dtype="int64")
    panden = codes[codes["gebruik"] == PAND]
    was_er_al = np.zeros(len(panden), dtype="bool")
    for adres in ("nr_bag", "nr_post"):
        paren = pd.MultiIndex.from_frame(toen.loc[toen[adres] >= 0, ["jaar", "nr_kvk", adres]])
        was_er_al |= pd.MultiIndex.from_frame(panden[["jaar", "nr_kvk", adres]]).isin(paren)
    nieuw_pand = panden[~was_er_al]
    sleutel = pd.Series(jaarcode(bedrijven["jaar"], bedrijven["nr_kvk"]), index=bedrijven.index)
    waar = (
        sleutel.isin(bij.get(WONING, leeg))
        & ~sleutel.isin(bij.get(PAND, leeg))
        & sleutel.isin(jaarcode(nieuw_pand["jaar"], nieuw_pand["nr_kvk"]))
    )
    return waar_bekend(bedrijven, waar)
