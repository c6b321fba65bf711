"""The page of all indicators: from any figure one step to what it means, where it comes from, its data and its code."""

from __future__ import annotations

import importlib
import inspect
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.definitions import Definities, Indicator
from ezlib.report.bronnenlijst import is_oud
from ezlib.report.merk import CEL, Merken
from ezlib.report.paginas import RICHTING, Html, html_tabel, veilig
from ezlib.report.waarschuwing import waarschuwing
from ezlib.store import save_tekst
from ezlib.taal import REDEN, getal, periode_label

KOLOMMEN = ["Peildatum", "Kenmerk", "Waarde", "Status", "Herkomst", "Gepubliceerd in", "Let op"]
MAP = "indicatoren"


def save_per_indicator(waarnemingen_csv: Path, historie_csv: Path, map_: Path) -> None:
    """Write the rows of each indicator apart, those of this edition and of earlier publications, byte for byte."""
    for pad, staart in ((waarnemingen_csv, ""), (historie_csv, "-historie")):
        kop, *regels = pad.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        per_indicator: dict[str, list[str]] = {}
        for regel in regels:  # a row is a line: `als_csv` leaves no line end in a cell
            per_indicator.setdefault(regel.partition(",")[0], [kop]).append(regel)
        for id_, eigen in per_indicator.items():
            save_tekst("\n".join([*eigen, ""]), map_ / f"{id_}{staart}.csv")


def indicatoren(
    definities: Definities,
    tabellen: tuple[Path, Path, Path],
    kader: dict[str, Any],
    bronnen: list[dict[str, Any]],
    jaar: int,
) -> str:
    """Page with every indicator: definition, direction, source, data, code, and the figures of the gemeente as a whole.

    `tabellen` are waarnemingen.csv, historie.csv and revisies.csv.
    """
    nu, toen, herzien = (_eigen(pad, kader) for pad in tabellen)
    merken = Merken(herzien, definities.indicatoren)
    per_nu, per_toen = (dict(iter(frame.groupby("indicator_id", sort=False))) for frame in (nu, toen))
    delen = [
        "# Alle indicatoren\n",
        "Per indicator: wat hij betekent, waar hij vandaan komt, het laatste cijfer, de gegevens en de code.\n",
        f"{waarschuwing(bronnen, jaar)}\n",
    ]
    for indicator in definities.indicatoren.values():
        rijen, eerder = per_nu.get(indicator.id, nu.iloc[:0]), per_toen.get(indicator.id, toen.iloc[:0])
        # Totals over time, breakdowns on their latest date: the whole table is in the csv.
        rijen = rijen[(rijen["kenmerk"] == "totaal") | (rijen["periode"] == rijen["periode"].max())]
        delen += [
            f"## {veilig(indicator.naam)}\n\n{_anker(indicator)}\n",
            f"{veilig(indicator.definitie)}\n",
            _kenmerken(indicator, definities, heeft_eerder=not eerder.empty),
            _bronnen(indicator, bronnen),
            _tabel(rijen, indicator, definities, jaar, f"{indicator.naam}, {kader['naam']}", merken),
            *(f"- {veilig(noot)}" for noot in sorted(set(rijen["noot"]) - {""})),
            "",
            _eerder(eerder, indicator, definities, jaar),
            _code(indicator),
        ]
    return "\n".join(delen)


def _eigen(pad: Path, kader: dict[str, Any]) -> pd.DataFrame:
    """Rows of the gemeente as a whole."""
    getallen = {kolom: [""] for kolom in ("waarde", "waarde_oud", "waarde_nieuw")}
    tekst = dict.fromkeys(("periode", "noot", "ontbreekt", "kenmerkwaarde", "editie_oud", "editie_nieuw"), str)
    alles = pd.read_csv(pad, dtype=tekst, keep_default_na=False, na_values=getallen)
    return alles[alles["gebied_code"] == kader["gemeente"]]


def _kenmerken(indicator: Indicator, definities: Definities, *, heeft_eerder: bool) -> str:
    """Unit, direction, parameters, where it is shown, its data."""
    paginas = dict.fromkeys(definities.per_wijk.get(n, n) for n in (indicator.notebook, *indicator.ook_in))
    links = ", ".join(f"[{veilig(definities.paginas[n])}]({n}.md)" for n in paginas)
    regels = [
        f"Eenheid: {veilig(indicator.eenheid)}",
        f"Gewenste richting: {RICHTING[indicator.richting]}",
        *([f"Rekent met: {veilig(_parameters(indicator))}"] if indicator.parameters else []),
        f"Staat in: {links}",
        f'Gegevens: <a href="tabellen/{MAP}/{indicator.id}.csv">{indicator.id}.csv</a>'
        + (f', <a href="tabellen/{MAP}/{indicator.id}-historie.csv">eerdere publicaties</a>' if heeft_eerder else ""),
        f"Code: `{indicator.id}`; som van de definitie: `{indicator.definitie_sha}`",
    ]
    return "\n".join(f"- {regel}" for regel in regels) + "\n"


def _parameters(indicator: Indicator) -> str:
    return "; ".join(
        f"{naam.replace('_pct', ' (procent)').replace('_', ' ')}: `{', '.join(map(str, w)) if isinstance(w, list | tuple) else w}`"
        for naam, w in indicator.parameters.items()
    )


def _bronnen(indicator: Indicator, bronnen: list[dict[str, Any]]) -> str:
    """Sources at hand in order of precedence, with table, date and issue; folded where there are many."""
    hier = {b["id"]: b for b in bronnen}
    regels = [
        [
            str(i),
            b["naam"],
            b["uitgever"] if b["soort"] != "fictief" else "de monitor zelf (FICTIEF)",
            b["tabel"] or "–",
            periode_label(b["peildatum"]) if b["peildatum"] else "verschilt",
            periode_label(b["gewijzigd"][:10]) or "niet bekend",
        ]
        for i, b in enumerate((hier[id_] for id_ in indicator.bronnen if id_ in hier), start=1)
    ]
    if not regels:
        return "Geen bron voor deze gemeente.\n"
    kop = ["Voorrang", "Bron", "Uitgever", "Tabel", "Peildatum", "Uitgave"]
    tabel = html_tabel(kop, regels, bijschrift=f"Bronnen van {indicator.naam}, in volgorde van voorrang")
    return f"<details><summary>Bronnen, in volgorde van voorrang ({len(regels)})</summary>{tabel}</details>\n"


def _tabel(
    rijen: pd.DataFrame,
    indicator: Indicator,
    definities: Definities,
    jaar: int,
    bijschrift: str,
    merken: Merken | None = None,
) -> str:
    kop = [k if k != "Waarde" else indicator.eenheid for k in KOLOMMEN]
    cellen = [_regel(rij, indicator, definities, jaar, merken) for _, rij in rijen.sort_values("periode").iterrows()]
    return html_tabel(kop, cellen, bijschrift=bijschrift) + "\n"


def _eerder(eerder: pd.DataFrame, indicator: Indicator, definities: Definities, jaar: int) -> str:
    """What other publications said of the totals of the gemeente, folded."""
    totaal = eerder[eerder["kenmerk"] == "totaal"]
    if totaal.empty:
        return ""
    tabel = _tabel(totaal, indicator, definities, jaar, f"{indicator.naam}: wat andere publicaties zeiden")
    return f"<details><summary>Wat andere publicaties zeiden ({len(totaal)})</summary>{tabel.strip()}</details>\n"


def _code(indicator: Indicator) -> str:
    """The function that makes the figure, folded."""
    module, naam = indicator.functie.split(".")
    broncode = inspect.getsource(getattr(importlib.import_module(f"ezlib.indicators.{module}"), naam))
    return (
        f'<details class="code"><summary>Toon de code: {escape(indicator.functie)}</summary>\n\n'
        f"````python\n{broncode}````\n\n</details>\n"
    )


def _anker(indicator: Indicator) -> str:
    """Stable address of an indicator; none where the heading already has that id: an id may occur once."""
    return "" if indicator.naam.lower() == indicator.id else f'<a class="anker" id="{indicator.id}"></a>'


def _regel(rij: pd.Series, indicator: Indicator, definities: Definities, jaar: int, merken: Merken | None) -> list[str]:
    # A source in whole numbers is printed so: 30, not 30,0.
    waarde = getal(rij["waarde"], 0 if rij["waarde"] % 1 == 0 else indicator.decimalen)
    let_op = ["FICTIEF: verzonnen cijfer"] if rij["herkomst"] == "fictief" else []
    let_op += [REDEN[rij["ontbreekt"]]] if rij["ontbreekt"] else []
    if not let_op and is_oud(rij["periode"], jaar):
        let_op.append("ouder dan 18 maanden")
    # What another publication said is what it was: only the figure of this edition has a mark.
    merk = merken.html(*(str(rij[k]) for k in CEL)) if merken else ""
    return [
        periode_label(rij["periode"]),
        definities.label(rij["kenmerk"], str(rij["kenmerkwaarde"])),
        waarde,
        rij["status"] if not rij["ontbreekt"] else "–",
        rij["herkomst"] if not rij["ontbreekt"] else "–",
        rij["editie"] or "–",
        Html("; ".join([*map(escape, let_op), *([merk] if merk else [])])),
    ]
