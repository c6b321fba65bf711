"""Dwellings and inhabitants of later buurten, on the boundaries on which series stand.

The register is placed on those boundaries (`ezlib.register.plaatsen`); an index of jobs and dwellings needs its
dwellings there too. CBS counts areas, which have no point, so they are shared out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ezlib.reeksen import Span
from ezlib.store import load_frame, load_kaart, save_frame
from ezlib.tidy import KOLOMMEN, check_tidy
from ezlib.tidy.omrekenen import kies_kaart, maak_omrekening, reken_om

ONDERWERPEN = ("woningen", "inwoners")
CIJFER = ["periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid", "bron_id", "publicatie", "noot"]


def maak_reeks(tabellen: Sequence[Path], kaarten: Sequence[Path], gemeente: str, reeks: Span, tabel: Path) -> None:
    """Pipeline step: put figures of buurten outside `reeks` on its boundaries and save them (`op_reeks`)."""
    feiten = pd.concat([load_frame(pad) for pad in tabellen], ignore_index=True)
    uit = op_reeks(feiten, [load_kaart(pad) for pad in kaarten], gemeente=gemeente, reeks=reeks)
    save_frame(check_tidy(uit) if len(uit) else uit, tabel)


def op_reeks(feiten: pd.DataFrame, kaarten: Sequence[gpd.GeoDataFrame], *, gemeente: str, reeks: Span) -> pd.DataFrame:
    """Dwellings and inhabitants per buurt and wijk, of boundary years outside `reeks`, on the last of `reeks`.

    Shared out by the dwellings of the target buurten on the last date that has them all, else by area.

    Parameters
    ----------
    feiten
        Tidy rows; what is not of this gemeente, per buurt and a total is left out.

    Returns
    -------
    Tidy rows, estimated; none where outlines are lacking. A wijk is the sum of its buurten.
    """
    eigen = feiten[(feiten["gebied_type"] == "buurt") & (feiten["gebied_code"].str[2:6] == gemeente[2:])]
    eigen = eigen[eigen["onderwerp"].isin(ONDERWERPEN) & (eigen["kenmerk"] == "totaal")]
    binnen = eigen["indeling"].between(*reeks)
    doel = kies_kaart(kaarten, gemeente, reeks)
    delen = [eigen.iloc[:0]]
    for jaar, deel in eigen[~binnen].groupby("indeling"):
        kaart = kies_kaart(kaarten, gemeente, (int(jaar), int(jaar)))
        if kaart is not None and doel is not None:
            gewicht = _laatste_woningen(eigen[binnen], doel)
            delen.append(reken_om(deel, maak_omrekening(kaart, doel, gewicht=gewicht)))
    buurten = pd.concat(delen, ignore_index=True).assign(indeling=reeks[1])
    namen = feiten[(feiten["gebied_type"] == "wijk") & feiten["indeling"].between(*reeks)].sort_values("indeling")
    return pd.concat([buurten, _wijken(buurten, namen)], ignore_index=True)


def _laatste_woningen(eigen: pd.DataFrame, doel: gpd.GeoDataFrame) -> pd.Series | None:
    """Dwellings per target buurt on the last date that knows them all."""
    huizen = eigen[(eigen["onderwerp"] == "woningen") & eigen["waarde"].notna()]
    huizen = huizen[huizen["gebied_code"].isin(doel["gebied_code"])]
    vol = huizen.groupby("periode")["gebied_code"].nunique()
    vol = vol[vol == len(doel)]
    if vol.empty:
        return None
    return (
        huizen[huizen["periode"] == vol.index.max()].drop_duplicates("gebied_code").set_index("gebied_code")["waarde"]
    )


def _wijken(buurten: pd.DataFrame, namen: pd.DataFrame) -> pd.DataFrame:
    """Sum of the buurten of each wijk; missing, with its reason, where one of them is."""
    if buurten.empty:
        return buurten
    wijk = buurten.assign(gebied_code="WK" + buurten["gebied_code"].str[2:8])
    # The buurt without a figure, if any, comes first and speaks for the whole.
    wijk = wijk.sort_values("ontbreekt", ascending=False, kind="stable")
    per = wijk.groupby(["gebied_code", *CIJFER], sort=True)
    uit = per[["indeling", "status", "herkomst", "ontbreekt"]].first()
    uit["waarde"] = per["waarde"].sum().mask(uit["ontbreekt"] != "")
    bekend = namen.drop_duplicates("gebied_code", keep="last").set_index("gebied_code")["gebied_naam"]
    uit = uit.reset_index().assign(gebied_type="wijk")
    return uit.assign(gebied_naam=uit["gebied_code"].map(bekend).astype("str").fillna(""))[KOLOMMEN]
