"""CBS OData v3 through the cbsodata package, one entity at a time.

cbsodata makes a `requests.Session` of its own for every page, and takes none from outside. While we ask it something,
the name `Session` in its module gives our guarded session (see `ezlib.sources.verkeer`) instead. So the protocol stays
that of the package (which address, which parameters, `odata.nextLink` followed verbatim), while each page that it asks
for is held to the host, the deadline and the time-out, is tried again after a fault, and may not be asked twice. It is
done by name because subclassing or mounting is not possible from outside; it holds for one process and one thread, as
does the option http or https, which cbsodata keeps global.

Other quirks of 1.3.5: `typed` of download_data is inverted; a missing `value` is a bare KeyError; no page arithmetic.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbsodata
import pandas as pd
import requests
from cbsodata import cbsodata3

from ezlib.sources.cbs_filter import achtereen, odata_select
from ezlib.sources.cbs_keuring import VERPLICHT, VORM, blad_mis, dimensies
from ezlib.sources.verkeer import Verkeer
from ezlib.store import schrijf

# The same figures as text, aligned for the eye.
NIET_NODIG = "UntypedDataSet"


class Cbs3:
    """The service as `ezlib.sources.cbs` asks it; every fault is a `VerkeerFout`."""

    naam = "OData v3"

    def __init__(self, verkeer: Verkeer) -> None:
        self.verkeer = verkeer

    def adres(self, tabel: str) -> str:
        """Where a table lives."""
        return f"{self.verkeer.basis}/ODataFeed/odata/{tabel}"

    def titels(self) -> list[tuple[str, str]]:
        """Identifier and title of every table in the catalogue. cbsodata asks for one page, so it must be the only one."""
        bladen: list[tuple[int, str | None]] = []
        with self._verbinding(bladen) as wortel:
            rijen = cbsodata.get_table_list(select=["Identifier", "Title"], catalog_url=wortel)
        if bladen[-1][1]:
            raise self.verkeer.fout("de catalogus van CBS komt in delen; noem het nummer van de tabel in bronnen.yml")
        return [(str(rij["Identifier"]).strip(), str(rij["Title"])) for rij in rijen]

    def info(self, tabel: str) -> dict[str, Any]:
        """The row of TableInfos: Identifier, Title, Modified, ShortDescription, ..."""
        rijen = self._haal(tabel, "TableInfos")
        if not rijen:
            raise self.verkeer.fout(VORM)
        return rijen[0]

    def haal(
        self, tabel: str, map_: Path, *, kolommen: Collection[str], filters: Sequence[str], kruis: Any = None
    ) -> dict[str, list[dict[str, Any]]]:
        """Fetch every entity into `map_`, except those that are there; gives entity -> rows, the data set last.

        `kruis` is not needed: v3 has a row for every combination of keys, with or without figures (83583NED: all 7,440).
        """
        namen = [rij.get("name", "") for rij in self._haal(tabel, "")]
        if not set(VERPLICHT) <= set(namen):
            raise self.verkeer.fout(VORM)
        eerst = ["TableInfos", "DataProperties"]
        rest = [naam for naam in namen if naam not in (*VERPLICHT, NIET_NODIG)]
        inhoud = {}
        for naam in (*eerst, *rest):
            inhoud[naam] = heel_of(map_, naam, lambda naam=naam: self._haal(tabel, naam))
        select = kies_kolommen(kolommen, inhoud["DataProperties"], self.verkeer)
        dims = dimensies(inhoud["DataProperties"])

        def data() -> list[dict[str, Any]]:
            antwoorden = (self._haal(tabel, "TypedDataSet", select=select, filters=f) for f in filters or [None])
            return list(achtereen(antwoorden, lambda rij: tuple(rij.get(dim) for dim in dims)))

        inhoud["TypedDataSet"] = heel_of(map_, "TypedDataSet", data)
        return inhoud

    def _haal(self, tabel: str, entiteit: str, **keuze: Any) -> list[dict[str, Any]]:
        bladen: list[tuple[int, str | None]] = []
        try:
            with self._verbinding(bladen) as wortel:
                rijen = cbsodata.get_meta(tabel, entiteit, catalog_url=wortel, **keuze)
        except (requests.RequestException, ValueError) as fout:
            raise self.verkeer.fout(f"het verzoek kon niet worden gedaan ({type(fout).__name__})") from fout
        mis = blad_mis(bladen)
        if mis:
            raise self.verkeer.fout(mis)
        return rijen

    @contextmanager
    def _verbinding(self, bladen: list[tuple[int, str | None]]) -> Iterator[str]:
        """Point cbsodata to our service and session; gives its `catalog_url` and fills `bladen` with rows and next link."""

        def kijk(document: Any) -> None:
            rijen = document.get("value") if isinstance(document, dict) else None
            if not isinstance(rijen, list) or not all(isinstance(rij, dict) for rij in rijen):
                raise self.verkeer.fout(VORM)
            bladen.append((len(rijen), document.get("odata.nextLink")))

        delen = urlsplit(self.verkeer.basis)
        eerder = cbsodata3.Session, cbsodata.options.use_https
        with self.verkeer.sessie(eenmalig=True, kijk=kijk) as sessie:
            cbsodata3.Session, cbsodata.options.use_https = lambda: sessie, delen.scheme == "https"
            try:
                yield delen.netloc + delen.path
            finally:
                cbsodata3.Session, cbsodata.options.use_https = eerder


def kies_kolommen(kolommen: Collection[str], eigenschappen: list[dict[str, Any]], verkeer: Verkeer) -> list[str] | None:
    """Keys of the columns to ask for (see `odata_select`), None for all; a `VerkeerFout` when the table has none of them.

    Some may be missing: one list of stems serves tables of several years, and the reader says what it cannot do without.
    """
    select = odata_select(list(kolommen), pd.DataFrame(eigenschappen))
    topics = {rij["Key"].strip() for rij in eigenschappen if rij["Type"] == "Topic"}
    if select is not None and not topics & set(select):
        raise verkeer.fout(
            f"de tabel heeft geen van de kolommen {', '.join(kolommen)}; pas kolommen aan in definitions/bronnen.yml"
        )
    return select


def heel_of(map_: Path, naam: str, haal: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of an entity that an earlier try left whole in `map_`; else what `haal` gives, written there by rename."""
    pad = map_ / f"{naam}.json"
    try:
        return json.loads(pad.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        rijen = haal()
    with schrijf(pad) as tijdelijk:
        _schrijf_rijen(rijen, tijdelijk)
    return rijen


def _schrijf_rijen(rijen: list[dict[str, Any]], pad: Path) -> None:
    """One row a line: the layout of cbsodata.download_data in a tenth of its time (json.dump with indent is not in C)."""
    with pad.open("w", encoding="utf-8", newline="\n") as bestand:
        bestand.write("[")
        for i, rij in enumerate(rijen):
            bestand.write((",\n" if i else "\n") + json.dumps(rij))
        bestand.write("\n]\n")
