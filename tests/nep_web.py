"""A local web server that answers what a test tells it to; for the network core, which knows no protocol."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar

Server = TypeVar("Server", bound=Any)


@dataclass
class Antwoord:
    """What goes over the line; `lengte` is announced (None: the true one), `stil_s` the silence before each part."""

    delen: list[bytes] = field(default_factory=lambda: [b"{}"])
    code: int = 200
    koppen: dict[str, str] = field(default_factory=dict)
    lengte: int | None = None
    stil_s: float = 0.0


class NepWeb(ThreadingHTTPServer):
    """Gives `antwoord(path, number of the request)`; remembers the paths in `verzoeken`."""

    daemon_threads = True

    def __init__(self, antwoord: Callable[[str, int], Antwoord]) -> None:
        super().__init__(("127.0.0.1", 0), _Antwoorder)
        self.antwoord = antwoord
        self.verzoeken: list[str] = []
        self.koppen: list[dict[str, str]] = []
        self.klaar = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is what some tests are about."""


class _Antwoorder(BaseHTTPRequestHandler):
    server: NepWeb

    def log_message(self, *_: Any) -> None:
        """Keep the test output clean."""

    def do_GET(self) -> None:
        self.server.verzoeken.append(self.path)
        self.server.koppen.append(dict(self.headers))
        antwoord = self.server.antwoord(self.path, len(self.server.verzoeken))
        if not antwoord.stil_s:
            self._kop(antwoord)
        for i, deel in enumerate(antwoord.delen):
            if antwoord.stil_s:
                if self.server.klaar.wait(antwoord.stil_s):
                    return
                if i == 0:
                    self._kop(antwoord)
            self.wfile.write(deel)
            self.wfile.flush()

    def _kop(self, antwoord: Antwoord) -> None:
        self.send_response(antwoord.code)
        for naam, waarde in antwoord.koppen.items():
            self.send_header(naam, waarde)
        totaal = sum(map(len, antwoord.delen))
        self.send_header("Content-Length", str(totaal if antwoord.lengte is None else antwoord.lengte))
        self.end_headers()


@contextmanager
def draai(antwoord: Callable[[str, int], Antwoord]) -> Iterator[NepWeb]:
    """Run the server in a thread for the length of a block."""
    with bedien(NepWeb(antwoord)) as server:
        yield server


@contextmanager
def bedien(server: Server) -> Iterator[Server]:
    """Let a server answer in a thread for the length of a block; its event `klaar` ends what it waits for."""
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    draad.start()
    try:
        yield server
    finally:
        server.klaar.set()
        server.shutdown()
        server.server_close()
        draad.join(5)
