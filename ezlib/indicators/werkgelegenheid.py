"""Jobs of employees by sector (CBS 83582NED): number, share, index and location quotient; and shares by the register.

CBS counts employees and rounds to hundreds, so a small number says little: what rounding alone could have made is not
shown. The sectors of the policy are approached by whole sections of SBI 2008; the register knows them exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ezlib.indicators.kader import STERKTE, ZWAKTE, Kader, beperk, met_reden, tel_op, zwakste

ONDERWERP, KENMERK = "banen_werknemers", "sector_cbs"
STERK, OVERIG = "sterk", "overig"
AFRONDING = 50.0  # half of the hundred jobs that CBS rounds to
CEL = ["gebied_code", "indeling", "periode", "bron_id", "publicatie"]
PER = ["indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid", "bron_id", "publicatie"]
NOOT_GROF = "Te klein om er iets van te zeggen: CBS rondt af op honderd banen."
NOOT_SOM = "Som van de gemeenten; CBS rondt elk deel af op honderd banen."


def banen_werknemers(feiten: pd.DataFrame, *, kader: Kader, sectoren: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Jobs of employees (count): the total and by sector, for gemeenten, the regions and Nederland.

    Parameters
    ----------
    sectoren
        Sector -> letters of its SBI sections; what is left is "overig". A sector of which a section is missing is
        missing, and so is "overig" then.
    """
    return met_reden(_basis(feiten, kader, sectoren)).drop(columns="grof")


def banen_aandeel(
    feiten: pd.DataFrame, *, kader: Kader, sectoren: Mapping[str, Sequence[str]], sterk: Sequence[str], grens: float
) -> pd.DataFrame:
    """Share of each sector in the jobs of employees (%), and of the strong ones together.

    Missing where rounding alone can move it by `grens` points or more.
    """
    basis = _met_sterk(_basis(feiten, kader, sectoren), sterk)
    geheel = basis[basis["kenmerk"] == "totaal"].set_index(CEL)
    deel = basis[basis["kenmerk"] != "totaal"].join(
        geheel[["waarde", "grof"]].add_suffix("_geheel"), on=CEL, validate="many_to_one"
    )
    noemer = deel["waarde_geheel"].where(deel["waarde_geheel"] > 0)
    aandeel = deel["waarde"] / noemer
    speling = 100 * (deel["grof"] + aandeel * deel["grof_geheel"]) / noemer
    return _tot(deel.assign(waarde=100 * aandeel), speling < grens)


def banen_index(
    feiten: pd.DataFrame, *, kader: Kader, sectoren: Mapping[str, Sequence[str]], sterk: Sequence[str], basis: str, grens: float
) -> pd.DataFrame:  # fmt: skip
    """Jobs of employees against a base date (that date = 100), in total, by sector and of the strong ones together.

    Missing where rounding alone can move it by `grens` % or more: 400 and 500 jobs lie between no growth and 57 %.
    """
    alle = _met_sterk(_basis(feiten, kader, sectoren), sterk)
    cel = ["gebied_code", "bron_id", "publicatie", "kenmerk", "kenmerkwaarde"]
    toen = alle[alle["periode"] == basis].set_index(cel)
    met = alle.join(toen[["waarde", "grof"]].add_suffix("_toen"), on=cel, validate="many_to_one")
    noemer = met["waarde_toen"].where(met["waarde_toen"] > 0)
    speling = 100 * (met["grof"] / met["waarde"].where(met["waarde"] > 0) + met["grof_toen"] / noemer)
    return _tot(met.assign(waarde=100 * met["waarde"] / noemer), (speling < grens) | (met["periode"] == basis))


def locatiequotient_banen(
    feiten: pd.DataFrame, *, kader: Kader, sectoren: Mapping[str, Sequence[str]], grens: float
) -> pd.DataFrame:
    """Location quotient (ratio): share of a sector here over its share in Nederland, of one table and date.

    Missing where rounding alone can move it by `grens` % or more.
    """
    basis = _basis(feiten, kader, sectoren)
    geheel = basis[basis["kenmerk"] == "totaal"].set_index(CEL)
    deel = basis[basis["kenmerk"] != "totaal"].join(
        geheel[["waarde", "grof"]].add_suffix("_geheel"), on=CEL, validate="many_to_one"
    )
    deel = deel.assign(aandeel=deel["waarde"] / deel["waarde_geheel"].where(deel["waarde_geheel"] > 0))
    cel = ["periode", "bron_id", "publicatie", "kenmerkwaarde"]
    land = deel[deel["gebied_type"] == "land"].set_index(cel)
    met = deel[deel["gebied_type"] != "land"].join(
        land[["aandeel", "status"]].add_suffix("_land"), on=cel, validate="many_to_one"
    )
    met = met.assign(status=zwakste(met["status"], met["status_land"].fillna(met["status"])))
    speling = 100 * (met["grof"] / met["waarde"].where(met["waarde"] > 0) + met["grof_geheel"] / met["waarde_geheel"])
    return _tot(met.assign(waarde=met["aandeel"] / met["aandeel_land"].where(met["aandeel_land"] > 0)), speling < grens)


def sterke_sectoren_register(feiten: pd.DataFrame, *, kader: Kader, telt: str, sterk: Sequence[str]) -> pd.DataFrame:
    """Share of each sector (%), and of the strong ones together (`sterk`), in what the register counts (`telt`: a subject).

    The whole is the published total of the same publication; without one the sum of the sectors, when all are known. A
    hidden operand hides the share.
    """
    eigen = beperk(feiten[feiten["onderwerp"] == telt], kader)
    delen = eigen[eigen["kenmerk"] == "sector"]
    if delen.empty:
        return delen
    # A protected sector speaks for the sum of the strong ones: sorted first, its reason is kept.
    som = _tel_sterk(delen.sort_values("ontbreekt", ascending=False, kind="stable"), sterk, kenmerk="sterke_sectoren")
    alle = pd.concat([delen, som], ignore_index=True)
    # The whole has no version of the SBI; its parts do, where the register has two.
    kaal = alle.assign(publicatie=alle["publicatie"].str.replace(r" \(SBI [^)]*\)$", "", regex=True))
    geheel = eigen[eigen["kenmerk"] == "totaal"].set_index(CEL)["waarde"]
    per_cel = kaal[kaal["kenmerk"] == "sector"].groupby(CEL)["waarde"]
    som_van_delen = per_cel.sum(min_count=delen["kenmerkwaarde"].nunique() or 1)
    noemer = geheel.combine_first(som_van_delen).rename("geheel")
    heel = kaal.join(noemer, on=CEL, validate="many_to_one")["geheel"]
    return met_reden(alle.assign(waarde=100 * alle["waarde"] / heel.where(heel > 0)))


def _basis(feiten: pd.DataFrame, kader: Kader, sectoren: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Total and sectors per area, with `grof`: how far rounding can have moved the number (jobs).

    Roundings of parts partly cancel: half a step times the root of how many were added.
    """
    rijen = feiten[feiten["onderwerp"] == ONDERWERP]
    totaal = rijen[rijen["kenmerk"] == "totaal"].assign(delen=1)
    secties = rijen[rijen["kenmerk"] == "sbi_sectie"]
    per = [_tel(secties, letters, naam) for naam, letters in sectoren.items()]
    samen = pd.concat([totaal, *per, _rest(totaal, per)], ignore_index=True)
    gemeenten = samen[samen["gebied_type"] == "gemeente"]
    boven = [samen[samen["gebied_type"] == "land"]]
    if kader.corop:
        boven.append(samen[samen["gebied_code"] == kader.corop["code"]])
    for regio in (kader.regio, kader.pendelregio):
        if regio:
            som = tel_op(gemeenten, Kader(kader.gemeente, kader.naam, regio), waarden=["waarde", "delen"], per=PER)
            boven.append(som[som["gebied_type"] == "regio"].assign(ontbreekt="", noot=NOOT_SOM))
    alle = pd.concat([beperk(gemeenten, kader), *boven], ignore_index=True)
    return alle.assign(grof=AFRONDING * np.sqrt(alle["delen"].astype("float64"))).drop(columns="delen")


def _tel(secties: pd.DataFrame, letters: Sequence[str], naam: str) -> pd.DataFrame:
    """Sum of some sections per area and date; missing when one of them is."""
    deel = secties[secties["kenmerkwaarde"].isin(letters)].assign(delen=len(letters))
    som = deel.groupby(CEL)["waarde"].sum(min_count=len(letters))
    uit = deel.drop_duplicates(CEL).assign(kenmerk=KENMERK, kenmerkwaarde=naam)
    waarde = som.reindex(pd.MultiIndex.from_frame(uit[CEL])).to_numpy()
    return uit.assign(waarde=waarde, ontbreekt=np.where(np.isnan(waarde), "onbekend", ""))


def _rest(totaal: pd.DataFrame, per: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """What the sectors leave of the total; missing when one of them is. Rounding cannot make it negative."""
    alle = pd.concat(per, ignore_index=True)
    som = alle.groupby(CEL)["waarde"].sum(min_count=len(per))
    delen = alle.groupby(CEL)["delen"].sum()
    uit = totaal.join(pd.DataFrame({"som": som, "erbij": delen}), on=CEL, validate="one_to_one")
    rest = (uit["waarde"] - uit["som"]).clip(lower=0)
    return uit.assign(
        kenmerk=KENMERK, kenmerkwaarde=OVERIG, waarde=rest, delen=1 + uit["erbij"].fillna(0),
        ontbreekt=np.where(rest.isna(), "onbekend", ""),
    ).drop(columns=["som", "erbij"])  # fmt: skip


def _met_sterk(basis: pd.DataFrame, sterk: Sequence[str]) -> pd.DataFrame:
    """The frame with the strong sectors together as a row of their own."""
    delen = basis[basis["kenmerk"] == KENMERK]
    som = _tel_sterk(delen, sterk, kenmerk="sterke_sectoren")
    grof = delen[delen["kenmerkwaarde"].isin(sterk)].groupby(CEL)["grof"].agg(lambda g: np.sqrt((g**2).sum()))
    som["grof"] = grof.reindex(pd.MultiIndex.from_frame(som[CEL])).to_numpy()
    return pd.concat([basis, som], ignore_index=True)


def _tel_sterk(delen: pd.DataFrame, sterk: Sequence[str], *, kenmerk: str) -> pd.DataFrame:
    """Sum of the strong sectors per area and date; missing, with its reason, when one of them is."""
    deel = delen[delen["kenmerkwaarde"].isin(sterk)]
    som = deel.groupby(CEL)["waarde"].sum(min_count=len(sterk))
    uit = deel.drop_duplicates(CEL).assign(kenmerk=kenmerk, kenmerkwaarde=STERK)
    zwak = deel["herkomst"].map(ZWAKTE).groupby([deel[k] for k in CEL]).max()
    sleutel = pd.MultiIndex.from_frame(uit[CEL])
    herkomst = zwak.reindex(sleutel).map(dict(enumerate(STERKTE["herkomst"])))
    return uit.assign(waarde=som.reindex(sleutel).to_numpy(), herkomst=herkomst.to_numpy())


def _tot(frame: pd.DataFrame, fijn: pd.Series) -> pd.DataFrame:
    """Take out what rounding could have made, with its reason, and the columns that only counted."""
    grof = frame["waarde"].notna() & ~fijn
    uit = frame.assign(
        waarde=frame["waarde"].mask(grof),
        ontbreekt=frame["ontbreekt"].mask(grof, "niet-vergelijkbaar"),
        noot=frame["noot"].mask(grof, NOOT_GROF),
    )
    hulp = [k for k in uit if k.endswith(("_geheel", "_toen", "_land")) or k in ("grof", "aandeel")]
    return met_reden(uit.drop(columns=hulp))
