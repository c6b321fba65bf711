"""One executed notebook -> the MyST source of its page: text and figures first, the code folded under each."""

from __future__ import annotations

import base64
import re
import textwrap
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from ezlib.fouten import ControleFout
from ezlib.report.herleiden import indicatoren_per_cel, met_links, uitleg
from ezlib.report.paginas import html_tabel, veilig


def notebookpagina(
    nb: nbformat.NotebookNode, figuren: Path, *, namen: dict[str, str], ankers: list[str], vooraf: str = ""
) -> str:
    """Write a notebook as Markdown; figures become files in `figuren`.

    Code without output (parameters, imports, reading) is kept and shown with the next output, so that a page starts
    with its answer and the code of everything on it is one click away. `ankers` are the ids of the indicators shown;
    one that an output carries itself (a row of the table of indicators) is not set again under the title. `namen` gives
    the name of each indicator, for the link from an output to what it shows, once in each section; `vooraf` is HTML that
    belongs right under the title.
    """
    delen, wachtend, gelinkt = [], [], set()
    achter = iter(indicatoren_per_cel((c.source for c in nb.cells if c.cell_type == "code"), namen))
    html = "".join("".join(u.get("data", {}).get("text/html", "")) for c in nb.cells for u in c.get("outputs", []))
    ankers = [a for a in ankers if f'<tr id="{escape(a)}">' not in html]
    for cel in nb.cells:
        if cel.cell_type == "markdown":
            delen.append(_verwijs_naar_pagina(cel.source))
            gelinkt = set()
            if ankers:
                delen.append("".join(f'<a class="anker" id="{escape(a)}"></a>' for a in ankers))
                ankers = []
            if vooraf:
                delen.append(vooraf)
                vooraf = ""
            continue
        wachtend.append(cel.source)
        ids = next(achter)
        uitvoer = [html for u in cel.outputs if (html := _uitvoer(u, figuren, namen))]
        if uitvoer:
            samen = "".join(uitvoer)
            gelinkt |= set(re.findall(r'href="indicatoren\.html#([a-z0-9_]+)"', samen))
            nieuw = [i for i in ids if i not in gelinkt] if re.search(r"\d", samen) else []
            gelinkt |= set(nieuw)
            delen += [*uitvoer, *_uitleg(nieuw, namen), _code("\n\n".join(wachtend))]
            wachtend = []
    if wachtend:
        delen.append(_code("\n\n".join(wachtend)))
    return "\n\n".join(delen) + "\n"


def _verwijs_naar_pagina(tekst: str) -> str:
    return re.sub(r"\]\((\d\d-[a-z0-9-]+)\.ipynb\)", r"](\1.md)", tekst)


def _code(broncode: str) -> str:
    return f'<details class="code"><summary>Toon de code</summary>\n\n````python\n{broncode}\n````\n\n</details>'


def _uitvoer(uitvoer: Any, figuren: Path, namen: dict[str, str]) -> str:
    """Page text of one output; a text from data may not bring HTML of its own."""
    data = uitvoer.get("data", {})
    if "ez" in uitvoer.get("metadata", {}):
        return _figuur(uitvoer, figuren, namen)
    if "text/html" in data:
        # A blank line would end the HTML block in Markdown.
        return met_links(re.sub(r"\n\s*\n", "\n", "".join(data["text/html"])), namen)
    if "text/markdown" in data:
        return _verwijs_naar_pagina(veilig("".join(data["text/markdown"])))
    if uitvoer.output_type == "stream" or "text/plain" in data:
        tekst = "".join(uitvoer.get("text", "") or data["text/plain"])
        # Indented, because no fence is long enough for every text.
        return textwrap.indent(tekst, "    ")
    return ""


def _figuur(uitvoer: Any, figuren: Path, namen: dict[str, str]) -> str:
    """HTML of a figure: the image as a file, its alternative text, and its data in a table under it."""
    ez = uitvoer.metadata["ez"]
    bestand = figuren / f"{ez['naam']}.png"
    if bestand.exists():
        raise ControleFout(f'Twee figuren heten "{ez["naam"]}"; geef elke figuur een eigen naam.')
    bestand.write_bytes(base64.b64decode(uitvoer.data["image/png"]))
    kop, *rijen = ez["tabel"]
    bijschrift = ". ".join(deel.rstrip(".") for deel in (ez["titel"], ez.get("ondertitel", "")) if deel)
    bron = ez["bron"] if ez["bron"].lower().startswith("bron") else f"Bron: {ez['bron']}"
    return (
        f'<figure id="figuur-{escape(ez["naam"])}"><img src="figuren/{escape(bestand.name)}" alt="{escape(ez["alt"])}">'
        f'<figcaption><a href="figuren/{escape(bestand.name)}">Open deze figuur groot</a>. {escape(bron.rstrip("."))}.'
        f"{''.join(_uitleg(ez.get('indicatoren', []), namen))}"
        "<details><summary>Cijfers bij deze figuur</summary>"
        f"{html_tabel(kop, rijen, bijschrift=bijschrift)}</details></figcaption></figure>"
    )


def _uitleg(indicatoren: list[str], namen: dict[str, str]) -> list[str]:
    """Links from an output to what it shows: definition, source, history and data."""
    links = uitleg(indicatoren, namen)
    return [f'<div class="uitleg">{links}</div>'] if links else []
