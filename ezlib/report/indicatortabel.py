"""The indicators of one page in one table: latest, year before, start of 2020, change, benchmark, and how it went.

A row carries the anchor of its indicator, `#<indicator_id>`, on the page that is its home; on another page it links
there. A made-up figure gives no number, no change and no line.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.indicators.kader import LAND_CODE, Kader
from ezlib.indicators.verandering import lijnen, verandering
from ezlib.report.merk import Merken
from ezlib.report.overzicht import MAX_REGELS, decimalen_van
from ezlib.report.verloop import verloop
from ezlib.taal import (
    GEEN_CIJFER,
    REDEN,
    getal,
    is_oud,
    met_hoofdletter,
    periode_label,
    round_half_up,
    verschil,
    wanneer,
)

if TYPE_CHECKING:
    from ezlib.definitions import Indicator
    from ezlib.store import Lezer

KOP = ("Indicator", "Verloop", "Nieuwste cijfer", "In een jaar", "Begin 2020", "Ter vergelijking", "Beleid wil")
# Units in which the level itself may be set against Nederland; of a count only the growth may.
VERHOUDINGEN = ("%", "index", "verhouding")
RICHTING = {"omhoog": "omhoog", "omlaag": "omlaag", "handhaven": "handhaven", "geen": "geen richting"}


@dataclass(frozen=True)
class Indicatortabel:
    """A table ready to show; `rijen` as plain text for whoever reads no HTML."""

    bijschrift: str
    html: str
    rijen: tuple[tuple[str, ...], ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": str(self)}

    def __str__(self) -> str:
        return "\n".join([self.bijschrift, *(" | ".join(rij) for rij in (KOP, *self.rijen))])


def indicatortabel(lezer: Lezer) -> Indicatortabel:
    """Make the table of every indicator that the notebook of `lezer` shows, in catalogue order.

    An indicator without a total has a row per value of its breakdown, up to three; a longer one is named only. All
    figures are of the gemeente as a whole; see `ezlib.indicators.verandering` for how changes are computed.
    """
    namen = lezer.definities.indicatoren_van(lezer.notebook)
    revisies = lezer.revisies()
    merken = Merken(revisies[revisies["gebied_code"] == lezer.gemeente], lezer.definities.indicatoren)
    regels = [regel for id_ in namen for regel in _regels(lezer, lezer.indicator(id_), merken)]
    bijschrift = f"Indicatoren van {lezer.kader['naam']} op deze pagina"
    kop = "".join(f'<th scope="col">{escape(k)}</th>' for k in KOP)
    html = (
        f'<div class="tabel" role="group" tabindex="0" aria-label="{escape(bijschrift)}">'
        f'<table class="indicatoren"><caption>{escape(bijschrift)}</caption><thead><tr>{kop}</tr></thead><tbody>\n'
        + "\n".join(regel.html for regel in regels)
        + "\n</tbody></table></div>"
    )
    return Indicatortabel(bijschrift, html, tuple(regel.tekst for regel in regels))


@dataclass(frozen=True)
class _Regel:
    html: str
    tekst: tuple[str, ...]


def verandering_van(lezer: Lezer, indicator_id: str) -> pd.DataFrame:
    """Changes of one indicator for the gemeente of a page (`ezlib.indicators.verandering`), by the definitions."""
    return lezer.onthoud(("verandering", indicator_id), lambda: _bereken_verandering(lezer, indicator_id))


def _bereken_verandering(lezer: Lezer, indicator_id: str) -> pd.DataFrame:
    definities, kader = lezer.definities, Kader(**lezer.kader)
    codes = [kader.gemeente, LAND_CODE, *([kader.regio["code"]] if kader.regio else [])]
    nu, toen = (
        f[f["gebied_code"].isin(codes)] for f in (lezer.waarnemingen(indicator_id), lezer.historie(indicator_id))
    )
    bronnen = definities.bronnen.values()
    zelf_berekend = lezer.indicator(indicator_id).berekend
    uit = verandering(
        nu,
        toen,
        kader=kader,
        # What the monitor computes is in another unit than what the source rounded.
        precisies={} if zelf_berekend else {b.id: b.precisie for b in bronnen if b.precisie},
        reeksen={b.id: b.reeks for b in bronnen},
        breuken=definities.keuring["signalen"]["breuken"],
    )
    return uit[uit["gebied_code"] == kader.gemeente].reset_index(drop=True)


def _regels(lezer: Lezer, ind: Indicator, merken: Merken) -> list[_Regel]:
    frame = verandering_van(lezer, ind.id)
    totaal = frame[frame["kenmerk"] == "totaal"]
    keuze = totaal if len(totaal) else frame
    keuze = keuze[keuze["waarde"].notna()] if keuze["waarde"].notna().any() else keuze.head(1)
    if keuze.empty:
        reden = "geen cijfer voor de gemeente als geheel; zie de wijken hieronder"
        return [_zonder_cijfer(lezer, ind, ind.naam, reden, eerste=True)]
    if keuze["waarde"].isna().all():
        return [_zonder_cijfer(lezer, ind, ind.naam, _waarom(lezer, ind, keuze["ontbreekt"].iloc[0]), eerste=True)]
    if len(keuze) > MAX_REGELS and ind.richting_bij in set(keuze["kenmerkwaarde"]):
        # Of a long breakdown the one value that the policy wants to move speaks for the rest.
        keuze = keuze[keuze["kenmerkwaarde"] == ind.richting_bij]
    if len(keuze) > MAX_REGELS:
        return [_zonder_cijfer(lezer, ind, ind.naam, f"{len(keuze)} cijfers; zie verder op de pagina", eerste=True)]
    volgorde = {w: i for i, w in enumerate(lezer.definities.kenmerken[keuze["kenmerk"].iloc[0]]["waarden"])}
    keuze = keuze.sort_values("kenmerkwaarde", key=lambda s: s.map(lambda w: volgorde.get(w, len(volgorde))))
    return [_rij(lezer, ind, rij, merken, eerste=not i) for i, rij in enumerate(keuze.itertuples())]


def _waarom(lezer: Lezer, ind: Indicator, ontbreekt: str) -> str:
    """Why there is no figure, and who could give it."""
    reden = REDEN.get(ontbreekt, ontbreekt)
    if ontbreekt != "geen-bron":
        return reden
    bronnen = [lezer.definities.bronnen[b] for b in ind.bronnen]
    eerste = next((b for b in bronnen if b.geldt_voor(lezer.gemeente)), None)
    return f"{reden}. Nodig: {eerste.naam} ({eerste.leverancier})" if eerste else reden


def _rij(lezer: Lezer, ind: Indicator, r: Any, merken: Merken, *, eerste: bool) -> _Regel:
    naam = ind.naam if r.kenmerk == "totaal" else f"{ind.naam}: {lezer.definities.label(r.kenmerk, r.kenmerkwaarde)}"
    reeks = _reeks(lezer, ind, r)
    dec = decimalen_van(reeks, ind.decimalen)
    plot, in_woorden = verloop(reeks, decimalen=dec, naam=naam)
    cellen = [
        (_met_eenheid(r.waarde, dec, ind.eenheid), f"{periode_label(r.periode)}{_merk(r, lezer.jaar)}"),
        _in_een_jaar(r, dec, ind.eenheid),
        _begin(r, dec, ind.eenheid),
        _vergelijk(r, dec, ind.eenheid),
        (RICHTING[ind.richting if ind.richting_bij in ("", r.kenmerkwaarde) else "geen"], ""),
    ]
    # The figures of the first three columns each have a past of their own.
    getoond = [
        (r.indicator_id, r.gebied_code, periode, r.kenmerk, r.kenmerkwaarde) if waarde == waarde else ()
        for periode, waarde in (
            (r.periode, r.waarde),
            (r.vorig_periode, r.vorig_waarde),
            (r.begin_periode, r.begin_waarde),
        )
    ]
    bij = [(merken.woord(*cel), merken.html(*cel)) for cel in getoond] + [("", "")] * 2
    html = "".join(f"<td>{_twee(*cel, merk)}</td>" for cel, (_, merk) in zip(cellen, bij, strict=True))
    klein = [", ".join(filter(None, (klein, woord))) for (_, klein), (woord, _) in zip(cellen, bij, strict=True)]
    tekst = tuple(f"{groot} ({k})" if k else groot for (groot, _), k in zip(cellen, klein, strict=True))
    kop = _kop(lezer, ind, naam, eerste=eerste)
    return _Regel(f"{kop}<td>{plot}</td>{html}</tr>", (naam, in_woorden, *tekst))


def _zonder_cijfer(lezer: Lezer, ind: Indicator, naam: str, reden: str, *, eerste: bool) -> _Regel:
    kop = _kop(lezer, ind, naam, eerste=eerste)
    breed = len(KOP) - 3  # all between the line and the direction
    cellen = f'<td>{GEEN_CIJFER}</td><td colspan="{breed}">{escape(reden)}</td><td>{RICHTING[ind.richting]}</td></tr>'
    return _Regel(kop + cellen, (naam, GEEN_CIJFER, reden, RICHTING[ind.richting]))


def _kop(lezer: Lezer, ind: Indicator, naam: str, *, eerste: bool) -> str:
    """Begin of a row: its anchor at home, else a link to its home."""
    if ind.notebook != lezer.notebook:
        return f'<tr><th scope="row"><a href="{escape(ind.notebook)}.html#{escape(ind.id)}">{escape(naam)}</a></th>'
    anker = f' id="{escape(ind.id)}"' if eerste else ""
    return f'<tr{anker}><th scope="row">{escape(naam)}</th>'


def _reeks(lezer: Lezer, ind: Indicator, r: Any) -> pd.DataFrame:
    """Every real figure of one series, all publications, with `lijn`: what may be joined by a line."""
    alles = pd.concat([lezer.waarnemingen(ind.id), lezer.historie(ind.id)], ignore_index=True)
    eigen = alles[(alles["gebied_code"] == r.gebied_code) & (alles["kenmerk"] == r.kenmerk)]
    eigen = eigen[
        (eigen["kenmerkwaarde"] == r.kenmerkwaarde) & eigen["waarde"].notna() & (eigen["herkomst"] != "fictief")
    ]
    reeksen = {b.id: b.reeks for b in lezer.definities.bronnen.values()}
    return eigen.assign(
        lijn=lijnen(eigen, reeksen=reeksen, breuken=lezer.definities.keuring["signalen"]["breuken"])
    ).reset_index(drop=True)


def _met_eenheid(waarde: float, dec: int, eenheid: str) -> str:
    tekst = getal(waarde, dec)
    return f"{tekst} %" if eenheid == "%" and tekst != GEEN_CIJFER else tekst


def _merk(r: Any, jaar: int) -> str:
    """What a reader must know of the latest figure."""
    merken = [r.status] if r.status != "definitief" else []
    merken += [r.herkomst] if r.herkomst != "waargenomen" else []
    merken += ["ouder dan 18 maanden"] if is_oud(r.periode, jaar) else []
    return "".join(f", {m}" for m in merken)


def _verschil(nu: float, toen: float, procent: float, dec: int, eenheid: str) -> str:
    """Change between two figures as printed, in the unit and in %."""
    delta = round(round_half_up(nu, dec) - round_half_up(toen, dec), dec)
    if delta == 0:
        return "gelijk gebleven"
    if eenheid in VERHOUDINGEN:
        return f"{verschil(delta, dec)} {'procentpunt' if eenheid == '%' else 'punt'}"
    return verschil(delta, dec) + ("" if procent != procent else f" ({verschil(procent, 1)} %)")


def _verandering(r: Any, wie: str, dec: int, eenheid: str) -> tuple[str, str]:
    toen, delta, procent, reden = (getattr(r, f"{wie}_{k}") for k in ("waarde", "verschil", "procent", "reden"))
    if delta != delta:
        return GEEN_CIJFER, reden if toen == toen else ""
    # The pair may stand in another publication than the latest figure, so both ends come from the pair.
    return _verschil(toen + delta, toen, procent, dec, eenheid), ""


def _in_een_jaar(r: Any, dec: int, eenheid: str) -> tuple[str, str]:
    """Change over the year before the latest figure, and what it was then."""
    if r.vorig_waarde != r.vorig_waarde:
        return GEEN_CIJFER, ""
    groot, reden = _verandering(r, "vorig", dec, eenheid)
    toen = f"was {_met_eenheid(r.vorig_waarde, dec, eenheid)} {wanneer(r.vorig_periode)}"
    return groot, f"{toen}; {reden}" if reden else toen


def _begin(r: Any, dec: int, eenheid: str) -> tuple[str, str]:
    if r.begin_waarde != r.begin_waarde:
        return GEEN_CIJFER, ""
    sinds, reden = _verandering(r, "begin", dec, eenheid)
    return _met_eenheid(r.begin_waarde, dec, eenheid), f"{periode_label(r.begin_periode)}; {reden or sinds}"


def _vergelijk(r: Any, dec: int, eenheid: str) -> tuple[str, str]:
    """Nederland or the region: the level of a ratio, of a count the growth over the same year."""
    if not r.benchmark_code:
        return GEEN_CIJFER, ""
    if eenheid in VERHOUDINGEN or eenheid.startswith("per "):
        return _met_eenheid(r.benchmark, dec, eenheid), r.benchmark_naam
    if r.benchmark_procent != r.benchmark_procent:
        return GEEN_CIJFER, ""
    return f"{verschil(r.benchmark_procent, 1)} %", f"{r.benchmark_naam}, groei in hetzelfde jaar"


def _twee(groot: str, klein: str, merk: str = "") -> str:
    onder = " ".join(filter(None, (escape(met_hoofdletter(klein)), merk)))
    tekst = escape(groot) + (f" <small>{onder}</small>" if onder else "")
    return tekst.replace(" %", "\N{NO-BREAK SPACE}%")
