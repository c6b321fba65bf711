"""Figures that a department or partner delivers: passed through, or set against each other (see leveringen.yml)."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import LAND_CODE, STERKTE, ZWAKTE, Kader, met_reden, zwakste

CEL = ["gebied_code", "indeling", "periode", "publicatie", "kenmerk", "kenmerkwaarde"]


def beperk_levering(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Keep the home gemeente with what lies in it, the comparison towns, Nederland, regions and size classes.

    >>> f = pd.DataFrame({"gebied_type": ["gemeente", "regio", "gemeente"], "gebied_code": ["GM0003", "GK06", "GM0099"],
    ...                   "gebied_naam": ["", "100.000 en meer", ""]})
    >>> beperk_levering(f, Kader("GM0003", "Appingedam")).gebied_naam.tolist()
    ['Appingedam', '100.000 en meer']
    """
    eigen = feiten["gebied_code"].str[2:6] == kader.gemeente[2:]
    gemeente = feiten["gebied_type"] == "gemeente"
    boven = feiten["gebied_type"].eq("regio") | feiten["gebied_code"].eq(LAND_CODE)
    uit = feiten[(eigen & ~boven) | boven | (gemeente & feiten["gebied_code"].isin(kader.gemeenten))]
    namen = uit["gebied_naam"].mask(uit["gebied_code"] == kader.gemeente, kader.naam)
    return uit.assign(gebied_naam=namen.where(namen != "", uit["gebied_code"]))


def waarden(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str) -> pd.DataFrame:
    """Figures of one onderwerp as they were delivered, in its own unit, with every breakdown."""
    return beperk_levering(feiten[feiten["onderwerp"] == onderwerp], kader)


def aandeel(feiten: pd.DataFrame, *, kader: Kader, deel: str, geheel: str) -> pd.DataFrame:
    """One onderwerp as a share of another (%), per area, period and breakdown of the same delivery.

    Without a row of the gemeente in the delivery, its share is that of its werklocaties together, where all have both. A
    whole of zero gives no share. Status and herkomst are those of the weaker of the two; a missing value keeps its reason.

    >>> from ezlib.indicators.levering import bereken_aandeel
    >>> bereken_aandeel(pd.Series([50.0]), pd.Series([52.0])).round(1).tolist()
    [96.2]
    """
    paar = _paren(feiten, deel, geheel, kader)
    return met_reden(paar.assign(waarde=bereken_aandeel(paar["waarde"], paar["_geheel"])).drop(columns="_geheel"))


def bereken_aandeel(deel: pd.Series, geheel: pd.Series) -> pd.Series:
    """Part as a percentage of the whole; missing where the whole is zero."""
    return 100 * deel / geheel.where(geheel > 0)


def rest(feiten: pd.DataFrame, *, kader: Kader, deel: str, geheel: str) -> pd.DataFrame:
    """What is left of a whole (in its unit) after a part is taken from it; areas, status and herkomst as in `aandeel`."""
    paar = _paren(feiten, deel, geheel, kader)
    return met_reden(paar.assign(waarde=paar["_geheel"] - paar["waarde"]).drop(columns="_geheel"))


def _paren(feiten: pd.DataFrame, deel: str, geheel: str, kader: Kader) -> pd.DataFrame:
    """Rows of the part with the whole beside it (`_geheel`)."""
    eigen = add_som(beperk_levering(feiten[feiten["onderwerp"].isin([deel, geheel])], kader), kader)
    delen, gehelen = (eigen[eigen["onderwerp"] == naam] for naam in (deel, geheel))
    ander = gehelen[[*CEL, "waarde", "status", "herkomst", "ontbreekt"]]
    paar = delen.merge(ander, on=CEL, suffixes=("", "_g"), validate="one_to_one")
    paar = paar.assign(
        _geheel=paar["waarde_g"],
        status=zwakste(paar["status"], paar["status_g"]),
        herkomst=zwakste(paar["herkomst"], paar["herkomst_g"]),
        ontbreekt=paar["ontbreekt"].where(paar["ontbreekt"] != "", paar["ontbreekt_g"]),
    )
    return paar.drop(columns=["waarde_g", "status_g", "herkomst_g", "ontbreekt_g"])


def add_som(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Add the gemeente as the sum of its werklocaties, per figure that is delivered for these and not for the gemeente.

    A werklocatie without value leaves the sum out: part of the city would pass for the whole.
    """
    per = [k for k in (*CEL, "onderwerp") if k != "gebied_code"]
    plekken = feiten[feiten["gebied_type"] == "werklocatie"]
    if plekken.empty:
        return feiten
    stad = feiten.loc[feiten["gebied_code"] == kader.gemeente, per].assign(_er=True)
    orde = {kolom: plekken[kolom].map(ZWAKTE) for kolom in ("status", "herkomst")}
    groepen = plekken.assign(_leeg=plekken["waarde"].isna(), **orde).groupby(per, as_index=False)
    som = groepen.agg(
        waarde=("waarde", "sum"), _leeg=("_leeg", "any"), status=("status", "max"), herkomst=("herkomst", "max"),
        eenheid=("eenheid", "first"), bron_id=("bron_id", "first"),
    )  # fmt: skip
    som = som.merge(stad, on=per, how="left", validate="one_to_one")
    som = som[~som["_leeg"] & som["_er"].isna()]
    som = som.assign(
        gebied_type="gemeente",
        gebied_code=kader.gemeente,
        gebied_naam=kader.naam,
        ontbreekt="",
        noot="De gemeente is de som van de werklocaties in de levering.",
        **{k: som[k].map(dict(enumerate(STERKTE[k]))) for k in ("status", "herkomst")},
    )
    return pd.concat([feiten, som[feiten.columns]], ignore_index=True)


def verdeling(feiten: pd.DataFrame, *, kader: Kader, onderwerp: str, kenmerk: str) -> pd.DataFrame:
    """Share (%) of each value of a breakdown in the sum of its values, per area and period.

    A value that is missing takes the shares of that area and period with it: the base is not known then. The weakest
    status and herkomst of the parts hold for all.
    """
    eigen = beperk_levering(feiten[(feiten["onderwerp"] == onderwerp) & (feiten["kenmerk"] == kenmerk)], kader)
    groep = [eigen[k] for k in ("gebied_code", "indeling", "periode", "publicatie")]
    som = eigen.groupby(["gebied_code", "indeling", "periode", "publicatie"])["waarde"].transform(
        lambda deel: deel.sum(skipna=False)
    )
    zwak = {
        k: eigen[k].map(ZWAKTE).groupby(groep).transform("max").map(dict(enumerate(STERKTE[k])))
        for k in ("status", "herkomst")
    }
    return met_reden(eigen.assign(waarde=bereken_aandeel(eigen["waarde"], som), **zwak))
