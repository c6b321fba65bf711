"""The whole of Kerncijfers wijken en buurten 2020 (17,341 rows) in pages of 10,000: seconds, and memory to spare."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nep_web
import pandas as pd
import pytest
from nep_web import Antwoord

from ezlib.store import WORTEL

REFERENTIE = WORTEL.parent / "shared" / "reference" / "cbs" / "84799NED"
PER_PAGINA = 10_000
MAX_MB, MAX_S = 500, 30

# As refresh does it: the table is fetched and read in one process, before it may be called a snapshot.
KIND = """
import sys, time
from pathlib import Path
from haal_cbs import haal
from nep_kwb import kwb_bron
from ezlib.sources.snapshot import keur_eerst
from ezlib.tidy import check_tidy
from ezlib.tidy.kwb import tidy_kwb
def keur(snapshot):
    global frame, halverwege
    halverwege = time.monotonic()
    frame = check_tidy(tidy_kwb(snapshot, kwb_bron()))
begin = time.monotonic()
with keur_eerst(keur):
    map_ = haal(Path(sys.argv[1]), v3=sys.argv[2], bron_=kwb_bron(), timeout_s=30.0)
klaar = time.monotonic()
# Not ru_maxrss: a process starts with the peak of the one that started it.
mb = next(int(r.split()[1]) for r in open("/proc/self/status") if r.startswith("VmHWM")) / 1024
inwoners = frame.query("onderwerp == 'inwoners' and gebied_code == 'NL00'")["waarde"].item()
print(f"{halverwege - begin:.2f} {klaar - halverwege:.2f} {mb:.0f} {frame['gebied_code'].nunique()} {inwoners:.0f}")
"""


def paginas() -> dict[str, bytes]:
    """Address -> page, as the feed of CBS serves this table."""
    entiteiten = {
        naam: pd.read_parquet(REFERENTIE / f"cbs.v3.84799NED_{naam}.parquet")
        for naam in ("DataProperties", "TypedDataSet", "WijkenEnBuurten")
    }
    uit = {}
    for naam, frame in entiteiten.items():
        frame = frame.rename(columns={"odata_type": "odata.type"})
        for begin in range(0, len(frame), PER_PAGINA):
            rijen = frame.iloc[begin : begin + PER_PAGINA].to_json(orient="records", force_ascii=False)
            verder = begin + PER_PAGINA
            link = f', "odata.nextLink": "@/{naam}?$format=json&$skip={verder}"' if verder < len(frame) else ""
            pad = f"{naam}?%24format=json" if begin == 0 else f"{naam}?$format=json&$skip={begin}"
            uit[pad] = f'{{"value": {rijen}{link}}}'.encode()
    info = json.loads((REFERENTIE / "cbs.v3.84799NED_Metadata.json").read_text(encoding="utf-8"))
    uit["TableInfos?%24format=json"] = json.dumps({"value": [info]}).encode()
    namen = ["TableInfos", "UntypedDataSet", *entiteiten]
    uit["?%24format=json"] = json.dumps({"value": [{"name": naam, "url": naam} for naam in namen]}).encode()
    return uit


@pytest.mark.skipif(not REFERENTIE.is_dir(), reason="de referentietabel 84799NED ligt niet naast de kloon")
def test_a_whole_national_table_in_seconds_and_within_memory(tmp_path: Path):
    basis, klaargezet = "/ODataFeed/odata/84799NED", paginas()

    def antwoord(pad: str, _: int) -> Antwoord:
        wortel = f"http://127.0.0.1:{server.server_port}{basis}"
        return Antwoord([klaargezet[pad.removeprefix(f"{basis}/")].replace(b'"@/', f'"{wortel}/'.encode())])

    with nep_web.draai(antwoord) as server:
        uit = subprocess.run(
            [sys.executable, "-c", KIND, str(tmp_path), server.url],
            env={"PYTHONPATH": f"{WORTEL}:{WORTEL / 'tests'}"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert uit.returncode == 0, uit.stderr
    fetch_s, tidy_s, mb, gebieden, inwoners = map(float, uit.stdout.split())
    assert (gebieden, inwoners) == (17_341, 17_407_585)
    assert sum("TypedDataSet" in pad for pad in server.verzoeken) == 2
    assert fetch_s + tidy_s < MAX_S, uit.stdout
    assert mb < MAX_MB, uit.stdout
