"""One refresh at a time: a lock that the operating system lets go of when its process ends, also by kill -9.

A file that merely exists would outlive a killed refresh and stop every later one; a number of a process in it may by
then belong to another. So the file only carries the lock, and the number in it is for the message.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ezlib.fouten import MonitorFout
from ezlib.store import opslagfout


@contextmanager
def slot(pad: Path) -> Iterator[None]:
    """Hold the lock of a file for the length of a block.

    Raises
    ------
    MonitorFout
        When another process holds it. It stops instead of waiting: once the other is ready, there is nothing left to do.
    OpslagFout
        When the file cannot be made.
    """
    try:
        pad.parent.mkdir(parents=True, exist_ok=True)
        bestand = os.open(pad, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as fout:
        raise opslagfout(pad, fout) from fout
    try:
        if not _neem(bestand):
            wie = os.read(bestand, 20).decode("ascii", "replace").strip()
            raise MonitorFout(
                f"Er is al een refresh bezig{f' (proces {wie})' if wie else ''}. Wacht tot die klaar is en kijk naar "
                "zijn uitkomst; daarna is er meestal niets meer op te halen. Deze opdracht heeft niets gedaan."
            )
        os.ftruncate(bestand, 0)
        os.write(bestand, f"{os.getpid()}\n".encode())
        yield
        os.ftruncate(bestand, 0)
    finally:
        os.close(bestand)


if sys.platform == "win32":
    import msvcrt

    def _neem(bestand: int) -> bool:
        # Far beyond the number: Windows lets nobody read a locked byte.
        os.lseek(bestand, 1 << 20, os.SEEK_SET)
        try:
            msvcrt.locking(bestand, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(bestand, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _neem(bestand: int) -> bool:
        try:
            fcntl.flock(bestand, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
