"""The front door: set up `.venv` where that is needed, then run the verb inside it.

Standard library only, and small: this runs before anything is installed, and at every start.
`.venv/.economische-monitor` (the stamp) is written last, so an interrupted set-up is never trusted.
"""

from __future__ import annotations

import gc
import os
import sys

from ezlib import omgeving

WORTEL = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# These work without any package, so nobody waits for a set-up to read the help.
ZONDER_OMGEVING = ("help", "-h", "--help", "clean")


def main(argv: list[str], wortel: str = WORTEL) -> int:
    """Run `python3 -m ezlib <verb> ...`; return the exit status.

    On POSIX a start from outside `.venv` does not return: the process becomes the one inside.
    """
    verb, rest = (argv[0], argv[1:]) if argv else ("help", [])
    try:
        omgeving.check_python(sys.version_info[:2])
        if verb in ZONDER_OMGEVING:
            return _voer_uit(verb, rest)
        if omgeving.gebruikt_eigen_omgeving():
            omgeving.check_pakketten(wortel)
            return _voer_uit(verb, rest)
        venv = os.path.join(wortel, ".venv")
        binnen = os.path.realpath(sys.prefix) == os.path.realpath(venv)
        if not omgeving.is_ingericht(venv, wortel, binnen):
            # A misspelt parameter should not cost minutes of installing first.
            status = _toets(verb, rest)
            if status:
                return status
            _richt_in(venv, wortel)
        elif binnen:
            return _voer_uit(verb, rest)
        return omgeving.ga_verder(omgeving.venv_python(venv), argv)
    except omgeving.InrichtFout as fout:
        print(f"Fout: {fout}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nAfgebroken.", file=sys.stderr)
        return 130


def _richt_in(venv: str, wortel: str) -> None:
    from ezlib.inrichten import richt_in

    richt_in(venv, wortel)


def _voer_uit(verb: str, argv: list[str]) -> int:
    # Python looks for rubbish after every 700 objects; a run makes few that are any, and would lose a sixth of its start.
    gc.set_threshold(50_000)
    from ezlib.verben import main as doe

    try:
        return doe(verb, argv)
    finally:
        gc.freeze()  # it would look once more at the end, through all that a run has loaded


def _toets(verb: str, argv: list[str]) -> int:
    from ezlib.verben import toets

    return toets(verb, argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
