"""Raw snapshots: `data/raw/<bron_id>/ingebouwd/` (in git) and `data/raw/<bron_id>/<modified>/` (refreshed).

A snapshot is a folder with its files and a herkomst.json that holds the sum of each. It is whole or it is not there:
it is built under a temporary name, checked, and renamed into place. Sums are checked before anything is read.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ezlib.fouten import BronFout, InstellingFout, bedoelde
from ezlib.store import WORTEL, save_json, schrijf

HERKOMST = "herkomst.json"
INGEBOUWD = "ingebouwd"
# Beside the snapshots of a source whose last refresh failed: the date, and why.
MISLUKT_BESTAND = "mislukte_verversing.json"
# A file manager leaves these behind by just opening a folder; they say nothing about the figures.
VAN_HET_SYSTEEM = {".DS_Store", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True, kw_only=True)
class Herkomst:
    """Content of herkomst.json.

    `retrieved_at` is an ISO date, `modified` what the publisher says (ISO) or None; `vorm` is "uittreksel" or
    "volledig"; `bestanden` maps a file name to its `sha256`, `bytes` and `rows` (None where rows mean nothing).
    """

    bron_id: str
    publisher: str
    table: str
    url: str
    retrieved_at: str
    modified: str | None
    licence: str
    soort: str
    vorm: str
    noot: str
    bestanden: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Snapshot:
    """A folder whose files were held against their sums."""

    map_: Path
    herkomst: Herkomst

    def pad(self, naam: str) -> Path:
        """Path of one of its files.

        Raises
        ------
        BronFout
            When the snapshot has no such file; names those it has.
        """
        bekend = self.herkomst.bestanden
        if naam not in bekend:
            raise BronFout(
                f'In {_toon(self.map_)} zit geen bestand "{naam}"{bedoelde(naam, bekend)}. '
                f"Er zitten: {', '.join(sorted(bekend))}."
            )
        return self.map_ / naam


def load_snapshot(map_: Path) -> Snapshot:
    """Read herkomst.json of a snapshot and hold every file against it.

    Raises
    ------
    BronFout
        Every fault at once (missing, changed or unexpected file, unreadable herkomst.json), and what to do.
    """
    fouten: list[str] = []
    herkomst = _lees_herkomst(map_, fouten)
    if herkomst is not None:
        if map_.parent.name != herkomst.bron_id:
            fouten.append(f'{HERKOMST}: dit is bron "{herkomst.bron_id}", in de map van "{map_.parent.name}"')
        fouten += _vergelijk(map_, herkomst.bestanden)
    if fouten or herkomst is None:
        raise BronFout(
            f"De brongegevens in {_toon(map_)} zijn niet heel:\n  " + "\n  ".join(fouten) + f"\n{_remedie(map_)}"
        )
    return Snapshot(map_, herkomst)


def _lees_herkomst(map_: Path, fouten: list[str]) -> Herkomst | None:
    if not map_.is_dir():
        fouten.append("de map ontbreekt")
        return None
    try:
        velden = json.loads((map_ / HERKOMST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        fouten.append(f"{HERKOMST}: ontbreekt, dus de map is half of niet van de monitor")
        return None
    except ValueError as fout:
        fouten.append(f"{HERKOMST}: is niet te lezen als JSON ({fout})")
        return None
    bekend = {veld.name for veld in dataclasses.fields(Herkomst)}
    if not isinstance(velden, dict) or not isinstance(velden.get("bestanden", {}), dict):
        fouten.append(f"{HERKOMST}: heeft niet de vorm van een herkomstbestand")
        return None
    ontbreekt, vreemd = sorted(bekend - set(velden)), sorted(set(velden) - bekend)
    fouten += [f'{HERKOMST}: "{naam}" ontbreekt' for naam in ontbreekt]
    fouten += [f'{HERKOMST}: "{naam}" is onbekend{bedoelde(naam, bekend)}' for naam in vreemd]
    return None if ontbreekt or vreemd else Herkomst(**velden)


def _vergelijk(map_: Path, bestanden: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Faults of the files of a folder against their record."""
    fouten = []
    aanwezig = {p.name for p in map_.iterdir()} - VAN_HET_SYSTEEM - {HERKOMST}
    for naam, verwacht in sorted(bestanden.items()):
        if naam not in aanwezig or not (map_ / naam).is_file():
            fouten.append(f"{naam}: ontbreekt")
            continue
        bytes_, sha256 = meet(map_ / naam)
        if (bytes_, sha256) != (verwacht.get("bytes"), verwacht.get("sha256")):
            fouten.append(
                f"{naam}: is veranderd na het ophalen (de som klopt niet: {bytes_} bytes, "
                f"verwacht {verwacht.get('bytes')})"
            )
    return fouten + [f"{naam}: hoort hier niet" for naam in sorted(aanwezig - set(bestanden))]


def meet(pad: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256 of a file."""
    with pad.open("rb") as bestand:
        return pad.stat().st_size, hashlib.file_digest(bestand, "sha256").hexdigest()


def _toon(pad: Path) -> str:
    """Path as an analyst types it: from the folder of the monitor where it lies in there."""
    return (pad.relative_to(WORTEL) if pad.is_relative_to(WORTEL) else pad).as_posix()


def _remedie(map_: Path) -> str:
    if map_.name == INGEBOUWD:
        return (
            f"Zet de map terug zoals zij in git staat: git checkout -- {_toon(map_)} (en haal weg wat er niet hoort). "
            "Brongegevens verandert u nooit met de hand; nieuwe cijfers haalt u op met: make refresh"
        )
    return f"Verwijder de map {_toon(map_)} en haal haar opnieuw op met: make refresh"


def kies_snapshot(raw: Path, bron_id: str, *, voorkeur: str | None = None) -> Path:
    """Choose the folder to work from: the newest refreshed one outranks the embedded one.

    Parameters
    ----------
    raw
        `data/raw`.
    voorkeur
        "ingebouwd" goes back to the embedded one; None chooses.

    Raises
    ------
    BronFout
        When there is none. A folder without herkomst.json, or with a temporary name, does not count.
    """
    if voorkeur not in (None, INGEBOUWD):
        raise InstellingFout(f'Een snapshot kiezen kan alleen met "{INGEBOUWD}"; "{voorkeur}" is dat niet.')
    basis = raw / bron_id
    ververst = [] if voorkeur else [p for p in _hele_mappen(basis) if p.name != INGEBOUWD]
    if ververst:
        return ververst[-1]
    if (basis / INGEBOUWD / HERKOMST).is_file():
        return basis / INGEBOUWD
    raise BronFout(
        f"Van bron {bron_id} zijn er geen brongegevens: in {_toon(basis)} staat geen hele map. "
        f"Zet haar terug met: git checkout -- {_toon(basis / INGEBOUWD)}, of haal haar op met: make refresh"
    )


def heeft_snapshot(raw: Path, bron_id: str, *, voorkeur: str | None = None) -> bool:
    """Whether there is anything of a source to work from; a source that nobody fetched yet is not a fault.

    A damaged folder counts: `kies_snapshot` must stop on it. What a killed download left does not.
    """
    if voorkeur == INGEBOUWD:
        return (raw / bron_id / INGEBOUWD).is_dir()
    basis = raw / bron_id
    return basis.is_dir() and any(p.is_dir() and not is_tijdelijk(p) for p in basis.iterdir())


def _hele_mappen(basis: Path) -> list[Path]:
    """Folders with a herkomst.json, oldest first; their names are moments, so they sort by time."""
    if not basis.is_dir():
        return []
    return sorted(p for p in basis.iterdir() if not is_tijdelijk(p) and (p / HERKOMST).is_file())


def laatste_ververste(basis: Path) -> Snapshot | None:
    """The newest refreshed snapshot that is whole; a damaged one is passed over, so that it will be fetched anew."""
    for map_ in reversed(_hele_mappen(basis)):
        if map_.name != INGEBOUWD:
            try:
                return load_snapshot(map_)
            except BronFout:
                continue
    return None


def is_tijdelijk(pad: Path) -> bool:
    """Whether a name is that of a folder that is still being built, or was left by a kill."""
    return pad.name.startswith(".") or ".tmp" in pad.name


def schrijf_herkomst(map_: Path, *, rijen: Mapping[str, int | None], **velden: Any) -> Herkomst:
    """Write herkomst.json over all files of a folder.

    Parameters
    ----------
    rijen
        Number of rows per file name; a file without a number gets None.
    velden
        The other fields of `Herkomst`.
    """
    bestanden = {}
    for pad in sorted(p for p in map_.iterdir() if p.name != HERKOMST):
        bytes_, sha256 = meet(pad)
        bestanden[pad.name] = {"sha256": sha256, "bytes": bytes_, "rows": rijen.get(pad.name)}
    herkomst = Herkomst(**velden, bestanden=bestanden)
    save_json(dataclasses.asdict(herkomst), map_ / HERKOMST)
    return herkomst


# What a fetched folder must pass before it may be called a snapshot. The fetchers do not know of it: that a table can be
# read is for who reads it to say (see `ezlib.sources.vernieuwen`), and it must be said before the rename.
_KEUR: ContextVar[Callable[[Snapshot], None] | None] = ContextVar("keur", default=None)


@contextmanager
def keur_eerst(keur: Callable[[Snapshot], None]) -> Iterator[None]:
    """Within the block, `plaats_snapshot` calls `keur` with the whole folder before it takes its name; an error stops it."""
    eerder = _KEUR.set(keur)
    try:
        yield
    finally:
        _KEUR.reset(eerder)


@contextmanager
def plaats_snapshot(doel: Path) -> Iterator[Path]:
    """Give an empty folder beside `doel` to fill; on leaving it is checked and renamed to `doel` in one step.

    After any error the folder is gone and `doel` is as it was. A `doel` that already holds the same stays untouched.

    Raises
    ------
    BronFout
        When the folder is not whole (see `load_snapshot`), or is refused by `keur_eerst`.
    OpslagFout
        When the disk is full or may not be written.
    """
    oud = doel.with_name(f".{doel.name}.oud.tmp")
    try:
        with schrijf(doel) as tijdelijk:
            tijdelijk.mkdir()
            yield tijdelijk
            nieuw = load_snapshot(tijdelijk)
            if _is_zelfde(doel, nieuw):
                raise _ZelfdeError
            if keur := _KEUR.get():
                keur(nieuw)
            shutil.rmtree(oud, ignore_errors=True)
            # A folder cannot be renamed over a full one: step aside first. After a kill in between, the snapshot before
            # this one counts, and the next refresh fetches it anew.
            if doel.exists():
                os.replace(doel, oud)
    except _ZelfdeError:
        return
    shutil.rmtree(oud, ignore_errors=True)


class _ZelfdeError(Exception):
    """What was fetched is already there: leave without a rename."""


def _is_zelfde(doel: Path, nieuw: Snapshot) -> bool:
    try:
        return load_snapshot(doel).herkomst == nieuw.herkomst
    except BronFout:
        return False


def ruim_resten(basis: Path) -> None:
    """Remove what a killed download left in the folder of a source."""
    for rest in basis.iterdir() if basis.is_dir() else ():
        if rest.is_dir() and is_tijdelijk(rest):
            shutil.rmtree(rest, ignore_errors=True)
