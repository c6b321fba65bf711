"""A StatLine table as it was served, held against the block `statline:` of its source: dimensions and their members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sources.cbs_tabel import load_entiteit, stam_van, vind_kolom
from ezlib.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from ezlib.definitions import Bron

DIMENSIES = {"Dimension", "TimeDimension", "GeoDimension", "GeoDetail"}
MAX_GENOEMD = 8


@dataclass(frozen=True)
class Tabel:
    """What its columns are, its rows with stripped keys, key -> title per dimension, and key -> status of periods."""

    naam: str
    eigenschappen: pd.DataFrame
    data: pd.DataFrame
    infos: pd.DataFrame
    leden: dict[str, dict[str, str]]
    status: dict[str, object]


def load_tabel(snapshot: Snapshot, bron: Bron) -> Tabel:
    """Read a table and hold its dimensions against the block.

    Raises
    ------
    BronFout
        When the table has a dimension that the block does not name, or the reverse; when a key has no title.
    """
    naam = snapshot.herkomst.table or bron.tabel
    eigenschappen = load_entiteit(snapshot, "DataProperties")
    aanwezig = [k.strip() for k in eigenschappen.loc[eigenschappen["Type"].isin(DIMENSIES), "Key"]]
    genoemd = _genoemd(bron.statline)
    vreemd, kwijt = sorted(set(aanwezig) - set(genoemd)), sorted(set(genoemd) - set(aanwezig))
    # What is held at its total may as well not be there, and CBS does not give margins with every table.
    kwijt = [d for d in kwijt if genoemd[d] not in ("vast", "marges")]
    if vreemd or kwijt:
        delen = [f"niet genoemd: {', '.join(vreemd)}"] if vreemd else []
        delen += [f"wel genoemd maar niet in de tabel: {', '.join(kwijt)}"] if kwijt else []
        raise BronFout(
            f"De dimensies van tabel {naam} kloppen niet met het blok `statline:` van {bron.id} in bronnen.yml; "
            f"{'; '.join(delen)}. Zet een dimensie zonder uitsplitsing onder `vast:` met de code van haar totaal."
        )
    data = load_entiteit(snapshot, "TypedDataSet")
    dimensies = {d: load_entiteit(snapshot, d).assign(Key=lambda f: f["Key"].str.strip()) for d in aanwezig}
    leden = {d: dict(zip(f["Key"], f["Title"].fillna("").str.strip(), strict=True)) for d, f in dimensies.items()}
    for dimensie, bekend in leden.items():
        data[dimensie] = data[dimensie].astype("str").str.strip()
        onbekend = sorted(set(data[dimensie]) - set(bekend))
        if onbekend:
            raise BronFout(
                f"Tabel {naam} heeft in {dimensie} {len(onbekend)} codes zonder naam: "
                f"{', '.join(onbekend[:MAX_GENOEMD])}. Haal de tabel opnieuw op met: make refresh"
            )
    tijd = dimensies.get(bron.statline.get("periode", ""), pd.DataFrame())
    status = dict(zip(tijd["Key"], tijd["Status"], strict=True)) if "Status" in tijd else {}
    return Tabel(naam, eigenschappen, data, load_entiteit(snapshot, "TableInfos"), leden, status)


def _genoemd(blok: Mapping[str, Any]) -> dict[str, str]:
    """Dimensions that a block names -> the role it gives them."""
    rollen = {blok[rol]: rol for rol in ("gebied", "periode") if rol in blok}
    rollen |= dict.fromkeys(blok.get("vast", {}), "vast")
    return rollen | {blok[rol]["dimensie"]: rol for rol in ("kenmerk", "marges") if rol in blok}


def vind_lid(lid: Mapping[str, Any], leden: Mapping[str, str], *, waar: str) -> str:
    """Key of the member that a block means: by `sleutel`, held against `titel` where given; else by `titel`.

    Parameters
    ----------
    lid
        `sleutel`, a key without padding, and `titel`, the titles that it may have; one of the two is enough.
    leden
        Key -> title of the dimension.

    Raises
    ------
    BronFout
        When nothing fits, more than one does, or the key has another title than expected.

    >>> vind_lid({"titel": ["Totaal"]}, {"T001038": "Totaal", "3000": "Mannen"}, waar="Geslacht")
    'T001038'
    """
    sleutel, titels = lid.get("sleutel", ""), {_gelijk(t) for t in lid.get("titel", ())}
    op_titel = [k for k, titel in leden.items() if _gelijk(titel) in titels]
    if sleutel in leden and (not titels or sleutel in op_titel):
        return sleutel
    if sleutel not in leden and len(op_titel) == 1:
        return op_titel[0]
    wil = " of ".join([*([f"code {sleutel}"] if sleutel else []), *(f'"{t}"' for t in lid.get("titel", ()))])
    er_is = ", ".join(f"{k} ({t})" for k, t in list(leden.items())[:MAX_GENOEMD])
    meer = f" en nog {len(leden) - MAX_GENOEMD}" if len(leden) > MAX_GENOEMD else ""
    wat = f'heet nu "{leden[sleutel]}"' if sleutel in leden else "is er niet" if not op_titel else "is er vaker"
    raise BronFout(
        f"{waar}: {wil} {wat}. CBS kent: {er_is}{meer}. Kijk of CBS de indeling heeft veranderd en pas dan "
        "bronnen.yml aan."
    )


def _gelijk(titel: str) -> str:
    return " ".join(titel.casefold().split())


def vind_topic(topic: Mapping[str, Any], tabel: Tabel) -> str:
    """Key of a column by stem and group; where a stem is there in two units, the unit decides.

    Raises
    ------
    BronFout
        When the table has no such column; names those it has.
    """
    e = tabel.eigenschappen
    zelfde = e[(e["Type"] == "Topic") & (e["Key"].map(stam_van) == topic["stam"])]
    anders = zelfde[zelfde["Unit"].astype("str").str.contains("%") != (topic["eenheid"] == "%")]
    if len(anders) < len(zelfde):
        e = e.drop(anders.index)
    if (kolom := vind_kolom(e, topic["stam"], groep=topic.get("groepen"))) is not None:
        return kolom
    namen = sorted(set(e.loc[e["Type"] == "Topic", "Key"].map(stam_van)))
    raise BronFout(
        f'Tabel {tabel.naam} heeft geen kolom "{topic["stam"]}". De kolommen zijn: {", ".join(namen[:MAX_GENOEMD])}. '
        "CBS heeft de tabel veranderd: zoek welke kolom het nu is en pas bronnen.yml aan."
    )
