"""Establishments and firms followed over years: what is new, what stays, what left, and what only looks new.

An establishment is a vestigingsnummer, a firm (onderneming) a KvK number; both may change while the business goes on.
First version: it recognises a move, a branch, a renumbering (legal form) and a reactivation. It does not know
takeovers (the firm that is taken over closes, the other one gets a branch), splits (both look like a new firm and a
smaller old one) and concern relations. A register holds the establishments of one gemeente: a firm that moves in
from elsewhere is new here, one that leaves is closed here.

A row without a KvK number is an establishment of no known firm: it has no part in firms, branches or starters.

A year is compared with the year before it only. Where that year is not in the register the answer is missing
(`<NA>`), not False: the first year has no starters to count, which is something else than none.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

WONING, PAND = "woning", "bedrijfspand"
SLEUTEL_VESTIGING = ["jaar", "vestigingsnummer"]
SLEUTEL_BEDRIJF = ["jaar", "kvknummer"]


@dataclass(frozen=True)
class Panel:
    """A register over years.

    Attributes
    ----------
    vestigingen
        The register rows, with `nieuw`, `nevenvestiging` and `verhuisd` (boolean, `<NA>` without a year before).
    bedrijven
        One row per `jaar`, `kvknummer`; see `ondernemingen`. With `nieuw`, `heractivering`, `hernummering` and
        `doorgestart` (boolean, `<NA>` without a year before).
    voorgangers
        Renumberings: `jaar`, `kvknummer`, `voorganger`.
    """

    vestigingen: pd.DataFrame
    bedrijven: pd.DataFrame
    voorgangers: pd.DataFrame


def maak_panel(register: pd.DataFrame) -> Panel:
    """Follow establishments and firms over the years of a standard register frame (see `ezlib.register`)."""
    voorgangers = vind_voorgangers(register)
    bedrijven = ondernemingen(register, voorgangers)
    return Panel(
        vestigingen=register.assign(
            nieuw=is_nieuw(register, SLEUTEL_VESTIGING),
            nevenvestiging=is_nevenvestiging(register),
            verhuisd=is_verhuisd(register),
        ),
        bedrijven=bedrijven.assign(
            nieuw=is_nieuw(bedrijven, SLEUTEL_BEDRIJF),
            heractivering=is_heractivering(bedrijven),
            hernummering=is_hernummering(bedrijven, voorgangers),
            doorgestart=van_woning_naar_pand(bedrijven, register),
        ),
        voorgangers=voorgangers,
    )


def ondernemingen(register: pd.DataFrame, voorgangers: pd.DataFrame) -> pd.DataFrame:
    """Firms: one row per `jaar`, `kvknummer`, sorted by these; index 0..n-1.

    `banen` is the sum over the establishments in the gemeente, `vestigingen` their number. Place, SBI and use are
    those of the largest establishment (most jobs, then lowest vestigingsnummer). `startdatum` is the earliest date
    known up to that year of the firm and of those it continues ("" unknown).
    """
    grootste_eerst = register[register["kvknummer"] != ""].sort_values(
        ["jaar", "kvknummer", "banen", "vestigingsnummer"], ascending=[True, True, False, True]
    )
    groepen = grootste_eerst.groupby(SLEUTEL_BEDRIJF, sort=False)
    hoofd = grootste_eerst.drop_duplicates(SLEUTEL_BEDRIJF)
    plek = ["buurtcode", "indeling", "werklocatie", "op_werklocatie", "pand"]
    hoofd = hoofd[["peildatum", *SLEUTEL_BEDRIJF, *plek, "sbi", "sbi_versie", "gebruik", "soort"]]
    sommen = groepen.agg(banen=("banen", "sum"), vestigingen=("vestigingsnummer", "size")).reset_index()
    bedrijven = hoofd.merge(sommen, on=SLEUTEL_BEDRIJF, validate="1:1").reset_index(drop=True)
    return bedrijven.assign(startdatum=_eerste_startdatum(register, bedrijven, voorgangers))


def is_nieuw(frame: pd.DataFrame, sleutel: list[str]) -> pd.Series:
    """Whether a key (`[jaar, nummer]`) was absent a year earlier; boolean on the index, `<NA>` without that year.

    >>> rijen = pd.DataFrame({"jaar": [2021, 2022, 2022, 2024], "nummer": ["a", "a", "b", "b"]})
    >>> is_nieuw(rijen, ["jaar", "nummer"]).tolist()
    [<NA>, False, True, <NA>]
    """
    return waar_bekend(frame, ~_staat_in(frame[sleutel], frame[sleutel], jaren_terug=1))


def vind_vervallen(frame: pd.DataFrame, sleutel: list[str]) -> pd.DataFrame:
    """Rows whose key is gone a year later, as they last stood, with `jaar_vervallen`; only years with a next one.

    >>> rijen = pd.DataFrame({"jaar": [2021, 2021, 2022, 2024], "nummer": ["a", "b", "b", "b"]})
    >>> vind_vervallen(rijen, ["jaar", "nummer"]).values.tolist()
    [[2021, 'a', 2022]]
    """
    laatste = ~_staat_in(frame[sleutel], frame[sleutel], jaren_terug=-1) & (frame["jaar"] + 1).isin(frame["jaar"])
    return frame[laatste].assign(jaar_vervallen=frame["jaar"] + 1)


def is_verhuisd(register: pd.DataFrame) -> pd.Series:
    """Whether an establishment stands at another address than a year earlier: a move, never a birth or a death.

    Boolean on the index, `<NA>` without a year before. Two addresses are the same when the BAG number or the postcode
    with house number agrees: a corrected spelling or a new BAG number alone is not a move. Not seen: a move that came
    with a new vestigingsnummer, a move over the border of the gemeente, a move of which one address is not filled in.
    """
    toen = register.assign(jaar=register["jaar"] + 1)
    paar = register.merge(toen, on=SLEUTEL_VESTIGING, how="left", suffixes=("", "_toen"), validate="1:1")
    bag, bag_toen = paar["bag_id"], paar["bag_id_toen"].fillna("")
    post, post_toen = _postadres(paar), _postadres(paar, "_toen")
    bag_bekend, post_bekend = (bag != "") & (bag_toen != ""), (post != "") & (post_toen != "")
    zelfde = (bag_bekend & (bag == bag_toen)) | (post_bekend & (post == post_toen))
    anders = (bag_bekend | post_bekend) & ~zelfde
    return waar_bekend(register, pd.Series(anders.to_numpy(), index=register.index))


def is_nevenvestiging(register: pd.DataFrame) -> pd.Series:
    """Whether an establishment is a branch: a new vestigingsnummer of a KvK number that was here a year earlier.

    Boolean on the index, `<NA>` without a year before. Not seen: a takeover looks like a branch of the buyer; a first
    establishment here of a firm from elsewhere looks like a new firm.
    """
    bestond = _staat_in(register[SLEUTEL_BEDRIJF], register[SLEUTEL_BEDRIJF], jaren_terug=1)
    waar = is_nieuw(register, SLEUTEL_VESTIGING) & bestond & (register["kvknummer"] != "")
    return waar_bekend(register, waar)


def is_heractivering(bedrijven: pd.DataFrame) -> pd.Series:
    """Whether a firm is back: absent a year earlier, present in some year before that.

    Boolean on the index, `<NA>` without a year before. The register's first year is the horizon: a firm that stopped
    before it and comes back looks new, unless its startdatum tells.
    """
    eerste = bedrijven.groupby("kvknummer")["jaar"].transform("min")
    return waar_bekend(bedrijven, is_nieuw(bedrijven, SLEUTEL_BEDRIJF) & (eerste < bedrijven["jaar"]))


def is_hernummering(bedrijven: pd.DataFrame, voorgangers: pd.DataFrame) -> pd.Series:
    """Whether a firm goes on under a new KvK number (`vind_voorgangers`); boolean, `<NA>` without a year before."""
    return waar_bekend(bedrijven, _staat_in(bedrijven[SLEUTEL_BEDRIJF], voorgangers[SLEUTEL_BEDRIJF], jaren_terug=0))


def vind_voorgangers(register: pd.DataFrame) -> pd.DataFrame:
    """Changes of legal form and other renumberings: `jaar`, `kvknummer`, `voorganger`; key jaar + either number.

    A KvK number never seen before continues one that vanished in the same year when it took over its
    vestigingsnummer, or stands at the same address with the same first two digits of SBI. Each number continues one
    and is continued by one: the same vestigingsnummer goes first, then the smallest difference in jobs.

    Not seen: a new legal form with a move or another SBI in the same year. Seen wrongly: in a building of many firms
    of one trade, one that stops and another that starts in the same year; a sale to a newcomer at the same address.
    """
    kandidaten = pd.concat([_kandidaten(register, jaar) for jaar in _jaren_met_vorig(register)] or [_GEEN_KANDIDATEN])
    volgorde = ["jaar", "rang", "verschil", "kvknummer", "voorganger"]
    gekozen, bezet = [], set()
    for jaar, _, _, nieuw, oud in kandidaten.sort_values(volgorde)[volgorde].itertuples(index=False):
        if not bezet & {(jaar, nieuw), (jaar, oud)}:
            bezet |= {(jaar, nieuw), (jaar, oud)}
            gekozen.append((jaar, nieuw, oud))
    typen = {"jaar": "int64", "kvknummer": "str", "voorganger": "str"}
    return pd.DataFrame(gekozen, columns=list(typen)).astype(typen)


def van_woning_naar_pand(bedrijven: pd.DataFrame, register: pd.DataFrame) -> pd.Series:
    """Whether a firm went from a dwelling to business premises: same KvK number, premises that were not its own before.

    Boolean on the index of `bedrijven`, `<NA>` without a year before. A year earlier all its addresses of known use
    were dwellings; now it has premises at an address where it was not. A dwelling that only got another use in the
    BAG does not count. Not seen: a change of KvK number in the same year.
    """
    adressen = _met_postadres(register)
    toen = adressen.assign(jaar=adressen["jaar"] + 1)
    thuis = toen[toen["gebruik"] == WONING][SLEUTEL_BEDRIJF]
    elders = toen[toen["gebruik"] == PAND][SLEUTEL_BEDRIJF]
    panden = adressen[adressen["gebruik"] == PAND]
    was_er_al = pd.Series(False, index=panden.index)
    for adres in ("bag_id", "postadres"):
        bekend = toen[toen[adres] != ""][[*SLEUTEL_BEDRIJF, adres]]
        was_er_al |= _staat_in(panden[[*SLEUTEL_BEDRIJF, adres]], bekend, jaren_terug=0)
    nieuw_pand = panden[~was_er_al][SLEUTEL_BEDRIJF]
    sleutels = bedrijven[SLEUTEL_BEDRIJF]
    waar = (
        _staat_in(sleutels, thuis, jaren_terug=0)
        & ~_staat_in(sleutels, elders, jaren_terug=0)
        & _staat_in(sleutels, nieuw_pand, jaren_terug=0)
    )
    return waar_bekend(bedrijven, waar)


def add_toen(panel: Panel, *, jaren: int) -> pd.DataFrame:
    """Firms with their jobs and peildatum `jaren` years earlier: `banen_toen` (Int64), `peildatum_toen` (str or NaN).

    A firm that got another KvK number in between is followed back to its former one. Both columns are missing for a
    firm that was not here then.
    """
    bedrijven = panel.bedrijven
    zoek = bedrijven[SLEUTEL_BEDRIJF]
    for _ in range(jaren):
        eerder = zoek.merge(panel.voorgangers, on=SLEUTEL_BEDRIJF, how="left", validate="m:1")
        zoek = eerder.assign(kvknummer=eerder["voorganger"].fillna(eerder["kvknummer"]), jaar=eerder["jaar"] - 1)
        zoek = zoek[SLEUTEL_BEDRIJF]
    vroeger = bedrijven[[*SLEUTEL_BEDRIJF, "banen", "peildatum"]]
    toen = zoek.merge(vroeger, on=SLEUTEL_BEDRIJF, how="left", validate="m:1").set_index(bedrijven.index)
    return bedrijven.assign(banen_toen=toen["banen"].astype("Int64"), peildatum_toen=toen["peildatum"])


_GEEN_KANDIDATEN = pd.DataFrame(columns=["jaar", "rang", "verschil", "kvknummer", "voorganger"])


def _kandidaten(register: pd.DataFrame, jaar: int) -> pd.DataFrame:
    """Possible renumberings of one year; `rang` 0 same vestigingsnummer, 1 same address and SBI."""
    register = register[register["kvknummer"] != ""]
    bekend = register.loc[register["jaar"] < jaar, "kvknummer"].unique()
    nu, toen = register[register["jaar"] == jaar], register[register["jaar"] == jaar - 1]
    nieuw = _met_postadres(nu[~nu["kvknummer"].isin(bekend)])
    weg = _met_postadres(toen[~toen["kvknummer"].isin(nu["kvknummer"].unique())])
    delen = []
    for rang, kolommen in ((0, ["vestigingsnummer"]), (1, ["bag_id", "sbi2"]), (1, ["postadres", "sbi2"])):
        links, rechts = (f[(f[kolommen] != "").all(axis=1)][[*kolommen, "kvknummer", "banen"]] for f in (nieuw, weg))
        paren = links.merge(rechts, on=kolommen, suffixes=("", "_toen"), validate="m:m")
        paren = paren.rename(columns={"kvknummer_toen": "voorganger"})
        delen.append(paren.assign(jaar=jaar, rang=rang, verschil=(paren["banen"] - paren["banen_toen"]).abs()))
    return pd.concat(delen)[_GEEN_KANDIDATEN.columns]


def _eerste_startdatum(register: pd.DataFrame, bedrijven: pd.DataFrame, voorgangers: pd.DataFrame) -> pd.Series:
    """Earliest date known up to each year of a firm or of those it continues; "" unknown; index of `bedrijven`."""
    bekend = register[register["startdatum"] != ""].groupby(SLEUTEL_BEDRIJF)["startdatum"].min().to_dict()
    gezien: dict[str, str] = {}
    geerfd = {(jaar, nieuw): oud for jaar, nieuw, oud in voorgangers.itertuples(index=False)}
    datums = []
    for sleutel in bedrijven[SLEUTEL_BEDRIJF].itertuples(index=False, name=None):  # sorted by year
        jaar, nummer = sleutel
        kandidaten = [gezien.get(nummer), bekend.get(sleutel), gezien.get(geerfd.get((jaar, nummer), ""))]
        datum = min((d for d in kandidaten if d), default="")
        gezien[nummer] = datum
        datums.append(datum)
    return pd.Series(datums, index=bedrijven.index, dtype="str")


def _met_postadres(register: pd.DataFrame) -> pd.DataFrame:
    return register.assign(postadres=_postadres(register), sbi2=register["sbi"].str[:2])


def _postadres(frame: pd.DataFrame, achtervoegsel: str = "") -> pd.Series:
    """Postcode and house number as one key, "" where either is unknown; spaces and capitals do not matter."""
    delen = [
        frame[kolom + achtervoegsel].fillna("").str.replace(" ", "").str.upper() for kolom in ("postcode", "huisnummer")
    ]
    return (delen[0] + " " + delen[1]).where((delen[0] != "") & (delen[1] != ""), "")


def _jaren_met_vorig(frame: pd.DataFrame) -> list[int]:
    jaren = set(frame["jaar"])
    return sorted(j for j in jaren if j - 1 in jaren)


def waar_bekend(frame: pd.DataFrame, waar: pd.Series) -> pd.Series:
    """Make a yes or no per row `<NA>` in years that have no year before: pandas says that unknown and no is no.

    >>> waar_bekend(pd.DataFrame({"jaar": [2021, 2022]}), pd.Series([False, False])).tolist()
    [<NA>, False]
    """
    return waar.astype("boolean").where(frame["jaar"].isin(_jaren_met_vorig(frame)))


def _staat_in(sleutels: pd.DataFrame, bekend: pd.DataFrame, *, jaren_terug: int) -> pd.Series:
    """Whether each key (first column the year) stands in `bekend`, so many years back; bool on the index."""
    verschoven = sleutels.assign(jaar=sleutels["jaar"] - jaren_terug)
    treffers = pd.MultiIndex.from_frame(verschoven).isin(pd.MultiIndex.from_frame(bekend[list(sleutels)]))
    return pd.Series(treffers, index=sleutels.index)
