"""Fixtures that several test files share: one built edition, and copies of it to change."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from bladeren import browser, logboek, pagina, site  # noqa: F401
from werkplaats import Werkplaats, richt_in


@pytest.fixture(scope="session")
def gebouwd(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Werkplaats:
    """The project in a folder of its own, with its edition made once. Read it; to change something, take `werkplaats`."""
    basis = tmp_path_factory.getbasetemp()
    voorraad = _voorraad(request.config)
    if not hasattr(request.config, "workerinput"):
        return _bouw(basis / "gebouwd", voorraad)
    # Workers of pytest-xdist share the folder above their own: the first makes the edition, the others wait for it.
    gedeeld = basis.parent / "gebouwd"
    try:
        gedeeld.mkdir()
    except FileExistsError:
        klaar = time.monotonic() + 600
        while not (gedeeld / "klaar").exists():
            assert time.monotonic() < klaar, "de editie van een andere worker kwam niet af"
            time.sleep(0.2)
        return Werkplaats(gedeeld / "monitor")
    plaats = _bouw(gedeeld, voorraad)
    (gedeeld / "klaar").touch()
    return plaats


def _voorraad(config: pytest.Config) -> Path | None:
    """Where the last good edition of the tests lies, in pytest's own cache; a clean checkout has none."""
    cache = getattr(config, "cache", None)
    return cache.mkdir("editie") / "processed" if cache else None


def _bouw(map_: Path, voorraad: Path | None) -> Werkplaats:
    """Make the edition; steps of the last session whose inputs are the same are not run again, as for a user."""
    plaats = richt_in(map_ / "monitor")
    if voorraad and voorraad.is_dir():
        shutil.copytree(voorraad, plaats.map_ / "data" / "processed")
    uitkomst = plaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 0, uitkomst.tekst
    if voorraad:
        nieuw = voorraad.with_name(f"nieuw-{os.getpid()}")
        shutil.copytree(plaats.map_ / "data" / "processed", nieuw)
        shutil.rmtree(voorraad, ignore_errors=True)
        with suppress(OSError):  # another session was first
            nieuw.rename(voorraad)
        shutil.rmtree(nieuw, ignore_errors=True)
    return plaats


@pytest.fixture
def werkplaats(gebouwd: Werkplaats, tmp_path: Path) -> Werkplaats:
    """A copy of `gebouwd` for one test."""
    return gebouwd.kopie(tmp_path / "monitor")


_LEESBAAR = pytest.StashKey[dict[str, float]]()


@pytest.fixture(scope="session")
def leesbaar(request: pytest.FixtureRequest) -> dict[str, float]:
    """Reading ease per page, for the log; a worker of pytest-xdist hands it to the session that writes the log."""
    gevonden = request.config.stash.setdefault(_LEESBAAR, {})
    if hasattr(request.config, "workeroutput"):
        request.config.workeroutput["leesbaar"] = gevonden
    return gevonden


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker found."""
    node.config.stash.setdefault(_LEESBAAR, {}).update(getattr(node, "workeroutput", {}).get("leesbaar", {}))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the reading ease of every page."""
    if gevonden := config.stash.get(_LEESBAAR, {}):
        terminalreporter.section("leesbaarheid per pagina (Flesch-Douma, 60 is gewoon Nederlands)")
        for naam, score in sorted(gevonden.items()):
            terminalreporter.line(f"{score:5.0f}  {naam}")
