"""Everything that an outsider can add up: the cells of one subject and peildatum as one linear system.

Buurten sum to their wijk, wijken to the gemeente, and the values of a breakdown to the figure without it, at every
level. A level or a margin that is not published itself gets cells that nobody sees, so that no way round is missed.
Establishments without a place form a cell of their own beside the wijken. Werklocaties sum to what lies on a
werklocatie, which is the gemeente less what lies elsewhere; one that is made of published buurten sums those too.
One that lies in published areas of other boundaries leaves a rest of those, a cell that is never shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ezlib.register.programma import KRUIS, PAAR

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Sleutel = tuple[str, str, str, str]  # gebied_type, gebied_code, kenmerk, kenmerkwaarde
MARGE = 1e-6  # of a linear programme on whole numbers
# Variants of a definition count the same firms again: they are no parts of a whole.
GEEN_DELEN = ("definitie",)
# Who leaves the gemeente lies in no wijk of it, and how many do is a figure of its own.
ZONDER_WIJK = ("richting", "uit")
REST = "rest"
OP_WERK, ELDERS = "op_werklocatie", "elders"  # breakdown of the rows, its values "werklocatie" and "elders"


@dataclass
class Stelsel:
    """Variables (the cells in their order, then what nobody sees), sums between them, and what is known of each.

    `waar` holds the true value of the cells; `laag` and `hoog` the bounds an outsider starts from, for all variables.
    """

    waar: np.ndarray
    sommen: csr_array  # a row per sum: parts minus whole is 0
    laag: np.ndarray
    hoog: np.ndarray
    oneindig: float  # larger than any value can be

    def uiterste(self, cel: int, richting: int) -> tuple[np.ndarray, np.ndarray]:
        """One solution in which `cel` is as large (1) or as small (-1) as can be, and how much each bound holds it back.

        The second has a column for the lower and one for the upper bounds: what one more in that bound would give.

        Raises
        ------
        RuntimeError
            When the true figures do not fit in the system: then it is not the system of these cells.
        """
        from scipy.optimize import linprog  # as long to load as pandas, and two steps need it

        doel = np.zeros(len(self.laag))
        doel[cel] = -richting
        grenzen = np.column_stack([self.laag, self.hoog])
        uit = linprog(doel, A_eq=self.sommen, b_eq=np.zeros(self.sommen.shape[0]), bounds=grenzen, method="highs")
        if uit.status != 0:
            raise RuntimeError(f"linear programme of cell {cel} ended with: {uit.message}")
        return uit.x, np.column_stack([uit.lower.marginals, -uit.upper.marginals])


def maak_stelsel(
    cellen: pd.DataFrame, *, rest_max: float, samenstelling: Mapping[str, Collection[str]] | None = None
) -> Stelsel:
    """Build the system of the cells of one subject and peildatum; every bound still open: 0 and up.

    Parameters
    ----------
    cellen
        Rows of `cellen.KOLOMMEN`.
    rest_max
        How much can lie in no wijk at most. 0: it is public that every establishment has a place.
    samenstelling
        The buurten of each werklocatie that is made of published ones.
    """
    from scipy.sparse import csr_array

    # Of every kind of code, these digits are those of the gemeente.
    gemeente = "GM" + cellen["gebied_code"].iloc[0][2:6]
    waarden = cellen["waarde"].to_numpy("float64")
    sleutels = [_orden(*rij) for rij in cellen[["gebied_type", "gebied_code", "kenmerk", "kenmerkwaarde"]].to_numpy()]
    delen = _verbind(sleutels, gemeente, samenstelling or {})
    variabelen, resten, vast = len(sleutels), {}, {}
    rijen, kolommen, tekens, nummer = [], [], [], 0
    for (geheel, soort), leden in delen.items():
        rest = rest_max if soort == "wijk" else 0
        if not rest and not _klopt(waarden, leden, geheel):
            continue
        if rest:
            vertrek = [i for i in delen.get((geheel, "richting:richting"), []) if sleutels[i][2:] == ZONDER_WIJK]
            if soort == "wijk" and vertrek and waarden[vertrek[0]] <= rest:
                leden, rest = [*leden, *vertrek], rest - waarden[vertrek[0]]
            resten[variabelen] = rest
            leden, variabelen = [*leden, variabelen], variabelen + 1
        rijen += [nummer] * (len(leden) + 1)
        kolommen += [*leden, geheel]
        tekens += [1.0] * len(leden) + [-1.0]
        nummer += 1
    for leden, gehelen, over in _verbind_resten(sleutels, waarden):
        # What a werklocatie has outside its nest is known to the worst outsider, as one figure.
        vast[variabelen] = over
        rijen += [nummer] * (len(leden) + len(gehelen) + 1)
        kolommen += [*leden, *gehelen, variabelen]
        tekens += [1.0] * len(leden) + [-1.0] * (len(gehelen) + 1)
        variabelen, nummer = variabelen + 1, nummer + 1
    sommen = csr_array((tekens, (rijen, kolommen)), shape=(nummer, variabelen))
    oneindig = 10 * waarden.sum() + 1000
    hoog = np.full(variabelen, oneindig)
    hoog[list(resten)] = np.minimum(list(resten.values()), oneindig)
    laag = np.zeros(variabelen)
    laag[list(vast)] = hoog[list(vast)] = list(vast.values())
    return Stelsel(waarden, sommen, laag, hoog, oneindig)


def lees_rest(code: str) -> tuple[list[str], list[str]]:
    """Areas and werklocaties of a rest, from its code.

    >>> lees_rest("RE0637: BU06370305 + BU06370306 - WL0637-RKH")
    (['BU06370305', 'BU06370306'], ['WL0637-RKH'])
    """
    gebieden, *werklocaties = code.partition(": ")[2].split(" - ")
    return gebieden.split(" + "), werklocaties


def _verbind_resten(sleutels: list[Sleutel], waarden: np.ndarray) -> Iterator[tuple[list[int], list[int], float]]:
    """Per rest the places of its parts and of its wholes, and by how much the parts are more than the wholes."""
    plek = {sleutel[1:]: i for i, sleutel in enumerate(sleutels[: len(waarden)])}
    for sleutel in [s for s in sleutels[: len(waarden)] if s[0] == REST]:
        gebieden, werklocaties = lees_rest(sleutel[1])
        # A werklocatie where nobody is has no cell.
        leden = [plek[code, *sleutel[2:]] for code in (sleutel[1], *werklocaties) if (code, *sleutel[2:]) in plek]
        gehelen = [plek[code, *sleutel[2:]] for code in gebieden if (code, *sleutel[2:]) in plek]
        if len(gehelen) == len(gebieden):
            yield leden, gehelen, float(waarden[leden].sum() - waarden[gehelen].sum())


def _orden(soort: str, code: str, kenmerk: str, waarde: str) -> Sleutel:
    """The same cell under one name, whatever the order of its cross."""
    paren = sorted(zip(kenmerk.split(KRUIS), waarde.split(PAAR), strict=True))
    return soort, code, KRUIS.join(k for k, _ in paren), PAAR.join(w for _, w in paren)


def _verbind(
    sleutels: list[Sleutel], gemeente: str, samenstelling: Mapping[str, Collection[str]]
) -> dict[tuple[int, str], list[int]]:
    """Parts of each whole, per division, by place in `sleutels`; what nobody sees is added at the end of that."""
    plek = {sleutel: i for i, sleutel in enumerate(sleutels)}
    delen: dict[tuple[int, str], list[int]] = defaultdict(list)

    def nummer(sleutel: Sleutel) -> int:
        if sleutel not in plek:
            plek[sleutel] = len(sleutels)
            sleutels.append(sleutel)
        return plek[sleutel]

    for sleutel in sleutels:  # grows while it runs: a whole may be part of a larger whole
        for geheel, soort in _gehelen(sleutel, gemeente):
            delen[nummer(geheel), soort].append(plek[sleutel])
        for code, buurten in samenstelling.items():
            geheel = ("werklocatie", code, *sleutel[2:])
            if sleutel[1] in buurten and geheel in plek:
                delen[plek[geheel], "buurten"].append(plek[sleutel])
        if sleutel[0] == "werklocatie":
            nummer(_kruis("gemeente", gemeente, sleutel, ELDERS))
    return delen


def _kruis(soort: str, code: str, sleutel: Sleutel, waarde: str) -> Sleutel:
    """A cell of that area with the breakdown of `sleutel`, crossed with `op_werklocatie`."""
    totaal = sleutel[2] == "totaal"
    return _orden(soort, code, OP_WERK if totaal else f"{sleutel[2]}{KRUIS}{OP_WERK}",
                  waarde if totaal else f"{sleutel[3]}{PAAR}{waarde}")  # fmt: skip


def _gehelen(sleutel: Sleutel, gemeente: str) -> Iterator[tuple[Sleutel, str]]:
    """Wholes that a cell is part of, each with the name of the division it is a part by."""
    soort, code, kenmerk, waarde = sleutel
    if soort == "buurt":
        yield ("wijk", "WK" + code[2:8], kenmerk, waarde), soort
    elif soort == "wijk":
        yield ("gemeente", gemeente, kenmerk, waarde), soort
    elif soort == "werklocatie":
        yield _kruis("gemeente", gemeente, sleutel, "werklocatie"), soort
    if kenmerk == "totaal":
        return
    namen, waarden = kenmerk.split(KRUIS), waarde.split(PAAR)
    for i, naam in enumerate(namen):
        if naam in GEEN_DELEN:
            continue
        over = [j for j in range(len(namen)) if j != i]
        rest = KRUIS.join(namen[j] for j in over), PAAR.join(waarden[j] for j in over)
        yield (soort, code, *(rest if over else ("totaal", "totaal"))), f"{kenmerk}:{naam}"


def _klopt(waarden: np.ndarray, leden: list[int], geheel: int) -> bool:
    """Whether parts and whole add up; unseen ones have no value and cannot contradict."""
    if max(*leden, geheel) >= len(waarden):
        return True
    return bool(waarden[leden].sum() == waarden[geheel])
