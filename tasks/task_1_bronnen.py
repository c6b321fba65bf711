"""Raw -> tidy: the sums of every snapshot are checked, then its table gets the common layout."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    for bron in o.bronnen:
        if bron.lezer in ("register", "kvk", "levering", "voortgang"):
            continue
        snapshot = o.snapshots[bron.id]
        bestanden = sorted(p for p in snapshot.iterdir() if p.is_file())
        yield stap(
            f"bron {bron.id}",
            "ezlib.tidy:controleer_bron",
            leest={"bestanden": bestanden},
            weet={"snapshot": snapshot, "inhoud": [p.name for p in bestanden]},
            maakt={"bewijs": o.huis.bewijs(bron.id)},
            code=["ezlib.sources.snapshot"],
        )
        yield stap(
            f"tidy {bron.id}",
            "ezlib.tidy:maak_tidy",
            leest={"bewijs": o.huis.bewijs(bron.id)},
            weet={"snapshot": snapshot, "bron": bron, "controles": o.definities.keuring["controles"]},
            maakt={"tabel": o.huis.tidy(bron.id)},
            code=[f"ezlib.tidy.{bron.lezer}"],
        )
    for bron in (b for b in o.bronnen if b.lezer == "voortgang"):
        yield stap(
            "tidy voortgang",
            "ezlib.tidy.voortgang:maak_voortgang",
            weet={"voortgang": o.definities.voortgang, "bron": bron},
            maakt={"tabel": o.huis.tidy(bron.id), "bewijs": o.huis.bewijs(bron.id)},
            code=[],
        )
    if o.buiten_reeks:
        yield stap(
            f"reeksen {o.gemeente}",
            "ezlib.tidy.reeks:maak_reeks",
            leest={
                "tabellen": [o.huis.tidy(b.id) for b in o.bronnen if b.soort == "cbs" and b.heeft_cijfers],
                "kaarten": [o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "kaart"],
            },
            weet={"gemeente": o.gemeente, "reeks": o.reeks},
            maakt={"tabel": o.op_reeks},
            code=[],
        )
