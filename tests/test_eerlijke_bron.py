"""Refresh from a service that honestly serves the embedded figures, and make the edition of what came.

The service has every embedded CBS table but one; all else that bronnen.yml names (other tables, PDOK, DUO) it does not
know. So in one run: what is served is fetched and gives the same edition, what is not fails and keeps its last good one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nep_cbs
import pandas as pd
import pytest
from werkplaats import STAP, Uitkomst, Werkplaats, foto, resten, schone_omgeving

from ezlib.definitions import load_definities
from ezlib.sources.snapshot import kies_snapshot, load_snapshot
from ezlib.sources.vernieuwen import is_op_te_halen
from ezlib.store import WORTEL, load_json

RAW = WORTEL / "data" / "raw"
BRONNEN = load_definities(WORTEL / "definitions").bronnen
INGEBOUWD = [b for b in BRONNEN.values() if b.soort == "cbs" and (RAW / b.id / "ingebouwd").is_dir()]
# Served no more; pages show its figures from the embedded snapshot of 27 March 2025.
WEG = BRONNEN["cbs_85984NED"]
ER = [b for b in INGEBOUWD if b is not WEG]


def _tabel(map_: Path) -> dict[str, list[dict[str, Any]]]:
    """An embedded table as CBS serves it: every entity, and a moment of issue where the extract has lost it."""
    entiteiten = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in map_.glob("*.json")}
    del entiteiten["herkomst"]
    entiteiten["TableInfos"][0]["Modified"] = entiteiten["TableInfos"][0].get("Modified") or "2023-01-02T02:00:00"
    return {"UntypedDataSet": []} | entiteiten


@pytest.fixture(scope="module")
def cbs() -> Iterator[nep_cbs.NepCbs]:
    with nep_cbs.draai() as server:
        server.per_pagina = 200
        server.tabellen = {b.tabel: _tabel(RAW / b.id / "ingebouwd") for b in ER}
        yield server


@pytest.fixture(scope="module")
def plaats(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    return gebouwd.kopie(tmp_path_factory.mktemp("eerlijk") / "monitor")


def _refresh(plaats: Werkplaats, cbs: nep_cbs.NepCbs) -> tuple[Uitkomst, dict[str, str]]:
    """Run the verb as an analyst does; what it said, and the outcome per source."""
    cbs.verzoeken.clear()
    uit = plaats.draai("refresh", **{f"EZ_{wie}_URL": cbs.url for wie in ("CBS", "CBS4", "PDOK", "DUO")})
    return uit, dict(re.findall(r"^(\w+) +(opgehaald|ongewijzigd|mislukt|nog niet) ", uit.tekst, re.MULTILINE))


# The notebooks get the same observations, which is what is tested; running them again would cost a minute.
YEARLY = """
import sys
from ezlib import runner
from ezlib.opdracht import lees_opdracht
alle = runner.alle_stappen
runner.alle_stappen = lambda opzet: [s for s in alle(opzet) if not s.name.startswith("notebook ")]
sys.exit(runner.yearly(lees_opdracht(["yearly"])))
"""


def _zonder_notebooks(plaats: Werkplaats) -> str:
    """Make the edition around the notebooks as they were executed before the refresh."""
    uit = subprocess.run(
        [sys.executable, "-c", YEARLY], cwd=plaats.map_, env=schone_omgeving(), capture_output=True, text=True,
        encoding="utf-8", timeout=240, check=False,
    )  # fmt: skip
    assert uit.returncode == 0, uit.stdout + uit.stderr
    return uit.stdout


def test_refresh_and_the_edition_made_from_it(cbs: nep_cbs.NepCbs, plaats: Werkplaats, gebouwd: Werkplaats) -> None:
    uit, per_bron = _refresh(plaats, cbs)
    assert uit.status == 1, uit.tekst
    assert {b for b, wat in per_bron.items() if wat == "opgehaald"} == {b.id for b in ER}
    rest = {b.id for b in BRONNEN.values() if is_op_te_halen(b) and b not in ER}
    # What is sought by its title is not in the catalogue of this service.
    zonder_nummer = {b.id for b in BRONNEN.values() if b.titel}
    assert {b for b, wat in per_bron.items() if wat == "nog niet"} == zonder_nummer
    assert {b for b, wat in per_bron.items() if wat == "mislukt"} == rest - zonder_nummer
    assert f"{WEG.id} mislukt de laatste goede: uitgave van 27 maart 2025, ingebouwd" in uit.doodgewoon
    assert all(len(regel) <= 100 for regel in uit.tekst.splitlines()), uit.tekst
    assert resten(plaats.map_ / "data") == []

    # Whole, the same rows as are embedded, and nothing moved.
    for bron in ER:
        snapshot = load_snapshot(kies_snapshot(plaats.map_ / "data" / "raw", bron.id))
        assert snapshot.map_.name != "ingebouwd"
        tabel = cbs.tabellen[bron.tabel]
        for entiteit in set(tabel) - {"UntypedDataSet"}:
            rijen = json.loads(snapshot.pad(f"{entiteit}.json").read_text(encoding="utf-8"))
            assert rijen == tabel[entiteit], f"{bron.id} {entiteit}"
        assert f"{bron.id}: geen enkel cijfer is anders dan in de vorige" in uit.doodgewoon

    # A second one asks each table only whether it changed.
    eerst = foto(plaats.map_ / "data" / "raw")
    nog_eens, per_bron = _refresh(plaats, cbs)
    assert nog_eens.status == 1
    assert {b for b, wat in per_bron.items() if wat == "ongewijzigd"} == {b.id for b in ER}
    gevraagd = [pad.split("/")[3:5] for pad in cbs.verzoeken if pad.startswith("/ODataFeed/")]
    per_tabel = {b.tabel: [e.split("?")[0] for t, e in gevraagd if t == b.tabel] for b in ER}
    assert per_tabel == {b.tabel: ["TableInfos"] for b in ER}
    assert foto(plaats.map_ / "data" / "raw") == eerst

    # Going back finds everything as it was; without it, what was refreshed outranks.
    assert "Niets te doen" in plaats.draai("plan", "BRON=ingebouwd").tekst
    gemaakt = _zonder_notebooks(plaats)
    assert "0 mislukt, 0 daardoor niet gedraaid" in gemaakt
    assert {f"bron {b.id}" for b in ER} <= set(STAP.findall(gemaakt))
    for naam in ("waarnemingen.csv", "historie.csv"):
        nu, toen = (p.editie / "tabellen" / naam for p in (plaats, gebouwd))
        assert nu.read_bytes() == toen.read_bytes(), naam
    bronnen = pd.read_csv(plaats.editie / "tabellen" / "bronnen.csv").set_index("bron_id")
    assert all(bronnen.loc[b.id, "snapshot"] != "ingebouwd" for b in ER)
    assert bronnen.loc[WEG.id, "snapshot"] == "ingebouwd"

    # The pages that use the source that failed say so, and no other.
    poging = load_json(plaats.map_ / "data" / "raw" / WEG.id / "mislukte_verversing.json")
    assert "CBS kent deze tabel niet (404)" in poging["reden"]
    met = {p.stem for p in plaats.editie.glob("*.html") if 'class="oud"' in p.read_text(encoding="utf-8")}
    assert {"index", "indicatoren", "30-werklocaties", "90-verantwoording"} <= met
    # Its rank among all gemeenten may come from this source too.
    assert "10-startups-scaleups" in met
    assert "15-starters-per-kwartaal" not in met
    pagina = (plaats.editie / "30-werklocaties.html").read_text(encoding="utf-8")
    assert (
        f"<li>{WEG.naam}: gemaakt op gegevens van 27 maart 2025; de laatste verversing, van " in pagina
        and pagina.index("<h1>") < pagina.index('class="oud"') < pagina.index("<h2>")
    )
