"""Inhabitants and dwellings: the denominators of the monitor. Sources: municipality (BRP, BAG) and CBS KWB."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import STERKTE, ZWAKTE, Kader, beperk


def inwoners(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Inhabitants on 1 January (count), per gemeente, wijk and buurt.

    The gemeente's own total counts the BRP; CBS rounds wijken and buurten to multiples of 5.
    """
    return beperk(feiten[feiten["onderwerp"] == "inwoners"], kader)


def woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Dwellings on 1 January (count, BAG), per gemeente, wijk and buurt; 31 December of a year is 1 January."""
    return beperk(feiten[feiten["onderwerp"] == "woningen"], kader)


def zonder_lege_tabellen(feiten: pd.DataFrame) -> pd.DataFrame:
    """Leave out dwellings per wijk or buurt of a date of which a table knows none at all: it has no dwellings then.

    A single area that is missing stays, with its reason. CBS fills its tables in rounds.
    """
    huizen = feiten[(feiten["onderwerp"] == "woningen") & feiten["gebied_type"].isin(["wijk", "buurt"])]
    groepen = [huizen[k] for k in ("bron_id", "publicatie", "gebied_type", "periode")]
    bekend = huizen["waarde"].notna().groupby(groepen).transform("any")
    return feiten.drop(huizen.index[~bekend])


NOOT_GESCHAALD = "Woningen per buurt van {} naar verhouding verdeeld over het totaal van de wijk op deze peildatum."


def geschaalde_woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Dwellings per buurt on the latest date that has wijken only: the older figure per buurt, scaled to its wijk.

    Conserves the total of each wijk. Only inside a span of boundary years in which nothing changed; else no rows.
    """
    huizen = feiten[(feiten["onderwerp"] == "woningen") & feiten["waarde"].notna()]
    buurt, wijk = (huizen[huizen["gebied_type"] == t] for t in ("buurt", "wijk"))
    wijk = wijk[wijk["gebied_code"].str[2:6] == kader.gemeente[2:]]
    wijk = wijk[~wijk["periode"].isin(buurt["periode"])]
    wijk = wijk[wijk["periode"] == wijk["periode"].max()]
    buurt = buurt[buurt["periode"] < (wijk["periode"].max() if len(wijk) else "")]
    buurt = buurt[buurt["periode"] == buurt["periode"].max()]
    jaren = {*buurt["indeling"], *wijk["indeling"]}
    if buurt.empty or wijk.empty or not any(b <= min(jaren) and max(jaren) <= e for b, e in kader.gelijk):
        return buurt.iloc[:0]
    code = "WK" + buurt["gebied_code"].str[2:8]
    nu = code.map(wijk.set_index("gebied_code")["waarde"])
    toen = buurt.groupby(code)["waarde"].transform("sum")
    peildatum = wijk["periode"].iloc[0]
    return buurt.assign(
        waarde=buurt["waarde"] * nu / toen.where(toen > 0),
        periode=peildatum,
        indeling=int(wijk["indeling"].iloc[0]),
        herkomst="geschat",
        noot=NOOT_GESCHAALD.format(buurt["periode"].iloc[0][:4]),
    )


def samengevoegde_woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Dwellings of areas that are shown as one: the sum of the parts, on dates on which every part is known.

    Status and herkomst are the weakest of the parts. A merged werklocatie has none: nobody counts dwellings on its parts.
    """
    huizen = feiten[(feiten["onderwerp"] == "woningen") & (feiten["kenmerk"] == "totaal") & feiten["waarde"].notna()]
    delen = [huizen.iloc[:0]]
    for s in kader.samengevoegd:
        deel = huizen[huizen["gebied_code"].isin(s["delen"])]
        deel = deel[deel["indeling"].between(s["indeling_van"], s["indeling_tot"])]
        per = [deel[k] for k in ("indeling", "periode", "bron_id", "publicatie")]
        heel = deel.groupby(per)["gebied_code"].transform("nunique") == len(s["delen"])
        som = deel.assign(
            waarde=deel.groupby(per)["waarde"].transform("sum"),
            **{k: deel[k].map(ZWAKTE).groupby(per).transform("max").map(dict(enumerate(STERKTE[k]))) for k in STERKTE},
            gebied_code=s["code"],
            gebied_naam=s["naam"],
        )
        delen.append(som[heel & ~deel.duplicated(["indeling", "periode", "bron_id", "publicatie"])])
    return pd.concat(delen, ignore_index=True)
