"""Schools and students in a gemeente, its region and Nederland; sums that can be checked by head."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from ezlib.definitions import load_definities
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.kader import Kader
from ezlib.report.overzicht import tabel_onderwijsaanbod
from ezlib.store import WORTEL
from ezlib.tidy import KOLOMMEN

DEFINITIES = load_definities(WORTEL / "definitions")
KADER = Kader("GM0001", "Aadorp", {"code": "AM01", "naam": "Oost", "leden": ["GM0001", "GM0002", "GM0003"]})


def rij(code: str, soort: str, waarde: float | None, **anders: object) -> dict[str, object]:
    return dict.fromkeys(KOLOMMEN, "") | {
        "gebied_type": "gemeente", "gebied_code": code, "indeling": 2026, "periode": "2026-01-01",
        "onderwerp": "onderwijsaanbod_vestigingen", "kenmerk": "soort", "kenmerkwaarde": soort,
        "waarde": float("nan") if waarde is None else waarde, "eenheid": "aantal", "status": "definitief",
        "herkomst": "waargenomen", "ontbreekt": "geheim" if waarde is None else "", "bron_id": "duo_vestigingen_vo",
        "publicatie": "lijst",
    } | anders  # fmt: skip


def waarnemingen(*rijen: dict[str, object], indicator: str = "onderwijs_vestigingen") -> pd.DataFrame:
    feiten = pd.DataFrame(rijen, columns=KOLOMMEN).astype({"waarde": "float64", "indeling": "int64"})
    return maak_waarnemingen(feiten, DEFINITIES.indicatoren[indicator], KADER, jaar=2025)[0]


def test_region_and_land_are_the_sum_of_who_has_any():
    """Gemeente 3 lies in the region and has no school; 9 lies elsewhere."""
    frame = waarnemingen(
        rij("GM0001", "vo", 4), rij("GM0002", "vo", 1), rij("GM0009", "vo", 20), rij("GM0002", "po", 7)
    )
    per = frame.set_index(["gebied_code", "kenmerkwaarde"])["waarde"].to_dict()
    assert per == {
        ("GM0001", "vo"): 4,
        ("AM01", "vo"): 5,
        ("NL00", "vo"): 25,
        ("AM01", "po"): 7,
        ("NL00", "po"): 7,
    }
    assert set(frame["herkomst"]) == {"waargenomen"}
    assert frame.set_index("gebied_code").loc["GM0001", "gebied_naam"] == "Aadorp"


def test_hidden_groups_make_a_sum_an_estimate():
    klein = {"onderwerp": "onderwijsaanbod_leerlingen", "kenmerkwaarde": "wo", "bron_id": "duo_studenten_ho"}
    frame = waarnemingen(
        rij("GM0001", "wo", None, **klein, herkomst="geschat"),
        rij("GM0002", "wo", 300, **klein),
        indicator="onderwijs_leerlingen",
    ).set_index("gebied_code")
    assert frame.loc["GM0001", "ontbreekt"] == "geheim"
    assert (frame.loc["AM01", "waarde"], frame.loc["AM01", "herkomst"]) == (300, "geschat")


def test_providers_are_named_for_the_region_and_not_for_the_land():
    aanbieder = {"kenmerk": "aanbieder"}
    frame = waarnemingen(rij("GM0001", "Lyceum", 1, **aanbieder), rij("GM0009", "College", 2, **aanbieder))
    assert sorted(frame["gebied_code"]) == ["AM01", "GM0001"]


def test_without_a_source_the_figure_is_missing_with_its_reason():
    frame = waarnemingen()
    assert frame["ontbreekt"].tolist() == ["geen-bron"]


@pytest.mark.parametrize(
    ("rijen", "verwacht"),
    [
        ([], ["Scholen en instellingen", "hiervoor is nog geen bron", "–", "–", "–"]),
        (
            [rij("GM0002", "vo", 3), rij("GM0009", "vo", 1000, herkomst="geschat")],
            ["Scholen en instellingen: voortgezet onderwijs", "geen", "3", "1.003 (geschat)", "1 januari 2026"],
        ),
    ],
)
def test_table_on_the_page(rijen, verwacht):
    lezer = SimpleNamespace(
        kader={"naam": "Aadorp"}, definities=DEFINITIES, indicator=DEFINITIES.indicatoren.__getitem__
    )
    html = tabel_onderwijsaanbod(lezer, waarnemingen(*rijen))._repr_html_()
    eerste = re.findall(r"<tr[^>]*>.*?</tr>", html, re.DOTALL)[1]
    assert [
        re.sub(r"<[^>]+>", "", cel).strip() for cel in re.findall(r"<t[hd].*?</t[hd]>", eerste, re.DOTALL)
    ] == verwacht
