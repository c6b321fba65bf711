"""What every chart asks of its frame, and the Dutch words for values, periods and missing cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ezlib.taal import GEEN_CIJFER, datum, getal, opsomming

REDENEN = {
    "onbekend": "onbekend",
    "geheim": "geheim bij de bron",
    "onderdrukt": "niet getoond om herleiding te voorkomen",
    "geen-bron": "geen bron",
    "niet-vergelijkbaar": "niet vergelijkbaar",
}
_VORMEN = {"jaar": r"\d{4}", "peildatum": r"\d{4}-\d{2}-\d{2}", "kwartaal": r"\d{4}K[1-4]"}


def lees_gegevens(frame: pd.DataFrame, vereist: Iterable[str]) -> pd.DataFrame:
    """Copy a frame for drawing, after checking it.

    Parameters
    ----------
    frame:
        Observation-like rows. `waarde` numeric (NaN where missing); `herkomst` is always required, since
        without it nobody can tell fictive figures from real ones.
    vereist:
        Columns the chart needs besides `waarde` and `herkomst`.

    Returns
    -------
    A new frame with a fresh index, `waarde` as float64 and `status`, `ontbreekt` filled with "" where absent.

    Raises
    ------
    ValueError
        All missing columns in one message; infinite values; a fresh copy is never half checked.
    """
    nodig = list(dict.fromkeys(["waarde", "herkomst", *vereist]))
    mist = [kolom for kolom in nodig if kolom not in frame.columns]
    if mist:
        raise ValueError(
            f"De grafiek mist de kolommen {opsomming(mist)}; er zijn: {opsomming([str(k) for k in frame.columns])}."
        )
    uit = frame.reset_index(drop=True).copy()
    uit["waarde"] = pd.to_numeric(uit["waarde"]).astype("float64")
    if np.isinf(uit["waarde"]).any():
        raise ValueError("De kolom waarde bevat oneindig; deel niet door nul en laat de cel leeg.")
    for kolom in ("status", "ontbreekt"):
        uit[kolom] = uit[kolom].fillna("").astype(str) if kolom in uit else ""
    return uit


def reden(ontbreekt: object) -> str:
    """Say why a cell is missing.

    >>> reden("geheim"), reden("")
    ('geheim bij de bron', 'geen cijfer')
    """
    sleutel = "" if ontbreekt is None or ontbreekt != ontbreekt else str(ontbreekt)
    return REDENEN.get(sleutel, sleutel or "geen cijfer")


def cijfer(waarde: float | None, decimalen: int, eenheid: str = "") -> str:
    """Write a value with its unit; counts go without.

    >>> cijfer(30.31, 1, "%"), cijfer(1200, 0, "aantal"), cijfer(float("nan"), 1, "%")
    ('30,3 %', '1.200', '–')
    """
    tekst = getal(waarde, decimalen)
    return tekst if tekst == GEEN_CIJFER or eenheid in ("", "aantal", "index") else f"{tekst} {eenheid}"


def cel(rij: pd.Series, decimalen: int, eenheid: str = "") -> str:
    """Write a cell of the table behind a figure: the value, or an en dash with the reason."""
    if np.isnan(rij["waarde"]):
        return f"{GEEN_CIJFER} ({reden(rij['ontbreekt'])})"
    return cijfer(rij["waarde"], decimalen, eenheid)


def geschat_noot(gegevens: pd.DataFrame) -> list[str]:
    """Name the areas whose values are estimates, as a note; an empty list where there are none."""
    bekend = gegevens[gegevens["waarde"].notna()]
    namen = list(dict.fromkeys(bekend.loc[bekend["herkomst"] == "geschat", "gebied_naam"]))
    if namen and (bekend["herkomst"] == "geschat").all():
        return ["Alle cijfers zijn geschat."]
    return [f"≈ geschat: {opsomming(namen)}."] if namen else []


def getal_op_as(waarde: float, tikken: Sequence[float]) -> str:
    """Write a tick with as many decimals as the step asks.

    >>> getal_op_as(48.0, [48.0, 48.5]), getal_op_as(2000, [0, 1000])
    ('48,0', '2.000')
    """
    stap = tikken[1] - tikken[0] if len(tikken) > 1 else 1.0
    return getal(waarde, next((d for d in range(4) if abs(stap * 10**d - round(stap * 10**d)) < 1e-6), 3))


def periodevorm(perioden: Iterable[str]) -> str:
    """Tell which kind of period a frame holds: jaar, peildatum or kwartaal.

    >>> periodevorm(["2020-01-01", "2021-01-01"])
    'peildatum'
    """
    perioden = [str(p) for p in perioden]
    for vorm, patroon in _VORMEN.items():
        if all(re.fullmatch(patroon, p) for p in perioden):
            return vorm
    raise ValueError(
        "Perioden van één soort op één as: jaren (2024), peildata (2024-01-01) of kwartalen (2025K3); er staat: "
        f"{opsomming(sorted(set(perioden))[:6])}."
    )


def op_de_as(periode: str) -> float:
    """Place a period on a time axis in years.

    >>> op_de_as("2024"), op_de_as("2025K3"), op_de_as("2020-01-01")
    (2024.0, 2025.5, 2020.0)
    """
    if "K" in periode:
        jaar, kwartaal = periode.split("K")
        return int(jaar) + (int(kwartaal) - 1) / 4
    if "-" in periode:
        dag = pd.Timestamp(periode)
        return dag.year + (dag.day_of_year - 1) / (366 if dag.is_leap_year else 365)
    return float(periode)


def as_label(periode: str) -> str:
    """Label a tick: short enough to stand beside its neighbour.

    >>> as_label("2020-01-01"), as_label("2025K3"), as_label("2024")
    ('1 jan. 2020', '3e kw. 2025', '2024')
    """
    if "K" in periode:
        jaar, kwartaal = periode.split("K")
        return f"{kwartaal}e kw. {jaar}"
    if "-" not in periode:
        return periode
    dag, maand, jaar = datum(periode).split()
    afgekort = maand if len(maand) <= 4 else f"{'mrt' if maand == 'maart' else maand[:3]}."
    return f"{dag} {afgekort} {jaar}"
