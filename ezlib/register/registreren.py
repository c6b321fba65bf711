"""Which files lie in a drop folder (register, KvK), and their herkomst.json, which the monitor writes by itself."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import HERKOMST, VAN_HET_SYSTEEM, _toon, meet, schrijf_herkomst
from ezlib.taal import opsomming


@dataclass(frozen=True)
class Soortmap:
    """What lies in a drop folder: `naam` as told to the analyst, the rest as in herkomst.json."""

    bron_id: str
    naam: str
    uitgever: str
    tabel: str


REGISTERMAP = Soortmap("register", "Register", "Beheerder van het bedrijvenregister", "Bedrijvenregister")
KVKMAP = Soortmap("kvk", "KvK-mutaties", "Kamer van Koophandel", "Mutaties in het handelsregister")


def toon_map(map_: Path) -> str:
    """Path of the folder as an analyst types it."""
    return _toon(map_)


def registerbestanden(map_: Path) -> list[Path]:
    """Files of the register by name, without herkomst.json and what a file manager or Excel leaves behind.

    Raises
    ------
    BronFout
        When there is a folder among them: what is in it would be left out in silence.
    """
    if not map_.is_dir():
        return []
    paden = sorted(p for p in map_.iterdir() if p.name not in VAN_HET_SYSTEEM | {HERKOMST})
    paden = [p for p in paden if not p.name.startswith((".", "~$"))]
    mappen = [p.name for p in paden if p.is_dir()]
    if mappen:
        raise BronFout(
            f"In {toon_map(map_)} staat een map ({opsomming(mappen)}). Leg de bestanden er los in en haal de map weg."
        )
    return paden


def heeft_register(map_: Path) -> bool:
    """Whether there is any file of a register in the folder."""
    return bool(registerbestanden(map_))


def registreer(map_: Path, wat: Soortmap = REGISTERMAP) -> str:
    """Write herkomst.json over the files of a drop folder where it is missing or they changed.

    Returns
    -------
    str
        What was done, in Dutch; "" when nothing was.
    """
    paden = registerbestanden(map_)
    if not paden:
        if (map_ / HERKOMST).is_file():
            (map_ / HERKOMST).unlink()
            return f"Er liggen geen bestanden meer in {toon_map(map_)}; de registratie is weggehaald."
        return ""
    oud, nieuw = _geregistreerd(map_), {p.name: meet(p) for p in paden}
    if oud == nieuw:
        return ""
    # The day that a file came, not the day that we looked: registering twice gives the same bytes.
    dag = max(dt.date.fromtimestamp(p.stat().st_mtime) for p in paden)
    schrijf_herkomst(
        map_,
        rijen={},
        bron_id=wat.bron_id,
        publisher=wat.uitgever,
        table=wat.tabel,
        url="",
        retrieved_at=dag.isoformat(),
        modified=None,
        licence="Niet openbaar; alleen voor statistiek van de gemeente",
        soort="register",
        vorm="volledig",
        noot="Aangeleverd in een map; door de monitor geregistreerd.",
    )
    return _vertel(f"{wat.naam} {{hoe}} in {toon_map(map_)}", oud, nieuw)


def _geregistreerd(map_: Path) -> dict[str, tuple[int, str]] | None:
    """Bytes and sum per file as registered; None where there is no registration that can be read."""
    try:
        bestanden = json.loads((map_ / HERKOMST).read_text(encoding="utf-8"))["bestanden"]
        return {
            naam: (velden["bytes"], velden["sha256"])
            for naam, velden in bestanden.items()
            if naam not in VAN_HET_SYSTEEM and not naam.startswith((".", "~$"))
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _vertel(kop: str, oud: dict[str, tuple[int, str]] | None, nieuw: dict[str, tuple[int, str]]) -> str:
    if oud is None:
        return f"{kop.format(hoe='geregistreerd')}: {opsomming(list(nieuw))}."
    delen = {
        "nieuw": [n for n in nieuw if n not in oud],
        "veranderd": [n for n in nieuw if n in oud and oud[n] != nieuw[n]],
        "weg": [n for n in oud if n not in nieuw],
    }
    verschil = "; ".join(f"{wat}: {opsomming(namen)}" for wat, namen in delen.items() if namen)
    return f"{kop.format(hoe='opnieuw geregistreerd')} ({verschil})."
