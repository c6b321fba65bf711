"""Assemble an edition in its working folder, check it, and swap it in whole."""

from __future__ import annotations

import hashlib
import shutil
from importlib.metadata import version
from pathlib import Path

from ezlib.codesom import code_som
from ezlib.definitions import Definities
from ezlib.fouten import ControleFout
from ezlib.store import WORTEL, load_json, save_json, schrijf, wissel

PAKKETTEN = [
    "pandas",
    "geopandas",
    "matplotlib",
    "papermill",
    "execnb",
    "sphinx",
    "myst-nb",
    "pydata-sphinx-theme",
]


def maak_editie(
    notebooks: list[Path],
    tabellen: list[Path],
    kader: Path,
    bronnenlijst: Path,
    stijlblad: Path,
    definities: Definities,
    jaar: int,
    werk: Path,
    herkomst: Path,
) -> None:
    """Build site, notebooks, tables and figures under `werk/editie`; `herkomst.json` comes last and sums them all."""
    from ezlib.report.site import bouw_site

    doel = herkomst.parent
    with schrijf(doel.with_name("editie.klaar")) as nieuw:
        bouw_site(
            notebooks=notebooks,
            tabellen=tabellen,
            kader=load_json(kader),
            bronnen=load_json(bronnenlijst),
            stijlblad=stijlblad,
            definities=definities,
            jaar=jaar,
            doel=nieuw,
            bouwmap=werk / "site",
        )
        for bron in notebooks:
            _kopieer(bron, nieuw / "notebooks")
        for bron in tabellen:
            _kopieer(bron, nieuw / "tabellen")
        check_editie(nieuw)
        save_json(_herkomst(nieuw, load_json(kader)["gemeente"], jaar, bronnenlijst), nieuw / "herkomst.json")
        shutil.rmtree(doel, ignore_errors=True)
    doel.with_name("editie.klaar").replace(doel)


def publiceer(herkomst: Path, editie: Path, gepubliceerd: Path) -> None:
    """Swap the checked edition in; refuse when a file of it differs from its own sums."""
    fouten = controleer(herkomst.parent)
    if fouten:
        raise ControleFout("De klaargezette editie is niet heel:\n  " + "\n  ".join(fouten))
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
    """Refuse an edition with a dead link, an image without alternative text or an address outside itself."""
    import re

    fouten = []
    for pagina in sorted(map_.rglob("*.html")):
        tekst = pagina.read_text(encoding="utf-8")
        for doel in re.findall(r'(?:href|src)="([^"#?]+)', tekst):
            if doel.startswith(("http:", "https:", "//")):
                # A link that a reader may follow is fine; something that the page loads is not.
                if re.search(rf'<(?:img|script|link|iframe)[^>]+(?:src|href)="{re.escape(doel)}', tekst):
                    fouten.append(f"{pagina.name} laadt iets van buiten: {doel}")
            elif not doel.startswith(("mailto:", "data:")) and not (
                doel == "herkomst.json"
                or (pagina.parent / doel).exists()  # herkomst.json sums all else, so it comes last
            ):
                fouten.append(f"{pagina.name} verwijst naar {doel}, dat er niet is")
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


def _herkomst(map_: Path, gemeente: str, jaar: int, bronnenlijst: Path) -> dict[str, object]:
    """What the edition was made of: no clock time and no commit, so that equal inputs give equal bytes."""
    som = {
        naam: _mapsom(WORTEL / naam, patroon)
        for naam, patroon in (("tasks", "*.py"), ("notebooks", "*.ipynb"), ("definitions", "*.yml"))
    }
    modules = [".".join(p.relative_to(WORTEL).with_suffix("").parts) for p in (WORTEL / "ezlib").rglob("*.py")]
    return {
        "parameters": {"jaar": jaar, "gemeente": gemeente},
        "bronnen": {b["id"]: b["bestanden"] for b in load_json(bronnenlijst)},
        "inhoud": {"ezlib": code_som(*modules, wortel=WORTEL), **som},
        "versies": {pakket: version(pakket) for pakket in PAKKETTEN},
        "bestanden": _sommen(map_),
    }


def _mapsom(map_: Path, patroon: str) -> str:
    som = hashlib.sha256()
    for pad in sorted(map_.glob(patroon)):
        som.update(pad.name.encode() + pad.read_bytes())
    return som.hexdigest()[:16]
