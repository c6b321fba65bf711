"""Tell without pytask that nothing changed since the last good run: a sum over all that a run reads and has made.

Importing pytask and comparing every step takes a second or two; a run with nothing to do should not. The sums are over
content, so touching a file changes nothing. Where one differs, pytask decides step by step, as always: a difference
that does not matter (a comment, a new snapshot that is not used) only costs that second. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.store import WORTEL, save_json

if TYPE_CHECKING:
    from ezlib.instellingen import Instellingen
    from ezlib.opdracht import Opdracht
    from ezlib.opzet import Opzet

PROJECT = ("ezlib", "tasks", "notebooks", "definitions", "pyproject.toml", "requirements.lock")
# Made by Python and JupyterLab beside the sources; they say nothing of what a run does.
BIJPRODUCTEN = {"__pycache__", ".ipynb_checkpoints"}
# Of data/processed what all editions share; another edition's own folder has no part in the sum.
GEDEELD = ("tidy", "bronnen", "register")
LANGSTE_NAAM = 80  # a list of gemeenten may be longer than a file system lets a name be


def lees_vorige(opdracht: Opdracht, inst: Instellingen) -> dict[str, Any] | None:
    """Give the last good run (`label`, `stappen`, `index`) when all is still as that run left it, else None."""
    try:
        vorige = json.loads(_plek(opdracht, inst).read_text(encoding="utf-8"))
        zelfde = vorige["invoer"] == som_invoer(opdracht, inst)
        zelfde = zelfde and vorige["gemaakt"] == _som(Path(pad) for pad in vorige["paden"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return vorige if zelfde else None


def onthoud(
    opdracht: Opdracht,
    inst: Instellingen,
    opzetten: Sequence[Opzet],
    *,
    invoer: str,
    stappen: int,
    label: str,
    bekijk: Path,
) -> None:
    """Write down a good run of these editions. `invoer` was summed before it began: what changed while it ran is not in
    it. `label` and `bekijk` are told again when there is nothing to do."""
    # Without the home gemeente there is no register; when one comes, the sum of what a run starts from differs.
    paden = [pad for naam in GEDEELD if (pad := opzetten[0].huis.processed / naam).exists()]
    paden += [pad for o in opzetten for pad in (o.werk, o.editie / "herkomst.json")]
    vorige = {
        "invoer": invoer,
        "gemaakt": _som(paden),
        "paden": [str(pad) for pad in paden],
        "stappen": stappen,
        "label": label,
        "index": str(bekijk),
    }
    save_json(vorige, _plek(opdracht, inst))


def som_invoer(opdracht: Opdracht, inst: Instellingen) -> str:
    """Sum of everything that a run starts from: command, settings, Python, code, definitions, notebooks, raw data."""
    wat = repr((opdracht, inst.engine, str(inst.data), str(inst.outputs), sys.version))
    return wat + _som([*(WORTEL / naam for naam in PROJECT), inst.data / "raw"])


def _plek(opdracht: Opdracht, inst: Instellingen) -> Path:
    delen = (opdracht.gemeente, opdracht.jaar, opdracht.bron, *opdracht.opties.values())
    naam = "-".join(re.sub(r"[^\w]+", "_", str(deel or "")) for deel in delen)
    if len(naam) > LANGSTE_NAAM:
        naam = hashlib.sha256(naam.encode()).hexdigest()
    return inst.data / "processed" / "vingerafdrukken" / f"{naam}.json"


def _som(paden: Iterable[Path]) -> str:
    """Sum of the name and content of files, and of all files in folders."""
    som = hashlib.sha256()
    for bestand in _bestanden(paden):
        som.update(f"\n{bestand}\n".encode())
        with bestand.open("rb") as inhoud:
            som.update(hashlib.file_digest(inhoud, "sha256").digest())
    return som.hexdigest()


def _bestanden(paden: Iterable[Path]) -> Iterator[Path]:
    for pad in paden:
        if not pad.is_dir():
            yield pad  # one that is gone raises, and that is a change
            continue
        yield from (p for p in sorted(pad.rglob("*")) if p.is_file() and not _is_bijproduct(p.relative_to(pad)))


def _is_bijproduct(pad: Path) -> bool:
    """What no step reads; under a name with a dot a refresh at this moment builds its snapshots, and takes them away."""
    return any(deel in BIJPRODUCTEN or deel.startswith(".") for deel in pad.parts)
