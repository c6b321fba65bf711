"""The database economie: the same figures as waarnemingen.csv, nothing made up in its views, whole or not there."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from tabelletjes import KADER, waarnemingen
from werkplaats import Werkplaats, resten

from ezlib.csvtekst import als_csv
from ezlib.database import TABELLEN
from ezlib.database.bestand import vul_database
from ezlib.database.schema import tabellen
from ezlib.database.schema_csv import bestanden
from ezlib.database.schema_views import views
from ezlib.database.stappen import maak_database
from ezlib.database.sterren import maak_sterren
from ezlib.database.woordenboek import woordenboek
from ezlib.definitions import Definities, load_definities
from ezlib.fouten import ControleFout, OpslagFout
from ezlib.indicators import KOLOMMEN, SLEUTEL
from ezlib.store import WORTEL, save_frame

ECHT = load_definities(WORTEL / "definitions")
FMI, BANEN = "functiemengingsindex", "arbeidsplaatsen"
CSV = """
    SELECT w.indicator_id, g.gebied_type, g.gebied_code, g.gebied_naam, g.indeling, w.periode, w.kenmerk, w.kenmerkwaarde,
           w.waarde, i.eenheid, w.ondergrens, w.bovengrens, w.n, w.status, w.herkomst, w.ontbreekt, w.bron_id, w.noot,
           w.editie, i.definitie_sha
    FROM {tabel} AS w JOIN gebied AS g USING (gebied_id) JOIN indicator AS i USING (indicator_id)
"""


def _definities(**anders: object) -> Definities:
    """Two indicators and one source, which every small table below uses."""
    ind = {i: dataclasses.replace(ECHT.indicatoren[i], **anders) for i in (FMI, BANEN)}
    bron = next(iter(ECHT.bronnen.values()))
    return dataclasses.replace(ECHT, indicatoren=ind, bronnen={"bron": dataclasses.replace(bron, id="bron")})


def _bron(**anders: object) -> dict[str, object]:
    velden = ("naam", "uitgever", "soort", "licentie", "cadans", "leverancier", "toelichting", "tabel")
    return dict.fromkeys(velden, "x") | {"id": "bron", "aanwezig": True, "gewijzigd": "2024-03-01T02:00:00"} | anders


def _sterren(
    *rijen: dict[str, object], historie: tuple[dict[str, object], ...] = (), **anders: object
) -> dict[str, pd.DataFrame]:
    toen = waarnemingen(*({"indicator_id": FMI} | r for r in historie)) if historie else waarnemingen({"waarde": 1})[:0]
    nu = waarnemingen(*({"indicator_id": FMI} | r for r in rijen))
    gewoon = {"definities": _definities(), "kader": KADER, "bronnen": [_bron()], "jaar": 2021}
    return maak_sterren(nu, toen, **(gewoon | anders))


def _database(map_: Path, sterren: dict[str, pd.DataFrame]) -> duckdb.DuckDBPyConnection:
    for naam, frame in sterren.items():
        save_frame(frame, map_ / f"{naam}.parquet")
    vul_database(map_ / "e.duckdb", {naam: map_ / f"{naam}.parquet" for naam in sterren})
    return duckdb.connect(map_ / "e.duckdb", read_only=True)


# --- small tables --------------------------------------------------------------------------------------------------


def test_views_leave_out_what_was_made_up_and_the_table_keeps_it_with_its_mark(tmp_path: Path) -> None:
    rijen = [{"waarde": 48}, {"waarde": 50, "herkomst": "fictief", "periode": "2022-01-01"}]
    with _database(tmp_path, _sterren(*rijen)) as db:
        assert db.execute("SELECT waarde, herkomst FROM waarneming ORDER BY einde").fetchall() == [
            (48, "waargenomen"),
            (50, "fictief"),
        ]
        assert db.execute("SELECT waarde FROM cijfers_met_fictief ORDER BY 1").fetchall() == [(48,), (50,)]
        # The made-up figure is later and would be the latest.
        assert db.execute("SELECT waarde FROM laatste").fetchall() == [(48,)]
        for view in set(views()) - {"cijfers_met_fictief"}:
            assert db.execute(f"SELECT count(*) FROM {view} WHERE waarde = 50").fetchone() == (0,)


def test_latest_is_the_latest_that_is_known_else_the_reason(tmp_path: Path) -> None:
    rijen = [
        {"waarde": 48, "periode": "2020"},
        {"waarde": 49, "periode": "2021-01-02"},
        {"waarde": None, "periode": "2021K3", "ontbreekt": "onderdrukt"},
        {"waarde": None, "periode": "2020", "gebied_code": "WK000101", "ontbreekt": "geheim"},
    ]
    with _database(tmp_path, _sterren(*rijen)) as db:
        gevonden = db.execute("SELECT gebied_code, periode, waarde, ontbreekt FROM laatste ORDER BY 1").fetchall()
    assert gevonden == [("GM0001", "2021-01-02", 49, None), ("WK000101", "2020", None, "geheim")]


def test_a_code_of_two_boundary_years_is_two_areas_and_two_series(tmp_path: Path) -> None:
    kader = dataclasses.replace(KADER, gelijk=[[2014, 2024]])
    wijk = {"gebied_code": "WK000101"}
    rijen = [{"waarde": 1, "periode": f"{jaar}-01-01", "indeling": jaar, **wijk} for jaar in (2023, 2024, 2025)]
    with _database(tmp_path, _sterren(*rijen, kader=kader)) as db:
        reeks = db.execute("SELECT DISTINCT reeks_id, count(*) FROM reeks_per_wijk GROUP BY 1 ORDER BY 1").fetchall()
        laatste = db.execute("SELECT periode FROM laatste ORDER BY 1").fetchall()
    assert reeks == [("WK000101 2014-2024", 2), ("WK000101 2025", 1)]
    assert laatste == [("2024-01-01",), ("2025-01-01",)]


def test_benchmark_compares_one_publication_and_one_period(tmp_path: Path) -> None:
    ver = {"gebied_code": "GM0003"}
    rijen = [
        {"waarde": 48, "periode": "2020"},
        {"waarde": 49, "periode": "2021"},
        {"waarde": 40, "periode": "2020", **ver},
        {"waarde": 41, "periode": "2021", "editie": "Een andere publicatie", **ver},
        {"waarde": 30, "periode": "2020", "gebied_code": "NL00"},
        {"waarde": 9, "periode": "2020", "gebied_code": "GM0009"},
        {"waarde": 7, "periode": "2020", "gebied_code": "WK000101"},
    ]
    with _database(tmp_path, _sterren(*rijen)) as db:
        gevonden = db.execute(
            "SELECT groep, gebied_code, periode, eigen_waarde, waarde, verschil, is_laatste FROM benchmark ORDER BY 1"
        ).fetchall()
    assert gevonden == [
        ("Nederland", "NL00", "2020", 48, 30, 18, True),
        ("Vergelijkbare steden", "GM0003", "2020", 48, 40, 8, True),
    ]


def test_a_count_has_no_difference_with_a_town_of_another_size(tmp_path: Path) -> None:
    rijen = [{"indicator_id": BANEN, "waarde": w, "gebied_code": c} for c, w in {"GM0001": 10, "GM0003": 4}.items()]
    with _database(tmp_path, _sterren(*rijen)) as db:
        assert db.execute("SELECT eigen_waarde, waarde, verschil FROM benchmark").fetchall() == [(10, 4, None)]


def test_change_is_computed_within_one_publication(tmp_path: Path) -> None:
    banen = {"indicator_id": BANEN, "editie": "Jaarstukken 2022"}
    rijen = [
        banen | {"waarde": 110, "periode": "2021-01-01"},
        banen | {"waarde": 90, "periode": "2020-01-01", "editie": "Jaarstukken 2021"},
        banen | {"waarde": 500, "periode": "2022-01-01", "herkomst": "fictief"},
        banen | {"waarde": 7, "gebied_code": "WK000101"},
    ]
    eerder = banen | {"waarde": 100, "periode": "2020-01-01"}
    with _database(tmp_path, _sterren(*rijen, historie=(eerder,))) as db:
        vraag = "SELECT gebied_id, waarde, vorig_waarde, vorig_procent, vorig_publicatie, vorig_reden FROM verandering"
        assert db.execute(vraag).fetchall() == [("GM0001-2021", 110, 100, 10, "Jaarstukken 2022", None)]


def test_keys_hold_and_every_thing_is_explained(tmp_path: Path) -> None:
    with _database(tmp_path, _sterren({"waarde": 48}, historie=({"waarde": 47, "editie": "Eerder"},))) as db:
        zonder = db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = '' "
            "UNION SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL "
            "UNION SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
        assert zonder == []
        soorten = dict(db.execute("SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1").fetchall())
        assert soorten["PRIMARY KEY"] == len(TABELLEN)
        assert soorten["FOREIGN KEY"] == 15  # five from each table of figures
    with duckdb.connect(tmp_path / "e.duckdb") as db, pytest.raises(duckdb.ConstraintException):
        db.execute("UPDATE waarneming SET herkomst = 'verzonnen'")
    with duckdb.connect(tmp_path / "e.duckdb") as db, pytest.raises(duckdb.ConstraintException):
        db.execute("INSERT INTO waarneming SELECT * REPLACE ('GM9999-2021' AS gebied_id) FROM waarneming")


def test_views_have_the_columns_that_the_dictionary_gives(tmp_path: Path) -> None:
    with _database(tmp_path, _sterren({"waarde": 48})) as db:
        for naam, schema in (tabellen() | views()).items():
            assert [kolom[0] for kolom in db.execute(f"FROM {naam} LIMIT 0").description] == list(schema.columns), naam
    assert list(tabellen()) == list(TABELLEN)


def test_a_word_that_is_not_known_stops_with_its_table_and_column() -> None:
    with pytest.raises(ControleFout, match=r'tabel indicator, kolom richting: onbekend woord \(2 keer\): "opzij"'):
        _sterren({"waarde": 48}, definities=_definities(richting="opzij"))


BOOS = [
    "=1+1",
    "@SUM(A1)",
    "a\tb\r\nc",
    "'; DROP TABLE waarneming; --",
    "<script>alert(1)</script>",
    "\x00\x1b[31m",
    "🙂" * 400,
]


def test_hostile_text_is_text(tmp_path: Path) -> None:
    codes = [f"WK0001{i:02}" for i in range(len(BOOS))]
    rijen = [
        {"waarde": -48, "gebied_code": code, "gebied_naam": boos, "noot": boos, "editie": boos}
        for code, boos in zip(codes, BOOS, strict=True)
    ]
    sterren = _sterren(*rijen, bronnen=[_bron(naam=BOOS[3])])
    with _database(tmp_path, sterren) as db:
        gevonden = db.execute(
            "SELECT waarde, gebied_naam, noot, editie, bron FROM cijfers ORDER BY gebied_code"
        ).fetchall()
    assert gevonden == [(-48, boos, boos, boos, BOOS[3]) for boos in BOOS]
    tekst = als_csv(sterren["gebied"])
    assert tekst.count("\n") == len(BOOS) + 1, "a line end in a name begins no row"
    assert ",=" not in tekst and ",@" not in tekst and "'=1+1" in tekst


def test_a_database_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    sterren = _sterren({"waarde": 48})
    _database(tmp_path, sterren).close()
    oud = (tmp_path / "e.duckdb").read_bytes()
    parquet = {naam: tmp_path / f"{naam}.parquet" for naam in sterren}
    save_frame(sterren["waarneming"].assign(gebied_id="GM9999-2021"), parquet["waarneming"])
    with pytest.raises(duckdb.ConstraintException):
        maak_database(parquet, tmp_path / "e.duckdb")
    assert (tmp_path / "e.duckdb").read_bytes() == oud
    assert resten(tmp_path) == []


def test_a_database_that_cannot_be_replaced_says_what_to_do(tmp_path: Path) -> None:
    sterren = _sterren({"waarde": 48})
    _database(tmp_path, sterren).close()
    (tmp_path / "in_de_weg" / "iets").mkdir(parents=True)
    parquet = {naam: tmp_path / f"{naam}.parquet" for naam in sterren}
    with pytest.raises(OpslagFout, match="open in een ander programma"):
        maak_database(parquet, tmp_path / "in_de_weg")
    assert resten(tmp_path) == []


# --- the edition ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def db(gebouwd: Werkplaats):
    with duckdb.connect(gebouwd.werk / "economie.duckdb", read_only=True) as verbinding:
        yield verbinding


def _csv(pad: Path) -> pd.DataFrame:
    getallen = dict.fromkeys(["waarde", "ondergrens", "bovengrens", "n"], "float64")
    frame = pd.read_csv(pad, dtype=dict.fromkeys(KOLOMMEN, "str") | getallen | {"indeling": "int64"}, keep_default_na=False,
                        na_values={k: [""] for k in getallen})  # fmt: skip
    return frame.sort_values([*SLEUTEL, "editie"], ignore_index=True)


@pytest.mark.parametrize(("tabel", "bestand"), [("waarneming", "waarnemingen.csv"), ("historie", "historie.csv")])
def test_the_database_says_what_the_csv_says(
    gebouwd: Werkplaats, db: duckdb.DuckDBPyConnection, tabel: str, bestand: str
) -> None:
    verwacht = _csv(gebouwd.editie / "tabellen" / bestand)
    gevonden = db.execute(CSV.format(tabel=tabel)).df()
    teksten = [k for k in KOLOMMEN if not pd.api.types.is_numeric_dtype(verwacht[k])]
    gevonden = gevonden.fillna(dict.fromkeys(teksten, "")).astype(verwacht.dtypes)
    gevonden = gevonden.sort_values([*SLEUTEL, "editie"], ignore_index=True)
    # The csv holds ten significant digits.
    pd.testing.assert_frame_equal(gevonden, verwacht, rtol=1e-9)


def test_parquet_csv_and_database_are_the_same(gebouwd: Werkplaats, db: duckdb.DuckDBPyConnection) -> None:
    map_ = gebouwd.editie / "tabellen" / "database"
    with zipfile.ZipFile(map_ / "economie-csv.zip") as zip_:
        assert zip_.namelist() == [*(f"{naam}.csv" for naam in TABELLEN), "gegevenswoordenboek.csv"]
        for naam in TABELLEN:
            parquet = db.read_parquet(str(map_ / f"{naam}.parquet")).df()
            pd.testing.assert_frame_equal(db.table(naam).df(), parquet, check_dtype=False)
            tekst = zip_.read(f"{naam}.csv").decode()
            assert tekst == als_csv(pd.read_parquet(map_ / f"{naam}.parquet")), naam


def test_nothing_made_up_is_in_a_view_of_the_edition(db: duckdb.DuckDBPyConnection) -> None:
    (verzonnen,) = db.execute("SELECT count(*) FROM waarneming WHERE herkomst = 'fictief'").fetchone()
    (alles, echt) = db.execute(
        "SELECT count(*), count(*) FILTER (herkomst <> 'fictief') FROM cijfers_met_fictief"
    ).fetchone()
    assert verzonnen > 0 and alles == echt + verzonnen
    assert db.execute("SELECT count(*) FROM cijfers").fetchone() == (echt,)
    for view in ("laatste", "benchmark", "reeks_per_wijk"):
        assert db.execute(f"SELECT count(*) FROM {view} WHERE bron_id IN ('register', 'kvk')").fetchone() == (0,)


def test_the_published_index_is_found_where_an_analyst_looks(db: duckdb.DuckDBPyConnection) -> None:
    vraag = "SELECT round(waarde, 1), periode, editie FROM laatste WHERE indicator_id = ? AND groep = 'eigen' AND gebied_type = 'gemeente'"
    assert db.execute(vraag, [FMI]).fetchall() == [(49.0, "2022-01-01", "Jaarstukken 2022")]


def test_the_changes_are_those_that_were_published(db: duckdb.DuckDBPyConnection) -> None:
    """2021-2022 within the annual report of 2022: establishments 9,889 to 10,422, jobs 53,698 to 54,419."""
    vraag = (
        "SELECT vorig_verschil, round(vorig_procent, 1) FROM verandering WHERE indicator_id = ? AND kenmerk = 'totaal'"
    )
    assert db.execute(vraag, ["vestigingen"]).fetchall() == [(533, 5.4)]
    assert db.execute(vraag, [BANEN]).fetchall() == [(721, 1.3)]


def test_the_dictionary_holds_every_column_of_every_table_of_the_edition(gebouwd: Werkplaats) -> None:
    frame = woordenboek()
    assert (frame["betekenis"] != "").all() and not frame.duplicated(["tabel", "kolom"]).any()
    for naam in bestanden():
        kop = (gebouwd.editie / "tabellen" / naam).read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        assert frame.loc[(frame["tabel"] == naam) & (frame["kolom"] != ""), "kolom"].tolist() == kop
    aanwezig = {p.name for p in (gebouwd.editie / "tabellen").glob("*.csv")}
    assert aanwezig == set(bestanden()), "describe every csv of the edition in ezlib/database/schema_csv.py"
    terug = pd.read_csv(gebouwd.editie / "tabellen" / "database" / "gegevenswoordenboek.csv", keep_default_na=False)
    pd.testing.assert_frame_equal(terug, pd.read_csv(io.StringIO(als_csv(frame)), keep_default_na=False))


def test_the_page_of_the_dictionary_explains_every_table(gebouwd: Werkplaats) -> None:
    pagina = (gebouwd.editie / "gegevens.html").read_text(encoding="utf-8")
    for naam in [*tabellen(), *views(), *bestanden()]:
        assert f"<caption>Kolommen van {naam}</caption>" in pagina


# --- the handleiding -----------------------------------------------------------------------------------------------


def _blokken(taal: str) -> list[str]:
    tekst = (WORTEL / "docs" / "handleiding.md").read_text(encoding="utf-8")
    hoofdstuk = tekst.split("\n## De database economie\n")[1].split("\n## ")[0]
    return re.findall(rf"```{taal}\n(.*?)```", hoofdstuk, re.DOTALL)


def _plat(tekst: str) -> str:
    return " ".join(tekst.split())


def test_the_five_questions_of_the_handleiding_have_an_answer(db: duckdb.DuckDBPyConnection) -> None:
    een, twee, drie, vier, vijf = (db.execute(vraag).df() for vraag in _blokken("sql"))
    assert een.loc[een["indicator"].str.startswith("Functiemengingsindex"), "waarde"].round(1).tolist() == [49.0]
    assert twee["eigen_waarde"].round(1).unique().tolist() == [30.0]
    assert {"Nederland", "regio"} < set(twee["groep"]) and twee["gebied_naam"].is_unique
    assert drie["gebied_naam"].nunique() == 9 and drie["een_bron"].all()
    assert vier.loc[vier["periode"] == "2021-01-01", "waarde"].tolist() == [53142, 53698]
    assert vijf["ontbreekt"].notna().all() and vijf["aantal"].gt(0).all()


def test_the_same_questions_are_asked_from_python_and_r(gebouwd: Werkplaats, monkeypatch: pytest.MonkeyPatch) -> None:
    vragen = [_plat(vraag) for vraag in _blokken("sql")]
    (python,), (r,) = _blokken("python"), _blokken("r")
    monkeypatch.chdir(gebouwd.map_)
    ruimte: dict[str, object] = {}
    exec(python, ruimte)
    assert len(ruimte["tabel"]) > 10
    for code in (python, r):
        assert any(vraag in _plat(code) for vraag in vragen)
        assert "data/processed/GM0637/2025/economie.duckdb" in code


def test_the_query_for_excel_names_columns_that_are_there(gebouwd: Werkplaats) -> None:
    (query,) = _blokken("powerquery")
    kop = set(
        (gebouwd.editie / "tabellen" / "waarnemingen.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    )
    genoemd = set(re.findall(r"\[(\w+)\] <>", query))
    genoemd |= set(re.findall(r'"(\w+_\w+|waarde|ontbreekt)"', query))
    assert {"herkomst", "ontbreekt", "indicator_id", "waarde"} <= genoemd <= kop


def test_the_dictionary_does_not_cry_wolf() -> None:
    """With a real register no page but the reading guide has the mark of made-up figures."""
    assert "FICTIEF" not in woordenboek().to_csv()
