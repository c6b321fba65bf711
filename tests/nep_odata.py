"""What the local services of CBS have in common: they listen on this machine, and misbehave when told to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from nep_web import bedien

Rij = dict[str, Any]


class NepOdata(ThreadingHTTPServer):
    """Serves the documents of `blad`, in pages of `per_pagina`.

    `kuren` maps an entity ("" is the service document) to what goes wrong there, or to a list of what goes wrong the
    next times: an HTTP status, "429" (with Retry-After: 1), "afgebroken" (half of the announced bytes), "kapot" (half of
    the JSON), "html" (a page with status 200), "latin-1" (another encoding), "stil" (no answer), "haperend" (half an
    answer, then silence), "kring" (the next page is this one), "elders" (the next page is at `ander`), "niet vol" (a row
    is missing from a page), "" (nothing). `vanaf_pagina` is the first page on which it does.
    """

    daemon_threads = True
    verder = "odata.nextLink"
    heel: frozenset[str] = frozenset()  # entities that come as one page, however long

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Antwoord)
        self.kuren: dict[str, int | str | list[int | str]] = {}
        self.vanaf_pagina = 0
        self.per_pagina = 2
        self.ander = ""
        self.verzoeken: list[str] = []
        self.klaar = threading.Event()

    @classmethod
    @contextmanager
    def draai(cls) -> Iterator[Self]:
        """Run the service in a thread for the length of a block."""
        with bedien(cls()) as server:
            yield server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is what some tests are about."""

    def lees(self, pad: str, vraag: dict[str, str]) -> tuple[str, list[Rij] | Rij] | None:
        """Entity and its rows (or its one document) at a path; None where there is nothing."""
        raise LookupError

    def gevraagd(self) -> list[str]:
        """Entities asked for, page after page."""
        return [urlsplit(pad).path.rpartition("/")[2] for pad in self.verzoeken]

    def kuur(self, entiteit: str, pagina: int) -> int | str:
        """What goes wrong this time."""
        kuur = self.kuren.get(entiteit, "")
        if pagina < self.vanaf_pagina:
            return ""
        if isinstance(kuur, list):
            return kuur.pop(0) if kuur else ""
        return kuur


class _Antwoord(BaseHTTPRequestHandler):
    server: NepOdata

    def log_message(self, *_: Any) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        server = self.server
        server.verzoeken.append(self.path)
        adres = urlsplit(self.path)
        vraag = {k: w[0] for k, w in parse_qs(adres.query).items()}
        gevonden = server.lees(adres.path, vraag)
        if gevonden is None:
            return self.send_error(404)
        entiteit, rijen = gevonden
        per_pagina = max(len(rijen), 1) if entiteit in server.heel else server.per_pagina
        begin = int(vraag.get("$skip", 0))
        kuur = server.kuur(entiteit, begin // per_pagina)
        if isinstance(kuur, int):
            return self.send_error(kuur)
        if isinstance(rijen, dict):
            return self._stuur(json.dumps(rijen).encode(), kuur)
        eind = begin + per_pagina
        document: Rij = {"value": rijen[begin:eind]}
        if kuur == "niet vol":
            del document["value"][0]
        verder = "&".join(f"{k}={w}" for k, w in vraag.items() if k != "$skip")
        if kuur == "kring":
            document[server.verder] = f"{server.url}{self.path}"
        elif kuur == "elders":
            document[server.verder] = f"{server.ander}{adres.path}?$skip={eind}"
        elif eind < len(rijen):
            document[server.verder] = f"{server.url}{adres.path}?{verder}&$skip={eind}".replace(" ", "%20")
        return self._stuur(json.dumps(document, ensure_ascii=kuur != "latin-1").encode(), kuur)

    def _stuur(self, inhoud: bytes, kuur: int | str) -> None:
        if kuur == "stil":
            self.server.klaar.wait(5)
            return
        helft = inhoud[: len(inhoud) // 2]
        afwijkend = {
            "afgebroken": helft,
            "haperend": helft,
            "kapot": helft,
            "html": b"<html>Storing",
            "latin-1": inhoud.decode().encode("latin-1"),
        }
        self.send_response(429 if kuur == "429" else 200)
        if kuur == "429":
            self.send_header("Retry-After", "1")
        self.send_header("Content-Type", "text/html" if kuur == "html" else "application/json;odata=minimalmetadata")
        if kuur in ("afgebroken", "haperend"):
            self.send_header("Content-Length", str(len(inhoud)))
        self.end_headers()
        self.wfile.write(afwijkend.get(str(kuur), inhoud))
        if kuur == "haperend":
            self.wfile.flush()
            self.server.klaar.wait(5)


def kies_rijen(rijen: list[Rij], filter_: str) -> list[Rij]:
    """The rows that an OData filter of `startswith`, `eq`, `and`, `or` and brackets lets through."""
    regel = re.sub(r"startswith\((\w+),('[^']*')\)", r"r['\1'].startswith(\2)", filter_)
    regel = re.sub(r"(\w+) eq ('[^']*')", r"(r['\1'].strip() == \2)", regel)
    assert re.fullmatch(r"(r\['\w+'\]\.(startswith|strip)|and|or|[()= ]|'[^']*')*", regel), filter_
    return [rij for rij in rijen if eval(regel, {"__builtins__": {}}, {"r": rij})]
