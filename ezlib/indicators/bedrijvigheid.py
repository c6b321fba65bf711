"""Establishments as CBS counts them (Kerncijfers wijken en buurten), never mixed with the register's count."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk, tel_op

PER = [
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
NOOT_SOM = "Som van de gemeenten; CBS rondt elke gemeente af op vijftallen."


def met_bovengebieden(gemeenten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Add Nederland and the region as sums of their gemeenten; one CBS table, so one count and one date."""
    som = tel_op(gemeenten[gemeenten["waarde"].notna()], kader, waarden=["waarde"], per=PER)
    som = som.assign(herkomst="geschat", ontbreekt="", noot=NOOT_SOM)
    return pd.concat([gemeenten, som], ignore_index=True)


def _van_gemeenten(feiten: pd.DataFrame, onderwerp: str) -> pd.DataFrame:
    return feiten[(feiten["onderwerp"] == onderwerp) & (feiten["gebied_type"] == "gemeente")]


def vestigingen_cbs(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments (count, multiples of 5), total and per SBI group, with Nederland and the region."""
    alle = met_bovengebieden(_van_gemeenten(feiten, "vestigingen"), kader)
    boven = alle["gebied_type"].isin(["land", "regio"])
    return pd.concat([beperk(alle, kader), alle[boven]], ignore_index=True)


def locatiequotient_vestigingen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Location quotient (ratio): (group / total here) / (group / total in Nederland), from one CBS table.

    A total that is the sum of its groups is used, so that rounding does not make the shares pass 1.
    """
    alle = vestigingen_cbs(feiten, kader=kader)
    groepen = alle[alle["kenmerk"] == "sbi_groep"].copy()
    cel = ["bron_id", "periode", "gebied_code"]
    groepen["aandeel"] = groepen["waarde"] / groepen.groupby(cel)["waarde"].transform("sum")
    land = groepen[groepen["gebied_type"] == "land"].set_index(["bron_id", "kenmerkwaarde"])["aandeel"]
    noemer = pd.MultiIndex.from_frame(groepen[["bron_id", "kenmerkwaarde"]])
    groepen["waarde"] = groepen["aandeel"] / land.reindex(noemer).to_numpy()
    return groepen[groepen["gebied_type"] != "land"].assign(herkomst="geschat").drop(columns="aandeel")


def vestigingen_per_100_woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments per 100 dwellings of the same table and date, with Nederland and the region."""
    totaal = feiten[feiten["kenmerk"] == "totaal"]
    alle = {o: met_bovengebieden(_van_gemeenten(totaal, o), kader) for o in ("vestigingen", "woningen")}
    cel = ["gebied_code", "periode", "bron_id"]
    paren = alle["vestigingen"].merge(
        alle["woningen"][[*cel, "waarde"]].rename(columns={"waarde": "woningen"}),
        on=cel,
        validate="one_to_one",
    )
    paren["waarde"] = 100 * paren["waarde"] / paren.pop("woningen")
    boven = paren["gebied_type"].isin(["land", "regio"])
    return pd.concat([beperk(paren, kader), paren[boven]], ignore_index=True)
