"""Run a notebook with papermill and make its result repeat byte for byte.

Two engines: `warm` (see `ezlib.motor.warm`) runs the cells in this process, which the runner forked with the heavy
imports in place; `kernel` starts an ordinary Jupyter kernel. Both end in the same notebook after `normaliseer`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat

from ezlib.fouten import NotebookFout, bedoelde
from ezlib.store import save_tekst


def draai_notebook(bron: Path, doel: Path, *, parameters: dict[str, Any], engine: str, mislukt: Path) -> None:
    """Execute `bron` with its parameters into `doel`.

    Raises
    ------
    NotebookFout
        When the parameters cell is missing or does not know a parameter, or when a cell raises. The half-run copy
        then lies in the folder `mislukt`.
    """
    nb = voer_uit(bron, parameters=parameters, engine=engine, mislukt=mislukt)
    save_tekst(nbformat.writes(nb, version=4) + "\n", doel)


def voer_uit(bron: Path, *, parameters: dict[str, Any], engine: str, mislukt: Path) -> nbformat.NotebookNode:
    """Execute a notebook and give it back as `normaliseer` leaves it; errors as in `draai_notebook`."""
    import papermill as pm
    from papermill.exceptions import PapermillExecutionError
    from papermill.log import logger

    from ezlib.motor import grenzen, kaart

    check_parameters(bron, parameters)
    logger.setLevel("ERROR")
    mislukt = mislukt.absolute()  # papermill runs in the folder of the notebook
    mislukt.mkdir(parents=True, exist_ok=True)
    halverwege, mag, warm = mislukt / bron.name, grenzen.load_grenzen(), engine == "warm"
    spoor = grenzen.spoor_van(halverwege)
    eigen = {"spoor": spoor, "halverwege": halverwege, "grenzen": mag} if warm else {"execution_timeout": mag.cel_s}
    try:
        with grenzen.geheugengrens(None if warm else mag.mb):
            nb = pm.execute_notebook(
                str(bron),
                str(halverwege),
                parameters=parameters,
                progress_bar=False,
                # After each cell costs more than the cells do; `warm` keeps its own account of how far it came.
                request_save_on_cell_execute=not warm,
                log_output=False,
                engine_name="warm" if warm else None,
                kernel_name="python3",
                cwd=str(bron.parent),
                **eigen,
            )
    except PapermillExecutionError as fout:
        raise NotebookFout(kaart.van_fout(halverwege, fout)) from fout
    except (TimeoutError, RuntimeError) as fout:  # of the ordinary kernel: a cell too long, a kernel that died
        if warm:
            raise
        raise NotebookFout(kaart.van_kernel(halverwege, fout)) from fout
    finally:
        spoor.unlink(missing_ok=True)
    halverwege.unlink(missing_ok=True)
    return normaliseer(nb)


def check_parameters(bron: Path, parameters: dict[str, Any]) -> None:
    """Hold the parameters against the cell tagged `parameters`; papermill itself lets a misspelt one pass."""
    nb = nbformat.read(bron, as_version=4)
    cellen = [c for c in nb.cells if "parameters" in c.metadata.get("tags", [])]
    if not cellen:
        raise NotebookFout(
            f'{bron.name} heeft geen cel met het label "parameters". Maak een codecel met `jaar` en `gemeente` en '
            "geef die in JupyterLab (tandwiel rechtsboven) het label parameters."
        )
    bekend = {
        doel.id
        for knoop in ast.parse(cellen[0].source).body
        for doel in (knoop.targets if isinstance(knoop, ast.Assign) else [getattr(knoop, "target", None)])
        if isinstance(doel, ast.Name)
    }
    for naam in parameters:
        if naam not in bekend:
            raise NotebookFout(
                f"De parametercel van {bron.name} kent `{naam}` niet{bedoelde(naam, bekend)}. "
                f"Zet daar een regel {naam}: ... = ... bij."
            )


def normaliseer(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Take out what differs between two equal runs: clock times, durations, random cell ids, counters of the engine.

    This is the one documented difference between what an engine gives and what the edition holds.
    """
    nb.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    nb.nbformat, nb.nbformat_minor = 4, 5
    teller = 0
    for i, cel in enumerate(nb.cells):
        cel["id"] = f"cel-{i:03d}"
        labels = cel.metadata.get("tags", [])
        cel.metadata = nbformat.from_dict({"tags": labels} if labels else {})
        if cel.cell_type == "code":
            teller += 1
            cel.execution_count = teller
            cel.outputs = [_normaliseer_uitvoer(u, teller) for u in cel.outputs]
    return nb


def _normaliseer_uitvoer(uitvoer: Any, teller: int) -> Any:
    uitvoer = nbformat.from_dict(dict(uitvoer))
    if uitvoer.output_type == "execute_result":
        uitvoer.execution_count = teller
    for soort, waarde in uitvoer.get("data", {}).items():
        if isinstance(waarde, list):
            waarde = "".join(waarde)
        uitvoer.data[soort] = waarde.rstrip("\n") if isinstance(waarde, str) and soort.startswith("image/") else waarde
    if isinstance(uitvoer.get("text"), list):
        uitvoer.text = "".join(uitvoer.text)
    return uitvoer
