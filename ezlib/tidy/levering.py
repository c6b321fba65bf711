"""Deliveries: from a file in the drop folder to tidy rows, or to a list of what is wrong with it.

A delivery that is refused counts as absent: its table is empty and its record says why, so no other step stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.leveringen import Feit, Levering
from ezlib.register.werkmap import Bestandsfout
from ezlib.sources.snapshot import meet
from ezlib.store import save_frame, save_json
from ezlib.taal import einde_van, opsomming
from ezlib.tidy import KOLOMMEN, SLEUTEL, check_tidy, gebied_type, met_reden
from ezlib.tidy.levering_keuring import Fout, fouten_dubbel, keur
from ezlib.tidy.levering_lezen import lees_levering

if TYPE_CHECKING:
    from ezlib.definitions import Bron

AFGEKEURD = "levering afgekeurd"


def maak_levering(
    bestanden: list[Path], bron: Bron, namen: dict[str, str], gemeente: str, tabel: Path, bewijs: Path
) -> None:
    """Pipeline step: read a delivery, save its tidy rows and a record of what was delivered and whether it is right.

    The record has `oordeel` ("ok" or "afgekeurd"), `fouten` (Dutch, with row and column), `rijen_in` and `laatste` (the
    newest period), and as `herkomst` what herkomst.json of a snapshot has. A file is known by its sum, not by a date.
    """
    assert bron.levering is not None
    frame, fouten, aantal = beoordeel(bestanden, bron.levering, namen=namen, gemeente=gemeente, bron_id=bron.id)
    sommen = {p.name: meet(p) for p in bestanden}
    bestand = {naam: {"sha256": som, "bytes": bytes_, "rows": aantal} for naam, (bytes_, som) in sommen.items()}
    fictief = bool(len(frame)) and (frame["herkomst"] == "fictief").all()
    herkomst = {
        "bron_id": bron.id,
        "publisher": bron.uitgever,
        "table": bron.naam,
        "url": "",
        "retrieved_at": "",
        "modified": None,
        "licence": bron.licentie,
        "soort": "fictief" if fictief else "levering",
        "vorm": "volledig",
        "noot": "Geleverd in een bestand.",
        "bestanden": bestand,
    }
    save_frame(frame, tabel)
    save_json(
        {
            "snapshot": sommen[bestanden[0].name][1][:16],
            "herkomst": herkomst,
            "oordeel": "afgekeurd" if fouten else "ok",
            "fouten": fouten,
            "rijen_in": aantal,
            "laatste": max(frame["periode"], key=einde_van, default=""),
        },
        bewijs,
    )


def beoordeel(
    bestanden: list[Path], levering: Levering, *, namen: Mapping[str, str], gemeente: str, bron_id: str
) -> tuple[pd.DataFrame, list[str], int]:
    """Read the file of a delivery and judge it.

    Returns
    -------
    frame, fouten, aantal
        Tidy rows (`ezlib.tidy.KOLOMMEN`), empty when there is any fault; faults in Dutch; number of rows read.
    """
    if len(bestanden) > 1:
        welke = opsomming([p.name for p in bestanden])
        return leeg(), [f"er liggen {len(bestanden)} bestanden van deze levering: {welke}. Laat er een liggen."], 0
    try:
        tabel, decimaal = lees_levering(bestanden[0])
    except Bestandsfout as fout:
        return leeg(), str(fout).splitlines(), 0
    rijen, fouten = keur(tabel, levering, decimaal=decimaal, namen=namen)
    frame = leeg()
    if not fouten:
        frame, fouten = tidy_levering(rijen, levering, namen=namen, gemeente=gemeente, bron_id=bron_id)
    return (frame if not fouten else leeg()), [str(f) for f in fouten], len(rijen)


def tidy_levering(
    rijen: pd.DataFrame, levering: Levering, *, namen: Mapping[str, str], gemeente: str, bron_id: str
) -> tuple[pd.DataFrame, list[Fout]]:
    """Turn checked rows into tidy rows, as `feiten` of the delivery says.

    Parameters
    ----------
    rijen
        As `ezlib.tidy.levering_keuring.keur` gives them.
    gemeente
        The area of a delivery without a column for it.
    """
    gemaakt = rijen
    if levering.bewerking:
        gemaakt = import_module(f"ezlib.tidy.levering_{levering.bewerking}").bewerk(rijen, levering)
    delen = [_van_feit(gemaakt, feit, levering, namen, gemeente, bron_id) for feit in levering.feiten]
    frame = pd.concat(delen)
    if fouten := fouten_dubbel(frame[SLEUTEL]):
        return leeg(), list(dict.fromkeys(fouten))
    return check_tidy(frame.reset_index(drop=True)[KOLOMMEN]), []


def _van_feit(
    rijen: pd.DataFrame, feit: Feit, levering: Levering, namen: Mapping[str, str], gemeente: str, bron_id: str
) -> pd.DataFrame:
    periode = rijen[levering.kolom_periode]
    gebied = (
        rijen[levering.kolom_gebied] if levering.kolom_gebied else pd.Series(gemeente, index=rijen.index, dtype="str")
    )
    achter = "_" + rijen[feit.onderwerp_uit] if feit.onderwerp_uit else ""
    frame = pd.DataFrame(
        {
            "gebied_type": gebied_type(gebied),
            "gebied_code": gebied,
            "gebied_naam": gebied.map(namen).fillna("").astype("str"),
            "indeling": periode.str[:4].astype("int64"),
            "periode": periode,
            "onderwerp": feit.onderwerp + achter,
            "kenmerk": feit.kenmerk or "totaal",
            # An optional column of a breakdown that is empty: the whole.
            "kenmerkwaarde": rijen[feit.kenmerk].replace("", "totaal") if feit.kenmerk else "totaal",
            "waarde": rijen[feit.waarde],
            "eenheid": feit.eenheid,
            "status": rijen["status"],
            "herkomst": rijen["herkomst"],
            "bron_id": bron_id,
            "publicatie": levering.naam,
            "noot": rijen["noot"],
        },
        index=rijen.index,
    )
    heel = frame["kenmerkwaarde"] == "totaal"
    return met_reden(frame.assign(kenmerk=frame["kenmerk"].mask(heel, "totaal")))


def leeg() -> pd.DataFrame:
    """Tidy frame without a row."""
    tekst: dict[str, Any] = dict.fromkeys(KOLOMMEN, "str") | {"waarde": "float64", "indeling": "int64"}
    return pd.DataFrame({kolom: pd.Series(dtype=soort) for kolom, soort in tekst.items()})
