"""Line chart over time: one line per publication, area or group, labelled at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ezlib.figures import labels
from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.breuken import delen_van, stukken_van, teken_breuken, zinnen_breuken
from ezlib.figures.gegevens import (
    as_label,
    cel,
    cijfer,
    getal_op_as,
    lees_gegevens,
    op_de_as,
    periodevorm,
    reden,
)
from ezlib.figures.stijl import (
    ACCENT,
    GRIJS,
    KORPS,
    LIJN,
    MARKERS,
    RASTER,
    REEKS,
    STIL,
    STREPEN,
    WIT,
    Sleutel,
    Vlak,
    kort,
    letter,
    nieuw_figuur,
    schoon,
    tekstbreedte,
)  # fmt: skip
from ezlib.taal import opsomming, periode_label, wanneer

MEESTE_LIJNEN = len(REEKS)
MARKER, MARKER_KLEIN = 7.0, 4.6  # points
MEESTE_WAARDEN = 18  # above this only first, last, highest and lowest are labelled


def plot_tijdreeks(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
                   lijn: str = "gebied_naam", decimalen: int = 1, eenheid: str = "",
                   uitgelicht: str | None = None, y_grenzen: tuple[float, float] | None = None,
                   noten: Sequence[str] = (), breuk: str | None = None) -> Beeld:  # fmt: skip
    """Draw a line per value of the column `lijn`.

    Parameters
    ----------
    frame:
        Key `lijn` x `periode`; columns `waarde` (`eenheid`), `herkomst`; optional `status` (provisional values
        get an open marker) and `ontbreekt`. All periods of one kind: years, peildata or quarters.
    uitgelicht:
        Value of `lijn` to draw in the accent colour; the other lines become grey.
    y_grenzen:
        Limits of the vertical axis; by default it starts at 0, or says that it does not.
    breuk:
        Column (`editie`) by which two figures of one line may not be compared where it changes: the line is broken there.

    Notes
    -----
    A missing value breaks the line: a row without `waarde`, or no row where another line has its period.

    Raises
    ------
    ValueError
        Missing columns, a key that occurs twice, mixed kinds of period, more than six lines.
    """
    gegevens = lees_gegevens(frame, [lijn, "periode"])
    gegevens = gegevens.assign(periode=gegevens["periode"].astype(str), lijn=gegevens[lijn].astype(str))
    gegevens = gegevens.assign(stuk=gegevens[breuk].astype(str) if breuk else "")
    kop = lees_kop(gegevens, titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    tabel = pd.DataFrame({
        "Lijn": gegevens["lijn"].map(schoon), "Periode": gegevens["periode"].map(periode_label),
        "Waarde": [cel(rij, decimalen, eenheid) for _, rij in gegevens.iterrows()],
        "Status": gegevens["status"],
    })  # fmt: skip
    if breuk and gegevens["stuk"].nunique() > 1:
        tabel.insert(1, "Volgens", gegevens["stuk"].map(schoon))
    if gegevens["waarde"].isna().all():
        return beeld_zonder_cijfers(kop, gegevens, soort="Lijngrafiek", tabel=tabel)
    breed = _breed(gegevens)
    stukken = stukken_van(gegevens, breed)
    noten = [*noten, *zinnen_breuken(stukken), *_ontbrekend(gegevens)]
    grenzen = y_grenzen or _grenzen(gegevens["waarde"].dropna())
    if grenzen[0] > 0 or grenzen[1] < 0:
        noten.append("De verticale as begint niet bij 0.")
    sleutel = _sleutel(gegevens)
    vlak = nieuw_figuur(
        titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=3.1, noten=noten, sleutel=sleutel
    )
    _teken(vlak, breed, stukken, gegevens, grenzen, decimalen, eenheid, uitgelicht)
    namen = list(breed.columns)
    onderwerp = (
        f"{len(namen)} {'lijn' if len(namen) == 1 else 'lijnen'} ({opsomming(namen)}), "
        f"{periode_label(breed.index[0])} tot en met {periode_label(breed.index[-1])}"
    )
    zinnen = [_lees_lijn(f"{naam_}, {stuk}" if stuk else naam_, deel, decimalen, eenheid)
              for naam_ in namen for stuk, deel in delen_van(breed[naam_], stukken[naam_])]  # fmt: skip
    zinnen += [*zinnen_breuken(stukken), *_ontbrekend(gegevens)]
    return voltooi(kop, vlak, soort="Lijngrafiek", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _breed(gegevens: pd.DataFrame) -> pd.DataFrame:
    """Periods in order x lines in the order of the frame; a hole where a line has no value."""
    periodevorm(gegevens["periode"])
    dubbel = gegevens[gegevens.duplicated(["lijn", "periode"])]
    if len(dubbel):
        raise ValueError(
            f"Een lijn heeft één waarde per periode; dubbel: {dubbel['lijn'].iloc[0]}, {dubbel['periode'].iloc[0]}."
        )
    namen = list(dict.fromkeys(gegevens["lijn"]))
    if len(namen) > MEESTE_LIJNEN:
        raise ValueError(f"Hoogstens {MEESTE_LIJNEN} lijnen in een grafiek; er zijn er {len(namen)}. Kies of splits.")
    return gegevens.pivot(index="periode", columns="lijn", values="waarde").sort_index()[namen]


def _ontbrekend(gegevens: pd.DataFrame) -> list[str]:
    leeg = gegevens[gegevens["waarde"].isna()]
    delen = [f"{r.lijn} {wanneer(r.periode)} ({reden(r.ontbreekt)})" for r in leeg.itertuples()]
    return [f"Geen cijfer: {opsomming(delen)}."] if delen else []


def _sleutel(gegevens: pd.DataFrame) -> list[Sleutel]:
    voorlopig = gegevens["status"].str.contains("voorlopig") & gegevens["waarde"].notna()
    if not voorlopig.any():
        return []
    rest = [Sleutel("definitief cijfer", GRIJS)] if not voorlopig.all() else []
    return [*rest, Sleutel("voorlopig cijfer", GRIJS, gevuld=False)]


def _grenzen(waarden: pd.Series) -> tuple[float, float]:
    laag, hoog = float(waarden.min()), float(waarden.max())
    marge = 0.22 * ((hoog - laag) or abs(hoog) or 1.0)
    if 0 <= laag <= 0.4 * hoog:
        return 0.0, hoog * 1.12
    return laag - marge, hoog + marge


def _teken(vlak: Vlak, breed: pd.DataFrame, stukken: pd.DataFrame, gegevens: pd.DataFrame,
           grenzen: tuple[float, float], decimalen: int, eenheid: str, uitgelicht: str | None) -> None:  # fmt: skip
    x = np.array([op_de_as(p) for p in breed.index])
    einden = {n: _eindlabel(breed[n], decimalen, eenheid) for n in breed.columns
              if breed[n].last_valid_index() == _laatste(breed)}  # fmt: skip
    rechts = max(tekstbreedte(label, KORPS["tekst"], vet=True) for label in einden.values())
    tikken = [t for t in MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(*grenzen)
              if grenzen[0] <= t <= grenzen[1]]  # fmt: skip
    ticktekst = [getal_op_as(t, tikken) for t in tikken]
    links = max(tekstbreedte(t, KORPS["klein"]) for t in ticktekst) + 0.12
    ax = vlak.assen(links=links, rechts=rechts + 0.1, onder=0.28, boven=0.04)
    rek = (x[-1] - x[0]) or 1.0
    ax.set_xlim(x[0] - 0.06 * rek, x[-1] + 0.04 * rek)
    ax.set_ylim(*grenzen)
    ax.set_yticks(tikken, ticktekst)
    ax.grid(axis="y", color=RASTER, linewidth=0.8)
    ax.spines["bottom"].set(visible=True, color=LIJN, linewidth=0.9)
    _tijdas(ax, x, list(breed.index))
    plaatser = labels.Plaatser(ax)
    kleuren = {n: _kleur(i, n, uitgelicht) for i, n in enumerate(breed.columns)}
    for i, n in enumerate(breed.columns):
        _teken_lijn(ax, plaatser, x, breed, stukken[n], i, kleuren[n], gegevens, nadruk=n == uitgelicht)
    teken_breuken(ax, x, stukken)
    plaatser.rechts_op_rij(
        x[breed.index.get_loc(_laatste(breed))],
        [(float(breed[n].dropna().iloc[-1]), label, _als_tekst(kleuren[n])) for n, label in einden.items()],
        korps=KORPS["tekst"],
    )
    _schrijf_waarden(plaatser, x, breed, kleuren, decimalen, eenheid, uitgelicht)
    _schrijf_namen(plaatser, x, breed, kleuren)


def _eindlabel(waarden: pd.Series, decimalen: int, eenheid: str) -> str:
    waarde = cijfer(float(waarden.dropna().iloc[-1]), decimalen, eenheid)
    return f"{waarde}  {kort(waarden.name, 1.8, KORPS['tekst'], vet=True)}"


def _laatste(breed: pd.DataFrame) -> str:
    return str(breed.dropna(how="all").index[-1])


def _kleur(i: int, naam: str, uitgelicht: str | None) -> str:
    if uitgelicht is None:
        return REEKS[i]
    return ACCENT if naam == uitgelicht else (STIL, "#6B7681", "#A7B0B8")[i % 3]


def _tijdas(ax: Axes, x: np.ndarray, perioden: list[str]) -> None:
    """Tick at the periods that have figures; leave out what would touch its neighbour, never the last."""
    schaal = ax.get_window_extent().width / ax.figure.dpi / (ax.get_xlim()[1] - ax.get_xlim()[0])
    breedte = max(tekstbreedte(as_label(p), KORPS["klein"]) for p in perioden) + 0.15
    kies = [len(x) - 1]
    for i in range(len(x) - 2, -1, -1):
        if (x[kies[-1]] - x[i]) * schaal >= breedte:
            kies.append(i)
    ax.set_xticks([x[i] for i in kies], [as_label(perioden[i]) for i in kies])
    for tekst in [*ax.get_xticklabels(), *ax.get_yticklabels()]:
        tekst.set_fontproperties(letter(KORPS["klein"]))


def _teken_lijn(ax: Axes, plaatser: labels.Plaatser, x: np.ndarray, breed: pd.DataFrame, stukken: pd.Series, i: int,
                kleur: str, gegevens: pd.DataFrame, *, nadruk: bool) -> None:  # fmt: skip
    waarden = breed.iloc[:, i]
    y = waarden.to_numpy()
    rijen = gegevens[gegevens["lijn"] == waarden.name]
    open_ = set(rijen.loc[rijen["status"].str.contains("voorlopig"), "periode"])
    basis = MARKER_KLEIN if breed.notna().sum().sum() > MEESTE_WAARDEN else MARKER
    for stuk in stukken.dropna().unique():
        ax.plot(x, np.where(stukken == stuk, y, np.nan), color=kleur, linestyle=STREPEN[i],
                linewidth=2.8 if nadruk else 1.9, zorder=4 + 0.1 * i + nadruk)  # fmt: skip
    for j, (xi, yi) in enumerate(zip(x, y, strict=True)):
        if np.isnan(yi):
            continue
        # Where publications agree their markers coincide: the earlier one shows as a ring around the later.
        dichtbij = abs(breed.iloc[j] - yi) < 0.012 * np.ptp(ax.get_ylim())
        later = int(dichtbij[i + 1 :].sum()) if basis == MARKER else 0
        maat = basis + 7.0 * later
        stijl = {"linestyle": "", "markeredgewidth": 1.6, "zorder": 5 + 0.1 * i + nadruk}
        if dichtbij[:i].any():
            ax.plot([xi], [yi], marker="o", markersize=maat + 2.2, color=WIT, **stijl)
        ax.plot([xi], [yi], marker=MARKERS[0 if later else i], markersize=maat, color=kleur,
                markerfacecolor=WIT if breed.index[j] in open_ else kleur, **stijl)  # fmt: skip
        plaatser.mijd_punt(xi, yi, maat / 2)
    for j in range(len(x) - 1):
        if not np.isnan(y[j : j + 2]).any() and stukken.iloc[j] == stukken.iloc[j + 1]:
            plaatser.mijd_lijn((x[j], y[j]), (x[j + 1], y[j + 1]))


def _schrijf_waarden(plaatser: labels.Plaatser, x: np.ndarray, breed: pd.DataFrame, kleuren: dict[str, str],
                     decimalen: int, eenheid: str, uitgelicht: str | None) -> None:  # fmt: skip
    """Write the values inside the plot; the last of each line stands in its end label."""
    alles = int(breed.notna().sum().sum()) <= MEESTE_WAARDEN
    gehad: set[tuple[float, str]] = set()
    plekken = (labels.BOVEN, labels.ONDER, labels.LINKSBOVEN, labels.RECHTSONDER, labels.RECHTSBOVEN,
               labels.LINKSONDER, labels.LINKS, labels.RECHTS, *labels.VERDER)  # fmt: skip
    for naam, waarden in breed.items():
        reeks = waarden.dropna()
        if reeks.empty:
            continue
        kies = {reeks.index[0], reeks.index[-1]}
        if alles:
            kies = set(reeks.index)
        elif uitgelicht == naam or len(breed.columns) == 1:
            kies |= {reeks.idxmax(), reeks.idxmin()}
        for xi, (periode, waarde) in zip(x, waarden.items(), strict=True):
            tekst = cijfer(waarde, decimalen, eenheid)
            if periode in kies - {_laatste(breed)} and (xi, tekst) not in gehad:
                gehad.add((xi, tekst))
                plaatser.plaats(xi, waarde, tekst, plekken=plekken, kleur=_als_tekst(kleuren[str(naam)]))


def _schrijf_namen(plaatser: labels.Plaatser, x: np.ndarray, breed: pd.DataFrame, kleuren: dict[str, str]) -> None:
    """Write the names of the lines that end before the last period, beside their last point."""
    plekken = (labels.RECHTS, labels.ONDER, labels.RECHTSONDER, labels.LINKSONDER, labels.BOVEN, labels.LINKSBOVEN,
               *labels.VERDER)  # fmt: skip
    for naam, waarden in breed.items():
        einde = waarden.last_valid_index()
        if einde is None or einde == _laatste(breed):
            continue
        plaatser.plaats(
            x[breed.index.get_loc(einde)], float(waarden[einde]), kort(naam, 2.0, KORPS["tekst"], vet=True), vet=True,
            korps=KORPS["tekst"], kleur=_als_tekst(kleuren[str(naam)]), plekken=plekken,
        )  # fmt: skip


def _als_tekst(kleur: str) -> str:
    """Darken the light series colours: letters need more contrast than lines."""
    return {REEKS[2]: "#1E6E72", REEKS[3]: "#8A6200", REEKS[5]: GRIJS, STIL: GRIJS, "#A7B0B8": GRIJS}.get(kleur, kleur)


def _lees_lijn(naam: str, reeks: pd.Series, decimalen: int, eenheid: str) -> str:
    def punt(periode: object) -> str:
        return f"{cijfer(float(reeks[periode]), decimalen, eenheid)} {wanneer(str(periode))}"

    if reeks.empty:
        return f"{naam}: geen cijfers."
    if len(reeks) <= 3:
        return f"{naam}: {opsomming([punt(p) for p in reeks.index])}."
    return (
        f"{naam}: van {punt(reeks.index[0])} naar {punt(reeks.index[-1])}; "
        f"hoogste {punt(reeks.idxmax())}, laagste {punt(reeks.idxmin())}."
    )
