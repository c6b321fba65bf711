"""What a fetch from CBS must have left: the same figures, or the last good ones untouched."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from haal_cbs import inhoud
from nep_kwb import TABEL, kwb_bron

from ezlib.fouten import BronFout
from ezlib.sources.snapshot import kies_snapshot, load_snapshot
from ezlib.tidy.kwb import tidy_kwb

ENTITEITEN = ["TableInfos", "DataProperties", "CategoryGroups", "WijkenEnBuurten", "TypedDataSet"]


def tidy(map_: Path) -> pd.DataFrame:
    return tidy_kwb(load_snapshot(map_), kwb_bron())


def assert_gelijk(map_: Path, eerder: Path) -> None:
    """A new issue arrived, and says the same."""
    assert map_ != eerder
    pd.testing.assert_frame_equal(tidy(map_), tidy(eerder))
    assert {p.name for p in map_.parent.iterdir()} == {map_.name, eerder.name}


def assert_geweigerd(tmp_path: Path, fetch, zin: str, eerder: Path) -> None:
    """Refused with this sentence; the last good snapshot is untouched and still the one that is used."""
    voor = inhoud(tmp_path)
    with pytest.raises(BronFout) as fout:
        fetch()
    tekst = str(fout.value)
    assert tekst.startswith(f"CBS-tabel {TABEL} is niet opgehaald van http://127.0.0.1:")
    assert zin in tekst
    assert tekst.endswith("De laatste goede cijfers blijven staan; er is niets half opgeslagen.")
    assert inhoud(tmp_path) == voor
    assert kies_snapshot(tmp_path / "raw", eerder.parent.name) == eerder
