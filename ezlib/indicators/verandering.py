"""Latest figure, year before, start of 2020, change and benchmark: one row per indicator, area and breakdown.

A change is computed within one publication of one source, or between two tables of one kind that continue each other
(`reeksen`); never over a revision, never over a declared break, and never where rounding in the source could explain it.
What cannot be said has its reason. P&C table, management report, database and pages all read this; none computes its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import isnan
from operator import attrgetter
from typing import Any

import pandas as pd

from ezlib.indicators.kader import LAND_CODE, Kader
from ezlib.indicators.signalen import span
from ezlib.rijen import rijen_van
from ezlib.taal import begin_van, einde_van, getal, verschil

START = "2020-01-01"  # the paper's own beginning; the year 2019 ends on it
DAGEN_VAN_START = 366
SERIE = ["indicator_id", "gebied_code", "span", "kenmerk", "kenmerkwaarde"]
VAST = [
    "indicator_id", "gebied_type", "gebied_code", "gebied_naam", "indeling", "kenmerk", "kenmerkwaarde", "eenheid",
    "periode", "waarde", "status", "herkomst", "ontbreekt", "bron_id", "editie",
]  # fmt: skip
TOEN = ["periode", "waarde", "verschil", "procent", "publicatie", "reden"]
BENCHMARK = ["benchmark_code", "benchmark_naam", "benchmark", "benchmark_procent"]
KOLOMMEN = [*VAST, *(f"{wie}_{k}" for wie in ("vorig", "begin") for k in TOEN), *BENCHMARK]
GETALLEN = [k for k in KOLOMMEN if k.endswith(("waarde", "verschil", "procent", "benchmark")) and k != "kenmerkwaarde"]
_serie = attrgetter(*SERIE)
GEEN_CIJFER = "geen cijfer van toen"
ANDERE_PUBLICATIE = "andere publicatie"
ANDERS_GETELD = "sindsdien anders geteld"


def verandering(
    waarnemingen: pd.DataFrame,
    historie: pd.DataFrame,
    *,
    kader: Kader,
    precisies: Mapping[str, float] | None = None,
    reeksen: Mapping[str, str] | None = None,
    breuken: Sequence[Mapping[str, Any]] = (),
) -> pd.DataFrame:
    """Latest figure of each series, against a year earlier and the start of 2020, with its benchmark.

    Parameters
    ----------
    waarnemingen, historie
        What was published, and what other publications said of the same cells (columns of `ezlib.indicators`); one
        indicator or many.
    precisies
        bron_id -> multiple to which the source rounds, in the unit of the figure (100 for thousands with a decimal).
    reeksen
        bron_id -> kind of table; tables of one kind continue each other, publications of one table do not.
    breuken
        Declared breaks (the block `signalen` of keuring.yml): no change is computed over them.

    Returns
    -------
    DataFrame with `KOLOMMEN`, a row per series, in the order of first appearance. `waarde` is the latest real figure;
    where there is none it is missing and `ontbreekt` says why ("fictief" where all that is there is made up).
    `vorig_...` is a year earlier, `begin_...` the date nearest to 1 January 2020 (at most a year off): value, change in
    the unit and in %, the publication they were compared in, and the `reden` of a change that is not there (then a
    value from elsewhere may still stand). `benchmark` is Nederland, else the region, of the same period and source;
    `benchmark_procent` its change over the year of `vorig`.

    Examples
    --------
    >>> rij = {"indicator_id": "banen", "gebied_type": "gemeente", "gebied_code": "GM0001", "gebied_naam": "A",
    ...        "indeling": 2020, "kenmerk": "totaal", "kenmerkwaarde": "totaal", "eenheid": "aantal",
    ...        "status": "definitief", "herkomst": "waargenomen", "ontbreekt": "", "bron_id": "b"}
    >>> nu = pd.DataFrame([rij | {"periode": "2021-01-01", "waarde": 110.0, "editie": "verslag 2021"},
    ...                    rij | {"periode": "2020-01-01", "waarde": 105.0, "editie": "verslag 2020"}])
    >>> toen = pd.DataFrame([rij | {"periode": "2020-01-01", "waarde": 100.0, "editie": "verslag 2021"}])
    >>> uit = verandering(nu, toen, kader=Kader("GM0001", "A")).iloc[0]
    >>> uit[["waarde", "vorig_waarde", "vorig_procent"]].astype(float).tolist(), uit.vorig_publicatie
    ([110.0, 100.0, 10.0], 'verslag 2021')
    """
    nu = list(_gereed(waarnemingen, kader))
    per_serie = _groepeer(r for r in chain(nu, _gereed(historie, kader)) if not isnan(r.waarde))
    regels = _Regels(precisies or {}, reeksen or {}, breuken)
    rijen = [_rij(groep, per_serie.get(serie, []), regels) for serie, groep in _groepeer(nu).items()]
    uit = pd.DataFrame(_met_benchmark(rijen, kader, regels), columns=KOLOMMEN)
    return uit.astype(dict.fromkeys(GETALLEN, "float64"))


def _groepeer(rijen: Iterable[Any]) -> dict[tuple[Any, ...], list[Any]]:
    """Rows of each series (`SERIE`), in their order."""
    groepen: dict[tuple[Any, ...], list[Any]] = {}
    for rij in rijen:
        groepen.setdefault(_serie(rij), []).append(rij)
    return groepen


def lijnen(reeks: pd.DataFrame, *, reeksen: Mapping[str, str], breuken: Sequence[Mapping[str, Any]] = ()) -> pd.Series:
    """Which figures of one series a line may join, on its index: those that `verandering` would compare.

    >>> f = pd.DataFrame({"bron_id": ["kwb_1", "kwb_2", "verslag", "verslag"], "editie": ["a", "b", "J21", "J22"],
    ...                   "periode": ["2020", "2021", "2020", "2021"], "indicator_id": "banen", "gebied_type": "gemeente",
    ...                   "gebied_code": "GM0001"})
    >>> lijnen(f, reeksen={"kwb_1": "kwb", "kwb_2": "kwb"}).tolist()
    ['kwb 0', 'kwb 0', 'verslag J21 0', 'verslag J22 0']
    """
    regels = _Regels({}, reeksen, breuken)
    soort = reeks["bron_id"].map(regels.soort)
    sluit_aan = reeks["bron_id"].groupby(soort).transform("nunique") > 1
    met_moment = reeks.assign(moment=reeks["periode"].map(einde_van))
    na = pd.Series([str(regels.breuken_tot(r)) for r in met_moment.itertuples()], index=reeks.index, dtype="str")
    return soort.where(sluit_aan, reeks["bron_id"] + " " + reeks["editie"]) + " " + na


def grenzen_groei(oud: float, nieuw: float, precisie: float) -> tuple[float, float]:
    """Least and largest growth (%) that two figures, each rounded to a multiple of `precisie`, allow.

    >>> [round(g) for g in grenzen_groei(400, 500, 100)]
    [0, 57]
    """
    half = precisie / 2
    if oud <= half:
        return float("-inf"), float("inf")
    return 100 * ((nieuw - half) / (oud + half) - 1), 100 * ((nieuw + half) / (oud - half) - 1)


class _Regels:
    """What decides whether two figures may be compared."""

    def __init__(self, precisies: Mapping[str, float], reeksen: Mapping[str, str], breuken: Sequence[Any]) -> None:
        self.precisies, self.reeksen, self.breuken = precisies, reeksen, breuken

    def soort(self, bron_id: str) -> str:
        """Kind of table; of a source that is one of its own, its id."""
        return self.reeksen.get(bron_id, bron_id)

    def een_reeks(self, a: Any, b: Any) -> bool:
        """Whether two tables of one kind continue each other."""
        return a.bron_id != b.bron_id and self.soort(a.bron_id) == self.reeksen.get(b.bron_id, "")

    def breuken_tot(self, r: Any) -> int:
        """How many declared breaks the series of a figure has passed by its period."""
        return sum(
            breuk["vanaf"] <= begin_van(r.periode)
            and r.indicator_id in breuk.get("indicatoren", (r.indicator_id,))
            and r.gebied_type in breuk.get("niveaus", (r.gebied_type,))
            and r.gebied_code[2:6] in [code[2:] for code in breuk.get("gemeenten", (r.gebied_code[:6],))]
            and self.reeksen.get(r.bron_id, "").endswith(breuk.get("lezer", ""))
            for breuk in self.breuken
        )

    def te_grof(self, a: Any, b: Any) -> str:
        """Why rounding in the source forbids a change; empty where it does not."""
        precisie = self.precisies.get(b.bron_id, 0.0)
        # A change must be more than twice what rounding alone may make of it, or its size is anyone's guess.
        if not precisie or abs(b.waarde - a.waarde) > 2 * precisie:
            return ""
        grof = f"de bron rondt af op {getal(precisie, 0 if precisie >= 1 else 1)}"
        if b.eenheid == "%" or a.waarde <= precisie / 2:
            return grof
        laag, hoog = (verschil(g) if abs(g) >= 0.5 else "0" for g in grenzen_groei(a.waarde, b.waarde, precisie))
        return f"{grof}; de groei ligt tussen {laag} en {hoog} %"


def _gereed(frame: pd.DataFrame, kader: Kader) -> Iterator[Any]:
    """Rows with their moment and span; a made-up figure is none, and says so in `ontbreekt`."""
    verzonnen = frame["herkomst"] == "fictief"
    klaar = frame.assign(
        span=span(frame, kader),
        moment=frame["periode"].map(einde_van),
        waarde=frame["waarde"].mask(verzonnen),
        ontbreekt=frame["ontbreekt"].mask(verzonnen, "fictief"),
    )
    return rijen_van(klaar)


def _rij(groep: list[Any], alles: list[Any], regels: _Regels) -> dict[str, Any]:
    op_volgorde = sorted(groep, key=attrgetter("moment", "indeling"))
    met_cijfer = [r for r in op_volgorde if not isnan(r.waarde)]
    nu = (met_cijfer or op_volgorde)[-1]
    rij = {kolom: getattr(nu, kolom) for kolom in VAST}
    if not met_cijfer:
        leeg = dict.fromkeys(TOEN, "") | dict.fromkeys(("waarde", "verschil", "procent"), float("nan"))
        return rij | {f"{wie}_{k}": w for wie in ("vorig", "begin") for k, w in leeg.items()}
    jaar_eerder = f"{int(nu.moment[:4]) - 1}{nu.moment[4:]}"
    momenten = {"vorig": jaar_eerder, "begin": _dichtst_bij_start([*met_cijfer, *alles], nu)}
    for wie, moment in momenten.items():
        rij |= {f"{wie}_{k}": w for k, w in _vergelijk(nu, moment, met_cijfer, alles, regels).items()}
    return rij


def _dichtst_bij_start(rijen: list[Any], nu: Any) -> str:
    """Moment of the series nearest to the start, at most a year off and before the latest; empty where there is none."""
    start = dt.date.fromisoformat(START)
    momenten = {r.moment for r in rijen if r.moment < nu.moment}
    afstand = {m: abs((dt.date.fromisoformat(m) - start).days) for m in momenten}
    dichtst = min(sorted(momenten), key=afstand.__getitem__, default="")
    return dichtst if dichtst and afstand[dichtst] <= DAGEN_VAN_START else ""


def _vergelijk(nu: Any, moment: str, winnend: list[Any], alles: list[Any], regels: _Regels) -> dict[str, Any]:
    """The figure of a moment beside the latest, and the change where one may be computed."""
    niets = float("nan")
    leeg = {"periode": "", "waarde": niets, "verschil": niets, "procent": niets, "publicatie": "", "reden": GEEN_CIJFER}
    if not moment:
        return leeg
    a, b = _paar(nu, moment, alles)
    publicatie = "" if b is None else b.editie
    reden = ""
    if a is None:
        toen = [r for r in winnend if r.moment == moment]
        if not toen:
            return leeg
        a, b = toen[-1], nu
        publicatie = nu.editie
        if not regels.een_reeks(a, b):
            reden = ANDERE_PUBLICATIE
        elif regels.breuken_tot(a) != regels.breuken_tot(b):
            reden = ANDERS_GETELD
    uit = leeg | {"periode": a.periode, "waarde": a.waarde, "publicatie": publicatie}
    reden = reden or regels.te_grof(a, b)
    if reden:
        return uit | {"publicatie": "", "reden": reden}
    delta = b.waarde - a.waarde
    return uit | {"verschil": delta, "procent": 100 * delta / a.waarde if a.waarde > 0 else niets, "reden": ""}


def _paar(nu: Any, moment: str, alles: list[Any]) -> tuple[Any, Any]:
    """Figures of then and of the latest period in one publication, that of the latest figure if it has both."""
    toen, laatste = ([r for r in alles if r.moment == m] for m in (moment, nu.moment))
    paren = [(a, b) for a in toen for b in laatste if (a.bron_id, a.editie) == (b.bron_id, b.editie)]
    eigen = [p for p in paren if (p[1].bron_id, p[1].editie) == (nu.bron_id, nu.editie)]
    return max(eigen or paren, key=lambda p: p[1].editie, default=(None, None))


def _met_benchmark(rijen: list[dict[str, Any]], kader: Kader, regels: _Regels) -> list[dict[str, Any]]:
    """Nederland, else the region, of the same indicator, breakdown, period and source beside each row."""
    codes = [LAND_CODE, *([kader.regio["code"]] if kader.regio else [])]

    def sleutel(rij: dict[str, Any]) -> tuple[str, ...]:
        return (
            *(rij[k] for k in ("indicator_id", "kenmerk", "kenmerkwaarde", "periode")),
            regels.soort(rij["bron_id"]),
        )

    met_cijfer = [rij for rij in rijen if not isnan(rij["waarde"])]
    boven: dict[tuple[str, ...], dict[str, Any]] = {}
    for code in codes:
        for rij in met_cijfer:
            if rij["gebied_code"] == code:
                boven.setdefault(sleutel(rij), rij)
    for rij in rijen:
        ander = None if rij["gebied_code"] in codes or isnan(rij["waarde"]) else boven.get(sleutel(rij))
        niets = float("nan")
        rij |= {"benchmark_code": "", "benchmark_naam": "", "benchmark": niets, "benchmark_procent": niets}
        if ander:
            zelfde_jaar = ander["vorig_periode"] == rij["vorig_periode"]
            rij |= {
                "benchmark_code": ander["gebied_code"],
                "benchmark_naam": ander["gebied_naam"],
                "benchmark": ander["waarde"],
                "benchmark_procent": ander["vorig_procent"] if zelfde_jaar else niets,
            }
    return rijen
