"""The edition that git keeps is the one that a run from nothing makes; `check` says so without a run."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from werkplaats import Werkplaats

from ezlib.opdracht import STANDAARD_JAAR
from ezlib.store import WORTEL
from ezlib.vastgelegd import MAP, check_vastgelegd, leg_vast, namen, verschillen

INHOUD = {"ezlib": "1", "definitions": "2"}
VAST = WORTEL / MAP / str(STANDAARD_JAAR)


def test_what_git_keeps_is_what_a_run_from_nothing_makes(gebouwd: Werkplaats):
    """Not so? `python3 -m ezlib review`, look at the difference, and commit the folder."""
    # Until the first edition is committed there is none to hold.
    assert verschillen(VAST, gebouwd.editie) == {}


def test_what_git_keeps_stays_light(gebouwd: Werkplaats):
    paden = [gebouwd.editie / naam for naam in namen(gebouwd.editie)]
    assert 1_000_000 < sum(pad.stat().st_size for pad in paden) < 8_000_000
    assert {pad.relative_to(VAST).as_posix() for pad in VAST.rglob("*") if pad.is_file()} == namen(VAST)
    assert max(pad.stat().st_size for pad in paden) < 1_500_000, "a forge does not show a larger file"


def test_no_row_of_the_edition_is_left_out(gebouwd: Werkplaats):
    """The two tables that git does not keep as a whole are there per indicator."""
    for geheel, staart in (("waarnemingen.csv", ""), ("historie.csv", "-historie")):
        rijen = (gebouwd.editie / "tabellen" / geheel).read_text(encoding="utf-8").splitlines()[1:]
        delen = [VAST / "tabellen" / "indicatoren" / f"{i}{staart}.csv" for i in {r.partition(",")[0] for r in rijen}]
        assert sorted(r for deel in delen for r in deel.read_text(encoding="utf-8").splitlines()[1:]) == sorted(rijen)


@pytest.fixture
def editie(tmp_path: Path) -> Path:
    """A run of a folder: two files that git keeps, two that it does not."""
    map_ = tmp_path / "outputs" / str(STANDAARD_JAAR)
    for naam in ("notebooks/a.ipynb", "tabellen/bronnen.csv", "tabellen/swing/b.csv", "index.html"):
        (map_ / naam).parent.mkdir(parents=True, exist_ok=True)
        (map_ / naam).write_text(naam)
    (map_ / "herkomst.json").write_text(json.dumps({"inhoud": INHOUD}))
    return map_


def notebook(kleur: int, *, niveau: int, tekst: str = "x") -> str:
    """A notebook with one image of one colour, packed at some level."""
    uit = io.BytesIO()
    Image.new("L", (64, 64), kleur).save(uit, "PNG", compress_level=niveau)
    return json.dumps({"tekst": tekst, "data": {"image/png": base64.b64encode(uit.getvalue()).decode()}})


@pytest.fixture
def opzet(tmp_path: Path, editie: Path) -> Any:
    return SimpleNamespace(
        gemeente="GM0001",
        jaar=STANDAARD_JAAR,
        editie=editie,
        huis=SimpleNamespace(wortel=tmp_path),
        definities=SimpleNamespace(thuisgemeente="GM0001"),
    )


def test_laying_down_copies_what_changed_and_takes_away_what_went(opzet, tmp_path):
    assert leg_vast(opzet) == ["notebooks/a.ipynb", "tabellen/bronnen.csv"]
    assert leg_vast(opzet) == []
    (opzet.editie / "notebooks" / "a.ipynb").rename(opzet.editie / "notebooks" / "c.ipynb")
    assert leg_vast(opzet) == ["notebooks/a.ipynb", "notebooks/c.ipynb"]
    assert verschillen(tmp_path / MAP / str(STANDAARD_JAAR), opzet.editie) == {}


def test_of_an_image_the_pixels_count_and_of_all_else_the_bytes(tmp_path):
    een, ander = (tmp_path / naam / "notebooks" / "a.ipynb" for naam in ("een", "ander"))
    for pad in (een, ander):
        pad.parent.mkdir(parents=True)
    een.write_text(notebook(7, niveau=0))
    for inhoud, anders in (
        (notebook(7, niveau=9), {}),
        (notebook(8, niveau=0), {"notebooks/a.ipynb": "is anders"}),
        (notebook(7, niveau=0, tekst="y"), {"notebooks/a.ipynb": "is anders"}),
        (notebook(7, niveau=0) + "\n", {"notebooks/a.ipynb": "is anders"}),
    ):
        ander.write_text(inhoud)
        assert een.read_bytes() != ander.read_bytes()
        assert verschillen(tmp_path / "een", tmp_path / "ander") == anders


@pytest.mark.parametrize("anders", [{"gemeente": "GM0002"}, {"jaar": STANDAARD_JAAR - 1}])
def test_another_gemeente_or_year_is_not_kept(opzet, tmp_path, anders):
    vars(opzet).update(anders)
    assert leg_vast(opzet) == []
    assert not (tmp_path / MAP).exists()


def test_check_names_each_file_that_differs_and_the_command(opzet, tmp_path, editie):
    leg_vast(opzet)
    assert check_vastgelegd(tmp_path, editie, inhoud=INHOUD) == (
        [],
        "De editie in editie/ is die van de laatste run (2 bestanden).",
    )
    (editie / "notebooks" / "a.ipynb").write_text("anders")
    fouten, _ = check_vastgelegd(tmp_path, editie, inhoud=INHOUD)
    assert "Geef `python3 -m ezlib review` en zet editie/ in git" in fouten[0]
    assert fouten[1:] == [f"  editie/{STANDAARD_JAAR}/notebooks/a.ipynb is anders"]


def test_check_says_why_it_did_not_compare(opzet, tmp_path, editie):
    def melding(inhoud: dict[str, str] = INHOUD) -> str:
        fouten, tekst = check_vastgelegd(tmp_path, editie, inhoud=inhoud)
        assert fouten == []
        return tekst

    assert "zij is er niet" in melding()
    leg_vast(opzet)
    assert "is van voor de laatste wijziging" in melding(INHOUD | {"ezlib": "9"})
    (editie / "tabellen" / "bronnen.csv").write_text("opgehaald")
    assert "is van andere bronnen gemaakt" in melding()
    (editie / "herkomst.json").unlink()
    assert "er is hier nog geen editie gemaakt" in melding()
