"""The runner: content decides, a failure takes nothing along, every task has a report."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from ezlib.runner import Verloop, bouw
from ezlib.stap import Stap, stap
from ezlib.taakproces import DezeMachine


@pytest.fixture
def map_(tmp_path: Path) -> Path:
    (tmp_path / "in").write_text("a")
    return tmp_path


def _keten(map_: Path, *, teken: str = "") -> list[Stap]:
    """in -> midden -> uit, and apart: in -> los."""
    return [
        stap("midden", "stapjes:kopieer", leest={"bron": map_ / "in"}, maakt={"doel": map_ / "midden"}, weet={"teken": teken}, code=[]),
        stap("uit", "stapjes:kopieer", leest={"bron": map_ / "midden"}, maakt={"doel": map_ / "uit"}, code=[]),
        stap("los", "stapjes:kopieer", leest={"bron": map_ / "in"}, maakt={"doel": map_ / "los"}, code=[]),
    ]  # fmt: skip


def _draai(map_: Path, stappen: list[Stap], **opties: Any) -> tuple[Verloop, Any]:
    verloop = Verloop(stil=True)
    session = bouw(stappen, staat=map_ / "staat", werkers=2, verloop=verloop, **opties)
    return verloop, session


def test_first_run_does_all_and_the_second_nothing(map_: Path) -> None:
    verloop, _ = _draai(map_, _keten(map_))
    assert sorted(verloop.gelukt) == ["los", "midden", "uit"]
    assert (map_ / "uit").read_text() == "a"
    os.utime(map_ / "in")  # touching a file is no change
    verloop, _ = _draai(map_, _keten(map_))
    assert (verloop.gelukt, len(verloop.overgeslagen)) == ([], 3)


def test_what_most_waits_for_goes_first_and_of_equals_what_reads_most(map_: Path) -> None:
    for naam in ("b", "c"):
        (map_ / naam).write_text(naam)
    los = [
        stap(f"leest {n}", "stapjes:voeg_samen", leest={"bronnen": [map_ / b for b in ("in", "b", "c")[:n]]},
             maakt={"doel": map_ / f"leest {n}"}, code=[])
        for n in (1, 3, 2)
    ]  # fmt: skip
    verloop = Verloop(stil=True)
    bouw([*los, *_keten(map_)[:2]], staat=map_ / "staat", werkers=1, verloop=verloop)
    assert verloop.gelukt == ["midden", "leest 3", "leest 2", "uit", "leest 1"] or verloop.gelukt == [
        "midden", "leest 3", "leest 2", "leest 1", "uit"
    ]  # fmt: skip


def test_nothing_is_kept_beside_the_lock_file(map_: Path) -> None:
    """pytask would write the same to a database too, a transaction for each file."""
    _draai(map_, _keten(map_))
    assert (map_ / "staat" / "pytask.lock").is_file()
    assert not list(map_.rglob("*.sqlite3"))


def test_steps_that_need_not_run_are_ticked_off_while_one_runs(map_: Path) -> None:
    slaap = stap("slaap", "stapjes:wacht_op", leest={"bron": map_ / "in"}, maakt={"doel": map_ / "wakker"}, code=[])
    _draai(map_, [slaap, *_keten(map_)])
    (map_ / "wakker").unlink()
    verloop = Verloop(stil=True)
    gezien: list[int] = []
    verloop.meld = lambda *_: gezien.append(len(verloop.overgeslagen))  # type: ignore[method-assign]
    bouw([slaap, *_keten(map_)], staat=map_ / "staat", werkers=2, verloop=verloop)
    assert gezien == [3], "the three others were ticked off before it was done"


class _Weg:
    """Ctrl-C comes while Python clears this up: an error there would be printed, and Python goes on."""

    def __del__(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(os.name == "nt", reason="Windows kent deze signalen niet")
def test_ctrl_c_that_python_swallows_stops_the_run_all_the_same(map_: Path, capsys: pytest.CaptureFixture[str]) -> None:
    weg, eerder = [_Weg()], signal.getsignal(signal.SIGINT)
    verloop = Verloop(stil=True)
    verloop.meld = lambda *_: weg.clear()  # type: ignore[method-assign]
    session = bouw(_keten(map_), staat=map_ / "staat", werkers=1, verloop=verloop)
    assert len(verloop.gelukt) == 1
    assert len(session.execution_reports) < len(session.tasks), "so the exit status is not 0"
    assert "Afgebroken; lopende stappen worden gestopt." in capsys.readouterr().out
    assert signal.getsignal(signal.SIGINT) is eerder
    assert len(_draai(map_, _keten(map_))[0].gelukt) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows kent deze signalen niet")
def test_ctrl_c_cuts_nothing_off_half_way(map_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error at any moment could leave a lock of a library behind, and the run would wait for it for ever."""
    begonnen: list[bytes] = []
    beeindigd: list[int] = []

    class Plek(DezeMachine):
        def begin(self, lading: bytes) -> Any:
            os.kill(os.getpid(), signal.SIGINT)
            begonnen.append(lading)
            return super().begin(lading)

        def beeindig(self, taak: Any) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            super().beeindig(taak)
            beeindigd.append(taak.proces.exitcode)

    monkeypatch.setattr("ezlib.runner.DezeMachine", Plek)
    slaap = stap("slaap", "stapjes:slaap", maakt={"doel": map_ / "wakker"}, code=[])
    session = bouw([slaap], staat=map_ / "staat", werkers=1, verloop=Verloop(stil=True))
    assert len(begonnen) == 1
    assert beeindigd == [-signal.SIGKILL]
    assert session.execution_reports == []


def test_a_changed_value_runs_its_task_and_what_follows(map_: Path) -> None:
    _draai(map_, _keten(map_))
    verloop, _ = _draai(map_, _keten(map_, teken="!"))
    assert sorted(verloop.gelukt) == ["midden", "uit"]
    assert (map_ / "uit").read_text() == "a!"


def test_a_result_that_stays_equal_stops_the_ripple(map_: Path) -> None:
    _draai(map_, _keten(map_))
    stappen = _keten(map_)
    stappen[0] = stap("midden", "stapjes:kopieer", leest={"bron": map_ / "in"}, maakt={"doel": map_ / "midden"},
                      weet={"teken": ""}, code=["ezlib.taal"])  # fmt: skip
    verloop, _ = _draai(map_, stappen)
    assert verloop.gelukt == ["midden"]


def test_a_removed_product_is_made_again(map_: Path) -> None:
    _draai(map_, _keten(map_))
    (map_ / "los").unlink()
    assert _draai(map_, _keten(map_))[0].gelukt == ["los"]


def test_the_plan_names_the_cause_and_runs_nothing(map_: Path) -> None:
    _draai(map_, _keten(map_))
    (map_ / "in").write_text("b")
    verloop, session = _draai(map_, _keten(map_), alleen_plan=True)
    assert sorted(verloop.gelukt) == ["los", "midden", "uit"]
    redenen = {r.task.name: r.task.attributes["explanation"].reasons for r in session.execution_reports}
    assert [(Path(r.node_name).name, r.reason) for r in redenen["los"]] == [("in", "changed")]
    assert redenen["uit"][0].reason == "cascade"
    assert (map_ / "uit").read_text() == "a"


@pytest.mark.parametrize(
    ("functie", "woorden"),
    [
        ("stapjes:meld_fout", "dit bestand deugt niet; haal het opnieuw op"),
        ("stapjes:deel_door_nul", "ZeroDivisionError: division by zero"),
        ("stapjes:sterf", "het proces stopte plotseling (code 9)"),
        ("stapjes:vergeet", "did not produce"),
    ],
)
def test_one_failure_takes_only_its_followers_along(map_: Path, functie: Any, woorden: str) -> None:
    stappen = [
        *_keten(map_),
        stap("stuk", functie, maakt={"doel": map_ / "stuk"}, code=[]),
        stap("erna", "stapjes:kopieer", leest={"bron": map_ / "stuk"}, maakt={"doel": map_ / "erna"}, code=[]),
    ]
    verloop, session = _draai(map_, stappen)
    assert sorted(verloop.gelukt) == ["los", "midden", "uit"]
    assert [naam for naam, _, _ in verloop.mislukt] == ["stuk"]
    assert woorden in verloop.mislukt[0][1]
    assert verloop.geblokkeerd == ["erna"]
    assert len(session.execution_reports) == len(session.tasks)


def test_after_a_failure_the_next_run_takes_up_what_is_left(map_: Path) -> None:
    stuk = stap("stuk", "stapjes:meld_fout", maakt={"doel": map_ / "stuk"}, code=[])
    _draai(map_, [*_keten(map_), stuk])
    heel = stap("stuk", "stapjes:kopieer", leest={"bron": map_ / "in"}, maakt={"doel": map_ / "stuk"}, code=[])
    verloop, _ = _draai(map_, [*_keten(map_), heel])
    assert (verloop.gelukt, verloop.mislukt) == (["stuk"], [])
