"""The verb `nieuw`: the four pieces of a new indicator, in their place, with VUL IN where only an analyst knows.

The pieces work as they are: the figures of the first source pass through unchanged. As long as one VUL IN is left,
nothing can be made (`ezlib.definitions`) and `make check` names the place.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ezlib.definitions import Definities, load_definities
from ezlib.fouten import InstellingFout, bedoelde
from ezlib.opdracht import Opdracht
from ezlib.store import WORTEL, save_tekst

INVULLEN = "VUL IN"
NAAM = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
# The cell of a new indicator stands before what closes a page.
SLOT = ("## Hoe zijn de cijfers beschermd?", "## Wat kunnen we niet zeggen?", "## Wat betekenen de indicatoren?")

CATALOGUS = """
  {slug}:
    naam: VUL IN
    definitie: >-
      VUL IN wat er wordt geteld, van wie, en op welke dag
    eenheid: VUL IN
    decimalen: 1
    richting: VUL IN
    functie: {module}.{slug}
    bronnen: [{bron}]
    notebook: {notebook}
    niveaus: [gemeente]
"""
MODULE = '''"""Indicators on {module}."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk
'''
FUNCTIE = '''

def {slug}(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """VUL IN: what it is, its unit, and when it is missing; the figures of the source, as they are."""
    return beperk(feiten[feiten["onderwerp"] == "{slug}"], kader)
'''
TEST = '''"""{slug}, on numbers to check by head."""

from tabelletjes import KADER, per_gebied, tidy

from ezlib.indicators.{module} import {slug}


def test_{slug}():
    feiten = tidy(("GM0001", "{slug}", 5), ("GM0003", "{slug}", 7), ("GM0009", "{slug}", 9), ("GM0001", "iets_anders", 1))
    assert per_gebied({slug}(feiten, kader=KADER)) == {{"GM0001": 5.0, "GM0003": 7.0}}
'''
UITLEG = "## VUL IN: welke vraag beantwoordt deze grafiek?\n\nVUL IN waar de lezer op let."
CEL = """from ezlib import zinnen
from ezlib.figures.tijdreeks import plot_tijdreeks
from ezlib.zinnen.ondernemerschap import titel_reeks

{slug} = lezer.waarnemingen("{slug}")
plot_tijdreeks(
    overzicht.kerngebieden(zinnen.van({slug}), kader),
    titel=titel_reeks(lezer.indicator("{slug}").naam, {slug}, kader),
    ondertitel=lezer.indicator("{slug}").eenheid,
    bron=overzicht.bronregel(lezer, {slug}),
    naam="{streepjes}",
    uitgelicht=kader["naam"],
)"""


def nieuw(opdracht: Opdracht) -> int:
    """Write the four pieces and say what is left to do; nothing is written when one of them cannot be.

    Raises
    ------
    InstellingFout
        When the name is no slug or exists, or notebook or source are unknown.
    """
    soort, slug = ((*opdracht.rest, "", "")[:2]) if len(opdracht.rest) <= 2 else ("", "")
    if soort != "indicator" or not slug:
        raise InstellingFout(
            'Geef de soort en de naam, bijvoorbeeld "python3 -m ezlib nieuw indicator leegstand_winkels".'
        )
    stukken = maak_stukken(
        slug,
        load_definities(WORTEL / "definitions"),
        notebook=opdracht.opties.get("notebook", ""),
        bron=opdracht.bron or "",
        module=opdracht.opties.get("module", "") or slug,
    )
    for pad, tekst in stukken.items():
        save_tekst(tekst, WORTEL / pad)
        print(f"geschreven: {pad}")
    print(
        f"Zoek in deze bestanden naar {INVULLEN} en vul het in; pas daarna de functie en de test aan.\n"
        "`make check` zegt wat er nog staat. Voorbeeld: docs/handleiding.md, Een indicator toevoegen."
    )
    return 0


def maak_stukken(slug: str, definities: Definities, *, notebook: str, bron: str, module: str) -> dict[str, str]:
    """Texts of the files to write, by path from the root."""
    _check(slug, definities, notebook=notebook, bron=bron, module=module)
    woorden = {"slug": slug, "module": module, "bron": bron, "notebook": notebook, "streepjes": slug.replace("_", "-")}
    code, catalogus = Path(f"ezlib/indicators/{module}.py"), Path("definitions/indicatoren.yml")
    boek, test = Path(f"notebooks/{notebook}.ipynb"), Path(f"tests/test_{slug}.py")
    if (WORTEL / test).exists():
        raise InstellingFout(f"{test} bestaat al. Kies een andere naam.")
    oud = (WORTEL / code).read_text(encoding="utf-8") if (WORTEL / code).exists() else MODULE.format(**woorden)
    if not re.search(r"^from ezlib\.indicators\.kader import .*\bbeperk\b", oud, re.MULTILINE):
        raise InstellingFout(f"{code} kent de functie beperk niet; laat --module weg, dan komt er een nieuw bestand.")
    return {
        catalogus.as_posix(): (WORTEL / catalogus).read_text(encoding="utf-8") + CATALOGUS.format(**woorden),
        code.as_posix(): oud + FUNCTIE.format(**woorden),
        test.as_posix(): TEST.format(**woorden),
        boek.as_posix(): _met_cel(json.loads((WORTEL / boek).read_text(encoding="utf-8")), woorden),
    }


def _check(slug: str, definities: Definities, *, notebook: str, bron: str, module: str) -> None:
    for wat, naam in (("naam", slug), ("module", module)):
        if not NAAM.fullmatch(naam):
            raise InstellingFout(f'De {wat} "{naam}" kan niet: gebruik kleine letters, cijfers en _.')
    if slug in definities.indicatoren:
        raise InstellingFout(f'De indicator "{slug}" bestaat al in definitions/indicatoren.yml.')
    boeken = [n for n in definities.paginas if n not in definities.overzichten]
    if notebook not in boeken:
        raise InstellingFout(
            f"Geef met --notebook de pagina waar de indicator komt: {', '.join(boeken)}; "
            f'"{notebook}" is er geen{bedoelde(notebook, boeken)}.'
        )
    if bron not in definities.bronnen:
        raise InstellingFout(
            f'Geef met --bron een bron uit definitions/bronnen.yml; "{bron}" is er geen{bedoelde(bron, definities.bronnen)}.'
        )


def _met_cel(boek: dict[str, Any], woorden: dict[str, str]) -> str:
    """The notebook with a text cell and a code cell more, before what closes its page."""
    cellen = boek["cells"]
    plek = next((i for i, c in enumerate(cellen) if "".join(c["source"]).startswith(SLOT)), len(cellen))
    id_ = woorden["streepjes"]
    tekst = {"cell_type": "markdown", "id": f"{id_}-kop", "metadata": {}, "source": UITLEG.splitlines(keepends=True)}
    code = {"cell_type": "code", "execution_count": None, "id": id_, "metadata": {}, "outputs": []}
    code["source"] = CEL.format(**woorden).splitlines(keepends=True)
    cellen[plek:plek] = [tekst, code]
    return json.dumps(boek, ensure_ascii=False, indent=1) + "\n"
