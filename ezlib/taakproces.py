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

# Steps that handle single firms.
GEVOELIG = ("ezlib.register.", "ezlib.sample.")
VERZWEGEN = "De tekst van de fout staat er niet bij: daarin kan een rij van het register staan."


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
    gevoelig = True  # until we know what ran
    try:
        verwijzing, argumenten = pickle.loads(lading)
        gevoelig = verwijzing.startswith(GEVOELIG)
        doe_taak(verwijzing, argumenten)
        pijp.send(None)
    except BaseException as fout:
        pijp.send(vertel(fout, gevoelig=gevoelig))
    finally:
        pijp.close()


def vertel(fout: BaseException, *, gevoelig: bool) -> tuple[str, str]:
    """Text and traceback of an error; of a step that handles single firms without what a library quotes of its data.

    Errors of our own tell rows and columns, never what stands in them.
    """
    eigen = isinstance(fout, MonitorFout)
    if not gevoelig:
        return (str(fout) if eigen else f"{type(fout).__name__}: {fout}"), "".join(traceback.format_exception(fout))
    plek = traceback.extract_tb(fout.__traceback__)[-1:]
    waar = "".join(f" in {p.name} (regel {p.lineno} van {p.filename.rsplit('/', 1)[-1]})" for p in plek)
    return str(fout) if eigen else f"{type(fout).__name__}{waar}. {VERZWEGEN}", _kale_keten(fout)


def _kale_keten(fout: BaseException) -> str:
    """Traceback of an error and of what caused it: places and kinds, no texts."""
    delen, gezien = [], set()
    huidig: BaseException | None = fout
    while huidig is not None and id(huidig) not in gezien:
        gezien.add(id(huidig))
        delen.append("".join([*traceback.format_tb(huidig.__traceback__), f"{type(huidig).__name__}: {VERZWEGEN}\n"]))
        huidig = huidig.__cause__ or huidig.__context__
    return "\nveroorzaakt door:\n\n".join(delen)
