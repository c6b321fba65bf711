"""A notebook that hangs, eats memory, forks or ends its process costs itself only, and is told of in plain words."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from stapjes import notebookje
from werkplaats import in_eigen_proces

from ezlib.instellingen import geheugen_mb, lees_instellingen
from ezlib.report.notebooks import draai_notebook
from ezlib.runner import Verloop, bouw
from ezlib.stap import stap
from ezlib.store import WORTEL

VOL = "rijen = []\nwhile True:\n    rijen.append(bytearray(10_000_000))"
SLAAP = "import time\nwacht = 3600\n\ntime.sleep(\n    wacht\n)"
# Cells that go wrong: source, the line, and what the card says of it.
STUK = {
    "slaapt": (SLAAP, 4, "de cel was na 3 seconden nog niet klaar en is gestopt", "een lus zonder einde"),
    # This one never lets go of the interpreter: no other Python thread gets a turn.
    "rekent": ('import re\nre.match("(a+)+$", "a" * 60 + "b")', 2, "na 3 seconden nog niet klaar", "EZ_CEL_S"),
    "vol": (VOL, 3, "MemoryError", "geef dan meer geheugen met EZ_NOTEBOOK_MB"),
    "eindigt": ("import os\nos._exit(3)", 2, "het proces stopte plotseling (code 3)", "os._exit"),
    "gedood": ("import os\nos.kill(os.getpid(), 9)", 2, "(code -9)", "te weinig geheugen op deze machine"),
    "crasht": ("import ctypes\n\nctypes.string_at(0)", 3, "(code -11)", "een fout in een pakket dat in C is geschreven"),
    "typfout": ("een = 1\ntwee = eeen", 2, "NameError: name 'eeen' is not defined", "een naam is verkeerd gespeld"),
    "half": ("een = 1\ntwee = (een", 2, "SyntaxError", "draai het notebook in `make lab`"),
}  # fmt: skip
KERN = {
    "kern slaapt": (SLAAP, None, *STUK["slaapt"][2:]),
    "kern eindigt": ("import os\nos._exit(3)", None, "de kernel stopte plotseling", "os._exit"),
    "kern vol": (VOL, 3, "MemoryError", "EZ_NOTEBOOK_MB"),
}
HANGT = {"slaapt", "rekent", "kern slaapt"}
KINDEREN = """
import os, subprocess, pathlib
wacht = subprocess.Popen(["sleep", "3600"])
kind = os.fork()
if kind == 0:
    import time
    time.sleep(3600)
los = os.fork()  # a daemon: a session of its own, and a parent that is gone
if los == 0:
    os.setsid()
    if os.fork() == 0:
        import time
        pathlib.Path("daemon").write_text(str(os.getpid()))
        time.sleep(3600)
    os._exit(0)
os.waitpid(los, 0)
pathlib.Path("kinderen").write_text(f"{wacht.pid} {kind}")
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows kent deze signalen niet")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Verloop, Any]:
    """All of them in one run, beside one notebook that is well and one that leaves children behind."""
    map_ = tmp_path_factory.mktemp("stuk")

    def doe(naam: str, *cellen: str, engine: str = "warm") -> Any:
        bron = notebookje(map_ / f"{naam}.ipynb", *cellen)
        weet = {"mislukt": map_ / "_mislukt", "engine": engine, "cel_s": 3 if naam in HANGT else 60, "mb": 800}
        return stap(naam, "stapjes:draai_klein", leest={"bron": bron}, weet=weet, maakt={"doel": map_ / f"{naam}.uit"}, code=[])  # fmt: skip

    stappen = [doe(naam, geval[0]) for naam, geval in STUK.items()]
    stappen += [doe(naam, geval[0], engine="kernel") for naam, geval in KERN.items()]
    stappen += [doe("heel", "1 + 1"), doe("kinderen", KINDEREN, "1 + 1")]
    verloop = Verloop(stil=True)
    return map_, verloop, bouw(stappen, staat=map_ / "staat", werkers=2, verloop=verloop)


@POSIX
def test_only_the_culprits_are_lost(run: tuple[Path, Verloop, Any]) -> None:
    map_, verloop, session = run
    assert sorted(verloop.gelukt) == ["heel", "kinderen"]
    assert sorted(naam for naam, _, _ in verloop.mislukt) == sorted([*STUK, *KERN])
    assert len(session.execution_reports) == len(session.tasks)
    assert sorted(p.stem for p in map_.glob("*.uit")) == ["heel", "kinderen"]
    assert not list((map_ / "_mislukt").glob(".*")), "no account of a notebook is left"


@POSIX
@pytest.mark.parametrize("naam", [*STUK, *KERN])
def test_the_card_names_notebook_cell_line_cause_and_copy(run: tuple[Path, Verloop, Any], naam: str) -> None:
    map_, verloop, _ = run
    bron, regel, melding, oorzaak = (STUK | KERN)[naam]
    tekst = next(tekst for wie, tekst, _ in verloop.mislukt if wie == naam)
    # The title, the parameters, those of this run, the one before, and then this one.
    assert tekst.startswith(f"Notebook {naam}.ipynb stopt in cel 5, die begint met: {bron.splitlines()[0]}\n")
    if regel:
        assert f"\n  regel {regel}: {bron.splitlines()[regel - 1].strip()}\n" in tekst
    assert melding in tekst.split("  melding: ")[1].splitlines()[0]
    assert oorzaak in tekst.split("  waarschijnlijk: ")[1].splitlines()[0]
    halve = Path(tekst.split("  halve uitvoer: ")[1].strip())
    assert halve == map_ / "_mislukt" / f"{naam}.ipynb"
    assert "deze cel was klaar" in [
        "".join(uit["data"]["text/plain"]).strip("'")
        for cel in nbformat.read(halve, as_version=4).cells
        for uit in cel.get("outputs", [])
        if "data" in uit
    ]


@POSIX
def test_a_notebook_that_ends_the_process_of_a_whole_edition_is_told_too(tmp_path: Path) -> None:
    bron, doel = notebookje(tmp_path / "een.ipynb", STUK["eindigt"][0]), tmp_path / "doel"
    zelf = {"bron": bron, "doel": doel, "mislukt": tmp_path / "_mislukt", "engine": "warm", "cel_s": 60, "mb": 800}
    weet = {"stappen": [("notebook een", "stapjes:draai_klein", zelf)], "mislukt": tmp_path / "_mislukt"}
    editie = stap("editie", "ezlib.gemeentetaak:doe_stappen", weet=weet, maakt={"gepubliceerd": doel}, code=[])
    verloop = Verloop(stil=True)
    bouw([editie], staat=tmp_path / "staat", werkers=1, verloop=verloop)
    assert verloop.mislukt[0][1].startswith(
        "Notebook een.ipynb stopt in cel 5, die begint met: import os\n  regel 2: os"
    )


@POSIX
def test_what_a_notebook_started_ends_with_it(run: tuple[Path, Verloop, Any]) -> None:
    pids = [int(pid) for pid in (run[0] / "kinderen").read_text().split()]
    if sys.platform == "linux":  # elsewhere a daemon lives on
        pids.append(int((run[0] / "daemon").read_text()))
    assert len(pids) >= 2
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        # An init that does not look after its orphans leaves a Z: it no longer runs.
        assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_papermill_finds_the_engine_by_its_entry_point(tmp_path: Path) -> None:
    """Also on its own command line, in a folder that is not ours."""
    (punt,) = entry_points(group="papermill.engine", name="warm")
    assert punt.dist is not None
    project = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (punt.dist.name, punt.dist.version) == (project["name"], project["version"])
    assert papermill.engines.papermill_engines.get_engine("warm") is punt.load()
    bron, uit = notebookje(tmp_path / "klein.ipynb", "import os\nos.getppid()"), tmp_path / "uit.ipynb"
    opdracht = [sys.executable, "-m", "papermill", "--engine", "warm", "-p", "jaar", "2024", str(bron), str(uit)]
    klaar = subprocess.run(
        opdracht, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(WORTEL)}, capture_output=True, text=True
    )
    assert klaar.returncode == 0, klaar.stderr
    ouder = nbformat.read(uit, as_version=4).cells[-1].outputs[0].data["text/plain"]
    assert int("".join(ouder)) == os.getpid(), "it ran in the process of papermill itself"


TELT = """
class Getekend:
    keer = 0

    def _repr_mimebundle_(self, include=None, exclude=None):
        Getekend.keer += 1
        return {"text/plain": f"tekening {Getekend.keer}"}

beeld = Getekend()
"""


def test_a_result_is_drawn_once_and_again_only_when_asked(tmp_path: Path) -> None:
    """As in a kernel: each time that a cell shows it, also the same object twice."""
    cellen = (TELT, "beeld", "display(beeld)\nbeeld", "beeld;", "beeld")
    bron, doel = notebookje(tmp_path / "telt.ipynb", *cellen), tmp_path / "uit.ipynb"
    getoond = {}
    for engine in ("warm", "kernel"):
        weet = {"parameters": {}, "engine": engine, "mislukt": tmp_path / "_mislukt"}
        in_eigen_proces(draai_notebook, bron, doel, **weet)
        uit = [u.data["text/plain"] for c in nbformat.read(doel, 4).cells if c.cell_type == "code" for u in c.outputs]
        getoond[engine] = [tekst for tekst in uit if tekst.startswith("tekening")]
    assert getoond["warm"] == getoond["kernel"] == [f"tekening {i}" for i in (1, 2, 3, 4)]


def test_workers_and_bounds_follow_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "max").write_text("max\n")
    (tmp_path / "weinig").write_text(f"{3 * 2**30}\n")
    assert geheugen_mb(tmp_path / "max") == geheugen_mb(tmp_path / "weg") > 0
    assert geheugen_mb(tmp_path / "weinig") == min(3072, geheugen_mb(tmp_path / "weg"))
    monkeypatch.setattr("ezlib.instellingen._kernen", lambda: 8)
    for mb, werkers, per_notebook in ((500, 1, 1024), (3072, 3, 1024), (64_000, 8, 8000)):
        monkeypatch.setattr("ezlib.instellingen.geheugen_mb", lambda mb=mb: mb)
        inst = lees_instellingen({})
        assert (inst.workers, inst.notebook_mb) == (werkers, per_notebook)
