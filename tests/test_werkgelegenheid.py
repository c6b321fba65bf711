"""Jobs of employees by sector, the daily urban system and the labour market, on tables that can be checked by head."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tabelletjes import KADER, tidy

from ezlib.indicators import arbeidsmarkt, werkgelegenheid
from ezlib.indicators.kader import Kader
from ezlib.indicators.pendel import kies_pendelregio, woon_werk

SECTOREN = {"it": ["J", "M"], "bouw": ["F"]}
RUIM = replace(KADER, corop={"code": "CR01", "naam": "Oost", "leden": []}, pendelregio={"code": "DUS0001", "naam": "Pendel", "leden": ["GM0001", "GM0003"]})  # fmt: skip
TOEN, NU = "2020-01-01", "2024-01-01"


def banen(code: str, periode: str, **per: float | None) -> list[tuple]:
    """Jobs of one area and date, by section; `totaal` is the whole."""
    vast = {
        "periode": periode,
        "bron_id": "cbs_83582NED",
        "publicatie": "CBS 83582NED",
        "indeling": int(periode[:4]) - 1,
    }
    return [
        (
            code,
            "banen_werknemers",
            n,
            vast | {"kenmerk": "totaal" if s == "totaal" else "sbi_sectie", "kenmerkwaarde": s},
        )
        for s, n in per.items()
    ]


FEITEN = tidy(
    *banen("GM0001", TOEN, totaal=10_000, J=2000, M=1000, F=500, G=6500),
    *banen("GM0001", NU, totaal=11_000, J=2600, M=1000, F=400, G=7000),
    *banen("GM0002", TOEN, totaal=5000, J=1000, M=None, F=1500, G=2500),
    *banen("GM0002", NU, totaal=5000, J=1000, M=1000, F=1500, G=1500),
    *banen("GM0003", NU, totaal=2000, J=200, M=200, F=1000, G=600),
    *banen("CR01", NU, totaal=9000, J=900, M=0, F=900, G=7200),
    *banen("NL00", TOEN, totaal=8_000_000, J=300_000, M=500_000, F=800_000, G=6_400_000),
    *banen("NL00", NU, totaal=8_800_000, J=380_000, M=500_000, F=880_000, G=7_040_000),
)


def cellen(frame, periode=NU, **keuze):
    deel = frame[frame["periode"] == periode]
    for kolom, waarde in keuze.items():
        deel = deel[deel[kolom] == waarde]
    return deel.set_index(["gebied_code", "kenmerkwaarde"])


def test_sectors_are_sums_of_sections_and_the_rest_is_what_they_leave():
    uit = cellen(werkgelegenheid.banen_werknemers(FEITEN, kader=RUIM, sectoren=SECTOREN))
    stad = {k[1]: v for k, v in uit["waarde"].to_dict().items() if k[0] == "GM0001"}
    assert stad == {"totaal": 11_000, "it": 3600, "bouw": 400, "overig": 7000}
    # The region adds GM0001 and GM0002, the daily urban system GM0001 and GM0003; the COROP row is CBS's own.
    assert uit.loc[("AM-X", "it"), "waarde"] == 5600 and uit.loc[("DUS0001", "it"), "waarde"] == 4000
    assert uit.loc[("CR01", "it"), "waarde"] == 900 and uit.loc[("CR01", "it"), "herkomst"] == "waargenomen"
    assert uit.loc[("AM-X", "it"), "herkomst"] == "geschat" and uit.loc[("NL00", "overig"), "waarde"] == 7_040_000
    toen = cellen(werkgelegenheid.banen_werknemers(FEITEN, kader=RUIM, sectoren=SECTOREN), TOEN)
    # GM0002 lacks M: no IT, no rest, and no region either; GM0003 is missing as a whole.
    assert {k for k in toen.index if k[0] == "AM-X"} == {("AM-X", "totaal"), ("AM-X", "bouw")}
    assert not [k for k in toen.index if k[0] == "DUS0001"]


def test_shares_and_the_strong_sectors_together():
    uit = cellen(werkgelegenheid.banen_aandeel(FEITEN, kader=RUIM, sectoren=SECTOREN, sterk=["it", "bouw"], grens=1))
    # 3,600 / 11,000, 400 / 11,000; together 4,000 / 11,000; Nederland 1,760 / 8,800.
    assert uit.loc[("GM0001", "it"), "waarde"] == pytest.approx(32.727, abs=1e-3)
    assert uit.loc[("GM0001", "sterk"), "waarde"] == pytest.approx(36.364, abs=1e-3)
    assert uit.loc[("NL00", "sterk"), "waarde"] == pytest.approx(20)
    # GM0003: 2,000 jobs, half of a hundred is 2.5 points.
    assert uit.loc[("GM0003", "it"), ["ontbreekt", "noot"]].tolist() == [
        "niet-vergelijkbaar",
        werkgelegenheid.NOOT_GROF,
    ]


def test_index_and_no_growth_of_what_is_too_small():
    regel = {"kader": RUIM, "sectoren": SECTOREN, "sterk": ["it", "bouw"], "basis": TOEN, "grens": 5}
    uit = cellen(werkgelegenheid.banen_index(FEITEN, **regel))
    assert uit.loc[("GM0001", "totaal"), "waarde"] == pytest.approx(110)
    assert uit.loc[("GM0001", "it"), "waarde"] == pytest.approx(120)  # 3,600 / 3,000
    assert uit.loc[("GM0001", "sterk"), "waarde"] == pytest.approx(100 * 4000 / 3500)
    # 500 to 400: 50/400 + 50/500 is 22.5 %.
    assert uit.loc[("GM0001", "bouw"), "ontbreekt"] == "niet-vergelijkbaar"
    assert uit.loc[("NL00", "bouw"), "waarde"] == pytest.approx(110)
    assert uit.loc[("GM0003", "it"), "ontbreekt"] == "onbekend"  # no base
    toen = cellen(werkgelegenheid.banen_index(FEITEN, **regel), TOEN)
    assert toen.loc[("GM0001", "bouw"), "waarde"] == 100


def test_ten_percent_here_and_eight_there_is_one_and_a_quarter():
    feiten = tidy(
        *banen("GM0001", NU, totaal=100_000, J=5000, M=5000, F=90_000),
        *banen("NL00", NU, totaal=1_000_000, J=50_000, M=30_000, F=920_000),
    )
    uit = cellen(werkgelegenheid.locatiequotient_banen(feiten, kader=KADER, sectoren=SECTOREN, grens=10))
    assert uit.loc[("GM0001", "it"), "waarde"] == pytest.approx(1.25)
    assert "NL00" not in uit.index.get_level_values(0)
    grof = werkgelegenheid.locatiequotient_banen(FEITEN, kader=RUIM, sectoren=SECTOREN, grens=10)
    assert cellen(grof).loc[("GM0001", "bouw"), "ontbreekt"] == "niet-vergelijkbaar"  # 50 of 400


def test_shares_of_the_register_take_over_what_is_hidden():
    def rij(code, sector, n, **anders):
        vast = {"bron_id": "register", "publicatie": "R", "herkomst": "fictief"}
        soort = {"kenmerk": "totaal" if sector == "totaal" else "sector", "kenmerkwaarde": sector}
        return (code, "arbeidsplaatsen", n, vast | soort | anders)

    weg = {"ontbreekt": "onderdrukt"}
    feiten = tidy(
        rij("GM0001", "it", 300), rij("GM0001", "bouw", 100), rij("GM0001", "overig", 600),
        rij("WK000100", "totaal", 200), rij("WK000100", "it", 50), rij("WK000100", "bouw", None, **weg), rij("WK000100", "overig", 100),
        rij("WK000101", "it", None, **weg), rij("WK000101", "bouw", 10), rij("WK000101", "overig", 10),
    )  # fmt: skip
    uit = werkgelegenheid.sterke_sectoren_register(feiten, kader=KADER, telt="arbeidsplaatsen", sterk=["it", "bouw"])
    uit = cellen(uit, "2021-01-01")
    assert uit.loc["GM0001", "waarde"].to_dict() == {"it": 30, "bouw": 10, "overig": 60, "sterk": 40}
    # A total is published: the shares of what is shown stand; the hidden sector and the sum do not.
    assert uit.loc["WK000100", "waarde"].dropna().to_dict() == {"it": 25, "overig": 50}
    assert set(uit.loc["WK000100", "ontbreekt"][["bouw", "sterk"]]) == {"onderdrukt"}
    # Without one there is no whole.
    assert uit.loc["WK000101", "waarde"].isna().all() and uit.loc[("WK000101", "sterk"), "ontbreekt"] == "onderdrukt"
    assert set(uit["herkomst"]) == {"fictief"}


def test_shares_of_two_versions_of_the_sbi_stand_on_the_total_and_an_estimate_goes_on():
    def rij(sector, n, **anders):
        vast = {"bron_id": "register", "publicatie": "R (SBI 2008)", "kenmerk": "sector", "kenmerkwaarde": sector}
        return ("GM0001", "arbeidsplaatsen", n, vast | anders)

    feiten = tidy(
        rij("it", 30, herkomst="geschat"), rij("bouw", 10), rij("overig", None, ontbreekt="onderdrukt"),
        rij("totaal", 100, publicatie="R", kenmerk="totaal"),
    )  # fmt: skip
    uit = werkgelegenheid.sterke_sectoren_register(feiten, kader=KADER, telt="arbeidsplaatsen", sterk=["bouw", "it"])
    assert set(uit["publicatie"]) == {"R (SBI 2008)"}
    uit = cellen(uit, "2021-01-01").loc["GM0001"]
    assert uit["waarde"].dropna().to_dict() == {"it": 30, "bouw": 10, "sterk": 40}
    assert uit["herkomst"].to_dict() == {
        "it": "geschat",
        "bouw": "waargenomen",
        "overig": "waargenomen",
        "sterk": "geschat",
    }


# --- the daily urban system --------------------------------------------------------------------------------------


def stromen(*rijen: tuple[str, str, float]):
    return tidy(
        *((van, "banen_woon_werk", n, {"kenmerk": "werkregio", "kenmerkwaarde": naar, "periode": TOEN}) for van, naar, n in rijen)
    )  # fmt: skip


PENDEL = stromen(
    ("GM0001", "GM0001", 400), ("GM0001", "GM0002", 90), ("GM0001", "GM0003", 6), ("GM0001", "GM0004", 4),
    ("GM0002", "GM0001", 96), ("GM0004", "GM0001", 4), ("GM0001", "NL01", 500), ("GM0002", "GM0003", 70),
)  # fmt: skip
REGELS = {"peildatum": TOEN, "drempel_pct": 5, "gevoeligheid_pct": [3, 10]}


def test_five_percent_of_the_commuters_in_or_out():
    """Out: 90, 6 and 4 of 100; in: 96 and 4 of 100."""
    regio = kies_pendelregio("GM0001", PENDEL, REGELS)
    assert regio["leden"] == ["GM0001", "GM0002", "GM0003"] and regio["code"] == "DUS0001"
    assert regio["namen"]["GM0002"] == "GM0002"  # the name in this table
    assert regio["gevoeligheid"] == {"3": ["GM0001", "GM0002", "GM0003", "GM0004"], "10": ["GM0001", "GM0002"]}
    vast = kies_pendelregio("GM0001", PENDEL, REGELS | {"leden": {"GM0001": ["GM0009", "GM0001"]}})
    assert vast["leden"] == ["GM0001", "GM0009"] and vast["gevoeligheid"] == regio["gevoeligheid"]
    assert kies_pendelregio("GM0001", PENDEL, REGELS | {"peildatum": NU}) == {}
    zonder = kies_pendelregio("GM0001", PENDEL.iloc[:0], REGELS | {"leden": {"GM0001": ["GM0001"]}})
    assert zonder["leden"] == ["GM0001"] and zonder["gevoeligheid"] == {}


def test_where_people_live_and_work():
    uit = woon_werk(PENDEL, kader=KADER, toon_pct=5).set_index(["gebied_code", "kenmerkwaarde"])
    # 400 of the 500 who live here and have a job work here.
    assert uit["waarde"].to_dict() == {
        ("GM0001", "binnen"): 80, ("GM0002", "uit"): 90, ("GM0003", "uit"): 6, ("GM0002", "in"): 96,
    }  # fmt: skip
    assert woon_werk(PENDEL.iloc[:0], kader=KADER, toon_pct=5).empty


# --- the labour market -------------------------------------------------------------------------------------------


def test_unemployment_keeps_its_margins_and_its_corop():
    jaar = {"periode": "2024", "eenheid": "%"}
    feiten = tidy(
        *(
            (c, "werkloosheid", w, jaar)
            for c, w in {"GM0001": 4, "GM0009": 3, "CR01": 4.5, "CR02": 5, "NL00": 3.7}.items()
        )
    )
    feiten = feiten.assign(ondergrens=feiten["waarde"] - 1, bovengrens=feiten["waarde"] + 1)
    uit = arbeidsmarkt.werkloosheid(feiten, kader=RUIM).set_index("gebied_code")
    assert uit["waarde"].to_dict() == {"GM0001": 4, "CR01": 4.5, "NL00": 3.7} and uit.loc["GM0001", "bovengrens"] == 5
    assert "CR01" not in set(arbeidsmarkt.werkloosheid(feiten, kader=KADER)["gebied_code"])


def test_participation_of_the_land_is_weighed_where_the_table_has_none():
    """60 % of 300 people and 80 % of 100: 260 of 400."""
    jaar = {"periode": "2021", "eenheid": "%"}
    feiten = tidy(
        ("GM0001", "arbeidsparticipatie", 60, jaar), ("GM0002", "arbeidsparticipatie", 80, jaar),
        ("GM0001", "inwoners_15plus", 300), ("GM0002", "inwoners_15plus", 100),
    )  # fmt: skip
    uit = arbeidsmarkt.arbeidsparticipatie(feiten, kader=KADER).set_index("gebied_code")
    assert (
        uit["waarde"].to_dict() == {"GM0001": 60, "AM-X": 65, "NL00": 65} and uit.loc["NL00", "herkomst"] == "geschat"
    )
    eigen = tidy(*((c, "arbeidsparticipatie", w, jaar) for c, w in {"GM0001": 60, "NL00": 70}.items()))
    assert arbeidsmarkt.arbeidsparticipatie(eigen, kader=KADER)["waarde"].tolist() == [60, 70]


def test_school_leavers_are_a_share_of_one_list():
    mbo = {"kenmerk": "soort", "kenmerkwaarde": "mbo", "bron_id": "duo", "periode": "2023-10-01"}
    feiten = tidy(
        ("GM0001", "onderwijsaanbod_schoolverlaters", 30, mbo), ("GM0001", "onderwijsaanbod_deelnemers", 500, mbo),
        ("GM0002", "onderwijsaanbod_schoolverlaters", 10, mbo), ("GM0002", "onderwijsaanbod_deelnemers", 300, mbo),
        ("GM0001", "onderwijsaanbod_schoolverlaters", 9, mbo | {"kenmerkwaarde": "vo"}),
    )  # fmt: skip
    uit = arbeidsmarkt.schoolverlaters(feiten, kader=KADER, soort="mbo").set_index("gebied_code")
    assert uit["waarde"].to_dict() == {"GM0001": 6, "AM-X": 5, "NL00": 5} and set(uit["kenmerk"]) == {"totaal"}
    geen = Kader("GM0008", "Elders")
    assert set(arbeidsmarkt.schoolverlaters(feiten, kader=geen, soort="mbo")["gebied_code"]) == {"NL00"}
