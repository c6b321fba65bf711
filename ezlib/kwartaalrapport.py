"""The verb `starters`: only the report of one quarter, made of the same steps as the edition and nothing more."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pytask import PathNode
from pytask.tree_util import tree_leaves

from ezlib.codesom import notebook_code
from ezlib.fouten import BronFout
from ezlib.opdracht import Opdracht, lees_kwartaal
from ezlib.opzet import Opzet, maak_opzet
from ezlib.runner import Verloop, alle_stappen, bouw
from ezlib.samenvatting import print_samenvatting
from ezlib.stap import Stap, stap
from ezlib.store import load_frame, load_json, ruim_resten, wissel
from ezlib.taal import opsomming

NOTEBOOK = "15-starters-per-kwartaal"


def starters(opdracht: Opdracht) -> int:
    """Make `outputs/starters/<kwartaal>/`: the notebook for that quarter, and its figures as csv and xlsx.

    Without a quarter the latest of which there is a file. Exit status 0 only when every step went well.

    Raises
    ------
    BronFout
        When there are no mutations, or none of that quarter; names what there is.
    """
    begin, kwartaal = time.perf_counter(), lees_kwartaal(opdracht.opties.get("kwartaal", ""))
    opzet = maak_opzet(replace(opdracht, jaar=int(kwartaal[:4]) if kwartaal else opdracht.jaar))
    if opzet.kvk is None:
        raise BronFout(
            f"Van {opzet.gemeente} zijn er geen mutaties van de KvK. Leg de bestanden in data/raw/kvk/, een per kwartaal, met "
            "het kwartaal in de naam, bijvoorbeeld 2025K3."
        )
    ruim_resten(opzet.werk)
    eigen = opzet.definities.indicatoren_van(NOTEBOOK)
    nodig = [pad for i in eigen for pad in (opzet.waarnemingen(i), opzet.historie(i))]
    nodig += [opzet.huis.tidy(k) for k in opzet.definities.kaarten_van(NOTEBOOK, opzet.gemeente)]
    verloop = Verloop()
    stappen = kies_stappen(list(alle_stappen(opzet)), [*nodig, opzet.kader, opzet.bronnenlijst])
    session = bouw(stappen, staat=opzet.huis.processed, werkers=opzet.werkers, verloop=verloop)
    if verloop.mislukt or verloop.geblokkeerd:
        return print_samenvatting(opzet, verloop, session, time.perf_counter() - begin)
    kwartaal = check_kwartaal(kwartaal, load_json(opzet.huis.bewijs("kvk"))["kwartalen"])
    session = bouw(list(rapportstappen(opzet, kwartaal, nodig)), staat=opzet.huis.processed, werkers=1, verloop=verloop)
    if verloop.mislukt or verloop.geblokkeerd or len(session.tasks) > len(session.execution_reports):
        return print_samenvatting(opzet, verloop, session, time.perf_counter() - begin)
    doel = opzet.huis.outputs / "starters" / kwartaal
    wissel(_werkmap(opzet, kwartaal), doel)
    print(f"Klaar in {time.perf_counter() - begin:.1f} s. Bekijk: {doel}".replace(".", ",", 1))
    return 0


def kies_stappen(stappen: Sequence[Stap], doelen: Iterable[Path]) -> list[Stap]:
    """Steps that make these files, and those that make what they read; in the order given."""
    maker = {k.path: s for s in stappen for k in tree_leaves(s.produces) if isinstance(k, PathNode)}
    open_, gekozen = list(doelen), set()
    while open_:
        s = maker.get(open_.pop())
        if s is not None and s.name not in gekozen:
            gekozen.add(s.name)
            open_ += [k.path for k in tree_leaves(s.depends_on) if isinstance(k, PathNode)]
    return [s for s in stappen if s.name in gekozen]


def check_kwartaal(kwartaal: str, bekend: Sequence[str]) -> str:
    """The quarter asked for, or the latest where none was.

    Raises
    ------
    BronFout
        When there is no file of it; names the quarters of which there is.
    """
    if kwartaal and kwartaal not in bekend:
        raise BronFout(
            f"Van {kwartaal} is er geen bestand met mutaties. Er zijn bestanden van {opsomming(list(bekend))}."
        )
    return kwartaal or bekend[-1]


def rapportstappen(opzet: Opzet, kwartaal: str, nodig: list[Path]) -> Iterable[Stap]:
    """The two steps of the report itself: the notebook, then its tables."""
    bron = opzet.huis.wortel / "notebooks" / f"{NOTEBOOK}.ipynb"
    map_ = _werkmap(opzet, kwartaal)
    yield stap(
        f"starters {kwartaal}",
        "ezlib.report.notebooks:draai_notebook",
        leest={"bron": bron, "kader": opzet.kader, "waarnemingen": nodig, "bronnen": [opzet.bronnenlijst]},
        weet={
            "parameters": {"jaar": opzet.jaar, "gemeente": opzet.gemeente, "kwartaal": kwartaal},
            "engine": opzet.engine,
            "mislukt": opzet.mislukt,
        },
        maakt={"doel": map_ / f"{NOTEBOOK}.ipynb"},
        code=[],
        broncode=notebook_code(bron),
    )
    yield stap(
        f"tabellen starters {kwartaal}",
        "ezlib.kwartaalrapport:maak_tabellen",
        leest={"waarnemingen": [opzet.waarnemingen(i) for i in opzet.definities.indicatoren_van(NOTEBOOK)]},
        weet={"kwartaal": kwartaal},
        maakt={"csv": map_ / f"starters-{kwartaal}.csv", "xlsx": map_ / f"starters-{kwartaal}.xlsx"},
        code=["ezlib.report.werkmap"],
    )


def maak_tabellen(waarnemingen: list[Path], kwartaal: str, csv: Path, xlsx: Path) -> None:
    """Write all figures up to a quarter, as a table for people; no text in it is a live formula."""
    from ezlib.csvtekst import als_csv
    from ezlib.report.werkmap import als_xlsx, blad_van
    from ezlib.store import save_bytes, save_tekst
    from ezlib.taal import einde_van

    frame = pd.concat([load_frame(pad) for pad in waarnemingen], ignore_index=True)
    frame = frame[frame["periode"].map(einde_van) <= einde_van(kwartaal)]
    frame.insert(0, "let_op", (frame["herkomst"] == "fictief").map({True: "FICTIEF: verzonnen cijfer", False: ""}))
    save_tekst(als_csv(frame), csv)
    save_bytes(als_xlsx([blad_van(frame, "Cijfers")], titel=f"Starters per kwartaal {kwartaal}"), xlsx)


def _werkmap(opzet: Opzet, kwartaal: str) -> Path:
    return opzet.werk / "starters" / kwartaal
