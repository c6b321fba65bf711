"""An edition for each of many gemeenten: which they are, what they share, and what each reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from stapjes import noteer

from ezlib.fouten import BronFout, InstellingFout
from ezlib.gemeenten import edities, gedeeld, kies_gemeenten
from ezlib.gemeentetaak import doe_stappen
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.store import BLOK, load_kaart, load_rijen, save_frame


@pytest.fixture(scope="module")
def basis() -> Opzet:
    return maak_opzet(Opdracht("yearly"))


def _kies(tekst: str, basis: Opzet) -> list[str]:
    return kies_gemeenten(tekst, basis, lambda: ["GM0001", "GM0002"])


def test_a_list_a_region_or_all(basis: Opzet) -> None:
    regios = basis.definities.gebieden["regios"]
    thuis = basis.huis.thuisgemeente
    assert _kies("GM0637, gm0503;GM0637", basis) == ["GM0503", "GM0637"]
    assert thuis in _kies("Regio", basis)
    for code, regio in regios.items():
        assert _kies(code.lower(), basis) == sorted(regio["leden"])
    assert _kies("ALLE", basis) == ["GM0001", "GM0002"]


@pytest.mark.parametrize(
    ("tekst", "woorden"),
    [
        ("al", 'een regio, "regio" of "alle"; "al" is dat niet'),
        ("AM-ZHX", '"AM-ZHX" is dat niet (bedoelde u "AM-ZHC"?). Regio\'s in gebieden.yml: AM-'),
        ("GM0503,delft", '"GM0503,delft" is dat niet'),
        ("503", 'GEMEENTE is een gemeentecode, GM en vier cijfers, bijvoorbeeld GEMEENTE=GM0637 (Zoetermeer); "503"'),
    ],
)
def test_what_is_none_of_these_is_told(basis: Opzet, tekst: str, woorden: str) -> None:
    with pytest.raises(InstellingFout) as fout:
        _kies(tekst, basis)
    assert woorden in str(fout.value)


def test_shared_work_is_there_once_and_an_edition_is_one_task(basis: Opzet) -> None:
    opzetten = [
        maak_opzet(replace(Opdracht("yearly"), gemeente=g), basis=basis) for g in ("GM0503", "GM0637", "GM0638")
    ]
    stappen = edities(opzetten)
    namen = [s.name for s in stappen]
    assert len(namen) == len(set(namen))
    van_editie = [naam for naam in namen if naam.startswith("editie ")]
    assert van_editie == [f"editie {o.label}" for o in opzetten]
    assert set(namen) - set(van_editie) == {s.name for s in gedeeld(opzetten)}
    assert "tidy cbs_85984NED" in namen and not any("indicator" in naam or "notebook" in naam for naam in namen)
    for opzet, stap in zip(opzetten, stappen[-3:], strict=True):
        kinderen = [naam for naam, _, _ in stap.depends_on["stappen"].value]
        assert kinderen[-1] == f"wissel {opzet.label}"
        assert f"indicator inwoners {opzet.label}" in kinderen
        gelezen = [knoop.path for knoop in stap.depends_on["bestanden"]]
        assert basis.huis.tidy("cbs_85984NED") in gelezen
        assert not [pad for pad in gelezen if opzet.werk in pad.parents], "it reads nothing that it makes itself"


def test_the_steps_of_an_edition_run_in_order_and_the_first_that_fails_is_named(tmp_path: Path) -> None:
    doel = tmp_path / "doel"
    stappen = [(naam, "stapjes:noteer", {"doel": doel, "teken": naam, "code": "x"}) for naam in ("a", "b")]
    stuk = ("indicator stuk", "stapjes:meld_fout", {"doel": doel})
    with pytest.raises(BronFout, match=r"^indicator stuk: dit bestand deugt niet"):
        doe_stappen([*stappen, stuk, ("c", "stapjes:noteer", {"doel": doel, "teken": "c"})])
    assert doel.read_text() == "ab"
    noteer(doel, "z")
    assert doel.read_text() == "abz"


def _nationaal(wijken_per_gemeente: int) -> pd.DataFrame:
    codes = ["NL00"] + [f"GM{g:04d}" for g in range(1, 400)]
    codes += [f"WK{g:04d}{w:02d}" for g in range(1, 400) for w in range(wijken_per_gemeente)]
    soort = {"NL": "land", "GM": "gemeente", "WK": "wijk"}
    frame = pd.DataFrame({"gebied_code": codes, "gebied_type": [soort[c[:2]] for c in codes]})
    return frame.assign(waarde=range(len(frame))).sort_values("gebied_code", kind="stable")


def test_an_edition_reads_its_own_rows_of_a_national_table(tmp_path: Path) -> None:
    heel = _nationaal(90)
    save_frame(heel, tmp_path / "t.parquet")
    eigen = load_rijen(tmp_path / "t.parquet", "GM0063")
    verwacht = heel[(heel["gebied_type"] != "wijk") | heel["gebied_code"].str.startswith("WK0063")]
    pd.testing.assert_frame_equal(eigen, verwacht.reset_index(drop=True))
    assert len(eigen) == 400 + 90
    # Most blocks hold nothing of this gemeente and are skipped by their first and last code.
    meta = pq.ParquetFile(tmp_path / "t.parquet").metadata
    randen = [meta.row_group(i).column(0).statistics for i in range(meta.num_row_groups)]
    assert meta.num_row_groups == -(-len(heel) // BLOK) == 2
    assert [rand.min <= "WK0063" <= rand.max for rand in randen].count(True) == 1


def test_outlines_of_one_gemeente(tmp_path: Path) -> None:
    vormen = [shapely.box(i, 0, i + 1, 1) for i in range(3)]
    codes = {"gebied_code": ["WK000100", "WK000200", "WK000201"], "gemeente_code": ["GM0001", "GM0002", "GM0002"]}
    save_frame(gpd.GeoDataFrame(codes, geometry=vormen, crs="EPSG:28992"), tmp_path / "k.parquet")
    assert load_kaart(tmp_path / "k.parquet", "GM0002")["gebied_code"].tolist() == ["WK000200", "WK000201"]
    assert len(load_kaart(tmp_path / "k.parquet")) == 3
    geen = load_kaart(tmp_path / "k.parquet", "GM0009")
    assert geen.empty and geen.crs == "EPSG:28992"
