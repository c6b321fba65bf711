"""The site as a whole: light enough to mail, a menu by action point, and one step from a figure to its explanation."""

from __future__ import annotations

import re

import pandas as pd
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.store import WORTEL

MB = 1_000_000


def lees(gebouwd: Werkplaats, pagina: str) -> str:
    return (gebouwd.editie / pagina).read_text(encoding="utf-8")


def test_an_edition_stays_below_fifteen_megabytes_and_its_index_is_light(gebouwd: Werkplaats) -> None:
    assert sum(p.stat().st_size for p in gebouwd.editie.rglob("*") if p.is_file()) < 15 * MB
    assert (gebouwd.editie / "index.html").stat().st_size < 0.1 * MB


def test_the_menu_is_grouped_in_the_order_of_the_definitions(gebouwd: Werkplaats) -> None:
    menu = load_definities(WORTEL / "definitions").menu
    koppen = re.findall(
        r'<p aria-level="2" class="caption" role="heading">.*?<span[^>]*>(.*?)</span>', lees(gebouwd, "index.html")
    )
    gezien = [kop for kop in menu.values() if kop in koppen]
    assert list(dict.fromkeys(koppen)) == gezien and len(gezien) >= 6


def test_a_page_leads_to_the_next_and_a_wijk_back_to_its_list(gebouwd: Werkplaats) -> None:
    wijk = lees(gebouwd, next(gebouwd.editie.glob("70-wijkprofiel-*.html")).name)
    kruimels = re.search(r'<nav aria-label="Kruimelpad".*?</nav>', wijk, re.DOTALL)
    assert kruimels and 'href="70-wijkprofielen.html"' in kruimels[0]
    assert re.search(r'class="right-next"\s+href="70-wijkprofiel-', wijk)


def test_every_figure_leads_to_the_indicators_that_it_shows(gebouwd: Werkplaats) -> None:
    uitleg = lees(gebouwd, "indicatoren.html")
    figuren = re.findall(
        r"<figure id=\"figuur-([^\"]+)\">(.*?)</figure>", lees(gebouwd, "30-werklocaties.html"), re.DOTALL
    )
    assert figuren
    zonder = [naam for naam, html in figuren if not re.search(r'href="indicatoren\.html#\w+"', html)]
    # A map of boundaries shows no figure.
    assert zonder == ["indeling-buurten"]
    for _, html in figuren:
        for anker in re.findall(r'href="indicatoren\.html#(\w+)"', html):
            assert f'id="{anker}"' in uitleg


def test_each_indicator_has_its_own_rows_and_the_code_that_made_them(gebouwd: Werkplaats) -> None:
    tabellen = gebouwd.editie / "tabellen"
    alles = pd.read_csv(tabellen / "waarnemingen.csv", dtype="str", keep_default_na=False)
    eigen = (tabellen / "indicatoren" / "functiemengingsindex.csv").read_text(encoding="utf-8").splitlines()
    regels = (tabellen / "waarnemingen.csv").read_text(encoding="utf-8").splitlines()
    assert eigen[1:] == [regel for regel in regels if regel.startswith("functiemengingsindex,")] and len(eigen) > 10
    delen = [pd.read_csv(tabellen / "indicatoren" / f"{i}.csv") for i in alles["indicator_id"].unique()]
    assert sum(map(len, delen)) == len(alles)
    uitleg = lees(gebouwd, "indicatoren.html")
    assert (
        "Toon de code: werken.functiemengingsindex" in uitleg and 'href="tabellen/indicatoren/woningen.csv"' in uitleg
    )
