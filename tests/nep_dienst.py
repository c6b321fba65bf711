"""A JSON service on `nep_web` that can be told to misbehave; `nep_pdok` and `nep_duo` answer on it in their own shapes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import nep_web
from nep_web import Antwoord

Vraag = dict[str, str]
KUREN = ("afgebroken", "kapot", "html", "stil", "haperend")


class NepDienst:
    """Serves what `antwoord(pad, vraag)` gives: an object as JSON, a number as an HTTP status.

    `kuren` maps a piece of an address to what goes wrong there: an HTTP status, "afgebroken" (half of the announced
    bytes), "kapot" (half of the JSON), "html" (a page with status 200), "stil" (no answer), "haperend" (half an answer,
    then silence). A list is used up, one a request; after that all is well.
    """

    server: nep_web.NepWeb

    def __init__(self) -> None:
        self.kuren: dict[str, int | str | list[int | str]] = {}
        self.koppen: dict[str, str] = {}

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def verzoeken(self) -> list[str]:
        return self.server.verzoeken

    def antwoord(self, pad: str, vraag: Vraag) -> Any:
        """What this service says; a bare one knows nothing."""
        return 404

    @contextmanager
    def draai(self) -> Iterator[Self]:
        """Run the service for the length of a block."""
        with nep_web.draai(lambda adres, _: self._over_de_lijn(adres)) as self.server:
            yield self

    def _kuur(self, adres: str) -> int | str | None:
        for deel, kuur in self.kuren.items():
            if deel in adres:
                return (kuur.pop(0) if kuur else None) if isinstance(kuur, list) else kuur
        return None

    def _over_de_lijn(self, adres: str) -> Antwoord:
        kuur, delen = self._kuur(adres), urlsplit(adres)
        antwoord = kuur if isinstance(kuur, int) else self.antwoord(delen.path, _vraag(delen.query))
        if isinstance(antwoord, int):
            return Antwoord([b"{}"], code=antwoord, koppen=self.koppen)
        inhoud = json.dumps(antwoord).encode()
        helft = inhoud[: len(inhoud) // 2]
        if kuur == "haperend":
            return Antwoord([helft, inhoud[len(helft) :]], stil_s=0.7)
        return {
            None: Antwoord([inhoud]),
            "afgebroken": Antwoord([helft], lengte=len(inhoud)),
            "kapot": Antwoord([helft]),
            "html": Antwoord([b"<html>Storing</html>"]),
            "stil": Antwoord([inhoud], stil_s=5),
        }[kuur]


def _vraag(query: str) -> Vraag:
    return {naam: waarden[0] for naam, waarden in parse_qs(query).items()}
