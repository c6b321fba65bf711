"""The tidy layout is held; readers are found by name; annual reports, outlines and joins over boundary years."""

from __future__ import annotations

import json
from pathlib import Path

import nep_bron
import numpy as np
import pandas as pd
import pytest

from ezlib.fouten import BronFout, ControleFout, IndelingFout
from ezlib.store import load_frame, load_json, load_kaart
from ezlib.tidy import KOLOMMEN, LEZERS, check_tidy, controleer_bron, load_lezer, maak_tidy
from ezlib.tidy.gebieden import koppel
from ezlib.tidy.jaarstukken import VERPLICHT, tidy_jaarstukken
from ezlib.tidy.kaart import tidy_kaart

REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference"


def regel(**anders: object) -> dict[str, object]:
    """One correct tidy row."""
    return {
        "gebied_type": "gemeente",
        "gebied_code": "GM0637",
        "gebied_naam": "Zoetermeer",
        "indeling": 2020,
        "periode": "2020-01-01",
        "onderwerp": "woningen",
        "kenmerk": "totaal",
        "kenmerkwaarde": "totaal",
        "waarde": 56455.0,
        "eenheid": "aantal",
        "status": "definitief",
        "herkomst": "waargenomen",
        "ontbreekt": "",
        "bron_id": "x",
        "publicatie": "Jaarstukken 2020",
        "noot": "",
    } | anders


# --- the layout ------------------------------------------------------------------------------------------------


def test_correct_rows_pass_unchanged():
    frame = pd.DataFrame([regel(), regel(periode="2020K3", waarde=np.nan, ontbreekt="onbekend")])
    assert check_tidy(frame) is frame


@pytest.mark.parametrize(
    ("rijen", "zin"),
    [
        ([regel(gebied_code="GM0637 ")], 'kolom gebied_code: geen code van een gebied (1 keer): "GM0637 "'),
        ([regel(gebied_type="stad")], 'kolom gebied_type: onbekend gebiedstype (1 keer): "stad"'),
        ([regel(status="concept")], 'kolom status: onbekende status (1 keer): "concept"'),
        ([regel(eenheid="gulden")], "kolom eenheid: onbekende eenheid"),
        ([regel(periode="1 januari 2020")], "kolom periode: geen peildatum, jaar of kwartaal"),
        ([regel(onderwerp="Aantal woningen")], "kolom onderwerp: geen kleine letters, cijfers en _"),
        ([regel(kenmerkwaarde="")], "kolom kenmerkwaarde: leeg"),
        ([regel(indeling=0)], "kolom indeling: geen jaar van een indeling"),
        ([regel(waarde=np.inf)], "kolom waarde: oneindig"),
        ([regel(waarde="56455")], "kolom waarde: "),
        ([regel(noot=None)], "kolom noot: "),
        ([regel(), regel(waarde=1.0)], "1 rijen staan er dubbel in, de eerste: "),
        ([regel(waarde=np.nan)], "1 rijen zonder cijfer en zonder reden, of met allebei"),
        ([regel(ontbreekt="geheim")], "1 rijen zonder cijfer en zonder reden, of met allebei"),
    ],
)
def test_breach_of_the_layout_is_named(rijen, zin):
    with pytest.raises(ControleFout) as fout:
        check_tidy(pd.DataFrame(rijen))
    assert str(fout.value).startswith("De tabel van x klopt niet:\n  ")
    assert zin in str(fout.value)


def test_all_breaches_come_at_once_and_columns_count_too():
    with pytest.raises(ControleFout, match=r"(?s)kolom eenheid.*kolom status"):
        check_tidy(pd.DataFrame([regel(status="a", eenheid="b")]))
    with pytest.raises(ControleFout, match="klopt niet"):
        check_tidy(pd.DataFrame([regel()]).drop(columns="noot"))
    with pytest.raises(ControleFout, match="klopt niet"):
        check_tidy(pd.DataFrame([regel(extra="x")]))
    with pytest.raises(ControleFout, match="geen enkel cijfer"):
        check_tidy(pd.DataFrame([regel()]).iloc[:0])


def test_every_reader_is_found_by_name():
    for naam in LEZERS:
        assert callable(load_lezer(naam))
    with pytest.raises(BronFout, match=r'Onbekende lezer "kwp" \(bedoelde u "kwb"\?\)'):
        load_lezer("kwp")


# --- annual reports --------------------------------------------------------------------------------------------

FEIT = {
    "gebied_code": "GM0637",
    "onderwerp": "vestigingen",
    "kenmerk": "totaal",
    "kenmerkwaarde": "totaal",
    "periode": "2021-01-01",
    "waarde": "9957",
    "eenheid": "aantal",
    "status": "voorlopig",
    "herkomst": "waargenomen",
    "publicatie": "Jaarstukken 2021",
    "oorspronkelijke_bron": "Werkgelegenheidsregister Haaglanden",
    "noot": "",
}
JAARSTUKKEN = nep_bron.bron(id="jaarstukken_x", soort="jaarstukken", lezer="jaarstukken")


@pytest.fixture
def jaarstukken(tmp_path):
    """Tidy a few facts, given as changes to FEIT."""

    def maak(*feiten: dict[str, str], kolommen: list[str] = VERPLICHT) -> pd.DataFrame:
        tekst = pd.DataFrame([FEIT | feit for feit in feiten])[kolommen].to_csv(index=False)
        return tidy_jaarstukken(
            nep_bron.snapshot(tmp_path / "jaarstukken_x" / "a", {"feiten_en_cijfers.csv": tekst}), JAARSTUKKEN
        )

    return maak


def test_both_publications_of_one_date_are_kept(jaarstukken):
    herzien = {"publicatie": "Jaarstukken 2022", "waarde": "9889", "status": "definitief", "noot": "herzien"}
    frame = check_tidy(jaarstukken({}, herzien, {"periode": "2022-01-01", "waarde": ""}))
    assert frame["waarde"].tolist()[:2] == [9957, 9889]
    assert frame["publicatie"].tolist()[:2] == ["Jaarstukken 2021", "Jaarstukken 2022"]
    assert frame["indeling"].tolist() == [2021, 2021, 2022]
    assert frame["ontbreekt"].tolist() == ["", "", "onbekend"]
    assert frame["noot"].tolist()[:2] == [
        "Bron: Werkgelegenheidsregister Haaglanden.",
        "Bron: Werkgelegenheidsregister Haaglanden. Herzien.",
    ]


def test_every_fault_of_the_file_has_its_row_and_column(jaarstukken):
    with pytest.raises(BronFout) as fout:
        jaarstukken({"waarde": "9.957,0"}, {"status": "concept", "periode": "1-1-2021"}, {"periode": "2020"}, {}, {})
    assert str(fout.value).splitlines() == [
        "feiten_en_cijfers.csv bevat 5 fout(en):",
        '  rij 2, kolom waarde: "9.957,0" is geen getal (gebruik een punt, geen komma)',
        '  rij 3, kolom periode: "1-1-2021" is niet een peildatum, jaar of kwartaal',
        '  rij 3, kolom status: "concept" kan niet; kies uit: definitief, nader voorlopig, voorlopig',
        "  rij 5, dit cijfer staat er al, met dezelfde peildatum en publicatie",
        "  rij 6, dit cijfer staat er al, met dezelfde peildatum en publicatie",
    ]


def test_missing_columns_are_named(jaarstukken):
    with pytest.raises(BronFout, match="deze kolommen ontbreken: waarde, noot"):
        jaarstukken({}, kolommen=[k for k in VERPLICHT if k not in ("waarde", "noot")])


# --- outlines --------------------------------------------------------------------------------------------------

VIERKANT = [[[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]]]
# Crosses itself in (50, 50): two triangles of 2,500 m2 each.
STRIK = [[[0, 0], [100, 100], [100, 0], [0, 100], [0, 0]]]
KAART = nep_bron.bron(id="kaart_x", soort="pdok", lezer="kaart", indeling=2024)


def geojson(*vlakken: tuple[dict[str, str], list[object]], crs: str | None = "urn:ogc:def:crs:EPSG::28992") -> str:
    vormen = [
        {
            "type": "Feature",
            "properties": eigenschappen,
            "geometry": {"type": "Polygon", "coordinates": punten} if punten else None,
        }
        for eigenschappen, punten in vlakken
    ]
    stelsel = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **stelsel, "features": vormen})


@pytest.fixture
def kaart(tmp_path):
    def maak(tekst: str, bron=KAART):
        return tidy_kaart(nep_bron.snapshot(tmp_path / "kaart_x" / "a", {"kaart.geojson": tekst}), bron)

    return maak


def test_outlines_get_the_common_layout(kaart):
    frame = kaart(
        geojson(
            ({"statcode": "BU06370002", "statnaam": "B "}, VIERKANT),
            ({"statcode": "BU06370001", "statnaam": "A"}, VIERKANT),
        )
    )
    assert frame.drop(columns="geometry").to_dict("records")[0] == {
        "gebied_type": "buurt",
        "gebied_code": "BU06370001",
        "gebied_naam": "A",
        "gemeente_code": "GM0637",
        "indeling": 2024,
    }
    assert frame["gebied_naam"].tolist() == ["A", "B"]
    assert frame.crs.to_epsg() == 28992
    assert frame.area.tolist() == [10000, 10000]
    assert frame.attrs["hersteld"] == []


@pytest.mark.parametrize("namen", [("code", "naam"), ("wijkcode", "wijknaam"), ("WK_CODE", "WK_NAAM")])
def test_names_of_the_columns_may_differ(kaart, namen):
    frame = kaart(geojson(({namen[0]: "WK063700", namen[1]: "A", "gemeentecode": "GM0637"}, VIERKANT)))
    assert frame[["gebied_type", "gebied_code"]].iloc[0].tolist() == ["wijk", "WK063700"]


def test_invalid_outline_is_repaired_and_told(kaart):
    frame = kaart(
        geojson(({"code": "BU06370001", "naam": "A"}, STRIK), ({"code": "BU06370002", "naam": "B"}, VIERKANT))
    )
    assert frame.area.tolist() == [5000, 10000]
    assert frame.is_valid.all()
    assert len(frame.attrs["hersteld"]) == 1
    assert frame.attrs["hersteld"][0].startswith("BU06370001: omtrek hersteld (Self-intersection")
    assert frame.attrs["hersteld"][0].endswith("naar 0.50 ha.")


def test_water_is_left_out_and_told(kaart):
    frame = kaart(
        geojson(
            ({"code": "WK063700", "naam": "A", "water": "NEE"}, VIERKANT),
            ({"code": "WK063799", "naam": "Plas", "water": "JA"}, VIERKANT),
        )
    )
    assert frame["gebied_code"].tolist() == ["WK063700"]
    assert frame.attrs["hersteld"] == ["1 gebieden met alleen water zijn weggelaten."]


def test_degrees_become_metres(kaart):
    toren = [[[5.387, 52.155], [5.388, 52.155], [5.388, 52.156], [5.387, 52.155]]]
    frame = kaart(geojson(({"code": "WK030700", "naam": "A"}, toren), crs=None))
    # The origin of the grid, the tower in Amersfoort, is (155000, 463000).
    assert np.abs(frame.total_bounds[:2] - [155000, 463000]).max() < 150


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        (geojson(), "geen enkel gebied"),
        (geojson(({"id": "1", "naam": "A"}, VIERKANT)), "geen kolommen met code en naam"),
        (geojson(({"code": "BU06370001"}, VIERKANT)), "geen kolommen met code en naam"),
        (geojson(({"code": "06370001", "naam": "A"}, VIERKANT)), "hebben geen code van een gemeente, wijk of buurt"),
        (geojson(*[({"code": "BU06370001", "naam": "A"}, VIERKANT)] * 2), "staan er meer dan eens in: BU06370001"),
        (geojson(({"code": "BU06370001", "naam": "A"}, [])), "hebben geen omtrek: BU06370001"),
        (
            geojson(
                ({"code": "BU06370001", "naam": "A"}, [[[94106, 452432], [94005, 452761], [94106, 452432]]]), crs=None
            ),
            "noemt zijn coördinatenstelsel niet",
        ),
    ],
)
def test_map_that_cannot_be_used(kaart, tekst, zin):
    with pytest.raises(BronFout, match=zin):
        kaart(tekst)


def test_map_without_a_year(kaart):
    with pytest.raises(BronFout, match="bij een kaart hoort een jaar"):
        kaart(geojson(({"code": "BU06370001", "naam": "A"}, VIERKANT)), bron=nep_bron.bron(id="kaart_x"))


@pytest.mark.skipif(not REFERENTIE.is_dir(), reason="de map ../shared/reference met echte kaarten is er niet")
@pytest.mark.parametrize(("jaar", "aantal"), [(2024, 26), (2025, 146)])
def test_real_outlines(kaart, jaar, aantal):
    naam = "zoetermeer_buurten_2024_rd_fijner" if jaar == 2024 else "zoetermeer_buurten_2025_rd"
    tekst = (REFERENTIE / "geo" / f"{naam}.geojson").read_text(encoding="utf-8")
    frame = kaart(tekst, bron=nep_bron.bron(id="kaart_x", indeling=jaar))
    assert len(frame) == aantal
    assert 36e6 < frame.area.sum() < 38e6


# --- joins over boundary years ---------------------------------------------------------------------------------

GELIJK = {"GM0637": [{"gelijk": [2014, 2024]}, {"gelijk": [2025, 2025]}]}


def gebied(jaar: int, code: str = "BU06370101", **kolommen: object) -> pd.DataFrame:
    return pd.DataFrame([{"gebied_code": code, "indeling": jaar, **kolommen}])


def test_join_of_one_year_joins():
    samen = koppel(gebied(2024, n=1), gebied(2024, naam="A"), on="gebied_code", validate="one_to_one")
    assert samen.to_dict("records") == [{"gebied_code": "BU06370101", "indeling": 2024, "n": 1, "naam": "A"}]


@pytest.mark.parametrize("gelijk", [None, GELIJK])
def test_join_over_the_break_of_2025_raises(gelijk):
    with pytest.raises(IndelingFout) as fout:
        koppel(gebied(2024), gebied(2025), on="gebied_code", validate="one_to_one", gelijk=gelijk)
    assert "links 2024, rechts 2025" in str(fout.value)
    assert "Neem van beide tabellen hetzelfde jaar" in str(fout.value)
    assert "definitions/gebieden.yml" in str(fout.value)


def test_years_declared_equal_join_and_keep_the_left_year():
    samen = koppel(gebied(2020, n=1), gebied(2024, m=2), on="gebied_code", validate="one_to_one", gelijk=GELIJK)
    assert samen.to_dict("records") == [{"gebied_code": "BU06370101", "indeling": 2020, "n": 1, "m": 2}]


def test_years_are_equal_for_the_gemeente_that_declares_it_only():
    with pytest.raises(IndelingFout, match=r"links 2020, rechts 2024"):
        koppel(
            gebied(2020, "BU05030001"),
            gebied(2024, "BU05030001"),
            on="gebied_code",
            validate="one_to_one",
            gelijk=GELIJK,
        )


def test_one_code_in_two_years_joins_each_with_its_own():
    links = pd.concat([gebied(2024, n=1), gebied(2025, n=2)])
    rechts = pd.concat([gebied(2025, naam="Dorpsstraat"), gebied(2024, naam="Meerzicht-Oost")])
    samen = koppel(links, rechts, on=["gebied_code"], validate="one_to_one")
    assert samen["naam"].tolist() == ["Meerzicht-Oost", "Dorpsstraat"]


def test_outer_join_keeps_the_year_of_what_stands_right_only():
    samen = koppel(gebied(2024), gebied(2024, "BU06370102"), on="gebied_code", validate="one_to_one", how="outer")
    assert samen["indeling"].tolist() == [2024, 2024]


def test_join_without_a_boundary_year_raises():
    with pytest.raises(IndelingFout, match="rechter tabel heeft geen kolom `indeling`"):
        koppel(gebied(2024), gebied(2024).drop(columns="indeling"), on="gebied_code", validate="one_to_one")


# --- the steps of the pipeline ---------------------------------------------------------------------------------


def test_steps_check_then_tidy_then_save(tmp_path):
    bron = nep_bron.bron(id="cbs_x", lezer="kwb", tabel="84799NED", indeling=2020, peildatum="2020-01-01")
    snapshot = nep_bron.kwb(tmp_path / "cbs_x" / "a", {("Wonen", "Woningvoorraad_1", "aantal"): [5]}, codes=["GM0637"])
    bewijs, tabel = tmp_path / "bewijs.json", tmp_path / "tidy.parquet"
    controleer_bron([], snapshot.map_, [], bewijs)
    assert load_json(bewijs)["snapshot"] == "a"
    assert set(load_json(bewijs)["herkomst"]["bestanden"]) == set(snapshot.herkomst.bestanden)
    maak_tidy(bewijs, snapshot.map_, bron, tabel)
    frame = load_frame(tabel)
    assert list(frame.columns) == KOLOMMEN
    assert check_tidy(frame)["waarde"].tolist() == [5]
    (snapshot.map_ / "TypedDataSet.json").write_text("[]", encoding="utf-8")
    with pytest.raises(BronFout, match=r"TypedDataSet\.json: is veranderd na het ophalen"):
        maak_tidy(bewijs, snapshot.map_, bron, tmp_path / "anders.parquet")
    assert not (tmp_path / "anders.parquet").exists()


def test_outlines_survive_saving_with_what_was_repaired(tmp_path):
    snapshot = nep_bron.snapshot(
        tmp_path / "kaart_x" / "a", {"k.geojson": geojson(({"code": "BU06370001", "naam": "A"}, STRIK))}
    )
    maak_tidy(tmp_path, snapshot.map_, KAART, tmp_path / "kaart.parquet")
    kaart = load_kaart(tmp_path / "kaart.parquet")
    assert kaart.crs.to_epsg() == 28992
    assert kaart.area.tolist() == [5000]
    assert "omtrek hersteld" in kaart.attrs["hersteld"][0]
