"""A copy of the project in a folder of its own, for tests that run the whole pipeline as a user does."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ezlib.store import WORTEL
from ezlib.taakproces import maak_context

STAP = re.compile(r"^ +\d+/\d+  klaar  (.+?)(?: GM\d{4} \d{4})?(?:  [\d,]+ s)?$", re.MULTILINE)
PLAN = re.compile(r"^  (\S.*?)(?: GM\d{4} \d{4})?$", re.MULTILINE)
# Everything that git does not know: a test must not see what this machine happens to have made or fetched.
NIET_MEE = {
    ".git",
    ".venv",
    "editie",
    "outputs",
    "processed",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
}


@dataclass(frozen=True)
class Uitkomst:
    """What a command said, and how it ended."""

    status: int
    tekst: str

    @property
    def gedraaid(self) -> set[str]:
        """Names of the steps that ran, without the label of the edition."""
        return set(STAP.findall(self.tekst))

    @property
    def gepland(self) -> set[str]:
        """Names of the steps that `plan` lists."""
        return set(PLAN.findall(self.tekst))

    @property
    def doodgewoon(self) -> str:
        """The text on one line, so that a sentence can be sought over a line end."""
        return " ".join(self.tekst.split())


def _luister_naar_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Werkplaats:
    """The copy: run verbs in it, change files of it, look at its edition."""

    map_: Path

    @property
    def editie(self) -> Path:
        """The edition of the home gemeente."""
        return self.map_ / "outputs" / "2025"

    @property
    def werk(self) -> Path:
        """Where that edition is built."""
        return self.map_ / "data" / "processed" / "GM0637" / "2025"

    def draai(self, *argumenten: str, **omgeving: str) -> Uitkomst:
        """Run `python -m ezlib ...` to its end."""
        proces = self.begin(*argumenten, **omgeving)
        tekst, _ = proces.communicate(timeout=600)
        return Uitkomst(proces.returncode, tekst)

    def begin(self, *argumenten: str, **omgeving: str) -> subprocess.Popen[str]:
        """Start `python -m ezlib ...` in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "ezlib", *argumenten],
            cwd=self.map_,
            env=schone_omgeving() | omgeving,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            # A test run in the background ignores Ctrl-C, and its children would inherit that.
            preexec_fn=_luister_naar_ctrl_c if os.name == "posix" else None,
        )

    def wijzig(self, naam: str, oud: str, nieuw: str) -> None:
        """Replace a piece of text that stands in a file exactly once."""
        pad = self.map_ / naam
        tekst = pad.read_text(encoding="utf-8")
        assert tekst.count(oud) == 1, f"{oud!r} staat {tekst.count(oud)} keer in {naam}"
        pad.write_text(tekst.replace(oud, nieuw), encoding="utf-8")

    def voeg_toe(self, naam: str, tekst: str) -> None:
        """Add text at the end of a file."""
        with (self.map_ / naam).open("a", encoding="utf-8") as bestand:
            bestand.write(tekst)

    def kopie(self, doel: Path) -> Werkplaats:
        """Copy all of it, edition included."""
        shutil.copytree(self.map_, doel)
        return Werkplaats(doel)


def schone_omgeving() -> dict[str, str]:
    """The environment without settings of this machine, for this interpreter as it is."""
    return {k: v for k, v in os.environ.items() if not k.startswith("EZ_")} | {"EZ_GEEN_VENV": "1"}


def richt_in(doel: Path, bron: Path = WORTEL) -> Werkplaats:
    """Copy the sources of the project, with the embedded figures only."""

    def niet_mee(map_: str, namen: list[str]) -> set[str]:
        weg = NIET_MEE & set(namen)
        van_bron = Path(map_).parent == bron / "data" / "raw" and Path(map_).name != "edities"
        return weg | (set(namen) - {"ingebouwd"} if van_bron else set())

    shutil.copytree(bron, doel, ignore=niet_mee)
    return Werkplaats(doel)


def foto(map_: Path) -> dict[str, str]:
    """Sum of every file in a folder."""
    return {
        p.relative_to(map_).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(map_.rglob("*"))
        if p.is_file()
    }


def verschillen(een: Path, ander: Path) -> list[str]:
    """Names of the files that two folders do not both have with the same bytes."""
    hier, daar = foto(een), foto(ander)
    return sorted(naam for naam in hier.keys() | daar.keys() if hier.get(naam) != daar.get(naam))


def resten(map_: Path) -> list[str]:
    """Temporary names that a write should not leave behind."""
    return sorted(
        str(p.relative_to(map_)) for p in map_.rglob(".*") if ".tmp" in p.name or p.suffix in (".nieuw", ".oud")
    )


def cellen_van(notebook: dict[str, Any], soort: str) -> list[dict[str, Any]]:
    """Cells of one kind."""
    return [cel for cel in notebook["cells"] if cel["cell_type"] == soort]


def in_eigen_proces(functie: Callable[..., Any], *args: Any, **opties: Any) -> Any:
    """What a function gives in a process of its own, as in a run: Sphinx can be started once in a process."""
    with ProcessPoolExecutor(1, mp_context=maak_context()) as proces:
        return proces.submit(functie, *args, **opties).result()
