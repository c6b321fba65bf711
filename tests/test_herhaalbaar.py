"""The same inputs give the same bytes: in another folder, with other workers, in another place, with another engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from werkplaats import Werkplaats, foto, richt_in


@pytest.fixture(scope="module")
def elders(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> Werkplaats:
    """A second build from nothing: a folder with a space in its name, one worker, another time zone and language."""
    plaats = richt_in(tmp_path_factory.mktemp("elders") / "een heel andere map" / "ez", gebouwd.map_)
    uitkomst = plaats.draai(
        "yearly", EZ_WORKERS="1", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7", SOURCE_DATE_EPOCH="1"
    )
    assert uitkomst.status == 0, uitkomst.tekst
    return plaats


def test_two_folders_give_the_same_bytes_with_one_worker_or_two(gebouwd: Werkplaats, elders: Werkplaats) -> None:
    hier, daar = foto(gebouwd.map_ / "outputs"), foto(elders.map_ / "outputs")
    assert len(hier) > 20
    assert {n for n in hier.keys() | daar.keys() if hier.get(n) != daar.get(n)} == set()


def test_both_engines_give_the_same_notebooks_and_edition(gebouwd: Werkplaats, tmp_path: Path) -> None:
    plaats = gebouwd.kopie(tmp_path / "kernel")
    uitkomst = plaats.draai("yearly", EZ_ENGINE="kernel")
    assert uitkomst.status == 0, uitkomst.tekst
    gedraaid = {n for n in uitkomst.gedraaid if n.startswith("notebook ")}
    assert len(gedraaid) == len(list((plaats.map_ / "notebooks").glob("*.ipynb")))
    for pad in sorted((gebouwd.editie / "notebooks").iterdir()):
        warm, kern = (json.loads((p.editie / "notebooks" / pad.name).read_text("utf-8")) for p in (gebouwd, plaats))
        for i, (een, twee) in enumerate(zip(warm["cells"], kern["cells"], strict=True)):
            assert een == twee, f"{pad.name}, cel {i + 1}"
    assert foto(plaats.editie) == foto(gebouwd.editie)
    assert uitkomst.gedraaid == gedraaid, "equal notebooks leave the site as it is"
