"""Fetching a CBS table in a test: a source, settings that point to local services, and waits that take no time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nep_bron
import pytest

from ezlib.definitions import Bron
from ezlib.sources import verkeer
from ezlib.sources.cbs import fetch_bron

# Nobody listens here: the discard port of this machine.
DICHT = "http://127.0.0.1:9"


def zonder_wachten(monkeypatch: pytest.MonkeyPatch, *, pogingen: int = 3) -> None:
    """A few tries with hardly a wait in between."""
    monkeypatch.setattr(verkeer, "WACHT_S", 0.002)
    monkeypatch.setattr(verkeer, "POGINGEN", pogingen)


def bron(tabel: str = "84799NED", **velden: Any) -> Bron:
    """A source with a CBS table."""
    return nep_bron.bron(**({"id": f"cbs_{tabel}", "soort": "cbs", "naam": f"Tabel {tabel}", "tabel": tabel} | velden))


def instellingen(data: Path, *, v3: str = DICHT, v4: str = DICHT, timeout_s: float = 0.3) -> Any:
    """Settings with the fields that a fetcher of CBS reads."""
    return SimpleNamespace(data=data, cbs_url=v3, cbs4_url=v4, timeout_s=timeout_s)


def haal(data: Path, *, gemeenten: tuple[str, ...] = ("GM0637",), bron_: Bron | None = None, **adressen: Any) -> Path:
    """Fetch into `data`/raw/<bron_id>."""
    wat = bron_ or bron()
    inst = instellingen(data, **adressen)
    return fetch_bron(wat, doel=data / "raw" / wat.id, inst=inst, gemeenten=gemeenten)


def inhoud(map_: Path) -> dict[str, bytes]:
    """Every file under a folder; what came whole of a broken download stands apart and does not count."""
    return {
        p.relative_to(map_).as_posix(): p.read_bytes()
        for p in sorted(map_.rglob("*"))
        if p.is_file() and p.parent.suffix != ".deel"
    }


def delen(map_: Path) -> dict[str, bytes]:
    """What came whole of a broken download."""
    return {p.name: p.read_bytes() for p in sorted(map_.rglob("*.deel/*"))}
