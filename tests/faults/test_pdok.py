"""The real client of PDOK against a local service that speaks OGC API Features and misbehaves."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import nep_bron
import nep_pdok
import pytest
from ophalen import haal_en_dood, inhoud

from ezlib.fouten import BronFout, OpslagFout
from ezlib.sources import verkeer
from ezlib.sources.pdok import fetch_bron
from ezlib.sources.snapshot import kies_snapshot, load_snapshot
from ezlib.sources.vernieuwen import haal_op
from ezlib.tidy.kaart import tidy_kaart

ID = "pdok_buurten_2025"
ITEMS = "/buurten/items"
BEWAARD = "Een kaart die u al had, blijft staan; er is niets half opgeslagen."


def bron(**anders: object):
    velden = {
        "id": ID,
        "soort": "pdok",
        "lezer": "kaart",
        "indeling": 2025,
        "dienst": nep_pdok.DIENST,
        "collectie": "buurten",
        "per_gemeente": "gemeentecode",
        "eigenschappen": ("aantal_inwoners",),
    }
    return nep_bron.bron(**(velden | anders))


@pytest.fixture(autouse=True)
def korte_wachttijd(monkeypatch):
    monkeypatch.setattr(verkeer, "WACHT_S", 0.001)
    monkeypatch.setattr(verkeer, "POGINGEN", 2)


@pytest.fixture
def pdok():
    with nep_pdok.NepPdok().draai() as server:
        yield server


@pytest.fixture
def fetch(pdok, tmp_path):
    """Fetch the buurten of GM0637 into tmp_path/raw; keyword arguments override."""

    def haal(*gemeenten: str, **anders: object) -> Path:
        inst = SimpleNamespace(pdok_url=anders.pop("url", pdok.url), timeout_s=0.3)
        return fetch_bron(bron(**anders), doel=tmp_path / "raw" / ID, inst=inst, gemeenten=gemeenten or ("GM0637",))

    return haal


def features(map_: Path) -> list[dict]:
    return json.loads((map_ / f"{ID}.geojson").read_text(encoding="utf-8"))["features"]


def codes(map_: Path) -> list[str]:
    return [f["properties"]["buurtcode"] for f in features(map_)]


@pytest.fixture
def laatste_goede(pdok, fetch, tmp_path):
    """A good snapshot, and after it a newer issue at PDOK; what is there must survive every fault."""
    fetch()
    voor = inhoud(tmp_path)
    pdok.bijgewerkt = "2025-09-01T08:00:00Z"
    pdok.verzoeken.clear()

    def heel(zin: str) -> None:
        with pytest.raises(BronFout) as fout:
            fetch()
        assert str(fout.value).startswith(f"Kaart {ID} (x) is niet opgehaald: ")
        assert zin in str(fout.value)
        assert str(fout.value).endswith(BEWAARD)
        assert inhoud(tmp_path) == voor

    return heel


# --- when all is well ------------------------------------------------------------------------------------------


def test_snapshot_has_every_page_in_rd_and_is_read_as_a_map(pdok, fetch, tmp_path):
    map_ = fetch()
    assert map_ == tmp_path / "raw" / ID / "2025-03-31T100000-001"
    vragen = [v for v in pdok.verzoeken if ITEMS in v]
    assert len(vragen) == 2  # three buurten in pages of two
    assert all("gemeentecode=GM0637" in v and "EPSG%2F0%2F28992" in vragen[0] for v in vragen)
    herkomst = load_snapshot(map_).herkomst
    assert (herkomst.modified, herkomst.soort, herkomst.vorm) == (nep_pdok.BIJGEWERKT, "pdok", "uittreksel")
    assert herkomst.bestanden[f"{ID}.geojson"]["rows"] == 3
    kaart = tidy_kaart(load_snapshot(map_), bron())
    assert kaart["gebied_code"].tolist() == ["BU06370101", "BU06370102", "BU06370103"]
    assert kaart["gebied_naam"].tolist() == ["Buurt 1", "Buurt 2", "Buurt 3"]
    assert set(kaart["indeling"]) == {2025}
    assert kaart.area.tolist() == [10_000] * 3


def test_same_issue_is_not_fetched_again(pdok, fetch):
    eerste = fetch()
    pdok.verzoeken.clear()
    assert fetch() == eerste
    assert not any(ITEMS in v for v in pdok.verzoeken)


def test_second_gemeente_joins_the_first(pdok, fetch, tmp_path):
    eerste = fetch("GM0637")
    tweede = fetch("GM0503")
    assert [c[:6] for c in codes(tweede)] == ["BU0503"] * 2 + ["BU0637"] * 3
    # Asked again for the first one only, both stay; the newest is what an edition takes.
    assert fetch("GM0637") == tweede == kies_snapshot(tmp_path / "raw", ID)
    assert eerste.is_dir()


def test_without_a_date_the_content_decides(pdok, fetch):
    pdok.bijgewerkt = None
    eerste = fetch()
    oud = eerste.with_name("2026-01-01-001")
    eerste.rename(oud)
    assert fetch() == oud
    pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"][0]["properties"]["buurtnaam"] = "Andere naam"
    nieuw = fetch()
    assert nieuw != oud
    assert features(nieuw)[0]["properties"]["buurtnaam"] == "Andere naam"


def test_whole_country_without_a_gemeente(pdok, fetch):
    map_ = fetch(per_gemeente="", vraag={"jaarcode": "2025"})
    assert len(codes(map_)) == 5
    assert load_snapshot(map_).herkomst.vorm == "volledig"
    assert all("jaarcode=2025" in v for v in pdok.verzoeken if ITEMS in v)


def test_sentinels_are_missing(pdok, fetch):
    pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"] = [
        nep_pdok.buurt(f"BU0637010{i}", "A", aantal_inwoners=w)
        for i, w in enumerate([0, -99990, -99991, -99995, -99997, -99999999])
    ]
    assert [f["properties"]["aantal_inwoners"] for f in features(fetch())] == [0, *[None] * 5]


def test_gemeente_that_is_not_there_in_this_year_is_told(fetch):
    map_ = fetch("GM0637", "GM0530")
    assert "Zonder gebieden in dit jaar: GM0530." in load_snapshot(map_).herkomst.noot


def test_refresh_asks_outlines_of_the_gemeenten_with_an_edition_only(pdok, tmp_path, capsys):
    inst = SimpleNamespace(data=tmp_path, pdok_url=pdok.url, timeout_s=0.3)
    alle, edities = ("GM0637", "GM0503", "GM0518"), ("GM0637",)
    assert haal_op([bron()], inst, gemeenten=alle, edities=edities) == 0
    assert "opgehaald" in capsys.readouterr().out
    assert {v.split("gemeentecode=")[1].split("&")[0] for v in pdok.verzoeken if ITEMS in v} == {"GM0637"}
    assert haal_op([bron()], inst, gemeenten=alle, edities=edities) == 0
    assert "ongewijzigd" in capsys.readouterr().out
    pdok.kuren["/collections/buurten"] = 404
    assert haal_op([bron()], inst, gemeenten=alle, edities=edities) == 1
    assert "Een kaart die u al had, blijft staan" in " ".join(capsys.readouterr().out.split())
    assert kies_snapshot(tmp_path / "raw", ID).name == "2025-03-31T100000-001"


# --- the network -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("waar", ["/collections/buurten?", ITEMS])
@pytest.mark.parametrize("kuur", [404, 403, 503, "html", "kapot", "afgebroken"])
def test_fault_for_ever_keeps_the_last_good_map(pdok, laatste_goede, kuur, waar):
    """404 is a version that PDOK took away; 503 does not end."""
    pdok.kuren[waar] = kuur
    laatste_goede("PDOK")


@pytest.mark.parametrize("kuur", [429, 500, 502, 503, 504, "afgebroken", "kapot"])
def test_fault_for_a_while_is_waited_out(pdok, fetch, kuur):
    pdok.koppen["Retry-After"] = "0"
    pdok.kuren[ITEMS] = [kuur]
    assert len(codes(fetch())) == 3


@pytest.mark.parametrize("kuur", ["stil", "haperend"])
def test_silence_ends_at_the_time_out(pdok, laatste_goede, kuur):
    pdok.kuren[ITEMS] = kuur
    laatste_goede("PDOK")


def test_refused_connection(fetch, tmp_path):
    with nep_pdok.NepPdok().draai() as weg:
        url = weg.url
    with pytest.raises(BronFout, match="PDOK"):
        fetch(url=url)
    assert inhoud(tmp_path) == {}


def test_break_on_the_second_page_leaves_nothing(pdok, laatste_goede):
    pdok.kuren["cursor=2"] = "afgebroken"
    laatste_goede("PDOK")


# --- pages -----------------------------------------------------------------------------------------------------


def test_next_link_to_another_host_is_not_followed(pdok, laatste_goede):
    with nep_pdok.NepPdok().draai() as vreemd:
        pdok.volgende = f"{vreemd.url}/{nep_pdok.DIENST}/collections/buurten/items?cursor=2"
        laatste_goede("")
        assert vreemd.verzoeken == []


def test_next_link_that_loops_ends(pdok, laatste_goede):
    pdok.volgende = f"{pdok.url}/{nep_pdok.DIENST}/collections/buurten/items?gemeentecode=GM0637&cursor=0"
    laatste_goede("PDOK bleef dezelfde pagina sturen")
    assert len(pdok.verzoeken) < 10


def test_fewer_than_counted(pdok, laatste_goede):
    pdok.geteld = 4
    laatste_goede("PDOK telt 4 gebieden, maar er kwamen er 3.")


def test_page_that_holds_less_than_it_says(pdok, laatste_goede, monkeypatch):
    echt = nep_pdok.NepPdok.antwoord

    def minder(self, pad, vraag):
        antwoord = echt(self, pad, vraag)
        return antwoord | {"features": antwoord["features"][1:]} if "features" in antwoord else antwoord

    monkeypatch.setattr(nep_pdok.NepPdok, "antwoord", minder)
    laatste_goede("PDOK zegt 2 gebieden te sturen, maar stuurde er 1.")


def test_equal_feature_twice_counts_once(pdok, fetch):
    buurten = pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"]
    buurten.insert(1, buurten[0] | {"id": "buurten.9"})
    assert len(codes(fetch())) == 3


def test_one_code_with_two_outlines(pdok, laatste_goede):
    buurten = pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"]
    buurten.append(nep_pdok.buurt("BU06370101", "Buurt 1", nep_pdok.vierkant(95_000, 455_000)))
    laatste_goede("BU06370101 staat er meer dan eens in")


def test_area_that_was_there_before_does_not_disappear(pdok, laatste_goede):
    del pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"][0]
    laatste_goede("Er ontbreken 1 gebieden die in de vorige kaart wel zitten, zoals BU06370101.")


@pytest.mark.parametrize("antwoord", [[], {"features": []}, {"features": [{"properties": {}, "geometry": None}]}])
def test_answer_without_outlines(pdok, laatste_goede, monkeypatch, antwoord):
    echt = nep_pdok.NepPdok.antwoord
    monkeypatch.setattr(
        nep_pdok.NepPdok, "antwoord", lambda s, pad, v: antwoord if pad.endswith("items") else echt(s, pad, v)
    )
    laatste_goede("PDOK")


# --- the map itself --------------------------------------------------------------------------------------------


def test_invalid_outline_is_kept_repaired_and_told(pdok, fetch):
    strik = [[[90_000, 450_000], [90_100, 450_100], [90_100, 450_000], [90_000, 450_100], [90_000, 450_000]]]
    pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"][0] = nep_pdok.buurt("BU06370101", "Strik", strik)
    kaart = tidy_kaart(load_snapshot(fetch()), bron())
    assert kaart.is_valid.all()
    assert kaart.area.tolist() == [5_000, 10_000, 10_000]
    assert kaart.attrs["hersteld"][0].startswith("BU06370101: omtrek hersteld (Self-intersection")


def graden(feature: dict) -> dict:
    """A buurt of about 100 by 100 metres near the tower of Amersfoort, the origin of RD, in degrees."""
    i = int(feature["properties"]["buurtcode"][-1])
    west, zuid, breed, hoog = 5.3872 + i / 100, 52.1552, 0.00146, 0.0009
    ring = [[west, zuid], [west + breed, zuid], [west + breed, zuid + hoog], [west, zuid + hoog], [west, zuid]]
    return feature | {"geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_degrees_where_metres_were_asked_are_recomputed_and_told(pdok, fetch):
    pad = f"{nep_pdok.DIENST}/collections/buurten"
    pdok.collecties[pad] = [graden(f) for f in pdok.collecties[pad]]
    map_ = fetch()
    assert "PDOK gaf graden" in load_snapshot(map_).herkomst.noot
    kaart = tidy_kaart(load_snapshot(map_), bron())
    # One hundredth of a degree is 684 m on this latitude; the tower stands at (155000, 463000).
    assert kaart.total_bounds[0] == pytest.approx(155_000 + 684, abs=30)
    assert kaart.total_bounds[1] == pytest.approx(463_000, abs=30)
    assert kaart.area.tolist() == pytest.approx([10_000] * 3, rel=0.02)


@pytest.mark.parametrize("waar", [(0, 0), (52.06, 4.49), (4_000_000, 3_000_000)])
def test_coordinates_outside_nederland(pdok, laatste_goede, waar):
    buurten = pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"]
    buurten[0] = nep_pdok.buurt("BU06370101", "Ver weg", nep_pdok.vierkant(*waar, maat=0.01))
    laatste_goede("De coördinaten liggen buiten Nederland")


@pytest.mark.parametrize("veld", [{"jaar": 2024}, {"jaar": None, "jrstatcode": "2024BU06370101"}])
def test_map_of_another_year(pdok, laatste_goede, veld):
    buurten = pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"]
    for buurt in buurten:
        buurt["properties"] |= veld
    laatste_goede("De kaart hoort van 2025 te zijn, maar is van 2024.")


def test_new_names_of_columns(pdok, laatste_goede):
    for buurt in pdok.collecties[f"{nep_pdok.DIENST}/collections/buurten"]:
        buurt["properties"] = {"buurt_id": buurt["properties"]["buurtcode"], "gemeentecode": "GM0637"}
    laatste_goede("De kolommen met code en naam heten anders dan de monitor kent: buurt_id, gemeentecode.")


# --- the disk, and the end of a process ------------------------------------------------------------------------


def test_full_disk(pdok, fetch, tmp_path, monkeypatch):
    fetch()
    voor = inhoud(tmp_path)
    pdok.bijgewerkt = "2025-09-01T08:00:00Z"

    def vol(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", vol)
    with pytest.raises(OpslagFout, match="de schijf is vol"):
        fetch()
    monkeypatch.undo()
    assert inhoud(tmp_path) == voor


def test_damaged_snapshot_is_passed_over_and_fetched_anew(fetch):
    map_ = fetch()
    (map_ / f"{ID}.geojson").write_text("{", encoding="utf-8")
    assert len(codes(fetch())) == 3


def test_kill_in_mid_download_leaves_nothing_half_and_the_next_run_ends_the_same(pdok, fetch, tmp_path):
    heel = inhoud(fetch())
    shutil.rmtree(tmp_path / "raw")
    pdok.kuren["cursor=2"] = "stil"
    pdok.verzoeken.clear()
    haal_en_dood("pdok", url=pdok.url, raw=tmp_path / "raw", zodra=lambda: any("cursor=2" in v for v in pdok.verzoeken))
    assert not inhoud(tmp_path)
    pdok.kuren.clear()
    assert inhoud(fetch()) == heel
