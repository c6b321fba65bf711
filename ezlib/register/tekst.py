"""Text of a register as plain text: numbers that Excel mangled, names that hold more than a name."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

LENGTE_MAX = 200
# What a spreadsheet takes for the start of a formula.
FORMULETEKENS = "=+-@ "


def schone_naam(naam: str) -> str:
    """Plain text of a name: no control or direction characters, no tags, nothing that a spreadsheet would compute.

    >>> schone_naam("<script>x()</script> Bakker\\x07 &  Zn"), schone_naam('=HYPERLINK("a")'), schone_naam("Café 't Hof")
    ('x() Bakker & Zn', 'HYPERLINK("a")', "Café 't Hof")
    """
    if not (naam.isascii() and naam.isprintable()) or "<" in naam or ">" in naam:
        zonder = re.sub(r"<[^<>]*>", " ", naam)
        naam = "".join(
            " " if t in "<>" or t.isspace() else t for t in zonder_onzichtbaar(unicodedata.normalize("NFC", zonder))
        )
    return " ".join(naam.split()).lstrip(FORMULETEKENS)[:LENGTE_MAX].rstrip()


def zonder_onzichtbaar(tekst: str) -> str:
    """Text without control characters, marks of direction and characters of no width; white space stays.

    >>> zonder_onzichtbaar("s\u200bb\u202ei\x1b")
    'sbi'
    """
    if tekst.isascii() and tekst.isprintable():
        return tekst
    return "".join(t for t in tekst if t.isspace() or unicodedata.category(t)[0] != "C")


def add_schoon(tekst: pd.Series) -> pd.Series:
    """`schone_naam` of every value; same index."""
    uniek = tekst.unique()
    return tekst.map(dict(zip(uniek, map(schone_naam, uniek), strict=True))).astype("str")


def als_nummer(tekst: pd.Series, breedte: int) -> pd.Series:
    """Number that is a name: the leading zeros that a spreadsheet dropped come back; "" where there is none.

    >>> als_nummer(pd.Series(["12345", "000000012345", "A-7", "onbekend", "0", ""]), 12).tolist()
    ['000000012345', '000000012345', 'A-7', '', '', '']
    """
    schoon = add_schoon(tekst).str.replace(" ", "")
    geen = ~schoon.str.contains("[1-9]")
    cijfers = schoon.str.fullmatch("[0-9]+")
    return schoon.where(~cijfers, schoon.str.zfill(breedte)).mask(geen, "").astype("str")


def is_wetenschappelijk(tekst: pd.Series) -> pd.Series:
    """Whether a number was written as 1,23E+11: its last digits are gone for good.

    >>> is_wetenschappelijk(pd.Series(["1,23457E+11", "123457000000"])).tolist()
    [True, False]
    """
    return tekst.str.strip().str.fullmatch(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
