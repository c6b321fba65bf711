"""Raw -> tidy: the sums of every snapshot are checked, then its table gets the common layout."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    for bron in o.bronnen:
        if bron.lezer == "register":
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
            weet={"snapshot": snapshot, "bron": bron},
            maakt={"tabel": o.huis.tidy(bron.id)},
            code=[f"ezlib.tidy.{bron.lezer}"],
        )
