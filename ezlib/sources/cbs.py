"""CBS tables through OData v3, with the cbsodata package: codes kept, typed data set, a time-out on every request.

Quirks of cbsodata 1.3.5 that this module takes care of: `typed` is inverted (`typed=False` fetches TypedDataSet);
there is no time-out unless given; the host is an argument but http or https a global option; sessions ignore the
proxy exceptions and certificates of the machine; errors of the connection come through as they are.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbsodata
import requests

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import HERKOMST, load_snapshot, plaats_snapshot, ruim_resten, schrijf_herkomst

LICENTIE = "CC BY 4.0"
# Without these three a table cannot be read; the dimensions differ per table.
VERPLICHT = ("TableInfos", "DataProperties", "TypedDataSet")


def fetch_tabel(
    tabel: str,
    *,
    bron_id: str,
    doel: Path,
    url: str,
    timeout_s: float,
    select: list[str] | None = None,
    filters: str | None = None,
) -> Path:
    """Download a CBS table, unless the issue that CBS serves is already there.

    Parameters
    ----------
    tabel
        CBS identifier, e.g. "84799NED".
    doel
        Folder of the source, `data/raw/<bron_id>`; the snapshot lands in it under the moment of issue.
    url
        Root of the service, e.g. "https://opendata.cbs.nl" (setting EZ_CBS_URL).
    timeout_s
        Longest silence within one request, in seconds.
    select, filters
        OData `$select` (column keys) and `$filter`; they go to the data set only. None: everything.

    Returns
    -------
    Path of the whole snapshot, `doel/2025-03-27T020000`; without a moment of issue, under the date of today.

    Raises
    ------
    BronFout
        Whatever went wrong on the way, in Dutch, with the table and what happened. Nothing half written stays
        behind, and what was in `doel` is as it was.
    OpslagFout
        When the disk is full or may not be written.
    """
    with _verbinding(url, timeout_s) as hoe, _vertaald(tabel, url, timeout_s):
        modified = _modified(cbsodata.get_info(tabel, **hoe), tabel)
    snapshot = doel / _mapnaam(modified or dt.date.today().isoformat())
    if modified and _is_heel(snapshot):
        return snapshot
    ruim_resten(doel)
    with plaats_snapshot(snapshot) as map_:
        with _verbinding(url, timeout_s) as hoe, _vertaald(tabel, url, timeout_s):
            data = cbsodata.download_data(tabel, dir=str(map_), typed=False, select=select, filters=filters, **hoe)
            _toets_antwoord(data, map_, tabel, modified)
        schrijf_herkomst(
            map_,
            rijen={f"{entiteit}.json": len(rijen) for entiteit, rijen in data.items()},
            bron_id=bron_id,
            publisher="CBS",
            table=tabel,
            url=f"{url}/ODataFeed/odata/{tabel}",
            retrieved_at=dt.date.today().isoformat(),
            modified=modified,
            licence=LICENTIE,
            soort="cbs",
            vorm="uittreksel" if select or filters else "volledig",
            noot=_noot(select, filters),
        )
    return snapshot


@contextmanager
def _verbinding(url: str, timeout_s: float) -> Iterator[dict[str, Any]]:
    """Point cbsodata to a root; gives the arguments that every one of its calls needs."""
    delen = urlsplit(url)
    machine = requests.Session().merge_environment_settings(url, {}, None, None, None)
    # A proxy cannot reach the loopback of this machine, where a test or a mirror may listen.
    proxies = {} if delen.hostname in ("127.0.0.1", "::1", "localhost") else machine["proxies"]
    eerder = cbsodata.options.use_https
    cbsodata.options.use_https = delen.scheme == "https"
    try:
        yield {
            "catalog_url": delen.netloc + delen.path.rstrip("/"),
            "timeout": timeout_s,
            "proxies": proxies,
            "verify": machine["verify"],
            "cert": machine["cert"],
        }
    finally:
        cbsodata.options.use_https = eerder


@contextmanager
def _vertaald(tabel: str, url: str, timeout_s: float) -> Iterator[None]:
    """Turn every error of the download into a BronFout."""
    try:
        yield
    except (requests.RequestException, ValueError, KeyError, TypeError) as fout:
        raise BronFout(
            f"CBS-tabel {tabel} is niet opgehaald van {url}: {_oorzaak(fout, timeout_s)}. "
            "De laatste goede cijfers blijven staan; er is niets half opgeslagen."
        ) from fout


def _oorzaak(fout: Exception, timeout_s: float) -> str:
    """Say in Dutch what happened, without the final stop."""
    if isinstance(fout, requests.HTTPError):
        return _http_oorzaak(fout)
    # A stall in the middle of an answer reaches us as a ConnectionError around urllib3's own time-out.
    if isinstance(fout, requests.Timeout) or any(type(a).__name__ == "ReadTimeoutError" for a in fout.args):
        return f"CBS gaf {timeout_s:g} seconden lang geen antwoord; probeer het later, of zet EZ_TIMEOUT_S hoger"
    if isinstance(fout, requests.exceptions.JSONDecodeError | json.JSONDecodeError):
        return "het antwoord is geen (hele) JSON; CBS stuurt een foutpagina of brak het antwoord af"
    if isinstance(fout, requests.exceptions.ChunkedEncodingError):
        return "de verbinding is verbroken midden in het antwoord; probeer het later opnieuw"
    if isinstance(fout, requests.ConnectionError):
        return "er kwam geen verbinding tot stand of zij is verbroken; controleer het netwerk of probeer het later"
    if isinstance(fout, requests.RequestException):
        return f"het verzoek kon niet worden gedaan ({type(fout).__name__})"
    return "het antwoord heeft niet de vorm van een CBS-tabel (geen gegevens of geen beschrijving)"


def _http_oorzaak(fout: requests.HTTPError) -> str:
    # cbsodata wraps the error and leaves the response behind in its cause.
    bron = fout.__cause__ if fout.response is None else fout
    code = getattr(getattr(bron, "response", None), "status_code", None)
    if code == 404:
        return "CBS kent deze tabel niet (404); kijk of het nummer in definitions/bronnen.yml klopt"
    if code == 429:
        return "CBS vindt dat er te veel verzoeken komen (429); probeer het later opnieuw"
    if code is not None and code >= 500:
        return f"de dienst van CBS heeft een storing ({code}); probeer het later opnieuw"
    return f"CBS weigert het verzoek ({code})"


def _modified(info: Mapping[str, Any] | None, tabel: str) -> str | None:
    """Moment of issue from TableInfos, None where it has none; a ValueError where it is no TableInfos of this table."""
    if not info or str(info["Identifier"]).strip() != tabel:
        raise ValueError("TableInfos is empty or about another table")
    if info["Modified"] is None:
        return None
    dt.datetime.fromisoformat(info["Modified"])
    return info["Modified"]


def _mapnaam(modified: str) -> str:
    """Folder name of an issue; Windows allows no colon.

    >>> _mapnaam("2025-03-27T02:00:00")
    '2025-03-27T020000'
    """
    return re.sub(r"[^0-9T-]", "", modified)


def _is_heel(snapshot: Path) -> bool:
    if not (snapshot / HERKOMST).is_file():
        return False
    try:
        load_snapshot(snapshot)
    except BronFout:
        return False
    return True


def _toets_antwoord(data: Mapping[str, list[Any]], map_: Path, tabel: str, modified: str | None) -> None:
    """Hold a download against what a table must have; a ValueError where it has not."""
    zonder = [entiteit for entiteit in VERPLICHT if not data.get(entiteit)]
    if zonder:
        raise ValueError(f"empty or missing: {zonder}")
    if not all(isinstance(rij, dict) for rijen in data.values() for rij in rijen):
        raise TypeError("a row is not an object")
    if {f"{entiteit}.json" for entiteit in data} != {pad.name for pad in map_.iterdir()}:
        raise ValueError("the folder does not hold what was downloaded")
    if _modified(data["TableInfos"][0], tabel) != modified:
        raise BronFout(
            f"CBS-tabel {tabel} is niet opgehaald: CBS ververste de tabel terwijl zij werd opgehaald. "
            "De laatste goede cijfers blijven staan; probeer het opnieuw."
        )


def _noot(select: list[str] | None, filters: str | None) -> str:
    delen = [f"kolommen: {', '.join(select)}"] if select else []
    delen += [f"rijen: {filters}"] if filters else []
    return f"Opgehaald bij CBS ({'; '.join(delen)})." if delen else "De hele tabel, opgehaald bij CBS."
