"""Location quotients: lollipops around 1 on an axis where twice as much and half as much lie equally far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import cel, geschat_noot, lees_gegevens, reden
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    INKT,
    KORPS,
    LIJN,
    MARKERS,
    RASTER,
    WIT,
    Sleutel,
    Vlak,
    breek_af,
    letter,
    nieuw_figuur,
    schoon,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import getal, opsomming

MEESTE_GEBIEDEN = 4
GRENS = 3  # the axis ends here: one small sector must not squeeze the others
LANGSTE_NAAM = 2.2  # inch
KLEUREN = (ACCENT, "#C77B30", "#6C7781", "#A9B2BA")  # L* 30, 58, 49, 72; markers differ
TIKKEN = (1.25, 1.5, 2.0, 3.0)


def plot_quotient(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
                  sector: str = "kenmerkwaarde", sectornamen: Mapping[str, str] | None = None,
                  uitgelicht: str | None = None, decimalen: int = 2, noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw location quotients per sector for one to four areas, sorted by the home area.

    Parameters
    ----------
    frame:
        Key `gebied_code` x `sector`; columns `gebied_naam`, `waarde` (quotient, 1 = as in Nederland, >= 0),
        `herkomst`; optional `ontbreekt`.
    sectornamen:
        Value of the column `sector` to its label; by default the value itself.
    uitgelicht:
        `gebied_code` of the home area, drawn with a stem; by default the first of the frame.

    Raises
    ------
    ValueError
        Missing columns, more than four areas, a negative quotient, a cell twice, unknown `uitgelicht`.
    """
    gegevens = lees_gegevens(frame, ["gebied_code", "gebied_naam", sector])
    gegevens = gegevens.assign(
        sector=gegevens[sector].astype(str).replace(dict(sectornamen or {})).map(schoon),
        gebied_naam=gegevens["gebied_naam"].map(schoon),
    )
    thuis = uitgelicht or str(gegevens["gebied_code"].iloc[0])
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    breed = _breed(gegevens, thuis)
    namen = gegevens.drop_duplicates("gebied_code").set_index("gebied_code")["gebied_naam"]
    tabel = pd.DataFrame({
        "Sector": gegevens["sector"], "Gebied": gegevens["gebied_naam"],
        "Locatiequotiënt": [cel(rij, decimalen) for _, rij in gegevens.iterrows()],
    })  # fmt: skip
    if gegevens["waarde"].isna().all():
        return beeld_zonder_cijfers(kop, gegevens, soort="Stipgrafiek rond 1,0", tabel=tabel)
    sleutel = [Sleutel(namen[c], KLEUREN[i], marker=MARKERS[i]) for i, c in enumerate(breed.columns)]
    rij = max(0.34, 0.15 * len(breed.columns) + 0.1)
    noten = [*noten, *_noten(gegevens, thuis)]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=rij * len(breed) + 0.62,
                        noten=noten, sleutel=sleutel)  # fmt: skip
    _teken(vlak, breed, str(namen[thuis]), decimalen)
    onderwerp = f"locatiequotiënt van {len(breed)} sectoren in {opsomming([str(namen[c]) for c in breed.columns])}"
    zinnen = [_lees(str(namen[c]), breed[c], decimalen) for c in breed.columns]
    return voltooi(
        kop, vlak, soort="Stipgrafiek rond 1,0 (zoals landelijk)", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel
    )


def _breed(gegevens: pd.DataFrame, thuis: str) -> pd.DataFrame:
    """Sectors (by the home area, highest first) x areas (home first)."""
    codes = list(dict.fromkeys(gegevens["gebied_code"]))
    if thuis not in codes:
        raise ValueError(f'Uitgelicht "{thuis}" staat niet in de kolom gebied_code.')
    if len(codes) > MEESTE_GEBIEDEN:
        raise ValueError(f"Hoogstens {MEESTE_GEBIEDEN} gebieden in deze grafiek; er zijn er {len(codes)}.")
    if (gegevens["waarde"] < 0).any():
        raise ValueError("Een locatiequotiënt is nooit negatief.")
    if gegevens.duplicated(["gebied_code", "sector"]).any():
        raise ValueError("Een gebied heeft één quotiënt per sector; er staan dubbele rijen in.")
    breed = gegevens.pivot(index="sector", columns="gebied_code", values="waarde")
    breed = breed.loc[list(dict.fromkeys(gegevens["sector"])), [thuis, *(c for c in codes if c != thuis)]]
    return breed.sort_values(thuis, ascending=False, kind="stable", na_position="last")


def _noten(gegevens: pd.DataFrame, thuis: str) -> list[str]:
    leeg = gegevens[gegevens["waarde"].isna()]
    delen = [f"{r.sector} in {r.gebied_naam} ({reden(r.ontbreekt)})" for r in leeg.itertuples()]
    uit = [f"Geen cijfer: {opsomming(delen)}."] if delen else []
    grens = GRENS * 1.0001
    if ((gegevens["waarde"] > grens) | (gegevens["waarde"] < 1 / grens)).any():
        uit.append(
            f"Een pijltje aan de rand: de waarde ligt daarbuiten (meer dan {GRENS} keer, of minder dan een derde)."
        )
    return [*uit, *geschat_noot(gegevens)]


def _teken(vlak: Vlak, breed: pd.DataFrame, thuisnaam: str, decimalen: int) -> None:
    regels = {s: breek_af(s, LANGSTE_NAAM, 9)[:2] for s in breed.index}
    links = max(tekstbreedte(r, 9) for delen in regels.values() for r in delen) + 0.14
    ax = vlak.assen(links=links, rechts=0.72, boven=0.34, onder=0.24)
    positief = breed.where(breed > 0).fillna(1.0)
    rand = min(max(float(np.exp(np.max(np.abs(np.log(positief))))) * 1.12, 1.35), GRENS * 1.06)
    ax.set_xscale("log")
    ax.set_xlim(1 / rand, rand)
    ax.set_ylim(len(breed), 0)
    _assen(ax, rand)
    inch = ax.get_window_extent().width / ax.figure.dpi
    zet(ax, 1 + 0.72 / inch, 1, thuisnaam if tekstbreedte(thuisnaam, 8, vet=True) < 1.1 else "waarde", vet=True,
        korps=KORPS["klein"], kleur=ACCENT, ha="right", va="bottom", transform=ax.transAxes)  # fmt: skip
    hoogte = ax.get_window_extent().height / ax.figure.dpi / len(breed)
    for i, (sector, rij) in enumerate(breed.iterrows()):
        midden = i + 0.5
        if i % 2:
            ax.axhspan(i, i + 1, color="#F5F7F8", zorder=0)
        for j, regel in enumerate(regels[sector]):
            y = midden + (j - (len(regels[sector]) - 1) / 2) * 0.155 / hoogte
            zet(ax, -0.14 / inch, y, regel, ha="right", va="center_baseline", transform=ax.get_yaxis_transform())
        zet(ax, 1 + 0.72 / inch, midden, getal(rij.iloc[0], decimalen), vet=True, kleur=ACCENT, ha="right",
            va="center_baseline", transform=ax.get_yaxis_transform())  # fmt: skip
        for j, waarde in enumerate(rij):
            _stip(ax, midden + (j - (len(rij) - 1) / 2) * 0.15 / hoogte, waarde, j, rand)


def _assen(ax: Axes, rand: float) -> None:
    boven = [t for t in TIKKEN if t <= rand]
    boven = boven if len(boven) <= 3 else boven[1:]
    tikken = [*(1 / t for t in reversed(boven)), 1.0, *boven]
    ax.set_xticks(tikken, [getal(t, 2 if round(t, 1) != round(t, 2) else 1) for t in tikken])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks([])
    for tekst in ax.get_xticklabels():
        tekst.set_fontproperties(letter(KORPS["klein"]))
    ax.grid(axis="x", color=RASTER, linewidth=0.8)
    ax.axvline(1, color=INKT, linewidth=1.1, zorder=2)
    ax.spines["bottom"].set(visible=True, color=LIJN, linewidth=0.9)
    for x, ha, tekst in ((0.485, "right", "◀  minder dan landelijk"), (0.515, "left", "meer dan landelijk  ▶")):
        zet(ax, x, 1.0, tekst, korps=KORPS["klein"], kleur=GRIJS, ha=ha, va="bottom", transform=ax.transAxes)


def _stip(ax: Axes, y: float, waarde: float, i: int, rand: float) -> None:
    if np.isnan(waarde):
        return
    plek = min(max(waarde, 1 / rand), rand)
    vorm = MARKERS[i] if plek == waarde else "<" if waarde < 1 else ">"
    ax.plot([1, plek], [y, y], color=KLEUREN[i], linewidth=3.2 if i == 0 else 1.0, solid_capstyle="butt", zorder=3)
    ax.plot([plek], [y], marker=vorm, markersize=8 if i == 0 else 5.6, color=KLEUREN[i], markeredgecolor=WIT,
            markeredgewidth=0.7, linestyle="", zorder=5 - 0.1 * i, clip_on=False)  # fmt: skip


def _lees(naam: str, waarden: pd.Series, decimalen: int) -> str:
    bekend = waarden.dropna().sort_values(ascending=False, kind="stable")
    if bekend.empty:
        return f"{naam}: geen cijfers."
    zin = [f"{s} {getal(w, decimalen)}" for s, w in bekend.items()]
    if len(zin) <= 8 and len(zin) == len(waarden):
        return f"{naam}: {opsomming(zin)}."
    return f"{naam}: hoogste {zin[0]}, laagste {zin[-1]}."
