"""StatLine tables of CBS with dimensions, every one through the block `statline:` of its source in bronnen.yml.

The block names every dimension of the table: which is the area, which the period, which is held at one member, which
becomes a breakdown (`kenmerk`), which holds the margins. A dimension that nobody named stops: its members would be
counted twice. Members are found by key, and by title where the key is not known for certain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sources.cbs_tabel import getallen
from ezlib.sources.snapshot import Snapshot
from ezlib.tidy import GEBIED_TYPEN, KOLOMMEN, MARGES, met_reden
from ezlib.tidy.cbs_woorden import (
    PERIODE,
    check_jaar,
    eenheid_van,
    periode_van,
    status_van_kolom,
    status_van_periode,
    status_van_tabel,
)
from ezlib.tidy.statline_tabel import Tabel, load_tabel, vind_lid, vind_topic

if TYPE_CHECKING:
    from ezlib.definitions import Bron

LAND = ("NL00", "Nederland")
GEBIED = ["gebied_type", "gebied_code", "gebied_naam"]
TIJD = ["periode", "indeling", "status"]


def tidy_statline(snapshot: Snapshot, bron: Bron) -> pd.DataFrame:
    """Read a StatLine table by the block of its source.

    Parameters
    ----------
    snapshot
        With TableInfos, DataProperties, TypedDataSet and every dimension of the table.
    bron
        Its entry in bronnen.yml; `statline` is the block (see `ezlib.schema_statline`). Without `indeling`, areas are
        those of the year of the period.

    Returns
    -------
    DataFrame in the tidy layout (`ezlib.tidy.KOLOMMEN`), with `ondergrens` and `bovengrens` where the block has
    `marges`; empty where the table turns out to have none. An area that does not exist (any more) in a period, which CBS leaves empty, has no row there.

    Raises
    ------
    BronFout, KolomFout
        When a dimension, a member, a column, a unit or a period is not what the block says; each says what to do.
    """
    blok, tabel = bron.statline, load_tabel(snapshot, bron)
    rijen = _met_kenmerk(_houd_vast(tabel, blok.get("vast", {})), tabel, blok.get("kenmerk"))
    rijen = _met_tijd(_met_gebied(rijen, tabel, blok), tabel, bron)
    delen = [deel for topic in blok["topics"] for deel in _lees_topic(topic, rijen, tabel, blok, bron)]
    alles = _zonder_verdwenen(pd.concat(delen, ignore_index=True))
    if alles.empty:
        raise BronFout(f"Tabel {tabel.naam} heeft geen enkele rij die bij het blok `statline:` van {bron.id} past.")
    marges = MARGES if "marges" in blok else []
    return met_reden(alles).assign(
        herkomst="waargenomen",
        bron_id=bron.id,
        publicatie=f"CBS {tabel.naam}",
        noot="",
    )[[*KOLOMMEN, *marges]]


def _houd_vast(tabel: Tabel, vast: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of the one member that each fixed dimension is held at."""
    data = tabel.data
    for dimensie, lid in vast.items():
        if dimensie in tabel.leden:
            sleutel = vind_lid(lid, tabel.leden[dimensie], waar=f"Tabel {tabel.naam}, {dimensie}")
            data = data[data[dimensie] == sleutel]
    return data


def _met_kenmerk(data: pd.DataFrame, tabel: Tabel, kenmerk: Mapping[str, Any] | None) -> pd.DataFrame:
    """Add kenmerk and kenmerkwaarde, of the members that the block names; other members fall out."""
    if kenmerk is None:
        return data.assign(kenmerk="totaal", kenmerkwaarde="totaal")
    dimensie = kenmerk["dimensie"]
    if "waarden" not in kenmerk:
        waarde = data[dimensie]
    else:
        waar = f"Tabel {tabel.naam}, {dimensie}"
        waarden = {vind_lid(lid, tabel.leden[dimensie], waar=waar): w for w, lid in kenmerk["waarden"].items()}
        waarde = data[dimensie].map(waarden)
    met = data.assign(kenmerkwaarde=waarde)[waarde.notna()]
    naam = met["kenmerkwaarde"].eq("totaal").map({True: "totaal", False: kenmerk["naam"]})
    return met.assign(kenmerk=naam)


def _met_gebied(data: pd.DataFrame, tabel: Tabel, blok: Mapping[str, Any]) -> pd.DataFrame:
    """Add the area; only of the kinds that the block asks for. CBS calls Nederland NL00 in one table, NL01 in another."""
    if "gebied" not in blok:
        return data.assign(**dict(zip(GEBIED, ("land", *LAND), strict=True)))
    namen = tabel.leden[blok["gebied"]]
    soort = [c for c, naam in namen.items() if c[:2] in blok["gebieden"] and (c[:2] != "NL" or naam == LAND[1])]
    gebieden = pd.DataFrame(
        [(GEBIED_TYPEN[c[:2]], *(LAND if c[:2] == "NL" else (c, _kale_naam(namen[c])))) for c in soort],
        columns=GEBIED,
        index=soort,
    )
    return data[data[blok["gebied"]].isin(soort)].join(gebieden, on=blok["gebied"], validate="many_to_one")


def _kale_naam(naam: str) -> str:
    """Name without the kind of area that CBS puts behind it: "Utrecht (gemeente)", "Zuid-Holland (PV)"."""
    return re.sub(r"\s*\((gemeente|[A-Z]{2})\)$", "", naam)


def _met_tijd(data: pd.DataFrame, tabel: Tabel, bron: Bron) -> pd.DataFrame:
    """Add period, boundary year and status."""
    blok = bron.statline
    if "periode" not in blok:
        check_jaar(tabel.infos, int(bron.peildatum[:4]), tabel.naam)
        periode = bron.peildatum[:4] if blok["peildatum"] == "geheel" else bron.peildatum
        return data.assign(periode=periode, indeling=bron.indeling, status=status_van_tabel(tabel.infos))
    titels = tabel.leden[blok["periode"]]
    soort = [k for k in titels if (m := PERIODE.fullmatch(k)) and m[2] == blok["soort_periode"]]
    tijd = pd.DataFrame(
        [
            (
                periode_van(k, blok["peildatum"]),
                bron.indeling or int(k[:4]),
                status_van_periode(tabel.status.get(k), titels[k]),
            )
            for k in soort
        ],
        columns=TIJD,
        index=soort,
    )
    gekozen = data[data[blok["periode"]].isin(tijd.index)]
    mist = [k for k in blok.get("verwacht", ()) if k not in set(gekozen[blok["periode"]])]
    if mist:
        raise BronFout(
            f"Tabel {tabel.naam} heeft geen cijfers over {', '.join(mist)}, en die horen er volgens bronnen.yml wel te "
            "zijn. Haal de tabel opnieuw op met: make refresh"
        )
    return gekozen.join(tijd, on=blok["periode"], validate="many_to_one")


def _lees_topic(
    topic: Mapping[str, Any], rijen: pd.DataFrame, tabel: Tabel, blok: Mapping[str, Any], bron: Bron
) -> list[pd.DataFrame]:
    """Rows of one column; none where an extract leaves the column out."""
    kolom = vind_topic(topic, tabel)
    if kolom not in rijen:
        return []
    rij = tabel.eigenschappen.set_index("Key").loc[kolom]
    eenheid, factor = eenheid_van(kolom, rij["Unit"], [topic["eenheid"]])
    # One decimal x 1,000 is a whole number; the product of the floats is not always.
    waarde = (getallen(rijen[kolom]) * factor).round(6)
    basis = rijen[[*GEBIED, *TIJD, "kenmerk", "kenmerkwaarde"]].assign(
        onderwerp=topic["onderwerp"], eenheid=eenheid, waarde=waarde
    )
    if "kenmerk" in topic:
        basis = basis.assign(kenmerk=topic["kenmerk"], kenmerkwaarde=topic["kenmerkwaarde"])
    if "periode" not in blok:
        basis = basis.assign(status=status_van_kolom(kolom, tabel.eigenschappen, rijen["status"].iloc[0]))
    if "marges" not in blok:
        return [basis]
    if blok["marges"]["dimensie"] not in tabel.leden:
        return [basis.assign(**dict.fromkeys(MARGES, float("nan")))]
    return [_met_marges(basis, rijen, tabel, blok["marges"])]


def _met_marges(basis: pd.DataFrame, rijen: pd.DataFrame, tabel: Tabel, marges: Mapping[str, Any]) -> pd.DataFrame:
    """Put lower and upper bound of the interval beside the figure they belong to."""
    dimensie = marges["dimensie"]
    waar = f"Tabel {tabel.naam}, {dimensie}"
    sleutel = {rol: vind_lid(marges[rol], tabel.leden[dimensie], waar=waar) for rol in ("waarde", *MARGES)}
    cel = ["gebied_code", "periode", "kenmerk", "kenmerkwaarde"]
    uit = basis[rijen[dimensie] == sleutel["waarde"]]
    for rol in MARGES:
        grens = basis.loc[rijen[dimensie] == sleutel[rol], [*cel, "waarde"]]
        grens = grens.rename(columns={"waarde": rol}, errors="raise")
        uit = uit.merge(grens, how="left", on=cel, validate="one_to_one")
    return uit


def _zonder_verdwenen(rijen: pd.DataFrame) -> pd.DataFrame:
    """Drop the empty rows of a gemeente outside the periods in which it has figures: it did not exist then.

    A period that is empty for every area stays: there the table is still to be filled.
    """
    gevuld = rijen[rijen["waarde"].notna()]
    span = gevuld.groupby("gebied_code")["periode"].agg(["min", "max"])
    eigen = rijen[["gebied_code"]].join(span, on="gebied_code")
    buiten = (rijen["periode"] < eigen["min"]) | (rijen["periode"] > eigen["max"])
    weg = buiten & (rijen["gebied_type"] == "gemeente") & rijen["periode"].isin(set(gevuld["periode"]))
    return rijen[~weg].reset_index(drop=True)
