"""The table of CBS between two versions of the SBI, as an analyst may drop it: well, badly, or with bad intent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nep_register import definities, save_csv, save_xlsx

from ezlib.fouten import BronFout
from ezlib.register.concordantie import Concordantie, lees_concordantie
from ezlib.register.werkmap import Bovengrens

KOP = ["SBI 2008", "SBI 2025"]
DUBBELKOP = ["vestigingsnummer", *KOP]
GRENZEN = Bovengrens(rijen_max=100, uitgepakt_max=10**7, verhouding_max=200)


def lees(*paden: Path, **kolommen: str) -> Concordantie:
    blok = definities().sbi_concordantie
    return lees_concordantie(paden, blok | {"kolommen": blok["kolommen"] | kolommen}, GRENZEN)


def fout(*paden: Path, **kolommen: str) -> str:
    with pytest.raises(BronFout) as gevangen:
        lees(*paden, **kolommen)
    return str(gevangen.value)


def test_codes_are_read_however_cbs_writes_them(tmp_path: Path):
    rijen = [KOP, ["62.01", "62.10.0"], ["01131", "0113"], ["62.01", "62.10.0"], ["", ""]]
    verwacht = [["01131", "0113", 0], ["6201", "62100", 0]]
    for pad in (save_csv(rijen, tmp_path / "cbs.csv"), save_xlsx(rijen, tmp_path / "cbs.xlsx")):
        if pad.suffix == ".xlsx":
            _alleen_eerste_blad(pad)
        assert lees(pad).codes.values.tolist() == verwacht
    leeg = lees()
    assert leeg.codes.empty and leeg.dubbel.empty


def _alleen_eerste_blad(pad: Path) -> None:
    import openpyxl

    werkmap = openpyxl.load_workbook(pad)
    werkmap.remove(werkmap["Toelichting"])
    werkmap.save(pad)


def test_weights_are_read_where_a_column_is_named(tmp_path: Path):
    pad = save_csv([[*KOP, "banen"], ["6201", "6210", "30"], ["4651", "6210", "0,5"]], tmp_path / "cbs.csv")
    assert lees(pad).codes["gewicht"].tolist() == [0, 0]
    assert lees(pad, gewicht="banen").codes.values.tolist() == [["4651", "6210", 5_000], ["6201", "6210", 300_000]]
    slecht = save_csv([[*KOP, "banen"], ["6201", "6210", "-1"], ["4651", "6210", "veel"]], tmp_path / "slecht.csv")
    assert 'slecht.csv: rij 2 en 3, kolom "banen": hier hoort een getal van 0 of meer' in fout(slecht, gewicht="banen")
    twee = save_csv([[*KOP, "banen"], ["6201", "6210", "1"], ["6201", "6210", "2"]], tmp_path / "twee.csv")
    assert "SBI 2008 6201 met SBI 2025 6210 staat er met verschillende gewichten in" in fout(twee, gewicht="banen")


def test_establishments_with_both_codes_are_read_beside_it(tmp_path: Path):
    cbs = save_csv([KOP, ["6201", "6210"]], tmp_path / "cbs.csv")
    rijen = [DUBBELKOP, ["12", "62.01", "6210"], ["12", "6201", "6210"], ["000000000013", "62", "62"]]
    dubbel = save_csv(rijen, tmp_path / "Dubbel 2026.csv")
    assert lees(cbs, dubbel).dubbel.values.tolist() == [
        ["000000000012", "6201", "6210"], ["000000000013", "62", "62"]
    ]  # fmt: skip
    assert 'alle bestanden heten "dubbel"' in fout(dubbel)
    botst = save_csv([*rijen, ["13", "6202", "6210"]], tmp_path / "dubbel-botst.csv")
    assert "dubbel: van 1 vestigingen staan er verschillende codes in" in fout(cbs, botst)


@pytest.mark.parametrize(
    ("rijen", "tekst"),
    [
        ([["SBI2008", "SBI 2025"], ["6201", "6210"]], 'rij 1: de kolom "SBI 2008" (sbi_2008) ontbreekt'),
        ([KOP, ["111", "0111"]], 'rij 2, kolom "SBI 2008": hier hoort een code van de SBI, 4 of 5 cijfers (er staat "111")'),
        ([KOP, ["6201", "1.11"], ["J", "6210"], ["", "6210"]], 'rij 3 en 4, kolom "SBI 2008"'),
        ([KOP, ["6201", "6210 en 6220"]], '(er staat "6210 en 6220")'),
        ([KOP, ["6201", "=HYPERLINK(1)"]], '(er staat "HYPERLINK(1)")'),
        ([KOP, ["6201", "<script>x</script>\u202e"]], '(er staat "x")'),
        ([KOP, ["6201", "6210", "over"]], "rij 2: hier staan meer of minder cellen dan in de kop"),
        ([KOP], "het bestand heeft alleen een kop"),
        ([KOP, *[["6201", "6210"]] * 101], "rijen"),
    ],
    ids=["kop", "nul weg", "letter en leeg", "twee codes", "formule", "script", "te breed", "leeg", "te lang"],
)  # fmt: skip
def test_a_bad_table_is_told_with_row_and_column(tmp_path: Path, rijen: list[list[Any]], tekst: str):
    melding = fout(save_csv(rijen, tmp_path / "cbs.csv"))
    assert "cbs.csv: " in melding and tekst in melding
    assert "<script" not in melding and "\u202e" not in melding


def test_every_fault_of_every_file_comes_at_once_and_names_no_establishment(tmp_path: Path):
    cbs = save_csv([KOP, ["x", "6210"]], tmp_path / "cbs.csv")
    rijen = [DUBBELKOP, ["", "6201", "6210"], ["1,23E+11", "6201", "6210"], ["000012345678", "geheim", "6210"]]
    dubbel = save_csv(rijen, tmp_path / "dubbel.csv")
    pdf = tmp_path / "schakelschema.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    melding = fout(cbs, dubbel, pdf)
    for stuk in (
        'cbs.csv: rij 2, kolom "SBI 2008"',
        'dubbel.csv: rij 2, kolom "vestigingsnummer": het vestigingsnummer ontbreekt',
        'dubbel.csv: rij 3, kolom "vestigingsnummer": Excel heeft het nummer ingekort',
        'dubbel.csv: rij 4, kolom "SBI 2008": hier hoort een code van de SBI, 2 tot 5 cijfers. Is',
        "schakelschema.pdf: dit is geen csv en geen xlsx",
    ):
        assert stuk in melding
    assert "12345678" not in melding and "geheim" not in melding
