"""CBS OData v4 (the datasets service), for a table that v3 does not serve; leaves the files that v3 would leave.

A thin client of our own and not cbsodata4 (0.1.3): that package keeps what it fetched in a folder and answers from it
the next time, follows pages without time-out, retry or bound, and joins titles to codes. What we need of the protocol
is little: get a document, follow `@odata.nextLink`. That is `Verkeer`.

v4 is long (an observation is a measure, a code per dimension and a value) and names measures by codes (`M000297`). v3
is wide and names columns by their title and place (`Woningvoorraad_34`). The names are made from the titles by the
rule that v3 follows (checked on all 237 columns of three tables); the number at the end means nothing and is the
place here too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from ezlib.sources.cbs3 import heel_of, kies_kolommen
from ezlib.sources.cbs_filter import achtereen
from ezlib.sources.cbs_keuring import VORM, dimensies
from ezlib.sources.verkeer import Verkeer

# Groups of columns come into DataProperties before their columns, with numbers that no column has.
EERSTE_GROEP = 100_000

# A table with more combinations of keys than this is left as v4 gives it: a row for each would not fit in memory.
MAX_KRUIS = 1_000_000

Rij = dict[str, Any]
Kruis = Mapping[str, Sequence[str]] | None


class Cbs4:
    """The service as `ezlib.sources.cbs` asks it; every fault is a `VerkeerFout`."""

    naam = "OData v4"

    def __init__(self, verkeer: Verkeer) -> None:
        self.verkeer = verkeer

    def adres(self, tabel: str) -> str:
        """Where a table lives."""
        return f"{self.verkeer.basis}/CBS/{tabel}"

    def titels(self) -> list[tuple[str, str]]:
        """Identifier and title of every table in the catalogue."""
        rijen = self._rijen(f"{self.verkeer.basis}/CBS/Datasets", {"$select": "Identifier,Title"})
        return [(str(rij["Identifier"]).strip(), str(rij["Title"])) for rij in rijen]

    def info(self, tabel: str) -> Rij:
        """The row of TableInfos, from Properties."""
        antwoord = self.verkeer.json(f"{self.adres(tabel)}/Properties")
        if isinstance(antwoord, dict) and isinstance(antwoord.get("value"), list):
            antwoord = antwoord["value"][0] if antwoord["value"] else None
        if not isinstance(antwoord, dict):
            raise self.verkeer.fout(VORM)
        info = {sleutel: waarde for sleutel, waarde in antwoord.items() if not sleutel.startswith("@")}
        # v3 keeps the status of the figures in the short description; here the description holds all of it.
        return {"ID": 0, "ShortDescription": info.get("Description") or ""} | info

    def haal(
        self, tabel: str, map_: Path, *, kolommen: Collection[str], filters: Sequence[str], kruis: Kruis
    ) -> dict[str, list[Rij]]:
        """Fetch every entity into `map_`, except those that are there; gives entity -> rows, the data set last.

        v4 leaves out what has no figure. `kruis` (beginnings of keys per dimension) says which rows belong there all
        the same, empty; None where the rows are no full combination of keys, and then they stay out.
        """
        try:
            maten, inhoud = self._beschrijving(tabel, map_)
            select = kies_kolommen(kolommen, inhoud["DataProperties"], self.verkeer)
            namen = kolomnamen(m for m in maten if select is None or kolomnamen([m])[m["Identifier"]] in select)
            vragen = _vragen(filters, None if select is None else list(namen))
            dims = dimensies(inhoud["DataProperties"])

            def data() -> list[Rij]:
                antwoorden = (self._stroom(f"{self.adres(tabel)}/Observations", vraag) for vraag in vragen)
                if len(vragen) == 1:  # the long case; to remember every key of it takes much memory, for nothing
                    rijen = next(antwoorden)
                else:
                    rijen = achtereen(antwoorden, lambda rij: (rij["Measure"], *(rij[dim] for dim in dims)))
                return breed(rijen, dims, namen, sleutels=_sleutels(inhoud, dims, kruis))

            return inhoud | {"TypedDataSet": heel_of(map_, "TypedDataSet", data)}
        except (AttributeError, KeyError, TypeError) as fout:
            raise self.verkeer.fout(VORM) from fout
        except ValueError as fout:
            raise self.verkeer.fout(str(fout)) from fout

    def _beschrijving(self, tabel: str, map_: Path) -> tuple[list[Rij], dict[str, list[Rij]]]:
        """Measures in their order, and every entity but the data set."""
        adres = self.adres(tabel)
        dims = self._rijen(f"{adres}/Dimensions")
        maten = sorted(self._rijen(f"{adres}/MeasureCodes"), key=lambda rij: rij["Index"])
        # A table without groups has no such entity.
        namen = {rij["name"] for rij in self._rijen(adres)}
        groepen = self._rijen(f"{adres}/MeasureGroups") if "MeasureGroups" in namen else []
        inhoud = {
            "TableInfos": heel_of(map_, "TableInfos", lambda: [self.info(tabel)]),
            "DataProperties": heel_of(map_, "DataProperties", lambda: data_properties(dims, groepen, maten)),
        }
        for dim in dims:
            naam = dim["Identifier"]
            inhoud[naam] = heel_of(map_, naam, lambda naam=naam: dimensie(self._rijen(f"{adres}/{naam}Codes")))
        return maten, inhoud

    def _rijen(self, adres: str, params: Mapping[str, str] | None = None) -> list[Rij]:
        return list(self._stroom(adres, params))

    def _stroom(self, adres: str, params: Mapping[str, str] | None) -> Iterator[Rij]:
        """Rows page by page: a long table as a whole would not fit in memory."""
        for blad in self.verkeer.bladzijden(adres, params, volgende=lambda b: b.get("@odata.nextLink")):
            yield from blad["value"]


def _vragen(filters: Sequence[str], maten: Sequence[str] | None) -> list[dict[str, str] | None]:
    """Parameters of the questions that together give the rows of `filters` and the measures asked for."""
    delen = [f"({f})" for f in filters]
    welke = "(" + " or ".join(f"Measure eq '{maat}'" for maat in maten or ()) + ")"
    if maten is not None:
        delen = [f"{deel} and {welke}" for deel in delen] or [welke]
    return [{"$filter": deel} for deel in delen] or [None]


def stam(titel: str) -> str:
    """Stem of the column that v3 makes of a title.

    >>> [stam(t) for t in ("Aantal inwoners", "0 tot 15 jaar", "A Landbouw, bosbouw en visserij")]
    ['AantalInwoners', 'k_0Tot15Jaar', 'ALandbouwBosbouwEnVisserij']
    """
    kaal = unicodedata.normalize("NFKD", titel).encode("ascii", "ignore").decode()
    naam = "".join(woord[0].upper() + woord[1:] for woord in re.findall(r"[A-Za-z0-9]+", kaal))
    return f"k_{naam}" if naam[:1].isdigit() else naam


def kolomnamen(maten: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Code of a measure -> column key.

    >>> kolomnamen([{"Identifier": "M000297", "Title": "Woningvoorraad", "Index": 44}])
    {'M000297': 'Woningvoorraad_44'}
    """
    return {m["Identifier"]: f"{stam(m['Title'])}_{m['Index']}" for m in maten}


def data_properties(dims: Iterable[Rij], groepen: Iterable[Rij], maten: Iterable[Rij]) -> list[Rij]:
    """The entity DataProperties: dimensions, groups of columns, columns."""
    dims, groepen, maten = list(dims), list(groepen), list(maten)
    nummer = {groep["Id"]: EERSTE_GROEP + i for i, groep in enumerate(groepen)}
    namen = kolomnamen(maten)
    gemeen = ("Title", "Description")
    rijen = [
        _eigenschap(dim.get("Kind") or "Dimension", i, None, dim["Identifier"]) | {k: dim.get(k) for k in gemeen}
        for i, dim in enumerate(dims)
    ]
    rijen += [
        _eigenschap("TopicGroup", nummer[groep["Id"]], nummer.get(groep.get("ParentId")), "")
        | {k: groep.get(k) for k in gemeen}
        for groep in groepen
    ]
    for i, maat in enumerate(maten, start=len(dims)):
        basis = _eigenschap("Topic", i, nummer.get(maat.get("MeasureGroupId")), namen[maat["Identifier"]])
        velden = {k: maat.get(k) for k in (*gemeen, "Unit", "Decimals")}
        rijen.append(basis | velden | {"Datatype": maat.get("DataType")})
    return rijen


def _eigenschap(soort: str, nummer: int, ouder: int | None, sleutel: str) -> Rij:
    return {"odata.type": f"Cbs.OData.{soort}", "ID": nummer, "ParentID": ouder, "Type": soort, "Key": sleutel}


def dimensie(codes: Iterable[Rij]) -> list[Rij]:
    """The entity of a dimension: Key for Identifier, the rest (Title, Status, DetailRegionCode, ...) as it is."""
    return [{"Key": code["Identifier"]} | {k: w for k, w in code.items() if k != "Identifier"} for code in codes]


def _sleutels(inhoud: Mapping[str, list[Rij]], dims: list[str], kruis: Kruis) -> Iterable[tuple[str, ...]]:
    """Every combination of keys that begin as `kruis` says; none where that is no full combination, or too many."""
    if kruis is None:
        return ()
    codes = [[rij["Key"] for rij in inhoud[dim] if rij["Key"].startswith(tuple(kruis.get(dim, [""])))] for dim in dims]
    return product(*codes) if prod(map(len, codes)) <= MAX_KRUIS else ()


def breed(
    waarnemingen: Iterable[Rij],
    dims: list[str],
    kolommen: Mapping[str, str],
    *,
    sleutels: Iterable[tuple[str, ...]] = (),
) -> list[Rij]:
    """The entity TypedDataSet: a row for each of `sleutels`, then for each other combination of codes that comes.

    A measure without an observation, or one without a value, is null. A text stands in StringValue. No observation at
    all gives no row. A ValueError in Dutch where an observation comes twice.

    >>> breed([{"Measure": "M1", "RegioS": "GM0003", "Value": 5.0, "StringValue": None}], ["RegioS"],
    ...       {"M1": "Banen_1", "M2": "Lonen_2"}, sleutels=[("NL01",)])
    [{'ID': 0, 'RegioS': 'NL01', 'Banen_1': None, 'Lonen_2': None},
     {'ID': 1, 'RegioS': 'GM0003', 'Banen_1': 5.0, 'Lonen_2': None}]
    """
    rijen: dict[tuple[str, ...], Rij] = {}
    nog_niet = object()  # another nothing than the None of CBS, to see a figure that comes twice

    def rij_van(sleutel: tuple[str, ...]) -> Rij:
        if sleutel not in rijen:
            codes = dict(zip(dims, sleutel, strict=True))
            rijen[sleutel] = {"ID": len(rijen), **codes, **dict.fromkeys(kolommen.values(), nog_niet)}
        return rijen[sleutel]

    for sleutel in sleutels:
        rij_van(sleutel)
    kwam_iets = False
    for waarneming in waarnemingen:
        kwam_iets = True
        sleutel, kolom = tuple(waarneming[dim] for dim in dims), kolommen[waarneming["Measure"]]
        rij = rij_van(sleutel)
        if rij[kolom] is not nog_niet:
            raise ValueError(f"een cijfer staat dubbel in het antwoord: {', '.join(sleutel)}, {kolom}")
        tekst = waarneming.get("StringValue")
        rij[kolom] = waarneming["Value"] if tekst is None else tekst
    for rij in rijen.values():
        rij |= {kolom: None for kolom in kolommen.values() if rij[kolom] is nog_niet}
    return list(rijen.values()) if kwam_iets else []
