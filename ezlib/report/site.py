"""Executed notebooks -> a site that opens from a folder: Sphinx with MyST-NB, everything local, search included."""

from __future__ import annotations

import base64
import io
import json
import shutil
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from ezlib.definitions import Definities
from ezlib.fouten import ControleFout
from ezlib.report import paginas
from ezlib.store import save_tekst


def bouw_site(
    *,
    notebooks: list[Path],
    tabellen: list[Path],
    kader: dict[str, Any],
    bronnen: list[dict[str, Any]],
    stijlblad: Path,
    definities: Definities,
    jaar: int,
    doel: Path,
    bouwmap: Path,
) -> None:
    """Build the site into `doel`; `bouwmap` holds what only Sphinx needs and is emptied first.

    Raises
    ------
    ControleFout
        When Sphinx warns of anything: a broken reference on a page is a defect of the edition.
    """
    shutil.rmtree(bouwmap, ignore_errors=True)
    bron = bouwmap / "bron"
    figuren = doel / "figuren"
    figuren.mkdir(parents=True)
    uitgevoerd = {pad.stem: nbformat.read(pad, as_version=4) for pad in notebooks}
    # Read before the outputs are made fit for the page.
    kernen = {naam: paginas.kern(nb) for naam, nb in uitgevoerd.items()}
    for naam, nb in uitgevoerd.items():
        save_tekst(json.dumps(_maak_pagina(nb, figuren, naam, definities)), bron / f"{naam}.ipynb")
    save_tekst(paginas.voorpagina(kernen, kader, bronnen, jaar), bron / "index.md")
    save_tekst(paginas.indicatoren(definities, tabellen[0], kader, bronnen, jaar), bron / "indicatoren.md")
    (bron / "_static").mkdir()
    shutil.copyfile(stijlblad, bron / "_static" / "monitor.css")
    _draai_sphinx(bron, doel, bouwmap / "doctrees", _instellingen(kader, jaar))
    _ruim_op(doel)


def _maak_pagina(nb: nbformat.NotebookNode, figuren: Path, naam: str, definities: Definities) -> Any:
    """Fold the code away, write the figures as files and give every indicator its anchor."""
    for cel in nb.cells:
        if cel.cell_type != "code":
            continue
        cel.metadata.tags = [*cel.metadata.get("tags", []), "hide-input"]
        for uitvoer in cel.outputs:
            if "ez" in uitvoer.get("metadata", {}):
                uitvoer.data = {"text/html": _figuur(uitvoer, figuren)}
                uitvoer.metadata = {}
    eigen = [i.id for i in definities.indicatoren.values() if i.notebook == naam]
    if eigen:
        ankers = "".join(f'<a class="anker" id="{i}"></a>' for i in eigen)
        nb.cells.insert(
            1, nbformat.from_dict({"cell_type": "markdown", "id": "ankers", "metadata": {}, "source": ankers})
        )
    return nb


def _figuur(uitvoer: Any, figuren: Path) -> str:
    """HTML of a figure: the image as a file, its alternative text, and its data in a table under it."""
    ez = uitvoer.metadata["ez"]
    bestand = figuren / f"{ez['naam']}.png"
    if bestand.exists():
        raise ControleFout(f'Twee figuren heten "{ez["naam"]}"; geef elke figuur een eigen naam.')
    bestand.write_bytes(base64.b64decode(uitvoer.data["image/png"]))
    kop, *rijen = ez["tabel"]
    return (
        f'<figure id="figuur-{escape(ez["naam"])}"><img src="figuren/{escape(bestand.name)}" alt="{escape(ez["alt"])}">'
        f"<figcaption><details><summary>Cijfers bij deze figuur</summary>"
        f"{paginas.html_tabel(kop, rijen, bijschrift=ez['titel'])}</details></figcaption></figure>"
    )


def _instellingen(kader: dict[str, Any], jaar: int) -> dict[str, Any]:
    titel = f"Economische Monitor {kader['naam']} {jaar}"
    return {
        "project": titel,
        "html_title": titel,
        "html_short_title": titel,
        "author": f"gemeente {kader['naam']}",
        "language": "nl",
        "extensions": ["myst_nb"],
        "html_theme": "pydata_sphinx_theme",
        "nb_execution_mode": "off",
        "nb_code_prompt_show": "Toon de code",
        "nb_code_prompt_hide": "Verberg de code",
        "nb_merge_streams": True,
        "myst_enable_extensions": ["attrs_block", "attrs_inline"],
        "html_static_path": ["_static"],
        "html_css_files": ["monitor.css"],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_sphinx": False,
        "html_show_copyright": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_last_updated_fmt": None,
        "html_permalinks_icon": "§",
        # The summary under a search result is fetched, which a browser refuses from file://.
        "html_show_search_summary": False,
        "html_sidebars": {"**": ["sidebar-nav-bs"], "index": []},
        "html_theme_options": {
            "navbar_align": "left",
            "navbar_center": [],
            "navbar_end": ["theme-switcher"],
            "navbar_persistent": ["search-button-field"],
            "footer_start": [],
            "footer_end": [],
            "show_prev_next": True,
            "secondary_sidebar_items": ["page-toc"],
            "show_toc_level": 2,
            "pygments_light_style": "a11y-high-contrast-light",
            "pygments_dark_style": "a11y-high-contrast-dark",
            "search_bar_text": "Zoek in de monitor",
            "logo": {"text": titel},
            "show_nav_level": 1,
            "back_to_top_button": True,
            "article_header_start": ["breadcrumbs"],
        },
        "suppress_warnings": ["mystnb.unknown_mime_type"],
    }


def _draai_sphinx(bron: Path, doel: Path, doctrees: Path, instellingen: dict[str, Any]) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor

    nocolor()
    waarschuwingen = io.StringIO()
    app = Sphinx(
        srcdir=bron,
        confdir=None,
        outdir=doel,
        doctreedir=doctrees,
        buildername="html",
        confoverrides=instellingen,
        status=None,
        warning=waarschuwingen,
        freshenv=True,
    )
    app.build(force_all=True)
    if waarschuwingen.getvalue().strip():
        raise ControleFout("De site is niet foutloos te maken:\n" + waarschuwingen.getvalue().replace(f"{bron}/", ""))


def _ruim_op(doel: Path) -> None:
    """Remove what only serves Sphinx: inventory, build info, the index of an API."""
    for rest in (".buildinfo", "objects.inv", "genindex.html", ".nojekyll", "_static/webpack-macros.html"):
        (doel / rest).unlink(missing_ok=True)
    for map_ in ("_sources", ".doctrees", "jupyter_execute"):
        shutil.rmtree(doel / map_, ignore_errors=True)
