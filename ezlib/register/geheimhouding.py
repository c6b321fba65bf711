"""From cells to figures that may be shown: primary suppression by the thresholds of `definitions/register.yml`.

Jobs are protected by the number of firms and by dominance. The number of establishments is public in the trade
register: it is only rounded. Counts of persons-like events (a starter is often a person) are not shown from 1 to 4.
Nought is shown where no firm is there: nobody can be recognised, and the trade register shows an empty buurt to
anyone. A nought made by firms without jobs is a figure about those firms, and is suppressed like any other.

Secondary suppression (a hidden cell that follows from its neighbours and their total) is not done here yet; until it
is, `controleer_secundair` stops a real register.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.taal import opsomming
from ezlib.tidy import KOLOMMEN

ONDERDRUKT = "onderdrukt"
# One text for every reason: a note that says "one firm dominates" tells something of that firm.
NOOT_BANEN = "Niet getoond: het cijfer zou iets zeggen over afzonderlijke bedrijven."


def bescherm(
    cellen: pd.DataFrame,
    drempels: Mapping[str, int],
    *,
    bescherming: Mapping[str, str],
    herkomst: str,
    status: str = "definitief",
    publicatie: str = "Vestigingenregister",
) -> pd.DataFrame:
    """Turn cells into tidy rows (`ezlib.tidy.KOLOMMEN`): rounded, or without a value and `ontbreekt` "onderdrukt".

    Parameters
    ----------
    cellen
        As `cellen.maak_cellen` makes them; same rows out, in the same order.
    drempels
        That block of `definitions/register.yml`.
    bescherming
        That block too: per subject banen, openbaar or personen.
    herkomst
        "fictief" or "waargenomen", for every row.

    Raises
    ------
    ControleFout
        For a subject without a rule here: what is not known to be safe is not shown.
    """
    onbekend = sorted(set(cellen["onderwerp"]) - set(bescherming))
    if onbekend:
        raise ControleFout(
            f"Voor {opsomming(onbekend)} is niet afgesproken wanneer het cijfer getoond mag worden; "
            f"dat is er wel voor {opsomming(list(bescherming))}."
        )
    regels = {"banen": _bescherm_banen, "openbaar": _bescherm_vestigingen, "personen": _bescherm_aantallen}
    waarde = pd.Series(np.nan, index=cellen.index, dtype="float64")
    noot = pd.Series("", index=cellen.index, dtype="str")
    hoe = cellen["onderwerp"].map(bescherming)
    for naam, regel in regels.items():
        eigen = cellen[hoe == naam]
        waarde.loc[eigen.index], noot.loc[eigen.index] = regel(eigen, drempels)
    return cellen.assign(
        waarde=waarde,
        eenheid="aantal",
        status=status,
        herkomst=herkomst,
        ontbreekt=waarde.isna().map({True: ONDERDRUKT, False: ""}),
        bron_id="register",
        publicatie=publicatie,
        noot=noot,
    )[KOLOMMEN]


def is_onveilig(cellen: pd.DataFrame, drempels: Mapping[str, int]) -> pd.Series:
    """Whether a sum of jobs says too much of one firm; bool on the index.

    Unsafe with fewer than `bedrijven_min` firms that have jobs (gemeente: `bedrijven_min_gemeente`), with a largest
    firm over `grootste_max_procent` of the sum, or when the second firm can estimate the largest within `p_procent`:
    sum - largest - second < p % of the largest. Whole numbers, so that exactly 75 % is exactly 75 %. A cell where no
    firm is there at all is safe.

    >>> regels = {"bedrijven_min": 5, "bedrijven_min_gemeente": 3, "grootste_max_procent": 75, "p_procent": 10}
    >>> cel = {"gebied_type": "buurt", "waarde": 100.0, "n_aanwezig": 6, "n_bedrijven": 6, "tweede": 10.0}
    >>> is_onveilig(pd.DataFrame([cel | {"grootste": 75.0}, cel | {"grootste": 76.0}]), regels).tolist()
    [False, True]
    """
    minimum = np.where(
        cellen["gebied_type"] == "gemeente", drempels["bedrijven_min_gemeente"], drempels["bedrijven_min"]
    )
    waarde, grootste, tweede = (cellen[k].astype("int64") for k in ("waarde", "grootste", "tweede"))
    te_weinig = cellen["n_bedrijven"] < minimum
    overheerst = 100 * grootste > drempels["grootste_max_procent"] * waarde
    te_schatten = 100 * (waarde - grootste - tweede) < drempels["p_procent"] * grootste
    return (te_weinig | overheerst | te_schatten) & (cellen["n_aanwezig"] > 0)


def rond_af(waarde: pd.Series, op: int) -> pd.Series:
    """Round whole numbers to the nearest multiple, halves up; same index, float64.

    >>> rond_af(pd.Series([14.0, 15.0, 25.0, 0.0]), 10).tolist()
    [10.0, 20.0, 30.0, 0.0]
    """
    return ((waarde.astype("int64") + op // 2) // op * op).astype("float64")


def controleer_secundair(register: pd.DataFrame) -> None:
    """Let only a fictive register pass, as long as there is no secondary suppression.

    Raises
    ------
    ControleFout
        When a row of the register (standard frame, column `soort`) is anything else than "fictief".
    """
    if (register["soort"] != "fictief").any():
        raise ControleFout(
            "Een echt register mag pas mee als de secundaire onderdrukking er is: een verborgen cijfer is nu nog terug "
            "te rekenen uit het totaal en de cijfers ernaast. Haal het bestand weg uit data/raw/register/; de monitor "
            "draait dan met het fictieve register."
        )


def _bescherm_banen(cellen: pd.DataFrame, drempels: Mapping[str, int]) -> tuple[pd.Series, pd.Series]:
    op = drempels["afronding_banen"]
    onveilig, gemeente = is_onveilig(cellen, drempels), cellen["gebied_type"] == "gemeente"
    waarde = cellen["waarde"].where(gemeente, rond_af(cellen["waarde"], op)).mask(onveilig)
    noot = pd.Series(f"Afgerond op {op}.", index=cellen.index).mask(gemeente, "").mask(onveilig, NOOT_BANEN)
    return waarde, noot


def _bescherm_vestigingen(cellen: pd.DataFrame, drempels: Mapping[str, int]) -> tuple[pd.Series, pd.Series]:
    op, exact = drempels["afronding_vestigingen"], _gemeentetotaal(cellen)
    waarde = cellen["waarde"].where(exact, rond_af(cellen["waarde"], op))
    return waarde, pd.Series(f"Afgerond op {op}.", index=cellen.index).mask(exact, "")


def _bescherm_aantallen(cellen: pd.DataFrame, drempels: Mapping[str, int]) -> tuple[pd.Series, pd.Series]:
    grens = drempels["starters_klein"]
    klein = cellen["waarde"].between(1, grens - 1) & ~_gemeentetotaal(cellen)
    return cellen["waarde"].mask(klein), pd.Series("", index=cellen.index).mask(klein, f"<{grens}")


def _gemeentetotaal(cellen: pd.DataFrame) -> pd.Series:
    return (cellen["gebied_type"] == "gemeente") & (cellen["kenmerk"] == "totaal")
