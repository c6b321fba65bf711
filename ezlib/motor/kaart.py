"""The failure card of a notebook: where it stopped, what it said, the likely cause, where the half-run copy lies."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path
from typing import Any

import nbformat

from ezlib.motor.grenzen import lees_spoor, load_grenzen, spoor_van

OORZAKEN = {
    "KeyError": "een kolom of sleutel bestaat niet (meer); vergelijk de naam met definitions/indicatoren.yml",
    "ToegangFout": "het notebook leest iets dat de definities er niet aan geven",
    "ModuleNotFoundError": "een pakket ontbreekt; staat het in pyproject.toml en requirements.lock?",
    "NameError": "een naam is verkeerd gespeld, of de cel die hem maakt staat verderop",
    "FileNotFoundError": "een notebook leest geen bestanden; gebruik ezlib.store",
    "MemoryError": "een lus of een koppeling maakt veel meer rijen dan bedoeld; is het echt nodig, geef dan meer "
    "geheugen met EZ_NOTEBOOK_MB",
}
LEES_DE_CEL = "lees de melding en kijk in de cel; draai het notebook in `make lab`"
TE_LANG = "een lus zonder einde, of wachten op iets dat niet komt; heeft de cel echt meer tijd nodig, zet dan EZ_CEL_S"
ZELF = "de cel beëindigt het proces zelf (os._exit), of een pakket doet dat"
GEDOOD = "te weinig geheugen op deze machine, of iemand beëindigde het proces"
GECRASHT = "een fout in een pakket dat in C is geschreven; zoek de regel en draai haar apart"


def van_fout(halverwege: Path, fout: Any) -> str:
    """Card of a cell that raised (papermill's PapermillExecutionError)."""
    soort = fout.ename.rsplit(".", 1)[-1]
    spoor = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(fout.traceback or []))  # a kernel gives it in colour
    plek = re.search(r"Cell In.*?, line (\d+)", spoor)
    melding = f"{soort}: {fout.evalue}".removesuffix(": ")
    oorzaak = OORZAKEN.get(soort, LEES_DE_CEL)
    return _kaart(halverwege, fout.cell_index, fout.source, int(plek[1]) if plek else None, melding, oorzaak)


def van_kernel(halverwege: Path, fout: Exception) -> str:
    """Card of an ordinary kernel that died, or whose cell took too long."""
    te_lang = isinstance(fout, TimeoutError)
    nb = nbformat.read(halverwege, as_version=4)
    begonnen = [i for i, c in enumerate(nb.cells) if c.metadata.get("papermill", {}).get("start_time")]
    cel = begonnen[-1] if begonnen else 0
    melding, oorzaak = (
        _te_lang(load_grenzen().cel_s) if te_lang else ("de kernel stopte plotseling", f"{ZELF}; of {GEDOOD}")
    )
    return _kaart(halverwege, cel, nb.cells[cel].source, None, melding, oorzaak)


def van_gestopt(bron: Path | None, mislukt: Path, code: int | None) -> str | None:
    """Card of a notebook whose process ended without a word, with exit status `code`; None where it left no trace.

    Makes the half-run copy whole: the notebook with the outputs of the cells that were done. Without `bron` it is the
    one notebook that left a trace: the process was of a whole edition.
    """
    spoor = spoor_van(mislukt / bron.name) if bron else next(mislukt.glob(spoor_van(mislukt / "*.ipynb").name), None)
    if spoor is None or not spoor.exists():
        return None
    halverwege = mislukt / spoor.name.removeprefix(".").removesuffix(".tmp")
    uitvoer, plek = lees_spoor(spoor)
    nb = nbformat.read(halverwege, as_version=4)
    for i, wat in uitvoer.items():
        nb.cells[i].outputs = nbformat.from_dict(wat)
    nbformat.write(nb, halverwege)
    spoor.unlink()
    if plek.get("cel_s") and time.time() >= plek["begin"] + plek["cel_s"]:
        melding, oorzaak = _te_lang(plek["cel_s"])
    else:
        gedood = code == -signal.SIGKILL if hasattr(signal, "SIGKILL") else False
        oorzaak = GEDOOD if gedood else GECRASHT if code is not None and code < 0 else ZELF
        melding = f"het proces stopte plotseling (code {code})"
    cel = plek.get("cel", 0)
    return _kaart(halverwege, cel, nb.cells[cel].source, plek.get("regel"), melding, oorzaak)


def _te_lang(cel_s: float) -> tuple[str, str]:
    return f"de cel was na {cel_s:.0f} seconden nog niet klaar en is gestopt", TE_LANG


def _kaart(halverwege: Path, cel: int, tekst: str, regel: int | None, melding: str, oorzaak: str) -> str:
    regels = tekst.splitlines()
    begin = next((r.strip() for r in regels if r.strip()), "")
    plek = f"  regel {regel}: {regels[regel - 1].strip()[:80]}\n" if regel and regel <= len(regels) else ""
    return (
        f"Notebook {halverwege.name} stopt in cel {cel + 1}, die begint met: {begin[:80]}\n{plek}"
        f"  melding: {melding}\n  waarschijnlijk: {oorzaak}\n  halve uitvoer: {halverwege}"
    )
