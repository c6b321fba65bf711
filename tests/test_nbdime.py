"""Git shows a changed notebook cell by cell once nbdime is switched on, merges it so, and shows text until then."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from ezlib.store import WORTEL

INSTELLING = "../notebooks/nbdime.gitconfig"


@pytest.fixture
def git(tmp_path: Path):
    """A repository with one notebook of two cells, and a function that runs git in it."""
    pad = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Settings of this machine and its user stay out.
    eigen = {"PATH": pad, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}

    def draai(*argumenten: str) -> str:
        opdracht = ["git", "-c", "user.name=O&S", "-c", "user.email=os@example.org", *argumenten]
        uit = subprocess.run(
            opdracht, cwd=tmp_path, env=os.environ | eigen, capture_output=True, text=True, check=False
        )
        return uit.stdout + uit.stderr

    for naam in (".gitattributes", "notebooks/nbdime.gitconfig"):
        (tmp_path / naam).parent.mkdir(exist_ok=True)
        shutil.copy(WORTEL / naam, tmp_path / naam)
    draai("init", "--quiet", "--initial-branch=main")
    schrijf(tmp_path, "een = 1", "twee = 2")
    draai("add", ".")
    draai("commit", "--quiet", "--message=een")
    return draai


def schrijf(map_: Path, *cellen: str) -> None:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c, id=f"cel-{i}") for i, c in enumerate(cellen)])
    nbformat.write(nb, map_ / "boek.ipynb")


def bronnen(map_: Path) -> list[str]:
    return [cel.source for cel in nbformat.read(map_ / "boek.ipynb", as_version=4).cells]


def test_a_difference_is_shown_as_text_until_nbdime_is_switched_on(git, tmp_path):
    schrijf(tmp_path, "een = 1", "twee = 3")
    assert '"twee = 2"' in git("diff")
    git("config", "include.path", INSTELLING)
    tekst = git("diff", "--no-color")
    assert tekst.startswith("nbdiff "), tekst
    assert "modified /cells/1/source" in tekst
    assert "-  twee = 2" in tekst and '"source"' not in tekst


def test_two_branches_that_change_different_cells_merge(git, tmp_path):
    git("config", "include.path", INSTELLING)
    git("checkout", "--quiet", "-b", "tak")
    schrijf(tmp_path, "een = 1", "twee = 3")
    git("commit", "--quiet", "--all", "--message=tak")
    git("checkout", "--quiet", "main")
    schrijf(tmp_path, "een = 0", "twee = 2")
    git("commit", "--quiet", "--all", "--message=hoofd")
    assert "CONFLICT" not in git("merge", "--no-edit", "tak")
    assert bronnen(tmp_path) == ["een = 0", "twee = 3"]
