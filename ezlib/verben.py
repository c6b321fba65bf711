"""What each verb does. Heavy modules are imported only by the verb that needs them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from ezlib import omgeving
from ezlib.fouten import InstellingFout, MonitorFout
from ezlib.instellingen import INSTELLINGEN, WORTEL, load_instellingen
from ezlib.opdracht import OPTIETEKST, PARAMETERS, VERBEN, Opdracht, lees_opdracht

LAB_INSTELLINGEN = WORTEL / "ezlib" / "jupyterlab"


def main(verb: str, argv: Sequence[str]) -> int:
    """Run one verb; return the exit status: 0 done, 2 wrong parameter or setting, 1 any other failure."""
    return _bewaakt(lambda: DOE[(opdracht := _lees(verb, argv)).verb](opdracht))


def toets(verb: str, argv: Sequence[str]) -> int:
    """Only check the command and the settings; same messages and status as `main`."""

    def lees() -> int:
        _lees(verb, argv)
        return 0

    return _bewaakt(lees)


def _lees(verb: str, argv: Sequence[str]) -> Opdracht:
    opdracht = lees_opdracht([verb, *argv])
    if opdracht.verb != "help":
        load_instellingen()
    return opdracht


def _bewaakt(doe: Callable[[], int | None]) -> int:
    for stroom in (sys.stdout, sys.stderr):
        # An old Windows console has no "–"; a question mark is better than a crash.
        with suppress(AttributeError):
            stroom.reconfigure(errors="replace")
    try:
        return int(doe() or 0)
    except MonitorFout as fout:
        sys.stdout.flush()
        print(f"Fout: {fout}", file=sys.stderr)
        return 2 if isinstance(fout, InstellingFout) else 1
    except KeyboardInterrupt:
        print("\nAfgebroken.", file=sys.stderr)
        return 130


def _yearly(opdracht: Opdracht) -> int | None:
    from ezlib.vingerafdruk import lees_vorige

    begin = time.perf_counter()
    if vorige := lees_vorige(opdracht, load_instellingen()):
        from ezlib.samenvatting import print_niets_te_doen

        print(f"Economische Monitor {vorige['label']}")
        print_niets_te_doen(vorige["stappen"], time.perf_counter() - begin)
        print(f"Bekijk: {vorige['index']}")
        return 0
    if not load_instellingen().scheduler:
        from ezlib.taakproces import maak_context

        maak_context()  # loads on another core while this one loads pytask and finds out what to do
    if "gemeenten" in opdracht.opties:
        from ezlib.gemeenten import yearly_gemeenten

        return yearly_gemeenten(opdracht)
    from ezlib.runner import yearly

    return yearly(opdracht)


def _plan(opdracht: Opdracht) -> int | None:
    if "gemeenten" in opdracht.opties:
        from ezlib.gemeenten import plan_gemeenten

        return plan_gemeenten(opdracht)
    from ezlib.runner import plan

    return plan(opdracht)


def _refresh(opdracht: Opdracht) -> int | None:
    from ezlib.sources import vernieuw

    return vernieuw(opdracht)


def _test(opdracht: Opdracht) -> int:
    # One test by name starts quicker alone; all of them are quicker on all cores, a file a worker.
    return _word("pytest", *(opdracht.rest or ("--numprocesses=auto", "--dist=loadfile")))


def _lab(opdracht: Opdracht) -> int:
    # Dutch, and no news feed, from a folder of our own: the user's own choices still come first.
    return _word(
        "jupyterlab",
        f"--LabApp.app_settings_dir={LAB_INSTELLINGEN}",
        f"--ServerApp.root_dir={WORTEL / 'notebooks'}",
        *opdracht.rest,
    )


def _starters(opdracht: Opdracht) -> int:
    from ezlib.kwartaalrapport import starters

    return starters(opdracht)


def _leveringen(opdracht: Opdracht) -> int:
    from ezlib.leveringslijst import leveringen

    return leveringen(opdracht)


def _nieuw(opdracht: Opdracht) -> int:
    from ezlib.nieuw import nieuw

    return nieuw(opdracht)


def _bench(opdracht: Opdracht) -> int:
    from ezlib.bench import bench

    return bench(opdracht)


def _review(opdracht: Opdracht) -> int:
    from ezlib.review import review

    return review(opdracht)


def _vrijgeven(opdracht: Opdracht) -> int:
    from ezlib.vrijgeven import vrijgeven

    return vrijgeven(opdracht)


def _controleer(opdracht: Opdracht) -> int:
    from ezlib.controleer import controleer

    return controleer(opdracht)


def _check(_: Opdracht) -> int:
    from ezlib.checks import check_alles
    from ezlib.vastgelegd import meld_vastgelegd

    status = [_draai("ruff", "check", "--quiet", "."), _draai("ruff", "format", "--check", "--quiet", ".")]
    if any(status):
        print('De code houdt zich niet aan de afspraken: zie hierboven; "ruff format ." herstelt de opmaak.')
    status.append(int(check_alles() or 0))
    # Faulty definitions are told above; without them there is nothing to hold an edition against.
    if not status[-1]:
        status.append(meld_vastgelegd())
    return int(any(status))


def _clean(_: Opdracht) -> int:
    from ezlib.opruimen import ruim_op

    return ruim_op(load_instellingen())


def _help(_: Opdracht) -> int:
    print("Economische Monitor\n\nGebruik: make <opdracht> [JAAR=2025] [GEMEENTE=GM0637]")
    print("   of:   python3 -m ezlib <opdracht> [--jaar 2025] [--gemeente GM0637]")
    for kop, lijst in (("Opdrachten", VERBEN), ("Parameters", PARAMETERS | OPTIETEKST), ("Instellingen", INSTELLINGEN)):
        print(f"\n{kop}:")
        for naam, uitleg in lijst.items():
            print(f"  {naam.upper() if naam in PARAMETERS | OPTIETEKST else naam:<14}{uitleg}")
    return 0


def _draai(module: str, *argumenten: str) -> int:
    sys.stdout.flush()
    return subprocess.call([sys.executable, "-m", module, *argumenten], cwd=WORTEL)


def _word(module: str, *argumenten: str) -> int:
    # Not a child: Ctrl-C and the terminal then belong to that program alone.
    os.chdir(WORTEL)
    return omgeving.word([sys.executable, "-m", module, *argumenten])


DOE: dict[str, Callable[[Opdracht], int | None]] = {
    "yearly": _yearly,
    "test": _test,
    "refresh": _refresh,
    "plan": _plan,
    "lab": _lab,
    "starters": _starters,
    "leveringen": _leveringen,
    "nieuw": _nieuw,
    "review": _review,
    "vrijgeven": _vrijgeven,
    "controleer": _controleer,
    "bench": _bench,
    "check": _check,
    "clean": _clean,
    "help": _help,
}
