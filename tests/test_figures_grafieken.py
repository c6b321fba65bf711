"""What each chart says and draws, on frames a reader checks by head."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from ezlib.figures.beeld import Beeld, png
from ezlib.figures.dotplot import plot_vergelijking
from ezlib.figures.labels import spreid
from ezlib.figures.opbouw import plot_opbouw
from ezlib.figures.quotient import plot_quotient
from ezlib.figures.stijl import breek_af, kort, tekstbreedte
from ezlib.figures.tijdreeks import plot_tijdreeks
from ezlib.figures.waterval import plot_waterval

KOP = {"titel": "De titel", "ondertitel": "Eenheid, peildatum", "bron": "CBS", "naam": "proef"}
FMI = pd.DataFrame(
    [
        ("Jaarstukken 2020", "2020-01-01", 48.23, "voorlopig"),
        ("Jaarstukken 2021", "2020-01-01", 48.23, ""),
        ("Jaarstukken 2021", "2021-01-01", 48.50, "voorlopig"),
        ("Jaarstukken 2022", "2021-01-01", 48.76, ""),
        ("Jaarstukken 2022", "2022-01-01", 48.99, "voorlopig"),
    ],
    columns=["publicatie", "periode", "waarde", "status"],
).assign(herkomst="waargenomen")


def teksten(beeld: Beeld) -> list[str]:
    return [t.get_text() for ax in beeld.figuur.axes for t in ax.texts]


def buiten(beeld: Beeld) -> list[str]:
    return [t.get_text() for t in beeld.figuur.texts]


def test_tijdreeks_tells_a_line_per_publication() -> None:
    beeld = plot_tijdreeks(FMI, lijn="publicatie", **KOP)
    assert beeld.alt == (
        "De titel. Lijngrafiek: 3 lijnen (Jaarstukken 2020, Jaarstukken 2021 en Jaarstukken 2022), 1 januari 2020 tot "
        "en met 1 januari 2022. Eenheid, peildatum. Jaarstukken 2020: 48,2 op 1 januari 2020. Jaarstukken 2021: 48,2 "
        "op 1 januari 2020 en 48,5 op 1 januari 2021. Jaarstukken 2022: 48,8 op 1 januari 2021 en 49,0 op 1 januari 2022."
    )
    assert list(beeld.tabel.iloc[1]) == ["Jaarstukken 2021", "1 januari 2020", "48,2", ""]
    assert "De verticale as begint niet bij 0." in buiten(beeld)


def test_tijdreeks_labels_do_not_touch_where_publications_agree() -> None:
    beeld = plot_tijdreeks(FMI, lijn="publicatie", **KOP)
    labels = [t for t in beeld.figuur.axes[0].texts if t.get_text()]
    assert sorted(t.get_text() for t in labels) == [
        "48,2", "48,5", "48,8", "49,0 Jaarstukken 2022", "Jaarstukken 2020", "Jaarstukken 2021",
    ]  # fmt: skip
    dozen = [t.get_window_extent() for t in labels]
    for i, a in enumerate(dozen):
        assert not any(a.overlaps(b) for b in dozen[i + 1 :])


def test_tijdreeks_draws_provisional_points_open() -> None:
    stippen = [
        lijn
        for lijn in plot_tijdreeks(FMI, lijn="publicatie", **KOP).figuur.axes[0].lines
        if len(lijn.get_xdata()) == 1
    ]
    open_ = {float(s.get_ydata()[0]) for s in stippen if s.get_markerfacecolor() == "#FFFFFF" != s.get_color()}
    assert open_ == {48.23, 48.50, 48.99}


def test_tijdreeks_breaks_the_line_at_a_missing_value() -> None:
    frame = pd.DataFrame({
        "gebied_naam": "Delft", "periode": ["2019", "2020", "2021", "2022", "2023"], "waarde": [1.0, 2, np.nan, 4, 3],
        "herkomst": "waargenomen", "ontbreekt": ["", "", "geheim", "", ""],
    })  # fmt: skip
    beeld = plot_tijdreeks(frame, decimalen=0, **KOP)
    lang = next(lijn for lijn in beeld.figuur.axes[0].lines if len(lijn.get_xdata()) == 5)
    assert np.isnan(lang.get_ydata()[2])
    assert "Geen cijfer: Delft in 2021 (geheim bij de bron)." in buiten(beeld)
    assert beeld.alt.endswith(
        "Delft: van 1 in 2019 naar 3 in 2023; hoogste 4 in 2022, laagste 1 in 2019. "
        "Geen cijfer: Delft in 2021 (geheim bij de bron)."
    )
    assert beeld.tabel["Waarde"].tolist() == ["1", "2", "– (geheim bij de bron)", "4", "3"]
    assert "De verticale as begint niet bij 0." not in buiten(beeld)


def test_tijdreeks_breaks_the_line_where_the_publication_changes() -> None:
    frame = pd.DataFrame({
        "gebied_naam": ["Health"] * 4 + ["IT"] * 2, "periode": ["2024", "2025", "2026", "2027", "2026", "2027"],
        "waarde": [10.0, 12, 30, 33, 20, 20], "herkomst": "waargenomen",
        "editie": ["SBI 2008", "SBI 2008", *["SBI 2025"] * 4],
    })  # fmt: skip
    beeld = plot_tijdreeks(frame, decimalen=0, breuk="editie", **KOP)
    lang = [lijn.get_ydata() for lijn in beeld.figuur.axes[0].lines if len(lijn.get_xdata()) == 4]
    assert [list(np.isnan(y)) for y in lang] == [
        [False, False, True, True], [True, True, False, False], [True, True, False, False]
    ]  # fmt: skip
    # Between the second and the third year; the first line only, for the other one only begins there.
    regels = [
        lijn for lijn in beeld.figuur.axes[0].lines if len(set(lijn.get_xdata())) == 1 == len(lijn.get_ydata()) - 1
    ]
    assert len(regels) == 1
    zin = "De lijn is onderbroken: SBI 2008, tot en met 2025, en SBI 2025, vanaf 2026, zijn niet te vergelijken."
    assert zin in " ".join(buiten(beeld)) and beeld.alt.endswith(zin)
    assert "Health, SBI 2008: 10 in 2024 en 12 in 2025. Health, SBI 2025: 30 in 2026 en 33 in 2027." in beeld.alt
    assert "IT: 20 in 2026 en 20 in 2027." in beeld.alt
    assert beeld.tabel["Volgens"].tolist() == frame["editie"].tolist()
    heel = plot_tijdreeks(frame.assign(editie="SBI 2008"), decimalen=0, breuk="editie", **KOP)
    assert "onderbroken" not in heel.alt and "Volgens" not in heel.tabel


@pytest.mark.parametrize(
    ("frame", "fout"),
    [
        (FMI.assign(periode=["2020", *FMI["periode"][1:]]), "Perioden van één soort op één as"),
        (pd.concat([FMI, FMI]), "dubbel: Jaarstukken 2020, 2020-01-01"),
        (pd.concat([FMI.assign(publicatie=f"P{i}") for i in range(7)]).drop_duplicates(["publicatie", "periode"]), "Hoogstens 6 lijnen"),
        (FMI.assign(waarde=np.inf), "oneindig"),
    ],
)  # fmt: skip
def test_tijdreeks_refuses(frame: pd.DataFrame, fout: str) -> None:
    with pytest.raises(ValueError, match=fout):
        plot_tijdreeks(frame, lijn="publicatie", **KOP)


STEDEN = pd.DataFrame({
    "gebied_code": ["GM0637", "GM0503", "GM0034", "GM0995", "NL00"],
    "gebied_naam": ["Zoetermeer", "Delft", "Almere", "Lelystad", "Nederland"],
    "gebied_type": ["gemeente"] * 4 + ["land"], "groep": ["Groeikernen", "Steden", "Groeikernen", "Groeikernen", "Nederland"],
    "waarde": [30.3, 46.1, 28.8, np.nan, 31.5], "herkomst": ["waargenomen"] * 4 + ["geschat"],
    "ontbreekt": ["", "", "", "geen-bron", ""], "ondergrens": [29.1, np.nan, np.nan, np.nan, np.nan],
    "bovengrens": [31.4, np.nan, np.nan, np.nan, np.nan],
})  # fmt: skip


def test_vergelijking_tells_place_and_extremes() -> None:
    beeld = plot_vergelijking(STEDEN, uitgelicht="GM0637", referentie="NL00", groep="groep", **KOP)
    assert beeld.alt == (
        "De titel. Puntgrafiek: 5 gebieden in de groepen Groeikernen, Steden en Nederland. Eenheid, peildatum. "
        "Zoetermeer: 30,3 % (marge 29,1 tot 31,4 %), plaats 2 van 3. Hoogste: Delft, 46,1 %. Laagste: Almere, 28,8 %. "
        "Nederland: 31,5 %. Geen cijfer: Lelystad (geen bron)."
    )
    assert "≈ geschat: Nederland." in buiten(beeld)
    assert "≈ 31,5 %" in teksten(beeld) and "geen bron" in teksten(beeld)


def test_vergelijking_sorts_and_puts_missing_last() -> None:
    beeld = plot_vergelijking(STEDEN, uitgelicht="GM0637", **KOP)
    namen = [t for t in beeld.figuur.axes[0].texts if t.get_text() in set(STEDEN["gebied_naam"])]
    assert [t.get_text() for t in namen] == ["Delft", "Nederland", "Zoetermeer", "Almere", "Lelystad"]
    assert [t.get_position()[1] for t in namen] == [-0.5, -1.5, -2.5, -3.5, -4.5]


def test_vergelijking_repeats_the_home_area_in_each_larger_block() -> None:
    extra = STEDEN[STEDEN["gebied_code"] == "GM0503"].assign(gebied_code="GM0546", gebied_naam="Leiden", waarde=48.1)
    frame = pd.concat([STEDEN, extra])
    een = teksten(plot_vergelijking(frame, uitgelicht="GM0637", groep="groep", herhaal=False, **KOP))
    twee = teksten(plot_vergelijking(frame, uitgelicht="GM0637", groep="groep", **KOP))
    assert (een.count("Zoetermeer"), twee.count("Zoetermeer")) == (1, 2)


def test_vergelijking_refuses_an_unknown_or_double_area() -> None:
    with pytest.raises(ValueError, match='Uitgelicht "GM9999" staat niet in de kolom gebied_code'):
        plot_vergelijking(STEDEN, uitgelicht="GM9999", **KOP)
    with pytest.raises(ValueError, match="dubbel: GM0034 en GM0503"):
        plot_vergelijking(pd.concat([STEDEN, STEDEN.iloc[1:3]]), **KOP)


NIVEAUS = {"laag": "basisonderwijs, vmbo, mbo 1", "midden": "havo, vwo, mbo 2-4", "hoog": "hbo, wo"}
OPBOUW = pd.DataFrame(
    [(c, n, k, w) for c, n, ws in (("GM0637", "Zoetermeer", (26.4, 43.3, 30.3)), ("GM0503", "Delft", (19.0, 35.0, 46.0)))
     for k, w in zip(NIVEAUS, ws, strict=True)],
    columns=["gebied_code", "gebied_naam", "kenmerkwaarde", "waarde"],
).assign(herkomst="waargenomen")  # fmt: skip


def test_opbouw_tells_every_share() -> None:
    beeld = plot_opbouw(OPBOUW, delen=NIVEAUS, sorteer_op="hoog", **KOP)
    assert beeld.alt == (
        "De titel. Gestapelde balken tot 100 %: 2 gebieden, verdeeld in basisonderwijs, vmbo, mbo 1; havo, vwo, mbo 2-4; "
        "hbo, wo. Eenheid, peildatum. Delft: basisonderwijs, vmbo, mbo 1 19 %; havo, vwo, mbo 2-4 35 %; hbo, wo 46 %. "
        "Zoetermeer: basisonderwijs, vmbo, mbo 1 26 %; havo, vwo, mbo 2-4 43 %; hbo, wo 30 %."
    )
    assert "Door afronding tellen de getallen niet in elke balk op tot 100." in buiten(beeld)
    assert list(beeld.tabel.columns) == ["Gebied", *NIVEAUS.values()]
    assert [t for t in teksten(beeld) if t.endswith(" %")][:3] == ["19 %", "35 %", "46 %"]


def test_opbouw_hatches_an_area_without_figures() -> None:
    frame = OPBOUW.assign(ontbreekt="")
    frame.loc[frame["gebied_naam"] == "Delft", ["waarde", "ontbreekt"]] = [np.nan, "onbekend"]
    beeld = plot_opbouw(frame, delen=NIVEAUS, **KOP)
    assert "geen cijfer: onbekend" in teksten(beeld)
    assert [p.get_hatch() for p in beeld.figuur.axes[0].patches].count("////") == 1
    assert beeld.alt.endswith("Delft: geen cijfer (onbekend).")


def test_opbouw_refuses_what_does_not_add_up() -> None:
    with pytest.raises(ValueError, match="tellen niet op tot 100 %: GM0503"):
        plot_opbouw(OPBOUW.assign(waarde=[26.4, 43.3, 30.3, 19, 35, 40]), delen=NIVEAUS, **KOP)
    with pytest.raises(ValueError, match="De delen zijn laag en midden; in de tabel staat hoog, laag en midden"):
        plot_opbouw(OPBOUW, delen={k: NIVEAUS[k] for k in ("laag", "midden")}, **KOP)


QUOTIENT = pd.DataFrame(
    [(c, n, s, w) for c, n, ws in (("GM0637", "Zoetermeer", (1.25, 0.19)), ("GM0503", "Delft", (0.8, 0.0)))
     for s, w in zip(("M-N", "A"), ws, strict=True)],
    columns=["gebied_code", "gebied_naam", "kenmerkwaarde", "waarde"],
).assign(herkomst="waargenomen")  # fmt: skip


def test_quotient_lies_symmetric_around_one() -> None:
    beeld = plot_quotient(QUOTIENT, sectornamen={"M-N": "zakelijk", "A": "landbouw"}, **KOP)
    assert beeld.alt == (
        "De titel. Stipgrafiek rond 1,0 (zoals landelijk): locatiequotiënt van 2 sectoren in Zoetermeer en Delft. "
        "Eenheid, peildatum. Zoetermeer: zakelijk 1,25 en landbouw 0,19. Delft: zakelijk 0,80 en landbouw 0,00."
    )
    links, rechts = beeld.figuur.axes[0].get_xlim()
    assert links * rechts == pytest.approx(1)
    assert "Een pijltje aan de rand: de waarde ligt daarbuiten (meer dan 3 keer, of minder dan een derde)." in buiten(
        beeld
    )


def test_quotient_refuses_negative_values_and_five_areas() -> None:
    with pytest.raises(ValueError, match="nooit negatief"):
        plot_quotient(QUOTIENT.assign(waarde=-1.0), **KOP)
    with pytest.raises(ValueError, match="Hoogstens 4 gebieden"):
        plot_quotient(pd.concat([QUOTIENT.assign(gebied_code=f"GM{i}") for i in range(5)]).drop_duplicates(
            ["gebied_code", "kenmerkwaarde"]), **KOP)  # fmt: skip


def test_drawing_in_threads_gives_the_bytes_of_drawing_alone() -> None:
    def teken(_: int) -> bytes:
        return png(plot_quotient(QUOTIENT, **KOP))

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(teken, range(4))) == {teken(0)}


def test_text_is_wrapped_and_cut_by_its_measured_width() -> None:
    regels = breek_af("een titel van zes korte woorden " * 4, 3.0, 13, vet=True)
    assert len(regels) > 2 and all(tekstbreedte(r, 13, vet=True) <= 3.0 for r in regels)
    assert kort("Zoetermeer", 5, 9) == "Zoetermeer"
    assert kort("W" * 90, 1.0, 9).endswith("W…") and tekstbreedte(kort("W" * 90, 1.0, 9), 9) <= 1.0


def test_labels_keep_their_order_and_distance() -> None:
    hoogten = [5.0, 4.0, 4.5, 30.0]
    uit = spreid(hoogten, 10)
    assert np.argsort(uit).tolist() == np.argsort(hoogten).tolist()
    assert min(np.diff(sorted(uit))) >= 10 - 1e-9


def test_waterfall_without_any_step_says_that_there_is_no_source():
    """A gemeente without a register has no rows at all; the page must still be made."""
    leeg = pd.DataFrame({"label": [], "rol": [], "waarde": [], "herkomst": [], "ontbreekt": []})
    beeld = plot_waterval(leeg, titel="Verloop", ondertitel="Aantal", bron="Geen bron", naam="verloop", label="label")
    assert "geen bron" in beeld.alt.lower()
