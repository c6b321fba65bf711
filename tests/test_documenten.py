"""Documents: one tree, three files that Word users and screen readers can use, equal bytes, real figures only."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.fouten import ControleFout
from ezlib.report.documenten.als_docx import als_docx
from ezlib.report.documenten.als_html import als_html, lichaam
from ezlib.report.documenten.als_pdf import als_pdf
from ezlib.report.documenten.bestanden import SCHRIJVERS
from ezlib.report.documenten.boom import (
    Afbeelding,
    Document,
    Kern,
    Kop,
    Stuk,
    Tabel,
    alinea,
    lijst,
    met_paginas,
    naar_dict,
    tekst,
    van_dict,
)
from ezlib.report.documenten.cijfers import Cijfer
from ezlib.report.documenten.management import doel
from ezlib.store import WORTEL

NOOT, ANDERE = "Herzien zonder toelichting: 1,3 % lager.", "Ouder dan 18 maanden."


def _png() -> str:
    uit, figuur = io.BytesIO(), Figure(figsize=(2, 1))
    FigureCanvasAgg(figuur).print_png(uit, metadata={"Software": None})
    return base64.b64encode(uit.getvalue()).decode()


def proef(**anders: object) -> Document:
    """A document with every kind of part."""
    delen = (
        Kop("Cijfers"),
        alinea((Stuk("Gewoon "), Stuk("vet", vet=True), Stuk(' en "#let" \\ <b>.', doel="30-werklocaties.html#vestigingen"))),
        lijst(["een", "twee"]),
        Tabel(
            "Stand per jaar",
            ("Indicator", "Nu"),
            ((tekst("Banen", noot=NOOT), tekst("10")), (tekst("Vestigingen", noot=ANDERE), tekst("20")), (tekst("Rest", noot=NOOT), tekst("-1"))),
            (3, 1),
            getallen=(1,),
        ),
        Kop("Onder", 2),
        Afbeelding("Een lijn van 10 naar 20.", png=_png()),
    )  # fmt: skip
    gewoon = {"naam": "documenten/proef", "titel": "Proef", "onder": "Stad, 2025", "delen": delen}
    return Document(**{**gewoon, "afzender": "gemeente Stad", "jaar": 2025, "concept": True} | anders)


@pytest.fixture(scope="module")
def word() -> docx.document.Document:
    return docx.Document(io.BytesIO(als_docx(proef())))


@pytest.mark.parametrize("vorm", SCHRIJVERS)
def test_two_runs_give_the_same_bytes(vorm):
    assert SCHRIJVERS[vorm](proef()) == SCHRIJVERS[vorm](van_dict(json.loads(json.dumps(naar_dict(proef())))))


def test_word_has_headings_title_and_language(word):
    stijlen = [(a.style.name, a.text) for a in word.paragraphs if a.style.name.startswith(("Heading", "Title"))]
    assert stijlen == [("Title", "Proef"), ("Heading 1", "Cijfers"), ("Heading 2", "Onder")]
    assert word.core_properties.title == "Proef" and word.core_properties.language == "nl-NL"
    talen = {t.get(qn("w:val")) for t in word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))}
    assert talen == {"nl-NL"}
    assert word.paragraphs[1].text.startswith("CONCEPT") and word.sections[0].header.paragraphs[0].text == "CONCEPT"


def test_word_marks_the_header_row_and_describes_table_and_picture(word):
    (tabel,) = word.tables
    koprijen = [rij._tr.trPr is not None and rij._tr.trPr.find(qn("w:tblHeader")) is not None for rij in tabel.rows]
    assert koprijen == [True, False, False, False]
    assert tabel._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Stand per jaar"
    (beeld,) = word.inline_shapes
    assert beeld._inline.docPr.get("descr") == "Een lijn van 10 naar 20."


def test_word_has_real_footnotes_and_a_second_reference_follows_the_first(word):
    (deel,) = [r.target_part for r in word.part.rels.values() if r.reltype.endswith("/footnotes")]
    noten = re.findall(r'<w:footnote w:id="(\d+)"><w:p>.*?preserve"> (.*?)</w:t>', deel.blob.decode())
    assert noten == [("1", NOOT), ("2", ANDERE)]
    xml = word.element.xml
    assert re.findall(r'<w:footnoteReference w:id="(\d)"/>', xml) == ["1", "2"]
    assert re.findall(r"NOTEREF (noot_\d)", xml) == ["noot_1"] and 'w:name="noot_1"' in xml


def test_pdf_is_tagged_and_dutch():
    pdf = als_pdf(proef())
    for teken in (
        b"/StructTreeRoot",
        b"/MarkInfo",
        b"/Lang(nl-NL)",
        b"pdfuaid",
        b"/S/TH",
        b"/S/H1",
        b"/S/Figure",
        b"/S/Note",
    ):
        assert teken in pdf, teken
    assert b"/Alt" in pdf


def test_pdf_takes_a_smaller_letter_until_it_fits_and_refuses_what_cannot():
    regels = tuple(alinea("Een regel die een regel is. " * 3) for _ in range(60))
    los, krap = (als_pdf(proef(delen=regels, paginas=p)) for p in (0, 1))
    assert (paginas(los), paginas(krap)) == (2, 1)
    with pytest.raises(ControleFout, match="past niet op 1 bladzijde"):
        als_pdf(proef(delen=regels * 2, paginas=1))


def paginas(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_html_has_landmarks_headers_and_notes_that_lead_back():
    html = als_html(proef())
    assert html.startswith('<!doctype html>\n<html lang="nl">') and "<main>" in html and 'href="../index.html"' in html
    assert '<th scope="col">Indicator</th>' in html and '<th scope="row">Banen<sup>' in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) and set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert "&lt;b&gt;" in html and 'href="../30-werklocaties.html#vestigingen"' in html
    assert "<h3>Cijfers</h3>" in lichaam(proef(), diep=2)


def test_what_a_page_does_not_have_falls_away():
    document = proef(
        delen=(Kern("10-a"), Kern("20-b"), Afbeelding("", notebook="10-a"), Afbeelding("", notebook="20-b"))
    )
    vol = met_paginas(document, kernen={"10-a": "Het antwoord."}, figuren={"20-b": ("cG5n", "beschrijving", "lijn")})
    assert vol.delen == (alinea("Het antwoord."), Afbeelding("beschrijving", png="cG5n", doel="20-b.html#figuur-lijn"))
    assert '<figcaption><a href="../20-b.html#figuur-lijn">' in als_html(vol)


def test_a_picture_needs_a_description_and_a_table_even_rows():
    with pytest.raises(ValueError, match="geen beschrijving"):
        proef(delen=(Afbeelding(" ", png="cG5n"),))
    with pytest.raises(ValueError, match="even veel kolommen"):
        proef(delen=(Tabel("t", ("a", "b"), ((tekst("1"),),), (1, 1)),))


# --- what they say -----------------------------------------------------------------------------------------------


def cijfer(indicator: str = "vestigingen", **anders: object) -> Cijfer:
    """A figure with a year before: 10,422 against 9,889 (the annual report of 2022)."""
    rij = {
        "indicator_id": indicator, "waarde": 10422.0, "periode": "2025-01-01", "status": "voorlopig",
        "herkomst": "waargenomen", "editie": "Jaarstukken 2022", "vorig_waarde": 9889.0, "vorig_verschil": 533.0,
        "vorig_procent": 100 * 533 / 9889, "vorig_publicatie": "Jaarstukken 2022", "vorig_reden": "",
    }  # fmt: skip
    ind = load_definities(WORTEL / "definitions").indicatoren[indicator]
    return Cijfer(ind, ind.naam, pd.Series(rij | anders), "", ind.decimalen, 2025)


def test_a_count_changes_in_per_cent_and_an_index_in_points_as_printed():
    assert (cijfer().waarde, cijfer().vorige, cijfer().verandering) == ("10.422", "9.889", "+5,4 %")
    fmi = cijfer("functiemengingsindex", waarde=48.99, vorig_waarde=48.76, vorig_verschil=0.23, vorig_procent=0.47)
    assert (fmi.waarde, fmi.vorige, fmi.verandering) == ("49,0", "48,8", "+0,2")


def test_without_a_comparable_year_before_there_is_a_dash_and_a_reason():
    los = cijfer(
        vorig_verschil=float("nan"), vorig_procent=float("nan"), vorig_reden="het cijfer wordt sindsdien anders geteld"
    )
    assert (los.vorige, los.verandering) == ("–", "–")
    assert los.noten[-1] == "Geen vorig jaar: het cijfer wordt sindsdien anders geteld."
    assert cijfer(vorig_publicatie="Jaarstukken 2021").noten == ["Het vorige jaar volgens Jaarstukken 2021."]


@pytest.mark.parametrize(
    ("wil", "zin"),
    [
        (None, "geen streefwaarde vastgesteld; omhoog"),
        (10000.0, "groen: bereikt; 10.000 in 2030"),
        (11000.0, "nog niet bereikt; 11.000 in 2030"),
    ],
)
def test_a_light_needs_a_target_that_was_decided(wil, zin):
    besluit = {"indicator": "vestigingen", "waarde": wil, "jaar": 2030, "datum": "2025-06-01"}
    lezer = SimpleNamespace(voortgang={"streefwaarden": [besluit] if wil else []}, jaar=2025)
    assert doel(lezer, cijfer()) == zin
    # Of what must stay as it is, no light: nobody said how far off is too far.
    besluit["indicator"] = "functiemengingsindex"
    assert doel(lezer, cijfer("functiemengingsindex")) == "geen streefwaarde vastgesteld; gelijk houden"


# --- the documents of an edition -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def editie(gebouwd: Werkplaats) -> Path:
    return gebouwd.editie


def _woorden(pad: Path) -> str:
    if pad.suffix == ".html":
        return pad.read_text(encoding="utf-8")
    with zipfile.ZipFile(pad) as zip_:
        return "".join(
            zip_.read(n).decode() for n in ("word/document.xml", "word/footnotes.xml") if n in zip_.namelist()
        )


def test_the_edition_has_its_documents_and_they_keep_to_their_pages(editie: Path) -> None:
    pdfs = {p.stem: paginas(p.read_bytes()) for p in editie.rglob("*.pdf")}
    assert pdfs["managementrapportage"] in (1, 2) and pdfs["raadsinformatiebrief"] in (1, 2)
    sheets = {naam: aantal for naam, aantal in pdfs.items() if naam.startswith("factsheet-")}
    assert {f"factsheet-{n}" for n in range(1, 5)} <= set(sheets) and set(sheets.values()) == {1}


def test_no_document_holds_a_made_up_figure(editie: Path) -> None:
    paden = [*editie.glob("documenten/*.html"), *editie.rglob("*.docx"), editie / "managementrapportage.html"]
    assert len(paden) > 6
    for pad in paden:
        assert "FICTIEF" not in _woorden(pad) and "erzonnen" not in _woorden(pad), pad.name
    tabel = pd.read_csv(editie / "tabellen" / "pc_tabel.csv")
    alles = pd.read_csv(editie / "tabellen" / "waarnemingen.csv")
    verzonnen = set(alles.loc[(alles["herkomst"] == "fictief") & (alles["gebied_code"] == "GM0637"), "indicator_id"])
    echt = set(alles.loc[(alles["herkomst"] != "fictief") & alles["waarde"].notna(), "indicator_id"])
    assert verzonnen - echt and not set(tabel["indicator_id"]) & (verzonnen - echt)


def test_the_p_and_c_table_holds_what_the_annual_report_published(editie: Path) -> None:
    rij = pd.read_csv(editie / "tabellen" / "pc_tabel.csv").set_index("indicator_id").loc["vestigingen"]
    assert (rij["meest_recent"], rij["vorig_jaar"], rij["status"]) == (10422, 9889, "voorlopig")
    assert (rij["peildatum"], rij["peildatum_vorig_jaar"]) == ("2022-01-01", "2021-01-01")
    tekst_ = _woorden(editie / "documenten" / "pc-tabel.docx")
    assert "10.422" in tekst_ and "9.889" in tekst_ and "footnoteReference" in tekst_


def test_no_light_while_nothing_was_decided(editie: Path) -> None:
    html = (editie / "managementrapportage.html").read_text(encoding="utf-8")
    assert "geen streefwaarde vastgesteld" in html
    assert not re.search(r"\b(groen|oranje|rood)\b", html)


def test_the_letter_has_its_fixed_parts_and_is_a_concept(editie: Path) -> None:
    brief = docx.Document(str(editie / "documenten" / "raadsinformatiebrief.docx"))
    koppen = [a.text for a in brief.paragraphs if a.style.name == "Heading 1"]
    assert koppen == ["Aanleiding", "Kern", "Wat valt op", "Wat niet kan worden gezegd", "Vervolg"]
    assert "CONCEPT" in brief.paragraphs[1].text


def test_the_action_points_have_the_names_and_the_state_of_the_policy(editie: Path) -> None:
    rapport = docx.Document(str(editie / "managementrapportage.docx"))
    koppen = [a.text for a in rapport.paragraphs if a.style.name == "Heading 1"]
    punten = load_definities(WORTEL / "definitions").voortgang["actiepunten"]
    assert koppen == [f"{n}. {punten[n]['naam']}" for n in "12345"]
    tekst_ = " ".join(a.text for a in rapport.paragraphs)
    assert "resultaten voor 2022" in tekst_ and "De monitor oordeelt daar niet over." in tekst_
