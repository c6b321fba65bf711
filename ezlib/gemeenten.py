"""`yearly --gemeenten`: an edition for each of many gemeenten, of whatever data is at hand.

What they share (tidy tables, outlines, the register of the home gemeente) is made once, a task a table as always. All
that is of one edition is one task: its steps run one after another in one process, so a hundred editions are a hundred
tasks, each with its own inputs, and what goes wrong in one costs no other.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from pytask import PathNode
from pytask.tree_util import tree_leaves

from ezlib.fouten import InstellingFout, MonitorFout, bedoelde
from ezlib.instellingen import load_instellingen
from ezlib.opdracht import Opdracht, lees_gemeente
from ezlib.opzet import Opzet, maak_opzet
from ezlib.runner import Verloop, alle_stappen, argumenten_van, bouw
from ezlib.samenvatting import print_gemeenten, print_plan
from ezlib.stap import Stap, stap
from ezlib.store import herstel, load_frame, ruim_resten
from ezlib.vingerafdruk import onthoud, som_invoer

REGIO, ALLE = "regio", "alle"


def yearly_gemeenten(opdracht: Opdracht) -> int:
    """Make the editions that `--gemeenten` asks for; exit status 0 only when every one is there.

    Raises
    ------
    InstellingFout
        When it is no list of codes, no known region and not "alle".
    """
    begin, verloop, inst = time.perf_counter(), Verloop(), load_instellingen()
    invoer = som_invoer(opdracht, inst)
    basis = maak_opzet(opdracht)

    def alle() -> list[str]:
        bouw(gedeeld([basis]), staat=basis.huis.processed, werkers=basis.werkers, verloop=verloop)
        return aanwezig(basis)

    opzetten = _opzetten(opdracht, basis, alle)
    label = f"{basis.jaar}, gemeenten: {len(opzetten)}"
    print(f"Economische Monitor {label}")
    for opzet in opzetten:
        if herstel(opzet.editie):
            print(f"Een vorige run is onderbroken tijdens het wisselen; de editie van {opzet.label} is teruggezet.")
        ruim_resten(opzet.werk)
    stappen = edities(opzetten)
    session = bouw(stappen, staat=basis.huis.processed, werkers=basis.werkers, verloop=verloop)
    status = print_gemeenten(opzetten, verloop, session, time.perf_counter() - begin)
    if status == 0:
        bekijk = basis.huis.outputs
        onthoud(opdracht, inst, opzetten, invoer=invoer, stappen=len(stappen), label=label, bekijk=bekijk)
    return status


def plan_gemeenten(opdracht: Opdracht) -> int:
    """Say which tables and editions `yearly --gemeenten` would make, and why; run nothing. Errors as there."""
    basis = maak_opzet(opdracht)
    opzetten = _opzetten(opdracht, basis, lambda: aanwezig(basis))
    verloop = Verloop(stil=True)
    staat = basis.huis.processed
    session = bouw(edities(opzetten), staat=staat, werkers=basis.werkers, verloop=verloop, alleen_plan=True)
    return print_plan(f"{len(opzetten)} gemeenten", verloop, session)


def _opzetten(opdracht: Opdracht, basis: Opzet, alle: Callable[[], list[str]]) -> list[Opzet]:
    codes = kies_gemeenten(opdracht.opties["gemeenten"], basis, alle)
    return [maak_opzet(replace(opdracht, gemeente=code), basis=basis) for code in codes]


def kies_gemeenten(tekst: str, basis: Opzet, alle: Callable[[], list[str]]) -> list[str]:
    """Codes that `--gemeenten` means, in order: a list of codes, a region of gebieden.yml, "regio" (the first region
    of the home gemeente) or "alle" (what `alle` gives)."""
    regios = basis.definities.gebieden["regios"]
    if tekst.lower() == ALLE:
        return alle()
    if tekst.lower() == REGIO:
        eigen = basis.huis.thuisgemeente
        regio = next((code for code, r in regios.items() if eigen in r["leden"]), "")
    else:
        regio = tekst.upper()
    if regio in regios:
        return sorted(regios[regio]["leden"])
    if re.fullmatch(r"(?:GM)?\d+(?:\s*[,;]\s*(?:GM)?\d+)*", tekst, re.IGNORECASE):
        return sorted({str(lees_gemeente(code.strip())) for code in re.split("[,;]", tekst)})
    raise InstellingFout(
        f'GEMEENTEN is een lijst (GM0503,GM0518), een regio, "{REGIO}" of "{ALLE}"; "{tekst}" is dat niet'
        f"{bedoelde(tekst, [REGIO, ALLE, *regios])}. Regio's in gebieden.yml: {', '.join(regios)}."
    )


def aanwezig(basis: Opzet) -> list[str]:
    """Gemeenten of which the newest tidy table that has any figure per gemeente has one.

    Raises
    ------
    MonitorFout
        When no such table was made yet.
    """
    cijfers = [basis.huis.tidy(b.id) for b in basis.bronnen if b.heeft_cijfers and b.soort == "cbs"]
    per_jaar: dict[int, set[str]] = {}
    for pad in (p for p in cijfers if p.exists()):
        frame = load_frame(pad)
        frame = frame[(frame["gebied_type"] == "gemeente") & frame["waarde"].notna()]
        for jaar, codes in frame.groupby("indeling")["gebied_code"]:
            per_jaar.setdefault(int(jaar), set()).update(codes)
    tot = [jaar for jaar in per_jaar if jaar <= basis.jaar + 1]
    if not tot:
        raise MonitorFout(f"Er zijn geen cijfers per gemeente tot en met {basis.jaar}.")
    return sorted(per_jaar[max(tot)])


def gedeeld(opzetten: Iterable[Opzet]) -> list[Stap]:
    """Steps that make what is not of one edition, each once."""
    return list({s.name: s for o in opzetten for s in alle_stappen(o) if not _van_editie(s, o)}.values())


def edities(opzetten: Sequence[Opzet]) -> list[Stap]:
    """The shared steps, and one step for each edition."""
    samen, uit = {}, []
    for o in opzetten:
        stappen = list(alle_stappen(o))
        samen |= {s.name: s for s in stappen if not _van_editie(s, o)}
        uit.append(_bundel(o, [s for s in stappen if _van_editie(s, o)]))
    return [*samen.values(), *uit]


def _van_editie(s: Stap, opzet: Opzet) -> bool:
    return any(opzet.werk in pad.parents or opzet.editie in pad.parents for pad in _paden(s.produces))


def _bundel(opzet: Opzet, stappen: list[Stap]) -> Stap:
    """One step of all steps of an edition: it reads what none of them makes, and knows what each of them knows."""
    maker = {pad: s.name for s in stappen for pad in _paden(s.produces)}
    naar = {s.name: s for s in stappen}
    orde = TopologicalSorter({s.name: [maker[p] for p in _paden(s.depends_on) if p in maker] for s in stappen})
    van_buiten = sorted({p for s in stappen for p in _paden(s.depends_on)} - set(maker))
    werk = [(n, naar[n].attributes["functie"], argumenten_van(naar[n])) for n in orde.static_order()]
    return stap(
        f"editie {opzet.label}",
        "ezlib.gemeentetaak:doe_stappen",
        leest={"bestanden": van_buiten},
        weet={"stappen": werk, "mislukt": opzet.mislukt},
        maakt={"gepubliceerd": opzet.editie / "herkomst.json"},
        code=[],
    )


def _paden(boom: Any) -> list[Path]:
    return [knoop.path for knoop in tree_leaves(boom) if isinstance(knoop, PathNode)]
