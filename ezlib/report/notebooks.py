"""Run a notebook with papermill and make its result repeat byte for byte.

Two engines: `warm` runs the cells in this process (execnb), which the runner forked with the heavy imports in place;
`kernel` starts an ordinary Jupyter kernel. Both end in the same notebook after `normaliseer`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat

from ezlib.fouten import MonitorFout, NotebookFout, bedoelde
from ezlib.store import save_tekst

OORZAKEN = {
    "KeyError": "een kolom of sleutel bestaat niet (meer); vergelijk de naam met definitions/indicatoren.yml",
    "ToegangFout": "het notebook leest iets dat de definities er niet aan geven",
    "ModuleNotFoundError": "een pakket ontbreekt; staat het in pyproject.toml en requirements.lock?",
    "NameError": "een naam is verkeerd gespeld, of de cel die hem maakt staat verderop",
    "FileNotFoundError": "een notebook leest geen bestanden; gebruik ezlib.store",
}


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

    check_parameters(bron, parameters)
    logger.setLevel("ERROR")
    mislukt.mkdir(parents=True, exist_ok=True)
    halverwege = mislukt / bron.name
    if engine == "warm":
        _meld_warme_motor_aan()
    try:
        nb = pm.execute_notebook(
            str(bron),
            str(halverwege),
            parameters=parameters,
            progress_bar=False,
            # It is written once, at its end or where it stopped: after each cell costs more than the cells do.
            request_save_on_cell_execute=False,
            log_output=False,
            engine_name="warm" if engine == "warm" else None,
            kernel_name="python3",
            cwd=str(bron.parent),
        )
    except PapermillExecutionError as fout:
        raise NotebookFout(_kaart(bron, halverwege, fout)) from fout
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


def _kaart(bron: Path, halverwege: Path, fout: Any) -> str:
    """Failure card: which cell and line, what it said, the likely cause, where the half-run copy lies."""
    regel = next((r.strip() for r in str(fout.source).splitlines() if r.strip()), "")
    soort = fout.ename.rsplit(".", 1)[-1]
    oorzaak = OORZAKEN.get(soort, "lees de melding en kijk in de cel; draai het notebook in `make lab`")
    return (
        f"Notebook {bron.name} stopt in cel {fout.cell_index + 1}, die begint met: {regel[:80]}\n"
        f"  melding: {soort}: {fout.evalue}\n  waarschijnlijk: {oorzaak}\n  halve uitvoer: {halverwege}"
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


def _meld_warme_motor_aan() -> None:
    from papermill.engines import Engine, papermill_engines

    class Warm(Engine):
        """Run the cells in this process; only for a process that exists for one notebook."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> None:
            from execnb.shell import CaptureShell

            shell = CaptureShell(mpl_format=None)
            for i, cel in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cel, i)
                if cel.cell_type == "code":
                    cel.outputs = [nbformat.from_dict(dict(u)) for u in shell.run(cel.source)]
                    if shell.exc is not None:
                        cel.outputs = [u for u in cel.outputs if u.output_type != "error"] + [_fout_uitvoer(shell.exc)]
                        nb_man.cell_exception(cel, i)
                        break
                nb_man.cell_complete(cel, i)

    papermill_engines.register("warm", Warm)


def _fout_uitvoer(fout: BaseException) -> nbformat.NotebookNode:
    import traceback

    naam = type(fout).__name__
    spoor = [] if isinstance(fout, MonitorFout) else traceback.format_exception(fout)
    return nbformat.from_dict({"output_type": "error", "ename": naam, "evalue": str(fout), "traceback": spoor})
