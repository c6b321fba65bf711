"""Which Python environment the verbs run in: checks and the stamp. Standard library only.

Read at every start, so it imports next to nothing at the top.
"""

from __future__ import annotations

import os
import sys

OUDSTE_PYTHON = (3, 11)
SLOT = "requirements.lock"
STEMPEL = ".economische-monitor"


class InrichtFout(Exception):
    """The environment cannot be set up; the message is Dutch and names the remedy."""


def check_python(versie: tuple[int, ...]) -> None:
    """Raise `InrichtFout` when this Python is too old."""
    if versie < OUDSTE_PYTHON:
        raise InrichtFout(
            f"deze Python is versie {versie[0]}.{versie[1]}; de Economische Monitor heeft "
            "3.11 of nieuwer nodig. Installeer een nieuwere Python, of wijs er een aan: "
            '"make yearly PYTHON=python3.12" of "python3.12 -m ezlib yearly".'
        )


def gebruikt_eigen_omgeving() -> bool:
    """Tell whether this interpreter is used as it is: a conda environment, or EZ_GEEN_VENV=1."""
    return os.environ.get("EZ_GEEN_VENV") == "1" or os.path.isdir(os.path.join(sys.prefix, "conda-meta"))


def check_pakketten(wortel: str) -> None:
    """Raise `InrichtFout` that names each direct dependency missing from this interpreter."""
    from importlib.metadata import PackageNotFoundError, distribution

    ontbreekt = []
    for naam in directe_pakketten(wortel):
        try:
            distribution(naam)
        except PackageNotFoundError:
            ontbreekt.append(naam)
    if ontbreekt:
        raise InrichtFout(
            f"in deze Python-omgeving ({sys.prefix}) ontbreekt: {', '.join(ontbreekt)}. "
            "Vul de omgeving aan met: conda env update -f environment.yml "
            "en activeer haar met: conda activate economische-monitor. "
            "Zonder conda: pip install --require-hashes -r requirements.lock"
        )


def directe_pakketten(wortel: str) -> list[str]:
    """Names of the direct dependencies (runtime and test) in pyproject.toml, in order of the alphabet."""
    import re
    import tomllib

    with open(os.path.join(wortel, "pyproject.toml"), "rb") as bestand:
        project = tomllib.load(bestand)
    eisen = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    return sorted({re.split(r"[^A-Za-z0-9._-]", eis, maxsplit=1)[0].lower() for eis in eisen})


def is_ingericht(venv: str, wortel: str, binnen: bool) -> bool:
    """Tell whether the stamp fits: this lock, this folder and, from inside, this Python.

    The folder counts because scripts in a venv hold its path; the Python because a system update may
    put 3.12 under a venv that was filled for 3.11.
    """
    try:
        with open(os.path.join(venv, STEMPEL), encoding="utf-8") as bestand:
            stempel = bestand.read().splitlines()
    except OSError:
        return False
    verwacht = stempel_regels(wortel)
    if not binnen:
        stempel, verwacht = stempel[:2], verwacht[:2]
    # A link to a Python that was removed does not "exist".
    return stempel == verwacht and os.path.exists(venv_python(venv))


def stempel_regels(wortel: str) -> list[str]:
    """Lines of the stamp: sum of the lock, folder, Python version."""
    import hashlib

    with open(os.path.join(wortel, SLOT), "rb") as bestand:
        som = hashlib.sha256(bestand.read()).hexdigest()
    return [
        f"slot {som}",
        f"map {os.path.realpath(wortel)}",
        f"python {sys.version_info[0]}.{sys.version_info[1]}",
    ]


def venv_python(venv: str) -> str:
    """Path of the interpreter in a venv."""
    return os.path.join(venv, "Scripts", "python.exe") if os.name == "nt" else os.path.join(venv, "bin", "python")


def ga_verder(python: str, argv: list[str]) -> int:
    """Run the same command in the venv."""
    return word([python, "-m", "ezlib", *argv])


def word(opdracht: list[str]) -> int:
    """Become another program (POSIX: does not return), or wait for it and give its status (Windows)."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(opdracht[0], opdracht)
    import subprocess

    with subprocess.Popen(opdracht) as proces:
        while True:
            try:
                return proces.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C reaches that program too, and it decides (JupyterLab asks first)
