"""The verb `vrijgeven`: an edition that was checked and signed off becomes what later ones are held against.

A released edition is never written over: what is made of the same year afterwards is a next one, `2025-r2`, beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat

from ezlib.definitions import _Bestand
from ezlib.edities import DEFINITIES, KERNEN, lees_editie
from ezlib.fouten import ControleFout, DefinitieFout
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.report.editie import controleer
from ezlib.report.paginas import kern
from ezlib.schemas import AFTEKENING
from ezlib.store import WORTEL, load_json, save_json, schrijf

TABEL, WOORDEN = "waarnemingen.csv", "woorden.json"
BIJSCHRIFT = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
# What a reader is told: the figures and the pages; a banner or a picture's bytes are made of these.
INHOUD = ("tabellen/", "notebooks/")


def load_aftekening(map_: Path) -> dict[str, Any]:
    """Read `definitions/aftekening.yml`: the roles, and who signed for which edition.

    Raises
    ------
    DefinitieFout
        With every fault and its line.
    """
    bestand = _Bestand(map_ / "aftekening.yml")
    if not bestand.fouten:
        bestand.toets(AFTEKENING)
    if not bestand.fouten:
        for i, regel in enumerate(bestand.data["aftekeningen"]):
            if regel["rol"] not in bestand.data["rollen"]:
                rollen = ", ".join(bestand.data["rollen"])
                bestand.meld(f'rol "{regel["rol"]}" is onbekend; kies uit: {rollen}', "aftekeningen", i, "rol")
    if bestand.fouten:
        raise DefinitieFout("\n  ".join(["aftekening.yml is niet in orde:", *bestand.fouten]))
    return bestand.data


def inhoud_som(editie: Path) -> str:
    """Sum (12 hex digits) of what an edition says: its tables and executed notebooks, as its herkomst.json sums them."""
    bestanden = load_json(editie / "herkomst.json")["bestanden"]
    eigen = {naam: som for naam, som in bestanden.items() if naam.startswith(INHOUD)}
    return hashlib.sha256(json.dumps(eigen, sort_keys=True).encode()).hexdigest()[:12]


def aftekenlijst(opzet: Opzet, som: str) -> dict[str, str]:
    """Per role of `aftekening.yml` who signed for this content, or an empty text."""
    blad = load_aftekening(WORTEL / "definitions")
    getekend = {
        r["rol"]: f"{r['wie']}, {r['datum']}"
        for r in blad["aftekeningen"]
        if (r["gemeente"], r["uitgave"], r["som"]) == (opzet.gemeente, opzet.uitgave, som)
    }
    return {rol: getekend.get(rol, "") for rol in blad["rollen"]}


def bezwaren(opzet: Opzet) -> list[str]:
    """Why an edition may not be released yet; one Dutch line per reason."""
    editie = opzet.editie
    gevonden = [f"de editie is niet heel: {fout}" for fout in controleer(editie)]
    frame = lees_editie(editie / "tabellen" / TABEL)
    fictief = frame[frame["herkomst"] == "fictief"]
    if len(fictief):
        namen = [opzet.definities.indicatoren[i].naam for i in sorted(set(fictief["indicator_id"]))]
        gevonden.append(f"{len(fictief)} cijfers zijn fictief, van: {', '.join(namen)}")
    som = inhoud_som(editie)
    if open_ := [rol for rol, wie in aftekenlijst(opzet, som).items() if not wie]:
        gevonden.append(f"in aftekening.yml is voor som {som} niet getekend door: {', '.join(open_)}")
    return gevonden


def vrijgeven(opdracht: Opdracht) -> int:
    """Make the edition anew, check it, take off CONCEPT, and freeze its figures; nothing happens while anything is wrong.

    Raises
    ------
    ControleFout
        With every reason not to release.
    """
    from ezlib.checks import check_alles
    from ezlib.runner import yearly

    if check_alles():
        raise ControleFout("De editie is niet vrijgegeven: de controle van `make check` vond fouten. Zie hierboven.")
    if yearly(opdracht):
        raise ControleFout("De editie is niet vrijgegeven: niet elke stap lukte. Zie de meldingen hierboven.")
    opzet = maak_opzet(opdracht)
    if redenen := bezwaren(opzet):
        lijst = "\n  ".join(redenen)
        raise ControleFout(f"De editie {opzet.uitgave} van {opzet.gemeente} wordt niet vrijgegeven:\n  {lijst}")
    if yearly(opdracht, concept=False):
        raise ControleFout("De editie is niet vrijgegeven: de pagina's zonder CONCEPT lukten niet. Zie hierboven.")
    doel = bevries(opzet)
    print(f"Vrijgegeven: {opzet.editie}. Volgende edities worden vergeleken met {doel}; zet die map in git.")
    return 0


def woorden(map_: Path) -> dict[str, list[str]]:
    """What each page says, a line a paragraph: its texts, the captions of its tables, what its charts show; no code."""
    gezegd = {}
    for pad in sorted(map_.glob("*.ipynb")):
        regels: list[str] = []
        for cel in load_json(pad)["cells"]:
            stukken = [cel["source"]] if cel["cell_type"] == "markdown" else []
            for uitvoer in cel.get("outputs", []):
                data = uitvoer.get("data", {})
                tekst = data.get("text/markdown") or "\n".join(BIJSCHRIFT.findall("".join(data.get("text/html", ""))))
                ez = uitvoer.get("metadata", {}).get("ez", {})
                stukken += [tekst, ez.get("titel", ""), ez.get("alt", "")]
            regels += [r.strip() for stuk in stukken for r in "".join(stuk).splitlines() if r.strip()]
        gezegd[pad.stem] = regels
    return gezegd


def kernen(map_: Path) -> list[list[str]]:
    """What each page asks and says in its first words, in reading order: name, title and text."""
    gelezen = {pad.stem: kern(nbformat.read(pad, as_version=4)) for pad in sorted(map_.glob("*.ipynb"))}
    return [[naam, titel, " ".join(zinnen)] for naam, (titel, zinnen) in gelezen.items()]


def definities_van(opzet: Opzet) -> dict[str, dict[str, Any]]:
    """What the catalogue says of each indicator, with the sum that stands beside its figures."""
    return {
        i: {veld: w for veld, w in asdict(ind).items() if veld != "id"} | {"som": ind.definitie_sha}
        for i, ind in opzet.definities.indicatoren.items()
    }


def bevries(opzet: Opzet) -> Path:
    """Copy what an edition says to where released ones stand, whole or not at all: figures, words, definitions."""
    doel = opzet.huis.raw / "edities" / opzet.gemeente / opzet.uitgave
    tijdelijk = doel.with_name(f".{doel.name}.tmp")
    shutil.rmtree(tijdelijk, ignore_errors=True)
    tabel = opzet.editie / "tabellen" / TABEL
    with schrijf(tijdelijk / TABEL) as pad:
        shutil.copyfile(tabel, pad)
    som = inhoud_som(opzet.editie)
    save_json(woorden(opzet.editie / "notebooks"), tijdelijk / WOORDEN)
    save_json(kernen(opzet.editie / "notebooks"), tijdelijk / KERNEN)
    save_json(definities_van(opzet), tijdelijk / DEFINITIES)
    herkomst = {
        "soort": "editie",
        "gemeente": opzet.gemeente,
        "uitgave": opzet.uitgave,
        "inhoud": som,
        "aftekening": aftekenlijst(opzet, som),
        "bestanden": {
            n: hashlib.sha256((tijdelijk / n).read_bytes()).hexdigest() for n in (TABEL, WOORDEN, KERNEN, DEFINITIES)
        },
    }
    save_json(herkomst, tijdelijk / "herkomst.json")
    if doel.exists():
        raise ControleFout(f"{doel} bestaat al; een vrijgegeven editie wordt nooit overschreven.")
    tijdelijk.rename(doel)
    return doel
