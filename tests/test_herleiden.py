"""From a number to its explanation: which indicators stand behind an output, and links to them."""

from __future__ import annotations

import pytest
from nbformat import v4

from ezlib.report.herleiden import indicatoren_per_cel, met_links, uitleg
from ezlib.report.notebookpagina import notebookpagina
from ezlib.report.paginas import kernlinks

NAMEN = {"banen": "Banen", "banen_groei": "Banen (groei)", "woningen": "Woningen"}


@pytest.mark.parametrize(
    ("cellen", "verwacht"),
    [
        (['a = lees("banen")', "toon(a)"], [[], ["banen"]]),
        (['a, b = lees("banen"), lees("woningen")', "toon(b)", "b = a", "toon(b)"], [[], ["woningen"], [], ["banen"]]),
        (['a, b = splits("banen", "woningen")', "toon(b)"], [[], ["banen", "woningen"]]),
        (['a = lees("banen")', "c = zinnen.van(a)[lambda f: f.x > 1]\ntoon(c, c)"], [[], ["banen"]]),
        (['toon(*(lees(i) for i in ["woningen", "banen"]))'], [["woningen", "banen"]]),
        (['a = lees("banen")\na = 1', "toon(a)"], [[], []]),
        (['a = lees("onbekend")', "toon(a)"], [[], []]),
        (["%matplotlib inline", 'toon("banen")'], [[], ["banen"]]),
    ],
)
def test_names_are_followed_from_where_they_were_read(cellen, verwacht):
    assert indicatoren_per_cel(cellen, NAMEN) == verwacht


def test_more_than_three_names_are_folded():
    veel = {f"i{n}": f"Naam {n}" for n in range(4)}
    assert uitleg(["i0", "i1", "i2"], veel).count("<a ") == 3
    assert uitleg(veel, veel).startswith("<details><summary>Definitie, bron en gegevens (4)</summary>")
    assert uitleg(["weg"], veel) == ""


def test_headers_with_the_name_of_an_indicator_lead_to_it():
    html = (
        '<th scope="row">Banen (groei)</th><th scope="col" class="getal">Banen, 1 januari 2024</th>'
        '<th scope="row">Banen van vroeger</th><th scope="row"><a href="x">Banen</a></th><td>Banen</td>'
    )
    uit = met_links(html, NAMEN)
    assert '<th scope="row"><a href="indicatoren.html#banen_groei">Banen (groei)</a></th>' in uit
    assert '<th scope="col" class="getal"><a href="indicatoren.html#banen">Banen, 1 januari 2024</a></th>' in uit
    assert uit.count("<a ") == 3
    assert met_links(html, {}) == html


def markdown(bron: str, tekst: str, **metadata: object):
    return v4.new_code_cell(bron, outputs=[v4.new_output("display_data", {"text/markdown": tekst})], metadata=metadata)


def test_an_output_with_a_figure_is_explained_once_in_a_section(tmp_path):
    cellen = [
        v4.new_code_cell('a = lees("banen")'),
        markdown("zin(a)", "Er zijn 12 banen."),
        markdown("zin2(a)", "Er waren 10 banen."),
        markdown("waarschuwing(woningen := 1)", "Let op."),
        v4.new_markdown_cell("## Verder"),
        markdown("zin(a)", "Er zijn 12 banen."),
        markdown("zonder(a)", "Geen getal."),
    ]
    pagina = notebookpagina(v4.new_notebook(cells=cellen), tmp_path, namen=NAMEN, ankers=[])
    assert pagina.count('<div class="uitleg">') == 2
    assert pagina.index("12 banen") < pagina.index('<div class="uitleg">') < pagina.index("10 banen")


def test_the_front_page_explains_the_figures_of_an_answer():
    def met(tekst: str):
        return v4.new_notebook(cells=[v4.new_code_cell('a = lees("banen")'), markdown("zin(a)", tekst, tags=["kern"])])

    assert 'href="indicatoren.html#banen"' in kernlinks(met("Er zijn 12 banen."), NAMEN)
    assert kernlinks(met("Er is geen cijfer."), NAMEN) == ""
