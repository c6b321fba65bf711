"""Tables and texts of the page "Wat zeiden wij toen?": the released editions as they were."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.herzien import celnaam
from ezlib.report.merk import met_links
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import DEZE_EDITIE, getal, met_hoofdletter, periode_label
from ezlib.zinnen import herzien as tekst

if TYPE_CHECKING:
    from ezlib.store import Lezer

GEEN_TEKSTEN = "Er is nog geen editie van de monitor vrijgegeven. Van ervoor zijn er alleen de cijfers hierboven."


def tabel_toen(lezer: Lezer) -> Any:
    """What every released edition said of the gemeente as a whole, a column an edition, beside this one."""
    toen = lezer.toen()
    nu = pd.concat([lezer.waarnemingen(i) for i in lezer.definities.indicatoren], ignore_index=True)
    nu = nu[nu["herkomst"] != "fictief"].assign(uitgave=DEZE_EDITIE)
    alle = pd.concat([toen, nu], ignore_index=True) if len(toen) else nu
    alle = alle[(alle["gebied_code"] == lezer.gemeente) & (alle["waarde"].notna() | alle["uitgave"].ne(DEZE_EDITIE))]
    cel = ["indicator_id", "kenmerk", "kenmerkwaarde", "periode"]
    bekend = alle.merge(toen[cel].drop_duplicates(), on=cel) if len(toen) else alle.iloc[:0]
    uitgaven = [*lezer.uitgaven(), DEZE_EDITIE]
    rijen, namen = [], []
    for _, deel in bekend.groupby(cel, sort=True):
        eerste = next(deel.itertuples())
        ind = lezer.indicator(eerste.indicator_id)
        per = dict(zip(deel["uitgave"], deel["waarde"], strict=False))
        waarden = [getal(per[u], decimalen_van(deel, ind.decimalen)) if u in per else "" for u in uitgaven]
        rijen.append([celnaam(lezer, eerste), met_hoofdletter(periode_label(eerste.periode)), *waarden])
        namen.append(eerste.indicator_id)
    kolommen = ["Cijfer", "Peildatum", *(tekst.editie(u) for u in uitgaven)]
    tabel = maak_tabel(
        pd.DataFrame(rijen, columns=kolommen),
        bijschrift=f"Wat eerdere publicaties over {lezer.kader['naam']} zeiden, en wat deze editie zegt",
    )
    return met_links(tabel, namen)


def gezegd(lezer: Lezer) -> str:
    """Per released edition, the newest first: who signed for it, and what each page asked and answered; Markdown."""
    delen = []
    for uitgave, editie in reversed(lezer.gezegd().items()):
        if not editie["kernen"]:
            continue
        getekend = [wie for wie in editie["aftekening"].values() if wie]
        delen.append(f"### Editie {tekst.editie(uitgave)}")
        if getekend:
            delen.append(f"Afgetekend door: {'; '.join(getekend)}.")
        delen += [f"**{titel}** {zonder_links(kern)}" for _, titel, kern in editie["kernen"]]
    return "\n\n".join(delen) or GEEN_TEKSTEN


def zonder_links(zin: str) -> str:
    """The same words without links: a page of then may be gone.

    >>> zonder_links("Zie [Werklocaties](30-werklocaties.ipynb).")
    'Zie Werklocaties.'
    """
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", zin)
