"""What the fault tests of PDOK and DUO share: what lies in a folder, and a fetch that is killed half-way."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ezlib.store import WORTEL

# The tests of a publisher hold its source (`bron()`); a process of its own reads it from there.
PROGRAMMA = """
import sys
sys.path[:0] = [{tests!r}, {faults!r}]
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
toets = import_module("test_{wie}")
inst = SimpleNamespace({wie}_url={url!r}, timeout_s=30)
toets.fetch_bron(toets.bron(), doel=Path({raw!r}) / toets.ID, inst=inst, gemeenten=("GM0637",))
"""


def inhoud(map_: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(map_).as_posix(): p.read_bytes() for p in sorted(map_.rglob("*")) if p.is_file()}


def haal_en_dood(wie: str, *, url: str, raw: Path, zodra: Callable[[], bool]) -> None:
    """Fetch the source of `test_<wie>` in a process of its own, and kill it as soon as `zodra` holds."""
    tests = WORTEL / "tests"
    code = PROGRAMMA.format(wie=wie, url=url, raw=str(raw), tests=str(tests), faults=str(tests / "faults"))
    proces = subprocess.Popen([sys.executable, "-c", code], cwd=WORTEL)
    einde = time.monotonic() + 30
    while not zodra() and proces.poll() is None and time.monotonic() < einde:
        time.sleep(0.02)
    proces.kill()
    assert proces.wait(10) != 0, "het ophalen was al klaar"
