"""Joins of area tables, guarded by their boundary year.

On 1 January 2025 Zoetermeer went from 26 buurten to 146 and gave 15 old codes to other places: a join on code over
that date is silently wrong. Here it raises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from ezlib.fouten import IndelingFout
from ezlib.taal import opsomming

# Definitions as in definitions/gebieden.yml: {"GM0637": [{"gelijk": [2014, 2024]}, ...]}.
Indelingen = Mapping[str, Sequence[Mapping[str, Any]]]


def koppel(
    links: pd.DataFrame,
    rechts: pd.DataFrame,
    *,
    on: str | list[str],
    validate: Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"],
    how: Literal["inner", "left", "outer"] = "inner",
    gelijk: Indelingen | None = None,
) -> pd.DataFrame:
    """Merge two area tables of the same boundary year or years.

    Parameters
    ----------
    links, rechts
        Frames with `indeling` (boundary year); with `gelijk` also `gebied_code`.
    on
        Key beside the boundary year, e.g. "gebied_code".
    validate, how
        As in `pandas.merge`; `validate` has no default on purpose.
    gelijk
        Per gemeente the spans of years in which no boundary or code changed (`indelingen:` of gebieden.yml); years
        within one span count as one. Without it years must be the same.

    Returns
    -------
    DataFrame with the columns of both; `indeling` is that of `links` (of `rechts` in rows that only `rechts` has).

    Raises
    ------
    IndelingFout
        When the boundary years differ, or a frame has none.

    >>> jaar = lambda j: pd.DataFrame({"gebied_code": ["BU06370101"], "indeling": [j]})
    >>> koppel(jaar(2024).assign(inwoners=900), jaar(2024).assign(naam="Meerzicht-Oost"),
    ...        on="gebied_code", validate="one_to_one").to_dict("records")
    [{'gebied_code': 'BU06370101', 'indeling': 2024, 'inwoners': 900, 'naam': 'Meerzicht-Oost'}]
    >>> koppel(jaar(2024), jaar(2025), on="gebied_code", validate="one_to_one")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ezlib.fouten.IndelingFout: Deze tabellen horen bij verschillende gebiedsindelingen: links 2024, rechts 2025. ...
    >>> len(koppel(jaar(2020), jaar(2024), on="gebied_code", validate="one_to_one",
    ...            gelijk={"GM0637": [{"gelijk": [2014, 2024]}]}))
    1
    """
    for naam, frame in (("linker", links), ("rechter", rechts)):
        if "indeling" not in frame:
            raise IndelingFout(
                f"De {naam} tabel heeft geen kolom `indeling`: zonder jaar van de gebiedsindeling wordt niet gekoppeld."
            )
    jaar_links, jaar_rechts = ijkjaar(links, gelijk or {}), ijkjaar(rechts, gelijk or {})
    if set(jaar_links) != set(jaar_rechts):
        raise IndelingFout(_uitleg(links, rechts))
    sleutels = [on] if isinstance(on, str) else list(on)
    samen = links.assign(_jaar=jaar_links).merge(
        rechts.assign(_jaar=jaar_rechts),
        on=[*(s for s in sleutels if s != "indeling"), "_jaar"],
        how=how,
        validate=validate,
        suffixes=("", "_rechts"),
    )
    samen["indeling"] = samen["indeling"].fillna(samen["indeling_rechts"]).astype("int64")
    return samen.drop(columns=["_jaar", "indeling_rechts"])


def ijkjaar(frame: pd.DataFrame, gelijk: Indelingen) -> pd.Series:
    """Boundary year per row, the last year of its span where the gemeente has one; same index."""
    jaar = frame["indeling"].copy()
    if not gelijk:
        return jaar
    gemeente = "GM" + frame["gebied_code"].str[2:6]
    for code, blokken in gelijk.items():
        for begin, einde in (blok["gelijk"] for blok in blokken):
            jaar = jaar.mask((gemeente == code) & frame["indeling"].between(begin, einde), einde)
    return jaar


def _uitleg(links: pd.DataFrame, rechts: pd.DataFrame) -> str:
    jaren = [opsomming([str(j) for j in sorted(f["indeling"].unique())]) or "geen" for f in (links, rechts)]
    return (
        f"Deze tabellen horen bij verschillende gebiedsindelingen: links {jaren[0]}, rechts {jaren[1]}. "
        "Een code kan in het ene jaar een andere plek zijn dan in het andere. Neem van beide tabellen hetzelfde jaar. "
        "Zijn de grenzen gelijk gebleven, leg dat dan vast bij `indelingen:` in definitions/gebieden.yml en geef het "
        "mee als gelijk=. Reken anders eerst om naar een indeling."
    )
