"""The data dictionary: every table, view, file and column, made of the schemas and of nothing else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from ezlib.database.bestand import verwijzingen
from ezlib.database.schema import soort_van, tabellen, woorden_van
from ezlib.database.schema_csv import bestanden
from ezlib.database.schema_views import views

KOLOMMEN = [
    "tabel",
    "soort",
    "kolom",
    "betekenis",
    "type",
    "eenheid",
    "toegestaan",
    "mag_leeg",
    "sleutel",
    "verwijst_naar",
]
SOORTEN = {"tabel": tabellen, "view": views, "bestand": bestanden}


def woordenboek() -> pd.DataFrame:
    """One row a column, after one row (without `kolom`) for the table itself; all text, in Dutch.

    >>> frame = woordenboek().set_index(["tabel", "kolom"])
    >>> frame.loc[("waarneming", "herkomst"), ["type", "toegestaan", "mag_leeg"]].tolist()
    ['tekst', 'fictief, geschat, waargenomen', 'nee']
    >>> frame.loc[("waarneming", "gebied_id"), ["sleutel", "verwijst_naar"]].tolist()
    ['ja', 'gebied']
    """
    rijen = [
        rij
        for soort, schemas in SOORTEN.items()
        for schema in schemas().values()
        for rij in [_tabelrij(schema, soort), *_kolomrijen(schema, soort)]
    ]
    return pd.DataFrame(rijen, columns=KOLOMMEN).fillna("")


def _tabelrij(schema: pa.DataFrameSchema, soort: str) -> dict[str, Any]:
    return {"tabel": schema.name, "soort": soort, "betekenis": schema.description}


def _kolomrijen(schema: pa.DataFrameSchema, soort: str) -> list[dict[str, Any]]:
    doel = {kolom: tabel for tabel, kolommen in verwijzingen(schema).items() for kolom in kolommen}
    return [
        {
            "tabel": schema.name,
            "soort": soort,
            "kolom": naam,
            "betekenis": kolom.description,
            "type": soort_van(kolom),
            "eenheid": kolom.metadata.get("eenheid", ""),
            "toegestaan": ", ".join(woorden_van(kolom)),
            "mag_leeg": "ja" if kolom.nullable else "nee",
            "sleutel": "ja" if naam in (schema.unique or []) else "nee",
            "verwijst_naar": doel.get(naam, "") if soort == "tabel" else "",
        }
        for naam, kolom in schema.columns.items()
    ]
