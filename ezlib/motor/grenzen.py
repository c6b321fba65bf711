"""What a notebook may take, and what it leaves behind when it takes more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ezlib.instellingen import load_instellingen

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Grenzen:
    """Bounds: seconds for one cell, megabytes for the notebook."""

    cel_s: float
    mb: int


def load_grenzen() -> Grenzen:
    """The bounds of the settings EZ_CEL_S and EZ_NOTEBOOK_MB."""
    inst = load_instellingen()
    return Grenzen(inst.cel_s, inst.notebook_mb)


@contextmanager
def geheugengrens(mb: int | None) -> Iterator[None]:
    """Let this process, and what it starts, hold at most `mb` megabytes of data inside the block, where the system can.

    Beyond it a request for memory fails (MemoryError); without it, the system would end some process of its choice.
    """
    if resource is None or not mb:
        yield
        return
    zacht, hard = resource.getrlimit(resource.RLIMIT_DATA)
    nieuw = mb * 2**20 if hard == resource.RLIM_INFINITY else min(mb * 2**20, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (nieuw, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (zacht, hard))


def spoor_van(halverwege: Path) -> Path:
    """Where a notebook is written along; a name that the next run takes away (see `ezlib.store.ruim_resten`)."""
    return halverwege.with_name(f".{halverwege.name}.tmp")


def lees_spoor(spoor: Path) -> tuple[dict[int, list[Any]], dict[str, Any]]:
    """What a notebook that stopped without a word left behind: outputs per finished cell, and where it was.

    The second is empty where it had not begun, else `cel` and `regel` (from 0 and from 1), `begin` (seconds since 1970)
    and `cel_s`, the seconds that the cell could take (or None).
    """
    uitvoer, plek = {}, {}
    for regel in spoor.read_bytes().splitlines():
        try:
            wat = json.loads(regel)
        except ValueError:  # cut off in the middle of a line
            break
        if "uitvoer" in wat:
            uitvoer[wat["cel"]] = wat["uitvoer"]
        else:
            plek = wat
    return uitvoer, plek
