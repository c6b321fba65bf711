"""The edition of the embedded figures keeps what the contract promises."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from werkplaats import Werkplaats, cellen_van, foto

from ezlib.fouten import ControleFout
from ezlib.indicators import KOLOMMEN, SLEUTEL
from ezlib.report.editie import controleer, publiceer

TEKST = {".html", ".js", ".css", ".json", ".csv", ".ipynb", ".svg", ".txt"}


class Lezer(HTMLParser):
    """Collects where a page leads to, and its images."""

    def __init__(self, pagina: Path) -> None:
        super().__init__()
        self.doelen: set[str] = set()
        self.beelden: list[dict[str, str | None]] = []
        self.feed(pagina.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        velden = dict(attrs)
        doel = velden.get("href") or velden.get("action") or ""
        if tag in ("a", "form") and not re.match(r"[a-z]+:|#|$", doel):
            self.doelen.add(re.split("[#?]", doel)[0])
        if tag == "img":
            self.beelden.append(velden)


@pytest.fixture(scope="module")
def editie(gebouwd: Werkplaats) -> Path:
    return gebouwd.editie


@pytest.fixture(scope="module")
def waarnemingen(editie: Path) -> pd.DataFrame:
    return _csv(editie / "tabellen" / "waarnemingen.csv")


def _csv(pad: Path) -> pd.DataFrame:
    return pd.read_csv(pad, dtype={"periode": str, "kenmerkwaarde": str}, keep_default_na=True)


@pytest.fixture
def losse_editie(editie: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(editie, tmp_path / "editie"))


def test_the_table_has_the_contracted_columns_key_and_order(waarnemingen: pd.DataFrame) -> None:
    assert list(waarnemingen.columns) == KOLOMMEN
    assert not waarnemingen.duplicated(SLEUTEL).any()
    sleutels = list(waarnemingen[SLEUTEL].astype(str).itertuples(index=False, name=None))
    assert sleutels == sorted(sleutels)
    assert (waarnemingen["waarde"].isna() == waarnemingen["ontbreekt"].notna()).all()
    assert waarnemingen["definitie_sha"].str.fullmatch("[0-9a-f]{12}").all()


def test_the_index_is_as_published_and_its_earlier_vintage_is_history(editie: Path, waarnemingen: pd.DataFrame) -> None:
    def fmi(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["indicator_id"] == "functiemengingsindex") & (frame["gebied_code"] == "GM0637")]

    nu = fmi(waarnemingen).set_index("periode")["waarde"].round(1).to_dict()
    assert {p: nu[p] for p in ("2020-01-01", "2021-01-01", "2022-01-01")} == {
        "2020-01-01": 48.2,
        "2021-01-01": 48.8,
        "2022-01-01": 49.0,
    }
    toen = fmi(_csv(editie / "tabellen" / "historie.csv"))
    eerder = toen[(toen["periode"] == "2021-01-01") & (toen["editie"] == "Jaarstukken 2021")]
    assert eerder["waarde"].round(1).tolist() == [48.5]


def test_every_page_is_reached_by_links_and_every_link_leads_somewhere(editie: Path) -> None:
    open_, gezien = ["index.html"], set()
    while open_:
        naam = open_.pop()
        gezien.add(naam)
        for doel in Lezer(editie / naam).doelen:
            pad = (editie / naam).parent / doel
            assert pad.exists(), f"{naam} verwijst naar {doel}"
            relatief = pad.resolve().relative_to(editie.resolve()).as_posix()
            if relatief.endswith(".html") and relatief not in gezien:
                open_.append(relatief)
    assert gezien == {p.relative_to(editie).as_posix() for p in editie.rglob("*.html")}
    assert {"00-leeswijzer.html", "20-leven-lang-ontwikkelen.html", "30-werklocaties.html"} <= gezien
    assert {"90-verantwoording.html", "indicatoren.html", "search.html"} <= gezien


def test_every_image_is_a_png_of_the_edition_with_a_description(editie: Path) -> None:
    gebruikt = set()
    for pagina in editie.rglob("*.html"):
        for beeld in Lezer(pagina).beelden:
            assert len((beeld.get("alt") or "").strip()) > 20, f"{pagina.name}: {beeld.get('src')}"
            gebruikt.add((pagina.parent / str(beeld["src"])).resolve())
    figuren = {p.resolve() for p in (editie / "figuren").iterdir()}
    assert figuren and figuren <= gebruikt
    assert all(p.suffix == ".png" and p.read_bytes().startswith(b"\x89PNG\r\n\x1a\n") for p in figuren)


def test_the_notebooks_are_executed_and_hold_no_clock_time(editie: Path, gebouwd: Werkplaats) -> None:
    namen = {p.name for p in (gebouwd.map_ / "notebooks").glob("*.ipynb")} - {"70-wijkprofiel.ipynb"}
    gevonden = {p.name for p in (editie / "notebooks").iterdir()}
    assert namen == {naam for naam in gevonden if not naam.startswith("70-wijkprofiel-")}
    for pad in (editie / "notebooks").iterdir():
        nb = json.loads(pad.read_text(encoding="utf-8"))
        assert set(nb["metadata"]) == {"kernelspec", "language_info"}
        code = cellen_van(nb, "code")
        assert [cel["execution_count"] for cel in code] == list(range(1, len(code) + 1))
        assert any(cel["outputs"] for cel in code)
        assert all(u["output_type"] != "error" for cel in code for u in cel["outputs"])
        assert all(set(cel["metadata"]) <= {"tags"} for cel in nb["cells"])
        assert any("injected-parameters" in cel["metadata"].get("tags", []) for cel in code)


def test_the_record_sums_every_input_and_every_file(editie: Path, gebouwd: Werkplaats) -> None:
    herkomst = json.loads((editie / "herkomst.json").read_text(encoding="utf-8"))
    assert set(herkomst) == {"bestanden", "bronnen", "inhoud", "parameters", "uitgaven", "versies"}
    assert herkomst["parameters"] == {"jaar": 2025, "gemeente": "GM0637"}
    assert herkomst["bestanden"] == {n: s for n, s in foto(editie).items() if n != "herkomst.json"}
    raw = gebouwd.map_ / "data" / "raw"
    verwacht = {
        # .../register/fictief, .../kvk/fictief and .../<bron_id>/ingebouwd: the parent is the source
        map_.parent.name: {
            p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in map_.iterdir() if p.name != "herkomst.json"
        }
        for map_ in [*raw.glob("*/ingebouwd"), *(gebouwd.map_ / "data" / "processed").glob("*/fictief")]
    }
    # What is said in words has no file: it stands in the definitions.
    assert herkomst["bronnen"] == verwacht | {"voortgang": {}}
    assert set(herkomst["inhoud"]) == {"ezlib", "tasks", "notebooks", "definitions"}
    assert herkomst["versies"]["pandas"] == pd.__version__


def test_the_record_holds_no_moment_no_path_and_no_commit(editie: Path) -> None:
    tekst = (editie / "herkomst.json").read_text(encoding="utf-8")
    assert not re.search(r"\d\d:\d\d", tekst)
    assert not re.search(r'"/|[A-Z]:\\\\', tekst)
    assert not re.search(r"\b[0-9a-f]{40}\b", tekst)


def test_nothing_in_the_edition_names_this_machine(editie: Path, gebouwd: Werkplaats) -> None:
    machine = {str(gebouwd.map_), str(Path.home()), sys.prefix, tempfile.gettempdir()}
    for pad in editie.rglob("*"):
        if pad.suffix in TEKST:
            tekst = pad.read_text(encoding="utf-8")
            gevonden = [m for m in machine if len(m) > 3 and re.search(re.escape(m) + r"(?![\w-])", tekst)]
            assert not gevonden, f"{pad.relative_to(editie)}: {gevonden}"


def test_a_changed_a_missing_and_an_extra_file_are_found(losse_editie: Path) -> None:
    assert controleer(losse_editie) == []
    with (losse_editie / "index.html").open("a", encoding="utf-8") as pagina:
        pagina.write(" ")
    (losse_editie / "tabellen" / "historie.csv").unlink()
    (losse_editie / "figuren" / "eigen.png").write_bytes(b"")
    assert controleer(losse_editie) == [
        "tabellen/historie.csv ontbreekt",
        "figuren/eigen.png hoort er niet bij",
        "index.html is veranderd",
    ]


def test_a_damaged_edition_is_not_published(losse_editie: Path, tmp_path: Path) -> None:
    (losse_editie / "index.html").unlink()
    doel = tmp_path / "outputs" / "2025"
    doel.mkdir(parents=True)
    (doel / "index.html").write_text("de vorige")
    with pytest.raises(ControleFout, match=r"niet heel:\n  index\.html ontbreekt\nDraai dezelfde opdracht opnieuw"):
        publiceer(losse_editie / "herkomst.json", doel, doel / "herkomst.json")
    assert foto(tmp_path / "outputs") == {"2025/index.html": hashlib.sha256(b"de vorige").hexdigest()}
