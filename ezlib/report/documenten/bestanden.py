"""Documents -> their files, in one zip that the edition unpacks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ezlib.report.documenten.als_docx import als_docx
from ezlib.report.documenten.als_html import als_html
from ezlib.report.documenten.als_pdf import als_pdf
from ezlib.report.documenten.boom import Document, van_dict
from ezlib.store import load_json, schrijf
from ezlib.vastezip import maak_zip

SCHRIJVERS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda d: als_html(d).encode(),
    "docx": als_docx,
    "pdf": als_pdf,
}


def maak_documenten(bomen: Path, concept: bool, documenten: Path) -> None:
    """Write every document in all its forms, and the tables that come with them; `bomen`: see `uit_notebooks`.

    `concept` marks them all as CONCEPT; a document that people still have to approve carries the mark anyway.
    """
    gelezen = load_json(bomen)
    delen: dict[str, bytes] = {}
    for document in map(van_dict, gelezen["documenten"]):
        met_merk = replace(document, concept=concept or document.concept)
        delen |= {f"{document.naam}.{vorm}": SCHRIJVERS[vorm](met_merk) for vorm in document.formaten}
    delen |= {f"tabellen/{naam}": tekst.encode() for naam, tekst in gelezen["tabellen"].items()}
    with schrijf(documenten) as tijdelijk:
        tijdelijk.write_bytes(maak_zip(delen))
