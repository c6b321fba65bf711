"""The same tasks at a real Dask scheduler with two workers on this machine: same bytes, and nothing lost with a worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stapjes import notebookje
from werkplaats import foto

from ezlib.fouten import InstellingFout
from ezlib.runner import Verloop, bouw
from ezlib.stap import Stap, stap
from ezlib.store import WORTEL

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows kent geen kill -9")


class Clustertje:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, map_: Path) -> None:
        self.map_ = map_
        self.bekend = map_ / "scheduler.json"
        self.processen: list[subprocess.Popen[bytes]] = []
        self.start("dask_scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(self.bekend))

    def start(self, wat: str, *opties: str) -> subprocess.Popen[bytes]:
        """Start a program of distributed; its log goes to a file."""
        paden = os.pathsep.join([str(WORTEL), str(WORTEL / "tests")])
        omgeving = os.environ | {"PYTHONPATH": paden, "PYTHONWARNINGS": "ignore"}
        with (self.map_ / f"{wat}-{len(self.processen)}.txt").open("wb") as log:
            proces = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{wat}", "--no-dashboard", *opties],
                cwd=self.map_, env=omgeving, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processen.append(proces)
        return proces

    def werker(self, *opties: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        plek = ("--scheduler-file", str(self.bekend), "--local-directory", str(self.map_))
        return self.start("dask_worker", *plek, "--nthreads", "1", *(opties or ("--no-nanny",)))

    @property
    def adres(self) -> str:
        """tcp://127.0.0.1:port, as the scheduler wrote it down."""
        einde = time.monotonic() + 60
        while not self.bekend.exists() and time.monotonic() < einde:
            time.sleep(0.1)
        return str(json.loads(self.bekend.read_text())["address"])

    def stop(self) -> None:
        for proces in self.processen[::-1]:
            proces.terminate()
        for proces in self.processen:
            try:
                proces.wait(20)
            except subprocess.TimeoutExpired:
                proces.kill()
                proces.wait()


@pytest.fixture
def clustertje(tmp_path: Path) -> Iterator[Clustertje]:
    (tmp_path / "dask").mkdir()
    cluster = Clustertje(tmp_path / "dask")
    yield cluster
    cluster.stop()


def _stappen(map_: Path, bron: Path) -> list[Stap]:
    """Twelve slow steps, one after those, and one that fails."""
    leest = {"bron": bron / "in"}
    traag = [stap(f"traag {i}", "stapjes:kopieer_traag", leest=leest, maakt={"doel": map_ / f"traag{i}"}, weet={"teken": str(i)}, code=[]) for i in range(12)]  # fmt: skip
    weet = {"mislukt": map_ / "_mislukt", "engine": "warm", "cel_s": 60, "mb": 1500}
    return [
        *traag,
        stap("na", "stapjes:kopieer", leest={"bron": map_ / "traag3"}, maakt={"doel": map_ / "na"}, code=[]),
        stap("stuk", "stapjes:meld_fout", maakt={"doel": map_ / "stuk"}, code=[]),
        stap("notebook", "stapjes:draai_klein", leest={"bron": bron / "een.ipynb"}, weet=weet, maakt={"doel": map_ / "een.uit"}, code=[]),
    ]  # fmt: skip


def _draai(map_: Path, bron: Path, verloop: Verloop, **waar: Any) -> Any:
    map_.mkdir()
    return bouw(_stappen(map_, bron), staat=map_ / "staat", werkers=2, verloop=verloop, **waar)


def _uitkomst(map_: Path) -> dict[str, str]:
    return {naam: som for naam, som in foto(map_).items() if not naam.startswith("staat/")}


class _Schutter(Verloop):
    """Kills a worker when the first slow steps are done, and keeps what it knew of the moment."""

    slachtoffer: subprocess.Popen[bytes] | None = None

    def meld(self, teken: str, naam: str, seconden: float | None = None) -> None:
        if self.slachtoffer and self.slachtoffer.poll() is None and sum("traag" in n for n in self.gelukt) >= 3:
            self.slachtoffer.send_signal(signal.SIGKILL)
            self.slachtoffer.wait()


def test_a_worker_that_dies_half_way_loses_nothing_and_the_bytes_are_those_of_one_machine(
    clustertje: Clustertje, tmp_path: Path
) -> None:
    bron = tmp_path / "bron"
    bron.mkdir()
    (bron / "in").write_text("a")
    notebookje(bron / "een.ipynb", "1 + 1")
    hier, daar = Verloop(stil=True), _Schutter(stil=True)
    _draai(tmp_path / "hier", bron, hier)
    clustertje.werker()
    daar.slachtoffer = clustertje.werker()
    einde = time.monotonic() + 60
    while len(list(clustertje.map_.glob("dask-scratch-space/worker-*"))) < 2 and time.monotonic() < einde:
        time.sleep(0.1)
    session = _draai(tmp_path / "daar", bron, daar, scheduler=clustertje.adres)
    assert daar.slachtoffer.returncode == -signal.SIGKILL
    assert sorted(daar.gelukt) == sorted(hier.gelukt)
    assert len(daar.gelukt) == 14
    assert [naam for naam, _, _ in daar.mislukt] == ["stuk"]
    assert daar.mislukt[0][1] == hier.mislukt[0][1] == "dit bestand deugt niet; haal het opnieuw op"
    assert len(session.execution_reports) == len(session.tasks)
    assert _uitkomst(tmp_path / "daar") == _uitkomst(tmp_path / "hier")
    assert not list((tmp_path / "daar").rglob("cluster.txt"))
    # A second run has only the culprit left; that both workers are gone is told and not waited for.
    for proces in clustertje.processen[1:]:
        proces.kill()
        proces.wait()
    with pytest.raises(InstellingFout, match="heeft geen werkers"):
        bouw(_stappen(tmp_path / "daar", bron), staat=tmp_path / "daar" / "staat", werkers=2, verloop=Verloop(stil=True), scheduler=clustertje.adres)  # fmt: skip


class _Wegval(Verloop):
    """Once the first slow step is done: kills the only worker, and does what follows."""

    def __init__(self, werker: subprocess.Popen[bytes], dan: Callable[[], object]) -> None:
        super().__init__(stil=True)
        self.werker, self.dan = werker, dan

    def meld(self, teken: str, naam: str, seconden: float | None = None) -> None:
        if self.werker.poll() is None and any("traag" in n for n in self.gelukt):
            self.werker.kill()
            self.werker.wait()
            self.dan()


def test_a_worker_that_comes_back_in_time_goes_on_and_none_is_told(
    clustertje: Clustertje, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bron = tmp_path / "bron"
    bron.mkdir()
    (bron / "in").write_text("a")
    notebookje(bron / "een.ipynb", "1 + 1")
    terug = _Wegval(clustertje.werker(), clustertje.werker)
    _draai(tmp_path / "terug", bron, terug, scheduler=clustertje.adres)
    assert [naam for naam, _, _ in terug.mislukt] == ["stuk"]
    assert len(terug.gelukt) == 14
    weg = _Wegval(clustertje.processen[-1], lambda: monkeypatch.setattr("ezlib.cluster.WACHT_S", 1))
    session = _draai(tmp_path / "weg", bron, weg, scheduler=clustertje.adres)
    assert len(weg.gelukt) < 14
    assert {tekst for naam, tekst, _ in weg.mislukt if naam != "stuk"} == {
        f"de scheduler {clustertje.adres} heeft geen enkele werker meer"
    }
    assert len(session.execution_reports) == len(session.tasks)


AFBREEKBAAR = """
import sys
from pathlib import Path
from ezlib.runner import Verloop, bouw
from test_cluster import _stappen

map_, bron, adres = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
session = bouw(_stappen(map_, bron), staat=map_ / "staat", werkers=2, verloop=Verloop(), scheduler=adres)
sys.exit(len(session.tasks) - len(session.execution_reports))
"""


def test_ctrl_c_ends_the_tasks_at_the_workers_and_the_next_run_goes_on(clustertje: Clustertje, tmp_path: Path) -> None:
    bron, map_ = tmp_path / "bron", tmp_path / "daar"
    bron.mkdir()
    map_.mkdir()
    (bron / "in").write_text("a")
    notebookje(bron / "een.ipynb", "1 + 1")
    clustertje.werker()
    clustertje.werker()
    paden = os.pathsep.join([str(WORTEL), str(WORTEL / "tests")])
    proces = subprocess.Popen(
        [sys.executable, "-u", "-c", AFBREEKBAAR, str(map_), str(bron), clustertje.adres],
        env=os.environ | {"PYTHONPATH": paden}, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert proces.stdout is not None
    gezien = next((regel for regel in proces.stdout if "klaar  traag" in regel), "")
    proces.send_signal(signal.SIGINT)
    rest, _ = proces.communicate(timeout=60)
    assert "Afgebroken; lopende stappen worden gestopt." in rest, gezien + rest
    assert proces.returncode > 0
    gemaakt = {pad.name for pad in map_.glob("traag*")}
    time.sleep(1)  # a step takes half a second
    assert {pad.name for pad in map_.glob("traag*")} == gemaakt, "what ran at a worker was ended"
    assert all(pad.read_text() for pad in map_.glob("traag*"))
    verder = Verloop(stil=True)
    bouw(_stappen(map_, bron), staat=map_ / "staat", werkers=2, verloop=verder, scheduler=clustertje.adres)
    assert len(verder.gelukt) + len(verder.overgeslagen) == 14
    assert verder.overgeslagen, "what was done before is not done again"
    assert [naam for naam, _, _ in verder.mislukt] == ["stuk"]


def test_a_worker_under_a_nanny_is_told_how_to_start(clustertje: Clustertje, tmp_path: Path) -> None:
    clustertje.werker("--nanny")
    with pytest.raises(InstellingFout) as fout:
        bouw([], staat=tmp_path / "staat", werkers=2, verloop=Verloop(stil=True), scheduler=clustertje.adres)
    assert "mag zelf geen processen starten" in str(fout.value)
    assert f"dask worker {clustertje.adres} --no-nanny --nthreads 1" in str(fout.value)


def test_no_scheduler_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ezlib.cluster.WACHT_S", 1)
    with pytest.raises(InstellingFout, match=r"\(tcp://127\.0\.0\.1:1\) antwoordt niet"):
        bouw([], staat=tmp_path / "staat", werkers=2, verloop=Verloop(stil=True), scheduler="tcp://127.0.0.1:1")
