"""What `make check` holds the repository against: definitions, notebooks and documentation agree with each other."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from pathlib import Path
from typing import Any

from ezlib.definitions import Definities, load_definities
from ezlib.fouten import MonitorFout
from ezlib.nieuw import INVULLEN
from ezlib.store import WORTEL

MAX_CODEREGELS = 150


def check_alles(wortel: Path = WORTEL) -> int:
    """Print every breach in Dutch; 0 when there are none."""
    try:
        definities = load_definities(wortel / "definitions")
    except MonitorFout as fout:
        print(fout)
        return 1
    fouten = check_catalogus(definities, wortel) + check_notebooks(definities, wortel) + check_documentatie(wortel)
    fouten += check_ingevuld(wortel)
    for fout in fouten:
        print(fout)
    if not fouten:
        print(f"Definities ({len(definities.indicatoren)} indicatoren), notebooks en documentatie zijn in orde.")
    return int(bool(fouten))


def check_catalogus(definities: Definities, wortel: Path) -> list[str]:
    """Every indicator has its function with the right signature, and its notebook."""
    fouten = []
    for ind in definities.indicatoren.values():
        module, naam = ind.functie.split(".")
        try:
            functie = getattr(importlib.import_module(f"ezlib.indicators.{module}"), naam)
        except (ModuleNotFoundError, AttributeError):
            fouten.append(f"indicatoren.yml ({ind.id}): ezlib/indicators/{module}.py heeft geen functie {naam}")
            continue
        kent = inspect.signature(functie).parameters
        fouten += [
            f"indicatoren.yml ({ind.id}): {ind.functie} kent de parameter {p} niet"
            for p in ind.parameters
            if p not in kent
        ]
    namen = {n for ind in definities.indicatoren.values() for n in (ind.notebook, *ind.ook_in)}
    namen |= set(definities.paginas)
    namen |= {n for bron in definities.bronnen.values() for n in bron.notebooks} | set(definities.overzichten)
    aanwezig = {p.stem for p in (wortel / "notebooks").glob("*.ipynb")}
    fouten += [
        f"indicatoren.yml: notebook {n} heeft geen naam onder `paginas:`"
        for n in sorted(aanwezig - set(definities.paginas))
    ]
    return fouten + [f"definitions/ noemt notebook {n}, dat er niet is" for n in sorted(namen - aanwezig)]


def check_notebooks(definities: Definities, wortel: Path) -> list[str]:
    """Notebooks are stored without outputs, define nothing, stay short and open their own data."""
    fouten = []
    for pad in sorted((wortel / "notebooks").glob("*.ipynb")):
        cellen = json.loads(pad.read_text(encoding="utf-8"))["cells"]
        fouten += [f"{pad.name}: {f}" for f in _notebookfouten(pad.stem, cellen)]
    return fouten


def _notebookfouten(naam: str, cellen: list[dict[str, Any]]) -> list[str]:
    code = [c for c in cellen if c["cell_type"] == "code"]
    bron = ["".join(c["source"]) for c in code]
    regels = [r for b in bron for r in b.splitlines() if r.strip()]
    kop = "".join(cellen[0]["source"]) if cellen and cellen[0]["cell_type"] == "markdown" else ""
    eisen = {
        "is opgeslagen met uitvoer; gebruik nbstripout": any(c["outputs"] or c["execution_count"] for c in code),
        "definieert een functie of klasse; die hoort in ezlib": any(
            re.match(r"(def|class|async def) ", r) for r in regels
        ),
        f"heeft meer dan {MAX_CODEREGELS} regels code": len(regels) > MAX_CODEREGELS,
        'heeft geen cel met het label "parameters"': not any(
            "parameters" in c["metadata"].get("tags", []) for c in code
        ),
        'heeft geen cel met het label "kern" (het antwoord)': not any(
            "kern" in c["metadata"].get("tags", []) for c in code
        ),
        "begint niet met een vraag als kop (# ...?)": not re.match(r"# .+\?", kop),
        "leest een bestand of adres; gebruik ezlib.store": any(
            re.search(r"https?://|read_(csv|parquet|json|excel|file)|open\(", r) for r in regels
        ),
        "gebruikt een opdracht van de shell": any(r.lstrip().startswith(("!", "%")) for r in regels),
        f'opent niet open_notebook("{naam}", ...)': f'open_notebook("{naam}"' not in "".join(bron),
    }
    return [eis for eis, geschonden in eisen.items() if geschonden]


def check_ingevuld(wortel: Path) -> list[str]:
    """Nothing of a new indicator is left to fill in; definitions refuse that themselves."""
    fouten = []
    for pad in sorted([*(wortel / "ezlib" / "indicators").glob("*.py"), *(wortel / "notebooks").glob("*.ipynb")]):
        if aantal := pad.read_text(encoding="utf-8").count(INVULLEN):
            fouten.append(f"{pad.relative_to(wortel).as_posix()}: er staat nog {aantal} keer {INVULLEN}")
    return fouten


def check_documentatie(wortel: Path) -> list[str]:
    """README and handleiding name every verb, and one of them every setting; local links in the docs exist."""
    from ezlib.instellingen import INSTELLINGEN
    from ezlib.opdracht import VERBEN

    paden = ("README.md", "docs/handleiding.md")
    kwijt = [pad for pad in paden if not (wortel / pad).exists()]
    if kwijt:
        return [f"{pad} ontbreekt" for pad in kwijt]
    teksten = {pad: (wortel / pad).read_text(encoding="utf-8") for pad in paden}
    fouten = [
        f"{pad}: de opdracht {verb} wordt niet uitgelegd"
        for pad, tekst in teksten.items()
        for verb in VERBEN
        if not re.search(rf"`(?:make |python3 -m ezlib )?{verb}\b", tekst)
    ]
    samen = "\n".join(teksten.values())
    fouten += [
        f"docs/handleiding.md: de instelling {naam} wordt niet uitgelegd" for naam in INSTELLINGEN if naam not in samen
    ]
    for pad in sorted([wortel / "README.md", wortel / "CONTRIBUTING.md", *(wortel / "docs").glob("*.md")]):
        for doel in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", pad.read_text(encoding="utf-8")):
            # Outputs exist after a run only; the documentation may point at them.
            if not doel.lstrip("./").startswith("outputs/") and not (pad.parent / doel).exists():
                fouten.append(f"{pad.name} verwijst naar {doel}, dat er niet is")
    return fouten
