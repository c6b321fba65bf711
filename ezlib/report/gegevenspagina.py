"""The page for who wants to work with the figures: what to download, and what every table and column means."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.database.woordenboek import woordenboek
from ezlib.report.paginas import html_tabel, veilig

SOORTEN = {
    "bestand": ("Tabellen om te openen", "Deze bestanden staan in de map `tabellen` van de editie."),
    "tabel": (
        "Tabellen van de database",
        "In de database staat elk gegeven op een plek. Een cijfer verwijst naar zijn indicator, gebied, bron en editie.",
    ),
    "view": ("Overzichten in de database", "Een view is een opgeslagen vraag. Zij staan alleen in `economie.duckdb`."),
}


def gegevens() -> str:
    """MyST source of the page, made of the data dictionary."""
    frame = woordenboek()
    delen = [
        "# Gegevens en database\n",
        "Wilt u zelf met de cijfers rekenen? Hier staat welke tabellen er zijn en wat elke kolom betekent.\n",
        '- <a href="tabellen/waarnemingen.csv">waarnemingen.csv</a>: alle cijfers in een tabel.\n'
        '- <a href="tabellen/database/economie-csv.zip">economie-csv.zip</a>: de tabellen van de database als csv.\n'
        '- <a href="tabellen/database/gegevenswoordenboek.csv">gegevenswoordenboek.csv</a>: deze pagina als tabel.\n'
        f"- Als Parquet, voor R, Python en Power BI: {_parquet(frame)}.\n",
        "De database zelf heet `economie.duckdb`. Zij staat bij de onderzoekers, in `data/processed`, en is een kopie: wie er iets "
        "in verandert, verandert niets aan de monitor.\n",
        "In `waarneming` en `waarnemingen.csv` staan ook verzonnen cijfers (herkomst `fictief`), zolang er geen "
        "bedrijvenregister is ingelezen. Gebruik ze nergens. De views laten ze weg.\n",
    ]
    for soort, (titel, uitleg) in SOORTEN.items():
        delen.append(f"## {titel}\n\n{uitleg}\n")
        delen += [_tabel(deel) for _, deel in frame[frame["soort"] == soort].groupby("tabel", sort=False)]
    return "\n".join(delen)


def _parquet(frame: pd.DataFrame) -> str:
    namen = frame.loc[frame["soort"] == "tabel", "tabel"].unique()
    return ", ".join(f'<a href="tabellen/database/{naam}.parquet">{naam}</a>' for naam in namen)


def _tabel(deel: pd.DataFrame) -> str:
    naam, rijen = deel["tabel"].iloc[0], deel[deel["kolom"] != ""]
    regels = [[rij.kolom, rij.betekenis, _vorm(rij)] for rij in rijen.itertuples()]
    tabel = html_tabel(["Kolom", "Betekenis", "Vorm"], regels, bijschrift=f"Kolommen van {naam}")
    return f"### {naam}\n\n{veilig(deel['betekenis'].iloc[0])}\n\n{tabel}\n"


def _vorm(rij: Any) -> str:
    """What a column may hold, in a few words."""
    soort = f"een van: {rij.toegestaan}" if rij.toegestaan else rij.type
    if rij.eenheid not in ("", rij.type):
        soort += f" ({rij.eenheid})"
    extra = [
        "sleutel" if rij.sleutel == "ja" else "",
        f"verwijst naar {rij.verwijst_naar}" if rij.verwijst_naar else "",
        "mag leeg" if rij.mag_leeg == "ja" else "",
    ]
    return "; ".join([soort, *filter(None, extra)])
