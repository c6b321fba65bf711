"""Released editions, `data/raw/edities/<gemeente>/<jaar>[-rN]/`: what was said then, against which revisions are found.

Only `vrijgeven` writes there. What the annual reports published before there was a monitor stands there too, with
`soort: jaarstukken` in its herkomst.json: those repeat two years only, so what they leave out was not withdrawn.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import BronFout
from ezlib.store import load_json, save_frame, save_json

if TYPE_CHECKING:
    import pandas as pd

UITGAVE = re.compile(r"(\d{4})(?:-r(\d+))?")
BESTAND = "waarnemingen.csv"
# What an edition said in its first words, and by which definitions; editions of before the monitor have neither.
KERNEN, DEFINITIES = "kernen.json", "definities.json"


def zoek_edities(map_: Path, jaar: int) -> list[Path]:
    """Folders of the released editions up to and including those of `jaar`, from old to new."""
    treffers = [(UITGAVE.fullmatch(pad.name), pad) for pad in map_.glob("*/") if pad.is_dir()]
    op_volgorde = sorted((int(m[1]), int(m[2] or 0), pad) for m, pad in treffers if m)
    return [pad for uit_jaar, _, pad in op_volgorde if uit_jaar <= jaar]


def volgende_uitgave(map_: Path, jaar: int) -> str:
    """Name of the edition of a year that can still be made: the year itself, or the revision after the released ones."""
    eigen = [pad for pad in zoek_edities(map_, jaar) if int(pad.name[:4]) == jaar]
    eerder = [pad for pad in eigen if load_json(pad / "herkomst.json")["soort"] != "jaarstukken"]
    return f"{jaar}-r{len(eerder) + 1}" if eerder else str(jaar)


def maak_edities(
    bestanden: list[Path], herkomst: list[Path], kernen: list[Path], edities: Path, uitgaven: Path, gezegd: Path
) -> None:
    """Read released editions, checked against their sums, into one table with the column `uitgave`; step of the pipeline.

    `uitgaven` says of each whether it is a whole one; `gezegd` who signed for it and what its pages said in their first
    words (`kernen`, where it has them).

    Raises
    ------
    BronFout
        When a released file is not what was released.
    """
    import pandas as pd

    delen, heel, woorden = [], {}, {}
    for pad, papier in zip(bestanden, map(load_json, herkomst), strict=True):
        kern = pad.parent / KERNEN
        for bestand in (pad, *([kern] if kern in kernen else [])):
            _check_som(bestand, papier)
        delen.append(lees_editie(pad).assign(uitgave=pad.parent.name))
        heel[pad.parent.name] = papier["soort"] != "jaarstukken"
        woorden[pad.parent.name] = {
            "aftekening": papier.get("aftekening", {}),
            "soort": papier["soort"],
            "kernen": load_json(kern) if kern in kernen else [],
        }
    save_frame(pd.concat([_leeg(), *delen], ignore_index=True), edities)
    save_json(heel, uitgaven)
    save_json(woorden, gezegd)


def _check_som(pad: Path, papier: dict[str, Any]) -> None:
    if papier["bestanden"].get(pad.name) != hashlib.sha256(pad.read_bytes()).hexdigest():
        raise BronFout(
            f"De vrijgegeven editie {pad.parent.name} is veranderd na het vrijgeven: {pad.name} heeft een andere "
            "controlesom dan herkomst.json noemt. Zet het bestand terug zoals het in git staat."
        )


def lees_editie(pad: Path) -> pd.DataFrame:
    """Observations as an edition publishes them, in the contracted columns."""
    import pandas as pd

    from ezlib.indicators import GETALLEN, KOLOMMEN

    tekst = {k: "str" for k in KOLOMMEN if k not in (*GETALLEN, "indeling")}
    return pd.read_csv(
        pad, usecols=KOLOMMEN, dtype=tekst, keep_default_na=False, na_values={k: [""] for k in GETALLEN}
    )[KOLOMMEN].astype({"indeling": "int64"} | dict.fromkeys(GETALLEN, "float64"))


def _leeg() -> pd.DataFrame:
    import pandas as pd

    from ezlib.indicators import GETALLEN, KOLOMMEN

    leeg = pd.DataFrame({k: pd.Series(dtype="str") for k in [*KOLOMMEN, "uitgave"]})
    return leeg.astype({"indeling": "int64"} | dict.fromkeys(GETALLEN, "float64"))
