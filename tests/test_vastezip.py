"""Zip files hold no clock time: neither the zip, nor the properties inside."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import openpyxl
import pytest

from ezlib.vastezip import maak_zip, zonder_tijden


def _docx(moment: dt.datetime) -> bytes:
    document, uit = docx.Document(), io.BytesIO()
    document.add_heading("Kop", 1)
    document.core_properties.created = document.core_properties.modified = moment
    document.save(uit)
    return uit.getvalue()


def _xlsx(moment: dt.datetime) -> bytes:
    werkmap, uit = openpyxl.Workbook(), io.BytesIO()
    werkmap.active.append([1, "twee"])
    werkmap.properties.created = moment
    werkmap.save(uit)
    return _op_datum(uit.getvalue(), moment)


def _op_datum(inhoud: bytes, moment: dt.datetime) -> bytes:
    """The same zip as saved at a moment."""
    uit = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(inhoud)) as oud, zipfile.ZipFile(uit, "w") as nieuw:
        for info in oud.infolist():
            nieuw.writestr(zipfile.ZipInfo(info.filename, moment.timetuple()[:6]), oud.read(info))
    return uit.getvalue()


@pytest.mark.parametrize("maak", [_docx, _xlsx])
def test_two_moments_give_the_same_bytes(maak):
    een, twee = maak(dt.datetime(2024, 3, 1, 12, 0, 0)), maak(dt.datetime(2025, 9, 9, 8, 30, 0))
    assert een != twee
    assert zonder_tijden(een) == zonder_tijden(twee)


def test_the_file_still_opens_and_says_the_same():
    terug = openpyxl.load_workbook(io.BytesIO(zonder_tijden(_xlsx(dt.datetime(2024, 3, 1)))))
    assert [[c.value for c in rij] for rij in terug.active.iter_rows()] == [[1, "twee"]]
    assert [p.text for p in docx.Document(io.BytesIO(zonder_tijden(_docx(dt.datetime(2024, 3, 1))))).paragraphs] == [
        "Kop"
    ]


def test_mimetype_is_stored_and_comes_where_it_was_put():
    with zipfile.ZipFile(io.BytesIO(maak_zip({"mimetype": b"application/x", "b": b"b" * 99, "a": b"a"}))) as zip_:
        infos = zip_.infolist()
    assert [i.filename for i in infos] == ["mimetype", "b", "a"]
    assert infos[0].compress_type == zipfile.ZIP_STORED and infos[1].compress_type == zipfile.ZIP_DEFLATED
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}
