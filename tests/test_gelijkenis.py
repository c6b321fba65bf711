"""Places among all gemeenten, and the gemeenten that are most alike, on tables that can be checked by head."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tabelletjes import KADER, tidy

from ezlib.definitions import load_definities
from ezlib.indicators.gelijkenis import bereken_afstanden, gelijkenis
from ezlib.indicators.rang import FUNCTIES, rang_gemeenten
from ezlib.store import WORTEL

DEFINITIES = load_definities(WORTEL / "definitions")
EIGENSCHAPPEN = {
    "inwoners": {"teller": "inwoners", "log": True},
    "dichtheid": {"teller": "inwoners", "noemer": "oppervlakte_land"},
}


def test_the_place_among_all_gemeenten_with_a_figure():
    inwoners = {"GM0001": 1000, "GM0002": 1000, "GM0003": 1000, "GM0004": 1000, "GM0005": 0}
    feiten = tidy(
        *((c, "vestigingen", v) for c, v in zip(inwoners, (50, 80, 50, 20, 9), strict=True)),
        *((c, "inwoners_15_65", n) for c, n in inwoners.items()),
    )
    (rij,) = rang_gemeenten(feiten, kader=KADER, van={"vestigingen_per_1000_inwoners": "totaal"}).to_dict("records")
    # 80, 50, 50, 20: two share the second place; GM0005 has no figure.
    assert (rij["waarde"], rij["n"], rij["gebied_code"]) == (2, 4, "GM0001")
    assert (rij["kenmerk"], rij["kenmerkwaarde"]) == ("ranglijst", "vestigingen_per_1000_inwoners")


def test_every_indicator_that_is_ranked_has_its_own_function_and_words():
    indicator = DEFINITIES.indicatoren["rang_gemeenten"]
    assert set(indicator.parameters["van"]) == set(FUNCTIES) == set(DEFINITIES.kenmerken["ranglijst"]["waarden"])
    for naam, functie in FUNCTIES.items():
        module = functie.__module__.rpartition(".")[2]
        assert DEFINITIES.indicatoren[naam].functie == f"{module}.{functie.__name__}"


def test_distance_in_standard_deviations():
    """a: mean 4, deviation 2; b: mean 0, deviation 2."""
    maten = pd.DataFrame({"a": [2.0, 6, 2, 6], "b": [2.0, -2, -2, 2]}, index=["GM1", "GM2", "GM3", "GM4"])
    uit = bereken_afstanden(maten, "GM1")
    assert uit.loc["GM3", ["a", "b", "afstand"]].tolist() == [0, -2, pytest.approx(np.sqrt(2))]
    assert uit.loc["GM2", "afstand"] == 2 and uit.loc["GM1", "afstand"] == 0


def test_the_nearest_towns_with_what_they_differ_in():
    later = {"periode": "2022-01-01", "bron_id": "nieuw"}
    feiten = tidy(
        ("GM0001", "inwoners", 10_000), ("GM0002", "inwoners", 20_000), ("GM0003", "inwoners", 40_000), ("GM0004", "inwoners", 10_000),
        ("GM0001", "oppervlakte_land", 1000), ("GM0002", "oppervlakte_land", 2000), ("GM0003", "oppervlakte_land", 4000),
        ("GM0002", "inwoners", 99, later),
    )  # fmt: skip
    uit = gelijkenis(feiten, kader=KADER, eigenschappen=EIGENSCHAPPEN, aantal=1)
    # All are as dense; in size GM0002 is twice as large, and the newer table does not know GM0001. GM0004 has no land.
    per = uit.set_index(["gebied_code", "kenmerkwaarde"])
    assert set(uit["gebied_code"]) == {"GM0001", "GM0002"} and set(uit["n"]) == {3}
    stap = np.log(2) / np.std(np.log([1, 2, 4]))
    assert per.loc[("GM0002", "inwoners"), "waarde"] == pytest.approx(stap)
    assert per.loc[("GM0002", "totaal"), "waarde"] == pytest.approx(stap / np.sqrt(2))
    # To itself a gemeente has no distance.
    assert (
        per.loc["GM0001", "waarde"].to_dict() == {"inwoners": 0, "dichtheid": 0}
        and "inwoners 1 januari 2021" in uit["noot"].iloc[0]
    )
    assert gelijkenis(feiten, kader=KADER, eigenschappen={"x": {"teller": "opleiding"}}, aantal=1).empty
