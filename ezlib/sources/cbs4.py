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
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ezlib.sources.cbs3 import heel_of, kies_kolommen
from ezlib.sources.cbs_keuring import VORM
from ezlib.sources.verkeer import Verkeer

# Groups of columns come into DataProperties before their columns, with numbers that no column has.
EERSTE_GROEP = 100_000

Rij = dict[str, Any]


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

    def haal(self, tabel: str, map_: Path, *, kolommen: Collection[str], filter_: str | None) -> dict[str, list[Rij]]:
        """Fetch every entity into `map_`, except those that are there; gives entity -> rows, the data set last."""
        try:
            return self._haal(tabel, map_, kolommen, filter_)
        except (AttributeError, KeyError, TypeError) as fout:
            raise self.verkeer.fout(VORM) from fout
        except ValueError as fout:
            raise self.verkeer.fout(str(fout)) from fout

    def _haal(self, tabel: str, map_: Path, kolommen: Collection[str], filter_: str | None) -> dict[str, list[Rij]]:
        adres = self.adres(tabel)
        dims = self._rijen(f"{adres}/Dimensions")
        maten = sorted(self._rijen(f"{adres}/MeasureCodes"), key=lambda rij: rij["Index"])
        # A table without groups has no such entity.
        namen = {rij["name"] for rij in self._rijen(adres)}
        groepen = self._rijen(f"{adres}/MeasureGroups") if "MeasureGroups" in namen else []
        eigenschappen = data_properties(dims, groepen, maten)
        inhoud = {
            "TableInfos": heel_of(map_, "TableInfos", lambda: [self.info(tabel)]),
            "DataProperties": heel_of(map_, "DataProperties", lambda: eigenschappen),
        }
        for dim in dims:
            naam = dim["Identifier"]
            inhoud[naam] = heel_of(map_, naam, lambda naam=naam: dimensie(self._rijen(f"{adres}/{naam}Codes")))
        select = kies_kolommen(kolommen, eigenschappen, self.verkeer)
        wil = [m for m in maten if select is None or kolomnamen([m])[m["Identifier"]] in select]
        delen = [f"({filter_})"] if filter_ else []
        if select is not None:
            delen.append("(" + " or ".join(f"Measure eq '{m['Identifier']}'" for m in wil) + ")")
        params = {"$filter": " and ".join(delen)} if delen else None
        inhoud["TypedDataSet"] = heel_of(
            map_,
            "TypedDataSet",
            lambda: breed(
                self._stroom(f"{adres}/Observations", params), [d["Identifier"] for d in dims], kolomnamen(wil)
            ),
        )
        return inhoud

    def _rijen(self, adres: str, params: Mapping[str, str] | None = None) -> list[Rij]:
        return list(self._stroom(adres, params))

    def _stroom(self, adres: str, params: Mapping[str, str] | None) -> Iterator[Rij]:
        """Rows page by page: a long table as a whole would not fit in memory."""
        for blad in self.verkeer.bladzijden(adres, params, volgende=lambda b: b.get("@odata.nextLink")):
            yield from blad["value"]


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


def breed(waarnemingen: Iterable[Rij], dims: list[str], kolommen: Mapping[str, str]) -> list[Rij]:
    """The entity TypedDataSet: a row for each combination of codes in order of appearance, every column in each row.

    A measure without an observation, or one without a value, is null. A text stands in StringValue. A ValueError in
    Dutch where an observation comes twice.

    >>> breed([{"Measure": "M1", "RegioS": "GM0003", "Value": 5.0, "StringValue": None}], ["RegioS"],
    ...       {"M1": "Banen_1", "M2": "Lonen_2"})
    [{'ID': 0, 'RegioS': 'GM0003', 'Banen_1': 5.0, 'Lonen_2': None}]
    """
    rijen: dict[tuple[str, ...], Rij] = {}
    gezien = set()
    for waarneming in waarnemingen:
        sleutel, maat = tuple(waarneming[dim] for dim in dims), waarneming["Measure"]
        if (sleutel, maat) in gezien:
            raise ValueError(f"een cijfer staat dubbel in het antwoord: {', '.join(sleutel)}, {kolommen[maat]}")
        gezien.add((sleutel, maat))
        if sleutel not in rijen:
            codes = dict(zip(dims, sleutel, strict=True))
            rijen[sleutel] = {"ID": len(rijen), **codes, **dict.fromkeys(kolommen.values())}
        tekst = waarneming.get("StringValue")
        rijen[sleutel][kolommen[maat]] = waarneming["Value"] if tekst is None else tekst
    return list(rijen.values())
