"""Status strip: a row per group, a square per promise, with a letter in it that says how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.patches import Rectangle

from ezlib.figures.beeld import Beeld, beeld_zonder_cijfers, lees_kop, voltooi
from ezlib.figures.stijl import ACCENT, GRIJS, INKT, REEKS, WIT, Sleutel, Vlak, breek_af, nieuw_figuur, schoon, zet
from ezlib.taal import opsomming

RIJ = 0.42  # inch
NAAM = 2.9
# Letter, fill and ink of each state: light and dark differ besides the hue, and the letter says it without either.
VORM = {
    "gereed": ("G", ACCENT, WIT),
    "deels": ("D", "#8FBBD2", INKT),
    "niet": ("N", REEKS[1], WIT),
    "vervallen": ("V", "#E6EAED", INKT),
    "nog te beoordelen": ("?", WIT, INKT),
    "elders": ("E", WIT, GRIJS),
}


def plot_statusstrook(frame: pd.DataFrame, *, titel: str, ondertitel: str, bron: str, naam: str,
                      groepen: Mapping[str, str], groep: str = "actiepunt",
                      noten: Sequence[str] = ()) -> Beeld:  # fmt: skip
    """Draw how every promise stands.

    Parameters
    ----------
    frame:
        One row a promise: `groep`, `naam` and `stand` (a key of `VORM`), in the order in which they are drawn.
    groepen:
        Value of the column `groep` to its label, in the order of the rows.

    Raises
    ------
    ValueError
        An unknown state, or a group without a label.
    """
    if vreemd := sorted(set(frame["stand"]) - set(VORM)):
        raise ValueError(f"Een stand is {opsomming(list(VORM), voegwoord='of')}; er staat {opsomming(vreemd)}.")
    if vreemd := sorted(set(frame[groep]) - set(groepen)):
        raise ValueError(f"Deze groepen hebben geen naam: {opsomming(vreemd)}.")
    kop = lees_kop(titel=titel, ondertitel=ondertitel, bron=bron, naam=naam)
    labels = {g: schoon(label) for g, label in groepen.items() if g in set(frame[groep])}
    tabel = pd.DataFrame(
        {"Onderdeel": frame[groep].map(labels), "Resultaat": frame["naam"].map(schoon), "Stand": frame["stand"]}
    )
    if frame.empty:
        return beeld_zonder_cijfers(kop, pd.DataFrame({"ontbreekt": ["geen-bron"]}), soort="Statusstrook", tabel=tabel)
    aanwezig = [stand for stand in VORM if (frame["stand"] == stand).any()]
    sleutel = [
        Sleutel(
            f"{VORM[s][0]} = {'verantwoording elders' if s == 'elders' else s}",
            VORM[s][1],
            vorm="vlak",
            rand=GRIJS,
            streep=_streep(s),
        )
        for s in aanwezig
    ]
    vlak = nieuw_figuur(titel=kop.titel, ondertitel=kop.ondertitel, bron=kop.bron, hoogte=RIJ * len(labels) + 0.1,
                        noten=noten, sleutel=sleutel)  # fmt: skip
    _teken(vlak, frame, groep, labels)
    zinnen = [
        f"{label}: {opsomming([f'{n} {stand}' for stand in aanwezig if (n := int((deel['stand'] == stand).sum()))])}."
        for g, label in labels.items()
        for deel in [frame[frame[groep] == g]]
    ]
    onderwerp = f"{len(frame)} resultaten in {len(labels)} rijen, een vakje per resultaat"
    return voltooi(kop, vlak, soort="Statusstrook", onderwerp=onderwerp, cijfers=zinnen, tabel=tabel)


def _streep(stand: str) -> str:
    """A dashed edge where nobody gave a judgement."""
    return "--" if stand in ("nog te beoordelen", "elders") else "-"


def _teken(vlak: Vlak, frame: pd.DataFrame, groep: str, labels: Mapping[str, str]) -> None:
    ax = vlak.assen(links=NAAM + 0.1, onder=0.02, boven=0.02)
    maat = ax.get_window_extent()
    breed = maat.width / maat.height * len(labels)  # in heights of a row, so that a square is square
    ax.set_xlim(0, breed)
    ax.set_ylim(len(labels), 0)
    ax.set_xticks([])
    ax.set_yticks([])
    inch = maat.height / ax.figure.dpi / len(labels)
    for i, (g, label) in enumerate(labels.items()):
        regels = breek_af(label, NAAM, 9)[:2]
        for j, regel in enumerate(regels):
            y = i + 0.5 + (j - (len(regels) - 1) / 2) * 0.15 / inch
            zet(ax, -0.1 / inch, y, regel, ha="right", va="center_baseline")
        for k, stand in enumerate(frame.loc[frame[groep] == g, "stand"]):
            letter, vulling, inkt = VORM[stand]
            ax.add_patch(
                Rectangle((k + 0.08, i + 0.08), 0.84, 0.84, facecolor=vulling, edgecolor=GRIJS, linewidth=1.0,
                          linestyle=_streep(stand))
            )  # fmt: skip
            zet(ax, k + 0.5, i + 0.5, letter, vet=True, kleur=inkt, ha="center", va="center_baseline")
