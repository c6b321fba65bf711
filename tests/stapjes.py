"""Tiny steps for the tests of the runner; a task's process imports them by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

import nbformat

from ezlib.fouten import BronFout
from ezlib.report.notebooks import draai_notebook


def kopieer(bron: Path, doel: Path, teken: str = "") -> None:
    doel.write_text(bron.read_text() + teken)


def voeg_samen(bronnen: list[Path], doel: Path) -> None:
    doel.write_text("".join(bron.read_text() for bron in bronnen))


def wacht_op(bron: Path, doel: Path) -> None:
    time.sleep(1)
    kopieer(bron, doel)


def meld_fout(doel: Path) -> None:
    raise BronFout("dit bestand deugt niet; haal het opnieuw op")


def deel_door_nul(doel: Path) -> None:
    doel.write_text(str(1 / 0))


def sterf(doel: Path) -> None:
    os._exit(9)


def vergeet(doel: Path) -> None:
    """Makes nothing."""


def slaap(doel: Path) -> None:
    time.sleep(30)


def draai_klein(bron: Path, doel: Path, mislukt: Path, engine: str, cel_s: int, mb: int) -> None:
    """Run a small notebook within narrow bounds."""
    os.environ |= {"EZ_CEL_S": str(cel_s), "EZ_NOTEBOOK_MB": str(mb)}
    draai_notebook(bron, doel, parameters={"jaar": 2025}, engine=engine, mislukt=mislukt)


def noteer(doel: Path, teken: str) -> None:
    with doel.open("a") as bestand:
        bestand.write(teken)


def kopieer_traag(bron: Path, doel: Path, teken: str) -> None:
    time.sleep(0.5)
    kopieer(bron, doel, teken)


PARAMETERS = 'jaar: int = 2025  # verslagjaar\nvoor = "deze cel was klaar"'


def notebookje(pad: Path, *cellen: str) -> Path:
    """Write a notebook: a title, the parameters, one cell that shows something, and these."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_markdown_cell("# Een vraag"), nbformat.v4.new_code_cell(PARAMETERS)]
    nb.cells[1].metadata["tags"] = ["parameters"]
    nb.cells += [nbformat.v4.new_code_cell(cel) for cel in ("voor", *cellen)]
    nb.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nbformat.write(nb, pad)
    return pad
