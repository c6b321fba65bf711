"""Establishments as CBS counts them (Kerncijfers wijken en buurten), never mixed with the register's count."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk, met_reden, tel_op, zwakste

PER = [
    "indeling",
    "periode",
    "onderwerp",
    "kenmerk",
    "kenmerkwaarde",
    "eenheid",
    "bron_id",
    "publicatie",
]
NOOT_SOM = "Som van de gemeenten; CBS rondt elke gemeente af op vijftallen."


def met_bovengebieden(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Gemeenten with Nederland and the region beside them; one CBS table, so one count and one date.

    Where the table has its own row of Nederland, that one counts; else Nederland is the sum of the gemeenten.
    """
    gemeenten = feiten[feiten["gebied_type"] == "gemeente"]
    land = feiten[(feiten["gebied_type"] == "land") & feiten["waarde"].notna()]
    som = tel_op(gemeenten, kader, waarden=["waarde"], per=PER).assign(ontbreekt="", noot=NOOT_SOM)
    boven = pd.concat([land, som], ignore_index=True).drop_duplicates(["gebied_code", *PER])
    return pd.concat([gemeenten, boven], ignore_index=True)


def _kies(alle: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """What an edition shows: Nederland, the region, the home gemeente and its comparison towns."""
    boven = alle["gebied_type"].isin(["land", "regio"])
    return pd.concat([beperk(alle, kader), alle[boven]], ignore_index=True)


def vestigingen_cbs(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments (count, multiples of 5), total and per SBI group, with Nederland and the region."""
    return _kies(met_bovengebieden(feiten[feiten["onderwerp"] == "vestigingen"], kader), kader)


def locatiequotient_vestigingen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Location quotient (ratio): (group / total here) / (group / total in Nederland), from one CBS table.

    A total that is the sum of its groups is used, so that rounding does not make the shares pass 1. An area of which
    a group is missing has no such total, so no quotient: its other shares would come out too large.
    """
    alle = vestigingen_cbs(feiten, kader=kader)
    groepen = alle[alle["kenmerk"] == "sbi_groep"]
    tabel = ["bron_id", "periode"]
    per_gebied = groepen.groupby([*tabel, "gebied_code"])["waarde"]
    heel = per_gebied.transform("count") == groepen.groupby(tabel)["kenmerkwaarde"].transform("nunique")
    groepen = groepen.assign(aandeel=groepen["waarde"] / per_gebied.transform("sum").where(heel))
    cel = [*tabel, "kenmerkwaarde"]
    land = groepen.loc[groepen["gebied_type"] == "land", [*cel, "aandeel", "status", "herkomst"]]
    met = groepen[groepen["gebied_type"] != "land"].merge(
        land, how="left", on=cel, suffixes=("", "_land"), validate="many_to_one"
    )
    met = met.assign(
        waarde=met["aandeel"] / met["aandeel_land"].where(met["aandeel_land"] > 0),
        status=zwakste(met["status"], met["status_land"].fillna(met["status"])),
        herkomst=zwakste(met["herkomst"], met["herkomst_land"].fillna(met["herkomst"])),
    )
    return met_reden(met).drop(columns=["aandeel", "aandeel_land", "status_land", "herkomst_land"])


def vestigingen_per_100_woningen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments per 100 dwellings of the same table and date, with Nederland and the region."""
    return vestigingen_per(feiten, kader, per="woningen", maal=100)


def vestigingen_per_1000_inwoners(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments per 1,000 residents aged 15 to 64 of the same table and date, with Nederland and the region.

    On counts of CBS, so not the BBV figure, which counts by LISA.
    """
    return vestigingen_per(feiten, kader, per="inwoners_15_65", maal=1000)


def vestigingen_per(feiten: pd.DataFrame, kader: Kader, *, per: str, maal: float) -> pd.DataFrame:
    """Establishments per `maal` of the subject `per`, both of one table and date; status and reason of the weaker."""
    totaal = feiten[feiten["kenmerk"] == "totaal"]
    alle = {o: met_bovengebieden(totaal[totaal["onderwerp"] == o], kader) for o in ("vestigingen", per)}
    cel = ["gebied_code", "periode", "bron_id"]
    paren = alle["vestigingen"].merge(
        alle[per][[*cel, "waarde", "status", "herkomst", "ontbreekt"]],
        on=cel,
        validate="one_to_one",
        suffixes=("", "_per"),
    )
    paren = paren.assign(
        waarde=maal * paren["waarde"] / paren["waarde_per"].where(paren["waarde_per"] > 0),
        status=zwakste(paren["status"], paren["status_per"]),
        herkomst=zwakste(paren["herkomst"], paren["herkomst_per"]),
        ontbreekt=paren["ontbreekt"].where(paren["ontbreekt"] != "", paren["ontbreekt_per"]),
    )
    bij = [kolom for kolom in paren if kolom.endswith("_per")]
    return _kies(met_reden(paren).drop(columns=bij), kader)
