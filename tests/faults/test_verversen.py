"""Refresh under kill -9: whenever it is killed, every source has a whole snapshot, and the next run ends the same."""

from __future__ import annotations

import multiprocessing as mp
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import haal_cbs
import nep_cbs
import pytest
from nep_kwb import kwb_bron
from werkplaats import foto

from ezlib.fouten import MonitorFout
from ezlib.sources import verkeer
from ezlib.sources.slot import slot
from ezlib.sources.snapshot import kies_snapshot, load_snapshot
from ezlib.sources.vernieuwen import haal_op
from ezlib.store import WORTEL

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows kent geen kill -9")

KEREN, ZAAD = 20, 20260214
# With a moment of issue, with a newer one than the snapshot that is there, without one (replaced each time), gone.
BRONNEN = [kwb_bron(id=f"cbs_{n}", tabel=n) for n in ("1", "2", "3", "4")]
NIEUW, LATER, ZONDER, WEG = (b.tabel for b in BRONNEN)


class Traag(nep_cbs.NepCbs):
    """Takes a moment for each answer, so that a kill hits in the middle."""

    def lees(self, pad: str, vraag: dict[str, str]) -> Any:
        time.sleep(0.003)
        return super().lees(pad, vraag)


def _tabel(nummer: str, modified: str | None) -> dict[str, Any]:
    return nep_cbs.tabel() | {"TableInfos": [nep_cbs.INFO | {"Identifier": nummer, "Modified": modified}]}


@pytest.fixture(autouse=True)
def _vindt_de_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server that is forked from looks for its imports here, and only here."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (WORTEL, WORTEL / "tests"))))


@pytest.fixture
def cbs() -> Iterator[Traag]:
    with Traag.draai() as server:
        server.per_pagina = 3
        server.tabellen = {
            NIEUW: _tabel(NIEUW, "2024-03-01T02:00:00"),
            LATER: _tabel(LATER, "2024-01-01T02:00:00"),
            ZONDER: _tabel(ZONDER, None),
        }
        yield server


def _ververs(data: Path, url: str) -> None:
    """One refresh, in a process of its own."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (for the rest of this process)
    verkeer.WACHT_S, verkeer.POGINGEN = 0.001, 2
    with slot(data / ".refresh"):
        haal_op(BRONNEN, haal_cbs.instellingen(data, v3=url, timeout_s=10.0))


def _proces(data: Path, url: str) -> Any:
    """A fork of a server that holds the imports and has read a table: no second of warming up before each kill."""
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "warm_verversen"])
    proces = context.Process(target=_ververs, args=(data, url))
    proces.start()
    return proces


def _draai(data: Path, url: str) -> float:
    begin = time.monotonic()
    proces = _proces(data, url)
    proces.join(60)
    assert proces.exitcode == 0
    return time.monotonic() - begin


def test_killed_at_twenty_moments_and_run_again_it_ends_in_the_same_bytes(cbs: Traag, tmp_path: Path) -> None:
    begin = tmp_path / "begin"
    _draai(begin, cbs.url)
    shutil.rmtree(begin / "raw" / f"cbs_{NIEUW}")
    cbs.tabellen[LATER] = _tabel(LATER, "2024-02-02T02:00:00")
    goed = Path(shutil.copytree(begin, tmp_path / "goed"))
    duur = _draai(goed, cbs.url)
    verwacht = foto(goed / "raw")
    assert f"cbs_{WEG}/mislukte_verversing.json" in verwacht
    assert len({pad.split("/")[1] for pad in verwacht if pad.startswith(f"cbs_{LATER}/")}) == 2

    loting, midden = random.Random(ZAAD), 0
    for keer in range(KEREN):
        data = Path(shutil.copytree(begin, tmp_path / str(keer)))
        proces = _proces(data, cbs.url)
        time.sleep(loting.uniform(0, duur))
        proces.kill()
        proces.join(10)
        midden += proces.exitcode != 0
        for bron_id in (f"cbs_{LATER}", f"cbs_{ZONDER}"):
            load_snapshot(kies_snapshot(data / "raw", bron_id))
        _draai(data, cbs.url)
        assert foto(data / "raw") == verwacht, f"keer {keer}"
        assert not list((data / "raw").rglob(".*"))
    assert midden >= KEREN / 2, "the kills came too late to say anything"


def test_two_at_once_and_a_kill_frees_the_lock(cbs: Traag, tmp_path: Path) -> None:
    cbs.kuren["TypedDataSet"] = "stil"
    proces = _proces(tmp_path, cbs.url)
    einde = time.monotonic() + 20
    while "TypedDataSet" not in cbs.gevraagd() and time.monotonic() < einde:
        time.sleep(0.01)
    with (
        pytest.raises(MonitorFout, match=rf"Er is al een refresh bezig \(proces {proces.pid}\)"),
        slot(tmp_path / ".refresh"),
    ):
        pass
    assert not list((tmp_path / "raw").glob("*/[0-9]*"))
    proces.kill()
    proces.join(10)
    with slot(tmp_path / ".refresh"):
        pass
