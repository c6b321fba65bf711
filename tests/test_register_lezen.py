"""Reading a business register: two suppliers give one frame, every fault is told with its place, no row gets lost."""

from __future__ import annotations

import dataclasses
import json
import shutil
import string
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nep_register import (
    BUURTEN,
    als_fictief,
    als_haaglanden,
    definities,
    fictieve_cellen,
    haaglandse_cellen,
    register,
    save_csv,
    save_xlsx,
)

from ezlib.fouten import BronFout, DefinitieFout
from ezlib.register import REGISTER_KOLOMMEN, REGISTER_TYPEN, load_registerdefinities
from ezlib.register.lezen import Leesresultaat, lees_register, tel_redenen
from ezlib.register.registreren import heeft_register, registreer
from ezlib.register.werkmap import OLE, VERSLEUTELD
from ezlib.store import WORTEL

DEFS = definities()
CSV = "fictief-register-2024.csv"
XLSX = "haaglanden-2024.xlsx"


def _lees(map_: Path, defs: Any = DEFS) -> Leesresultaat:
    return lees_register(map_, defs, bekende_buurten=BUURTEN)


def _csv(map_: Path, rij: int = 0, bestand: str = CSV, **anders: str) -> Path:
    """Two good establishments; the cells named in `anders` are put in row `rij` (2 or 3; 0: in every row)."""
    regels = fictieve_cellen(register({}, {}))
    for kolom, waarde in anders.items():
        for regel in regels[1:] if rij == 0 else [regels[rij - 1]]:
            regel[regels[0].index(kolom)] = waarde
    return save_csv(regels, map_ / bestand)


def _fout(map_: Path, defs: Any = DEFS) -> list[str]:
    """Lines of the report, without the first."""
    with pytest.raises(BronFout) as fout:
        _lees(map_, defs)
    kop, *regels = str(fout.value).splitlines()
    assert kop.endswith(f"zo niet te gebruiken; er is niets ingelezen. {len(regels)} fout(en):")
    return [regel.strip() for regel in regels]


def _anders(slug: str, **velden: Any) -> Any:
    """The definitions with one supplier changed."""
    nieuw = dataclasses.replace(DEFS.leveranciers[slug], **velden)
    return dataclasses.replace(DEFS, leveranciers=DEFS.leveranciers | {slug: nieuw})


# --- good files ---------------------------------------------------------------------------------------------------


def test_two_suppliers_give_the_same_frame(tmp_path: Path) -> None:
    frame = register(
        {},
        {"startdatum": "", "gebruik": "woning", "x": float("nan"), "banen_groot": 0, "banen_klein": 1},
        {"peildatum": "2023-01-01", "naam": 'Café \'t Hof; "Zn"', "sbi": "0113", "buurtcode": "BU06370003"},
        {"peildatum": "2025-01-01", "vestigingsnummer": "000000000001", "buurtcode": "BU06370101"},
    )
    als_fictief(frame, tmp_path / "a")
    als_haaglanden(frame, tmp_path / "b")
    a, b = _lees(tmp_path / "a"), _lees(tmp_path / "b")
    pd.testing.assert_frame_equal(a.rijen, frame)
    wie = ["leverancier", "soort"]
    pd.testing.assert_frame_equal(a.rijen.drop(columns=wie), b.rijen.drop(columns=wie))
    assert set(b.rijen["soort"]) == {"register"} and set(b.rijen["leverancier"]) == {"haaglanden"}
    assert a.meldingen.empty and a.quarantaine.empty and b.meldingen.empty and b.quarantaine.empty
    assert b.bestanden[0].genegeerde_kolommen == ("EXTRA",)
    assert b.bestanden[0].peildata == ("2023-01-01", "2024-01-01", "2025-01-01")


def test_windows_csv_with_decimal_comma_and_the_zeros_that_excel_dropped(tmp_path: Path) -> None:
    defs = _anders("fictief", codering="cp1252", scheiding=",", decimaal=",", datumvorm="jjjjmmdd")
    regels = fictieve_cellen(register({"naam": "Café Één"}))
    cel = dict(zip(regels[0], range(len(regels[0])), strict=True))
    for kolom, waarde in {"x": "92000,5", "vestigingsnummer": "1", "kvknummer": "1", "startdatum": "20190502"}.items():
        regels[1][cel[kolom]] = waarde
    regels[1][cel["buurtcode"]] = "6370001"
    save_csv(regels, tmp_path / CSV, codering="cp1252", scheiding=",")
    pd.testing.assert_frame_equal(_lees(tmp_path, defs).rijen, register({"naam": "Café Één"}))


def test_no_folder_and_no_files_is_no_register(tmp_path: Path) -> None:
    for map_ in (tmp_path / "weg", tmp_path):
        leeg = _lees(map_)
        assert leeg.rijen.empty and list(leeg.rijen.columns) == REGISTER_KOLOMMEN
        assert {k: str(t) for k, t in leeg.rijen.dtypes.items()} == REGISTER_TYPEN
        assert not heeft_register(map_) and registreer(map_) == ""


def test_fifty_columns_too_many_are_ignored_and_named(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    extra = [f"extra_{n}" for n in range(50)]
    save_csv([[*extra[:25], *regels[0], *extra[25:]], ["x"] * 25 + regels[1] + ["x"] * 25], tmp_path / CSV)
    resultaat = _lees(tmp_path)
    pd.testing.assert_frame_equal(resultaat.rijen, register({}))
    assert resultaat.bestanden[0].genegeerde_kolommen == tuple(extra)


def test_blank_lines_are_no_rows_but_keep_their_number(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {"banen_groot": -1}))
    save_csv([regels[0], [], regels[1], [""] * 5, regels[2]], tmp_path / CSV)
    resultaat = _lees(tmp_path)
    assert len(resultaat.rijen) == 1 and resultaat.quarantaine["rij"].tolist() == [5]


# --- faults of a file ---------------------------------------------------------------------------------------------


def test_missing_column_with_near_match(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    regels[0][regels[0].index("kvknummer")] = "KVK_nummer"
    save_csv(regels, tmp_path / CSV)
    assert _fout(tmp_path) == [
        f'{CSV}: rij 1: de kolom "kvknummer" (kvknummer) ontbreekt (bedoelde de leverancier "KVK_nummer"?)',
        f"{CSV}: Heet een kolom nu anders? Pas dan de naam aan bij kolommen van fictief in definitions/register.yml.",
    ]


def test_double_column(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    save_csv([[*regel, regel[regels[0].index("sbi")]] for regel in regels], tmp_path / CSV)
    assert _fout(tmp_path) == [
        f'{CSV}: rij 1: de kolom "sbi" staat er 2 keer in (de 10e en 15e kolom). Haal de verkeerde weg.'
    ]


def test_wrong_encoding_both_ways(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {"naam": "Café"}))
    save_csv(regels, tmp_path / CSV, codering="cp1252")
    assert _fout(tmp_path) == [
        f"{CSV}: rij 3, kolom naam: een letter is niet te lezen; het bestand staat niet in utf-8, waarschijnlijk in "
        "cp1252. Zet bij fictief in definitions/register.yml: codering: cp1252."
    ]
    save_csv(regels, tmp_path / CSV)
    assert _fout(tmp_path, _anders("fictief", codering="cp1252")) == [
        f"{CSV}: rij 3, kolom naam: een letter is niet te lezen; het bestand staat niet in cp1252, waarschijnlijk in "
        "utf-8. Zet bij fictief in definitions/register.yml: codering: utf-8."
    ]


def test_a_byte_order_mark_is_fine_and_utf16_is_not(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, codering="utf-8-sig")
    assert len(_lees(tmp_path).rijen) == 1
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, codering="utf-16")
    assert _fout(tmp_path) == [
        f"{CSV}: het bestand staat in UTF-16 (Unicode-tekst). Sla het in Excel op als: CSV UTF-8."
    ]


def test_wrong_separator(tmp_path: Path) -> None:
    save_csv(fictieve_cellen(register({})), tmp_path / CSV, scheiding=",")
    assert _fout(tmp_path) == [
        f'{CSV}: rij 1: het scheidingsteken is niet ";" maar ",". Zet dat bij scheiding van fictief in '
        "definitions/register.yml."
    ]


def test_a_quote_that_never_closes(tmp_path: Path) -> None:
    pad = _csv(tmp_path)
    pad.write_text(pad.read_text().replace("Fictief bedrijf", '"Fictief', 1))
    assert _fout(tmp_path)[0].startswith(f'{CSV}: rij 2: een aanhalingsteken (") begint of eindigt waar het niet kan')


@pytest.mark.parametrize("komma", ["2,5", "2.5", "1.250"])
def test_decimal_comma_where_a_count_belongs(tmp_path: Path, komma: str) -> None:
    _csv(tmp_path, 3, banen_klein=komma)
    assert _fout(tmp_path) == [
        f"{CSV}: rij 3, kolom banen_klein: hier hoort een aantal banen, een heel getal, en er staat een getal met een "
        "komma of punt. Zijn het voltijdbanen (fte) of duizendtallen? Vraag de leverancier om hele aantallen."
    ]


def test_double_vestigingsnummer_in_one_file_and_over_two(tmp_path: Path) -> None:
    _csv(tmp_path, vestigingsnummer="123456789012")
    uit = "hetzelfde vestigingsnummer staat er in 2024 meer dan één keer in."
    wat_nu = "Vraag de leverancier welke rij geldt, of haal het bestand weg dat er dubbel ligt."
    assert _fout(tmp_path) == [f"{CSV}, rij 2 en {CSV}, rij 3: {uit}", wat_nu]
    shutil.copy(tmp_path / CSV, tmp_path / "fictief-register-2023.csv")  # another year: only doubles within each
    assert len(_fout(tmp_path)) == 3
    _csv(tmp_path)
    _csv(tmp_path, bestand="fictief-register-2024-nieuw.csv", vestigingsnummer="000000000002", rij=2)
    (tmp_path / "fictief-register-2023.csv").unlink()
    assert _fout(tmp_path)[0] == (
        f"fictief-register-2024-nieuw.csv, rij 2 en fictief-register-2024-nieuw.csv, rij 3 en {CSV}, rij 3: {uit}"
    )
    assert "123456789012" not in "".join(_fout(tmp_path))


def test_one_establishment_in_two_years_is_no_double(tmp_path: Path) -> None:
    _csv(tmp_path)
    _csv(tmp_path, bestand="fictief-register-2023.csv")
    assert _lees(tmp_path).rijen["jaar"].tolist() == [2023, 2023, 2024, 2024]


def test_mixed_sbi_versions_without_a_column(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({"sbi": "9602"}, {"sbi": "9621"}, {"sbi": "6201"}))
    save_csv(regels, tmp_path / CSV)
    assert _fout(tmp_path) == [
        f'{CSV}: rij 3, kolom sbi: SBI 2008 en SBI 2025 staan door elkaar ("9621" bestaat alleen in SBI 2025), en geen '
        "kolom zegt welke versie een rij heeft. Vraag de leverancier om die kolom en zet haar bij sbi_versie_kolom van "
        "fictief in definitions/register.yml."
    ]
    save_csv([regels[0], *regels[2:]], tmp_path / CSV)
    assert _fout(tmp_path) == [
        f'{CSV}: rij 2, kolom sbi: "9621" bestaat alleen in SBI 2025, en definitions/register.yml zegt SBI 2008. Zet '
        "sbi_versie van fictief op 2025, of vraag de leverancier om SBI 2008."
    ]


def test_mixed_sbi_versions_with_a_column(tmp_path: Path) -> None:
    frame = register(
        {"sbi": "9602"}, {"sbi": "9621", "sbi_versie": 2025}, {"sbi": "9602", "sbi_versie": 2025}, {"sbi_versie": 1993}
    )
    save_xlsx(haaglandse_cellen(frame), tmp_path / XLSX)
    resultaat = _lees(tmp_path)
    assert resultaat.rijen["sbi_versie"].tolist() == [2008, 2025, 2025]
    assert _telling(resultaat.meldingen) == {"SBI-code bestaat niet in de SBI-versie van de rij": 1}
    assert _telling(resultaat.quarantaine) == {"SBI-versie is niet 2008 of 2025": 1}


def test_buurtcodes_of_another_boundary_year(tmp_path: Path) -> None:
    _csv(tmp_path, bestand="fictief-register-2025.csv")  # BU06370001 exists until 2024
    assert _fout(tmp_path) == [
        "fictief-register-2025.csv: rij 2 en 3, kolom buurtcode: de buurtcodes horen niet bij indeling 2025 maar bij "
        "2024. Zet indeling van fictief in definitions/register.yml op 2024."
    ]


def test_a_boundary_year_that_nobody_knows(tmp_path: Path) -> None:
    _csv(tmp_path, bestand="fictief-register-2031.csv")
    assert _fout(tmp_path) == [
        "fictief-register-2031.csv: rij 2 en 3, kolom buurtcode: van indeling 2031 zijn geen buurten bekend (wel van "
        "2023, 2024 en 2025). Pas indeling van fictief aan in definitions/register.yml, of voeg de indeling toe aan "
        "definitions/gebieden.yml."
    ]


def test_dates_in_another_form(tmp_path: Path) -> None:
    _csv(tmp_path, startdatum="02-05-2019")
    assert _fout(tmp_path) == [
        f"{CSV}: rij 2 en 3, kolom startdatum: de datums zijn niet te lezen als jjjj-mm-dd. Pas datumvorm van fictief aan "
        "in definitions/register.yml, of vraag de leverancier om die vorm."
    ]


@pytest.mark.parametrize("naam", ["fictief-register-nieuw.csv", "fictief-register-2023-2024.csv"])
def test_no_single_year_in_the_name(tmp_path: Path, naam: str) -> None:
    _csv(tmp_path, bestand=naam)
    hoeveel = "geen jaar" if "nieuw" in naam else "meer dan één jaar"
    assert _fout(tmp_path) == [
        f"{naam}: in de bestandsnaam staat {hoeveel}, en daaruit volgt de peildatum. Noem het bestand bijvoorbeeld "
        '"fictief-register-2024.csv".'
    ]


def test_two_peildata_in_one_year(tmp_path: Path) -> None:
    save_xlsx(haaglandse_cellen(register({}, {"peildatum": "2024-04-01"})), tmp_path / XLSX)
    assert _fout(tmp_path) == [
        f"{XLSX}: in 2024 zijn er 2 peildata (2024-01-01 en 2024-04-01). Kies er een per jaar; cijfers van twee peildata "
        "zijn niet te vergelijken."
    ]


def test_numbers_shortened_by_excel(tmp_path: Path) -> None:
    _csv(tmp_path, 3, vestigingsnummer="1,23457E+11")
    assert _fout(tmp_path) == [
        f"{CSV}: rij 3, kolom vestigingsnummer: Excel heeft het nummer ingekort tot een vorm als 1,23E+11; de laatste "
        "cijfers zijn weg. Vraag de leverancier om het bestand zoals het uit het register komt, en open het niet eerst "
        "in Excel."
    ]


def test_fictive_beside_real(tmp_path: Path) -> None:
    _csv(tmp_path)
    save_xlsx(haaglandse_cellen(register({"peildatum": "2023-01-01"})), tmp_path / XLSX)
    assert _fout(tmp_path) == [f"{CSV}: verzonnen gegevens naast echte ({XLSX}). Haal de verzonnen weg."]


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
    assert _fout(tmp_path) == [f"{XLSX}: {tekst}"]


def test_a_workbook_named_csv(tmp_path: Path) -> None:
    save_xlsx([["a"]], tmp_path / CSV)
    assert _fout(tmp_path) == [
        f"{CSV}: dit is een Excelbestand met de naam .csv. Geef het de naam .xlsx, of sla het op als csv."
    ]


def test_a_file_that_no_supplier_writes(tmp_path: Path) -> None:
    (tmp_path / "notities.txt").write_text("x")
    assert _fout(tmp_path) == [
        "notities.txt: de naam past bij geen enkele leverancier in definitions/register.yml. Bekend zijn: "
        "fictief-register-*.csv (fictief), *haaglanden*.xlsx (haaglanden). Geef het bestand zo'n naam, voeg de "
        "leverancier toe, of haal het bestand hier weg."
    ]


def test_faults_of_all_files_in_one_report(tmp_path: Path) -> None:
    _csv(tmp_path, 2, banen_groot="2,5", vestigingsnummer="1,2E+11")
    _leeg(tmp_path / XLSX)
    _csv(tmp_path, bestand="fictief-register-2023.csv", startdatum="onzin")
    assert [regel.split(":")[0] for regel in _fout(tmp_path)] == ["fictief-register-2023.csv", CSV, CSV, XLSX]


def test_two_suppliers_for_one_file(tmp_path: Path) -> None:
    _csv(tmp_path)
    dubbel = dataclasses.replace(DEFS.leveranciers["fictief"], id="dubbel")
    defs = dataclasses.replace(DEFS, leveranciers=DEFS.leveranciers | {"dubbel": dubbel})
    assert _fout(tmp_path, defs) == [
        f"{CSV}: dit bestand past bij fictief en dubbel. Maak hun bestanden of kolommen verschillend in "
        "definitions/register.yml."
    ]
    # With another header it is clear whose file it is.
    dubbel = dataclasses.replace(dubbel, kolommen=dict(dubbel.kolommen) | {"sbi": "SBI_CODE"})
    defs = dataclasses.replace(DEFS, leveranciers={"dubbel": dubbel} | DEFS.leveranciers)
    assert set(_lees(tmp_path, defs).rijen["leverancier"]) == {"fictief"}


# --- rows ---------------------------------------------------------------------------------------------------------


def _telling(verslag: pd.DataFrame) -> dict[str, int]:
    telling = tel_redenen(verslag)
    return dict(zip(telling["reden"], telling["aantal"], strict=True))


@pytest.mark.parametrize(
    ("kolom", "waarde", "reden"),
    [
        ("banen_groot", "-1", "aantal banen is negatief"),
        ("banen_groot", "25001", "aantal banen is meer dan 25000"),
        ("banen_klein", "99999999999999999999999999", "aantal banen is meer dan 25000"),
        ("banen_klein", "veel", "aantal banen is geen getal"),
        ("banen_klein", "٣", "aantal banen is geen getal"),
        ("vestigingsnummer", "", "geen vestigingsnummer"),
        ("vestigingsnummer", "onbekend", "geen vestigingsnummer"),
        ("buurtcode", "BU05180001", "ligt in een andere gemeente"),
    ],
)
def test_a_row_that_cannot_be_counted_goes_to_quarantine(tmp_path: Path, kolom: str, waarde: str, reden: str) -> None:
    _csv(tmp_path, 3, **{kolom: waarde})
    resultaat = _lees(tmp_path)
    assert resultaat.quarantaine.to_dict("records") == [{"bestand": CSV, "rij": 3, "kolom": kolom, "reden": reden}]
    assert len(resultaat.rijen) == 1 and resultaat.meldingen.empty


def test_jobs_partly_empty_are_zero_and_wholly_empty_are_refused(tmp_path: Path) -> None:
    _csv(tmp_path, banen_klein="")
    assert _lees(tmp_path).rijen["banen"].tolist() == [3, 3]
    _csv(tmp_path, 2, banen_klein="", banen_groot="")
    assert _telling(_lees(tmp_path).quarantaine) == {"geen banen ingevuld": 1}


def test_peildatum_of_1900_and_2099(tmp_path: Path) -> None:
    regels = haaglandse_cellen(register(*[{} for _ in range(6)]))
    for regel, waarde in zip(regels[1:4], ["01-01-1900", "01-01-2099", None], strict=True):
        regel[regels[0].index("PEILDATUM")] = waarde
    regels[4][regels[0].index("PEILDATUM")] = "onzin"
    save_xlsx(regels, tmp_path / XLSX)
    resultaat = _lees(tmp_path)
    assert _telling(resultaat.quarantaine) == {
        "peildatum ligt niet tussen 1990 en 2060": 2,
        "geen peildatum": 1,
        "peildatum is niet te lezen": 1,
    }
    assert len(resultaat.rijen) == 2


@pytest.mark.parametrize(
    ("kolom", "waarde", "wordt", "reden"),
    [
        ("buurtcode", "BU06379999", "", "niet te plaatsen: onbekende buurtcode"),
        ("buurtcode", "BU99999999", "", "niet te plaatsen: onbekende buurtcode"),
        ("buurtcode", "Dorp", "", "niet te plaatsen: onbekende buurtcode"),
        ("buurtcode", "BU06370101", "", "niet te plaatsen: buurtcode van een andere indeling"),
        ("buurtcode", "", "", "niet te plaatsen: geen buurtcode"),
        ("startdatum", "1900-01-01", "", "startdatum is een invuljaar voor onbekend"),
        ("startdatum", "9999-12-31", "", "startdatum is een invuljaar voor onbekend"),
        ("startdatum", "2099-01-01", "", "startdatum ligt na de peildatum"),
        ("startdatum", "1066-10-14", "", "startdatum ligt voor 1600"),
        ("startdatum", "2019-02-30", "", "startdatum is niet te lezen"),
        ("kvknummer", "", "", "geen KvK-nummer"),
        ("sbi", "IT", "", "SBI-code ontbreekt of is niet te lezen"),
        ("postcode", "2711", "", "postcode is niet te lezen"),
        ("bag_id", "X1", "", "BAG-nummer is niet te lezen"),
        ("naam", "<script>alert(1)</script>Bakker", "alert(1) Bakker", "naam opgeschoond tot gewone tekst"),
        ("naam", "=1+1|cmd", "1+1|cmd", "naam opgeschoond tot gewone tekst"),
        ("naam", "Bak\x07ker\u202e", "Bakker", "naam opgeschoond tot gewone tekst"),
    ],
)
def test_a_value_that_cannot_be_used_costs_the_value_only(
    tmp_path: Path, kolom: str, waarde: str, wordt: str, reden: str
) -> None:
    _csv(tmp_path, 3, **{kolom: waarde})
    resultaat = _lees(tmp_path)
    assert resultaat.meldingen.to_dict("records") == [{"bestand": CSV, "rij": 3, "kolom": kolom, "reden": reden}]
    assert len(resultaat.rijen) == 2 and resultaat.quarantaine.empty
    rij = resultaat.rijen[resultaat.rijen["vestigingsnummer"] == "000000000002"].iloc[0]
    assert rij[kolom] == wordt


@pytest.mark.parametrize("waarde", ["9", "452000,0x", "400000"])
def test_coordinates_outside_the_country(tmp_path: Path, waarde: str) -> None:
    _csv(tmp_path, 3, y=waarde if waarde != "400000" else "700000")
    resultaat = _lees(tmp_path)
    assert resultaat.rijen["y"].isna().tolist() == [False, True]
    assert _telling(resultaat.meldingen) == {"coördinaat is niet te lezen of ligt buiten Nederland": 1}


def test_old_firms_and_ordinary_writing_are_left_alone(tmp_path: Path) -> None:
    _csv(tmp_path, startdatum="1786-03-01", sbi="62.01", postcode="2711 ab", buurtcode="06370001")
    resultaat = _lees(tmp_path)
    assert resultaat.meldingen.empty
    eerste = resultaat.rijen.iloc[0]
    assert (eerste["startdatum"], eerste["sbi"], eerste["postcode"]) == ("1786-03-01", "6201", "2711AB")
    assert eerste["buurtcode"] == "BU06370001"


@pytest.mark.parametrize(
    ("woord", "gebruik"),
    [
        ("woonfunctie", "woning"),
        ("Woonfunctie, kantoorfunctie", "bedrijfspand"),
        ("winkelfunctie", "bedrijfspand"),
        ("", ""),
    ],
)
def test_a_home_has_no_other_function(tmp_path: Path, woord: str, gebruik: str) -> None:
    _csv(tmp_path, gebruik=woord)
    assert set(_lees(tmp_path).rijen["gebruik"]) == {gebruik}


def test_a_row_with_a_cell_too_many_or_too_few(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {}, {}))
    save_csv([regels[0], regels[1] + ["x"], regels[2][:-1], regels[3] + [""]], tmp_path / CSV)
    resultaat = _lees(tmp_path)
    assert resultaat.quarantaine["rij"].tolist() == [2, 3]
    assert _telling(resultaat.quarantaine) == {"aantal kolommen in de rij klopt niet": 2}


CEL = st.text(alphabet=string.ascii_letters + string.digits + "-,;.\"'<=é \n\x00", max_size=12) | st.sampled_from(
    ["BU06370001", "BU06379999", "6201", "2019-05-02", "1900-01-01", "7", "-3", "0", "99999999999999999999", ""]
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["naam", "buurtcode", "sbi", "banen_groot", "startdatum", "x", "kvknummer"]), CEL
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_row_gets_lost(rijen: list[dict[str, str]]) -> None:
    regels = fictieve_cellen(register(*[{} for _ in rijen]))
    for regel, anders in zip(regels[1:], rijen, strict=True):
        for kolom, waarde in anders.items():
            regel[regels[0].index(kolom)] = waarde
    with tempfile.TemporaryDirectory() as map_:
        save_csv(regels, Path(map_) / CSV)
        try:
            resultaat = _lees(Path(map_))
        except BronFout:
            return  # a fault of the file stops everything; those have their own tests
    assert len(resultaat.rijen) + len(resultaat.quarantaine) == len(rijen)
    assert {k: str(t) for k, t in resultaat.rijen.dtypes.items()} == REGISTER_TYPEN
    assert resultaat.quarantaine["rij"].is_unique
    assert not set(resultaat.meldingen["rij"]) & set(resultaat.quarantaine["rij"])


def test_no_content_of_a_row_in_any_message(tmp_path: Path) -> None:
    geheim = {"naam": "Geheim BV", "vestigingsnummer": "987654321098", "kvknummer": "87654321", "huisnummer": "7931"}
    _csv(tmp_path, 3, **geheim, startdatum="onzin-7777", postcode="9999ZZZ", banen_groot="veel-4444")
    resultaat = _lees(tmp_path)
    tekst = resultaat.quarantaine.to_csv() + resultaat.meldingen.to_csv() + str(resultaat.bestanden)
    _csv(tmp_path, **geheim, banen_groot="5555,5")
    tekst += "".join(_fout(tmp_path))
    for woord in [*geheim.values(), "7777", "9999ZZZ", "4444", "5555"]:
        assert woord not in tekst


# --- registration -------------------------------------------------------------------------------------------------


def test_registration_is_written_once_and_again_after_a_change(tmp_path: Path) -> None:
    map_ = tmp_path / "register"
    _csv(map_)
    (map_ / "~$haaglanden.xlsx").write_bytes(b"x")  # Excel has a file open
    (map_ / ".DS_Store").write_bytes(b"x")
    assert registreer(map_) == f"Register geregistreerd in {map_}: {CSV}."
    herkomst = json.loads((map_ / "herkomst.json").read_text())
    assert herkomst["soort"] == "register" and herkomst["bestanden"][CSV]["bytes"] == (map_ / CSV).stat().st_size
    assert registreer(map_) == ""
    _csv(map_, banen_groot="9")
    _csv(map_, bestand="fictief-register-2023.csv")
    assert registreer(map_) == (
        f"Register opnieuw geregistreerd in {map_} (nieuw: fictief-register-2023.csv; veranderd: {CSV})."
    )
    assert len(_lees(map_).rijen) == 4
    (map_ / "herkomst.json").write_text("{kapot")
    assert registreer(map_).startswith(f"Register geregistreerd in {map_}:")
    for pad in map_.glob("*.csv"):
        pad.unlink()
    assert registreer(map_) == f"Er liggen geen bestanden meer in {map_}; de registratie is weggehaald."
    assert not (map_ / "herkomst.json").exists()


def test_a_folder_in_the_register_folder(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    with pytest.raises(BronFout) as fout:
        registreer(tmp_path)
    assert str(fout.value) == (f"In {tmp_path} staat een map (2024). Leg de bestanden er los in en haal de map weg.")


# --- definitions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oud", "nieuw", "tekst"),
    [
        ("    scheiding:", "    scheidng:", 'onbekende sleutel "scheidng" (bedoelde u "scheiding"?)'),
        ("  p_procent: 10", "  p_procent: veel", "hier hoort een geheel getal, er staat 'veel'"),
        ("    sbi_versie: 2008\n", "", 'geef "sbi_versie" of "sbi_versie_kolom", en niet allebei'),
        ("{kolom: PEILDATUM}", "{kolom: PEILDATUM, dag: 01-01}", 'geef "kolom", of "jaar_uit" met "dag"'),
        ("    blad: Vestigingen", '    scheiding: ";"', '"scheiding" past niet bij formaat xlsx'),
        ("      sbi: SBI\n", "", '"sbi" ontbreekt'),
        ("    formaat: csv", "    formaat: cvs", '"cvs" kan niet (bedoelde u "csv"?); kies uit: csv, xlsx'),
    ],
)
def test_faults_of_register_yml(tmp_path: Path, oud: str, nieuw: str, tekst: str) -> None:
    bron = (WORTEL / "definitions" / "register.yml").read_text(encoding="utf-8")
    assert oud in bron
    (tmp_path / "register.yml").write_text(bron.replace(oud, nieuw, 1), encoding="utf-8")
    with pytest.raises(DefinitieFout) as fout:
        load_registerdefinities(tmp_path)
    assert tekst in str(fout.value) and "register.yml, regel " in str(fout.value)
