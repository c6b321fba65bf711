"""Education of residents, from CBS Kerncijfers wijken en buurten: shares of people aged 15 to 75."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk, tel_op

CEL = ["gebied_code", "bron_id", "periode", "kenmerkwaarde"]
PER = ["indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid", "bron_id", "publicatie"]
NOOT_GEMIDDELDE = "Gewogen gemiddelde van de gemeenten, gewogen naar {}; CBS geeft voor dit gebied zelf geen cijfer."


def opleidingsniveau_bewoners(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Share (%) by level of education, with Nederland and the region beside the gemeenten.

    Where the table has its own row of Nederland, that one counts; else it is the weighted mean of the gemeenten.
    """
    delen = feiten[feiten["onderwerp"] == "opleiding"]
    land = delen[(delen["gebied_type"] == "land") & delen["waarde"].notna()]
    boven = pd.concat([land, gewogen_gemiddelde(feiten, kader)], ignore_index=True)
    return pd.concat([beperk(delen, kader), boven.drop_duplicates(CEL)], ignore_index=True)


def gewogen_gemiddelde(feiten: pd.DataFrame, kader: Kader, *, onderwerp: str = "opleiding") -> pd.DataFrame:
    """Mean share (%) of Nederland and the region, weighted by residents aged 15 and over where known, else by all.

    The base of the shares, people aged 15 to 75 with a known level, is not published here: the result is `geschat`.
    """
    gemeenten = feiten[feiten["gebied_type"] == "gemeente"]
    delen = gemeenten[(gemeenten["onderwerp"] == onderwerp) & gemeenten["waarde"].notna()]
    uitkomst = []
    for bron_id, deel in delen.groupby("bron_id", sort=True):
        mensen = gemeenten[(gemeenten["bron_id"] == bron_id) & gemeenten["waarde"].notna()]
        if not mensen["onderwerp"].isin(["inwoners", "inwoners_15plus"]).any():
            continue  # a table without residents has rows of Nederland itself
        soort = "inwoners_15plus" if (mensen["onderwerp"] == "inwoners_15plus").any() else "inwoners"
        gewicht = mensen.loc[mensen["onderwerp"] == soort, ["gebied_code", "waarde"]]
        met = deel.merge(
            gewicht.rename(columns={"waarde": "gewicht"}, errors="raise"), on="gebied_code", validate="many_to_one"
        )
        met["product"] = met["waarde"] * met["gewicht"]
        som = tel_op(met, kader, waarden=["product", "gewicht"], per=PER)
        woord = "inwoners van 15 jaar en ouder" if soort == "inwoners_15plus" else "inwoners"
        uitkomst.append(
            som.assign(
                waarde=som["product"] / som["gewicht"],
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
    rang = delen.assign(waarde=per.rank(ascending=False, method="min"), n=per.transform("size"))
    return rang[rang["gebied_code"] == kader.gemeente]
