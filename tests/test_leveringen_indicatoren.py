"""Indicators by delivery: sums that are worked by head, and figures that keep their source, age range and mark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from leverinkjes import save_csv

from ezlib.definitions import load_definities
from ezlib.indicators import KOLOMMEN, maak_waarnemingen
from ezlib.indicators.kader import Kader
from ezlib.leveringen import VOORVOEGSEL, gebiedsnamen, kolomnamen
from ezlib.store import WORTEL
from ezlib.tidy.levering import beoordeel, leeg

DEFINITIES = load_definities(WORTEL / "definitions")
KADER = Kader("GM0637", "Zoetermeer", vergelijking={"Vergelijkbare steden": ["GM0503"]})
VAN_LEVERING = [i for i in DEFINITIES.indicatoren.values() if any(b.startswith(VOORVOEGSEL) for b in i.bronnen)]


def _lever(naam: str, *rijen: tuple[Any, ...], map_: Path, extra: tuple[str, ...] = ()) -> pd.DataFrame:
    levering = DEFINITIES.leveringen[naam]
    pad = save_csv(map_ / f"{naam}.csv", rijen, kop=kolomnamen(levering, vrij=extra))
    frame, fouten, _ = beoordeel(
        [pad], levering, namen=gebiedsnamen(DEFINITIES.gebieden), gemeente="GM0637", bron_id=VOORVOEGSEL + naam
    )
    assert fouten == []
    return frame


def _reken(slug: str, feiten: pd.DataFrame) -> pd.DataFrame:
    waarnemingen, _ = maak_waarnemingen(feiten, DEFINITIES.indicatoren[slug], KADER, jaar=2025)
    assert list(waarnemingen) == KOLOMMEN
    return waarnemingen


def _per(slug: str, feiten: pd.DataFrame, *sleutel: str) -> dict[Any, float]:
    frame = _reken(slug, feiten)
    index = zip(*(frame[k] for k in sleutel), strict=True) if len(sleutel) > 1 else frame[sleutel[0]]
    return dict(zip(index, frame["waarde"].round(1), strict=True))


def test_uitgiftegraad_is_not_bezettingsgraad(tmp_path: Path) -> None:
    """50 of 52 hectares are issued and 10 % stands empty: 96 % against 90 %, by RULES; 2 hectares are left."""
    feiten = _lever("werklocaties", ("2025-01-01", "GM0637", 52, 50, 200000, 180000), map_=tmp_path)
    assert _per("uitgiftegraad", feiten, "gebied_code") == {"GM0637": 96.2}
    assert _per("bezettingsgraad", feiten, "gebied_code") == {"GM0637": 90.0}
    assert _per("uitgeefbare_grond", feiten, "gebied_code") == {"GM0637": 2.0}


def test_werklocaties_add_up_to_the_gemeente_only_when_all_are_known(tmp_path: Path) -> None:
    """30 of 32 and 20 of 20 hectares: 50 of 52. Of the floor one werklocatie is not known, so the city is not either."""
    feiten = _lever(
        "werklocaties",
        ("2025-01-01", "WL0637-AMW", 32, 30, 100, 90),
        ("2025-01-01", "WL0637-LNO", 20, 20, 100, None),
        map_=tmp_path,
    )
    assert _per("uitgiftegraad", feiten, "gebied_code") == {"GM0637": 96.2, "WL0637-AMW": 93.8, "WL0637-LNO": 100.0}
    bezet = _reken("bezettingsgraad", feiten).set_index("gebied_code")
    assert bezet.loc["WL0637-AMW", "waarde"] == 90
    assert (bezet.loc["WL0637-LNO", "ontbreekt"], bezet.loc["GM0637", "ontbreekt"]) == ("onbekend", "geen-bron")


def test_vacancy_of_the_monitor_is_not_what_the_market_offers(tmp_path: Path) -> None:
    """100,000 m2, 8,000 offered of which 3,000 still used: aanbod 8 %, leegstand 5 %."""
    feiten = _lever("leegstand_kantoren", ("2025-01-01", "GM0637", 100000, 5000, 8000), map_=tmp_path)
    assert _per("leegstand_kantoren", feiten, "gebied_code") == {"GM0637": 5.0}
    assert _per("aanbod_kantoren", feiten, "gebied_code") == {"GM0637": 8.0}


def test_room_for_higher_categories_by_the_permit(tmp_path: Path) -> None:
    """10 of 40 hectares is 25 %. A light firm on a heavy plot and a heavy firm on a light plot are both no use of it."""
    plan = ("Plan Oost", "2013-06-24")
    feiten = _lever(
        "kavels_hmc",
        ("2025-01-01", "WL0637-LNO", "A", 10, "4.1", "3.1", *plan),
        ("2025-01-01", "WL0637-LNO", "B", 25, "3.1", "2", *plan),
        ("2025-01-01", "WL0637-LNO", "C", 5, "3.1", None, *plan),
        ("2025-01-01", "WL0637-LNO", "D", 7, "2", "3.2", *plan),
        map_=tmp_path,
    )
    assert _per("uitnutting_hmc", feiten, "gebied_code") == {"GM0637": 25.0, "WL0637-LNO": 25.0}
    assert set(feiten["noot"]) == {"Plan: Plan Oost (24 juni 2013)."}


def test_a_plot_counts_once(tmp_path: Path) -> None:
    rij = ("2025-01-01", "WL0637-LNO", "A", 10, "4.1", "3.1", "Plan Oost", "2013-06-24")
    levering = DEFINITIES.leveringen["kavels_hmc"]
    pad = save_csv(tmp_path / "kavels_hmc.csv", [rij, rij], kop=kolomnamen(levering))
    _, fouten, _ = beoordeel([pad], levering, namen=gebiedsnamen(DEFINITIES.gebieden), gemeente="GM0637", bron_id="x")
    assert fouten == ["rij 3: dezelfde kavel staat er vaker, in rij 2 en 3; laat er een staan"]


def test_vacancy_by_use(tmp_path: Path) -> None:
    """3,000 of 20,000 m2 of offices is 15 %, 5,000 of 100,000 m2 of business space in two places 5 %."""
    feiten = _lever(
        "leegstand_werklocaties",
        ("2025-01-01", "WL0637-AMW", "kantoren", 20000, 3000),
        ("2025-01-01", "WL0637-AMW", "bedrijfsruimte", 80000, 4000),
        ("2025-01-01", "WL0637-LNO", "bedrijfsruimte", 20000, 1000),
        map_=tmp_path,
    )
    uit = _per("leegstand_werklocaties", feiten, "gebied_code", "kenmerkwaarde")
    assert uit[("GM0637", "kantoren")] == 15.0
    assert uit[("GM0637", "bedrijfsruimte")] == 5.0


def test_education_of_who_works_here(tmp_path: Path) -> None:
    """10, 20 and 20 thousand are 20, 40 and 40 %. Where CBS keeps a part secret there is no share at all."""
    feiten = _lever(
        "opleidingsniveau_werknemers",
        *(("2024", "GM0637", niveau, n) for niveau, n in (("laag", 10000), ("midden", 20000), ("hoog", 20000))),
        *(("2023", "GM0637", niveau, n) for niveau, n in (("laag", None), ("midden", 20000), ("hoog", 20000))),
        map_=tmp_path,
    )
    uit = _reken("opleidingsniveau_werknemers", feiten)
    nu = uit[uit["periode"] == "2024"].set_index("kenmerkwaarde")["waarde"].to_dict()
    assert nu == {"laag": 20.0, "midden": 40.0, "hoog": 40.0}
    assert set(uit.loc[uit["periode"] == "2023", "ontbreekt"]) == {"onbekend"}


def test_ww_by_sector_is_a_count_apart_from_who_seeks_work(tmp_path: Path) -> None:
    feiten = _lever(
        "uwv_sectoren",
        ("2025-12-31", "GM0637", None, 1400, 5000),
        ("2025-12-31", "GM0637", "health", 120, None),
        ("2025-12-31", "AM-ZHC", None, 4000, 14000),
        map_=tmp_path,
    )
    ww = _per("werkloosheid_sector", feiten, "gebied_code", "kenmerkwaarde")
    assert ww == {("GM0637", "totaal"): 1400, ("GM0637", "health"): 120, ("AM-ZHC", "totaal"): 4000}
    assert _per("werkzoekenden_uwv", feiten, "gebied_code", "kenmerkwaarde")[("GM0637", "totaal")] == 5000
    assert DEFINITIES.indicatoren["werkloosheid_sector"].eenheid == "uitkeringen"


def test_bbv_keeps_its_age_range_and_its_size_class(tmp_path: Path) -> None:
    feiten = _lever(
        "bbv",
        ("2024", "GM0637", "vestigingen", "15-64", 120.4),
        ("2024", "GM0637", "vestigingen", "15-74", 101.2),
        ("2024", "GK04", "vestigingen", "15-64", 130),
        ("2024", "Nederland", "functiemenging", None, 53.1),
        map_=tmp_path,
    )
    uit = _reken("bbv_vestigingen", feiten)
    per = dict(zip(zip(uit["gebied_code"], uit["kenmerkwaarde"], strict=True), uit["waarde"], strict=True))
    assert per == {("GM0637", "15-64"): 120.4, ("GM0637", "15-74"): 101.2, ("GK04", "15-64"): 130.0}
    assert "100.000 tot 300.000" in uit.set_index("gebied_code").loc["GK04", "gebied_naam"]
    assert _per("bbv_functiemenging", feiten, "gebied_code")["NL00"] == 53.1


@pytest.mark.parametrize("indicator", VAN_LEVERING, ids=lambda i: i.id)
def test_every_indicator_takes_an_empty_delivery_and_a_made_up_one(tmp_path: Path, indicator: Any) -> None:
    """Off or refused: one row that says there is no source. The example: figures, and every one of them fictief."""
    leeg_uit = _reken(indicator.id, leeg())
    assert leeg_uit["ontbreekt"].tolist() == ["geen-bron"]
    naam = indicator.bronnen[0].removeprefix(VOORVOEGSEL)
    rijen = [(*rij, "fictief") for rij in DEFINITIES.leveringen[naam].voorbeeld]
    uit = _reken(indicator.id, _lever(naam, *rijen, map_=tmp_path, extra=("herkomst",)))
    # The example of a survey has too few answers to be shown, as it should.
    assert uit["waarde"].notna().any() or set(uit["ontbreekt"]) == {"onderdrukt"}
    assert set(uit["herkomst"]) == {"fictief"}


def test_every_delivery_has_an_indicator_and_every_indicator_a_place_on_its_page() -> None:
    gebruikt = {b for i in VAN_LEVERING for b in i.bronnen}
    assert {b.id for b in DEFINITIES.bronnen.values() if b.soort == "levering"} == gebruikt
    for indicator in VAN_LEVERING:
        notebook = (WORTEL / "notebooks" / f"{indicator.notebook}.ipynb").read_text(encoding="utf-8")
        assert f'\\"{indicator.id}\\"' in notebook, indicator.id
