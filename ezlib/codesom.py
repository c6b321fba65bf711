"""Content sum of the first-party code that a module or notebook reaches: pytask itself does not follow imports.

A task depends on this sum (`code=`), so editing a module re-runs what uses it and nothing else. Comments, docstrings
and layout do not count: the sum is taken over the syntax tree.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ezlib.store import save_json

PAKKET = "ezlib"
# What was made of each source text (see `geheugen`): known from earlier, and used since.
_BEKEND: dict[str, list[str]] = {}
_GEBRUIKT: dict[str, list[str]] = {}


@contextmanager
def geheugen(pad: Path) -> Iterator[None]:
    """Keep in a file what was made of each source text: parsing the whole package takes more than a second.

    A text is known by its own sum and the version of Python, so what is kept is never out of date.
    """
    _GEBRUIKT.clear()
    try:
        _BEKEND.update(json.loads(pad.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        _BEKEND.clear()
    yield
    if _GEBRUIKT.keys() - _BEKEND.keys():
        save_json(_GEBRUIKT, pad)


def code_som(*modules: str, wortel: Path, broncode: str = "") -> str:
    """Sum (16 hex digits) of the import closure of modules, and of a piece of source code such as a notebook's.

    Parameters
    ----------
    modules
        Dotted names of first-party modules.
    wortel
        Folder that holds the package.
    broncode
        Python source whose own first-party imports count too.
    """
    open_, sommen = list(modules), {}
    som = hashlib.sha256()
    if broncode:
        kaal, *namen = _lees(broncode, PAKKET)
        som.update(kaal.encode())
        open_ += namen
    while open_:
        for deel in _met_ouders(open_.pop()):
            if deel not in sommen and (pad := _pad(deel, wortel)):
                sommen[deel], *namen = _module(pad, pad.stat().st_mtime_ns, deel)
                open_ += namen
    for naam, een in sorted(sommen.items()):
        som.update(f"\n{naam}\n{een}".encode())
    return som.hexdigest()[:16]


@functools.cache
def inhoud_sommen(wortel: Path) -> dict[str, str]:
    """Sums of all code behind an edition: the package, the tasks and the notebooks.

    Comments, docstrings, and what a notebook holds beside its cells and their labels do not count.
    """
    modules = [".".join(p.relative_to(wortel).with_suffix("").parts) for p in sorted((wortel / PAKKET).rglob("*.py"))]
    taken, notebooks = hashlib.sha256(), hashlib.sha256()
    for pad in sorted((wortel / "tasks").glob("*.py")):
        taken.update(f"\n{pad.name}\n{_lees(pad.read_text(encoding='utf-8'), '')[0]}".encode())
    for pad in sorted((wortel / "notebooks").glob("*.ipynb")):
        cellen = json.loads(pad.read_text(encoding="utf-8"))["cells"]
        kern = [[c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])] for c in cellen]
        notebooks.update(json.dumps([pad.name, kern]).encode())
    sommen = {"tasks": taken.hexdigest()[:16], "notebooks": notebooks.hexdigest()[:16]}
    return sommen | {PAKKET: code_som(*modules, wortel=wortel)}


def notebook_code(pad: Path) -> str:
    """Join the code cells of a notebook."""
    cellen = json.loads(pad.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(c["source"]) for c in cellen if c["cell_type"] == "code")


def _met_ouders(naam: str) -> list[str]:
    delen = naam.split(".")
    return [".".join(delen[:i]) for i in range(1, len(delen) + 1)]


@functools.cache
def _pad(naam: str, wortel: Path) -> Path | None:
    basis = wortel.joinpath(*naam.split("."))
    return next((p for p in (basis.with_suffix(".py"), basis / "__init__.py") if p.is_file()), None)


@functools.cache
def _module(pad: Path, mtime_ns: int, naam: str) -> list[str]:
    """What `_lees` makes of one module; read once per version of the file."""
    pakket = naam if pad.name == "__init__.py" else naam.rpartition(".")[0]
    return _lees(pad.read_text(encoding="utf-8"), pakket)


def _lees(broncode: str, pakket: str) -> list[str]:
    """Sum of a source text, then the first-party names that it imports (see `geheugen`)."""
    sleutel = hashlib.sha256(f"{sys.version}\n{pakket}\n{broncode}".encode()).hexdigest()
    _GEBRUIKT[sleutel] = uit = _BEKEND.get(sleutel) or _ontleed(broncode, pakket)
    return uit


def _ontleed(broncode: str, pakket: str) -> list[str]:
    """Sum over the syntax tree without docstrings and positions, and the names, in one walk.

    Imports inside functions count too; `from a import b` may mean the module a.b.
    """
    boom, namen = ast.parse(broncode), []
    for knoop in ast.walk(boom):
        if isinstance(knoop, ast.Import):
            namen += [alias.name for alias in knoop.names]
        elif isinstance(knoop, ast.ImportFrom):
            bron = _bron(knoop, pakket)
            namen += [bron, *(f"{bron}.{alias.name}" for alias in knoop.names)]
        elif isinstance(knoop, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            eerste = knoop.body[0] if knoop.body else None
            if (
                isinstance(eerste, ast.Expr)
                and isinstance(eerste.value, ast.Constant)
                and isinstance(eerste.value.value, str)
            ):
                knoop.body = knoop.body[1:]
    som = hashlib.sha256(ast.dump(boom).encode()).hexdigest()
    return [som, *(naam for naam in namen if naam.split(".")[0] == PAKKET)]


def _bron(knoop: ast.ImportFrom, pakket: str) -> str:
    """Dotted name of the module that a `from` names, relative ones made whole."""
    if not knoop.level:
        return knoop.module or ""
    delen = pakket.split(".")
    return ".".join([*delen[: len(delen) - knoop.level + 1], *([knoop.module] if knoop.module else [])])
