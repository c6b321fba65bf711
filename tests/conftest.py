"""Fixtures that several test files share: one built edition, and copies of it to change."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkplaats import Werkplaats, richt_in


@pytest.fixture(scope="session")
def gebouwd(tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """The project in a folder of its own, with its edition made once. Read it; to change something, take `werkplaats`."""
    plaats = richt_in(tmp_path_factory.mktemp("gebouwd") / "monitor")
    uitkomst = plaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 0, uitkomst.tekst
    return plaats


@pytest.fixture
def werkplaats(gebouwd: Werkplaats, tmp_path: Path) -> Werkplaats:
    """A copy of `gebouwd` for one test."""
    return gebouwd.kopie(tmp_path / "monitor")
