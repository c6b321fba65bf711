"""What passes from one firm to another: a firm taken over, a firm split off, an establishment that changed hands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.register.codes import add_codes, eerste_jaar, jaarcode
from ezlib.register.opvolging import ADRES, Opvolging, kies_paren


def van_eigenaar(register: pd.DataFrame, vorige: pd.Series, firma: np.ndarray) -> pd.DataFrame:
    """Establishments that went to another firm: `jaar`, `nu`, `toen` (codes of KvK numbers), `banen`.

    `firma`: code of the firm to which each row belongs a year later, so that a new legal form is no other firm.
    """
    codes = add_codes(register)
    blijft = codes[vorige.to_numpy() >= 0]
    plek = vorige[blijft.index].to_numpy()
    frame = blijft[["jaar", "nr_kvk", "banen"]].assign(toen=firma[plek]).rename(columns={"nr_kvk": "nu"})
    return frame[(frame["nu"] >= 0) & (frame["toen"] >= 0) & (frame["nu"] != frame["toen"])]


def vind_overnames(register: pd.DataFrame, overgegaan: pd.DataFrame) -> pd.DataFrame:
    """Takeovers and mergers: `jaar`, `kvknummer` (that was here), `voorganger` (gone), one row per pair.

    A firm disappears and an establishment of it goes on under another KvK number that was here a year earlier: with
    the same vestigingsnummer, or at the same address in the same trade and of about the same size. Not seen: a firm
    from elsewhere that buys one here; a takeover by which the establishment closes.
    """
    codes = add_codes(register)
    er = jaarcode(codes["jaar"], codes["nr_kvk"])
    jaar = overgegaan["jaar"]
    kocht = np.isin(jaarcode(jaar - 1, overgegaan["nu"]), er)
    weg = ~np.isin(jaarcode(jaar, overgegaan["toen"]), er)
    paren = overgegaan.loc[kocht & weg, ["jaar", "nu", "toen"]].drop_duplicates().sort_values(["jaar", "nu", "toen"])
    return _met_nummers(codes, paren, {"kvknummer": "nu", "voorganger": "toen"})


def vind_afsplitsingen(
    register: pd.DataFrame, overgegaan: pd.DataFrame, vorige: pd.Series, regels: Opvolging
) -> pd.DataFrame:
    """Splits: `jaar`, `kvknummer` (new), `afgesplitst_van` (still here); each number of a year once.

    A new firm of `splitsing_min_banen` jobs or more got an establishment of a firm that goes on, or opened one at an
    address where that firm was a year earlier; and that firm shrank by about as much as the new one has (within
    `splitsing_procent` of it). Small firms are left out: in a building of many firms one always shrinks by a job.
    Not seen: a firm that falls apart in three; a part that moved away in the same year.
    """
    codes = add_codes(register)
    codes = codes[codes["nr_kvk"] >= 0]
    per_firma = codes["banen"].groupby(jaarcode(codes["jaar"], codes["nr_kvk"])).sum()
    nieuw = codes[eerste_jaar(codes["jaar"], codes["nr_kvk"]) == codes["jaar"]]
    nieuw = nieuw[["jaar", "nr_kvk", "nr_bag", "nr_post"]][vorige[nieuw.index] < 0].rename(columns={"nr_kvk": "nu"})
    toen = codes.assign(jaar=codes["jaar"] + 1).rename(columns={"nr_kvk": "toen"})
    delen = [overgegaan[["jaar", "nu", "toen"]].assign(rang=0)]
    for adres in [kolommen[0] for kolommen in ADRES]:
        buren = toen.loc[toen[adres] >= 0, ["jaar", adres, "toen"]].drop_duplicates()
        grote = nieuw[nieuw[adres] >= 0][["jaar", adres, "nu"]].drop_duplicates()
        grote = grote[_banen(per_firma, grote["jaar"], grote["nu"]) >= regels.splitsing_min_banen]
        delen.append(grote.merge(buren, on=["jaar", adres], validate="m:m")[["jaar", "nu", "toen"]].assign(rang=1))
    paren = pd.concat(delen, ignore_index=True).drop_duplicates(["jaar", "nu", "toen"])
    paren = paren[paren["nu"] != paren["toen"]]
    banen = _banen(per_firma, paren["jaar"], paren["nu"])
    was, bleef = (_banen(per_firma, jaar, paren["toen"]) for jaar in (paren["jaar"] - 1, paren["jaar"]))
    eerste = ~np.isin(jaarcode(paren["jaar"] - 1, paren["nu"]), jaarcode(codes["jaar"], codes["nr_kvk"]))
    verschil = np.abs(was - bleef - banen)
    past = (bleef > 0) & (was > bleef) & (100 * verschil <= regels.splitsing_procent * banen)
    waar = eerste & past & (banen >= regels.splitsing_min_banen)
    paren = paren.assign(verschil=verschil).rename(columns={"nu": "nieuw", "toen": "oud"})[waar]
    return _met_nummers(codes, kies_paren(paren), {"kvknummer": "nieuw", "afgesplitst_van": "oud"})


def _banen(per_firma: pd.Series, jaar: pd.Series, nummer: pd.Series) -> np.ndarray:
    """Jobs of each firm in a year, 0 where it is not there."""
    return per_firma.reindex(jaarcode(jaar, nummer), fill_value=0).to_numpy()


def _met_nummers(codes: pd.DataFrame, paren: pd.DataFrame, kolommen: dict[str, str]) -> pd.DataFrame:
    """Pairs with their KvK numbers instead of codes."""
    nummers = codes.drop_duplicates("nr_kvk").set_index("nr_kvk")["kvknummer"]
    frame = pd.DataFrame({"jaar": paren["jaar"].astype("int64")})
    return frame.assign(**{naam: paren[k].map(nummers).astype("str") for naam, k in kolommen.items()}).reset_index(
        drop=True
    )
