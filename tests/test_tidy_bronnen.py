"""Every embedded source goes through its reader; sums and golden figures a reader can look up at the publisher."""

from __future__ import annotations

import json
from functools import cache

import haal_cbs
import nep_cbs
import pandas as pd
import pytest

from ezlib.definitions import load_definities
from ezlib.sources.snapshot import kies_snapshot, load_snapshot
from ezlib.store import WORTEL
from ezlib.tidy import KAART_KOLOMMEN, check_tidy, load_lezer

BRONNEN = load_definities(WORTEL / "definitions").bronnen
# A source may come with make refresh only; the register is read elsewhere.
INGEBOUWD = [b.id for b in BRONNEN.values() if (WORTEL / "data" / "raw" / b.id / "ingebouwd").is_dir()]


@cache
def tidy(bron_id: str) -> pd.DataFrame:
    """Tidy the embedded snapshot of a source."""
    snapshot = load_snapshot(kies_snapshot(WORTEL / "data" / "raw", bron_id, voorkeur="ingebouwd"))
    return load_lezer(BRONNEN[bron_id].lezer)(snapshot, BRONNEN[bron_id])


@pytest.mark.parametrize("bron_id", INGEBOUWD)
def test_every_source_fits_the_layout(bron_id):
    frame = tidy(bron_id)
    if BRONNEN[bron_id].lezer == "kaart":
        assert list(frame.columns) == KAART_KOLOMMEN
        assert frame.is_valid.all()
        assert set(frame.geom_type) <= {"Polygon", "MultiPolygon"}
    else:
        check_tidy(frame)
        assert frame["waarde"].notna().any()


def waarden(bron_id: str, onderwerp: str, code: str) -> pd.Series:
    frame = tidy(bron_id)
    return frame[(frame["onderwerp"] == onderwerp) & frame["gebied_code"].str.startswith(code)]["waarde"]


def test_sums_over_the_buurten_of_zoetermeer():
    woningen, inwoners = waarden("cbs_83487NED", "woningen", "BU0637"), waarden("cbs_84799NED", "inwoners", "BU0637")
    assert (len(woningen), woningen.sum()) == (26, 55806)
    # The gemeente has 125,285: CBS rounds every buurt to a multiple of 5.
    assert (len(inwoners), inwoners.sum()) == (26, 125225)
    assert waarden("cbs_84799NED", "inwoners", "GM0637").tolist() == [125285]


def test_establishments_of_2020_leave_out_o_to_q():
    frame = tidy("cbs_84799NED")
    eigen = frame[(frame["gebied_code"] == "GM0637") & (frame["onderwerp"] == "vestigingen")]
    assert eigen.set_index("kenmerkwaarde")["waarde"].to_dict() == {
        "totaal": 9510,
        "A": 80,
        "B-F": 1480,
        "G+I": 1950,
        "H+J": 1110,
        "K-L": 700,
        "M-N": 2900,
        "R-U": 1295,
    }


def test_column_without_values_is_not_a_missing_column():
    """The issue of March 2021 has the column Woningvoorraad, empty for every buurt; that of 2016 has no SBI groups."""
    frame = tidy("cbs_84799NED")
    leeg = frame[(frame["onderwerp"] == "woningen") & (frame["gebied_type"] == "buurt")]
    assert len(leeg) == 26
    assert set(leeg["ontbreekt"]) == {"onbekend"}
    assert "vestigingen" not in set(tidy("cbs_83487NED")["onderwerp"])


def test_both_publications_of_2021_are_kept():
    frame = tidy("jaarstukken_zoetermeer")
    banen = frame[
        (frame["onderwerp"] == "arbeidsplaatsen") & (frame["kenmerk"] == "totaal") & (frame["periode"] == "2021-01-01")
    ]
    assert dict(zip(banen["publicatie"], banen["waarde"], strict=True)) == {
        "Jaarstukken 2021": 53142,
        "Jaarstukken 2022": 53698,
    }
    assert set(frame["gebied_naam"]) == {"Zoetermeer"}


def test_26_buurten_became_146_and_15_codes_went_elsewhere():
    oud, nieuw = tidy("kaart_buurten_2024_zoetermeer"), tidy("kaart_buurten_2025_zoetermeer")
    assert (len(oud), len(nieuw)) == (26, 146)
    assert len(set(oud["gebied_code"]) & set(nieuw["gebied_code"])) == 15


@pytest.mark.parametrize("bron_id", [b for b in INGEBOUWD if BRONNEN[b].soort == "cbs"])
def test_refreshed_table_reads_the_same_as_the_embedded_one(bron_id, tmp_path):
    """One reader serves both layouts: what the real client downloads, and the extract in git."""
    bron, entiteiten = BRONNEN[bron_id], ("TableInfos", "TypedDataSet", "DataProperties", "WijkenEnBuurten")
    ingebouwd = load_snapshot(kies_snapshot(WORTEL / "data" / "raw", bron_id, voorkeur="ingebouwd"))
    with nep_cbs.NepCbs.draai() as cbs:
        cbs.per_pagina = 500
        cbs.tabellen[bron.tabel] = {"UntypedDataSet": []} | {
            e: json.loads(ingebouwd.pad(f"{e}.json").read_text(encoding="utf-8")) for e in entiteiten
        }
        map_ = haal_cbs.haal(tmp_path, bron_=bron, v3=cbs.url, timeout_s=10)
    pd.testing.assert_frame_equal(load_lezer(bron.lezer)(load_snapshot(map_), bron), tidy(bron_id))
