"""Where the snapshots of an edition are old, its pages say so, by dates that are written down; and each issue is visible."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nep_bron
import pandas as pd
import pytest
from tabelletjes import waarnemingen
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.report.bronnenlijst import maak_bronnenlijst
from ezlib.report.overzicht import bronregel
from ezlib.report.waarschuwing import bronnen_per_indicator, waarschuwing
from ezlib.store import WORTEL, load_json, save_json
from ezlib.zinnen.bronnen import oude_bronnen

HERKOMST = {
    "soort": "cbs",
    "vorm": "volledig",
    "noot": "",
    "retrieved_at": "2024-07-31",
    "modified": "2024-03-27T02:00:00",
    "bestanden": {"a.json": {"sha256": "ab"}},
}


def lijst(tmp_path: Path, *, jaar: int = 2025, mislukt: str = "", cadans: str = "jaarlijks", **herkomst: Any) -> Any:
    """The list of an edition with one source, as the pipeline makes it."""
    bron = nep_bron.bron(id="cbs_x", naam="Banen", soort="cbs", cadans=cadans)
    save_json({"snapshot": "2024-03-27T020000", "herkomst": HERKOMST | herkomst}, tmp_path / "bewijs.json")
    save_json({"datum": mislukt, "reden": "CBS gaf geen antwoord"}, tmp_path / "mislukt.json")
    maak_bronnenlijst(
        bewijzen={"cbs_x": tmp_path / "bewijs.json"},
        kaarten={},
        bronnen=[bron],
        afwezig=[],
        pogingen={"cbs_x": tmp_path / "mislukt.json"} if mislukt else {},
        oud_na_maanden=18,
        jaar=jaar,
        lijst=tmp_path / "bronnen.json",
        bronnen_csv=tmp_path / "bronnen.csv",
    )
    return load_json(tmp_path / "bronnen.json")


def test_a_failed_refresh_is_said_with_both_dates(tmp_path):
    assert oude_bronnen(lijst(tmp_path, mislukt="2026-11-25"), 2025) == [
        "Banen: gemaakt op gegevens van 27 maart 2024; de laatste verversing, van 25 november 2026, is mislukt."
    ]
    zonder = lijst(tmp_path, mislukt="2026-11-25", modified=None)
    assert "gemaakt op gegevens van 31 juli 2024;" in oude_bronnen(zonder, 2025)[0]


@pytest.mark.parametrize(
    ("jaar", "cadans", "opgehaald", "oud"),
    [
        (2025, "jaarlijks", "2024-07-31", False),  # 18 months before 1 January 2026
        (2026, "jaarlijks", "2024-07-31", True),  # 30 months
        (2025, "jaarlijks", "2024-06-01", True),  # 19 months
        (2025, "jaarlijks", "2026-11-23", False),  # fetched after the year
        (2026, "eenmalig", "2024-07-31", False),
        (2026, "jaarlijks", "", False),  # a fictive register was never fetched
    ],
)
def test_a_yearly_source_is_old_by_the_verslagjaar(tmp_path, jaar, cadans, opgehaald, oud):
    zinnen = oude_bronnen(lijst(tmp_path, jaar=jaar, cadans=cadans, retrieved_at=opgehaald), jaar)
    assert len(zinnen) == oud
    if oud:
        assert "gemaakt op gegevens van 27 maart 2024; sinds " in zinnen[0]
        assert f"niet meer opgehaald voor deze editie over {jaar}." in zinnen[0]


def test_the_banner_is_html_without_a_blank_line_and_escapes_names(tmp_path):
    assert waarschuwing(lijst(tmp_path), 2025) == ""
    bron = lijst(tmp_path, mislukt="2026-11-25")[0] | {"naam": "<b>"}
    html = waarschuwing([bron], 2025)
    assert html.startswith('<div class="oud" role="note"')
    assert "<li>&lt;b&gt;: gemaakt op" in html and "\n" not in html


def test_a_page_knows_the_sources_behind_its_indicators(tmp_path):
    definities = load_definities(WORTEL / "definitions")
    for naam in ("nu", "toen"):
        frame = pd.DataFrame({"indicator_id": ["inwoners", "woningen"], "bron_id": [f"cbs_{naam}", None]})
        frame.to_csv(tmp_path / f"{naam}.csv", index=False)
    gebruik = bronnen_per_indicator([tmp_path / "nu.csv", tmp_path / "toen.csv"], definities)
    assert gebruik["inwoners"] == {"cbs_nu", "cbs_toen"}
    assert gebruik["woningen"] == set()
    berekend = definities.indicatoren["functiemengingsindex"]
    assert gebruik[berekend.id] == set(berekend.bronnen)


def test_the_issue_travels_with_the_sources(tmp_path):
    lijst(tmp_path)
    tabel = pd.read_csv(tmp_path / "bronnen.csv")
    assert tabel[["bron_id", "gewijzigd", "opgehaald", "snapshot"]].values.tolist() == [
        ["cbs_x", "2024-03-27T02:00:00", "2024-07-31", "2024-03-27T020000"]
    ]


def test_the_source_line_names_the_issue():
    class Lezer:
        def bronnen(self) -> list[dict[str, Any]]:
            return [
                {"id": "cbs_a", "uitgever": "CBS", "naam": "Banen", "gewijzigd": "2025-03-27T02:00:00"},
                {"id": "cbs_b", "uitgever": "CBS", "naam": "Woningen", "gewijzigd": ""},
                {"id": "cbs_c", "uitgever": "CBS", "naam": "Anders", "gewijzigd": ""},
            ]

        def indicator(self, _: str) -> Any:
            return load_definities(WORTEL / "definitions").indicatoren["inwoners"]

    frame = waarnemingen({"waarde": 1, "bron_id": "cbs_b"}, {"waarde": 2, "bron_id": "cbs_a"})
    assert bronregel(Lezer(), frame) == "Bron: CBS, Banen (uitgave van 27 maart 2025) en CBS, Woningen"


def test_the_embedded_edition_has_no_banner_and_shows_each_issue(gebouwd: Werkplaats) -> None:
    for pagina in gebouwd.editie.glob("*.html"):
        assert 'class="oud"' not in pagina.read_text(encoding="utf-8"), pagina.name
    tekst = (gebouwd.editie / "90-verantwoording.html").read_text(encoding="utf-8")
    tabel = re.search(r"<caption>Bronnen van deze editie</caption>.*?</table>", tekst, re.DOTALL)
    assert tabel and "27 maart 2025" in tabel[0] and "niet bekend" in tabel[0]
    tabel_csv = pd.read_csv(gebouwd.editie / "tabellen" / "bronnen.csv").set_index("bron_id")
    cijfers = pd.read_csv(gebouwd.editie / "tabellen" / "waarnemingen.csv")
    assert set(cijfers["bron_id"].dropna()) <= set(tabel_csv.index)
    assert tabel_csv.loc["cbs_85984NED", "gewijzigd"] == "2025-03-27T02:00:00"
    uitgaven = load_json(gebouwd.editie / "herkomst.json")["uitgaven"]
    assert uitgaven["cbs_85984NED"] == {"snapshot": "ingebouwd", "gewijzigd": "2025-03-27"}
