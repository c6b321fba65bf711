"""The register of another supplier, laid out differently: the same establishments give the same figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from nep_register import als_fictief, als_haaglanden, definities, save_csv
from werkplaats import Werkplaats

from ezlib.definitions import load_definities
from ezlib.opdracht import lees_opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.reeksen import kies_reeks
from ezlib.register import REGISTER_KOLOMMEN, Registerdefinities, load_registerdefinities
from ezlib.register.geheimhouding import bescherm
from ezlib.register.lezen import lees_register
from ezlib.register.plaatsen import plaats
from ezlib.register.stappen import bekende_buurten, bescherm_register, lees_registerstap, tel_register
from ezlib.store import WORTEL, load_frame, load_json, load_kaart, save_frame

GEMEENTE = "GM0637"
JAREN = (2021, 2022, 2023, 2024)  # the shortest series that knows scale-ups: three years of growth
Schrijver = Callable[[pd.DataFrame, Path], None]
DEFINITIES = load_definities(WORTEL / "definitions")
INDELINGEN = DEFINITIES.gebieden["indelingen"]
WERKLOCATIES = DEFINITIES.gebieden["werklocaties"]
STAPPEN = ["register gelezen", "register geplaatst", "register geteld", "register beschermd"]
# A supplier who separates with a pipe, writes in Windows, reverses dates and puts all years in one file.
POLDER = {
    "naam": "Polderregister",
    "soort": "register",
    "bestanden": "polder*.txt",
    "formaat": "csv",
    "codering": "cp1252",
    "scheiding": "|",
    "decimaal": ",",
    "datumvorm": "dd-mm-jjjj",
    "sbi_versie_kolom": "Versie",
    "peildatum": {"kolom": "Stand"},
    "indeling": "jaar",
    "kolommen": {
        "vestigingsnummer": "Vestiging nr.",
        "kvknummer": "Inschrijving",
        "naam": "Handelsnaam",
        "postcode": "PC6",
        "huisnummer": "Nr",
        "bag_id": "Verblijfsobject",
        "buurtcode": "CBS-buurt",
        "x": "RD-x",
        "y": "RD-y",
        "sbi": "Hoofdactiviteit",
        "banen_groot": ["Voltijd", "Deeltijd vanaf 12 uur"],
        "banen_klein": "Onder 12 uur",
        "startdatum": "Gestart op",
        "gebruik": "Functie pand",
    },
}


def _als_polder(frame: pd.DataFrame, map_: Path) -> None:
    """Write a register as that supplier does."""
    uit = pd.DataFrame({POLDER["kolommen"][k]: frame[k].astype("str").fillna("") for k in POLDER["kolommen"]
                        if isinstance(POLDER["kolommen"][k], str)})  # fmt: skip
    for kolom in ("RD-x", "RD-y"):
        uit[kolom] = uit[kolom].str.replace(".", ",").replace("nan", "")
    uit["Voltijd"] = (frame["banen_groot"] // 3).astype("str")
    uit["Deeltijd vanaf 12 uur"] = (frame["banen_groot"] - frame["banen_groot"] // 3).astype("str")
    for kolom, bron in (("Stand", "peildatum"), ("Gestart op", "startdatum")):
        uit[kolom] = frame[bron].str.replace(r"(\d+)-(\d+)-(\d+)", r"\3-\2-\1", regex=True)
    uit["Versie"] = "2008"
    uit = uit[sorted(uit.columns, reverse=True)]
    save_csv([list(uit.columns), *uit.to_numpy().tolist()], map_ / "Polder 2024.txt", codering="cp1252", scheiding="|")


@pytest.fixture(scope="module")
def tidy(gebouwd: Werkplaats) -> Path:
    return gebouwd.map_ / "data" / "processed" / "tidy"


@pytest.fixture(scope="module")
def kaarten(tidy: Path) -> list[Path]:
    return sorted(tidy.glob("kaart_buurten_*.parquet"))


@pytest.fixture(scope="module")
def fictief(gebouwd: Werkplaats) -> pd.DataFrame:
    """The embedded register of four years as the pipeline read it, with postcodes that a real file may have."""
    alles = load_frame(gebouwd.map_ / "data" / "processed" / "register" / "rijen.parquet")
    deel = alles[alles["jaar"].isin(JAREN)].reset_index(drop=True)
    assert deel["postcode"].str.startswith("0000").all()
    return deel.assign(postcode="27" + deel["postcode"].str[2:])


@pytest.fixture(scope="module")
def met_polder(tmp_path_factory: pytest.TempPathFactory) -> Registerdefinities:
    """The definitions with one supplier more, and nothing else: no code knows it."""
    map_ = tmp_path_factory.mktemp("definitions")
    data = yaml.safe_load((WORTEL / "definitions" / "register.yml").read_text(encoding="utf-8"))
    data["leveranciers"]["polder"] = POLDER
    (map_ / "register.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return load_registerdefinities(map_)


@pytest.fixture
def lees(met_polder: Registerdefinities, kaarten: list[Path], tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Write a register as a supplier does, and read it back."""

    def lees_(schrijf: Schrijver, frame: pd.DataFrame) -> pd.DataFrame:
        map_ = tmp_path / schrijf.__name__
        schrijf(frame, map_)
        gelezen = lees_register(map_, met_polder, bekende_buurten=bekende_buurten(kaarten, INDELINGEN, GEMEENTE))
        assert gelezen.quarantaine.empty and gelezen.meldingen.empty
        return gelezen.rijen

    return lees_


def _tel(rijen: pd.DataFrame, kaarten: list[Path], map_: Path) -> pd.DataFrame:
    geplaatst = plaats(
        rijen, gemeente=GEMEENTE, reeks=kies_reeks(INDELINGEN[GEMEENTE]), werklocaties=WERKLOCATIES[GEMEENTE],
        kaarten=[load_kaart(pad) for pad in kaarten], omtrekken=None, bag=None, keuze=definities().plaatsen,
    )  # fmt: skip
    save_frame(geplaatst, map_ / "rijen.parquet")
    tel_register(
        map_ / "rijen.parquet",
        kaarten,
        definities(),
        DEFINITIES.sectoren,
        INDELINGEN,
        GEMEENTE,
        map_ / "cellen.parquet",
        map_ / "starters.parquet",
    )
    return load_frame(map_ / "cellen.parquet")


def _bescherm(cellen: pd.DataFrame, herkomst: str) -> pd.DataFrame:
    return bescherm(cellen, definities().drempels, bescherming=definities().bescherming, herkomst=herkomst)


# A workbook of 41 thousand rows takes long to write: of that supplier the firms whose number ends in these digits.
@pytest.mark.parametrize(("schrijf", "cijfers"), [(_als_polder, "0123456789"), (als_haaglanden, "15")])
def test_the_same_establishments_give_the_same_frame_cells_and_figures(
    schrijf: Schrijver, cijfers: str, fictief: pd.DataFrame, lees: Callable[..., pd.DataFrame], kaarten: list[Path],
    tmp_path: Path,
) -> None:  # fmt: skip
    deel = fictief[fictief["kvknummer"].str[-1].isin(list(cijfers))].reset_index(drop=True)
    nep, echt = lees(als_fictief, deel), lees(schrijf, deel)
    wie = ["leverancier", "soort"]
    pd.testing.assert_frame_equal(nep, deel)
    pd.testing.assert_frame_equal(nep.drop(columns=wie), echt.drop(columns=wie))
    assert set(nep["soort"]) == {"fictief"} and set(echt["soort"]) == {"register"}
    assert set(nep["jaar"]) == set(JAREN) and len(nep) > 5000

    cellen = [_tel(frame, kaarten, tmp_path / naam) for naam, frame in (("a", nep), ("b", echt))]
    pd.testing.assert_frame_equal(*cellen)
    assert {"vestigingen", "arbeidsplaatsen", "starters", "startups", "scaleups"} < set(cellen[0]["onderwerp"])

    figuren = [_bescherm(c, h) for c, h in zip(cellen, ("fictief", "waargenomen"), strict=True)]
    pd.testing.assert_frame_equal(*(f.drop(columns="herkomst") for f in figuren))
    assert [set(f["herkomst"]) for f in figuren] == [{"fictief"}, {"waargenomen"}]
    assert (figuren[1]["ontbreekt"] == "onderdrukt").any() and figuren[1]["waarde"].notna().any()


def test_the_figures_are_those_that_the_edition_shows(
    fictief: pd.DataFrame, lees: Callable[..., pd.DataFrame], kaarten: list[Path], tidy: Path, tmp_path: Path
) -> None:
    """Of the years whose predecessors are among the four that were delivered."""
    cellen = _tel(lees(_als_polder, fictief), kaarten, tmp_path)
    nu = _bescherm(cellen, "waargenomen")
    tabel = load_frame(tidy / "register.parquet")
    # A legal form of before 2021 passes its date on: firms of seven years old cannot all be told from four years.
    tabel = tabel[(tabel["periode"] == "2024-01-01") & (tabel["kenmerkwaarde"] != "leeftijd_7")]
    sleutel = ["onderwerp", "gebied_code", "periode", "kenmerk", "kenmerkwaarde"]
    paren = tabel.merge(nu, on=sleutel, validate="one_to_one", suffixes=("", "_nu"))
    assert len(paren) == len(tabel) > 200
    pd.testing.assert_series_equal(paren["waarde"], paren["waarde_nu"], check_names=False)
    assert (paren["ontbreekt"] == paren["ontbreekt_nu"]).all()


# --- a real register in the pipeline -----------------------------------------------------------------------------


def test_a_real_register_is_protected_and_told_apart_and_its_last_year_is_provisional(
    fictief: pd.DataFrame, kaarten: list[Path], tidy: Path, tmp_path: Path
) -> None:
    """Nobody said yet that a delivery of this supplier is final up to 2024."""
    klein = fictief[fictief["buurtcode"].str.startswith("BU063709")].assign(soort="register", leverancier="haaglanden")
    regels = definities()
    lev = replace(regels.leveranciers["haaglanden"], definitief_tot="2023-01-01")
    cellen = _tel(klein, kaarten, tmp_path)
    bescherm_register(
        tmp_path / "cellen.parquet", tmp_path / "rijen.parquet", sorted(tidy.glob("cbs_*.parquet")), [], {},
        replace(regels, leveranciers={"haaglanden": lev}), INDELINGEN, WERKLOCATIES, GEMEENTE, tmp_path / "tabel.parquet",
        tmp_path / "geheimhouding.csv", DEFINITIES.sectoren,
    )  # fmt: skip
    tabel, audit = load_frame(tmp_path / "tabel.parquet"), (tmp_path / "geheimhouding.csv").read_text(encoding="utf-8")
    assert set(tabel["herkomst"]) == {"waargenomen"} and set(tabel["publicatie"]) == {"Vestigingenregister"}
    assert tabel["ontbreekt"].eq("onderdrukt").any() and not tabel["noot"].str.contains("erzonnen").any()
    assert set(tabel.loc[tabel["periode"] <= "2023-01-01", "status"]) == {"definitief"}
    assert set(tabel.loc[tabel["periode"] == "2024-01-01", "status"]) == {"voorlopig"}
    assert audit.count("\n") == len(cellen) + 1 and "te weinig bedrijven" in audit


@pytest.mark.parametrize(("schrijf", "soort"), [(als_fictief, "fictief"), (_als_polder, "register")])
def test_the_step_that_reads_says_what_kind_of_register_it_was(
    fictief: pd.DataFrame,
    kaarten: list[Path],
    met_polder: Registerdefinities,
    tmp_path: Path,
    schrijf: Schrijver,
    soort: str,
) -> None:
    map_ = tmp_path / "register"
    map_.mkdir()
    schrijf(fictief[fictief["buurtcode"] == "BU06370001"], map_)
    (map_ / "herkomst.json").write_text(json.dumps({"bestanden": {}, "soort": "onbekend"}), encoding="utf-8")
    lees_registerstap(map_, kaarten, met_polder, INDELINGEN, GEMEENTE, tmp_path / "r.parquet", tmp_path / "b.json")
    rijen, bewijs = load_frame(tmp_path / "r.parquet"), load_json(tmp_path / "b.json")
    assert list(rijen.columns) == REGISTER_KOLOMMEN and set(rijen["soort"]) == {soort}
    assert bewijs["herkomst"]["soort"] == soort and bewijs["rijen_in"] == len(rijen)
    assert bewijs["quarantaine"] == bewijs["meldingen"] == []


@pytest.fixture
def stappen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Opzet], Iterator[Any]]:
    monkeypatch.syspath_prepend(str(WORTEL / "tasks"))
    import task_1_register

    return task_1_register.stappen


@pytest.fixture
def opzet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opzet:
    monkeypatch.setenv("EZ_DATA", str(tmp_path / "data"))
    return maak_opzet(lees_opdracht(["yearly"]))


def test_any_real_register_switches_the_fictive_one_off(
    opzet: Opzet, stappen: Callable[[Opzet], Iterator[Any]], fictief: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    namen = [s.name for s in stappen(opzet)]
    assert namen == ["register verzonnen", *STAPPEN]
    map_ = opzet.huis.raw / "register"
    map_.mkdir(parents=True)
    als_haaglanden(fictief[fictief["buurtcode"] == "BU06370001"].head(5), map_)
    eigen = list(stappen(opzet))
    assert [s.name for s in eigen] == STAPPEN
    assert "Register geregistreerd" in capsys.readouterr().out
    assert load_json(map_ / "herkomst.json")["soort"] == "register"
    gelezen = eigen[0].depends_on["bestanden"]
    assert [p.path for p in gelezen] == [map_ / "Levering Haaglanden.xlsx"]
