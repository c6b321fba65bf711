"""The current edition in git, `editie/<jaar>/`: executed notebooks and csv, so that a forge shows them without a run.

It is a copy of what a run made here, of the home gemeente only. `review` refreshes it; `make check` holds it against the
last run on this machine, and a test against a run from nothing. All must be equal byte for byte, but for the images in
notebooks: zlib-ng packs equal pixels otherwise on another processor, so of those the pixels count.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from ezlib.codesom import inhoud_sommen
from ezlib.opdracht import STANDAARD_JAAR
from ezlib.store import load_json, schrijf

if TYPE_CHECKING:
    from ezlib.opzet import Opzet

MAP = "editie"
# Of the folders of an edition: what people read and compare. Workbooks and databases hold the same figures again.
WAT = ("notebooks/*.ipynb", "tabellen/*.csv", "tabellen/indicatoren/*.csv")
# The same rows stand per indicator: files that a forge can show, in which a change is found.
NIET = {"tabellen/waarnemingen.csv", "tabellen/historie.csv"}
# Says of which issue of which source the edition was made; where it differs, figures may.
BRONNEN = "tabellen/bronnen.csv"
OPDRACHT = "`python3 -m ezlib review`"
PNG = re.compile(rb'(?<="image/png": ")[A-Za-z0-9+/=]+(?=")')


def leg_vast(opzet: Opzet) -> list[str]:
    """Copy the edition to where git knows it, and name what changed; nothing for another gemeente or year.

    Raises
    ------
    OpslagFout
        When the folder cannot be written.
    """
    if (opzet.gemeente, opzet.jaar) != (opzet.definities.thuisgemeente, STANDAARD_JAAR):
        return []
    doel = opzet.huis.wortel / MAP / str(opzet.jaar)
    anders = verschillen(doel, opzet.editie)
    for naam in anders:
        if (opzet.editie / naam).exists():
            with schrijf(doel / naam) as tijdelijk:
                shutil.copyfile(opzet.editie / naam, tijdelijk)
        else:
            (doel / naam).unlink()
    return list(anders)


def namen(map_: Path) -> set[str]:
    """Names of the files of an edition that git keeps."""
    return {pad.relative_to(map_).as_posix() for patroon in WAT for pad in map_.glob(patroon)} - NIET


def verschillen(vast: Path, editie: Path) -> dict[str, str]:
    """Files that a run made otherwise than git has them, in order of name: what is the matter, in Dutch."""
    hier, daar = namen(vast), namen(editie)
    wat = dict.fromkeys(daar - hier, "ontbreekt") | dict.fromkeys(hier - daar, "hoort er niet meer bij")
    wat |= {naam: "is anders" for naam in hier & daar if not _zelfde(vast / naam, editie / naam)}
    return dict(sorted(wat.items()))


def _zelfde(een: Path, ander: Path) -> bool:
    hier, daar = een.read_bytes(), ander.read_bytes()
    return hier == daar or PNG.sub(_pixels, hier) == PNG.sub(_pixels, daar)


def _pixels(png: re.Match[bytes]) -> bytes:
    """Size, mode and pixels of an image, and the texts in it, as one sum."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(png[0]))) as beeld:
        wat = repr((beeld.size, beeld.mode, sorted(beeld.info.items()))).encode() + beeld.tobytes()
    return hashlib.sha256(wat).hexdigest().encode()


def check_vastgelegd(wortel: Path, editie: Path, *, inhoud: dict[str, str]) -> tuple[list[str], str]:
    """Hold what git has against the last run on this machine: what differs, else what there is to say.

    `inhoud` are the sums of code and definitions as they are now. A run of other code, definitions or sources, or none
    at all, says nothing of what git has: that is told, and is no fault.
    """
    vast, papier = wortel / MAP / str(STANDAARD_JAAR), editie / "herkomst.json"
    niet = f"De editie in {MAP}/ is niet vergeleken"
    if not namen(vast):
        return [], f"{niet}: zij is er niet. {OPDRACHT} zet haar klaar."
    if not papier.is_file():
        return [], f"{niet}: er is hier nog geen editie gemaakt. `make yearly` maakt er een."
    if load_json(papier)["inhoud"] != inhoud:
        return [], f"{niet}: {editie} is van voor de laatste wijziging. `make yearly` maakt haar opnieuw."
    anders = verschillen(vast, editie)
    if BRONNEN in anders:
        return [], f"{niet}: {editie} is van andere bronnen gemaakt."
    if anders:
        kop = f"De editie in {MAP}/ is niet die van de laatste run. Geef {OPDRACHT} en zet {MAP}/ in git:"
        return [kop, *(f"  {MAP}/{STANDAARD_JAAR}/{naam} {wat}" for naam, wat in anders.items())], ""
    return [], f"De editie in {MAP}/ is die van de laatste run ({len(namen(vast))} bestanden)."


def meld_vastgelegd() -> int:
    """Print what `check_vastgelegd` finds of this repository; 1 where git holds another edition than the last run made."""
    from ezlib.definitions import load_definities
    from ezlib.edities import volgende_uitgave
    from ezlib.report.editie import som_van
    from ezlib.store import WORTEL, load_huis

    definities = load_definities(WORTEL / "definitions")
    huis, thuis = load_huis(definities.thuisgemeente), definities.thuisgemeente
    editie = huis.editie(thuis, volgende_uitgave(huis.raw / "edities" / thuis, STANDAARD_JAAR))
    inhoud = inhoud_sommen(WORTEL) | {"definitions": som_van(definities)}
    fouten, melding = check_vastgelegd(WORTEL, editie, inhoud=inhoud)
    print("\n".join(fouten) or melding)
    return int(bool(fouten))
