"""A document as html: a part of a page of the site, or a page of its own that also prints well."""

from __future__ import annotations

import re
from html import escape

from ezlib.report.documenten.boom import Afbeelding, Alinea, Deel, Document, Kop, Lijst, Tabel, Tekst, noten, vast

STIJL = """
:root { color-scheme: light; }
body { font: 1rem/1.5 Arial, "Liberation Sans", sans-serif; color: #1a1a1a; background: #fff; margin: 0; overflow-wrap: break-word; }
main, nav, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
nav { padding-top: 1rem; }
footer { padding-top: 1rem; padding-bottom: 1rem; }
h1 { font-size: clamp(1.3rem, 6vw, 1.9rem); overflow-wrap: break-word; line-height: 1.2; margin: 1rem 0 0.2rem; color: #0b4f6c; }
h2 { font-size: 1.3rem; margin: 1.6rem 0 0.3rem; color: #0b4f6c; }
h3 { font-size: 1.1rem; margin: 1.2rem 0 0.3rem; }
p, ul { margin: 0.4rem 0 0.7rem; }
a { color: #0b4f6c; }
.onder { color: #444; }
.concept { border: 2px solid #8a1c00; color: #8a1c00; padding: 0.3rem 0.8rem; font-weight: 700; display: inline-block; }
.tabel { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; margin: 0.3rem 0 1rem; }
caption { text-align: left; font-weight: 700; padding: 0.3rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.7rem 0.3rem 0; border-bottom: 1px solid #bbb; }
thead th { border-bottom: 2px solid #1a1a1a; }
tbody th { font-weight: 400; }
.getal { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; height: auto; }
.noten { font-size: 0.88rem; border-top: 1px solid #bbb; margin-top: 1.5rem; }
@page { size: A4; margin: 1.6cm; }
@media print { nav, footer { display: none; } body { font-size: 0.8rem; } }
"""


def als_html(document: Document) -> str:
    """A page of its own, without anything from outside; it links back to the front page of the edition."""
    terug = "../" * document.naam.count("/")
    return (
        f'<!doctype html>\n<html lang="nl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(vast(document.titel))}</title>\n<style>{STIJL}</style>\n</head>\n<body>\n"
        f'<nav aria-label="Terug"><a href="{terug}index.html">Naar de Economische Monitor</a></nav>\n<main>\n'
        f"<h1>{escape(vast(document.titel))}</h1>\n{lichaam(document)}\n</main>\n"
        f'<footer><a href="{terug}toegankelijkheid.html">Verklaring over toegankelijkheid (concept)</a></footer>\n'
        "</body>\n</html>\n"
    )


def lichaam(document: Document, *, diep: int = 1, wortel: str = "") -> str:
    """The document without its title, for a page that has one; `diep` is the level of the heading above it.

    `wortel` leads from the page to the root of the edition; empty is from the place of the document itself.
    """
    nummers = noten(document)
    slug = re.sub(r"\W+", "-", document.naam)
    schrijver = _Schrijver(nummers, slug, wortel or "../" * document.naam.count("/"), set())
    concept = '<p class="concept">CONCEPT</p>' if document.concept else ""
    onder = f'<p class="onder">{escape(vast(document.onder))}</p>' if document.onder else ""
    delen = [schrijver.deel(deel, diep) for deel in document.delen]
    return "\n".join(regel for regel in [concept, onder, *delen, schrijver.voet()] if regel)


class _Schrijver:
    """Writes parts and remembers which notes were already referred to."""

    def __init__(self, nummers: dict[str, int], slug: str, wortel: str, gezien: set[int]) -> None:
        self.nummers, self.slug, self.wortel, self.gezien = nummers, slug, wortel, gezien

    def deel(self, deel: Deel, diep: int) -> str:
        if isinstance(deel, Kop):
            return f"<h{deel.niveau + diep}>{escape(vast(deel.tekst))}</h{deel.niveau + diep}>"
        if isinstance(deel, Alinea):
            return f"<p>{self.tekst(deel.tekst)}</p>"
        if isinstance(deel, Lijst):
            return f"<ul>{''.join(f'<li>{self.tekst(punt)}</li>' for punt in deel.punten)}</ul>"
        if isinstance(deel, Tabel):
            return self.tabel(deel)
        return _afbeelding(deel, self.wortel) if isinstance(deel, Afbeelding) else ""

    def tabel(self, tabel: Tabel) -> str:
        bijschrift = escape(vast(tabel.bijschrift))
        klasse = [' class="getal"' if i in tabel.getallen else "" for i in range(len(tabel.kop))]
        kop = "".join(f'<th scope="col"{k}>{escape(t)}</th>' for t, k in zip(tabel.kop, klasse, strict=True))
        rijen = []
        for eerste, *rest in tabel.rijen:
            cellen = "".join(f"<td{k}>{self.tekst(c)}</td>" for c, k in zip(rest, klasse[1:], strict=True))
            rijen.append(f'<tr><th scope="row">{self.tekst(eerste)}</th>{cellen}</tr>')
        return (
            f'<div class="tabel" role="group" tabindex="0" aria-label="{bijschrift}"><table>'
            f"<caption>{bijschrift}</caption><thead><tr>{kop}</tr></thead>\n"
            f"<tbody>{chr(10).join(rijen)}</tbody></table></div>"
        )

    def tekst(self, stukken: Tekst) -> str:
        uit = []
        for stuk in stukken:
            woorden = escape(vast(stuk.tekst))
            woorden = f"<strong>{woorden}</strong>" if stuk.vet else woorden
            uit.append(f'<a href="{escape(self.wortel + stuk.doel)}">{woorden}</a>' if stuk.doel else woorden)
            if stuk.noot:
                uit.append(self.verwijzing(self.nummers[stuk.noot]))
        return "".join(uit)

    def verwijzing(self, nummer: int) -> str:
        # An id may occur once: the note leads back to its first reference.
        eigen = "" if nummer in self.gezien else f' id="{self.slug}-bij-{nummer}"'
        self.gezien.add(nummer)
        return f'<sup><a href="#{self.slug}-noot-{nummer}"{eigen} aria-label="noot {nummer}">{nummer}</a></sup>'

    def voet(self) -> str:
        if not self.nummers:
            return ""
        regels = "".join(
            f'<li id="{self.slug}-noot-{n}">{escape(vast(noot))} '
            f'<a href="#{self.slug}-bij-{n}" aria-label="terug naar de tekst bij noot {n}">terug</a></li>'
            for noot, n in self.nummers.items()
        )
        return f'<div class="noten"><ol>{regels}</ol></div>'


def _afbeelding(deel: Afbeelding, wortel: str) -> str:
    if not deel.png:
        return ""
    adres = f'<a href="{escape(wortel + deel.doel)}">De cijfers bij deze figuur</a>' if deel.doel else ""
    onder = f"<figcaption>{adres}</figcaption>" if adres else ""
    return f'<figure><img src="data:image/png;base64,{deel.png}" alt="{escape(deel.alt)}">{onder}</figure>'
