"""Remove what can be made again: data/processed and the editions; never a source. Standard library only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from ezlib.fouten import InstellingFout, OpslagFout
from ezlib.instellingen import WORTEL, Instellingen

EDITIE = re.compile(r"[0-9]{4}|GM[0-9]{4}|starters")


def ruim_op(instellingen: Instellingen, *, wortel: Path = WORTEL) -> int:
    """Say what goes, then remove it; of `outputs` only folders named like an edition (2025, GM0503) and that of the quarterly reports.

    Raises
    ------
    InstellingFout
        When EZ_OUTPUTS holds the project or its sources, or lies inside the sources.
    OpslagFout
        When something cannot be removed.
    """
    _check_map(instellingen, wortel)
    weg = [*_inhoud(instellingen.data / "processed"), *_edities(instellingen.outputs)]
    if not weg:
        print("Er is niets op te ruimen.")
        return 0
    print("Dit wordt verwijderd (de bronnen in data/raw blijven staan):")
    for pad in weg:
        print(f"  {pad.relative_to(wortel) if pad.is_relative_to(wortel) else pad}")
    for pad in weg:
        _verwijder(pad)
    print('Opgeruimd. "make yearly" maakt alles opnieuw.')
    return 0


def _check_map(instellingen: Instellingen, wortel: Path) -> None:
    outputs, bronnen = instellingen.outputs.resolve(), (instellingen.data / "raw").resolve()
    if any(pad.is_relative_to(outputs) for pad in (wortel.resolve(), bronnen)) or outputs.is_relative_to(bronnen):
        raise InstellingFout(
            f"EZ_OUTPUTS wijst naar {instellingen.outputs}, en daar staan ook bronnen. "
            "Er is niets verwijderd; kies een eigen map voor de edities."
        )


def _inhoud(map_: Path) -> list[Path]:
    return sorted(map_.iterdir()) if map_.is_dir() else []


def _edities(outputs: Path) -> list[Path]:
    # A shared drive may hold other work beside the editions.
    return [pad for pad in _inhoud(outputs) if pad.is_dir() and EDITIE.fullmatch(pad.name)]


def _verwijder(pad: Path) -> None:
    try:
        if pad.is_dir() and not pad.is_symlink():
            shutil.rmtree(pad)
        else:
            pad.unlink()
    except OSError as fout:
        raise OpslagFout(
            f"{fout.filename or pad} kon niet worden verwijderd ({fout.strerror}). Sluit het programma "
            'dat het bestand open heeft en geef "make clean" nog eens.'
        ) from fout
