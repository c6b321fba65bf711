"""The areas an edition speaks of: home gemeente, its region and comparison towns, Nederland."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

LAND_CODE, LAND_NAAM = "NL00", "Nederland"

# The labour market is what the monitor is about; a COROP-gebied is the nearest to it, a provincie the last resort.
REGIOSOORTEN = ("arbeidsmarktregio", "corop", "provincie")

# From strong to weak; what is made of two figures is no stronger than the weaker of them.
STERKTE = {
    "status": ["definitief", "nader voorlopig", "voorlopig"],
    "herkomst": ["waargenomen", "geschat", "fictief"],
}
ZWAKTE = {woord: i for woorden in STERKTE.values() for i, woord in enumerate(woorden)}


@dataclass(frozen=True)
class Kader:
    """Areas of one edition.

    Attributes
    ----------
    gemeente, naam
        CBS code and name of the home gemeente.
    regio
        `{"code", "naam", "leden"}`, or empty where no region is known.
    vergelijking
        Name of a group of towns -> CBS codes, without the home gemeente.
    corop, pendelregio
        As `regio`: the COROP-gebied by CBS, and the daily urban system (see `ezlib.indicators.pendel`), or empty.
    gelijk
        Spans of boundary years, `[2014, 2024]`, in which the wijken and buurten of the home gemeente stayed the same.
    samengevoegd
        Areas that are shown as one: `{"code", "naam", "delen", "indeling_van", "indeling_tot"}`, see `register.yml`.
    wijken
        The wijken with a page of their own (see `ezlib.indicators.wijken`), or empty.
    """

    gemeente: str
    naam: str
    regio: dict[str, Any] = field(default_factory=dict)
    vergelijking: dict[str, list[str]] = field(default_factory=dict)
    gelijk: list[list[int]] = field(default_factory=list)
    corop: dict[str, Any] = field(default_factory=dict)
    pendelregio: dict[str, Any] = field(default_factory=dict)
    samengevoegd: list[dict[str, Any]] = field(default_factory=list)
    wijken: dict[str, Any] = field(default_factory=dict)

    @property
    def gemeenten(self) -> list[str]:
        """Codes of every gemeente that may be shown."""
        return sorted({self.gemeente, *(c for groep in self.vergelijking.values() for c in groep)})

    def groep_van(self, code: str) -> str:
        """Name of the first comparison group that a code belongs to, or an empty string."""
        return next((groep for groep, codes in self.vergelijking.items() if code in codes), "")


def beperk(feiten: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Keep the home gemeente with its wijken and buurten, and the comparison towns as a whole.

    >>> f = pd.DataFrame({"gebied_type": ["gemeente", "wijk", "wijk"], "gebied_code": ["GM0003", "WK000300", "WK001400"]})
    >>> beperk(f, Kader("GM0003", "Appingedam")).gebied_code.tolist()
    ['GM0003', 'WK000300']
    """
    eigen = feiten["gebied_code"].str[2:6] == kader.gemeente[2:]
    vergelijk = feiten["gebied_type"].eq("gemeente") & feiten["gebied_code"].isin(kader.gemeenten)
    return feiten[(eigen & feiten["gebied_type"].isin(["gemeente", "wijk", "buurt", "werklocatie"])) | vergelijk]


def zwakste(links: pd.Series, rechts: pd.Series) -> pd.Series:
    """Weaker word of two per row (status or herkomst), on the index of `links`.

    >>> zwakste(pd.Series(["definitief", "voorlopig"]), pd.Series(["nader voorlopig", "definitief"])).tolist()
    ['nader voorlopig', 'voorlopig']
    """
    return links.where(links.map(ZWAKTE) >= rechts.map(ZWAKTE), rechts)


def geschat(herkomst: pd.Series) -> pd.Series:
    """Origin of an estimate: geschat, but fictief stays fictief."""
    return herkomst.where(herkomst == "fictief", "geschat")


def met_reden(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill in why a computed value is missing where no operand said so: onbekend; same rows.

    >>> met_reden(pd.DataFrame({"waarde": [1.0, float("nan")], "ontbreekt": ["", ""]})).ontbreekt.tolist()
    ['', 'onbekend']
    """
    zonder = frame["waarde"].isna() & (frame["ontbreekt"] == "")
    return frame.assign(ontbreekt=frame["ontbreekt"].mask(zonder, "onbekend"))


def bovengebieden(kader: Kader) -> list[tuple[str, str, str, list[str] | None]]:
    """Areas that no source has a row for: (gebied_type, code, naam, leden); leden None is all gemeenten."""
    boven: list[tuple[str, str, str, list[str] | None]] = [("land", LAND_CODE, LAND_NAAM, None)]
    if kader.regio:
        boven.append(("regio", kader.regio["code"], kader.regio["naam"], kader.regio["leden"]))
    return boven


def tel_op(gemeenten: pd.DataFrame, kader: Kader, *, waarden: list[str], per: list[str]) -> pd.DataFrame:
    """Sum columns over the gemeenten of Nederland and of the region.

    Parameters
    ----------
    gemeenten
        One row a gemeente and `per`; with gebied_code and the columns `waarden`, and status and herkomst if known.
    per
        Columns that stay apart (periode, kenmerkwaarde, indeling, ...).

    Returns
    -------
    DataFrame keyed by gebied_code and `per`; status is the weakest of the parts, herkomst is geschat or weaker.
    An area of which a part is missing is left out: part of a region would pass for the whole.

    >>> g = pd.DataFrame({"gebied_code": ["GM1", "GM2"], "periode": "2020", "waarde": [1.0, 2.0]})
    >>> tel_op(g, Kader("GM1", "A"), waarden=["waarde"], per=["periode"]).waarde.tolist()
    [3.0]
    """
    woorden = [k for k in STERKTE if k in gemeenten]
    basis = gemeenten.assign(
        _telt=gemeenten[waarden].notna().all(axis=1), **{k: gemeenten[k].map(ZWAKTE) for k in woorden}
    )
    delen = []
    for soort, code, naam, leden in bovengebieden(kader):
        rijen = basis if leden is None else basis[basis["gebied_code"].isin(leden)]
        som = rijen.groupby(per, as_index=False).agg(
            **{w: (w, "sum") for w in waarden},
            **{k: (k, "max") for k in woorden},
            _telt=("_telt", "sum"),
            _alle=("_telt", "size"),
        )
        som = som[som["_telt"] == (som["_alle"] if leden is None else len(leden))]
        som = som.assign(**{k: som[k].map(dict(enumerate(STERKTE[k]))) for k in woorden})
        if "herkomst" in som:
            som["herkomst"] = geschat(som["herkomst"])
        delen.append(som.drop(columns=["_telt", "_alle"]).assign(gebied_type=soort, gebied_code=code, gebied_naam=naam))
    return pd.concat(delen, ignore_index=True)


def kies_kader(
    gemeente: str,
    namen: dict[str, str],
    feiten: pd.DataFrame,
    gebieden: dict[str, Any],
    indeling: pd.DataFrame | None = None,
) -> Kader:
    """Choose the areas beside the home gemeente: its region, similar towns and, for a groeikern, the groeikernen.

    The region is the one that `gebieden.yml` gives; for a gemeente without one there, that of CBS (`indeling`, see
    `ezlib.tidy.gebiedsindeling`). Towns are similar by `gebieden.yml`; for a gemeente without a choice there, the six
    nearest in inhabitants.
    """
    regio = next(
        (
            {"code": code, "naam": r["naam"], "leden": list(r["leden"])}
            for code, r in gebieden["regios"].items()
            if gemeente in r["leden"]
        ),
        regio_van(gemeente, indeling) if indeling is not None else {},
    )
    vergelijking = gebieden["vergelijking"]
    gelijk = vergelijking["vergelijkbaar"].get(gemeente) or _naar_inwoners(gemeente, feiten)
    groepen = {"Vergelijkbare steden": gelijk}
    if gemeente in vergelijking["groeikernen"]:
        groepen["Groeikernen"] = [c for c in vergelijking["groeikernen"] if c not in gelijk]
    schoon = {g: [c for c in codes if c != gemeente and c in namen] for g, codes in groepen.items()}
    reeksen = [list(blok["gelijk"]) for blok in gebieden.get("indelingen", {}).get(gemeente, [])]
    corop = regio_van(gemeente, indeling, soorten=("corop",)) if indeling is not None else {}
    return Kader(gemeente, namen[gemeente], regio, schoon, reeksen, corop)


def regio_van(gemeente: str, indeling: pd.DataFrame, *, soorten: tuple[str, ...] = REGIOSOORTEN) -> dict[str, Any]:
    """Region of a gemeente by CBS, of the first kind that is known: `code`, `naam`, `leden`; empty where there is none.

    >>> i = pd.DataFrame({"gebied_code": ["GM0001", "GM0002", "GM0003"], "soort": "corop",
    ...                   "regio_code": ["CR01", "CR02", "CR01"], "regio_naam": ["Oost", "West", "Oost"]})
    >>> regio_van("GM0003", i)
    {'code': 'CR01', 'naam': 'Oost', 'leden': ['GM0001', 'GM0003']}
    """
    eigen = indeling[indeling["gebied_code"] == gemeente].set_index("soort")
    soort = next((s for s in soorten if s in eigen.index), None)
    if soort is None:
        return {}
    code, naam = eigen.loc[soort, ["regio_code", "regio_naam"]]
    leden = indeling.loc[(indeling["soort"] == soort) & (indeling["regio_code"] == code), "gebied_code"]
    return {"code": code, "naam": naam, "leden": sorted(leden)}


def _naar_inwoners(gemeente: str, feiten: pd.DataFrame, *, aantal: int = 6) -> list[str]:
    """The gemeenten nearest in inhabitants in the newest table that has them all."""
    inwoners = feiten[(feiten["onderwerp"] == "inwoners") & (feiten["gebied_type"] == "gemeente")]
    inwoners = inwoners[inwoners["waarde"].notna() & inwoners["bron_id"].str.startswith("cbs_")]
    laatste = inwoners[inwoners["periode"] == inwoners["periode"].max()].set_index("gebied_code")["waarde"]
    if gemeente not in laatste:
        return []
    verschil = (laatste / laatste[gemeente]).sub(1).abs().drop(gemeente)
    return sorted(verschil.nsmallest(aantal).index)
