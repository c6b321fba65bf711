"""Two editions, one released: what became of its figures stands on the page and in the table, and a run can stop on it."""

from __future__ import annotations

import hashlib
import json
import re

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.edities import lees_editie, maak_edities, zoek_edities
from ezlib.fouten import BronFout
from ezlib.report.tabellen import als_csv
from ezlib.store import WORTEL, load_frame
from ezlib.taal import getal

PAGINA = "88-wat-is-er-herzien.html"
CEL = {"gebied_code": "GM0637", "kenmerk": "totaal"}


def geef_vrij(plaats: Werkplaats, naam: str, frame: pd.DataFrame) -> None:
    """Lay an edition where the released ones are, with the answer of one page."""
    map_ = plaats.map_ / "data" / "raw" / "edities" / "GM0637" / naam
    map_.mkdir(parents=True)
    (map_ / "waarnemingen.csv").write_text(als_csv(frame), encoding="utf-8")
    zin = "De mix was 48,8. Zie [Bedrijven](40-weg.ipynb)."
    (map_ / "kernen.json").write_text(json.dumps([["30-werklocaties", "Hoe is de mix?", zin]]))
    sommen = {pad.name: hashlib.sha256(pad.read_bytes()).hexdigest() for pad in map_.iterdir()}
    papier = {"soort": "editie", "bestanden": sommen, "aftekening": {"hoofd": "X, 2025-01-12"}}
    (map_ / "herkomst.json").write_text(json.dumps(papier))


def cel(frame: pd.DataFrame, indicator: str, periode: str) -> pd.Series:
    masker = (frame["indicator_id"] == indicator) & (frame["periode"] == periode)
    for kolom, waarde in CEL.items():
        masker &= frame[kolom] == waarde
    assert masker.sum() == 1
    return masker


def lees(plaats: Werkplaats, pagina: str) -> str:
    return (plaats.editie / pagina).read_text(encoding="utf-8")


def woorden(plaats: Werkplaats, pagina: str = PAGINA) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", lees(plaats, pagina)).split())


def rij(plaats: Werkplaats, pagina: str, begin: str) -> str:
    """The first row of a page that starts with these words, as HTML."""
    rijen = re.findall(r"<tr.*?</tr>", lees(plaats, pagina), re.DOTALL)
    return next(r for r in rijen if " ".join(re.sub(r"<[^>]+>", " ", r).split()).startswith(begin))


def merk(woord: str, was: str, anker: str) -> str:
    uitleg = f"{woord}: was {was}"
    return f'<a class="merk" href="{PAGINA}#{anker}" title="{uitleg}" aria-label="{uitleg}">{woord}</a>'


def test_the_seeds_are_what_the_annual_reports_published():
    """The figures of data/raw/jaarstukken_zoetermeer, each in the report that gave it."""
    map_ = WORTEL / "data" / "raw" / "edities" / "GM0637"
    feiten = pd.read_csv(WORTEL / "data/raw/jaarstukken_zoetermeer/ingebouwd/feiten_en_cijfers.csv", dtype=str)
    paden = [pad for pad in zoek_edities(map_, 2025) if pad.name < "2023"]
    assert [pad.name for pad in paden] == ["2020", "2021", "2022"]
    for pad in paden:
        papier = json.loads((pad / "herkomst.json").read_text(encoding="utf-8"))
        inhoud = (pad / "waarnemingen.csv").read_bytes()
        assert papier["bestanden"]["waarnemingen.csv"] == hashlib.sha256(inhoud).hexdigest()
        editie = lees_editie(pad / "waarnemingen.csv")
        sleutel = ["onderwerp", "periode", "kenmerk", "kenmerkwaarde"]
        gezegd = editie.rename(columns={"indicator_id": "onderwerp"}).set_index(sleutel)["waarde"].sort_index()
        bron = feiten[(feiten["publicatie"] == papier["uitgave"]) & feiten["onderwerp"].isin(editie["indicator_id"])]
        bron = bron.set_index(sleutel)["waarde"].astype(float).sort_index()
        pd.testing.assert_series_equal(gezegd, bron)
        assert len(editie) >= 8


def test_the_real_case_stands_on_the_page(gebouwd: Werkplaats):
    tekst = woorden(gebouwd)
    assert (
        "In deze editie is geen gepubliceerd cijfer veranderd. In eerdere publicaties zijn 3 cijfers herzien." in tekst
    )
    assert "Bedrijfsvestigingen (register) 1 januari 2021 9.957 9.889 -0,7 % 2021 → 2022" in tekst
    assert "Arbeidsplaatsen 1 januari 2021 53.142 53.698 +1,0 % 2021 → 2022" in tekst
    assert "3.539 2.536 breuk 2021 → 2022 Een breuk en geen daling" in tekst


def test_a_revised_figure_has_a_mark_that_leads_to_its_explanation(gebouwd: Werkplaats):
    merken = merk("herzien", "9.957 (2021)", "eerder-herzien-vestigingen")
    tabel = rij(gebouwd, "30-werklocaties.html", "Bedrijfsvestigingen (register)")
    assert f"Was 9.889 op 1 januari 2021 {merken}" in tabel
    (uitleg,) = [
        d for d in lees(gebouwd, "indicatoren.html").split("<h2>") if d.startswith("Bedrijfsvestigingen (register)")
    ]
    assert uitleg.count(merken) == 1
    (uitleg,) = [d for d in lees(gebouwd, "indicatoren.html").split("<h2>") if d.startswith("Arbeidsplaatsen<")]
    assert uitleg.count(merk("herzien", "53.142 (2021)", "eerder-herzien-arbeidsplaatsen")) == 1


def test_every_mark_leads_to_a_place_that_is_there(gebouwd: Werkplaats):
    doelen = {
        anker
        for pagina in gebouwd.editie.glob("*.html")
        for anker in re.findall(rf'href="{PAGINA}#([^"]+)"', pagina.read_text(encoding="utf-8"))
    }
    assert {"eerder-herzien-vestigingen", "eerder-herzien-arbeidsplaatsen"} <= doelen
    ids = re.findall(r'id="([^"]+)"', lees(gebouwd, PAGINA))
    assert [a for a in sorted(doelen) if ids.count(a) != 1] == []


def test_a_planted_revision_withdrawal_redefinition_and_correction(werkplaats: Werkplaats):
    nu = lees_editie(werkplaats.editie / "tabellen" / "waarnemingen.csv")
    toen = nu.copy()
    toen.loc[cel(toen, "woningen", "2022-01-01"), "waarde"] = 56000
    toen.loc[cel(toen, "inwoners", "2022-01-01"), "definitie_sha"] = "0" * 12
    ingetrokken = toen[cel(toen, "vestigingen", "2022-01-01")].assign(periode="2018-01-01", waarde=8888)
    toen = pd.concat([toen[~cel(toen, "functiemengingsindex", "2020-01-01")], ingetrokken], ignore_index=True)
    wijk = (toen["indicator_id"] == "woningen") & (toen["gebied_code"] == "WK063701") & (toen["indeling"] == 2024)
    assert wijk.sum() == 1
    woningen = toen.loc[wijk, "waarde"].iloc[0]
    toen.loc[wijk, "waarde"] = woningen - 100
    geef_vrij(werkplaats, "2024", toen)

    uitkomst = werkplaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 0, uitkomst.tekst
    tekst = woorden(werkplaats)
    assert "zijn 1 cijfer" not in tekst
    assert "is 1 cijfer ingetrokken" in tekst
    assert "Woningen 1 januari 2022 56.000 56.671 +1,2 % 2024 → Deze editie" in tekst
    assert "Bedrijfsvestigingen (register) 1 januari 2018 8.888 niet meer gegeven – 2024 → Deze editie" in tekst
    assert re.search(
        r"Inwoners 1 januari 2022 125\.749 125\.749 0,0 % 2024 → Deze editie De definitie is veranderd", tekst
    )
    assert merk("herzien", "56.000 (2024)", "herzien-woningen") in lees(werkplaats, "indicatoren.html")
    assert merk("andere definitie", "125.749 (2024)", "herzien-inwoners") in lees(werkplaats, "indicatoren.html")
    profiel = rij(werkplaats, "70-wijkprofiel-WK063701.html", "Woningen")
    assert merk("herzien", f"{getal(woningen - 100)} (2024)", "herzien-woningen") in profiel
    for naam in ("herzien-woningen", "herzien-inwoners", "herzien-vestigingen"):
        assert f'id="{naam}"' in lees(werkplaats, PAGINA)
    veranderd = woorden(werkplaats, "87-wat-is-er-veranderd.html")
    assert "1 cijfer staat er voor het eerst." in veranderd
    assert "Functiemengingsindex (FMI) 1 (nieuwe) 1 januari 2020 48,2" in veranderd
    toen = woorden(werkplaats, "89-wat-zeiden-wij-toen.html")
    assert "Editie 2024" in toen and "Afgetekend door: X, 2025-01-12." in toen
    assert "Hoe is de mix? De mix was 48,8. Zie Bedrijven." in toen
    csv = pd.read_csv(werkplaats.editie / "tabellen" / "revisies.csv", dtype={"editie_oud": str})
    nieuw = csv[csv["editie_nieuw"] == "deze editie"]
    gevonden = nieuw.set_index(["indicator_id", "periode"])["soort"].to_dict()
    assert gevonden["woningen", "2022-01-01"] == "herzien"
    assert gevonden["inwoners", "2022-01-01"] == "geherdefinieerd"
    assert gevonden["vestigingen", "2018-01-01"] == "ingetrokken"
    assert gevonden["functiemengingsindex", "2020-01-01"] == "nieuw"
    # Made-up figures were in the file, and have no past.
    fictief = set(load_frame(werkplaats.werk / "waarnemingen" / "startups.parquet")["herkomst"])
    assert "fictief" in fictief
    assert "startups" not in set(nieuw["indicator_id"])

    voor = (werkplaats.editie / "herkomst.json").read_bytes()
    regel = (
        "correcties:\n  - {indicator: woningen, gebied: GM0637, periode: '2022-01-01', verwacht: 1, waarde: 2, "
        "reden: Proef., datum: '2025-11-03'}\n"
    )
    werkplaats.wijzig("definitions/correcties.yml", "correcties: []\n", regel)
    uitkomst = werkplaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 1
    assert "correcties.yml past niet meer bij woningen van GM0637, 1 januari 2022" in uitkomst.doodgewoon
    assert (werkplaats.editie / "herkomst.json").read_bytes() == voor


def test_a_released_file_that_was_changed_stops_the_run(tmp_path):
    map_ = tmp_path / "2022"
    map_.mkdir()
    (map_ / "waarnemingen.csv").write_text("anders")
    (map_ / "herkomst.json").write_text(json.dumps({"soort": "editie", "bestanden": {"waarnemingen.csv": "0"}}))
    with pytest.raises(BronFout, match="De vrijgegeven editie 2022 is veranderd na het vrijgeven"):
        maak_edities(
            [map_ / "waarnemingen.csv"],
            [map_ / "herkomst.json"],
            [],
            *(tmp_path / n for n in ("e.parquet", "u.json", "g.json")),
        )
