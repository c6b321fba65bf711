"""Hostile files and names: a clear error or a harmless figure, no live formula in a table, no live script on a page."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from nbformat import v4
from nep_register import BUURTEN, definities, fictieve_cellen, haaglandse_cellen, register, save_csv
from nep_register import save_xlsx as bewaar_xlsx
from tabelletjes import waarnemingen

from ezlib.definitions import Definities, load_definities
from ezlib.figures.tabel import maak_tabel
from ezlib.fouten import BronFout
from ezlib.register.lezen import Leesresultaat, lees_register
from ezlib.report import paginas
from ezlib.report.herleiden import uitleg
from ezlib.report.indicatorpagina import indicatoren
from ezlib.report.notebookpagina import notebookpagina
from ezlib.report.tabellen import als_csv
from ezlib.store import WORTEL

DEFS = definities()
CSV, XLSX = "fictief-register-2024.csv", "haaglanden-2024.xlsx"
SCRIPT = "<script>alert(1)</script>"


def _lees(map_: Path, **grenzen: int) -> Leesresultaat:
    defs = dataclasses.replace(DEFS, grenzen=DEFS.grenzen | grenzen)
    return lees_register(map_, defs, bekende_buurten=BUURTEN)


def _fout(map_: Path, **grenzen: int) -> str:
    """What the one file in the folder is told; no row of it, and no name of a module."""
    with pytest.raises(BronFout) as fout:
        _lees(map_, **grenzen)
    tekst = str(fout.value)
    assert "1 fout(en)" in tekst and "Fictief bedrijf" not in tekst and "Traceback" not in tekst
    return tekst.splitlines()[1].strip()


def _vervang_deel(pad: Path, deel: str, maak: Callable[[bytes], bytes]) -> None:
    """Rewrite one part of a workbook; a part that is not there is added."""
    with zipfile.ZipFile(pad) as archief:
        delen = {naam: archief.read(naam) for naam in archief.namelist()}
    delen[deel] = maak(delen.get(deel, b""))
    with zipfile.ZipFile(pad, "w", zipfile.ZIP_DEFLATED) as archief:
        for naam, inhoud in delen.items():
            archief.writestr(naam, inhoud)


def _werkmap(map_: Path) -> Path:
    return bewaar_xlsx(haaglandse_cellen(register({}, {})), map_ / XLSX)


# --- workbooks ----------------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """60 MB of spaces in 60 kB: refused for its ratio, and with a lower limit for its size; openpyxl never sees it."""
    pad = _werkmap(tmp_path)
    _vervang_deel(pad, "xl/worksheets/sheet2.xml", lambda deel: deel + b" " * 60 * 1024**2)
    assert pad.stat().st_size < 100_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("de bom is geopend"))
    waarom = "Dat kan geen register zijn. Is het dat wel, verhoog dan de grens bij grenzen in definitions/register.yml."
    assert _fout(tmp_path) == f"{XLSX}: het bestand wordt bij het uitpakken meer dan 200 keer zo groot. {waarom}"
    assert _fout(tmp_path, uitgepakt_max_mb=50) == f"{XLSX}: het bestand is uitgepakt groter dan 50 MB. {waarom}"


def test_a_part_that_lies_of_its_size_is_damage_and_no_bomb(tmp_path: Path) -> None:
    pad = _werkmap(tmp_path)
    ruw = bytearray(pad.read_bytes())
    with zipfile.ZipFile(pad) as archief:
        groot = max(archief.infolist(), key=lambda d: d.file_size)
    plek = ruw.rindex(groot.filename.encode()) - 46 + 24  # uncompressed size in the central directory
    ruw[plek : plek + 4] = (100).to_bytes(4, "little")
    pad.write_bytes(ruw)
    assert _fout(tmp_path).startswith(f"{XLSX}: de werkmap is beschadigd en niet te lezen.")


@pytest.mark.parametrize(
    ("deel", "woorden"),
    [
        ("xl/vbaProject.bin", "er zit een macro in deze werkmap; die voert de monitor nooit uit."),
        ("xl/macrosheets/sheet1.xml", "er zit een macro in deze werkmap; die voert de monitor nooit uit."),
        ("xl/externalLinks/externalLink1.xml", "de werkmap verwijst naar andere bestanden, en die leest de monitor nooit."),
        ("xl/connections.xml", "de werkmap haalt gegevens ergens anders op, en dat doet de monitor nooit."),
    ],
)  # fmt: skip
def test_macros_and_links_are_refused(tmp_path: Path, deel: str, woorden: str) -> None:
    _vervang_deel(_werkmap(tmp_path), deel, lambda _: b"<x/>")
    assert _fout(tmp_path).startswith(f"{XLSX}: {woorden}")


def test_a_workbook_with_macros_by_its_name_is_no_register(tmp_path: Path) -> None:
    _werkmap(tmp_path).rename(tmp_path / "haaglanden-2024.xlsm")
    assert "de naam past bij geen enkele leverancier" in _fout(tmp_path)


def test_entities_in_the_xml_are_refused(tmp_path: Path) -> None:
    """A billion laughs, or a file of this machine read into a cell."""
    kop = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    _vervang_deel(_werkmap(tmp_path), "xl/workbook.xml", lambda deel: kop + deel)
    assert _fout(tmp_path).startswith(f"{XLSX}: in de werkmap staat een DOCTYPE, en Excel maakt die nooit.")


def _met_formule(map_: Path, kolom: str, uitkomst: bytes) -> None:
    """The cell of a column in row 3 as a formula, with what Excel last made of it."""
    kop = haaglandse_cellen(register({}))[0]
    letter = openpyxl.utils.get_column_letter(kop.index(kolom) + 1)
    cel = re.compile(rb'<c r="' + letter.encode() + rb'3"[^>]*>.*?</c>')
    nieuw = b'<c r="' + letter.encode() + b'3"><f>1+41</f>' + uitkomst + b"</c>"
    pad = _werkmap(map_)
    with zipfile.ZipFile(pad) as archief:
        assert len(cel.findall(archief.read("xl/worksheets/sheet2.xml"))) == 1
    _vervang_deel(pad, "xl/worksheets/sheet2.xml", lambda deel: cel.sub(nieuw, deel))


def test_a_formula_is_never_computed(tmp_path: Path) -> None:
    """What Excel made of it is read; without that the file is refused, for an empty cell of jobs would count as 0."""
    _met_formule(tmp_path, "MAN_FULLTIME", b"<v>7</v>")
    assert _lees(tmp_path).rijen["banen_groot"].tolist() == [3, 8]  # 2 + 1, and 7 + 1
    _met_formule(tmp_path, "MAN_FULLTIME", b"")
    assert re.match(
        rf"{XLSX}: rij 3, kolom [A-Z]+: hier staat een formule zonder uitkomst, en de monitor rekent geen formules uit\.",
        _fout(tmp_path),
    )


def test_a_formula_in_a_column_that_nobody_reads_is_no_matter(tmp_path: Path) -> None:
    regels = [[*regel, "EXTRA" if i == 0 else "=1+1"] for i, regel in enumerate(haaglandse_cellen(register({})))]
    bewaar_xlsx(regels, tmp_path / XLSX)
    assert len(_lees(tmp_path).rijen) == 1


# --- rows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", ["csv", "xlsx"])
def test_more_rows_than_a_register_can_have(tmp_path: Path, soort: str) -> None:
    frame = register(*[{} for _ in range(5)])
    if soort == "csv":
        save_csv(fictieve_cellen(frame), tmp_path / CSV)
    else:
        bewaar_xlsx(haaglandse_cellen(frame), tmp_path / XLSX)
    assert len(_lees(tmp_path, rijen_max=5).rijen) == 5
    assert "het bestand heeft meer dan 4 rijen. Splits het, bijvoorbeeld per jaar" in _fout(tmp_path, rijen_max=4)


def test_a_million_rows_stop_at_the_limit(tmp_path: Path) -> None:
    """Without the limit every one of them would be kept: here only the first 600,000 are, and nothing is made of them."""
    kop, _ = fictieve_cellen(register({}))
    (tmp_path / CSV).write_text(";".join(kop) + "\n" + "x\n" * 1_000_000)
    assert "het bestand heeft meer dan 600.000 rijen." in _fout(tmp_path)


def test_a_csv_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({"naam": "x" * 1_100_000})), tmp_path / CSV)
    assert _fout(tmp_path, uitgepakt_max_mb=1).startswith(f"{CSV}: het bestand is groter dan 1 MB.")


def test_a_cell_without_end(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({}, {"naam": "x" * 140_000})), tmp_path / CSV)
    assert _fout(tmp_path).startswith(f"{CSV}: rij 3: een cel is langer dan 131.072 tekens.")


def test_a_header_that_is_there_twice_stops_only_where_it_is_used(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    save_csv([[*regel, *("dubbel" if i == 0 else str(n) for n in (1, 2))] for i, regel in enumerate(regels)], tmp_path / CSV)  # fmt: skip
    assert len(_lees(tmp_path).rijen) == 1
    save_csv([[*regel, regel[0]] for regel in regels], tmp_path / CSV)
    assert 'de kolom "vestigingsnummer" staat er 2 keer in' in _fout(tmp_path)


def test_what_nobody_can_see_in_a_header_is_left_out(tmp_path: Path) -> None:
    kop, *rijen = fictieve_cellen(register({}))
    save_csv([["\u200b\u202e" + kop[0], *kop[1:-1], kop[-1] + "\x00"], *rijen], tmp_path / CSV)
    assert _lees(tmp_path).rijen["vestigingsnummer"].tolist() == ["000000000001"]


@pytest.mark.parametrize(
    ("naam", "wordt"),
    [
        (f"Bakker {SCRIPT} Zn", "Bakker alert(1) Zn"),
        ('"><img src=x onerror=alert(1)>', '"'),
        ("=1+1", "1+1"),
        ("@SUM(A1)", "SUM(A1)"),
        ("+31 79", "31 79"),
        ("-2", "2"),
        ("\tTab\x07\x1b[31m rood", "Tab[31m rood"),
        ("a\u202egnp.exe\u200b\u2066b", "agnp.exeb"),
        ("x" * 5000, "x" * 200),
    ],
)
def test_a_name_is_plain_text(tmp_path: Path, naam: str, wordt: str) -> None:
    save_csv(fictieve_cellen(register({"naam": naam})), tmp_path / CSV)
    resultaat = _lees(tmp_path)
    assert resultaat.rijen["naam"].tolist() == [wordt]
    assert resultaat.meldingen["reden"].tolist() == ["naam opgeschoond tot gewone tekst"]


@pytest.mark.parametrize("kolom", ["banen_groot", "sbi", "buurtcode", "kvknummer", "postcode", "x", "startdatum"])
@pytest.mark.parametrize("waarde", ["=1+1", SCRIPT, "1\u200b2", "\x002", "9" * 5000, "-1e999", "\u0661\u0662"])
def test_a_strange_value_gives_a_row_less_or_a_detail_less(tmp_path: Path, kolom: str, waarde: str) -> None:
    """Never a figure out of nothing: the row is refused, or the value is left out and noted, or it is a number's text."""
    regels = fictieve_cellen(register({}, {}, {}))
    regels[2][regels[0].index(kolom)] = waarde
    save_csv(regels, tmp_path / CSV)
    resultaat = _lees(tmp_path)
    assert len(resultaat.rijen) + len(resultaat.quarantaine) == 3
    assert resultaat.rijen["banen"].isin([4]).all()
    for tekst in resultaat.rijen[["sbi", "buurtcode", "kvknummer", "postcode", "startdatum"]].to_numpy().ravel():
        assert "<" not in tekst and not tekst.startswith(("=", "-", "@", "+")) and tekst.isprintable()


# --- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_in_a_table_is_a_live_formula(begin: str) -> None:
    frame = waarnemingen(
        {"gebied_naam": begin, "noot": begin, "waarde": -5.0}, {"gebied_naam": "Noord", "waarde": -0.5}
    )
    rijen = list(csv.DictReader(io.StringIO(als_csv(frame), newline="")))
    assert rijen[0]["gebied_naam"] == rijen[0]["noot"] == f"'{begin.strip()}"
    assert len(rijen) == 2
    assert [rij["waarde"] for rij in rijen] == ["-5", "-0.5"] and rijen[1]["gebied_naam"] == "Noord"


def test_the_tables_of_the_edition_hold_no_live_formula_and_their_numbers_stay_numbers(gebouwd: Any) -> None:
    paden = sorted((gebouwd.editie / "tabellen").glob("*.csv"))
    assert len(paden) >= 2
    for pad in paden:
        with pad.open(encoding="utf-8", newline="") as bestand:
            for rij in csv.DictReader(bestand):
                for kolom, cel in rij.items():
                    if kolom in ("waarde", "ondergrens", "bovengrens", "n"):
                        assert not cel or float(cel) == float(cel)
                    else:
                        assert not cel.startswith(("=", "+", "-", "@", "\t", "\r")), f"{pad.name}: {cel!r}"


# --- pages --------------------------------------------------------------------------------------------------------


class _Levend(HTMLParser):
    """What a browser would run in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.gevonden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "svg", "base", "meta"):
            self.gevonden.append(tag)
        for naam, waarde in attrs:
            if naam.startswith("on") or re.match(r"\s*(javascript|vbscript|data):", waarde or "", re.IGNORECASE):
                self.gevonden.append(f"{tag} {naam}={waarde}")


def _levend(map_: Path, teksten: dict[str, str]) -> dict[str, list[str]]:
    """Make pages of MyST texts as the site does, and tell per page what runs in it."""
    from sphinx.application import Sphinx

    for naam, tekst in teksten.items():
        (map_ / f"{naam}.md").write_text(tekst, encoding="utf-8")
    anders = {"extensions": ["myst_parser"], "html_theme": "basic", "master_doc": next(iter(teksten))}
    site = Sphinx(map_, None, map_ / "uit", map_ / "boom", "html", anders, status=None, warning=io.StringIO())
    site.build(force_all=True)
    uit = {}
    for naam in teksten:
        lezer = _Levend()
        # Scripts of the theme stand outside the body of a page.
        lezer.feed(
            (map_ / "uit" / f"{naam}.html")
            .read_text(encoding="utf-8")
            .split('role="main"')[1]
            .split('class="sphinxsidebar"')[0]
        )
        uit[naam] = lezer.gevonden
    return uit


BOOS = [
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "[klik](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "a\n\n<script>b",
]


def _boze_definities(boos: str) -> Definities:
    echt = load_definities(WORTEL / "definitions")
    slug = "woningen"
    ind = dataclasses.replace(echt.indicatoren[slug], naam=boos, definitie=boos, eenheid=boos)
    bron = {
        naam: dataclasses.replace(b, naam=boos, toelichting=boos, uitgever=boos) for naam, b in echt.bronnen.items()
    }
    paginas_ = dict.fromkeys(echt.paginas, boos.replace("\n", " "))
    return dataclasses.replace(echt, indicatoren={slug: ind}, bronnen=bron, paginas=paginas_)


def _paginas(map_: Path, boos: str) -> dict[str, str]:
    """Front page, list of indicators, and a notebook with a table and a sentence, where every name is this text."""
    defs = _boze_definities(boos)
    kader = {"gemeente": "GM0001", "naam": boos.replace("\n", " "), "regio": {}, "vergelijking": {}}
    frame = waarnemingen({"indicator_id": "woningen", "gebied_naam": boos, "noot": boos, "waarde": 5, "editie": boos})
    tabel = map_ / "w.csv"
    tabel.write_text(als_csv(frame), encoding="utf-8")
    herzien = map_ / "r.csv"
    cel = {"soort": "herzien", "waarde_oud": 4.0, "waarde_nieuw": 5.0, "editie_oud": "2022", "editie_nieuw": boos}
    cel |= {"reden_bron": boos, "reden_monitor": boos, "breuk": ""}
    herzien.write_text(als_csv(frame.assign(**cel)), encoding="utf-8")
    leeg = {
        "gewijzigd": "",
        "opgehaald": "2025-01-01",
        "tabel": "",
        "peildatum": "",
        "oud": False,
        "verversing_mislukt": "",
        "lang_niet_opgehaald": True,
    }
    bronnen = [leeg | {"id": b, "naam": boos, "uitgever": boos, "soort": "cbs"} for b in defs.bronnen]
    html = maak_tabel(
        frame, bijschrift=boos, kolommen={"gebied_naam": boos, "noot": "Noot"}, noten=[boos]
    )._repr_html_()
    uit = [v4.new_output("display_data", {"text/html": html}), v4.new_output("display_data", {"text/markdown": boos})]
    notebook = v4.new_notebook(cells=[v4.new_code_cell("toon('woningen', 5)", outputs=uit)])
    return {
        "voor": paginas.voorpagina(
            {"30-werklocaties": (boos, [boos], uitleg(["woningen"], {"woningen": boos}))}, defs, kader, bronnen, 2025
        ),
        "lijst": indicatoren(defs, (tabel, tabel, herzien), kader, bronnen, 2025),
        "notebook": notebookpagina(nbformat.from_dict(notebook), map_, namen={"woningen": boos}, ankers=[]),
    }


# MyST still asks Sphinx in a way that a later Sphinx will not know.
@pytest.mark.filterwarnings("ignore::sphinx.deprecation.RemovedInSphinx11Warning")
def test_no_text_of_data_or_definitions_runs_on_a_page(tmp_path: Path) -> None:
    """A werklocatie, a source, an indicator, a note and a gemeente with a hostile name, and the same texts as they are."""
    teksten = {f"{naam}{i}": t for i, boos in enumerate(BOOS) for naam, t in _paginas(tmp_path, boos).items()}
    rauw = {f"rauw{i}": f"# Kop\n\n{boos}\n" for i, boos in enumerate(BOOS)}
    gevonden = _levend(tmp_path, teksten | rauw)
    assert {naam: wat for naam, wat in gevonden.items() if wat and naam in teksten} == {}
    # Unescaped, four of the five do run: the test sees them.
    assert sum(bool(gevonden[naam]) for naam in rauw) >= 4
