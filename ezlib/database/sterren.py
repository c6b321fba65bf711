"""Observations -> star schema: facts that hold keys only, and a table for each thing that a key names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ezlib.database.schema import EIGEN, LAND, OVERIG, REGIO, soort_van, tabellen
from ezlib.definitions import Definities
from ezlib.fouten import ControleFout
from ezlib.indicators import echte
from ezlib.indicators.kader import LAND_CODE, Kader
from ezlib.indicators.verandering import KOLOMMEN as VERANDERING
from ezlib.indicators.verandering import verandering
from ezlib.register.programma import KRUIS
from ezlib.taal import einde_van
from ezlib.tidy import schemafouten

MET_REEKS = ("wijk", "buurt")


def maak_sterren(
    waarnemingen: pd.DataFrame,
    historie: pd.DataFrame,
    *,
    definities: Definities,
    kader: Kader,
    bronnen: Sequence[dict[str, Any]],
    jaar: int,
) -> dict[str, pd.DataFrame]:
    """Split observations and their history into the tables of the database.

    Parameters
    ----------
    waarnemingen, historie
        In the contracted columns (`ezlib.indicators.KOLOMMEN`), made-up rows included.
    bronnen
        Entries of `bronnen.json` (see `ezlib.report.bronnenlijst`), also of sources that are not here.

    Returns
    -------
    A frame per table of `schema.tabellen`, in that order. An empty text is missing (NULL in the database).

    Raises
    ------
    ControleFout
        When a table breaks its schema: a double key, an unknown word, an observation of an unknown indicator.
    """
    samen = pd.concat([waarnemingen, historie], ignore_index=True)
    frames = {
        "monitor": _monitor(kader, jaar),
        "indicator": _indicatoren(definities),
        "gebied": gebieden(samen, kader),
        "bron": _bronnen(bronnen, definities),
        "editie": _edities(waarnemingen, historie),
        "kenmerk": _kenmerken(samen, definities),
        "waarneming": _feiten(waarnemingen),
        "historie": _feiten(historie),
        "verandering": veranderingen(waarnemingen, historie, definities=definities, kader=kader),
    }
    gevuld = {naam: _op_maat(frame, naam) for naam, frame in frames.items()}
    check_tabellen(gevuld)
    return gevuld


def check_tabellen(frames: dict[str, pd.DataFrame]) -> None:
    """Hold the tables against their schemas; every breach in one error, in Dutch."""
    fouten = [
        f"tabel {naam}, {fout}" for naam, schema in tabellen().items() for fout in schemafouten(schema, frames[naam])
    ]
    if fouten:
        raise ControleFout("De database economie klopt niet:\n  " + "\n  ".join(fouten))


def gebieden(rijen: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """One row an area and boundary year, keyed by `gebied_id`; of two spellings of a name the one seen most often.

    >>> from ezlib.indicators.kader import Kader
    >>> rijen = pd.DataFrame({"gebied_code": ["WK000301", "WK000301", "NL00"], "indeling": [2021, 2025, 2021],
    ...     "gebied_naam": ["Noord", "Noord", "Nederland"], "gebied_type": ["wijk", "wijk", "land"]})
    >>> frame = gebieden(rijen, Kader("GM0003", "Stad", gelijk=[[2014, 2024]]))
    >>> frame[["gebied_id", "groep", "reeks_id"]].values.tolist()
    [['NL00-2021', 'Nederland', 'NL00'], ['WK000301-2021', 'eigen', 'WK000301 2014-2024'], ['WK000301-2025', 'eigen', 'WK000301 2025']]
    """
    velden = ["gebied_code", "indeling", "gebied_type", "gebied_naam"]
    vaak = rijen.groupby(velden, as_index=False, sort=True).size().sort_values("size", ascending=False, kind="stable")
    frame = vaak.drop_duplicates(["gebied_code", "indeling"]).sort_values(["gebied_code", "indeling"])[velden]
    lokaal = frame["gebied_type"].isin(["gemeente", "wijk", "buurt", "werklocatie"])
    return frame.assign(
        gebied_id=_gebied_id(frame),
        gemeente_code=("GM" + frame["gebied_code"].str[2:6]).where(lokaal),
        groep=[
            _groep(code, soort, kader) for code, soort in zip(frame["gebied_code"], frame["gebied_type"], strict=True)
        ],
        reeks_id=[
            f"{rij.gebied_code} {_blok(rij.indeling, kader.gelijk)}"
            if rij.gebied_type in MET_REEKS
            else rij.gebied_code
            for rij in frame.itertuples()
        ],
    )


def veranderingen(
    waarnemingen: pd.DataFrame, historie: pd.DataFrame, *, definities: Definities, kader: Kader
) -> pd.DataFrame:
    """Change of every series of the home gemeente as a whole, nothing made up (see `ezlib.indicators.verandering`)."""
    codes = [kader.gemeente, LAND_CODE, *([kader.regio["code"]] if kader.regio else [])]
    nu, toen = (echte(frame[frame["gebied_code"].isin(codes)]) for frame in (waarnemingen, historie))
    bronnen = definities.bronnen.values()
    delen = [
        verandering(
            deel,
            toen[toen["indicator_id"] == indicator_id],
            kader=kader,
            # What the monitor computes is in another unit than what the source rounded.
            precisies={}
            if definities.indicatoren[indicator_id].berekend
            else {b.id: b.precisie for b in bronnen if b.precisie},
            reeksen={b.id: b.reeks for b in bronnen},
            breuken=definities.keuring["signalen"]["breuken"],
        )
        for indicator_id, deel in nu.groupby("indicator_id", sort=True)
    ]
    frame = pd.concat(delen, ignore_index=True) if delen else pd.DataFrame(columns=VERANDERING)
    frame = frame[frame["gebied_code"] == kader.gemeente]
    return frame.assign(gebied_id=_gebied_id(frame))


def _gebied_id(rijen: pd.DataFrame) -> pd.Series:
    return rijen["gebied_code"] + "-" + rijen["indeling"].astype("str")


def _groep(code: str, soort: str, kader: Kader) -> str:
    if soort in ("gemeente", "wijk", "buurt", "werklocatie") and code[2:6] == kader.gemeente[2:]:
        return EIGEN
    if code == LAND_CODE:
        return LAND
    return REGIO if code == kader.regio.get("code") else kader.groep_van(code) or OVERIG


def _blok(indeling: int, gelijk: Iterable[Sequence[int]]) -> str:
    """Span of boundary years that a year is part of, or the year itself."""
    return next((f"{begin}-{einde}" for begin, einde in gelijk if begin <= indeling <= einde), str(indeling))


def _monitor(kader: Kader, jaar: int) -> pd.DataFrame:
    regio = {"regio_code": kader.regio.get("code", ""), "regio_naam": kader.regio.get("naam", "")}
    return pd.DataFrame([{"verslagjaar": jaar, "gemeente_code": kader.gemeente, "gemeente_naam": kader.naam} | regio])


def _indicatoren(definities: Definities) -> pd.DataFrame:
    velden = ("naam", "definitie", "eenheid", "decimalen", "richting", "berekend", "definitie_sha")
    return pd.DataFrame(
        {"indicator_id": i.id, "actieagenda": ", ".join(i.actieagenda), "pagina": definities.paginas[i.notebook]}
        | {veld: getattr(i, veld) for veld in velden}
        for i in definities.indicatoren.values()
    )


def _bronnen(bronnen: Sequence[dict[str, Any]], definities: Definities) -> pd.DataFrame:
    kolommen = list(tabellen()["bron"].columns)
    leeg = {"gewijzigd": "", "opgehaald": ""}
    rijen = [leeg | b | {"bron_id": b["id"], "reeks": definities.bronnen[b["id"]].reeks} for b in bronnen]
    frame = pd.DataFrame([{k: rij[k] for k in kolommen} for rij in rijen], columns=kolommen)
    return frame.assign(gewijzigd=frame["gewijzigd"].str[:10]).sort_values("bron_id")


def _edities(waarnemingen: pd.DataFrame, historie: pd.DataFrame) -> pd.DataFrame:
    delen = [waarnemingen.assign(cijfers=1, cijfers_historie=0), historie.assign(cijfers=0, cijfers_historie=1)]
    samen = pd.concat(delen, ignore_index=True)
    samen = samen[samen["editie"] != ""]
    samen = samen.assign(einde=samen["periode"].map(einde_van))
    groepen = samen.groupby("editie", sort=True)
    frame = groepen[["cijfers", "cijfers_historie"]].sum().astype("int64")
    return frame.assign(eerste=_dagen(groepen["einde"].min()), laatste=_dagen(groepen["einde"].max())).reset_index()


def _kenmerken(rijen: pd.DataFrame, definities: Definities) -> pd.DataFrame:
    frame = rijen[["kenmerk", "kenmerkwaarde"]].drop_duplicates().sort_values(["kenmerk", "kenmerkwaarde"])
    return frame.assign(
        kenmerk_naam=[
            " en ".join(definities.kenmerken[deel]["naam"] for deel in k.split(KRUIS)) for k in frame["kenmerk"]
        ],
        label=[definities.label(k, w) for k, w in zip(frame["kenmerk"], frame["kenmerkwaarde"], strict=True)],
    )


def _feiten(rijen: pd.DataFrame) -> pd.DataFrame:
    return rijen.assign(gebied_id=_gebied_id(rijen), einde=_dagen(rijen["periode"].map(einde_van)))


def _dagen(iso: pd.Series) -> pd.Series:
    return iso.map(dt.date.fromisoformat).astype("object")


def _op_maat(frame: pd.DataFrame, naam: str) -> pd.DataFrame:
    """The columns of the schema in its order; an empty text where the schema lets it be missing becomes missing."""
    schema = tabellen()[naam]
    kort = frame[list(schema.columns)].reset_index(drop=True)
    teksten = {k: kolom for k, kolom in schema.columns.items() if soort_van(kolom) == "tekst"}
    getallen = [k for k, kolom in schema.columns.items() if soort_van(kolom) == "getal"]
    # A table without rows has no types of its own.
    kort = kort.astype(dict.fromkeys(teksten, "str") | dict.fromkeys(getallen, "float64"))
    return kort.assign(**{k: kort[k].mask(kort[k] == "") for k, kolom in teksten.items() if kolom.nullable})
