"""Run one notebook for each wijk of the gemeente, and put the results in one bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from ezlib.report.notebooks import voer_uit
from ezlib.store import load_json, save_json
from ezlib.zinnen.wijken import namen, pagina

# In the heading of the notebook; the page of a wijk has its name there.
DEZE_WIJK = "deze wijk"


def draai_per_wijk(
    bron: Path, kader: Path, doel: Path, *, parameters: dict[str, Any], engine: str, mislukt: Path
) -> None:
    """Execute `bron` for every wijk of the kader; `doel` holds the executed notebooks by name of their page.

    One file and one process for all wijken: they read the same figures, so what changes one changes all; and a warm
    notebook takes less time than a process of its own.

    Raises
    ------
    NotebookFout
        See `ezlib.report.notebooks`; the wijk is named in the parameters of the half-run copy.
    """
    klaar = {}
    for code, naam in namen(load_json(kader)).items():
        nb = voer_uit(bron, parameters=parameters | {"wijk": code}, engine=engine, mislukt=mislukt)
        klaar[pagina(bron.stem, code)] = _met_naam(nb, naam)
    save_json({"bron": bron.stem, "notebooks": klaar}, doel)


def _met_naam(nb: nbformat.NotebookNode, naam: str) -> nbformat.NotebookNode:
    """Name the wijk in the heading, so that menu, search and browser tab can tell the pages apart."""
    kop = nb.cells[0]
    kop.source = kop.source.replace(DEZE_WIJK, " ".join(naam.replace("<", "‹").replace(">", "›").split()), 1)
    return nb
