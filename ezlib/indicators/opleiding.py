"""Education of residents, from CBS Kerncijfers wijken en buurten: shares of people aged 15 to 75."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk, tel_op

NOOT_GEMIDDELDE = "Gewogen gemiddelde van de gemeenten, gewogen naar {}; CBS geeft voor dit gebied zelf geen cijfer."


def opleidingsniveau_bewoners(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Share (%) by level of education, with Nederland and the region as weighted means of their gemeenten."""
    delen = feiten[feiten["onderwerp"] == "opleiding"]
    return pd.concat([beperk(delen, kader), gewogen_gemiddelde(feiten, kader)], ignore_index=True)


def gewogen_gemiddelde(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Mean share (%) of Nederland and the region, weighted by residents aged 15 and over where known, else by all.

    The base of the shares, people aged 15 to 75 with a known level, is not published here: the result is `geschat`.
    """
    gemeenten = feiten[feiten["gebied_type"] == "gemeente"]
    delen = gemeenten[(gemeenten["onderwerp"] == "opleiding") & gemeenten["waarde"].notna()]
    uitkomst = []
    for bron_id, deel in delen.groupby("bron_id", sort=True):
        soort = (
            "inwoners_15plus"
            if (gemeenten.loc[gemeenten["bron_id"] == bron_id, "onderwerp"] == "inwoners_15plus").any()
            else "inwoners"
        )
        gewicht = gemeenten[(gemeenten["bron_id"] == bron_id) & (gemeenten["onderwerp"] == soort)]
        met = deel.merge(
            gewicht[["gebied_code", "waarde"]].rename(columns={"waarde": "gewicht"}),
            on="gebied_code",
            validate="many_to_one",
        )
        met["product"] = met["waarde"] * met["gewicht"]
        per = [
            "indeling",
            "periode",
            "onderwerp",
            "kenmerk",
            "kenmerkwaarde",
            "eenheid",
            "status",
            "bron_id",
            "publicatie",
        ]
        som = tel_op(met, kader, waarden=["product", "gewicht"], per=per)
        woord = "inwoners van 15 jaar en ouder" if soort == "inwoners_15plus" else "inwoners"
        uitkomst.append(
            som.assign(
                waarde=som["product"] / som["gewicht"],
                herkomst="geschat",
                ontbreekt="",
                noot=NOOT_GEMIDDELDE.format(woord),
            ).drop(columns=["product", "gewicht"])
        )
    return pd.concat(uitkomst, ignore_index=True) if uitkomst else delen.iloc[:0]


def opleidingsniveau_rang(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Place of the home gemeente among all gemeenten with a figure; 1 is the largest share, n is how many there are."""
    delen = feiten[
        (feiten["onderwerp"] == "opleiding") & (feiten["gebied_type"] == "gemeente") & feiten["waarde"].notna()
    ]
    per = delen.groupby(["bron_id", "kenmerkwaarde"])["waarde"]
    rang = delen.assign(waarde=per.rank(ascending=False, method="min"), n=per.transform("size"), herkomst="waargenomen")
    return rang[rang["gebied_code"] == kader.gemeente]
