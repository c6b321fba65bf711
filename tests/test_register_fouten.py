"""Faults of a register file: each is told with its place, all at once."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from nep_register import (
    fictieve_cellen,
    haaglandse_cellen,
    register,
    save_csv,
    save_xlsx,
)
from registerbestandjes import CSV, DEFS, XLSX, lees, meldingen, met_anders, telling, twee_csv

from ezlib.register.werkmap import OLE, VERSLEUTELD

# --- faults of a file ---------------------------------------------------------------------------------------------


def test_missing_column_with_near_match(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    regels[0][regels[0].index("kvknummer")] = "KVK_nummer"
    save_csv(regels, tmp_path / CSV)
    assert meldingen(tmp_path) == [
        f'{CSV}: rij 1: de kolom "kvknummer" (kvknummer) ontbreekt (bedoelde de leverancier "KVK_nummer"?)',
        f"{CSV}: Heet een kolom nu anders? Pas dan de naam aan bij kolommen van fictief in definitions/register.yml.",
    ]


def test_double_column(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    save_csv([[*regel, regel[regels[0].index("sbi")]] for regel in regels], tmp_path / CSV)
    assert meldingen(tmp_path) == [
        f'{CSV}: rij 1: de kolom "sbi" staat er 2 keer in (de 10e en 15e kolom). Haal de verkeerde weg.'
    ]


def test_wrong_encoding_both_ways(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {"naam": "Café"}))
    save_csv(regels, tmp_path / CSV, codering="cp1252")
    assert meldingen(tmp_path) == [
        f"{CSV}: rij 3, kolom naam: een letter is niet te lezen; het bestand staat niet in utf-8, waarschijnlijk in "
        "cp1252. Zet bij fictief in definitions/register.yml: codering: cp1252."
    ]
    save_csv(regels, tmp_path / CSV)
    assert meldingen(tmp_path, met_anders("fictief", codering="cp1252")) == [
        f"{CSV}: rij 3, kolom naam: een letter is niet te lezen; het bestand staat niet in cp1252, waarschijnlijk in "
        "utf-8. Zet bij fictief in definitions/register.yml: codering: utf-8."
    ]


def test_a_byte_order_mark_is_fine_and_utf16_is_not(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, codering="utf-8-sig")
    assert len(lees(tmp_path).rijen) == 1
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, codering="utf-16")
    assert meldingen(tmp_path) == [
        f"{CSV}: het bestand staat in UTF-16 (Unicode-tekst). Sla het in Excel op als: CSV UTF-8."
    ]


def test_wrong_separator(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, scheiding=",")
    assert meldingen(tmp_path) == [
        f'{CSV}: rij 1: het scheidingsteken is niet ";" maar ",". Zet dat bij scheiding van fictief in '
        "definitions/register.yml."
    ]


def test_a_quote_that_never_closes(tmp_path: Path) -> None:
    pad = twee_csv(tmp_path)
    pad.write_text(pad.read_text().replace("Fictief bedrijf", '"Fictief', 1))
    assert meldingen(tmp_path)[0].startswith(
        f'{CSV}: rij 2: een aanhalingsteken (") begint of eindigt waar het niet kan'
    )


@pytest.mark.parametrize("komma", ["2,5", "2.5", "1.250"])
def test_decimal_comma_where_a_count_belongs(tmp_path: Path, komma: str) -> None:
    twee_csv(tmp_path, 3, banen_klein=komma)
    assert meldingen(tmp_path) == [
        f"{CSV}: rij 3, kolom banen_klein: hier hoort een aantal banen, een heel getal, en er staat een getal met een "
        "komma of punt. Zijn het voltijdbanen (fte) of duizendtallen? Vraag de leverancier om hele aantallen."
    ]


def test_double_vestigingsnummer_in_one_file_and_over_two(tmp_path: Path) -> None:
    twee_csv(tmp_path, vestigingsnummer="123456789012")
    uit = "hetzelfde vestigingsnummer staat er in 2024 meer dan één keer in."
    wat_nu = "Vraag de leverancier welke rij geldt, of haal het bestand weg dat er dubbel ligt."
    assert meldingen(tmp_path) == [f"{CSV}, rij 2 en {CSV}, rij 3: {uit}", wat_nu]
    shutil.copy(tmp_path / CSV, tmp_path / "fictief-register-2023.csv")  # another year: only doubles within each
    assert len(meldingen(tmp_path)) == 3
    twee_csv(tmp_path)
    twee_csv(tmp_path, bestand="fictief-register-2024-nieuw.csv", vestigingsnummer="000000000002", rij=2)
    (tmp_path / "fictief-register-2023.csv").unlink()
    assert meldingen(tmp_path)[0] == (
        f"fictief-register-2024-nieuw.csv, rij 2 en fictief-register-2024-nieuw.csv, rij 3 en {CSV}, rij 3: {uit}"
    )
    assert "123456789012" not in "".join(meldingen(tmp_path))


def test_one_establishment_in_two_years_is_no_double(tmp_path: Path) -> None:
    twee_csv(tmp_path)
    twee_csv(tmp_path, bestand="fictief-register-2023.csv")
    assert lees(tmp_path).rijen["jaar"].tolist() == [2023, 2023, 2024, 2024]


def test_mixed_sbi_versions_without_a_column(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({"sbi": "9602"}, {"sbi": "9621"}, {"sbi": "6201"}))
    save_csv(regels, tmp_path / CSV)
    assert meldingen(tmp_path) == [
        f'{CSV}: rij 3, kolom sbi: SBI 2008 en SBI 2025 staan door elkaar ("9621" bestaat alleen in SBI 2025), en geen '
        "kolom zegt welke versie een rij heeft. Vraag de leverancier om die kolom en zet haar bij sbi_versie_kolom van "
        "fictief in definitions/register.yml."
    ]
    save_csv([regels[0], *regels[2:]], tmp_path / CSV)
    assert meldingen(tmp_path) == [
        f'{CSV}: rij 2, kolom sbi: "9621" bestaat alleen in SBI 2025, en definitions/register.yml zegt SBI 2008. Zet '
        "sbi_versie van fictief op 2025, of vraag de leverancier om SBI 2008."
    ]


def test_mixed_sbi_versions_with_a_column(tmp_path: Path) -> None:
    frame = register(
        {"sbi": "9602"}, {"sbi": "9621", "sbi_versie": 2025}, {"sbi": "9602", "sbi_versie": 2025}, {"sbi_versie": 1993}
    )
    save_xlsx(haaglandse_cellen(frame), tmp_path / XLSX)
    resultaat = lees(tmp_path)
    assert resultaat.rijen["sbi_versie"].tolist() == [2008, 2025, 2025]
    assert telling(resultaat.meldingen) == {"SBI-code bestaat niet in de SBI-versie van de rij": 1}
    assert telling(resultaat.quarantaine) == {"SBI-versie is niet 2008 of 2025": 1}


def test_buurtcodes_of_another_boundary_year(tmp_path: Path) -> None:
    twee_csv(tmp_path, bestand="fictief-register-2025.csv")  # BU06370001 exists until 2024
    assert meldingen(tmp_path) == [
        "fictief-register-2025.csv: rij 2 en 3, kolom buurtcode: de buurtcodes horen niet bij indeling 2025 maar bij "
        "2024. Zet indeling van fictief in definitions/register.yml op 2024."
    ]


def test_a_boundary_year_that_nobody_knows(tmp_path: Path) -> None:
    twee_csv(tmp_path, bestand="fictief-register-2031.csv")
    assert meldingen(tmp_path) == [
        "fictief-register-2031.csv: rij 2 en 3, kolom buurtcode: van indeling 2031 zijn geen buurten bekend (wel van "
        "2023, 2024 en 2025). Pas indeling van fictief aan in definitions/register.yml, of voeg de indeling toe aan "
        "definitions/gebieden.yml."
    ]


def test_dates_in_another_form(tmp_path: Path) -> None:
    twee_csv(tmp_path, startdatum="02-05-2019")
    assert meldingen(tmp_path) == [
        f"{CSV}: rij 2 en 3, kolom startdatum: de datums zijn niet te lezen als jjjj-mm-dd. Pas datumvorm van fictief aan "
        "in definitions/register.yml, of vraag de leverancier om die vorm."
    ]


@pytest.mark.parametrize("naam", ["fictief-register-nieuw.csv", "fictief-register-2023-2024.csv"])
def test_no_single_year_in_the_name(tmp_path: Path, naam: str) -> None:
    twee_csv(tmp_path, bestand=naam)
    hoeveel = "geen jaar" if "nieuw" in naam else "meer dan één jaar"
    assert meldingen(tmp_path) == [
        f"{naam}: in de bestandsnaam staat {hoeveel}, en daaruit volgt de peildatum. Noem het bestand bijvoorbeeld "
        '"fictief-register-2024.csv".'
    ]


def test_two_peildata_in_one_year(tmp_path: Path) -> None:
    save_xlsx(haaglandse_cellen(register({}, {"peildatum": "2024-04-01"})), tmp_path / XLSX)
    assert meldingen(tmp_path) == [
        f"{XLSX}: in 2024 zijn er 2 peildata (2024-01-01 en 2024-04-01). Kies er een per jaar; cijfers van twee peildata "
        "zijn niet te vergelijken."
    ]


def test_numbers_shortened_by_excel(tmp_path: Path) -> None:
    twee_csv(tmp_path, 3, vestigingsnummer="1,23457E+11")
    assert meldingen(tmp_path) == [
        f"{CSV}: rij 3, kolom vestigingsnummer: Excel heeft het nummer ingekort tot een vorm als 1,23E+11; de laatste "
        "cijfers zijn weg. Vraag de leverancier om het bestand zoals het uit het register komt, en open het niet eerst "
        "in Excel."
    ]


def test_fictive_beside_real(tmp_path: Path) -> None:
    twee_csv(tmp_path)
    save_xlsx(haaglandse_cellen(register({"peildatum": "2023-01-01"})), tmp_path / XLSX)
    assert meldingen(tmp_path) == [f"{CSV}: verzonnen gegevens naast echte ({XLSX}). Haal de verzonnen weg."]


def _leeg(pad: Path) -> None:
    pad.write_bytes(b"")


def _tekst(pad: Path) -> None:
    pad.write_text("VESTNR;KVKNR\n1;2\n")


def _wachtwoord(pad: Path) -> None:
    # A locked workbook is an OLE container with a stream of this name.
    pad.write_bytes(OLE + bytes(500) + VERSLEUTELD + bytes(500))


def _oud(pad: Path) -> None:
    pad.write_bytes(OLE + bytes(500) + "Workbook".encode("utf-16-le"))


def _afgekapt(pad: Path) -> None:
    import zipfile

    with zipfile.ZipFile(pad, "w") as archief:
        archief.writestr("xl/workbook.xml", "<workbook")


def _alleen_kop(pad: Path) -> None:
    save_xlsx(haaglandse_cellen(register({}))[:1], pad)


def _lege_kop(pad: Path) -> None:
    save_xlsx([[], ["x"]], pad)


def _ander_blad(pad: Path) -> None:
    save_xlsx(haaglandse_cellen(register({})), pad, blad="Vestiging")


@pytest.mark.parametrize(
    ("maak", "tekst"),
    [
        (_leeg, "het bestand is leeg (0 bytes). Leg het opnieuw neer; misschien is het kopiëren afgebroken."),
        (
            _tekst,
            "dit is geen Excelbestand, al heet het .xlsx (het is tekst, of het is beschadigd). Open het in Excel en sla "
            "het op als .xlsx.",
        ),
        (
            _wachtwoord,
            "er zit een wachtwoord op dit bestand. Open het in Excel, haal het wachtwoord eraf (Bestand, Info, Werkmap "
            "beveiligen) en sla het opnieuw op.",
        ),
        (_oud, "dit is een oud Excelbestand (.xls). Open het in Excel en sla het op als .xlsx."),
        (
            _afgekapt,
            "de werkmap is beschadigd en niet te lezen. Open het bestand in Excel en sla het opnieuw op als .xlsx.",
        ),
        (
            _alleen_kop,
            "het bestand heeft alleen een kop en geen enkele rij. Vraag de leverancier om de rijen.",
        ),
        (_lege_kop, "het bestand heeft geen kop: rij 1 is leeg. Op rij 1 horen de namen van de kolommen."),
        (
            _ander_blad,
            'het werkblad "Vestigingen" ontbreekt (bedoelde u "Vestiging"?). Er zijn: Toelichting, Vestiging. Pas blad '
            "van haaglanden aan in definitions/register.yml.",
        ),
    ],
)
def test_a_workbook_that_is_none(tmp_path: Path, maak: Callable[[Path], None], tekst: str) -> None:
    maak(tmp_path / XLSX)
    assert meldingen(tmp_path) == [f"{XLSX}: {tekst}"]


def test_a_workbook_named_csv(tmp_path: Path) -> None:
    save_xlsx([["a"]], tmp_path / CSV)
    assert meldingen(tmp_path) == [
        f"{CSV}: dit is een Excelbestand met de naam .csv. Geef het de naam .xlsx, of sla het op als csv."
    ]


def test_a_file_that_no_supplier_writes(tmp_path: Path) -> None:
    (tmp_path / "notities.txt").write_text("x")
    assert meldingen(tmp_path) == [
        "notities.txt: de naam past bij geen enkele leverancier in definitions/register.yml. Bekend zijn: "
        "fictief-register-*.csv (fictief), *haaglanden*.xlsx (haaglanden). Geef het bestand zo'n naam, voeg de "
        "leverancier toe, of haal het bestand hier weg."
    ]


def test_faults_of_all_files_in_one_report(tmp_path: Path) -> None:
    twee_csv(tmp_path, 2, banen_groot="2,5", vestigingsnummer="1,2E+11")
    _leeg(tmp_path / XLSX)
    twee_csv(tmp_path, bestand="fictief-register-2023.csv", startdatum="onzin")
    assert [regel.split(":")[0] for regel in meldingen(tmp_path)] == ["fictief-register-2023.csv", CSV, CSV, XLSX]


def test_two_suppliers_for_one_file(tmp_path: Path) -> None:
    twee_csv(tmp_path)
    dubbel = dataclasses.replace(DEFS.leveranciers["fictief"], id="dubbel")
    defs = dataclasses.replace(DEFS, leveranciers=DEFS.leveranciers | {"dubbel": dubbel})
    assert meldingen(tmp_path, defs) == [
        f"{CSV}: dit bestand past bij fictief en dubbel. Maak hun bestanden of kolommen verschillend in "
        "definitions/register.yml."
    ]
    # With another header it is clear whose file it is.
    dubbel = dataclasses.replace(dubbel, kolommen=dict(dubbel.kolommen) | {"sbi": "SBI_CODE"})
    defs = dataclasses.replace(DEFS, leveranciers={"dubbel": dubbel} | DEFS.leveranciers)
    assert set(lees(tmp_path, defs).rijen["leverancier"]) == {"fictief"}
