"""From cells to figures that may be shown, by the thresholds and agreements of `definitions/register.yml`.

Jobs are protected by the number of firms and by dominance. The number of establishments is public in the trade
register: it is only rounded. Counts of persons-like events (a starter is often a person) are not shown from 1 to 4.
Nought is shown where no firm is there: nobody can be recognised, and the trade register shows an empty buurt to
anyone. A nought made by firms without jobs is a figure about those firms, and is suppressed like any other.

What is hidden for its own sake must not follow from the figures around it: see `secundair`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.register.kennis import KLEIN, NOOIT
from ezlib.register.secundair import verzeker
from ezlib.taal import opsomming
from ezlib.tidy import KOLOMMEN

ONDERDRUKT = "onderdrukt"
WEINIG, OVERHEERST, P_REGEL = "te weinig bedrijven", "overheersing", "p %"
EERDER = "eerdere editie"
# One text for every reason: a note that says "one firm dominates" tells something of that firm.
NOOT_BANEN = "Niet getoond: het cijfer zou iets zeggen over afzonderlijke bedrijven."
NOOT_AANTAL = "Niet getoond: een klein aantal elders zou eruit volgen."


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

    The two halves of it, `beoordeel` and `maak_cijfers`, in one; same rows out, in the same order.
    """
    oordeel = beoordeel(cellen, drempels, bescherming=bescherming)
    return maak_cijfers(cellen, oordeel["regel"], drempels, bescherming=bescherming, herkomst=herkomst,
                        status=status, publicatie=publicatie)  # fmt: skip


def beoordeel(
    cellen: pd.DataFrame,
    drempels: Mapping[str, int],
    *,
    bescherming: Mapping[str, str],
    eerder: pd.DataFrame | None = None,
    toestemming: pd.Series | None = None,
    vast: pd.Series | None = None,
    minstens: pd.Series | None = None,
    samenstelling: Mapping[str, Collection[str]] | None = None,
    secundair: bool = True,
) -> pd.DataFrame:
    """Say of each cell by which rule it is hidden, and what an outsider can work out of it.

    Parameters
    ----------
    cellen
        As `cellen.maak_cellen` makes them.
    drempels, bescherming
        Those blocks of `definitions/register.yml`.
    eerder
        Same index: `getoond` (the figure that an earlier edition showed, NaN for none) and `verborgen` (whether one
        hid it). What was hidden then stays hidden: two releases of one peildatum may not differ by one cell.
    toestemming
        Same index: whether the largest firm lets the cell be shown. It speaks for itself only: a cell with a few firms
        stays hidden for the others.
    vast
        Same index: whether the figure is also a total of the gemeente in another table. Hiding it would hide nothing.
    minstens
        Same index: what others published of a part of the cell, NaN where nobody did; see `edities.zoek_delen`.
    samenstelling
        The buurten of each werklocatie that is made of published ones.
    secundair
        False leaves out secondary suppression; for tests that show what it is for.

    Returns
    -------
    The columns of `secundair.verzeker`, on the index of `cellen`; `regel` "" is shown.

    Raises
    ------
    ControleFout
        For a subject without an agreed protection: what is not known to be safe is not shown.
    """
    onbekend = sorted(set(cellen["onderwerp"]) - set(bescherming))
    if onbekend:
        raise ControleFout(
            f"Voor {opsomming(onbekend)} is niet afgesproken wanneer het cijfer getoond mag worden; "
            f"dat is er wel voor {opsomming(list(bescherming))}."
        )
    regel = primaire_regel(cellen, drempels, bescherming=bescherming)
    mag = pd.Series(False, index=cellen.index)
    if toestemming is not None:
        mag = toestemming & (regel.isin([OVERHEERST, P_REGEL]) | ((regel == WEINIG) & (cellen["n_bedrijven"] == 1)))
        regel = regel.mask(mag, "")
    getoond = pd.Series(np.nan, index=cellen.index)
    if eerder is not None:
        openbaar = cellen["onderwerp"].map(bescherming) == "openbaar"
        regel = regel.mask(eerder["verborgen"] & (regel == "") & ~openbaar & ~mag, EERDER)
        getoond = eerder["getoond"]
    if vast is not None:
        regel, mag = regel.mask(vast, ""), mag | vast
    # A rest is never shown; where it is unsafe, what surrounds it has to keep it open.
    regel = regel.mask((cellen["gebied_type"] == "rest") & (regel == ""), NOOIT)
    op = _rondt_op(cellen, drempels, bescherming)
    afgerond = cellen.assign(op=op, afgerond=rond_af(cellen["waarde"], op), blijft=mag)
    return verzeker(afgerond, regel, drempels, bescherming=bescherming, eerder=getoond, minstens=minstens,
                    samenstelling=samenstelling, onderdruk=secundair)  # fmt: skip


def primaire_regel(cellen: pd.DataFrame, drempels: Mapping[str, int], *, bescherming: Mapping[str, str]) -> pd.Series:
    """The first rule by which a cell may not be shown for its own sake, "" where it may; same index."""
    hoe = cellen["onderwerp"].map(bescherming)
    banen = hoe == "banen"
    waar = onveilig(cellen, drempels)
    uit = pd.Series("", index=cellen.index, dtype="str")
    for naam in (P_REGEL, OVERHEERST, WEINIG):
        uit = uit.mask(banen & waar[naam], naam)
    klein = cellen["waarde"].between(1, drempels["starters_klein"] - 1) & ~_gemeentetotaal(cellen)
    return uit.mask((hoe == "personen") & klein, KLEIN)


def onveilig(cellen: pd.DataFrame, drempels: Mapping[str, int]) -> pd.DataFrame:
    """Whether a sum of jobs says too much of one firm: a boolean column per rule, on the index.

    Unsafe with fewer than `bedrijven_min` firms that have jobs (gemeente: `bedrijven_min_gemeente`), with a largest
    firm over `grootste_max_procent` of the sum, or when the second firm can estimate the largest within `p_procent`:
    sum - largest - second < p % of the largest. Whole numbers, so that exactly 75 % is exactly 75 %. A cell where no
    firm is there at all is safe.

    >>> regels = {"bedrijven_min": 5, "bedrijven_min_gemeente": 3, "grootste_max_procent": 75, "p_procent": 10}
    >>> cel = {"gebied_type": "buurt", "waarde": 100.0, "n_aanwezig": 6, "n_bedrijven": 6, "tweede": 10.0}
    >>> onveilig(pd.DataFrame([cel | {"grootste": 75.0}, cel | {"grootste": 76.0}]), regels).any(axis=1).tolist()
    [False, True]
    """
    minimum = np.where(
        cellen["gebied_type"] == "gemeente", drempels["bedrijven_min_gemeente"], drempels["bedrijven_min"]
    )
    waarde, grootste, tweede = (cellen[k].astype("int64") for k in ("waarde", "grootste", "tweede"))
    regels = {
        WEINIG: cellen["n_bedrijven"] < minimum,
        OVERHEERST: 100 * grootste > drempels["grootste_max_procent"] * waarde,
        P_REGEL: 100 * (waarde - grootste - tweede) < drempels["p_procent"] * grootste,
    }
    return pd.DataFrame(regels, index=cellen.index).mul(cellen["n_aanwezig"] > 0, axis=0)


def maak_cijfers(
    cellen: pd.DataFrame,
    regel: pd.Series,
    drempels: Mapping[str, int],
    *,
    bescherming: Mapping[str, str],
    herkomst: str,
    status: str | pd.Series = "definitief",
    publicatie: str,
) -> pd.DataFrame:
    """Tidy rows of cells: rounded, or without a value where `regel` (same index) names a rule.

    `herkomst` is "fictief" or "waargenomen", for every row; `status` is one word or a word per cell.
    """
    op = _rondt_op(cellen, drempels, bescherming)
    weg = regel != ""
    personen = cellen["onderwerp"].map(bescherming) == "personen"
    verborgen = pd.Series(NOOT_BANEN, index=cellen.index).mask(personen, NOOT_AANTAL)
    verborgen = verborgen.mask(personen & (regel == KLEIN), f"<{drempels['starters_klein']}")
    noot = ("Afgerond op " + op.astype("str") + ".").where(op > 1, "")
    return cellen.assign(
        waarde=rond_af(cellen["waarde"], op).mask(weg),
        eenheid="aantal",
        status=status,
        herkomst=herkomst,
        ontbreekt=weg.map({True: ONDERDRUKT, False: ""}).astype("str"),
        bron_id="register",
        publicatie=publicatie,
        noot=noot.where(~weg, verborgen).astype("str"),
    )[KOLOMMEN]


def rond_af(waarde: pd.Series, op: int | pd.Series) -> pd.Series:
    """Round whole numbers to the nearest multiple, halves up; same index, float64.

    >>> rond_af(pd.Series([14.0, 15.0, 25.0, 0.0]), 10).tolist()
    [10.0, 20.0, 30.0, 0.0]
    """
    return ((waarde.astype("int64") + op // 2) // op * op).astype("float64")


def _rondt_op(cellen: pd.DataFrame, drempels: Mapping[str, int], bescherming: Mapping[str, str]) -> pd.Series:
    """What each figure is rounded to; 1 where it is shown to the unit."""
    hoe = cellen["onderwerp"].map(bescherming)
    op = pd.Series(1, index=cellen.index).mask(
        (hoe == "banen") & (cellen["gebied_type"] != "gemeente"), drempels["afronding_banen"]
    )
    return op.mask((hoe == "openbaar") & ~_gemeentetotaal(cellen), drempels["afronding_vestigingen"])


def _gemeentetotaal(cellen: pd.DataFrame) -> pd.Series:
    return (cellen["gebied_type"] == "gemeente") & (cellen["kenmerk"] == "totaal")
