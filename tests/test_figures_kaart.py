"""Maps: classes, missing areas, flags, numbers, boundary years."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import MultiPolygon, box

from ezlib.figures.beeld import Beeld, png
from ezlib.figures.indelingen import plot_indelingen
from ezlib.figures.kaart import plot_kaart
from ezlib.figures.klassen import maak_klassen

REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "geo"
KOP = {"titel": "De titel", "ondertitel": "% van de inwoners", "bron": "CBS, Kadaster", "naam": "proef"}


def wijken(**kolommen: object) -> gpd.GeoDataFrame:
    """Four areas: two large, one of two parts, one too small for its name."""
    vormen = [box(0, 0, 3000, 3000), box(3000, 0, 6000, 3000),
              MultiPolygon([box(0, 3000, 2000, 5000), box(4000, 3000, 6000, 5000)]), box(2000, 3000, 2400, 5000)]  # fmt: skip
    basis = {
        "gebied_code": ["WK1", "WK2", "WK3", "WK4"], "gebied_naam": ["Dorp", "Centrum", "Buitengebied", "Industriegebied"],
        "waarde": [24.0, 27.0, 38.0, 31.0], "herkomst": "waargenomen", "ontbreekt": "", "indeling": 2022,
    }  # fmt: skip
    return gpd.GeoDataFrame({**basis, **kolommen}, geometry=vormen, crs=28992)


def teksten(beeld: Beeld) -> list[str]:
    return [t.get_text() for t in beeld.figuur.texts] + [t.get_text() for ax in beeld.figuur.axes for t in ax.texts]


def test_kaart_tells_classes_flags_and_extremes() -> None:
    beeld = plot_kaart(wijken(klein=[False, False, True, False]), grenzen=[20, 25, 30, 40], waarschuwing="klein",
                       waarschuwing_tekst="weinig inwoners", **KOP)  # fmt: skip
    assert beeld.alt == (
        "De titel. Kaart: 4 gebieden, gekleurd naar klasse. % van de inwoners. Hoogste: Industriegebied, 31 %. Laagste: "
        "Dorp, 24 %. 30 tot 40 %: Industriegebied. 25 tot 30 %: Centrum. 20 tot 25 %: Dorp. "
        "Gestippeld (weinig inwoners): Buitengebied 38 %."
    )
    assert {"20 tot 25 %", "25 tot 30 %", "30 tot 40 %", "weinig inwoners", "N", "1 km"} <= set(teksten(beeld))
    assert beeld.tabel["Kanttekening"].tolist() == ["", "", "weinig inwoners", ""]
    # What is uncertain gets no colour: it would draw the eye.
    assert beeld.tabel["Klasse"].tolist() == ["20 tot 25 %", "25 tot 30 %", "", "30 tot 40 %"]


def test_an_area_too_small_for_its_name_gets_a_number_that_is_explained() -> None:
    beeld = plot_kaart(wijken(), **KOP)
    assert "1 Industriegebied: 31 %" in teksten(beeld) and "Dorp" in teksten(beeld)
    assert beeld.tabel["Nummer op de kaart"].tolist() == ["", "", "", "1"]


def test_missing_areas_are_hatched_with_the_reason() -> None:
    beeld = plot_kaart(wijken(waarde=[24, np.nan, 38, 31], ontbreekt=["", "geheim", "", ""]), **KOP)
    assert "geen cijfer: geheim bij de bron" in teksten(beeld)
    assert sum(bool(p.get_hatch()) for p in beeld.figuur.axes[0].patches) == 1
    assert beeld.alt.endswith("Geen cijfer: Centrum (geheim bij de bron).")


@pytest.mark.parametrize(
    ("frame", "fout"),
    [
        (wijken().to_crs(4326), "EPSG:28992"),
        (wijken(gebied_code="WK1"), "één keer op de kaart"),
        (wijken(indeling=[2022, 2022, 2022, 2025]), "Eén indeling per kaart; er zijn: 2022 en 2025"),
        (wijken().drop(columns="geometry"), "GeoDataFrame"),
    ],
)
def test_kaart_refuses(frame: gpd.GeoDataFrame, fout: str) -> None:
    with pytest.raises(ValueError, match=fout):
        plot_kaart(frame, **KOP)


def test_classes_have_round_bounds_that_cover_all_values() -> None:
    for waarden in (
        [24, 27, 28, 31, 32, 32, 35, 38, 57],
        [0.11, 0.4, 0.42, 0.9],
        [5],
        [7, 7, 7],
        [1234, 99_000, 5e5, -3],
    ):
        for aantal in (3, 4, 5):
            klassen = maak_klassen(waarden, aantal=aantal)
            assert klassen.grenzen[0] <= min(waarden) and max(waarden) < klassen.grenzen[-1]
            assert 1 <= klassen.aantal <= aantal and list(klassen.grenzen) == sorted(set(klassen.grenzen))
    assert [maak_klassen([1], grenzen=[0, 10, 20]).klasse(w) for w in (0, 9.9, 10, 20)] == [0, 0, 1, 1]


def test_classes_of_your_own_must_cover_and_ascend() -> None:
    with pytest.raises(ValueError, match="laten waarden weg"):
        maak_klassen([5, 50], grenzen=[0, 10, 20])
    with pytest.raises(ValueError, match="lopen op"):
        maak_klassen([5], grenzen=[0, 10, 10])
    with pytest.raises(ValueError, match="drie tot vijf klassen"):
        maak_klassen([5], aantal=7)


def test_indelingen_finds_the_code_that_moved() -> None:
    nieuw = wijken(indeling=2025, gebied_naam=["Dorp", "Centrum", "Nieuw", "Elders"])
    nieuw.geometry = [*nieuw.geometry[:2], nieuw.geometry[3], nieuw.geometry[2]]
    beeld = plot_indelingen(wijken(), nieuw, soort="wijken", **KOP)
    assert beeld.alt == (
        "De titel. Twee kaarten naast elkaar: 2022 met 4 wijken, 2025 met 4 wijken. % van de inwoners. 2 codes van 2022 "
        "wijzen in 2025 naar andere wijken. Bijvoorbeeld WK3: Buitengebied in 2022, Nieuw in 2025."
    )
    assert beeld.tabel.to_numpy().tolist() == [
        ["1", "WK3", "Buitengebied", "Nieuw"],
        ["2", "WK4", "Industriegebied", "Elders"],
    ]
    links, rechts = beeld.figuur.axes
    assert links.get_xlim() == rechts.get_xlim() and links.get_ylim() == rechts.get_ylim()
    with pytest.raises(ValueError, match="niet zo bij WK9"):
        plot_indelingen(wijken(), nieuw, hergebruikt=["WK9"], **KOP)


@pytest.mark.skipif(not REFERENTIE.exists(), reason="the reference outlines lie beside the project, not in it")
def test_fifteen_buurtcodes_of_zoetermeer_moved_in_2025() -> None:
    oud, nieuw = (
        gpd.read_file(REFERENTIE / f"zoetermeer_buurten_{jaar}_rd.geojson")
        .set_crs(28992, allow_override=True)
        .rename(columns={"statcode": "gebied_code", "statnaam": "gebied_naam"})
        .assign(indeling=jaar)
        for jaar in (2024, 2025)
    )
    beeld = plot_indelingen(oud, nieuw, **KOP)
    assert len(beeld.tabel) == 15 and len(png(beeld)) > 50_000
    rij = beeld.tabel.set_index("Code").loc["BU06370101"]
    assert (rij["Naam in 2024"], rij["Naam in 2025"]) == ("Meerzicht-Oost", "Dorpsstraat")
