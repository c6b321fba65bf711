"""Jobs, establishments and the mix of working and living: published totals, and protected cells of the register."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.indicators.kader import Kader, beperk, geschat, met_reden, zwakste
from ezlib.indicators.wonen import geschaalde_woningen, samengevoegde_woningen, zonder_lege_tabellen

ANDER = {"status": "_status", "herkomst": "_herkomst", "ontbreekt": "_ontbreekt"}
CEL = ["gebied_type", "gebied_code", "indeling", "periode"]


def arbeidsplaatsen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Jobs on 1 January (count): total and SBI 62, every publication of it."""
    return beperk(feiten[feiten["onderwerp"] == "arbeidsplaatsen"], kader)


def vestigingen(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Establishments on 1 January (count) by the register, every publication of it."""
    return beperk(feiten[feiten["onderwerp"] == "vestigingen"], kader)


def bereken_functiemengingsindex(banen: pd.Series, woningen: pd.Series) -> pd.Series:
    """Mix of functions, 0 (only living) to 100 (only working): 100 x jobs / (jobs + dwellings).

    >>> bereken_functiemengingsindex(pd.Series([50.0]), pd.Series([150.0])).tolist()
    [25.0]
    """
    return 100 * banen / (banen + woningen)


def koppel_banen_woningen(feiten: pd.DataFrame) -> pd.DataFrame:
    """Jobs of each publication beside the dwellings known when it came out, on one peildatum.

    Returns
    -------
    DataFrame keyed by gebied_code, periode, publicatie (of the jobs) with `banen`, `woningen` and the tidy columns
    of the jobs. A peildatum without dwellings gives no row: an index needs both. Status, herkomst and the reason of a
    missing value come from the weaker of the two.
    """
    totaal = feiten[feiten["kenmerk"] == "totaal"]
    banen = totaal[totaal["onderwerp"] == "arbeidsplaatsen"].rename(columns={"waarde": "banen"}, errors="raise")
    woningen = totaal[totaal["onderwerp"] == "woningen"].rename(
        columns={"waarde": "woningen", "publicatie": "_bekend", **ANDER}, errors="raise"
    )
    paren = banen.merge(woningen[[*CEL, "woningen", "_bekend", *ANDER.values()]], on=CEL, validate="many_to_many")
    # Jaarstukken 2020 gave dwellings of a peildatum whose jobs only came in Jaarstukken 2021, never the other way.
    # Only within one series of publications does the name tell which came first.
    reeks, andere = (paren[k].str.split().str[0] for k in ("_bekend", "publicatie"))
    paren = paren.assign(_zelfde=reeks == andere)
    paren = paren[~paren["_zelfde"] | (paren["_bekend"] <= paren["publicatie"])].sort_values(["_zelfde", "_bekend"])
    paren = paren.drop_duplicates([*CEL, "publicatie"], keep="last").drop(columns="_zelfde")
    paren = paren.assign(
        status=zwakste(paren["status"], paren["_status"]),
        herkomst=zwakste(paren["herkomst"], paren["_herkomst"]),
        ontbreekt=paren["ontbreekt"].where(paren["ontbreekt"] != "", paren["_ontbreekt"]),
    )
    return paren.drop(columns=["_bekend", *ANDER.values()]).sort_values(["periode", "publicatie"], ignore_index=True)


def functiemengingsindex(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Functiemengingsindex (0-100) per gemeente and publication.

    Method: Actieagenda Economie, action point 3 ("FMI"); own computation on published totals, not the BBV figure.
    """
    # An empty cell of CBS gives way to an estimate of the same buurt.
    leeg = (feiten["onderwerp"] == "woningen") & (feiten["gebied_type"] == "buurt") & feiten["waarde"].isna()
    gevuld = zonder_lege_tabellen(feiten[~leeg])
    feiten = pd.concat([gevuld, geschaalde_woningen(feiten, kader=kader)], ignore_index=True)
    feiten = pd.concat([feiten, samengevoegde_woningen(feiten, kader=kader)], ignore_index=True)
    paren = koppel_banen_woningen(beperk(feiten, kader))
    index = paren.assign(
        waarde=bereken_functiemengingsindex(paren["banen"], paren["woningen"]),
        onderwerp="functiemengingsindex",
    )
    return met_reden(index).drop(columns=["banen", "woningen"])


def banenvraag_schaalsprong(feiten: pd.DataFrame, *, kader: Kader, extra_woningen: list[int]) -> pd.DataFrame:
    """Extra jobs (count) that keep the index level when `extra_woningen` dwellings are added.

    Keeping jobs / dwellings the same keeps the index the same, so the demand is dwellings x jobs / dwellings on the
    last peildatum of which both are known.
    """
    paren = koppel_banen_woningen(beperk(feiten, kader))
    laatste = paren[paren["banen"].notna() & (paren["woningen"] > 0)]
    laatste = laatste.sort_values(["periode", "publicatie"]).groupby("gebied_code").tail(1)
    return (
        pd.concat(
            laatste.assign(waarde=n * laatste["banen"] / laatste["woningen"], kenmerkwaarde=str(n))
            for n in extra_woningen
        )
        .assign(kenmerk="extra_woningen", herkomst=lambda f: geschat(f["herkomst"]))
        .drop(columns=["banen", "woningen"])
    )


def arbeidsplaatsen_naar_plek(feiten: pd.DataFrame, *, kader: Kader, onbekend: str) -> pd.DataFrame:
    """Share of the jobs of the gemeente on a werklocatie, and by kind of premises (%), per peildatum.

    Two breakdowns, `op_werklocatie` and `pand`, each over the jobs of which it is known: the value `onbekend` is out
    of the base. A suppressed part takes the whole breakdown of that date with it, because its base is not known then.
    """
    banen = feiten[(feiten["onderwerp"] == "arbeidsplaatsen") & (feiten["gebied_code"] == kader.gemeente)]
    banen = banen[banen["kenmerk"].isin(["op_werklocatie", "pand"]) & (banen["kenmerkwaarde"] != onbekend)]
    reden = banen["ontbreekt"].where(banen["ontbreekt"] != "")
    groepen = [banen[k] for k in ("gebied_code", "indeling", "periode", "publicatie", "kenmerk")]
    som = banen.groupby(groepen)["waarde"].transform(lambda w: w.sum(skipna=False))
    eerste = reden.groupby(groepen).transform("first")
    aandeel = 100 * banen["waarde"] / som.where(som > 0)
    uit = banen.assign(waarde=aandeel, ontbreekt=eerste.astype("str").fillna(""), onderwerp="arbeidsplaatsen_naar_plek")
    return met_reden(uit)


def bereken_diversiteit(aantallen: pd.DataFrame) -> pd.Series:
    """Evenness of the columns of each row, 0 (all in one) to 100 (all equal): 100 x entropy / log(number of columns).

    Shannon entropy, as in the land-use mix of Frank and Pivo (1994); blind to which functions they are.

    >>> bereken_diversiteit(pd.DataFrame({"wonen": [50.0, 100.0], "werken": [50.0, 0.0]})).tolist()
    [100.0, 0.0]
    """
    delen = aantallen.div(aantallen.sum(axis=1), axis=0)
    entropie = -(delen * np.log(delen.where(delen > 0))).sum(axis=1, skipna=True)
    heel = aantallen.notna().all(axis=1) & (aantallen.sum(axis=1) > 0)
    return (100 * entropie / np.log(aantallen.shape[1])).where(heel).abs()


def functiediversiteit(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Evenness of dwellings and of jobs by sector per wijk (0-100), on the dates that have both.

    A wijk with a suppressed sector has no figure: a share of what is shown would tell of what is not.
    """
    eigen = zonder_lege_tabellen(beperk(feiten, kader))
    eigen = eigen[eigen["gebied_type"] == "wijk"]
    banen = eigen[(eigen["onderwerp"] == "arbeidsplaatsen") & (eigen["kenmerk"] == "sector")]
    huizen = eigen[(eigen["onderwerp"] == "woningen") & (eigen["kenmerk"] == "totaal")]
    cel = ["gebied_code", "indeling", "periode"]
    breed = banen.pivot(index=cel, columns="kenmerkwaarde", values="waarde")
    huizen = huizen.set_index(cel)
    breed = breed.join(huizen["waarde"].rename("wonen"), how="inner")
    # Of the sectors of a wijk the one without a figure speaks for the row: its reason is that of the whole.
    eerste = banen.sort_values("ontbreekt", ascending=False, kind="stable").drop_duplicates(cel)
    uit, wonen = eerste.set_index(cel).loc[breed.index], huizen.loc[breed.index]
    uit = uit.assign(
        onderwerp="functiediversiteit",
        kenmerk="totaal",
        kenmerkwaarde="totaal",
        waarde=bereken_diversiteit(breed),
        status=zwakste(uit["status"], wonen["status"]),
        herkomst=zwakste(uit["herkomst"], wonen["herkomst"]),
        ontbreekt=uit["ontbreekt"].where(uit["ontbreekt"] != "", wonen["ontbreekt"]),
    )
    return met_reden(uit.reset_index())
