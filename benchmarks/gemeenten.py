"""Editions of many gemeenten with one worker and with two; one thread a process in both.

In a copy of the project; what the editions share is made before the clock starts.

    python3 -m ezlib bench gemeenten [--aantal 100]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks._maten import lees_aantal
from benchmarks.editie import kopieer, meet
from ezlib.opdracht import Opdracht
from ezlib.opzet import maak_opzet
from ezlib.store import load_frame

AANTAL = 100


def main(opties: Mapping[str, str]) -> None:
    """Print the time of both and their ratio."""
    with tempfile.TemporaryDirectory() as map_:
        plaats = Path(map_) / "monitor"
        kopieer(plaats)
        yearly = [sys.executable, "-m", "ezlib", "yearly", "--gemeenten"]
        codes = _codes(lees_aantal(opties, AANTAL) + 1)
        meet([*yearly, codes[0]], plaats)  # the shared tables, and one edition that does not count
        duur = {}
        for werkers in (1, 2):
            for weg in (plaats / "outputs", *(plaats / "data" / "processed").glob("GM*")):
                shutil.rmtree(weg)
            meting = meet([*yearly, ",".join(codes[1:])], plaats, EZ_WORKERS=str(werkers))
            duur[werkers] = meting.duur
            print(f"  {len(codes) - 1} gemeenten, {werkers} werker(s): {meting}".replace(".", ","), flush=True)
        print(f"  1 werker / 2 werkers: {duur[1] / duur[2]:.2f}".replace(".", ","))


def _codes(aantal: int) -> list[str]:
    """So many gemeenten of which there are figures, none of them the home gemeente: that has a register too."""
    opzet = maak_opzet(Opdracht("yearly"))
    cijfers = [opzet.huis.tidy(b.id) for b in opzet.bronnen if b.soort == "cbs" and b.heeft_cijfers and b.indeling]
    frame = load_frame(max((p for p in cijfers if p.exists()), key=lambda p: int(load_frame(p)["indeling"].max())))
    alle = frame.loc[(frame["gebied_type"] == "gemeente") & frame["waarde"].notna(), "gebied_code"].unique()
    return sorted(set(alle) - {opzet.gemeente})[:aantal]
