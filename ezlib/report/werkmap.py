"""Workbooks for people, as xlsx and as ods: sheets of plain cells, numbers as numbers, every text as text, no formula.

The bytes depend on the content alone (see `ezlib.vastezip`).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pandas as pd
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from ezlib.csvtekst import zonder_formule
from ezlib.vastezip import maak_zip, zonder_tijden

# What XML, and with it both formats, cannot hold.
VERBODEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MAX_BREEDTE, MAX_TEKST = 60, 32_767
KOPKLEUR = "FFE6EEF2"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


class Cijfer(NamedTuple):
    """A number that is shown with so many decimals, and kept whole."""

    waarde: float
    decimalen: int


@dataclass(frozen=True)
class Blad:
    """One sheet: rows under a header that stays in sight, with a filter on it where there are rows."""

    naam: str
    kop: Sequence[str]
    rijen: Sequence[Sequence[Any]]
    uitleg: str = ""

    @property
    def breedtes(self) -> list[int]:
        """Width per column in characters, after the header and the first rows."""
        kolommen = zip(self.kop, *self.rijen[:200], strict=True)
        return [min(MAX_BREEDTE, 2 + max(len(str(_cel(c) or "")) for c in kolom)) for kolom in kolommen]


def blad_van(frame: pd.DataFrame, naam: str, uitleg: str = "") -> Blad:
    """Sheet of a frame: its columns as the header, missing as an empty cell."""
    rijen = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return Blad(naam, [str(k) for k in frame.columns], rijen, uitleg)


def inhoud(bladen: Sequence[Blad]) -> Blad:
    """Sheet that lists the others."""
    return Blad("Inhoud", ["Werkblad", "Wat erin staat", "Rijen"], [[b.naam, b.uitleg, len(b.rijen)] for b in bladen])


def als_xlsx(bladen: Sequence[Blad], *, titel: str) -> bytes:
    """Excel workbook of sheets, in the order given."""
    werkmap = openpyxl.Workbook(write_only=True)
    werkmap.properties.title, werkmap.properties.creator = _cel(titel), "Economische Monitor"
    werkmap.properties.language = "nl-NL"
    for blad in bladen:
        ws = werkmap.create_sheet(blad.naam)
        ws.freeze_panes = "A2"
        for i, breedte in enumerate(blad.breedtes, start=1):
            ws.column_dimensions[get_column_letter(i)].width = breedte
        if blad.rijen:
            ws.auto_filter.ref = f"A1:{get_column_letter(len(blad.kop))}{len(blad.rijen) + 1}"
        ws.append([_kop(ws, tekst) for tekst in blad.kop])
        for rij in blad.rijen:
            ws.append([_getoond(ws, c) if isinstance(c, Cijfer) else _cel(c) for c in rij])
    uit = io.BytesIO()
    werkmap.save(uit)
    return zonder_tijden(uit.getvalue())


def _kop(ws: Any, tekst: str) -> WriteOnlyCell:
    cel = WriteOnlyCell(ws, _cel(tekst))
    cel.font, cel.fill = Font(bold=True), PatternFill("solid", start_color=KOPKLEUR)
    cel.alignment = Alignment(vertical="top", wrap_text=True)
    return cel


def _getoond(ws: Any, cijfer: Cijfer) -> WriteOnlyCell | None:
    waarde = _cel(cijfer.waarde)
    if waarde is None:
        return None
    cel = WriteOnlyCell(ws, waarde)
    cel.number_format = "#,##0" + (f".{'0' * cijfer.decimalen}" if cijfer.decimalen else "")
    return cel


def _cel(waarde: Any) -> str | float | int | None:
    """A value as both formats can hold it: a number, text that is no formula, or nothing."""
    if type(waarde) is str:
        return _tekst(waarde)
    if isinstance(waarde, Cijfer):
        waarde = waarde.waarde
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, Integral):
        return int(waarde)
    if isinstance(waarde, Real):
        # As many digits as a csv has, so that two machines agree.
        return float(f"{waarde:.10g}") if math.isfinite(waarde) else None
    if waarde is None:
        return None
    return _tekst(str(waarde))


@lru_cache(maxsize=10_000)
def _tekst(tekst: str) -> str:
    """Most texts in a table of figures stand there a hundred times."""
    return zonder_formule(VERBODEN.sub("", tekst))[:MAX_TEKST]


# --- ods: odfpy takes a second per thousand rows, so the parts are written here ---------------------------------------

NAMEN = " ".join(
    f'xmlns:{kort}="urn:oasis:names:tc:opendocument:xmlns:{lang}:1.0"'
    for kort, lang in {
        "office": "office", "table": "table", "text": "text", "style": "style", "meta": "meta", "config": "config",
        "fo": "xsl-fo-compatible", "manifest": "manifest",
    }.items()
)  # fmt: skip
# The name of the settings is read as one in this namespace.
NAMEN += ' xmlns:ooo="http://openoffice.org/2004/office"'
STIJLEN = (
    '<office:automatic-styles><style:style style:name="kop" style:family="table-cell">'
    f'<style:table-cell-properties fo:background-color="#{KOPKLEUR[2:]}"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>{kolommen}</office:automatic-styles>'
)


def als_ods(bladen: Sequence[Blad], *, titel: str) -> bytes:
    """OpenDocument workbook of sheets, in the order given; opens in LibreOffice and Excel."""
    breedtes = sorted({b for blad in bladen for b in blad.breedtes})
    kolommen = "".join(
        f'<style:style style:name="b{b}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{b * 0.2:.1f}cm"/></style:style>'
        for b in breedtes
    )
    filters = "".join(
        f'<table:database-range table:name="__Anonymous_Sheet_DB__{i}" table:display-filter-buttons="true" table:target-range-address='
        f'"{_adres(blad)}"/>'
        for i, blad in enumerate(bladen)
        if blad.rijen
    )
    tabellen = "".join(map(_ods_blad, bladen))
    content = (
        f"{STIJLEN.format(kolommen=kolommen)}<office:body><office:spreadsheet>{tabellen}"
        f"<table:database-ranges>{filters}</table:database-ranges></office:spreadsheet></office:body>"
    )
    naam = escape(str(_cel(titel)))
    delen = {
        "content.xml": _document("document-content", content),
        "settings.xml": _document("document-settings", _vaste_koppen(bladen)),
        "meta.xml": _document(
            "document-meta",
            "<office:meta><meta:generator>Economische Monitor</meta:generator>"
            f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{naam}</dc:title>'
            '<dc:language xmlns:dc="http://purl.org/dc/elements/1.1/">nl-NL</dc:language></office:meta>',
        ),
    }
    lijst = "".join(f'<manifest:file-entry manifest:full-path="{d}" manifest:media-type="text/xml"/>' for d in delen)
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {NAMEN} manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>{lijst}</manifest:manifest>'
    )
    return maak_zip({"mimetype": ODS.encode(), **delen, "META-INF/manifest.xml": manifest.encode()})


def _document(soort: str, inhoud_: str) -> bytes:
    kop = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{kop}<office:{soort} {NAMEN} office:version="1.3">{inhoud_}</office:{soort}>'.encode()


def _ods_blad(blad: Blad) -> str:
    kolommen = "".join(f'<table:table-column table:style-name="b{b}"/>' for b in blad.breedtes)
    kop = "".join(_ods_cel(tekst, ' table:style-name="kop"') for tekst in blad.kop)
    rijen = "".join(f"<table:table-row>{''.join(map(_ods_cel, rij))}</table:table-row>" for rij in blad.rijen)
    return (
        f"<table:table table:name={quoteattr(blad.naam)}>{kolommen}<table:table-header-rows><table:table-row>{kop}"
        f"</table:table-row></table:table-header-rows>{rijen}</table:table>"
    )


def _ods_cel(waarde: Any, stijl: str = "") -> str:
    kort = _cel(waarde)
    if kort is None:
        return f"<table:table-cell{stijl}/>"
    if isinstance(kort, str):
        return f'<table:table-cell{stijl} office:value-type="string"><text:p>{escape(kort)}</text:p></table:table-cell>'
    return f'<table:table-cell{stijl} office:value-type="float" office:value="{kort!r}"><text:p>{kort!r}</text:p></table:table-cell>'


def _adres(blad: Blad) -> str:
    begin, einde = f"'{blad.naam}'.A1", f"'{blad.naam}'.{get_column_letter(len(blad.kop))}{len(blad.rijen) + 1}"
    return escape(f"{begin}:{einde}", {'"': "&quot;"})


def _vaste_koppen(bladen: Sequence[Blad]) -> str:
    """Settings that keep the first row of every sheet in sight."""
    vast = "".join(
        f'<config:config-item config:name="{naam}" config:type="{soort}">{waarde}</config:config-item>'
        for naam, soort, waarde in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        )
    )
    per_blad = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(b.naam)}>{vast}</config:config-item-map-entry>"
        for b in bladen
    )
    return (
        '<office:settings><config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        f'<config:config-item-map-named config:name="Tables">{per_blad}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings>"
    )
