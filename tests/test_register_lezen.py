"""Reading a business register: two suppliers give one frame, no row gets lost, and what was read is registered."""

from __future__ import annotations

import json
import string
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nep_register import (
    als_fictief,
    als_haaglanden,
    fictieve_cellen,
    haaglandse_cellen,
    register,
    save_csv,
    save_xlsx,
)
from registerbestandjes import CSV, XLSX, lees, meldingen, met_anders, telling, twee_csv

from ezlib.fouten import BronFout, DefinitieFout
from ezlib.register import REGISTER_KOLOMMEN, REGISTER_TYPEN, load_registerdefinities
from ezlib.register.registreren import heeft_register, registreer
from ezlib.store import WORTEL

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
    a, b = lees(tmp_path / "a"), lees(tmp_path / "b")
    pd.testing.assert_frame_equal(a.rijen, frame)
    wie = ["leverancier", "soort"]
    pd.testing.assert_frame_equal(a.rijen.drop(columns=wie), b.rijen.drop(columns=wie))
    assert set(b.rijen["soort"]) == {"register"} and set(b.rijen["leverancier"]) == {"haaglanden"}
    assert a.meldingen.empty and a.quarantaine.empty and b.meldingen.empty and b.quarantaine.empty
    assert b.bestanden[0].genegeerde_kolommen == ("EXTRA",)
    assert b.bestanden[0].peildata == ("2023-01-01", "2024-01-01", "2025-01-01")


def test_windows_csv_with_decimal_comma_and_the_zeros_that_excel_dropped(tmp_path: Path) -> None:
    defs = met_anders("fictief", codering="cp1252", scheiding=",", decimaal=",", datumvorm="jjjjmmdd")
    regels = fictieve_cellen(register({"naam": "Café Één"}))
    cel = dict(zip(regels[0], range(len(regels[0])), strict=True))
    for kolom, waarde in {"x": "92000,5", "vestigingsnummer": "1", "kvknummer": "1", "startdatum": "20190502"}.items():
        regels[1][cel[kolom]] = waarde
    regels[1][cel["buurtcode"]] = "6370001"
    save_csv(regels, tmp_path / CSV, codering="cp1252", scheiding=",")
    pd.testing.assert_frame_equal(lees(tmp_path, defs).rijen, register({"naam": "Café Één"}))


def test_no_folder_and_no_files_is_no_register(tmp_path: Path) -> None:
    for map_ in (tmp_path / "weg", tmp_path):
        leeg = lees(map_)
        assert leeg.rijen.empty and list(leeg.rijen.columns) == REGISTER_KOLOMMEN
        assert {k: str(t) for k, t in leeg.rijen.dtypes.items()} == REGISTER_TYPEN
        assert not heeft_register(map_) and registreer(map_) == ""


def test_fifty_columns_too_many_are_ignored_and_named(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}))
    extra = [f"extra_{n}" for n in range(50)]
    save_csv([[*extra[:25], *regels[0], *extra[25:]], ["x"] * 25 + regels[1] + ["x"] * 25], tmp_path / CSV)
    resultaat = lees(tmp_path)
    pd.testing.assert_frame_equal(resultaat.rijen, register({}))
    assert resultaat.bestanden[0].genegeerde_kolommen == tuple(extra)


def test_blank_lines_are_no_rows_but_keep_their_number(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {"banen_groot": -1}))
    save_csv([regels[0], [], regels[1], [""] * 5, regels[2]], tmp_path / CSV)
    resultaat = lees(tmp_path)
    assert len(resultaat.rijen) == 1 and resultaat.quarantaine["rij"].tolist() == [5]


# --- rows ---------------------------------------------------------------------------------------------------------


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
    twee_csv(tmp_path, 3, **{kolom: waarde})
    resultaat = lees(tmp_path)
    assert resultaat.quarantaine.to_dict("records") == [{"bestand": CSV, "rij": 3, "kolom": kolom, "reden": reden}]
    assert len(resultaat.rijen) == 1 and resultaat.meldingen.empty


def test_jobs_partly_empty_are_zero_and_wholly_empty_are_refused(tmp_path: Path) -> None:
    twee_csv(tmp_path, banen_klein="")
    assert lees(tmp_path).rijen["banen"].tolist() == [3, 3]
    twee_csv(tmp_path, 2, banen_klein="", banen_groot="")
    assert telling(lees(tmp_path).quarantaine) == {"geen banen ingevuld": 1}


def test_peildatum_of_1900_and_2099(tmp_path: Path) -> None:
    regels = haaglandse_cellen(register(*[{} for _ in range(6)]))
    for regel, waarde in zip(regels[1:4], ["01-01-1900", "01-01-2099", None], strict=True):
        regel[regels[0].index("PEILDATUM")] = waarde
    regels[4][regels[0].index("PEILDATUM")] = "onzin"
    save_xlsx(regels, tmp_path / XLSX)
    resultaat = lees(tmp_path)
    assert telling(resultaat.quarantaine) == {
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
    twee_csv(tmp_path, 3, **{kolom: waarde})
    resultaat = lees(tmp_path)
    assert resultaat.meldingen.to_dict("records") == [{"bestand": CSV, "rij": 3, "kolom": kolom, "reden": reden}]
    assert len(resultaat.rijen) == 2 and resultaat.quarantaine.empty
    rij = resultaat.rijen[resultaat.rijen["vestigingsnummer"] == "000000000002"].iloc[0]
    assert rij[kolom] == wordt


@pytest.mark.parametrize("waarde", ["9", "452000,0x", "400000"])
def test_coordinates_outside_the_country(tmp_path: Path, waarde: str) -> None:
    twee_csv(tmp_path, 3, y=waarde if waarde != "400000" else "700000")
    resultaat = lees(tmp_path)
    assert resultaat.rijen["y"].isna().tolist() == [False, True]
    assert telling(resultaat.meldingen) == {"coördinaat is niet te lezen of ligt buiten Nederland": 1}


def test_old_firms_and_ordinary_writing_are_left_alone(tmp_path: Path) -> None:
    twee_csv(tmp_path, startdatum="1786-03-01", sbi="62.01", postcode="2711 ab", buurtcode="06370001")
    resultaat = lees(tmp_path)
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
    twee_csv(tmp_path, gebruik=woord)
    assert set(lees(tmp_path).rijen["gebruik"]) == {gebruik}


def test_a_row_with_a_cell_too_many_or_too_few(tmp_path: Path) -> None:
    regels = fictieve_cellen(register({}, {}, {}))
    save_csv([regels[0], regels[1] + ["x"], regels[2][:-1], regels[3] + [""]], tmp_path / CSV)
    resultaat = lees(tmp_path)
    assert resultaat.quarantaine["rij"].tolist() == [2, 3]
    assert telling(resultaat.quarantaine) == {"aantal kolommen in de rij klopt niet": 2}


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
            resultaat = lees(Path(map_))
        except BronFout:
            return  # a fault of the file stops everything; those have their own tests
    assert len(resultaat.rijen) + len(resultaat.quarantaine) == len(rijen)
    assert {k: str(t) for k, t in resultaat.rijen.dtypes.items()} == REGISTER_TYPEN
    assert resultaat.quarantaine["rij"].is_unique
    assert not set(resultaat.meldingen["rij"]) & set(resultaat.quarantaine["rij"])


def test_no_content_of_a_row_in_any_message(tmp_path: Path) -> None:
    geheim = {"naam": "Geheim BV", "vestigingsnummer": "987654321098", "kvknummer": "87654321", "huisnummer": "7931"}
    twee_csv(tmp_path, 3, **geheim, startdatum="onzin-7777", postcode="9999ZZZ", banen_groot="veel-4444")
    resultaat = lees(tmp_path)
    tekst = resultaat.quarantaine.to_csv() + resultaat.meldingen.to_csv() + str(resultaat.bestanden)
    twee_csv(tmp_path, **geheim, banen_groot="5555,5")
    tekst += "".join(meldingen(tmp_path))
    for woord in [*geheim.values(), "7777", "9999ZZZ", "4444", "5555"]:
        assert woord not in tekst


# --- registration -------------------------------------------------------------------------------------------------


def test_registration_is_written_once_and_again_after_a_change(tmp_path: Path) -> None:
    map_ = tmp_path / "register"
    twee_csv(map_)
    (map_ / "~$haaglanden.xlsx").write_bytes(b"x")  # Excel has a file open
    (map_ / ".DS_Store").write_bytes(b"x")
    assert registreer(map_) == f"Register geregistreerd in {map_}: {CSV}."
    herkomst = json.loads((map_ / "herkomst.json").read_text())
    assert herkomst["soort"] == "register" and herkomst["bestanden"][CSV]["bytes"] == (map_ / CSV).stat().st_size
    assert registreer(map_) == ""
    twee_csv(map_, banen_groot="9")
    twee_csv(map_, bestand="fictief-register-2023.csv")
    assert registreer(map_) == (
        f"Register opnieuw geregistreerd in {map_} (nieuw: fictief-register-2023.csv; veranderd: {CSV})."
    )
    assert len(lees(map_).rijen) == 4
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
