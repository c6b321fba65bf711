"""Comparison of areas: a horizontal dot plot sorted by value, the home area highlighted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import cel, cijfer, geschat_noot, getal_op_as, lees_gegevens, reden
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    INKT,
    KORPS,
    LIJN,
    RASTER,
    STIL,
    WIT,
    Sleutel,
    Vlak,
    kort,
    letter,
    nieuw_figuur,
    schoon,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import met_hoofdletter, opsomming

RIJ = 0.235  # inch
LANGSTE_NAAM = 2.3


def plot_vergelijking(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
                      uitgelicht: str | None = None, groep: str | None = None, referentie: str | None = None,
                      herhaal: bool = True, decimalen: int = 1, eenheid: str = "%",
                      rij: tuple[str, str] = ("gebied", "gebieden"), noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw a dot per area, highest on top, values printed at the right.

    Parameters
    ----------
    frame:
        Key `gebied_code` (within a group); columns `gebied_naam`, `waarde` (`eenheid`), `herkomst`; optional
        `ondergrens` and `bovengrens` (drawn as interval), `status`, `ontbreekt`, `gebied_type`.
    uitgelicht:
        `gebied_code` of the home area: accent colour, bold.
    groep:
        Column whose values become blocks, in the order of the frame.
    referentie:
        `gebied_code` drawn as a dashed line through all blocks, usually Nederland. Not counted in the rank.
    rij:
        What a row is, one and more: areas, unless it is something else that is compared.
    herhaal:
        Show the home area in every block of two or more areas, so that each block compares with it.

    Raises
    ------
    ValueError
        Missing columns, an area twice in one block, `uitgelicht` or `referentie` not in the frame.
    """
    gegevens = lees_gegevens(frame, ["gebied_code", "gebied_naam", *([groep] if groep else [])])
    gegevens["blok"] = gegevens[groep].astype(str) if groep else ""
    gegevens["gebied_naam"] = gegevens["gebied_naam"].map(schoon)
    _controleer(gegevens, uitgelicht=uitgelicht, referentie=referentie)
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    tabel = _tabel(gegevens, groep is not None, decimalen, eenheid).rename(columns={"Gebied": met_hoofdletter(rij[0])})
    if gegevens["waarde"].isna().all():
        return beeld_zonder_cijfers(kop, gegevens, soort="Puntgrafiek", tabel=tabel)
    rijen = _rijen(gegevens, uitgelicht, referentie, herhaal=herhaal)
    lijn = gegevens.loc[gegevens["gebied_code"] == referentie].head(1)
    noten = [*noten, *_noten(gegevens)]
    if gegevens["waarde"].min() > 0:
        noten.append("De as begint niet bij 0.")
    blokken = rijen["blok"].nunique() if groep else 0
    hoogte = RIJ * (len(rijen) + 1.25 * blokken) + 0.42
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=hoogte, noten=noten,
                        sleutel=_sleutel(gegevens, uitgelicht, lijn))  # fmt: skip
    _teken(vlak, rijen, lijn, uitgelicht, decimalen, eenheid)
    aantal = gegevens["gebied_code"].nunique()
    onderwerp = f"{aantal} {rij[0] if aantal == 1 else rij[1]}"
    if groep:
        onderwerp += f" in de groepen {opsomming(list(dict.fromkeys(gegevens['blok'])))}"
    zinnen = _lees(gegevens, uitgelicht, referentie, decimalen, eenheid)
    return voltooi(kop, vlak, soort="Puntgrafiek", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _controleer(gegevens: pd.DataFrame, **codes: str | None) -> None:
    dubbel = gegevens[gegevens.duplicated(["blok", "gebied_code"])]
    if len(dubbel):
        raise ValueError(
            f"Een gebied staat één keer in een groep; dubbel: {opsomming(sorted(set(dubbel['gebied_code'])))}."
        )
    for rol, code in codes.items():
        if code is not None and code not in set(gegevens["gebied_code"]):
            raise ValueError(f'{met_hoofdletter(rol)} "{code}" staat niet in de kolom gebied_code.')


def _tabel(gegevens: pd.DataFrame, met_groep: bool, decimalen: int, eenheid: str) -> pd.DataFrame:
    tabel = pd.DataFrame({
        "Gebied": gegevens["gebied_naam"], "Waarde": [cel(rij, decimalen, eenheid) for _, rij in gegevens.iterrows()],
    })  # fmt: skip
    if {"ondergrens", "bovengrens"} <= set(gegevens):
        tabel["Marge (95 %)"] = [
            f"{cijfer(o, decimalen)} tot {cijfer(b, decimalen, eenheid)}" if o == o and b == b else ""
            for o, b in zip(gegevens["ondergrens"], gegevens["bovengrens"], strict=True)
        ]
    if met_groep:
        tabel.insert(0, "Groep", gegevens["blok"].map(schoon))
    return tabel


def _rijen(gegevens: pd.DataFrame, uitgelicht: str | None, referentie: str | None, *, herhaal: bool) -> pd.DataFrame:
    """Rows in drawing order: blocks in the order of the frame, values falling, missing last."""
    thuis = gegevens[gegevens["gebied_code"] == uitgelicht].head(1)
    blokken = []
    for blok in dict.fromkeys(gegevens["blok"]):
        deel = gegevens[gegevens["blok"] == blok]
        anderen = deel[~deel["gebied_code"].isin([uitgelicht, referentie])]
        if herhaal and len(thuis) and len(anderen) >= 2 and uitgelicht not in set(deel["gebied_code"]):
            deel = pd.concat([deel, thuis.assign(blok=blok)])
        blokken.append(deel.sort_values(["waarde", "gebied_naam"], ascending=[False, True], na_position="last"))
    if herhaal and len(blokken) > 1:
        # A block with only the home area says nothing once it stands in the others.
        blokken = [b for b in blokken if list(b["gebied_code"]) != [uitgelicht]] or blokken
    return pd.concat(blokken, ignore_index=True)


def _noten(gegevens: pd.DataFrame) -> list[str]:
    uit = geschat_noot(gegevens)
    if {"ondergrens", "bovengrens"} <= set(gegevens) and gegevens["ondergrens"].notna().any():
        uit.append("De streep door een punt is de marge: met 95 % zekerheid ligt de waarde daarbinnen.")
    return uit


def _sleutel(gegevens: pd.DataFrame, uitgelicht: str | None, lijn: pd.DataFrame) -> list[Sleutel]:
    uit = []
    if uitgelicht is not None:
        uit.append(
            Sleutel(gegevens.loc[gegevens["gebied_code"] == uitgelicht, "gebied_naam"].iloc[0], ACCENT, marker="D")
        )
        uit.append(Sleutel("andere gebieden", STIL))
    if gegevens["status"].str.contains("voorlopig").any():
        uit.append(Sleutel("voorlopig cijfer", GRIJS, gevuld=False))
    if len(lijn) and lijn["waarde"].notna().all():
        uit.append(Sleutel(lijn["gebied_naam"].iloc[0], INKT, vorm="lijn", streep=(0, (3, 2))))
    return uit


def _teken(vlak: Vlak, rijen: pd.DataFrame, lijn: pd.DataFrame, uitgelicht: str | None, decimalen: int,
           eenheid: str) -> None:  # fmt: skip
    teksten = [_waardetekst(rij, decimalen, eenheid) for _, rij in rijen.iterrows()]
    links = max(tekstbreedte(kort(n, LANGSTE_NAAM, 9, vet=True), 9, vet=True) for n in rijen["gebied_naam"]) + 0.12
    rechts = max(tekstbreedte(t, 9, vet=True) for t in teksten) + 0.12
    ax = vlak.assen(links=links, rechts=rechts, onder=0.26, boven=0.02)
    y = _hoogten(ax, rijen, links, blokken=bool(rijen["blok"].any()))
    _waarde_as(ax, rijen, eenheid)
    if len(lijn) and lijn["waarde"].notna().all():
        ax.axvline(lijn["waarde"].iloc[0], color=INKT, linewidth=1.1, linestyle=(0, (3, 2)), zorder=2)
    inch = ax.get_window_extent().width / ax.figure.dpi
    for yi, tekst, (_, rij) in zip(y, teksten, rijen.iterrows(), strict=True):
        eigen = rij["gebied_code"] == uitgelicht
        kleur = ACCENT if eigen else INKT
        opties = {"vet": eigen, "kleur": kleur if not np.isnan(rij["waarde"]) else GRIJS, "va": "center_baseline",
                  "transform": ax.get_yaxis_transform()}  # fmt: skip
        zet(ax, -0.12 / inch, yi, kort(rij["gebied_naam"], LANGSTE_NAAM, 9, vet=eigen), ha="right", **opties)
        zet(ax, 1 + rechts / inch, yi, tekst, ha="right", **opties)
        ax.axhline(yi, color=RASTER, linewidth=0.8, zorder=1)
        _punt(ax, rij, yi, eigen=eigen)


def _waardetekst(rij: pd.Series, decimalen: int, eenheid: str) -> str:
    if np.isnan(rij["waarde"]):
        return kort(reden(rij["ontbreekt"]), 1.6, 9)
    return ("≈ " if rij["herkomst"] == "geschat" else "") + cijfer(rij["waarde"], decimalen, eenheid)


def _hoogten(ax: Axes, rijen: pd.DataFrame, links: float, *, blokken: bool) -> list[float]:
    """Give every row its height, a heading above each block, and set the vertical limits."""
    inch = ax.get_window_extent().width / ax.figure.dpi
    y, hoogten, vorige = 0.0, [], None
    for blok in rijen["blok"]:
        if blokken and blok != vorige:
            zet(ax, -links / inch, y - 0.72, kort(blok, 5, KORPS["klein"], vet=True), korps=KORPS["klein"], vet=True,
                kleur=GRIJS, va="center_baseline", transform=ax.get_yaxis_transform(),
                bbox={"facecolor": WIT, "edgecolor": "none", "pad": 1.5}, zorder=6)  # fmt: skip
            y -= 1.25
            vorige = blok
        hoogten.append(y - 0.5)
        y -= 1
    ax.set_ylim(y, 0)
    ax.set_yticks([])
    return hoogten


def _waarde_as(ax: Axes, rijen: pd.DataFrame, eenheid: str) -> None:
    kolommen = [k for k in ("waarde", "ondergrens", "bovengrens") if k in rijen]
    waarden = rijen[kolommen].to_numpy(dtype="float64")
    laag, hoog = float(np.nanmin(waarden)), float(np.nanmax(waarden))
    marge = 0.06 * ((hoog - laag) or abs(hoog) or 1.0)
    ax.set_xlim(laag - marge, hoog + marge)
    grenzen = ax.get_xlim()
    tikken = [
        t for t in MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(*grenzen) if grenzen[0] <= t <= grenzen[1]
    ]
    ax.set_xticks(tikken, [getal_op_as(t, tikken) + (" %" if eenheid == "%" else "") for t in tikken])
    for tekst in ax.get_xticklabels():
        tekst.set_fontproperties(letter(KORPS["klein"]))
    ax.grid(axis="x", color=RASTER, linewidth=0.8)
    ax.spines["bottom"].set(visible=True, color=LIJN, linewidth=0.9)


def _punt(ax: Axes, rij: pd.Series, y: float, *, eigen: bool) -> None:
    kleur = ACCENT if eigen else STIL
    if "ondergrens" in rij and "bovengrens" in rij and not np.isnan([rij["ondergrens"], rij["bovengrens"]]).any():
        ax.plot([rij["ondergrens"], rij["bovengrens"]], [y, y], color=kleur, linewidth=2.4, alpha=0.55, zorder=3)
    if not np.isnan(rij["waarde"]):
        vulling = WIT if "voorlopig" in rij["status"] else kleur
        ax.plot([rij["waarde"]], [y], marker="D" if eigen else "o", markersize=7.5 if eigen else 7, color=kleur,
                markerfacecolor=vulling, markeredgewidth=1.5, linestyle="", zorder=5)  # fmt: skip


def _lees(gegevens: pd.DataFrame, uitgelicht: str | None, referentie: str | None, decimalen: int,
          eenheid: str) -> list[str]:  # fmt: skip
    """Sentences: home area with margin and place, highest, lowest, reference, what is missing."""
    uniek = gegevens.drop_duplicates("gebied_code")
    samen = uniek["gebied_type"].isin(["land", "regio"]) if "gebied_type" in uniek else uniek["waarde"].isna()
    rang = uniek[~samen & uniek["waarde"].notna() & (uniek["gebied_code"] != referentie)]
    zinnen = []
    for _, rij in uniek[uniek["gebied_code"].isin([uitgelicht]) & uniek["waarde"].notna()].iterrows():
        marge = ""
        if "ondergrens" in rij and rij["ondergrens"] == rij["ondergrens"]:
            marge = (
                f" (marge {cijfer(rij['ondergrens'], decimalen)} tot {cijfer(rij['bovengrens'], decimalen, eenheid)})"
            )
        zinnen.append(f"{rij['gebied_naam']}: {cijfer(rij['waarde'], decimalen, eenheid)}{marge}"
                      f", plaats {int((rang['waarde'] > rij['waarde']).sum()) + 1} van {len(rang)}.")  # fmt: skip
    if len(rang) > 1:
        for woord, index in (("Hoogste", rang["waarde"].idxmax()), ("Laagste", rang["waarde"].idxmin())):
            waarde = cijfer(rang.loc[index, "waarde"], decimalen, eenheid)
            zinnen.append(f"{woord}: {rang.loc[index, 'gebied_naam']}, {waarde}.")
    for _, rij in uniek[(uniek["gebied_code"] == referentie) & uniek["waarde"].notna()].iterrows():
        zinnen.append(f"{rij['gebied_naam']}: {cijfer(rij['waarde'], decimalen, eenheid)}.")
    leeg = uniek[uniek["waarde"].isna()]
    delen = [f"{r.gebied_naam} ({reden(r.ontbreekt)})" for r in leeg.itertuples()]
    return [*zinnen, f"Geen cijfer: {opsomming(delen)}."] if delen else zinnen
