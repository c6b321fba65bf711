"""The verb `bench`: run measurements of `benchmarks/`, each a module with a `main(opties)` that prints what it found."""

from __future__ import annotations

import sys
from importlib import import_module
from pkgutil import iter_modules

from ezlib.fouten import InstellingFout, bedoelde
from ezlib.instellingen import WORTEL
from ezlib.opdracht import Opdracht

MAP = WORTEL / "benchmarks"


def bench(opdracht: Opdracht) -> int:
    """Run the measurement that was named, or all of them.

    Raises
    ------
    InstellingFout
        When there is no such measurement; names those that are.
    """
    bekend = [m.name for m in iter_modules([str(MAP)]) if not m.name.startswith("_")]
    for naam in opdracht.rest:
        if naam not in bekend:
            raise InstellingFout(
                f'Er is geen meting "{naam}"{bedoelde(naam.lower(), bekend)}. Er zijn: {", ".join(bekend)}.'
            )
    # A process that a measurement starts finds its module by the same name.
    sys.path.insert(0, str(WORTEL))
    for naam in opdracht.rest or bekend:
        print(f"Meting: {naam}", flush=True)
        import_module(f"{MAP.name}.{naam}").main(opdracht.opties)
    return 0
