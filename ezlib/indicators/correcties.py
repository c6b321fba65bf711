"""Figures of a source that O&S knows to be wrong, and why a figure was revised: the ledger `correcties.yml`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.indicators.kader import Kader
from ezlib.taal import einde_van, getal, periode_label

CEL = ["gebied_code", "periode", "kenmerk", "kenmerkwaarde"]


def corrigeer(frame: pd.DataFrame, correcties: Sequence[dict[str, Any]], *, kader: Kader, jaar: int) -> pd.DataFrame:
    """Replace the values that the ledger corrects; the note says what stood there and why, the origin is geschat.

    Parameters
    ----------
    frame
        Observations of one indicator.
    correcties
        Entries of that indicator: `gebied`, `periode`, `kenmerk`, `kenmerkwaarde`, `verwacht` (what the source gives),
        `waarde`, `reden`, `datum`. Those of another gemeente or of after the edition are left alone.

    Raises
    ------
    ControleFout
        When the cell is not there or holds another value than `verwacht`: the source has moved, so the correction may
        be wrong now.
    """
    frame = frame.copy()
    for regel in correcties:
        if regel["gebied"][2:6] != kader.gemeente[2:] or einde_van(regel["periode"]) > f"{jaar + 1}-01-01":
            continue
        plek = _cel(frame, regel)
        gevonden = frame.loc[plek, "waarde"]
        if len(gevonden) != 1 or not np.isclose(gevonden.iloc[0], regel["verwacht"], rtol=1e-9, atol=0):
            staat = ", ".join(getal(w, 1) for w in gevonden) or "geen cijfer"
            raise ControleFout(
                f"correcties.yml past niet meer bij {frame['indicator_id'].iloc[0]} van {regel['gebied']}, "
                f"{periode_label(regel['periode'])}: verwacht werd {getal(regel['verwacht'], 1)}, de bron geeft nu {staat}. "
                "Kijk of de correctie nog nodig is; haal de regel weg of pas hem aan."
            )
        frame.loc[plek, ["waarde", "herkomst"]] = [float(regel["waarde"]), "geschat"]
        noot = f"Gecorrigeerd op {periode_label(regel['datum'])}: de bron geeft {getal(regel['verwacht'], 1)}. {regel['reden']}"
        frame.loc[plek, "noot"] = (frame.loc[plek, "noot"] + " " + noot).str.strip()
    return frame


def licht_toe(revisies: pd.DataFrame, toelichtingen: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Fill in `reden_monitor` where the ledger explains this step, from this value to that one; `breuk` ("ja") where it
    says that the two values do not measure one thing, so that their difference is no rise or fall."""
    revisies = revisies.copy()
    for regel in toelichtingen:
        stap = _cel(revisies, regel)
        for kolom, waarde in (("waarde_oud", regel["van"]), ("waarde_nieuw", regel["naar"])):
            stap &= np.isclose(revisies[kolom], waarde, rtol=1e-9, atol=0)
        revisies.loc[stap, ["reden_monitor", "breuk"]] = [regel["reden"], "ja" if regel.get("breuk") else ""]
    return revisies


def _cel(frame: pd.DataFrame, regel: dict[str, Any]) -> pd.Series:
    """Mask of the cell that an entry speaks of."""
    sleutel = {"gebied_code": regel["gebied"]} | {k: regel.get(k, "totaal") for k in CEL[1:]}
    masker = pd.Series(True, index=frame.index)
    for kolom, waarde in sleutel.items():
        masker &= frame[kolom] == waarde
    return masker
