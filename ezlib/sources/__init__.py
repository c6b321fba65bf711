"""Where figures come from: one module per publisher, source -> data/raw. Nothing else touches the network."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ezlib.opdracht import Opdracht


def vernieuw(opdracht: Opdracht) -> int:
    """Carry out the verb refresh: see `ezlib.sources.vernieuwen`."""
    # By name: an import statement would tie every table to the code that downloads (see ezlib.codesom).
    return import_module("ezlib.sources.vernieuwen").vernieuw(opdracht)
