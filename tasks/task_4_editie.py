"""Notebooks -> edition: one site with its tables and figures, checked, then swapped in whole."""

from collections.abc import Iterator

from ezlib.codesom import inhoud_sommen
from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap

TABELLEN = ("waarnemingen.csv", "historie.csv", "signalen.csv", "revisies.csv", "bronnen.csv")


def stappen(o: Opzet) -> Iterator[Stap]:
    indicatoren = o.definities.indicatoren.values()
    yield stap(
        f"documenten lezen {o.label}",
        "ezlib.report.documenten.uit_notebooks:lees_documenten",
        leest={"notebooks": [o.uitgevoerd(n.stem) for n in o.notebooks]},
        maakt={"bomen": o.werk / "documenten.json"},
        code=[],
    )
    yield stap(
        f"documenten {o.label}",
        "ezlib.report.documenten.bestanden:maak_documenten",
        leest={"bomen": o.werk / "documenten.json"},
        weet={"concept": o.concept},
        maakt={"documenten": o.werk / "documenten.zip"},
        code=[],
    )
    yield stap(
        f"tabelpagina's {o.label}",
        "ezlib.report.tabelpaginas:maak_tabelpaginas",
        leest={
            "tabellen": [o.tabel(naam) for naam in ("waarnemingen.csv", "historie.csv", "revisies.csv")],
            "swing_verslag": o.tabel("swing/swing-verslag.csv"),
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
        },
        weet={"definities": o.definities, "jaar": o.jaar},
        maakt={"vooraf": o.werk / "tabelpaginas.json"},
        # The page of all indicators shows their code.
        code=sorted({f"ezlib.indicators.{i.functie.split('.')[0]}" for i in indicatoren}),
    )
    yield stap(
        f"pagina's {o.label}",
        "ezlib.report.editie:maak_paginas",
        leest={
            "notebooks": [o.uitgevoerd(n.stem) for n in o.notebooks],
            "bundels": [o.bundel(n.stem) for n in o.per_wijk],
            "vooraf": o.werk / "tabelpaginas.json",
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
            "stijlblad": o.huis.wortel / "ezlib" / "report" / "monitor.css",
        },
        weet={"definities": o.definities, "jaar": o.jaar, "concept": o.concept, "bouwmap": o.werk / "site"},
        maakt={"paginas": o.werk / "paginas.zip"},
        code=["ezlib.report.site"],
    )
    yield stap(
        f"site {o.label}",
        "ezlib.report.editie:maak_editie",
        leest={
            "paginas": o.werk / "paginas.zip",
            "notebooks": [o.uitgevoerd(n.stem) for n in o.notebooks],
            "bundels": [o.bundel(n.stem) for n in o.per_wijk],
            "tabellen": [o.tabel(naam) for naam in TABELLEN],
            "mappen": {
                "database": [
                    *o.sterren.values(),
                    o.tabel("database/economie-csv.zip"),
                    o.tabel("database/gegevenswoordenboek.csv"),
                ],
                "swing": [o.tabel(f"swing/swing-{naam}.csv") for naam in ("bestand", "onderwerpen", "verslag")],
                "per_functie": [o.tabel(f"per_functie/{naam}.xlsx") for naam in o.definities.uitvoer["functies"]],
                "": [o.tabel(f"waarnemingen.{soort}") for soort in ("xlsx", "ods")],
            },
            "documenten": o.werk / "documenten.zip",
            "kader": o.kader,
            "bronnenlijst": o.bronnenlijst,
        },
        weet={"definities": o.definities, "inhoud": inhoud_sommen(o.huis.wortel), "jaar": o.jaar},
        maakt={"herkomst": o.werk / "editie" / "herkomst.json"},
        code=[],
    )
    yield stap(
        f"wissel {o.label}",
        "ezlib.report.editie:publiceer",
        leest={"herkomst": o.werk / "editie" / "herkomst.json"},
        weet={"editie": o.editie},
        maakt={"gepubliceerd": o.editie / "herkomst.json"},
        code=[],
    )
