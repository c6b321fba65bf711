"""Files of KvK mutations out of short lines, and what reading them gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from nep_register import BUURTEN, definities, save_csv

from ezlib.definitions import load_definities
from ezlib.register.kvk import MUTATIE_TYPEN, Mutaties, kwartaal_van, lees_mutaties
from ezlib.store import WORTEL

DEFS = definities()
SECTOREN = load_definities(WORTEL / "definitions").sectoren
KOP = [
    "kvknummer",
    "vestigingsnummer",
    "mutatie",
    "aanleiding",
    "datum",
    "postcode",
    "huisnummer",
    "x",
    "y",
    "sbi",
    "gebruik",
]
WOORDEN = {"in": "inschrijving", "uit": "opheffing", "binnen": "verhuizing binnen de gemeente"}
NIEUW = "nieuwe onderneming"
# An establishment that was here at the last peildatum.
BEKEND = pd.DataFrame({"peildatum": "2025-01-01", "kvknummer": ["k9"], "vestigingsnummer": ["v9"]})


def kvk_csv(map_: Path, kwartaal: str, *regels: tuple[str, ...]) -> Path:
    """A file of one quarter; a line is (kvk, vestiging, what, date) or with a reason, or with other columns in a dict."""
    tabel = [KOP]
    for kvk, vestiging, wat, datum, *rest in regels:
        anders = rest[-1] if rest and isinstance(rest[-1], dict) else {}
        reden = rest[0] if rest and isinstance(rest[0], str) else ""
        cel = {"kvknummer": kvk, "vestigingsnummer": vestiging, "mutatie": WOORDEN.get(wat, wat), "aanleiding": reden}
        cel |= {"datum": datum, "postcode": "0000AA", "huisnummer": kvk, "sbi": "6201", "gebruik": "woning"} | anders
        tabel.append([cel.get(k, "") for k in KOP])
    return save_csv(tabel, map_ / f"fictief-kvk-{kwartaal}.csv")


def kvk_lees(map_: Path) -> Mutaties:
    """Read the files of a folder."""
    return lees_mutaties(map_, DEFS, bekende_buurten=BUURTEN, gemeente="GM0637")


def mutatieframe(*regels: str) -> pd.DataFrame:
    """Mutations of lines `kvk vestiging what date address reason`; "-" is unknown."""
    rijen = []
    for regel in regels:
        kvk, vestiging, wat, datum, adres, reden = regel.split()
        rij = dict.fromkeys(MUTATIE_TYPEN, "") | {"kvknummer": kvk, "vestigingsnummer": vestiging, "datum": datum}
        rij |= {"gebeurtenis": {"in": "inschrijving", "uit": "opheffing"}.get(wat, wat), "huisnummer": adres}
        rij |= {"postcode": "2711AA", "aanleiding": reden.replace("-", ""), "sbi": "6201", "sbi_versie": 2008}
        rijen.append(rij | {"indeling": 2024, "buurtcode": "BU06370001", "x": 0, "y": 0, "gebruik": "woning"})
    frame = pd.DataFrame(rijen)
    return frame.assign(kwartaal=kwartaal_van(frame["datum"])).astype(MUTATIE_TYPEN)
