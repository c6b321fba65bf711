"""What happens inside the process of one task. Kept apart: a fork that imported the runner would import pytask too."""

from __future__ import annotations

import importlib
import inspect
import pickle
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

from ezlib.fouten import MonitorFout


class TaakFout(MonitorFout):
    """A task failed; carries the traceback of its own process."""

    def __init__(self, tekst: str, spoor: str = "") -> None:
        super().__init__(tekst)
        self.spoor = spoor


def doe_taak(verwijzing: str, argumenten: Mapping[str, Any]) -> None:
    """Call "module:function" with those of the arguments that it takes; the others only say when it must run again."""
    module, naam = verwijzing.split(":")
    functie = getattr(importlib.import_module(module), naam)
    kent = inspect.signature(functie).parameters
    functie(**{arg: waarde for arg, waarde in argumenten.items() if arg in kent})


def start_taak(pijp: Connection, lading: bytes) -> None:
    """Run a pickled ("module:function", arguments) and send back None, or its error as (text, traceback)."""
    try:
        doe_taak(*pickle.loads(lading))
        pijp.send(None)
    except MonitorFout as fout:
        pijp.send((str(fout), traceback.format_exc()))
    except BaseException as fout:
        pijp.send((f"{type(fout).__name__}: {fout}", traceback.format_exc()))
    finally:
        pijp.close()
