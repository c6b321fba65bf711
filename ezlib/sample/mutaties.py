"""Fictive mutations of the KvK, out of the fictive register: who came, went and moved between two years.

The last year of the register agrees with it: its starters are the registrations of that year minus those that stopped
within it. The three quarters after that are the year before once more, a few numbers further on.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ezlib.sample.loting import Gehelen, Loting

ZAAD = 638
GESTOPT_PROCENT = 9  # of the starters: so many more registered, and closed again in the same year
GRENSVERKEER = 160  # moves over the border of the gemeente a year, each way
LAAT_DAGEN = 3  # who registers in the last days of a quarter stands in the file of the next
EERSTE_NIEUW = 500_001  # numbers that the fictive register never reaches, as it does not reach the next
ANDERE = 300_000
KOLOMMEN = ["kvknummer", "vestigingsnummer", "mutatie", "aanleiding", "datum", "postcode", "huisnummer", "x", "y", "sbi", "gebruik"]  # fmt: skip
PLEK = ["postcode", "huisnummer", "x", "y", "sbi", "gebruik"]
IN, UIT, BINNEN = (f"verhuizing {w} de gemeente" for w in ("naar", "uit", "binnen"))


def maak_mutaties(register: pd.DataFrame, starters: pd.DataFrame) -> pd.DataFrame:
    """Mutations of the last full year of the register and of the three quarters after it; KOLOMMEN.

    Parameters
    ----------
    register
        Standard frame, made up. `starters`: jaar and kvknummer of those it counts as starters.
    """
    laatste = int(register["jaar"].max())
    loting, teller = Loting(ZAAD, laatste), [EERSTE_NIEUW]
    heel = _jaar(register, starters, laatste, loting, teller)
    verder = _jaar(register, starters, laatste - 1, loting, teller)
    verder = verder.assign(datum=_dag_later(verder["datum"], jaren=2))
    # Who came or went two years ago cannot do so again: all of them are others.
    verder = verder.assign(kvknummer=_andere(verder["kvknummer"]), vestigingsnummer=_andere(verder["vestigingsnummer"]))
    verder = verder[verder["datum"] < f"{laatste}-10-01"]
    alles = pd.concat([heel, verder], ignore_index=True)
    return alles.sort_values(["datum", "kvknummer", "vestigingsnummer", "mutatie"], ignore_index=True)[KOLOMMEN]


def schrijf_mutaties(mutaties: pd.DataFrame, map_: Path) -> dict[str, int]:
    """Write `fictief-kvk-<kwartaal>.csv` per quarter into `map_`; names with their number of rows."""
    dagen = pd.to_datetime(mutaties["datum"])
    laat = (dagen + pd.Timedelta(days=LAAT_DAGEN)).dt.to_period("Q")
    kwartaal = laat.where(laat <= dagen.dt.to_period("Q").max(), dagen.dt.to_period("Q"))
    uit = {}
    for periode, deel in mutaties.groupby(kwartaal):
        naam = f"fictief-kvk-{periode.year}K{periode.quarter}.csv"
        tekst = deel[KOLOMMEN].astype({"x": "int64", "y": "int64"}).to_csv(sep=";", index=False, lineterminator="\n")
        (map_ / naam).write_bytes(tekst.encode("utf-8"))
        uit[naam] = len(deel)
    return uit


def _jaar(register: pd.DataFrame, starters: pd.DataFrame, jaar: int, loting: Loting, teller: list[int]) -> pd.DataFrame:
    """Mutations between 1 January of the year before and of `jaar`."""
    toen, nu = (register[register["jaar"] == j].set_index("vestigingsnummer", drop=False) for j in (jaar - 1, jaar))
    wie = set(starters.loc[starters["jaar"] == jaar, "kvknummer"])
    bekend = set(toen["kvknummer"])
    begonnen = nu[nu["kvknummer"].isin(wie)].drop_duplicates("kvknummer")
    neven = nu[~nu["vestigingsnummer"].isin(toen["vestigingsnummer"]) & nu["kvknummer"].isin(bekend)]
    samen = toen.index.intersection(nu.index)
    blijft, was = nu.loc[samen], toen.loc[samen]
    vorm = blijft[(blijft["kvknummer"] != was["kvknummer"]) & ~blijft["kvknummer"].isin(bekend)]
    verhuisd = blijft[(blijft["x"] != was["x"]) | (blijft["y"] != was["y"])]
    gestopt = toen[~toen.index.isin(nu.index) & ~toen["kvknummer"].isin(set(nu["kvknummer"]))]
    kort = _nieuw(begonnen.iloc[loting.onder(len(begonnen), len(begonnen) * GESTOPT_PROCENT // 100)], teller)
    kort_dag = _trek(jaar - 1, len(kort), loting, tot=300)
    erin = _nieuw(nu.iloc[loting.onder(len(nu), GRENSVERKEER)], teller)
    eruit = _nieuw(toen.iloc[loting.onder(len(toen), GRENSVERKEER)], teller)
    delen = [
        begonnen.assign(mutatie="inschrijving", aanleiding="nieuwe onderneming", datum=begonnen["startdatum"]),
        kort.assign(mutatie="inschrijving", aanleiding="nieuwe onderneming", datum=kort_dag),
        kort.assign(mutatie="opheffing", datum=_later(kort_dag, 40 + loting.onder(25, len(kort)))),
        neven.assign(mutatie="inschrijving", aanleiding="nevenvestiging", datum=_trek(jaar - 1, len(neven), loting)),
        vorm.assign(mutatie="inschrijving", aanleiding="andere rechtsvorm", datum=_trek(jaar - 1, len(vorm), loting)),
        gestopt.assign(mutatie="opheffing", datum=_trek(jaar - 1, len(gestopt), loting)),
        verhuisd.assign(mutatie=BINNEN, datum=_trek(jaar - 1, len(verhuisd), loting)),
        erin.assign(mutatie=IN, datum=_trek(jaar - 1, len(erin), loting)),
        eruit.assign(mutatie=UIT, datum=_trek(jaar - 1, len(eruit), loting)),
    ]
    return pd.concat(delen, ignore_index=True).fillna({"aanleiding": ""})[KOLOMMEN]


def _nieuw(rijen: pd.DataFrame, teller: list[int]) -> pd.DataFrame:
    """The same trades and places under numbers that nobody has."""
    nummers = range(teller[0], teller[0] + len(rijen))
    teller[0] += len(rijen)
    return rijen.assign(kvknummer=[f"00{n:06d}" for n in nummers], vestigingsnummer=[f"9999{n:08d}" for n in nummers])


def _andere(nummers: pd.Series) -> pd.Series:
    """Numbers that neither the register nor `_nieuw` gives out, of the same length."""
    return (nummers.astype("int64") + ANDERE).astype("str").str.zfill(len(nummers.iloc[0])).astype("str")


def _trek(jaar: int, aantal: int, loting: Loting, tot: int = 365) -> list[str]:
    eerste = np.datetime64(f"{jaar}-01-01")
    return np.datetime_as_string(eerste + loting.onder(tot, aantal).astype("timedelta64[D]")).tolist()


def _later(datums: list[str], dagen: Gehelen) -> list[str]:
    return np.datetime_as_string(np.array(datums, dtype="datetime64[D]") + dagen.astype("timedelta64[D]")).tolist()


def _dag_later(datum: pd.Series, *, jaren: int) -> pd.Series:
    """The same day so many years on; 29 February becomes the 28th."""
    jaar = (datum.str[:4].astype("int64") + jaren).astype("str")
    return jaar + datum.str[4:].replace("-02-29", "-02-28")
