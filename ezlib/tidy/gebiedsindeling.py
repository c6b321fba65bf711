"""CBS "Gebieden in Nederland" of a year: in which arbeidsmarktregio, COROP-gebied and provincie each gemeente lies.

Beside the dimension RegioS the table has text columns only: a code and a name under a group per kind of region
("Lokaliseringen van gemeenten" > "COROP-gebieden" > Code, Naam). Which kinds there are differs per year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sources.cbs_tabel import load_entiteit, vind_kolom
from ezlib.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from ezlib.definitions import Bron

KOLOMMEN = ["gebied_code", "gebied_naam", "indeling", "soort", "regio_code", "regio_naam"]
# Titles of the groups; CBS writes the apostrophe in two ways.
GROEPEN = {
    "arbeidsmarktregio": ("Arbeidsmarktregio's", "Arbeidsmarktregio’s"),
    "corop": ("COROP-gebieden",),
    "provincie": ("Provincies",),
}


def tidy_gebiedsindeling(snapshot: Snapshot, bron: Bron) -> pd.DataFrame:
    """Read which region every gemeente belongs to.

    Returns
    -------
    DataFrame keyed by gebied_code (gemeente) and soort, columns `KOLOMMEN`: one row a gemeente and kind of region;
    a kind that the table does not have, and a gemeente without a region, give no rows.

    Raises
    ------
    BronFout
        No region at all, a gemeente twice, or no boundary year in bronnen.yml.
    KolomFout
        A code or name under a group fits more than one column.
    """
    data, eigenschappen = load_entiteit(snapshot, "TypedDataSet"), load_entiteit(snapshot, "DataProperties")
    namen = load_entiteit(snapshot, "RegioS")
    naam_van = dict(zip(namen["Key"].str.strip(), namen["Title"].str.strip(), strict=True))
    codes = data["RegioS"].str.strip()
    gemeenten = data[codes.str.startswith("GM")].assign(gebied_code=codes)
    aanwezig = set(eigenschappen.loc[eigenschappen["Type"] == "TopicGroup", "Title"].str.strip())
    delen = []
    for soort, titels in GROEPEN.items():
        if aanwezig.isdisjoint(titels):
            continue
        kolommen = [vind_kolom(eigenschappen, stam, groep=titels) for stam in ("Code", "Naam")]
        delen.append(
            gemeenten[["gebied_code"]].assign(
                gebied_naam=gemeenten["gebied_code"].map(naam_van).fillna(""),
                indeling=bron.indeling,
                soort=soort,
                regio_code=gemeenten[kolommen[0]].fillna("").astype("str").str.strip(),
                regio_naam=gemeenten[kolommen[1]].fillna("").astype("str").str.strip(),
            )[KOLOMMEN]
        )
    frame = pd.concat(delen, ignore_index=True) if delen else pd.DataFrame(columns=KOLOMMEN)
    frame = frame[(frame["regio_code"] != "") & (frame["regio_naam"] != "")]
    _toets(frame, bron)
    return frame.sort_values(["gebied_code", "soort"]).reset_index(drop=True)


def _toets(frame: pd.DataFrame, bron: Bron) -> None:
    zinnen = []
    if frame.empty:
        groepen = ", ".join(titels[0] for titels in GROEPEN.values())
        zinnen.append(f"er staat geen enkele regio in; verwacht is een van de groepen {groepen}")
    dubbel = frame.loc[frame.duplicated(["gebied_code", "soort"]), "gebied_code"]
    if len(dubbel):
        zinnen.append(f"deze gemeenten staan er dubbel in: {', '.join(sorted(set(dubbel))[:5])}")
    if not bron.indeling:
        zinnen.append("het jaar ontbreekt: zet `indeling:` bij deze bron in definitions/bronnen.yml")
    if zinnen:
        raise BronFout(f"De tabel met gebieden {bron.id} klopt niet:\n  " + "\n  ".join(zinnen))
