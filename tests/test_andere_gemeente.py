"""An edition of another gemeente is made of open data only, and shows nothing of the home gemeente."""

from __future__ import annotations

import json
import re
import zipfile

import pandas as pd
import pytest
from werkplaats import Werkplaats, foto

VREEMD = re.compile("Zoetermeer|GM0637|BU0637|WK0637", re.IGNORECASE)
TEKST = {".html", ".js", ".css", ".json", ".csv", ".ipynb", ".svg", ".txt"}


@pytest.fixture(scope="module")
def delft(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    plaats = gebouwd.kopie(tmp_path_factory.mktemp("delft") / "monitor")
    uitkomst = plaats.draai("yearly", "GEMEENTE=GM0503")
    assert uitkomst.status == 0, uitkomst.tekst
    assert "Functiemengingsindex (FMI): geen-bron" in uitkomst.tekst
    return plaats


def test_what_has_no_source_is_missing_with_its_reason(delft: Werkplaats) -> None:
    tabel = pd.read_csv(delft.map_ / "outputs" / "GM0503" / "2025" / "tabellen" / "waarnemingen.csv")
    eigen = tabel[tabel["gebied_code"] == "GM0503"].groupby("indicator_id")["ontbreekt"].first()
    for indicator in ("functiemengingsindex", "arbeidsplaatsen", "vestigingen", "banenvraag_schaalsprong"):
        assert eigen[indicator] == "geen-bron"
    fmi = tabel[tabel["indicator_id"] == "functiemengingsindex"]
    assert fmi["waarde"].isna().all()
    assert fmi["noot"].tolist() == ["Voor deze gemeente is geen bron met dit cijfer aanwezig."]


def test_what_has_a_source_is_there(delft: Werkplaats) -> None:
    tabel = pd.read_csv(delft.map_ / "outputs" / "GM0503" / "2025" / "tabellen" / "waarnemingen.csv")
    eigen = tabel[(tabel["gebied_code"] == "GM0503") & tabel["waarde"].notna()]
    assert {"inwoners", "woningen", "vestigingen_cbs", "opleidingsniveau_bewoners"} <= set(eigen["indicator_id"])


def test_nothing_of_the_home_gemeente_shows(delft: Werkplaats) -> None:
    editie = delft.map_ / "outputs" / "GM0503"
    gevonden = [p.relative_to(editie).as_posix() for p in editie.rglob("*") if VREEMD.search(p.name)]
    for pad in editie.rglob("*"):
        if pad.suffix in TEKST and (treffer := VREEMD.search(pad.read_text(encoding="utf-8"))):
            tekst = pad.read_text(encoding="utf-8")
            gevonden.append(f"{pad.relative_to(editie)}: {tekst[max(0, treffer.start() - 60) : treffer.end() + 30]}")
    for pad in editie.rglob("*.docx"):
        with zipfile.ZipFile(pad) as zip_:
            delen = [n for n in zip_.namelist() if VREEMD.search(zip_.read(n).decode("utf-8", "ignore"))]
        gevonden += [f"{pad.name}: {deel}" for deel in delen]
    assert len(list(editie.rglob("*.docx"))) >= 3
    assert gevonden == []


def test_the_pages_say_that_there_is_no_source(delft: Werkplaats) -> None:
    editie = delft.map_ / "outputs" / "GM0503" / "2025"
    pagina = (editie / "30-werklocaties.html").read_text(encoding="utf-8")
    assert "geen bron" in pagina
    assert "Delft" in pagina
    herkomst = json.loads((editie / "herkomst.json").read_text(encoding="utf-8"))
    assert herkomst["parameters"] == {"gemeente": "GM0503", "jaar": 2025}
    assert all(bron.startswith(("cbs_", "kaart_")) for bron in herkomst["bronnen"])


def test_the_edition_of_the_home_gemeente_is_untouched(delft: Werkplaats, gebouwd: Werkplaats) -> None:
    assert foto(delft.editie) == foto(gebouwd.editie)
    assert "Niets te doen" in delft.draai("yearly").tekst
    assert "Niets te doen" in delft.draai("plan", "GEMEENTE=GM0503").tekst


def test_many_at_once_give_the_same_bytes_as_one_and_what_goes_wrong_in_one_costs_no_other(delft: Werkplaats) -> None:
    """Zoeterwoude: no outlines, no region, no choice of comparable towns. GM9999: no gemeente at all."""
    eerst = foto(delft.map_ / "outputs" / "GM0503")
    uitkomst = delft.draai("yearly", "--gemeenten", "GM0503,GM0638,GM9999")
    assert uitkomst.status == 1
    assert {n for n in uitkomst.gedraaid if n.startswith("editie")} == {"editie"}, uitkomst.tekst
    assert "2 edities gemaakt, 0 waren al bij, 1 niet gemaakt." in uitkomst.tekst
    assert (
        "MISLUKT  editie GM9999 2025\n  kader GM9999 2025: Geen enkele bron kent de gemeente GM9999" in uitkomst.tekst
    )
    assert "Niet gemaakt: GM9999." in uitkomst.tekst
    assert foto(delft.map_ / "outputs" / "GM0503") == eerst
    editie = delft.map_ / "outputs" / "GM0638" / "2025"
    assert "geen kaart van deze gemeente" in (editie / "20-leven-lang-ontwikkelen.html").read_text(encoding="utf-8")
    weer = delft.draai("yearly", "--gemeenten", "GM0503,GM0638")
    assert (weer.status, weer.gedraaid) == (0, set())
    assert "0 edities gemaakt, 2 waren al bij, 0 niet gemaakt." in weer.tekst
