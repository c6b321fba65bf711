"""With a real register the same texts speak normally: findings in titles, figures in sentences, and no FICTIEF left."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pandas as pd
import pytest
from tabelletjes import waarnemingen
from werkplaats import Werkplaats, cellen_van, schone_omgeving

from ezlib.definitions import load_definities
from ezlib.store import WORTEL, load_frame, load_json, save_frame, save_json
from ezlib.taal import getal
from ezlib.zinnen import FICTIEF, bedrijven, ondernemerschap, waarschuwing
from ezlib.zinnen.werklocaties import titel_gebieden

KADER = {"gemeente": "GM0001", "naam": "Stad"}
DEFINITIES = load_definities(WORTEL / "definitions")
NU, TOEN = {"periode": "2025-01-01"}, {"periode": "2024-01-01"}


def reeks(*waarden: float | None, **anders: Any) -> pd.DataFrame:
    """Counts of the gemeente on 1 January of the last years, the latest in 2025."""
    return waarnemingen(
        *({"waarde": w, "periode": f"{2026 - len(waarden) + i}-01-01"} | anders for i, w in enumerate(waarden))
    )


def fictief(frame: pd.DataFrame) -> pd.DataFrame:
    """The same figures, of which the last row is made up."""
    return frame.assign(herkomst=["waargenomen"] * (len(frame) - 1) + ["fictief"])


# --- sentences ---------------------------------------------------------------------------------------------------


def test_the_answer_in_three_sentences():
    frames = reeks(800, 1234), reeks(250), reeks(12, 18, status="voorlopig")
    assert ondernemerschap.kern(*frames, KADER) == (
        "Op 1 januari 2025 telde Stad 1.234 starters van het afgelopen jaar die er nog waren. "
        "Op 1 januari 2025 waren er 250 jonge kennisintensieve bedrijven (start-ups). "
        "Op 1 januari 2025 waren er 18 scale-ups (voorlopig)."
    )


def test_the_answer_leaves_out_what_is_not_known():
    assert ondernemerschap.kern(reeks(None), reeks(250), reeks(None), KADER) == (
        "Op 1 januari 2025 waren er 250 jonge kennisintensieve bedrijven (start-ups)."
    )
    assert ondernemerschap.kern(reeks(None), reeks(None), reeks(None), KADER) == (
        "Voor Stad is geen cijfer over starters en start-ups beschikbaar: er is geen bron."
    )


@pytest.mark.parametrize("plek", [0, 1, 2])
def test_one_fictive_row_takes_the_whole_answer(plek):
    frames = [reeks(800, 820), reeks(250), reeks(18)]
    frames[plek] = fictief(frames[plek])
    assert ondernemerschap.kern(*frames, KADER) == FICTIEF


def test_title_of_a_series():
    titel = ondernemerschap.titel_reeks("Scale-ups", reeks(12, 9, 1018), KADER)
    assert titel == "Scale-ups: van 12 op 1 januari 2023 naar 1.018 op 1 januari 2025"
    assert ondernemerschap.titel_reeks("Scale-ups", reeks(12), KADER) == "Scale-ups"
    assert ondernemerschap.titel_reeks("Scale-ups", fictief(reeks(12, 18)), KADER) == "Scale-ups"


def test_title_of_the_sectors_names_the_largest_and_ties():
    def sectoren(**banen: float | None) -> pd.DataFrame:
        rijen = [{"kenmerk": "sector", "kenmerkwaarde": s, "waarde": n} | NU for s, n in banen.items()]
        oud = {"kenmerk": "sector", "kenmerkwaarde": "overig", "waarde": 999} | TOEN
        return waarnemingen(*rijen, oud, {"waarde": 5000} | NU)

    frame = sectoren(it_diensten=40, health=30, overig=None)
    titel = ondernemerschap.titel_sectoren(frame, KADER, DEFINITIES)
    assert titel == "De meeste starters zitten in Toegepaste IT & Diensten"
    titel = ondernemerschap.titel_sectoren(sectoren(it_diensten=40, health=40), KADER, DEFINITIES)
    assert titel == "De meeste starters zitten in Toegepaste IT & Diensten en Health"
    assert ondernemerschap.titel_sectoren(fictief(frame), KADER, DEFINITIES) == "Starters per sector"
    assert ondernemerschap.titel_sectoren(reeks(3), KADER, DEFINITIES) == "Starters per sector"


def wijken(**waarden: float | None) -> pd.DataFrame:
    rijen = [
        {"gebied_code": f"WK00010{i}", "gebied_naam": naam, "waarde": n} | NU
        for i, (naam, n) in enumerate(waarden.items())
    ]
    return waarnemingen(*rijen)


def test_title_of_a_map_of_counts_names_the_wijk_with_the_most():
    frame = wijken(Noord=10, Oost=1200, Zuid=None)
    assert ondernemerschap.titel_wijken("Starters", frame) == "Starters: de meeste in Oost (1.200)"
    gelijk = wijken(Noord=10, Oost=10)
    assert ondernemerschap.titel_wijken("Starters", gelijk) == "Starters: de meeste in Noord en Oost (10)"
    assert ondernemerschap.titel_wijken("Starters", fictief(frame)) == "Starters per wijk"
    assert ondernemerschap.titel_wijken("Starters", wijken(Noord=None)) == "Starters per wijk"


def test_title_of_a_map_of_an_index_names_both_ends():
    frame = wijken(Noord=20.4, Oost=79.5, Zuid=None, West=50)
    naam = "Functiemengingsindex"
    assert titel_gebieden(naam, frame) == "Functiemengingsindex van 20 in Noord tot 80 in Oost"
    for leeg in (fictief(frame), wijken(Noord=20, Oost=None)):
        assert titel_gebieden(naam, leeg) == "Functiemengingsindex per gebied"


def varianten(**waarden: float | None) -> pd.DataFrame:
    """Counts of one term on one date, of the main definition (`totaal`) and of others."""
    delen = [
        reeks(n).assign(kenmerk="totaal" if w == "totaal" else "definitie", kenmerkwaarde=w) for w, n in waarden.items()
    ]
    return pd.concat(delen, ignore_index=True)


def test_other_definitions_beside_the_one_of_the_monitor():
    starters = varianten(totaal=200, in_woning=150, elk_nummer=250)
    scaleups = varianten(totaal=10, vanaf_20=None, vanaf_5=14)
    frame = ondernemerschap.gevoeligheid({"starters": starters, "scale-ups": scaleups}, KADER, DEFINITIES)
    gevonden = frame[["groep", "gebied_naam", "waarde"]].fillna(0).values.tolist()
    assert gevonden == [
        ["starters", "zoals de monitor telt", 100],
        ["starters", "alleen in een woning", 75],
        ["starters", "elk nieuw KvK-nummer", 125],
        ["scale-ups", "zoals de monitor telt", 100],
        ["scale-ups", "vanaf twintig werkzame personen", 0],
        ["scale-ups", "vanaf vijf werkzame personen", 140],
    ]
    assert ondernemerschap.zin_gevoeligheid(frame) == (
        "Starters: 200 zoals de monitor telt, en van 150 (alleen in een woning) tot 250 (elk nieuw "
        "KvK-nummer) bij een andere definitie. Scale-ups: 10 zoals de monitor telt, en van 14 (vanaf vijf werkzame "
        "personen) tot 14 (vanaf vijf werkzame personen) bij een andere definitie."
    )
    assert ondernemerschap.zin_gevoeligheid(fictief(frame)) == FICTIEF


def gebeurtenissen(**aantallen: float) -> pd.DataFrame:
    """What befell establishments in one year."""
    return pd.concat(
        [reeks(n).assign(kenmerk="gebeurtenis", kenmerkwaarde=w) for w, n in aantallen.items()], ignore_index=True
    )


def test_the_waterfall_runs_from_stock_to_stock_and_tells_the_balance():
    frame = gebeurtenissen(beginstand=1000, eindstand=1055, opheffing=100, oprichting=150, komst=5, verhuizing=40)
    stappen = bedrijven.verloop_stappen(frame, KADER, DEFINITIES)
    assert stappen[["kenmerkwaarde", "rol"]].values.tolist() == [
        ["beginstand", "stand"], ["oprichting", "erbij"], ["komst", "erbij"], ["opheffing", "eraf"], ["eindstand", "stand"],
    ]  # fmt: skip
    assert bedrijven.titel_verloop(frame, KADER) == "Per saldo 55 vestigingen erbij, +5,5 %"
    minder = gebeurtenissen(beginstand=1000, eindstand=990)
    assert bedrijven.titel_verloop(minder, KADER) == "Per saldo 10 vestigingen eraf, -1,0 %"
    assert "FICTIEF" not in bedrijven.titel_verloop(fictief(frame), KADER)
    assert not any(t.isdigit() for t in bedrijven.titel_verloop(fictief(frame), KADER))


def test_what_the_register_does_not_see_is_said():
    frame = gebeurtenissen(beginstand=1000, eindstand=1050, opheffing=100, oprichting=150, overname=5)
    zin = bedrijven.zin_verloop(frame, KADER, DEFINITIES)
    assert zin == (
        "In het jaar voor 1 januari 2025 kwamen er vestigingen bij: opgericht (150). Er gingen er af: gestopt of "
        "vertrokken (100). Geen nieuwe en geen verdwenen vestiging, al lijkt het soms "
        "zo: overgenomen door een ander bedrijf hier (5). Of een vestiging stopte of naar een andere gemeente vertrok, "
        "zegt het register niet."
    )
    bekend = bedrijven.zin_verloop(gebeurtenissen(beginstand=9, eindstand=8, vertrek=1), KADER, DEFINITIES)
    assert bekend.endswith("Er gingen er af: vertrokken naar elders (1).")
    assert bedrijven.zin_verloop(fictief(frame), KADER, DEFINITIES) == FICTIEF


@pytest.mark.parametrize(
    ("quarantaine", "zin"),
    [
        ({}, "Alle 10.422 rijen van het register telden mee."),
        (
            {"banen zijn negatief": 2, "geen vestigingsnummer": 1001},
            "Van de 10.422 rijen van het register telden er 1.003 niet mee: banen zijn negatief (2) en "
            "geen vestigingsnummer (1.001).",
        ),
    ],
)
def test_rows_that_did_not_count(quarantaine, zin):
    bron = {"rijen_in": 10422, "quarantaine": [{"reden": r, "aantal": n} for r, n in quarantaine.items()]}
    assert ondernemerschap.zin_quarantaine(bron | {"soort": "register"}) == zin
    hersteld = bron | {"soort": "register", "meldingen": [{"reden": "postcode is niet te lezen", "aantal": 3}]}
    rest = " In rijen die wel meetelden, is iets weggelaten of hersteld: postcode is niet te lezen (3)."
    assert ondernemerschap.zin_quarantaine(hersteld) == zin + rest
    breed = ondernemerschap.zin_quarantaine(bron | {"soort": "register", "genegeerde_kolommen": ["A", "B"]})
    assert breed == f"{zin} Kolommen die de monitor niet kent en dus niet heeft gelezen: 2."
    verzonnen = ondernemerschap.zin_quarantaine(bron | {"soort": "fictief"})
    assert verzonnen.startswith("**FICTIEF.**") and not any(t.isdigit() for t in verzonnen)
    assert ondernemerschap.zin_quarantaine(None) == "Er is geen register ingelezen."


def test_a_warning_only_before_what_is_made_up():
    assert waarschuwing(reeks(1), reeks(2)) == ""
    assert waarschuwing(reeks(1), fictief(reeks(2))) == FICTIEF


# --- the notebooks themselves ------------------------------------------------------------------------------------

NOTEBOOKS = ("00-leeswijzer", "10-startups-scaleups", "30-werklocaties", "40-bedrijven")
DRAAI = (
    "import sys; from pathlib import Path; from ezlib.report.notebooks import draai_notebook; n = sys.argv[1]; "
    "draai_notebook(Path('notebooks') / f'{n}.ipynb', Path('uit') / f'{n}.ipynb', engine='warm', "
    "parameters={'jaar': 2025, 'gemeente': 'GM0637'}, mislukt=Path('mislukt'))"
)


@pytest.fixture(scope="module")
def echt(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """The notebooks run on figures that say of themselves what those of a real register would say."""
    plaats = gebouwd.kopie(tmp_path_factory.mktemp("echt") / "monitor")
    for pad in (plaats.werk / "waarnemingen").glob("*.parquet"):
        frame = load_frame(pad)
        eigen = frame["bron_id"].isin(["register", "kvk"])
        frame.loc[eigen, "herkomst"] = frame.loc[eigen, "herkomst"].replace("fictief", "waargenomen")
        save_frame(frame.assign(noot=frame["noot"].mask(eigen, "")), pad)
    bronnen = load_json(plaats.werk / "bronnen.json")
    for bron in bronnen:
        if bron["lezer"] in ("register", "kvk"):
            bron |= {"soort": "register", "naam": "Bedrijvenregister", "noot": ""}
    save_json(bronnen, plaats.werk / "bronnen.json")
    lopend = [
        subprocess.Popen(
            [sys.executable, "-c", DRAAI, naam], cwd=plaats.map_, env=schone_omgeving(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for naam in NOTEBOOKS
    ]  # fmt: skip
    for proces in lopend:
        tekst, _ = proces.communicate(timeout=120)
        assert proces.returncode == 0, tekst
    return plaats


def _uitvoer(plaats: Werkplaats, naam: str) -> list[dict[str, Any]]:
    nb = json.loads((plaats.map_ / "uit" / f"{naam}.ipynb").read_text(encoding="utf-8"))
    return [u for cel in cellen_van(nb, "code") for u in cel["outputs"]]


def _zinnen(plaats: Werkplaats, naam: str) -> list[str]:
    return ["".join(u["data"]["text/markdown"]) for u in _uitvoer(plaats, naam) if "text/markdown" in u.get("data", {})]


def _figuren(plaats: Werkplaats, naam: str) -> dict[str, dict[str, Any]]:
    ez = [u["metadata"]["ez"] for u in _uitvoer(plaats, naam) if "ez" in u.get("metadata", {})]
    return {e["naam"]: e for e in ez}


def _waarde(plaats: Werkplaats, indicator: str, periode: str) -> str:
    frame = load_frame(plaats.werk / "waarnemingen" / f"{indicator}.parquet")
    keuze = (frame["gebied_code"] == "GM0637") & (frame["kenmerk"] == "totaal") & (frame["periode"] == periode)
    return getal(frame.loc[keuze, "waarde"].item())


@pytest.mark.parametrize("naam", NOTEBOOKS)
def test_nothing_of_the_fictive_rule_is_left(echt: Werkplaats, naam: str) -> None:
    uitvoer = json.dumps(_uitvoer(echt, naam), ensure_ascii=False)
    assert len(uitvoer) > 5000
    for woord in ("FICTIEF", "fictief-", "erzonnen"):
        assert woord not in uitvoer


def test_the_answer_on_startups_holds_the_figures(echt: Werkplaats) -> None:
    starters, startups, scaleups = (_waarde(echt, i, "2025-01-01") for i in ("starters", "startups", "scaleups"))
    zinnen = _zinnen(echt, "10-startups-scaleups")
    assert zinnen[0] == (
        f"Op 1 januari 2025 telde Zoetermeer {starters} starters van het afgelopen jaar die er nog waren. "
        f"Op 1 januari 2025 waren er {startups} jonge kennisintensieve bedrijven (start-ups). "
        f"Op 1 januari 2025 waren er {scaleups} scale-ups."
    )
    assert any(z.startswith(f"Starters: {starters} zoals de monitor telt, en van ") for z in zinnen)
    verloop = _zinnen(echt, "40-bedrijven")
    assert any(z.startswith("In het jaar voor 1 januari 2025 kwamen er vestigingen bij: opgericht (") for z in verloop)
    assert any(z.startswith("Alle ") and z.endswith(" rijen van het register telden mee.") for z in zinnen)


def test_titles_and_alternative_texts_carry_the_findings(echt: Werkplaats) -> None:
    figuren = _figuren(echt, "10-startups-scaleups")
    assert set(figuren) == {
        "starters", "starters-sector", "starters-wijk", "startups", "startups-omvang", "scaleups", "doorstarters",
        "definities", "banen-index",
    }  # fmt: skip
    assert figuren.pop("banen-index")["bron"] == "Geen bron"  # not of the register, and not embedded
    eerst, nu = (_waarde(echt, "starters", f"{jaar}-01-01") for jaar in (2017, 2025))
    assert figuren["starters"]["titel"] == f"Starters: van {eerst} op 1 januari 2017 naar {nu} op 1 januari 2025"
    assert figuren["starters-sector"]["titel"].startswith("De meeste starters zitten in ")
    assert figuren["starters-wijk"]["titel"].startswith("Starters: de meeste in ")
    for ez in figuren.values():
        assert ez["alt"].startswith(ez["titel"]) and ez["tabel"][0][0] != "Let op"
        assert ez["bron"].startswith("Bron: ") and "edrijvenregister" in ez["bron"]
    assert f"{nu} op 1 januari 2025" in figuren["starters"]["alt"]


def test_the_index_per_wijk_is_told_and_per_buurt_stays_an_estimate(echt: Werkplaats) -> None:
    figuren = _figuren(echt, "30-werklocaties")
    frame = load_frame(echt.werk / "waarnemingen" / "functiemengingsindex.parquet")
    wijk = frame[(frame["gebied_type"] == "wijk") & frame["waarde"].notna()]
    wijk = wijk[wijk["periode"] == wijk["periode"].max()].sort_values("waarde")
    laag, hoog = wijk.iloc[0], wijk.iloc[-1]
    assert figuren["functiemengingsindex-wijk"]["titel"] == (
        f"Functiemengingsindex van {getal(laag['waarde'])} in {laag['gebied_naam']} tot {getal(hoog['waarde'])} in "
        f"{hoog['gebied_naam']}"
    )
    assert figuren["functiemengingsindex-buurt"]["titel"].startswith("Functiemengingsindex van ")
    assert "" in _zinnen(echt, "30-werklocaties")  # where the warning stood


def test_the_readers_guide_shows_the_figures(echt: Werkplaats) -> None:
    tabellen = [
        "".join(u["data"]["text/html"]) for u in _uitvoer(echt, "00-leeswijzer") if "text/html" in u.get("data", {})
    ]
    (regel,) = [r for t in tabellen for r in t.splitlines() if r.startswith('<tr><th scope="row">Starters</th>')][:1]
    assert f"<td>{_waarde(echt, 'starters', '2025-01-01')}</td>" in regel and "1 januari 2025" in regel
