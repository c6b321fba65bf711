"""The table of indicators on a page: anchors, what it says, what it leaves out; and the line the size of a word."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.indicators.verandering import lijnen
from ezlib.report.verloop import verloop
from ezlib.store import WORTEL

DEFINITIES = load_definities(WORTEL / "definitions")
PAGINAS = ("10-startups-scaleups", "20-leven-lang-ontwikkelen", "30-werklocaties", "40-bedrijven")


@pytest.fixture(scope="module")
def editie(gebouwd: Werkplaats) -> Path:
    return gebouwd.editie


@cache
def pagina(editie: Path, naam: str) -> str:
    return (editie / f"{naam}.html").read_text(encoding="utf-8")


def rijen(editie: Path, naam: str) -> dict[str, str]:
    """HTML of each row of the table by its first words."""
    tabel = re.search(r'<table class="indicatoren">.*?</table>', pagina(editie, naam), re.S)
    assert tabel, naam
    gevonden = re.findall(r"<tr.*?</tr>", tabel.group(0), re.S)[1:]
    return {kaal(re.search(r"<th.*?</th>", rij, re.S).group(0)): rij for rij in gevonden}


def kaal(html: str) -> str:
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.S).replace("\N{NO-BREAK SPACE}", " ").split())


def test_every_indicator_has_its_anchor_once_on_its_own_page(editie):
    for ind in DEFINITIES.indicatoren.values():
        assert pagina(editie, ind.notebook).count(f'id="{ind.id}"') == 1, ind.id
    assert '<tr id="functiemengingsindex">' in pagina(editie, "30-werklocaties")


def test_a_row_on_another_page_links_to_its_home(editie):
    rij = rijen(editie, "40-bedrijven")["Bedrijfsvestigingen (register)"]
    assert '<a href="30-werklocaties.html#vestigingen">' in rij
    assert 'id="vestigingen"' not in pagina(editie, "40-bedrijven")


def test_a_row_tells_what_the_annual_reports_said(editie):
    tabel = rijen(editie, "30-werklocaties")
    assert kaal(tabel["Bedrijfsvestigingen (register)"]) == (
        "Bedrijfsvestigingen (register) 10.422 1 januari 2022, voorlopig, ouder dan 18 maanden +533 (+5,4 %) "
        "Was 9.889 op 1 januari 2021 herzien 9.659 1 januari 2020; andere publicatie – omhoog"
    )
    index = kaal(tabel["Functiemengingsindex (FMI)"])
    assert "49,0 1 januari 2022" in index and "+0,2 punt" in index and "48,2 1 januari 2020" in index
    assert index.endswith("handhaven")


def test_a_level_is_set_against_nederland_and_the_direction_holds_for_one_value(editie):
    tabel = rijen(editie, "20-leven-lang-ontwikkelen")
    hoog, laag = (kaal(tabel[f"Onderwijsniveau van bewoners: {n}"]) for n in ("hbo, wo", "basisonderwijs, vmbo, mbo 1"))
    assert re.search(r"\d+,\d % Nederland", hoog) and hoog.endswith("omhoog")
    assert laag.endswith("geen richting")


@pytest.mark.parametrize("naam", PAGINAS)
def test_made_up_figures_give_no_number_and_every_line_says_what_it_shows(editie, naam):
    for kop, rij in rijen(editie, naam).items():
        if "FICTIEF" in rij:
            assert "alleen een verzonnen voorbeeld (FICTIEF)" in kaal(rij)
            assert not re.search(r"\d", kaal(rij).removeprefix(kop).replace(kop, "")) and "<svg" not in rij, kop
        for svg in re.findall(r"<svg[^>]*>", rij):
            assert re.search(r'role="img" aria-label="[^"]+: van [^"]+ naar [^"]+"', svg), kop
    if naam == "10-startups-scaleups":
        assert {"Starters", "Scale-ups"} <= {kop for kop, rij in rijen(editie, naam).items() if "FICTIEF" in rij}


def test_a_missing_figure_says_what_is_needed(editie):
    leeg = [kaal(rij) for rij in rijen(editie, "20-leven-lang-ontwikkelen").values() if "nog geen bron" in rij]
    assert leeg and all("Nodig: " in rij for rij in leeg)


def _reeks(*punten: tuple[str, float, str]) -> pd.DataFrame:
    return pd.DataFrame(punten, columns=["periode", "waarde", "lijn"])


def test_line_joins_one_publication_only_and_ends_in_a_dot():
    html, tekst = verloop(
        _reeks(("2020", 0, "a"), ("2021", 10, "a"), ("2021", 5, "b"), ("2022", 10, "b")), decimalen=0, naam="X"
    )
    # 72 x 26 with an edge of 3: 0 is at the bottom (23), 10 at the top (3); three years give x 3, 36 and 69.
    assert re.findall(r'points="([^"]+)"', html) == ["3.0,23.0 36.0,3.0", "36.0,13.0 69.0,3.0"]
    assert html.count("<circle") == 1
    assert tekst == "X: van 0 in 2020 naar 10 in 2022; 2 lijnen die onderling niet te vergelijken zijn"


def test_no_line_without_two_dates_and_a_flat_line_in_the_middle():
    assert verloop(_reeks(("2020", 1, "a")), decimalen=0, naam="X") == ("–", "één peildatum")
    assert (
        'points="3.0,13.0 69.0,13.0"' in verloop(_reeks(("2020", 7, "a"), ("2021", 7, "a")), decimalen=0, naam="X")[0]
    )


def test_a_hostile_name_stays_text():
    html, _ = verloop(_reeks(("2020", 1, "a"), ("2021", 2, "a")), decimalen=0, naam='"><script>alert(1)</script>')
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_declared_break_ends_a_line():
    reeks = pd.DataFrame({"bron_id": ["k1", "k2", "k3"], "periode": ["2020-01-01", "2021-01-01", "2022-01-01"]})
    reeks = reeks.assign(editie="x", indicator_id="iets", gebied_type="gemeente", gebied_code="GM0001")
    breuk = {"vanaf": "2021-01-01", "zin": "anders"}
    los = lijnen(reeks, reeksen=dict.fromkeys(["k1", "k2", "k3"], "kwb"), breuken=[breuk])
    assert los.tolist() == ["kwb 0", "kwb 1", "kwb 1"]
