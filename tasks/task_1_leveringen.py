"""Delivery -> tidy: what lies in the drop folder is read and judged; what is refused stops nothing."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    for bron_id, bestanden in o.leveringen.items():
        bron = o.definities.bronnen[bron_id]
        yield stap(
            f"levering {bron.levering.id}",
            "ezlib.tidy.levering:maak_levering",
            leest={"bestanden": bestanden},
            weet={"bron": bron, "namen": o.gebiedsnamen, "gemeente": o.definities.thuisgemeente},
            maakt={"tabel": o.huis.tidy(bron_id), "bewijs": o.huis.bewijs(bron_id)},
            code=[f"ezlib.tidy.levering_{bron.levering.bewerking}"] if bron.levering.bewerking else [],
        )
