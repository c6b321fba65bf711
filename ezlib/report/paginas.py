"""The pages of the site that no notebook makes: the front page and the list of indicators."""

from __future__ import annotations

import math
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from ezlib.definitions import Definities, Indicator
from ezlib.report.bronnenlijst import is_oud
from ezlib.report.waarschuwing import waarschuwing
from ezlib.taal import REDEN, getal, periode_label

RICHTING = {"omhoog": "omhoog", "omlaag": "omlaag", "handhaven": "handhaven", "geen": "geen richting gekozen"}


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


def veilig(tekst: str) -> str:
    """Text from data for a page: no HTML of its own, and no line break between a number and its per cent sign.

    >>> veilig("<b> 1,3 %")
    '&lt;b> 1,3\\xa0%'
    """
    return tekst.replace("<", "&lt;").replace(" %", "\u00a0%")


def html_tabel(kop: list[Any], rijen: list[list[Any]], *, bijschrift: str) -> str:
    """Plain accessible table; a cell that holds a number or starts with one is set right."""
    koppen = "".join(f'<th scope="col">{escape(str(k))}</th>' for k in kop)
    regels = "".join(f"<tr>{''.join(_cel(c, i) for i, c in enumerate(rij))}</tr>" for rij in rijen)
    return (
        f'<div class="tabel" role="region" tabindex="0" aria-label="{escape(bijschrift)}"><table>'
        f"<caption>{escape(bijschrift)}</caption><thead><tr>{koppen}</tr></thead><tbody>{regels}</tbody></table></div>"
    )


def _cel(waarde: Any, kolom: int) -> str:
    if isinstance(waarde, float) and math.isnan(waarde):
        waarde = "–"
    tekst = str(waarde)
    if kolom == 0:
        return f'<th scope="row">{escape(tekst)}</th>'
    is_getal = tekst[:1].isdigit() or tekst[:2].lstrip("+-−")[:1].isdigit() or tekst == "–"
    return f"<td{' class=getal' if is_getal else ''}>{escape(tekst)}</td>"


def voorpagina(
    kernen: dict[str, tuple[str, list[str]]],
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
    for naam, (titel, zinnen) in kernen.items():
        delen.append(f"## [{veilig(titel)}]({naam}.md)\n")
        delen += [f"{veilig(zin)}\n" for zin in zinnen]
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
    inhoud = "\n".join(
        [
            *(f"{veilig(definities.paginas[naam])} <{naam}>" for naam in kernen),
            "Alle indicatoren <indicatoren>",
            "Gegevens en database <gegevens>",
        ]
    )
    delen.append(f"```{{toctree}}\n:hidden:\n\n{inhoud}\n```\n")
    return "\n".join(delen)


def inhoud(namen: list[str]) -> str:
    """Pages that belong under this one, for breadcrumbs and for next and previous; not shown on the page itself."""
    regels = "\n".join(namen)
    return f"\n```{{toctree}}\n:hidden:\n\n{regels}\n```\n" if namen else ""


def indicatoren(
    definities: Definities,
    waarnemingen_csv: Path,
    kader: dict[str, Any],
    bronnen: list[dict[str, Any]],
    jaar: int,
) -> str:
    """Page with every indicator: definition, direction, source, and the figures of the home gemeente as a whole."""
    alles = pd.read_csv(
        waarnemingen_csv,
        dtype={"periode": str, "noot": str, "ontbreekt": str},
        keep_default_na=False,
        na_values={"waarde": [""]},
    )
    eigen = alles[alles["gebied_code"] == kader["gemeente"]]
    namen = {b["id"]: b["naam"] for b in bronnen}
    delen = [
        "# Alle indicatoren\n",
        "Per indicator: wat hij betekent, waar hij vandaan komt en het laatste cijfer.\n",
        f"{waarschuwing(bronnen, jaar)}\n",
    ]
    for indicator in definities.indicatoren.values():
        rijen = eigen[eigen["indicator_id"] == indicator.id]
        # Totals over time, breakdowns on their latest date: the whole table is in waarnemingen.csv.
        rijen = rijen[(rijen["kenmerk"] == "totaal") | (rijen["periode"] == rijen["periode"].max())]
        bron = ", ".join(namen[b] for b in indicator.bronnen if b in namen) or "geen bron voor deze gemeente"
        delen += [
            f"## {veilig(indicator.naam)}\n\n{_anker(indicator)}\n",
            f"{veilig(indicator.definitie)}\n",
            f"- Eenheid: {veilig(indicator.eenheid)}\n- Gewenste richting: {RICHTING[indicator.richting]}\n- Bronnen, in volgorde "
            f"van voorrang: {veilig(bron)}\n- Staat in: [{veilig(definities.paginas[indicator.notebook])}]({indicator.notebook}.md)\n"
            f"- Code: `{indicator.id}`; som van de definitie: `{indicator.definitie_sha}`\n",
            html_tabel(
                [
                    "Peildatum",
                    "Kenmerk",
                    indicator.eenheid,
                    "Status",
                    "Herkomst",
                    "Gepubliceerd in",
                    "Let op",
                ],
                [_regel(rij, indicator, definities, jaar) for _, rij in rijen.sort_values("periode").iterrows()],
                bijschrift=f"{indicator.naam}, {kader['naam']}",
            )
            + "\n",
            *(f"- {veilig(noot)}" for noot in sorted(set(rijen["noot"]) - {""})),
            "",
        ]
    return "\n".join(delen)


def _anker(indicator: Indicator) -> str:
    """Stable address of an indicator; none where the heading already has that id: an id may occur once."""
    return "" if indicator.naam.lower() == indicator.id else f'<a class="anker" id="{indicator.id}"></a>'


def _regel(rij: pd.Series, indicator: Indicator, definities: Definities, jaar: int) -> list[str]:
    # A source in whole numbers is printed so: 30, not 30,0.
    waarde = getal(rij["waarde"], 0 if rij["waarde"] % 1 == 0 else indicator.decimalen)
    let_op = ["FICTIEF: verzonnen cijfer"] if rij["herkomst"] == "fictief" else []
    let_op += [REDEN[rij["ontbreekt"]]] if rij["ontbreekt"] else []
    if not let_op and is_oud(rij["periode"], jaar):
        let_op.append("ouder dan 18 maanden")
    return [
        periode_label(rij["periode"]),
        definities.label(rij["kenmerk"], str(rij["kenmerkwaarde"])),
        waarde,
        rij["status"] if not rij["ontbreekt"] else "–",
        rij["herkomst"] if not rij["ontbreekt"] else "–",
        rij["editie"] or "–",
        "; ".join(let_op),
    ]
