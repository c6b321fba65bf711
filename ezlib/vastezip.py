"""Zip files (docx, xlsx, ods, csv in a zip) with the same bytes from the same content: no clock time, no machine in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

DAG = "2000-01-01T00:00:00Z"
# Earliest date that a zip can hold.
NUL = (1980, 1, 1, 0, 0, 0)
# Where Word, Excel and LibreOffice note when a file was made and saved.
KLOK = re.compile(rb"(<(dcterms:created|dcterms:modified|dc:date|meta:creation-date)\b[^>]*>)[^<]*(</\2>)")
MET_KLOK = {"docProps/core.xml", "meta.xml"}


def maak_zip(delen: Mapping[str, bytes], *, klein: bool = True) -> bytes:
    """Zip named parts, in the order given. A part `mimetype` is stored as it is, which ods and odt ask for; so is every
    part where `klein` is False, for a zip that only carries files from one step to the next.

    >>> maak_zip({"a.csv": b"1"}) == maak_zip({"a.csv": b"1"})
    True
    """
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as zip_:
        for naam, inhoud in delen.items():
            info = zipfile.ZipInfo(naam, NUL)
            info.compress_type = zipfile.ZIP_DEFLATED if klein and naam != "mimetype" else zipfile.ZIP_STORED
            # Python notes the system that it runs on.
            info.create_system = 0
            zip_.writestr(info, inhoud)
    return uit.getvalue()


def zonder_tijden(inhoud: bytes) -> bytes:
    """Give the same docx, xlsx or ods without the times at which it was made: of the zip, and in its properties.

    >>> import docx, io
    >>> def bewaar(document) -> bytes:
    ...     uit = io.BytesIO()
    ...     document.save(uit)
    ...     return uit.getvalue()
    >>> zonder_tijden(bewaar(docx.Document())) == zonder_tijden(bewaar(docx.Document()))
    True
    """
    with zipfile.ZipFile(io.BytesIO(inhoud)) as zip_:
        delen = {naam: zip_.read(naam) for naam in zip_.namelist()}
    return maak_zip(
        {
            naam: KLOK.sub(rb"\g<1>" + DAG.encode() + rb"\g<3>", deel) if naam in MET_KLOK else deel
            for naam, deel in delen.items()
        }
    )
