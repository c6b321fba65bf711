"""Place of the home gemeente among all gemeenten of Nederland, for any indicator that all of them have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from ezlib.indicators import arbeidsmarkt, bedrijvigheid, opleiding
from ezlib.indicators.kader import Kader

KENMERK = "ranglijst"
# What may be ranked: the function of each indicator, as the catalogue names it.
FUNCTIES: dict[str, Callable[..., pd.DataFrame]] = {
    "vestigingen_per_1000_inwoners": bedrijvigheid.vestigingen_per_1000_inwoners,
    "vestigingen_per_100_woningen": bedrijvigheid.vestigingen_per_100_woningen,
    "opleidingsniveau_bewoners": opleiding.opleidingsniveau_bewoners,
    "netto_arbeidsparticipatie": arbeidsmarkt.arbeidsparticipatie,
    "werkloosheid": arbeidsmarkt.werkloosheid,
}


def rang_gemeenten(feiten: pd.DataFrame, *, kader: Kader, van: Mapping[str, str]) -> pd.DataFrame:
    """Place of the home gemeente per indicator and date; 1 is the largest value, `n` is how many there are.

    Parameters
    ----------
    van
        Slug of an indicator (see `FUNCTIES`) -> the kenmerkwaarde that is ranked ("totaal", "hoog").
    """
    gemeenten = feiten.loc[feiten["gebied_type"] == "gemeente", "gebied_code"].unique()
    alle = replace(kader, vergelijking={"alle": sorted(gemeenten)})
    delen = [feiten.iloc[:0].assign(n=pd.Series(dtype="float64"))]
    for naam, kenmerkwaarde in van.items():
        frame = FUNCTIES[naam](feiten, kader=alle)
        rijen = frame[frame["gebied_type"].eq("gemeente") & frame["kenmerkwaarde"].eq(kenmerkwaarde)]
        eigen = add_rang(rijen, per=["bron_id", "periode"])
        delen.append(eigen[eigen["gebied_code"] == kader.gemeente].assign(kenmerk=KENMERK, kenmerkwaarde=naam))
    return pd.concat(delen, ignore_index=True)


def add_rang(frame: pd.DataFrame, *, per: list[str]) -> pd.DataFrame:
    """Rows with a value, with their place in `waarde` (1 is the largest; equal values share one) and `n`; margins go.

    >>> f = pd.DataFrame({"periode": "2021", "waarde": [3.0, 9.0, 3.0, None]})
    >>> add_rang(f, per=["periode"])[["waarde", "n"]].to_numpy().tolist()
    [[2.0, 3.0], [1.0, 3.0], [2.0, 3.0]]
    """
    bekend = frame[frame["waarde"].notna()].drop(columns=["ondergrens", "bovengrens"], errors="ignore")
    groep = bekend.groupby(per)["waarde"]
    return bekend.assign(waarde=groep.rank(ascending=False, method="min"), n=groep.transform("size").astype("float64"))
