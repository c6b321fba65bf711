"""Tables of the profile of a wijk: its figures among those of the other wijken, its sectors, its buurten."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.beeld import FICTIEF_LABEL
from ezlib.figures.strook import strook
from ezlib.figures.tabel import Cel, Tabel, maak_tabel
from ezlib.figures.wijkkaart import Wijkmenu, maak_wijkmenu
from ezlib.report.merk import CEL, Merken
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import GEEN_CIJFER, REDEN, getal, met_hoofdletter, periode_label, verschil
from ezlib.zinnen import wijken as tekst

if TYPE_CHECKING:
    from ezlib.store import Lezer

GEEN_PLAATS = "te weinig inwoners of wijken om te vergelijken"


def feiten(lezer: Lezer, *, historie: bool = False) -> pd.DataFrame:
    """Observations of every indicator of this page on the boundaries of the profiles; or what others said of them."""
    lees = lezer.historie if historie else lezer.waarnemingen
    alles = pd.concat(
        [lees(i) for i in lezer.definities.indicatoren_van(lezer.notebook)],
        ignore_index=True,
    )
    return tekst.binnen(alles, lezer.kader).reset_index(drop=True)


def menu(lezer: Lezer, *, uitgelicht: str = "") -> Wijkmenu:
    """Map and list of the wijken, each a link to its page."""
    kader, notebook = lezer.kader, next(iter(lezer.definities.per_wijk))
    begin, einde = kader["wijken"].get("indeling", (0, -1))
    kaarten = (lezer.kaart("wijk", jaar) for jaar in range(einde, begin - 1, -1))
    kaart = next((k for k in kaarten if len(k)), None)
    leeg = lezer.kaart("wijk", 0)
    return maak_wijkmenu(
        tekst.namen(kader),
        leeg if kaart is None else kaart,
        adressen=tekst.adressen(notebook, kader),
        titel=f"Wijken van {kader['naam']}",
        uitgelicht=uitgelicht,
    )


def tabel_profiel(lezer: Lezer, frame: pd.DataFrame, toen: pd.DataFrame, code: str) -> Tabel:
    """The real figures of a wijk: value, gemeente, place among the wijken, date and source."""
    naam = tekst.namen(lezer.kader).get(code, code)
    rijen = [r for r in tekst.laatste_van(frame, code).itertuples() if r.herkomst != "fictief"]
    rijen = [r for r in rijen if _hoofdzaak(r)]
    merken = _merken(lezer, code)
    cellen = tuple(_profielrij(lezer, r, tekst.plaats(r, frame, toen), naam, merken) for r in rijen)
    kop = ("Cijfer", naam, lezer.kader["naam"], "Plaats onder de wijken", "Peildatum en bron")
    noten = (
        "Plaats: van groot naar klein onder de wijken met een cijfer op dezelfde datum uit dezelfde bron. Groot is niet "
        "vanzelf goed. In het plaatje is de grote stip deze wijk en de streep de gemeente.",
    )
    return Tabel(f"{naam} in cijfers", kop, cellen, 0, noten if cellen else (), False)


def _merken(lezer: Lezer, code: str) -> Merken:
    """Marks of the figures of a wijk; on other boundaries its code may be another place."""
    begin, einde = lezer.kader["wijken"].get("indeling", (0, -1))
    revisies = lezer.revisies()
    eigen = revisies[(revisies["gebied_code"] == code) & revisies["indeling"].between(begin, einde)]
    return Merken(eigen, lezer.definities.indicatoren)


def _hoofdzaak(rij: Any) -> bool:
    """Totals, and the shares of residents by level; sectors have a table of their own."""
    return rij.kenmerk in ("totaal", "opleidingsniveau")


def _profielrij(lezer: Lezer, r: Any, plek: dict[str, Any], naam: str, merken: Merken) -> tuple[Cel, ...]:
    ind, decimalen, stad = lezer.indicator(r.indicator_id), _decimalen(lezer, r), plek["stad"]
    titel = _naam(lezer, r)
    plaats = f"{plek['rang']}e van {plek['van']}" if plek["rang"] else GEEN_CIJFER
    plaatje = ""
    if plek["rang"]:
        uitleg = f"{naam}: {getal(r.waarde, decimalen)}, plaats {plek['rang']} van {plek['van']}"
        anderen = list(plek["waarden"].values())
        # The whole lies far beyond its parts: a count is held against the other wijken only.
        streep = None if ind.eenheid == "aantal" else stad
        plaatje = strook(anderen, hier=r.waarde, gemeente=streep, tekst=uitleg)
    plaats = Cel(plaats, html=f"{plaats}<br>{plaatje}") if plaatje else Cel(plaats, reden=GEEN_PLAATS)
    wanneer = met_hoofdletter(periode_label(r.periode)) + ("" if r.status == "definitief" else f" ({r.status})")
    bron = f"{wanneer}. {lezer.definities.bronnen[r.bron_id].naam if r.bron_id else 'Geen bron'}"
    merk = merken.html(*(getattr(r, k) for k in CEL))
    stadstekst = _met_eenheid(stad, ind.eenheid, decimalen)
    tegen = f"{escape(stadstekst)}<br><small>{escape(_vergeleken(ind.eenheid, r.waarde, stad, decimalen))}</small>"
    return (
        Cel(titel, html=f'<a href="indicatoren.html#{escape(r.indicator_id)}">{escape(titel)}</a>'),
        _waarde(lezer, r),
        Cel(stadstekst, True, html=tegen)
        if stad is not None
        else Cel(GEEN_CIJFER, True, "geen cijfer uit dezelfde bron"),
        plaats,
        Cel(bron, html=f"{escape(bron)} {merk}" if merk else ""),
    )


def _naam(lezer: Lezer, r: Any) -> str:
    naam = lezer.indicator(r.indicator_id).naam
    return naam if r.kenmerk == "totaal" else f"{naam}: {lezer.definities.label(r.kenmerk, r.kenmerkwaarde)}"


def _decimalen(lezer: Lezer, r: Any) -> int:
    return decimalen_van(pd.DataFrame({"waarde": [r.waarde]}), lezer.indicator(r.indicator_id).decimalen)


def _waarde(lezer: Lezer, r: Any) -> Cel:
    if r.ontbreekt:
        return Cel(GEEN_CIJFER, True, REDEN[r.ontbreekt])
    merk = " (geschat)" if r.herkomst == "geschat" else ""
    waarde = _met_eenheid(r.waarde, lezer.indicator(r.indicator_id).eenheid, _decimalen(lezer, r))
    return Cel(waarde + merk, True)


def _met_eenheid(waarde: float | None, eenheid: str, decimalen: int) -> str:
    return getal(waarde, decimalen) + (" %" if eenheid == "%" and waarde is not None else "")


def _vergeleken(eenheid: str, hier: float, stad: float | None, decimalen: int) -> str:
    """A count as share of the gemeente, anything else as a difference."""
    if stad is None or pd.isna(hier):
        return GEEN_CIJFER
    if eenheid == "aantal":
        return f"{getal(100 * hier / stad, 1)} % van de gemeente" if stad else GEEN_CIJFER
    delta = verschil(round(hier - stad, decimalen), decimalen)
    return "gelijk" if delta in ("0", "0,0", "0,00") else f"{delta} {'procentpunt' if eenheid == '%' else 'punt'}"


def tabel_verzonnen(lezer: Lezer, frame: pd.DataFrame, code: str) -> Tabel:
    """The made-up figures of a wijk, marked in every row: values only, no place and no comparison."""
    rijen = [r for r in tekst.laatste_van(frame, code).itertuples() if r.herkomst == "fictief" and _hoofdzaak(r)]
    cellen = tuple(
        (Cel("FICTIEF"), Cel(_naam(lezer, r)), _waarde(lezer, r), Cel(met_hoofdletter(periode_label(r.periode))))
        for r in rijen
    )
    bijschrift = "Werk en bedrijven in de wijk"
    if not rijen:
        return Tabel(bijschrift, ("Cijfer", "Waarde", "Peildatum"), (), 0, (), False)
    kop = ("Let op", "Cijfer", "Waarde", "Peildatum")
    return Tabel(f"{FICTIEF_LABEL}. {bijschrift}", kop, cellen, 1, (), True)


def tabel_sectoren(lezer: Lezer, frame: pd.DataFrame, code: str) -> Tabel:
    """Jobs and establishments per sector on the latest date of each; a protected figure says so."""
    rijen = [r for r in tekst.laatste_van(frame, code).itertuples() if r.kenmerk == "sector"]
    per = {(r.kenmerkwaarde, r.indicator_id): r for r in rijen}
    return _kruis(
        lezer,
        per,
        {s: naam for s, naam in lezer.definities.kenmerken["sector"]["waarden"].items() if any(s == k for k, _ in per)},
        rijkop="Sector",
        bijschrift="Banen en vestigingen per sector",
        fictief=any(r.herkomst == "fictief" for r in rijen),
    )


def _kruis(
    lezer: Lezer, per: dict[tuple[str, str], Any], namen: dict[str, str], *, rijkop: str, bijschrift: str, fictief: bool
) -> Tabel:
    """Table with a row per sector or buurt and a column per indicator; made-up figures marked in every row."""
    # A source that leaves a whole column empty has nothing to tell here.
    kolommen = [
        i
        for i in lezer.definities.indicatoren_van(lezer.notebook)
        if any(id_ == i and r.ontbreekt != "onbekend" for (_, id_), r in per.items())
    ]
    # An empty table is not made up: with a real register there is nothing to mark.
    fictief = fictief and bool(per)
    merk = [Cel("FICTIEF")] if fictief else []
    leeg = Cel(GEEN_CIJFER, True, "geen cijfer")
    rijen = tuple(
        (*merk, Cel(naam), *(_waarde(lezer, per[sleutel, i]) if (sleutel, i) in per else leeg for i in kolommen))
        for sleutel, naam in namen.items()
    )
    koppen = [f"{lezer.indicator(i).naam}, {_data(per, i)}" for i in kolommen]
    kop = (*(["Let op"] if fictief else []), rijkop, *koppen)
    voor = f"{FICTIEF_LABEL}. " if fictief else ""
    return Tabel(voor + bijschrift, kop, rijen, int(fictief), (), fictief)


def tabel_buurten(lezer: Lezer, frame: pd.DataFrame, code: str, *, fictief: bool) -> Tabel:
    """The buurten of a wijk with the latest total of each indicator; made-up figures in a table of their own."""
    buurten = frame[(frame["gebied_type"] == "buurt") & (frame["gebied_code"].str[2:8] == code[2:])]
    buurten = buurten[(buurten["kenmerk"] == "totaal") & ((buurten["herkomst"] == "fictief") == fictief)]
    delen = [tekst.laatste_van(buurten, c) for c in sorted(set(buurten["gebied_code"]))]
    per = {(r.gebied_code, r.indicator_id): r for deel in delen for r in deel.itertuples()}
    namen = {c: n for (c, _), n in ((k, r.gebied_naam) for k, r in per.items())}
    return _kruis(lezer, per, namen, rijkop="Buurt", bijschrift="De buurten van deze wijk", fictief=fictief)


def _data(per: dict[tuple[str, str], Any], indicator: str) -> str:
    """Dates of a column of buurten, as words."""
    perioden = sorted({r.periode for (_, i), r in per.items() if i == indicator})
    return " en ".join(periode_label(p) for p in perioden)


def tabel_jaren(lezer: Lezer, frame: pd.DataFrame, code: str) -> Tabel:
    """Inhabitants and dwellings of a wijk on each date known, as each source gave them."""
    eigen = frame[(frame["gebied_code"] == code) & frame["indicator_id"].isin(["inwoners", "woningen"])]
    breed = eigen.pivot_table(index="periode", columns="indicator_id", values="waarde", aggfunc="first", dropna=False)
    breed = breed.reindex(columns=["inwoners", "woningen"]).reset_index().sort_values("periode")
    breed["peildatum"] = [met_hoofdletter(periode_label(p)) for p in breed["periode"]]
    kolommen = {"peildatum": "Peildatum", "inwoners": "Inwoners", "woningen": "Woningen"}
    return maak_tabel(breed, bijschrift="Inwoners en woningen door de jaren", kolommen=kolommen, rijkop="peildatum")


def tabel_overzicht(lezer: Lezer, frame: pd.DataFrame) -> Tabel:
    """A row per wijk: its inhabitants, dwellings and share with hbo or wo, with a link to its page."""
    kader, notebook = lezer.kader, next(iter(lezer.definities.per_wijk))
    adres = tekst.adressen(notebook, kader)
    keuze = [("inwoners", "totaal"), ("woningen", "totaal"), ("opleidingsniveau_bewoners", "hoog")]
    rijen, data = [], {}
    for code, naam in tekst.namen(kader).items():
        per = {(r.indicator_id, r.kenmerkwaarde): r for r in tekst.laatste_van(frame, code).itertuples()}
        data |= {k: periode_label(per[k].periode) for k in keuze if k in per}
        cellen = [_waarde(lezer, per[k]) if k in per else Cel(GEEN_CIJFER, True, "geen cijfer") for k in keuze]
        rijen.append((Cel(naam, html=f'<a href="{adres[code]}">{escape(naam)}</a>'), *cellen))
    woorden = ("Inwoners", "Woningen", "Hbo of wo (15 tot 75 jaar)")
    koppen = [f"{w}, {data[k]}" if k in data else w for w, k in zip(woorden, keuze, strict=True)]
    return Tabel("De wijken naast elkaar", ("Wijk", *koppen), tuple(rijen), 0, (), False)


def wat_niet(lezer: Lezer, frame: pd.DataFrame, code: str) -> str:
    """What cannot be said of this wijk, as a Markdown list: figures that are not there, with their reason."""
    aanwezig = {r.indicator_id for r in tekst.laatste_van(frame, code).itertuples() if not r.ontbreekt}
    reden = {r.indicator_id: REDEN[r.ontbreekt] for r in tekst.laatste_van(frame, code).itertuples() if r.ontbreekt}
    regels = [
        f"- {lezer.indicator(i).naam}: {reden.get(i, 'geen bron geeft dit op deze grenzen')}."
        for i in lezer.definities.indicatoren_van(lezer.notebook)
        if i not in aanwezig and "wijk" in lezer.indicator(i).niveaus
    ]
    return "\n".join(regels)
