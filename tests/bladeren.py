"""A real browser over file://, as readers open an edition from a network drive; what tests of its pages share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkplaats import Werkplaats

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


@pytest.fixture(scope="module")
def site(gebouwd: Werkplaats) -> Path:
    """Folder of the built edition."""
    return gebouwd.editie


# Not longer than this module: while playwright is open its event loop runs, and nbclient could not start its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("geen Chromium of Chrome op deze machine (Debian: apt install chromium)")
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


def paginas(site: Path) -> list[str]:
    """Every page of an edition, documents included, by its place in it."""
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*.html"))
