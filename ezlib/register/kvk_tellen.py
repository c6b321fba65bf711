"""Which registration is a starter, which closure is an end, and what is counted per quarter.

RULES of the department: not a starter is who only moved, opened a branch, was taken over, changed legal form or came
back. The supplier's reason decides where there is one; else the other mutations and the register do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ezlib.register.begrippen import HOOFD, RIJ_KOLOMMEN
from ezlib.register.kvk import INSCHRIJVING, OPHEFFING, VERHUIZING
from ezlib.register.sectoren import sectie_van, sector_van

STARTER, VERPLAATSING, NEVENVESTIGING = "starter", "verplaatsing", "nevenvestiging"
DOORGANG, TERUG = "doorgang", "terugkeer"
SOORTEN = (STARTER, VERPLAATSING, NEVENVESTIGING, "overname", "rechtsvorm", DOORGANG, TERUG)
RICHTINGEN = ("in", "uit", "binnen")


def soort_inschrijving(mutaties: pd.DataFrame, bekend: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Kind of every registration (`SOORTEN`), "" for other mutations; on the index.

    Parameters
    ----------
    bekend
        Establishments of the register: peildatum, kvknummer, vestigingsnummer.
    doorgang_dagen
        How many days a closure and a registration that belong together may lie apart.
    """
    nieuw = mutaties["gebeurtenis"] == INSCHRIJVING
    soort = mutaties["aanleiding"].where(nieuw, "")
    open_ = nieuw & soort.isin(["", STARTER])  # who is called a starter may still be known already
    regels = {
        VERPLAATSING: is_verplaatsing(mutaties, doorgang_dagen=doorgang_dagen),
        TERUG: is_terug(mutaties, bekend, doorgang_dagen=doorgang_dagen),
        NEVENVESTIGING: is_nevenvestiging(mutaties, bekend, doorgang_dagen=doorgang_dagen),
        DOORGANG: is_doorgang(mutaties, doorgang_dagen=doorgang_dagen) & (soort == ""),
    }
    for naam, waar in regels.items():
        soort = soort.mask(open_ & waar & ~soort.isin(list(regels)), naam)
    return soort.mask(nieuw & (soort == ""), STARTER)


def is_verplaatsing(mutaties: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Registrations of a firm that closed another establishment within so many days, and those closures; on the index."""
    return _paren(mutaties, "kvknummer", "vestigingsnummer", doorgang_dagen)


def is_doorgang(mutaties: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Registrations at an address where a firm with the same SBI closed within so many days, and those closures.

    The business goes on under a new number: a takeover or another legal form.
    """
    adres = mutaties["bag_id"].where(mutaties["bag_id"] != "", mutaties["postcode"] + " " + mutaties["huisnummer"])
    bekend = (mutaties["bag_id"] != "") | ((mutaties["postcode"] != "") & (mutaties["huisnummer"] != ""))
    plek = (adres + "|" + mutaties["sbi"].str[:4]).where(bekend & (mutaties["sbi"] != ""), "")
    return _paren(mutaties.assign(plek=plek), "plek", "kvknummer", doorgang_dagen)


def _paren(mutaties: pd.DataFrame, gelijk: str, anders: str, dagen: int) -> pd.Series:
    """Whether a registration has a closure with one column equal, one different, so many days apart; and the reverse."""
    kern = mutaties.assign(i=mutaties.index, dag=pd.to_datetime(mutaties["datum"]))
    kern = kern[kern[gelijk] != ""][["i", "dag", "gebeurtenis", gelijk, anders]]
    begin, eind = (kern[kern["gebeurtenis"] == g] for g in (INSCHRIJVING, OPHEFFING))
    samen = begin.merge(eind, on=gelijk, suffixes=("", "_weg"), validate="many_to_many")
    dicht = (samen["dag"] - samen["dag_weg"]).abs().dt.days <= dagen
    samen = samen[dicht & (samen[anders] != samen[f"{anders}_weg"])]
    return pd.Series(mutaties.index.isin({*samen["i"], *samen["i_weg"]}), index=mutaties.index)


def is_terug(mutaties: pd.DataFrame, bekend: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Registrations of an establishment that the register knew well before; on the index."""
    return (mutaties["vestigingsnummer"] != "") & _kende(mutaties, bekend, "vestigingsnummer", doorgang_dagen)


def is_nevenvestiging(mutaties: pd.DataFrame, bekend: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Registrations of a firm that the register knew well before, or that registered another one earlier; on the index."""
    nieuw = mutaties[mutaties["gebeurtenis"] == INSCHRIJVING]
    volgorde = nieuw.sort_values(["datum", "vestigingsnummer"]).groupby("kvknummer").cumcount()
    later = (volgorde > 0).reindex(mutaties.index, fill_value=False)
    return later | _kende(mutaties, bekend, "kvknummer", doorgang_dagen)


def _kende(mutaties: pd.DataFrame, bekend: pd.DataFrame, sleutel: str, dagen: int) -> pd.Series:
    eerste = mutaties[sleutel].map(bekend.groupby(sleutel)["peildatum"].min())
    verschil = (pd.to_datetime(mutaties["datum"]) - pd.to_datetime(eerste)).dt.days
    return (verschil > dagen) & (mutaties[sleutel] != "")


def is_einde(mutaties: pd.DataFrame, *, doorgang_dagen: int) -> pd.Series:
    """Closures that are an end: not one half of a relocation or of going on under a new number; on the index.

    `mutaties` with `soort_inschrijving` in `kind`: a closure beside a real starter is an end all the same.
    """
    opgeheven = mutaties["gebeurtenis"] == OPHEFFING
    gaat_door = mutaties["kind"].isin([VERPLAATSING, "overname", "rechtsvorm", DOORGANG])
    samen = mutaties[opgeheven | gaat_door]
    deel = is_verplaatsing(samen, doorgang_dagen=doorgang_dagen) | is_doorgang(samen, doorgang_dagen=doorgang_dagen)
    return opgeheven & ~deel.reindex(mutaties.index, fill_value=False)


def tel_mutaties(
    mutaties: pd.DataFrame, kwartalen: Sequence[str], sectoren: Mapping[str, Any], *, einde: pd.Series
) -> pd.DataFrame:
    """What the cells count: a row per mutation and subject (RIJ_KOLOMMEN, sbi_sectie, aanleiding, richting).

    Parameters
    ----------
    mutaties
        With `soort_inschrijving` in `kind`, and `pand`. `einde`: mask of the closures that are an end.
    kwartalen
        Quarters of which there is a file: those without a mutation of a kind get a row that counts 0.
    """
    basis = mutaties.assign(
        periode=mutaties["kwartaal"],
        sector=sector_van(mutaties["sbi"], mutaties["sbi_versie"], sectoren),
        sbi_sectie=sectie_van(mutaties["sbi"], sectoren),
        aanleiding=mutaties["kind"],
        richting=mutaties["gebeurtenis"].str.removeprefix(f"{VERHUIZING}_"),
    )
    nieuw, verhuist = basis["gebeurtenis"] == INSCHRIJVING, basis["gebeurtenis"].str.startswith(VERHUIZING)
    delen = {
        "inschrijvingen_kwartaal": basis[nieuw],
        "starters_kwartaal": basis[nieuw & (basis["kind"] == STARTER)],
        "opheffingen_kwartaal": basis[einde],
        "verhuizingen_kwartaal": basis[verhuist],
    }
    kolommen = [*RIJ_KOLOMMEN, "sbi_sectie", "aanleiding", "richting"]
    vast = {"werkzame_personen": "", "definitie": HOOFD, "werklocatie": "", "op_werklocatie": ""}
    # A year in a span of equal boundaries keeps its own number: each quarter has that of its mutations.
    van = basis.groupby("kwartaal")["indeling"].first()
    indeling = [int(van.get(k, min(int(k[:4]), van.max() if len(van) else 9999))) for k in kwartalen]
    nul = pd.DataFrame({"periode": list(kwartalen), "indeling": indeling, "aantal": 0})
    nul = nul.assign(buurtcode="", kvknummer="", sector="overig", sbi_sectie="onbekend", pand="onbekend",
                     aanleiding=STARTER, richting="in", gebeurtenis="")  # fmt: skip
    samen = [
        pd.concat([deel.assign(aantal=1), nul], ignore_index=True).assign(onderwerp=onderwerp, **vast)[kolommen]
        for onderwerp, deel in delen.items()
    ]
    return pd.concat(samen, ignore_index=True)
