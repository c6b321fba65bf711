"""The profiles of wijken: which wijken, on which boundaries, and where a figure lies among them."""

from __future__ import annotations

import json
import re

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Polygon, box
from tabelletjes import tidy, waarnemingen
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.figures.strook import strook
from ezlib.figures.wijkkaart import maak_wijkmenu
from ezlib.indicators.wijken import kies_wijken
from ezlib.store import WORTEL
from ezlib.zinnen.wijken import andere_indeling, binnen, kern, kern_overzicht, laatste_van, let_op_klein, plaats

NOORD, ZUID, VELD = "WK000101", "WK000102", "WK000103"
NAMEN = {NOORD: "Noord", ZUID: "Zuid", VELD: "Veld"}
KADER = {"gemeente": "GM0001", "naam": "Stad", "wijken": {"indeling": [2020, 2022], "namen": NAMEN}}


def cijfer(code: str, waarde: float | None, indicator: str = "inwoners", jaar: int = 2021, **anders: object) -> dict:
    naam = NAMEN.get(code, "Stad")
    vast = {"gebied_naam": naam, "indicator_id": indicator, "indeling": jaar, "periode": f"{jaar}-01-01"}
    return {"gebied_code": code, "waarde": waarde} | vast | anders


def hbo(code: str, waarde: float, **anders: object) -> dict:
    kenmerk = {"kenmerk": "opleidingsniveau", "kenmerkwaarde": "hoog", "eenheid": "%", "periode": "2021"}
    return cijfer(code, waarde, "opleidingsniveau_bewoners", **kenmerk, **anders)


FEITEN = waarnemingen(
    *(cijfer(code, waarde) for code, waarde in {NOORD: 3000, ZUID: 5000, VELD: 400, "GM0001": 8400}.items()),
    *(hbo(code, waarde) for code, waarde in {NOORD: 30.0, ZUID: 40.0, VELD: 80.0, "GM0001": 37.0}.items()),
)
NIETS = FEITEN[:0]


def rij(frame, code, indicator="inwoners"):
    return next(r for r in laatste_van(frame, code).itertuples() if r.indicator_id == indicator)


def test_the_wijken_are_those_of_one_span_of_boundary_years() -> None:
    feiten = tidy(
        *((f"WK00010{i}", "inwoners", 10, {"indeling": 2024, "periode": "2024-01-01"}) for i in range(2)),
        *((f"WK00010{i}", "inwoners", 10, {"indeling": 2025, "periode": "2025-01-01"}) for i in range(5)),
        ("WK000109", "woningen", None, {"indeling": 2024}),
        ("WK000201", "inwoners", 10, {"indeling": 2024}),
    )
    kies = {"gemeente": "GM0001", "jaar": 2025}
    assert list(kies_wijken(feiten, set(), reeks=(2014, 2024), **kies)["namen"]) == ["WK000100", "WK000101"]
    assert kies_wijken(feiten, {2024}, reeks=None, **kies)["indeling"] == [2024, 2024]
    assert kies_wijken(feiten, {2016}, reeks=(2001, 2002), **kies)["indeling"] == [2025, 2025]
    # What is known only after the edition does not count.
    assert kies_wijken(feiten, set(), reeks=None, gemeente="GM0001", jaar=2023)["indeling"] == [2024, 2024]
    assert kies_wijken(feiten, set(), reeks=None, gemeente="GM0009", jaar=2025) == {}


def test_a_code_of_other_boundaries_is_another_place() -> None:
    later = waarnemingen(cijfer(NOORD, 9999, jaar=2025), cijfer("GM0001", 9000, jaar=2025))
    assert sorted(binnen(later, KADER)["gebied_code"]) == ["GM0001"]
    assert binnen(waarnemingen(cijfer("WK000201", 1.0)), KADER).empty
    assert "2025 (1 wijken)" in andere_indeling(later, KADER)
    assert andere_indeling(FEITEN, KADER) == ""


def test_a_count_is_placed_among_all_wijken_and_a_share_among_those_with_people() -> None:
    assert plaats(rij(FEITEN, NOORD), FEITEN, NIETS) | {"waarden": 0} == {
        "waarden": 0,
        "stad": 8400,
        "rang": 2,
        "van": 3,
    }
    delen = plaats(rij(FEITEN, NOORD, "opleidingsniveau_bewoners"), FEITEN, NIETS)
    assert (delen["rang"], delen["van"], delen["stad"]) == (2, 2, 37.0)
    assert plaats(rij(FEITEN, VELD, "opleidingsniveau_bewoners"), FEITEN, NIETS)["rang"] == 0


def test_a_wijk_is_held_against_the_gemeente_of_its_own_source_only() -> None:
    anders = waarnemingen(cijfer(NOORD, 3000), cijfer(ZUID, 5000), cijfer("GM0001", 9100, bron_id="jaarstukken"))
    assert plaats(rij(anders, NOORD), anders, NIETS)["stad"] is None
    assert plaats(rij(anders, NOORD), anders, FEITEN)["stad"] == 8400


def test_a_protected_figure_is_not_replaced_by_an_older_one_and_an_empty_column_is() -> None:
    frame = waarnemingen(
        cijfer(NOORD, 100, "arbeidsplaatsen", 2021),
        cijfer(NOORD, None, "arbeidsplaatsen", 2022, ontbreekt="onderdrukt"),
        cijfer(NOORD, 1200, "woningen", 2020),
        cijfer(NOORD, None, "woningen", 2022),
    )
    nu = {r.indicator_id: (r.periode, r.ontbreekt) for r in laatste_van(frame, NOORD).itertuples()}
    assert nu == {"arbeidsplaatsen": ("2022-01-01", "onderdrukt"), "woningen": ("2020-01-01", "")}


def test_the_answer_is_computed_and_tells_nothing_made_up() -> None:
    assert kern(FEITEN, NIETS, KADER, NOORD, "Noord") == (
        "Noord heeft 3.000 inwoners op 1 januari 2021, 35,7 % van Stad. Van de inwoners van 15 tot 75 jaar heeft 30 % "
        "hbo of wo (in 2021); in Stad is dat 37 %."
    )
    assert kern(FEITEN, NIETS, KADER, VELD, "Veld").endswith(
        "Er woonden toen weinig mensen, dus dat cijfer is onzeker."
    )
    verzonnen = FEITEN.assign(herkomst="fictief")
    assert kern(verzonnen, NIETS, KADER, NOORD, "Noord") == (
        "Over Noord is geen enkel cijfer bekend dat niet is verzonnen."
    )
    assert "Zuid is de grootste met 5.000 inwoners, Veld de kleinste met 400" in kern_overzicht(FEITEN, KADER)
    assert kern_overzicht(NIETS, KADER | {"wijken": {}}).startswith("Voor Stad is geen cijfer over wijken")


def test_few_people_is_said() -> None:
    assert "**Let op: in Veld woonden maar 400 mensen in 2021.**" in let_op_klein(FEITEN, KADER, VELD, "Veld")
    gezegd = "Bij aandelen doet Veld niet mee in de plaats: daar woonden in 2021 minder dan 1.000 mensen."
    assert let_op_klein(FEITEN, KADER, NOORD, "Noord") == gezegd
    # A share is of the people of its own year, however many live there now.
    gegroeid = pd.concat([FEITEN, waarnemingen(cijfer(VELD, 2000, jaar=2022))], ignore_index=True)
    assert let_op_klein(gegroeid, KADER, NOORD, "Noord") == gezegd
    aandeel = rij(gegroeid, NOORD, "opleidingsniveau_bewoners")
    assert VELD not in plaats(aandeel, gegroeid, NIETS)["waarden"]


def test_the_map_has_a_link_with_words_for_every_wijk_and_harms_no_page() -> None:
    kaart = gpd.GeoDataFrame(
        {"gebied_code": [NOORD, ZUID]}, geometry=[box(0, 0, 4000, 900), box(0, 900, 300, 1200)], crs="EPSG:28992"
    )
    namen = {NOORD: "Noord <b>", ZUID: "Zuidelijke wijk"}
    html = maak_wijkmenu(namen, kaart, adressen={NOORD: "n.html", ZUID: "z.html"}, titel="Wijken")._repr_html_()
    assert html.count('href="n.html"') == html.count('href="z.html"') == 2
    assert "<b>" not in html and "1 Noord &lt;b&gt;</text>" in html
    # No room for a name in a small wijk: the number of the list.
    assert ">2</text>" in html and 'aria-label="2 Zuidelijke wijk"' in html
    assert (
        "<svg" not in maak_wijkmenu(namen, kaart[:0], adressen=dict.fromkeys(namen, "x.html"), titel="W")._repr_html_()
    )


def test_a_name_is_written_where_it_fits_over_its_whole_height_also_in_bold() -> None:
    """On the page of a wijk its name is in bold; a slanted side takes room above or below the middle of the line."""
    rechthoek = box(0, 0, 2000, 400)
    ruit = Polygon([(0, 500), (1000, 400), (2000, 500), (1000, 600)])
    kaart = gpd.GeoDataFrame(
        {"gebied_code": [NOORD, ZUID, VELD]}, geometry=[rechthoek, ruit, box(0, 700, 6000, 1000)], crs="EPSG:28992"
    )
    namen = {NOORD: "Buytenwegh 12", ZUID: "Noordhoven", VELD: "V"}
    adressen = {code: f"{code}.html" for code in namen}

    def svg(uitgelicht: str = "") -> str:
        return maak_wijkmenu(namen, kaart, adressen=adressen, titel="W", uitgelicht=uitgelicht).svg

    assert ">1 Buytenwegh 12</text>" in svg()
    assert ">1</text>" in svg(NOORD), "in bold it would run off the wijk"
    assert ">2</text>" in svg(), "it fits in the middle of its line only"


def test_a_strip_shows_the_least_left_and_the_largest_right() -> None:
    svg = strook([1.0, 2.0, 3.0], hier=3.0, gemeente=1.0, tekst="3e <van> 3")
    assert re.findall(r'class="ander" cx="(\d+)"', svg) == ["8", "80"]
    assert 'class="hier" cx="152"' in svg and 'class="stad" d="M8,' in svg and "&lt;van&gt;" in svg


@pytest.fixture(scope="module")
def wijken(gebouwd: Werkplaats) -> dict[str, str]:
    thuis = load_definities(WORTEL / "definitions").thuisgemeente
    kader = gebouwd.map_ / "data" / "processed" / thuis / "2025" / "kader.json"
    return json.loads(kader.read_text(encoding="utf-8"))["wijken"]["namen"]


def test_every_wijk_has_a_page_with_its_name_and_its_notebook(gebouwd: Werkplaats, wijken: dict[str, str]) -> None:
    paginas = {p.stem for p in gebouwd.editie.glob("70-wijkprofiel-*.html")}
    assert paginas == {f"70-wijkprofiel-{code}" for code in wijken} and len(wijken) == 9
    menu = (gebouwd.editie / "70-wijkprofielen.html").read_text(encoding="utf-8")
    for code, naam in wijken.items():
        tekst = (gebouwd.editie / f"70-wijkprofiel-{code}.html").read_text(encoding="utf-8")
        assert f"<h1>Hoe staat {naam} ervoor?" in tekst
        # Once on the map, once in the list, once in the table.
        assert menu.count(f'href="70-wijkprofiel-{code}.html"') >= 3
        assert (gebouwd.editie / "notebooks" / f"70-wijkprofiel-{code}.ipynb").exists()


def test_a_made_up_figure_of_a_wijk_gets_no_place(gebouwd: Werkplaats, wijken: dict[str, str]) -> None:
    for code in wijken:
        tekst = (gebouwd.editie / f"70-wijkprofiel-{code}.html").read_text(encoding="utf-8")
        profiel = re.search(r"<caption>[^<]* in cijfers</caption>(.*?)</table>", tekst, re.DOTALL)
        assert profiel and "Arbeidsplaatsen" not in profiel[1] and "Inwoners" in profiel[1]
        werk = re.search(r"<caption>FICTIEF[^<]*Werk en bedrijven in de wijk</caption>(.*?)</table>", tekst, re.DOTALL)
        assert werk and "Arbeidsplaatsen" in werk[1] and "strook" not in werk[1]
