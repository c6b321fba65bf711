"""StatLine tables with dimensions to the tidy layout: small tables checked by head, and one real one."""

from __future__ import annotations

import copy
import math
from pathlib import Path
from typing import Any

import nep_bron
import pandas as pd
import pytest

from ezlib.fouten import BronFout, ControleFout, KolomFout
from ezlib.tidy import KOLOMMEN, MARGES, check_tidy
from ezlib.tidy.statline import tidy_statline

REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "cbs" / "83583NED"
TAK, REGIO, TIJD = "BedrijfstakkenBranchesSBI2008", "RegioS", "Perioden"
BLOK: dict[str, Any] = {
    "gebied": REGIO,
    "gebieden": ["NL", "GM"],
    "periode": TIJD,
    "soort_periode": "JJ",
    "peildatum": "einde",
    "kenmerk": {
        "dimensie": TAK,
        "naam": "sbi_sectie",
        "waarden": {"totaal": {"sleutel": "T001081"}, "Q": {"titel": ["Q Gezondheids- en welzijnszorg"]}},
    },
    "topics": [{"stam": "BanenVanWerknemersInDecember", "onderwerp": "banen_werknemers", "eenheid": "aantal"}],
}
DIMENSIES = {
    TAK: {"T001081": "A-U Alle", "422400 ": "Q Gezondheids- en welzijnszorg", "391600 ": "J Informatie"},
    REGIO: {"NL01  ": "Nederland", "GM0001": "Utrecht (gemeente)", "PV24  ": "Flevoland (PV)"},
    TIJD: {"2020JJ00": "2020 december", "2021JJ00": "2021 december*", "2021KW01": "2021 1e kwartaal"},
}
STATUS = {"2020JJ00": "Definitief", "2021JJ00": "Voorlopig", "2021KW01": "Voorlopig"}
RIJEN = [
    ("T001081", "NL01  ", "2020JJ00"),
    ("T001081", "GM0001", "2020JJ00"),
    ("422400 ", "GM0001", "2020JJ00"),
    ("391600 ", "GM0001", "2020JJ00"),
    ("T001081", "GM0001", "2021JJ00"),
    ("T001081", "GM0001", "2021KW01"),
    ("T001081", "PV24  ", "2021JJ00"),
]
BANEN = {("BanenVanWerknemersInDecember_1", "x 1 000"): [8000.1, 16.1, 0.4, 2.0, None, 99.0, 5.0]}


@pytest.fixture
def tidy(tmp_path):
    """Tidy a small table by a block; gives the frame after its check."""

    def maak(blok=BLOK, topics=BANEN, *, bron=None, **anders):
        tabel = {"dimensies": DIMENSIES, "rijen": RIJEN, "status": STATUS} | anders
        snapshot = nep_bron.statline(tmp_path / "cbs_x" / "a", topics, **tabel)
        return check_tidy(tidy_statline(snapshot, nep_bron.bron(id="cbs_x", statline=blok, **(bron or {}))))

    return maak


def anders(**velden: Any) -> dict[str, Any]:
    """The block with other fields; None takes one away."""
    return {k: w for k, w in (copy.deepcopy(BLOK) | velden).items() if w is not None}


def cellen(frame: pd.DataFrame, *kolommen: str) -> list[tuple[Any, ...]]:
    rijen = frame[[*(kolommen or ("gebied_code", "periode", "kenmerkwaarde")), "waarde"]]
    return [
        tuple(None if isinstance(c, float) and math.isnan(c) else c for c in r) for r in rijen.itertuples(index=False)
    ]


def test_a_row_a_figure_by_key_and_by_title(tidy):
    frame = tidy()
    assert list(frame.columns) == KOLOMMEN
    # 8,000.1 x 1,000; the J row, the quarter and the province are not asked for; an empty figure has its reason.
    assert cellen(frame) == [
        ("NL00", "2021-01-01", "totaal", 8000100.0),
        ("GM0001", "2021-01-01", "totaal", 16100.0),
        ("GM0001", "2021-01-01", "Q", 400.0),
        ("GM0001", "2022-01-01", "totaal", None),
    ]
    assert frame.iloc[2].to_dict() == {
        "gebied_type": "gemeente",
        "gebied_code": "GM0001",
        "gebied_naam": "Utrecht",
        "indeling": 2020,
        "periode": "2021-01-01",
        "onderwerp": "banen_werknemers",
        "kenmerk": "sbi_sectie",
        "kenmerkwaarde": "Q",
        "waarde": 400.0,
        "eenheid": "aantal",
        "status": "definitief",
        "herkomst": "waargenomen",
        "ontbreekt": "",
        "bron_id": "cbs_x",
        "publicatie": "CBS 84799NED",
        "noot": "",
    }


def test_empty_figure_of_a_year_that_others_lack_too_stays_with_its_reason(tidy):
    """2021 is empty for every area asked for: the table is still to be filled."""
    leeg = {("BanenVanWerknemersInDecember_1", "x 1 000"): [8000.1, 16.1, 0.4, 2.0, None, 99.0, None]}
    frame = tidy(anders(gebieden=["NL", "GM", "PV"]), leeg)
    rijen = frame[frame["periode"] == "2022-01-01"]
    assert dict(zip(rijen["gebied_code"], rijen["ontbreekt"], strict=True)) == {
        "GM0001": "onbekend",
        "PV24": "onbekend",
    }
    assert set(rijen["status"]) == {"voorlopig"}


def test_gemeente_that_is_gone_has_no_rows_after_its_last_figure(tidy):
    """Nederland has 2021, so the empty cell of GM0001 in 2021 says that it was merged."""
    meer = {("BanenVanWerknemersInDecember_1", "x 1 000"): [8000.1, 16.1, 0.4, 2.0, None, 99.0, 5.0, 8100.0]}
    frame = tidy(topics=meer, rijen=[*RIJEN, ("T001081", "NL01  ", "2021JJ00")])
    assert set(frame.loc[frame["gebied_code"] == "GM0001", "periode"]) == {"2021-01-01"}
    assert set(frame.loc[frame["gebied_code"] == "NL00", "periode"]) == {"2021-01-01", "2022-01-01"}


@pytest.mark.parametrize(
    ("regel", "soort", "periode"),
    [
        ("begin", "JJ", "2020-01-01"),
        ("geheel", "JJ", "2020"),
        ("einde", "KW", "2021-04-01"),
        ("geheel", "KW", "2021K1"),
    ],
)
def test_peildatum_follows_the_rule_of_the_source(tidy, regel, soort, periode):
    frame = tidy(anders(peildatum=regel, soort_periode=soort))
    assert frame["periode"].min() == periode


def test_fixed_members_and_columns_as_breakdown(tidy):
    """Education: three columns are the three levels; sex and age are held at their total."""
    blok = anders(
        peildatum="geheel",
        kenmerk=None,
        vast={"Geslacht": {"sleutel": "T001038"}, "Leeftijd": {"titel": ["15 tot 75 jaar"]}, "Weg": {"sleutel": "T1"}},
        topics=[
            {"stam": s, "onderwerp": "opleiding", "eenheid": "%", "kenmerk": "opleidingsniveau", "kenmerkwaarde": w}
            for s, w in (("k_1Basis", "laag"), ("k_3HboWo", "hoog"))
        ],
    )
    frame = tidy(
        blok,
        {("k_1Basis_2", "%"): [20.5, 0, 0], ("k_3HboWo_4", "%"): [40, 0, 0]},
        dimensies={
            "Geslacht": {"T001038": "Totaal", "3000   ": "Mannen"},
            "Leeftijd": {"52052  ": "15 tot  75 jaar", "53050": "15 tot 25 jaar"},
            REGIO: DIMENSIES[REGIO],
            TIJD: DIMENSIES[TIJD],
        },
        rijen=[
            ("T001038", "52052  ", "GM0001", "2020JJ00"),
            ("3000   ", "52052  ", "GM0001", "2020JJ00"),
            ("T001038", "53050", "GM0001", "2020JJ00"),
        ],
    )
    assert cellen(frame, "kenmerkwaarde", "periode") == [("laag", "2020", 20.5), ("hoog", "2020", 40.0)]


def test_margins_stand_beside_their_figure_and_a_table_without_periods_takes_those_of_its_source(tidy):
    blok = {
        "gebied": "WijkenEnBuurten",
        "gebieden": ["WK", "BU"],
        "peildatum": "geheel",
        "kenmerk": {"dimensie": "Niveau", "naam": "opleidingsniveau", "waarden": {"hoog": {"sleutel": "2018790"}}},
        "marges": {
            "dimensie": "Marges",
            "waarde": {"sleutel": "MW00000"},
            "ondergrens": {"sleutel": "MOG0095"},
            "bovengrens": {"titel": ["Bovengrens 95%-interval"]},
        },
        "topics": [{"stam": "Bevolking15Tot75Jaar", "onderwerp": "opleiding", "eenheid": "%"}],
    }
    marge = {"MW00000": "Waarde", "MOG0095": "Ondergrens 95%-interval", "MBG0095": "Bovengrens 95%-interval"}
    topics = {
        # The stem is there twice: the unit says which one.
        ("Bevolking15Tot75Jaar_1", "aantal"): [300, 280, 320, 10, 8, None],
        ("Bevolking15Tot75Jaar_2", "%"): [30, 28, 32, 10, 8, None],
    }
    frame = tidy(
        blok,
        topics,
        bron={"indeling": 2023, "peildatum": "2023-01-01"},
        dimensies={
            "Niveau": {"2018790": "Hbo, wo"},
            "WijkenEnBuurten": {"BU00010001": "Buurt een   ", "BU00010002": "Buurt twee"},
            "Marges": marge,
        },
        rijen=[("2018790", b, m) for b in ("BU00010001", "BU00010002") for m in marge],
    )
    assert list(frame.columns) == [*KOLOMMEN, *MARGES]
    assert frame[["gebied_naam", "periode", "indeling", "waarde"]].to_numpy().tolist() == [
        ["Buurt een", "2023", 2023, 30.0],
        ["Buurt twee", "2023", 2023, 10.0],
    ]
    assert frame[MARGES].fillna(-1).to_numpy().tolist() == [[28, 32], [8, -1]]


def test_figure_outside_its_own_margin_stops(tidy):
    frame = tidy().assign(ondergrens=[0.0, 0, 500, 0], bovengrens=[9e9, 9e9, 600, 0])
    with pytest.raises(ControleFout, match="1 cijfers liggen buiten hun eigen marge"):
        check_tidy(frame)


def test_area_by_area_keeps_the_other_code(tidy):
    blok = anders(gebied="WoonregioS", kenmerk={"dimensie": "WerkregioS", "naam": "werkregio"})
    frame = tidy(
        blok,
        {("BanenVanWerknemersInDecember_1", "x 1 000"): [1.5, 0.1]},
        dimensies={"WoonregioS": DIMENSIES[REGIO], "WerkregioS": DIMENSIES[REGIO], TIJD: DIMENSIES[TIJD]},
        rijen=[("GM0001", "GM0001", "2020JJ00"), ("GM0001", "NL01  ", "2020JJ00")],
    )
    assert cellen(frame, "kenmerk", "kenmerkwaarde") == [("werkregio", "GM0001", 1500.0), ("werkregio", "NL01", 100.0)]


def test_national_table_is_about_nederland(tidy):
    frame = tidy(
        anders(gebied=None, gebieden=None),
        {("BanenVanWerknemersInDecember_1", "x 1 000"): [7888.2]},
        dimensies={TAK: DIMENSIES[TAK], TIJD: DIMENSIES[TIJD]},
        rijen=[("T001081", "2020JJ00")],
    )
    assert cellen(frame, "gebied_type", "gebied_code") == [("land", "NL00", 7888200.0)]


@pytest.mark.parametrize(
    ("blok", "tabel", "zin"),
    [
        (anders(kenmerk=None), {}, f"niet genoemd: {TAK}.*onder `vast:` met de code van haar totaal"),
        (anders(gebied="Regio"), {}, f"niet genoemd: {REGIO}; wel genoemd maar niet in de tabel: Regio"),
        (
            anders(kenmerk=BLOK["kenmerk"] | {"waarden": {"F": {"sleutel": "350000"}}}),
            {},
            r"code 350000 is er niet\. CBS kent: T001081 \(A-U Alle\), 422400",
        ),
        (
            anders(kenmerk=BLOK["kenmerk"] | {"waarden": {"F": {"sleutel": "391600", "titel": ["F Bouw"]}}}),
            {},
            'code 391600 of "F Bouw" heet nu "J Informatie"',
        ),
        (anders(verwacht=["2019JJ00", "2020JJ00"]), {}, "geen cijfers over 2019JJ00"),
        (anders(topics=[{"stam": "Lonen", "onderwerp": "lonen", "eenheid": "aantal"}]), {}, 'geen kolom "Lonen"'),
        (
            BLOK,
            {"topics": {("BanenVanWerknemersInDecember_1", "%"): [1.0] * 7}},
            'heeft eenheid "%"; verwacht was aantal',
        ),
        (BLOK, {"status": STATUS | {"2020JJ00": "Herzien"}}, 'status "Herzien"; bekend zijn Definitief'),
        (BLOK, {"rijen": [("391699 ", *RIJEN[0][1:]), *RIJEN[1:]]}, "1 codes zonder naam: 391699"),
        (anders(soort_periode="MM"), {}, "geen enkele rij"),
    ],
)
def test_what_the_block_did_not_foresee_stops(tidy, blok, tabel, zin):
    with pytest.raises(BronFout, match=zin):
        tidy(blok, **tabel)


def test_stem_under_two_groups_needs_its_group(tidy):
    topics = {
        ("BanenVanWerknemersInDecember_1", "x 1 000", "Mannen"): [1.0] * 7,
        ("BanenVanWerknemersInDecember_2", "x 1 000", "Totaal"): [2.0] * 7,
    }
    with pytest.raises(KolomFout, match="Noem de groep erbij"):
        tidy(topics=topics)
    met = anders(topics=[BLOK["topics"][0] | {"groepen": ["Totaal"]}])
    assert set(tidy(met, topics)["waarde"]) == {2000.0}


@pytest.mark.skipif(not REFERENTIE.is_dir(), reason="de map ../shared/reference met echte tabellen is er niet")
def test_real_table_of_jobs_by_size_and_branch(tmp_path):
    """83583NED as served in 2020: 7,440 rows, keys padded, periods with a title "2010 december" and a status."""
    bestanden = {"TableInfos.json": '[{"Identifier": "83583NED"}]'}
    for entiteit in ("TypedDataSet", "DataProperties", TIJD, TAK, "Bedrijfsgrootte"):
        frame = pd.read_parquet(REFERENTIE / f"cbs.v3.83583NED_{entiteit}.parquet")
        bestanden[f"{entiteit}.json"] = frame.to_json(orient="records")
    blok = anders(
        gebied=None,
        gebieden=None,
        vast={"Bedrijfsgrootte": {"sleutel": "T001098", "titel": ["Totaal"]}},
        kenmerk=BLOK["kenmerk"]
        | {"waarden": {"totaal": {"sleutel": "T001081"}, "J": {"sleutel": "391600"}, "Q": {"sleutel": "422400"}}},
        verwacht=["2010JJ00", "2019JJ00"],
    )
    bron = nep_bron.bron(id="cbs_x", statline=blok)
    frame = check_tidy(tidy_statline(nep_bron.snapshot(tmp_path / "cbs_x" / "a", bestanden), bron))
    totaal = frame[frame["kenmerkwaarde"] == "totaal"].set_index("periode")
    # CBS: 7,888.2 thousand jobs in December 2010, so on 1 January 2011; ten years, three branches.
    assert (len(frame), len(totaal), round(totaal.loc["2011-01-01", "waarde"], -2)) == (30, 10, 7888200)
    assert totaal["status"].tolist() == ["definitief"] * 8 + ["nader voorlopig", "voorlopig"]
