"""Choropleth map of one figure per area, in classes that a reader can name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import cel, cijfer, geschat_noot, lees_gegevens, reden
from ezlib.figures.kaartdelen import (
    GEEN_KAART,
    hoogte_van,
    lees_vlakken,
    naam_varianten,
    omtrek,
    teken_label,
    teken_schaal,
    teken_vlak,
    zet_uitsnede,
)
from ezlib.figures.klassen import Klassen, maak_klassen
from ezlib.figures.stijl import (
    BREEDTE,
    GRIJS,
    INKT,
    KORPS,
    OPLOPEND,
    RAND,
    WIT,
    Sleutel,
    Vlak,
    breek_af,
    leesbaar_op,
    nieuw_figuur,
    regelhoogte,
    schoon,
    teken_sleutel,
    zet,
)  # fmt: skip
from ezlib.taal import getal, opsomming

LEGENDA = 2.0  # inch
STIPPEL = (0, (2, 1.6))


def plot_kaart(vlakken: gpd.GeoDataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
               grenzen: Sequence[float] | None = None, aantal_klassen: int = 4, decimalen: int = 0,
               eenheid: str = "%", korte_namen: Mapping[str, str] | None = None,
               waarschuwing: str | None = None, waarschuwing_tekst: str = "weinig inwoners: onzeker cijfer",
               noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw areas coloured by class, with name and value where they fit.

    Parameters
    ----------
    vlakken:
        One row per area, EPSG:28992: `gebied_code` (key), `gebied_naam`, `waarde` (`eenheid`), `herkomst`,
        `geometry`; optional `ontbreekt` (reason in the legend of a hatched area), `indeling` (one value only).
    grenzen:
        Bounds of the classes, lowest and highest included; by default from the values, rounded.
    korte_namen:
        `gebied_code` to the name on the map, where the full one is long.
    waarschuwing:
        Boolean column: areas whose figure is uncertain. They get no class colour, but a dotted outline explained by
        `waarschuwing_tekst`, and their value in print: a dark area would draw the eye to what is least sure.

    Raises
    ------
    ValueError
        Missing columns, other coordinates than EPSG:28992, an area twice, two boundary years on one map.
    """
    kaart = lees_vlakken(vlakken)
    extra = [waarschuwing] if waarschuwing else []
    gegevens = lees_gegevens(kaart, ["gebied_code", "gebied_naam", *extra])
    _controleer(gegevens)
    gegevens["gebied_naam"] = gegevens["gebied_naam"].map(schoon)
    gegevens["vlag"] = gegevens[waarschuwing].fillna(False).astype(bool) if waarschuwing else False
    korter = dict(korte_namen or {})
    gegevens["kort"] = [korter.get(r.gebied_code, r.gebied_naam) for r in gegevens.itertuples()]
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    bekend = gegevens[gegevens["waarde"].notna()]
    tabel = _tabel(gegevens, decimalen, eenheid, waarschuwing_tekst)
    if bekend.empty:
        redenen = gegevens if len(gegevens) else pd.DataFrame({"ontbreekt": [GEEN_KAART]})
        return beeld_zonder_cijfers(kop, redenen, soort="Kaart", tabel=tabel)
    zeker = bekend[~bekend["vlag"]] if (~bekend["vlag"]).any() else bekend
    gegevens["kleurt"] = gegevens.index.isin(zeker.index)
    klassen = maak_klassen(zeker["waarde"].to_numpy(), aantal=aantal_klassen, eenheid=eenheid, grenzen=grenzen)
    labels = klassen.labels()
    tabel.insert(2, "Klasse", [labels[klassen.klasse(r.waarde)] if r.kleurt else "" for r in gegevens.itertuples()])
    noten = [*noten, *geschat_noot(gegevens)]
    hoogte = hoogte_van(kaart.total_bounds, BREEDTE - 2 * RAND - LEGENDA - 0.15)
    los: list[tuple[str, str]] = []
    # A second time where the list of areas that did not fit on the map asks more height than the map.
    for _ in range(2):
        vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=hoogte, noten=noten)
        los = _teken(vlak, gegevens, klassen, decimalen)
        regels = [f"{i}  {tekst}" for i, (_, tekst) in enumerate(los, start=1)]
        nodig = _legenda(vlak, _items(gegevens, klassen, waarschuwing_tekst), regels)
        if nodig <= hoogte:
            break
        hoogte = nodig
    if los:
        nummers = {code: str(i) for i, (code, _) in enumerate(los, start=1)}
        tabel.insert(0, "Nummer op de kaart", [nummers.get(c, "") for c in gegevens["gebied_code"]])
    zinnen = _lees(gegevens, klassen, decimalen, eenheid, waarschuwing_tekst)
    onderwerp = f"{len(gegevens)} {'gebied' if len(gegevens) == 1 else 'gebieden'}, gekleurd naar klasse"
    return voltooi(kop, vlak, soort="Kaart", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _controleer(gegevens: pd.DataFrame) -> None:
    if gegevens["gebied_code"].duplicated().any():
        raise ValueError("Een gebied staat één keer op de kaart; voeg zijn delen samen.")
    if "indeling" in gegevens and gegevens["indeling"].nunique() > 1:
        raise ValueError(
            f"Eén indeling per kaart; er zijn: {opsomming([str(i) for i in gegevens['indeling'].unique()])}."
        )


def _tabel(gegevens: pd.DataFrame, decimalen: int, eenheid: str, waarschuwing: str) -> pd.DataFrame:
    tabel = pd.DataFrame({
        "Gebied": gegevens["gebied_naam"], "Waarde": [cel(rij, decimalen, eenheid) for _, rij in gegevens.iterrows()],
    })  # fmt: skip
    if gegevens["vlag"].any():
        tabel["Kanttekening"] = np.where(gegevens["vlag"], waarschuwing, "")
    return tabel


def _teken(vlak: Vlak, gegevens: pd.DataFrame, klassen: Klassen, decimalen: int) -> list[tuple[str, str]]:
    """Draw the map; return code, and name with value, of the areas that got a number because these did not fit."""
    ax = vlak.assen(rechts=LEGENDA + 0.15)
    vormen = gpd.GeoSeries(gegevens["geometry"])
    schaal = zet_uitsnede(ax, vormen.total_bounds)
    kleuren = OPLOPEND[klassen.aantal]
    vulling = {i: kleuren[klassen.klasse(rij["waarde"])] if rij["kleurt"] else WIT for i, rij in gegevens.iterrows()}
    for i, rij in gegevens.iterrows():
        leeg = np.isnan(rij["waarde"])
        teken_vlak(ax, rij["geometry"], facecolor=vulling[i],
                   edgecolor="#B4BCC4" if leeg else WIT, hatch="/////" if leeg else None,
                   linewidth=0.0 if leeg else 1.3, zorder=2)  # fmt: skip
    for _, rij in gegevens.iterrows():
        teken_vlak(ax, rij["geometry"], facecolor="none", edgecolor=WIT, linewidth=1.3, zorder=3)
    teken_vlak(ax, omtrek(vormen), facecolor="none", edgecolor=GRIJS, linewidth=0.9, zorder=4)
    for i, rij in gegevens[gegevens["vlag"]].iterrows():
        teken_vlak(ax, rij["geometry"].buffer(-schaal * 0.024), facecolor="none", edgecolor=leesbaar_op(vulling[i]),
                   linewidth=1.1, linestyle=STIPPEL, zorder=5)  # fmt: skip
    los: list[tuple[str, str]] = []
    for i, rij in gegevens.iterrows():
        kleur = leesbaar_op(vulling[i])
        waarde = getal(rij["waarde"], decimalen)
        binnen = rij["geometry"].buffer(-schaal * 0.03)
        binnen = binnen if rij["vlag"] and not binnen.is_empty else rij["geometry"]
        varianten = naam_varianten(schoon(rij["kort"]), waarde)[:-1]
        if not teken_label(ax, binnen, varianten, schaal, kleur):
            los.append((rij["gebied_code"], f"{schoon(rij['kort'])}: {cel(rij, decimalen, klassen.eenheid)}"))
            teken_label(ax, rij["geometry"], [[str(len(los))]], schaal, kleur, korps=KORPS["bron"] - 0.5)
    teken_schaal(ax, schaal)
    return los


def _items(gegevens: pd.DataFrame, klassen: Klassen, waarschuwing: str) -> list[Sleutel]:
    kleuren = zip(klassen.labels(), OPLOPEND[klassen.aantal], strict=True)
    items = [Sleutel(label, kleur, vorm="vlak") for label, kleur in kleuren]
    for waarom in dict.fromkeys(gegevens.loc[gegevens["waarde"].isna(), "ontbreekt"].map(reden)):
        label = waarom if waarom == "geen cijfer" else f"geen cijfer: {waarom}"
        items.append(Sleutel(label, WIT, vorm="vlak", arcering="//////"))
    if gegevens["vlag"].any():
        items.append(Sleutel(waarschuwing, WIT, vorm="vlak", rand=INKT, streep=STIPPEL))
    return items


def _legenda(vlak: Vlak, items: Sequence[Sleutel], genummerd: Sequence[str]) -> float:
    """Write the legend to the right of the map; return the height it takes."""
    x = vlak.links + vlak.breedte - LEGENDA
    top = y = vlak.onder + vlak.hoogte - 0.12
    for item in items:
        eerste, *rest = breek_af(item.label, LEGENDA - 0.26, KORPS["klein"])
        teken_sleutel(vlak.figuur, x, y, replace(item, label=eerste))
        for regel in rest:
            y -= regelhoogte(KORPS["klein"])
            _tekst(vlak, x + 0.24, y, regel)
        y -= 0.22
    y -= 0.08
    for tekst in genummerd:
        for i, regel in enumerate(breek_af(tekst, LEGENDA - 0.1, KORPS["bron"])):
            _tekst(vlak, x + (0.1 if i else 0), y, regel, korps=KORPS["bron"])
            y -= regelhoogte(KORPS["bron"])
    return top - y + 0.15


def _tekst(vlak: Vlak, x: float, y: float, tekst: str, *, korps: float = KORPS["klein"]) -> None:
    zet(vlak.figuur, x, y - 0.002, tekst, korps=korps, va="center_baseline", transform=vlak.figuur.dpi_scale_trans)


def _lees(gegevens: pd.DataFrame, klassen: Klassen, decimalen: int, eenheid: str, waarschuwing: str) -> list[str]:
    bekend = gegevens[gegevens["waarde"].notna()]
    zinnen = []
    # An uncertain figure is shown but never called the highest or lowest, unless there is nothing else.
    zeker = bekend[bekend["kleurt"]]
    for woord, index in (("Hoogste", zeker["waarde"].idxmax()), ("Laagste", zeker["waarde"].idxmin())):
        zinnen.append(
            f"{woord}: {bekend.loc[index, 'gebied_naam']}, {cijfer(bekend.loc[index, 'waarde'], decimalen, eenheid)}."
        )
    indeling = zeker["waarde"].map(klassen.klasse)
    for i, label in reversed(list(enumerate(klassen.labels()))):
        namen = list(zeker.loc[indeling == i, "gebied_naam"])
        if namen:
            zinnen.append(f"{label}: {opsomming(namen) if len(namen) <= 12 else f'{len(namen)} gebieden'}.")
    if gegevens["vlag"].any():
        delen = [f"{r.gebied_naam} {cijfer(r.waarde, decimalen, eenheid)}" for r in bekend[bekend["vlag"]].itertuples()]
        if delen:
            zinnen.append(f"Gestippeld ({waarschuwing}): {opsomming(delen)}.")
    leeg = gegevens[gegevens["waarde"].isna()]
    delen = [f"{r.gebied_naam} ({reden(r.ontbreekt)})" for r in leeg.itertuples()]
    return [*zinnen, f"Geen cijfer: {opsomming(delen)}."] if delen else zinnen
