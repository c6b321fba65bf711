"""The rules every chart kind keeps: fictive figures, alternative text, same bytes, unchanged input, hostile text."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib.text
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from shapely.geometry import box

from ezlib.figures import stijl
from ezlib.figures.beeld import FICTIEF_LABEL, FICTIEF_TITEL, Beeld, png
from ezlib.figures.dotplot import plot_vergelijking
from ezlib.figures.indelingen import plot_indelingen
from ezlib.figures.kaart import plot_kaart
from ezlib.figures.opbouw import plot_opbouw
from ezlib.figures.panelen import plot_panelen
from ezlib.figures.quotient import plot_quotient
from ezlib.figures.tijdreeks import plot_tijdreeks
from ezlib.figures.waterval import plot_waterval

BEVINDING = "Zoetermeer won met 31,7 % van Delft"
KOP = {"titel": BEVINDING, "ondertitel": "% van de inwoners, 1 januari 2021", "bron": "CBS", "naam": "proef"}
VIJANDIG = (
    ("<script>alert('x')</script>", "$x^2$ en $\\frac{1}{0}$", "\\alpha_{"),
    ("naam " * 80, "W" * 300, "Burgemeester-van-der-Poelpark-Noordoost c.a."),
    ("Dorp \N{ROCKET}\N{VARIATION SELECTOR-16}", "regel\neen\ttwee\x00\x07", "e\u0301\u0301\u202e\U000e0041"),
    (" ", "&amp; \" ' >", "%s {0} %"),
)


def gebieden(namen: tuple[str, str, str] = ("Zoetermeer", "Delft", "Almere")) -> pd.DataFrame:
    """Three areas with one value each."""
    return pd.DataFrame({
        "gebied_code": ["GM0637", "GM0503", "GM0034"], "gebied_naam": namen, "waarde": [31.7, 46.1, 28.8],
        "herkomst": "waargenomen", "ontbreekt": "", "status": "",
    })  # fmt: skip


def per_deel(frame: pd.DataFrame, waarden: dict[str, float]) -> pd.DataFrame:
    """Each area with every part of a breakdown."""
    return pd.concat([frame.assign(kenmerkwaarde=k, waarde=w) for k, w in waarden.items()], ignore_index=True)


def vlakken(frame: pd.DataFrame, indeling: int = 2022) -> gpd.GeoDataFrame:
    """Three squares of two kilometres side by side."""
    vormen = [box(i * 2000, 0, i * 2000 + 2000, 2000) for i in range(len(frame))]
    return gpd.GeoDataFrame(frame.assign(indeling=indeling), geometry=vormen, crs=28992)


@dataclass(frozen=True)
class Soort:
    """A chart kind: how to make its frame from three areas, and how to draw it."""

    maak: Callable[[pd.DataFrame], pd.DataFrame]
    teken: Callable[..., Beeld]


SOORTEN = {
    "tijdreeks": Soort(lambda f: pd.concat([f.assign(periode=str(j)) for j in (2020, 2021)]), plot_tijdreeks),
    "vergelijking": Soort(lambda f: f, lambda f, **k: plot_vergelijking(f, uitgelicht="GM0637", **k)),
    "opbouw": Soort(
        lambda f: per_deel(f, {"laag": 20.0, "hoog": 80.0}),
        lambda f, **k: plot_opbouw(f, delen={"laag": "vmbo", "hoog": "hbo, wo"}, **k),
    ),
    "quotient": Soort(lambda f: per_deel(f, {"A": 0.5, "G+I": 1.4}), plot_quotient),
    "waterval": Soort(lambda f: f.assign(rol=["stand", "erbij", "stand"]), plot_waterval),
    "panelen": Soort(
        lambda f: pd.concat([f.assign(periode=str(j), deel=d) for j in (2020, 2021) for d in ("bouw", "zorg")]),
        lambda f, **k: plot_panelen(f, paneel="deel", basis=30, **k),
    ),
    "kaart": Soort(vlakken, plot_kaart),
    "indelingen": Soort(vlakken, lambda f, **k: plot_indelingen(f, f.iloc[::-1].assign(indeling=2025), **k)),
}
MET_CIJFERS = [naam for naam in SOORTEN if naam != "indelingen"]
alle_soorten = pytest.mark.parametrize("naam", SOORTEN)


def maak(soortnaam: str, frame: pd.DataFrame | None = None, **kop: Any) -> Beeld:
    soort = SOORTEN[soortnaam]
    return soort.teken(soort.maak(gebieden() if frame is None else frame), **{**KOP, **kop})


def teksten(beeld: Beeld) -> list[matplotlib.text.Text]:
    return [t for t in beeld.figuur.findobj(matplotlib.text.Text) if t.get_text()]


def test_every_exported_chart_kind_is_tested_here() -> None:
    # The status strip draws words and no figures: see test_voortgang.
    modules = [m for m in Path(stijl.__file__).parent.glob("*.py") if m.stem != "statusstrook"]
    assert len(SOORTEN) == sum(len(re.findall(r"^def plot_", m.read_text(encoding="utf-8"), re.M)) for m in modules)


@alle_soorten
def test_fictive_figures_cannot_be_quoted(naam: str) -> None:
    frame = gebieden()
    frame.loc[1, "herkomst"] = "fictief"  # one row is enough
    beeld = maak(naam, frame)
    assert (beeld.naam, beeld.titel) == ("fictief-proef", FICTIEF_TITEL)
    assert beeld.alt.startswith(FICTIEF_TITEL) and "verzonnen cijfers" in beeld.alt
    for bevinding in (BEVINDING, "31,7", "46,1", "plaats", "oogste", "1,40", "80 %"):
        assert bevinding not in beeld.alt
    assert BEVINDING not in [t.get_text() for t in teksten(beeld)]
    assert (beeld.tabel.iloc[:, 0] == "FICTIEF").all()
    for ax in beeld.figuur.axes:
        labels = [t for t in ax.texts if t.get_text() == FICTIEF_LABEL]
        assert len(labels) == 1
        midden = labels[0].get_window_extent().intersection(ax.get_window_extent(), labels[0].get_window_extent())
        assert midden is not None and labels[0].get_fontsize() >= 10


@alle_soorten
def test_real_figures_speak_normally(naam: str) -> None:
    beeld = maak(naam)
    assert (beeld.naam, beeld.titel) == ("proef", BEVINDING)
    assert beeld.alt.startswith(BEVINDING) and "FICTIEF" not in beeld.alt
    assert FICTIEF_LABEL not in [t.get_text() for t in teksten(beeld)]
    assert "Let op" not in beeld.tabel


@alle_soorten
def test_the_same_frame_gives_the_same_bytes(naam: str) -> None:
    beeld = maak(naam)
    eerste = png(beeld)
    assert eerste == png(beeld) == png(maak(naam))
    assert not {b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"} & {eerste[i : i + 4] for i in range(8, 200)}


def test_the_colours_that_a_figure_has_most_of_are_kept_and_others_go_to_the_nearest() -> None:
    beeld = maak("tijdreeks")
    doek = FigureCanvasAgg(beeld.figuur)
    doek.draw()
    echt = np.asarray(doek.buffer_rgba())[..., :3].astype(int).reshape(-1, 3)
    gekregen = np.asarray(Image.open(io.BytesIO(png(beeld))).convert("RGB")).astype(int).reshape(-1, 3)
    kleuren, plek, aantal = np.unique(echt, axis=0, return_inverse=True, return_counts=True)
    palet = kleuren[np.argsort(-aantal, kind="stable")[:256]]
    afstand = ((kleuren[:, None] - palet[None]) ** 2).sum(axis=-1).min(axis=1)
    assert len(kleuren) > 256
    assert (((echt - gekregen) ** 2).sum(axis=1) == afstand[plek.ravel()]).all()


@alle_soorten
def test_the_frame_of_the_caller_stays_as_it_was(naam: str) -> None:
    frame = SOORTEN[naam].maak(gebieden())
    kopie = frame.copy(deep=True)
    SOORTEN[naam].teken(frame, **KOP)
    pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(kopie))


@alle_soorten
@pytest.mark.parametrize("namen", VIJANDIG, ids=["opmaak", "lang", "tekens", "leeg"])
def test_hostile_text_is_drawn_as_text(naam: str, namen: tuple[str, str, str]) -> None:
    frame = gebieden(tuple(f"{n}{i}" for i, n in enumerate(namen)))
    beeld = maak(naam, frame, titel=f"T {namen[0]}", ondertitel=f"O {namen[1]}", bron=f"B {namen[2]}", noten=namen)
    beeld.figuur.draw_without_rendering()  # warnings are errors: a missing glyph would raise
    kader = beeld.figuur.bbox
    for t in teksten(beeld):
        assert not t.get_parse_math() or "$" not in t.get_text()
        plek = t.get_window_extent()
        assert plek.x0 >= -2 and plek.x1 <= kader.width + 2, t.get_text()
    json.dumps([beeld.alt, beeld.tabel.astype(str).to_numpy().tolist()])


@alle_soorten
def test_title_subtitle_notes_and_plot_do_not_overlap(naam: str) -> None:
    lang = "Een titel die " + "heel erg lang is en " * 6 + "eindigt"
    assert len(lang) > 135
    beeld = maak(naam, titel=lang, ondertitel=lang, bron=lang, noten=[lang, "Kort."])
    beeld.figuur.draw_without_rendering()
    regels = [t for t in teksten(beeld) if t.get_gid() in {"titel", "ondertitel", "noot", "bron", "sleutel"}]
    assert " ".join(t.get_text() for t in regels if t.get_gid() == "titel") == lang
    assert sum(t.get_gid() == "titel" for t in regels) >= 2
    dozen = [t.get_window_extent() for t in regels] + [ax.get_window_extent() for ax in beeld.figuur.axes[:1]]
    for a, b in itertools.combinations(dozen, 2):
        breed, hoog = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert breed <= 1 or hoog <= 4 or min(a.x0, b.x0) > 0.7 * beeld.figuur.bbox.width


@pytest.mark.parametrize("naam", MET_CIJFERS)
def test_without_any_figure_the_reason_stands_in_the_plot(naam: str) -> None:
    soort = SOORTEN[naam]
    leeg = soort.maak(gebieden()).assign(waarde=np.nan, ontbreekt="geen-bron")
    beeld = soort.teken(leeg, **KOP)
    assert "Er zijn geen cijfers om te tonen (geen bron)" in [t.get_text() for t in teksten(beeld)]
    assert "er zijn geen cijfers om te tonen (geen bron)" in beeld.alt


@pytest.mark.parametrize("naam", MET_CIJFERS)
def test_missing_columns_are_named_in_one_message(naam: str) -> None:
    soort = SOORTEN[naam]
    frame = soort.maak(gebieden()).drop(columns=["waarde", "herkomst"])
    with pytest.raises(ValueError, match="mist de kolommen waarde en herkomst; er zijn: gebied_code"):
        soort.teken(frame, **KOP)


@pytest.mark.parametrize("veld", ["titel", "ondertitel", "bron"])
def test_an_empty_text_is_refused(veld: str) -> None:
    with pytest.raises(ValueError, match=f"Een figuur heeft {veld} nodig"):
        maak("vergelijking", **{veld: " \n"})


def test_a_name_is_a_slug() -> None:
    with pytest.raises(ValueError, match='"Mijn figuur" is dat niet'):
        maak("vergelijking", naam="Mijn figuur")


def test_a_notebook_gets_image_text_and_metadata() -> None:
    beeld = maak("vergelijking")
    data, meta = beeld._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"} and data["text/plain"] == BEVINDING
    assert meta["image/png"] == {"alt": beeld.alt, "width": 800}
    assert meta["ez"]["tabel"] == [
        ["Gebied", "Waarde"],
        ["Zoetermeer", "31,7 %"],
        ["Delft", "46,1 %"],
        ["Almere", "28,8 %"],
    ]


def test_two_lines_of_one_colour_differ_in_grey() -> None:
    from ezlib.figures.stijl import OPLOPEND, REEKS, helderheid

    for kleuren in [REEKS[:4], *OPLOPEND.values()]:
        grijs = sorted(helderheid(k) ** (1 / 2.4) for k in kleuren)
        assert all(b - a > 0.08 for a, b in itertools.pairwise(grijs))
