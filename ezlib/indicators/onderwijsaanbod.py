"""Education supply, from DUO: schools, programmes and students in the gemeente, its region and Nederland."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import LAND_CODE, Kader, bovengebieden

PER = ["indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde", "eenheid", "bron_id", "publicatie"]
NOOT_SOM = "Som van de gemeenten."
# Providers of the whole country are a list of ten thousand schools; those of the gemeente and its region are read.
NIET_VAN_HET_LAND = "aanbieder"


def onderwijsaanbod(feiten: pd.DataFrame, *, kader: Kader, telt: str) -> pd.DataFrame:
    """Number of what `telt` names (vestigingen, opleidingen, leerlingen) by soort, niveau and aanbieder.

    The lists of DUO hold the whole country, so a gemeente without a row has none: the region is the sum of its members
    that have one. A sum over hidden small groups is `geschat`, and of nothing else it is missing.
    """
    eigen = feiten[feiten["onderwerp"] == f"onderwijsaanbod_{telt}"]
    thuis = eigen[eigen["gebied_code"] == kader.gemeente].assign(gebied_naam=kader.naam)
    delen = [thuis]
    for soort, code, naam, leden in bovengebieden(kader):
        rijen = eigen if leden is None else eigen[eigen["gebied_code"].isin(leden)]
        rijen = rijen[(rijen["kenmerk"] != NIET_VAN_HET_LAND) | (code != LAND_CODE)]
        som = rijen.groupby(PER, as_index=False).agg(
            waarde=("waarde", lambda w: w.sum(min_count=1)), geschat=("herkomst", lambda h: (h == "geschat").any())
        )
        delen.append(
            som.assign(
                gebied_type=soort,
                gebied_code=code,
                gebied_naam=naam,
                status="definitief",
                herkomst=som["geschat"].map({True: "geschat", False: "waargenomen"}),
                ontbreekt=som["waarde"].isna().map({True: "geheim", False: ""}),
                noot=NOOT_SOM,
            ).drop(columns="geschat")
        )
    return pd.concat(delen, ignore_index=True)[feiten.columns]
