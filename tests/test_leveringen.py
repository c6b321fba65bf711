"""A delivery: read from csv, xlsx and ods alike, judged with every fault at once, and made into tidy rows."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from leverinkjes import BLOK, GOED, KOP, NAMEN, levering, save_csv, save_ods, save_xlsx

from ezlib.definitions import load_definities
from ezlib.leveringen import Levering, gebiedsnamen
from ezlib.sjablonen import VORMEN, schrijf_sjabloon
from ezlib.sources.leveringen import zoek_leveringen
from ezlib.store import WORTEL, load_frame, load_json
from ezlib.tidy.levering import beoordeel, maak_levering

OPSLAAN = {".csv": save_csv, ".xlsx": save_xlsx, ".ods": save_ods}
DEFINITIES = load_definities(WORTEL / "definitions")


def _lees(*paden: Path, van: Levering | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    frame, fouten, _ = beoordeel(list(paden), van or levering(), namen=NAMEN, gemeente="GM0637", bron_id="levering_x")
    velden = ["gebied_type", "gebied_code", "periode", "onderwerp", "waarde", "ontbreekt"]
    return frame.fillna({"waarde": -1})[velden].to_dict("records"), fouten


def _rij(soort: str, code: str, periode: str, onderwerp: str, waarde: float, reden: str = "") -> dict[str, Any]:
    velden = ("gebied_type", "gebied_code", "periode", "onderwerp", "waarde", "ontbreekt")
    return dict(zip(velden, (soort, code, periode, onderwerp, waarde, reden), strict=True))


VERWACHT = [
    _rij("gemeente", "GM0637", "2024-01-01", "voorraad", 100.0),
    _rij("werklocatie", "WL0637-DIP", "2025-01-01", "voorraad", 40.0),
    _rij("gemeente", "GM0637", "2024-01-01", "leegstand", 5.5),
    _rij("werklocatie", "WL0637-DIP", "2025-01-01", "leegstand", -1, "onbekend"),
]


@pytest.mark.parametrize("vorm", OPSLAAN)
def test_every_form_gives_the_same_rows(tmp_path: Path, vorm: str) -> None:
    assert _lees(OPSLAAN[vorm](tmp_path / f"leegstand{vorm}")) == (VERWACHT, [])


@pytest.mark.parametrize(
    ("scheiding", "codering"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-8"), (";", "cp1252")]
)
def test_every_way_to_save_a_csv(tmp_path: Path, scheiding: str, codering: str) -> None:
    kop = (*KOP, "noot")
    rijen = [(*rij, "café") for rij in GOED]
    if scheiding == "\t":
        rijen = [(*r[:3], str(r[3] or "").replace(".", ","), r[4]) for r in rijen]
    pad = save_csv(tmp_path / "leegstand.csv", rijen, kop=kop, scheiding=scheiding, codering=codering)
    frame, fouten, _ = beoordeel([pad], levering(), namen=NAMEN, gemeente="GM0637", bron_id="levering_x")
    assert fouten == []
    assert frame["waarde"].tolist()[:3] == [100.0, 40.0, 5.5]
    assert set(frame["noot"]) == {"café"}


def test_dates_of_excel_and_years_as_numbers(tmp_path: Path) -> None:
    import datetime as dt

    rijen = [
        (dt.date(2025, 1, 1), "GM0637", 100, 5),
        (2023, "nederland", 90, 4),
        ("2025K3", "GM0637", 1, 0),
        ("1-7-2022", "GM0637", 1, 0),
    ]
    rijen_uit, fouten = _lees(save_xlsx(tmp_path / "leegstand.xlsx", rijen))
    assert fouten == []
    assert [(r["periode"], r["gebied_code"]) for r in rijen_uit[:4]] == [
        ("2025-01-01", "GM0637"), ("2023", "NL00"), ("2025K3", "GM0637"), ("2022-07-01", "GM0637"),
    ]  # fmt: skip


def test_all_faults_at_once_with_row_and_column(tmp_path: Path) -> None:
    rijen = [
        ("2025-13-01", "GM0637", 100, 5),
        ("2025-01-01", "Dutch Inovation Park", "1.000", 5),
        ("2025-01-01", "GM0637", -1, "veel"),
        ("", "GM0637", 100, 555),
    ]
    pad = save_csv(tmp_path / "leegstand.csv", rijen)
    verwacht = [
        'rij 2, kolom peildatum: "2025-13-01" is niet goed; deze dag bestaat niet',
        'rij 3, kolom gebied: "Dutch Inovation Park" is niet goed; hier hoort een code of naam',
        'rij 3, kolom voorraad: "1.000" is niet goed; schrijf een getal met een komma voor de decimalen',
        'rij 4, kolom leeg: "veel" is niet goed; hier hoort een getal van 0 of hoger, zoals 1234,5',
        'rij 4, kolom voorraad: "-1" is niet goed; hier hoort een getal van 0 of hoger, zoals 1234,5',
        "rij 5, kolom leeg: 555 is meer dan 100 in kolom voorraad",
        "rij 5, kolom peildatum: deze cel is leeg; hier hoort een jaar (2025)",
    ]
    rijen_uit, fouten = _lees(pad)
    assert rijen_uit == []
    assert [f[: len(v)] for f, v in zip(fouten, verwacht, strict=True)] == verwacht
    assert '(bedoelde u "Dutch Innovation Park"?)' in fouten[1]


def test_a_sensitive_delivery_is_never_repeated(tmp_path: Path) -> None:
    pad = save_csv(
        tmp_path / "leegstand.csv", [("2025-01-01", "Jansen BV", "geheim77", 5), ("2025", "GM0637", 70123, 90456)]
    )
    _, fouten = _lees(pad, van=levering(gevoelig=True))
    assert len(fouten) == 3
    assert not any(woord in fout for fout in fouten for woord in ("Jansen", "geheim77", "70.123", "90.456"))


def test_the_header(tmp_path: Path) -> None:
    pad = save_csv(
        tmp_path / "leegstand.csv", [("2025", "GM0637", 1, 2)], kop=("Peildatum", "gebied", "voorraad", "leegg")
    )
    assert _lees(pad)[1] == [
        'rij 1, kolom leeg: deze kolom ontbreekt (heet die nu "leegg"?)',
        'rij 1, kolom leegg: deze kolom hoort niet bij deze levering (bedoelde u "leeg"?); haal haar weg',
    ]


def test_the_same_figure_twice(tmp_path: Path) -> None:
    rijen = [("2025", "GM0637", 1, 0), ("2024", "GM0637", 1, 0), ("2025", "gm0637", 2, 0)]
    assert _lees(save_csv(tmp_path / "leegstand.csv", rijen))[1] == [
        "rij 4: dit cijfer staat er vaker, in rij 2 en 4; laat er een staan"
    ]


def test_two_files_of_one_delivery(tmp_path: Path) -> None:
    paden = [save_csv(tmp_path / "leegstand.csv"), save_xlsx(tmp_path / "leegstand.xlsx")]
    assert _lees(*paden)[1] == [
        "er liggen 2 bestanden van deze levering: leegstand.csv en leegstand.xlsx. Laat er een liggen."
    ]


def test_files_are_known_by_name(tmp_path: Path) -> None:
    map_ = tmp_path / "handmatig"
    (map_ / "sjablonen").mkdir(parents=True)
    for naam in ("leegstand.csv", "leegstand.xls", "leegstnd.ods", ".DS_Store", "~$leegstand.xlsx"):
        (map_ / naam).touch()
    vondst = zoek_leveringen(tmp_path, ["leegstand"])
    assert vondst.bestanden == {"leegstand": [map_ / "leegstand.csv"]}
    assert [zin.split(":")[0] for zin in vondst.vreemd] == ["leegstand.xls", "leegstnd.ods"]
    assert '(bedoelde u "leegstand"?)' in vondst.vreemd[1]


# --- files that are not what they seem --------------------------------------------------------------------------------


def _ods_met(pad: Path, naam: str, inhoud: bytes) -> Path:
    save_ods(pad)
    with zipfile.ZipFile(pad, "a") as archief:
        archief.writestr(naam, inhoud)
    return pad


@pytest.mark.parametrize(
    ("naam", "inhoud", "zin"),
    [
        ("leegstand.csv", b"", "het bestand is leeg (0 bytes)"),
        ("leegstand.csv", b"peildatum;gebied;voorraad;leeg\n\n", "het bestand heeft alleen een kop"),
        ("leegstand.csv", b"PK\x03\x04x", "dit is een Excelbestand met de naam .csv"),
        ("leegstand.csv", b"peildatum;\x81\xff", "er staan tekens in die niet te lezen zijn"),
        ("leegstand.xlsx", b"peildatum;gebied", "dit is geen Excelbestand"),
        ("leegstand.ods", b"peildatum;gebied", "dit is geen rekenblad"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, naam: str, inhoud: bytes, zin: str) -> None:
    (tmp_path / naam).write_bytes(inhoud)
    rijen, fouten = _lees(tmp_path / naam)
    assert rijen == [] and len(fouten) == 1 and fouten[0].startswith(zin)


@pytest.mark.parametrize(
    ("naam", "inhoud", "zin"),
    [
        ("Basic/Standard/Module1.xml", b"x", "er zit een macro in"),
        ("Object 1/content.xml", b"x", "er zit een ander document in"),
    ],
)
def test_an_ods_with_more_than_a_table(tmp_path: Path, naam: str, inhoud: bytes, zin: str) -> None:
    assert _lees(_ods_met(tmp_path / "leegstand.ods", naam, inhoud))[1][0].startswith(zin)


def test_an_ods_with_entities_or_a_million_rows_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    pad = save_ods(tmp_path / "leegstand.ods", leeg_aan_het_eind=1_000_000)
    assert _lees(pad)[1] == []
    with zipfile.ZipFile(pad) as archief:
        delen = {n: archief.read(n) for n in archief.namelist()}
    vol = delen["content.xml"].replace(b"<table:table-row>", b'<table:table-row table:number-rows-repeated="9000000">')
    for inhoud, zin in (
        (vol, "het bestand heeft meer dan 200.000 rijen"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "in het rekenblad staat een DOCTYPE"),
        (b"<x", "het rekenblad is beschadigd"),
    ):
        with zipfile.ZipFile(pad, "w") as archief:
            for n, deel in delen.items():
                archief.writestr(n, inhoud if n == "content.xml" else deel)
        assert _lees(pad)[1][0].startswith(zin)


# --- the step, and what leveringen.yml says ---------------------------------------------------------------------------


def test_the_step_never_stops_the_run(tmp_path: Path) -> None:
    bron = next(b for b in DEFINITIES.bronnen.values() if b.soort == "levering")
    tabel, bewijs = tmp_path / "t.parquet", tmp_path / "b.json"
    (pad := tmp_path / "x.csv").write_text("kapot")
    maak_levering([pad], bron, NAMEN, "GM0637", tabel, bewijs)
    assert load_frame(tabel).empty
    assert load_json(bewijs)["oordeel"] == "afgekeurd"
    assert set(load_json(bewijs)["herkomst"]["bestanden"]) == {"x.csv"}


@pytest.mark.parametrize("naam", DEFINITIES.leveringen)
def test_the_example_of_every_delivery_is_right_and_made_up(tmp_path: Path, naam: str) -> None:
    levering = DEFINITIES.leveringen[naam]
    eerste = schrijf_sjabloon(levering, tmp_path, vormen=VORMEN)
    bytes_ = [p.read_bytes() for p in eerste]
    assert [p.read_bytes() for p in schrijf_sjabloon(levering, tmp_path, vormen=VORMEN)] == bytes_
    namen = gebiedsnamen(DEFINITIES.gebieden)
    frames = []
    for pad in eerste:
        frame, fouten, _ = beoordeel([pad], levering, namen=namen, gemeente="GM0637", bron_id=f"levering_{naam}")
        if pad.name.startswith("FICTIEF"):
            assert fouten == [] and set(frame["herkomst"]) == {"fictief"} and frame["waarde"].notna().any()
            frames.append(frame)
        else:
            assert fouten == ["het bestand heeft alleen een kop en geen enkele rij. Vraag de leverancier om de rijen."]
    assert all(f.equals(frames[0]) for f in frames)


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"kolommen": BLOK["kolommen"] | {"x": {"soort": "keuze", "uitleg": "x"}}}, "keuzes horen bij de soort keuze"),
        ({"feiten": [{"onderwerp": "a", "waarde": "b", "eenheid": "m2"}]}, '"b" is geen kolom van deze levering'),
        ({"feiten": [{"onderwerp": "a", "waarde": "leeg", "eenheid": "el"}]}, 'eenheid "el" kan niet'),
        ({"voorbeeld": [["2025"]]}, "deze rij heeft 1 cellen; er zijn 4 kolommen"),
    ],
)
def test_what_a_schema_cannot_see_of_a_definition(anders: dict[str, Any], zin: str) -> None:
    from ezlib.schema_leveringen import fouten_levering
    from ezlib.schemas import EENHEDEN

    kenmerken = {"totaal": {"waarden": {}}}
    assert list(fouten_levering(BLOK, kenmerken, EENHEDEN)) == []
    fouten = [tekst for tekst, _ in fouten_levering(BLOK | anders, kenmerken, EENHEDEN)]
    assert any(tekst.startswith(zin) for tekst in fouten)
