"""Nothing of a single establishment leaves the machine: not in any byte of an edition, and not through git.

The embedded register is made up, and takes the same road as a real one.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from werkplaats import Werkplaats

from ezlib.store import WORTEL, load_frame

HEX = re.compile(rb'="[0-9A-Fa-f]{6,8}"')
BASE64 = re.compile(rb"[A-Za-z0-9+/]{400,}={0,2}")
SOM = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{64}(?![0-9A-Za-z])")  # of a file, in hexadecimal
CIJFERS = re.compile(rb"\d{8,}")
POSTCODE = re.compile(rb"(?<![A-Za-z0-9])(\d{4}) ?([A-Za-z]{2})(?![A-Za-z0-9])")
NAAM = re.compile(rb"fictief bedrijf[\s_-]*\d", re.IGNORECASE)  # every name in the register begins so
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Geheim:
    """What may stand nowhere."""

    kvknummers: frozenset[bytes]
    vestigingsnummers: frozenset[bytes]
    postcodes: frozenset[bytes]

    def in_(self, inhoud: bytes) -> set[str]:
        """What of it stands in the content of a file, however it is packed."""
        uit: set[bytes] = set()
        for laag in lagen(inhoud):
            for cijfers in set(CIJFERS.findall(laag)):
                uit |= {cijfers} & self.kvknummers
                # Longer numbers are also found when glued to others.
                uit |= {cijfers[i : i + 12] for i in range(len(cijfers) - 11)} & self.vestigingsnummers
            uit |= {(cijfers + letters).upper() for cijfers, letters in POSTCODE.findall(laag)} & self.postcodes
            uit |= set(NAAM.findall(laag))
        return {gevonden.decode() for gevonden in uit}


def lagen(inhoud: bytes) -> Iterator[bytes]:
    """Content of a file in the clear: texts of an image, members of a zip, images in the base64 of a notebook."""
    if inhoud.startswith(PNG):
        yield from _png(inhoud)
    elif inhoud.startswith(b"PAR1"):
        yield pd.read_parquet(io.BytesIO(inhoud)).to_csv(index=False).encode()
    elif inhoud.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(inhoud)) as archief:
            for naam in archief.namelist():
                yield naam.encode()
                # Colours and ids in the XML of a document look like numbers; what a reader sees stands in its elements.
                deel = archief.read(naam)
                yield from lagen(HEX.sub(b" ", deel) if naam.endswith((".xml", ".rels")) else deel)
    else:
        yield BASE64.sub(b" ", SOM.sub(b" ", inhoud))
        for stuk in BASE64.findall(inhoud):
            ontpakt = base64.b64decode(stuk.rstrip(b"=")[: len(stuk) // 4 * 4] + b"==")
            yield from lagen(ontpakt) if ontpakt.startswith((PNG, b"PK")) else [ontpakt]


def _png(png: bytes) -> Iterator[bytes]:
    """Every block of an image but its pixels, and what comes after its end."""
    plek, soort = len(PNG), b""
    while plek < len(png) and soort != b"IEND":
        lengte, soort = int.from_bytes(png[plek : plek + 4]), png[plek + 4 : plek + 8]
        blok = png[plek + 8 : plek + 8 + lengte]
        plek += lengte + 12
        if soort == b"zTXt":
            blok = zlib.decompress(blok.split(b"\0", 1)[1][1:])
        if soort not in (b"IDAT", b"PLTE"):
            yield blok
    yield png[plek:]


@pytest.fixture(scope="module")
def geheim(gebouwd: Werkplaats) -> Geheim:
    register = load_frame(gebouwd.map_ / "data" / "processed" / "register" / "rijen.parquet")
    assert len(register) > 90_000 and register["naam"].str.startswith("Fictief bedrijf ").all()

    def waarden(kolom: str) -> frozenset[bytes]:
        return frozenset(w.encode() for w in register[kolom].unique() if w)

    uit = Geheim(waarden("kvknummer"), waarden("vestigingsnummer"), waarden("postcode"))
    assert min(len(uit.kvknummers), len(uit.vestigingsnummers)) > 10_000 and len(uit.postcodes) > 100
    return uit


@pytest.fixture
def een(geheim: Geheim) -> dict[str, bytes]:
    """One of each."""
    return {
        "kvk": sorted(geheim.kvknummers)[0],
        "vestiging": sorted(geheim.vestigingsnummers)[0],
        "postcode": sorted(geheim.postcodes)[0],
    }


def test_no_number_name_or_postcode_of_the_register_stands_in_the_outputs(gebouwd: Werkplaats, geheim: Geheim) -> None:
    bestanden = [p for p in sorted((gebouwd.map_ / "outputs").rglob("*")) if p.is_file()]
    assert {".html", ".png", ".ipynb", ".csv", ".json", ".js"} <= {p.suffix for p in bestanden}
    gelekt = {
        p.name: sorted(g)[:5]
        for p in bestanden
        if (g := geheim.in_(p.name.encode() + b"\n") | geheim.in_(p.read_bytes()))
    }
    assert not gelekt


def test_what_is_planted_is_found_in_a_table_and_in_a_text(geheim: Geheim, een: dict[str, bytes]) -> None:
    assert geheim.in_(b"a;b\n1;" + een["vestiging"] + b"\n") == {een["vestiging"].decode()}
    assert geheim.in_(b"id" + een["kvk"] + een["vestiging"] + b"0") == {een["vestiging"].decode()}
    assert geheim.in_(b'{"kvk": "' + een["kvk"] + b'"}') == {een["kvk"].decode()}
    los = een["postcode"][:4] + b" " + een["postcode"][4:].lower()
    assert geheim.in_(b"<td>" + los + b"</td>") == {een["postcode"].decode()}
    assert geheim.in_(b"x fictief BEDRIJF 0042 y") == {"fictief BEDRIJF 0"}
    assert geheim.in_(b"Fictief bedrijvenregister, BU06370001, 54.419 op 20220101") == set()


def test_what_is_planted_is_found_in_an_image_a_notebook_and_a_workbook(
    gebouwd: Werkplaats, geheim: Geheim, een: dict[str, bytes]
) -> None:
    from PIL import Image, PngImagePlugin

    nummer = {een["vestiging"].decode()}
    figuur = gebouwd.editie / "figuren" / "fictief-starters.png"
    assert geheim.in_(figuur.read_bytes()) == set()
    for gepakt in (False, True):
        info, uit = PngImagePlugin.PngInfo(), io.BytesIO()
        info.add_text("Comment", een["vestiging"].decode(), zip=gepakt)
        with Image.open(figuur) as beeld:
            beeld.save(uit, "PNG", pnginfo=info)
        assert geheim.in_(uit.getvalue()) == nummer
        assert geheim.in_(b'{"image/png": "' + base64.b64encode(uit.getvalue()) + b'"}') == nummer
    assert geheim.in_(figuur.read_bytes() + een["vestiging"]) == nummer
    werkmap = io.BytesIO()
    with zipfile.ZipFile(werkmap, "w", zipfile.ZIP_DEFLATED) as archief:
        archief.writestr("xl/sheet1.xml", b"<v>" + een["vestiging"] + b"</v>")
    assert geheim.in_(werkmap.getvalue()) == nummer


def test_observations_count_no_single_establishment_and_tell_of_no_firm(gebouwd: Werkplaats) -> None:
    """Below the gemeente: jobs in tens, establishments in fives, no starter or start-up counted from 1 to 4."""
    frame = pd.read_csv(gebouwd.editie / "tabellen" / "waarnemingen.csv", dtype={"periode": str, "kenmerkwaarde": str})
    fijn = frame[(frame["bron_id"] == "register") & (frame["gebied_type"] != "gemeente") & frame["waarde"].notna()]
    for indicator, op in (("arbeidsplaatsen", 10), ("vestigingen", 5)):
        eigen = fijn[fijn["indicator_id"] == indicator]
        assert len(eigen) and (eigen["waarde"] % op == 0).all()
    personen = fijn[fijn["indicator_id"].isin(["starters", "startups", "doorstarters"])]
    assert len(personen) and not personen["waarde"].between(1, 4).any()


@pytest.mark.parametrize(
    "pad",
    [
        "data/raw/register/x.csv",
        "data/raw/register/Levering Haaglanden.xlsx",
        "data/raw/register/herkomst.json",
        "data/raw/register/ingebouwd/x.csv",
        "data/raw/kvk/x.csv",
        "data/raw/kvk/ingebouwd/x.csv",
        "data/processed/register/rijen.parquet",
        "data/processed/register/fictief/fictief-register-2024.csv",
        "data/processed/tidy/register.parquet",
        "outputs/2025/index.html",
    ],
)
def test_git_refuses_to_track(tmp_path: Path, pad: str) -> None:
    """In a fresh repository with our rules, so that the folder the tests run in need not be one."""
    git = shutil.which("git")
    assert git, "git is nodig om het project te beheren"
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True)
    shutil.copy(WORTEL / ".gitignore", tmp_path)
    doel = tmp_path / pad
    doel.parent.mkdir(parents=True)
    doel.write_text("x")
    assert subprocess.run([git, "-C", str(tmp_path), "check-ignore", "-q", pad]).returncode == 0
    toevoegen = subprocess.run([git, "-C", str(tmp_path), "add", pad], capture_output=True, text=True)
    assert toevoegen.returncode == 1 and "ignored" in toevoegen.stderr


def test_git_does_track_the_embedded_figures(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    shutil.copy(WORTEL / ".gitignore", tmp_path)
    pad = "data/raw/cbs_85984NED/ingebouwd/herkomst.json"
    assert subprocess.run(["git", "-C", str(tmp_path), "check-ignore", "-q", pad]).returncode == 1
