"""The daily urban system: the gemeenten that a gemeente is tied to by commuting, as one fixed list of a base year.

A gemeente belongs to it when at least a given share of the commuters goes to it, or comes from it. Employees only: the
table of CBS counts no self-employed. It gives thousands with one decimal, so a flow below 50 jobs is a 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ezlib.indicators.kader import Kader

ONDERWERP, KENMERK = "banen_woon_werk", "werkregio"
NAAM = "Pendelregio (daily urban system)"


def pendelstromen(stromen: pd.DataFrame, *, gemeente: str) -> pd.DataFrame:
    """Share of the commuters of a gemeente that goes to each other one, and that comes from it.

    Parameters
    ----------
    stromen
        Tidy rows of one date: gebied_code where people live, kenmerkwaarde where they work, waarde jobs (count).

    Returns
    -------
    DataFrame indexed by the code of the other gemeente: `uit` (% of those who leave the gemeente for work) and `in` (% of
    those who come from elsewhere). Who works where he lives is no commuter.

    >>> s = pd.DataFrame({"gebied_code": ["GM1", "GM1", "GM1", "GM2"], "kenmerkwaarde": ["GM1", "GM2", "GM3", "GM1"],
    ...                   "waarde": [50.0, 30.0, 10.0, 20.0]})
    >>> pendelstromen(s, gemeente="GM1").to_dict("index")
    {'GM2': {'uit': 75.0, 'in': 100.0}, 'GM3': {'uit': 25.0, 'in': 0.0}}
    """
    tussen = stromen[stromen["gebied_code"].str.startswith("GM") & stromen["kenmerkwaarde"].str.startswith("GM")]
    tussen = tussen[(tussen["gebied_code"] != tussen["kenmerkwaarde"]) & (tussen["waarde"] > 0)]
    heen = tussen[tussen["gebied_code"] == gemeente].set_index("kenmerkwaarde")["waarde"]
    terug = tussen[tussen["kenmerkwaarde"] == gemeente].set_index("gebied_code")["waarde"]
    delen = {"uit": 100 * heen / heen.sum(), "in": 100 * terug / terug.sum()}
    return pd.DataFrame(delen).fillna(0.0).sort_index()


def leden(aandelen: pd.DataFrame, *, gemeente: str, drempel: float) -> list[str]:
    """Codes of the gemeenten at or above the threshold (%) in or out, with the gemeente itself.

    >>> leden(pd.DataFrame({"uit": [75.0, 4.9], "in": [0.0, 5.0]}, index=["GM2", "GM3"]), gemeente="GM1", drempel=5)
    ['GM1', 'GM2', 'GM3']
    """
    bij = aandelen.index[(aandelen[["uit", "in"]] >= drempel).any(axis=1)]
    return sorted({gemeente, *bij})


def kies_pendelregio(gemeente: str, feiten: pd.DataFrame, regels: Mapping[str, Any]) -> dict[str, Any]:
    """The daily urban system by `gebieden.yml`: its fixed list, else the list that the flows of the base date give.

    Parameters
    ----------
    regels
        The block `pendelregio`: `peildatum`, `drempel_pct`, `gevoeligheid_pct` (other thresholds) and `leden` (gemeente ->
        codes).

    Returns
    -------
    `code`, `naam`, `leden`, `gevoeligheid` (threshold as text -> members) and `namen` of them. Empty where there is neither.
    """
    stromen = feiten[(feiten["onderwerp"] == ONDERWERP) & (feiten["periode"] == regels["peildatum"])]
    aandelen = pendelstromen(stromen[stromen["kenmerk"] == KENMERK], gemeente=gemeente)
    vast = regels.get("leden", {}).get(gemeente)
    if not vast and aandelen.empty:
        return {}
    anders: Sequence[float] = regels["gevoeligheid_pct"] if len(aandelen) else []
    lijst = sorted(vast) if vast else leden(aandelen, gemeente=gemeente, drempel=regels["drempel_pct"])
    gevoeligheid = {f"{d:g}": leden(aandelen, gemeente=gemeente, drempel=d) for d in anders}
    genoemd = feiten[feiten["gebied_code"].isin({*lijst, *(c for codes in gevoeligheid.values() for c in codes)})]
    namen = genoemd[genoemd["gebied_naam"] != ""].sort_values("indeling").drop_duplicates("gebied_code", keep="last")
    return {
        "code": f"DUS{gemeente[2:]}",
        "naam": NAAM,
        "leden": lijst,
        "gevoeligheid": gevoeligheid,
        "namen": dict(zip(namen["gebied_code"], namen["gebied_naam"], strict=True)),
    }


def woon_werk(feiten: pd.DataFrame, *, kader: Kader, toon_pct: float) -> pd.DataFrame:
    """Where residents work and where workers come from, per other gemeente and date (%), from `toon_pct` on.

    The row of the home gemeente itself is the share of its working residents who work where they live.
    """
    eigen = feiten[(feiten["onderwerp"] == ONDERWERP) & (feiten["kenmerk"] == KENMERK)]
    namen = eigen.drop_duplicates("gebied_code", keep="last").set_index("gebied_code")["gebied_naam"]
    delen = [eigen.iloc[:0]]
    for (_, _), stromen in eigen.groupby(["bron_id", "periode"], sort=True):
        basis = stromen[(stromen["gebied_code"] == kader.gemeente) & (stromen["kenmerkwaarde"] == kader.gemeente)]
        if basis.empty:
            continue
        vanhier = stromen[(stromen["gebied_code"] == kader.gemeente) & stromen["kenmerkwaarde"].str.startswith("GM")]
        thuis = basis.assign(waarde=100 * basis["waarde"] / vanhier["waarde"].sum(), kenmerkwaarde="binnen")
        lang = pendelstromen(stromen, gemeente=kader.gemeente).rename_axis("code").reset_index()
        lang = lang.melt("code", var_name="kenmerkwaarde", value_name="waarde")
        lang = lang[lang["waarde"] >= toon_pct]
        ander = pd.concat([basis] * len(lang), ignore_index=True) if len(lang) else basis.iloc[:0]
        ander = ander.assign(
            gebied_code=lang["code"].to_numpy(),
            gebied_naam=lang["code"].map(namen).fillna(lang["code"]).to_numpy(),
            kenmerkwaarde=lang["kenmerkwaarde"].to_numpy(),
            waarde=lang["waarde"].to_numpy(),
        )
        delen.append(pd.concat([thuis, ander], ignore_index=True))
    return pd.concat(delen, ignore_index=True).assign(kenmerk="pendel", onderwerp="woon_werk", ontbreekt="")
