"""What to ask CBS of a table that is national and big: the fields `filter` and `kolommen` of bronnen.yml, as OData.

Keys are matched by their beginning, because CBS pads them (`'GM0003'`, `'PV24  '`, `'391600 '`) and not everywhere
in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from ezlib.sources.cbs_tabel import stam_van

GEMEENTEN = "gemeenten"
# Of an address of 2,048 characters (what IIS takes by default), after encoding; the rest is for the columns.
LANGSTE = 1_300
# A table of wijken and buurten holds these beside the gemeente.
SOORTEN = dict.fromkeys(("WijkenEnBuurten", "AlleRegioIndelingen"), ("GM", "WK", "BU"))


def odata_filters(filter_: Sequence[Mapping[str, Collection[str]]], gemeenten: Collection[str]) -> tuple[str, ...]:
    """Write the rows of a source as OData `$filter`s, each short enough to ask; empty when all rows are wanted.

    A long address is no error at CBS but a dropped connection (cbsodataR issue 16), so a list that is too long is asked
    for in parts. Together they give every row; a row may be in more than one (see `achtereen`).

    Parameters
    ----------
    filter_
        The field of `Bron`: blocks of dimension -> beginnings of keys; "gemeenten" is replaced by `gemeenten`.
    gemeenten
        CBS codes, "GM0003".

    >>> odata_filters([{"RegioS": ["NL", "gemeenten"], "Perioden": ["202"]}], ["GM0003"])
    ("(startswith(RegioS,'NL') or startswith(RegioS,'GM0003')) and (startswith(Perioden,'202'))",)
    >>> odata_filters([{"WoonregioS": ["gemeenten"]}, {"WerkregioS": ["gemeenten"]}], ["GM0003"])
    ("((startswith(WoonregioS,'GM0003'))) or ((startswith(WerkregioS,'GM0003')))",)
    >>> len(odata_filters([{"WijkenEnBuurten": ["NL", "gemeenten"]}], [f"GM{n:04}" for n in range(28)]))
    4
    >>> odata_filters([], ["GM0003"])
    ()
    """
    blokken = [_uitgeschreven(blok, gemeenten) for blok in filter_]
    return tuple(_schrijf(deel) for deel in _deel(blokken)) if blokken else ()


def kies_kruis(
    filter_: Sequence[Mapping[str, Collection[str]]], gemeenten: Collection[str]
) -> dict[str, list[str]] | None:
    """Beginnings of keys per dimension, where the rows asked for are every combination of them; None where not.

    >>> kies_kruis([{"RegioS": ["gemeenten"]}], ["GM0003"])
    {'RegioS': ['GM0003']}
    >>> kies_kruis([{"WoonregioS": ["gemeenten"]}, {"WerkregioS": ["gemeenten"]}], ["GM0003"]) is None
    True
    """
    return None if len(filter_) > 1 else {k: w for blok in filter_ for k, w in _uitgeschreven(blok, gemeenten).items()}


def _uitgeschreven(blok: Mapping[str, Collection[str]], gemeenten: Collection[str]) -> dict[str, list[str]]:
    """A block with gemeenten for the word "gemeenten"."""
    return {
        dimensie: [b for code in codes for b in (_van(dimensie, gemeenten) if code == GEMEENTEN else [code])]
        for dimensie, codes in blok.items()
    }


def _deel(blokken: list[dict[str, list[str]]]) -> list[list[dict[str, list[str]]]]:
    """Split until each part is short: first into blocks, then by halving the longest list of a block."""
    if len(quote(_schrijf(blokken))) <= LANGSTE:
        return [blokken]
    if len(blokken) > 1:
        return [deel for blok in blokken for deel in _deel([blok])]
    langste = max(blokken[0], key=lambda dimensie: len(blokken[0][dimensie]))
    codes = blokken[0][langste]
    midden = len(codes) // 2
    if midden == 0:
        return [blokken]
    return [d for helft in (codes[:midden], codes[midden:]) for d in _deel([blokken[0] | {langste: helft}])]


def _schrijf(blokken: list[dict[str, list[str]]]) -> str:
    regels = [
        " and ".join(
            "(" + " or ".join(f"startswith({dimensie},'{b}')" for b in begin) + ")" for dimensie, begin in blok.items()
        )
        for blok in blokken
    ]
    return " or ".join(f"({regel})" for regel in regels) if len(regels) > 1 else regels[0]


def achtereen(
    antwoorden: Iterable[Iterable[dict[str, Any]]], sleutel: Callable[[dict[str, Any]], Hashable]
) -> Iterator[dict[str, Any]]:
    """Rows of the answers to several filters; one that an earlier answer held too comes once.

    Within one answer nothing is left out: a row that comes twice there is a fault, for others to see.

    >>> list(achtereen([[{"k": 1}, {"k": 1}], [{"k": 1}, {"k": 2}]], lambda rij: rij["k"]))
    [{'k': 1}, {'k': 1}, {'k': 2}]
    """
    eerder: set[Hashable] = set()
    for antwoord in antwoorden:
        nu = set()
        for rij in antwoord:
            wat = sleutel(rij)
            nu.add(wat)
            if wat not in eerder:
                yield rij
        eerder |= nu


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
