"""A local OData v3 service in the shapes of CBS, that can be told to misbehave; the tests point the real client at it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TABEL = "84799NED"
INFO = {"ID": 0, "Title": "Kerncijfers 2020", "Identifier": TABEL, "Modified": "2021-03-26T02:00:00"}
EIGENSCHAPPEN = [
    {"odata.type": "Cbs.OData.GeoDetail", "ID": 0, "ParentID": None, "Type": "GeoDetail", "Key": "WijkenEnBuurten"},
    {
        "odata.type": "Cbs.OData.TopicGroup",
        "ID": 1,
        "ParentID": None,
        "Type": "TopicGroup",
        "Key": "",
        "Title": "Wonen",
    },
    {
        "odata.type": "Cbs.OData.Topic",
        "ID": 2,
        "ParentID": 1,
        "Type": "Topic",
        "Key": "Woningvoorraad_34",
        "Unit": "aantal",
    },
]
CODES = ["NL00      ", "GM0637    ", "WK063700  ", "BU06370001", "BU06370002"]


def tabel() -> dict[str, list[dict[str, Any]]]:
    """A table of five areas: entity -> rows, in the order of the service document."""
    rijen = [{"ID": i, "WijkenEnBuurten": c, "Woningvoorraad_34": 10 * i or None} for i, c in enumerate(CODES)]
    return {
        "TableInfos": [INFO],
        "UntypedDataSet": [rij | {"Woningvoorraad_34": "       ."} for rij in rijen],
        "TypedDataSet": rijen,
        "DataProperties": EIGENSCHAPPEN,
        "CategoryGroups": [],
        "WijkenEnBuurten": [{"Key": c, "Title": f"Naam {i}{'':<33}"} for i, c in enumerate(CODES)],
    }


class NepCbs(ThreadingHTTPServer):
    """Serves `tabellen` in pages of `per_pagina`.

    `kuren` maps an entity ("" is the service document) to what goes wrong there: an HTTP status, "afgebroken" (half
    of the announced bytes), "kapot" (half of the JSON), "html" (a page with status 200), "stil" (no answer), "haperend"
    (half an answer, then silence). `vanaf_pagina` is the first page on which it does.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Antwoord)
        self.tabellen: dict[str, dict[str, list[dict[str, Any]]]] = {TABEL: tabel()}
        self.kuren: dict[str, int | str] = {}
        self.vanaf_pagina = 0
        self.per_pagina = 2
        self.verzoeken: list[str] = []
        self.klaar = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is what some tests are about."""


class _Antwoord(BaseHTTPRequestHandler):
    server: NepCbs

    def log_message(self, *_: Any) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        self.server.verzoeken.append(self.path)
        adres = urlsplit(self.path)
        _, feed, odata, tabel_id, entiteit = adres.path.split("/")
        vraag = parse_qs(adres.query)
        begin = int(vraag.get("$skip", ["0"])[0])
        tabel_ = self.server.tabellen.get(tabel_id)
        if (feed, odata) != ("ODataFeed", "odata") or vraag.get("$format") != ["json"] or tabel_ is None:
            return self.send_error(404)
        kuur = self.server.kuren.get(entiteit) if begin // self.server.per_pagina >= self.server.vanaf_pagina else None
        if isinstance(kuur, int):
            return self.send_error(kuur)
        antwoord: dict[str, Any] = {"odata.metadata": f"{self.server.url}/$metadata"}
        if entiteit == "":
            antwoord["value"] = [{"name": naam, "url": f"{self.server.url}{adres.path}{naam}"} for naam in tabel_]
        else:
            eind = begin + self.server.per_pagina
            rijen = tabel_[entiteit]
            antwoord["value"] = self._kies(rijen[begin:eind], vraag)
            if eind < len(rijen):
                rest = "".join(f"&{k}={v[0]}" for k, v in vraag.items() if k in ("$select", "$filter"))
                antwoord["odata.nextLink"] = f"{self.server.url}{adres.path}?$format=json&$skip={eind}{rest}"
        return self._stuur(json.dumps(antwoord).encode(), kuur)

    @staticmethod
    def _kies(rijen: list[dict[str, Any]], vraag: dict[str, list[str]]) -> list[dict[str, Any]]:
        kolommen = vraag.get("$select", [""])[0].split(",")
        return [{k: v for k, v in rij.items() if k in kolommen} for rij in rijen] if kolommen != [""] else rijen

    def _stuur(self, inhoud: bytes, kuur: int | str | None) -> None:
        helft = inhoud[: len(inhoud) // 2]
        if kuur == "stil":
            self.server.klaar.wait(5)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if kuur == "html" else "application/json;odata=minimalmetadata")
        if kuur in ("afgebroken", "haperend"):
            self.send_header("Content-Length", str(len(inhoud)))
        self.end_headers()
        self.wfile.write(
            {"afgebroken": helft, "haperend": helft, "kapot": helft, "html": b"<html>Storing"}.get(kuur, inhoud)
        )
        if kuur == "haperend":
            self.wfile.flush()
            self.server.klaar.wait(5)


@contextmanager
def draai() -> Iterator[NepCbs]:
    """Run the service in a thread for the length of a block."""
    server = NepCbs()
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    draad.start()
    try:
        yield server
    finally:
        server.klaar.set()
        server.shutdown()
        server.server_close()
        draad.join(5)
