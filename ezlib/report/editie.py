"""Assemble an edition in its working folder, check it, and swap it in whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import nbformat

from ezlib.definitions import Definities
from ezlib.fouten import ControleFout
from ezlib.report.bronnenlijst import gebruikt
from ezlib.store import load_json, save_json, save_tekst, schrijf, wissel
from ezlib.vastezip import maak_zip

PAKKETTEN = [
    "pandas",
    "geopandas",
    "matplotlib",
    "papermill",
    "execnb",
    "sphinx",
    "myst-parser",
    "pydata-sphinx-theme",
]


def maak_paginas(
    notebooks: list[Path],
    bundels: list[Path],
    vooraf: Path,
    kader: Path,
    bronnenlijst: Path,
    stijlblad: Path,
    definities: Definities,
    jaar: int,
    concept: bool,
    bouwmap: Path,
    paginas: Path,
) -> None:
    """Make the pages and figures of the site, in one zip; `bouwmap` is the folder that `bouw_site` keeps for itself."""
    from ezlib.report.site import bouw_site

    with tempfile.TemporaryDirectory(dir=paginas.parent, prefix=".paginas.tmp") as map_:
        bouw_site(
            notebooks=notebooks,
            bundels=bundels,
            vooraf=load_json(vooraf),
            kader=load_json(kader),
            bronnen=gebruikt(load_json(bronnenlijst)),
            stijlblad=stijlblad,
            definities=definities,
            jaar=jaar,
            concept=concept,
            doel=Path(map_),
            bouwmap=bouwmap,
        )
        bestanden = [pad for pad in sorted(Path(map_).rglob("*")) if pad.is_file()]
        inhoud = {pad.relative_to(map_).as_posix(): pad.read_bytes() for pad in bestanden}
    with schrijf(paginas) as tijdelijk:
        tijdelijk.write_bytes(maak_zip(inhoud, klein=False))


def maak_editie(
    paginas: Path,
    notebooks: list[Path],
    bundels: list[Path],
    tabellen: list[Path],
    mappen: dict[str, list[Path]],
    documenten: Path,
    kader: Path,
    bronnenlijst: Path,
    definities: Definities,
    inhoud: dict[str, str],
    jaar: int,
    herkomst: Path,
) -> None:
    """Put pages, notebooks, tables and documents together in the folder of `herkomst.json`, which comes last and sums
    them all.

    `paginas` and `documenten` are zips that lie unpacked in the edition; `mappen` are more tables, per folder under
    `tabellen/`. `inhoud` holds the sums of the code that made it (see `ezlib.codesom.inhoud_sommen`).
    """
    from ezlib.report.indicatorpagina import MAP, save_per_indicator

    doel = herkomst.parent
    with schrijf(doel) as nieuw:
        for pak in (paginas, documenten):
            with zipfile.ZipFile(pak) as zip_:
                zip_.extractall(nieuw)
        for bron in notebooks:
            _kopieer(bron, nieuw / "notebooks")
        for bundel in bundels:
            for naam, nb in load_json(bundel)["notebooks"].items():
                tekst = nbformat.v4.writes(nbformat.from_dict(nb))  # of our own making: it need not be checked
                save_tekst(f"{tekst}\n", nieuw / "notebooks" / f"{naam}.ipynb")
        for bron in tabellen:
            _kopieer(bron, nieuw / "tabellen")
        save_per_indicator(tabellen[0], tabellen[1], nieuw / "tabellen" / MAP)
        for map_, bronnen in mappen.items():
            for bron in bronnen:
                _kopieer(bron, nieuw / "tabellen" / map_)
        check_editie(nieuw)
        parameters = {"jaar": jaar, "gemeente": load_json(kader)["gemeente"]}
        save_json(_herkomst(nieuw, parameters, bronnenlijst, inhoud, definities), nieuw / "herkomst.json")
        # A folder cannot be renamed over a full one; a kill in between leaves none, and the next run makes it again.
        shutil.rmtree(doel, ignore_errors=True)


def publiceer(herkomst: Path, editie: Path, gepubliceerd: Path) -> None:
    """Swap the checked edition in; refuse when a file of it differs from its own sums."""
    fouten = controleer(herkomst.parent)
    if fouten:
        # Without it the next run builds the edition anew; otherwise it would find the same damage for ever.
        herkomst.unlink()
        raise ControleFout(
            "De klaargezette editie is niet heel:\n  " + "\n  ".join(fouten) + "\nDraai dezelfde opdracht opnieuw: "
            "de editie wordt dan opnieuw gemaakt."
        )
    wissel(herkomst.parent, editie)


def controleer(map_: Path) -> list[str]:
    """Compare an edition with its herkomst.json; one Dutch line per difference."""
    verwacht = load_json(map_ / "herkomst.json")["bestanden"]
    gevonden = _sommen(map_)
    return (
        [f"{naam} ontbreekt" for naam in sorted(verwacht.keys() - gevonden.keys())]
        + [f"{naam} hoort er niet bij" for naam in sorted(gevonden.keys() - verwacht.keys())]
        + [f"{n} is veranderd" for n in sorted(verwacht.keys() & gevonden.keys()) if verwacht[n] != gevonden[n]]
    )


def check_editie(map_: Path) -> None:
    """Refuse an edition with a dead link, also to a place on a page, an image without alternative text or an address
    outside itself."""
    fouten = []
    teksten = {pagina: pagina.read_text(encoding="utf-8") for pagina in sorted(map_.rglob("*.html"))}
    ankers = {pagina: set(re.findall(r'\bid="([^"]+)"', tekst)) for pagina, tekst in teksten.items()}
    for pagina, tekst in teksten.items():
        # Every page has the same menu, and repeats links of its own.
        for doel, anker in sorted(set(re.findall(r'(?:href|src)="([^"#?]*)[^"#]*(?:#([^"]+))?"', tekst))):
            if doel.startswith(("http:", "https:", "//")):
                # A link that a reader may follow is fine; something that the page loads is not.
                if re.search(rf'<(?:img|script|link|iframe)[^>]+(?:src|href)="{re.escape(doel)}', tekst):
                    fouten.append(f"{pagina.name} laadt iets van buiten: {doel}")
            # herkomst.json sums all else, so it comes last.
            elif not doel.startswith(("mailto:", "data:")) and doel != "herkomst.json":
                naar = Path(os.path.normpath(pagina.parent / doel)) if doel else pagina
                if not naar.exists():
                    fouten.append(f"{pagina.name} verwijst naar {doel}, dat er niet is")
                elif anker and anker not in ankers.get(naar, {anker}):
                    fouten.append(f"{pagina.name} verwijst naar {doel}#{anker}, en die plek is er niet")
        fouten += [
            f"{pagina.name}: een afbeelding zonder beschrijving" for _ in re.findall(r"<img(?![^>]*\balt=)", tekst)
        ]
    if fouten:
        raise ControleFout("De site is niet in orde:\n  " + "\n  ".join(sorted(set(fouten))))


def _kopieer(bron: Path, map_: Path) -> None:
    map_.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(bron, map_ / bron.name)


def _sommen(map_: Path) -> dict[str, str]:
    return {
        p.relative_to(map_).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(map_.rglob("*"))
        if p.is_file() and p != map_ / "herkomst.json"
    }


def _herkomst(
    map_: Path, parameters: dict[str, object], bronnenlijst: Path, inhoud: dict[str, str], definities: Definities
) -> dict[str, object]:
    """What the edition was made of: no clock time and no commit, so that equal inputs give equal bytes."""
    bronnen = gebruikt(load_json(bronnenlijst))
    return {
        "parameters": parameters,
        "bronnen": {b["id"]: b["bestanden"] for b in bronnen},
        "uitgaven": {b["id"]: {"snapshot": b["snapshot"], "gewijzigd": b["gewijzigd"][:10]} for b in bronnen},
        "inhoud": inhoud | {"definitions": som_van(definities)},
        "versies": {pakket: version(pakket) for pakket in PAKKETTEN},
        "bestanden": _sommen(map_),
    }


def som_van(definities: Definities) -> str:
    """Sum of what the definitions say; a comment in them does not count."""
    return hashlib.sha256(json.dumps(asdict(definities), sort_keys=True).encode()).hexdigest()[:16]
