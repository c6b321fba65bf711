"""Real footnotes for Word: python-docx has none, so their part of the file is written here."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

SOORT = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
# The lines above the notes are notes themselves, by the standard.
LIJNEN = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def add_voetnoten(docx: Docx, noten: dict[str, int]) -> None:
    """Give the file its footnotes, numbered as given; without notes it stays as it is."""
    from xml.sax.saxutils import escape

    if not noten:
        return
    _stijlen(docx)
    regels = "".join(
        f'<w:footnote w:id="{nummer}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(noot)}</w:t></w:r></w:p></w:footnote>'
        for noot, nummer in noten.items()
    )
    inhoud = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:footnotes {nsdecls('w')}>{LIJNEN}{regels}</w:footnotes>"
    deel = Part(PackURI("/word/footnotes.xml"), SOORT, inhoud.encode(), docx.part.package)
    docx.part.relate_to(deel, RELATIONSHIP_TYPE.FOOTNOTES)


def add_verwijzing(alinea: Paragraph, nummer: int, *, eerste: bool) -> None:
    """Refer to a note: the first time as its own place, after that as a field that follows the number of the note."""
    if not eerste:
        for soort, tekst in (("begin", ""), ("", f" NOTEREF noot_{nummer} \\f \\h "), ("separate", ""), ("tekst", str(nummer)), ("end", "")):  # fmt: skip
            _veld(alinea, soort, tekst)
        return
    alinea._p.append(_bladwijzer("bookmarkStart", nummer, naam=f"noot_{nummer}"))
    run = alinea.add_run()
    run.style = "Footnote Reference"
    verwijzing = OxmlElement("w:footnoteReference")
    verwijzing.set(qn("w:id"), str(nummer))
    run._r.append(verwijzing)
    alinea._p.append(_bladwijzer("bookmarkEnd", nummer))


def _veld(alinea: Paragraph, soort: str, tekst: str) -> None:
    """One run of a field: its begin, its instruction (no kind), its middle, its text or its end."""
    run = alinea.add_run(tekst if soort == "tekst" else "")
    run.style = "Footnote Reference"
    if soort == "":
        opdracht = OxmlElement("w:instrText")
        opdracht.set(qn("xml:space"), "preserve")
        opdracht.text = tekst
        run._r.append(opdracht)
    elif soort != "tekst":
        teken = OxmlElement("w:fldChar")
        teken.set(qn("w:fldCharType"), soort)
        run._r.append(teken)


def _bladwijzer(soort: str, nummer: int, *, naam: str = "") -> Any:
    bladwijzer = OxmlElement(f"w:{soort}")
    bladwijzer.set(qn("w:id"), str(nummer))
    if naam:
        bladwijzer.set(qn("w:name"), naam)
    return bladwijzer


def _stijlen(docx: Docx) -> None:
    tekst = docx.styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    tekst.base_style, tekst.font.size = docx.styles["Normal"], Pt(8.5)
    tekst.paragraph_format.space_after = Pt(2)
    verwijzing = docx.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    verwijzing.font.superscript = True
