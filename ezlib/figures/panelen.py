"""Small multiples over time: a panel per group on one scale, in each a line per area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ezlib.figures import labels
from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.gegevens import as_label, cel, cijfer, getal_op_as, lees_gegevens, op_de_as, periodevorm, reden
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    INKT,
    KORPS,
    LIJN,
    RASTER,
    REEKS,
    STREPEN,
    Sleutel,
    Vlak,
    breek_af,
    letter,
    nieuw_figuur,
    regelhoogte,
    schoon,
    tekstbreedte,
    zet,
)  # fmt: skip
from ezlib.taal import opsomming, periode_label, wanneer

KOLOMMEN, TUSSEN, HOOGTE = 2, 0.25, 1.5  # panels beside each other; inches between them; inches high
KOP = 2 * regelhoogte(KORPS["klein"]) + 0.06
# The home area stands out; the others differ in lightness and dash.
LIJNEN = ((ACCENT, "-", 2.6), *((REEKS[i], STREPEN[i], 1.5) for i in (1, 2, 4, 5)))


def plot_panelen(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str, paneel: str,
                 lijn: str = "gebied_naam", decimalen: int = 1, eenheid: str = "", basis: float | None = None,
                 noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw a panel per value of the column `paneel`, in the order of the frame, and in each a line per value of `lijn`.

    Parameters
    ----------
    frame:
        Key `paneel` x `lijn` x `periode`; columns `waarde` (`eenheid`), `herkomst`; optional `ontbreekt`. The first
        `lijn` is the home area. All periods of one kind.
    basis:
        Value drawn as a dotted line in each panel, such as the 100 of an index.

    Notes
    -----
    A missing value breaks the line and is named below. Every panel has the same scale.

    Raises
    ------
    ValueError
        Missing columns, a key that occurs twice, mixed kinds of period, more than five lines.
    """
    gegevens = lees_gegevens(frame, [paneel, lijn, "periode"])
    gegevens = gegevens.assign(
        periode=gegevens["periode"].astype(str), paneel=gegevens[paneel].map(schoon), lijn=gegevens[lijn].map(schoon)
    )
    _controleer(gegevens)
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    tabel = pd.DataFrame({
        "Deel": gegevens["paneel"], "Gebied": gegevens["lijn"], "Periode": gegevens["periode"].map(periode_label),
        "Waarde": [cel(rij, decimalen, eenheid) for _, rij in gegevens.iterrows()],
    })  # fmt: skip
    if gegevens["waarde"].isna().all():
        return beeld_zonder_cijfers(kop, gegevens, soort="Lijngrafieken", tabel=tabel)
    delen, namen = list(dict.fromkeys(gegevens["paneel"])), list(dict.fromkeys(gegevens["lijn"]))
    noten = [*noten, *_ontbrekend(gegevens)]
    grenzen = _grenzen(gegevens["waarde"].dropna())
    if grenzen[0] > 0:
        noten.append("De verticale as begint niet bij 0.")
    rijen = -(-len(delen) // KOLOMMEN)
    sleutel = [Sleutel(n, LIJNEN[i][0], vorm="lijn", streep=LIJNEN[i][1]) for i, n in enumerate(namen)]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, noten=noten, sleutel=sleutel,
                        hoogte=rijen * HOOGTE + (rijen - 1) * TUSSEN)  # fmt: skip
    for i, deel in enumerate(delen):
        eigen = gegevens[gegevens["paneel"] == deel]
        breed = eigen.pivot(index="periode", columns="lijn", values="waarde").sort_index()
        ax = _assen(vlak, i, rijen, deel, namen, gegevens, decimalen, eenheid)
        _teken(ax, breed.reindex(columns=namen), grenzen, decimalen, eenheid, basis)
    onderwerp = f"{len(delen)} delen ({opsomming(delen)}) met {len(namen)} lijnen ({opsomming(namen)})"
    zinnen = [_lees(d, gegevens[gegevens["paneel"] == d], decimalen, eenheid) for d in delen]
    return voltooi(kop, vlak, soort="Lijngrafieken", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _controleer(gegevens: pd.DataFrame) -> None:
    if len(gegevens):
        periodevorm(gegevens["periode"])
    dubbel = gegevens[gegevens.duplicated(["paneel", "lijn", "periode"])]
    if len(dubbel):
        r = dubbel.iloc[0]
        raise ValueError(f"Een lijn heeft één waarde per periode; dubbel: {r['paneel']}, {r['lijn']}, {r['periode']}.")
    if gegevens["lijn"].nunique() > len(LIJNEN):
        raise ValueError(f"Hoogstens {len(LIJNEN)} lijnen in een paneel; er zijn er {gegevens['lijn'].nunique()}.")


def _ontbrekend(gegevens: pd.DataFrame) -> list[str]:
    """Name what has no value at all; a hole in a line is seen."""
    per = gegevens.groupby(["paneel", "lijn"], sort=False)
    leeg = per["waarde"].count() == 0
    redenen = per["ontbreekt"].first()
    delen = [f"{lijn}, {paneel} ({reden(redenen[paneel, lijn])})" for paneel, lijn in leeg.index[leeg]]
    return [f"Geen cijfer: {opsomming(delen)}."] if delen else []


def _grenzen(waarden: pd.Series) -> tuple[float, float]:
    laag, hoog = float(waarden.min()), float(waarden.max())
    marge = 0.12 * ((hoog - laag) or abs(hoog) or 1.0)
    return (0.0, hoog + marge) if 0 <= laag <= 0.4 * hoog else (laag - marge, hoog + marge)


def _assen(vlak: Vlak, i: int, rijen: int, naam: str, lijnen: Sequence[str], gegevens: pd.DataFrame, decimalen: int,
           eenheid: str) -> Axes:  # fmt: skip
    """Axes of the i-th panel with its name above it."""
    kolom, rij = i % KOLOMMEN, i // KOLOMMEN
    breed = (vlak.breedte - TUSSEN * (KOLOMMEN - 1)) / KOLOMMEN
    links, boven = kolom * (breed + TUSSEN), rij * (HOOGTE + TUSSEN)
    rechts = max(
        tekstbreedte(cijfer(w, decimalen, eenheid), KORPS["klein"], vet=True) for w in gegevens["waarde"].dropna()
    )
    ax = vlak.assen(links=links + 0.42, rechts=vlak.breedte - links - breed + rechts + 0.1, boven=boven + KOP,
                    onder=vlak.hoogte - boven - HOOGTE + 0.2)  # fmt: skip
    for j, regel in enumerate(breek_af(naam, breed, KORPS["klein"], vet=True)[:2]):
        hoogte = ax.get_window_extent().height / ax.figure.dpi
        y = 1 + (KOP - (j + 0.8) * regelhoogte(KORPS["klein"])) / hoogte
        zet(ax, -0.42 / (ax.get_window_extent().width / ax.figure.dpi), y, regel, korps=KORPS["klein"], vet=True,
            va="center", transform=ax.transAxes)  # fmt: skip
    return ax


def _teken(ax: Axes, breed: pd.DataFrame, grenzen: tuple[float, float], decimalen: int, eenheid: str,
           basis: float | None) -> None:  # fmt: skip
    x = np.array([op_de_as(p) for p in breed.index])
    rek = (x[-1] - x[0]) or 1.0
    ax.set_xlim(x[0] - 0.02 * rek, x[-1] + 0.03 * rek)
    ax.set_ylim(*grenzen)
    tikken = [
        t for t in MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(*grenzen) if grenzen[0] <= t <= grenzen[1]
    ]
    ax.set_yticks(tikken, [getal_op_as(t, tikken) for t in tikken])
    ax.set_xticks([x[0], x[-1]], [as_label(str(breed.index[i])) for i in (0, -1)])
    for tekst in [*ax.get_xticklabels(), *ax.get_yticklabels()]:
        tekst.set_fontproperties(letter(KORPS["klein"]))
    # The last label stays clear of the values at the end of the lines.
    for tekst, kant in zip(ax.get_xticklabels(), ("left", "right"), strict=False):
        tekst.set_ha(kant)
    ax.grid(axis="y", color=RASTER, linewidth=0.8)
    ax.spines["bottom"].set(visible=True, color=LIJN, linewidth=0.9)
    if basis is not None:
        ax.axhline(basis, color=GRIJS, linewidth=0.9, linestyle=(0, (1, 2)), zorder=2)
    einden = []
    for i, lijn in reversed(list(enumerate(breed.columns))):
        kleur, streep, dik = LIJNEN[i]
        waarden = breed[lijn]
        ax.plot(x, waarden.to_numpy(), color=kleur, linestyle=streep, linewidth=dik, zorder=5 - 0.1 * i)
        if len(bekend := waarden.dropna()):
            plek = x[breed.index.get_loc(bekend.index[-1])]
            ax.plot([plek], [bekend.iloc[-1]], marker="o", markersize=4, color=kleur, linestyle="", zorder=6 - 0.1 * i)
            if bekend.index[-1] == breed.index[-1]:
                label = cijfer(float(bekend.iloc[-1]), decimalen, eenheid)
                einden.append((float(bekend.iloc[-1]), label, kleur if i == 0 else INKT))
    if einden:
        labels.Plaatser(ax).rechts_op_rij(x[-1], einden, korps=KORPS["klein"])


def _lees(naam: str, rijen: pd.DataFrame, decimalen: int, eenheid: str) -> str:
    """Sentence of one panel: the latest value of each line."""
    bekend = rijen[rijen["waarde"].notna()]
    if bekend.empty:
        return f"{naam}: geen cijfers."
    laatste = bekend.sort_values("periode").drop_duplicates("lijn", keep="last")
    delen = [f"{r.lijn} {cijfer(r.waarde, decimalen, eenheid)} {wanneer(r.periode)}" for r in laatste.itertuples()]
    return f"{naam}: {opsomming(delen)}."
