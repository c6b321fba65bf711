"""One task in a process of its own: how it begins, what it tells, and how all that it started ends with it.

Kept apart from the runner: a fork that imported that would import pytask too.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import multiprocessing as mp
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ezlib.fouten import MonitorFout
from ezlib.instellingen import WORTEL

# One thread a process: more would fight over the cores that the workers already fill. The seed fixes set order.
OMGEVING = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "PYTHONWARNINGS": "ignore",
    # That of pyarrow itself claims a gigabyte at its first table, and the bound on memory would count it.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# A run that waits looks this often whether it was told to stop.
MOMENT_S = 0.2
# Steps that handle single firms.
GEVOELIG = ("ezlib.register.", "ezlib.sample.")
VERZWEGEN = "De tekst van de fout staat er niet bij: daarin kan een rij van het register staan."


class TaakFout(MonitorFout):
    """A task failed; carries the traceback of its own process."""

    def __init__(self, tekst: str, spoor: str = "") -> None:
        super().__init__(tekst)
        self.spoor = spoor


def doe_taak(verwijzing: str, argumenten: Mapping[str, Any]) -> None:
    """Call "module:function" with those of the arguments that it takes; the others only say when it must run again."""
    module, naam = verwijzing.split(":")
    functie = getattr(importlib.import_module(module), naam)
    kent = inspect.signature(functie).parameters
    functie(**{arg: waarde for arg, waarde in argumenten.items() if arg in kent})


# What a task came to: None, or its error as (text, traceback).
Bericht = tuple[str, str] | None


@dataclass(frozen=True, eq=False)
class Lopend:
    """A task that runs in a process of its own."""

    lading: bytes
    proces: Any
    pijp: Connection


class DezeMachine:
    """This machine as the place where tasks run; `ezlib.cluster.Cluster` is another."""

    def __init__(self, werkers: int) -> None:
        self.werkers, self._context = werkers, None

    def begin(self, lading: bytes) -> Lopend:
        """Start a task; see `pak_in`."""
        self._context = self._context or maak_context()
        return begin_taak(self._context, lading)

    def wacht_op(self, lopend: Iterable[Lopend]) -> list[tuple[Lopend, Bericht]]:
        """Wait a moment for a task that is done; what each that is came to."""
        lopend = list(lopend)
        klaar = wacht_op(lopend, MOMENT_S)
        if klaar:
            einde = [taak for taak, _ in klaar]
            ruim_wezen([taak for taak in lopend if taak not in einde])
        return klaar

    def beeindig(self, taak: Lopend) -> None:
        """End a task, if it still runs, and all that it started."""
        beeindig(taak)

    def sluit(self) -> None:
        """Leave nothing behind."""
        if self._context:
            ruim_wezen([])


def pak_in(functie: str, argumenten: Mapping[str, Any]) -> bytes:
    """A task to hand over: "module:function", its arguments, and the settings under which it runs, wherever that is."""
    return pickle.dumps((functie, argumenten, {k: v for k, v in os.environ.items() if k.startswith("EZ_")}))


def maak_context(*erbij: str) -> Any:
    """A server to fork from, with the heavy imports in it, and modules `erbij` (Windows: a new interpreter per task).

    It loads them while this process goes on.
    """
    os.environ.update(OMGEVING)
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys([str(WORTEL), *_paden_van_python()]))
    context = mp.get_context("spawn" if os.name == "nt" else "forkserver")
    if os.name != "nt":
        context.set_forkserver_preload(["ezlib.voorladen", *erbij])
        with _ctrl_c_uit():
            forkserver.ensure_running()
    return context


@contextmanager
def _ctrl_c_uit() -> Iterator[None]:
    """Start a program that does not hear Ctrl-C: it inherits that. The run hears it, and ends what it started."""
    if threading.current_thread() is not threading.main_thread():
        yield  # of a worker in a cluster; Ctrl-C never comes here
        return
    eerder = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, eerder)


def _paden_van_python() -> list[str]:
    return [pad for pad in os.environ.get("PYTHONPATH", "").split(os.pathsep) if pad]


def begin_taak(context: Any, lading: bytes) -> Lopend:
    """Start a task (see `pak_in`) in a fresh process of a multiprocessing context."""
    hier, daar = context.Pipe(duplex=False)
    proces = context.Process(target=start_taak, args=(daar, lading), daemon=False)
    proces.start()
    daar.close()
    return Lopend(lading, proces, hier)


def wacht_op(lopend: Iterable[Lopend], hoogstens_s: float | None = None) -> list[tuple[Lopend, Bericht]]:
    """Wait until one task at least is done; what each that is came to. Nothing that they started is left."""
    # On the process too: something that it forked may keep the pipe open. The message first, or a full pipe holds it.
    van = {bron: taak for taak in lopend for bron in (taak.proces.sentinel, taak.pijp)}
    klaar = []
    for taak in {van[bron]: None for bron in connection.wait(list(van), hoogstens_s)}:
        try:
            bericht = taak.pijp.recv() if taak.pijp.poll() else _laatste_woorden(taak)
        except EOFError:
            bericht = _laatste_woorden(taak)
        beeindig(taak)
        klaar.append((taak, bericht))
    return klaar


def beeindig(taak: Lopend) -> None:
    """End a task, if it still runs, and all that it started."""
    if os.name != "nt":
        with suppress(ProcessLookupError, PermissionError):  # it had no time to make a group, or nobody is left
            os.killpg(taak.proces.pid, signal.SIGKILL)
    taak.proces.kill()
    taak.proces.join()
    taak.pijp.close()


def ruim_wezen(lopend: Sequence[Lopend]) -> None:
    """End what tasks started and let go of (a daemon): an orphan comes to the server (`ezlib.voorladen`), and what the
    server has beside the tasks that run is one. Linux only; elsewhere a daemon lives on."""
    server = getattr(forkserver._forkserver, "_forkserver_pid", None)  # type: ignore[attr-defined]
    if server is None or sys.platform != "linux":
        return
    eigen = {taak.proces.pid for taak in lopend}
    with suppress(OSError):  # a kernel may not tell, and a process may end while we look
        for pid in map(int, Path(f"/proc/{server}/task/{server}/children").read_text(encoding="utf-8").split()):
            if pid not in eigen:
                os.kill(pid, signal.SIGKILL)


def _laatste_woorden(taak: Lopend) -> Bericht:
    """What to tell of a process that stopped without a message."""
    taak.proces.join()
    code = taak.proces.exitcode
    _, argumenten, _ = pickle.loads(taak.lading)
    tekst = None
    if "mislukt" in argumenten:  # a notebook, or an edition with all its notebooks
        from ezlib.motor.kaart import van_gestopt

        tekst = van_gestopt(argumenten.get("bron"), argumenten["mislukt"], code)
    vaak = "vaak is dat te weinig geheugen of een afgebroken proces"
    return tekst or f"het proces stopte plotseling (code {code}); {vaak}", ""


def _eigen_groep() -> None:
    """Make a group of this process and all it will start, to be ended as one; it ends when whoever started it does."""
    if os.name == "nt":
        return
    os.setpgid(0, 0)

    def sterf_mee() -> None:
        if ouder := mp.parent_process():
            ouder.join()
            os.killpg(0, signal.SIGKILL)

    threading.Thread(target=sterf_mee, daemon=True).start()


def start_taak(pijp: Connection, lading: bytes) -> None:
    """Run a task (see `pak_in`) and send back what it came to (see `Bericht`)."""
    _eigen_groep()
    # A step ends before there is much rubbish; Sphinx, for one, is a quarter quicker when Python looks for it less often.
    gc.set_threshold(50_000)
    gevoelig = True  # until we know what ran
    try:
        verwijzing, argumenten, instellingen = pickle.loads(lading)
        os.environ.update(instellingen)
        gevoelig = verwijzing.startswith(GEVOELIG)
        doe_taak(verwijzing, argumenten)
        pijp.send(None)
    except BaseException as fout:
        pijp.send(vertel(fout, gevoelig=gevoelig))
    finally:
        pijp.close()


def vertel(fout: BaseException, *, gevoelig: bool) -> tuple[str, str]:
    """Text and traceback of an error; of a step that handles single firms without what a library quotes of its data.

    Errors of our own tell rows and columns, never what stands in them.
    """
    eigen = isinstance(fout, MonitorFout)
    if not gevoelig:
        return (str(fout) if eigen else f"{type(fout).__name__}: {fout}"), "".join(traceback.format_exception(fout))
    plek = traceback.extract_tb(fout.__traceback__)[-1:]
    waar = "".join(f" in {p.name} (regel {p.lineno} van {p.filename.rsplit('/', 1)[-1]})" for p in plek)
    return str(fout) if eigen else f"{type(fout).__name__}{waar}. {VERZWEGEN}", _kale_keten(fout)


def _kale_keten(fout: BaseException) -> str:
    """Traceback of an error and of what caused it: places and kinds, no texts."""
    delen, gezien = [], set()
    huidig: BaseException | None = fout
    while huidig is not None and id(huidig) not in gezien:
        gezien.add(id(huidig))
        delen.append("".join([*traceback.format_tb(huidig.__traceback__), f"{type(huidig).__name__}: {VERZWEGEN}\n"]))
        huidig = huidig.__cause__ or huidig.__context__
    return "\nveroorzaakt door:\n\n".join(delen)
