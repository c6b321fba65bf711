"""A delivery that is off, empty or broken never breaks the rest; the list tells what is in, and whom to remind."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from leverinkjes import save_csv
from werkplaats import Werkplaats

from ezlib import leveringslijst
from ezlib.definitions import load_definities
from ezlib.fouten import InstellingFout
from ezlib.leveringen import DROPMAP, VOORVOEGSEL, gebiedsnamen, kolomnamen
from ezlib.opdracht import lees_opdracht
from ezlib.store import WORTEL, load_frame, load_json
from ezlib.tidy.levering import maak_levering

DEFINITIES = load_definities(WORTEL / "definitions")


def _stap(naam: str, pad: Path, map_: Path) -> dict[str, Any]:
    """Run the step of one delivery; its record, with the number of tidy rows."""
    bron, tabel, bewijs = DEFINITIES.bronnen[VOORVOEGSEL + naam], map_ / "t.parquet", map_ / "b.json"
    maak_levering([pad], bron, gebiedsnamen(DEFINITIES.gebieden), "GM0637", tabel, bewijs)
    return load_json(bewijs) | {"tidy": len(load_frame(tabel))}


@pytest.mark.parametrize("naam", DEFINITIES.leveringen)
def test_one_broken_cell_an_empty_file_and_the_repair(tmp_path: Path, naam: str) -> None:
    levering = DEFINITIES.leveringen[naam]
    kop, rijen, pad = kolomnamen(levering), [list(r) for r in levering.voorbeeld], tmp_path / f"{naam}.csv"
    goed = _stap(naam, save_csv(pad, rijen, kop=kop), tmp_path)
    assert (goed["oordeel"], goed["fouten"]) == ("ok", []) and goed["tidy"] > 0
    for i, kolom in enumerate(levering.kolommen):
        if kolom.soort != "tekst":
            stuk = [[*r[:i], "kapot", *r[i + 1 :]] if n == 1 else r for n, r in enumerate(rijen)]
            bewijs = _stap(naam, save_csv(pad, stuk, kop=kop), tmp_path)
            assert (bewijs["oordeel"], bewijs["tidy"], len(bewijs["fouten"])) == ("afgekeurd", 0, 1)
            # What stands in a cell of microdata is never repeated.
            wat = "deze cel" if levering.gevoelig else '"kapot"'
            assert bewijs["fouten"][0].startswith(f"rij 3, kolom {kolom.naam}: {wat} is niet goed; hier hoort ")
    pad.write_bytes(b"")
    assert _stap(naam, pad, tmp_path)["fouten"][0].startswith("het bestand is leeg (0 bytes)")


def test_a_whole_run_with_one_refused_and_one_good_delivery(werkplaats: Werkplaats) -> None:
    """The page of the refused one says so, the good one is shown, all others are named as missing; status 1, twice."""
    map_ = werkplaats.map_ / "data" / "raw" / DROPMAP
    map_.mkdir(parents=True, exist_ok=True)
    kantoren, grond = DEFINITIES.leveringen["leegstand_kantoren"], DEFINITIES.leveringen["werklocaties"]
    save_csv(map_ / "leegstand_kantoren.csv", [("2025-01-01", "GM0637", "veel", 5, 8)], kop=kolomnamen(kantoren))
    save_csv(map_ / "werklocaties.csv", [("2025-01-01", "GM0637", 52, 50, 200, 180)], kop=kolomnamen(grond))
    save_csv(map_ / "werklocatis.csv")
    eerste, tweede = werkplaats.draai("yearly"), werkplaats.draai("yearly")
    for uitkomst in (eerste, tweede):
        assert uitkomst.status == 1
        assert "leegstand_kantoren.csv: 1 fout(en)\n    rij 2, kolom voorraad_m2:" in uitkomst.tekst
        assert 'hoort bij geen enkele levering (bedoelde u "werklocaties"?)' in uitkomst.tekst
    assert "levering werklocaties" in eerste.gedraaid and tweede.gedraaid == set()
    pagina = " ".join((werkplaats.editie / "30-werklocaties.html").read_text(encoding="utf-8").split())
    assert "Deze levering is afgekeurd:</strong> Leegstand van kantoren" in pagina
    assert "Uitgiftegraad van werklocaties: 96,2 % op 1 januari 2025." in pagina
    assert "Deze levering ontbreekt nog:</strong> Broedplaatsen" in pagina
    lijst = (werkplaats.editie / "90-verantwoording.html").read_text(encoding="utf-8")
    assert "Afgekeurd: 1 fout" in lijst and f"Van de {len(DEFINITIES.leveringen)} leveringen is er 1 binnen." in lijst


def test_the_list_and_the_reminders(tmp_path: Path) -> None:
    (tmp_path / DROPMAP).mkdir()
    levering = DEFINITIES.leveringen["broedplaatsen"]
    pad = tmp_path / DROPMAP / "broedplaatsen.csv"

    def stand(*rijen: Any, kop: Any = None) -> str:
        save_csv(pad, rijen, kop=kop or kolomnamen(levering))
        regels = leveringslijst.maak_lijst(tmp_path, DEFINITIES, jaar=2025)
        return next(r.uitleg for r in regels if r.levering.id == "broedplaatsen")

    assert stand(("2025", 2, 1)) == "ok, 1 rij"
    assert stand(("2023", 2, 1)) == "verouderd: het nieuwste cijfer is van 2023"
    assert stand(("2025", "x", "y")) == "afgekeurd, 2 fouten"
    assert stand(("2025", 2, 1, "fictief"), kop=kolomnamen(levering, vrij=["herkomst"])).endswith("(FICTIEF)")

    regels = leveringslijst.maak_lijst(tmp_path, DEFINITIES, jaar=2025)
    assert [r.uiterlijk for r in regels] == sorted(r.uiterlijk for r in regels)
    # 15 December 2025 has passed, 20 January and 1 February 2026 lie within 30 days of 2 January, or not.
    tekst = leveringslijst.toon_lijst(regels, [], jaar=2025, vandaag=dt.date(2026, 1, 2))
    assert "- Leegstand van kantoren (kantorenmonitor): te laat: dit was nodig op 15 december 2025." in tekst
    assert "- WW-uitkeringen en werkzoekenden per sector: nodig op 20 januari 2026." in tekst
    assert "- Broedplaatsen: nodig op 1 februari 2026. Wat er nu ligt is alleen een verzonnen voorbeeld" in tekst
    vroeg = leveringslijst.toon_lijst(regels, [], jaar=2025, vandaag=dt.date(2025, 6, 1))
    assert vroeg.endswith("Niemand hoeft een herinnering: niets is te laat of binnen 30 dagen nodig.")


def test_a_template_of_nothing_or_in_an_unknown_form() -> None:
    with pytest.raises(InstellingFout, match=r'Er is geen levering "broedplaats" .bedoelde u "broedplaatsen"'):
        leveringslijst.leveringen(lees_opdracht(["leveringen", "--sjabloon", "broedplaats"]))
    with pytest.raises(InstellingFout, match='xlsx, csv of ods; "docx" is dat niet'):
        leveringslijst.leveringen(lees_opdracht(["leveringen", "--sjabloon", "broedplaatsen", "--vorm", "docx"]))
