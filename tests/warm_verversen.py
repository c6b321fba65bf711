"""Importing this reads and compares one small table: a fork of the process that did so does not pay for it again."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nep_bron
from nep_kwb import kwb_bron

from ezlib.sources import cbs, vernieuwen  # noqa: F401
from ezlib.sources.bewogen import vergelijk

with tempfile.TemporaryDirectory() as map_:
    snapshot = nep_bron.kwb(
        Path(map_) / "cbs_84799NED" / "x", {("Wonen", "Woningvoorraad_1", "aantal"): [1]}, codes=["NL00"]
    )
    frame = vernieuwen.lees(snapshot, kwb_bron())
    vergelijk(frame, frame, drempel_pct=1).to_csv()
