"""The steps of the pipeline that make the database: its tables beside the edition first, and the file itself last."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from ezlib.csvtekst import als_csv
from ezlib.database import swing
from ezlib.database.bestand import vul_database
from ezlib.database.sterren import maak_sterren
from ezlib.database.woordenboek import woordenboek
from ezlib.definitions import Definities
from ezlib.fouten import OpslagFout
from ezlib.indicators.kader import Kader
from ezlib.store import load_frame, load_json, save_bytes, save_frame, save_tekst, schrijf
from ezlib.vastezip import maak_zip


def maak_tabellen(
    waarnemingen: list[Path],
    historie: list[Path],
    kader: Path,
    bronnenlijst: Path,
    definities: Definities,
    jaar: int,
    parquet: dict[str, Path],
    csv: Path,
    woordenboek_csv: Path,
) -> None:
    """Write the star schema as a Parquet file per table and as csv in one zip, and the dictionary of it all."""
    sterren = maak_sterren(
        pd.concat([load_frame(pad) for pad in waarnemingen], ignore_index=True),
        pd.concat([load_frame(pad) for pad in historie], ignore_index=True),
        definities=definities,
        kader=Kader(**load_json(kader)),
        bronnen=load_json(bronnenlijst),
        jaar=jaar,
    )
    for naam, frame in sterren.items():
        save_frame(frame, parquet[naam])
    uitleg = als_csv(woordenboek())
    delen = {f"{naam}.csv": als_csv(frame) for naam, frame in sterren.items()} | {"gegevenswoordenboek.csv": uitleg}
    save_bytes(maak_zip({naam: tekst.encode() for naam, tekst in delen.items()}), csv)
    save_tekst(uitleg, woordenboek_csv)


def maak_swing(
    waarnemingen: list[Path], kader: Path, definities: Definities, bestand: Path, onderwerpen: Path, verslag: Path
) -> None:
    """Write the upload for Swing, what it must know of each subject, and what went in or not and why."""
    regels = definities.uitvoer["swing"]
    rijen = pd.concat([load_frame(pad) for pad in waarnemingen], ignore_index=True)
    beoordeeld = swing.beoordeel(rijen, regels=regels, kader=Kader(**load_json(kader)))
    vorm = {"scheiding": regels["scheiding"], "decimaal": regels["decimaal"]}
    save_tekst(als_csv(swing.bestand(beoordeeld, regels=regels), **vorm), bestand)
    save_tekst(als_csv(swing.onderwerpen(beoordeeld, definities), **vorm), onderwerpen)
    save_tekst(als_csv(swing.verslag(beoordeeld, definities)), verslag)


def maak_database(parquet: dict[str, Path], database: Path) -> None:
    """Write `economie.duckdb` whole, or leave the old one; no step waits for it.

    Raises
    ------
    OpslagFout
        When the file cannot be replaced, on Windows for one because another program has it open.
    """
    try:
        with schrijf(database) as tijdelijk:
            vul_database(tijdelijk, parquet)
    except (OpslagFout, duckdb.IOException) as fout:
        raise OpslagFout(
            f"{database.name} kon niet worden opgeslagen in {database.parent}: {fout} De vorige staat er nog. Is er ruimte op "
            f"de schijf? Staat {database.name} open in een ander programma? Sluit dat, en draai dezelfde opdracht opnieuw."
        ) from fout
