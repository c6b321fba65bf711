"""The task of one whole edition (see `ezlib.gemeenten`): its steps one after another, in the process of the task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ezlib.fouten import MonitorFout
from ezlib.taakproces import doe_taak


def doe_stappen(stappen: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Run steps (name, "module:function", arguments) in the order given.

    Raises
    ------
    MonitorFout
        At the first step that fails, with its name; an error that is not ours passes as it is.
    """
    for naam, functie, argumenten in stappen:
        try:
            doe_taak(functie, argumenten)
        except MonitorFout as fout:
            raise type(fout)(f"{naam}: {fout}") from fout
