"""Sentences on the education of residents."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import getal, met_hoofdletter, opsomming, round_half_up
from ezlib.zinnen import geen_cijfer, laatste, meervoud, van

HBO_WO = "hoog"  # internal key of the level; readers see "hbo, wo"
KLEIN = 1000  # inhabitants below which a share of a wijk says little


def volledige_peiling(onderwijs: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Rows of the latest date on which the home gemeente has all three levels, for every area."""
    eigen = van(onderwijs, gebied_code=kader["gemeente"])
    heel = eigen.groupby("periode")["kenmerkwaarde"].nunique()
    heel = heel[heel == 3]
    return onderwijs[onderwijs["periode"] == (heel.index.max() if len(heel) else "")]


def _waarde(frame: pd.DataFrame, code: str, niveau: str = HBO_WO) -> float | None:
    rij = van(frame, gebied_code=code, kenmerkwaarde=niveau)
    return None if rij.empty else float(rij["waarde"].iloc[0])


def kern(onderwijs: pd.DataFrame, rang: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer in three sentences: share with hbo or wo, against Nederland, and the place among the gemeenten.

    `onderwijs` may carry the test against Nederland (`ezlib.report.vergelijken.tegen_land`); then chance is no finding.
    """
    peiling = volledige_peiling(onderwijs, kader)
    hier, land = _waarde(peiling, kader["gemeente"]), _waarde(peiling, "NL00")
    if hier is None:
        return geen_cijfer("het onderwijsniveau van bewoners", kader)
    periode = peiling["periode"].iloc[0]
    # The year only: CBS measures the level on 1 October, not on the peildatum of its table.
    zinnen = [
        f"In {periode[:4]} had {getal(hier, 1)} % van de inwoners van {kader['naam']} van 15 tot 75 jaar "
        "een opleiding op hbo- of wo-niveau."
    ]
    if land is not None:
        rij = van(peiling, gebied_code="NL00", kenmerkwaarde=HBO_WO).iloc[0]
        merk = "" if rij["herkomst"] == "waargenomen" else f" ({rij['herkomst']})"
        eigen = van(peiling, gebied_code=kader["gemeente"], kenmerkwaarde=HBO_WO).iloc[0]
        kant = f"{kader['naam']} zit {vergelijk(hier, land)}"
        if eigen.get("aantoonbaar") == "nee":
            kant = "het verschil is niet aantoonbaar"
        zinnen.append(f"In Nederland was dat {getal(land, 1)} %{merk}; {kant}.")
    plek = van(rang, periode=periode, kenmerkwaarde=HBO_WO)
    if len(plek):
        zinnen.append(
            f"Daarmee staat {kader['naam']} op plaats {getal(plek['waarde'].iloc[0])} van de "
            f"{getal(plek['n'].iloc[0])} gemeenten."
        )
    return " ".join([*zinnen, *_later(onderwijs, periode, kader)])


def _later(onderwijs: pd.DataFrame, periode: str, kader: dict[str, Any]) -> list[str]:
    """A later share with hbo or wo, of a year of which CBS does not give all three levels: named, not compared."""
    eigen = van(onderwijs, gebied_code=kader["gemeente"], kenmerkwaarde=HBO_WO)
    later = eigen[eigen["periode"] > periode].sort_values("periode")
    if later.empty:
        return []
    nieuwste = later.iloc[-1]
    waarde = float(nieuwste["waarde"])
    gedrukt = getal(waarde, 0 if waarde.is_integer() else 1)
    return [f"Over {nieuwste['periode'][:4]} is alleen het deel met hbo of wo bekend: {gedrukt} %."]


def vergelijk(hier: float, daar: float, *, decimalen: int = 1) -> str:
    """Say on which side of another share a share lies, in percentage points as printed.

    >>> vergelijk(30.3, 33.1), vergelijk(30.0, 30.04)
    ('daar 2,8 procentpunt onder', 'daar precies op')
    """
    delta = als_gedrukt(hier, daar, decimalen=decimalen)
    if delta == 0:
        return "daar precies op"
    return f"daar {getal(abs(delta), decimalen)} procentpunt {'boven' if delta > 0 else 'onder'}"


def als_gedrukt(hier: float, daar: float, *, decimalen: int = 1) -> float:
    """Difference of two figures as printed: a reader subtracts what he sees.

    >>> als_gedrukt(30.25, 30.34)
    0.0
    """
    return round(round_half_up(hier, decimalen) - round_half_up(daar, decimalen), decimalen)


def titel_vergelijking(onderwijs: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the comparison: in how many of the comparison towns the share is larger.

    `onderwijs` may carry the test against the home gemeente (`ezlib.report.vergelijken.tegen`); then only what is more
    than chance counts.
    """
    peiling = volledige_peiling(onderwijs, kader)
    hier = _waarde(peiling, kader["gemeente"])
    codes = {c for groep in kader["vergelijking"].values() for c in groep}
    anderen = van(peiling[peiling["gebied_code"].isin(codes - {kader["gemeente"]})], kenmerkwaarde=HBO_WO)
    if hier is None or anderen.empty:
        return "Onderwijsniveau van bewoners"
    zeker = anderen["aantoonbaar"] if "aantoonbaar" in anderen else pd.Series("onbekend", index=anderen.index)
    # What may be chance counts as no difference.
    delta = [0.0 if z == "nee" else als_gedrukt(w, hier) for w, z in zip(anderen["waarde"], zeker, strict=True)]
    if len(delta) == 1:
        woord = "groter dan" if delta[0] > 0 else "kleiner dan" if delta[0] < 0 else "even groot als"
        return f"In {anderen['gebied_naam'].iloc[0]} is het aandeel met hbo of wo {woord} in {kader['naam']}"
    meer = sum(d > 0 for d in delta)
    hoeveel = f"alle {meer}" if meer == len(delta) else f"{meer or 'geen'} van de {len(delta)}"
    woord = "aantoonbaar groter" if zeker.isin(["ja", "nee"]).all() else "groter"
    return f"In {hoeveel} vergelijkingssteden is het aandeel met hbo of wo {woord} dan in {kader['naam']}"


def titel_opbouw(onderwijs: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the three levels: where the home gemeente differs most from Nederland."""
    peiling = volledige_peiling(onderwijs, kader)
    delta = {
        n: als_gedrukt(h, d)
        for n in ("laag", "midden", "hoog")
        if (h := _waarde(peiling, kader["gemeente"], n)) is not None and (d := _waarde(peiling, "NL00", n)) is not None
    }
    if not delta:
        return "Opbouw naar onderwijsniveau"
    if not any(delta.values()):
        return f"De opbouw naar onderwijsniveau van {kader['naam']} is gelijk aan die van Nederland"
    niveau = max(delta, key=lambda n: abs(delta[n]))
    woord = {"laag": "basisonderwijs, vmbo of mbo 1", "midden": "havo, vwo of mbo 2-4", "hoog": "hbo of wo"}[niveau]
    richting = "meer" if delta[niveau] > 0 else "minder"
    return (
        f"{kader['naam']} heeft naar verhouding vooral {richting} inwoners met {woord} dan Nederland "
        f"({getal(abs(delta[niveau]), 1)} procentpunt)"
    )


def wijken(onderwijs: pd.DataFrame, inwoners: pd.DataFrame) -> pd.DataFrame:
    """Latest share with hbo or wo per wijk, with inhabitants and whether the wijk is small.

    Returns
    -------
    DataFrame keyed by gebied_code: the observation's columns plus `inwoners` (count, of the same boundary year) and
    `klein` (fewer than 1,000).
    """
    deel = laatste(onderwijs[(onderwijs["gebied_type"] == "wijk") & (onderwijs["kenmerkwaarde"] == HBO_WO)])
    mensen = inwoners[inwoners["gebied_type"] == "wijk"].sort_values("periode")
    mensen = mensen.drop_duplicates(["gebied_code", "indeling"], keep="last")
    mensen = mensen.rename(columns={"waarde": "inwoners"}, errors="raise")
    met = deel.merge(
        mensen[["gebied_code", "indeling", "inwoners"]],
        how="left",
        on=["gebied_code", "indeling"],
        validate="one_to_one",
    )
    return met.assign(klein=met["inwoners"] < KLEIN).sort_values("waarde", ascending=False, ignore_index=True)


def _groot(per_wijk: pd.DataFrame) -> pd.DataFrame:
    """Wijken that a sentence may rank: with a figure, and known to have 1,000 inhabitants or more."""
    return per_wijk[(per_wijk["inwoners"] >= KLEIN) & per_wijk["waarde"].notna()]


def titel_wijken(per_wijk: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the map: the largest and smallest share among wijken that are not small."""
    groot = _groot(per_wijk)
    if len(groot) < 2:
        return "Onderwijsniveau per wijk"
    if als_gedrukt(groot["waarde"].max(), groot["waarde"].min(), decimalen=0) == 0:
        return f"Het aandeel met hbo of wo is in alle wijken even groot: {getal(groot['waarde'].iloc[0])} %"
    hoog, laag = (groot[groot["waarde"] == w] for w in (groot["waarde"].max(), groot["waarde"].min()))
    return (
        f"Het aandeel met hbo of wo loopt van {getal(laag['waarde'].iloc[0])} % in {opsomming(list(laag['gebied_naam']))} "
        f"tot {getal(hoog['waarde'].iloc[0])} % in {opsomming(list(hoog['gebied_naam']))}"
    )


def opvallend(per_wijk: pd.DataFrame, onderwijs: pd.DataFrame, kader: dict[str, Any]) -> str:
    """What stands out: wijken above and below the gemeente, and the small wijken that should not be ranked."""
    met = per_wijk[per_wijk["waarde"].notna()]
    if met.empty:
        return geen_cijfer("het onderwijsniveau per wijk", kader)
    periode = met["periode"].iloc[0]
    stad = _waarde(onderwijs[onderwijs["periode"] == periode], kader["gemeente"])
    groot, klein = _groot(met), met[met["klein"]]
    regels = []
    if stad is not None:
        boven, onder = groot[groot["waarde"] > stad], groot[groot["waarde"] < stad]
        for woord, deel in (("meer", boven), ("minder", onder)):
            if len(deel):
                lijst = [f"{r.gebied_naam} ({getal(r.waarde)} %)" for r in deel.itertuples()]
                regels.append(
                    f"- {met_hoofdletter(woord)} inwoners met hbo of wo dan gemiddeld in {kader['naam']} "
                    f"({getal(stad)} %): {opsomming(lijst)}."
                )
    if len(klein):
        lijst = [f"{r.gebied_naam} ({getal(r.inwoners)} inwoners)" for r in klein.itertuples()]
        regels.append(
            f"- Klein, dus een onzeker cijfer: {opsomming(lijst)}. "
            f"{meervoud(len(klein), 'Deze wijk doet', 'Deze wijken doen')} niet mee in de titel en de vergelijking."
        )
    return "\n".join(regels) or f"Geen enkele wijk is te onderscheiden van {kader['naam']} als geheel."
