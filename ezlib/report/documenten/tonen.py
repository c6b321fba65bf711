"""Show a document in a notebook; its tree travels with the executed notebook to the writers of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from ezlib.report.documenten.als_html import lichaam
from ezlib.report.documenten.boom import Document, naar_dict

SLEUTEL = "ez_documenten"


@dataclass(frozen=True)
class Getoond:
    """Documents for the output of a notebook cell: whole, or as a list of files.

    Attributes
    ----------
    voluit
        Whether the page shows what they say; else only where the files are.
    tabellen
        Tables for machines that come with them: file name -> csv.
    """

    documenten: tuple[Document, ...]
    voluit: bool
    tabellen: dict[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        links = "".join(f"<li>{_links(d)}</li>" for d in self.documenten)
        links += "".join(f'<li><a href="tabellen/{naam}">{naam}</a></li>' for naam in self.tabellen)
        tekst = "".join(lichaam(d, diep=2, wortel="./") for d in self.documenten) if self.voluit else ""
        data = {
            "text/html": f'<div class="document"><ul>{links}</ul>\n{tekst}</div>',
            "text/plain": "; ".join(d.titel for d in self.documenten),
        }
        return data, {SLEUTEL: {"documenten": [naar_dict(d) for d in self.documenten], "tabellen": self.tabellen}}


def _links(document: Document) -> str:
    soorten = {"html": "webpagina", "docx": "Word", "pdf": "pdf"}
    delen = [
        f'<a href="{document.naam}.{f}">{soorten[f]}<span class="visueel-verborgen"> van {escape(document.titel)}</span></a>'
        for f in document.formaten
    ]
    return f"{escape(document.titel)}: {', '.join(delen)}"


def toon(document: Document, *, tabellen: dict[str, pd.DataFrame] | None = None) -> Getoond:
    """Show a document as a part of the page, with its files above it."""
    from ezlib.report.tabellen import als_csv

    return Getoond((document,), True, {naam: als_csv(frame) for naam, frame in (tabellen or {}).items()})


def noem(documenten: Sequence[Document]) -> Getoond:
    """List the files of documents, without their text."""
    return Getoond(tuple(documenten), False)
