"""Raw -> tidy: every source in one long layout, one row a figure. One module a kind of table, chosen by `lezer:`.

A column that a table has but leaves empty gives rows without a value (`ontbreekt` "onbekend"); a column that it does
not have gives no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ezlib.fouten import BronFout, ControleFout, bedoelde
from ezlib.schemas import EENHEDEN
from ezlib.sources.snapshot import Snapshot, load_snapshot
from ezlib.store import save_frame, save_json
from ezlib.tidy.keuring import check_cijfers

if TYPE_CHECKING:
    import pandera.pandas as pa

    from ezlib.definitions import Bron

KOLOMMEN = [
    "gebied_type",  # land, regio, gemeente, wijk, buurt, werklocatie
    "gebied_code",  # "GM0637", without padding
    "gebied_naam",
    "indeling",  # boundary year
    "periode",  # peildatum "2020-01-01", year "2024", quarter "2025K3"
    "onderwerp",  # slug: inwoners, woningen, vestigingen, opleiding, ...
    "kenmerk",  # breakdown: totaal, sbi_groep, opleidingsniveau, sbi
    "kenmerkwaarde",
    "waarde",  # float64, NaN where missing
    "eenheid",
    "status",
    "herkomst",
    "ontbreekt",  # "" or the reason why there is no value
    "bron_id",
    "publicatie",
    "noot",
]
# Only where the source gives an interval: 95 %, in the unit of the figure, NaN where missing.
MARGES = ["ondergrens", "bovengrens"]
SLEUTEL = ["bron_id", "publicatie", "gebied_code", "indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde"]
KAART_KOLOMMEN = ["gebied_type", "gebied_code", "gebied_naam", "gemeente_code", "indeling", "geometry"]

GEBIED_TYPEN = {
    "NL": "land",
    "PV": "regio",
    "CR": "regio",
    "AM": "regio",
    "GM": "gemeente",
    "WK": "wijk",
    "BU": "buurt",
    "GK": "regio",  # size class of gemeenten, code of our own, in gebieden.yml
    "WL": "werklocatie",  # code of our own, in gebieden.yml
}
GEBIEDSCODE = r"^(?:[A-Z]{2}\d{2,8}|[A-Z]{2}-[A-Z0-9]+|WL\d{4}-[A-Z0-9]{2,8})$"
STATUSSEN = ["definitief", "nader voorlopig", "voorlopig"]
HERKOMSTEN = ["waargenomen", "geschat", "fictief"]
REDENEN = ["", "onbekend", "geheim", "onderdrukt", "geen-bron", "niet-vergelijkbaar"]

# By name, so that a table depends on the code of its own reader only (see ezlib.codesom).
LEZERS = {
    "kwb": "ezlib.tidy.kwb:tidy_kwb",
    "statline": "ezlib.tidy.statline:tidy_statline",
    "jaarstukken": "ezlib.tidy.jaarstukken:tidy_jaarstukken",
    "kaart": "ezlib.tidy.kaart:tidy_kaart",
    "duo": "ezlib.tidy.duo:tidy_duo",
    "gebiedsindeling": "ezlib.tidy.gebiedsindeling:tidy_gebiedsindeling",
}


def load_lezer(naam: str) -> Callable[[Snapshot, Bron], pd.DataFrame]:
    """Give the reader of a kind of table: `f(snapshot, bron) -> frame`.

    Raises
    ------
    BronFout
        When there is no such reader; with the near match.
    """
    if naam not in LEZERS:
        raise BronFout(f'Onbekende lezer "{naam}"{bedoelde(naam, LEZERS)}. Bekend zijn: {", ".join(LEZERS)}.')
    module, functie = LEZERS[naam].split(":")
    return getattr(import_module(module), functie)


def controleer_bron(bestanden: list[Path], snapshot: Path, inhoud: list[str], bewijs: Path) -> None:
    """Pipeline step: hold a snapshot against its sums and write down which one it was.

    `bestanden` and `inhoud` only make the step run again when a file changes, comes or goes.
    """
    heel = load_snapshot(snapshot)
    save_json({"snapshot": snapshot.name, "herkomst": vars(heel.herkomst)}, bewijs)


def maak_tidy(
    bewijs: Path, snapshot: Path, bron: Bron, tabel: Path, controles: Mapping[str, Any] | None = None
) -> None:
    """Pipeline step: read a snapshot with the reader of its source, check the result and save it.

    `bewijs` only makes the step run again when the snapshot changes; the sums are checked here too, because a file
    can change between two steps.
    """
    frame = load_lezer(bron.lezer)(load_snapshot(snapshot), bron)
    if bron.heeft_cijfers:  # by area, so that an edition finds its own rows together (see `ezlib.store.load_rijen`)
        frame = toets(frame, bron, controles).sort_values("gebied_code", kind="stable")
    save_frame(frame, tabel)


def toets(frame: pd.DataFrame, bron: Bron, controles: Mapping[str, Any] | None) -> pd.DataFrame:
    """Hold a tidy frame against the layout, and its figures against the block `controles` of keuring.yml, if given."""
    check_tidy(frame)
    return check_cijfers(frame, bron, controles) if controles else frame


def gebied_type(codes: pd.Series) -> pd.Series:
    """Kind of area of CBS codes, same index; NaN where the prefix is unknown.

    >>> gebied_type(pd.Series(["NL00", "GM0637", "WK063700", "BU06370001"])).tolist()
    ['land', 'gemeente', 'wijk', 'buurt']
    """
    return codes.str[:2].map(GEBIED_TYPEN)


def met_reden(frame: pd.DataFrame) -> pd.DataFrame:
    """Add `ontbreekt`: "onbekend" where `waarde` is missing, else empty; same index.

    >>> met_reden(pd.DataFrame({"waarde": [1.0, float("nan")]})).ontbreekt.tolist()
    ['', 'onbekend']
    """
    return frame.assign(ontbreekt=np.where(frame["waarde"].isna(), "onbekend", ""))


@cache
def tidy_schema() -> pa.DataFrameSchema:
    """Schema of a tidy frame (pandera); built on first use, because importing pandera takes its time."""
    import pandera.pandas as pa

    def tekst(*checks: pa.Check) -> pa.Column:
        return pa.Column("str", checks=list(checks), nullable=False)

    slug = pa.Check.str_matches(r"^[a-z][a-z0-9_]*$", error="geen kleine letters, cijfers en _")
    kolommen: dict[str, Any] = dict.fromkeys(KOLOMMEN, tekst()) | {
        "gebied_type": tekst(pa.Check.isin(sorted(set(GEBIED_TYPEN.values())), error="onbekend gebiedstype")),
        "gebied_code": tekst(pa.Check.str_matches(GEBIEDSCODE, error="geen code van een gebied")),
        "indeling": pa.Column("int64", pa.Check.in_range(1990, 2100, error="geen jaar van een indeling")),
        "periode": tekst(
            pa.Check.str_matches(r"^\d{4}(-\d{2}-\d{2}|K[1-4])?$", error="geen peildatum, jaar of kwartaal")
        ),
        "onderwerp": tekst(slug),
        "kenmerk": tekst(slug),
        "kenmerkwaarde": tekst(pa.Check.str_length(min_value=1, error="leeg")),
        "waarde": pa.Column("float64", pa.Check(np.isfinite, ignore_na=True, error="oneindig"), nullable=True),
        "eenheid": tekst(pa.Check.isin(EENHEDEN, error="onbekende eenheid")),
        "status": tekst(pa.Check.isin(STATUSSEN, error="onbekende status")),
        "herkomst": tekst(pa.Check.isin(HERKOMSTEN, error="onbekende herkomst")),
        "ontbreekt": tekst(pa.Check.isin(REDENEN, error="onbekende reden")),
    }
    kolommen |= dict.fromkeys(MARGES, pa.Column("float64", nullable=True, required=False))
    return pa.DataFrameSchema(kolommen, strict=True, ordered=True)


def schemafouten(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[str]:
    """Say in Dutch what breaks a schema, a line per column and rule with three examples; empty when all is well."""
    import pandera.errors

    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as fout:
        regels = []
        for (kolom, check), groep in fout.failure_cases.groupby(["column", "check"], sort=False, dropna=False):
            gevallen = ", ".join(f'"{g}"' for g in groep["failure_case"].astype("str").unique()[:3])
            regels.append(f"kolom {kolom}: {check} ({len(groep)} keer): {gevallen}")
        return regels
    return []


def check_tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Hold a frame against the tidy layout and give it back.

    Raises
    ------
    ControleFout
        Every fault at once: columns, types, words, key not unique, a value without reason or a reason with a value.
    """
    fouten = schemafouten(tidy_schema(), frame)
    if not fouten:
        fouten = _fouten_over_rijen(frame)
    if fouten:
        wie = ", ".join(frame["bron_id"].astype("str").unique()[:3]) if "bron_id" in frame else "onbekende bron"
        raise ControleFout(f"De tabel van {wie} klopt niet:\n  " + "\n  ".join(fouten))
    return frame


def _fouten_over_rijen(frame: pd.DataFrame) -> list[str]:
    fouten = []
    dubbel = frame[frame.duplicated(SLEUTEL)]
    if len(dubbel):
        fouten.append(f"{len(dubbel)} rijen staan er dubbel in, de eerste: {dubbel[SLEUTEL].iloc[0].to_dict()}")
    scheef = frame["waarde"].isna() != (frame["ontbreekt"] != "")
    if scheef.any():
        fouten.append(f"{scheef.sum()} rijen zonder cijfer en zonder reden, of met allebei")
    if set(MARGES) <= set(frame):
        buiten = (frame["waarde"] < frame["ondergrens"]) | (frame["waarde"] > frame["bovengrens"])
        if buiten.any():
            fouten.append(f"{buiten.sum()} cijfers liggen buiten hun eigen marge")
    if frame.empty:
        fouten.append("er staat geen enkel cijfer in")
    return fouten
