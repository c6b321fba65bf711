"""Observations -> notebooks: papermill runs each notebook on what the definitions let it read, and nothing else."""

from collections.abc import Iterator

from ezlib.codesom import notebook_code
from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    yield stap(
        f"bronnenlijst {o.label}",
        "ezlib.report.bronnenlijst:maak_bronnenlijst",
        leest={
            "bewijzen": {b.id: o.huis.bewijs(b.id) for b in o.bronnen},
            "kaarten": {b.id: o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "kaart"},
            "pogingen": o.pogingen,
        },
        weet={"bronnen": o.bronnen, "afwezig": o.afwezig, "jaar": o.jaar, **o.definities.verversen},
        maakt={"lijst": o.bronnenlijst, "bronnen_csv": o.tabel("bronnen.csv")},
        code=[],
    )
    for notebook in [*o.notebooks, *o.per_wijk]:
        naam, per_wijk = notebook.stem, notebook in o.per_wijk
        indicatoren = o.definities.indicatoren_van(naam)
        yield stap(
            f"notebook {naam} {o.label}",
            "ezlib.report.wijkpaginas:draai_per_wijk" if per_wijk else "ezlib.report.notebooks:draai_notebook",
            leest={
                "bron": notebook,
                "kader": o.kader,
                "waarnemingen": [o.sommen(i) for i in indicatoren],
                "kaarten": [o.huis.tidy(k) for k in o.definities.kaarten_van(naam, o.gemeente) if k in o.snapshots],
                # Every page may tell of its sources; the list changes only when a snapshot does.
                "bronnen": [o.bronnenlijst],
                "edities": [o.werk / naam for naam in ("edities.parquet", "uitgaven.json", "gezegd.json")],
            },
            weet={
                "parameters": {"jaar": o.jaar, "gemeente": o.gemeente},
                "engine": o.engine,
                "mislukt": o.mislukt,
                "definities": [o.definities.indicatoren[i] for i in indicatoren]
                + [o.definities.kenmerken, o.definities.tellingen],
                "voortgang": o.voortgang,
            },
            maakt={"doel": o.bundel(naam) if per_wijk else o.uitgevoerd(naam)},
            code=[],
            broncode=notebook_code(notebook),
        )
