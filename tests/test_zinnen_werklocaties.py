"""Sentences on working and living, word for word, on small observations."""

from __future__ import annotations

import pandas as pd
import pytest
from tabelletjes import stap, waarnemingen

from ezlib import zinnen
from ezlib.definitions import load_definities
from ezlib.store import WORTEL
from ezlib.zinnen import werklocaties

KADER = {"gemeente": "GM0001", "naam": "Stad", "regio": {}, "vergelijking": {"Vergelijkbare steden": ["GM0002"]}}
DEFINITIES = load_definities(WORTEL / "definitions")
LEEG = waarnemingen({"waarde": None})
GEEN_BRON = waarnemingen({"waarde": None, "ontbreekt": "geen-bron", "periode": "2025"})


# --- working and living ------------------------------------------------------------------------------------------

FMI = (
    stap("J21", "2021-01-01", 48.5, status="voorlopig"),
    stap("J22", "2021-01-01", 48.76),
    stap("J22", "2022-01-01", 48.99, status="voorlopig"),
)
VRAAG = [
    {"kenmerk": "extra_woningen", "kenmerkwaarde": n, "waarde": w, "herkomst": "geschat"}
    for n, w in {"16000": 15_364, "10000": 9_602}.items()
]


def test_balance_in_its_sentences():
    fmi, vraag = waarnemingen(*FMI[1:]), waarnemingen(*VRAAG)
    elders = {"gebied_code": "GM0002"}
    alle = waarnemingen(*FMI, stap("J23", "2021-01-01", 1, **elders), stap("J23", "2022-01-01", 99, **elders))
    assert werklocaties.kern(fmi, alle, vraag, KADER) == (
        "Op 1 januari 2022 was de functiemengingsindex van Stad 49,0 (voorlopig). "
        "Binnen een publicatie (J22) ging de index van 48,8 op 1 januari 2021 naar 49,0 op 1 januari 2022: 0,2 punt "
        "omhoog. Het beleid wil de balans handhaven. "
        "Bij 10.000 extra woningen zijn zo'n 9.600 extra arbeidsplaatsen nodig om de functiemenging op 49,0 te houden; "
        "bij 16.000 zijn dat er 15.400."
    )


def test_balance_with_one_publication_of_one_date_has_no_change():
    fmi = waarnemingen(FMI[0])
    assert werklocaties.kern(fmi, fmi, LEEG, KADER) == (
        "Op 1 januari 2021 was de functiemengingsindex van Stad 48,5 (voorlopig)."
    )
    assert werklocaties.titel_fmi(fmi) == "Functiemengingsindex"


@pytest.mark.parametrize(
    ("rijen", "titel"),
    [
        (FMI, "De functiemenging steeg licht in 2021: van 48,8 naar 49,0 (J22, voorlopig)"),
        (
            (stap("J", "2020-01-01", 50), stap("J", "2021-01-01", 49.5)),
            "De functiemenging daalde in 2020: van 50,0 naar 49,5 (J)",
        ),
        (
            (stap("J", "2020-01-01", 50.01), stap("J", "2021-01-01", 50.04)),
            "De functiemenging bleef gelijk in 2020: 50,0 (J)",
        ),
        (
            (stap("J", "2018-01-01", 50), stap("J", "2021-01-01", 52)),
            "De functiemenging steeg van 2018 tot en met 2020: van 50,0 naar 52,0 (J)",
        ),
    ],
)
def test_title_of_the_index(rijen, titel):
    assert werklocaties.titel_fmi(waarnemingen(*rijen)) == titel


def test_the_index_that_stays_and_falls():
    stappen = zinnen.verandering(waarnemingen(stap("J", "2020-01-01", 50), stap("J", "2021-01-01", 50.04)))
    assert ": gelijk gebleven. Het beleid" in werklocaties.zin_handhaven(stappen.iloc[0])
    stappen = zinnen.verandering(waarnemingen(stap("J", "2020-01-01", 50), stap("J", "2021-01-01", 48.7)))
    assert ": 1,3 punt omlaag. Het beleid" in werklocaties.zin_handhaven(stappen.iloc[0])


def test_table_of_the_index_takes_jobs_of_the_same_publication():
    banen = waarnemingen(
        stap("J21", "2021-01-01", 10), stap("J22", "2021-01-01", 11), stap("J22", "2022-01-01", 12),
        stap("J22", "2022-01-01", 3, kenmerk="sbi", kenmerkwaarde="62"),
    )  # fmt: skip
    woningen = waarnemingen(stap("J20", "2021-01-01", 20), stap("J21", "2022-01-01", 21))
    tabel = werklocaties.tabel_fmi(banen, woningen, waarnemingen(*FMI), KADER)
    assert tabel[["periode", "editie", "arbeidsplaatsen", "woningen", "fmi"]].values.tolist() == [
        ["2021-01-01", "J21", 10, 20, 48.5],
        ["2021-01-01", "J22", 11, 20, 48.76],
        ["2022-01-01", "J22", 12, 21, 48.99],
    ]


def quotient(**groepen: float) -> pd.DataFrame:
    letters = {"landbouw": "A", "nijverheid": "B-F", "handel": "G+I"}
    return waarnemingen(
        *({"kenmerk": "sbi_groep", "kenmerkwaarde": letters[g], "waarde": w} for g, w in groepen.items())
    )


@pytest.mark.parametrize(
    ("frame", "titel"),
    [
        (
            quotient(landbouw=0.2, nijverheid=0.8, handel=1.3),
            "Stad heeft naar verhouding veel handel en horeca en weinig nijverheid, energie en bouw",
        ),
        (quotient(nijverheid=0.95, handel=1.3), "Stad heeft naar verhouding veel handel en horeca"),
        (quotient(nijverheid=0.5, handel=1.05), "Stad heeft naar verhouding weinig nijverheid, energie en bouw"),
        # That a city has little agriculture is no finding.
        (
            quotient(landbouw=0.2, nijverheid=0.95, handel=1.05),
            "De bedrijvigheid in Stad is ongeveer verdeeld zoals in Nederland",
        ),
    ],
)
def test_title_of_the_quotients_names_clear_differences_only(frame, titel):
    assert werklocaties.titel_quotient(frame, KADER, DEFINITIES) == titel


def test_quotients_are_split_as_they_are_printed():
    frame = quotient(landbouw=0.904, nijverheid=0.906, handel=1.095)
    assert werklocaties.zin_quotient(frame, KADER, DEFINITIES).splitlines() == [
        "- Meer dan landelijk: handel en horeca (1,10).",
        "- Minder dan landelijk: landbouw, bosbouw en visserij (0,90).",
    ]
    assert werklocaties.zin_quotient(quotient(handel=1), KADER, DEFINITIES).splitlines() == [
        "- Meer dan landelijk: geen enkele groep.",
        "- Minder dan landelijk: geen enkele groep.",
    ]


@pytest.mark.parametrize(
    ("hier", "daar", "titel"),
    [
        (16.8, 21.8, "Stad heeft minder vestigingen per 100 woningen dan Nederland (16,8 tegen 21,8)"),
        (22, 21.8, "Stad heeft meer vestigingen per 100 woningen dan Nederland (22,0 tegen 21,8)"),
        (21.83, 21.8, "Stad heeft evenveel vestigingen per 100 woningen als Nederland (21,8)"),
        (21.83, None, "Vestigingen per 100 woningen"),
    ],
)
def test_title_of_establishments_per_dwelling(hier, daar, titel):
    frame = waarnemingen({"waarde": hier}, {"waarde": daar, "gebied_code": "NL00"})
    assert werklocaties.titel_per_woning(frame, KADER) == titel


def test_nederland_of_another_date_is_no_comparison():
    frame = waarnemingen({"waarde": 1}, {"waarde": 2, "gebied_code": "NL00", "periode": "2020-01-01"})
    assert werklocaties.titel_per_woning(frame, KADER) == "Vestigingen per 100 woningen"


def buurten(jaar: int, **namen: str) -> pd.DataFrame:
    return pd.DataFrame({"gebied_code": list(namen), "gebied_naam": list(namen.values()), "indeling": jaar})


def test_codes_that_mean_another_buurt_now():
    oud = buurten(2024, BU1="Oost", BU2="West", BU3="Zuid")
    nieuw = buurten(2025, BU1="Dorp", BU2="West", BU4="Zuid")
    assert werklocaties.zin_indelingen(oud, nieuw, KADER) == (
        "In 2024 had Stad 3 buurten, in 2025 zijn het er 3. 1 code staat in beide lijsten, maar hoort nu bij een andere "
        "buurt. BU1 was Oost en is nu Dorp. Wie op code koppelt, vergelijkt dus verschillende plekken. "
        "De monitor weigert zo'n koppeling."
    )
    assert werklocaties.titel_indelingen(oud, nieuw) == ("Van 3 naar 3 buurten: 1 code wijst nu een andere buurt aan")
    beide = buurten(2025, BU1="Dorp", BU2="Veld")
    assert "2 codes staan in beide lijsten, maar horen nu bij" in werklocaties.zin_indelingen(oud, beide, KADER)
    assert werklocaties.titel_indelingen(oud, beide) == "Van 3 naar 2 buurten: 2 codes wijzen nu een andere buurt aan"


def test_a_boundary_year_without_moved_codes():
    oud = buurten(2023, BU1="Oost")
    assert werklocaties.zin_indelingen(oud, oud.assign(indeling=2024), KADER) == (
        "In 2023 had Stad 1 buurten, in 2024 zijn het er 1. Geen enkele code hoort nu bij een buurt met een andere naam."
    )
    assert werklocaties.titel_indelingen(oud, oud) == "Van 1 naar 1 buurten"
    assert werklocaties.zin_indelingen(oud, oud.iloc[:0], KADER) == (
        "Voor Stad zijn geen twee indelingen van buurten aanwezig om te vergelijken."
    )
    assert werklocaties.titel_indelingen(oud.iloc[:0], oud) == "Indeling in buurten"
