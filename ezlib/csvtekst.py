"""Tables as csv for people and machines: equal bytes from equal figures, and no text in it is a live formula."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.taal import zonder_omkering

FORMULEBEGIN = ("=", "+", "-", "@")


def onschadelijk(frame: pd.DataFrame) -> pd.DataFrame:
    """Same frame with an apostrophe before every text that a spreadsheet would take for a formula; numbers stay.

    Tabs and line ends become spaces: pandas does not quote a lone "\\r", so what follows it would begin a row.
    Names come from files of others, and people open our tables in a spreadsheet.

    >>> onschadelijk(pd.DataFrame({"naam": ["=1+1", "-", "Noord"], "waarde": [-1.0, 2.0, 3.0]})).values.tolist()
    [["'=1+1", -1.0], ["'-", 2.0], ['Noord', 3.0]]
    """
    teksten = [k for k in frame.columns if not pd.api.types.is_numeric_dtype(frame[k])]
    return frame.assign(**{k: [zonder_formule(w) for w in frame[k]] for k in teksten})


def zonder_formule(waarde: Any) -> Any:
    """A text that no spreadsheet takes for a formula, on one line; anything else as it is."""
    if not isinstance(waarde, str):
        return waarde
    waarde = zonder_omkering(waarde)
    if any(teken in waarde for teken in "\t\r\n"):
        waarde = " ".join(waarde.split())
    return f"'{waarde}" if waarde.startswith(FORMULEBEGIN) else waarde


def als_csv(frame: pd.DataFrame, *, scheiding: str = ",", decimaal: str = ".") -> str:
    """CSV with ten significant digits, and a decimal point unless told otherwise: machines read it and two runs agree.

    No text in it is a live formula.
    """
    return onschadelijk(frame).to_csv(
        index=False, lineterminator="\n", float_format="%.10g", sep=scheiding, decimal=decimaal
    )
