"""The command line: what is understood, and what each mistake is told."""

from __future__ import annotations

import pytest

from ezlib.fouten import InstellingFout
from ezlib.opdracht import PARAMETERS, VERBEN, Opdracht, lees_opdracht

JAAR_NU = 2026


@pytest.mark.parametrize(
    "argv",
    [
        ["yearly", "JAAR=2024", "GEMEENTE=GM0503"],
        ["yearly", "--jaar", "2024", "--gemeente", "GM0503"],
        ["yearly", "--jaar=2024", "--gemeente=gm0503"],
        ["yearly", "jaar=2024", "JAAR=2024", "GEMEENTE= gm0503 "],
    ],
)
def test_spellings_of_the_same_command(argv):
    assert lees_opdracht(argv, huidig_jaar=JAAR_NU) == Opdracht("yearly", 2024, "GM0503")


@pytest.mark.parametrize("verb", VERBEN)
def test_every_verb_accepts_the_empty_values_make_passes(verb):
    assert lees_opdracht([verb, "JAAR=", "GEMEENTE="]) == Opdracht(verb, 2025, None)


@pytest.mark.parametrize("argv", [[], ["help"], ["-h"], ["--help"]])
def test_no_verb_means_help(argv):
    assert lees_opdracht(argv).verb == "help"


@pytest.mark.parametrize(
    ("argv", "melding"),
    [
        (
            ["yearl"],
            'Onbekende opdracht "yearl" (bedoelde u "yearly"?). Bekend zijn: yearly, test, refresh, plan',
        ),
        (
            ["yearly", "JAARR=2024"],
            'Onbekende parameter "JAARR" (bedoelde u "jaar"?). Bekend zijn: jaar, gemeente',
        ),
        (["yearly", "--gemeentes", "GM0503"], 'Onbekende parameter "gemeentes" (bedoelde u "gemeente"?)'),
        (["yearly", "GEMEENTE=GM0503", "--gemeenten", "alle"], 'Geef "gemeente" of "gemeenten", en niet allebei.'),
        (["yearly", "2024"], 'Onbekende parameter "2024".'),
        (
            ["yearly", "--jaar"],
            'De parameter "jaar" heeft een waarde nodig: verslagjaar, bijvoorbeeld JAAR=2025',
        ),
        (["yearly", "--jaar", "--gemeente", "GM0503"], 'De parameter "jaar" heeft een waarde nodig'),
        (
            ["yearly", "JAAR=2024", "--jaar=2023"],
            'De parameter "jaar" staat er twee keer, met "2024" en met "2023".',
        ),
        (["yearly", "BRON=cbs_84799NED"], 'De parameter "bron" hoort bij refresh'),
        (
            ["yearly", "BRON=ingebouwt"],
            "Alleen BRON=ingebouwd kan hier: dan tellen opgehaalde cijfers niet mee (bedoelde",
        ),
        (["test", "BRON=ingebouwd"], 'De parameter "bron" hoort bij refresh; test gebruikt altijd alle bronnen.'),
        (["test", "JAARR=2024"], 'Onbekende parameter "JAARR"'),
        (["yearly", "JAAR=abc"], 'een jaartal van vier cijfers, bijvoorbeeld JAAR=2025; "abc" is dat niet.'),
        (["yearly", "JAAR=25"], '"25" is dat niet.'),
        (["yearly", "JAAR=²⁰²⁴"], "een jaartal van vier cijfers"),
        (["yearly", "JAAR=1999"], "JAAR=1999 ligt te ver terug: de monitor kent verslagjaren vanaf 2000."),
        (["yearly", "JAAR=2027"], "JAAR=2027 ligt in de toekomst: het laatste verslagjaar dat kan is 2026."),
        (["yearly", "GEMEENTE=Delft"], 'bijvoorbeeld GEMEENTE=GM0637 (Zoetermeer); "Delft" is dat niet.'),
        (["yearly", "GEMEENTE=637"], '"637" is dat niet (bedoelde u "GM0637"?).'),
        (["yearly", "GEMEENTE=GM06370"], '"GM06370" is dat niet.'),
    ],
)
def test_each_mistake_has_its_own_sentence(argv, melding):
    with pytest.raises(InstellingFout) as fout:
        lees_opdracht(argv, huidig_jaar=JAAR_NU)
    assert melding in str(fout.value)


def test_years_at_the_edge_are_allowed():
    assert lees_opdracht(["plan", "JAAR=2000"], huidig_jaar=JAAR_NU).jaar == 2000
    assert lees_opdracht(["plan", "JAAR=2026"], huidig_jaar=JAAR_NU).jaar == 2026


@pytest.mark.parametrize(
    ("tekst", "bedoeld"),
    [
        ("2025Q3", "2025K3"),
        ("2025-3", "2025K3"),
        ("3e kwartaal 2025", "2025K3"),
        ("K3 2025", "2025K3"),
        ("2025K5", ""),
        ("x", ""),
    ],
)
def test_a_quarter_in_another_form_gets_the_near_match(tekst, bedoeld):
    with pytest.raises(InstellingFout) as fout:
        lees_opdracht(["starters", "--kwartaal", tekst])
    hint = f' (bedoelde u "{bedoeld}"?)' if bedoeld else ""
    assert str(fout.value) == (
        f'KWARTAAL is een jaar met K en 1, 2, 3 of 4, bijvoorbeeld --kwartaal 2025K3; "{tekst}" is dat niet{hint}.'
    )


def test_a_quarter_belongs_to_starters_alone_and_has_its_own_year():
    assert lees_opdracht(["starters", "--kwartaal", "2025k3"]).opties == {"kwartaal": "2025K3"}
    assert lees_opdracht(["starters", "KWARTAAL="]).opties == {}
    with pytest.raises(InstellingFout, match='Onbekende parameter "kwartaal"'):
        lees_opdracht(["yearly", "--kwartaal", "2025K3"])
    with pytest.raises(InstellingFout, match=r'"kwartal" \(bedoelde u "kwartaal"\?\)'):
        lees_opdracht(["starters", "--kwartal", "2025K3"])
    with pytest.raises(InstellingFout, match='De parameter "kwartaal" heeft een waarde nodig: bij starters'):
        lees_opdracht(["starters", "--kwartaal"])
    with pytest.raises(InstellingFout, match="Bij starters staat het jaar in het kwartaal"):
        lees_opdracht(["starters", "JAAR=2024"])


def test_refresh_takes_a_source():
    assert lees_opdracht(["refresh", "BRON=cbs_84799NED"]).bron == "cbs_84799NED"


@pytest.mark.parametrize("verb", ["yearly", "plan"])
@pytest.mark.parametrize("argv", [["BRON=ingebouwd"], ["--bron", "ingebouwd"], ["--bron=Ingebouwd"]])
def test_an_edition_can_go_back_to_the_embedded_figures(verb, argv):
    assert lees_opdracht([verb, *argv]).bron == "ingebouwd"


def test_test_and_lab_hand_on_what_is_not_theirs():
    opdracht = lees_opdracht(["test", "JAAR=", "-k", "jaar", "--maxfail=1", "tests/test_opdracht.py::test_x"])
    assert opdracht.rest == ("-k", "jaar", "--maxfail=1", "tests/test_opdracht.py::test_x")
    assert lees_opdracht(["lab", "--no-browser", "--ServerApp.port=9999"]).rest == (
        "--no-browser",
        "--ServerApp.port=9999",
    )


def test_standard_year_is_named_in_the_help():
    assert "JAAR=2025 (standaard)" in PARAMETERS["jaar"]
