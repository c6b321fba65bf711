"""Crosswalks between boundary years: totals stay, a code that was used again gets nothing by name, gaps stay gaps."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ezlib.definitions import load_definities
from ezlib.fouten import ControleFout, IndelingFout
from ezlib.sources.snapshot import load_snapshot
from ezlib.store import WORTEL
from ezlib.tidy import KOLOMMEN, check_tidy
from ezlib.tidy.kaart import tidy_kaart
from ezlib.tidy.omrekenen import maak_omrekening, reken_om

REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference"


def kaart(jaar: int, vlakken: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    frame = {"gebied_code": list(vlakken), "gebied_naam": [f"naam {c}" for c in vlakken], "gebied_type": "buurt"}
    return gpd.GeoDataFrame(frame | {"indeling": jaar}, geometry=list(vlakken.values()))


def stroken(jaar: int, *grenzen: float, begin: str = "BU0001", eerste: int = 1) -> gpd.GeoDataFrame:
    """Strips one high from each bound to the next, codes counting from `eerste`."""
    delen = pairwise(grenzen)
    return kaart(jaar, {f"{begin}{i:04}": shapely.box(a, 0, b, 1) for i, (a, b) in enumerate(delen, eerste)})


def cijfers(jaar: int, waarden: dict[str, float | None], **anders: object) -> pd.DataFrame:
    rijen = [
        {
            "gebied_type": "buurt", "gebied_code": code, "gebied_naam": code, "indeling": jaar,
            "periode": f"{jaar}-01-01", "onderwerp": "woningen", "kenmerk": "totaal", "kenmerkwaarde": "totaal",
            "waarde": np.nan if waarde is None else float(waarde), "eenheid": "aantal", "status": "definitief",
            "herkomst": "waargenomen", "ontbreekt": "onbekend" if waarde is None else "", "bron_id": "bron",
            "publicatie": "p", "noot": "",
        }
        | anders
        for code, waarde in waarden.items()
    ]  # fmt: skip
    return pd.DataFrame(rijen)[KOLOMMEN]


def per_code(frame: pd.DataFrame, kolom: str = "waarde") -> dict:
    return dict(zip(frame["gebied_code"].str[-4:], frame[kolom], strict=True))


# Old: 0-4 and 4-6. New: 0-1, 1-5, 5-6. So 0001 goes for 1/4 to 0011 and for 3/4 to 0012; 0002 half and half.
OUD, NIEUW = stroken(2024, 0, 4, 6), stroken(2025, 0, 1, 5, 6, eerste=11)
STAND = cijfers(2024, {"BU00010001": 80, "BU00010002": 30})


def test_counts_follow_the_common_area():
    uit = check_tidy(reken_om(STAND, maak_omrekening(OUD, NIEUW)))
    assert per_code(uit) == {"0011": 20, "0012": 75, "0013": 15}
    assert set(uit["indeling"]) == {2025} and set(uit["herkomst"]) == {"geschat"}
    assert per_code(uit, "gebied_naam")["0011"] == "naam BU00010011"
    assert set(uit["noot"]) == {"Omgerekend van de indeling van 2024 naar die van 2025, naar oppervlakte."}


def test_counts_follow_the_dwellings_where_these_are_known():
    """Of the 40 dwellings of 0012 three quarters lie in 0001: 30, against 10 in 0011. In 0002: 10 and 30."""
    gewicht = pd.Series({"BU00010011": 10, "BU00010012": 40, "BU00010013": 30})
    omrekening = maak_omrekening(OUD, NIEUW, gewicht=gewicht)
    assert omrekening["deel"].tolist() == [0.25, 0.75, 0.25, 0.75]
    uit = reken_om(STAND, omrekening)
    assert per_code(uit) == {"0011": 20, "0012": 67.5, "0013": 22.5}
    assert "naar het aantal woningen of inwoners in het nieuwe gebied." in uit["noot"].iloc[0]


@pytest.mark.parametrize("gewicht", [{"BU00010011": 1, "BU00010013": 5}, {"BU00010011": 0, "BU00010012": 0, "BU00010013": 5}])  # fmt: skip
def test_without_a_known_weight_area_decides(gewicht):
    omrekening = maak_omrekening(OUD, NIEUW, gewicht=pd.Series(gewicht))
    eerste = omrekening[omrekening["van_code"] == "BU00010001"]
    assert eerste["deel"].tolist() == [0.25, 0.75] and set(eerste["methode"]) == {"oppervlakte"}


def test_a_target_without_dwellings_gets_nought():
    gewicht = pd.Series({"BU00010011": 0, "BU00010012": 40, "BU00010013": 30})
    assert per_code(reken_om(STAND, maak_omrekening(OUD, NIEUW, gewicht=gewicht)))["0011"] == 0


def test_slivers_are_dropped_and_their_part_goes_to_the_rest():
    nieuw = stroken(2025, 0, 3.99, 6, eerste=11)
    omrekening = maak_omrekening(OUD, nieuw)
    assert omrekening[["van_code", "naar_code", "deel"]].values.tolist() == [
        ["BU00010001", "BU00010011", 1.0],
        ["BU00010002", "BU00010012", 1.0],
    ]
    assert len(maak_omrekening(OUD, nieuw, splinter=0.001)) == 3


def test_a_small_area_inside_a_large_one_is_no_sliver():
    oud = kaart(2024, {"BU00010001": shapely.box(0, 0, 1000, 1)})
    nieuw = stroken(2025, 0, 1, 1000, eerste=11)
    assert maak_omrekening(oud, nieuw)["deel"].tolist() == [0.001, 0.999]


def test_a_missing_operand_makes_its_targets_missing_and_no_other():
    geheim = cijfers(2024, {"BU00010001": 80}).pipe(
        lambda f: pd.concat([f, cijfers(2024, {"BU00010002": None}, ontbreekt="onderdrukt")], ignore_index=True)
    )
    uit = check_tidy(reken_om(geheim, maak_omrekening(OUD, NIEUW)))
    assert per_code(uit, "ontbreekt") == {"0011": "", "0012": "onderdrukt", "0013": "onderdrukt"}
    assert per_code(uit)["0011"] == 20
    # A row that is not there is not a nought.
    zonder = check_tidy(reken_om(STAND.iloc[:1], maak_omrekening(OUD, NIEUW)))
    assert per_code(zonder, "ontbreekt") == {"0011": "", "0012": "onbekend", "0013": "onbekend"}


def test_the_weaker_operand_wins():
    gemengd = pd.concat([STAND.iloc[:1], STAND.iloc[1:].assign(status="voorlopig", herkomst="fictief")])
    uit = reken_om(gemengd, maak_omrekening(OUD, NIEUW))
    assert per_code(uit, "status") == {"0011": "definitief", "0012": "voorlopig", "0013": "voorlopig"}
    assert per_code(uit, "herkomst") == {"0011": "geschat", "0012": "fictief", "0013": "fictief"}


@pytest.mark.parametrize("eenheid", ["%", "index", "ha"])
def test_only_counts_are_shared_out(eenheid):
    with pytest.raises(ControleFout, match=rf"Alleen aantallen .* {eenheid}.* bereken daaruit"):
        reken_om(STAND.assign(eenheid=eenheid), maak_omrekening(OUD, NIEUW))


def test_rows_of_another_year_or_area_raise():
    omrekening = maak_omrekening(OUD, NIEUW)
    with pytest.raises(IndelingFout, match="gaat uit van de indeling van 2024; de tabel heeft rijen van 2020"):
        reken_om(STAND.assign(indeling=2020), omrekening)
    gelijk = {"GM0001": [{"gelijk": [2014, 2024]}]}
    assert len(reken_om(STAND.assign(indeling=2020), omrekening, gelijk=gelijk)) == 3
    with pytest.raises(IndelingFout, match="rijen van 2020"):
        reken_om(STAND.assign(indeling=2020), omrekening, gelijk={"GM0002": [{"gelijk": [2014, 2024]}]})
    with pytest.raises(IndelingFout, match="1 gebieden staan niet in de omrekening van 2024"):
        reken_om(cijfers(2024, {"BU00010009": 1}), omrekening)


def test_maps_that_do_not_cover_one_another_raise():
    with pytest.raises(IndelingFout, match=r"bedekken elkaar niet: van 1 gebieden .*BU00010002"):
        maak_omrekening(OUD, stroken(2025, 0, 4, eerste=11))
    with pytest.raises(IndelingFout, match="heeft er 2: 2024 en 2025"):
        maak_omrekening(pd.concat([OUD, NIEUW]), NIEUW)


# --- any grid ----------------------------------------------------------------------------------------------------

SNEDEN = st.lists(st.integers(1, 59), max_size=4, unique=True).map(lambda s: [0, *sorted(s), 60])


def rooster(jaar: int, x: list[int], y: list[int]) -> gpd.GeoDataFrame:
    vlakken = [shapely.box(a, c, b, d) for a, b in pairwise(x) for c, d in pairwise(y)]
    return kaart(jaar, {f"BU0001{i:04}": vlak for i, vlak in enumerate(vlakken)})


@settings(max_examples=60, deadline=None)
@given(x=SNEDEN, y=SNEDEN, u=SNEDEN, v=SNEDEN, data=st.data())
def test_totals_are_conserved_on_any_two_grids(x, y, u, v, data):
    oud, nieuw = rooster(2024, x, y), rooster(2025, u, v)
    gewicht = data.draw(st.none() | st.lists(st.integers(0, 50), min_size=len(nieuw), max_size=len(nieuw)))
    weegt = None if gewicht is None else pd.Series(gewicht, index=nieuw["gebied_code"])
    aantallen = data.draw(st.lists(st.integers(0, 10**6), min_size=len(oud), max_size=len(oud)))
    omrekening = maak_omrekening(oud, nieuw, gewicht=weegt)
    assert omrekening.groupby("van_code")["deel"].sum().to_numpy() == pytest.approx(np.ones(len(oud)), abs=1e-12)
    assert omrekening["deel"].between(0, 1).all()
    uit = reken_om(cijfers(2024, dict(zip(oud["gebied_code"], aantallen, strict=True))), omrekening)
    assert uit["waarde"].sum() == pytest.approx(sum(aantallen), rel=1e-12)
    assert (uit["waarde"] >= 0).all()


# --- the real break of 2025 --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def echt() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    bronnen = load_definities(WORTEL / "definitions").bronnen
    namen = [f"kaart_buurten_{jaar}_zoetermeer" for jaar in (2024, 2025)]
    oud, nieuw = (tidy_kaart(load_snapshot(WORTEL / "data/raw" / n / "ingebouwd"), bronnen[n]) for n in namen)
    return oud, nieuw


def test_the_old_buurten_are_shared_out_over_the_new_and_nothing_is_lost(echt):
    oud, nieuw = echt
    stand = cijfers(2024, {code: 1000 + i for i, code in enumerate(oud["gebied_code"])})
    uit = check_tidy(reken_om(stand, maak_omrekening(oud, nieuw)))
    assert uit["waarde"].sum() == pytest.approx(stand["waarde"].sum(), rel=1e-12)
    assert set(uit["gebied_code"]) == set(nieuw["gebied_code"]) and len(uit) == 146


def test_a_code_used_again_gets_nothing_of_its_namesake(echt):
    """BU06370101 was Meerzicht-Oost; now it is Dorpsstraat, which lies in the old Dorp (BU06370001)."""
    oud, nieuw = echt
    opnieuw = set(oud["gebied_code"]) & set(nieuw["gebied_code"])
    assert len(opnieuw) == 15 and "BU06370101" in opnieuw
    uit = reken_om(
        cijfers(2024, {c: 100.0 * (c == "BU06370101") for c in oud["gebied_code"]}), maak_omrekening(oud, nieuw)
    )
    assert per_code(uit)["0101"] == 0
    uit = reken_om(
        cijfers(2024, {c: 100.0 * (c == "BU06370001") for c in oud["gebied_code"]}), maak_omrekening(oud, nieuw)
    )
    assert per_code(uit)["0101"] > 15


def test_most_new_buurten_lie_in_one_old_one(echt):
    """At least the 120 of 146 that the coarsest outlines give (below); on the finer, embedded ones it is more."""
    grootste = maak_omrekening(*echt).groupby("naar_code")["aandeel_naar"].max()
    assert len(grootste) == 146
    assert 120 <= (grootste >= 0.8).sum() <= 140


def test_shares_agree_with_the_reference():
    """On the outlines that the list was made of: the same 120 of 146, every share within its four decimals."""
    geo = REFERENTIE / "geo"
    if not geo.exists():
        pytest.skip("needs ../shared/reference")
    oud, nieuw = (
        kaart(
            jaar, gpd.read_file(geo / f"zoetermeer_buurten_{jaar}_rd.geojson").set_index("statcode").geometry.to_dict()
        )
        for jaar in (2024, 2025)
    )
    lijst = pd.read_csv(geo / "zoetermeer_buurt_2024_2025_oppervlakte_overlap.csv")
    daar = lijst.set_index(["buurt2024", "buurt2025"])["aandeel_van_2025"]
    hier = maak_omrekening(oud, nieuw, splinter=0).set_index(["van_code", "naar_code"])["aandeel_naar"]
    assert (daar - hier.reindex(daar.index)).abs().max() <= 0.0001
    assert (hier.groupby("naar_code").max() >= 0.8).sum() == 120
