"""Executed notebooks -> a site that opens from a folder: Sphinx with MyST, everything local, search included."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat

from ezlib.definitions import Definities
from ezlib.fouten import ControleFout
from ezlib.report import paginas, toegankelijkheid
from ezlib.report.notebookpagina import notebookpagina
from ezlib.report.waarschuwing import waarschuwing
from ezlib.store import load_json, save_tekst
from ezlib.taal import zonder_omkering

TITEL = re.compile(r"^# .+$", re.MULTILINE)
MENU = re.compile(r"^```+\{toctree\}.*?^```+$", re.MULTILINE | re.DOTALL)
# At the top of every page until the edition is released.
CONCEPT = "CONCEPT: deze editie is nog niet nagekeken en vrijgegeven. De cijfers kunnen nog veranderen."
# Parts of every page that the theme does not have: the menu as a landmark, and what stands at the foot.
SJABLONEN = {
    "menu.html": '<nav class="menu" aria-label="Menu"><p class="menu"><a href="{{ pathto(root_doc)|e }}">Voorpagina</a></p>'
    "{{ toctree(includehidden=True, collapse=True, maxdepth=1) }}</nav>\n",
    "voet.html": f'<p class="voet"><a href="{{{{ pathto("{toegankelijkheid.PAGINA}")|e }}}}">{toegankelijkheid.TITEL}</a></p>\n',
}
# What Sphinx and its theme have no Dutch words for.
VERTALING = {
    "On this page": "Op deze pagina",
    "Section Navigation": "Pagina's",
    "Skip to main content": "Naar de inhoud",
    "Back to top": "Naar boven",
    "Site Navigation": "Pagina's",
    "Table of Contents": "Pagina's",
    "Search": "Zoeken",
    "Search the docs ...": "Zoek in de monitor",
    "Color mode": "Kleuren",
    "light": "licht",
    "dark": "donker",
    "auto": "automatisch",
    "light/dark": "licht of donker",
    "System Settings": "zoals het systeem",
    "Light": "Licht",
    "Dark": "Donker",
    "Site navigation": "Pagina's",
    "Previous page": "Vorige pagina",
    "Next page": "Volgende pagina",
    "previous page": "vorige pagina",
    "next page": "volgende pagina",
    "Breadcrumb": "Kruimelpad",
    "Page navigation": "Vorige en volgende pagina",
    "Home": "Voorpagina",
    "Skip navigation": "Navigatie overslaan",
    "Toggle primary sidebar": "Toon of verberg de pagina's",
    "Version warning": "Waarschuwing over de versie",
    "Link to this heading": "Verwijzing naar deze kop",
    "Please activate JavaScript to enable the search functionality.": "Zet JavaScript aan om te kunnen zoeken.",
}


def bouw_site(
    *,
    notebooks: list[Path],
    bundels: list[Path],
    vooraf: dict[str, Any],
    kader: dict[str, Any],
    bronnen: list[dict[str, Any]],
    stijlblad: Path,
    definities: Definities,
    jaar: int,
    concept: bool,
    doel: Path,
    bouwmap: Path,
) -> None:
    """Build the site into `doel`.

    `vooraf`: see `ezlib.report.tabelpaginas`. `bouwmap` holds what Sphinx made before: where only the text of pages
    changed since, it writes those pages only. The site is the same as one from nothing.

    Raises
    ------
    ControleFout
        When Sphinx warns of anything: a broken reference on a page is a defect of the edition.
    """
    figuren = doel / "figuren"
    figuren.mkdir(parents=True)
    kernen: dict[str, Any] = {}
    teksten: dict[str, str] = {}
    namen = {i.id: i.naam for i in definities.indicatoren.values()}

    def oud(notebook: str) -> str:
        nodig = {b for i in definities.indicatoren_van(notebook) for b in vooraf["bronnen"][i]}
        nodig |= set(definities.kaarten_van(notebook, kader["gemeente"]))
        return waarschuwing([b for b in bronnen if b["id"] in nodig], jaar)

    def bewaar(naam: str, tekst: str) -> None:
        teksten[naam] = zonder_omkering(tekst)

    onder: dict[str, list[str]] = {}
    for bundel in map(load_json, bundels):
        onder[definities.per_wijk[bundel["bron"]]] = list(bundel["notebooks"])
        for naam, inhoud in bundel["notebooks"].items():
            nb = nbformat.from_dict(inhoud)
            bewaar(naam, notebookpagina(nb, figuren, namen=namen, ankers=[], vooraf=oud(bundel["bron"])))
    for pad in notebooks:
        nb = nbformat.v4.reads(pad.read_text(encoding="utf-8"))  # of our own making: it need not be checked
        eigen = [i.id for i in definities.indicatoren.values() if i.notebook == pad.stem]
        kernen[pad.stem] = (*paginas.kern(nb), paginas.kernlinks(nb, namen))
        tekst = notebookpagina(nb, figuren, namen=namen, ankers=eigen, vooraf=oud(pad.stem))
        bewaar(pad.stem, tekst + paginas.inhoud(onder.get(pad.stem, [])))
    bewaar("index", paginas.voorpagina(kernen, definities, kader, bronnen, jaar))
    for naam, tekst in vooraf["teksten"].items():
        bewaar(naam, tekst)
    instellingen = _instellingen(kader, jaar, bouwmap, concept=concept)
    _draai_sphinx(teksten, stijlblad.read_text(encoding="utf-8"), bouwmap, instellingen)
    shutil.copytree(bouwmap / "html", doel, dirs_exist_ok=True)
    _herstel_zoekwoorden(doel)
    _ruim_zoekindex_op(doel / "searchindex.js")
    _ruim_op(doel)


def _instellingen(kader: dict[str, Any], jaar: int, bouwmap: Path, *, concept: bool) -> dict[str, Any]:
    # The theme puts this on every page as it is.
    naam = kader["naam"].replace("<", "‹").replace(">", "›")
    titel = f"Economische Monitor {naam} {jaar}"
    return {
        "project": titel,
        "html_title": titel,
        "html_short_title": titel,
        "author": f"gemeente {naam}",
        "language": "nl",
        "locale_dirs": [str(bouwmap / "woorden")],
        "templates_path": [str(bouwmap / "sjablonen")],
        "extensions": ["myst_parser"],
        "html_theme": "pydata_sphinx_theme",
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
        # Empty, the theme complains in the console of a reader who never chose.
        "html_context": {"default_mode": "auto"},
        "html_sidebars": {"**": ["menu.html"]},
        "html_theme_options": {
            "logo": {"text": titel},
            "announcement": CONCEPT if concept else "",
            "navbar_align": "left",
            "navbar_center": [],
            "navbar_end": ["theme-switcher"],
            "navbar_persistent": ["search-button-field"],
            "search_bar_text": "Zoek in de monitor",
            "secondary_sidebar_items": ["page-toc"],
            "show_toc_level": 2,
            "show_nav_level": 1,
            "footer_start": ["voet"],
            "footer_end": [],
            "pygments_light_style": "a11y-high-contrast-light",
            "pygments_dark_style": "a11y-high-contrast-dark",
        },
    }


def _schrijf_vertaling(map_: Path) -> None:
    """Compile our Dutch words as a catalogue that Sphinx reads after its own."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogus = Catalog(locale="nl")
    for engels, nederlands in VERTALING.items():
        catalogus.add(engels, nederlands)
    doel = map_ / "nl" / "LC_MESSAGES" / "sphinx.mo"
    doel.parent.mkdir(parents=True)
    with doel.open("wb") as bestand:
        write_mo(bestand, catalogus)


def _draai_sphinx(teksten: dict[str, str], stijl: str, map_: Path, instellingen: dict[str, Any]) -> None:
    """Make pages of texts (MyST, by name) in `map_`/html."""
    from jinja2 import FileSystemBytecodeCache
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor

    gelijk, bron = map_ / "gelijk.txt", map_ / "bron"
    sleutel = _op_elke_pagina(teksten, stijl, instellingen)
    if not (gelijk.is_file() and gelijk.read_text(encoding="utf-8") == sleutel):
        shutil.rmtree(map_, ignore_errors=True)
        _schrijf_vertaling(map_ / "woorden")
        for naam, sjabloon in SJABLONEN.items():
            save_tekst(sjabloon, map_ / "sjablonen" / naam)
        save_tekst(stijl, bron / "_static" / "monitor.css")
    # Back when all went well: what a run that was cut off left is not built upon.
    gelijk.unlink(missing_ok=True)
    for naam, tekst in teksten.items():
        pad = bron / f"{naam}.md"
        if not (pad.is_file() and pad.read_text(encoding="utf-8") == tekst):
            save_tekst(tekst, pad)
    nocolor()
    waarschuwingen = io.StringIO()
    app = Sphinx(
        srcdir=bron,
        confdir=None,
        outdir=map_ / "html",
        doctreedir=map_ / "doctrees",
        buildername="html",
        confoverrides=instellingen,
        status=None,
        warning=waarschuwingen,
    )
    (map_ / "jinja").mkdir(exist_ok=True)
    app.builder.templates.environment.bytecode_cache = FileSystemBytecodeCache(str(map_ / "jinja"))  # type: ignore[attr-defined]
    app.build()
    if waarschuwingen.getvalue().strip():
        raise ControleFout("De site is niet foutloos te maken:\n" + waarschuwingen.getvalue().replace(f"{bron}/", ""))
    save_tekst(sleutel, gelijk)


def _op_elke_pagina(teksten: dict[str, str], stijl: str, instellingen: dict[str, Any]) -> str:
    """Sum of all that every page shows or depends on: the menu with its titles, style, settings and programs."""
    menu = [(naam, TITEL.findall(tekst)[:1], MENU.findall(tekst)) for naam, tekst in sorted(teksten.items())]
    programmas = [(naam, version(naam)) for naam in ("sphinx", "pydata-sphinx-theme", "myst-parser")]
    alles = repr((menu, stijl, instellingen, SJABLONEN, VERTALING, programmas))
    return hashlib.sha256(alles.encode()).hexdigest()


def _herstel_zoekwoorden(doel: Path) -> None:
    """Let the search page count in Dutch: Sphinx has no words for it, and picks the plural with a boolean."""
    pad = doel / "_static" / "translations.js"
    begin, eind = "Documentation.addTranslations(", ");"
    catalogus = json.loads(pad.read_text(encoding="utf-8").removeprefix(begin).rstrip().removesuffix(eind))
    catalogus["plural_expr"] = "n === 1 ? 0 : 1"
    catalogus["messages"]["Search finished, found one page matching the search query."] = [
        "Gezocht: een pagina gevonden.",
        "Gezocht: ${resultCount} pagina's gevonden.",
    ]
    save_tekst(f"{begin}{json.dumps(catalogus, indent=4, sort_keys=True)}{eind}\n", pad)


def _ruim_zoekindex_op(pad: Path) -> None:
    """Drop words that are on no page any more: Sphinx keeps those of a page that it writes anew."""
    begin, eind = "Search.setIndex(", ")"
    index = json.loads(pad.read_text(encoding="utf-8").removeprefix(begin).removesuffix(eind))
    for soort in ("terms", "titleterms"):
        index[soort] = {woord: plekken for woord, plekken in index[soort].items() if plekken != []}
    tekst = json.dumps(index, separators=(",", ":"), sort_keys=True)
    save_tekst(f"{begin}{tekst}{eind}", pad)


def _ruim_op(doel: Path) -> None:
    """Remove what only serves Sphinx or its developers (inventory, build info, source maps), and its last English."""
    for rest in (".buildinfo", "objects.inv", ".nojekyll", "_static/webpack-macros.html"):
        (doel / rest).unlink(missing_ok=True)
    for pagina in doel.glob("*.html"):
        # The theme translates this label and then does not use it.
        tekst = pagina.read_text(encoding="utf-8")
        save_tekst(tekst.replace('aria-label="Announcement"', 'aria-label="Mededeling"'), pagina)
    for kaart in doel.rglob("*.map"):
        kaart.unlink()
    for map_ in ("_sources", ".doctrees"):
        shutil.rmtree(doel / map_, ignore_errors=True)
