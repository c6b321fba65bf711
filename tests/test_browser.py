"""The edition in a real browser over file://, as it opens from a network drive: links, search, folding, phone, dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkplaats import Werkplaats

from ezlib.store import WORTEL

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A browser on its own looks for updates and safe-browsing lists; here every request must be one of the page.
VLAGGEN = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]
# The search page has no link: one comes there by searching.
ZONDER_LINK = {"search.html"}
SMAL = 360

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="geen Chromium of Chrome op deze machine (Debian: apt install chromium)"
)


@pytest.fixture(scope="module")
def site(gebouwd: Werkplaats) -> Path:
    """Folder of the built edition."""
    return gebouwd.editie


# Not longer than this module: while playwright is open its event loop runs, and nbclient could not start its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=VLAGGEN)
        yield chromium
        chromium.close()


@dataclass
class Logboek:
    """What a browser complained of, and every address that it asked for."""

    klachten: list[str] = field(default_factory=list)
    adressen: list[str] = field(default_factory=list)

    def volg(self, context: BrowserContext) -> None:
        """Listen to every page of a context."""
        context.on("request", lambda r: self.adressen.append(r.url))
        context.on("requestfailed", lambda r: self.klachten.append(f"niet geladen: {r.url} ({r.failure})"))
        context.on("console", lambda m: self.klachten.append(f"console: {m.text}") if m.type == "error" else None)
        context.on("weberror", lambda f: self.klachten.append(f"script: {f.error}"))

    def van_buiten(self) -> list[str]:
        """Addresses that are not a file and not in the page itself."""
        return [a for a in self.adressen if urlparse(a).scheme not in ("file", "data", "blob")]


@pytest.fixture
def logboek() -> Logboek:
    return Logboek()


@pytest.fixture
def pagina(browser: Browser, logboek: Logboek) -> Iterator[Page]:
    """Empty page; afterwards nothing may have failed and nothing may have come from outside."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL", color_scheme="light")
    context.set_default_timeout(15_000)
    logboek.volg(context)
    yield context.new_page()
    context.close()
    assert logboek.klachten == []
    assert logboek.van_buiten() == []


def _paginas(site: Path) -> list[str]:
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))


def _links(pagina: Page) -> set[str]:
    """Full addresses that the links of a page lead to; those in a drawing, as on the map of wijken, have no plain href."""
    adres = "link => new URL(link.getAttribute('href'), document.baseURI).href"
    return set(pagina.eval_on_selector_all("a[href]", f"links => links.map({adres})"))


def _bezoek_alles(pagina: Page, site: Path) -> tuple[dict[str, set[str]], set[str]]:
    """Follow every link from index.html: per page the ids on it, and every address met."""
    ids: dict[str, set[str]] = {}
    gezien: set[str] = set()
    wachtrij = ["index.html"]
    while wachtrij:
        naam = wachtrij.pop()
        if naam in ids:
            continue
        pagina.goto((site / naam).as_uri(), wait_until="load")
        ids[naam] = set(pagina.eval_on_selector_all("[id]", "delen => delen.map(deel => deel.id)"))
        links = _links(pagina)
        gezien |= links
        for pad in (Path(unquote(urlparse(link).path)) for link in links if link.startswith("file:")):
            if pad.suffix == ".html" and pad.is_relative_to(site):
                wachtrij.append(pad.relative_to(site).as_posix())
    return ids, gezien


def test_every_page_is_reached_by_links_and_every_link_arrives(pagina: Page, site: Path) -> None:
    ids, links = _bezoek_alles(pagina, site)
    assert set(_paginas(site)) - set(ids) == ZONDER_LINK
    dood = []
    for link in sorted(link for link in links if link.startswith("file:")):
        adres, anker = urldefrag(link)
        pad = Path(unquote(urlparse(adres).path))
        naam = pad.relative_to(site).as_posix() if pad.is_relative_to(site) else ""
        # An anchor counts on our own pages only; elsewhere (csv, notebook) the file itself is the target.
        if not naam or not pad.exists() or (anker and naam in ids and unquote(anker) not in ids[naam]):
            dood.append(link)
    assert dood == []


def test_every_indicator_has_its_stable_anchor(pagina: Page, site: Path) -> None:
    from ezlib.definitions import load_definities

    for indicator in load_definities(WORTEL / "definitions").indicatoren:
        pagina.goto(f"{(site / 'indicatoren.html').as_uri()}#{indicator}")
        assert pagina.locator(f'[id="{indicator}"]').count() == 1, indicator


def test_every_image_is_drawn_and_described(pagina: Page, site: Path) -> None:
    for naam in _paginas(site):
        pagina.goto((site / naam).as_uri())
        for beeld in pagina.locator("main img").all():
            beeld.scroll_into_view_if_needed()
            assert beeld.evaluate("b => b.decode().then(() => b.naturalWidth)") > 0, (naam, beeld)
            assert len(beeld.get_attribute("alt") or "") > 20, (naam, beeld)


def test_search_field_finds_the_page_on_functiemenging(pagina: Page, site: Path) -> None:
    pagina.goto((site / "index.html").as_uri())
    pagina.locator("button.search-button__button:visible").first.click()
    veld = pagina.locator("#pst-search-dialog input[name=q]")
    veld.fill("functiemenging")
    veld.press("Enter")
    treffers = pagina.locator("#search-results ul.search li a")
    treffers.first.wait_for()
    adressen = [treffer.get_attribute("href") or "" for treffer in treffers.all()]
    raak = [i for i, adres in enumerate(adressen) if adres.startswith("30-werklocaties.html")]
    assert raak, adressen
    # Sphinx counts in Dutch only when its plural works; a script error there would end the search half-way.
    pagina.wait_for_function("document.querySelector('#search-results .search-summary')?.innerText.match(/[0-9]/)")
    treffers.nth(raak[0]).click()
    pagina.wait_for_url("**/30-werklocaties.html*")
    assert "balans" in pagina.locator("h1").inner_text()


def test_code_is_folded_and_one_click_opens_it(pagina: Page, site: Path) -> None:
    pagina.goto((site / "30-werklocaties.html").as_uri())
    blokken = pagina.locator("details:has(.highlight)")
    assert blokken.count() > 3
    assert [b.get_attribute("open") for b in blokken.all()] == [None] * blokken.count()
    assert not blokken.first.locator("pre").first.is_visible()
    blokken.first.locator("summary").click()
    assert blokken.first.locator("pre").first.is_visible()


def test_no_page_scrolls_sideways_on_a_phone(pagina: Page, site: Path) -> None:
    pagina.set_viewport_size({"width": SMAL, "height": 740})
    breedte = {}
    for naam in _paginas(site):
        pagina.goto((site / naam).as_uri())
        breedte[naam] = pagina.evaluate("document.documentElement.scrollWidth")
    assert {naam: b for naam, b in breedte.items() if b > SMAL} == {}


def _helderheid(pagina: Page) -> int:
    """Sum of red, green and blue (0-765) behind the text."""
    kleur = pagina.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(deel) for deel in kleur[kleur.index("(") + 1 : -1].split(",")[:3])


def test_dark_theme_switches_and_is_kept_on_the_next_page(pagina: Page, site: Path) -> None:
    pagina.goto((site / "index.html").as_uri())
    licht = _helderheid(pagina)
    pagina.locator(".theme-switch-button:visible").first.click()
    pagina.locator('.theme-change-button[data-mode="dark"]:visible').first.click()
    pagina.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert licht > 600
    assert _helderheid(pagina) < 200
    pagina.goto((site / "30-werklocaties.html").as_uri())
    assert pagina.evaluate("document.documentElement.dataset.theme") == "dark"


def test_dark_theme_follows_the_system_of_the_reader(browser: Browser, logboek: Logboek, site: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    logboek.volg(context)
    pagina = context.new_page()
    pagina.goto((site / "index.html").as_uri())
    assert _helderheid(pagina) < 200
    context.close()
    assert logboek.klachten == []
