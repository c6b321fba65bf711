"""A document for Word: heading styles, header rows, alternative texts, real footnotes, in Dutch."""

from __future__ import annotations

import base64
import io
from typing import Any

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from ezlib.report.documenten.boom import (
    Afbeelding,
    Alinea,
    Deel,
    Document,
    Kop,
    Lijst,
    Tabel,
    Tekst,
    noten,
    vast,
    verhouding,
)
from ezlib.report.documenten.voetnoten import add_verwijzing, add_voetnoten
from ezlib.vastezip import zonder_tijden

MAX_EIGENSCHAP = 255  # signs that a property of a file may hold
TAAL, LETTER, KLEUR = "nl-NL", "Arial", RGBColor(0x0B, 0x4F, 0x6C)
MARGE, A4, HOOGTE = 1.9, (21.0, 29.7), 11  # cm; no picture is higher


def als_docx(document: Document) -> bytes:
    """Write a document as docx; the same document gives the same bytes."""
    bestand = docx.Document()
    _stel_in(bestand, document)
    nummers = noten(document)
    add_voetnoten(bestand, nummers)
    schrijver = _Schrijver(bestand, nummers, breedte=(A4[1] if document.liggend else A4[0]) - 2 * MARGE)
    bestand.add_paragraph(vast(document.titel), style="Title")
    concept = "CONCEPT. " if document.concept else ""
    if concept or document.onder:
        bestand.add_paragraph(vast(concept + document.onder), style="Subtitle")
    for deel in document.delen:
        schrijver.deel(deel)
    uit = io.BytesIO()
    bestand.save(uit)
    return zonder_tijden(uit.getvalue())


def _stel_in(bestand: Docx, document: Document) -> None:
    """Page, fonts, language and properties."""
    deel = bestand.sections[0]
    breed, hoog = (A4[1], A4[0]) if document.liggend else A4
    deel.orientation = WD_ORIENT.LANDSCAPE if document.liggend else WD_ORIENT.PORTRAIT
    deel.page_width, deel.page_height = Cm(breed), Cm(hoog)
    deel.left_margin = deel.right_margin = Cm(MARGE)
    deel.top_margin = deel.bottom_margin = Cm(1.5)
    deel.header_distance = deel.footer_distance = Cm(0.8)
    _stijlen(bestand)
    if document.concept:
        kop = deel.header.paragraphs[0]
        kop.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        kop.add_run("CONCEPT").bold = True
    voet = deel.footer.paragraphs[0]
    voet.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for woord, veld in (("Pagina ", "PAGE"), (" van ", "NUMPAGES")):
        voet.add_run(woord)
        _veld(voet, veld)
    eigenschappen = bestand.core_properties
    eigenschappen.title, eigenschappen.author = (vast(t)[:MAX_EIGENSCHAP] for t in (document.titel, document.afzender))
    eigenschappen.language = TAAL
    eigenschappen.comments = eigenschappen.last_modified_by = ""


def _stijlen(bestand: Docx) -> None:
    standaard = bestand.styles.element.find(qn("w:docDefaults"))
    for taal in standaard.iter(qn("w:lang")):
        taal.set(qn("w:val"), TAAL)
    maten = {"Normal": 9.5, "Title": 19, "Subtitle": 9.5, "Heading 1": 12, "Heading 2": 10.5, "Caption": 9}
    for naam, korps in maten.items():
        stijl = bestand.styles[naam]
        stijl.font.size, stijl.font.name, stijl.font.italic = Pt(korps), LETTER, False
        letters = stijl.element.get_or_add_rPr().get_or_add_rFonts()
        for soort in list(letters.attrib):
            # A font of the theme would win from ours.
            if soort.endswith("Theme"):
                del letters.attrib[soort]
        letters.set(qn("w:hAnsi"), LETTER)
        stijl.font.color.rgb = KLEUR if naam.startswith(("Title", "Heading")) else RGBColor(0x1A, 0x1A, 0x1A)
        stijl.paragraph_format.space_before = Pt(9 if naam.startswith("Heading") else 3 if naam == "Caption" else 0)
        stijl.paragraph_format.space_after = Pt(3)
        stijl.paragraph_format.line_spacing = 1.0
    for afstand in bestand.styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        bestand.styles["Subtitle"].element.rPr.remove(afstand)
    bestand.styles["List Bullet"].paragraph_format.space_after = Pt(2)


class _Schrijver:
    """Writes parts and remembers which notes were already referred to."""

    def __init__(self, bestand: Docx, nummers: dict[str, int], *, breedte: float) -> None:
        self.bestand, self.nummers, self.breedte = bestand, nummers, breedte
        self.gezien: set[int] = set()

    def deel(self, deel: Deel) -> None:
        if isinstance(deel, Kop):
            self.bestand.add_heading(vast(deel.tekst), deel.niveau)
        elif isinstance(deel, Alinea):
            self.tekst(self.bestand.add_paragraph(), deel.tekst)
        elif isinstance(deel, Lijst):
            for punt in deel.punten:
                self.tekst(self.bestand.add_paragraph(style="List Bullet"), punt)
        elif isinstance(deel, Tabel):
            self.tabel(deel)
        elif isinstance(deel, Afbeelding) and deel.png:
            self.afbeelding(deel)

    def tabel(self, tabel: Tabel) -> None:
        bijschrift = self.bestand.add_paragraph(vast(tabel.bijschrift), style="Caption")
        bijschrift.paragraph_format.keep_with_next = True
        raster = self.bestand.add_table(rows=1, cols=len(tabel.kop))
        raster.autofit = False
        _trek_lijnen(raster._tbl.tblPr)
        _beschrijf(raster._tbl.tblPr, tabel.bijschrift)
        for cel, woord in zip(raster.rows[0].cells, tabel.kop, strict=True):
            cel.paragraphs[0].add_run(woord).bold = True
        _eigenschap(raster.rows[0]._tr.get_or_add_trPr(), "w:cantSplit", "w:tblHeader")
        for rij in tabel.rijen:
            nieuw = raster.add_row()
            _eigenschap(nieuw._tr.get_or_add_trPr(), "w:cantSplit")
            for cel, inhoud in zip(nieuw.cells, rij, strict=True):
                self.tekst(cel.paragraphs[0], inhoud)
        geheel = sum(tabel.breedtes)
        for rij in raster.rows:
            for i, cel in enumerate(rij.cells):
                cel.width = Cm(self.breedte * tabel.breedtes[i] / geheel)
                _zet_cel(cel, rechts=i in tabel.getallen)
        for kolom, deel in zip(raster.columns, tabel.breedtes, strict=True):
            kolom.width = Cm(self.breedte * deel / geheel)
        self.bestand.add_paragraph().paragraph_format.space_after = Pt(0)

    def afbeelding(self, deel: Afbeelding) -> None:
        beeld = self.bestand.add_picture(
            io.BytesIO(base64.b64decode(deel.png)), width=Cm(min(self.breedte, HOOGTE * verhouding(deel.png)))
        )
        beeld._inline.docPr.set("descr", deel.alt)

    def tekst(self, alinea: Paragraph, stukken: Tekst) -> None:
        for stuk in stukken:
            alinea.add_run(vast(stuk.tekst)).bold = stuk.vet or None
            if stuk.noot:
                nummer = self.nummers[stuk.noot]
                add_verwijzing(alinea, nummer, eerste=nummer not in self.gezien)
                self.gezien.add(nummer)


def _zet_cel(cel: _Cell, *, rechts: bool) -> None:
    for alinea in cel.paragraphs:
        alinea.paragraph_format.space_after = Pt(1)
        if rechts:
            alinea.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for run in alinea.runs:
            run.font.size = run.font.size or Pt(8.5)


def _beschrijf(eigenschappen: Any, bijschrift: str) -> None:
    """Title of a table for a screen reader, and that its first row and column are headers."""
    _eigenschap(eigenschappen, "w:tblCaption")
    eigenschappen.find(qn("w:tblCaption")).set(qn("w:val"), bijschrift)
    uiterlijk = eigenschappen.find(qn("w:tblLook"))
    for veld, aan in {"firstRow": "1", "firstColumn": "1", "lastRow": "0", "lastColumn": "0"}.items():
        uiterlijk.set(qn(f"w:{veld}"), aan)


def _trek_lijnen(eigenschappen: Any) -> None:
    """Thin lines between rows, none between columns."""
    lijnen = OxmlElement("w:tblBorders")
    for kant in ("top", "bottom", "insideH"):
        lijn = OxmlElement(f"w:{kant}")
        for veld, waarde in {"val": "single", "sz": "4", "space": "0", "color": "999999"}.items():
            lijn.set(qn(f"w:{veld}"), waarde)
        lijnen.append(lijn)
    # The order of the elements is part of the format.
    eigenschappen.find(qn("w:tblLook")).addprevious(lijnen)


def _eigenschap(ouder: Any, *namen: str) -> None:
    for naam in namen:
        ouder.append(OxmlElement(naam))


def _veld(alinea: Paragraph, opdracht: str) -> None:
    veld = OxmlElement("w:fldSimple")
    veld.set(qn("w:instr"), opdracht)
    alinea._p.append(veld)
