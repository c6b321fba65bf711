"""Dwellings of later buurten on the boundaries of a series: totals stay, wijken add up, and the index follows."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tabelletjes import KADER, per_gebied, tidy

from ezlib.definitions import load_definities
from ezlib.indicators.werken import functiemengingsindex
from ezlib.opdracht import lees_opdracht
from ezlib.opzet import maak_opzet
from ezlib.sources.snapshot import load_snapshot
from ezlib.store import WORTEL
from ezlib.tidy import check_tidy
from ezlib.tidy.kaart import tidy_kaart
from ezlib.tidy.omrekenen import kies_kaart
from ezlib.tidy.reeks import op_reeks

REEKS = (2014, 2024)
TOEN = {"periode": "2024-01-01", "indeling": 2024, "bron_id": "cbs_2024", "publicatie": "CBS 2024"}
NU = {"periode": "2025-01-01", "indeling": 2025, "bron_id": "cbs_2025", "publicatie": "CBS 2025"}
A, B, C = "BU00010101", "BU00010102", "BU00010201"


def strook(jaar: int, **grenzen: tuple[float, float]) -> gpd.GeoDataFrame:
    """Buurten one high, from left to right bound."""
    frame = {"gebied_code": list(grenzen), "gebied_naam": [f"buurt {c[-3:]}" for c in grenzen], "indeling": jaar}
    vlakken = [shapely.box(a, 0, b, 1) for a, b in grenzen.values()]
    return gpd.GeoDataFrame(frame | {"gebied_type": "buurt", "gemeente_code": "GM0001"}, geometry=vlakken)


# Old: 0-10, 10-20 (wijk 01) and 20-30 (wijk 02). New: 0-5, 5-20 and 20-30, the first two with codes that were others'.
OUD = strook(2024, **{A: (0, 10), B: (10, 20), C: (20, 30)})
NIEUW = strook(2025, **{C: (0, 5), A: (5, 20), "BU00010301": (20, 30)})
CIJFERS = [(C, "woningen", 100, NU), (A, "woningen", 300, NU), ("BU00010301", "woningen", 50, NU)]
NAMEN = [("WK000101", "woningen", 300, TOEN | {"gebied_naam": "Wijk een"})]


def reeks(*rijen: tuple, kaarten: tuple = (OUD, NIEUW)) -> pd.DataFrame:
    return op_reeks(tidy(*(rijen or CIJFERS), *NAMEN), kaarten, gemeente="GM0001", reeks=REEKS)


def test_by_area_where_no_dwellings_are_known():
    """Of the 300 between 5 and 20 a third lies in the first old buurt: 100 + 100, and 200 in the second."""
    frame = check_tidy(reeks())
    assert per_gebied(frame) == {A: 200, B: 200, C: 50, "WK000101": 400, "WK000102": 50}
    assert set(frame["indeling"]) == {2024} and set(frame["periode"]) == {"2025-01-01"}
    assert set(frame["herkomst"]) == {"geschat"} and set(frame["bron_id"]) == {"cbs_2025"}
    assert per_gebied(frame, "gebied_naam")[A] == "buurt 101"
    assert per_gebied(frame, "gebied_naam")["WK000101"] == "Wijk een"


def test_by_the_dwellings_of_the_old_buurten_where_these_are_known():
    """Half of the 100 in the first old buurt lie between 5 and 10: 50, against 200 in the second. So 60 and 240."""
    toen = [(A, "woningen", 100, TOEN), (B, "woningen", 200, TOEN), (C, "woningen", 40, TOEN)]
    assert per_gebied(reeks(*CIJFERS, *toen)) == {A: 160, B: 240, C: 50, "WK000101": 400, "WK000102": 50}
    # One old buurt without a figure: then nothing is known of where they stood.
    assert per_gebied(reeks(*CIJFERS, *toen[:2]))[A] == 200


def test_a_missing_buurt_makes_its_wijk_missing():
    frame = check_tidy(reeks((C, "woningen", None, NU), *CIJFERS[1:]))
    assert frame.set_index("gebied_code")["ontbreekt"].to_dict() == {
        A: "onbekend", B: "", C: "", "WK000101": "onbekend", "WK000102": ""}  # fmt: skip


def test_what_is_no_count_of_the_buurten_of_later_years_is_left_out():
    rest = [
        (A, "woningen", 9, TOEN), (C, "opleiding", 9, NU | {"eenheid": "%"}), ("WK000101", "woningen", 9, NU),
        ("BU00020101", "woningen", 9, NU), (A, "woningen", 9, NU | {"kenmerk": "soort", "kenmerkwaarde": "huur"}),
    ]  # fmt: skip
    assert per_gebied(reeks(*CIJFERS, *rest)) == per_gebied(reeks())


@pytest.mark.parametrize("kaarten", [(OUD,), (NIEUW,), ()])
def test_without_both_outlines_there_is_nothing(kaarten):
    assert reeks(kaarten=kaarten).empty


def test_the_finest_outlines_of_the_newest_year_are_taken():
    fijn = OUD.assign(geometry=OUD.segmentize(0.5), gebied_naam="fijn")
    assert set(kies_kaart([OUD, fijn, NIEUW], "GM0001", REEKS)["gebied_naam"]) == {"fijn"}
    assert kies_kaart([OUD, NIEUW], "GM0001", (2020, 2030))["indeling"].iloc[0] == 2025
    assert kies_kaart([OUD], "GM0002", REEKS) is None


def test_the_index_of_a_later_year_stands_on_the_old_buurten():
    """200 jobs and 200 dwellings: 50. The jobs were placed there, the dwellings shared out."""
    banen = NU | {"indeling": 2024, "bron_id": "register", "publicatie": "Register"}
    feiten = pd.concat([reeks(), tidy((A, "arbeidsplaatsen", 200, banen), *CIJFERS)], ignore_index=True)
    index = functiemengingsindex(feiten, kader=replace(KADER, gelijk=[list(REEKS)]))
    assert per_gebied(index) == {A: 50} and set(index["herkomst"]) == {"geschat"}


def test_the_real_redrawing_keeps_its_total():
    bronnen = load_definities(WORTEL / "definitions").bronnen
    namen = [f"kaart_buurten_{jaar}_zoetermeer" for jaar in (2024, 2025)]
    kaarten = [tidy_kaart(load_snapshot(WORTEL / "data/raw" / n / "ingebouwd"), bronnen[n]) for n in namen]
    rijen = [(code, "woningen", 100 + i, NU) for i, code in enumerate(kaarten[1]["gebied_code"])]
    frame = check_tidy(op_reeks(tidy(*rijen), kaarten, gemeente="GM0637", reeks=REEKS))
    per = frame.groupby("gebied_type")["waarde"].agg(["size", "sum"])
    assert per["size"].to_dict() == {"buurt": 26, "wijk": 9}
    assert per["sum"].tolist() == pytest.approx([sum(r[2] for r in rijen)] * 2)


def test_a_fetched_table_of_later_boundaries_gets_the_step_and_its_indicators_read_it(tmp_path, monkeypatch):
    monkeypatch.setenv("EZ_DATA", str(tmp_path))
    monkeypatch.syspath_prepend(str(WORTEL / "tasks"))
    import task_1_bronnen
    import task_2_waarnemingen

    leeg = maak_opzet(lees_opdracht(["yearly"]))
    (tmp_path / "snapshot").mkdir()
    o = replace(leeg, snapshots={"cbs_85984NED": tmp_path / "snapshot", "cbs_84799NED": tmp_path / "snapshot"})
    assert not [s for s in task_1_bronnen.stappen(o) if s.name.startswith("reeksen")]
    # As if the table of 2024 were of the year after: no test may depend on which tables are named there today.
    bronnen = o.definities.bronnen | {"cbs_85984NED": replace(o.definities.bronnen["cbs_85984NED"], indeling=2025)}
    o = replace(o, definities=replace(o.definities, bronnen=bronnen))
    (stap,) = (s for s in task_1_bronnen.stappen(o) if s.name.startswith("reeksen"))
    assert {p.path.stem for p in stap.depends_on["tabellen"]} == {"cbs_85984NED", "cbs_84799NED"}
    leest = {
        s.name.split()[1]: s.depends_on["tabellen"] for s in task_2_waarnemingen.stappen(o) if s.name[:9] == "indicator"
    }
    assert stap.produces["tabel"].path in [p.path for p in leest["functiemengingsindex"]]
    for naam in ("starters", "woningen"):
        assert stap.produces["tabel"].path not in [p.path for p in leest[naam]]
