"""Education supply of DUO: rows per school, programme or group of students -> counts per gemeente.

What a file counts stands in bronnen.yml (`bestanden:`): rows with a different `sleutel`, or the sum of columns. DUO does
not show groups of one to four students (-1, or "<5"): a total without them is marked `geschat`, a total of nothing else
is `geheim`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sources.cbs_tabel import load_entiteit
from ezlib.sources.duo_bestanden import bestandsnamen
from ezlib.sources.snapshot import Snapshot
from ezlib.tidy import KOLOMMEN

if TYPE_CHECKING:
    from ezlib.definitions import Bron

ONDERWERP = "onderwijsaanbod_{}"
# Students are counted on the first of October of the school year; address lists are made up every month.
TELDAG = "10-01"
NOOT_KLEIN = "Groepen van 1 tot en met 4 toont DUO niet; zij tellen niet mee: {} keer."
KENMERKEN = ("soort", "niveau", "aanbieder")


def tidy_duo(snapshot: Snapshot, bron: Bron) -> pd.DataFrame:
    """Count the education supply per gemeente.

    Returns
    -------
    DataFrame in the tidy layout (`ezlib.tidy.KOLOMMEN`): onderwerp onderwijsaanbod_vestigingen, _opleidingen or
    _leerlingen; kenmerk soort (po, vo, mbo, hbo, wo), niveau ("hbo bachelor") and aanbieder; waarde a number of schools, programmes or
    students. A gemeente without any of a kind has no row. `indeling` is the year of the count: DUO uses the gemeenten
    of that moment. gebied_naam is empty, because DUO writes names in capitals.

    Raises
    ------
    BronFout
        A column that should hold a number or a year holds something else.
    """
    per_telling: dict[str, list[pd.DataFrame]] = {}
    for naam, bestand in zip(bestandsnamen(bron.bestanden), bron.bestanden, strict=True):
        rijen = load_entiteit(snapshot, naam.removesuffix(".json"))
        feiten = _feiten(rijen, bestand, str(snapshot.herkomst.modified))
        per_telling.setdefault(bestand["telt"], []).append(feiten.assign(sleutel=naam + feiten["sleutel"]))
    # Files that count the same go together: a provider may stand in more than one.
    alles = {telt: pd.concat(delen, ignore_index=True) for telt, delen in per_telling.items()}
    frame = pd.concat([_tel(f, kenmerk, telt) for telt, f in alles.items() for kenmerk in KENMERKEN], ignore_index=True)
    return (
        frame.assign(
            gebied_type="gemeente",
            gebied_naam="",
            indeling=frame["periode"].str[:4].astype("int64"),
            eenheid="aantal",
            status="definitief",
            bron_id=bron.id,
            publicatie=f"{bron.naam}, {str(snapshot.herkomst.modified)[:10]}",
        )[KOLOMMEN]
        .sort_values(["onderwerp", "kenmerk", "kenmerkwaarde", "periode", "gebied_code"])
        .reset_index(drop=True)
    )


def _feiten(rijen: pd.DataFrame, bestand: Mapping[str, Any], gewijzigd: str) -> pd.DataFrame:
    """One row a counted thing: gebied_code, periode, kenmerken ("" where unknown), `sleutel` (equal ones count once),
    `aantal` (NaN: too small to be shown) and `klein` (how many columns of it were too small).
    """
    nummer = pd.to_numeric(rijen[bestand["gemeente"]], errors="coerce")
    feiten = pd.DataFrame({"gebied_code": "GM" + nummer.fillna(0).astype("int64").astype("str").str.zfill(4)})
    feiten["periode"] = f"{gewijzigd[:7]}-01"
    if "jaar" in bestand:
        feiten["periode"] = _jaren(rijen[bestand["jaar"]]) + f"-{TELDAG}"
    feiten["soort"] = bestand.get("soort", "")
    if "soort_kolom" in bestand:
        feiten["soort"] = _woorden(rijen[bestand["soort_kolom"]]).replace(bestand.get("waarden", {}))
    feiten["niveau"] = feiten["aanbieder"] = ""
    if "niveau" in bestand:
        niveau = _woorden(rijen[bestand["niveau"]])
        feiten["niveau"] = (feiten["soort"] + " " + niveau).where(niveau != "", "")
    if "aanbieder" in bestand:
        feiten["aanbieder"] = _woorden(rijen[bestand["aanbieder"]], klein=False)
    if "som" in bestand:
        aantallen = pd.concat([_aantallen(rijen[kolom]) for kolom in bestand["som"]], axis=1)
        feiten["sleutel"] = rijen.index.astype("str")
        feiten = feiten.assign(aantal=aantallen.sum(axis=1, min_count=1), klein=aantallen.isna().sum(axis=1))
    else:
        feiten["sleutel"] = rijen[bestand["sleutel"]].astype("str").str.strip()
        feiten = feiten.assign(aantal=1.0, klein=0)
    return feiten[nummer.notna() & (nummer > 0)]


def _tel(feiten: pd.DataFrame, kenmerk: str, telt: str) -> pd.DataFrame:
    """Counts by one kenmerk; a thing counts once in each of its values."""
    per = ["gebied_code", "periode", kenmerk]
    eens = feiten[feiten[kenmerk] != ""].drop_duplicates([*per, "sleutel"])
    som = eens.groupby(per, as_index=False).agg(waarde=("aantal", lambda a: a.sum(min_count=1)), klein=("klein", "sum"))
    klein = som["klein"] > 0
    return som.rename(columns={kenmerk: "kenmerkwaarde"}, errors="raise").assign(
        onderwerp=ONDERWERP.format(telt),
        kenmerk=kenmerk,
        herkomst=np.where(klein, "geschat", "waargenomen"),
        ontbreekt=np.where(som["waarde"].isna(), "geheim", ""),
        noot=[NOOT_KLEIN.format(n) if n else "" for n in som["klein"]],
    )


def _woorden(kolom: pd.Series, *, klein: bool = True) -> pd.Series:
    tekst = kolom.fillna("").astype("str").str.strip()
    return tekst.str.lower() if klein else tekst


def _jaren(kolom: pd.Series) -> pd.Series:
    """Year in which a school year begins: 2024, "2024", "2024/2025" or "2024-2025"."""
    jaren = kolom.astype("str").str.strip().str.extract(r"^(\d{4})(?:\.0)?(?:[/-]\d{2,4})?$")[0]
    if jaren.isna().any():
        raise BronFout(f'Kolom "{kolom.name}" bevat iets anders dan een jaar: "{kolom[jaren.isna()].iloc[0]}".')
    return jaren


def _aantallen(kolom: pd.Series) -> pd.Series:
    """Numbers, NaN where DUO does not show a small group.

    >>> _aantallen(pd.Series([12, "7", -1, "<5"], dtype=object)).tolist()
    [12.0, 7.0, nan, nan]
    """
    tekst = kolom.astype("str").str.strip()
    klein = tekst.str.startswith("<")
    getallen = pd.to_numeric(tekst.mask(klein), errors="coerce").astype("float64")
    vreemd = kolom[getallen.isna() & ~klein]
    if len(vreemd):
        raise BronFout(f'Kolom "{kolom.name}" bevat {len(vreemd)} keer iets anders dan een aantal: "{vreemd.iloc[0]}".')
    return getallen.mask(getallen < 0)
