"""Establishments and firms followed over years: what is new, what stays, what left, and what only looks new.

An establishment is a vestigingsnummer, a firm (onderneming) a KvK number; both may change while the business goes on.
The rules stand in `opvolging` (new numbers), `overgang` (takeovers, splits) and `adressen` (moves); what came of it
for the stock in `gebeurtenissen`. Concern relations are not known. A register holds the establishments of one
gemeente: a firm that moves in from elsewhere is new here, one that leaves is closed here.

A row without a KvK number is an establishment of no known firm: it has no part in firms, branches or starters.

A year is compared with the year before it only. Where that year is not in the register, or cannot be compared
(`jaren`), the answer is missing (`<NA>`), not False: the first year has no starters to count, which is something else
than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ezlib.register.adressen import is_verhuisd, van_woning_naar_pand
from ezlib.register.codes import add_codes, jaarcode, laatste_jaar_ervoor, plek_van
from ezlib.register.jaren import check_peildagen, jaren_met_vorig, vergelijkbare_jaren, waar_bekend
from ezlib.register.opvolging import (
    Opvolging,
    opvolger_van,
    vind_hernummerde_vestigingen,
    vind_voorgangers,
    vorige_stand,
)
from ezlib.register.overgang import van_eigenaar, vind_afsplitsingen, vind_overnames

SLEUTEL_VESTIGING = ["jaar", "vestigingsnummer"]
SLEUTEL_BEDRIJF = ["jaar", "kvknummer"]


@dataclass(frozen=True)
class Panel:
    """A register over years.

    Attributes
    ----------
    vestigingen
        The register rows, index 0..n-1, with `nr_kvk` (see `codes.add_codes`), `vorige` (position of the row a year earlier, under whichever number; -1
        without) and `nieuw`, `nevenvestiging`, `heractivering`, `verhuisd` (boolean, `<NA>` without a year before).
    bedrijven
        One row per `jaar`, `kvknummer`; see `ondernemingen`. With `nieuw`, `heractivering`, `hernummering`,
        `afsplitsing`, `overdracht` and `doorgestart` (boolean, `<NA>` without a year before).
    voorgangers, overnames, afsplitsingen
        Who continues whom; see `opvolging.vind_voorgangers`, `overgang.vind_overnames`, `overgang.vind_afsplitsingen`.
    jaren
        Years that may be compared with the year before; `jaren.vergelijkbare_jaren`.
    """

    vestigingen: pd.DataFrame
    bedrijven: pd.DataFrame
    voorgangers: pd.DataFrame
    overnames: pd.DataFrame
    afsplitsingen: pd.DataFrame
    jaren: tuple[int, ...]


def maak_panel(register: pd.DataFrame, regels: Opvolging = Opvolging()) -> Panel:  # noqa: B008  frozen
    """Follow establishments and firms over the years of a standard register frame (see `ezlib.register`).

    Raises
    ------
    ControleFout
        When the years are not all counted on the same day.
    """
    check_peildagen(register)
    jaren = vergelijkbare_jaren(register, regels.overlap_procent)
    codes = add_codes(register.reset_index(drop=True))
    voorgangers = _alleen(vind_voorgangers(codes, regels), jaren)
    firma = opvolger_van(codes, voorgangers)
    vorige = vorige_stand(codes, vind_hernummerde_vestigingen(codes, voorgangers, regels))
    overgegaan = _alleen(van_eigenaar(codes, vorige, firma), jaren)
    afsplitsingen = vind_afsplitsingen(codes, overgegaan, vorige, regels)
    bedrijven = ondernemingen(codes, voorgangers)
    vestigingen = register.reset_index(drop=True).assign(
        nr_kvk=codes["nr_kvk"],
        vorige=vorige.where(codes["jaar"].isin(jaren), -1),
        nieuw=is_nieuw(codes, ["jaar", "nr_vestiging"]),
        nevenvestiging=is_nevenvestiging(codes),
        heractivering=is_heractivering(codes, ["jaar", "nr_vestiging"], regels.heractivering_jaren),
        verhuisd=is_verhuisd(codes, vorige),
    )
    bedrijven = bedrijven.assign(
        nieuw=is_nieuw(bedrijven, ["jaar", "nr_kvk"]),
        heractivering=is_heractivering(bedrijven, ["jaar", "nr_kvk"], regels.heractivering_jaren),
        hernummering=is_een_van(bedrijven, voorgangers),
        afsplitsing=is_een_van(bedrijven, afsplitsingen),
        overdracht=is_overdracht(bedrijven, overgegaan, afsplitsingen),
        doorgestart=van_woning_naar_pand(bedrijven, codes, firma),
    )
    return Panel(
        vestigingen=_onbekend_buiten(vestigingen, jaren),
        bedrijven=_onbekend_buiten(bedrijven, jaren),
        voorgangers=voorgangers,
        overnames=vind_overnames(codes, overgegaan),
        afsplitsingen=afsplitsingen,
        jaren=jaren,
    )


def ondernemingen(register: pd.DataFrame, voorgangers: pd.DataFrame) -> pd.DataFrame:
    """Firms: one row per `jaar`, `kvknummer`, sorted by these; index 0..n-1.

    `banen` is the sum over the establishments in the gemeente, `vestigingen` their number. Place, SBI and use are
    those of the largest establishment (most jobs, then lowest vestigingsnummer). `startdatum` is the earliest date
    known up to that year of the firm and of those it continues ("" unknown). `nr_kvk`: see `codes.add_codes`.
    """
    plek = ["buurtcode", "indeling", "werklocatie", "op_werklocatie", "pand"]
    kolommen = ["peildatum", *SLEUTEL_BEDRIJF, *plek, "sbi", "sbi_versie", "gebruik", "soort", "nr_kvk"]
    # Only what is needed: names and addresses of a province, sorted once more, are a gigabyte.
    codes = add_codes(register)[[*kolommen, "nr_vestiging", "banen", "startdatum"]]
    codes = codes[codes["nr_kvk"] >= 0]
    codes = codes.iloc[np.lexsort([codes["nr_vestiging"], -codes["banen"], codes["nr_kvk"], codes["jaar"]])]
    sleutel = jaarcode(codes["jaar"], codes["nr_kvk"])
    eerste = np.flatnonzero(np.r_[True, sleutel[1:] != sleutel[:-1]][: len(sleutel)])
    bedrijven = codes.iloc[eerste][kolommen].reset_index(drop=True)
    banen = np.add.reduceat(codes["banen"].to_numpy(), eerste) if len(eerste) else np.empty(0, dtype="int64")
    bedrijven = bedrijven.assign(banen=banen, vestigingen=np.diff(np.r_[eerste, len(codes)]))
    return bedrijven.assign(startdatum=_eerste_startdatum(codes, eerste, bedrijven, voorgangers))


def is_nieuw(frame: pd.DataFrame, sleutel: list[str]) -> pd.Series:
    """Whether a key (`[jaar, nummer]`) was absent a year earlier; boolean on the index, `<NA>` without that year.

    >>> rijen = pd.DataFrame({"jaar": [2021, 2022, 2022, 2024], "nummer": ["a", "a", "b", "b"]})
    >>> is_nieuw(rijen, ["jaar", "nummer"]).tolist()
    [<NA>, False, True, <NA>]
    """
    return waar_bekend(frame, ~_staat_in(frame, sleutel, jaren_verder=-1))


def vind_vervallen(frame: pd.DataFrame, sleutel: list[str]) -> pd.DataFrame:
    """Rows whose key is gone a year later, as they last stood, with `jaar_vervallen`; only years with a next one.

    >>> rijen = pd.DataFrame({"jaar": [2021, 2021, 2022, 2024], "nummer": ["a", "b", "b", "b"]})
    >>> vind_vervallen(rijen, ["jaar", "nummer"]).values.tolist()
    [[2021, 'a', 2022]]
    """
    laatste = ~_staat_in(frame, sleutel, jaren_verder=1) & (frame["jaar"] + 1).isin(jaren_met_vorig(frame))
    return frame[laatste].assign(jaar_vervallen=frame["jaar"] + 1)


def is_nevenvestiging(register: pd.DataFrame) -> pd.Series:
    """Whether an establishment is a branch: a new vestigingsnummer of a KvK number that was here a year earlier.

    Boolean on the index, `<NA>` without a year before. An establishment of a firm that was taken over may look so;
    `gebeurtenissen` knows better. A first establishment here of a firm from elsewhere looks like a new firm.
    """
    codes = add_codes(register)
    bestond = ~is_nieuw(codes, ["jaar", "nr_kvk"])
    return waar_bekend(register, is_nieuw(codes, ["jaar", "nr_vestiging"]) & bestond & (codes["nr_kvk"] >= 0))


def is_heractivering(frame: pd.DataFrame, sleutel: list[str] = SLEUTEL_BEDRIJF, max_jaren: int = 5) -> pd.Series:
    """Whether a number is back: absent a year earlier, present in some year before that, at most so many years away.

    Boolean on the index, `<NA>` without a year before. The register's first year is the horizon: a firm that stopped
    before it and comes back looks new, unless its startdatum tells.

    >>> rijen = pd.DataFrame({"jaar": [2018, 2020, 2021, 2021, 2022, 2022], "nummer": ["a", "b", "b", "c", "a", "c"]})
    >>> is_heractivering(rijen, ["jaar", "nummer"], max_jaren=3).tolist(), is_heractivering(
    ...     rijen, ["jaar", "nummer"], max_jaren=2).tolist()[4]
    ([<NA>, <NA>, False, False, True, False], False)
    """
    laatst = laatste_jaar_ervoor(frame["jaar"], _als_getal(frame[sleutel[1]]))
    weg = frame["jaar"] - laatst - 1
    return waar_bekend(frame, (laatst > 0) & (weg >= 1) & (weg <= max_jaren))


def is_een_van(bedrijven: pd.DataFrame, paren: pd.DataFrame) -> pd.Series:
    """Whether a firm is the new number of a pair (`voorgangers`, `afsplitsingen`); `<NA>` without a year before."""
    gevonden = pd.MultiIndex.from_frame(paren[SLEUTEL_BEDRIJF])
    kort = bedrijven["kvknummer"].isin(paren["kvknummer"])
    waar = pd.Series(False, index=bedrijven.index)
    waar[kort] = pd.MultiIndex.from_frame(bedrijven.loc[kort, SLEUTEL_BEDRIJF]).isin(gevonden)
    return waar_bekend(bedrijven, waar)


def is_overdracht(bedrijven: pd.DataFrame, overgegaan: pd.DataFrame, afsplitsingen: pd.DataFrame) -> pd.Series:
    """Whether a new firm began with an establishment of another one, and is no split; `<NA>` without a year before."""
    kreeg = np.isin(jaarcode(bedrijven["jaar"], bedrijven["nr_kvk"]), jaarcode(overgegaan["jaar"], overgegaan["nu"]))
    waar = is_nieuw(bedrijven, ["jaar", "nr_kvk"]) & kreeg & ~is_een_van(bedrijven, afsplitsingen)
    return waar_bekend(bedrijven, waar)


def add_toen(panel: Panel, *, jaren: int) -> pd.DataFrame:
    """Firms with their jobs and peildatum `jaren` years earlier: `banen_toen` (Int64), `peildatum_toen` (str or NaN).

    A firm that got another KvK number in between is followed back to its former one. Both columns are missing for a
    firm that was not here then.
    """
    bedrijven, oud = panel.bedrijven, panel.voorgangers
    nummers = bedrijven.drop_duplicates("kvknummer").set_index("kvknummer")["nr_kvk"]
    nieuw_code = jaarcode(oud["jaar"], oud["kvknummer"].map(nummers).astype("int64"))
    oud_code = np.append(oud["voorganger"].map(nummers).to_numpy(dtype="int64"), -1)
    jaar, code = bedrijven["jaar"].to_numpy(), bedrijven["nr_kvk"].to_numpy()
    for _ in range(jaren):
        plek = plek_van(jaarcode(jaar, code), nieuw_code)
        jaar, code = jaar - 1, np.where(plek >= 0, oud_code[plek], code)
    toen = plek_van(jaarcode(jaar, code), jaarcode(bedrijven["jaar"], bedrijven["nr_kvk"]))
    vroeger = bedrijven[["banen", "peildatum"]].astype({"banen": "Int64"}).iloc[toen].set_index(bedrijven.index)
    vroeger = vroeger.where(pd.Series(toen >= 0, index=bedrijven.index))
    return bedrijven.assign(banen_toen=vroeger["banen"], peildatum_toen=vroeger["peildatum"])


def _eerste_startdatum(
    codes: pd.DataFrame, eerste: np.ndarray, bedrijven: pd.DataFrame, voorgangers: pd.DataFrame
) -> pd.Series:
    """Earliest date known up to each year of a firm or of those it continues; "" unknown; index of `bedrijven`."""
    rang, datums = pd.factorize(codes["startdatum"], sort=True)
    geen = len(datums)  # later than any date
    rang = np.where((codes["startdatum"] == "").to_numpy(dtype="bool"), geen, rang)
    bekend = np.minimum.reduceat(rang, eerste) if len(eerste) else rang
    gezien = np.full(int(bedrijven["nr_kvk"].max()) + 2 if len(bedrijven) else 1, geen)  # the last: no number
    nummers = bedrijven.drop_duplicates("kvknummer").set_index("kvknummer")["nr_kvk"]
    oud = np.append(voorgangers["voorganger"].map(nummers).to_numpy(dtype="int64"), -1)
    nieuw_code = jaarcode(voorgangers["jaar"], voorgangers["kvknummer"].map(nummers).astype("int64"))
    geerfd = oud[plek_van(jaarcode(bedrijven["jaar"], bedrijven["nr_kvk"]), nieuw_code)]
    jaar, nummer = bedrijven["jaar"].to_numpy(), bedrijven["nr_kvk"].to_numpy()
    for j in np.unique(jaar):
        nu = np.flatnonzero(jaar == j)
        bekend[nu] = np.minimum.reduce([bekend[nu], gezien[nummer[nu]], gezien[geerfd[nu]]])
        gezien[nummer[nu]] = bekend[nu]
    uit = np.append(datums.to_numpy(dtype=object), "")[bekend]
    return pd.Series(uit, index=bedrijven.index, dtype="str")


def _alleen(frame: pd.DataFrame, jaren: tuple[int, ...]) -> pd.DataFrame:
    return frame[frame["jaar"].isin(jaren)].reset_index(drop=True)


def _onbekend_buiten(frame: pd.DataFrame, jaren: tuple[int, ...]) -> pd.DataFrame:
    """Every yes or no `<NA>` in years that cannot be compared with the year before."""
    bekend = frame["jaar"].isin(jaren)
    return frame.assign(**{k: frame[k].where(bekend) for k in frame.columns[frame.dtypes == "boolean"]})


def _als_getal(nummer: pd.Series) -> pd.Series:
    if nummer.dtype.kind in "iu":
        return nummer
    return pd.Series(pd.factorize(nummer)[0], index=nummer.index, dtype="int64")


def _staat_in(frame: pd.DataFrame, sleutel: list[str], *, jaren_verder: int) -> pd.Series:
    """Whether each key (`[jaar, nummer]`) of a frame is there too, so many years on; bool on the index."""
    code = _als_getal(frame[sleutel[1]])
    er = jaarcode(frame["jaar"], code)
    return pd.Series(jaarcode(frame["jaar"] + jaren_verder, code), index=frame.index).isin(er)
