"""The audit for the keeper of the register: which cell fell to which rule, and what an outsider can work out.

It holds true figures, so it stays in `data/processed/register`, which git ignores and no edition reads.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ezlib.register.cellen import SLEUTEL

KOLOMMEN = [
    *SLEUTEL,
    "gebied_naam",
    "waarde",
    "bedrijven",
    "regel",
    "bijzonder",
    "getoond",
    "ondergrens",
    "bovengrens",
    "nodig_van",
    "nodig_tot",
    "veilig",
]


def maak_verslag(
    cellen: pd.DataFrame,
    oordeel: pd.DataFrame,
    cijfers: pd.DataFrame,
    *,
    eerder: pd.DataFrame,
    toestemming: pd.Series,
    samengevoegd: set[str],
) -> pd.DataFrame:
    """One row per cell (`KOLOMMEN`), in the order of `cellen`; the others share its index, but `cijfers` has no rests.

    `veilig` is "ja", "nee" (an outsider comes closer than agreed: only public totals are left to hold him) or "" where
    nothing is asked. `bijzonder` tells what changed the outcome: a consent, a merger, an earlier edition.
    """
    verborgen = oordeel["regel"] != ""
    gevraagd = oordeel["nodig_van"].notna()
    binnen = (oordeel["ondergrens"] <= oordeel["nodig_van"]) & (oordeel["bovengrens"] >= oordeel["nodig_tot"])
    opmerkingen: Mapping[str, pd.Series] = {
        "toestemming": toestemming & ~verborgen,
        "toestemming geldt niet voor de andere bedrijven": toestemming & verborgen,
        "samengevoegd": cellen["gebied_code"].isin(samengevoegd),
        "al getoond in een eerdere editie": verborgen & eerder["getoond"].notna(),
    }
    bijzonder = pd.DataFrame({k: np.where(waar, k, "") for k, waar in opmerkingen.items()}, index=cellen.index)
    return cellen.assign(
        gebied_naam=cijfers["gebied_naam"].reindex(cellen.index).fillna(""),
        bedrijven=cellen["n_bedrijven"],
        bijzonder=bijzonder.agg(lambda rij: "; ".join(filter(None, rij)), axis=1).astype("str"),
        getoond=cijfers["waarde"],
        veilig=np.select([~gevraagd, binnen], ["", "ja"], "nee"),
        **{k: oordeel[k] for k in ("regel", "ondergrens", "bovengrens", "nodig_van", "nodig_tot")},
    )[KOLOMMEN]
