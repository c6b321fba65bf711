"""EZ_SCHEDULER: the tasks of a run, handed to a running Dask cluster instead of to processes of this machine.

The tasks are the same, and a worker runs each as this machine would: in a fresh process with the heavy imports in it.
Files are the only thing shared, so every worker sees the same folder under the same path. A task writes whole files or
none, so Dask may give that of a worker that died to another.
"""

from __future__ import annotations

import multiprocessing as mp
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ezlib.codesom import inhoud_sommen
from ezlib.fouten import InstellingFout
from ezlib.store import WORTEL, save_tekst
from ezlib.taakproces import MOMENT_S, Bericht, Lopend, beeindig, begin_taak, maak_context, wacht_op

START = "Start elke werker in de map van de monitor: dask worker {} --no-nanny --nthreads 1"
WACHT_S = 20


@dataclass(frozen=True, eq=False)
class Uitbesteed:
    """A task at the cluster."""

    lading: bytes
    future: Any


class Cluster:
    """A running Dask cluster as the place where tasks run; see `ezlib.taakproces.DezeMachine` for what it promises.

    Parameters
    ----------
    adres
        tcp://naam:poort of the scheduler.
    proef
        A file that this makes; every worker must be able to read it.

    Raises
    ------
    InstellingFout
        When the scheduler does not answer, has no workers, or a worker cannot do these tasks.
    """

    def __init__(self, adres: str, proef: Path) -> None:
        try:
            from distributed import Client
        except ImportError as fout:
            raise InstellingFout(
                "Voor EZ_SCHEDULER is het pakket distributed nodig (pip install distributed)."
            ) from fout
        self.adres, self.run = adres, uuid.uuid4().hex
        stil = f"De scheduler van EZ_SCHEDULER ({adres}) antwoordt niet, of heeft geen werkers. {START.format(adres)}"
        try:
            self.client = Client(adres, timeout=WACHT_S)
        except (OSError, TimeoutError) as fout:
            raise InstellingFout(stil) from fout
        try:
            self.client.wait_for_workers(1, timeout=WACHT_S)
            self._stel_voor(proef)
        except TimeoutError as fout:
            self.sluit()
            raise InstellingFout(stil) from fout
        except InstellingFout:
            self.sluit()
            raise
        self.werkers, self.gezien = sum(self.client.nthreads().values()), time.monotonic()

    def _stel_voor(self, proef: Path) -> None:
        """Ask every worker whether it sees the same files, has the same code and may start processes."""
        save_tekst(self.run, proef)
        wil = (self.run, inhoud_sommen(WORTEL)["ezlib"], False)
        antwoorden = self.client.run(stel_voor, proef, on_error="return")
        proef.unlink()
        fouten = [f"{werker}: {_wat_scheelt(a, wil)}" for werker, a in antwoorden.items() if a != wil]
        if fouten:
            raise InstellingFout(
                "\n  ".join([f"Deze werkers kunnen niet meedoen. {START.format(self.adres)}", *fouten])
            )

    def begin(self, lading: bytes) -> Uitbesteed:
        """Hand over a task."""
        return Uitbesteed(lading, self.client.submit(doe_hier, self.run, lading, pure=False))

    def wacht_op(self, lopend: Iterable[Uitbesteed]) -> list[tuple[Uitbesteed, Bericht]]:
        """Wait a moment for a task that is done; what each that is came to."""
        from distributed import wait

        taken = {taak.future: taak for taak in lopend}
        try:
            klaar = wait(list(taken), timeout=MOMENT_S, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            klaar = set()
        if klaar or self.client.nthreads():
            self.gezien = time.monotonic()
        elif time.monotonic() - self.gezien > WACHT_S:
            weg = (f"de scheduler {self.adres} heeft geen enkele werker meer", "")
            return [(taak, weg) for taak in taken.values()]
        return [(taken[future], _antwoord(future)) for future in klaar]

    def beeindig(self, taak: Uitbesteed) -> None:
        """End a task, if it still runs, and all that it started."""
        taak.future.cancel()
        self.client.run(stop_hier, self.run)

    def sluit(self) -> None:
        """Leave the cluster; it runs on."""
        self.client.close()


def _antwoord(future: Any) -> Bericht:
    fout = future.exception()
    return (f"het cluster meldt: {fout}", "") if fout else future.result()


def _wat_scheelt(antwoord: Any, wil: tuple[Any, ...]) -> str:
    if isinstance(antwoord, FileNotFoundError):
        return "ziet de map met gegevens niet; zij moet daar onder hetzelfde pad staan"
    if isinstance(antwoord, Exception):
        return f"{type(antwoord).__name__}: {antwoord}"
    if antwoord[1] != wil[1]:
        return "draait op andere of oudere code; start hem opnieuw"
    return "mag zelf geen processen starten (een werker onder een nanny)"


# --- at the worker ------------------------------------------------------------------------------------------------

_lopend: dict[tuple[str, int], Lopend] = {}


def stel_voor(proef: Path) -> tuple[str, str, bool]:
    """What a worker reads in the file, the sum of its code when it began, and whether it may not start processes."""
    return proef.read_text(encoding="utf-8"), inhoud_sommen(WORTEL)["ezlib"], bool(mp.current_process().daemon)


def doe_hier(run: str, lading: bytes) -> Bericht:
    """Run one task in a fresh process of this machine."""
    taak = begin_taak(maak_context("distributed"), lading)
    _lopend[run, id(taak)] = taak
    try:
        return wacht_op([taak])[0][1]
    finally:
        del _lopend[run, id(taak)]


def stop_hier(run: str) -> None:
    """End the tasks of a run that still run here."""
    for (van, _), taak in list(_lopend.items()):
        if van == run:
            beeindig(taak)
