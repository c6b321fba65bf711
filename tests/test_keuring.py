"""Checks on the figures of a tidy table: each fault by head, and what may not be taken for a fault."""

from __future__ import annotations

import copy

import nep_bron
import pytest
from tabelletjes import tidy

from ezlib.definitions import load_definities
from ezlib.fouten import ControleFout
from ezlib.store import WORTEL
from ezlib.tidy import maak_tidy
from ezlib.tidy.keuring import check_cijfers

REGELS = load_definities(WORTEL / "definitions").keuring["controles"]
BRON = nep_bron.bron(id="cbs_x", lezer="statline")


def gemeente(
    *, stad: float | None, wijken: list[float | None], buurten: list[float | None], onderwerp: str = "inwoners"
):
    """GM0001 with its wijken, and buurten that all lie in the first wijk."""
    return tidy(
        ("GM0001", onderwerp, stad),
        *((f"WK0001{i:02d}", onderwerp, w) for i, w in enumerate(wijken)),
        *((f"BU000100{i:02d}", onderwerp, w) for i, w in enumerate(buurten)),
    )


@pytest.mark.parametrize(
    ("stad", "wijken", "buurten"),
    [
        # Two wijken and the whole may each be off by 5, and 1 % of 1,000 lives nowhere: 25 is the last that passes.
        (1000, [500, 475], []),
        (1000, [500, 525], []),
        # Three buurten in one wijk of 300: 4 x 5 = 20.
        (None, [300], [100, 100, 80]),
        # A buurt without a figure makes the sum too small; that says nothing.
        (1000, [1000], [100, None]),
        (None, [500], [500, None]),
        # Only one level.
        (1000, [], []),
    ],
)
def test_parts_within_rounding_pass(stad, wijken, buurten):
    frame = gemeente(stad=stad, wijken=wijken, buurten=buurten)
    assert check_cijfers(frame, BRON, REGELS) is frame


@pytest.mark.parametrize(
    ("stad", "wijken", "buurten", "zin"),
    [
        (
            1000,
            [500, 474],
            [],
            r"inwoners: wijken tellen 1 keer niet op tot hun gemeente: GM0001 .*1\.000, som van 2 delen 974",
        ),
        (1000, [500, 526], [], "som van 2 delen 1.026"),
        (None, [300], [100, 100, 79], "buurten tellen 1 keer niet op tot hun wijk: WK000100"),
        # Too much is too much, also when a figure is missing.
        (None, [300], [400, None], "som van 2 delen 400"),
        (1000, [], [1400], "buurten tellen 1 keer niet op tot hun gemeente"),
    ],
)
def test_parts_that_do_not_add_up_stop(stad, wijken, buurten, zin):
    with pytest.raises(ControleFout, match=zin):
        check_cijfers(gemeente(stad=stad, wijken=wijken, buurten=buurten), BRON, REGELS)


def test_the_real_case_of_2020_passes_and_a_lost_buurt_does_not():
    """Zoetermeer: 26 buurten of 125,225 together against 125,285. Without one buurt of 4,800 it stops."""
    buurten: list[float | None] = [4825.0] + [4816.0] * 25
    check_cijfers(gemeente(stad=125285, wijken=[], buurten=buurten), BRON, REGELS)
    with pytest.raises(ControleFout, match="som van 25 delen"):
        check_cijfers(gemeente(stad=125285, wijken=[], buurten=buurten[1:]), BRON, REGELS)


def test_a_rule_of_another_subject_does_not_count():
    """Jobs are not in the list: the register leaves some without a wijk."""
    check_cijfers(gemeente(stad=1000, wijken=[10], buurten=[], onderwerp="arbeidsplaatsen"), BRON, REGELS)


@pytest.mark.parametrize(
    ("waarde", "eenheid", "zin"),
    [
        (-1, "aantal", r"banen \(aantal\) hoort minstens 0 te zijn; 1 keer niet: GM0001 2021-01-01: -1,0"),
        (100.1, "%", "hoort tussen 0 en 100 te zijn"),
        (-0.1, "ha", "hoort minstens 0"),
    ],
)
def test_figure_out_of_range_stops(waarde, eenheid, zin):
    with pytest.raises(ControleFout, match=zin):
        check_cijfers(tidy(("GM0001", "banen", waarde, {"eenheid": eenheid})), BRON, REGELS)


def niveaus(*waarden: float | None):
    namen = ("laag", "midden", "hoog")
    return tidy(
        *(
            ("GM0001", "opleiding", w, {"eenheid": "%", "kenmerk": "opleidingsniveau", "kenmerkwaarde": n})
            for n, w in zip(namen, waarden, strict=False)
        )
    )


def test_shares_are_a_hundred_within_rounding_when_all_are_there():
    for goed in ((20, 50, 31.5), (20, 50, 28.5), (20, 50), (20, 50, None)):
        check_cijfers(niveaus(*goed), BRON, REGELS)
    with pytest.raises(ControleFout, match="samen geen 100 %: GM0001 2021-01-01: 101,6"):
        check_cijfers(niveaus(20, 50, 31.6), BRON, REGELS)


def test_all_faults_come_at_once_with_what_to_do():
    frame = tidy(("GM0001", "inwoners", None), ("GM0001", "banen", -1), ("GM0001", "woningen", -2))
    with pytest.raises(ControleFout) as fout:
        check_cijfers(frame, nep_bron.bron(id="cbs_x", lezer="kwb"), REGELS)
    tekst = str(fout.value)
    assert tekst.startswith("De cijfers van cbs_x kloppen niet:\n  inwoners: er is geen enkel cijfer\n  banen (aantal)")
    assert "woningen (aantal)" in tekst
    assert "data/raw" in tekst


def test_the_tidy_step_holds_its_table_against_the_rules(tmp_path):
    """A wijk larger than its gemeente: read without a word, then refused, and no table is left."""
    topics = {("Bevolking", "AantalInwoners_5", "aantal"): [1000, 2000]}
    snapshot = nep_bron.kwb(tmp_path / "cbs_x" / "a", topics, codes=["GM0001", "WK000100"])
    bron = nep_bron.bron(id="cbs_x", soort="cbs", lezer="kwb", tabel="84799NED", indeling=2020, peildatum="2020-01-01")
    with pytest.raises(ControleFout, match="wijken tellen 1 keer niet op tot hun gemeente"):
        maak_tidy(tmp_path, snapshot.map_, bron, tmp_path / "t.parquet", REGELS)
    assert not (tmp_path / "t.parquet").exists()
    ruim = copy.deepcopy(REGELS)
    ruim["optelling"]["afronding"] = 1000
    maak_tidy(tmp_path, snapshot.map_, bron, tmp_path / "t.parquet", ruim)
    assert (tmp_path / "t.parquet").exists()
