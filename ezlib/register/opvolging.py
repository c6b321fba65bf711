"""What goes on under another number: firms with a new KvK number, establishments with a new vestigingsnummer.

Each rule makes candidates, pairs of a new and an old number; `kies_paren` lets each number go on as one and be
continued by one. Parameters stand in `definitions/register.yml` (`opvolging`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ezlib.register.codes import add_codes, eerste_jaar, jaarcode, plek_van, vorig_jaar

PAAR = ["jaar", "rang", "verschil", "nieuw", "oud"]
ADRES = (["nr_bag", "nr_sbi"], ["nr_post", "nr_sbi"])


@dataclass(frozen=True, kw_only=True)
class Opvolging:
    """When something new continues something that was there; fields as in `definitions/register.yml`."""

    omvang_procent: int = 50
    omvang_banen: int = 2
    heractivering_jaren: int = 5
    splitsing_min_banen: int = 5
    splitsing_procent: int = 25
    overlap_procent: int = 50


def vind_voorgangers(register: pd.DataFrame, regels: Opvolging = Opvolging()) -> pd.DataFrame:
    """Firms that go on under a new KvK number: `jaar`, `kvknummer`, `voorganger`, `regel`; key jaar + either number.

    A KvK number never seen before continues one that vanished in the same year: it took over its vestigingsnummer
    (`regel` "rechtsvorm": a new legal form, or a sale to a newcomer), or stands at the same address with the same
    first two digits of SBI and about the same size (`regel` "hernummering"). The same vestigingsnummer goes first,
    then the smallest difference in jobs.

    Not seen: a new number with a move or another SBI in the same year. Seen wrongly: in a building of many firms of
    one trade, one that stops and another of its size that starts in the same year.
    """
    codes = add_codes(register)
    bekend = codes[codes["nr_kvk"] >= 0]
    nieuw, weg = _nooit_gezien(bekend, "nr_kvk"), _verdwenen(bekend, "nr_kvk")
    kandidaten = [nieuwe_rechtsvorm(nieuw, weg), *(hernummerd_op_adres(nieuw, weg, k, "nr_kvk", regels) for k in ADRES)]
    paren = kies_paren(pd.concat(kandidaten, ignore_index=True))
    namen = _namen(codes, "nr_kvk", "kvknummer")
    return pd.DataFrame(
        {
            "jaar": paren["jaar"],
            "kvknummer": paren["nieuw"].map(namen).astype("str"),
            "voorganger": paren["oud"].map(namen).astype("str"),
            "regel": paren["rang"].map({0: "rechtsvorm", 1: "hernummering"}).astype("str"),
        }
    )


def nieuwe_rechtsvorm(nieuw: pd.DataFrame, weg: pd.DataFrame) -> pd.DataFrame:
    """Candidates: a new KvK number has the vestigingsnummer of one that is gone."""
    return _paren(nieuw, weg, ["nr_vestiging"], "nr_kvk").assign(rang=0)[PAAR]


def hernummerd_op_adres(
    nieuw: pd.DataFrame, weg: pd.DataFrame, kolommen: list[str], nummer: str, regels: Opvolging
) -> pd.DataFrame:
    """Candidates: a new number stands where one that is gone stood, in the same trade and of about the same size."""
    paren = _paren(nieuw, weg, kolommen, nummer)
    return paren[van_omvang(paren["banen"], paren["banen_toen"], regels)].assign(rang=1)[PAAR]


def van_omvang(banen: pd.Series, banen_toen: pd.Series, regels: Opvolging) -> pd.Series:
    """Whether two sizes are about the same: within `omvang_procent` of the former, or within `omvang_banen` jobs.

    >>> van_omvang(pd.Series([15, 16, 3]), pd.Series([10, 10, 1]), Opvolging(omvang_procent=50, omvang_banen=2)).tolist()
    [True, False, True]
    """
    ruimte = np.maximum(regels.omvang_procent * banen_toen, 100 * regels.omvang_banen)
    return 100 * (banen - banen_toen).abs() <= ruimte


def vind_hernummerde_vestigingen(
    register: pd.DataFrame,
    voorgangers: pd.DataFrame,
    regels: Opvolging = Opvolging(),
) -> pd.DataFrame:
    """Establishments that go on under a new vestigingsnummer: `jaar`, `nieuw`, `oud`, codes of `add_codes`.

    A vestigingsnummer never seen before continues one that vanished in the same year when it stands at the same
    address with the same first two digits of SBI and about the same size; first within the same firm (or the one that
    continues it), then of another firm. Last, a firm that lost one establishment and got one of the same trade and
    size elsewhere moved it under a new number.
    """
    codes = add_codes(register)
    codes = codes.assign(firma=opvolger_van(codes, voorgangers))
    nieuw, weg = _nooit_gezien(codes, "nr_vestiging"), _verdwenen(codes, "nr_vestiging")
    nieuw = nieuw.assign(firma=nieuw["nr_kvk"])  # a new number has no follower yet
    delen = []
    for kolommen in ADRES:
        zelfde = hernummerd_op_adres(nieuw, weg, [*kolommen, "firma"], "nr_vestiging", regels)
        delen += [zelfde.assign(rang=0), hernummerd_op_adres(nieuw, weg, kolommen, "nr_vestiging", regels)]
    delen.append(verplaatst_met_nieuw_nummer(nieuw, weg, regels))
    return kies_paren(pd.concat(delen, ignore_index=True))[["jaar", "nieuw", "oud"]]


def verplaatst_met_nieuw_nummer(nieuw: pd.DataFrame, weg: pd.DataFrame, regels: Opvolging) -> pd.DataFrame:
    """Candidates: the one establishment that a firm got continues the one it lost: same trade, about the same size."""
    een = [f[~f.duplicated(["jaar", "firma"], keep=False)] for f in (nieuw, weg)]
    return hernummerd_op_adres(*een, ["firma", "nr_sbi"], "nr_vestiging", regels).assign(rang=2)


def opvolger_van(codes: pd.DataFrame, voorgangers: pd.DataFrame) -> np.ndarray:
    """Code of the firm that each row belongs to a year later: its own KvK number, or the one that continues it."""
    nummers = codes.drop_duplicates("kvknummer").set_index("kvknummer")["nr_kvk"]
    oud, nieuw = (voorgangers[k].map(nummers).to_numpy(dtype="int64") for k in ("voorganger", "kvknummer"))
    plek = plek_van(jaarcode(codes["jaar"] + 1, codes["nr_kvk"]), jaarcode(voorgangers["jaar"], oud))
    return np.where(plek >= 0, np.append(nieuw, -1)[plek], codes["nr_kvk"])


def vorige_stand(register: pd.DataFrame, hernummerd: pd.DataFrame) -> pd.Series:
    """Position of each establishment's row a year earlier, under whichever number; -1 without; on the index."""
    codes = add_codes(register)
    plek = vorig_jaar(codes["jaar"], codes["nr_vestiging"])
    alle = jaarcode(codes["jaar"], codes["nr_vestiging"])
    nu = plek_van(jaarcode(hernummerd["jaar"], hernummerd["nieuw"]), alle)
    plek[nu] = plek_van(jaarcode(hernummerd["jaar"] - 1, hernummerd["oud"]), alle)
    return pd.Series(plek, index=register.index, dtype="int64")


def kies_paren(kandidaten: pd.DataFrame) -> pd.DataFrame:
    """Pairs of candidates (`PAAR`), each number of a year in one pair at most: the first in order of `PAAR` wins.

    In rounds: what comes first for both its numbers is a pair, and takes what else names them away. That gives what
    going down the list one by one gives.

    >>> rijen = pd.DataFrame([[2022, 0, 1, 8, 3], [2022, 0, 0, 9, 3], [2022, 0, 5, 8, 4]], columns=PAAR)
    >>> kies_paren(rijen)[["nieuw", "oud"]].values.tolist()
    [[9, 3], [8, 4]]
    """
    over = kandidaten.astype("int64").sort_values(PAAR, ignore_index=True)
    over = over.assign(_n=jaarcode(over["jaar"], over["nieuw"]), _o=jaarcode(over["jaar"], over["oud"]))
    gekozen = []
    while len(over):
        beste = over[~over.duplicated("_n") & ~over.duplicated("_o")]
        gekozen.append(beste)
        over = over[~over["_n"].isin(beste["_n"]) & ~over["_o"].isin(beste["_o"])]
    return pd.concat([over, *gekozen]).sort_values(PAAR, ignore_index=True)[PAAR]


def _paren(nieuw: pd.DataFrame, weg: pd.DataFrame, kolommen: list[str], nummer: str) -> pd.DataFrame:
    links, rechts = (f.loc[(f[kolommen] >= 0).all(axis=1), ["jaar", *kolommen, nummer, "banen"]] for f in (nieuw, weg))
    paren = links.rename(columns={nummer: "nieuw"}).merge(
        rechts.rename(columns={nummer: "oud", "banen": "banen_toen"}), on=["jaar", *kolommen], validate="m:m"
    )
    return paren.assign(verschil=(paren["banen"] - paren["banen_toen"]).abs())


def _nooit_gezien(codes: pd.DataFrame, nummer: str) -> pd.DataFrame:
    """Rows of numbers in their first year, in years with a year before."""
    eerste = eerste_jaar(codes["jaar"], codes[nummer]) == codes["jaar"]
    return codes[eerste & (codes["jaar"] - 1).isin(codes["jaar"].unique())]


def _verdwenen(codes: pd.DataFrame, nummer: str) -> pd.DataFrame:
    """Rows of numbers that are gone a year later, with that year as `jaar`."""
    sleutel = jaarcode(codes["jaar"], codes[nummer])
    weg = ~pd.Series(sleutel + (jaarcode(1, 0) - jaarcode(0, 0))).isin(sleutel).to_numpy()
    gone = codes[weg & (codes["jaar"] + 1).isin(codes["jaar"].unique())]
    return gone.assign(jaar=gone["jaar"] + 1)


def _namen(codes: pd.DataFrame, code: str, naam: str) -> pd.Series:
    return codes.drop_duplicates(code).set_index(code)[naam]
