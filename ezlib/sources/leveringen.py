"""Which deliveries lie in the drop folder `data/raw/handmatig/`; a file is known by its name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ezlib.fouten import bedoelde
from ezlib.leveringen import DROPMAP
from ezlib.sources.snapshot import VAN_HET_SYSTEEM

VORMEN = (".csv", ".xlsx", ".ods")


@dataclass(frozen=True)
class Vondst:
    """`bestanden`: files per delivery, two of one delivery included; `vreemd`: a sentence per file of no delivery."""

    bestanden: dict[str, list[Path]]
    vreemd: list[str]


def dropmap(raw: Path) -> Path:
    """The folder in which an analyst lays what was delivered."""
    return raw / DROPMAP


def zoek_leveringen(raw: Path, bekend: Collection[str]) -> Vondst:
    """Find the files of each delivery by name; folders, and what a file manager or Excel leaves behind, do not count."""
    map_ = dropmap(raw)
    bestanden: dict[str, list[Path]] = {}
    vreemd = []
    for pad in sorted(map_.iterdir()) if map_.is_dir() else ():
        if pad.is_dir() or pad.name in VAN_HET_SYSTEEM or pad.name.startswith((".", "~$")):
            continue
        naam, vorm = pad.stem, pad.suffix
        if naam in bekend and vorm in VORMEN:
            bestanden.setdefault(naam, []).append(pad)
        elif naam in bekend:
            vreemd.append(
                f"{pad.name}: een levering is een bestand dat eindigt op {', '.join(VORMEN)} (kleine letters)"
            )
        else:
            vreemd.append(f"{pad.name}: dit bestand hoort bij geen enkele levering{bedoelde(naam, bekend)}")
    return Vondst(bestanden, vreemd)
