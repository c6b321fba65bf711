"""Sentences, word for word, on small observations; and a property: no machine language in a sentence, ever."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabelletjes import stap, waarnemingen

from ezlib import zinnen
from ezlib.definitions import load_definities
from ezlib.store import WORTEL
from ezlib.zinnen import leeswijzer, onderwijs, werklocaties

KADER = {"gemeente": "GM0001", "naam": "Stad", "regio": {}, "vergelijking": {"Vergelijkbare steden": ["GM0002"]}}
DEFINITIES = load_definities(WORTEL / "definitions")
LEEG = waarnemingen({"waarde": None})
GEEN_BRON = waarnemingen({"waarde": None, "ontbreekt": "geen-bron", "periode": "2025"})


# --- all themes --------------------------------------------------------------------------------------------------


def verandering(*rijen: dict) -> str:
    return zinnen.zin_verandering("Banen in de IT", waarnemingen(*rijen), KADER)


def test_change_is_told_within_the_newest_publication_that_has_two_dates():
    assert verandering(
        stap("J21", "2020-01-01", 900),
        stap("J21", "2021-01-01", 990),
        stap("J22", "2021-01-01", 1000),
        stap("J22", "2022-01-01", 1054, status="voorlopig"),
    ) == (
        "Banen in de IT: 1.054 (voorlopig) op 1 januari 2022, tegen 1.000 op 1 januari 2021 "
        "(+5,4 %, beide volgens J22)."
    )


def test_a_fall_and_no_change():
    assert "(-10,0 %, beide" in verandering(stap("J", "2020-01-01", 100), stap("J", "2021-01-01", 90))
    assert "(0,0 %, beide" in verandering(stap("J", "2020-01-01", 100), stap("J", "2021-01-01", 100))


def test_a_change_too_small_to_print_has_no_sign():
    for na in (99_999, 100_001):
        assert "(0,0 %, beide" in verandering(stap("J", "2020-01-01", 100_000), stap("J", "2021-01-01", na))


def test_from_nothing_there_is_no_percentage():
    assert verandering(stap("J", "2020-01-01", 0), stap("J", "2021-01-01", 5)) == (
        "Banen in de IT: 5 op 1 januari 2021, tegen 0 op 1 januari 2020 (beide volgens J)."
    )


def test_one_date_per_publication_is_a_figure_without_a_change():
    """Two publications of one date each never make a change."""
    assert verandering(stap("J21", "2021-01-01", 990), stap("J22", "2022-01-01", 1054)) == (
        "Banen in de IT: 1.054 op 1 januari 2022 (volgens J22). Geen publicatie geeft twee peildata, dus een "
        "verandering is niet te noemen."
    )


@pytest.mark.parametrize("frame", [LEEG, GEEN_BRON, LEEG.iloc[:0]], ids=["empty cell", "no source", "no rows"])
def test_no_figure_is_said(frame):
    zin = "Voor Stad is geen cijfer over {} beschikbaar: er is geen bron."
    assert zinnen.zin_verandering("Banen in de IT", frame, KADER) == zin.format("banen in de IT")
    assert werklocaties.kern(frame, frame, frame, KADER) == zin.format("de functiemengingsindex")
    assert werklocaties.zin_quotient(frame, KADER, DEFINITIES) == zin.format("vestigingen per bedrijfstak")
    assert onderwijs.kern(frame, frame, KADER) == zin.format("het onderwijsniveau van bewoners")
    per_wijk = onderwijs.wijken(frame, frame)
    assert onderwijs.opvallend(per_wijk, frame, KADER) == zin.format("het onderwijsniveau per wijk")


@pytest.mark.parametrize("frame", [LEEG, GEEN_BRON, LEEG.iloc[:0]], ids=["empty cell", "no source", "no rows"])
def test_without_a_figure_a_title_names_the_subject_and_finds_nothing(frame):
    assert werklocaties.titel_fmi(frame[frame["waarde"].notna()]) == "Functiemengingsindex"
    assert werklocaties.titel_per_woning(frame, KADER) == "Vestigingen per 100 woningen"
    assert werklocaties.titel_quotient(frame, KADER, DEFINITIES) == (
        "Welke bedrijven zijn er meer en minder dan landelijk?"
    )
    assert onderwijs.titel_vergelijking(frame, KADER) == "Onderwijsniveau van bewoners"
    assert onderwijs.titel_opbouw(frame, KADER) == "Opbouw naar onderwijsniveau"
    assert onderwijs.titel_wijken(onderwijs.wijken(frame, frame), KADER) == "Onderwijsniveau per wijk"


# --- education ---------------------------------------------------------------------------------------------------


def deel(code: str, waarde: float | None, niveau: str = "hoog", **rest: object) -> dict:
    rij = {"gebied_code": code, "waarde": waarde, "kenmerk": "opleidingsniveau", "kenmerkwaarde": niveau}
    return rij | {"herkomst": "geschat" if code == "NL00" else "waargenomen"} | rest


def niveaus(code: str, laag: float, midden: float, hoog: float) -> list[dict]:
    return [deel(code, laag, "laag"), deel(code, midden, "midden"), deel(code, hoog)]


def onderwijsframe(*andere: dict) -> pd.DataFrame:
    return waarnemingen(*niveaus("GM0001", 25, 44.7, 30.3), *niveaus("NL00", 27, 39.9, 33.1), *andere)


def test_education_in_three_sentences():
    rang = waarnemingen(deel("GM0001", 150, n=352))
    assert onderwijs.kern(onderwijsframe(), rang, KADER) == (
        "In 2021 had 30,3 % van de inwoners van Stad van 15 tot 75 jaar een opleiding op hbo- of wo-niveau. "
        "In Nederland was dat 33,1 % (geschat); Stad zit daar 2,8 procentpunt onder. "
        "Daarmee staat Stad op plaats 150 van de 352 gemeenten."
    )


def test_education_equal_to_nederland_that_cbs_itself_gives():
    frame = waarnemingen(*niveaus("GM0001", 25, 44.7, 30.25), deel("NL00", 30.34, herkomst="waargenomen"))
    assert onderwijs.kern(frame, LEEG, KADER) == (
        "In 2021 had 30,3 % van de inwoners van Stad van 15 tot 75 jaar een opleiding op hbo- of wo-niveau. "
        "In Nederland was dat 30,3 %; Stad zit daar precies op."
    )


def test_a_later_date_with_one_level_does_not_replace_the_whole():
    frame = onderwijsframe(deel("GM0001", 31, periode="2022-01-01"))
    assert onderwijs.kern(frame, LEEG, KADER).startswith("In 2021 had 30,3 %")


@pytest.mark.parametrize(
    ("anderen", "titel"),
    [
        ([40], "In G2 is het aandeel met hbo of wo groter dan in Stad"),
        ([20], "In G2 is het aandeel met hbo of wo kleiner dan in Stad"),
        ([30.34], "In G2 is het aandeel met hbo of wo even groot als in Stad"),
        ([40, 20, 30.3], "In 1 van de 3 vergelijkingssteden is het aandeel met hbo of wo groter dan in Stad"),
        ([20, 20], "In geen van de 2 vergelijkingssteden is het aandeel met hbo of wo groter dan in Stad"),
        ([40, 50], "In alle 2 vergelijkingssteden is het aandeel met hbo of wo groter dan in Stad"),
        ([None, 50], "In G3 is het aandeel met hbo of wo groter dan in Stad"),
        ([None], "Onderwijsniveau van bewoners"),
    ],
)
def test_comparison_towns_in_a_title(anderen, titel):
    codes = [f"GM000{i}" for i in range(2, 2 + len(anderen))]
    kader = KADER | {"vergelijking": {"A": codes, "B": codes[:1]}}
    rijen = [deel(c, w, gebied_naam=f"G{c[-1]}") for c, w in zip(codes, anderen, strict=True)]
    assert onderwijs.titel_vergelijking(onderwijsframe(*rijen), kader) == titel


def test_title_of_the_levels_names_the_largest_difference():
    assert onderwijs.titel_opbouw(onderwijsframe(), KADER) == (
        "Stad heeft naar verhouding vooral meer inwoners met havo, vwo of mbo 2-4 dan Nederland (4,8 procentpunt)"
    )
    minder = waarnemingen(*niveaus("GM0001", 30, 40, 30), *niveaus("NL00", 28, 39, 33))
    assert onderwijs.titel_opbouw(minder, KADER) == (
        "Stad heeft naar verhouding vooral minder inwoners met hbo of wo dan Nederland (3,0 procentpunt)"
    )
    gelijk = waarnemingen(*niveaus("GM0001", 30, 40, 30), *niveaus("NL00", 30, 40, 30))
    assert onderwijs.titel_opbouw(gelijk, KADER) == (
        "De opbouw naar onderwijsniveau van Stad is gelijk aan die van Nederland"
    )


def per_wijk(*rijen: tuple[str, float | None, float]) -> pd.DataFrame:
    """Wijken of (name, share, inhabitants)."""
    delen, mensen = [], []
    for i, (naam, waarde, inwoners) in enumerate(rijen):
        gebied = {"gebied_code": f"WK00010{i}", "gebied_naam": naam}
        delen.append(deel(gebied["gebied_code"], waarde) | gebied)
        mensen.append(gebied | {"waarde": inwoners})
    return onderwijs.wijken(waarnemingen(*delen), waarnemingen(*mensen))


def test_small_wijken_stay_out_of_the_title():
    frame = per_wijk(("Klein", 60, 999), ("Oost", 40, 1000), ("West", 20, 5000), ("Leeg", None, 5000))
    assert frame["gebied_naam"].tolist() == ["Klein", "Oost", "West", "Leeg"]
    assert frame["klein"].tolist() == [True, False, False, False]
    assert onderwijs.titel_wijken(frame, KADER) == "Het aandeel met hbo of wo loopt van 20 % in West tot 40 % in Oost"


def test_ties_are_all_named():
    frame = per_wijk(("A", 40, 2000), ("B", 20, 2000), ("C", 40, 2000), ("D", 20, 2000))
    assert onderwijs.titel_wijken(frame, KADER) == (
        "Het aandeel met hbo of wo loopt van 20 % in B en D tot 40 % in A en C"
    )
    assert onderwijs.titel_wijken(per_wijk(("A", 40, 2000), ("B", 40, 2000)), KADER) == (
        "Het aandeel met hbo of wo is in alle wijken even groot: 40 %"
    )


def test_a_wijk_of_which_the_inhabitants_are_not_known_is_not_ranked():
    frame = per_wijk(("A", 90, None), ("B", 20, 2000), ("C", 40, 2000))
    assert onderwijs.titel_wijken(frame, KADER) == "Het aandeel met hbo of wo loopt van 20 % in B tot 40 % in C"


def test_what_stands_out_among_the_wijken():
    frame = per_wijk(("Oost", 40, 2000), ("West", 20, 2000), ("Midden", 30.3, 2000), ("Erf", 5, 300), ("Wei", None, 50))
    assert onderwijs.opvallend(frame, onderwijsframe(), KADER).splitlines() == [
        "- Meer inwoners met hbo of wo dan gemiddeld in Stad (30 %): Oost (40 %).",
        "- Minder inwoners met hbo of wo dan gemiddeld in Stad (30 %): West (20 %).",
        "- Klein, dus een onzeker cijfer: Erf (300 inwoners). Deze wijk doet niet mee in de titel en de vergelijking.",
    ]
    twee = per_wijk(("Erf", 5, 300), ("Hof", 9, 1200 - 300))
    assert onderwijs.opvallend(twee, LEEG, KADER) == (
        "- Klein, dus een onzeker cijfer: Hof (900 inwoners) en Erf (300 inwoners). "
        "Deze wijken doen niet mee in de titel en de vergelijking."
    )
    assert onderwijs.opvallend(per_wijk(("A", 30.3, 2000)), onderwijsframe(), KADER) == (
        "Geen enkele wijk is te onderscheiden van Stad als geheel."
    )


# --- the edition itself ------------------------------------------------------------------------------------------


def cijfers(*rijen: tuple[str, str, bool, str]) -> pd.DataFrame:
    return pd.DataFrame(rijen, columns=["id", "periode", "oud", "ontbreekt"])


def test_what_the_edition_holds():
    frame = cijfers(
        ("a", "2024-01-01", True, ""), ("b", "2023-01-01", True, ""), ("c", "2025-01-01", False, ""),
        ("d", "2025", False, "geen-bron"),
    )  # fmt: skip
    assert leeswijzer.kern(frame, KADER, 2025) == (
        "Deze editie over 2025 volgt 4 indicatoren voor Stad; van 3 is er een cijfer. Het nieuwste cijfer is van "
        "1 januari 2025. Van 2 is het laatste cijfer ouder dan 18 maanden; dat staat er steeds bij."
    )


def test_an_edition_of_one_indicator_and_of_none():
    assert leeswijzer.kern(cijfers(("a", "2025-01-01", False, "")), KADER, 2025) == (
        "Deze editie over 2025 volgt 1 indicator voor Stad; van alle is er een cijfer. Het nieuwste cijfer is van "
        "1 januari 2025. Geen enkel cijfer is ouder dan 18 maanden."
    )
    assert leeswijzer.kern(cijfers(("a", "2025", False, "geen-bron")), KADER, 2025) == (
        "Deze editie over 2025 volgt 1 indicator voor Stad; van geen enkele is er een cijfer."
    )


@pytest.mark.parametrize(
    ("perioden", "nieuwste"),
    [
        (["2024", "2024-01-01"], "2024"),
        (["2024K3", "2024-07-01"], "3e kwartaal 2024"),
        (["2024K3", "2024-10-01"], "1 oktober 2024"),
        (["2024", "2025-01-01"], "1 januari 2025"),
    ],
)
def test_the_newest_of_dates_years_and_quarters(perioden, nieuwste):
    frame = cijfers(*[("a", p, False, "") for p in perioden])
    assert f"Het nieuwste cijfer is van {nieuwste}." in leeswijzer.kern(frame, KADER, 2025)


def test_sources_of_the_edition():
    cbs = {"uitgever": "CBS", "vorm": "uittreksel"}
    einde = " Elk cijfer is terug te volgen tot een bestand waarvan de controlesom klopt."
    assert leeswijzer.kern_bronnen([cbs, {"uitgever": "CBS, Kadaster", "vorm": "volledig"}]) == (
        "Deze editie steunt op 2 bronnen van CBS en Kadaster. 1 daarvan is een uittreksel dat met de monitor wordt "
        "meegeleverd." + einde
    )
    assert leeswijzer.kern_bronnen([cbs | {"vorm": "volledig"}]) == "Deze editie steunt op 1 bron van CBS." + einde


# --- never the language of the machine ---------------------------------------------------------------------------

getallen = st.one_of(st.none(), st.integers(0, 100_000).map(lambda n: n / 1000), st.sampled_from([0.0, 50.0, 100.0]))
codes = st.sampled_from(["GM0001", "GM0002", "NL00", "WK000100", "WK000101"])
sleutels = st.tuples(
    codes, st.sampled_from(["2020-01-01", "2021-01-01", "2022-01-01"]), st.sampled_from(["laag", "midden", "hoog"])
)
statussen = st.sampled_from(["definitief", "nader voorlopig", "voorlopig"])


@st.composite
def frames(draw: st.DrawFn, kenmerk: str, waarden: dict[str, str]) -> pd.DataFrame:
    """Observations with a unique key, any part of them empty."""
    cellen = draw(st.dictionaries(sleutels, st.tuples(getallen, statussen), min_size=1, max_size=12))
    return waarnemingen(
        *(
            {"gebied_code": c, "periode": p, "indeling": int(p[:4]), "waarde": w, "status": s, "n": 12.0}
            | {"kenmerk": kenmerk, "kenmerkwaarde": waarden[n], "editie": f"Jaarstukken {int(p[:4]) + (n == 'hoog')}"}
            for (c, p, n), (w, s) in cellen.items()
        )
    )


NIVEAU = {"laag": "laag", "midden": "midden", "hoog": "hoog"}
SBI = {"laag": "A", "midden": "B-F", "hoog": "G+I"}
STAP = {"laag": "10000", "midden": "16000", "hoog": "20000"}
TOTAAL = dict.fromkeys(NIVEAU, "totaal")


def enkel(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop_duplicates(["gebied_code", "periode", "kenmerkwaarde"]).reset_index(drop=True)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    onderwijsdeel=frames("opleidingsniveau", NIVEAU),
    sbi=frames("sbi_groep", SBI),
    vraag=frames("extra_woningen", STAP),
    totaal=frames("totaal", TOTAAL),
)
def test_no_sentence_speaks_like_a_machine(onderwijsdeel, sbi, vraag, totaal):
    per_wijk_ = onderwijs.wijken(onderwijsdeel, enkel(totaal).assign(waarde=lambda f: 40 * f["waarde"]))
    alle = zinnen.met_publicaties(totaal, totaal.iloc[:0])
    teksten = [
        zinnen.zin_verandering("Banen", totaal, KADER),
        werklocaties.kern(enkel(totaal), alle, vraag, KADER),
        werklocaties.titel_fmi(alle),
        werklocaties.titel_quotient(sbi, KADER, DEFINITIES),
        werklocaties.zin_quotient(sbi, KADER, DEFINITIES),
        werklocaties.titel_per_woning(enkel(totaal), KADER),
        onderwijs.kern(onderwijsdeel, onderwijsdeel, KADER),
        onderwijs.titel_vergelijking(onderwijsdeel, KADER),
        onderwijs.titel_opbouw(onderwijsdeel, KADER),
        onderwijs.titel_wijken(per_wijk_, KADER),
        onderwijs.opvallend(per_wijk_, onderwijsdeel, KADER),
    ]
    for tekst in teksten:
        assert tekst
        assert not re.search(r"nan|None|inf\b|<NA>|\[|\{", tekst), tekst
        # An English decimal point; 12.345 is a Dutch thousand.
        assert not re.search(r"\d\.(?!\d{3}(?!\d))\d", tekst), tekst
        assert not re.search(r"-0(,0+)?(?![\d,])", tekst.replace("2-4", "")), tekst
