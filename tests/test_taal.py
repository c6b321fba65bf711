"""The Dutch of the pages: spelt right by Debian's dictionary, and no page harder to read than it need be."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from taal_van_paginas import lees, leesbaarheid, onbekend, woorden
from werkplaats import Werkplaats

from ezlib.store import WORTEL

# Flesch-Douma: ordinary Dutch lies around 60, most official letters below 40.
LAAGSTE = 55

woordenboek = pytest.mark.skipif(not shutil.which("hunspell"), reason="hunspell with its Dutch dictionary is not here")


def woordenlijst() -> set[str]:
    regels = (WORTEL / "tests" / "woordenlijst.txt").read_text(encoding="utf-8").splitlines()
    return {regel.strip().lower() for regel in regels if regel.strip() and not regel.startswith("#")}


def namen(plaats: Werkplaats) -> set[str]:
    """Names of places, as the sources spell them."""
    tabel = pd.read_csv(plaats.editie / "tabellen" / "waarnemingen.csv", usecols=["gebied_naam"], dtype=str)
    return {w.lower() for naam in tabel["gebied_naam"].dropna().unique() for w in [*woorden(naam), *naam.split("-")]}


@woordenboek
def test_a_page_has_no_spelling_mistake(gebouwd: Werkplaats):
    bekend = woordenlijst() | namen(gebouwd)
    fout = {}
    for pagina in sorted(gebouwd.editie.rglob("*.html")):
        if mis := onbekend(woorden(" ".join(lees(pagina).alles)), bekend):
            fout[pagina.name] = mis
    assert not fout, f"Onbekende woorden; is een woord goed, zet het dan in tests/woordenlijst.txt: {fout}"


@woordenboek
def test_a_mistake_is_seen():
    assert onbekend(["arbeidsplaats", "arbijdsplaats", "KvK-mutatie", "KvK-mutasie"], {"kvk"}) == [
        "KvK-mutasie",
        "arbijdsplaats",
    ]


def test_the_word_list_is_small_sorted_and_needed():
    regels = (WORTEL / "tests" / "woordenlijst.txt").read_text(encoding="utf-8").splitlines()
    lijst = [r for r in regels if r and not r.startswith("#")]
    assert lijst == sorted(set(lijst), key=str.lower)
    assert len(lijst) <= 200


def test_a_page_is_readable(gebouwd: Werkplaats, leesbaar: dict[str, float]):
    """The figure per page goes to the log: see `pytest_terminal_summary` in conftest.py."""
    for pagina in sorted(gebouwd.editie.glob("*.html")):
        if alineas := [a for a in lees(pagina).alineas if len(woorden(a)) > 3]:
            leesbaar[pagina.stem] = leesbaarheid(alineas)
    assert len(leesbaar) > 5
    moeilijk = {naam: round(score) for naam, score in leesbaar.items() if score < LAAGSTE}
    assert not moeilijk, f"Deze pagina's lezen te zwaar (Flesch-Douma onder {LAAGSTE}): {moeilijk}"


def test_hard_words_and_long_sentences_score_lower():
    makkelijk = leesbaarheid(["De stad groeit. Er zijn meer banen dan een jaar eerder."])
    moeilijk = leesbaarheid(
        [
            "Ten aanzien van de arbeidsmarktparticipatie van middelbaar opgeleide werkzoekenden is vervolgonderzoek geboden."
        ]
    )
    assert makkelijk > 70 > 20 > moeilijk
