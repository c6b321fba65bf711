"""Sentences on establishments, on tables that a reader checks by head."""

from __future__ import annotations

import pytest
from tabelletjes import KADER as AREAS
from tabelletjes import tidy, waarnemingen

from ezlib.indicators.bedrijvigheid import vestigingen_per_1000_inwoners
from ezlib.zinnen import FICTIEF, bedrijven

KADER = vars(AREAS)


def standen(*aantallen: float, **anders: str):
    rijen = [{"waarde": n, "periode": f"{2021 + i}-01-01"} | anders for i, n in enumerate(aantallen)]
    return waarnemingen(*rijen)


@pytest.mark.parametrize(
    ("aantallen", "anders", "zin"),
    [
        # 10,422 - 9,889 = 533; 533 / 9,889 = 5.39 %
        (
            (9889, 10422),
            {"status": "voorlopig"},
            "Per saldo 533 vestigingen erbij (+5,4 %, voorlopig): van 9.889 op 1 januari 2021 naar 10.422 op 1 januari "
            "2022, beide volgens Jaarstukken 2021.",
        ),
        (
            (100, 90),
            {},
            "Per saldo 10 vestigingen eraf (-10,0 %): van 100 op 1 januari 2021 naar 90 op 1 januari 2022, beide volgens "
            "Jaarstukken 2021.",
        ),
        (
            (100, 100),
            {},
            "Per saldo bleef het aantal vestigingen gelijk: van 100 op 1 januari 2021 naar 100 op 1 januari 2022, beide "
            "volgens Jaarstukken 2021.",
        ),
        ((100,), {}, "Voor Stad is geen cijfer over de verandering van het aantal vestigingen beschikbaar: er is geen bron."),
        ((100, 110), {"herkomst": "fictief"}, FICTIEF),
    ],
)  # fmt: skip
def test_the_balance_of_establishments(aantallen, anders, zin):
    assert bedrijven.zin_saldo(standen(*aantallen, **anders), KADER) == zin


def test_establishments_per_thousand_residents_of_15_to_64():
    feiten = tidy(
        ("GM0001", "vestigingen", 120), ("GM0001", "inwoners_15_65", 1000), ("GM0001", "vestigingen", 5, {"kenmerk": "sbi_groep", "kenmerkwaarde": "A"}),
        ("GM0002", "vestigingen", 30), ("GM0002", "inwoners_15_65", 500),
        ("GM0003", "vestigingen", 90), ("GM0003", "inwoners_15_65", 0),
    )  # fmt: skip
    uit = vestigingen_per_1000_inwoners(feiten, kader=AREAS).set_index("gebied_code")
    # 120 per 1,000 here; the region 150 per 1,500; GM0003 has nobody to divide by; Nederland 240 per 1,500.
    assert uit["waarde"].dropna().to_dict() == {"GM0001": 120, "AM-X": 100, "NL00": 160}
    assert uit.loc["GM0003", "ontbreekt"] == "onbekend" and uit.loc["NL00", "herkomst"] == "geschat"
    obs = waarnemingen(
        {"waarde": 120.04}, {"gebied_code": "NL00", "waarde": 120.0}, {"gebied_code": "NL00", "waarde": 1, "periode": "2020-01-01"}
    )  # fmt: skip
    assert bedrijven.zin_per_1000(obs, KADER) == (
        "Op 1 januari 2021 telde CBS 120,0 vestigingen per 1.000 inwoners van 15 tot en met 64 jaar; in Nederland waren "
        "dat er 120,0."
    )
    titel = "Stad heeft {} vestigingen per 1.000 inwoners {} Nederland ({} tegen 120,0)"
    assert bedrijven.titel_per_1000(obs, KADER) == titel.format("evenveel", "als", "120,0")
    assert bedrijven.titel_per_1000(obs.assign(waarde=[119, 120, 1]), KADER) == titel.format("minder", "dan", "119,0")
    assert bedrijven.zin_per_1000(obs.iloc[1:], KADER) == ""
