"""Observations -> what analysts and others take along: database, upload for Swing, workbooks; no step reads the database."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    yield stap(
        f"database tabellen {o.label}",
        "ezlib.database.stappen:maak_tabellen",
        leest={
            "waarnemingen": [o.waarnemingen(i) for i in o.definities.indicatoren],
            "historie": [o.historie(i) for i in o.definities.indicatoren],
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
        },
        weet={"definities": o.definities, "jaar": o.jaar},
        maakt={
            "parquet": o.sterren,
            "csv": o.tabel("database/economie-csv.zip"),
            "woordenboek_csv": o.tabel("database/gegevenswoordenboek.csv"),
        },
        code=[],
    )
    yield stap(
        f"swing {o.label}",
        "ezlib.database.stappen:maak_swing",
        leest={"waarnemingen": [o.waarnemingen(i) for i in o.definities.indicatoren], "kader": o.kader},
        weet={"definities": o.definities},
        maakt={naam: o.tabel(f"swing/swing-{naam}.csv") for naam in ("bestand", "onderwerpen", "verslag")},
        code=[],
    )
    yield stap(
        f"werkmappen {o.label}",
        "ezlib.report.werkmappen:maak_werkmappen",
        leest={
            "waarnemingen": [o.waarnemingen(i) for i in o.definities.indicatoren],
            "historie": [o.historie(i) for i in o.definities.indicatoren],
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
        },
        weet={"jaar": o.jaar},
        maakt={soort: o.tabel(f"waarnemingen.{soort}") for soort in ("xlsx", "ods")},
        code=[],
    )
    yield stap(
        f"Excel per functie {o.label}",
        "ezlib.report.werkmappen:maak_functiemappen",
        leest={
            "waarnemingen": {i: o.waarnemingen(i) for i in o.definities.indicatoren},
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
        },
        weet={"definities": o.definities, "jaar": o.jaar},
        maakt={"xlsx": {naam: o.tabel(f"per_functie/{naam}.xlsx") for naam in o.definities.uitvoer["functies"]}},
        code=[],
    )
    yield stap(
        f"economie.duckdb {o.label}",
        "ezlib.database.stappen:maak_database",
        leest={"parquet": o.sterren},
        maakt={"database": o.werk / "economie.duckdb"},
        code=[],
    )
