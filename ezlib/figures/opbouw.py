"""Composition: one horizontal bar of 100 % per area, values inside the segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import cel, cijfer, geschat_noot, lees_gegevens, reden
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    INKT,
    KORPS,
    LIJN,
    OPLOPEND,
    WIT,
    Sleutel,
    Vlak,
    kort,
    leesbaar_op,
    nieuw_figuur,
    schoon,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import getal, opsomming

RIJ = 0.4  # inch
LANGSTE_NAAM = 2.1
SPELING = 1.5  # percentage points that three rounded shares may be off


def plot_opbouw(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
                delen: Mapping[str, str], deel: str = "kenmerkwaarde", uitgelicht: str | None = None,
                sorteer_op: str | None = None, decimalen: int = 0, noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw what each area consists of.

    Parameters
    ----------
    frame:
        Key `gebied_code` x `deel`; columns `gebied_naam`, `waarde` (% of the area, 0-100), `herkomst`; optional
        `ontbreekt`. Areas are drawn in the order of the frame.
    delen:
        Value of the column `deel` to its label, in the order of the segments (two to five).
    uitgelicht:
        `gebied_code` of the home area: bold, accent colour.
    sorteer_op:
        A key of `delen`: draw the areas by this share, highest on top.

    Raises
    ------
    ValueError
        Missing columns or shares, a share twice, an area that does not add up to 100.
    """
    gegevens = lees_gegevens(frame, ["gebied_code", "gebied_naam", deel])
    gegevens = gegevens.assign(deel=gegevens[deel].astype(str), gebied_naam=gegevens["gebied_naam"].map(schoon))
    breed = _breed(gegevens, list(delen), sorteer_op)
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    namen = gegevens.drop_duplicates("gebied_code").set_index("gebied_code")["gebied_naam"]
    leeg = gegevens[gegevens["waarde"].isna()].drop_duplicates("gebied_code").set_index("gebied_code")["ontbreekt"]
    cellen = gegevens.assign(tekst=[cel(rij, decimalen, "%") for _, rij in gegevens.iterrows()])
    tabel = cellen.pivot(index="gebied_code", columns="deel", values="tekst").loc[breed.index, list(delen)]
    tabel = tabel.set_axis([schoon(label) for label in delen.values()], axis="columns").reset_index(drop=True)
    tabel.insert(0, "Gebied", namen[breed.index].to_numpy())
    tabel.columns.name = None
    if breed.isna().any(axis=1).all():
        return beeld_zonder_cijfers(kop, gegevens, soort="Gestapelde balken", tabel=tabel)
    kleuren = OPLOPEND[len(delen)]
    sleutel = [Sleutel(label, kleur, vorm="vlak") for label, kleur in zip(delen.values(), kleuren, strict=True)]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=RIJ * len(breed) + 0.3,
                        noten=[*noten, *_noten(gegevens, breed, decimalen)], sleutel=sleutel)  # fmt: skip
    _teken(vlak, breed, namen, leeg, kleuren, uitgelicht, decimalen)
    onderwerp = f"{len(breed)} {'gebied' if len(breed) == 1 else 'gebieden'}, verdeeld in {'; '.join(delen.values())}"
    zinnen = [_lees(namen[code], rij, delen, leeg.get(code, ""), decimalen) for code, rij in breed.iterrows()]
    return voltooi(kop, vlak, soort="Gestapelde balken tot 100 %", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _breed(gegevens: pd.DataFrame, sleutels: list[str], sorteer_op: str | None) -> pd.DataFrame:
    """Areas x shares; NaN where a share is missing."""
    if not 2 <= len(sleutels) <= 5:
        raise ValueError(f"Een opbouw heeft twee tot vijf delen; er zijn er {len(sleutels)}.")
    if gegevens.duplicated(["gebied_code", "deel"]).any():
        raise ValueError("Een gebied heeft één waarde per deel; er staan dubbele rijen in.")
    breed = gegevens.pivot(index="gebied_code", columns="deel", values="waarde")
    if set(breed.columns) != set(sleutels):
        raise ValueError(f"De delen zijn {opsomming(sleutels)}; in de tabel staat {opsomming(sorted(breed.columns))}.")
    breed = breed.loc[list(dict.fromkeys(gegevens["gebied_code"])), sleutels]
    scheef = breed.dropna()[(breed.dropna().sum(axis=1) - 100).abs() > SPELING]
    if len(scheef) or (breed < 0).any(axis=None):
        raise ValueError(
            f"De delen tellen niet op tot 100 %: {opsomming([str(c) for c in scheef.index]) or 'negatief'}."
        )
    return breed.sort_values(sorteer_op, ascending=False, kind="stable") if sorteer_op else breed


def _noten(gegevens: pd.DataFrame, breed: pd.DataFrame, decimalen: int) -> list[str]:
    uit = geschat_noot(gegevens)
    if ((breed.dropna().round(decimalen).sum(axis=1) - 100).abs() > 1e-9).any():
        uit.append("Door afronding tellen de getallen niet in elke balk op tot 100.")
    return uit


def _teken(vlak: Vlak, breed: pd.DataFrame, namen: pd.Series, leeg: pd.Series, kleuren: Sequence[str],
           uitgelicht: str | None, decimalen: int) -> None:  # fmt: skip
    links = max(tekstbreedte(kort(namen[c], LANGSTE_NAAM, 9, vet=True), 9, vet=True) for c in breed.index) + 0.12
    ax = vlak.assen(links=links, onder=0.24, rechts=0.04)
    ax.set_xlim(0, 100)
    ax.set_ylim(len(breed), 0)
    ax.set_xticks([])
    ax.set_yticks([])
    inch = ax.get_window_extent().width / ax.figure.dpi
    for i, (code, rij) in enumerate(breed.iterrows()):
        eigen = code == uitgelicht
        zet(ax, -0.12 / inch, i + 0.5, kort(namen[code], LANGSTE_NAAM, 9, vet=eigen), vet=eigen, ha="right",
            va="center_baseline", kleur=ACCENT if eigen else INKT, transform=ax.get_yaxis_transform())  # fmt: skip
        if rij.isna().any():
            _lege_balk(ax, i + 0.5, reden(leeg.get(code, "")))
        else:
            _balk(ax, i + 0.5, rij, kleuren, inch, decimalen, eigen=eigen)
    hoogte = ax.get_window_extent().height / ax.figure.dpi
    for deel in (0, 50, 100):
        zet(ax, deel, -0.05 / hoogte, f"{deel} %", korps=KORPS["klein"], kleur=GRIJS, va="top",
            ha={0: "left", 50: "center", 100: "right"}[deel], transform=ax.get_xaxis_transform())  # fmt: skip
        ax.axvline(deel, color=LIJN, linewidth=0.9, zorder=1)


def _balk(ax: Axes, y: float, rij: pd.Series, kleuren: Sequence[str], inch: float, decimalen: int, *,
          eigen: bool) -> None:  # fmt: skip
    links = 0.0
    schaal = 100 / float(rij.sum())  # rounded shares: let the bar end at 100 all the same
    for waarde, kleur in zip(rij, kleuren, strict=True):
        breedte = waarde * schaal
        ax.barh(y, breedte, left=links, height=0.7, color=kleur, edgecolor=WIT, linewidth=1.4, zorder=3)
        tekst = getal(waarde, decimalen) + " %"
        tekst = tekst if tekstbreedte(tekst, 9, vet=True) + 0.08 < breedte / 100 * inch else getal(waarde, decimalen)
        if tekstbreedte(tekst, 9, vet=True) + 0.04 < breedte / 100 * inch:
            zet(ax, links + breedte / 2, y, tekst, vet=eigen, kleur=leesbaar_op(kleur), ha="center",
                va="center_baseline", zorder=5)  # fmt: skip
        links += breedte


def _lege_balk(ax: Axes, y: float, waarom: str) -> None:
    ax.barh(y, 100, height=0.7, facecolor=WIT, edgecolor=LIJN, hatch="////", linewidth=0.8, zorder=3)
    zet(ax, 50, y, f"geen cijfer: {waarom}", kleur=GRIJS, ha="center", va="center_baseline", zorder=5,
        bbox={"facecolor": WIT, "edgecolor": "none", "pad": 2})  # fmt: skip


def _lees(naam: str, rij: pd.Series, delen: Mapping[str, str], ontbreekt: str, decimalen: int) -> str:
    if rij.isna().any():
        return f"{naam}: geen cijfer ({reden(ontbreekt)})."
    stukken = [f"{label} {cijfer(float(rij[sleutel]), decimalen, '%')}" for sleutel, label in delen.items()]
    return f"{naam}: {'; '.join(stukken)}."
