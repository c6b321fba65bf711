"""EZ_* settings: defaults, types, and every fault in one message."""

from __future__ import annotations

from pathlib import Path

import pytest

from ezlib.fouten import InstellingFout
from ezlib.instellingen import INSTELLINGEN, lees_instellingen

GOED = {
    "EZ_DATA": ("elders", "data", Path("/huis/elders")),
    "EZ_OUTPUTS": ("/schijf/edities", "outputs", Path("/schijf/edities")),
    "EZ_WORKERS": ("2", "workers", 2),
    "EZ_ENGINE": ("kernel", "engine", "kernel"),
    "EZ_CEL_S": ("90", "cel_s", 90.0),
    "EZ_NOTEBOOK_MB": ("4000", "notebook_mb", 4000),
    "EZ_TIMEOUT_S": ("5", "timeout_s", 5.0),
    "EZ_CBS_URL": ("http://127.0.0.1:8765/", "cbs_url", "http://127.0.0.1:8765"),
    "EZ_CBS4_URL": ("http://127.0.0.1:8766", "cbs4_url", "http://127.0.0.1:8766"),
    "EZ_PDOK_URL": ("http://127.0.0.1:8767", "pdok_url", "http://127.0.0.1:8767"),
    "EZ_DUO_URL": ("http://127.0.0.1:8768", "duo_url", "http://127.0.0.1:8768"),
    "EZ_SCHEDULER": ("tcp://127.0.0.1:8786", "scheduler", "tcp://127.0.0.1:8786"),
}
FOUT = {
    "EZ_WORKERS": ("0", 'EZ_WORKERS is een heel getal vanaf 1; "0" is dat niet.'),
    "EZ_ENGINE": ("kernl", 'EZ_ENGINE is warm of kernel; "kernl" is dat niet (bedoelde u "kernel"?).'),
    "EZ_CEL_S": ("0", 'EZ_CEL_S is een heel getal vanaf 1; "0" is dat niet.'),
    "EZ_NOTEBOOK_MB": ("2GB", 'EZ_NOTEBOOK_MB is een heel getal vanaf 1; "2GB" is dat niet.'),
    "EZ_TIMEOUT_S": ("snel", 'EZ_TIMEOUT_S is een heel getal vanaf 1; "snel" is dat niet.'),
    "EZ_CBS_URL": ("opendata", 'EZ_CBS_URL begint met http:// of https://; "opendata" niet.'),
    "EZ_CBS4_URL": ("ftp://x", 'EZ_CBS4_URL begint met http:// of https://; "ftp://x" niet.'),
    "EZ_PDOK_URL": ("http://", 'EZ_PDOK_URL begint met http:// of https://; "http://" niet.'),
    "EZ_DUO_URL": ("duo", 'EZ_DUO_URL begint met http:// of https://; "duo" niet.'),
    "EZ_SCHEDULER": ("8786", 'EZ_SCHEDULER begint met tcp:// of tls://; "8786" niet.'),
    "EZ_GEEN_VENV": ("ja", 'EZ_GEEN_VENV is 0 of 1; "ja" is dat niet.'),
}


def test_defaults():
    instellingen = lees_instellingen({"HOME": "/elders"}, wortel=Path("/huis"))
    assert (instellingen.data, instellingen.outputs) == (Path("/huis/data"), Path("/huis/outputs"))
    assert instellingen.workers >= 1
    assert (instellingen.engine, instellingen.timeout_s, instellingen.scheduler) == ("warm", 60.0, None)
    assert instellingen.cbs_url == "https://opendata.cbs.nl"


def test_every_setting_is_tried_below():
    assert {*GOED, "EZ_GEEN_VENV"} == set(INSTELLINGEN)


@pytest.mark.parametrize("naam", GOED)
def test_each_setting_is_read(naam):
    tekst, veld, verwacht = GOED[naam]
    assert getattr(lees_instellingen({naam: tekst}, wortel=Path("/huis")), veld) == verwacht


@pytest.mark.parametrize("naam", INSTELLINGEN)
def test_empty_means_default(naam):
    assert lees_instellingen({naam: " "}) == lees_instellingen({})


@pytest.mark.parametrize("naam", FOUT)
def test_each_wrong_value_is_told(naam):
    tekst, melding = FOUT[naam]
    with pytest.raises(InstellingFout) as fout:
        lees_instellingen({naam: tekst})
    assert str(fout.value) == melding


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(InstellingFout, match="EZ_DATA moet een map zijn"):
        lees_instellingen({}, wortel=tmp_path)


def test_unknown_setting_gets_the_near_match_and_all_faults_come_at_once():
    with pytest.raises(InstellingFout) as fout:
        lees_instellingen({"EZ_WORKER": "2", "EZ_ENGINE": "heet"})
    eerste, tweede = str(fout.value).splitlines()
    assert eerste.startswith('Onbekende instelling "EZ_WORKER" (bedoelde u "EZ_WORKERS"?). Bekend zijn: EZ_DATA,')
    assert tweede == 'EZ_ENGINE is warm of kernel; "heet" is dat niet.'


def test_settings_cannot_be_changed():
    with pytest.raises(AttributeError):
        lees_instellingen({}).workers = 3
