"""Executed notebooks -> the files of documents, in one zip that the edition unpacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from ezlib.report.documenten.als_docx import als_docx
from ezlib.report.documenten.als_html import als_html
from ezlib.report.documenten.als_pdf import als_pdf
from ezlib.report.documenten.boom import Document, met_paginas, van_dict
from ezlib.report.documenten.tonen import SLEUTEL
from ezlib.report.paginas import kern
from ezlib.store import schrijf
from ezlib.vastezip import maak_zip

SCHRIJVERS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda d: als_html(d).encode(),
    "docx": als_docx,
    "pdf": als_pdf,
}


def maak_documenten(notebooks: list[Path], concept: bool, documenten: Path) -> None:
    """Write every document that a notebook shows, in all its forms, and the tables that come with them.

    `concept` marks them all as CONCEPT; a document that people still have to approve carries the mark anyway.
    """
    # Of our own making: they need not be checked against the format once more.
    gelezen = {pad.stem: nbformat.v4.reads(pad.read_text(encoding="utf-8")) for pad in notebooks}
    kernen = {naam: tekst for naam, nb in gelezen.items() if (tekst := _antwoord(nb))}
    figuren = {naam: figuur for naam, nb in gelezen.items() if (figuur := _eerste_figuur(nb))}
    delen: dict[str, bytes] = {}
    for nb in gelezen.values():
        for getoond in _getoond(nb):
            for gegevens in getoond["documenten"]:
                document = met_paginas(van_dict(gegevens), kernen=kernen, figuren=figuren)
                document = replace(document, concept=concept or document.concept)
                delen |= {f"{document.naam}.{vorm}": SCHRIJVERS[vorm](document) for vorm in document.formaten}
            delen |= {f"tabellen/{naam}": tekst.encode() for naam, tekst in getoond["tabellen"].items()}
    with schrijf(documenten) as tijdelijk:
        tijdelijk.write_bytes(maak_zip(delen))


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
