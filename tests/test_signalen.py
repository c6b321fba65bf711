"""Flags: a jump, a break and an old figure, each by head; and that a planted jump is on the page of its figure."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
from tabelletjes import KADER, waarnemingen
from werkplaats import Werkplaats

from ezlib.definitions import Definities, Indicator, load_definities
from ezlib.indicators.kader import Kader
from ezlib.indicators.signalen import KOLOMMEN, maak_signalen
from ezlib.report.overzicht import let_op
from ezlib.sources.snapshot import schrijf_herkomst
from ezlib.store import WORTEL, load_json

DEFINITIES: Definities = load_definities(WORTEL / "definitions")
REGELS: dict[str, Any] = {
    "sprong": {"factor": 4, "minimum_pct": 5, "minimum_punten": 2, "jaren": 3},
    "breuken": [{"indicatoren": ["iets"], "vanaf": "2021-01-01", "zin": "Vanaf 2021 telt meer mee."}],
}


def indicator(eenheid: str = "aantal") -> Indicator:
    return Indicator(
        id="iets", naam="Iets", definitie="", eenheid=eenheid, decimalen=0, richting="geen", functie="x.y",
        bronnen=(), notebook="20-x", niveaus=("gemeente",),
    )  # fmt: skip


def reeks(*waarden: float, begin: int = 2015, **anders: Any) -> pd.DataFrame:
    """One figure a year on 1 January, each from a table of its own of the same kind."""
    return waarnemingen(
        *(
            {
                "periode": f"{begin + i}-01-01",
                "indeling": begin + i,
                "waarde": w,
                "bron_id": f"kwb{i}",
                "editie": f"CBS {i}",
            }
            | anders
            for i, w in enumerate(waarden)
        )
    )


def signalen(
    frame: pd.DataFrame, *, historie: pd.DataFrame | None = None, jaar: int = 2018, **anders: Any
) -> pd.DataFrame:
    vast: dict[str, Any] = {"indicator": indicator(), "kader": KADER, "regels": REGELS | {"breuken": []}}
    kinds = {f"kwb{i}": "CBS kwb" for i in range(9)}
    leeg = frame.iloc[:0]
    return maak_signalen(frame, leeg if historie is None else historie, jaar=jaar, reeksen=kinds, **(vast | anders))


def soorten(frame: pd.DataFrame) -> list[str]:
    return frame["soort"].tolist()


def test_jump_beyond_the_own_history():
    """+1 % a year three times, then +20 %: far over 4 x 1 % and over 5 %."""
    uit = signalen(reeks(1000, 1010, 1020.1, 1030.301, 1236.3612))
    assert list(uit.columns) == KOLOMMEN
    assert uit[["gebied_code", "periode", "soort"]].to_numpy().tolist() == [["GM0001", "2019-01-01", "sprong"]]
    assert uit["zin"].tolist() == [
        "Iets, Stad: op 1 januari 2019 1.236. Dat is +20,0 % per jaar sinds 1 januari 2018; in de jaren ervoor was het "
        "meestal 1,0. Ga na of dit klopt."
    ]


@pytest.mark.parametrize(
    "waarden",
    [
        (1000, 1010, 1020.1, 1030.301, 1071.5),  # +4 %: under the minimum of 5 %
        (1000, 1100, 1000, 1100, 1210),  # +10 %: as in other years
        (1000, 1010, 1020, 1224),  # two earlier changes: no history to speak of
        (1000, 1200, 1212, 1224.12, 1236.3612),  # a jump long ago is not news
    ],
)
def test_no_jump(waarden):
    assert signalen(reeks(*waarden)).empty


def test_one_wild_year_does_not_hide_a_jump():
    """Earlier changes 1, 50, 1 and 1 %: the median is 1 %, the mean would be 13 %."""
    assert soorten(signalen(reeks(1000, 1010, 1515, 1530.15, 1545.45, 1700), jaar=2020)) == ["sprong"]


def test_change_is_per_year_where_years_are_missing():
    """+21 % in the two years since 2018 is +10 % a year; against 1 % it is a jump, and it is printed per year."""
    frame = reeks(1000, 1010, 1020.1, 1030.301, 1246.664)
    frame.loc[4, "periode"] = "2020-01-01"
    assert "+10,0 % per jaar sinds 1 januari 2018" in signalen(frame, jaar=2020)["zin"].iloc[0]


def test_percentages_are_compared_in_points():
    """3.0 to 4.5 % is half as much again, but 1.5 points: under the minimum of 2."""
    assert signalen(reeks(3.0, 3.1, 3.0, 3.1, 4.5), indicator=indicator("%")).empty
    uit = signalen(reeks(3.0, 3.1, 3.0, 3.1, 6.1), indicator=indicator("%"))
    assert "+3,0 procentpunt per jaar" in uit["zin"].iloc[0]


def test_change_is_computed_within_one_publication():
    """1,000 as first published was revised to 1,200; the new report says 1,212: +1 %, not +21 %."""
    frame = reeks(970, 980, 990, 1000, 1212, bron_id="jaarstukken")
    oud = waarnemingen({"periode": "2018-01-01", "waarde": 1200, "bron_id": "jaarstukken", "editie": "CBS 4"})
    assert signalen(frame, historie=oud).empty
    # Without the pair in one report there is nothing to compare: two reports of one source may differ by revision.
    assert signalen(frame).empty


def test_wijk_is_not_compared_over_another_boundary_year():
    kader = Kader("GM0001", "Stad", {}, {}, [[2015, 2018]])
    wijk = {"gebied_code": "WK000100", "gebied_naam": "Wijk"}
    assert signalen(reeks(1000, 1010, 1020, 1030, 2000, **wijk), kader=kader).empty
    gelijk = Kader("GM0001", "Stad", {}, {}, [[2015, 2019]])
    assert soorten(signalen(reeks(1000, 1010, 1020, 1030, 2000, **wijk), kader=gelijk)) == ["sprong"]


def test_fictive_figures_and_other_towns_carry_no_flag():
    wild = (1000, 1010, 1020, 1030, 2000)
    assert signalen(reeks(*wild, herkomst="fictief"), jaar=2030).empty
    assert signalen(reeks(*wild, gebied_code="GM0003"), jaar=2030).empty


def test_break_shows_when_the_series_passes_it():
    regels = REGELS | {"sprong": REGELS["sprong"] | {"jaren": 9}}
    uit = signalen(reeks(10, 11, begin=2020), regels=regels, jaar=2020)
    assert uit[["soort", "periode", "zin"]].to_numpy().tolist() == [
        ["breuk", "2021-01-01", "Iets: Vanaf 2021 telt meer mee."]
    ]
    assert signalen(reeks(10, begin=2020), regels=regels, jaar=2020).empty
    assert signalen(reeks(10, 11, begin=2021), regels=regels, jaar=2020).empty
    for smal in ({"niveaus": ["wijk"]}, {"gemeenten": ["GM0009"]}, {"lezer": "statline"}, {"indicatoren": ["anders"]}):
        anders = regels | {"breuken": [REGELS["breuken"][0] | smal]}
        assert signalen(reeks(10, 11, begin=2020), regels=anders, jaar=2020).empty, smal
    kwb = regels | {"breuken": [REGELS["breuken"][0] | {"lezer": "kwb"}]}
    assert soorten(signalen(reeks(10, 11, begin=2020), regels=kwb, jaar=2020)) == ["breuk"]


def test_latest_figure_of_the_gemeente_that_is_old():
    """1 January 2019 is 24 months before the end of 2020, and 12 before that of 2019."""
    assert signalen(reeks(10, 11, begin=2018), jaar=2019).empty
    uit = signalen(reeks(10, 11, begin=2018), jaar=2020)
    assert uit["zin"].tolist() == ["Iets: het nieuwste cijfer gaat over 1 januari 2019 en is ouder dan 18 maanden."]


def test_list_on_the_page_counts_what_does_not_fit():
    class Lezer:
        def __init__(self, *rijen: tuple[str, str]) -> None:
            self.rijen = rijen

        def signalen(self) -> pd.DataFrame:
            return pd.DataFrame(self.rijen, columns=["gebied_type", "zin"])

    assert let_op(Lezer()).startswith("De monitor ziet op deze pagina geen sprong")  # type: ignore[arg-type]
    tekst = let_op(Lezer(*[("buurt", f"b{i}") for i in range(5)], ("gemeente", "stad")))  # type: ignore[arg-type]
    assert tekst.splitlines()[2:] == [
        "- stad",
        "- b0",
        "- b1",
        "- b2",
        "- En nog 2 keer in een wijk of buurt; alle signalen staan in signalen.csv.",
    ]


def test_every_page_of_a_figure_shows_its_flags():
    for naam in {i.notebook for i in DEFINITIES.indicatoren.values()} - set(DEFINITIES.overzichten):
        cellen = json.loads((WORTEL / "notebooks" / f"{naam}.ipynb").read_text(encoding="utf-8"))["cells"]
        assert any("overzicht.let_op(lezer)" in "".join(c["source"]) for c in cellen), naam


def test_planted_jump_is_on_the_page_in_the_table_and_in_the_summary(werkplaats: Werkplaats):
    """The report of 2022 gets +1 % residents a year since 2018, and half as many again in 2023: 124,872 -> 187,308."""
    map_ = werkplaats.map_ / "data" / "raw" / "jaarstukken_zoetermeer" / "ingebouwd"
    pad = map_ / "feiten_en_cijfers.csv"
    regels = pad.read_text(encoding="utf-8").splitlines()
    laatste = next(r for r in regels if ",inwoners," in r and "2023-01-01,127031" in r)
    reeks_ = {2018: 120000, 2019: 121200, 2020: 122412, 2021: 123636, 2022: 124872, 2023: 187308}
    regels.remove(laatste)
    regels += [laatste.replace("2023-01-01,127031", f"{j}-01-01,{w}") for j, w in reeks_.items()]
    pad.write_text("\n".join(regels) + "\n", encoding="utf-8")
    herkomst = load_json(map_ / "herkomst.json")
    velden = {k: w for k, w in herkomst.items() if k != "bestanden"}
    schrijf_herkomst(map_, rijen={n: b["rows"] for n, b in herkomst["bestanden"].items()}, **velden)
    uitkomst = werkplaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 0, uitkomst.tekst
    zin = "op 1 januari 2023 187.308. Dat is +50,0 % per jaar sinds 1 januari 2022; in de jaren ervoor was het meestal 1,0."
    assert "1 keer sprong" in uitkomst.doodgewoon
    tabel = pd.read_csv(werkplaats.editie / "tabellen" / "signalen.csv")
    assert tabel.loc[tabel["soort"] == "sprong", ["indicator_id", "gebied_code"]].to_numpy().tolist() == [
        ["inwoners", "GM0637"]
    ]
    pagina = (werkplaats.editie / "20-leven-lang-ontwikkelen.html").read_text(encoding="utf-8")
    assert zin in " ".join(pagina.replace("\xa0", " ").split())
    # Nothing of the fictive register is flagged, on its page or in the table.
    assert not set(tabel["indicator_id"]) & {"starters", "startups", "scaleups", "functiediversiteit"}
