"""Starters, young knowledge firms, growers and doorstarters: who counts, by the parameters of `definitions/register.yml`.

Each function says per firm and year (rows of `Panel.bedrijven`, same index) whether it is one; `<NA>` in years for
which the register does not reach back far enough. Only the establishments in this gemeente are known, and jobs are
those of working persons, owners included: a firm of eight here and eighty elsewhere counts as eight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ezlib.register.panel import SLEUTEL_BEDRIJF, SLEUTEL_VESTIGING, Panel, add_toen, vind_vervallen, waar_bekend
from ezlib.register.sectoren import heeft_prefix, sector_van

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


def starters(panel: Panel, *, max_dagen_voor_peildatum: int) -> pd.Series:
    """Starters: new firms that are no renumbering or reactivation and began since the previous peildatum.

    A firm with an older startdatum came from elsewhere; where the date is unknown, being new here decides. A firm
    that started and stopped between two peildata is not seen. Boolean, `<NA>` without a year before.
    """
    bedrijven = panel.bedrijven
    dagen = pd.to_datetime(bedrijven["peildatum"]) - pd.to_datetime(bedrijven["startdatum"].replace("", None))
    recent = dagen.isna() | (dagen.dt.days <= max_dagen_voor_peildatum)
    waar = bedrijven["nieuw"] & ~bedrijven["heractivering"] & ~bedrijven["hernummering"] & recent
    return waar_bekend(bedrijven, waar)


def startups(panel: Panel, *, max_leeftijd_jaar: int, sbi: Sequence[str], sbi_2025: Sequence[str]) -> pd.Series:
    """Jonge kennisintensieve bedrijven (start-ups): at most so old, SBI under a prefix of its version; no `<NA>`.

    Age runs from `startdatum`, which a new legal form inherits; without a date a firm is not called young.
    Mostly self-employed in IT: show them split by working persons.
    """
    bedrijven = panel.bedrijven
    oudst = (bedrijven["peildatum"].str[:4].astype("int64") - max_leeftijd_jaar).astype("str")
    jong = (bedrijven["startdatum"] != "") & (bedrijven["startdatum"] >= oudst + bedrijven["peildatum"].str[4:])
    nieuwe_codes = bedrijven["sbi_versie"] == 2025
    past = heeft_prefix(bedrijven["sbi"], sbi).where(~nieuwe_codes, heeft_prefix(bedrijven["sbi"], sbi_2025))
    return (jong & past).astype("boolean")


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
    return groeit.astype("boolean").where((bedrijven["jaar"] - jaren).isin(bedrijven["jaar"]))


def doorstarters(panel: Panel) -> pd.Series:
    """Doorstarters (van woning naar bedrijfspand), see `panel.van_woning_naar_pand`; `<NA>` without a year before."""
    return panel.bedrijven["doorgestart"]


def add_begrippen(panel: Panel, parameters: Mapping[str, Any]) -> pd.DataFrame:
    """Firms of the panel with a boolean column per term; `parameters` is that block of `definitions/register.yml`."""
    startup, smal = parameters["startup"], parameters["startup_smal"]
    return panel.bedrijven.assign(
        starters=starters(panel, **parameters["starter"]),
        startups=startups(panel, **_zonder(startup, "min_werkzaam_meer")),
        startups_smal=startups(panel, **_zonder(smal, "min_werkzaam_meer")),
        scaleups=groeiers(panel, **parameters["scaleup"]),
        snelle_groeiers=groeiers(panel, **parameters["snelle_groeier"]),
        doorstarters=doorstarters(panel),
    )


BEGRIPPEN = ("starters", "startups", "startups_smal", "scaleups", "snelle_groeiers", "doorstarters")


def tel_rijen(panel: Panel, parameters: Mapping[str, Any], sectoren: Mapping[str, Any]) -> pd.DataFrame:
    """Everything that the cells count, one row per firm or establishment, subject and peildatum (`RIJ_KOLOMMEN`).

    Vestigingen and arbeidsplaatsen have a row per establishment. Every other subject has a row per firm, `aantal` 1
    or 0, and none at all in a year that cannot be known: so a cell knows nought from missing.
    """
    vestigingen = panel.vestigingen.assign(werkzame_personen="")
    grens = parameters["startup"]["min_werkzaam_meer"]
    klein, groot = ("1" if grens == 2 else f"1-{grens - 1}"), f"{grens}+"
    bedrijven = add_begrippen(panel, parameters)
    bedrijven["werkzame_personen"] = (bedrijven["banen"] >= grens).map({True: groot, False: klein})
    delen = [
        vestigingen.assign(onderwerp="vestigingen", aantal=1),
        vestigingen.assign(onderwerp="arbeidsplaatsen", aantal=vestigingen["banen"]),
    ]
    for begrip in BEGRIPPEN:
        bekend = bedrijven[bedrijven[begrip].notna()]
        delen.append(bekend.assign(onderwerp=begrip, aantal=bekend[begrip].astype("int64")))
    delen = [
        deel.assign(
            periode=deel["peildatum"],
            sector=sector_van(deel["sbi"], deel["sbi_versie"], sectoren),
            definitie=HOOFD,
            gebeurtenis="",
        )
        for deel in delen
    ]
    return pd.concat([deel[RIJ_KOLOMMEN] for deel in delen], ignore_index=True)


def tel_gebeurtenissen(panel: Panel) -> pd.DataFrame:
    """Establishments and firms per year: stock, new, gone, and what only looks new; one row per `jaar`, Int64 counts.

    A year without a year before has a stock and no flows (`<NA>`). New firms = starters before the test of their
    startdatum + reactivations + renumberings; gone includes those that go on under another number.
    """
    v, b = panel.vestigingen, panel.bedrijven
    kolommen = {
        "vestigingen": v.groupby("jaar").size(),
        "vestigingen_nieuw": _som(v, "nieuw"),
        "vestigingen_vervallen": vind_vervallen(v, SLEUTEL_VESTIGING).groupby("jaar_vervallen").size(),
        "nevenvestigingen": _som(v, "nevenvestiging"),
        "verhuisd": _som(v, "verhuisd"),
        "bedrijven": b.groupby("jaar").size(),
        "bedrijven_nieuw": _som(b, "nieuw"),
        "bedrijven_vervallen": vind_vervallen(b, SLEUTEL_BEDRIJF).groupby("jaar_vervallen").size(),
        "heractiveringen": _som(b, "heractivering"),
        "hernummeringen": _som(b, "hernummering"),
        "doorstarters": _som(b, "doorgestart"),
    }
    telling = pd.DataFrame({naam: reeks.astype("Int64") for naam, reeks in kolommen.items()})
    telling.index.name = "jaar"
    vergeleken = telling["vestigingen_nieuw"].notna()
    for kolom in ("vestigingen_vervallen", "bedrijven_vervallen"):
        telling[kolom] = telling[kolom].fillna(0).where(vergeleken)
    return telling.reset_index()


def _som(frame: pd.DataFrame, kolom: str) -> pd.Series:
    """Count per year of what is true; `<NA>` where the year has no answer."""
    return frame.groupby("jaar")[kolom].sum(min_count=1)


def _zonder(blok: Mapping[str, Any], sleutel: str) -> dict[str, Any]:
    return {naam: waarde for naam, waarde in blok.items() if naam != sleutel}
