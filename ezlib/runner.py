"""The one executor: collects the pytask tasks of `tasks/`, runs each in a fresh process, and tells what happened.

pytask decides by content what must run. Its execution loop is replaced by ours (hook `pytask_execute_build`): a
process per task, forked from a server that holds the heavy imports, so a task that dies takes nothing along and a
notebook starts in a tenth of a second. After the build every collected task must have a report.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import signal
import sys
import threading
import time
import traceback
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ezlib.codesom import geheugen
from ezlib.fouten import MonitorFout
from ezlib.instellingen import load_instellingen
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.stap import Stap
from ezlib.store import WORTEL, opslagfout
from ezlib.taakproces import DezeMachine, TaakFout, pak_in

if sys.version_info < (3, 12):
    # pytask asks of every file which protocol it follows, and Python lists the members of a protocol for each such
    # question. Later versions keep that list; with it a run finds out what to do in three quarters of the time.
    typing._get_protocol_attrs = functools.cache(typing._get_protocol_attrs)  # type: ignore[attr-defined]


@dataclass
class Verloop:
    """Prints progress, and keeps what the summary tells."""

    stil: bool = False
    klaar: int = 0
    totaal: int = 0
    gelukt: list[str] = field(default_factory=list)
    overgeslagen: list[str] = field(default_factory=list)
    mislukt: list[tuple[str, str, str]] = field(default_factory=list)
    geblokkeerd: list[str] = field(default_factory=list)

    def meld(self, teken: str, naam: str, seconden: float | None = None) -> None:
        """One line per task that ran or failed."""
        if not self.stil:
            tijd = "" if seconden is None else f"  {seconden:.1f} s".replace(".", ",")
            print(f"  {self.klaar:>3}/{self.totaal}  {teken} {naam}{tijd}", flush=True)


class Werkploeg:
    """A pytask plugin: our root for its state, our loop in the place of its own."""

    def __init__(self, staat: Path, plek: Any, verloop: Verloop) -> None:
        self.staat, self.plek, self.verloop = staat, plek, verloop
        self.lopend: dict[Any, tuple[str, Any, float]] = {}
        self.session: Any = None
        self.afgebroken = False

    def haken(self) -> Any:
        """Build the hook implementations; pytask is imported here and not at the top, to keep `--help` quick."""
        from _pytask.pluginmanager import hookimpl

        ploeg = self

        class Haken:
            @hookimpl(tryfirst=True)
            def pytask_parse_config(self, config: dict[str, Any]) -> None:
                config["root"] = ploeg.staat

            @hookimpl(tryfirst=True)
            def pytask_execute_build(self, session: Any) -> bool:
                ploeg.voer_uit(session)
                return True

        return Haken()

    def voer_uit(self, session: Any) -> None:
        """Run every task whose inputs are ready, as many at once as there are workers."""
        self.session, self.verloop.totaal = session, len(session.tasks)
        planner = session.scheduler
        planner.priorities = _volgorde(session, planner.dag)
        with self._hoort_ctrl_c():
            try:
                while planner.is_active() and not self.afgebroken:
                    vrij = self.plek.werkers - len(self.lopend)
                    klaar_voor = planner.get_ready(vrij) if vrij > 0 else []
                    for sleutel in klaar_voor:
                        self._begin(session, sleutel)
                    # While a step runs, those that need not run are ticked off.
                    if self.lopend and (not klaar_voor or len(self.lopend) == self.plek.werkers):
                        self._wacht(session)
                if self.afgebroken:
                    # What did not finish has no report, so the summary counts it and the exit status is not 0.
                    print("\nAfgebroken; lopende stappen worden gestopt.")
            except Exception as fout:  # of the place where tasks run; pytask would keep it to itself
                self.verloop.mislukt.append(("het uitvoeren van de stappen", str(fout), traceback.format_exc()))
            finally:
                for lopend in self.lopend:
                    self.plek.beeindig(lopend)

    @contextmanager
    def _hoort_ctrl_c(self) -> Iterator[None]:
        """Let Ctrl-C stop the loop where it looks, and nowhere else: falling anywhere, it may leave a lock of a library
        behind for ever, cut off a request to the server, or come where Python prints it and goes on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(*_: Any) -> None:
            self.afgebroken = True

        eerder = signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, eerder)

    def _begin(self, session: Any, sleutel: str) -> None:
        taak = session.dag.nodes[sleutel]
        if session.config["explain"]:
            from _pytask.explain import TaskExplanation

            taak.attributes["explanation"] = TaskExplanation(reasons=[])
        try:
            session.hook.pytask_execute_task_setup(session=session, task=taak)
            if session.config["dry_run"] or session.config["explain"]:
                from _pytask.outcomes import WouldBeExecuted

                raise WouldBeExecuted
            lopend = self.plek.begin(pak_in(taak.attributes["functie"], argumenten_van(taak)))
        except Exception:
            self._sluit(session, sleutel, sys.exc_info(), None)
        else:
            self.lopend[lopend] = (sleutel, taak, time.perf_counter())

    def _wacht(self, session: Any) -> None:
        """Wait a moment, and write down what came of the tasks that are done."""
        for lopend, bericht in self.plek.wacht_op(self.lopend):
            sleutel, taak, begin = self.lopend.pop(lopend)
            fout = None
            try:
                if bericht is not None:
                    raise TaakFout(*bericht)
                session.hook.pytask_execute_task_teardown(session=session, task=taak)
            except Exception:
                fout = sys.exc_info()
            self._sluit(session, sleutel, fout, time.perf_counter() - begin)

    def _sluit(self, session: Any, sleutel: str, fout: Any, seconden: float | None) -> None:
        from pytask import ExecutionReport, TaskOutcome

        taak = session.dag.nodes[sleutel]
        rapport = ExecutionReport.from_task_and_exception(taak, fout) if fout else ExecutionReport.from_task(taak)
        session.hook.pytask_execute_task_process_report(session=session, report=rapport)
        session.execution_reports.append(rapport)
        session.scheduler.done(sleutel)
        naam, v = taak.name, self.verloop
        v.klaar += 1
        if rapport.outcome in (TaskOutcome.SUCCESS, TaskOutcome.WOULD_BE_EXECUTED):
            v.gelukt.append(naam)
            v.meld("klaar ", naam, seconden)
        elif rapport.outcome == TaskOutcome.SKIP_UNCHANGED:
            v.overgeslagen.append(naam)
        elif rapport.outcome == TaskOutcome.SKIP_PREVIOUS_FAILED:
            v.geblokkeerd.append(naam)
        else:
            tekst, spoor = str(fout[1]), getattr(fout[1], "spoor", "")
            v.mislukt.append((naam, tekst, spoor or "".join(traceback.format_exception(*fout))))
            v.meld("MISLUKT", naam, seconden)


def _volgorde(session: Any, dag: Any) -> dict[str, tuple[int, int]]:
    """Which steps go first: those before the longest row of others; of these what reads most, for it takes longest."""
    na = {sleutel: list(dag.successors(sleutel)) for sleutel in dag.nodes}
    rij: dict[str, int] = {}
    for sleutel in sorted(na, key=lambda s: len(na[s])):  # what comes after a step has fewer steps after it
        rij[sleutel] = 1 + max((rij[s] for s in na[sleutel]), default=0)
    return {sleutel: (rij[sleutel], len(list(session.dag.predecessors(sleutel)))) for sleutel in na}


def argumenten_van(taak: Any) -> dict[str, Any]:
    """What a task reads, knows and makes, by name."""
    from pytask.tree_util import tree_map

    leest = {naam: tree_map(lambda k: k.load(is_product=False), boom) for naam, boom in taak.depends_on.items()}
    return leest | {naam: tree_map(lambda k: k.load(is_product=True), boom) for naam, boom in taak.produces.items()}


def bouw(
    stappen: list[Stap],
    *,
    staat: Path,
    werkers: int,
    verloop: Verloop,
    alleen_plan: bool = False,
    scheduler: str | None = None,
) -> Any:
    """Let pytask decide by content which steps must run; our loop executes them. Returns pytask's session.

    Parameters
    ----------
    staat
        Folder in which pytask keeps what it knows of earlier runs.
    alleen_plan
        Find out what would run, and why; run nothing.
    scheduler
        Address of a Dask cluster that runs the steps instead of this machine; default: the setting EZ_SCHEDULER.
    """
    from _pytask.cli import DEFAULTS_FROM_CLI
    from _pytask.pluginmanager import get_plugin_manager, storage
    from pytask import ExitCode, build, console

    staat.mkdir(parents=True, exist_ok=True)
    # pytask trusts the sums of an earlier run while a file keeps its time; unpacking and copying may keep that too.
    (staat / ".pytask" / "file_hashes.json").unlink(missing_ok=True)
    pm = get_plugin_manager()
    # pytask reads its lock file. The database of its older versions it still writes, a transaction for every file of
    # a step: a tenth of the time of a whole run.
    pm.unregister(name="_pytask.database")
    plek: Any = DezeMachine(werkers)
    if not alleen_plan and (adres := scheduler or load_instellingen().scheduler):
        from ezlib.cluster import Cluster

        plek = Cluster(adres, staat / "cluster.txt")
    ploeg = Werkploeg(staat, plek, verloop)
    pm.register(ploeg.haken())
    storage.store(pm)
    standaard = {n: p.default for n, p in inspect.signature(build).parameters.items() if p.default is not p.empty}
    # pytask's own entry makes a plugin manager that no plugin of ours can reach: `command` says that ours is stored.
    instellingen = (
        DEFAULTS_FROM_CLI
        | standaard
        | {
            "command": "build",
            "root": staat,
            "config": None,
            "paths": [],
            "tasks": stappen,
            "verbose": 0,
            "capture": "no",
            "explain": alleen_plan,
            "dry_run": False,
            "show_errors_immediately": False,
            "disable_warnings": True,
            "n_entries_in_table": 0,
        }
    )
    # We tell the story ourselves; what pytask would print is kept for the case that it cannot even begin.
    try:
        with console.capture() as gezegd:
            session = build(**instellingen)
    except OSError as fout:  # pytask keeps its books in `staat`, and the disk may be full for those too
        if ploeg.session is None:
            raise opslagfout(staat, fout) from fout
        verloop.mislukt.append(("administratie van de stappen", str(opslagfout(staat, fout)), traceback.format_exc()))
        return ploeg.session
    finally:
        plek.sluit()
    if session.exit_code in (ExitCode.CONFIGURATION_FAILED, ExitCode.COLLECTION_FAILED, ExitCode.DAG_FAILED):
        raise MonitorFout(f"De stappen in tasks/ passen niet op elkaar:\n{gezegd.get()}")
    return session


def alle_stappen(opzet: Opzet) -> Iterator[Stap]:
    """Every step of the pipeline, as the files of `tasks/` describe them."""
    with geheugen(opzet.huis.processed / "codesommen.json"):
        for bestand in sorted((WORTEL / "tasks").glob("task_*.py")):
            spec = importlib.util.spec_from_file_location(bestand.stem, bestand)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            yield from module.stappen(opzet)


def yearly(opdracht: Opdracht, *, concept: bool = True) -> int:
    """Make the edition of a year; exit status 0 only when every task has a good report.

    `concept=False` leaves CONCEPT off the pages; only `vrijgeven` asks for that.
    """
    from ezlib.samenvatting import print_samenvatting
    from ezlib.store import herstel, ruim_resten
    from ezlib.vingerafdruk import onthoud, som_invoer

    begin = time.perf_counter()
    inst = load_instellingen()
    invoer = som_invoer(opdracht, inst)
    opzet = maak_opzet(opdracht, concept=concept)
    if herstel(opzet.editie):
        print("Een vorige run is onderbroken tijdens het wisselen; de vorige editie is teruggezet.")
    ruim_resten(opzet.werk)
    print(f"Economische Monitor {opzet.jaar}, {opzet.gemeente}")
    verloop = Verloop()
    session = bouw(list(alle_stappen(opzet)), staat=opzet.huis.processed, werkers=opzet.werkers, verloop=verloop)
    status = print_samenvatting(opzet, verloop, session, time.perf_counter() - begin)
    if status == 0 and concept:
        label, bekijk = f"{opzet.jaar}, {opzet.gemeente}", opzet.editie / "index.html"
        onthoud(opdracht, inst, [opzet], invoer=invoer, stappen=len(session.tasks), label=label, bekijk=bekijk)
    return status


def plan(opdracht: Opdracht) -> int:
    """Say what `yearly` would run, and why; run nothing."""
    from ezlib.samenvatting import print_plan

    opzet = maak_opzet(opdracht)
    verloop = Verloop(stil=True)
    stappen = list(alle_stappen(opzet))
    session = bouw(stappen, staat=opzet.huis.processed, werkers=opzet.werkers, verloop=verloop, alleen_plan=True)
    return print_plan(opzet.label, verloop, session)
