"""What is agreed beyond the rules: consents of an employer, areas that are merged, and when a delivery is final."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ezlib.fouten import ControleFout

if TYPE_CHECKING:
    import pandas as pd

    from ezlib.definitions import _Bestand


@dataclass(frozen=True, kw_only=True)
class Toestemming:
    """A firm that lets a figure be shown which it dominates; fields as in `definitions/register.yml`."""

    werkgever: str
    datum: str
    onderwerp: str
    gebied_code: str
    kenmerk: str
    kenmerkwaarde: str
    eerste_peildatum: str
    laatste_peildatum: str


@dataclass(frozen=True, kw_only=True)
class Samenvoeging:
    """Neighbours that are shown as one area; boundary years from and up to and including those given."""

    code: str
    naam: str
    delen: tuple[str, ...]
    indeling_van: int
    indeling_tot: int


def toets_afspraken(bestand: _Bestand) -> None:
    """Add to `bestand` the faults of consents and mergers that a schema cannot word, each at its line."""
    data: dict[str, Any] = bestand.data
    gezien: dict[str, int] = {}
    for i, blok in enumerate(data["samenvoegingen"]):
        codes = [blok["code"], *blok["delen"]]
        if len({code[:8] if code.startswith("BU") else code[:2] for code in codes}) > 1:
            bestand.meld("voeg alleen gebieden van een soort samen, en buurten alleen binnen een wijk",
                         "samenvoegingen", i)  # fmt: skip
        for code in codes:
            if code in gezien:
                bestand.meld(f'"{code}" staat al bij een samenvoeging, op regel {gezien[code]}', "samenvoegingen", i)
            gezien.setdefault(code, bestand.regel("samenvoegingen", i))
    for i, blok in enumerate(data["toestemmingen"]):
        if blok["eerste_peildatum"] > blok["laatste_peildatum"]:
            bestand.meld("de eerste peildatum ligt na de laatste", "toestemmingen", i)


def voeg_samen(rijen: pd.DataFrame, samenvoegingen: Sequence[Samenvoeging]) -> pd.DataFrame:
    """Counted rows in which the parts of a merger carry its code; same index.

    Merged before counting: two cells do not tell how many firms they have together.
    """
    uit = rijen.copy()
    for s in samenvoegingen:
        toen = uit["indeling"].between(s.indeling_van, s.indeling_tot)
        for kolom in {"buurtcode", "werklocatie"} & set(uit):
            uit.loc[toen & uit[kolom].isin(s.delen), kolom] = s.code
    return uit


def voeg_gebieden_samen(
    buurten: Mapping[int, Collection[str]], samenvoegingen: Sequence[Samenvoeging]
) -> dict[int, list[str]]:
    """Buurten per boundary year, with the merger in the place of its parts.

    Raises
    ------
    ControleFout
        When a part does not exist in that year, or the code of the merger is already that of a buurt.
    """
    uit = {jaar: list(codes) for jaar, codes in buurten.items()}
    for s in samenvoegingen:
        for jaar in range(s.indeling_van, s.indeling_tot + 1):
            if jaar not in uit or not s.code.startswith("BU"):
                continue
            vreemd = sorted(set(s.delen) - set(uit[jaar]))
            if vreemd or s.code in uit[jaar]:
                wat = f"{vreemd[0]} bestaat dan niet" if vreemd else f"{s.code} is dan al een andere buurt"
                raise ControleFout(
                    f'De samenvoeging "{s.naam}" in register.yml past niet bij de buurten van {jaar}: {wat}. '
                    "Pas de codes aan, of de jaren bij indeling_van en indeling_tot."
                )
            uit[jaar] = [*(code for code in uit[jaar] if code not in s.delen), s.code]
    return uit


def heeft_toestemming(cellen: pd.DataFrame, toestemmingen: Sequence[Toestemming]) -> pd.Series:
    """Whether a consent covers the cell at its peildatum; bool on the index."""
    uit = cellen["waarde"] != cellen["waarde"]
    for t in toestemmingen:
        zelfde = cellen["periode"].between(t.eerste_peildatum, t.laatste_peildatum)
        for kolom in ("onderwerp", "gebied_code", "kenmerk", "kenmerkwaarde"):
            zelfde &= cellen[kolom] == getattr(t, kolom)
        uit |= zelfde
    return uit


def status_per_peildatum(register: pd.DataFrame, definitief_tot: Mapping[str, str]) -> dict[str, str]:
    """Per peildatum "definitief" or "voorlopig"; of several deliveries the weaker word counts.

    Parameters
    ----------
    register
        `REGISTER_KOLOMMEN`, of which peildatum and leverancier are read.
    definitief_tot
        Per supplier the last peildatum whose delivery is final; "" is none.
    """
    leveringen = register[["peildatum", "leverancier"]].drop_duplicates()
    vast = leveringen["peildatum"] <= leveringen["leverancier"].map(definitief_tot).fillna("")
    alle = vast.groupby(leveringen["peildatum"]).all()
    return {str(p): "definitief" if klaar else "voorlopig" for p, klaar in alle.items()}
