"""Where an establishment is: exact on edges, one set of boundaries, and nothing placed that cannot be placed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import nep_register
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ezlib.definitions import load_definities
from ezlib.fouten import BronFout, DefinitieFout
from ezlib.reeksen import kies_reeks
from ezlib.register import PLAATSKOLOMMEN
from ezlib.register.omtrekken import lees_bag, lees_omtrekken, zonder_omtrek
from ezlib.register.plaatsen import (
    add_buurt,
    add_punt,
    add_werklocatie,
    indeling_van,
    tel_plaatsing,
    vind_gebied,
    vind_genest,
)
from ezlib.sources.snapshot import load_snapshot
from ezlib.store import WORTEL
from ezlib.tidy.kaart import tidy_kaart

REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "geo"
RD = "EPSG:28992"


def kaart(jaar: int = 2024, **vlakken: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"gebied_code": list(vlakken), "indeling": jaar}, geometry=list(vlakken.values()), crs=RD)


def blok(x: int, y: int = 0, breed: int = 100) -> shapely.Geometry:
    return shapely.box(x, y, x + breed, y + 100)


# Two buurten with a gap of 10 m between them.
KIER = kaart(BU06370002=blok(0), BU06370001=blok(110))


def vind(vlakken: gpd.GeoDataFrame, *punten: tuple[float, float], tolerantie_m: float = 0) -> list[str]:
    x, y = zip(*punten, strict=True)
    return vind_gebied(pd.Series(x), pd.Series(y), vlakken, tolerantie_m=tolerantie_m).tolist()


# --- point in polygon --------------------------------------------------------------------------------------------


def test_a_point_in_a_gap_goes_to_the_nearest_within_the_tolerance():
    punten = [(103, 50), (107, 50), (105, 50), (300, 50)]
    assert vind(KIER, *punten) == ["", "", "", ""]
    # In the middle both are as near: the lowest code. 300 is 90 m away.
    assert vind(KIER, *punten, tolerantie_m=10) == ["BU06370002", "BU06370001", "BU06370001", ""]
    assert vind(KIER, (107, 50), tolerantie_m=2) == [""]


def test_a_shared_edge_and_vertex_fall_to_the_lowest_code():
    vier = kaart(D=blok(0), C=blok(100), B=blok(0, 100), A=blok(100, 100))
    assert vind(vier, (100, 50), (50, 100), (100, 100), (0, 0)) == ["C", "B", "A", "D"]


def test_without_a_point_or_a_map_there_is_no_area():
    assert vind(KIER, (float("nan"), 50), (50, float("nan"))) == ["", ""]
    assert vind(KIER.iloc[:0], (50, 50), tolerantie_m=10) == [""]


def test_the_index_of_the_caller_stays():
    x = pd.Series([50.0, 150.0], index=[7, 3])
    assert vind_gebied(x, pd.Series([50.0, 50.0], index=[7, 3]), KIER).to_dict() == {7: "BU06370002", 3: "BU06370001"}


@pytest.fixture(scope="module")
def echt() -> gpd.GeoDataFrame:
    """The 26 buurten of the embedded default: simplified, with gaps and overlaps."""
    naam = "kaart_buurten_2024_zoetermeer"
    bron = load_definities(WORTEL / "definitions").bronnen[naam]
    return tidy_kaart(load_snapshot(WORTEL / "data/raw" / naam / "ingebouwd"), bron)


def bare_sjoin(x: np.ndarray, y: np.ndarray, vlakken: gpd.GeoDataFrame) -> pd.Series:
    """What geopandas says, of several areas the lowest code: the declared tie."""
    punten = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=vlakken.crs)
    samen = punten.sjoin(vlakken[["gebied_code", "geometry"]], predicate="intersects", how="left")
    return samen.groupby(level=0)["gebied_code"].min().fillna("")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_equal_to_bare_sjoin_on_vertices_edges_and_anywhere(echt, data):
    hoekpunten = shapely.get_coordinates(echt.geometry.to_numpy())
    i = data.draw(st.lists(st.integers(0, len(hoekpunten) - 2), min_size=1, max_size=30))
    deel = data.draw(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.9]), min_size=len(i), max_size=len(i)))
    rand = hoekpunten[i] + np.array(deel)[:, None] * (hoekpunten[np.array(i) + 1] - hoekpunten[i])
    links, onder, rechts, boven = echt.total_bounds
    vrij = data.draw(st.lists(st.tuples(st.floats(links, rechts), st.floats(onder, boven)), max_size=30))
    x, y = np.vstack([rand, np.array(vrij).reshape(-1, 2)]).T
    hier = vind_gebied(pd.Series(x), pd.Series(y), echt)
    assert hier.tolist() == bare_sjoin(x, y, echt).tolist()


@pytest.mark.parametrize("bestand", ["zoetermeer_buurten_2025_rd.geojson", "zoetermeer_wijken_2022_rd.geojson"])
def test_equal_to_bare_sjoin_on_the_reference_outlines(bestand):
    if not REFERENTIE.exists():
        pytest.skip("needs ../shared/reference")
    vlakken = gpd.read_file(REFERENTIE / bestand)
    kolom = next(k for k in ("statcode", "wijkcode", "WK_CODE", "code") if k in vlakken)
    vlakken = vlakken.rename(columns={kolom: "gebied_code"})
    loting = np.random.default_rng(1)
    links, onder, rechts, boven = vlakken.total_bounds
    hoek = shapely.get_coordinates(vlakken.geometry.to_numpy())
    x = np.append(loting.uniform(links, rechts, 20_000), hoek[:, 0])
    y = np.append(loting.uniform(onder, boven, 20_000), hoek[:, 1])
    hier = vind_gebied(pd.Series(x), pd.Series(y), vlakken)
    assert hier.tolist() == bare_sjoin(x, y, vlakken).tolist()
    assert (hier != "").sum() > 5_000


def test_every_point_is_placed_once_and_the_nearest_is_near(echt):
    links, onder, rechts, boven = echt.total_bounds
    loting = np.random.default_rng(2)
    x, y = pd.Series(loting.uniform(links, rechts, 3000)), pd.Series(loting.uniform(onder, boven, 3000))
    ruim, krap = vind_gebied(x, y, echt, tolerantie_m=50), vind_gebied(x, y, echt)
    assert (ruim[krap != ""] == krap[krap != ""]).all()
    erbij = (ruim != "") & (krap == "")
    assert erbij.any()
    vormen = echt.set_index("gebied_code").geometry
    for i in np.flatnonzero(erbij)[:20]:
        afstand = vormen.distance(shapely.Point(x[i], y[i]))
        assert afstand[ruim[i]] == afstand.min() <= 50


# --- one set of boundaries ---------------------------------------------------------------------------------------

REEKS = (2014, 2024)
OUD = kaart(2024, BU06370001=blok(0), BU06370002=blok(100))


def rij(jaar: int, code: str, x: float | None, **anders: object) -> dict[str, object]:
    waar = {"x": np.nan, "y": np.nan} if x is None else {"x": float(x), "y": 50.0}
    return {"peildatum": f"{jaar}-01-01", "buurtcode": code, **waar, "bag_id": "", **anders}


def geplaatst(*rijen: dict[str, object], bag: pd.DataFrame | None = None, **anders: object) -> pd.DataFrame:
    register = nep_register.register(*rijen)
    opties = {"kaart": OUD, "reeks": REEKS, "tolerantie_m": 0} | anders
    return add_buurt(register, add_punt(register, bag), **opties)


def waar(frame: pd.DataFrame) -> list[list[object]]:
    return frame[["buurtcode", "indeling", "plaatsing"]].values.tolist()


def test_a_year_of_the_span_keeps_its_code_and_a_later_one_is_recoded():
    """BU06370001 of 2025 is another place than that of 2024: only the point decides."""
    frame = geplaatst(rij(2024, "BU06370001", 150), rij(2025, "BU06370001", 150))
    assert waar(frame) == [["BU06370001", 2024, "code"], ["BU06370002", 2024, "coordinaat"]]


def test_a_later_row_without_a_point_loses_its_code():
    assert waar(geplaatst(rij(2025, "BU06370001", None))) == [["", 2024, ""]]
    assert waar(geplaatst(rij(2025, "BU06370001", 5000))) == [["", 2024, ""]]


def test_an_earlier_year_is_recoded_too():
    assert waar(geplaatst(rij(2013, "BU06370009", 50))) == [["BU06370001", 2024, "coordinaat"]]


def test_a_row_of_the_span_without_a_code_gets_one_from_its_point():
    assert waar(geplaatst(rij(2020, "", 50), rij(2020, "", None))) == [
        ["BU06370001", 2020, "coordinaat"],
        ["", 2020, ""],
    ]


def test_the_bag_goes_before_the_coordinates_of_the_file():
    bag = pd.DataFrame({"bag_id": ["0637010000000001"], "x": [150.0], "y": [50.0]})
    rijen = [rij(2025, "", 50, bag_id="0637010000000001"), rij(2025, "", 50, bag_id="0637010000000002")]
    frame = geplaatst(*rijen, rij(2025, "", None, bag_id="0637010000000001"), bag=bag)
    assert waar(frame) == [
        ["BU06370002", 2024, "bag"],
        ["BU06370001", 2024, "coordinaat"],
        ["BU06370002", 2024, "bag"],
    ]


def test_without_a_map_later_years_have_no_buurt_and_without_a_span_every_year_keeps_its_own():
    rijen = [rij(2024, "BU06370001", 150), rij(2025, "BU06370101", 150)]
    assert waar(geplaatst(*rijen, kaart=None)) == [["BU06370001", 2024, "code"], ["", 2024, ""]]
    assert waar(geplaatst(*rijen, reeks=None)) == [["BU06370001", 2024, "code"], ["BU06370101", 2025, "code"]]


def test_the_page_can_tell_how_many_were_placed_how():
    frame = geplaatst(rij(2024, "BU06370001", 1), rij(2025, "", 50), rij(2025, "", 150), rij(2025, "", None))
    assert tel_plaatsing(frame).to_dict("records") == [
        {"peildatum": "2024-01-01", "bag": 0, "coordinaat": 0, "code": 1, "niet_geplaatst": 0, "vestigingen": 1},
        {"peildatum": "2025-01-01", "bag": 0, "coordinaat": 2, "code": 0, "niet_geplaatst": 1, "vestigingen": 3},
    ]


def test_the_span_of_the_definitions():
    blokken = load_definities(WORTEL / "definitions").gebieden["indelingen"]["GM0637"]
    assert kies_reeks(blokken) == REEKS
    assert kies_reeks([]) is None


def test_published_rows_say_their_own_boundaries():
    frame = pd.DataFrame(
        [["gemeente", "2025-01-01"], ["wijk", "2025-01-01"], ["buurt", "2020-01-01"], ["werklocatie", "2020-01-01"]],
        columns=["gebied_type", "periode"],
    ).assign(indeling=[2024, 2024, 2020, 2020])
    assert indeling_van(frame, werklocaties=2025).tolist() == [2025, 2024, 2020, 2025]


# --- werklocaties ------------------------------------------------------------------------------------------------

NIEUW = kaart(2025, BU06371301=blok(0), BU06371302=blok(100), BU06370101=blok(200))
VAN_BUURT = {"BU06371301": "WL0637-A", "BU06371302": "WL0637-B"}


def op_locatie(*rijen: dict[str, object], **anders: object) -> list[list[str]]:
    register = nep_register.register(*rijen)
    opties = {"van_buurt": VAN_BUURT, "buurten": NIEUW, "omtrekken": None, "tolerantie_m": 0} | anders
    frame = add_werklocatie(register, add_punt(register, None), **opties)
    return frame[["werklocatie", "op_werklocatie"]].values.tolist()


def test_a_werklocatie_is_found_by_its_outline_in_every_year():
    rijen = [rij(2020, "BU06370001", 50), rij(2020, "BU06370001", 250), rij(2025, "", 150)]
    assert op_locatie(*rijen) == [["WL0637-A", "werklocatie"], ["", "elders"], ["WL0637-B", "werklocatie"]]


def test_without_a_point_the_code_of_the_same_boundaries_decides_and_else_nothing():
    rijen = [rij(2024, "BU06371301", None), rij(2025, "BU06371301", None), rij(2025, "BU06370101", None)]
    assert op_locatie(*rijen) == [["", "onbekend"], ["WL0637-A", "werklocatie"], ["", "elders"]]
    assert op_locatie(rij(2025, "", 5000)) == [["", "onbekend"]]


def test_a_drawn_outline_goes_before_buurten():
    eigen = gpd.GeoDataFrame({"gebied_code": ["WL0637-Z"]}, geometry=[shapely.box(40, 40, 60, 60)], crs=RD)
    assert op_locatie(rij(2025, "", 50), rij(2025, "", 10), omtrekken=eigen) == [
        ["WL0637-Z", "werklocatie"],
        ["WL0637-A", "werklocatie"],
    ]
    # With drawn outlines alone a point is enough to know that it is not on one.
    zonder = {"van_buurt": {}, "buurten": None}
    assert op_locatie(rij(2025, "", 50), rij(2025, "", 10), rij(2025, "", None), omtrekken=eigen, **zonder) == [
        ["WL0637-Z", "werklocatie"],
        ["", "elders"],
        ["", "onbekend"],
    ]
    assert op_locatie(rij(2025, "", 50), **zonder) == [["", "onbekend"]]


def test_the_ten_werklocaties_are_the_buurten_of_that_name():
    """CBS named ten of the new buurten after a business park; each werklocatie is called as its buurt."""
    definities = load_definities(WORTEL / "definitions")
    blok_ = definities.gebieden["werklocaties"]["GM0637"]
    naam = "kaart_buurten_2025_zoetermeer"
    vlakken = tidy_kaart(load_snapshot(WORTEL / "data/raw" / naam / "ingebouwd"), definities.bronnen[naam])
    namen = vlakken.set_index("gebied_code")["gebied_naam"]
    assert blok_["indeling"] == 2025 and len(blok_["gebieden"]) == 10
    for w in blok_["gebieden"].values():
        assert [namen[b] for b in w["buurten"]] == [w["naam"]]


@pytest.mark.parametrize(
    ("oud", "nieuw", "zin"),
    [
        (
            "buurten: [BU06371306]}",
            "buurten: [BU06371303]}",
            "BU06371303 hoort al bij WL0637-DIP; banen zouden twee keer",
        ),
        ("buurten: [BU06371306]}", "buurten: [BU05031306]}", "BU05031306 ligt niet in GM0637"),
        ("buurten: [BU06371306]}", "bestand: dip.geojson, buurten: [BU06371306]}", 'geef "buurten" of "bestand"'),
        (", buurten: [BU06371306]}", "}", 'geef "buurten" of "bestand"'),
        ("WL0637-DIP:", "WL0503-DIP:", "een werklocatie van GM0637 begint met WL0637-"),
    ],
)
def test_faults_of_werklocaties_have_their_line(tmp_path, oud, nieuw, zin):
    for pad in (WORTEL / "definitions").glob("*.yml"):
        tekst = pad.read_text(encoding="utf-8")
        (tmp_path / pad.name).write_text(
            tekst.replace(oud, nieuw) if pad.stem == "gebieden" else tekst, encoding="utf-8"
        )
    with pytest.raises(DefinitieFout, match=r"gebieden\.yml, regel \d+") as fout:
        load_definities(tmp_path)
    assert zin in str(fout.value)


# --- files that help ---------------------------------------------------------------------------------------------


def test_bag_points_are_read_and_every_fault_is_told(tmp_path):
    goed, fout = tmp_path / "a.csv", tmp_path / "b.csv"
    goed.write_text("bag_id;x;y;straat\n637010000000001;92000.5;452000;A\n", encoding="utf-8")
    assert lees_bag([goed]).values.tolist() == [["0637010000000001", 92000.5, 452000.0]]
    assert lees_bag([]) is None
    fout.write_text("bag_id,x\n1,2\n", encoding="utf-8")
    slecht = tmp_path / "c.csv"
    slecht.write_text("bag_id,x,y\n1,n.v.t.,3\n", encoding="utf-8")
    with pytest.raises(BronFout) as melding:
        lees_bag([goed, fout, slecht])
    assert "b.csv: kolom y ontbreekt" in str(melding.value)
    assert "c.csv: 1 rijen zonder leesbaar BAG-nummer, x of y" in str(melding.value)
    goed.write_text("bag_id,x,y\n1,2,3\n1,2,4\n", encoding="utf-8")
    with pytest.raises(BronFout, match="1 BAG-nummers hebben meer dan één punt"):
        lees_bag([goed])


def test_drawn_outlines_are_read_and_must_be_named(tmp_path):
    gebieden = {
        "WL0637-P": {"naam": "Park", "soort": "campus", "bestand": "park.geojson"},
        "WL0637-Q": {"naam": "Later", "soort": "campus", "bestand": "later.geojson"},
    }
    pad = tmp_path / "park.geojson"
    gpd.GeoDataFrame(geometry=[blok(0), blok(100)], crs=RD).to_file(pad)
    uit = lees_omtrekken([pad], gebieden)
    assert uit["gebied_code"].tolist() == ["WL0637-P"] and uit.area.tolist() == [20_000.0]
    assert zonder_omtrek([pad], gebieden) == ["Later"]
    assert lees_omtrekken([], gebieden) is None
    with pytest.raises(BronFout, match=r"staat park\.geojson, maar geen werklocatie"):
        lees_omtrekken([pad], {})
    gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)], crs=RD).to_file(pad)
    with pytest.raises(BronFout, match="geen enkel vlak"):
        lees_omtrekken([pad], gebieden)


def test_a_register_that_was_only_read_has_no_places():
    assert (nep_register.register({})[list(PLAATSKOLOMMEN)] == "").all(axis=None)


# --- by code, where one buurt lies in another -------------------------------------------------------------------


def test_without_a_point_a_buurt_inside_one_old_buurt_decides():
    """Of the new strips 0-90, 90-105 and 105-200 the first and last lie in one old buurt; 10 of 15 m is not enough."""
    nieuw = kaart(2025, BU06370002=blok(0, breed=90), BU06370003=blok(90, breed=15), BU06370001=blok(105, breed=95))
    vol = [k.assign(gebied_naam="", gebied_type="buurt") for k in (OUD, nieuw)]
    genest = vind_genest(vol[0], vol[1:], min_procent=90)
    assert genest == {(2025, "BU06370002"): "BU06370001", (2025, "BU06370001"): "BU06370002"}
    rijen = [rij(2025, c, None) for c in ("BU06370001", "BU06370002", "BU06370003")]
    assert waar(geplaatst(*rijen, rij(2025, "BU06370001", 50), genest=genest)) == [
        ["BU06370002", 2024, "code"],
        ["BU06370001", 2024, "code"],
        ["", 2024, ""],
        ["BU06370001", 2024, "coordinaat"],
    ]
