"""Tidy -> observations: first the areas of the edition, then every indicator of the catalogue, then the tables."""

from collections.abc import Iterator
from dataclasses import asdict

from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    aanwezig, buiten = {bron.id for bron in o.bronnen}, {bron.id for bron in o.buiten_reeks}
    yield stap(
        f"kader {o.label}",
        "ezlib.indicators.stappen:maak_kader",
        leest={
            # Not the register: its firms are placed in these areas, and nothing else need wait until it is read.
            "tabellen": [
                o.huis.tidy(b.id) for b in o.bronnen if b.heeft_cijfers and b.soort not in ("levering", "register")
            ],
            "indelingen": [o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "gebiedsindeling"],
            "kaarten": [o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "kaart"],
        },
        weet={
            "gemeente": o.gemeente,
            "jaar": o.jaar,
            "gebieden": o.definities.gebieden,
            "samengevoegd": [asdict(s) | {"delen": list(s.delen)} for s in o.registerdefinities.samenvoegingen],
        },
        maakt={"kader": o.kader},
        code=[],
    )
    toen = {"edities": o.werk / "edities.parquet", "uitgaven": o.werk / "uitgaven.json"}
    yield stap(
        f"edities {o.label}",
        "ezlib.edities:maak_edities",
        leest={
            "bestanden": o.edities,
            "herkomst": [pad.parent / "herkomst.json" for pad in o.edities],
            "kernen": o.kernen,
        },
        maakt={**toen, "gezegd": o.werk / "gezegd.json"},
        code=[],
    )
    for indicator in o.definities.indicatoren.values():
        yield stap(
            f"indicator {indicator.id} {o.label}",
            "ezlib.indicators.stappen:maak_indicator",
            leest={
                "tabellen": [
                    *(o.huis.tidy(b) for b in indicator.bronnen if b in aanwezig),
                    # The register stands on the boundaries of the series, and so must what is set against it.
                    *([o.op_reeks] if "register" in indicator.bronnen and buiten & set(indicator.bronnen) else []),
                ],
                "kader": o.kader,
                **toen,
            },
            weet={
                "indicator": indicator,
                "ledger": o.definities.ledger_van(indicator.id),
                "jaar": o.jaar,
                "regels": o.definities.keuring["signalen"],
                "reeksen": {b: o.definities.bronnen[b].reeks for b in indicator.bronnen},
                "kenmerken": o.definities.kenmerken,
            },
            maakt={
                "waarnemingen": o.waarnemingen(indicator.id),
                "historie": o.historie(indicator.id),
                "signalen": o.signalen(indicator.id),
                "revisies": o.revisies(indicator.id),
                "sommen": o.sommen(indicator.id),
            },
            code=[f"ezlib.indicators.{indicator.functie.split('.')[0]}"],
        )
    yield stap(
        f"tabellen {o.label}",
        "ezlib.report.tabellen:maak_tabellen",
        leest={
            "waarnemingen": [o.waarnemingen(i) for i in o.definities.indicatoren],
            "historie": [o.historie(i) for i in o.definities.indicatoren],
            "signalen": [o.signalen(i) for i in o.definities.indicatoren],
            "revisies": [o.revisies(i) for i in o.definities.indicatoren],
        },
        weet={"gemeente": o.gemeente},
        maakt={
            "waarnemingen_csv": o.tabel("waarnemingen.csv"),
            "historie_csv": o.tabel("historie.csv"),
            "signalen_csv": o.tabel("signalen.csv"),
            "revisies_csv": o.tabel("revisies.csv"),
            "opvallend": o.opvallend,
        },
        code=[],
    )
