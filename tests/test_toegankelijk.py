"""Every page for everybody: axe-core with its best practices in light and dark, zoom, paper, a table under each chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from bladeren import paginas
from playwright.sync_api import Browser, Page

BREED = 1280
VERGROOT = BREED // 4  # what is left of the width at 400 %
# A closed fold hides what is in it from axe as well.
KLAP_OPEN = "document.querySelectorAll('details').forEach(d => d.open = true)"
# Colours depend on what a row or a word of code is, not on how many there are: contrast takes most of the time.
DUN_UIT = """() => {
  const gezien = {};
  for (const deel of document.querySelectorAll('tr, .highlight span')) {
    const wat = deel.outerHTML.replace(/>[^<]*</g, '><').replace(/ (?!class)[\\w-]+="[^"]*"/g, '');
    const soort = (deel.closest('table')?.className ?? '') + wat;
    gezien[soort] = (gezien[soort] ?? 0) + 1;
    if (gezien[soort] > 2) deel.remove();
  }
}"""
KLEUR = "color-contrast"
AXE = """options => axe.run(document, {resultTypes: ['violations'], selectors: false, ...options}).then(uit => uit.violations.flatMap(
  v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 150)} (${n.failureSummary})`)))"""


@pytest.fixture(scope="module")
def stil(browser: Browser) -> Iterator[Page]:
    """A page for many visits, without movement: a colour on its way is no colour to measure."""
    context = browser.new_context(viewport={"width": BREED, "height": 900}, locale="nl-NL", reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _axe(pagina: Page, **opties: object) -> list[str]:
    return pagina.evaluate(AXE, opties)


def test_axe_finds_nothing_on_any_page_in_light_and_dark(stil: Page, site: Path) -> None:
    axe = AXE_FILE_PATH.read_text(encoding="utf-8")
    gevonden: dict[str, list[str]] = {}
    for naam in paginas(site):
        for kleuren in ("light", "dark"):
            stil.emulate_media(color_scheme=kleuren)
            stil.goto((site / naam).as_uri())
            stil.evaluate(axe)
            stil.evaluate(KLAP_OPEN)
            if kleuren == "light":
                gevonden[naam] = _axe(stil, rules={KLEUR: {"enabled": False}})
            stil.evaluate(DUN_UIT)
            gevonden[naam] += [f"{kleuren}, {fout}" for fout in _axe(stil, runOnly=[KLEUR])]
    assert {naam: fouten for naam, fouten in gevonden.items() if fouten} == {}


def test_axe_sees_what_is_wrong(stil: Page, site: Path) -> None:
    """The test above can fail: a picture without a description, grey on grey, a table that hides what the mouse can reach."""
    stil.goto((site / "index.html").as_uri())
    stil.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    stil.evaluate(
        """document.querySelector('main article').insertAdjacentHTML('beforeend', `<img src="">
           <p style="color: #888; background: #777">grijs</p><div style="overflow: auto; width: 50px"><p
           style="width: 900px">x</p></div>`)"""
    )
    regels = {fout.split(":")[0] for fout in _axe(stil)}
    assert {"image-alt", "color-contrast"} <= regels


def test_at_four_hundred_percent_the_page_itself_does_not_scroll_sideways(stil: Page, site: Path) -> None:
    stil.set_viewport_size({"width": VERGROOT, "height": 256})
    breder, bereikbaar = {}, set()
    for naam in paginas(site):
        stil.goto((site / naam).as_uri())
        stil.evaluate(KLAP_OPEN)
        if (breedte := stil.evaluate("document.documentElement.scrollWidth")) > VERGROOT:
            breder[naam] = breedte
        # Whatever scrolls by itself can be reached with the keyboard.
        bereikbaar |= set(
            stil.evaluate(
                """[...document.querySelectorAll('main *')].filter(
                     d => d.scrollWidth > d.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(d).overflowX))
                   .map(d => `${d.className} ${d.tabIndex}`)"""
            )
        )
    stil.set_viewport_size({"width": BREED, "height": 900})
    assert breder == {}
    assert "tabel 0" in bereikbaar
    assert {wat for wat in bereikbaar if wat.startswith("tabel") and not wat.endswith(" 0")} == set()


def test_every_chart_has_its_data_in_a_table_and_every_table_a_caption_and_headers(stil: Page, site: Path) -> None:
    fout = []
    for naam in paginas(site):
        stil.goto((site / naam).as_uri())
        assert stil.evaluate("document.documentElement.lang") == "nl", naam
        for figuur in stil.locator("main figure").all():
            # A document has its figure from a page of the site, where the table stands under it.
            if (
                not figuur.locator("details table tbody tr").count()
                and not figuur.locator('a[href*="#figuur-"]').count()
            ):
                fout.append(f"{naam}: {figuur.get_attribute('id')} heeft geen tabel")
        fout += stil.evaluate(
            """naam => [...document.querySelectorAll('main table')].filter(t => !t.closest('.highlight')).flatMap(t => [
                 !t.caption?.textContent.trim() && 'geen bijschrift',
                 !t.querySelector('thead th[scope=col]') && 'geen kolomkoppen',
                 t.closest('.tabel')?.tabIndex !== 0 && 'niet te bereiken',
                 t.closest('.tabel')?.getAttribute('aria-label') !== t.caption?.textContent.trim() && 'anders genoemd',
               ].filter(Boolean).map(w => `${naam}: ${t.caption?.textContent}: ${w}`))""",
            naam,
        )
    assert fout == []


def test_a_page_on_paper_has_its_text_and_tables_and_nothing_to_click(
    browser: Browser, site: Path, tmp_path: Path
) -> None:
    context = browser.new_context(color_scheme="dark")
    pagina = context.new_page()
    pagina.goto((site / "30-werklocaties.html").as_uri())
    pagina.emulate_media(media="print")
    weg = pagina.evaluate(
        """['.bd-header', '.bd-sidebar-primary', '.bd-sidebar-secondary', '.prev-next-footer', 'details.code', '.headerlink']
           .filter(s => [...document.querySelectorAll(s)].some(d => d.getClientRects().length))"""
    )
    assert weg == []
    # Dark on the screen, black on white on paper.
    assert pagina.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert pagina.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert pagina.evaluate("getComputedStyle(document.querySelector('main figure img')).filter") == "none"
    assert (
        pagina.evaluate("getComputedStyle(document.querySelector('.bd-header-announcement')).color") == "rgb(0, 0, 0)"
    )
    assert (
        pagina.locator("main figure img").first.is_visible() and pagina.locator("main table caption").first.is_visible()
    )
    pdf = pagina.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) > 3
    context.close()
