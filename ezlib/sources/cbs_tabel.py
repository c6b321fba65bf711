"""A CBS table (OData v3) as `cbsodata.download_data(dir=...)` leaves it: entities as JSON, columns found by stem.

The number at the end of a column key (`Woningvoorraad_35`) changes between years and between issues of one table, so
it means nothing. The stem (`Woningvoorraad`) can occur more than once (`Nederland_17`, `Nederland_20`); stem and title
of the parent TopicGroup together are unique.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

import pandas as pd

from ezlib.fouten import BronFout, KolomFout
from ezlib.sources.snapshot import Snapshot

# CBS writes -99997 (secret or absent), -99995 (later), -99991 (stopped), -99999999 (old files).
SENTINEL = -99990


def load_entiteit(snapshot: Snapshot, entiteit: str) -> pd.DataFrame:
    """Read one entity ("TypedDataSet", "DataProperties", "WijkenEnBuurten") as it was served; keys keep their padding.

    Raises
    ------
    BronFout
        When the snapshot has no such entity, or it is not a list of rows.
    """
    pad = snapshot.pad(f"{entiteit}.json")
    rijen = json.loads(pad.read_text(encoding="utf-8"))
    if not isinstance(rijen, list) or not all(isinstance(rij, dict) for rij in rijen):
        raise BronFout(
            f"{pad.name} van {snapshot.herkomst.bron_id} is geen lijst van rijen. "
            "Haal de tabel opnieuw op met: make refresh"
        )
    return pd.DataFrame(rijen)


def stam_van(sleutel: str) -> str:
    """Strip the number from a column key.

    >>> stam_van("k_0Tot15Jaar_8")
    'k_0Tot15Jaar'
    """
    return re.sub(r"_\d+$", "", sleutel.strip())


def vind_kolom(eigenschappen: pd.DataFrame, stam: str, *, groep: str | Collection[str] | None = None) -> str | None:
    """Find the key of a column by its stem and the title of its parent group.

    Parameters
    ----------
    eigenschappen
        The entity DataProperties: ID, ParentID, Type, Key, Title.
    groep
        Title (or accepted titles) of the parent TopicGroup; None where the stem says enough.

    Returns
    -------
    The full key, or None when the table has no column of this stem. A column that is there but empty everywhere
    is found: "no column" and "no values" are different things.

    Raises
    ------
    KolomFout
        When more than one column fits, or the stem is there but only under another group (a renamed group may mean
        another subject, such as SBI 2025 for SBI 2008).

    >>> e = pd.DataFrame({
    ...     "ID": [1, 2, 3, 4],
    ...     "ParentID": [None, 1, None, 3],
    ...     "Type": ["TopicGroup", "Topic", "TopicGroup", "Topic"],
    ...     "Key": ["", "Nederland_17", "", "Nederland_20"],
    ...     "Title": ["Herkomstland", "Nederland", "Geboren in Nederland", "Nederland"]})
    >>> vind_kolom(e, "Nederland", groep="Herkomstland")
    'Nederland_17'
    >>> vind_kolom(e, "Woningvoorraad") is None
    True
    """
    titels = dict(zip(eigenschappen["ID"], eigenschappen["Title"], strict=True))
    topics = eigenschappen[(eigenschappen["Type"] == "Topic") & (eigenschappen["Key"].map(stam_van) == stam)]
    ouders = {
        rij.Key.strip(): "" if pd.isna(rij.ParentID) else str(titels.get(int(rij.ParentID), "")).strip()
        for rij in topics.itertuples()
    }
    geldig = {groep} if isinstance(groep, str) else set(groep or ())
    past = [sleutel for sleutel, ouder in ouders.items() if not geldig or ouder in geldig]
    if len(past) == 1 or not ouders:
        return past[0] if past else None
    gevonden = "; ".join(f'{sleutel} (groep "{ouder}")' for sleutel, ouder in ouders.items())
    if past:
        raise KolomFout(f'Meer dan een kolom heet "{stam}": {gevonden}. Noem de groep erbij die u bedoelt.')
    raise KolomFout(
        f'De kolom "{stam}" staat niet in de verwachte groep ({", ".join(sorted(geldig))}) maar elders: {gevonden}. '
        "CBS heeft de tabel anders ingedeeld: kijk of het nog om hetzelfde gaat en pas dan de lijst met groepen aan."
    )


def getallen(kolom: pd.Series) -> pd.Series:
    """Numbers of a column as float64; null, the sign `.` and sentinels (-99990 and below) are NaN.

    Raises
    ------
    BronFout
        When something else than a number stands in it; names the first of them with their rows.

    >>> getallen(pd.Series([5, None, "       .", -99997], dtype=object)).tolist()
    [5.0, nan, nan, nan]
    """
    waarden = pd.to_numeric(kolom, errors="coerce").astype("float64")
    tekst = kolom[waarden.isna() & kolom.notna()].astype("str").str.strip()
    vreemd = tekst[~tekst.isin(["", "."])]
    if len(vreemd):
        voorbeelden = ", ".join(f'"{w}" (rij {i})' for i, w in vreemd.head(3).items())
        raise BronFout(f'Kolom "{kolom.name}" bevat {len(vreemd)} keer iets anders dan een getal: {voorbeelden}.')
    return waarden.where(waarden > SENTINEL)
