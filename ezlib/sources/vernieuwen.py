"""The verb refresh: fetch what has changed at the publishers, keep the last good snapshot of what fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ezlib.definitions import Bron, load_definities
from ezlib.fouten import InstellingFout, MonitorFout, bedoelde
from ezlib.instellingen import Instellingen, load_instellingen
from ezlib.opdracht import Opdracht
from ezlib.sources.cbs import fetch_bron
from ezlib.sources.snapshot import HERKOMST
from ezlib.store import WORTEL

OPGEHAALD, ONGEWIJZIGD, MISLUKT = "opgehaald", "ongewijzigd", "mislukt"


def vernieuw(opdracht: Opdracht) -> int:
    """Fetch every source that can be fetched, or the one of `opdracht.bron`; 1 when any failed."""
    definities = load_definities(WORTEL / "definitions")
    gemeenten = tuple(dict.fromkeys((definities.thuisgemeente, opdracht.gemeente or definities.thuisgemeente)))
    return haal_op(kies_bronnen(definities.bronnen, opdracht.bron), load_instellingen(), gemeenten=gemeenten)


def kies_bronnen(bronnen: Mapping[str, Bron], bron_id: str | None) -> list[Bron]:
    """The sources to fetch.

    Raises
    ------
    InstellingFout
        When `bron_id` is unknown, or is a source that nobody can fetch.
    """
    op_te_halen = [bron for bron in bronnen.values() if bron.soort == "cbs"]
    if bron_id is None:
        return op_te_halen
    if bron_id not in bronnen:
        raise InstellingFout(f'Onbekende bron "{bron_id}"{bedoelde(bron_id, bronnen)}. Zie definitions/bronnen.yml.')
    if bronnen[bron_id] not in op_te_halen:
        raise InstellingFout(
            f"Bron {bron_id} is niet op te halen met refresh. Zo komt zij binnen: {bronnen[bron_id].hoe_opgehaald}"
        )
    return [bronnen[bron_id]]


def haal_op(bronnen: list[Bron], instellingen: Instellingen, *, gemeenten: tuple[str, ...] = ()) -> int:
    """Fetch sources one by one and print what happened to each; a failing source keeps the others."""
    uitkomsten = []
    for bron in bronnen:
        uitkomst, uitleg = _haal_bron(bron, instellingen, gemeenten)
        uitkomsten.append(uitkomst)
        print(f"  {bron.id:<16} {uitkomst:<12} {uitleg}", flush=True)
    tel = ", ".join(f"{uitkomsten.count(u)} {u}" for u in (OPGEHAALD, ONGEWIJZIGD, MISLUKT))
    print(f"{len(bronnen)} bronnen: {tel}.")
    return int(MISLUKT in uitkomsten)


def _haal_bron(bron: Bron, instellingen: Instellingen, gemeenten: tuple[str, ...]) -> tuple[str, str]:
    doel: Path = instellingen.data / "raw" / bron.id
    eerder = {pad: pad.stat().st_mtime_ns for pad in doel.glob(f"*/{HERKOMST}")}
    try:
        snapshot = fetch_bron(bron, doel=doel, inst=instellingen, gemeenten=gemeenten)
    except MonitorFout as fout:
        return MISLUKT, str(fout)
    nu = snapshot / HERKOMST
    gelijk = eerder.get(nu) == nu.stat().st_mtime_ns
    return (ONGEWIJZIGD if gelijk else OPGEHAALD), f"{bron.naam}, uitgave {snapshot.name}"
