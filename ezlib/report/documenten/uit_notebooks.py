"""Executed notebooks -> the documents that they show, as content trees. Writing those takes longer, and only a change in
one of them asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from ezlib.report.documenten.boom import met_paginas, naar_dict, van_dict
from ezlib.report.documenten.tonen import SLEUTEL
from ezlib.report.paginas import kern
from ezlib.store import save_json


def lees_documenten(notebooks: list[Path], bomen: Path) -> None:
    """Write the tree of every document that a notebook shows, with the answers and pictures of pages in their place,
    and the tables that come with them (csv, by name)."""
    # Of our own making: they need not be checked against the format once more.
    gelezen = {pad.stem: nbformat.v4.reads(pad.read_text(encoding="utf-8")) for pad in notebooks}
    kernen = {naam: tekst for naam, nb in gelezen.items() if (tekst := _antwoord(nb))}
    figuren = {naam: figuur for naam, nb in gelezen.items() if (figuur := _eerste_figuur(nb))}
    documenten, tabellen = [], {}
    for getoond in (getoond for nb in gelezen.values() for getoond in _getoond(nb)):
        delen = [met_paginas(van_dict(d), kernen=kernen, figuren=figuren) for d in getoond["documenten"]]
        documenten += [naar_dict(document) for document in delen]
        tabellen |= getoond["tabellen"]
    save_json({"documenten": documenten, "tabellen": tabellen}, bomen)


def _uitvoer(nb: Any) -> list[Any]:
    return [u for cel in nb.cells if cel.cell_type == "code" for u in cel.get("outputs", [])]


def _getoond(nb: Any) -> list[dict[str, Any]]:
    return [u.metadata[SLEUTEL] for u in _uitvoer(nb) if SLEUTEL in u.get("metadata", {})]


def _antwoord(nb: Any) -> str:
    """The answer of a page as plain text; none where it is made up."""
    tekst = " ".join(zin for zin in kern(nb)[1] if "FICTIEF" not in zin)
    return tekst.replace("**", "").replace("*", "").replace("\n", " ").strip()


def _eerste_figuur(nb: Any) -> tuple[str, str, str] | None:
    """The first figure of real data: png (base64), alternative text and name."""
    for uitvoer in _uitvoer(nb):
        ez = uitvoer.get("metadata", {}).get("ez")
        if ez and not ez["naam"].startswith("fictief-"):
            return uitvoer.data["image/png"], ez["alt"], ez["naam"]
    return None
