"""Settings from the environment (EZ_*): read once, typed, checked. Standard library only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ezlib.fouten import InstellingFout, bedoelde

WORTEL = Path(__file__).resolve().parent.parent
# What a task may come to hold, with its imports; a worker more than there is room for would make all of them wait.
TAAK_MB = 1024

INSTELLINGEN = {
    "EZ_DATA": "map met de gegevens (standaard: data in deze map)",
    "EZ_OUTPUTS": "map voor de edities (standaard: outputs in deze map)",
    "EZ_WORKERS": "aantal taken tegelijk (standaard: het aantal processorkernen, minder bij weinig geheugen)",
    "EZ_ENGINE": 'hoe notebooks draaien: "warm" (snel, standaard) of "kernel" (gewone Jupyter-kernel)',
    "EZ_CEL_S": "hoe lang een cel van een notebook mag duren, in seconden (standaard: 600)",
    "EZ_NOTEBOOK_MB": "hoeveel geheugen een notebook krijgt, in MB (standaard: dat van de machine, gedeeld door EZ_WORKERS)",
    "EZ_TIMEOUT_S": "wachttijd per verzoek aan een bron, in seconden (standaard: 60)",
    "EZ_CBS_URL": "adres van CBS OData v3 (standaard: CBS)",
    "EZ_CBS4_URL": "adres van CBS OData v4 (standaard: CBS)",
    "EZ_PDOK_URL": "adres van PDOK (standaard: PDOK)",
    "EZ_DUO_URL": "adres van de open data van DUO (standaard: DUO)",
    "EZ_SCHEDULER": "adres van een Dask-cluster, tcp://naam:poort (standaard: deze machine)",
    "EZ_GEEN_VENV": "1: gebruik deze Python-omgeving zoals zij is, zonder .venv",
}


@dataclass(frozen=True, kw_only=True)
class Instellingen:
    """Checked settings; `data` and `outputs` are absolute, urls carry no slash at the end."""

    data: Path
    outputs: Path
    workers: int
    engine: str
    cel_s: float
    notebook_mb: int
    timeout_s: float
    cbs_url: str
    cbs4_url: str
    pdok_url: str
    duo_url: str
    scheduler: str | None


@cache
def load_instellingen() -> Instellingen:
    """Read the settings of this process, once.

    Raises
    ------
    InstellingFout
        Every fault in one message, a line each.
    """
    return lees_instellingen(os.environ)


def lees_instellingen(omgeving: Mapping[str, str], *, wortel: Path = WORTEL) -> Instellingen:
    """Read settings from a mapping; an empty value means the default.

    >>> lees_instellingen({"EZ_WORKERS": "3"}).workers
    3
    """
    lezer = _Lezer(omgeving, wortel)
    geheugen = geheugen_mb()
    workers = lezer.number("EZ_WORKERS", max(1, min(_kernen(), geheugen // TAAK_MB)), minimum=1)
    instellingen = Instellingen(
        data=lezer.folder("EZ_DATA", "data"),
        outputs=lezer.folder("EZ_OUTPUTS", "outputs"),
        workers=workers,
        engine=lezer.choice("EZ_ENGINE", ("warm", "kernel")),
        cel_s=float(lezer.number("EZ_CEL_S", 600, minimum=1)),
        # No notebook needs less than a task does, also where many workers were asked for.
        notebook_mb=lezer.number("EZ_NOTEBOOK_MB", max(TAAK_MB, geheugen // workers), minimum=1),
        timeout_s=float(lezer.number("EZ_TIMEOUT_S", 60, minimum=1)),
        cbs_url=lezer.url("EZ_CBS_URL", "https://opendata.cbs.nl"),
        cbs4_url=lezer.url("EZ_CBS4_URL", "https://datasets.cbs.nl/odata/v1"),
        pdok_url=lezer.url("EZ_PDOK_URL", "https://api.pdok.nl"),
        duo_url=lezer.url("EZ_DUO_URL", "https://onderwijsdata.duo.nl"),
        scheduler=lezer.url("EZ_SCHEDULER", "", schemas=("tcp://", "tls://")) or None,
    )
    lezer.choice("EZ_GEEN_VENV", ("0", "1"))
    if lezer.fouten:
        raise InstellingFout("\n".join(lezer.fouten))
    return instellingen


def geheugen_mb(grens: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Megabytes of memory that this machine has, or that its container may use; many where nobody can tell."""
    try:
        bytes_ = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows
        return 2**20
    with suppress(OSError, ValueError):  # no container, or one without a bound ("max")
        bytes_ = min(bytes_, int(grens.read_text()))
    return bytes_ // 2**20


def _kernen() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Lezer:
    """Read values one by one and collect what is wrong with them."""

    def __init__(self, omgeving: Mapping[str, str], wortel: Path) -> None:
        self.omgeving = omgeving
        self.wortel = wortel
        self.fouten = [
            f'Onbekende instelling "{naam}"{bedoelde(naam, INSTELLINGEN)}. Bekend zijn: {", ".join(INSTELLINGEN)}.'
            for naam in sorted(omgeving)
            if naam.startswith("EZ_") and naam not in INSTELLINGEN
        ]

    def text(self, naam: str) -> str:
        return self.omgeving.get(naam, "").strip()

    def folder(self, naam: str, standaard: str) -> Path:
        pad = self.wortel / Path(self.text(naam) or standaard).expanduser()
        if pad.exists() and not pad.is_dir():
            self.fouten.append(f"{naam} moet een map zijn; {pad} is een bestand.")
        return pad

    def number(self, naam: str, standaard: int, *, minimum: int) -> int:
        tekst = self.text(naam)
        if not tekst:
            return standaard
        if not (tekst.isascii() and tekst.isdigit()) or int(tekst) < minimum:
            self.fouten.append(f'{naam} is een heel getal vanaf {minimum}; "{tekst}" is dat niet.')
            return standaard
        return int(tekst)

    def choice(self, naam: str, keuzes: tuple[str, ...]) -> str:
        tekst = self.text(naam) or keuzes[0]
        if tekst not in keuzes:
            self.fouten.append(f'{naam} is {" of ".join(keuzes)}; "{tekst}" is dat niet{bedoelde(tekst, keuzes)}.')
        return tekst

    def url(self, naam: str, standaard: str, *, schemas: tuple[str, ...] = ("http://", "https://")) -> str:
        tekst = self.text(naam) or standaard
        if tekst and not any(tekst.startswith(schema) and tekst != schema for schema in schemas):
            self.fouten.append(f'{naam} begint met {" of ".join(schemas)}; "{tekst}" niet.')
        return tekst.rstrip("/")
