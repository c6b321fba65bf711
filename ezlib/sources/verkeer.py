"""The one way out to the network: every request of every source goes through `Verkeer`.

What it promises: no request leaves for another host than the configured one, also not after a redirect or by a link
to a next page; each request has a time-out, and all requests of one source together have a deadline; what may pass by
itself (dropped connection, silence, 429, 500, 502, 503, 504, an answer that is no whole JSON) is tried again, each time
after a longer wait; what does not pass is a `VerkeerFout` in Dutch. It sits in the transport below the session, so a
client that we do not write ourselves (cbsodata) gets the same treatment as our own.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import BaseHTTPError  # what urllib3 raises while content is read
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_exponential_jitter

from ezlib.fouten import BronFout
from ezlib.instellingen import Instellingen

# Constants and no settings: who has a slow line sets EZ_TIMEOUT_S, and the deadline follows it. A quarter of an hour
# holds the largest table (two pages of 25 MB) on a bad line, and is short enough to wait for with 30 sources.
TOTAAL_S = 900.0
POGINGEN = 5
WACHT_S = 1.0
LANGSTE_WACHT_S = 60.0
VOORBIJGAAND = {429, 500, 502, 503, 504}
BROK = 1 << 16


class VerkeerFout(BronFout):
    """A request that did not succeed.

    `oorzaak` is what happened in Dutch without final stop, `code` the HTTP status, `storing` whether it is a fault that
    may pass by itself and did not while we tried.
    """

    def __init__(self, wie: str, basis: str, oorzaak: str, *, code: int | None = None, storing: bool = False) -> None:
        super().__init__(f"Ophalen bij {wie} ({basis}) is mislukt: {oorzaak}.")
        self.oorzaak, self.code, self.storing = oorzaak, code, storing


class NietUitgegeven(VerkeerFout):
    """The publisher answers, and does not have it (yet): such as the table of a new year."""


class _Voorbijgaand(Exception):
    """A fault that may pass by itself; `wacht_s` is what the server asks to wait."""

    def __init__(self, oorzaak: str, *, code: int | None = None, wacht_s: float | None = None) -> None:
        super().__init__(oorzaak)
        self.oorzaak, self.code, self.wacht_s = oorzaak, code, wacht_s


@dataclass(frozen=True)
class Grenzen:
    """How long we try: silence within one request, all requests together, tries of one request, first wait (seconds)."""

    timeout_s: float
    totaal_s: float = TOTAAL_S
    pogingen: int = POGINGEN
    wacht_s: float = WACHT_S


def grenzen_van(inst: Instellingen) -> Grenzen:
    """Limits by the settings; the constants of this module are read at the call, so a test can shorten the waits."""
    return Grenzen(inst.timeout_s, max(TOTAAL_S, POGINGEN * inst.timeout_s), POGINGEN, WACHT_S)


class Verkeer:
    """Traffic with one publisher.

    Parameters
    ----------
    wie
        Name of the publisher as an analyst knows it: "CBS", "PDOK", "DUO".
    basis
        Root of the service; its scheme, host and port are the only ones that are ever asked.
    grenzen
        The deadline runs from here on.
    """

    def __init__(self, wie: str, basis: str, grenzen: Grenzen) -> None:
        self.wie, self.basis, self.grenzen = wie, basis.rstrip("/"), grenzen
        self.einde = time.monotonic() + grenzen.totaal_s

    def sessie(self, *, eenmalig: bool = False, kijk: Callable[[Any], None] | None = None) -> requests.Session:
        """A session whose every send is guarded; close it.

        `eenmalig` refuses to ask one address twice (a page loop); `kijk` is shown each document that came whole.
        """
        sessie = requests.Session()
        # No login names from a .netrc: these are open data.
        sessie.trust_env = False
        for schema in ("https://", "http://"):
            sessie.mount(schema, _Transport(self, set() if eenmalig else None, kijk))
        return sessie

    def json(self, adres: str, params: Mapping[str, Any] | None = None, accept: str | None = None) -> Any:
        """Get one JSON document; `adres` is a full url or a path under `basis`. A VerkeerFout where it does not come."""
        with self.sessie() as sessie:
            return self._haal(sessie, adres, params, accept)

    def bladzijden(
        self,
        adres: str,
        params: Mapping[str, Any] | None = None,
        accept: str | None = None,
        *,
        volgende: Callable[[Any], str | None],
    ) -> Iterator[Any]:
        """Get documents one by one; `volgende` takes the url of the next page out of a document, None after the last.

        A VerkeerFout also where a page points back to one that was asked before.
        """
        with self.sessie(eenmalig=True) as sessie:
            while True:
                blad = self._haal(sessie, adres, params, accept)
                yield blad
                verder = volgende(blad)
                if verder is None:
                    return
                # A next link is followed as it is written; it carries its own parameters.
                adres, params = urljoin(self._volledig(adres), verder), None

    def _volledig(self, adres: str) -> str:
        return adres if urlsplit(adres).scheme else f"{self.basis}/{adres.lstrip('/')}"

    def _haal(self, sessie: requests.Session, adres: str, params: Mapping[str, Any] | None, accept: str | None) -> Any:
        try:
            antwoord = sessie.get(
                self._volledig(adres), params=params, headers={"Accept": accept or "application/json"}
            )
            return json.loads(antwoord.content.decode("utf-8-sig"))
        except requests.RequestException as fout:
            raise self.fout(f"het verzoek kon niet worden gedaan ({type(fout).__name__})") from fout

    def fout(self, oorzaak: str, *, code: int | None = None, storing: bool = False) -> VerkeerFout:
        """Word a fault of this traffic."""
        return VerkeerFout(self.wie, self.basis, oorzaak, code=code, storing=storing)

    def rest_s(self) -> float:
        """Seconds until the deadline; a VerkeerFout when it has passed."""
        rest = self.einde - time.monotonic()
        if rest <= 0:
            duur = self.grenzen.totaal_s
            hoelang = f"{duur / 60:.0f} minuten" if duur >= 60 else f"{duur:g} seconden"
            raise self.fout(f"het ophalen duurde langer dan {hoelang}; probeer het later opnieuw")
        return rest


class _Transport(HTTPAdapter):
    """Every send of a session, first asks and redirects alike, comes through here."""

    def __init__(self, verkeer: Verkeer, gevraagd: set[str] | None, kijk: Callable[[Any], None] | None) -> None:
        super().__init__()
        self.verkeer, self.gevraagd, self.kijk = verkeer, gevraagd, kijk

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Guard, then try until it succeeds or the limits are reached; what the caller says of time-outs does not count."""
        verkeer, adres = self.verkeer, str(request.url)
        if _gastheer(adres) != _gastheer(verkeer.basis):
            raise verkeer.fout(
                f"{verkeer.wie} verwijst door naar een ander adres ({urlsplit(adres).netloc}) dan is ingesteld; "
                "daar is niets gevraagd. Klopt dat adres, zet het dan in de instelling van deze bron"
            )
        if self.gevraagd is not None:
            if adres in self.gevraagd:
                raise verkeer.fout("de bladzijden van het antwoord verwijzen naar elkaar en houden niet op")
            self.gevraagd.add(adres)
        # cbsodata asks for no compression; a table shrinks to a tenth.
        request.headers.setdefault("Accept-Encoding", "gzip")
        herhaling = Retrying(
            retry=retry_if_exception_type(_Voorbijgaand),
            stop=stop_after_attempt(verkeer.grenzen.pogingen) | stop_before_delay(verkeer.rest_s()),
            wait=self._wacht,
            reraise=True,
        )
        try:
            return herhaling(self._probeer, request)
        except _Voorbijgaand as fout:
            keer = herhaling.statistics["attempt_number"]
            geprobeerd = f" ({keer} keer geprobeerd)" if keer > 1 else ""
            raise verkeer.fout(f"{fout.oorzaak}{geprobeerd}", code=fout.code, storing=True) from fout

    def _wacht(self, stand: RetryCallState) -> float:
        """Seconds to the next try: what the server asks for, else 1, 2, 4, ... times the first wait, with jitter."""
        eerste = self.verkeer.grenzen.wacht_s
        fout = stand.outcome.exception() if stand.outcome else None
        gewoon = wait_exponential_jitter(multiplier=eerste, jitter=eerste, max=LANGSTE_WACHT_S)(stand)
        return max(gewoon, getattr(fout, "wacht_s", None) or 0.0)

    def _probeer(self, request: requests.PreparedRequest) -> requests.Response:
        stil = min(self.verkeer.grenzen.timeout_s, self.verkeer.rest_s())
        try:
            antwoord = super().send(request, stream=True, timeout=stil, **_machine(str(request.url)))
            inhoud = self._lees(antwoord)
        except requests.Timeout as fout:
            raise self._stil(stil) from fout
        except requests.exceptions.SSLError as fout:
            raise self.verkeer.fout("het certificaat van de dienst klopt niet; vraag het de beheerder") from fout
        except requests.ConnectionError as fout:
            raise _Voorbijgaand(
                "er kwam geen verbinding tot stand of zij is verbroken; controleer het netwerk of probeer het later"
            ) from fout
        except (BaseHTTPError, OSError) as fout:
            if type(fout).__name__ == "ReadTimeoutError":
                raise self._stil(stil) from fout
            raise _Voorbijgaand(
                "de verbinding is verbroken midden in het antwoord; probeer het later opnieuw"
            ) from fout
        self._toets(antwoord, inhoud)
        # The session finds the content where it looks for it, as if it came from the network.
        antwoord.raw = io.BytesIO(inhoud)
        return antwoord

    def _stil(self, seconden: float) -> _Voorbijgaand:
        return _Voorbijgaand(
            f"{self.verkeer.wie} gaf {seconden:.3g} seconden lang geen antwoord; "
            "probeer het later, of zet EZ_TIMEOUT_S hoger"
        )

    def _lees(self, antwoord: requests.Response) -> bytes:
        """Read the content to its end; a server that sends a byte now and then meets the deadline."""
        delen = []
        try:
            while deel := antwoord.raw.read1(BROK, decode_content=True):
                delen.append(deel)
                self.verkeer.rest_s()
        finally:
            antwoord.close()
        return b"".join(delen)

    def _toets(self, antwoord: requests.Response, inhoud: bytes) -> None:
        """Hold status and content against what is asked: 2xx with one whole JSON document in UTF-8, or a redirect."""
        code, wie = antwoord.status_code, self.verkeer.wie
        if code in VOORBIJGAAND:
            wacht_s = _retry_after(antwoord.headers.get("Retry-After"))
            if code != 429:
                oorzaak = f"de dienst van {wie} heeft een storing ({code})"
            else:
                oorzaak = f"{wie} vindt dat er te veel verzoeken komen (429)"
            vraagt = f" en vraagt {wacht_s:.0f} seconden te wachten" if wacht_s else ""
            raise _Voorbijgaand(f"{oorzaak}{vraagt}; probeer het later opnieuw", code=code, wacht_s=wacht_s)
        if code == 404:
            raise self.verkeer.fout(f"{wie} kent dit adres niet (404)", code=code)
        if code >= 400:
            raise self.verkeer.fout(f"{wie} weigert het verzoek ({code})", code=code)
        if antwoord.is_redirect:
            return
        try:
            document = json.loads(inhoud.decode("utf-8-sig"))
        except UnicodeDecodeError as fout:
            raise _Voorbijgaand(
                f"het antwoord van {wie} is niet in UTF-8 geschreven; letters zouden fout zijn"
            ) from fout
        except ValueError as fout:
            raise _Voorbijgaand(
                f"het antwoord is geen (hele) JSON; {wie} stuurt een foutpagina of brak het antwoord af"
            ) from fout
        if self.kijk is not None:
            self.kijk(document)


def _gastheer(adres: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port of an address.

    >>> _gastheer("https://Opendata.cbs.nl/x") == _gastheer("https://opendata.cbs.nl:443/y")
    True
    """
    delen = urlsplit(adres)
    return delen.scheme, delen.hostname, delen.port or {"http": 80, "https": 443}.get(delen.scheme)


def _machine(adres: str) -> dict[str, Any]:
    """Proxies and certificates of this machine; cbsodata ignores them."""
    with requests.Session() as kaal:
        machine = kaal.merge_environment_settings(adres, {}, None, None, None)
    # A proxy cannot reach the loopback of this machine, where a test or a mirror may listen.
    lokaal = urlsplit(adres).hostname in ("127.0.0.1", "::1", "localhost")
    return {"proxies": {} if lokaal else machine["proxies"], "verify": machine["verify"], "cert": machine["cert"]}


def _retry_after(kop: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a moment; None when there is none or it is unreadable.

    >>> _retry_after("120")
    120.0
    >>> _retry_after("straks") is None
    True
    """
    if kop is None:
        return None
    if kop.strip().isdigit():
        return float(kop)
    try:
        moment = parsedate_to_datetime(kop)
    except ValueError:
        return None
    return max(0.0, (moment - dt.datetime.now(tz=dt.UTC)).total_seconds())
