"""KvK mutations: read like a register, and only a starter is a starter."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from kvkbestandjes import BEKEND, DEFS, kvk_csv, kvk_lees, mutatieframe
from nep_register import BUURTEN, save_xlsx
from registerbestandjes import telling

from ezlib.fouten import BronFout, DefinitieFout
from ezlib.register import load_registerdefinities
from ezlib.register.kvk import MUTATIE_TYPEN, kwartaal_van, lees_mutaties
from ezlib.register.kvk_tellen import is_einde, soort_inschrijving
from ezlib.store import WORTEL

# --- reading ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("datum", "kwartaal"),
    [("2025-01-01", "2025K1"), ("2025-03-31", "2025K1"), ("2025-04-01", "2025K2"), ("2025-12-31", "2025K4")],
)
def test_the_date_decides_the_quarter(datum: str, kwartaal: str) -> None:
    assert kwartaal_van(pd.Series([datum])).tolist() == [kwartaal]


def test_late_mutations_and_a_file_of_several_quarters(tmp_path: Path) -> None:
    kvk_csv(tmp_path, "2025K1-2025K2", ("1", "1", "in", "2025-02-01"), ("2", "2", "in", "2025-05-01"))
    kvk_csv(tmp_path, "2025K4", ("3", "3", "in", "2025-06-30"), ("4", "4", "in", "2025-12-31"))
    gelezen = kvk_lees(tmp_path)
    assert gelezen.kwartalen == ("2025K1", "2025K2", "2025K4")  # the third is missing, and nobody fills it
    assert gelezen.rijen["kwartaal"].tolist() == ["2025K1", "2025K2", "2025K2", "2025K4"]
    assert telling(gelezen.meldingen) == {"late mutatie: telt in het kwartaal van de datum": 1}
    assert {k: str(t) for k, t in gelezen.rijen.dtypes.items()} == MUTATIE_TYPEN


def test_the_same_registration_in_two_files_counts_once_and_the_newest_tells_when(tmp_path: Path) -> None:
    kvk_csv(tmp_path, "2025K1", ("1", "1", "in", "2025-03-30"), ("1", "1", "binnen", "2025-03-31"))
    kvk_csv(tmp_path, "2025K2", ("1", "1", "in", "2025-04-02"), ("1", "1", "binnen", "2025-06-01"))
    gelezen = kvk_lees(tmp_path)
    assert gelezen.rijen[["datum", "gebeurtenis"]].values.tolist() == [
        ["2025-03-31", "verhuizing_binnen"],  # who moves twice moved twice
        ["2025-04-02", "inschrijving"],
        ["2025-06-01", "verhuizing_binnen"],
    ]
    assert gelezen.quarantaine.values.tolist() == [
        ["fictief-kvk-2025K1.csv", 2, "", "dezelfde mutatie staat er nog eens in"]
    ]
    shutil.copy(tmp_path / "fictief-kvk-2025K2.csv", tmp_path / "fictief-kvk-2025K2-nogmaals.csv")
    assert kvk_lees(tmp_path).rijen.equals(gelezen.rijen)


def test_rows_that_cannot_be_counted(tmp_path: Path) -> None:
    kvk_csv(
        tmp_path, "2025K2",
        ("", "1", "in", "2025-04-01"), ("2", "2", "iets anders", "2025-04-01"), ("3", "3", "in", ""),
        ("4", "4", "in", "2025-07-01"), ("5", "5", "in", "2024-12-31"), ("6", "6", "in", "2025-04-01", "toverij"),
        ("7", "7", "INSCHRIJVING ", "2025-04-01", "Nieuwe  Onderneming"),
    )  # fmt: skip
    gelezen = kvk_lees(tmp_path)
    assert telling(gelezen.quarantaine) == {
        "geen KvK-nummer": 1, "soort mutatie is niet bekend": 1, "geen datum": 1,
        "datum ligt na het kwartaal van het bestand": 1, "van het kwartaal van de datum is er geen bestand": 1,
    }  # fmt: skip
    assert gelezen.rijen["aanleiding"].tolist() == ["", "starter"]
    assert telling(gelezen.meldingen)["aanleiding is niet bekend"] == 1


def test_all_faults_of_all_files_in_one_report(tmp_path: Path) -> None:
    kvk_csv(tmp_path, "nieuw", ("1", "1", "in", "2025-04-01"))
    kvk_csv(tmp_path, "2025K1", ("1,23E+7", "1", "in", "01-02-2025"))
    with pytest.raises(BronFout) as fout:
        kvk_lees(tmp_path)
    kop, *regels = str(fout.value).splitlines()
    assert kop.endswith("er is niets ingelezen. 3 fout(en):")
    samen = "\n".join(regels)
    assert "fictief-kvk-2025K1.csv: rij 2, kolom kvknummer: Excel heeft het nummer ingekort" in samen
    assert "fictief-kvk-2025K1.csv: rij 2, kolom datum: de datums zijn niet te lezen als jjjj-mm-dd." in samen
    assert (
        'fictief-kvk-nieuw.csv: in de bestandsnaam staat geen kwartaal. Noem het bestand bijvoorbeeld "fictief-kvk-2025K3.csv".'
    ) in samen


def test_a_workbook_of_a_supplier_with_its_own_words_and_the_direction_of_a_move(tmp_path: Path) -> None:
    kolommen = DEFS.mutatieleveranciers["kvk_mutaties"].kolommen

    def rij(kvk: str, mutatie: str, van: str = "", naar: str = "", buurt: str = "BU06370002") -> list[Any]:
        cel = {"kvknummer": kvk, "mutatie": mutatie, "gemeente_van": van, "gemeente_naar": naar, "buurtcode": buurt}
        cel |= {"datum": pd.Timestamp(2025, 5, 6).to_pydatetime(), "sbi": "9621", "aanleiding": "Oprichting"}
        return [cel.get(k, "") for k in kolommen]

    regels = [
        list(kolommen.values()),
        rij("1", "Nieuwe inschrijving"), rij("2", "Uitschrijving"), rij("3", "Verhuizing", "GM0599", "GM0637"),
        rij("4", "verhuizing", "GM0637", "GM0599", "BU05990101"), rij("5", "Adreswijziging", "gm0637", "GM0637"),
        rij("6", "verhuizing", "GM0599", "GM0518"),
    ]  # fmt: skip
    save_xlsx(regels, tmp_path / "KvK mutaties 2025K2.xlsx")
    blad = DEFS.mutatieleveranciers["kvk_mutaties"]
    import dataclasses

    defs = dataclasses.replace(
        DEFS, mutatieleveranciers={"kvk_mutaties": dataclasses.replace(blad, blad="Vestigingen")}
    )
    gelezen = lees_mutaties(tmp_path, defs, bekende_buurten=BUURTEN, gemeente="GM0637")
    assert gelezen.rijen["gebeurtenis"].tolist() == [
        "inschrijving", "opheffing", "verhuizing_in", "verhuizing_uit", "verhuizing_binnen",
    ]  # fmt: skip
    assert gelezen.rijen["buurtcode"].tolist() == ["BU06370002"] * 3 + ["", "BU06370002"]
    assert set(gelezen.rijen["sbi_versie"]) == {2025} and set(gelezen.rijen["datum"]) == {"2025-05-06"}
    assert telling(gelezen.quarantaine) == {"richting van de verhuizing is niet te zien": 1}


def test_faults_in_the_definitions_are_told_with_their_line(tmp_path: Path) -> None:
    map_ = Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))
    tekst = (map_ / "register.yml").read_text(encoding="utf-8")
    tekst = tekst.replace("        gemeente_van: GEMEENTE_OUD\n", "").replace(
        "opheffing: [opheffing]\n", "opheffng: [x]\n"
    )
    (map_ / "register.yml").write_text(tekst, encoding="utf-8")
    with pytest.raises(DefinitieFout) as fout:
        load_registerdefinities(map_)
    assert 'onbekende sleutel "opheffng" (bedoelde u "opheffing"?)' in str(fout.value)
    (map_ / "register.yml").write_text(tekst.replace("opheffng: [x]", "opheffing: [x]"), encoding="utf-8")
    with pytest.raises(DefinitieFout, match='zonder "gemeente_van" bij kolommen is de richting'):
        load_registerdefinities(map_)


# --- who is a starter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regels", "soort"),
    [
        (["k1 v1 in 2025-05-01 1 -"], "starter"),
        (["k1 v1 in 2025-05-01 1 starter"], "starter"),
        (["k1 v1 in 2025-05-01 1 overname"], "overname"),
        (["k1 v1 in 2025-05-01 1 rechtsvorm"], "rechtsvorm"),
        # the register knew the firm, or the establishment
        (["k9 v1 in 2025-05-01 1 -"], "nevenvestiging"),
        (["k9 v1 in 2025-05-01 1 starter"], "nevenvestiging"),
        (["k9 v9 in 2025-05-01 1 -"], "terugkeer"),
        (["k9 v9 in 2025-01-20 1 -"], "starter"),  # registered late: within 31 days of the peildatum
        # closed elsewhere within 31 days: moved; after 32 it only had one before
        (["k1 v2 in 2025-05-01 1 -", "k1 v1 uit 2025-04-01 2 -"], "verplaatsing"),
        (["k1 v2 in 2025-05-01 1 -", "k1 v1 uit 2025-03-30 2 -"], "starter"),
        # the same address and trade under another number
        (["k1 v1 in 2025-05-01 1 -", "k2 v2 uit 2025-05-20 1 -"], "doorgang"),
        (["k1 v1 in 2025-05-01 1 starter", "k2 v2 uit 2025-05-20 1 -"], "starter"),
        (["k1 v1 in 2025-05-01 1 -", "k2 v2 uit 2025-05-20 3 -"], "starter"),
        # two establishments on one day: one firm began, with a branch
        (["k1 v2 in 2025-05-01 1 -", "k1 v1 in 2025-05-01 2 -"], "nevenvestiging"),
    ],
)
def test_kind_of_a_registration(regels: list[str], soort: str) -> None:
    assert soort_inschrijving(mutatieframe(*regels), BEKEND, doorgang_dagen=31).iloc[0] == soort


def test_a_closure_that_is_half_of_going_on_is_no_end() -> None:
    frame = mutatieframe(
        "k1 v2 in 2025-05-01 1 -", "k1 v1 uit 2025-05-02 2 -",  # moved
        "k3 v3 in 2025-05-01 5 -", "k2 v2 uit 2025-05-02 5 -",  # goes on under a new number
        "k4 v4 uit 2025-05-02 6 -", "k5 v5 in 2025-05-01 6 starter",  # an end, beside a real starter
    )  # fmt: skip
    frame = frame.assign(kind=soort_inschrijving(frame, BEKEND, doorgang_dagen=31))
    assert is_einde(frame, doorgang_dagen=31).tolist() == [False, False, False, False, True, False]
