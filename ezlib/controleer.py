"""The verb `controleer`: hold an edition against its own herkomst.json, and say what differs."""

from __future__ import annotations

from pathlib import Path

from ezlib.definitions import load_definities
from ezlib.edities import volgende_uitgave
from ezlib.fouten import InstellingFout
from ezlib.opdracht import Opdracht
from ezlib.report.editie import controleer as vergelijk
from ezlib.store import WORTEL, load_huis


def controleer(opdracht: Opdracht) -> int:
    """Print every file that is missing, changed or strange; 0 when there is none.

    Raises
    ------
    InstellingFout
        When there is no edition, or its herkomst.json cannot be read.
    """
    map_ = _editie(opdracht)
    try:
        fouten = vergelijk(map_)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fout:
        raise InstellingFout(
            f"{map_} is geen hele editie: herkomst.json ontbreekt of is niet te lezen. Geef `make yearly` om haar te maken."
        ) from fout
    for fout in fouten:
        print(fout)
    if not fouten:
        print(f"{map_} is heel: elk bestand heeft de controlesom die herkomst.json noemt.")
    return int(bool(fouten))


def _editie(opdracht: Opdracht) -> Path:
    """The folder that was named, else the edition of the year and gemeente."""
    if len(opdracht.rest) > 1:
        raise InstellingFout(f"Geef een editie tegelijk, en niet {len(opdracht.rest)}.")
    if opdracht.rest:
        map_ = Path(opdracht.rest[0])
    else:
        thuis = load_definities(WORTEL / "definitions").thuisgemeente
        huis, gemeente = load_huis(thuis), opdracht.gemeente or thuis
        map_ = huis.editie(gemeente, volgende_uitgave(huis.raw / "edities" / gemeente, opdracht.jaar))
        # Right after a release there is only the released one.
        map_ = map_ if map_.is_dir() else huis.editie(gemeente, opdracht.jaar)
    if not map_.is_dir():
        raise InstellingFout(f"De editie {map_} is er niet. Geef `make yearly` om haar te maken.")
    return map_
