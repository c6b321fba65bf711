"""A document as pdf: tagged (PDF/UA-1), in Dutch, with a fixed date and only the fonts that typst carries itself."""

from __future__ import annotations

import base64
import datetime as dt
import re

from ezlib.fouten import ControleFout
from ezlib.report.documenten.boom import Afbeelding, Alinea, Deel, Document, Kop, Lijst, Tabel, Tekst, vast, verhouding

# For a sign that the letter lacks.
GEEN_TEKEN = "□"
LANGSTE_WOORD = 30  # signs; a longer one may be broken anywhere, or it would run off the page
# From comfortable to small: the first at which a document fits its pages is taken.
KORPSEN = (10.0, 9.5, 9.0, 8.5, 8.0)
OPMAAK = """
#set document(title: {titel}, author: {afzender}, date: datetime(year: {jaar}, month: 1, day: 1))
#set text(lang: "nl", region: "nl", font: "Libertinus Serif", size: {korps}pt, hyphenate: false)
#set page(paper: "a4", flipped: {liggend}, margin: (x: 1.9cm, top: {boven}, bottom: 1.6cm),
  header: {kop},
  footer: context align(right, text(size: 0.85em)[Pagina #counter(page).display() van #counter(page).final().first()]))
#set par(spacing: 0.75em, leading: 0.55em)
#set list(spacing: 0.5em)
#set table(stroke: (x, y) => (bottom: if y == 0 {{ 0.9pt }} else {{ 0.3pt + gray }}), inset: (x: 3pt, y: 2.6pt))
#show table.cell.where(y: 0): set text(weight: "bold")
#show heading: set text(fill: rgb("#0b4f6c"))
#show heading: set block(above: 1.1em, below: 0.55em)
#show title: set text(fill: rgb("#0b4f6c"), size: 1.1em)
#show figure: set block(breakable: true)
#show figure: set align(left)
#show figure.caption: set text(weight: "bold")
#set figure(supplement: none, numbering: none, gap: 0.4em)
#set figure.caption(position: top)
#set footnote.entry(gap: 0.4em)
"""


def als_pdf(document: Document) -> bytes:
    """Write a document as pdf.

    Raises
    ------
    ControleFout
        When it does not fit the pages it must fit on, also at the smallest size.
    """
    moment = dt.datetime(document.jaar + 1, 1, 1, tzinfo=dt.UTC)
    for korps in KORPSEN:
        bron = typst_bron(document, korps=korps).encode()
        if not document.paginas or _paginas(bron) <= document.paginas:
            return _compileer(bron, moment)
    raise ControleFout(
        f'"{document.titel}" past niet op {document.paginas} bladzijden, ook niet in de kleinste letter. Kort de teksten '
        "in definitions/voortgang.yml in."
    )


def _compileer(bron: bytes, moment: dt.datetime) -> bytes:
    """PDF/UA refuses a sign that the letter does not have, as an emoji: a box stands for it."""
    import typst

    while True:
        try:
            return typst.compile(bron, pdf_standards=["ua-1"], ignore_system_fonts=True, timestamp=moment)
        except typst.TypstError as fout:
            zonder = re.search(r'the text `"(.+?)"` could not be displayed', str(fout))
            if not zonder or zonder[1].encode() not in bron:
                raise
            bron = bron.replace(zonder[1].encode(), GEEN_TEKEN.encode())


def _paginas(bron: bytes) -> int:
    import json

    import typst

    return int(json.loads(typst.query(bron, "<paginas>", field="value", one=True, ignore_system_fonts=True)))


def typst_bron(document: Document, *, korps: float) -> str:
    """The document in the language of typst; every text is a string in it, so none is taken for markup."""
    kop = 'align(right, text(weight: "bold", fill: rgb("#8a1c00"))[CONCEPT])' if document.concept else "none"
    delen = [
        OPMAAK.format(
            titel=_tekenreeks(document.titel),
            afzender=_tekenreeks(document.afzender),
            jaar=document.jaar + 1,
            korps=korps,
            liggend=str(document.liggend).lower(),
            boven="2.2cm" if document.concept else "1.6cm",
            kop=kop,
        ),
        "#title()",
    ]
    concept = "CONCEPT. " if document.concept else ""
    if concept or document.onder:
        delen.append(f"#text(fill: luma(60))[#{_tekenreeks(concept + document.onder)}]\n")
    # A picture shrinks faster than the text: it stays readable for longer.
    schrijver = _Schrijver(hoogte=11 - (KORPSEN[0] - korps) * 2.5)
    delen += [schrijver.deel(deel) for deel in document.delen]
    delen.append("#context [#metadata(counter(page).final().first()) <paginas>]")
    return "\n".join(delen) + "\n"


class _Schrijver:
    """Writes parts and remembers the notes: the second reference points at the first note."""

    def __init__(self, *, hoogte: float) -> None:
        self.hoogte, self.labels = hoogte, dict[str, str]()

    def deel(self, deel: Deel) -> str:
        if isinstance(deel, Kop):
            return f"#heading(level: {deel.niveau})[#{_tekenreeks(deel.tekst)}]"
        if isinstance(deel, Alinea):
            return f"#par[{self.tekst(deel.tekst)}]"
        if isinstance(deel, Lijst):
            return f"#list({', '.join(f'[{self.tekst(punt)}]' for punt in deel.punten)})"
        if isinstance(deel, Tabel):
            return self.tabel(deel)
        return _afbeelding(deel, self.hoogte) if isinstance(deel, Afbeelding) else ""

    def tabel(self, tabel: Tabel) -> str:
        breed = ", ".join(f"{b}fr" for b in tabel.breedtes)
        lijn = ", ".join("right" if i in tabel.getallen else "left" for i in range(len(tabel.kop)))
        kop = ", ".join(f"[#{_tekenreeks(k)}]" for k in tabel.kop)
        rijen = ",\n  ".join(", ".join(f"[{self.tekst(cel)}]" for cel in rij) for rij in tabel.rijen)
        return (
            f"#figure(kind: table, caption: [#{_tekenreeks(tabel.bijschrift)}], table(columns: ({breed},), "
            f"align: ({lijn},),\n  table.header({kop}),\n  {rijen}))"
        )

    def tekst(self, stukken: Tekst) -> str:
        uit = []
        for stuk in stukken:
            woorden = f"#{_tekenreeks(stuk.tekst)}"
            uit.append(f"#strong[{woorden}]" if stuk.vet else woorden)
            if stuk.noot in self.labels:
                uit.append(f"#footnote(<{self.labels[stuk.noot]}>)")
            elif stuk.noot:
                self.labels[stuk.noot] = label = f"noot-{len(self.labels) + 1}"
                uit.append(f"#footnote[#{_tekenreeks(stuk.noot)}]<{label}>")
        return "".join(uit)


def _afbeelding(deel: Afbeelding, hoogte: float) -> str:
    """A picture as wide as the text, or as high as given (cm)."""
    if not deel.png:
        return ""
    # As numbers in the source: nothing has to be written on disk for it.
    inhoud = ",".join(map(str, base64.b64decode(deel.png)))
    breedte = min(17.2, hoogte * verhouding(deel.png))
    return f"#image(bytes(({inhoud},)), alt: {_tekenreeks(deel.alt)}, width: {breedte:.2f}cm)"


def _tekenreeks(woorden: str) -> str:
    """A string of typst.

    >>> print(_tekenreeks('een "#let" teken'))
    "een \\"#let\\" teken"
    """
    stukken = (re.sub(rf"(\S{{{LANGSTE_WOORD}}})(?=\S)", "\\1\u200b", woord) for woord in vast(woorden).split(" "))
    schoon = " ".join(stukken).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + schoon.replace("\n", " ") + '"'
