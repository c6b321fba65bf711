"""What to ask CBS of a table that is national and big: the fields `filter` and `kolommen` of bronnen.yml, as OData.

Keys are matched by their beginning, because CBS pads them (`'GM0003'`, `'PV24  '`, `'391600 '`) and not everywhere
in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from ezlib.sources.cbs_tabel import stam_van

GEMEENTEN = "gemeenten"
# A table of wijken and buurten holds these beside the gemeente.
SOORTEN = dict.fromkeys(("WijkenEnBuurten", "AlleRegioIndelingen"), ("GM", "WK", "BU"))


def odata_filter(filter_: Sequence[Mapping[str, Collection[str]]], gemeenten: Collection[str]) -> str | None:
    """Write the rows of a source as OData v3 `$filter`; None when all of them are wanted.

    Parameters
    ----------
    filter_
        The field of `Bron`: blocks of dimension -> beginnings of keys; "gemeenten" is replaced by `gemeenten`.
    gemeenten
        CBS codes, "GM0003".

    >>> odata_filter([{"RegioS": ["NL", "gemeenten"], "Perioden": ["202"]}], ["GM0003"])
    "(startswith(RegioS,'NL') or startswith(RegioS,'GM0003')) and (startswith(Perioden,'202'))"
    >>> odata_filter([{"WoonregioS": ["gemeenten"]}, {"WerkregioS": ["gemeenten"]}], ["GM0003"])
    "((startswith(WoonregioS,'GM0003'))) or ((startswith(WerkregioS,'GM0003')))"
    >>> odata_filter([], ["GM0003"]) is None
    True
    """
    blokken = [
        " and ".join(_dimensie(dimensie, codes, gemeenten) for dimensie, codes in blok.items()) for blok in filter_
    ]
    if len(blokken) > 1:
        return " or ".join(f"({blok})" for blok in blokken)
    return blokken[0] if blokken else None


def _dimensie(dimensie: str, codes: Collection[str], gemeenten: Collection[str]) -> str:
    begin = [b for code in codes for b in (_van(dimensie, gemeenten) if code == GEMEENTEN else [code])]
    return "(" + " or ".join(f"startswith({dimensie},'{b}')" for b in begin) + ")"


def _van(dimensie: str, gemeenten: Collection[str]) -> list[str]:
    return [soort + code[2:] for code in gemeenten for soort in SOORTEN.get(dimensie, ("GM",))]


def odata_select(kolommen: Sequence[str], eigenschappen: pd.DataFrame) -> list[str] | None:
    """Keys to ask for: every dimension, and each column whose stem is in `kolommen`; None when all are wanted.

    >>> e = pd.DataFrame({"Type": ["GeoDimension", "Topic", "Topic"], "Key": ["RegioS", "Banen_1", "Lonen_2"]})
    >>> odata_select(["Banen"], e)
    ['ID', 'RegioS', 'Banen_1']
    """
    if not kolommen:
        return None
    sleutels = eigenschappen[~eigenschappen["Type"].isin(["TopicGroup"])]
    wil = (sleutels["Type"] != "Topic") | sleutels["Key"].map(stam_van).isin(list(kolommen))
    return ["ID", *sleutels.loc[wil, "Key"].str.strip()]
