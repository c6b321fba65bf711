"""How the way of the register grows with its size: read, place, count and protect, from 10,000 to 250,000 establishments.

The fictive register is copied under other numbers and addresses, so a copy is no one's neighbour or successor. The
steps are those of the pipeline (`tasks/task_1_register.py`), each in a process of its own, on one thread.

    python3 -m ezlib bench register [--jaren 10]
"""

from __future__ import annotations

import multiprocessing as mp
import os
import resource
import tempfile
import time
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.fouten import InstellingFout, MonitorFout
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.runner import alle_stappen, argumenten_van
from ezlib.stap import Stap
from ezlib.store import Huis
from ezlib.taakproces import OMGEVING, doe_taak

MATEN = (1, 5, 25)  # times the fictive register of about 10,400 establishments
JAREN = 2  # the last of its ten: enough to see how cost grows
STAPPEN = ("register gelezen", "register geplaatst", "register geteld", "register beschermd")


def main(opties: Mapping[str, str]) -> None:
    """Print seconds and peak memory per step and size, and the exponent of the cost between sizes.

    With `jaren` so many years, of the smallest and the largest size only: 10 is a province.
    """
    os.environ.update(OMGEVING)
    jaren = lees_jaren(opties.get("jaren", ""))
    opzet = maak_opzet(Opdracht("yearly"))
    fictief = sorted((opzet.huis.processed / "register" / "fictief").glob("*.csv"))[-jaren:]
    if not fictief:
        raise MonitorFout("Draai eerst: make yearly (zonder eigen register), dan is er een fictief register.")
    maten = MATEN if jaren <= JAREN else (MATEN[0], MATEN[-1])
    metingen = [meet(opzet, fictief, maat) for maat in maten]
    tabel = pd.DataFrame(metingen).set_index("vestigingen_per_jaar")
    print(f"{len(fictief)} jaren; per stap de duur en de rekentijd (seconden), en de piek van het geheugen (MB):")
    print(tabel.T.round(1).to_string())
    print("\n".join(machten(tabel)))


def lees_jaren(tekst: str) -> int:
    """Number of years to measure; empty is `JAREN`.

    Raises
    ------
    InstellingFout
        When it is no number from 1 to 10.
    """
    if not tekst:
        return JAREN
    if not tekst.isdecimal() or not 1 <= int(tekst) <= 10:
        raise InstellingFout(f'JAREN is een getal van 1 tot en met 10, bijvoorbeeld --jaren 10; "{tekst}" is dat niet.')
    return int(tekst)


def machten(tabel: pd.DataFrame) -> list[str]:
    """A line per pair of sizes: by which power of the size the processor time and the peak memory grow.

    1.0 is in proportion. Columns that end in " cpu" are seconds, in " MB" peak memory; the index is the size. Processor
    time is not that of the clock: it says the same on a machine that does other work too.

    >>> machten(pd.DataFrame({"a cpu": [1.0, 20.0], "b cpu": [1.0, 180.0], "a MB": [10.0, 100.0]}, index=[10, 100]))
    ['van 10 naar 100: rekentijd x 100,0 (macht 2,00), piek x 10,0 (macht 1,00)']
    """
    tijd, piek = tabel.filter(regex=" cpu$").sum(axis=1), tabel.filter(regex=" MB$").max(axis=1)
    som = pd.DataFrame({"rekentijd": tijd, "piek": piek})
    uit = []
    for (n0, eerst), (n1, dan) in pairwise(som.iterrows()):
        keer = dan / eerst
        delen = [f"{wat} x {k:.1f} (macht {log(k) / log(n1 / n0):.2f})".replace(".", ",") for wat, k in keer.items()]
        uit.append(f"van {n0} naar {n1}: {', '.join(delen)}")
    return uit


def meet(opzet: Opzet, fictief: list[Path], maat: int) -> dict[str, float]:
    """Run the register steps on so many copies of the fictive register."""
    with tempfile.TemporaryDirectory() as map_:
        data = Path(map_)
        (data / "raw").mkdir()
        (data / "processed").mkdir()
        for bron in opzet.huis.raw.iterdir():
            if bron.name not in ("register", "kvk"):
                (data / "raw" / bron.name).symlink_to(bron)
        for gedeeld in ("tidy", "bronnen"):
            (data / "processed" / gedeeld).symlink_to(opzet.huis.processed / gedeeld)
        aantal = vermenigvuldig(fictief, data / "raw" / "register", maat)
        groot = replace(opzet, huis=Huis(opzet.huis.wortel, data, opzet.huis.outputs, opzet.huis.thuisgemeente))
        uitkomst: dict[str, float] = {"vestigingen_per_jaar": aantal}
        with redirect_stdout(StringIO()):  # that files were registered is no news here
            stappen = list(alle_stappen(groot))
        for stap in stappen:
            if stap.name in STAPPEN:
                naam, (seconden, cpu, mb) = stap.name.split()[1], draai(stap)
                uitkomst |= {f"{naam} s": seconden, f"{naam} cpu": cpu, f"{naam} MB": mb}
                print(f"  {aantal:>7} {stap.name}: {seconden:.1f} s, rekentijd {cpu:.1f} s, {mb:.0f} MB", flush=True)
    return uitkomst


def vermenigvuldig(fictief: list[Path], doel: Path, maat: int) -> int:
    """Write the register of each year `maat` times over, every copy with its own numbers and addresses."""
    doel.mkdir()
    rijen = 0
    for pad in fictief:
        een = pd.read_csv(pad, sep=";", dtype="str", keep_default_na=False)
        delen = [
            een.assign(
                vestigingsnummer="9999" + f"{k:02d}" + een["vestigingsnummer"].str[-6:],
                kvknummer="00" + (een["kvknummer"].astype("int64") + 30_000 * k).astype("str").str.zfill(6),
                huisnummer=(een["huisnummer"].astype("int64") + 1_000 * k).astype("str"),
            )
            for k in range(maat)
        ]
        alles = pd.concat(delen, ignore_index=True)
        alles.to_csv(doel / pad.name, sep=";", index=False)
        rijen = len(alles)
    return rijen


def draai(stap: Stap) -> tuple[float, float, float]:
    """Run one step in a process of its own; seconds, processor seconds and peak memory (MB)."""
    hier, daar = mp.Pipe(duplex=False)
    proces = mp.get_context("spawn").Process(
        target=_meet_stap, args=(daar, stap.attributes["functie"], argumenten_van(stap))
    )
    proces.start()
    daar.close()
    try:
        return hier.recv()
    except EOFError:
        raise MonitorFout(f"{stap.name} is gestopt; zie hierboven.") from None
    finally:
        proces.join()


def _meet_stap(pijp: Any, functie: str, argumenten: dict[str, Any]) -> None:
    begin = time.perf_counter()
    doe_taak(functie, argumenten)
    pijp.send(
        (time.perf_counter() - begin, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    )
