"""What happens inside the process of one task. Kept apart: a fork that imported the runner would import pytask too."""

from __future__ import annotations

import pickle
import traceback
from multiprocessing.connection import Connection

from ezlib.fouten import MonitorFout


class TaakFout(MonitorFout):
    """A task failed; carries the traceback of its own process."""

    def __init__(self, tekst: str, spoor: str = "") -> None:
        super().__init__(tekst)
        self.spoor = spoor


def start_taak(pijp: Connection, lading: bytes) -> None:
    """Run a pickled (function, arguments) and send back None, or its error as (text, traceback)."""
    try:
        functie, argumenten = pickle.loads(lading)
        functie(**argumenten)
        pijp.send(None)
    except MonitorFout as fout:
        pijp.send((str(fout), traceback.format_exc()))
    except BaseException as fout:
        pijp.send((f"{type(fout).__name__}: {fout}", traceback.format_exc()))
    finally:
        pijp.close()
