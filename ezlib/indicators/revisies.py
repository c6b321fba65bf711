"""What became of each published figure: the chain of released editions, and this edition at its end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.indicators import SLEUTEL
from ezlib.taal import DEZE_EDITIE

KOLOMMEN = [
    *SLEUTEL,
    "gebied_naam",
    "soort",
    "editie_oud",
    "editie_nieuw",
    "waarde_oud",
    "waarde_nieuw",
    "definitie_oud",
    "definitie_nieuw",
    "reden_bron",
    "reden_monitor",
    "breuk",
]
SOORTEN = ("herzien", "ingetrokken", "nieuw", "geherdefinieerd")
# Two figures are the same when they differ by less than what a csv keeps of them.
GELIJK = 1e-9


def volg_cijfers(edities: pd.DataFrame, nu: pd.DataFrame, *, uitgaven: dict[str, bool]) -> pd.DataFrame:
    """Every step in which a published figure changed, from one edition to the next that speaks of it.

    Parameters
    ----------
    edities
        Observations of released editions: the columns of `ezlib.indicators.KOLOMMEN`, and `uitgave`, the edition.
    nu
        Observations of this edition.
    uitgaven
        The released editions from old to new, also those without a row here: whether it is whole. In a whole edition a
        missing cell is a withdrawn one; an annual report repeats two years only.

    Returns
    -------
    DataFrame with `KOLOMMEN`, a row per change: `herzien` (another value), `geherdefinieerd` (made by another
    definition, whatever the value), `ingetrokken` (no longer given, only against a whole edition) and `nieuw` (not in
    an earlier edition, once there is a whole one). What stayed the same gives no row; made-up figures have no past.
    `reden_monitor` and `breuk` are for the ledger to fill in (`ezlib.indicators.correcties`).
    """
    namen = [*uitgaven, DEZE_EDITIE]
    geheel = np.array([i for i, naam in enumerate(namen) if uitgaven.get(naam, True)])
    alle = (
        pd.concat([edities, nu.assign(uitgave=DEZE_EDITIE)], ignore_index=True)
        if len(edities)
        else nu.assign(uitgave=DEZE_EDITIE)
    )
    alle = alle[(alle["herkomst"] != "fictief") & (alle["ontbreekt"] != "geen-bron")]
    if alle.empty:
        return pd.DataFrame(columns=KOLOMMEN).astype(
            {"indeling": "int64", "waarde_oud": "float64", "waarde_nieuw": "float64"}
        )
    alle = alle.assign(
        volgnummer=alle["uitgave"].map(namen.index), heel=alle["uitgave"].map(lambda u: uitgaven.get(u, True))
    )
    alle = alle.sort_values([*SLEUTEL, "volgnummer"], kind="stable", ignore_index=True)
    vorige = alle.groupby(SLEUTEL, sort=False)[["uitgave", "waarde", "definitie_sha"]].shift()
    alle = alle.assign(oud=vorige["uitgave"], waarde_oud=vorige["waarde"], definitie_oud=vorige["definitie_sha"])
    delen = [_gewijzigd(alle), _nieuw(alle) if len(geheel) > 1 else alle.iloc[:0], _weg(alle, geheel, namen)]
    gevolgd = pd.concat([d for d in delen if len(d)] or [alle.iloc[:0].assign(soort="")], ignore_index=True)
    gevolgd = gevolgd.rename(
        columns={"oud": "editie_oud", "uitgave": "editie_nieuw", "waarde": "waarde_nieuw",
                 "definitie_sha": "definitie_nieuw", "noot": "reden_bron"}
    ).assign(reden_monitor="", breuk="")  # fmt: skip
    gevolgd["reden_bron"] = gevolgd["reden_bron"].where(gevolgd["soort"].eq("herzien"), "")
    return gevolgd[KOLOMMEN].sort_values([*SLEUTEL, "editie_nieuw"], kind="stable", ignore_index=True)


def _gewijzigd(alle: pd.DataFrame) -> pd.DataFrame:
    """Cells that the edition before had with another value or by another definition."""
    paar = alle[alle["oud"].notna()]
    weg = paar["waarde_oud"].notna() & paar["waarde"].isna()
    anders = ~np.isclose(paar["waarde"], paar["waarde_oud"], rtol=GELIJK, atol=0, equal_nan=True)
    definitie = paar["definitie_sha"].ne(paar["definitie_oud"]) & paar["definitie_sha"].ne("")
    definitie &= paar["definitie_oud"].ne("")
    soort = np.select([weg, definitie, anders], ["ingetrokken", "geherdefinieerd", "herzien"], "")
    return paar.assign(soort=soort)[soort != ""]


def _nieuw(alle: pd.DataFrame) -> pd.DataFrame:
    """Cells of this edition that no edition before spoke of."""
    eerst = alle["oud"].isna() & alle["waarde"].notna() & alle["uitgave"].eq(DEZE_EDITIE)
    return alle[eerst].assign(soort="nieuw", oud="", definitie_oud="")


def _weg(alle: pd.DataFrame, geheel: np.ndarray, namen: list[str]) -> pd.DataFrame:
    """Cells with a value that the next whole edition no longer has."""
    einde = alle.drop_duplicates(SLEUTEL, keep="last")
    einde = einde[einde["heel"] & einde["waarde"].notna() & einde["uitgave"].ne(DEZE_EDITIE)]
    volgende = geheel[np.searchsorted(geheel, einde["volgnummer"].to_numpy(), side="right")]
    return einde.assign(
        soort="ingetrokken",
        oud=einde["uitgave"],
        uitgave=[namen[i] for i in volgende],
        waarde_oud=einde["waarde"],
        waarde=np.nan,
        definitie_oud=einde["definitie_sha"],
        definitie_sha="",
    )
