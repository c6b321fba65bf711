"""Review, sign-off and release, on the edition of a gemeente with open data only: nothing in it is made up."""

from __future__ import annotations

import json
import re

import pytest
from werkplaats import Werkplaats, foto

from ezlib.edities import volgende_uitgave
from ezlib.fouten import DefinitieFout
from ezlib.vrijgeven import load_aftekening

DELFT = ("--gemeente", "GM0503")
ROLLEN = ("analist", "tweede_lezer", "registerhouder", "economische_zaken", "hoofd")


def teken_af(plaats: Werkplaats, som: str, rollen: tuple[str, ...]) -> None:
    pad = plaats.map_ / "definitions" / "aftekening.yml"
    basis = pad.read_text(encoding="utf-8").partition("aftekeningen:")[0]
    vast = f'gemeente: GM0503, uitgave: "2025", som: "{som}", wie: O&S, datum: "2026-01-12"'
    pad.write_text(
        basis + "aftekeningen:\n" + "".join(f"  - {{rol: {rol}, {vast}}}\n" for rol in rollen), encoding="utf-8"
    )


def test_a_fictive_edition_is_not_released(werkplaats: Werkplaats):
    uitkomst = werkplaats.draai("vrijgeven")
    assert uitkomst.status == 1
    assert "De editie 2025 van GM0637 wordt niet vrijgegeven" in uitkomst.tekst
    assert re.search(r"\d+ cijfers zijn fictief, van: .*Scale-ups", uitkomst.tekst)
    assert not (werkplaats.map_ / "data" / "raw" / "edities" / "GM0637" / "2025").exists()


def test_an_edition_is_not_released_while_a_check_fails(werkplaats: Werkplaats):
    voor = foto(werkplaats.editie)
    werkplaats.voeg_toe("docs/handleiding.md", "\n[weg](weg.md)\n")
    uitkomst = werkplaats.draai("vrijgeven")
    assert uitkomst.status == 1
    assert "handleiding.md verwijst naar weg.md, dat er niet is" in uitkomst.tekst
    assert "niet vrijgegeven: de controle van `make check` vond fouten" in uitkomst.doodgewoon
    assert uitkomst.gedraaid == set() and foto(werkplaats.editie) == voor


def test_from_review_to_release_and_the_revision_after_it(werkplaats: Werkplaats):
    assert werkplaats.draai("yearly", *DELFT, EZ_WORKERS="2").status == 0
    editie = werkplaats.map_ / "outputs" / "GM0503" / "2025"
    uitkomst = werkplaats.draai("review", *DELFT)
    assert uitkomst.status == 0, uitkomst.tekst
    verslag = (werkplaats.map_ / "data/processed/GM0503/2025/review.md").read_text(encoding="utf-8")
    assert verslag.count("- [ ]") == 5
    assert "Naast: geen eerdere editie" in verslag
    som = re.search(r"`([0-9a-f]{12})`", verslag)[1]

    # One signature missing, or one for other content: no release, and nothing has moved.
    teken_af(werkplaats, som, ROLLEN[:4])
    uitkomst = werkplaats.draai("vrijgeven", *DELFT)
    assert uitkomst.status == 1
    assert f"voor som {som} niet getekend door: hoofd" in uitkomst.doodgewoon
    teken_af(werkplaats, "0" * 12, ROLLEN)
    assert werkplaats.draai("vrijgeven", *DELFT).status == 1
    for pagina in ("index", "managementrapportage"):
        assert "CONCEPT" in (editie / f"{pagina}.html").read_text(encoding="utf-8")

    teken_af(werkplaats, som, ROLLEN)
    uitkomst = werkplaats.draai("vrijgeven", *DELFT)
    assert uitkomst.status == 0, uitkomst.tekst
    vrij = werkplaats.map_ / "data" / "raw" / "edities" / "GM0503" / "2025"
    papier = json.loads((vrij / "herkomst.json").read_text(encoding="utf-8"))
    assert (papier["soort"], papier["inhoud"], set(papier["aftekening"])) == ("editie", som, set(ROLLEN))
    assert (vrij / "waarnemingen.csv").read_bytes() == (editie / "tabellen" / "waarnemingen.csv").read_bytes()
    assert set(papier["bestanden"]) == {"waarnemingen.csv", "woorden.json", "kernen.json", "definities.json"}
    assert not [p for p in editie.rglob("*.html") if "CONCEPT" in p.read_text(encoding="utf-8")]
    assert werkplaats.draai("controleer", str(editie)).status == 0

    # What is made of that year afterwards stands beside it, as a concept, and is held against it.
    voor = foto(editie)
    werkplaats.wijzig("definitions/indicatoren.yml", "    naam: Inwoners\n", "    naam: Inwoners van de stad\n")
    assert werkplaats.draai("yearly", *DELFT, EZ_WORKERS="2").status == 0
    tweede = werkplaats.map_ / "outputs" / "GM0503" / "2025-r2"
    assert "CONCEPT" in (tweede / "index.html").read_text(encoding="utf-8")
    assert foto(editie) == voor
    assert "het laatst over 2025" in (tweede / "88-wat-is-er-herzien.html").read_text(encoding="utf-8")
    assert werkplaats.draai("review", *DELFT).status == 0
    verslag = (werkplaats.map_ / "data/processed/GM0503/2025/review.md").read_text(encoding="utf-8")
    assert "# Review van editie 2025-r2, GM0503" in verslag
    assert "## Welke pagina's veranderden sinds 2025" in verslag
    assert "## Welke definities veranderden sinds 2025\n" in verslag
    assert "| inwoners | naam | Inwoners | Inwoners van de stad |" in verslag
    toen = (tweede / "89-wat-zeiden-wij-toen.html").read_text(encoding="utf-8")
    assert "is er 1 vrijgegeven editie: 2025." in toen and "O&amp;S, 2026-01-12" in toen


@pytest.mark.parametrize(
    ("regel", "melding"),
    [
        (
            "{gemeente: GM0637, uitgave: '2025', som: '0123456789ab', rol: baas, wie: X, datum: '2026-01-12'}",
            'rol "baas"',
        ),
        (
            "{gemeente: GM0637, uitgave: '2025', som: 'abc', rol: hoofd, wie: X, datum: '2026-01-12'}",
            '"abc" heeft niet',
        ),
        ("{gemeente: GM0637, uitgave: '2025', rol: hoofd, wie: X, datum: '2026-01-12'}", '"som" ontbreekt'),
    ],
)
def test_a_wrong_signature_is_named_with_its_line(tmp_path, regel, melding):
    (tmp_path / "aftekening.yml").write_text(f"rollen: {{hoofd: Hoofd}}\naftekeningen:\n  - {regel}\n")
    with pytest.raises(DefinitieFout) as fout:
        load_aftekening(tmp_path)
    assert melding in str(fout.value)
    assert "regel 3" in str(fout.value)


def test_name_of_the_next_edition(tmp_path):
    def leg(naam: str, soort: str) -> None:
        (tmp_path / naam).mkdir()
        (tmp_path / naam / "herkomst.json").write_text(json.dumps({"soort": soort}))

    assert volgende_uitgave(tmp_path, 2025) == "2025"
    leg("2022", "jaarstukken")
    assert volgende_uitgave(tmp_path, 2022) == "2022"
    leg("2025", "editie")
    assert (volgende_uitgave(tmp_path, 2025), volgende_uitgave(tmp_path, 2024)) == ("2025-r2", "2024")
    leg("2025-r2", "editie")
    assert volgende_uitgave(tmp_path, 2025) == "2025-r3"
    (tmp_path / ".2025-r3.tmp").mkdir()
    assert volgende_uitgave(tmp_path, 2025) == "2025-r3"
