"""The monitor by keyboard only: search, from a figure to its definition and its csv, through the profiles of wijken."""

from __future__ import annotations

from pathlib import Path

from bladeren import Logboek
from playwright.sync_api import Page

# Where the keyboard is: what has the focus, whether a reader sees that it does, and whether it is on the screen.
HIER = """() => {
  const deel = document.activeElement, vak = deel.getBoundingClientRect();
  // The ring of the search field is that of its form.
  const omlijnd = [deel, deel.form].filter(Boolean).map(d => getComputedStyle(d)).some(
    s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.boxShadow !== 'none');
  const binnen = vak.width > 0 && vak.bottom > 0 && vak.top < innerHeight && vak.right > 0 && vak.left < innerWidth;
  return [deel.outerHTML.slice(0, 120), omlijnd && binnen, deel === document.body];
}"""
MAX = 400


def begin(pagina: Page, adres: Path) -> None:
    """Open a page without movement: what slides in cannot be held to be seen at once."""
    pagina.emulate_media(reduced_motion="reduce")
    pagina.goto(adres.as_uri())


def tab_naar(pagina: Page, wat: str) -> list[str]:
    """Press Tab until what has the focus matches a selector; every stop on the way must be seen. Gives the stops."""
    gezien = []
    for _ in range(MAX):
        pagina.keyboard.press("Tab")
        html, zichtbaar, nergens = pagina.evaluate(HIER)
        if nergens:
            continue
        assert zichtbaar, f"de focus is niet te zien op {html}"
        gezien.append(html)
        if pagina.evaluate("wat => document.activeElement.matches(wat)", wat):
            return gezien
    raise AssertionError(f"{wat} is met Tab niet te bereiken op {pagina.url}; wel: {gezien[-5:]}")


def test_the_first_stop_skips_to_the_text(pagina: Page, site: Path) -> None:
    begin(pagina, site / "30-werklocaties.html")
    assert len(tab_naar(pagina, ".skip-link a")) == 1
    pagina.keyboard.press("Enter")
    # From there the first stop is in the text and not in the menu.
    pagina.keyboard.press("Tab")
    assert pagina.evaluate("!!document.activeElement.closest('main')")


def test_from_search_to_a_figure_to_its_definition_and_its_csv(pagina: Page, logboek: Logboek, site: Path) -> None:
    begin(pagina, site / "index.html")
    tab_naar(pagina, "button.search-button__button")
    pagina.keyboard.press("Enter")
    pagina.locator("#pst-search-dialog input[name=q]").wait_for()
    pagina.keyboard.type("functiemenging")
    pagina.keyboard.press("Enter")
    pagina.locator("#search-results ul.search li a").first.wait_for()
    pagina.wait_for_function("document.querySelector('#search-results .search-summary')?.innerText.match(/[0-9]/)")
    tab_naar(pagina, '#search-results a[href^="30-werklocaties.html"]')
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/30-werklocaties.html*")
    tab_naar(pagina, '#figuur-functiemengingsindex a[href="indicatoren.html#functiemengingsindex"]')
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/indicatoren.html#functiemengingsindex")
    kop = pagina.locator("section:has(> a#functiemengingsindex), section:has(> p > a#functiemengingsindex)").last
    assert "De balans tussen werken en wonen" in kop.inner_text()
    # The address brings the keyboard along: its data are the next stops.
    onderweg = tab_naar(pagina, 'a[href="tabellen/indicatoren/functiemengingsindex.csv"]')
    assert len(onderweg) < 15
    with pagina.expect_download() as gehaald:
        pagina.keyboard.press("Enter")
    assert "functiemengingsindex,gemeente" in Path(gehaald.value.path()).read_text(encoding="utf-8")
    # A visit that became a download is called aborted.
    assert [k.rsplit("/", 1)[1] for k in logboek.klachten] == ["functiemengingsindex.csv (net::ERR_ABORTED)"]
    logboek.klachten.clear()


def test_through_the_profiles_of_wijken_and_back(pagina: Page, site: Path) -> None:
    begin(pagina, site / "70-wijkprofielen.html")
    tab_naar(pagina, "svg.wijkkaart a")
    naam = pagina.evaluate("document.activeElement.getAttribute('aria-label')").split(" ", 1)[1]
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/70-wijkprofiel-WK*")
    assert naam in pagina.locator("h1").inner_text()
    eerste = pagina.url
    tab_naar(pagina, "a.right-next")
    pagina.keyboard.press("Enter")
    pagina.wait_for_url(lambda adres: adres != eerste)
    tab_naar(pagina, "a.left-prev")
    pagina.keyboard.press("Enter")
    pagina.wait_for_url(eerste)
    tab_naar(pagina, 'nav[aria-label="Kruimelpad"] a[href="70-wijkprofielen.html"]')
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/70-wijkprofielen.html")


def test_a_fold_a_wide_table_and_the_menu_of_a_phone_work_without_a_mouse(pagina: Page, site: Path) -> None:
    pagina.set_viewport_size({"width": 360, "height": 740})
    begin(pagina, site / "30-werklocaties.html")
    tab_naar(pagina, "button.primary-toggle")
    pagina.keyboard.press("Enter")
    pagina.locator("#pst-primary-sidebar-modal[open]").wait_for()
    tab_naar(pagina, '#pst-primary-sidebar-modal a[href="40-bedrijven.html"]')
    pagina.keyboard.press("Escape")
    pagina.locator("#pst-primary-sidebar-modal:not([open])").wait_for(state="attached")
    tab_naar(pagina, "main details > summary")
    pagina.keyboard.press("Enter")
    assert pagina.evaluate("document.activeElement.parentElement.open")
    tab_naar(pagina, "div.tabel")
    pagina.keyboard.press("ArrowRight")
    pagina.wait_for_function("document.activeElement.scrollLeft > 0")
