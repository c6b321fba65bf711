"""Workbooks: numbers are numbers, text is text and no formula, headers stay in sight, and the bytes follow the content."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tabelletjes import waarnemingen
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.report.werkmap import Blad, Cijfer, als_ods, als_xlsx, blad_van, inhoud
from ezlib.report.werkmappen import KOLOMMEN, VERZONNEN, let_op, platte_rijen
from ezlib.store import WORTEL

DEFINITIES = load_definities(WORTEL / "definitions")
BOOS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "\x00=1",
    "<script>alert(1)</script>",
    "a\x0bb\ufffe",
    "🙂" * 50,
    "&amp;",
]
TAM = ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'=1", "'=1", "'=1", "<script>alert(1)</script>", "ab", "🙂" * 50, "&amp;"]
BLADEN = [
    Blad("Cijfers", ["naam", "waarde", "n"], [[boos, -1.5, i] for i, boos in enumerate(BOOS)], "Alles."),
    Blad("Leeg", ["=kop", "b"], []),
]


def _lees(inhoud_: bytes, blad: str = "Cijfers") -> list[list[object]]:
    """Rows of a sheet, of either format, empty cells as None."""
    with zipfile.ZipFile(io.BytesIO(inhoud_)) as zip_:
        soort = "odf" if "mimetype" in zip_.namelist() else "openpyxl"
    frame = pd.read_excel(
        io.BytesIO(inhoud_), sheet_name=blad, header=None, engine=soort, dtype=object, keep_default_na=False
    )
    return frame.replace("", None).to_numpy().tolist()


@pytest.mark.parametrize("als", [als_xlsx, als_ods])
def test_text_is_text_and_a_number_a_number(als):
    kop, *rijen = _lees(als(BLADEN, titel="=1+1"))
    assert kop == ["naam", "waarde", "n"]
    assert [rij[0] for rij in rijen] == TAM
    assert [rij[1] for rij in rijen] == [-1.5] * len(BOOS)
    assert [rij[2] for rij in rijen] == list(range(len(BOOS)))


def test_xlsx_holds_no_formula_and_ods_neither():
    for rij in openpyxl.load_workbook(io.BytesIO(als_xlsx(BLADEN, titel="=1+1")))["Cijfers"].iter_rows():
        assert [cel.data_type for cel in rij if cel.data_type == "f"] == []
    with zipfile.ZipFile(io.BytesIO(als_ods(BLADEN, titel="=1+1"))) as zip_:
        assert b"table:formula" not in zip_.read("content.xml")
        for naam in ("content.xml", "settings.xml", "meta.xml", "META-INF/manifest.xml"):
            ET.fromstring(zip_.read(naam))


def test_headers_stay_in_sight_with_a_filter_where_there_are_rows():
    werkmap = openpyxl.load_workbook(io.BytesIO(als_xlsx(BLADEN, titel="x")))
    assert [ws.freeze_panes for ws in werkmap] == ["A2", "A2"]
    assert [ws.auto_filter.ref for ws in werkmap] == ["A1:C12", None]
    with zipfile.ZipFile(io.BytesIO(als_ods(BLADEN, titel="x"))) as zip_:
        assert zip_.infolist()[0].filename == "mimetype"
        assert zip_.read("settings.xml").count(b"VerticalSplitMode") == 2
        assert zip_.read("content.xml").count(b"display-filter-buttons") == 1


def test_a_figure_is_shown_rounded_and_kept_whole():
    blad = Blad("Cijfers", ["a"], [[Cijfer(48.98640742, 1)], [Cijfer(1234.0, 0)], [Cijfer(float("nan"), 1)], [True]])
    ws = openpyxl.load_workbook(io.BytesIO(als_xlsx([blad], titel="x")))["Cijfers"]
    cellen = [rij[0] for rij in ws.iter_rows(min_row=2)]
    assert [c.value for c in cellen] == [48.98640742, 1234, None, "ja"]
    assert [c.number_format for c in cellen[:2]] == ["#,##0.0", "#,##0"]


def test_missing_is_an_empty_cell_and_the_contents_count_rows():
    frame = pd.DataFrame(
        {"naam": ["a", None], "waarde": [float("nan"), 2.0], "aantal": pd.Series([1, 2], dtype="int64")}
    )
    blad = blad_van(frame, "Cijfers", "Uitleg.")
    for als in (als_xlsx, als_ods):
        assert _lees(als([blad], titel="x"))[1:] == [["a", None, 1], [None, 2, 2]]
    assert inhoud([blad]).rijen == [["Cijfers", "Uitleg.", 2]]


@pytest.mark.parametrize("als", [als_xlsx, als_ods])
def test_the_same_content_gives_the_same_bytes(als, monkeypatch: pytest.MonkeyPatch):
    import datetime as dt

    een = als(BLADEN, titel="x")

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2031, 5, 5, 5, 5, 5, tzinfo=tz)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    assert als(BLADEN, titel="x") == een
    assert als(BLADEN, titel="y") != een


# --- a flat Excel per function -------------------------------------------------------------------------------------


def test_flat_rows_hold_nothing_made_up_and_say_what_to_mind():
    frame = waarnemingen(
        {"waarde": 30.27, "kenmerk": "opleidingsniveau", "kenmerkwaarde": "hoog", "periode": "2021", "bron_id": "b"},
        {"waarde": None, "ontbreekt": "onderdrukt", "periode": "2025-01-01"},
        {"waarde": 99, "herkomst": "fictief", "periode": "2025-01-01"},
        {"waarde": None, "ontbreekt": "geen-bron", "periode": "2025"},
    )
    rijen = platte_rijen(
        frame,
        DEFINITIES.indicatoren["opleidingsniveau_bewoners"],
        definities=DEFINITIES,
        bronnen={"b": "CBS, tabel"},
        jaar=2025,
    )
    een, twee = (dict(zip(KOLOMMEN, rij, strict=True)) for rij in rijen)
    assert een["Cijfer"] == Cijfer(30.27, 1)
    gevonden = [een[k] for k in ("Actiepunt", "Gebied", "Jaar", "Onderdeel", "Bron", "Let op")]
    assert gevonden == ["2.4", "Stad", 2021, "hbo, wo", "CBS, tabel", "ouder dan 18 maanden"]
    assert twee["Let op"] == "geen cijfer: niet getoond, om bedrijven te beschermen"
    assert let_op("", "2025-01-01", 2025) == ""


def test_every_action_point_of_the_paper_belongs_to_a_function():
    functies = DEFINITIES.uitvoer["functies"].values()
    assert {punt for functie in functies for punt in functie["actiepunten"]} == set("123456")


# --- the edition ---------------------------------------------------------------------------------------------------


def test_the_workbook_of_the_edition_holds_every_figure(gebouwd: Werkplaats) -> None:
    map_ = gebouwd.editie / "tabellen"
    tabel = pd.read_csv(map_ / "waarnemingen.csv", dtype="str", keep_default_na=False)
    bladen = pd.read_excel(map_ / "waarnemingen.xlsx", sheet_name=None, dtype={"periode": "str", "kenmerkwaarde": "str"},
                           keep_default_na=False, na_values={"waarde": [""]})  # fmt: skip
    assert list(bladen) == ["Voorblad", "Inhoud", "Noten", "Cijfers", "Historie", "Bronnen"]
    assert bladen["Inhoud"]["Werkblad"].tolist() == list(bladen)[2:]
    cijfers = bladen["Cijfers"]
    assert list(cijfers.columns) == ["let_op", *tabel.columns] == bladen["Noten"]["Kolom"].tolist()
    assert cijfers["waarde"].dtype == "float64"
    assert cijfers["waarde"].sum() == pytest.approx(pd.to_numeric(tabel["waarde"]).sum())
    for kolom in ("indicator_id", "gebied_code", "periode", "kenmerkwaarde", "noot", "ontbreekt"):
        assert cijfers[kolom].tolist() == tabel[kolom].tolist()
    assert ((cijfers["let_op"] == VERZONNEN) == (cijfers["herkomst"] == "fictief")).all()
    # odfpy takes ten seconds to read all of the other one.
    with zipfile.ZipFile(map_ / "waarnemingen.ods") as zip_:
        rijen = zip_.read("content.xml").count(b"<table:table-row>")
    assert rijen == sum(len(blad) + 1 for blad in bladen.values())


def test_the_excel_of_a_function_is_flat_real_and_complete(gebouwd: Werkplaats) -> None:
    paden = sorted((gebouwd.editie / "tabellen" / "per_functie").iterdir())
    assert [p.stem for p in paden] == sorted(DEFINITIES.uitvoer["functies"])
    alles = {p.stem: _lees(p.read_bytes()) for p in paden}
    for naam, (kop, *rijen) in alles.items():
        assert kop == KOLOMMEN, naam
        assert {rij[KOLOMMEN.index("Herkomst")] for rij in rijen} <= {"waargenomen", "geschat"}
    cijfers = [rij for rij in alles["werklocaties"][1:] if str(rij[1]).startswith("Functiemengingsindex")]
    assert 49.0 in [round(rij[KOLOMMEN.index("Cijfer")], 1) for rij in cijfers]
    leeg = _lees(next(p for p in paden if p.stem == "startups-scaleups").read_bytes(), "Nog geen cijfer")
    assert ["Scale-ups", "Alleen een verzonnen voorbeeld (FICTIEF)"] in leeg


def test_the_page_offers_every_workbook(gebouwd: Werkplaats) -> None:
    pagina = (gebouwd.editie / "gegevens.html").read_text(encoding="utf-8")
    for pad in sorted(Path(gebouwd.editie / "tabellen").rglob("*.*")):
        if pad.suffix in (".xlsx", ".ods", ".zip", ".parquet"):
            assert f'href="{pad.relative_to(gebouwd.editie).as_posix()}"' in pagina
