"""From the table at CBS to the sentence on the page, by the sources and indicators as the definitions have them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import nep_bron
import nep_cbs
import nep_statline
import pandas as pd
import pytest
from haal_cbs import haal

from ezlib.definitions import load_definities
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.kader import Kader
from ezlib.indicators.pendel import kies_pendelregio
from ezlib.report.vergelijken import tegen_land, tegen_vorige
from ezlib.sources.snapshot import load_snapshot
from ezlib.store import WORTEL
from ezlib.tidy import toets
from ezlib.tidy.duo import tidy_duo
from ezlib.tidy.statline import tidy_statline
from ezlib.zinnen import arbeidsmarkt, werkgelegenheid

DEFINITIES = load_definities(WORTEL / "definitions")
REGIO = {"code": "AM-ZHC", "naam": "Zuid-Holland Centraal", "leden": sorted(nep_statline.REGIO)}
BASIS = Kader("GM0637", "Zoetermeer", REGIO, corop={"code": "CR26", "naam": "Agglomeratie 's-Gravenhage", "leden": []})


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory):
    """Tidy table of a source, fetched from the local CBS and held against the checks of keuring.yml."""
    map_ = tmp_path_factory.mktemp("keten")
    with nep_cbs.draai() as server:
        server.per_pagina = 10_000
        for bron_id, maak in nep_statline.TABELLEN.items():
            bron = DEFINITIES.bronnen[bron_id]
            server.tabellen[bron.tabel] = maak(map_ / "dienst", bron)

        @cache
        def haal_en_lees(bron_id: str) -> pd.DataFrame:
            bron = DEFINITIES.bronnen[bron_id]
            snapshot = load_snapshot(haal(map_ / "data", bron_=bron, v3=server.url, timeout_s=5))
            return toets(tidy_statline(snapshot, bron), bron, DEFINITIES.keuring["controles"])

        yield haal_en_lees


def waarnemingen(indicator: str, feiten: pd.DataFrame, kader: Kader = BASIS) -> pd.DataFrame:
    return maak_waarnemingen(feiten, DEFINITIES.indicatoren[indicator], kader, jaar=2025)[0]


def test_jobs_by_sector_with_the_daily_urban_system(tidy):
    """Four sectors of 60,000 jobs here, 6,000 more in J: +10 %; elsewhere nothing changed."""
    stromen = tidy("cbs_83628NED")
    regio = kies_pendelregio("GM0637", stromen, DEFINITIES.gebieden["pendelregio"])
    # Out, of 10: 8, 1, 0.6 and 0.4; in, of 10: 5, 4.6 and 0.4.
    assert regio["leden"] == ["GM0503", "GM0518", "GM0546", "GM0637", "GM1621"]
    assert regio["gevoeligheid"]["3"] == sorted([*regio["leden"], "GM0034"])
    assert regio["gevoeligheid"]["10"] == ["GM0503", "GM0518", "GM0637", "GM1621"]
    kader = replace(BASIS, pendelregio=regio)
    banen = tidy("cbs_83582NED")
    index = waarnemingen("banen_index", banen, kader)
    # 306,000 of 300,000 in the five gemeenten, so 2 %.
    assert werkgelegenheid.kern(index, vars(kader)) == (
        "Sinds 2019 groeiden de banen in de vier sterke sectoren in Zoetermeer 10,0 %; in de pendelregio (daily urban system) "
        "+2,0 %, in Nederland 0,0 %. Dit gaat over werknemers tot en met december 2023, volgens CBS."
    )
    panelen = werkgelegenheid.sectorpanelen(index, vars(kader), DEFINITIES)
    assert list(dict.fromkeys(panelen["gebied_naam"])) == [
        "Zoetermeer", "Pendelregio (daily urban system)", "Zuid-Holland Centraal", "Agglomeratie 's-Gravenhage", "Nederland",
    ]  # fmt: skip
    assert panelen["periode"].min() == "2020-01-01" and panelen["deel"].nunique() == 6
    aandeel = waarnemingen("banen_aandeel", banen, kader)
    nu = aandeel[(aandeel["periode"] == "2024-01-01") & (aandeel["gebied_code"] == "GM0637")].set_index("kenmerkwaarde")
    assert nu.loc["sterk", "waarde"] == pytest.approx(100 * 66 / 106) and nu.loc["health", "waarde"] == pytest.approx(
        1000 / 106
    )
    quotient = waarnemingen("locatiequotient_banen", banen, kader)
    zin = werkgelegenheid.zin_quotient(quotient, vars(kader), DEFINITIES)
    # (26 / 106) / (20 / 100) = 1.23; the other sectors lose: (10 / 106) / 0.1 = 0.94
    assert zin == "Meer banen dan landelijk, naar verhouding: IT en specialistische diensten (J, M) (1,23)."
    pendel = waarnemingen("woon_werk", stromen, kader)
    tekst = werkgelegenheid.zin_pendelregio(pendel, vars(kader))
    assert "uit Delft, 's-Gravenhage, Leiden en Lansingerland" in tekst and "werkt 50,0 % ook hier" in tekst
    assert "Bij een drempel van 3 % komt Almere erbij" in tekst and "10 % valt Leiden af" in tekst


def test_unemployment_with_the_margins_of_the_table(tidy):
    feiten = tidy("cbs_86088NED")
    frame = tegen_land(waarnemingen("werkloosheid", feiten), kenmerk="totaal")
    assert set(frame["gebied_code"]) >= {"GM0637", "CR26", "NL00"}
    stappen = tegen_vorige(frame, gebied_code="GM0637")
    zin = arbeidsmarkt.zin_stand(
        "van de beroepsbevolking werkloos", "werkloosheid", frame, vars(BASIS), stappen=stappen
    )
    assert zin == (
        "In 2024 was 4,0 % van de beroepsbevolking werkloos (marge 3,5 tot 4,5). In Nederland was dat 3,7 %; het verschil is "
        "niet aantoonbaar. Het cijfer van Zoetermeer is niet aantoonbaar veranderd sinds 2023."
    )


def test_a_table_of_statline_without_margins_gives_empty_ones(tmp_path: Path):
    """The block asks for them; CBS does not give them with every table."""
    bron = replace(DEFINITIES.bronnen["cbs_86088NED"], statline=DEFINITIES.bronnen["cbs_86088NED"].statline | {"topics": [{"stam": "Werkloosheidspercentage", "onderwerp": "werkloosheid", "eenheid": "%"}]})  # fmt: skip
    snapshot = nep_bron.statline(
        tmp_path / "cbs_x" / "a", {("Werkloosheidspercentage_7", "%"): [4.0]}, dimensies={"RegioS": {"GM0637": "Zoetermeer"}, "Perioden": {"2024JJ00": "2024"}},
        rijen=[("GM0637", "2024JJ00")],
    )  # fmt: skip
    (rij,) = tidy_statline(snapshot, bron).to_dict("records")
    assert rij["waarde"] == 4 and rij["ondergrens"] != rij["ondergrens"] and rij["bovengrens"] != rij["bovengrens"]


def test_early_school_leaving_from_the_list_of_duo(tmp_path: Path):
    """25 and 5 of 400 and 100 students here: 30 of 500; the pupils of vo do not count."""
    bron = DEFINITIES.bronnen["duo_vsv_mbo"]
    rijen = [
        {"GEMEENTENUMMER": "0637", "JAAR": "2022/2023", "ONDERWIJSTYPE": soort, "AANTAL VSV ERS": vsv, "AANTAL DEELNEMERS": alle}
        for soort, vsv, alle in (("MBO", 25, 400), ("MBO", 5, 100), ("VO", 9, 900))
    ]  # fmt: skip
    tekst = pd.DataFrame(rijen).to_json(orient="records")
    snapshot = nep_bron.snapshot(tmp_path / bron.id / "a", {"1.json": tekst, "2.json": tekst})
    feiten = toets(tidy_duo(snapshot, bron), bron, DEFINITIES.keuring["controles"])
    uit = waarnemingen("voortijdig_schoolverlaten", feiten).set_index("gebied_code")
    assert uit.loc["GM0637", "waarde"] == 6 and uit.loc["GM0637", "periode"] == "2022-10-01"
