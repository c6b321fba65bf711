"""Published figures through the real readers and functions; expected values come from the publications, not the code.

Sources of the expected values: annual reports 2020-2022 of Zoetermeer and CBS 84799NED, 85039NED (worked out by hand).
"""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
from test_tidy_bronnen import INGEBOUWD, tidy

from ezlib import zinnen
from ezlib.definitions import load_definities
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.kader import Kader, kies_kader
from ezlib.indicators.stappen import _namen
from ezlib.store import WORTEL
from ezlib.taal import getal

DEFINITIES = load_definities(WORTEL / "definitions")
THUIS, DELFT = "GM0637", "GM0503"


@cache
def kader(gemeente: str) -> Kader:
    feiten = pd.concat([tidy(b) for b in INGEBOUWD if DEFINITIES.bronnen[b].heeft_cijfers], ignore_index=True)
    return kies_kader(gemeente, _namen(feiten), feiten, DEFINITIES.gebieden)


@cache
def maak(indicator_id: str, gemeente: str = THUIS, jaar: int = 2025) -> tuple[pd.DataFrame, pd.DataFrame]:
    indicator = DEFINITIES.indicatoren[indicator_id]
    bronnen = [b for b in indicator.bronnen if b in INGEBOUWD and DEFINITIES.bronnen[b].geldt_voor(gemeente)]
    feiten = pd.concat([tidy(b) for b in bronnen], ignore_index=True) if bronnen else tidy("cbs_84799NED").iloc[:0]
    return maak_waarnemingen(feiten, indicator, kader(gemeente), jaar=jaar)


def eigen(frame: pd.DataFrame, **keuze: str) -> pd.DataFrame:
    return zinnen.van(frame, gebied_code=THUIS, **keuze)


def test_functiemengingsindex_as_published():
    nu, toen = maak("functiemengingsindex")
    index = eigen(nu)
    assert dict(zip(index["periode"], index["waarde"].round(1), strict=True)) == {
        "2020-01-01": 48.2,
        "2021-01-01": 48.8,
        "2022-01-01": 49.0,
    }
    assert index["status"].tolist() == ["definitief", "definitief", "voorlopig"]
    herzien = eigen(toen, periode="2021-01-01")
    assert herzien[["editie", "status"]].values.tolist() == [["Jaarstukken 2021", "voorlopig"]]
    assert herzien["waarde"].round(1).tolist() == [48.5]


def test_an_edition_of_2020_knows_no_index_of_2022():
    nu, _ = maak("functiemengingsindex", jaar=2020)
    assert eigen(nu)["periode"].tolist() == ["2020-01-01", "2021-01-01"]


@pytest.mark.parametrize(
    ("indicator_id", "kenmerk", "procent", "gemengd"),
    [
        # 10,422 / 9,889; mixed 10,422 / 9,957
        ("vestigingen", "totaal", "5,4", "4,7"),
        # 54,419 / 53,698; mixed 54,419 / 53,142
        ("arbeidsplaatsen", "totaal", "1,3", "2,4"),
        # 2,569 / 2,536; mixed 2,569 / 3,539
        ("arbeidsplaatsen", "sbi", "1,3", "-27,4"),
    ],
)
def test_change_within_one_publication_and_not_over_two(indicator_id, kenmerk, procent, gemengd):
    alle = eigen(zinnen.met_publicaties(*maak(indicator_id)), kenmerk=kenmerk)
    stap = zinnen.verandering(alle).iloc[-1]
    assert (stap["editie"], stap["vorige_periode"], stap["periode"]) == ("Jaarstukken 2022", "2021-01-01", "2022-01-01")
    assert getal(stap["procent"], 1) == procent
    eerste = alle[(alle["editie"] == "Jaarstukken 2021") & (alle["periode"] == "2021-01-01")]["waarde"].item()
    assert getal(100 * (stap["waarde"] / eerste - 1), 1) == gemengd


def test_the_housing_step_asks_9600_and_15400_jobs():
    vraag = eigen(maak("banenvraag_schaalsprong")[0])
    assert dict(zip(vraag["kenmerkwaarde"], vraag["waarde"].round(-2), strict=True)) == {"10000": 9600, "16000": 15400}


def test_keeping_the_ratio_keeps_the_index():
    """54,419 jobs and 56,671 dwellings, then 10,000 dwellings and the jobs they ask more."""
    extra = eigen(maak("banenvraag_schaalsprong")[0], kenmerkwaarde="10000")["waarde"].item()
    na = 100 * (54_419 + extra) / (54_419 + extra + 56_671 + 10_000)
    assert na == pytest.approx(100 * 54_419 / (54_419 + 56_671))


def test_education_of_2021():
    nu, _ = maak("opleidingsniveau_bewoners")
    nu = nu[nu["indeling"] == 2021]
    niveaus = eigen(nu).set_index("kenmerkwaarde")["waarde"]
    assert niveaus["hoog"] == 30.3
    # The three shares are rounded to one decimal each.
    assert niveaus.sum() == pytest.approx(100, abs=0.15)
    land = zinnen.van(nu, gebied_code="NL00")
    assert set(land["herkomst"]) == {"geschat"}
    assert land["waarde"].sum() == pytest.approx(100, abs=0.15)
    assert 25 < land.set_index("kenmerkwaarde")["waarde"]["hoog"] < 40


def test_rank_counts_the_gemeenten_with_a_larger_share():
    delen = tidy("cbs_85039NED")
    hoog = delen[(delen["onderwerp"] == "opleiding") & (delen["kenmerkwaarde"] == "hoog")]
    rang = eigen(maak("opleidingsniveau_rang")[0], periode=hoog["periode"].iloc[0], kenmerkwaarde="hoog")
    assert rang[["waarde", "n"]].values.tolist() == [[1 + (hoog["waarde"] > 30.3).sum(), 352]]


def test_establishments_of_cbs_in_2020():
    nu, _ = maak("vestigingen_cbs")
    groepen = eigen(nu, periode="2020-01-01").set_index("kenmerkwaarde")["waarde"]
    assert groepen.pop("totaal") == 9510
    assert groepen.sum() == pytest.approx(9510, abs=5 * len(groepen) / 2)
    assert set(eigen(nu)["status"]) == {"voorlopig"}


def test_establishments_of_cbs_in_2021_with_government_education_and_care():
    """96.47 per 1,000 of 125,267 residents is 12,084.5; of the multiples of five only 12,085 gives 96.47."""
    nu, _ = maak("vestigingen_cbs")
    assert eigen(nu, periode="2021-01-01")[["kenmerk", "waarde"]].values.tolist() == [["totaal", 12085.0]]


def test_location_quotients_weighted_by_the_shares_of_nederland_are_one():
    quotient = maak("locatiequotient_vestigingen")[0]
    cbs = maak("vestigingen_cbs")[0]
    land = cbs[(cbs["gebied_code"] == "NL00") & (cbs["kenmerk"] == "sbi_groep")].set_index("kenmerkwaarde")["waarde"]
    gewogen = quotient["waarde"] * quotient["kenmerkwaarde"].map(land / land.sum())
    per_gebied = gewogen.groupby(quotient["gebied_code"]).sum()
    assert len(per_gebied) > 10
    assert per_gebied.tolist() == pytest.approx([1.0] * len(per_gebied))


def test_location_quotient_by_hand():
    """H+J: 1,110 of 9,515 in Zoetermeer; 152,355 of the 1,720,525 in the seven groups of all 355 gemeenten."""
    quotient = eigen(maak("locatiequotient_vestigingen")[0], kenmerkwaarde="H+J")["waarde"].item()
    assert quotient == pytest.approx((1110 / 9515) / (152_355 / 1_720_525))
    ruw = tidy("cbs_84799NED")
    ruw = ruw[(ruw["gebied_type"] == "gemeente") & (ruw["kenmerk"] == "sbi_groep")]
    assert ruw["gebied_code"].nunique() == 355
    assert (ruw["waarde"].sum(), ruw.loc[ruw["kenmerkwaarde"] == "H+J", "waarde"].sum()) == (1_720_525, 152_355)


def test_the_municipality_goes_before_cbs_and_cbs_stays_in_history():
    nu, toen = maak("inwoners")
    assert eigen(nu, periode="2020-01-01")[["waarde", "bron_id"]].values.tolist() == [
        [125_288.0, "jaarstukken_zoetermeer"]
    ]
    assert eigen(toen, periode="2020-01-01")["waarde"].tolist() == [125_285.0]


def test_delft_gets_open_data_only_and_nothing_of_zoetermeer_below_the_gemeente():
    for indicator_id in DEFINITIES.indicatoren:
        nu, _ = maak(indicator_id, DELFT)
        delen = nu[nu["gebied_type"].isin(["wijk", "buurt"])]
        assert set(delen["gebied_code"].str[2:6]) <= {"0503"}
        assert "jaarstukken_zoetermeer" not in set(nu["bron_id"])
    nu, _ = maak("functiemengingsindex", DELFT)
    assert nu[["gebied_code", "ontbreekt"]].values.tolist() == [[DELFT, "geen-bron"]]
    assert eigen(nu).empty
