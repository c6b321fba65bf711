"""A raw snapshot is whole or it is refused; which one is used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ezlib.fouten import BronFout, InstellingFout
from ezlib.sources.snapshot import kies_snapshot, load_snapshot, plaats_snapshot, schrijf_herkomst

VELDEN = {
    "bron_id": "cbs_x",
    "publisher": "CBS",
    "table": "x",
    "url": "",
    "retrieved_at": "2026-01-02",
    "modified": None,
    "licence": "CC BY 4.0",
    "soort": "cbs",
    "vorm": "uittreksel",
    "noot": "",
}


def maak(raw: Path, naam: str = "ingebouwd", bron_id: str = "cbs_x") -> Path:
    map_ = raw / bron_id / naam
    map_.mkdir(parents=True)
    (map_ / "a.json").write_text("[1, 2]", encoding="utf-8")
    (map_ / "b.json").write_text("[]", encoding="utf-8")
    schrijf_herkomst(map_, rijen={"a.json": 2}, **(VELDEN | {"bron_id": bron_id}))
    return map_


def test_whole_snapshot_gives_its_record(tmp_path):
    snapshot = load_snapshot(maak(tmp_path))
    assert snapshot.herkomst.bestanden["a.json"] == {
        "bytes": 6,
        "rows": 2,
        "sha256": "3a316d6d3226f84c1e46e4447fa8d5fd800bff4a1bc6498152523cd4a602b69b",  # printf "[1, 2]" | sha256sum
    }
    assert snapshot.pad("a.json").read_text(encoding="utf-8") == "[1, 2]"
    with pytest.raises(BronFout, match=r'geen bestand "c\.json".* Er zitten: a\.json, b\.json'):
        snapshot.pad("c.json")


def test_every_fault_is_named_at_once_with_the_remedy(tmp_path):
    map_ = maak(tmp_path)
    (map_ / "a.json").write_text("[1, 3]", encoding="utf-8")
    (map_ / "b.json").unlink()
    (map_ / "notities.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BronFout) as fout:
        load_snapshot(map_)
    regels = str(fout.value).splitlines()
    assert regels[1:4] == [
        "  a.json: is veranderd na het ophalen (de som klopt niet: 6 bytes, verwacht 6)",
        "  b.json: ontbreekt",
        "  notities.txt: hoort hier niet",
    ]
    assert regels[4].startswith(f"Zet de map terug zoals zij in git staat: git checkout -- {map_.as_posix()}")
    assert "make refresh" in regels[4]


def test_refreshed_snapshot_has_another_remedy(tmp_path):
    map_ = maak(tmp_path, "2025-03-27T020000")
    (map_ / "b.json").write_text("[9]", encoding="utf-8")
    with pytest.raises(BronFout, match=r"Verwijder de map .* make refresh"):
        load_snapshot(map_)


@pytest.mark.parametrize(
    ("herkomst", "zin"),
    [
        (None, "herkomst.json: ontbreekt"),
        ("{", "herkomst.json: is niet te lezen als JSON"),
        ("[]", "herkomst.json: heeft niet de vorm"),
        ('{"bron_id": "cbs_x", "bronid": 1}', '"bronid" is onbekend (bedoelde u "bron_id"?)'),
        ('{"bron_id": "cbs_x"}', '"bestanden" ontbreekt'),
    ],
)
def test_unreadable_record(tmp_path, herkomst, zin):
    map_ = maak(tmp_path)
    (map_ / "herkomst.json").unlink()
    if herkomst is not None:
        (map_ / "herkomst.json").write_text(herkomst, encoding="utf-8")
    with pytest.raises(BronFout) as fout:
        load_snapshot(map_)
    assert zin in str(fout.value)


def test_missing_folder_and_folder_of_another_source(tmp_path):
    with pytest.raises(BronFout, match="de map ontbreekt"):
        load_snapshot(tmp_path / "cbs_x" / "ingebouwd")
    map_ = maak(tmp_path)
    map_.parent.rename(tmp_path / "cbs_y")
    with pytest.raises(BronFout, match='dit is bron "cbs_x", in de map van "cbs_y"'):
        load_snapshot(tmp_path / "cbs_y" / "ingebouwd")


def test_what_a_file_manager_leaves_behind_is_no_fault(tmp_path):
    map_ = maak(tmp_path)
    (map_ / ".DS_Store").write_bytes(b"x")
    load_snapshot(map_)


def test_newest_refreshed_outranks_and_embedded_can_be_forced(tmp_path):
    ingebouwd = maak(tmp_path)
    assert kies_snapshot(tmp_path, "cbs_x") == ingebouwd
    maak(tmp_path, "2025-03-27T020000")
    nieuwste = maak(tmp_path, "2025-11-01T020000")
    assert kies_snapshot(tmp_path, "cbs_x") == nieuwste
    assert kies_snapshot(tmp_path, "cbs_x", voorkeur="ingebouwd") == ingebouwd
    with pytest.raises(InstellingFout, match='kan alleen met "ingebouwd"'):
        kies_snapshot(tmp_path, "cbs_x", voorkeur="nieuwste")


def test_half_and_temporary_folders_are_never_chosen(tmp_path):
    ingebouwd = maak(tmp_path)
    (maak(tmp_path, "2025-11-01T020000") / "herkomst.json").unlink()
    maak(tmp_path, ".2025-12-01T020000.tmp99")
    maak(tmp_path, "2025-12-02.tmp")
    assert kies_snapshot(tmp_path, "cbs_x") == ingebouwd


def test_source_without_snapshot(tmp_path):
    with pytest.raises(BronFout, match=r"Van bron cbs_x zijn er geen brongegevens.*git checkout.*make refresh"):
        kies_snapshot(tmp_path, "cbs_x")


def test_snapshot_is_placed_whole_or_not_at_all(tmp_path):
    doel = tmp_path / "cbs_x" / "2025"

    def vul(fout: type[BaseException] | None = None, teveel: str = "") -> None:
        with plaats_snapshot(doel) as map_:
            (map_ / "a.json").write_text("[]", encoding="utf-8")
            schrijf_herkomst(map_, rijen={}, **VELDEN)
            if teveel:
                (map_ / teveel).write_text("", encoding="utf-8")
            if fout:
                raise fout

    with pytest.raises(KeyboardInterrupt):
        vul(KeyboardInterrupt)
    with pytest.raises(BronFout, match="hoort hier niet"):
        vul(teveel="later.json")
    assert list(doel.parent.iterdir()) == []
    for _ in range(2):
        vul()
        assert [p.name for p in doel.parent.iterdir()] == ["2025"]
    load_snapshot(doel)


def test_record_is_readable_json_with_sorted_keys(tmp_path):
    herkomst = json.loads((maak(tmp_path) / "herkomst.json").read_text(encoding="utf-8"))
    assert list(herkomst) == sorted(herkomst)
    assert herkomst["bestanden"]["b.json"]["rows"] is None
