"""Secondary suppression: hide more cells until no hidden one follows from what is still shown, and prove it.

For every cell that is hidden for its own sake, a linear programme finds the smallest and largest value that fits
everything an outsider knows. Where that interval is narrower than it should be, the programme also tells which shown
cells hold it back; the cheapest of those is hidden, and so on until the interval is wide enough. Hiding a cell only
ever widens the others, so one round is enough. At worst all but the public totals is hidden; where those alone give a
cell away, nothing is hidden for it and the audit says so.

An outsider knows all shown figures with their rounding, the totals of the gemeente, that no figure is negative, that
a vestiging has a job, what earlier editions showed, and these rules themselves (see `kennis`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ezlib.register.kennis import NOOIT, Kennis, kennis
from ezlib.register.stelsel import MARGE, Stelsel, maak_stelsel

SECUNDAIR = "secundair"
GRENZEN = ["ondergrens", "bovengrens"]
NODIG = ["nodig_van", "nodig_tot"]


def verzeker(
    cellen: pd.DataFrame,
    regel: pd.Series,
    drempels: Mapping[str, int],
    *,
    bescherming: Mapping[str, str],
    eerder: pd.Series,
    minstens: pd.Series | None = None,
    samenstelling: Mapping[str, Collection[str]] | None = None,
    onderdruk: bool = True,
) -> pd.DataFrame:
    """Hide what has to be hidden besides, and say what an outsider can work out of each cell.

    Parameters
    ----------
    cellen
        As `cellen.maak_cellen` makes them, of any subjects and peildata, with what `kennis` needs: `afgerond`, `op`
        and `blijft`.
    regel
        Same index: the rule by which a cell is hidden for its own sake, "" where it is not.
    eerder
        Same index: the figure that an earlier edition showed, NaN where it showed none.
    minstens
        Same index: what others published of a part of the cell, NaN where nobody did.
    samenstelling
        The buurten of each werklocatie that is made of published ones.
    onderdruk
        False leaves out secondary suppression; for tests that show what it is for.

    Returns
    -------
    Frame on the same index: `regel` (now also "secundair"), `ondergrens` and `bovengrens` (what an outsider can derive;
    infinite without a bound), `nodig_van` and `nodig_tot` (what has to stay possible; NaN where nothing is asked).
    """
    uit = pd.DataFrame({"regel": regel}).assign(**dict.fromkeys([*GRENZEN, *NODIG], np.nan))
    vestigingen = cellen[cellen["onderwerp"] == "vestigingen"]
    aantallen = dict(zip(_plaatsen(vestigingen), vestigingen["waarde"], strict=True))
    zonder_plaats = {periode: _zonder_plaats(deel) for periode, deel in vestigingen.groupby("periode")}
    for (onderwerp, periode), deel in cellen.groupby(["onderwerp", "periode"], sort=True):
        soort, eigen = bescherming[str(onderwerp)], regel.loc[deel.index].to_numpy()
        bekend = kennis(
            deel,
            drempels,
            soort=soort,
            regel=eigen,
            eerder=eerder.loc[deel.index].to_numpy(),
            minstens=None if minstens is None else minstens.loc[deel.index].to_numpy(),
            vestigingen=np.array([aantallen.get(plaats, np.nan) for plaats in _plaatsen(deel)]),
        )
        rest = zonder_plaats.get(periode, _zonder_plaats(deel))
        rest_max = rest if soort == "personen" or rest == 0 else np.inf
        stelsel = maak_stelsel(deel, rest_max=rest_max, samenstelling=samenstelling)
        weg = eigen != ""
        _vul_grenzen(stelsel, bekend, weg)
        if onderdruk:
            weg = verberg_tot_veilig(stelsel, bekend, weg)
        uit.loc[deel.index, "regel"] = np.where(weg & (eigen == ""), SECUNDAIR, eigen)
        uit.loc[deel.index, GRENZEN] = _afleidbaar(stelsel, bekend, weg, vraag=eigen != NOOIT)
        uit.loc[deel.index, NODIG] = np.where(weg[:, None], bekend.nodig, np.nan)
    return uit


def verberg_tot_veilig(stelsel: Stelsel, bekend: Kennis, weg: np.ndarray) -> np.ndarray:
    """Hide cells until each that asks for it is wide enough; gives the mask of all hidden cells.

    Where public totals hold a cell closer than it asks, as wide as they leave it: hiding more would be for nothing.
    """
    weg, aantal = weg.copy(), len(weg)
    bereik = np.column_stack([stelsel.waar, stelsel.waar])  # seen possible so far: every solution widens all cells
    for cel in np.flatnonzero(weg & ~np.isnan(bekend.nodig[:, 0])):
        for kant, richting in ((0, -1), (1, 1)):
            doel = bekend.nodig[cel, kant]
            if richting * (doel - bereik[cel, kant]) > MARGE:
                _vul_grenzen(stelsel, bekend, weg | bekend.te_verbergen)
                doel = richting * min(richting * doel, richting * stelsel.uiterste(cel, richting)[0][cel])
                _vul_grenzen(stelsel, bekend, weg)
            while richting * (doel - bereik[cel, kant]) > MARGE:
                oplossing, tegen = stelsel.uiterste(cel, richting)
                bereik[:, 0] = np.minimum(bereik[:, 0], oplossing[:aantal])
                bereik[:, 1] = np.maximum(bereik[:, 1], oplossing[:aantal])
                tekort = richting * (doel - oplossing[cel])
                keuze = _goedkoopste(stelsel, bekend, weg, tegen[:aantal], tekort)
                if tekort <= MARGE or keuze is None:
                    break
                weg[keuze] = True
                _vul_grenzen(stelsel, bekend, weg)
    return weg


def _goedkoopste(stelsel: Stelsel, bekend: Kennis, weg: np.ndarray, tegen: np.ndarray, tekort: float) -> np.intp | None:
    """The cell to hide next: one whose bounds hold back, the cheapest of those that open enough, or else of all."""
    aantal = len(weg)
    nu = np.column_stack([stelsel.laag[:aantal], stelsel.hoog[:aantal]])
    opent = np.column_stack([nu[:, 0] - bekend.verborgen[:, 0], bekend.verborgen[:, 1] - nu[:, 1]])
    winst = np.where((tegen > MARGE) & (opent > MARGE), tegen * np.minimum(opent, 1e12), 0).max(axis=1)
    kan = bekend.te_verbergen & ~weg & (winst > 0)
    if not kan.any():
        return None
    kan = kan & (winst >= tekort) if (kan & (winst >= tekort)).any() else kan
    return np.where(kan, bekend.prijs, np.inf).argmin()


def _vul_grenzen(stelsel: Stelsel, bekend: Kennis, weg: np.ndarray) -> None:
    grenzen = np.where(weg[:, None], bekend.verborgen, bekend.getoond)
    stelsel.laag[: len(weg)], stelsel.hoog[: len(weg)] = grenzen[:, 0], np.minimum(grenzen[:, 1], stelsel.oneindig)


def _afleidbaar(stelsel: Stelsel, bekend: Kennis, weg: np.ndarray, *, vraag: np.ndarray) -> np.ndarray:
    """Smallest and largest value of each cell that fits what is known; of a shown cell as its figure says.

    NaN where nobody asks.
    """
    uit = np.where(vraag[:, None], bekend.getoond, np.nan)
    for cel in np.flatnonzero(weg & vraag):
        uit[cel] = [stelsel.uiterste(cel, richting)[0][cel] for richting in (-1, 1)]
    uit[uit >= stelsel.oneindig - MARGE] = np.inf
    return np.round(uit, 3)


def _plaatsen(cellen: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(cellen[["periode", "gebied_code", "kenmerk", "kenmerkwaarde"]].itertuples(index=False, name=None))


def _zonder_plaats(cellen: pd.DataFrame) -> float:
    """How much of the gemeente lies in no wijk, for one subject and peildatum; infinite where that is not counted."""
    totaal = cellen[cellen["kenmerk"] == "totaal"].groupby("gebied_type")["waarde"].sum()
    return float(totaal["gemeente"] - totaal["wijk"]) if {"gemeente", "wijk"} <= set(totaal.index) else np.inf
