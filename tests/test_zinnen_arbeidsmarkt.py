"""Sentences on jobs by sector and on the labour market; those on a difference obey its interval."""

from __future__ import annotations

import pandas as pd
import pytest
from tabelletjes import KADER as AREAS
from tabelletjes import waarnemingen

from ezlib.definitions import load_definities
from ezlib.report.vergelijken import tegen, tegen_land, tegen_vorige
from ezlib.store import WORTEL
from ezlib.zinnen import FICTIEF, arbeidsmarkt, onderwijs, werkgelegenheid

DEFINITIES = load_definities(WORTEL / "definitions")
KADER = vars(AREAS)
PENDEL = {"code": "DUS0001", "naam": "Pendelregio (daily urban system)", "leden": ["GM0001", "GM0002"],
          "gevoeligheid": {"3": ["GM0001", "GM0002", "GM0003"], "10": ["GM0001"]}, "namen": {"GM0002": "Dorp", "GM0003": "Gehucht"}}  # fmt: skip
STERK = {"kenmerk": "sterke_sectoren", "kenmerkwaarde": "sterk"}


def jaar(waarde: float, periode: str, marge: float | None = None, **anders):
    grenzen = {"ondergrens": waarde - marge, "bovengrens": waarde + marge} if marge else {}
    return {"waarde": waarde, "periode": periode, "eenheid": "%"} | grenzen | anders


def werkloos(*rijen) -> str:
    frame = tegen_land(waarnemingen(*rijen))
    stappen = tegen_vorige(frame, gebied_code="GM0001")
    return arbeidsmarkt.zin_stand("van de beroepsbevolking werkloos", "werkloosheid", frame, KADER, stappen=stappen)


LAND = {"gebied_code": "NL00"}


@pytest.mark.parametrize(
    ("rijen", "einde"),
    [
        # 4.0 +/- 0.5 against 3.7 +/- 0.1: the margin of the difference is 0.51; against 3.0 it is certain.
        (
            [jaar(3.8, "2023", 0.5), jaar(4.0, "2024", 0.5), jaar(3.7, "2024", 0.1, **LAND)],
            " (marge 3,5 tot 4,5). In Nederland was dat 3,7 %; het verschil is niet aantoonbaar. Het cijfer van Stad is niet "
            "aantoonbaar veranderd sinds 2023.",
        ),
        (
            [jaar(3.0, "2023", 0.5), jaar(4.0, "2024", 0.5), jaar(3.0, "2024", 0.1, **LAND)],
            " (marge 3,5 tot 4,5). In Nederland was dat 3,0 %; Stad zit daar 1,0 procentpunt boven. Het cijfer van Stad "
            "veranderde +1,0 procentpunt sinds 2023.",
        ),
        (
            [jaar(3.0, "2023"), jaar(4.0, "2024"), jaar(3.0, "2024", **LAND)],
            ". In Nederland was dat 3,0 %; Stad zit daar 1,0 procentpunt boven. CBS geeft hier geen marge, dus toeval is niet "
            "uit te sluiten. Het cijfer van Stad veranderde +1,0 procentpunt sinds 2023; CBS geeft geen marge, dus dat kan "
            "toeval zijn.",
        ),
        # Another publication is no earlier figure.
        ([jaar(3.0, "2023", 0.1, editie="Anders"), jaar(4.0, "2024", 0.5)], " (marge 3,5 tot 4,5)."),
    ],
)  # fmt: skip
def test_a_difference_is_told_only_when_it_is_more_than_chance(rijen, einde):
    assert werkloos(*rijen) == f"In 2024 was 4,0 % van de beroepsbevolking werkloos{einde}"


def test_no_figure_and_the_title():
    assert werkloos({"waarde": None}) == "Voor Stad is geen cijfer over werkloosheid beschikbaar: er is geen bron."
    frame = tegen_land(waarnemingen(jaar(4.0, "2024", 0.5), jaar(3.7, "2024", 0.1, **LAND)))
    gelijk = "Werk: Stad is niet aantoonbaar anders dan Nederland (4,0 % tegen 3,7 %)"
    assert arbeidsmarkt.titel_stand("Werk", frame, KADER) == gelijk
    zonder = tegen_land(waarnemingen(jaar(4.0, "2024"), jaar(3.7, "2024", **LAND)))
    assert arbeidsmarkt.titel_stand("Werk", zonder, KADER) == "Werk: in Stad hoger dan in Nederland (4,0 % tegen 3,7 %)"
    assert arbeidsmarkt.titel_stand("Werk", zonder.iloc[:0], KADER) == "Werk"


def test_work_by_level_of_education():
    niveaus = {"hoog": 80.0, "laag": 50.0}
    frame = waarnemingen(
        *(jaar(w, "2024", 1.0, kenmerk="opleidingsniveau", kenmerkwaarde=k) for k, w in niveaus.items())
    )
    assert arbeidsmarkt.zin_niveaus(frame, KADER, DEFINITIES) == (
        "In 2024 had betaald werk: basisonderwijs, vmbo, mbo 1 50,0 % (marge 49,0 tot 51,0); hbo, wo 80,0 % (marge 79,0 tot "
        "81,0)."
    )


# --- jobs --------------------------------------------------------------------------------------------------------


def index(**per: float) -> pd.DataFrame:
    codes = {"stad": "GM0001", "streek": "AM-X", "land": "NL00"}
    rijen = [{"gebied_code": codes[k], "waarde": w, "periode": "2025-01-01", **STERK} for k, w in per.items()]
    return waarnemingen(*rijen)


@pytest.mark.parametrize(
    ("per", "zin"),
    [
        (
            {"stad": 105.25, "streek": 103, "land": 98.96},
            "Sinds 2019 groeiden de banen in de vier sterke sectoren in Stad 5,3 %; in de regio Streek +3,0 %, in Nederland "
            "-1,0 %.",
        ),
        ({"stad": 95}, "Sinds 2019 krompen de banen in de vier sterke sectoren in Stad 5,0 %."),
        ({"stad": 100.04}, "Sinds 2019 bleven de banen in de vier sterke sectoren in Stad gelijk."),
    ],
)  # fmt: skip
def test_growth_since_2019(per, zin):
    assert (
        werkgelegenheid.kern(index(**per), KADER)
        == f"{zin} Dit gaat over werknemers tot en met december 2024, volgens CBS."
    )
    assert werkgelegenheid.kern(index(land=100), KADER) == ""


def test_the_title_sets_the_gemeente_against_nederland():
    titel = werkgelegenheid.titel_index(index(stad=103, land=104.5), KADER)
    assert titel == "De banen in de sterke sectoren groeiden in Stad minder hard dan in Nederland (+3,0 % tegen +4,5 %)"
    krimp = werkgelegenheid.titel_index(index(stad=98, land=104.5), KADER)
    assert krimp.startswith("De banen in de sterke sectoren krompen in Stad") and krimp.endswith(
        "(-2,0 % tegen +4,5 %)"
    )
    assert werkgelegenheid.titel_index(index(stad=103), KADER) == "Banen in de sterke sectoren"


def test_the_daily_urban_system_and_its_sensitivity():
    stromen = waarnemingen({"waarde": 61.25, "kenmerkwaarde": "binnen"})
    assert werkgelegenheid.zin_pendelregio(stromen, KADER | {"pendelregio": PENDEL}) == (
        "De pendelregio van Stad bestaat, naast de gemeente zelf, uit Dorp. Bij een drempel van 3 % komt Gehucht erbij. Bij een "
        "drempel van 10 % valt Dorp af. Van de werknemers die hier wonen, werkt 61,3 % ook hier (1 januari 2021)."
    )
    zonder = werkgelegenheid.zin_pendelregio(stromen.iloc[:0], KADER)
    assert zonder.endswith("Die is nog niet opgehaald. Zolang zij er niet is, is Streek de regio.")


def test_the_table_and_sentence_by_sector():
    def rij(naam, waarde, code="GM0001"):
        return {"gebied_code": code, "waarde": waarde, "kenmerk": "sector_cbs", "kenmerkwaarde": naam}

    banen = waarnemingen(rij("it_diensten", 3600), rij("health", 9000), {"waarde": 20_000})
    delen = waarnemingen(rij("it_diensten", 18), rij("it_diensten", 12, "NL00"), rij("health", None))
    quotient = waarnemingen(rij("it_diensten", 1.5), rij("health", 0.94))
    tabel = werkgelegenheid.tabel_sectoren(banen, delen, delen.iloc[:0], quotient, kader=KADER, definities=DEFINITIES)
    it = tabel.iloc[0].to_dict()
    assert it["sector"] == "IT en specialistische diensten (J, M)"
    assert (it["banen"], it["aandeel"], it["land"], it["quotient"]) == (3600, 18, 12, 1.5) and it["index"] != it[
        "index"
    ]
    assert tabel["aandeel"].notna().sum() == 1 and len(tabel) == 6
    assert werkgelegenheid.zin_quotient(quotient, KADER, DEFINITIES) == (
        "Meer banen dan landelijk, naar verhouding: IT en specialistische diensten (J, M) (1,50)."
    )
    assert (
        len(werkgelegenheid.tabel_sectoren(banen.iloc[2:], delen, delen, quotient, kader=KADER, definities=DEFINITIES))
        == 0
    )


def test_the_share_by_the_register_and_nothing_of_a_fictive_one():
    frame = waarnemingen({"waarde": 44.1, **STERK}, {"waarde": 45.0, "periode": "2022-01-01", **STERK})
    assert werkgelegenheid.zin_aandeel(frame, KADER, "arbeidsplaatsen") == (
        "Op 1 januari 2022 zat 45,0 % van de arbeidsplaatsen in de vier sterke sectoren."
    )
    assert werkgelegenheid.titel_aandeel(frame, KADER, "vestigingen").endswith(
        "45,0 % van de vestigingen op 1 januari 2022, tegen 44,1 % op 1 januari 2021"
    )
    nep = frame.assign(herkomst="fictief")
    assert werkgelegenheid.zin_aandeel(nep, KADER, "arbeidsplaatsen") == FICTIEF
    assert werkgelegenheid.titel_aandeel(nep, KADER, "vestigingen") == "Aandeel van de sectoren in de vestigingen"


# --- education with margins --------------------------------------------------------------------------------------


def test_education_against_others_obeys_the_margins_too():
    """31 +/- 1 here; 32 +/- 1 in Nederland may be chance, 35 +/- 1 in GM0003 is not; without margins both are larger."""

    def frame(marge: float | None):
        gebieden = {"GM0001": 31.0, "NL00": 32.0, "GM0003": 35.0}
        return waarnemingen(
            *(jaar(w, "2024", marge, gebied_code=c, kenmerk="opleidingsniveau", kenmerkwaarde=k) for c, w in gebieden.items() for k in ("laag", "midden", "hoog"))
        )  # fmt: skip

    kader = KADER | {"vergelijking": {"Vergelijkbare steden": ["GM0003"], "Groeikernen": ["NL00"]}}
    rang = frame(None).iloc[:0]
    assert onderwijs.kern(tegen_land(frame(1.0)), rang, kader).endswith("32,0 %; het verschil is niet aantoonbaar.")
    assert onderwijs.kern(tegen_land(frame(None)), rang, kader).endswith("32,0 %; Stad zit daar 1,0 procentpunt onder.")
    titel = "In {} vergelijkingssteden is het aandeel met hbo of wo {} dan in Stad"
    zeker = onderwijs.titel_vergelijking(tegen(frame(1.0), "GM0001"), kader)
    assert zeker == titel.format("1 van de 2", "aantoonbaar groter")
    assert onderwijs.titel_vergelijking(tegen(frame(None), "GM0001"), kader) == titel.format("alle 2", "groter")
