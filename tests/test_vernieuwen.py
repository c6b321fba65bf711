"""The verb refresh as a whole: which sources, what it tells, what moved, and that a bad table never outranks a good one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nep_bron
import nep_cbs
import pandas as pd
import pytest

from ezlib.definitions import Bron, load_definities
from ezlib.fouten import BronFout, InstellingFout, MonitorFout, OpslagFout
from ezlib.instellingen import Instellingen, lees_instellingen
from ezlib.sources import vernieuwen
from ezlib.sources.slot import slot
from ezlib.sources.snapshot import MISLUKT_BESTAND, kies_snapshot
from ezlib.sources.verkeer import VerkeerFout
from ezlib.sources.vernieuwen import haal_op, kies_bronnen, kies_gemeenten
from ezlib.store import WORTEL, load_json

UITGAVE, LATER = "2021-03-26T020000", "2022-01-10T02:00:00"
CODES = nep_cbs.CODES


def bron(tabel: str = nep_cbs.TABEL, **velden: Any) -> Bron:
    vast = {"id": f"cbs_{tabel}", "naam": f"Tabel {tabel}", "soort": "cbs", "lezer": "kwb", "tabel": tabel}
    return nep_bron.bron(**(vast | {"indeling": 2020, "peildatum": "2020-01-01"} | velden))


@pytest.fixture
def cbs():
    with nep_cbs.draai() as server:
        server.per_pagina = 100
        server.tabellen[nep_cbs.TABEL] = tabel([1000, 200, 100, 60, 40])
        yield server


def tabel(woningen: list[float | None], *, modified: str = "2021-03-26T02:00:00") -> dict[str, list[dict[str, Any]]]:
    """Dwellings of NL00, GM0637, WK063700 and two buurten, in the shapes of CBS."""
    entiteiten = copy.deepcopy(nep_cbs.tabel())
    entiteiten["TableInfos"] = [nep_cbs.INFO | {"Modified": modified}]
    for rij, waarde in zip(entiteiten["TypedDataSet"], woningen, strict=True):
        rij["Woningvoorraad_34"] = waarde
    return entiteiten


@pytest.fixture
def inst(cbs, tmp_path: Path) -> Instellingen:
    leeg = {"EZ_PDOK_URL": cbs.url, "EZ_DUO_URL": cbs.url, "EZ_CBS4_URL": cbs.url}
    return lees_instellingen({"EZ_DATA": str(tmp_path), "EZ_CBS_URL": cbs.url, "EZ_TIMEOUT_S": "1"} | leeg)


@pytest.fixture(autouse=True)
def _snel(monkeypatch):
    """No long waits between tries."""
    monkeypatch.setattr("ezlib.sources.verkeer.WACHT_S", 0.001)


def gekozen(inst: Instellingen, bron_id: str = "cbs_84799NED") -> Path:
    return kies_snapshot(inst.data / "raw", bron_id)


def test_the_first_time_then_unchanged(cbs, inst, capsys):
    assert haal_op([bron()], inst) == 0
    tekst = capsys.readouterr().out
    assert "cbs_84799NED  opgehaald    uitgave van 26 maart 2021, opgehaald op " in tekst
    assert "1 bron: 1 opgehaald, 0 ongewijzigd, 0 mislukt." in tekst
    assert "cbs_84799NED: voor het eerst opgehaald, 5 cijfers." in tekst
    cbs.verzoeken.clear()
    assert haal_op([bron()], inst) == 0
    tekst = capsys.readouterr().out
    assert "1 bron: 0 opgehaald, 1 ongewijzigd, 0 mislukt." in tekst
    assert "Wat bewoog er?" not in tekst
    assert not [pad for pad in cbs.verzoeken if "TypedDataSet" in pad]


def test_a_new_issue_tells_what_moved(cbs, inst, capsys):
    haal_op([bron()], inst)
    capsys.readouterr()
    # Nederland +0.5 %, the gemeente +10 %, the wijk gone, one buurt to half.
    cbs.tabellen[nep_cbs.TABEL] = tabel([1005, 220, None, 30, 40], modified=LATER)
    assert haal_op([bron()], inst, drempel_pct=1) == 0
    regels = capsys.readouterr().out.splitlines()
    assert all(len(regel) <= 100 for regel in regels)
    tekst = " ".join(" ".join(regels).split())
    assert "cbs_84799NED, tegen de vorige (uitgave van 26 maart 2021, opgehaald op " in tekst
    assert ": 3 veranderd, 1 vervallen." in tekst
    assert "LET OP: 1 totaal van land of gemeenten verschilt meer dan 1 %" in tekst
    begin = next(i for i, regel in enumerate(regels) if "LET OP" in regel)
    grootste = [regel.strip() for regel in regels[begin:] if "woningen" in regel]
    assert grootste == [
        "Naäm 1, woningen, 1 januari 2020: 200 -> 220 (+10,0 %)",
        "Naäm 0, woningen, 1 januari 2020: 1.000 -> 1.005 (+0,5 %)",
        "Naäm 3, woningen, 1 januari 2020: 60 -> 30 (-50,0 %)",
    ]
    alles = pd.read_csv(inst.data / "processed" / "verversing" / "cbs_84799NED.csv")
    assert alles["gebied_code"].tolist() == ["GM0637", "NL00", "BU06370001", "WK063700"]
    assert alles["wat"].tolist() == ["veranderd", "veranderd", "veranderd", "vervallen"]
    assert set(alles["van"]) == {UITGAVE} and set(alles["naar"]) == {"2022-01-10T020000"}
    assert gekozen(inst).name == "2022-01-10T020000"


def test_the_embedded_one_is_compared_too(cbs, inst, capsys):
    topics = {("Wonen", "Woningvoorraad_9", "aantal"): [1000, 199, 100, 60, 40]}
    nep_bron.kwb(inst.data / "raw" / "cbs_84799NED" / "ingebouwd", topics, codes=[c.strip() for c in CODES])
    assert haal_op([bron()], inst) == 0
    tekst = " ".join(capsys.readouterr().out.split())
    assert "tegen de vorige (ingebouwd): 1 veranderd." in tekst
    assert "LET OP" not in tekst


def test_a_failing_source_keeps_the_others_and_its_last_good_one(cbs, inst, capsys):
    haal_op([bron()], inst)
    cbs.tabellen["85984NED"] = tabel([1, 2, 3, 4, 5])
    cbs.tabellen["85984NED"]["TableInfos"][0]["Identifier"] = "85984NED"
    del cbs.tabellen[nep_cbs.TABEL]
    capsys.readouterr()
    bronnen = [bron("99999NED"), bron(), bron("85984NED")]
    assert haal_op(bronnen, inst) == 1
    regels = capsys.readouterr().out.splitlines()
    assert all(len(regel) <= 100 for regel in regels)
    staat = {r.split()[0]: " ".join(r.split()[1:]) for r in regels if r.startswith("cbs_")}
    assert staat["cbs_99999NED"] == "mislukt niets: er zijn nog geen gegevens van deze bron"
    assert staat["cbs_84799NED"].startswith("mislukt de laatste goede: uitgave van 26 maart 2021, opgehaald op ")
    assert staat["cbs_85984NED"].startswith("opgehaald")
    assert "3 bronnen: 1 opgehaald, 0 ongewijzigd, 2 mislukt." in regels
    assert "CBS kent deze tabel niet (404)" in " ".join(" ".join(regels).split())
    assert gekozen(inst).name == UITGAVE


def test_a_failed_attempt_is_written_down_until_one_succeeds(cbs, inst):
    tabellen = dict(cbs.tabellen)
    cbs.tabellen.clear()
    assert haal_op([bron()], inst) == 1
    plek = inst.data / "raw" / "cbs_84799NED" / MISLUKT_BESTAND
    poging = load_json(plek)
    assert set(poging) == {"datum", "reden"}
    assert "CBS kent deze tabel niet (404)" in poging["reden"]
    cbs.tabellen.update(tabellen)
    assert haal_op([bron()], inst) == 0
    assert not plek.exists()


def _stam_twee_keer(entiteiten: dict[str, Any]) -> None:
    """The stem Woningvoorraad is there for two columns."""
    entiteiten["DataProperties"].append(entiteiten["DataProperties"][-1] | {"ID": 9, "Key": "Woningvoorraad_99"})
    for rij in entiteiten["TypedDataSet"]:
        rij["Woningvoorraad_99"] = 1


def _stam_weg(entiteiten: dict[str, Any]) -> None:
    entiteiten["DataProperties"][-1]["Key"] = "Huizen_34"
    for rij in entiteiten["TypedDataSet"]:
        rij["Huizen_34"] = rij.pop("Woningvoorraad_34")


def _andere_eenheid(entiteiten: dict[str, Any]) -> None:
    entiteiten["DataProperties"][-1]["Unit"] = "m2"


def _tekst_als_getal(entiteiten: dict[str, Any]) -> None:
    entiteiten["TypedDataSet"][0]["Woningvoorraad_34"] = "1.000,5"


@pytest.mark.parametrize(
    ("maak_stuk", "zin"),
    [
        (_stam_twee_keer, 'Meer dan een kolom heet "Woningvoorraad"'),
        (_stam_weg, "heeft geen enkele kolom die de monitor kent"),
        (_andere_eenheid, 'heeft eenheid "m2"; verwacht was aantal'),
        (_tekst_als_getal, '"1.000,5"'),
    ],
)
def test_a_table_that_cannot_be_read_is_told_and_does_not_outrank(cbs, inst, capsys, maak_stuk, zin):
    haal_op([bron()], inst)
    capsys.readouterr()
    voor = {p.relative_to(inst.data): p.read_bytes() for p in (inst.data / "raw").rglob("*") if p.is_file()}
    cbs.tabellen[nep_cbs.TABEL] = tabel([1, 2, 3, 4, 5], modified=LATER)
    maak_stuk(cbs.tabellen[nep_cbs.TABEL])
    assert haal_op([bron()], inst) == 1
    tekst = " ".join(capsys.readouterr().out.split())
    assert "cbs_84799NED is opgehaald, maar de monitor kan haar niet lezen." in tekst
    assert zin in tekst
    assert "De nieuwe uitgave telt daarom niet mee; de laatste goede cijfers blijven staan." in tekst
    assert gekozen(inst).name == UITGAVE
    na = {p.relative_to(inst.data): p.read_bytes() for p in (inst.data / "raw").rglob("*") if p.is_file()}
    assert {pad for pad in na if pad not in voor} == {Path("raw", "cbs_84799NED", MISLUKT_BESTAND)}
    assert {pad: na[pad] for pad in voor} == voor
    cbs.tabellen[nep_cbs.TABEL] = tabel([1, 2, 3, 4, 5], modified=LATER)
    assert haal_op([bron()], inst) == 0
    assert gekozen(inst).name == "2022-01-10T020000"


def test_a_fault_of_our_own_fails_one_source_and_leaves_its_story(cbs, inst, capsys, monkeypatch):
    monkeypatch.setitem(vernieuwen.OPHALERS, "pdok", "ezlib.sources.pdok:bestaat_niet")
    bronnen = [bron(id="kaart", soort="pdok", collectie="x"), bron()]
    assert haal_op(bronnen, inst) == 1
    tekst = " ".join(capsys.readouterr().out.split())
    assert "2 bronnen: 1 opgehaald, 0 ongewijzigd, 1 mislukt." in tekst
    assert "De monitor zelf maakte een fout (AttributeError:" in tekst
    assert "Traceback" in (inst.data / "processed" / "verversing" / "kaart.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("storing", "gevraagd"), [(True, 2), (False, 5)])
def test_a_publisher_that_is_away_is_not_asked_for_every_table(inst, capsys, monkeypatch, storing, gevraagd):
    """After two in a row that could not be reached; a table that is not there says nothing of the others."""
    gezien = []

    def fetch(bron: Bron, **_: Any) -> Path:
        gezien.append(bron.id)
        try:
            raise VerkeerFout("CBS", "http://x", "er kwam geen verbinding tot stand", storing=storing)
        except VerkeerFout as fout:
            raise BronFout("niet opgehaald") from fout

    monkeypatch.setattr(vernieuwen, "_bij_naam", lambda _: fetch)
    assert haal_op([bron(f"8000{i}NED") for i in range(5)], inst) == 1
    tekst = " ".join(capsys.readouterr().out.split())
    assert "5 bronnen: 0 opgehaald, 0 ongewijzigd, 5 mislukt." in tekst
    assert len(gezien) == gevraagd
    assert tekst.count("de vorige bronnen van deze uitgever waren niet te bereiken.") == 5 - gevraagd


def test_one_source_and_what_cannot_be_fetched():
    bronnen = {
        b.id: b
        for b in (
            bron(),
            bron("85984NED"),
            bron(id="kaart_ingebouwd", soort="pdok"),
            bron(id="kaart_2025", soort="pdok", collectie="buurten"),
            bron(id="jaarstukken", soort="jaarstukken", hoe_opgehaald="Met de hand"),
        )
    }
    assert [b.id for b in kies_bronnen(bronnen, None)] == ["cbs_84799NED", "cbs_85984NED", "kaart_2025"]
    assert [b.id for b in kies_bronnen(bronnen, "cbs_85984NED")] == ["cbs_85984NED"]
    with pytest.raises(InstellingFout, match=r'Onbekende bron "cbs_85984" \(bedoelde u "cbs_85984NED"\?\)'):
        kies_bronnen(bronnen, "cbs_85984")
    for naam in ("jaarstukken", "kaart_ingebouwd"):
        with pytest.raises(InstellingFout, match=r"is niet op te halen met refresh\. Zo komt zij binnen:"):
            kies_bronnen(bronnen, naam)


def test_detail_is_asked_of_home_its_region_and_its_comparison():
    definities = load_definities(WORTEL / "definitions")
    thuis = kies_gemeenten(definities, None)
    assert thuis[0] == "GM0637"
    assert {"GM1621", "GM0503", "GM0034"} <= set(thuis)  # region, similar town, groeikern
    assert "GM0518" not in thuis
    delft = kies_gemeenten(definities, "GM0503")
    assert set(delft) - set(thuis) == {"GM0518", "GM0603", "GM1783", "GM1842"}  # the region of Delft
    assert len(set(delft)) == len(delft)


# --- one refresh at a time -----------------------------------------------------------------------------------------


def test_a_second_refresh_stops_with_a_clear_word(tmp_path):
    with slot(tmp_path / "x" / ".refresh"), pytest.raises(MonitorFout) as fout, slot(tmp_path / "x" / ".refresh"):
        pass
    assert "Er is al een refresh bezig (proces " in str(fout.value)
    assert "Deze opdracht heeft niets gedaan." in str(fout.value)
    with slot(tmp_path / "x" / ".refresh"):  # free again
        pass


def test_the_number_of_a_process_that_is_gone_holds_nothing_up(tmp_path):
    (tmp_path / ".refresh").write_text("1\n")
    with slot(tmp_path / ".refresh"):
        assert (tmp_path / ".refresh").read_text() != "1\n"
    assert (tmp_path / ".refresh").read_text() == ""


def test_refresh_of_the_command_line_takes_the_lock(monkeypatch, tmp_path, capsys):
    from ezlib import verben

    inst = lees_instellingen({"EZ_DATA": str(tmp_path)})
    monkeypatch.setattr(vernieuwen, "load_instellingen", lambda: inst)
    monkeypatch.setattr(vernieuwen, "haal_op", lambda *_, **__: pytest.fail("fetched all the same"))
    with slot(tmp_path / ".refresh"):
        assert verben.main("refresh", []) == 1
    assert "Er is al een refresh bezig" in capsys.readouterr().err


def test_a_full_disk_still_ends_in_the_table(cbs, inst, capsys, monkeypatch):
    """Neither the record of a failure nor the file of what moved can be written; the outcome is told all the same."""
    haal_op([bron()], inst)

    def vol(*_: Any) -> None:
        raise OpslagFout("de schijf is vol")

    monkeypatch.setattr(vernieuwen, "save_json", vol)
    monkeypatch.setattr(vernieuwen, "save_tekst", vol)
    cbs.tabellen[nep_cbs.TABEL] = tabel([1005, 220, 100, 60, 40], modified=LATER)
    capsys.readouterr()
    assert haal_op([bron("99999NED"), bron()], inst) == 1
    tekst = " ".join(capsys.readouterr().out.split())
    assert "2 bronnen: 1 opgehaald, 0 ongewijzigd, 1 mislukt." in tekst
    assert "vergelijken met de vorige uitgave lukte niet (OpslagFout: de schijf is vol)" in tekst


def test_what_a_refusal_writes_is_readable_json(cbs, inst):
    cbs.tabellen.clear()
    haal_op([bron()], inst)
    tekst = (inst.data / "raw" / "cbs_84799NED" / MISLUKT_BESTAND).read_text(encoding="utf-8")
    assert list(json.loads(tekst)) == ["datum", "reden"]


def test_a_table_whose_figures_do_not_add_up_does_not_outrank(cbs, inst, capsys):
    """The wijk of 900 lies in a gemeente of 200: the rules of keuring.yml hold at the door too."""
    controles = load_definities(WORTEL / "definitions").keuring["controles"] | {"verplicht": {}}
    cbs.tabellen[nep_cbs.TABEL] = tabel([1000, 200, 200, 110, 90])
    assert haal_op([bron()], inst, controles=controles) == 0
    goed = gekozen(inst)
    cbs.tabellen[nep_cbs.TABEL] = tabel([1000, 200, 900, 110, 90], modified=LATER)
    assert haal_op([bron()], inst, controles=controles) == 1
    assert "wijken tellen 1 keer niet op tot hun gemeente" in " ".join(capsys.readouterr().out.split())
    assert gekozen(inst) == goed


def test_the_table_of_a_new_year_that_is_not_there_yet_fails_nothing(cbs, inst, capsys):
    nieuw = bron("", id="cbs_kwb_2030", titel="Kerncijfers 2030")
    assert haal_op([bron(), nieuw], inst) == 0
    tekst = capsys.readouterr().out
    assert "cbs_kwb_2030  nog niet     niets: de uitgever heeft haar nog niet uitgegeven, of zij heet anders" in tekst
    assert "2 bronnen: 1 opgehaald, 0 ongewijzigd, 0 mislukt, 1 nog niet uitgegeven." in tekst
    assert not (inst.data / "raw" / "cbs_kwb_2030" / MISLUKT_BESTAND).exists()
    # It was there before: then it was renamed, and that is a fault.
    cbs.tabellen[nep_cbs.TABEL]["TableInfos"] = [nep_cbs.INFO | {"Title": "Kerncijfers 2030"}]
    assert haal_op([nieuw], inst) == 0
    cbs.tabellen[nep_cbs.TABEL]["TableInfos"] = [nep_cbs.INFO]
    assert haal_op([nieuw], inst) == 1
    assert 'geen tabel met de titel "Kerncijfers 2030"' in " ".join(capsys.readouterr().out.split())
