"""Named errors. Every message is Dutch: an analyst reads it, and it says what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class MonitorFout(Exception):
    """Base of all errors that an analyst may see; printed without traceback."""


class InstellingFout(MonitorFout):
    """A parameter or setting is unknown, misspelt or out of range."""


class DefinitieFout(MonitorFout):
    """A file in definitions/ breaks its schema; names file and line."""


class BronFout(MonitorFout):
    """A raw snapshot is missing, incomplete or changed by hand."""


class KolomFout(BronFout):
    """A column is not in a table, or its stem fits more than one."""


class IndelingFout(MonitorFout):
    """Two tables of different boundary years were joined without a crosswalk."""


class ToegangFout(MonitorFout):
    """A notebook read something that its catalogue entry does not name."""


class NotebookFout(MonitorFout):
    """A notebook raised, or lacks what the runner needs of it."""


class OpslagFout(MonitorFout):
    """Writing failed: disk full, no permission."""


class ControleFout(MonitorFout):
    """A finished table or edition breaks a contract."""


def bedoelde(naam: str, bekend: Iterable[str]) -> str:
    """Return `` (bedoelde u "x"?)`` for the nearest known name, or an empty string.

    >>> bedoelde("jaarr", ["jaar", "gemeente"])
    ' (bedoelde u "jaar"?)'
    >>> bedoelde("iets", ["jaar"])
    ''
    """
    treffer = get_close_matches(naam, list(bekend), n=1, cutoff=0.6)
    return f' (bedoelde u "{treffer[0]}"?)' if treffer else ""
