"""The page for who wants to work with the figures: what to download, and what every table and column means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.database.woordenboek import woordenboek
from ezlib.definitions import Definities
from ezlib.report.paginas import html_tabel, veilig
from ezlib.taal import getal, opsomming

SOORTEN = {
    "bestand": ("Tabellen om te openen", "Deze bestanden staan in de map `tabellen` van de editie."),
    "tabel": (
        "Tabellen van de database",
        "In de database staat elk gegeven op een plek. Een cijfer verwijst naar zijn indicator, gebied, bron en editie.",
    ),
    "view": ("Overzichten in de database", "Een view is een opgeslagen vraag. Zij staan alleen in `economie.duckdb`."),
}


def gegevens(definities: Definities, swing_verslag: Path) -> str:
    """MyST source of the page, made of the data dictionary and of the report on the upload for Swing."""
    frame = woordenboek()
    delen = [
        "# Gegevens en database\n",
        "Wilt u zelf met de cijfers rekenen? Hier staat welke tabellen er zijn en wat elke kolom betekent.\n",
        '- <a href="tabellen/waarnemingen.csv">waarnemingen.csv</a>: alle cijfers in een tabel. Dezelfde cijfers '
        'met uitleg voor <a href="tabellen/waarnemingen.xlsx">Excel</a> en voor '
        '<a href="tabellen/waarnemingen.ods">LibreOffice</a>.\n'
        '- <a href="tabellen/database/economie-csv.zip">economie-csv.zip</a>: de tabellen van de database als csv.\n'
        '- <a href="tabellen/database/gegevenswoordenboek.csv">gegevenswoordenboek.csv</a>: deze pagina als tabel.\n'
        f"- Als Parquet, voor R, Python en Power BI: {_parquet(frame)}.\n",
        "De database zelf heet `economie.duckdb`. Zij staat bij de onderzoekers, in `data/processed`, en is een kopie: wie er iets "
        "in verandert, verandert niets aan de monitor.\n",
        "In `waarneming` en `waarnemingen.csv` staan ook verzonnen cijfers (herkomst `fictief`), zolang er geen "
        "bedrijvenregister is ingelezen. Gebruik ze nergens. De views laten ze weg.\n",
    ]
    delen.append(_per_functie(definities))
    delen.append(_swing(pd.read_csv(swing_verslag, dtype={"aantal": "int64"})))
    for soort, (titel, uitleg) in SOORTEN.items():
        delen.append(f"## {titel}\n\n{uitleg}\n")
        delen += [_tabel(deel) for _, deel in frame[frame["soort"] == soort].groupby("tabel", sort=False)]
    return "\n".join(delen)


def _per_functie(definities: Definities) -> str:
    regels = [
        f'- <a href="tabellen/per_functie/{naam}.xlsx">{veilig(functie["functie"])}</a>: '
        f"{'actiepunt' if len(functie['actiepunten']) == 1 else 'actiepunten'} {opsomming(functie['actiepunten'])}."
        for naam, functie in definities.uitvoer["functies"].items()
    ]
    return (
        "## Een Excel per functie\n\nAlle echte cijfers bij de actiepunten van een functie, in een tabel met filters.\n\n"
        + "\n".join(regels)
        + "\n"
    )


def _swing(verslag: pd.DataFrame) -> str:
    """What went to Swing and what did not: the totals per reason."""
    per = verslag.groupby(["mee", "uitkomst"], sort=False)["aantal"].sum().sort_values(ascending=False).reset_index()
    mee, niet = (int(per.loc[per["mee"] == antwoord, "aantal"].sum()) for antwoord in ("ja", "nee"))
    rijen = [[rij.uitkomst, getal(rij.aantal)] for rij in per[per["mee"] == "nee"].itertuples()]
    tabel = (
        html_tabel(["Waarom niet", "Cijfers"], rijen, bijschrift="Cijfers die niet naar Swing gaan") if rijen else ""
    )
    return (
        "## Uitvoer voor Swing\n\nSwing is het platform achter de website met cijfers van de gemeente. Er staan "
        f"{getal(mee)} cijfers klaar om daar te laden; {getal(niet)} gaan niet mee. De vorm van het bestand is nog niet "
        "bevestigd door de beheerder van Swing.\n\n"
        '- <a href="tabellen/swing/swing-bestand.csv">swing-bestand.csv</a>: de cijfers.\n'
        '- <a href="tabellen/swing/swing-onderwerpen.csv">swing-onderwerpen.csv</a>: naam, eenheid, definitie en bron per '
        "onderwerp.\n"
        '- <a href="tabellen/swing/swing-verslag.csv">swing-verslag.csv</a>: per indicator wat meegaat en wat niet, en waarom.\n\n'
        f"{tabel}\n"
    )


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
