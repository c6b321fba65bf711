"""The banner of a page that was made of old snapshots: which sources a page uses, and what it says of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.zinnen.bronnen import oude_bronnen


def bronnen_per_indicator(tabellen: Sequence[Path], definities: Definities) -> dict[str, set[str]]:
    """Sources behind each indicator of an edition: those its rows name, and all operands where the monitor computes.

    `tabellen` are waarnemingen.csv and historie.csv; every indicator of the catalogue has an entry.
    """
    rijen = pd.concat([pd.read_csv(pad, usecols=["indicator_id", "bron_id"], dtype="str") for pad in tabellen])
    gevonden = rijen.dropna().groupby("indicator_id")["bron_id"].agg(set).to_dict()
    return {
        i.id: gevonden.get(i.id, set()) | (set(i.bronnen) if i.berekend else set())
        for i in definities.indicatoren.values()
    }


def waarschuwing(bronnen: Sequence[dict[str, Any]], jaar: int) -> str:
    """HTML of the banner; empty where no source is old."""
    zinnen = oude_bronnen(bronnen, jaar)
    if not zinnen:
        return ""
    regels = "".join(f"<li>{escape(zin)}</li>" for zin in zinnen)
    return (
        '<div class="oud" role="note" aria-label="Oude gegevens"><p><strong>Let op: oude gegevens.</strong> '
        f"Cijfers op deze pagina komen uit:</p><ul>{regels}</ul></div>"
    )
