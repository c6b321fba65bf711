"""The pages of the site that no notebook makes: the front page and the list of indicators."""

from __future__ import annotations

import math
import re
from html import escape
from typing import Any

import nbformat

from ezlib.definitions import Definities
from ezlib.report.herleiden import indicatoren_per_cel, uitleg
from ezlib.report.waarschuwing import waarschuwing

RICHTING = {"omhoog": "omhoog", "omlaag": "omlaag", "handhaven": "handhaven", "geen": "geen richting gekozen"}


class Html(str):
    """Text of a cell that is HTML of our own making; what it holds of data was escaped."""


def kern(nb: nbformat.NotebookNode) -> tuple[str, list[str]]:
    """Title of a notebook, and the sentences of its cell tagged `kern`."""
    titel = next(
        (
            regel[2:].strip()
            for c in nb.cells
            if c.cell_type == "markdown"
            for regel in c.source.splitlines()
            if regel.startswith("# ")
        ),
        "",
    )
    zinnen = [
        "".join(u.data["text/markdown"])
        for c in nb.cells
        if "kern" in c.metadata.get("tags", [])
        for u in c.get("outputs", [])
        if "text/markdown" in u.get("data", {})
    ]
    return titel, zinnen


def kernlinks(nb: nbformat.NotebookNode, namen: dict[str, str]) -> str:
    """HTML that links to the indicators which the sentences of a notebook's `kern` tell of; empty without a figure."""
    code = [c for c in nb.cells if c.cell_type == "code"]
    achter = zip(code, indicatoren_per_cel((c.source for c in code), namen), strict=True)
    ids = [i for c, eigen in achter if "kern" in c.metadata.get("tags", []) for i in eigen]
    return uitleg(dict.fromkeys(ids), namen) if re.search(r"\d", "".join(kern(nb)[1])) else ""


def veilig(tekst: str) -> str:
    """Text from data for a page: no HTML of its own, and no line break between a number and its per cent sign.

    >>> veilig("<b> 1,3 %")
    '&lt;b> 1,3\\xa0%'
    """
    return tekst.replace("<", "&lt;").replace(" %", "\u00a0%")


def html_tabel(kop: list[Any], rijen: list[list[Any]], *, bijschrift: str) -> str:
    """Plain accessible table; a cell that holds a number or starts with one is set right.

    The first column that is filled in every row heads the rows; a mark that stands before it does not name a row.
    """
    namen = (i for i, k in enumerate(kop) if k != "Let op" and all(str(rij[i]).strip() for rij in rijen))
    rijkop = next(namen, 0)
    koppen = "".join(f'<th scope="col">{escape(str(k))}</th>' for k in kop)
    regels = "".join(f"<tr>{''.join(_cel(c, kop=i == rijkop) for i, c in enumerate(rij))}</tr>" for rij in rijen)
    return (
        f'<div class="tabel" role="group" tabindex="0" aria-label="{escape(bijschrift)}"><table>'
        f"<caption>{escape(bijschrift)}</caption><thead><tr>{koppen}</tr></thead><tbody>{regels}</tbody></table></div>"
    )


def _cel(waarde: Any, *, kop: bool) -> str:
    if isinstance(waarde, float) and math.isnan(waarde):
        waarde = "–"
    tekst = waarde if isinstance(waarde, Html) else escape(str(waarde))
    if kop:
        return f'<th scope="row">{tekst}</th>'
    is_getal = tekst[:1].isdigit() or tekst[:2].lstrip("+-−")[:1].isdigit() or tekst == "–"
    return f"<td{' class=getal' if is_getal else ''}>{tekst}</td>"


def voorpagina(
    kernen: dict[str, tuple[str, list[str], str]],
    definities: Definities,
    kader: dict[str, Any],
    bronnen: list[dict[str, Any]],
    jaar: int,
) -> str:
    """Front page: what this is, and per notebook its question with the answer in its first words."""
    delen = [
        f"# Economische Monitor {veilig(kader['naam'])} {jaar}\n",
        "Werkt het economisch beleid van de stad? Deze monitor volgt de Actieagenda Economie met cijfers. Elk cijfer "
        "heeft een bron, een peildatum en een status. Wat er niet is, staat er als leeg met de reden erbij.\n",
    ]
    if any(b["soort"] == "fictief" for b in bronnen):
        delen.append(
            '<p class="fictief">FICTIEF: een deel van deze editie bestaat uit verzonnen cijfers, omdat er nog geen '
            "bedrijvenregister is ingelezen. Die cijfers zijn overal gemerkt.</p>\n"
        )
    delen.append(f"{waarschuwing(bronnen, jaar)}\n")
    for naam, (titel, zinnen, links) in kernen.items():
        delen.append(f"## [{veilig(titel)}]({naam}.md)\n")
        delen += [f"{veilig(zin)}\n" for zin in zinnen]
        delen += [f'<div class="uitleg">{links}</div>\n'] if links else []
    delen.append(
        "## Alle cijfers\n\n"
        "[Alle indicatoren met hun definitie](indicatoren.md). Om zelf mee te rekenen: "
        '<a href="tabellen/waarnemingen.csv">waarnemingen.csv</a> (alle cijfers van deze editie), '
        '<a href="tabellen/historie.csv">historie.csv</a> (wat andere publicaties over dezelfde cijfers zeiden), '
        '<a href="tabellen/signalen.csv">signalen.csv</a> (wat opvalt in de cijfers) en '
        '<a href="tabellen/bronnen.csv">bronnen.csv</a> (van elke bron de uitgave). '
        "Meer tabellen, een database, en wat elke kolom betekent: [Gegevens en database](gegevens.md). "
        'Waar deze editie van is gemaakt: <a href="herkomst.json">herkomst.json</a>.\n'
    )
    return "\n".join([*delen, *_menu(list(kernen), definities)])


def _menu(notebooks: list[str], definities: Definities) -> list[str]:
    """The menu: a group per action point, named in the catalogue by the first digit of its notebooks."""
    regels = {naam: f"{veilig(definities.paginas[naam])} <{naam}>" for naam in notebooks}
    # Between the pages that notebooks make and the account of sources stand the pages of all figures.
    los = ["Alle indicatoren <indicatoren>", "Gegevens en database <gegevens>"]
    blokken = []
    for cijfer, kop in definities.menu.items():
        eigen = [
            *(los if cijfer == list(definities.menu)[-1] else []),
            *(r for n, r in regels.items() if n[0] == cijfer),
        ]
        if eigen:
            lijst = "\n".join(eigen)
            blokken.append(f"```{{toctree}}\n:hidden:\n:caption: {veilig(kop)}\n\n{lijst}\n```\n")
    return blokken


def inhoud(namen: list[str]) -> str:
    """Pages that belong under this one, for breadcrumbs and for next and previous; not shown on the page itself."""
    regels = "\n".join(namen)
    return f"\n```{{toctree}}\n:hidden:\n\n{regels}\n```\n" if namen else ""
