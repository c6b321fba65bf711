"""Setting up `.venv`: with a project folder and an installer of our own, so nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ezlib import __main__ as voordeur
from ezlib import inrichten, omgeving

WORTEL = Path(__file__).resolve().parent.parent
# Behaves as `uv venv <map>` and `uv pip install`, keeps a log and fails where the test says so.
NEP_UV = """#!/bin/sh
echo "$@" >> "$NEP_LOG"
for laatste; do :; done
if [ "$1" = venv ]; then
    mkdir -p "$laatste/bin" "$laatste/{pakketten}"
    printf '#!/bin/sh\\necho "in de venv: $@"\\n' > "$laatste/bin/python"
    chmod +x "$laatste/bin/python"
elif [ "$NEP_STUK" = ja ]; then
    echo "geen verbinding" >&2
    exit 7
elif [ -e "$NEP_VENV/.economische-monitor" ]; then
    echo "de stempel staat er te vroeg" >&2
    exit 8
fi
"""

CONDA = (Path(sys.prefix) / "conda-meta").is_dir()
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for uv is a shell script")


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """An empty project with a lock, and a stand-in for uv on PATH."""
    pakketten = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    (tmp_path / "bin").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv.write_text(NEP_UV.replace("{pakketten}", pakketten))
    uv.chmod(0o755)
    huis = tmp_path / "huis"
    huis.mkdir()
    (huis / "requirements.lock").write_text("iets==1.0 --hash=sha256:00\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("NEP_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("NEP_VENV", str(huis / ".venv"))
    monkeypatch.setenv("NEP_STUK", "nee")
    for naam in [naam for naam in os.environ if naam.startswith("EZ_")]:
        monkeypatch.delenv(naam)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))  # also where the tests themselves run under conda
    return huis


@pytest.fixture
def gestart(monkeypatch) -> list[list[str]]:
    """Commands that the front door handed over to, instead of handing over."""
    lijst: list[list[str]] = []
    monkeypatch.setattr(omgeving, "ga_verder", lambda python, argv: lijst.append([python, *argv]) or 0)
    return lijst


def _log(project: Path) -> list[str]:
    log = project.parent / "log"
    return log.read_text().splitlines() if log.exists() else []


def test_first_start_installs_and_second_does_not(project, gestart, capsys):
    assert voordeur.main(["plan", "JAAR=2024"], str(project)) == 0
    uitvoer = capsys.readouterr().out
    assert "Dit is de eerste keer" in uitvoer
    assert "enkele minuten" in uitvoer
    assert "De Python-omgeving is klaar" in uitvoer
    maak, installeer = _log(project)
    assert maak.startswith("venv --quiet")
    assert installeer.endswith("--require-hashes -r requirements.lock")

    assert voordeur.main(["plan", "JAAR=2024"], str(project)) == 0
    assert capsys.readouterr().out == ""
    assert len(_log(project)) == 2
    assert gestart == [[str(project / ".venv" / "bin" / "python"), "plan", "JAAR=2024"]] * 2


def test_notebooks_find_ezlib_by_a_pth_without_a_path_of_this_machine(project, gestart):
    voordeur.main(["plan"], str(project))
    (pth,) = (project / ".venv").rglob("*.pth")
    assert pth.read_text().strip() == "../../../.."
    assert (pth.parent / pth.read_text().strip()).resolve() == project.resolve()


def test_changed_lock_installs_again(project, gestart, capsys):
    voordeur.main(["plan"], str(project))
    (project / "requirements.lock").write_text("iets==1.1 --hash=sha256:11\n")
    voordeur.main(["plan"], str(project))
    assert "De lijst van pakketten, de map of de Python-versie is veranderd" in capsys.readouterr().out
    assert len(_log(project)) == 4


def test_moved_project_installs_again(project, gestart):
    voordeur.main(["plan"], str(project))
    elders = project.rename(project.parent / "elders")
    voordeur.main(["plan"], str(elders))
    assert len(_log(project)) == 4


def test_removed_python_installs_again(project, gestart):
    voordeur.main(["plan"], str(project))
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/bestaat/niet/python3.11")
    voordeur.main(["plan"], str(project))
    assert len(_log(project)) == 4


def test_other_python_under_the_venv_is_seen_from_inside(project, gestart):
    voordeur.main(["plan"], str(project))
    venv = str(project / ".venv")
    stempel = project / ".venv" / omgeving.STEMPEL
    stempel.write_text(stempel.read_text().replace("python 3", "python 2"))
    assert omgeving.is_ingericht(venv, str(project), binnen=False)
    assert not omgeving.is_ingericht(venv, str(project), binnen=True)


def test_failed_install_says_so_and_is_not_trusted(project, gestart, capfd, monkeypatch):
    monkeypatch.setenv("NEP_STUK", "ja")
    assert voordeur.main(["plan"], str(project)) == 1
    fout = capfd.readouterr().err
    assert "geen verbinding" in fout
    assert "Fout: het installeren van de pakketten is mislukt. Controleer de internetverbinding" in fout
    assert gestart == []
    assert not (project / ".venv" / omgeving.STEMPEL).exists()

    monkeypatch.setenv("NEP_STUK", "nee")
    assert voordeur.main(["plan"], str(project)) == 0
    assert "De vorige keer is dit niet afgemaakt" in capfd.readouterr().out
    assert len(gestart) == 1


def test_interrupted_install_is_repaired(project, gestart, capsys, monkeypatch):
    def onderbreek(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as even:
        even.setattr(inrichten, "_schrijf_stempel", onderbreek)
        assert voordeur.main(["plan"], str(project)) == 130
    assert "Afgebroken." in capsys.readouterr().err
    assert voordeur.main(["plan"], str(project)) == 0
    assert "De vorige keer is dit niet afgemaakt" in capsys.readouterr().out


def test_misspelt_parameter_stops_before_installing(project, gestart, capsys):
    assert voordeur.main(["yearly", "JAARR=2024"], str(project)) == 2
    assert 'bedoelde u "jaar"?' in capsys.readouterr().err
    assert _log(project) == []
    assert not (project / ".venv").exists()


@pytest.mark.parametrize("argv", [[], ["help"], ["--help"]])
def test_help_needs_no_environment(project, gestart, capsys, argv):
    assert voordeur.main(argv, str(project)) == 0
    assert "Opdrachten:" in capsys.readouterr().out
    assert _log(project) == []


def test_missing_venv_module_names_the_remedy(project, gestart, capsys, monkeypatch):
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.setattr(inrichten.importlib.util, "find_spec", lambda naam: None)
    assert voordeur.main(["plan"], str(project)) == 1
    assert "apt install python3-venv" in capsys.readouterr().err
    assert not (project / ".venv").exists()


def test_old_python_names_the_remedy():
    with pytest.raises(omgeving.InrichtFout, match=r"versie 3\.10; .* 3\.11 of nieuwer nodig\. Installeer"):
        omgeving.check_python((3, 10))
    omgeving.check_python((3, 11))


def test_own_environment_is_used_as_it_is_and_its_gaps_are_named(project, gestart, capsys, monkeypatch):
    monkeypatch.setenv("EZ_GEEN_VENV", "1")
    (project / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pytest>=1", "bestaat-niet>=2"]\n[dependency-groups]\ntest = ["ook_niet"]\n'
    )
    assert voordeur.main(["plan"], str(project)) == 1
    fout = capsys.readouterr().err
    assert "ontbreekt: bestaat-niet, ook_niet. " in fout
    assert "conda env update -f environment.yml" in fout
    assert not (project / ".venv").exists()


def test_conda_environment_is_recognised(tmp_path, monkeypatch):
    monkeypatch.delenv("EZ_GEEN_VENV", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert not omgeving.gebruikt_eigen_omgeving()
    (tmp_path / "conda-meta").mkdir()
    assert omgeving.gebruikt_eigen_omgeving()


@pytest.mark.skipif(CONDA, reason="a conda environment is used as it is, without .venv")
def test_two_starts_at_once_install_once(project):
    """Real processes: the second waits for the first and then finds everything in place."""
    shutil.copytree(WORTEL / "ezlib", project / "ezlib", ignore=shutil.ignore_patterns("__pycache__"))
    opdracht = [sys.executable, "-m", "ezlib", "plan"]
    lopend = [subprocess.Popen(opdracht, cwd=project, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    uitvoer = [proces.communicate(timeout=60)[0] for proces in lopend]
    assert [proces.returncode for proces in lopend] == [0, 0]
    assert all("in de venv: -m ezlib plan" in tekst for tekst in uitvoer)
    assert len(_log(project)) == 2


def test_set_up_imports_only_the_standard_library():
    """All that runs before anything is installed, in an interpreter without site-packages."""
    modules = "ezlib.__main__, ezlib.inrichten, ezlib.verben, ezlib.opruimen"
    opdracht = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(WORTEL)!r}); import {modules}",
    ]
    assert subprocess.run(opdracht, capture_output=True, text=True, check=False).stderr == ""
