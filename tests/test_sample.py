"""The fictive register: totals as published, the same bytes everywhere, plausible, and nothing that could be real."""

from __future__ import annotations

import time
from functools import cache
from hashlib import sha256
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box
from test_tidy_bronnen import tidy

from ezlib.definitions import load_definities
from ezlib.fouten import BronFout, IndelingFout
from ezlib.register import REGISTER_SLEUTEL, REGISTER_TYPEN, load_registerdefinities
from ezlib.register.panel import Panel, add_toen, maak_panel
from ezlib.sample import maak_register, schrijf_register
from ezlib.sample.activiteiten import AANDEEL_OQ, ACTIVITEITEN, GROEPEN
from ezlib.sample.plekken import plekgewichten
from ezlib.store import WORTEL

THUIS = load_definities(WORTEL / "definitions").gebieden["thuisgemeente"]
# Annual reports 2020-2022 of Zoetermeer, the newest of each.
GEPUBLICEERD = {2019: (9160, 51776), 2020: (9659, 52592), 2021: (9889, 53698), 2022: (10422, 54419)}
GROEP = {a.sbi: a.groep for a in ACTIVITEITEN}


def totalen(cijfers: dict[int, tuple[int, int]]) -> pd.DataFrame:
    rijen = [
        (onderwerp, f"{jaar}-01-01", float(waarde))
        for jaar, paar in cijfers.items()
        for onderwerp, waarde in zip(("vestigingen", "arbeidsplaatsen"), paar, strict=True)
    ]
    return pd.DataFrame(rijen, columns=["onderwerp", "periode", "waarde"])


@cache
def invoer() -> dict[str, Any]:
    kwb = tidy("cbs_84799NED").query("gebied_code == @THUIS and kenmerk == 'sbi_groep'")
    huizen = tidy("cbs_83487NED").query("gebied_type == 'buurt' and onderwerp == 'woningen'")
    return {
        "gemeente": THUIS,
        "buurten": {jaar: tidy(f"kaart_buurten_{jaar}_zoetermeer") for jaar in (2024, 2025)},
        "totalen": totalen(GEPUBLICEERD),
        "sbi_gewichten": kwb.set_index("kenmerkwaarde")["waarde"],
        "woningen": huizen.set_index("gebied_code")["waarde"],
    }


@cache
def thuis() -> pd.DataFrame:
    return maak_register(**invoer())


@cache
def thuispanel() -> Panel:
    return maak_panel(thuis())


def ruiten(gemeente: str, zijde: int, aantal: int, *, breed: int = 4) -> gpd.GeoDataFrame:
    """Squares of `zijde` metres from (100000, 400000): a synthetic gemeente."""
    vakken = [divmod(i, breed) for i in range(aantal)]
    vlakken = [
        box(100_000 + k * zijde, 400_000 + r * zijde, 100_000 + (k + 1) * zijde, 400_000 + (r + 1) * zijde)
        for r, k in vakken
    ]
    codes = [f"BU{gemeente[2:]}{i:04d}" for i in range(aantal)]
    return gpd.GeoDataFrame({"gebied_code": codes, "gebied_naam": codes}, geometry=vlakken, crs="EPSG:28992")


def ruitenstad(**anders: Any) -> dict[str, Any]:
    """Input of GM9998: eight squares of 1 km, the next boundary year has thirty-two of 500 m."""
    oud = ruiten("GM9998", 1000, 8)
    huizen = pd.Series([3000, 2000, 1500, 900, 60, 40, 4, 0], index=oud["gebied_code"], dtype="float64")
    gewichten = pd.Series({"A": 10, "B-F": 150, "G+I": 200, "H+J": 110, "K-L": 70, "M-N": 290, "R-U": 130})
    return {
        "gemeente": "GM9998",
        "buurten": {2024: oud, 2025: ruiten("GM9998", 500, 32, breed=8)},
        "totalen": totalen({2020: (700, 3500), 2022: (720, 3700)}),
        "sbi_gewichten": gewichten,
        "woningen": huizen,
    } | anders


def totaal(frame: pd.DataFrame, jaar: int) -> tuple[int, int]:
    banen = frame.loc[frame["jaar"] == jaar, "banen"]
    return len(banen), int(banen.sum())


def test_standard_frame():
    frame = thuis()
    assert frame.dtypes.astype("str").to_dict() == REGISTER_TYPEN
    assert list(frame) == list(REGISTER_TYPEN) and frame.index.equals(pd.RangeIndex(len(frame)))
    assert not frame.duplicated(REGISTER_SLEUTEL).any()
    assert frame[REGISTER_SLEUTEL].equals(frame.sort_values(REGISTER_SLEUTEL, ignore_index=True)[REGISTER_SLEUTEL])
    assert not frame.isna().any(axis=None)
    assert (frame["banen"] == frame["banen_groot"] + frame["banen_klein"]).all()
    assert (frame[["banen_groot", "banen_klein"]] >= 0).all(axis=None) and (frame["banen"] > 0).all()
    assert (frame["peildatum"] == frame["jaar"].astype("str") + "-01-01").all()
    assert (frame["startdatum"] < frame["peildatum"]).all()
    assert frame["sbi"].str.fullmatch("[0-9]{4,5}").all() and set(frame["sbi_versie"]) == {2008}
    assert set(frame["gebruik"]) == {"woning", "bedrijfspand"}


def test_totals_as_published():
    assert {jaar: totaal(thuis(), jaar) for jaar in GEPUBLICEERD} == GEPUBLICEERD
    assert {totaal(thuis(), jaar) for jaar in (2022, 2023, 2024, 2025)} == {GEPUBLICEERD[2022]}
    vooraf = [totaal(thuis(), jaar) for jaar in range(2016, 2020)]
    assert vooraf == sorted(vooraf) and [banen for _, banen in vooraf] == sorted(banen for _, banen in vooraf)
    assert 0.85 < vooraf[0][0] / vooraf[-1][0] < 0.98 and 0.9 < vooraf[0][1] / vooraf[-1][1] < 0.99


def test_same_frame_and_bytes_twice_and_quick(tmp_path):
    begin = time.perf_counter()
    nog_eens = maak_register(**invoer())
    paden = schrijf_register(nog_eens, tmp_path / "een")
    assert time.perf_counter() - begin < 20
    pd.testing.assert_frame_equal(nog_eens, thuis())
    assert [p.name for p in paden] == [f"fictief-register-{jaar}.csv" for jaar in range(2016, 2026)]
    for pad, ander in zip(paden, schrijf_register(thuis(), tmp_path / "twee"), strict=True):
        assert pad.read_bytes() == ander.read_bytes()


def test_another_order_of_the_input_changes_nothing():
    stad = ruitenstad()
    keer = ruitenstad(
        buurten={jaar: kaart.iloc[::-1] for jaar, kaart in reversed(stad["buurten"].items())},
        woningen=stad["woningen"].iloc[::-1],
        sbi_gewichten=stad["sbi_gewichten"].iloc[::-1],
        totalen=stad["totalen"].iloc[::-1],
    )
    pd.testing.assert_frame_equal(maak_register(**stad), maak_register(**keer))
    assert not maak_register(**stad).equals(maak_register(**stad, zaad=1))


def test_bytes_are_those_of_every_other_machine(tmp_path):
    """Fails when the fictive register changes. That is allowed; the new sum then says that it was meant."""
    som = sha256()
    for pad in schrijf_register(maak_register(**ruitenstad()), tmp_path):
        som.update(pad.read_bytes())
    assert som.hexdigest() == "6e77edb7bb1b02b1e34820724d5e7ec4226d9821e0ec8cc8e4b59b529201c6fa"


def test_files_have_the_columns_of_the_supplier(tmp_path):
    leverancier = load_registerdefinities(WORTEL / "definitions").leveranciers["fictief"]
    pad = schrijf_register(thuis().query("jaar == 2016"), tmp_path)[0]
    rijen = pd.read_csv(pad, sep=leverancier.scheiding, encoding=leverancier.codering, dtype="str")
    assert list(rijen) == [kolom for kolommen in leverancier.bronkolommen.values() for kolom in kolommen]
    eerste = thuis().iloc[0]
    for kolom in ("vestigingsnummer", "kvknummer", "naam", "buurtcode", "sbi", "startdatum"):
        assert rijen[kolom].iloc[0] == eerste[kolom]
    assert (float(rijen["x"].iloc[0]), float(rijen["y"].iloc[0])) == (eerste["x"], eerste["y"])


def test_nothing_can_be_mistaken_for_real():
    frame = thuis()
    assert frame["naam"].str.fullmatch("Fictief bedrijf [0-9]{4,}").all()
    assert frame["kvknummer"].str.fullmatch("00[0-9]{6}").all()
    assert frame["vestigingsnummer"].str.fullmatch("9999[0-9]{8}").all()
    assert frame["postcode"].str.fullmatch("0000[A-Z]{2}").all()
    assert set(frame["bag_id"]) == {""}
    assert set(frame["leverancier"]) == set(frame["soort"]) == {"fictief"}


@pytest.mark.parametrize("maak", [thuis, lambda: maak_register(**ruitenstad())], ids=["thuis", "ruitenstad"])
def test_points_lie_in_their_own_buurt_only(maak):
    frame = maak()
    kaarten = (invoer() if maak is thuis else ruitenstad())["buurten"]
    assert frame.groupby("jaar")["indeling"].unique().map(list).to_dict() == {
        jaar: [min(j for j in kaarten if j >= jaar)] for jaar in range(2016, 2026)
    }
    for indeling, rijen in frame.drop_duplicates(["indeling", "x", "y"]).groupby("indeling"):
        punten = gpd.GeoDataFrame(rijen, geometry=gpd.points_from_xy(rijen["x"], rijen["y"], crs="EPSG:28992"))
        samen = punten.sjoin(kaarten[indeling][["gebied_code", "geometry"]], predicate="within")
        assert len(samen) == len(rijen) and (samen["gebied_code"] == samen["buurtcode"]).all()


def test_an_address_has_one_place():
    adressen = thuis().query("jaar == 2024").groupby(["postcode", "huisnummer"])[["x", "y", "gebruik"]].nunique()
    assert (adressen == 1).all(axis=None)


def test_sizes_and_places_are_plausible():
    frame = thuis()
    per_jaar = frame.groupby("jaar")
    alleen = per_jaar["banen"].agg(lambda banen: (banen == 1).mean())
    assert alleen.between(0.6, 0.75).all()
    assert per_jaar["banen"].max().between(400, 2000).all()
    assert (frame["banen_klein"].sum() / frame["banen"].sum()) < 0.3
    in_woning = frame[frame["gebruik"] == "woning"]
    assert 0.45 < len(in_woning) / len(frame) < 0.65
    assert (in_woning["banen"] <= 5).mean() > 0.99 and (in_woning["banen"] > 5).any()
    per_firma = frame.query("jaar == 2024").groupby("kvknummer").size()
    assert 100 < (per_firma > 1).sum() < 1000


def test_sectors_near_the_shares_of_cbs():
    gewichten = invoer()["sbi_gewichten"]
    cbs = (gewichten / gewichten.sum() * (1 - AANDEEL_OQ / 1000)).reindex(GROEPEN).fillna(AANDEEL_OQ / 1000)
    frame = thuis()
    aandeel = pd.crosstab(frame["jaar"], frame["sbi"].map(GROEP), normalize="index")[list(GROEPEN)]
    assert (aandeel - cbs).abs().max(axis=None) < 0.01


def test_sectors_by_place():
    nu = thuis().query("jaar == 2024").assign(groep=lambda f: f["sbi"].map(GROEP))
    woningen, kaart = invoer()["woningen"], invoer()["buurten"][2024].set_index("gebied_code")
    dicht = (woningen / (kaart.area / 10_000)).reindex(kaart.index)
    park = nu["buurtcode"].isin(dicht.index[dicht < 5])
    assert nu.loc[park, "banen"].mean() > 2 * nu.loc[~park, "banen"].mean()
    assert (nu[park]["gebruik"] == "bedrijfspand").mean() > 0.95
    assert park[nu["sbi"].str.startswith("46")].mean() > 2 * park[nu["sbi"].str.startswith("47")].mean()
    centrum = nu["buurtcode"] == dicht.idxmax()
    assert centrum[nu["sbi"].str.startswith("56")].mean() > 0.2


def test_every_event_occurs_every_year():
    panel = thuispanel()
    bedrijven = panel.bedrijven.groupby("jaar")[["nieuw", "hernummering", "doorgestart", "heractivering"]].sum()
    vestigingen = panel.vestigingen.groupby("jaar")[["nieuw", "verhuisd", "nevenvestiging"]].sum()
    later = range(2017, 2026)
    assert bedrijven.loc[later, "nieuw"].between(500, 1500).all()
    assert (bedrijven.loc[later, ["hernummering", "doorgestart"]] > 10).all(axis=None)
    assert (bedrijven.loc[2019:, "heractivering"] > 5).all()
    assert (vestigingen.loc[later] > 10).all(axis=None)
    for jaar in later:
        toen, nu = (set(thuis().loc[thuis()["jaar"] == j, "vestigingsnummer"]) for j in (jaar - 1, jaar))
        assert 300 < len(toen - nu) < 1200
    paar = thuis().merge(thuis().assign(jaar=thuis()["jaar"] + 1), on=REGISTER_SLEUTEL, suffixes=("", "_toen"))
    anders = paar[paar["kvknummer"] != paar["kvknummer_toen"]]
    # A change of legal form keeps the name; after a takeover it is that of the buyer.
    assert (anders["naam"] == anders["naam_toen"]).sum() > 100 and (anders["naam"] != anders["naam_toen"]).sum() > 20
    zelfde_firma = paar[paar["kvknummer"] == paar["kvknummer_toen"]]
    assert (zelfde_firma["startdatum"] == zelfde_firma["startdatum_toen"]).all()


def test_some_firms_grow_fast():
    bedrijven = add_toen(thuispanel(), jaren=3)
    groot = bedrijven[bedrijven["banen_toen"] >= 10]
    factor = 1000 * groot["banen"]
    scaleups = groot[factor >= 1728 * groot["banen_toen"]].groupby("jaar").size()
    snel = groot[factor >= 1331 * groot["banen_toen"]].groupby("jaar").size()
    assert list(scaleups.index) == list(range(2019, 2026))
    assert scaleups.between(8, 80).all() and snel.between(30, 160).all()


def test_another_gemeente():
    frame = maak_register(**ruitenstad())
    # 710 is half way; the level stays after the last.
    assert [totaal(frame, jaar) for jaar in (2020, 2021, 2022)] == [(700, 3500), (710, 3600), (720, 3700)]
    assert totaal(frame, 2025) == (720, 3700)
    assert frame["buurtcode"].str.startswith("BU9998").all()
    assert frame.query("jaar == 2025")["buurtcode"].nunique() > 20
    korter = maak_register(**ruitenstad(), jaren=range(2019, 2021))
    assert sorted(set(korter["jaar"])) == [2019, 2020] and totaal(korter, 2020) == (700, 3500)


@pytest.mark.parametrize("huizen", [[10, 8, 6, 5, 4, 3, 2, 0], [5000] * 8, [0] * 7 + [3000]])
def test_villages_and_cities_without_one_kind_of_buurt(huizen):
    stad = ruitenstad()
    woningen = pd.Series(huizen, index=stad["woningen"].index, dtype="float64")
    assert all(gewicht.sum() > 0 for gewicht in plekgewichten(stad["buurten"][2024], woningen).values())
    frame = maak_register(**ruitenstad(woningen=woningen), jaren=range(2021, 2023))
    assert totaal(frame, 2022) == (720, 3700)


def test_a_shrinking_gemeente_and_one_of_one_person_firms():
    krimp = maak_register(**ruitenstad(totalen=totalen({2020: (700, 3500), 2021: (400, 1500), 2022: (90, 90)})))
    assert [totaal(krimp, jaar) for jaar in (2020, 2021, 2022)] == [(700, 3500), (400, 1500), (90, 90)]


def test_groups_given_as_a_table_and_with_care():
    stad = ruitenstad()
    tabel = stad["sbi_gewichten"].rename_axis("kenmerkwaarde").rename("waarde").reset_index()
    pd.testing.assert_frame_equal(maak_register(**stad), maak_register(**ruitenstad(sbi_gewichten=tabel)))
    met_zorg = pd.concat([stad["sbi_gewichten"], pd.Series({"O-Q": 960})])
    frame = maak_register(**ruitenstad(sbi_gewichten=met_zorg), jaren=range(2022, 2023))
    assert np.isclose((frame["sbi"].map(GROEP) == "O-Q").mean(), 0.5, atol=0.01)


def test_nothing_in_the_code_knows_the_home_gemeente():
    for pad in (WORTEL / "ezlib" / "sample").glob("*.py"):
        tekst = pad.read_text(encoding="utf-8")
        assert "oetermeer" not in tekst and "BU0637" not in tekst


@pytest.mark.parametrize(
    ("anders", "fout", "zin"),
    [
        ({"buurten": {}}, BronFout, "geen kaart met buurten"),
        ({"gemeente": "GM0001"}, BronFout, "geen buurten van GM0001"),
        ({"woningen": pd.Series(dtype="float64")}, BronFout, "heeft woningen"),
        ({"totalen": totalen({})}, BronFout, "geen gepubliceerd totaal van vestigingen"),
        ({"totalen": totalen({2020: (700, 600)})}, BronFout, "minder arbeidsplaatsen dan vestigingen"),
        ({"totalen": pd.concat([totalen({2020: (7, 60)})] * 2)}, BronFout, "meer dan één totaal"),
        ({"totalen": totalen({2020: (0, 600)})}, BronFout, "hele getallen boven 0"),
        ({"sbi_gewichten": pd.Series({"Z": 1})}, BronFout, "Onbekende SBI-groep 'Z'"),
        ({"sbi_gewichten": pd.Series({"A": 0})}, BronFout, "niet alle 0"),
        (
            {"buurten": {2024: ruiten("GM9998", 1000, 8), 2025: ruiten("GM9998", 1000, 2)}},
            IndelingFout,
            "helemaal buiten de kaart van 2024 of 2025",
        ),
    ],
)
def test_impossible_input(anders, fout, zin):
    with pytest.raises(fout, match=zin):
        maak_register(**ruitenstad(**anders))
