"""Waterfall: from a stock, by what came and what went, to the next stock."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import cel, cijfer, lees_gegevens, reden
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    INKT,
    LIJN,
    REEKS,
    Sleutel,
    Vlak,
    breek_af,
    nieuw_figuur,
    schoon,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import getal, opsomming

RIJ = 0.36  # inch
LANGSTE_NAAM = 2.4
STAND, ERBIJ, ERAF = "stand", "erbij", "eraf"
KLEUR = {STAND: ACCENT, ERBIJ: REEKS[2], ERAF: REEKS[1]}
TEKEN = {STAND: "", ERBIJ: "+", ERAF: "-"}


def plot_waterval(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str, label: str = "gebied_naam",
                  rol: str = "rol", decimalen: int = 0, noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw the steps from one stock to the next as bars, one under another, in the order of the frame.

    Parameters
    ----------
    frame:
        One row a step: `label` (words), `rol` ("stand", "erbij" or "eraf"), `waarde` (count, 0 or more), `herkomst`;
        optional `ontbreekt`. The first and last row are a stock. A missing step is named and counts as nothing.

    Raises
    ------
    ValueError
        Missing columns, an unknown role, a negative value, a first or last row that is no stock.
    """
    gegevens = lees_gegevens(frame, [label, rol]).rename(columns={label: "label", rol: "rol"})
    gegevens["label"] = gegevens["label"].map(schoon)
    zonder = gegevens["waarde"].isna().all()
    if not zonder:
        _controleer(gegevens)
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    teksten = [_tekst(rij, decimalen) for _, rij in gegevens.iterrows()]
    tabel = pd.DataFrame({"Stap": gegevens["label"], "Aantal": teksten})
    if zonder:
        # A gemeente without a register has no steps at all; the picture says why.
        redenen = gegevens if len(gegevens) else pd.DataFrame({"ontbreekt": ["geen-bron"]})
        return beeld_zonder_cijfers(kop, redenen, soort="Watervalgrafiek", tabel=tabel)
    balken = _balken(gegevens)
    sleutel = [Sleutel(woord, KLEUR[woord], vorm="vlak") for woord in (STAND, ERBIJ, ERAF)]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=RIJ * len(gegevens) + 0.3,
                        noten=[*noten, *_noten(gegevens, balken, decimalen)], sleutel=sleutel)  # fmt: skip
    _teken(vlak, gegevens, balken, teksten)
    zinnen = [f"{rij.label}: {tekst}." for rij, tekst in zip(gegevens.itertuples(), teksten, strict=True)]
    onderwerp = f"{len(gegevens)} stappen: {opsomming(list(gegevens['label']))}"
    return voltooi(kop, vlak, soort="Watervalgrafiek", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _controleer(gegevens: pd.DataFrame) -> None:
    if vreemd := sorted(set(gegevens["rol"]) - set(KLEUR)):
        raise ValueError(f"Een stap is {opsomming(list(KLEUR), voegwoord='of')}; er staat {opsomming(vreemd)}.")
    if (gegevens["waarde"] < 0).any():
        raise ValueError("Een stap is nooit negatief; wat eraf gaat, heeft de rol eraf.")
    if len(gegevens) < 2 or set(gegevens["rol"].iloc[[0, -1]]) != {STAND}:
        raise ValueError("Een waterval begint en eindigt met een stand.")


def _tekst(rij: pd.Series, decimalen: int) -> str:
    teken = "" if np.isnan(rij["waarde"]) or rij["waarde"] == 0 else TEKEN[rij["rol"]]
    return teken + cel(rij, decimalen)


def _balken(gegevens: pd.DataFrame) -> pd.DataFrame:
    """From and to of each bar, and the height at which the next begins (`na`)."""
    hoogte, rijen = 0.0, []
    for rij in gegevens.itertuples():
        waarde = 0.0 if np.isnan(rij.waarde) else rij.waarde
        van = 0.0 if rij.rol == STAND else hoogte
        na = waarde if rij.rol == STAND else hoogte + (waarde if rij.rol == ERBIJ else -waarde)
        rijen.append({"van": min(van, na), "tot": max(van, na), "voor": hoogte, "na": na})
        hoogte = na
    return pd.DataFrame(rijen)


def _noten(gegevens: pd.DataFrame, balken: pd.DataFrame, decimalen: int) -> list[str]:
    uit = []
    standen = (gegevens["rol"] == STAND).to_numpy()[1:]
    scheef = (balken["na"] - balken["voor"])[1:][standen]
    if (scheef.abs() > 1e-9).any():
        uit.append("Door afronding tellen de stappen niet precies op.")
    leeg = gegevens[gegevens["waarde"].isna()]
    delen = [f"{r.label} ({reden(r.ontbreekt)})" for r in leeg.itertuples()]
    if _begin_van_as(gegevens, balken):
        uit.append(
            f"De as begint bij {getal(_begin_van_as(gegevens, balken), decimalen)}, om de stappen te laten zien."
        )
    return [*uit, f"Geen cijfer: {opsomming(delen)}."] if delen else uit


def _begin_van_as(gegevens: pd.DataFrame, balken: pd.DataFrame) -> float:
    """Where the axis begins: at 0, or below the steps where these are small beside the stock."""
    laag, hoog = float(balken[["voor", "na"]].iloc[1:].to_numpy().min()), float(balken["tot"].max())
    ruim = 3 * (hoog - laag)
    if ruim <= 0 or laag - ruim <= 0:
        return 0.0
    stap = 10 ** np.floor(np.log10(laag))
    return float(np.floor((laag - ruim / 3) / stap * 10) * stap / 10)


def _teken(vlak: Vlak, gegevens: pd.DataFrame, balken: pd.DataFrame, teksten: Sequence[str]) -> None:
    regels = [breek_af(naam, LANGSTE_NAAM, 9)[:2] for naam in gegevens["label"]]
    links = max(tekstbreedte(r, 9) for delen in regels for r in delen) + 0.14
    rechts = max(tekstbreedte(t, 9, vet=True) for t in teksten) + 0.14
    ax = vlak.assen(links=links, rechts=min(rechts, 2.2), onder=0.04, boven=0.02)
    begin, hoog = _begin_van_as(gegevens, balken), float(balken["tot"].max())
    ax.set_xlim(begin, hoog + 0.02 * (hoog - begin or 1.0))
    ax.set_ylim(len(gegevens), 0)
    ax.set_xticks([])
    ax.set_yticks([])
    maat = ax.get_window_extent()
    inch, hoogte = maat.width / ax.figure.dpi, maat.height / ax.figure.dpi / len(gegevens)
    for i, balk in enumerate(balken.itertuples()):
        rol = gegevens["rol"].iloc[i]
        for j, regel in enumerate(regels[i]):
            y = i + 0.5 + (j - (len(regels[i]) - 1) / 2) * 0.15 / hoogte
            zet(ax, -0.14 / inch, y, regel, vet=rol == STAND and len(regels[i]) == 1 and tekstbreedte(regel, 9, vet=True) < links,
                ha="right", va="center_baseline", transform=ax.get_yaxis_transform())  # fmt: skip
        van = max(balk.van, begin)
        ax.barh(i + 0.5, balk.tot - van, left=van, height=0.62, color=KLEUR[rol], zorder=3)
        if i + 1 < len(balken):
            _verbind(ax, balk.na, i)
        leeg = np.isnan(gegevens["waarde"].iloc[i])
        zet(ax, 1 + min(rechts, 2.2) / inch, i + 0.5, teksten[i] if tekstbreedte(teksten[i], 9) < 2.2 else cijfer(np.nan, 0),
            vet=rol == STAND, kleur=GRIJS if leeg else INKT, ha="right", va="center_baseline",
            transform=ax.get_yaxis_transform())  # fmt: skip


def _verbind(ax: Axes, x: float, i: int) -> None:
    ax.plot([x, x], [i + 0.81, i + 1.19], color=LIJN, linewidth=1.0, zorder=2)
