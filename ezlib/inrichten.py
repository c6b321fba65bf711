"""Set up `.venv` from requirements.lock. Standard library only: it runs before anything is installed."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator

from ezlib.omgeving import SLOT, STEMPEL, InrichtFout, is_ingericht, stempel_regels, venv_python


def richt_in(venv: str, wortel: str) -> None:
    """Make the venv anew and install the lock, every file checked against its hash.

    Raises
    ------
    InrichtFout
        When the venv module is missing, the old folder cannot be removed or the installation fails.
        The stamp is not there then, so the next start begins anew.
    """
    with _om_de_beurt(wortel):
        if is_ingericht(venv, wortel, binnen=False) and not _draait_in(venv):
            return  # another process did it while this one waited
        uv = shutil.which("uv")
        if uv is None:
            _check_venv_module()
        _meld_begin(venv)
        begin = time.monotonic()
        _ruim_op(venv)
        _maak_venv(uv, venv, wortel)
        _installeer(uv, venv, wortel)
        _schrijf_pth(venv, wortel)
        _schrijf_stempel(venv, wortel)
        print(f"De Python-omgeving is klaar, in {time.monotonic() - begin:.0f} seconden.", flush=True)


def _draait_in(venv: str) -> bool:
    return os.path.realpath(sys.prefix) == os.path.realpath(venv)


def _meld_begin(venv: str) -> None:
    if not os.path.exists(venv):
        reden = "Dit is de eerste keer"
    elif not os.path.exists(os.path.join(venv, STEMPEL)):
        reden = "De vorige keer is dit niet afgemaakt"
    else:
        reden = "De lijst van pakketten, de map of de Python-versie is veranderd"
    print(
        f"{reden}: de Python-omgeving wordt ingericht in de map .venv.\n"
        "De pakketten uit requirements.lock worden opgehaald. Dit kan enkele minuten duren.",
        flush=True,
    )


def _check_venv_module() -> None:
    # Debian splits venv: the module is there, ensurepip is not until python3-venv is installed.
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise InrichtFout(
            "deze Python kan geen eigen omgeving maken: het onderdeel venv ontbreekt. "
            "Op Debian en Ubuntu: apt install python3-venv. "
            "Elders: installeer Python opnieuw met alle onderdelen, of installeer uv."
        )


def _ruim_op(venv: str) -> None:
    if not os.path.lexists(venv):
        return
    # The stamp goes first: what remains after an interruption is then never taken for whole.
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.path.join(venv, STEMPEL))
    try:
        shutil.rmtree(venv)
    except OSError as fout:
        raise InrichtFout(
            f"de oude map .venv kon niet weg ({fout.strerror or fout}: {fout.filename}). Sluit JupyterLab "
            "en andere programma's die haar gebruiken, verwijder de map .venv en begin opnieuw."
        ) from fout


def _maak_venv(uv: str | None, venv: str, wortel: str) -> None:
    # From inside .venv the interpreter itself is about to be removed: build from the one below it.
    python = getattr(sys, "_base_executable", None) or sys.executable
    maak = [uv, "venv", "--quiet", "--no-project", "--python", python, venv] if uv else [python, "-m", "venv", venv]
    _draai(maak, wortel, "de map .venv kon niet worden gemaakt")


def _installeer(uv: str | None, venv: str, wortel: str) -> None:
    python = venv_python(venv)
    if uv:
        installeer = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    else:
        # Twice quiet: only errors, no warnings about the configuration of this machine.
        installeer = [python, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    _draai(
        [*installeer, "--require-hashes", "-r", SLOT],
        wortel,
        "het installeren van de pakketten is mislukt. Controleer de internetverbinding (en de proxy) en geef "
        "dezelfde opdracht nog eens; de inrichting begint dan opnieuw. Hierboven staat wat "
        f"{'uv' if uv else 'pip'} meldde",
    )


def _draai(opdracht: list[str], wortel: str, mislukt: str) -> None:
    try:
        status = subprocess.call(opdracht, cwd=wortel, stdin=subprocess.DEVNULL)
    except OSError as fout:
        raise InrichtFout(f"{mislukt} ({fout.strerror or fout}: {opdracht[0]}).") from fout
    if status:
        raise InrichtFout(f"{mislukt} (code {status}).")


def _schrijf_pth(venv: str, wortel: str) -> None:
    """Let notebooks import ezlib: a relative line, so no path of this machine and no encoding to guess."""
    # "nt" and "posix" layouts both follow from the scheme "venv".
    pakketten = sysconfig.get_path("purelib", "venv", {"base": venv, "platbase": venv})
    with open(os.path.join(pakketten, "economische_monitor.pth"), "w", encoding="utf-8") as bestand:
        bestand.write(os.path.relpath(wortel, pakketten) + "\n")


def _schrijf_stempel(venv: str, wortel: str) -> None:
    tijdelijk = os.path.join(venv, STEMPEL + ".tmp")
    with open(tijdelijk, "w", encoding="utf-8") as bestand:
        bestand.write("\n".join(stempel_regels(wortel)) + "\n")
    os.replace(tijdelijk, os.path.join(venv, STEMPEL))


@contextlib.contextmanager
def _om_de_beurt(wortel: str) -> Iterator[None]:
    """Hold the lock file, so that two starts at once do not both fill `.venv`; Windows goes without."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(os.path.join(wortel, SLOT), "rb") as bestand:
        try:
            fcntl.flock(bestand, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Een ander proces richt de Python-omgeving al in; even wachten.", flush=True)
            fcntl.flock(bestand, fcntl.LOCK_EX)
        except OSError:
            pass  # some network drives know no locks; then it is one start at a time
        yield
