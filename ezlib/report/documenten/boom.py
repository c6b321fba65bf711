"""The content tree of a document: what it says, apart from how a file of it looks.

A notebook shows a `Document`; the executed notebook holds its tree in the metadata under "ez_document", and from there
the three writers (`als_html`, `als_docx`, `als_pdf`) make files. What is read on the site and what is mailed around is
the same text.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ezlib.taal import zonder_omkering


@dataclass(frozen=True)
class Stuk:
    """A run of text.

    Attributes
    ----------
    doel:
        Address within the edition that it links to, in html only: a file that is mailed around has no site beside it.
    noot:
        Footnote behind it. The same text twice is one note with two references.
    """

    tekst: str
    vet: bool = False
    doel: str = ""
    noot: str = ""


Tekst = tuple[Stuk, ...]


@dataclass(frozen=True)
class Kop:
    """Heading; level 1 is a section of the document."""

    tekst: str
    niveau: int = 1


@dataclass(frozen=True)
class Alinea:
    """Paragraph."""

    tekst: Tekst


@dataclass(frozen=True)
class Lijst:
    """List without numbers."""

    punten: tuple[Tekst, ...]


@dataclass(frozen=True)
class Tabel:
    """Table with a header row; the first cell heads its row.

    Attributes
    ----------
    breedtes:
        Width of each column, relative to the others.
    getallen:
        Positions of the columns set right.
    """

    bijschrift: str
    kop: tuple[str, ...]
    rijen: tuple[tuple[Tekst, ...], ...]
    breedtes: tuple[float, ...]
    getallen: tuple[int, ...] = ()


@dataclass(frozen=True)
class Afbeelding:
    """Picture with what a reader who cannot see it needs to know.

    Attributes
    ----------
    notebook:
        Page whose first figure with real data it is (see `met_paginas`); empty once `png` (base64) is there.
    doel:
        Where it stands on the site, with its figures in a table.
    """

    alt: str
    notebook: str = ""
    png: str = ""
    doel: str = ""


@dataclass(frozen=True)
class Kern:
    """The answer of a page of the site, as its notebook computed it (see `met_paginas`)."""

    notebook: str


Deel = Kop | Alinea | Lijst | Tabel | Afbeelding | Kern
SOORTEN: dict[str, type[Deel]] = {s.__name__: s for s in (Kop, Alinea, Lijst, Tabel, Afbeelding, Kern)}


@dataclass(frozen=True)
class Document:
    """A document.

    Attributes
    ----------
    naam:
        Slug of its files, with the folder in the edition where there is one: "documenten/factsheet-1".
    onder:
        Line under the title: of whom, about what year.
    concept:
        Whether it still has to be approved; every page says so.
    formaten:
        Files to make: html, docx, pdf.
    paginas:
        Pages it must fit on, as pdf; 0 is any.
    """

    naam: str
    titel: str
    onder: str
    delen: tuple[Deel, ...]
    afzender: str
    jaar: int
    formaten: tuple[str, ...] = ("html", "docx", "pdf")
    concept: bool = False
    paginas: int = 0
    liggend: bool = False

    def __post_init__(self) -> None:
        for deel in self.delen:
            if isinstance(deel, Tabel):
                breed = {len(deel.kop), len(deel.breedtes), *(len(rij) for rij in deel.rijen)}
                if len(breed) > 1:
                    raise ValueError(f'De tabel "{deel.bijschrift}" heeft niet overal even veel kolommen: {breed}.')
            if isinstance(deel, Afbeelding) and not deel.notebook and not deel.alt.strip():
                raise ValueError(f'Een afbeelding in "{self.titel}" heeft geen beschrijving.')


def tekst(inhoud: str | Stuk | Sequence[Stuk], **opties: Any) -> Tekst:
    """Make running text of a string, a run or several; options as of `Stuk`.

    >>> tekst("Noot hier", noot="Uitleg")
    (Stuk(tekst='Noot hier', vet=False, doel='', noot='Uitleg'),)
    """
    if isinstance(inhoud, str):
        return (Stuk(inhoud, **opties),)
    return (inhoud,) if isinstance(inhoud, Stuk) else tuple(inhoud)


def alinea(inhoud: str | Stuk | Sequence[Stuk], **opties: Any) -> Alinea:
    """Make a paragraph; see `tekst`."""
    return Alinea(tekst(inhoud, **opties))


def lijst(punten: Sequence[str | Sequence[Stuk]]) -> Lijst:
    """Make a list; see `tekst`."""
    return Lijst(tuple(tekst(punt) for punt in punten))


def naar_dict(document: Document) -> dict[str, Any]:
    """Document as plain data, for the metadata of a notebook."""
    kop = {veld: waarde for veld, waarde in asdict(document).items() if veld != "delen"}
    delen = [{"soort": type(deel).__name__} | asdict(deel) for deel in document.delen]
    return {sleutel: list(w) if isinstance(w, tuple) else w for sleutel, w in kop.items()} | {"delen": delen}


def van_dict(gegevens: dict[str, Any]) -> Document:
    """Document back from `naar_dict`, also after it went through JSON.

    >>> d = Document("a", "Titel", "", (Kop("Eerst"), alinea("Tekst", noot="n")), "gemeente", 2025)
    >>> van_dict(naar_dict(d)) == d
    True
    """
    delen = tuple(_deel(dict(deel)) for deel in gegevens["delen"])
    return Document(**{**gegevens, "delen": delen, "formaten": tuple(gegevens["formaten"])})


def _deel(gegevens: dict[str, Any]) -> Deel:
    soort = gegevens.pop("soort")
    if soort == "Alinea":
        return Alinea(_tekst(gegevens["tekst"]))
    if soort == "Lijst":
        return Lijst(tuple(_tekst(punt) for punt in gegevens["punten"]))
    if soort == "Tabel":
        gegevens["rijen"] = tuple(tuple(_tekst(cel) for cel in rij) for rij in gegevens["rijen"])
        gegevens |= {veld: tuple(gegevens[veld]) for veld in ("kop", "breedtes", "getallen")}
    return SOORTEN[soort](**gegevens)


def _tekst(stukken: Sequence[dict[str, Any]]) -> Tekst:
    return tuple(Stuk(**stuk) for stuk in stukken)


def met_paginas(document: Document, *, kernen: dict[str, str], figuren: dict[str, tuple[str, str, str]]) -> Document:
    """Put answers and pictures of pages in their place; what a page does not have, falls away.

    Parameters
    ----------
    kernen, figuren
        Notebook -> its answer; notebook -> its first figure of real data: png (base64), alternative text and name.
    """
    delen: list[Deel] = []
    for deel in document.delen:
        if isinstance(deel, Kern):
            delen += [alinea(kernen[deel.notebook])] if deel.notebook in kernen else []
        elif isinstance(deel, Afbeelding) and deel.notebook:
            if deel.notebook in figuren:
                png, alt, naam = figuren[deel.notebook]
                delen.append(Afbeelding(alt=alt, png=png, doel=f"{deel.notebook}.html#figuur-{naam}"))
        else:
            delen.append(deel)
    return replace(document, delen=tuple(delen))


def teksten(document: Document) -> Iterator[Tekst]:
    """All running text of a document in reading order, those of tables row by row."""
    for deel in document.delen:
        if isinstance(deel, Alinea):
            yield deel.tekst
        elif isinstance(deel, Lijst):
            yield from deel.punten
        elif isinstance(deel, Tabel):
            for rij in deel.rijen:
                yield from rij


def noten(document: Document) -> dict[str, int]:
    """Footnotes of a document with their number, in reading order; the same text is one note."""
    gevonden = dict.fromkeys(stuk.noot for stukken in teksten(document) for stuk in stukken if stuk.noot)
    return {noot: nummer for nummer, noot in enumerate(gevonden, start=1)}


def verhouding(png: str) -> float:
    """Width of a png (base64) divided by its height, from its header."""
    kop = base64.b64decode(png[:64])
    return int.from_bytes(kop[16:20]) / int.from_bytes(kop[20:24])


def vast(woorden: str) -> str:
    """Text without a line break between a number and its per cent sign, and that runs one way.

    >>> vast("1,3 %")
    '1,3\\xa0%'
    """
    return zonder_omkering(woorden).replace(" %", "\u00a0%")
