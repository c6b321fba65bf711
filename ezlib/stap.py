"""One step of the pipeline as a pytask task: a plain function of `ezlib` with what it reads, knows and makes."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from pytask import NodeInfo, PathNode, PythonNode, TaskWithoutPath

from ezlib.codesom import code_som
from ezlib.store import WORTEL


class Stap(TaskWithoutPath):
    """A task whose code is watched through its `code` value, so that a comment in its function re-runs nothing."""

    def state(self) -> str:
        """Constant: see `code`."""
        return "stap"


def stap(
    naam: str,
    functie: str,
    *,
    code: Iterable[str],
    maakt: dict[str, Path],
    leest: dict[str, Any] | None = None,
    weet: dict[str, Any] | None = None,
    broncode: str = "",
) -> Stap:
    """Describe one step.

    Parameters
    ----------
    naam
        What people see: "tidy cbs_84799NED".
    functie
        "package.module:function", imported only in the process of the step; called with everything in `leest`, `weet`
        and `maakt` by name.
    code
        Modules whose import closure the step depends on, beside that of the function; `broncode` adds a notebook's.
    leest, maakt
        Files (a path, a list or a dict of paths), watched by content.
    weet
        Values, watched by content; a folder among them counts by its name only.
    """
    som = _code_som(functie.split(":")[0], *code, wortel=WORTEL, broncode=broncode)
    depends_on: dict[str, Any] = {arg: _paden(waarde) for arg, waarde in (leest or {}).items()}
    depends_on |= {arg: _waarde(naam, arg, waarde) for arg, waarde in (weet or {}).items()}
    depends_on["code"] = _waarde(naam, "code", som)
    # pytask looks at the files that a step has now: one that fell away would change nothing.
    depends_on["leest"] = _waarde(naam, "leest", _namen(leest or {}))
    return Stap(
        name=naam,
        function=_niet_hier,
        attributes={"functie": functie},
        depends_on=depends_on,
        produces={arg: _paden(pad) for arg, pad in maakt.items()},
    )


# A run looks at the code once: many gemeenten have the same steps.
_code_som = functools.cache(code_som)


def _niet_hier() -> None:
    """Stand-in: the runner calls the function named in the attributes, in a process of its own."""


def _paden(waarde: Any) -> Any:
    if isinstance(waarde, dict):
        return {sleutel: _paden(w) for sleutel, w in waarde.items()}
    if isinstance(waarde, list):
        return [_paden(w) for w in waarde]
    return PathNode(path=waarde, name=waarde.as_posix())


def _namen(waarde: Any) -> Any:
    """The same tree with the name of each file in the place of its path."""
    if isinstance(waarde, dict):
        return {sleutel: _namen(w) for sleutel, w in waarde.items()}
    return [_namen(w) for w in waarde] if isinstance(waarde, list) else waarde.name


def _waarde(taak: str, arg: str, waarde: Any) -> PythonNode:
    info = NodeInfo(arg_name=arg, path=(), value=None, task_path=None, task_name=taak)
    return PythonNode(name=f"{taak}::{arg}", value=waarde, hash=_som, node_info=info)


def _som(waarde: Any) -> str:
    """Sum of a value, computed once: pytask asks for it at every step that knows the value, and again after it."""
    if id(waarde) not in _SOMMEN:
        tekst = json.dumps(waarde, sort_keys=True, default=_plat)
        _SOMMEN[id(waarde)] = (waarde, hashlib.sha256(tekst.encode()).hexdigest()[:16])
    return _SOMMEN[id(waarde)][1]


# By identity, with the value itself: as long as that is here, nothing else has its identity.
_SOMMEN: dict[int, tuple[Any, str]] = {}


def _plat(waarde: Any) -> Any:
    if isinstance(waarde, Path):
        return waarde.name
    if is_dataclass(waarde) and not isinstance(waarde, type):
        return asdict(waarde)
    raise TypeError(f"cannot sum {type(waarde)}")
