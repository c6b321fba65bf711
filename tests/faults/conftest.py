"""A local service of CBS that serves one table, and what was fetched from it before."""

from __future__ import annotations

import nep_cbs
import pytest
from haal_cbs import haal, zonder_wachten
from nep_kwb import TABEL, kwb_bron, kwb_tabel

NIEUWER = "2021-12-01T02:00:00"


@pytest.fixture
def kort(monkeypatch):
    zonder_wachten(monkeypatch)


@pytest.fixture
def cbs():
    with nep_cbs.draai() as server:
        server.tabellen = {TABEL: kwb_tabel()}
        yield server


@pytest.fixture
def tabel(cbs):
    return cbs.tabellen[TABEL]


@pytest.fixture
def fetch(cbs, tmp_path):
    return lambda: haal(tmp_path, v3=cbs.url, bron_=kwb_bron())


@pytest.fixture
def eerder(cbs, fetch, tabel):
    """A good snapshot of an earlier issue; CBS now serves a newer one, unchanged but for its moment."""
    map_ = fetch()
    tabel["TableInfos"][0]["Modified"] = NIEUWER
    cbs.verzoeken.clear()
    return map_
