"""papermill's engine `warm`: the cells run in this process, which the runner forked with the heavy imports in place.

papermill finds it by its entry point (`economische_monitor.dist-info`). A cell gets a bound in time and memory, and
what the notebook did so far goes to a file as it happens: a process that stops without a word leaves that behind.
Only for a process that exists for one notebook; JupyterLab, and `EZ_ENGINE=kernel`, use the ordinary kernel.
"""

from __future__ import annotations

import ast
import faulthandler
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import nbformat
from papermill.engines import Engine

from ezlib.fouten import MonitorFout
from ezlib.motor.grenzen import Grenzen, geheugengrens

HIER = "_ez_hier"


class Warm(Engine):
    """Run the cells in this process.

    Beside papermill's keyword arguments it knows three of our own, which papermill's command line does not give:
    `spoor`, the file that is written along; `halverwege`, where the notebook lies as it was before its first cell;
    `grenzen`, what it may take.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        spoor: Path | None = None,
        halverwege: Path | None = None,
        grenzen: Grenzen | None = None,
        **_: Any,
    ) -> None:
        """Run the code cells in turn until one fails; called by papermill."""
        from execnb.shell import CaptureShell

        if halverwege:
            nbformat.write(nb_man.nb, halverwege)
        hoofd = sys.modules["__main__"]  # IPython puts its own there
        shell = CaptureShell(mpl_format=None)
        _vorm_eenmaal(shell)
        try:
            with open(spoor or os.devnull, "wb", buffering=0) as bestand:

                def schrijf(**wat: Any) -> None:
                    bestand.write(json.dumps(wat).encode() + b"\n")

                for i, cel in enumerate(nb_man.nb.cells):
                    nb_man.cell_start(cel, i)
                    if cel.cell_type == "code":
                        plek = {"cel": i, "begin": time.time(), "cel_s": grenzen.cel_s if grenzen else None}
                        shell.user_ns[HIER] = lambda regel, plek=plek: schrijf(regel=regel, **plek)
                        shell.ast_transformers = [_Wijzer()]
                        cel.outputs, fout = _draai(shell, cel.source, grenzen)
                        schrijf(cel=i, uitvoer=cel.outputs)
                        if fout:
                            nb_man.cell_exception(cel, i)
                            break
                    nb_man.cell_complete(cel, i)
        finally:
            # Of many notebooks in one process (an edition as one task) nothing stays in memory.
            shell.close()
            shell.user_ns.clear()
            sys.modules["__main__"] = hoofd


def _vorm_eenmaal(shell: Any) -> None:
    """Let the result of a cell be drawn once: IPython's hook does so, and then execnb would again."""
    vorm, gevormd = shell.display_formatter.format, []

    def in_de_cel(resultaat: Any) -> Any:
        gevormd[:] = [(resultaat, vorm(resultaat))]
        return gevormd[0][1]

    def daarna(iets: Any, *opties: Any, **meer: Any) -> Any:
        bewaard = gevormd.pop() if gevormd else (None, None)
        return bewaard[1] if bewaard[0] is iets and bewaard[1] else vorm(iets, *opties, **meer)

    shell.displayhook.compute_format_data = in_de_cel
    shell.display_formatter.format = daarna


def _draai(shell: Any, bron: str, grenzen: Grenzen | None) -> tuple[list[Any], bool]:
    """Outputs of one cell, and whether it raised. Past its time the process ends, whatever the cell is doing."""
    if grenzen:
        # A thread in C: also a cell that never lets go of the interpreter (one bad regular expression) is ended.
        faulthandler.dump_traceback_later(grenzen.cel_s, exit=True, file=_NERGENS)
    try:
        with geheugengrens(grenzen.mb if grenzen else None):
            uitvoer = [nbformat.from_dict(dict(u)) for u in shell.run(bron)]
        fout = shell.exc
    except MemoryError as te_veel:  # also around the cell there was no room left
        uitvoer, fout = [], te_veel
    finally:
        faulthandler.cancel_dump_traceback_later()
    if fout is not None:
        uitvoer = [u for u in uitvoer if u.output_type != "error"] + [_fout_uitvoer(fout)]
    return uitvoer, fout is not None


_NERGENS = open(os.devnull, "w")  # noqa: SIM115 - faulthandler needs it open until the process ends


class _Wijzer(ast.NodeTransformer):
    """Before each statement of a cell, write down which it is."""

    def visit_Module(self, boom: ast.Module) -> ast.Module:
        regels: list[ast.stmt] = []
        for knoop in boom.body:
            if not (isinstance(knoop, ast.ImportFrom) and knoop.module == "__future__"):
                roep = ast.parse(f"{HIER}({knoop.lineno})").body[0]
                regels.append(ast.fix_missing_locations(ast.copy_location(roep, knoop)))
            regels.append(knoop)
        boom.body = regels
        return boom


def _fout_uitvoer(fout: BaseException) -> nbformat.NotebookNode:
    """An error as a kernel would give it, its first line the place in the cell; of our own errors nothing but that."""
    regel = getattr(fout, "lineno", None) if isinstance(fout, SyntaxError) else None
    for plek in traceback.extract_tb(fout.__traceback__):
        if "ipython-input" in plek.filename or "ipykernel" in plek.filename:
            regel = plek.lineno
    spoor = [f"Cell In, line {regel}"] if regel else []
    spoor += [] if isinstance(fout, MonitorFout) else traceback.format_exception(fout)
    return nbformat.from_dict(
        {"output_type": "error", "ename": type(fout).__name__, "evalue": str(fout), "traceback": spoor}
    )
