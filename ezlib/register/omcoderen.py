"""Codes of two versions of the SBI on one: that of the older years (the base), so that a sector stays one count.

A code with one counterpart is carried over. Of a code with more, an establishment that is known in both versions keeps
its own; the others are divided over the candidates in proportion to jobs, whole establishments at a time. Only the code
by which a row is counted in a sector changes; rows, firms and jobs stay, so that disclosure control sees ordinary rows
and what is followed over years (`panel`) is the same with and without a concordance.

Years are linked only by a year in which enough jobs have both codes. Without one the codes are carried over all the
same, but what changes at the switch is then the work of the weights, and is called no growth (`sbi`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from ezlib.register.concordantie import Concordantie
from ezlib.register.panel import Panel, ondernemingen

CODES = ["sbi", "sbi_versie"]
SAMEN = 2008 + 2025  # minus one version is the other


@dataclass(frozen=True)
class Omcodering:
    """`codes`: sbi and sbi_versie by which rows are counted, on the index of the register.

    `toegepast`: False leaves them as they were. `gekoppeld`: a double-coded year links the versions. `dubbel_procent`:
    jobs with both codes in the year around the switch that has most, in whole percents, down. `onbekend`: rows whose
    code the table does not know; they lost it. `verdeeld`: per peildatum the candidates of codes that were divided.
    """

    codes: pd.DataFrame
    toegepast: bool = False
    basis: int = 0
    gekoppeld: bool = False
    dubbel_procent: int = 0
    onbekend: int = 0
    verdeeld: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


def codeer_om(register: pd.DataFrame, concordantie: Concordantie, *, min_procent: int) -> Omcodering:
    """Give every row a code of the base version; nothing changes without a concordance or a second version.

    Parameters
    ----------
    register
        Register rows of all years, index 0..n-1.
    min_procent
        So many percent of the jobs of a year must have both codes for that year to link the versions.
    """
    basis = vind_basis(register)
    ander = register["sbi_versie"] != basis
    if not ander.any() or concordantie.codes.empty:
        return Omcodering(register[CODES], basis=basis)
    van, naar = f"sbi_{SAMEN - basis}", f"sbi_{basis}"
    paren = dubbel_gecodeerd(register, concordantie, basis)
    jaar, procent = kies_dubbel_jaar(register, paren, ander)
    nieuw = register[ander].sort_values(["jaar", "vestigingsnummer"], kind="stable")
    kandidaten = {code: vind_kandidaten(code, concordantie.codes, van, naar) for code in nieuw["sbi"].unique()}
    gemeten = paren[paren["jaar"] == jaar]
    gewichten = {
        code: weeg(keuze, gemeten[gemeten["ander"] == code], _rijen_van(code, concordantie.codes, van), naar)
        for code, keuze in kandidaten.items()
        if len(keuze) > 1
    }
    uit = _eigen_code(nieuw, paren)
    uit = uit.mask(uit == "", _zoek(nieuw["sbi"], {c: k[0] for c, k in kandidaten.items() if len(k) == 1}))
    verdeeld = (uit == "") & nieuw["sbi"].isin(list(gewichten))
    uit[verdeeld] = verdeel(nieuw[verdeeld], gewichten)
    sbi = register["sbi"].copy()
    sbi[uit.index] = uit
    per_dag = nieuw[verdeeld].groupby("peildatum")["sbi"].unique()
    return Omcodering(
        pd.DataFrame({"sbi": sbi, "sbi_versie": basis}),
        toegepast=True,
        basis=basis,
        gekoppeld=procent >= min_procent,
        dubbel_procent=procent,
        onbekend=int(((uit == "") & (nieuw["sbi"] != "")).sum()),
        verdeeld={str(dag): tuple(sorted(kandidaten[code] for code in codes)) for dag, codes in per_dag.items()},
    )


def vind_basis(register: pd.DataFrame) -> int:
    """Version of the oldest year, 2008 where that year has both; 0 without rows."""
    return int(register.loc[register["jaar"] == register["jaar"].min(), "sbi_versie"].min()) if len(register) else 0


def vind_kandidaten(code: str, codes: pd.DataFrame, van: str, naar: str) -> tuple[str, ...]:
    """Codes in column `naar` that a code may be, sorted; a code of another length has those of all it covers.

    >>> tabel = pd.DataFrame({"sbi_2008": ["6201", "6202", "6311"], "sbi_2025": ["6210", "6220", "6310"]})
    >>> vind_kandidaten("6210", tabel, "sbi_2025", "sbi_2008"), vind_kandidaten("62", tabel, "sbi_2025", "sbi_2008")
    (('6201',), ('6201', '6202'))
    """
    return tuple(sorted(_rijen_van(code, codes, van)[naar].unique()))


def _rijen_van(code: str, codes: pd.DataFrame, van: str) -> pd.DataFrame:
    past = codes[van] == code
    if code and not past.any():
        past = codes[van].map(lambda ander: _zelfde(code, ander)).astype("bool")
    return codes[past]


def _zelfde(een: str, ander: str) -> bool:
    """Whether two codes of one version agree: one covers the other."""
    return bool(een and ander) and (een.startswith(ander) or ander.startswith(een))


def _zoek(sleutels: pd.Series, boek: Mapping[str, str]) -> pd.Series:
    """What a book says of each key, "" where it says nothing; same index."""
    return pd.Series([boek.get(sleutel, "") for sleutel in sleutels], index=sleutels.index, dtype="str")


def dubbel_gecodeerd(register: pd.DataFrame, concordantie: Concordantie, basis: int) -> pd.DataFrame:
    """Rows known in both versions: `jaar`, `vestigingsnummer`, `banen`, `basis` and `ander` (codes); on their index.

    By the column of a delivery that names both, else by a file `dubbel` whose code in the row's own version agrees
    with the row's. A pair that the table of CBS does not have is no pair: one of the two codes must be wrong.
    """
    eigen = {v: register["sbi"].where(register["sbi_versie"] == v, register["sbi_ander"]) for v in (2008, 2025)}
    bestand = concordantie.dubbel.set_index("vestigingsnummer")
    uit_bestand = {v: _zoek(register["vestigingsnummer"], bestand[f"sbi_{v}"].to_dict()) for v in eigen}
    # Where the file says something else of the version that the row has, its other code is not this row's.
    klopt = {v: pd.Series([_zelfde(*p) for p in zip(eigen[v], uit_bestand[v], strict=True)], eigen[v].index)
             for v in eigen}  # fmt: skip
    codes = {v: eigen[v].mask((eigen[v] == "") & klopt[SAMEN - v], uit_bestand[v]) for v in eigen}
    paren = register[["jaar", "vestigingsnummer", "banen"]].assign(basis=codes[basis], ander=codes[SAMEN - basis])
    paren = paren[(paren["basis"] != "") & (paren["ander"] != "")]
    van, naar = f"sbi_{SAMEN - basis}", f"sbi_{basis}"
    mag = {code: vind_kandidaten(code, concordantie.codes, van, naar) for code in paren["ander"].unique()}
    goed = [any(_zelfde(b, k) for k in mag[a]) for b, a in zip(paren["basis"], paren["ander"], strict=True)]
    return paren[pd.Series(goed, index=paren.index, dtype="bool")]


def kies_dubbel_jaar(register: pd.DataFrame, paren: pd.DataFrame, ander: pd.Series) -> tuple[int, int]:
    """The year around the switch with most jobs known in both versions, and how many percent that is (down)."""
    overgang = sorted({int(register.loc[~ander, "jaar"].max()), int(register.loc[ander, "jaar"].min())})
    alle, beide = (frame.groupby("jaar")["banen"].sum() for frame in (register, paren))
    procent = {jaar: 100 * int(beide.get(jaar, 0)) // max(int(alle[jaar]), 1) for jaar in overgang}
    jaar = max(overgang, key=lambda j: (procent[j], -j))
    return jaar, procent[jaar]


def _eigen_code(nieuw: pd.DataFrame, paren: pd.DataFrame) -> pd.Series:
    """Own code in the base version of rows in the other one, "" unknown; same index.

    What is known of an establishment in one year goes for other years as long as its code stays the same.
    """
    bekend = paren.sort_values("jaar", kind="stable").drop_duplicates(["vestigingsnummer", "ander"], keep="last")
    zoek = dict(zip(bekend["vestigingsnummer"] + " " + bekend["ander"], bekend["basis"], strict=True))
    uit = _zoek(nieuw["vestigingsnummer"] + " " + nieuw["sbi"], zoek)
    zelf = paren.loc[paren.index.intersection(nieuw.index), "basis"]
    uit[zelf.index] = zelf
    return uit


def weeg(kandidaten: Sequence[str], gemeten: pd.DataFrame, tabel: pd.DataFrame, naar: str) -> dict[str, int]:
    """Weight per candidate: jobs of who is known in both versions; else `gewicht` of the table; else all the same.

    Parameters
    ----------
    gemeten
        `basis` (code) and `banen` of the rows of the double-coded year with this code.
    tabel
        Rows of the concordance with this code; `gewicht` and the candidates in column `naar`.

    >>> tabel = pd.DataFrame({"sbi_2008": ["6201", "6202"], "gewicht": [0, 0]})
    >>> gemeten = pd.DataFrame({"basis": ["6201", "6202", "6202"], "banen": [30, 50, 20]})
    >>> weeg(["6201", "6202"], gemeten, tabel, "sbi_2008"), weeg(["6201", "6202"], gemeten[:0], tabel, "sbi_2008")
    ({'6201': 30, '6202': 70}, {'6201': 1, '6202': 1})
    """
    uit = dict.fromkeys(kandidaten, 0)
    for code, banen in zip(gemeten["basis"], gemeten["banen"], strict=True):
        if len(past := [k for k in kandidaten if _zelfde(code, k)]) == 1:
            uit[past[0]] += int(banen)
    if not any(uit.values()):
        uit = {k: int(tabel.loc[tabel[naar] == k, "gewicht"].sum()) for k in kandidaten}
    return uit if any(uit.values()) else dict.fromkeys(kandidaten, 1)


def verdeel(rijen: pd.DataFrame, gewichten: Mapping[str, Mapping[str, int]]) -> pd.Series:
    """Candidate of each row, on its index: every next establishment goes where most jobs are still lacking.

    In the order of the rows (year, vestigingsnummer), counted from the first year on; equal lacks go to the lowest
    code. An establishment that keeps its code keeps its candidate: nothing moves between sectors from year to year.
    One without jobs counts for one, or all of them would go the same way. Whole numbers, so exact.
    """
    keuze: dict[tuple[str, str], str] = {}
    geteld = {code: dict.fromkeys(sorted(g), 0) for code, g in gewichten.items()}
    uit = []
    for vestiging, code, banen in rijen[["vestigingsnummer", "sbi", "banen"]].itertuples(index=False, name=None):
        if (vestiging, code) not in keuze:
            stand, gewicht, omvang = geteld[code], gewichten[code], max(int(banen), 1)
            samen, totaal = sum(stand.values()) + omvang, sum(gewicht.values())
            tekort = {k: gewicht[k] * samen - totaal * stand[k] for k in stand}
            keuze[vestiging, code] = max(tekort, key=lambda k: tekort[k])
            stand[keuze[vestiging, code]] += omvang
        uit.append(keuze[vestiging, code])
    return pd.Series(uit, index=rijen.index, dtype="str")


def met_codes(panel: Panel, codes: pd.DataFrame) -> Panel:
    """The panel with other codes for what is counted by sector; who continues whom stays as it was.

    Parameters
    ----------
    codes
        sbi and sbi_versie of every row of `panel.vestigingen`, in that order.
    """
    if len(codes) != len(panel.vestigingen):
        raise ValueError("codes and establishments differ in number")
    vestigingen = panel.vestigingen.assign(**{k: codes[k].to_numpy() for k in CODES})
    # The largest establishment gives a firm its code, as `panel` has it; the numbers are made anew with it.
    bedrijven = ondernemingen(vestigingen.drop(columns="nr_kvk"), panel.voorgangers)
    return replace(panel, vestigingen=vestigingen, bedrijven=panel.bedrijven.assign(**{k: bedrijven[k] for k in CODES}))
