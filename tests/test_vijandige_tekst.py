"""Hostile text shows as text everywhere: pages, search, csv, xlsx, ods, docx, pdf; none runs, none breaks the page."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import docx
import nbformat
import pandas as pd
import pytest
from bladeren import paginas
from nbformat import v4
from playwright.sync_api import Page
from tabelletjes import waarnemingen
from test_documenten import proef
from werkplaats import in_eigen_proces

from ezlib.csvtekst import als_csv
from ezlib.definitions import Definities, load_definities
from ezlib.figures.tabel import maak_tabel
from ezlib.figures.tijdreeks import plot_tijdreeks
from ezlib.figures.wijkkaart import maak_wijkmenu
from ezlib.indicators.revisies import KOLOMMEN as REVISIES
from ezlib.report.documenten.als_html import als_html
from ezlib.report.documenten.als_pdf import als_pdf
from ezlib.report.documenten.bestanden import SCHRIJVERS
from ezlib.report.documenten.boom import Kop, Stuk, Tabel, alinea, lijst, tekst
from ezlib.report.site import bouw_site
from ezlib.report.tabelpaginas import maak_tabelpaginas
from ezlib.report.werkmap import Blad, als_ods, als_xlsx
from ezlib.store import WORTEL, load_json, save_json, save_tekst
from ezlib.zinnen import beleid

TEKSTEN = {
    "script": "<script>alert(1)</script>",
    "formule": '=HYPERLINK("javascript:alert(1)")',
    "lang": "Bedrijfsverzamelgebouw" * 20,
    "emoji": "Winkels 🏪 en 🙂",
    "rechts": "Omgekeerd\u202eneppankcis\u202c en \u2067שלום\u2069",
}
# What a reader sees of it: nothing turns around what follows.
GETOOND = TEKSTEN | {"rechts": "Omgekeerdneppankcis en שלום"}
NAMEN = dict(zip(TEKSTEN, ("10-tekst", "20-tekst", "30-tekst", "40-tekst", "60-tekst"), strict=True))
SMAL = 320
# Text that is wider than its place and cannot be scrolled to; a wide table may scroll in its own box.
AFGEKNIPT = """[...document.querySelectorAll('main :is(p, li, h1, h2, h3, caption, figcaption, summary)')].filter(
    d => d.scrollWidth > d.clientWidth + 1 && d.getClientRects().length && getComputedStyle(d).display !== 'inline'
  ).map(d => d.outerHTML.slice(0, 80))"""
# The theme has scripts of its own; ours is told by what it says.
LEVEND = """[...document.querySelectorAll('script, iframe, [onerror], [onload], a[href^="javascript"]')].filter(
    d => d.outerHTML.includes('alert(')).length"""


def _definities() -> Definities:
    """Every indicator, page and source has a hostile name."""
    echt = load_definities(WORTEL / "definitions")
    ind = echt.indicatoren["woningen"]
    indicatoren = {
        f"tekst_{soort}": dataclasses.replace(
            ind, id=f"tekst_{soort}", naam=t, definitie=t, eenheid=t, notebook=NAMEN[soort], ook_in=(), bronnen=("cbs",)
        )
        for soort, t in TEKSTEN.items()
    }
    return dataclasses.replace(
        echt, indicatoren=indicatoren, paginas={NAMEN[s]: t for s, t in TEKSTEN.items()}, bronnen={}
    )


def _notebook(soort: str) -> nbformat.NotebookNode:
    """A page with a policy, a sentence, a table, a chart and a menu of wijken of that name."""
    t = TEKSTEN[soort]
    stuk = {"naam": t, "waarover": t, "bron": t, "noot": t, "van": "2020-01-01"}
    frame = waarnemingen(
        *({"indicator_id": f"tekst_{soort}", "gebied_naam": t, "noot": t, "waarde": 5, "periode": p, "editie": t}
          for p in ("2020", "2021"))
    )  # fmt: skip
    beeld = plot_tijdreeks(frame, titel=t, ondertitel=t, bron=t, naam=f"figuur-{soort}", lijn="editie")
    data, meta = beeld._repr_mimebundle_()
    tabel = maak_tabel(
        frame, bijschrift=t, kolommen={"gebied_naam": t, "noot": "Noot"}, rijkop="gebied_naam", noten=[t]
    )
    menu = maak_wijkmenu({"WK1": t}, pd.DataFrame(), adressen={"WK1": f"{NAMEN[soort]}.html"}, titel=t)
    uit = [
        v4.new_output("display_data", {"text/markdown": beleid.factsheets({"beleid": {"x": stuk}}, jaar=2025)}),
        v4.new_output("display_data", {"text/html": tabel._repr_html_()}),
        v4.new_output("display_data", {"text/html": menu._repr_html_()}),
        v4.new_output("display_data", data, metadata=meta),
    ]
    kern = v4.new_output("display_data", {"text/markdown": f"Er zijn 5 van {beleid.tekst(t)}."})
    return v4.new_notebook(
        cells=[
            v4.new_markdown_cell("# Staat tekst er als tekst?"),
            v4.new_code_cell(f"toon('tekst_{soort}')", outputs=[kern], metadata={"tags": ["kern"]}),
            v4.new_markdown_cell("## Welk beleid is er?"),
            v4.new_code_cell("toon(2)", outputs=uit),
        ]
    )


@pytest.fixture(scope="module")
def boze_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, made of a handful of rows."""
    map_ = tmp_path_factory.mktemp("boos")
    notebooks = []
    for soort, naam in NAMEN.items():
        save_tekst(nbformat.writes(_notebook(soort)), map_ / f"{naam}.ipynb")
        notebooks.append(map_ / f"{naam}.ipynb")
    rijen = [
        {"indicator_id": f"tekst_{s}", "waarde": 5, "editie": t, "noot": t, "gebied_naam": t}
        for s, t in TEKSTEN.items()
    ]
    frame = waarnemingen(*rijen)
    save_tekst(als_csv(frame), map_ / "w.csv")
    save_tekst(als_csv(pd.DataFrame(columns=REVISIES)), map_ / "r.csv")
    save_tekst(als_csv(pd.DataFrame({"mee": ["nee"], "uitkomst": [TEKSTEN["script"]], "aantal": [1]})), map_ / "s.csv")
    bron = {
        "id": "cbs", "naam": TEKSTEN["script"], "uitgever": TEKSTEN["formule"], "soort": "cbs", "tabel": TEKSTEN["lang"],
        "gewijzigd": "", "opgehaald": "2025-01-01", "peildatum": "", "oud": False, "verversing_mislukt": "",
        "lang_niet_opgehaald": True,
    }  # fmt: skip
    kader = {"gemeente": "GM0001", "naam": TEKSTEN["emoji"], "regio": {}, "vergelijking": {}}
    save_json(kader, map_ / "kader.json")
    save_json([bron | {"aanwezig": True}], map_ / "bronnen.json")
    maak_tabelpaginas(
        [map_ / "w.csv", map_ / "w.csv", map_ / "r.csv"], map_ / "s.csv", map_ / "kader.json", map_ / "bronnen.json",
        _definities(), 2025, map_ / "vooraf.json",
    )  # fmt: skip
    in_eigen_proces(
        bouw_site, notebooks=notebooks, bundels=[], vooraf=load_json(map_ / "vooraf.json"), kader=kader, bronnen=[bron], stijlblad=WORTEL / "ezlib" / "report" / "monitor.css",
        definities=_definities(), jaar=2025, concept=True, doel=map_ / "site", bouwmap=map_ / "werk",
    )  # fmt: skip
    return map_ / "site"


def test_on_every_page_it_is_text_that_fits(pagina: Page, boze_site: Path) -> None:
    gelopen: list[str] = []
    pagina.on("dialog", lambda d: (gelopen.append(d.message), d.dismiss()))
    pagina.set_viewport_size({"width": SMAL, "height": 640})
    breed, mist = {}, []
    for naam in paginas(boze_site):
        pagina.goto((boze_site / naam).as_uri())
        pagina.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert pagina.evaluate(LEVEND) == 0, naam
        if (breedte := pagina.evaluate("document.documentElement.scrollWidth")) > SMAL:
            breed[naam] = breedte
        mist += [f"{naam}: loopt van de pagina: {wat}" for wat in pagina.evaluate(AFGEKNIPT)]
        gelezen = pagina.evaluate("document.querySelector('main').textContent")
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", gelezen), naam
        eigen = [s for s, n in NAMEN.items() if naam == f"{n}.html"]
        verwacht = eigen or (TEKSTEN if naam in ("index.html", "indicatoren.html") else [])
        mist += [f"{naam}: {s}" for s in verwacht if GETOOND[s] not in gelezen]
        for soort in eigen:
            beschreven = pagina.locator("main figure img").get_attribute("alt") or ""
            mist += [] if GETOOND[soort] in beschreven else [f"{naam}: alt"]
    assert (gelopen, breed, mist) == ([], {}, [])


def test_search_shows_it_as_text(pagina: Page, boze_site: Path) -> None:
    gelopen: list[str] = []
    pagina.on("dialog", lambda d: (gelopen.append(d.message), d.dismiss()))
    for vraag in ("alert", "tekst", "<img src=x onerror=alert(2)>"):
        pagina.goto(f"{(boze_site / 'search.html').as_uri()}?q={vraag}")
        pagina.wait_for_function("document.querySelector('#search-results .search-summary')?.innerText.trim()")
        assert pagina.evaluate(LEVEND) == 0
        assert pagina.locator("#search-results img").count() == 0
    assert gelopen == []


@pytest.mark.parametrize("soort", TEKSTEN)
def test_in_tables_it_is_a_cell_of_text(soort: str) -> None:
    t = GETOOND[soort]
    verwacht = f"'{t}" if soort == "formule" else t
    frame = pd.DataFrame({"naam": [TEKSTEN[soort]], "waarde": [1.5]})
    assert pd.read_csv(io.StringIO(als_csv(frame))).to_numpy().tolist() == [[verwacht, 1.5]]
    blad = Blad("Cijfers", list(frame.columns), frame.to_numpy().tolist(), TEKSTEN[soort])
    for als, soort_ in ((als_xlsx, "openpyxl"), (als_ods, "odf")):
        gelezen = pd.read_excel(io.BytesIO(als([blad], titel=TEKSTEN[soort])), engine=soort_)
        assert gelezen.to_numpy().tolist() == [[verwacht, 1.5]]


@pytest.mark.parametrize("soort", TEKSTEN)
def test_in_a_document_it_is_text(soort: str) -> None:
    t, ziet = TEKSTEN[soort], GETOOND[soort]
    delen = (
        Kop(t), alinea((Stuk(t), Stuk(t, vet=True))), lijst([t]),
        Tabel(t, (t, "Nu"), ((tekst(t, noot=t), tekst("10")),), (3, 1), getallen=(1,)),
    )  # fmt: skip
    document = proef(titel=t, onder=t, delen=delen, afzender=t)
    html = als_html(document)
    assert "<script" not in html and not re.search(r'<[^>]+(href|src)="javascript', html)
    word = docx.Document(io.BytesIO(SCHRIJVERS["docx"](document)))
    assert [a.text for a in word.paragraphs if a.style.name in ("Title", "Heading 1")] == [ziet, ziet]
    assert word.tables[0].rows[1].cells[0].text.startswith(ziet)
    velden = re.findall(r'w:instr="([^"]*)"|<w:instrText[^>]*>([^<]*)<', word.element.xml)
    assert "<w:hyperlink" not in word.element.xml and not any("HYPERLINK" in "".join(veld) for veld in velden)
    with zipfile.ZipFile(io.BytesIO(SCHRIJVERS["docx"](document))) as zip_:
        assert not [naam for naam in zip_.namelist() if "vba" in naam.lower()]
    pdf = als_pdf(document)
    assert b"/StructTreeRoot" in pdf and not re.search(rb"/(JavaScript|JS|Launch|OpenAction)\b", pdf)
