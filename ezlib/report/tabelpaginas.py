"""Pages that are made of tables and definitions alone: they wait for no notebook, and no notebook makes them anew."""

from __future__ import annotations

from pathlib import Path

from ezlib.definitions import Definities
from ezlib.report import indicatorpagina, toegankelijkheid
from ezlib.report.bronnenlijst import gebruikt
from ezlib.report.gegevenspagina import gegevens
from ezlib.report.waarschuwing import bronnen_per_indicator
from ezlib.store import load_json, save_json


def maak_tabelpaginas(
    tabellen: list[Path],
    swing_verslag: Path,
    kader: Path,
    bronnenlijst: Path,
    definities: Definities,
    jaar: int,
    vooraf: Path,
) -> None:
    """Write the MyST source of each such page (`teksten`), and the sources behind each indicator (`bronnen`).

    `tabellen` are waarnemingen.csv, historie.csv and revisies.csv.
    """
    gebieden, bronnen = load_json(kader), gebruikt(load_json(bronnenlijst))
    nu, toen, herzien = tabellen
    teksten = {
        "indicatoren": indicatorpagina.indicatoren(definities, (nu, toen, herzien), gebieden, bronnen, jaar),
        "gegevens": gegevens(definities, swing_verslag),
        toegankelijkheid.PAGINA: toegankelijkheid.verklaring(gebieden, jaar),
    }
    gebruik = {id_: sorted(namen) for id_, namen in bronnen_per_indicator([nu, toen], definities).items()}
    save_json({"teksten": teksten, "bronnen": gebruik}, vooraf)
