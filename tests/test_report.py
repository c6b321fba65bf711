"""Selections for the notebooks, pages, source list and tables: small frames, words and HTML as a reader gets them."""

from __future__ import annotations

import base64
import io
from html.parser import HTMLParser
from pathlib import Path

import geopandas as gpd
import nbformat
import pandas as pd
import pytest
from nbformat import v4
from shapely.geometry import box
from tabelletjes import waarnemingen

from ezlib.fouten import ControleFout, IndelingFout
from ezlib.report import overzicht, paginas
from ezlib.report.bronnenlijst import is_oud
from ezlib.report.notebookpagina import notebookpagina
from ezlib.report.tabellen import als_csv, maak_tabellen
from ezlib.store import load_frame, load_json, save_frame

KADER = {
    "gemeente": "GM0001",
    "naam": "Stad",
    "regio": {"code": "AM-X", "naam": "Streek", "leden": ["GM0001"]},
    "vergelijking": {"Vergelijkbare steden": ["GM0003", "GM0002"], "Groeikernen": ["GM0004", "GM0002"]},
}
ALLES = ["GM0004", "GM0002", "NL00", "GM0003", "AM-X", "GM0001", "GM0009", "WK000100"]


def gebieden(*codes: str) -> pd.DataFrame:
    return waarnemingen(*({"gebied_code": c, "waarde": 1} for c in codes))


# --- overzicht ---------------------------------------------------------------------------------------------------


def test_areas_to_compare_come_in_groups_home_first():
    frame = overzicht.vergelijkingsgebieden(gebieden(*ALLES), KADER)
    assert list(zip(frame["gebied_code"], frame["groep"], strict=True)) == [
        ("GM0001", "Deze gemeente"),
        ("NL00", "Nederland"),
        ("AM-X", "Regio"),
        ("GM0002", "Vergelijkbare steden"),
        ("GM0003", "Vergelijkbare steden"),
        ("GM0004", "Groeikernen"),
    ]


def test_core_areas_come_in_the_order_of_the_kader():
    frame = gebieden(*ALLES)
    assert overzicht.kerngebieden(frame, KADER)["gebied_code"].tolist() == ["GM0001", "AM-X", "NL00"]
    met = overzicht.kerngebieden(frame, KADER, vergelijking=True)
    assert met["gebied_code"].tolist() == ["GM0001", "AM-X", "NL00", "GM0003", "GM0002"]


def test_a_gemeente_without_region_or_towns():
    kaal = {"gemeente": "GM0001", "naam": "Stad", "regio": {}, "vergelijking": {}}
    frame = gebieden(*ALLES)
    assert overzicht.kerngebieden(frame, kaal, vergelijking=True)["gebied_code"].tolist() == ["GM0001", "NL00"]
    assert overzicht.vergelijkingsgebieden(frame, kaal)["gebied_code"].tolist() == ["GM0001", "NL00"]


@pytest.mark.parametrize(
    ("perioden", "woorden"),
    [
        (["2021-01-01"], "1 januari 2021"),
        (["2022-01-01", "2021-01-01", "2021-01-01"], "1 januari 2021 en 1 januari 2022"),
        (["2024", "2025K3"], "2024 en 3e kwartaal 2025"),
        ([], "geen peildatum"),
    ],
)
def test_peildatum_in_words(perioden, woorden):
    assert overzicht.peildatum(pd.DataFrame({"periode": perioden})) == woorden


def kaart(indeling: int, *codes: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"gebied_type": "wijk", "gebied_code": codes, "gebied_naam": codes, "gemeente_code": "GM0001"},
        geometry=[box(i, 0, i + 1, 1) for i in range(len(codes))],
        crs=28992,
    ).assign(indeling=indeling)


def test_figures_of_another_boundary_year_do_not_go_on_a_map():
    frame = waarnemingen({"gebied_code": "WK000100", "waarde": 1, "indeling": 2024})
    with pytest.raises(IndelingFout, match="links 2025, rechts 2024"):
        overzicht.op_kaart(kaart(2025, "WK000100"), frame)


def test_an_area_without_a_figure_stays_on_the_map():
    frame = waarnemingen({"gebied_code": "WK000100", "waarde": 7}).assign(klein=True)
    samen = overzicht.op_kaart(kaart(2021, "WK000100", "WK000101"), frame)
    assert isinstance(samen, gpd.GeoDataFrame)
    assert samen[["gebied_code", "ontbreekt", "herkomst", "klein"]].values.tolist() == [
        ["WK000100", "", "waargenomen", True],
        ["WK000101", "geen-bron", "waargenomen", False],
    ]
    assert samen["waarde"].tolist()[:1] == [7.0]
    assert samen["waarde"].isna().tolist() == [False, True]


def test_a_map_without_any_figure():
    leeg = overzicht.op_kaart(kaart(2021, "WK000100"), gebieden().iloc[:0])
    assert leeg[["ontbreekt", "klein"]].values.tolist() == [["geen-bron", False]]
    assert leeg["waarde"].isna().all()


# --- sources -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dag", "oud"),
    [("2024-07-01", False), ("2024-06-30", True), ("2024-07-31", False), ("2026-01-01", False), ("2016-01-01", True)],
)
def test_old_is_more_than_18_months_before_the_end_of_2025(dag, oud):
    assert is_oud(dag, 2025) is oud


# --- tables ------------------------------------------------------------------------------------------------------


def test_csv_comes_back_as_it_went():
    frame = waarnemingen(
        {"waarde": 48.98640742, "noot": 'Bron: "register", 2022; herzien'},
        {"waarde": None, "periode": "2022-01-01"},
        {"waarde": 1_720_545, "periode": "2023-01-01", "n": 352},
    )
    tekst = als_csv(frame)
    assert tekst.splitlines()[1].split(",")[8] == "48.98640742"
    assert "\r" not in tekst
    terug = pd.read_csv(io.StringIO(tekst), dtype=dict.fromkeys(frame.columns[frame.dtypes == "str"], "str"))
    terug = terug.fillna(dict.fromkeys(frame.columns[frame.dtypes == "str"], "")).astype(frame.dtypes)
    pd.testing.assert_frame_equal(terug, frame)
    assert als_csv(terug) == tekst


def test_tables_are_sorted_by_key_and_a_double_cell_of_history_stops(tmp_path: Path):
    delen = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    save_frame(waarnemingen({"waarde": 2, "indicator_id": "b"}), delen[0])
    save_frame(waarnemingen({"waarde": 1, "indicator_id": "a"}), delen[1])
    nu, toen, los = tmp_path / "waarnemingen.csv", tmp_path / "historie.csv", tmp_path / "signalen.csv"
    signaal = tmp_path / "s.parquet"
    save_frame(pd.DataFrame({"indicator_id": ["a"], "soort": ["oud"], "zin": ["=1+1"]}), signaal)
    anders = tmp_path / "revisies.csv"
    opvallend = tmp_path / "opvallend.json"
    maak_tabellen(delen, delen[:1], [signaal], [signaal], "GM0001", nu, toen, los, anders, opvallend)
    assert [regel.split(",")[0] for regel in nu.read_text(encoding="utf-8").splitlines()] == ["indicator_id", "a", "b"]
    assert (
        los.read_text(encoding="utf-8") == anders.read_text(encoding="utf-8") == "indicator_id,soort,zin\na,oud,'=1+1\n"
    )
    assert load_json(opvallend) == {"zonder_cijfer": [], "signalen": {"oud": 1}}
    nog_niet = ([signaal], [], "GM0001", tmp_path / "nu.csv", tmp_path / "toen.csv", los, anders, opvallend)
    with pytest.raises(ControleFout, match=r"historie\.csv zou dubbele cellen hebben: \{'indicator_id': 'b'"):
        maak_tabellen(delen, [delen[0]] * 2, *nog_niet)
    with pytest.raises(ControleFout, match="1 dubbele sleutels"):
        maak_tabellen([delen[0]] * 2, [], *nog_niet)
    assert not (tmp_path / "nu.csv").exists()
    assert len(load_frame(delen[0])) == 1


def test_what_has_no_figure_is_told_in_the_order_of_the_catalogue(tmp_path: Path):
    leeg = {"waarde": float("nan"), "ontbreekt": "geen-bron", "periode": "2019"}
    elders = {"waarde": 3, "gebied_code": "GM0002"}
    for naam, rijen in {"z": [leeg, elders], "b": [{"waarde": 1}, leeg], "a": [elders]}.items():
        save_frame(waarnemingen(*(rij | {"indicator_id": naam} for rij in rijen)), tmp_path / f"{naam}.parquet")
    signaal = tmp_path / "s.parquet"
    save_frame(pd.DataFrame({"soort": ["oud", "breuk", "oud"]}), signaal)
    csv = [tmp_path / f"{i}.csv" for i in range(4)]
    paden = [tmp_path / f"{naam}.parquet" for naam in "zba"]
    maak_tabellen(paden, paden[:1], [signaal], [signaal], "GM0001", *csv, tmp_path / "op.json")
    gezegd = load_json(tmp_path / "op.json")
    assert gezegd == {"zonder_cijfer": [["z", ["geen-bron"]], ["a", []]], "signalen": {"breuk": 1, "oud": 2}}


# --- pages -------------------------------------------------------------------------------------------------------


class Tabel(HTMLParser):
    """What a browser makes of a table: caption, headers with their scope, cells, and every tag seen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.koppen: list[tuple[str | None, str]] = []
        self.cellen: list[tuple[str | None, str]] = []
        self.bijschrift = self._tekst = ""
        self._attributen: dict[str, str | None] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._tekst, self._attributen = "", dict(attrs)

    def handle_data(self, data: str) -> None:
        self._tekst += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self.koppen.append((self._attributen.get("scope"), self._tekst))
        elif tag == "td":
            self.cellen.append((self._attributen.get("class"), self._tekst))
        elif tag == "caption":
            self.bijschrift = self._tekst


def test_a_table_has_a_caption_and_headers_with_their_scope():
    tabel = Tabel(paginas.html_tabel(["Gebied", "Waarde"], [["Stad", 1], ["Dorp", "2,5"]], bijschrift="Bijschrift"))
    assert tabel.bijschrift == "Bijschrift"
    assert tabel.koppen == [("col", "Gebied"), ("col", "Waarde"), ("row", "Stad"), ("row", "Dorp")]
    assert tabel.cellen == [("getal", "1"), ("getal", "2,5")]


@pytest.mark.parametrize(
    ("cel", "klasse", "tekst"),
    [
        (float("nan"), "getal", "–"),
        ("+5,4 %", "getal", "+5,4 %"),
        ("-3", "getal", "-3"),
        ("–", "getal", "–"),
        ("aantal", None, "aantal"),
        ("", None, ""),
    ],
)
def test_numbers_stand_right(cel, klasse, tekst):
    assert Tabel(paginas.html_tabel(["a", "b"], [["x", cel]], bijschrift="t")).cellen == [(klasse, tekst)]


def test_a_table_never_brings_html_of_its_own():
    boos = '<script>alert("x")</script>&'
    tabel = Tabel(paginas.html_tabel([boos, boos], [[boos, boos]], bijschrift=boos))
    assert set(tabel.tags) == {"div", "table", "caption", "thead", "tr", "th", "tbody", "td"}
    assert tabel.bijschrift == boos
    assert {tekst for _, tekst in [*tabel.koppen, *tabel.cellen]} == {boos}


def test_title_and_answer_of_a_notebook():
    nb = v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Hoe gaat het?\n\nTekst."),
            cel("Markdown('ja')", markdown("Het gaat goed.")),
            cel("kern", markdown("Het antwoord."), tags=["kern"]),
        ]
    )
    assert paginas.kern(nb) == ("Hoe gaat het?", ["Het antwoord."])


# --- one notebook, one page --------------------------------------------------------------------------------------


def markdown(tekst: str) -> nbformat.NotebookNode:
    return v4.new_output("display_data", {"text/markdown": tekst, "text/plain": "<Markdown>"})


def figuur(naam: str, **anders: str) -> nbformat.NotebookNode:
    ez = {
        "naam": naam,
        "titel": "Titel",
        "alt": "Beschrijving",
        "bron": "CBS",
        "tabel": [["Gebied", "%"], ["Stad", "3"]],
    }
    return v4.new_output(
        "execute_result",
        {"image/png": base64.b64encode(b"beeld").decode(), "text/plain": "Titel"},
        metadata={"ez": ez | anders},
    )


def cel(bron: str, *uitvoer: nbformat.NotebookNode, tags: list[str] | None = None) -> nbformat.NotebookNode:
    return v4.new_code_cell(bron, outputs=list(uitvoer), metadata={"tags": tags or []})


def pagina(map_: Path, *cellen: nbformat.NotebookNode, ankers: list[str] | None = None) -> str:
    return notebookpagina(v4.new_notebook(cells=list(cellen)), map_, namen={}, ankers=ankers or [])


def test_output_comes_first_and_its_code_is_folded_after_it(tmp_path):
    tekst = pagina(tmp_path, v4.new_markdown_cell("# Vraag?"), cel("toon()", markdown("Antwoord")))
    assert tekst.index("# Vraag?") < tekst.index("Antwoord") < tekst.index("<details") < tekst.index("toon()")
    assert "<summary>Toon de code</summary>" in tekst


def test_code_without_output_waits_for_the_next_output(tmp_path):
    tekst = pagina(
        tmp_path, cel("jaar = 2025"), cel("import x"), v4.new_markdown_cell("Tekst"), cel("y", markdown("Uit"))
    )
    assert tekst.count("<details") == 1
    assert "````python\njaar = 2025\n\nimport x\n\ny\n````" in tekst
    assert tekst.index("Uit") < tekst.index("jaar = 2025")


def test_anchors_follow_the_first_text(tmp_path):
    tekst = pagina(tmp_path, v4.new_markdown_cell("# Vraag?"), v4.new_markdown_cell("Meer"), ankers=["een", "twee"])
    assert tekst == '# Vraag?\n\n<a class="anker" id="een"></a><a class="anker" id="twee"></a>\n\nMeer\n'


def test_links_to_notebooks_become_links_to_pages(tmp_path):
    bron = "[a](90-verantwoording.ipynb) [b](https://x.nl/90-x.ipynb)"
    assert pagina(tmp_path, v4.new_markdown_cell(bron)) == "[a](90-verantwoording.md) [b](https://x.nl/90-x.ipynb)\n"


def test_html_in_a_computed_text_is_text(tmp_path):
    tekst = pagina(tmp_path, cel("x", markdown("Stad <script>alert(1)</script> <img src=x onerror=y>")))
    assert "<script" not in tekst
    assert "<img" not in tekst
    assert "&lt;script>alert(1)" in tekst


def test_a_printed_text_is_shown_as_text(tmp_path):
    tekst = pagina(tmp_path, cel("print()", v4.new_output("stream", name="stdout", text="<b>1</b>\n")))
    assert tekst.startswith("    <b>1</b>\n")  # indented: shown as it is, whatever it holds


def test_a_table_of_the_house_stays_one_block_of_html(tmp_path):
    html = v4.new_output("execute_result", {"text/html": "<table>\n\n<tr></tr>\n \n</table>", "text/plain": "x"})
    assert "<table>\n<tr></tr>\n</table>" in pagina(tmp_path, cel("t", html))


def test_a_figure_becomes_a_file_with_its_alternative_text_and_its_table(tmp_path):
    boos = '"><script>x</script>'
    tekst = pagina(tmp_path, cel("plot()", figuur("een", alt=boos, titel=boos)))
    assert (tmp_path / "een.png").read_bytes() == b"beeld"
    assert '<figure id="figuur-een"><img src="figuren/een.png" alt="&quot;&gt;&lt;script' in tekst
    assert "<script" not in tekst
    assert Tabel(tekst[: tekst.index("</figure>")]).cellen == [("getal", "3")]


def test_two_figures_with_one_name_stop(tmp_path):
    with pytest.raises(ControleFout, match='Twee figuren heten "een"; geef elke figuur een eigen naam'):
        pagina(tmp_path, cel("a", figuur("een")), cel("b", figuur("een")))
