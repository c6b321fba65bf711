"""Whatever goes wrong with a register, nothing of its rows is told: not in a window, a log, a traceback or `_mislukt`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nep_register import als_fictief, fictieve_cellen, register, save_csv
from werkplaats import Werkplaats

from ezlib.taakproces import VERZWEGEN, start_taak, vertel

# What may be read nowhere: a name, a number, a postcode, and a text where a number belongs.
MERKEN = ("Merkbakkerij", "87654321", "123454321999", "9876ZX", "MERKTEKST")
RIJ = {"naam": "Merkbakkerij", "kvknummer": "87654321", "vestigingsnummer": "123454321999", "postcode": "9876ZX"}


def _gevonden(tekst: str) -> list[str]:
    # A number that happens to end in the same digits (34.87654321) is no KvK number.
    return [merk for merk in MERKEN if re.search(rf"(?<![\d.]){merk}", tekst)]


def _uitkomst(verwijzing: str, **argumenten: Any) -> tuple[str, str]:
    import pickle

    hier, daar = Pipe(duplex=False)
    start_taak(daar, pickle.dumps((verwijzing, argumenten, {})))
    bericht = hier.recv()
    assert bericht is not None
    return bericht


@pytest.fixture
def rijen(tmp_path: Path) -> Path:
    """A register that was read, with marks in it and a text where jobs belong."""
    pad = tmp_path / "rijen.parquet"
    frame = register(RIJ, RIJ | {"vestigingsnummer": "123454321998", "peildatum": "2023-01-01"})
    frame.assign(banen=["MERKTEKST", "MERKTEKST"], startdatum="MERKTEKST").to_parquet(pad)
    return pad


def _stappen(rijen: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    uit = rijen.with_name("uit.parquet")
    alles = {
        "rijen": rijen,
        "register": rijen,
        "cellen": rijen,
        "bewijs": rijen,
        "gelezen": rijen,
        "namen": [],
        "kaarten": [],
        "edities": [],
        "jaarstukken": [],
        "onderwerpen": {},
        "verslag": rijen.with_name("verslag.csv"),
    }
    alles |= {"definities": None, "indelingen": {}, "gemeente": "GM0637", "sectoren": {}, "werklocaties": {}, "bag": []}
    alles |= {
        "omtrekken": [],
        "tabel": uit,
        "starters": rijen,
        "geplaatst": uit,
        "aansluiting": rijen,
        "map_": rijen,
        "lijst": uit,
    }
    for stap in ("plaats_registerstap", "tel_register", "bescherm_register"):
        yield f"ezlib.register.stappen:{stap}", alles
    for stap in ("verzin_kvk", "lees_kvkstap", "tel_kvk", "bescherm_kvk"):
        yield f"ezlib.register.kvk_stappen:{stap}", alles


@pytest.mark.parametrize("i", range(7))
def test_a_step_that_breaks_tells_where_and_not_what(rijen: Path, i: int) -> None:
    verwijzing, argumenten = list(_stappen(rijen))[i]
    tekst, spoor = _uitkomst(verwijzing, **argumenten)
    assert VERZWEGEN in tekst and verwijzing.split(":")[1] in spoor
    assert _gevonden(tekst + spoor) == []


@pytest.mark.parametrize(
    "breek",
    [
        lambda frame: frame["naam"].astype("int64"),
        lambda frame: {}[frame["kvknummer"].iloc[0]],
        lambda frame: pd.to_datetime(frame["naam"], format="%Y"),
        lambda frame: frame.set_index("naam").loc[frame["kvknummer"].iloc[0]],
        lambda frame: int(frame["postcode"].iloc[0]),
    ],
)
def test_what_a_library_quotes_is_not_passed_on(breek: Callable[[pd.DataFrame], Any]) -> None:
    """The same errors outside the register do quote: the test sees what it looks for."""

    def gevolg() -> None:
        try:
            breek(register(RIJ))
        except Exception as fout:
            raise ValueError(f"gevolg: {fout}") from fout

    with pytest.raises(ValueError, match="gevolg") as fout:
        gevolg()
    assert _gevonden("".join(vertel(fout.value, gevoelig=False)))
    assert _gevonden("".join(vertel(fout.value, gevoelig=True))) == []


def _vuil(map_: Path) -> None:
    """Files with a fault of every kind, all in marked rows."""
    regels = fictieve_cellen(register(RIJ, RIJ, {}))
    regels[1][regels[0].index("banen_groot")] = "2,5"
    regels[3][regels[0].index("sbi")] = "9621"
    save_csv(regels, map_ / "fictief-register-2024.csv")
    save_csv([["Merkbakkerij", "87654321"], ["9876ZX", "MERKTEKST"]], map_ / "fictief-register-2023.csv")


def _heel(map_: Path) -> None:
    als_fictief(register(*[RIJ | {"vestigingsnummer": f"12345432199{n}"} for n in range(9)], RIJ), map_)


@pytest.mark.parametrize("leg_neer", [_vuil, _heel])
def test_a_run_that_fails_leaves_no_row_in_its_remains(werkplaats: Werkplaats, leg_neer: Callable[[Path], Any]) -> None:
    """In reading; and in the panel, with a notebook that fails beside it."""
    map_ = werkplaats.map_ / "data" / "raw" / "register"
    map_.mkdir(exist_ok=True)
    leg_neer(map_)
    if leg_neer is _heel:
        stuk = "\n\n\ndef maak_panel(frame, *_, **__):\n    raise ValueError(frame.to_string())\n"
        werkplaats.voeg_toe("ezlib/register/panel.py", stuk)
        werkplaats.wijzig(
            "notebooks/20-leven-lang-ontwikkelen.ipynb", "kader = lezer.kader\\n", "kader = lezer.kader, 1 / 0\\n"
        )
    uitkomst = werkplaats.draai("yearly", EZ_WORKERS="2")
    assert uitkomst.status == 1 and "MISLUKT" in uitkomst.tekst, uitkomst.tekst
    assert _gevonden(uitkomst.tekst) == []
    resten = [p for p in (werkplaats.map_ / "data" / "processed").rglob("_mislukt/**/*") if p.is_file()]
    assert resten
    for pad in [*resten, *(p for p in (werkplaats.map_ / "outputs").rglob("*") if p.is_file())]:
        assert _gevonden(pad.read_bytes().decode("utf-8", errors="replace")) == [], pad.name
