"""The edition against the loop that one would write by hand: papermill for each notebook in turn, then nbconvert.

Also: a run with nothing to do, and one notebook edited. In a copy of the project, so nothing of this one changes.

    python3 -m ezlib bench editie
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ezlib.fouten import MonitorFout
from ezlib.opdracht import Opdracht
from ezlib.opzet import maak_opzet
from ezlib.store import WORTEL

NIET_MEE = shutil.ignore_patterns(".*", "outputs", "processed", "__pycache__")
STAP = re.compile(r"klaar +(notebook .+?) GM\d{4} \d{4} +([\d,]+) s")
BEWERKT = "90-verantwoording"
PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Meting:
    """Seconds by the clock and of the processor, and what was printed."""

    duur: float
    cpu: float
    tekst: str = ""

    def __str__(self) -> str:
        return f"{self.duur:7.1f} s, rekentijd {self.cpu:7.1f} s"

    def __add__(self, ander: Meting) -> Meting:
        return Meting(self.duur + ander.duur, self.cpu + ander.cpu, self.tekst + ander.tekst)


def main(opties: Mapping[str, str]) -> None:
    """Print times and ratios; the edition that is measured is that of the home gemeente, from nothing."""
    with tempfile.TemporaryDirectory() as map_:
        plaats = Path(map_) / "monitor"
        kopieer(plaats)
        editie = meet([sys.executable, "-m", "ezlib", "yearly"], plaats)
        eigen = {naam: float(s.replace(",", ".")) for naam, s in STAP.findall(editie.tekst)}
        kernen = len(os.sched_getaffinity(0))
        vloer = sum(eigen.values()) / kernen
        _meld("editie, van niets", editie)
        niets = meet([sys.executable, "-m", "ezlib", "yearly"], plaats)
        _meld("niets te doen", niets)
        _bewerk(plaats / "notebooks" / f"{BEWERKT}.ipynb")
        een = meet([sys.executable, "-m", "ezlib", "yearly"], plaats)
        zelf = dict(STAP.findall(een.tekst))[f"notebook {BEWERKT}"].replace(",", ".")
        _meld(f"een notebook bewerkt ({BEWERKT}: zelf {zelf} s)", een)
        met_de_hand = _met_de_hand(plaats)
        _meld("papermill en nbconvert, een voor een", met_de_hand)
        print(
            f"  editie / met de hand: {editie.duur / met_de_hand.duur:.2f} (rekentijd {editie.cpu / met_de_hand.cpu:.2f})"
        )
        print(
            f"  notebooks zelf / {kernen} kernen: {vloer:.1f} s; editie - 1,5 x dat: {editie.duur - 1.5 * vloer:.1f} s"
        )
        print(f"  een notebook bewerkt, zonder dat notebook zelf: {een.duur - float(zelf):.1f} s")


def kopieer(plaats: Path) -> None:
    """Copy the project with the embedded figures, and nothing that was made."""
    shutil.copytree(WORTEL, plaats, ignore=NIET_MEE)


def _meld(wat: str, meting: Meting) -> None:
    print(f"  {wat:<55}{meting}".replace(".", ","), flush=True)


def meet(opdracht: Sequence[str], map_: Path, **omgeving: str) -> Meting:
    """Run a command to its end and time it, with all that it started.

    Raises
    ------
    MonitorFout
        When it fails; with what it printed.
    """
    # A server of processes outlives who started it for a moment: let it come to us, or its time would be lost.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    # Compiled modules are kept, as they are for whoever works with it every day.
    weg = ("EZ_", "PYTHONDONTWRITEBYTECODE")
    schoon = {k: v for k, v in os.environ.items() if not k.startswith(weg)} | {"EZ_GEEN_VENV": "1"} | omgeving
    voor, begin = _cpu(), time.perf_counter()
    klaar = subprocess.run(opdracht, cwd=map_, env=schoon, capture_output=True, text=True, encoding="utf-8")
    duur = time.perf_counter() - begin
    if klaar.returncode:
        raise MonitorFout(f"{' '.join(opdracht)} mislukte:\n{klaar.stdout[-2000:]}{klaar.stderr[-2000:]}")
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return Meting(duur, _cpu() - voor, klaar.stdout)


def _cpu() -> float:
    gebruik = resource.getrusage(resource.RUSAGE_CHILDREN)
    return gebruik.ru_utime + gebruik.ru_stime


def _bewerk(pad: Path) -> None:
    """Add a sentence to the last text cell."""
    nb = json.loads(pad.read_text(encoding="utf-8"))
    cel = [c for c in nb["cells"] if c["cell_type"] == "markdown"][-1]
    cel["source"] = [*cel["source"], "\n\nNog een zin."]
    pad.write_text(json.dumps(nb, ensure_ascii=False, indent=1), encoding="utf-8")


def _met_de_hand(plaats: Path) -> Meting:
    """Every page of the edition, in turn; the figures are there already, and that counts for the loop."""
    opzet = maak_opzet(Opdracht("yearly"))
    wijken = json.loads((plaats / "data" / "processed" / opzet.gemeente / str(opzet.jaar) / "kader.json").read_text())
    keren = [(pad.name, []) for pad in opzet.notebooks]
    keren += [(pad.name, ["-p", "wijk", c]) for pad in opzet.per_wijk for c in wijken["wijken"].get("namen", {})]
    som, uit = Meting(0, 0), plaats / "uit.ipynb"
    for naam, extra in keren:
        pm = ["-m", "papermill", "--no-progress-bar", "-k", "python3", "-p", "jaar", str(opzet.jaar)]
        pm += ["-p", "gemeente", opzet.gemeente, *extra, naam, str(uit)]
        som += meet([sys.executable, *pm], plaats / "notebooks", PYTHONPATH=str(plaats))
        som += meet([sys.executable, "-m", "nbconvert", "--to", "html", str(uit)], plaats)
    print(f"  ({len(keren)} keer een notebook)")
    return som
