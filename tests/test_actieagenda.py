"""Every indicator of the paper: in the catalogue under its place, with a source, and with a figure or a reason on the site."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import yaml
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.store import WORTEL

DEFINITIES = load_definities(WORTEL / "definitions")
PAPIER: dict[str, dict[str, Any]] = yaml.safe_load((WORTEL / "tests" / "actieagenda.yml").read_text(encoding="utf-8"))
GEVRAAGD = sorted({i for plek in PAPIER.values() for i in plek.get("indicatoren", [])})


@pytest.fixture(scope="module")
def waarnemingen(gebouwd: Werkplaats) -> pd.DataFrame:
    return pd.read_csv(gebouwd.editie / "tabellen" / "waarnemingen.csv", dtype=str, keep_default_na=False)


def test_the_list_has_every_place_of_the_paper():
    per_punt = {punt: sum(nummer.startswith(f"{punt}.") for nummer in PAPIER) for punt in "123456"}
    assert per_punt == {"1": 5, "2": 5, "3": 6, "4": 4, "5": 5, "6": 9}


@pytest.mark.parametrize("nummer", PAPIER)
def test_a_place_has_its_indicators_in_the_catalogue(nummer):
    plek = PAPIER[nummer]
    assert plek.get("indicatoren") or plek.get("stuk")
    for naam in plek.get("indicatoren", []):
        assert nummer in DEFINITIES.indicatoren[naam].actieagenda, naam


@pytest.mark.parametrize("naam", GEVRAAGD)
def test_an_indicator_has_a_definition_a_source_and_a_figure_or_a_reason(naam, waarnemingen, gebouwd: Werkplaats):
    ind = DEFINITIES.indicatoren[naam]
    assert len(ind.definitie) > 20
    assert ind.bronnen and all(b in DEFINITIES.bronnen for b in ind.bronnen)
    rijen = waarnemingen[waarnemingen["indicator_id"] == naam]
    assert len(rijen) > 0
    assert ((rijen["waarde"] != "") ^ (rijen["ontbreekt"] != "")).all()
    pagina = (gebouwd.editie / f"{ind.notebook}.html").read_text(encoding="utf-8")
    assert pagina.count(f'id="{naam}"') == 1, f"{ind.notebook}.html#{naam}"


@pytest.mark.parametrize("nummer", [n for n, plek in PAPIER.items() if "stuk" in plek])
def test_a_part_of_the_edition_is_there(nummer, gebouwd: Werkplaats):
    assert (gebouwd.editie / PAPIER[nummer]["stuk"]).stat().st_size > 1000


def test_no_number_in_the_catalogue_is_unknown_to_the_paper():
    genoemd = {nummer for ind in DEFINITIES.indicatoren.values() for nummer in ind.actieagenda}
    assert genoemd <= set(PAPIER)
