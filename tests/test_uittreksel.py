"""The embedded extract: whole, tied to its definitions, and equal to what was published."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import yaml

from ezlib.store import WORTEL

RAW = WORTEL / "data" / "raw"
MAPPEN = sorted(pad.parent for pad in RAW.glob("*/ingebouwd/herkomst.json"))
CBS = sorted(m.parent.name for m in MAPPEN if m.parent.name.startswith("cbs_"))
# Corners of the Dutch grid (EPSG:28992), in metres.
RD_GRENZEN = (0, 300_000, 300_000, 625_000)
SENTINEL = -99990


def _yaml(naam: str) -> dict[str, Any]:
    return yaml.safe_load((WORTEL / "definitions" / naam).read_text(encoding="utf-8"))


def _json(bron: str, entiteit: str) -> list[dict[str, Any]]:
    return json.loads((RAW / bron / "ingebouwd" / f"{entiteit}.json").read_text(encoding="utf-8"))


def _herkomst(map_: Path) -> dict[str, Any]:
    return json.loads((map_ / "herkomst.json").read_text(encoding="utf-8"))


def _cijfers(bron: str) -> pd.DataFrame:
    """Figures of a CBS table: index code without padding, columns stems without number."""
    frame = pd.DataFrame(_json(bron, "TypedDataSet")).drop(columns="ID")
    frame.columns = [k.rsplit("_", 1)[0] for k in frame.columns]
    return frame.set_index(frame.pop("WijkenEnBuurten").str.strip()).astype("float64")


def _kaart(bron: str) -> gpd.GeoDataFrame:
    (pad,) = (RAW / bron / "ingebouwd").glob("*.geojson")
    return gpd.read_file(pad)


def _jaarstukken() -> pd.DataFrame:
    pad = RAW / "jaarstukken_zoetermeer" / "ingebouwd" / "feiten_en_cijfers.csv"
    return pd.read_csv(pad, dtype={"kenmerkwaarde": str}, keep_default_na=False)


def _gemeenten_in_gebieden() -> set[str]:
    gebieden = _yaml("gebieden.yml")
    vergelijking = gebieden["vergelijking"]
    codes = {gebieden["thuisgemeente"], *vergelijking["groeikernen"]}
    for regio in gebieden["regios"].values():
        codes |= set(regio["leden"])
    for gemeente, gelijk in vergelijking["vergelijkbaar"].items():
        codes |= {gemeente, *gelijk}
    return codes


def _rijen(pad: Path) -> int:
    if pad.suffix == ".csv":
        with pad.open(encoding="utf-8", newline="") as bestand:
            return len(list(csv.reader(bestand))) - 1
    inhoud = json.loads(pad.read_text(encoding="utf-8"))
    return len(inhoud["features"] if isinstance(inhoud, dict) else inhoud)


@pytest.mark.parametrize("map_", MAPPEN, ids=lambda m: m.parent.name)
def test_sums_and_rows_are_as_stated(map_: Path) -> None:
    herkomst = _herkomst(map_)
    assert herkomst["bron_id"] == map_.parent.name
    assert herkomst["vorm"] == "uittreksel" and len(herkomst["noot"]) > 80
    assert {p.name for p in map_.iterdir()} == {"herkomst.json", *herkomst["bestanden"]}
    for naam, verwacht in herkomst["bestanden"].items():
        inhoud = (map_ / naam).read_bytes()
        assert (len(inhoud), hashlib.sha256(inhoud).hexdigest()) == (verwacht["bytes"], verwacht["sha256"]), naam
        assert _rijen(map_ / naam) == verwacht["rows"], naam
        assert len(inhoud) < 1_400_000 and inhoud.endswith(b"\n") and b"\r" not in inhoud, naam


def test_every_folder_has_a_source_and_back() -> None:
    bronnen = _yaml("bronnen.yml")
    # Not every source is embedded; one that is not says how it comes in.
    zonder = set(bronnen) - {m.parent.name for m in MAPPEN}
    assert {m.parent.name for m in MAPPEN} <= set(bronnen) and {"register", "kvk", "cbs_83582NED"} <= zonder
    assert not [naam for naam in zonder if bronnen[naam]["hoe_opgehaald"].startswith("Ingebouwd")]
    for map_ in MAPPEN:
        herkomst, bron = _herkomst(map_), bronnen[map_.parent.name]
        assert (herkomst["soort"], herkomst["publisher"], herkomst["licence"]) == (
            bron["soort"],
            bron["uitgever"],
            bron["licentie"],
        )
        assert herkomst["table"] == bron.get("tabel", herkomst["table"])


@pytest.mark.parametrize("bron", CBS)
def test_cbs_table_has_the_shape_of_the_feed(bron: str) -> None:
    rijen, dimensie, eigenschappen = (_json(bron, e) for e in ("TypedDataSet", "WijkenEnBuurten", "DataProperties"))
    sleutels = [r["WijkenEnBuurten"] for r in rijen]
    assert all(len(s) == 10 for s in sleutels) and len(set(sleutels)) == len(sleutels)
    assert [d["Key"] for d in dimensie] == sleutels
    assert all(d["Municipality"] == "GM" + d["Key"][2:6] and d["Title"].strip() for d in dimensie)
    topics = [e for e in eigenschappen if e["Type"] == "Topic"]
    assert set(rijen[0]) == {"ID", "WijkenEnBuurten", *(t["Key"] for t in topics)}
    groepen = {e["ID"] for e in eigenschappen if e["Type"] == "TopicGroup"}
    assert all(e["ParentID"] in groepen for e in topics)
    (info,) = _json(bron, "TableInfos")
    assert bron == f"cbs_{info['Identifier']}" and info["Modified"] == _herkomst(RAW / bron / "ingebouwd")["modified"]


@pytest.mark.parametrize("bron", CBS)
def test_missing_is_null_and_never_a_sentinel(bron: str) -> None:
    waarden = [w for rij in _json(bron, "TypedDataSet") for k, w in rij.items() if k not in ("ID", "WijkenEnBuurten")]
    assert all(w is None or (isinstance(w, int | float) and w > SENTINEL and w >= 0) for w in waarden)
    assert not _cijfers(bron)["AantalInwoners"].isna().any()


def test_only_land_is_in_the_table_of_2020_and_every_gemeente_has_all_values() -> None:
    cijfers = _cijfers("cbs_84799NED")
    gemeenten = cijfers[cijfers.index.str.startswith("GM")]
    assert len(gemeenten) == 355 and not gemeenten.isna().any().any()
    kleiner = cijfers[~cijfers.index.str.startswith("GM")]
    leeg = kleiner.filter(regex="^(Woning|Bedrijf|[A-R]{1,2}[A-Z])")
    assert len(kleiner) == 35 and leeg.shape[1] == 9 and leeg.isna().all().all()
    assert kleiner.drop(columns=leeg.columns).notna().all().all()


def test_golden_values_of_cbs() -> None:
    kwb = {bron: _cijfers(bron) for bron in CBS}
    assert kwb["cbs_83487NED"]["Woningvoorraad"].sum() == 55806 and len(kwb["cbs_83487NED"]) == 26
    zoetermeer = kwb["cbs_84799NED"].loc["GM0637"]
    assert (zoetermeer["AantalInwoners"], zoetermeer["BedrijfsvestigingenTotaal"]) == (125285, 9510)
    assert (zoetermeer["ALandbouwBosbouwEnVisserij"], zoetermeer["MNZakelijkeDienstverlening"]) == (80, 2900)
    assert kwb["cbs_85039NED"].at["GM0637", "OpleidingsniveauHoog"] == 30.3 and len(kwb["cbs_85039NED"]) == 352
    assert kwb["cbs_85318NED"].at["GM0637", "OpleidingsniveauHoog"] == 30
    assert kwb["cbs_85318NED"].at["WK063705", "OpleidingsniveauHoog"] == 35
    assert tuple(kwb["cbs_85984NED"].loc["GM0637", ["AantalInwoners", "Woningvoorraad"]]) == (128434, 57653)
    assert {b: int(k.index.str.startswith("GM").sum()) for b, k in kwb.items()} == {
        "cbs_83487NED": 0,
        "cbs_84799NED": 355,
        "cbs_85039NED": 352,
        "cbs_85318NED": 345,
        "cbs_85984NED": 342,
    }


def test_percentages_are_marked_and_the_three_levels_make_a_whole() -> None:
    for bron in ("cbs_85039NED", "cbs_85318NED"):
        delen = [e for e in _json(bron, "DataProperties") if str(e["Key"]).startswith(("Opleidingsniveau", "k_0Tot15"))]
        assert delen and all(e["Unit"] == "%" and "CBS zelf geeft" in e["Description"] for e in delen)
    drie = _cijfers("cbs_85039NED").filter(like="Opleidingsniveau")
    assert drie.shape[1] == 3 and (drie.sum(axis=1) - 100).abs().max() < 0.05


def test_names_are_as_cbs_spells_them() -> None:
    namen = {d["Key"].strip(): d["Title"] for d in _json("cbs_85984NED", "WijkenEnBuurten")}
    assert namen["GM1900"] == "Súdwest-Fryslân" and namen["GM0603"] == "Rijswijk"
    assert namen["WK063701"] == "Meerzicht" and namen["BU06370101"] == "Meerzicht-Oost"
    alle = [d["Title"] for bron in CBS for d in _json(bron, "WijkenEnBuurten")]
    assert not [n for n in alle if "Ã" in n or n != n.strip()]


def test_wijken_add_up_to_their_gemeente() -> None:
    for bron in ("cbs_85318NED", "cbs_85984NED"):
        cijfers = _cijfers(bron)
        wijken = cijfers[cijfers.index.str.startswith("WK")]
        som = wijken.groupby("GM" + wijken.index.str[2:6]).sum()
        verschil = cijfers.loc[som.index] - som
        assert (verschil["Woningvoorraad"].abs() <= 1).all()
        # Random rounding to fives, and people without a known address: The Hague and Wassenaar lack about 300.
        assert (verschil["AantalInwoners"].abs() < 350).all()


def test_both_publications_of_one_date_are_kept() -> None:
    feiten = _jaarstukken()
    assert len(feiten) == 35
    banen = feiten[(feiten["onderwerp"] == "arbeidsplaatsen") & (feiten["periode"] == "2021-01-01")]
    per = banen.set_index(["kenmerkwaarde", "publicatie"])["waarde"]
    assert per["totaal"].to_dict() == {"Jaarstukken 2021": 53142, "Jaarstukken 2022": 53698}
    assert per["62"].to_dict() == {"Jaarstukken 2021": 3539, "Jaarstukken 2022": 2536}
    woningen = feiten[feiten["onderwerp"] == "woningen"].set_index("periode")
    assert woningen.at["2020-01-01", "waarde"] == 56455
    assert woningen.at["2020-01-01", "noot"] == "in de publicatie: stand 31 december 2019"
    assert set(feiten.loc[feiten["herkomst"] == "geschat", "onderwerp"]) == {"beroepsbevolking"}
    assert (feiten["status"] == "voorlopig").sum() == 6


@pytest.mark.parametrize(
    ("bron", "aantal"),
    [("kaart_buurten_2024_zoetermeer", 26), ("kaart_buurten_2025_zoetermeer", 146), ("kaart_wijken_2022", 474)],
)
def test_outlines_are_valid_and_in_the_netherlands(bron: str, aantal: int) -> None:
    kaart = _kaart(bron)
    assert len(kaart) == aantal and kaart["code"].is_unique
    assert kaart.crs.to_epsg() == 28992 and kaart.is_valid.all()
    west, zuid, oost, noord = kaart.total_bounds
    assert west > RD_GRENZEN[0] and zuid > RD_GRENZEN[1] and oost < RD_GRENZEN[2] and noord < RD_GRENZEN[3]
    assert (kaart["gemeente_code"] == "GM" + kaart["code"].str[2:6]).all()
    assert (kaart.geometry.get_coordinates() % 1 == 0).all().all()


@pytest.mark.parametrize("bron", ["kaart_buurten_2024_zoetermeer", "kaart_buurten_2025_zoetermeer"])
def test_buurten_cover_zoetermeer(bron: str) -> None:
    # 3,705 ha by the annual report of 2022; the outlines are simplified.
    assert _kaart(bron).area.sum() / 1e4 == pytest.approx(3705, rel=0.02)


def test_fifteen_codes_were_given_to_other_places() -> None:
    oud, nieuw = (_kaart(f"kaart_buurten_{j}_zoetermeer").set_index("code") for j in (2024, 2025))
    zelfde = sorted(set(oud.index) & set(nieuw.index))
    assert len(zelfde) == 15
    assert (oud.at["BU06370101", "naam"], nieuw.at["BU06370101", "naam"]) == ("Meerzicht-Oost", "Dorpsstraat")
    assert not (oud.loc[zelfde, "naam"] == nieuw.loc[zelfde, "naam"]).any()


def test_the_towns_of_gebieden_have_figures_and_wijken() -> None:
    codes = _gemeenten_in_gebieden()
    for bron in ("cbs_84799NED", "cbs_85039NED", "cbs_85318NED"):
        assert codes <= set(_cijfers(bron).index)
    # Hellevoetsluis became part of Voorne aan Zee in 2023.
    assert codes - set(_cijfers("cbs_85984NED").index) == {"GM0530"}
    wijken, kaart = _cijfers("cbs_85318NED"), _kaart("kaart_wijken_2022")
    assert codes <= set(kaart["gemeente_code"]) == set(_kaart("kaart_gemeenten_2022")["code"])
    assert set(kaart["code"]) == {c for c in wijken.index if c.startswith("WK")}


def test_similar_towns_follow_the_stated_method() -> None:
    from numpy import log

    nu, toen = _cijfers("cbs_85984NED"), _cijfers("cbs_84799NED")
    beide = toen.index[toen.index.isin(nu.index) & toen.index.str.startswith("GM")]
    maten = pd.DataFrame({"inwoners": log(toen.loc[beide, "AantalInwoners"])})
    maten["dichtheid"] = log(toen.loc[beide, "AantalInwoners"] / toen.loc[beide, "OppervlakteLand"])
    z = (maten - maten.mean()) / maten.std(ddof=0)
    assert len(z) == 337
    for gemeente, gekozen in _yaml("gebieden.yml")["vergelijking"]["vergelijkbaar"].items():
        afstand = ((z - z.loc[gemeente]) ** 2).sum(axis=1).drop(gemeente)
        assert set(afstand.nsmallest(6).index) == set(gekozen)
