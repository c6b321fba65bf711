"""Starters, young knowledge firms, growers and doorstarters: who counts, by the parameters of `definitions/register.yml`.

Each function says per firm and year (rows of `Panel.bedrijven`, same index) whether it is one; `<NA>` in years for
which the register does not reach back far enough. Only the establishments in this gemeente are known, and jobs are
those of working persons, owners included: a firm of eight here and eighty elsewhere counts as eight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ezlib.register.gebeurtenissen import komt_van_elders, rijen_per_gebeurtenis
from ezlib.register.panel import Panel, add_toen
from ezlib.register.sectoren import heeft_prefix, sector_van, sectornamen

HOOFD = "totaal"  # the main definition
RIJ_KOLOMMEN = [
    "onderwerp",
    "periode",  # peildatum
    "indeling",
    "buurtcode",  # "" where the row has no place
    "kvknummer",
    "sector",
    "werklocatie",  # "" on none or unknown; of a firm: of its largest establishment, as are the next two
    "op_werklocatie",
    "pand",
    "werkzame_personen",  # "1" or "2+" for start-ups, else ""
    "definitie",  # "totaal", or the variant of the definition by which the row counts
    "gebeurtenis",  # what befell an establishment since the peildatum before; "" where the subject is not that
    "aantal",  # int64: 1 or 0 for a count, jobs for arbeidsplaatsen
]


def starters(
    panel: Panel,
    *,
    max_dagen_voor_peildatum: int | None,
    alleen_echt_nieuw: bool = True,
    gebruik: str = "alle",
) -> pd.Series:
    """Starters: new firms that continue nothing and began since the previous peildatum.

    Continuing is: a new legal form or number, a split, an establishment taken over, being back (`panel`). A firm with
    an older startdatum came from elsewhere; where the date is unknown, being new here decides. A firm that started and
    stopped between two peildata is not seen. Boolean, `<NA>` without a year before.

    Parameters
    ----------
    max_dagen_voor_peildatum
        How long ago the startdatum may be; None leaves that test out.
    alleen_echt_nieuw
        False counts every KvK number that was not here a year earlier.
    gebruik
        "woning" or "bedrijfspand": only firms of which the largest establishment stands there.
    """
    bedrijven = panel.bedrijven
    waar = bedrijven["nieuw"]
    if alleen_echt_nieuw:
        for vervolg in ("heractivering", "hernummering", "afsplitsing", "overdracht"):
            waar = waar & ~bedrijven[vervolg]
    if max_dagen_voor_peildatum is not None:
        waar = waar & ~komt_van_elders(bedrijven, max_dagen_voor_peildatum=max_dagen_voor_peildatum)
    if gebruik != "alle":
        waar = waar & (bedrijven["gebruik"] == gebruik)
    return waar.where(bedrijven["nieuw"].notna())


def startups(
    panel: Panel, *, max_leeftijd_jaar: int, sbi: Sequence[str], sbi_2025: Sequence[str], min_werkzaam: int = 1
) -> pd.Series:
    """Jonge kennisintensieve bedrijven (start-ups): at most so old, SBI under a prefix of its version; no `<NA>`.

    Age runs from `startdatum`, which a new legal form inherits; without a date a firm is not called young.
    Mostly self-employed in IT: show them split by working persons.
    """
    bedrijven = panel.bedrijven
    oudst = {p: f"{int(p[:4]) - max_leeftijd_jaar}{p[4:]}" for p in bedrijven["peildatum"].unique()}
    jong = (bedrijven["startdatum"] != "") & (
        bedrijven["startdatum"] >= bedrijven["peildatum"].map(oudst).astype("str")
    )
    nieuwe_codes = bedrijven["sbi_versie"] == 2025
    past = heeft_prefix(bedrijven["sbi"], sbi).where(~nieuwe_codes, heeft_prefix(bedrijven["sbi"], sbi_2025))
    return (jong & past & (bedrijven["banen"] >= min_werkzaam)).astype("boolean")


def groeiers(panel: Panel, *, min_banen: int, jaren: int, teller: int, noemer: int) -> pd.Series:
    """Scale-ups and snelle groeiers: noemer * x_t >= teller * x_0, x_0 >= min_banen, founded before `jaren` years ago.

    In integers: 20 % a year over three years is 1000 x_t >= 1728 x_0, so 10 jobs have to become 18; 10 % a year is
    1331, so 14. A firm that changed its KvK number keeps its past. Boolean, `<NA>` where the year t - jaren is not
    in the register. Jobs won by a takeover count as growth. CBS counts market sectors only.

    >>> 1000 * 17 >= 1728 * 10, 1000 * 18 >= 1728 * 10, 1000 * 13 >= 1331 * 10, 1000 * 14 >= 1331 * 10
    (False, True, False, True)
    """
    bedrijven = add_toen(panel, jaren=jaren)
    toen = bedrijven["banen_toen"].fillna(0).astype("int64")
    opgericht = bedrijven["startdatum"]
    # Without a date, having jobs here at the time is proof enough.
    bestond = (opgericht == "") | (opgericht < bedrijven["peildatum_toen"].fillna(""))
    groeit = (toen >= min_banen) & bestond & (noemer * bedrijven["banen"] >= teller * toen)
    bekend = [j for j in bedrijven["jaar"].unique() if _te_volgen(panel, int(j), jaren)]
    return groeit.astype("boolean").where(bedrijven["jaar"].isin(bekend))


def _te_volgen(panel: Panel, jaar: int, jaren: int) -> bool:
    """Whether the register has the year so many years back, and no year in between that breaks with its predecessor."""
    er = set(panel.bedrijven["jaar"].unique())
    breuk = any(j in er and j - 1 in er and j not in panel.jaren for j in range(jaar - jaren + 1, jaar + 1))
    return jaar - jaren in er and not breuk


def doorstarters(panel: Panel) -> pd.Series:
    """Doorstarters (van woning naar bedrijfspand), see `panel.van_woning_naar_pand`; `<NA>` without a year before."""
    return panel.bedrijven["doorgestart"]


# What is counted in firms, and the block of `definitions/register.yml` with its parameters.
BEGRIPPEN = {
    "starters": "starter",
    "startups": "startup",
    "scaleups": "scaleup",
    "snelle_groeiers": "snelle_groeier",
    "doorstarters": "doorstarter",
}


def wie_telt(panel: Panel, begrip: str, blok: Mapping[str, Any]) -> pd.Series:
    """Which firms count for a term under its parameters: boolean per row of `panel.bedrijven`, `<NA>` unknown."""
    # How a count is shown or widened says nothing on which firm counts.
    eigen = {naam: waarde for naam, waarde in blok.items() if naam not in ("min_werkzaam_meer", "met_nevenvestigingen")}
    functies = {"starters": starters, "startups": startups, "doorstarters": doorstarters}
    return functies.get(begrip, groeiers)(panel, **eigen)


def add_begrippen(panel: Panel, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """Firms of the panel with a boolean column per term; `parameters` is that block of `definitions/register.yml`."""
    return panel.bedrijven.assign(
        **{begrip: wie_telt(panel, begrip, parameters[blok]) for begrip, blok in BEGRIPPEN.items()}
    )


def tel_rijen(
    panel: Panel,
    parameters: Mapping[str, Any],
    sectoren: Mapping[str, Any],
    varianten: Mapping[str, Mapping[str, Any]] | None = None,
) -> pd.DataFrame:
    """Everything that the cells count, one row per firm or establishment, subject and peildatum (`RIJ_KOLOMMEN`).

    Vestigingen and arbeidsplaatsen have a row per establishment; vestigingen_verloop one per establishment and event.
    Every other subject has a row per firm that counts, `aantal` 1, and per peildatum that can be known one with 0, so
    that a cell knows nought from missing. `varianten` (block of `definitions/register.yml`) count such a subject again
    by another definition, told apart by `definitie`.
    """
    vestigingen = _klaar(panel.vestigingen, sectoren)
    grens = parameters["startup"]["min_werkzaam_meer"]
    klein, groot = ("1" if grens == 2 else f"1-{grens - 1}"), f"{grens}+"
    bedrijven = _klaar(panel.bedrijven, sectoren)
    bedrijven["werkzame_personen"] = (bedrijven["banen"] >= grens).map({True: groot, False: klein})
    dagen = {"max_dagen_voor_peildatum": parameters["starter"]["max_dagen_voor_peildatum"]}
    verloop = rijen_per_gebeurtenis(replace(panel, vestigingen=vestigingen), **dagen, kolommen=RIJ_KOLOMMEN)
    delen = [
        vestigingen.assign(onderwerp="vestigingen", aantal=1),
        vestigingen.assign(onderwerp="arbeidsplaatsen", aantal=vestigingen["banen"]),
        verloop.assign(onderwerp="vestigingen_verloop", aantal=1, periode=verloop["peildatum"]),
    ]
    for begrip, naam in BEGRIPPEN.items():
        for definitie, anders in {HOOFD: {}, **_wijzigingen(varianten, naam)}.items():
            blok = parameters[naam] | anders
            eigen = [_met_nul(bedrijven, wie_telt(panel, begrip, blok))]
            if blok.get("met_nevenvestigingen"):
                eigen.append(_met_nul(vestigingen, vestigingen["nevenvestiging"] & (vestigingen["vorige"] < 0)))
            delen += [deel.assign(onderwerp=begrip, definitie=definitie) for deel in eigen]
    return pd.DataFrame({kolom: _plak([deel[kolom] for deel in delen]) for kolom in RIJ_KOLOMMEN})


def _klaar(frame: pd.DataFrame, sectoren: Mapping[str, Any]) -> pd.DataFrame:
    """Rows with every column of the counted rows that all subjects share; without those that nothing is counted by.

    Millions of rows repeat a few words: as categories they fit in memory.
    """
    frame = frame.drop(columns=["naam", "postcode", "huisnummer", "bag_id", "x", "y", "sbi"], errors="ignore").assign(
        periode=frame["peildatum"],
        sector=sector_van(frame["sbi"], frame["sbi_versie"], sectoren),
        werkzame_personen="",
        definitie=HOOFD,
        gebeurtenis="",
    )
    vast = {"sector": pd.CategoricalDtype(sectornamen(sectoren))}
    return frame.astype(
        {k: "category" for k in RIJ_KOLOMMEN if k in frame and k not in ("indeling", "kvknummer")} | vast
    )


def _plak(delen: Sequence[pd.Series]) -> pd.Series:
    """One column of the rows of every subject; text as categories, whose values the parts need not share."""
    if any(deel.dtype.kind in "iu" for deel in delen):
        return pd.concat(delen, ignore_index=True)
    return pd.Series(pd.api.types.union_categoricals([pd.Categorical(deel) for deel in delen]))


def _met_nul(frame: pd.DataFrame, waar: pd.Series) -> pd.DataFrame:
    """Rows that count, and of each peildatum that can be known one that does not, with 0 in `aantal`."""
    telt = waar.fillna(False).astype("bool")
    nul = waar.notna() & ~telt
    nul &= ~frame["periode"].where(nul).duplicated()
    return frame[telt | nul].assign(aantal=telt[telt | nul].astype("int64"))


def _wijzigingen(varianten: Mapping[str, Mapping[str, Any]] | None, naam: str) -> dict[str, Mapping[str, Any]]:
    return {slug: blok["wijzigt"] for slug, blok in (varianten or {}).get(naam, {}).items()}
