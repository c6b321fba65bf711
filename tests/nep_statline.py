"""Small StatLine tables on jobs, commuting and the labour market, served by the local CBS in the shapes of OData v3.

Figures are made up so that sums and shares can be checked by head; codes of areas, sections and levels are real.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import nep_bron

from ezlib.definitions import Bron

REGIO = {"GM0637": "Zoetermeer", "GM0629": "Wassenaar", "GM0626": "Voorschoten", "GM1621": "Lansingerland",
         "GM1916": "Leidschendam-Voorburg", "GM1926": "Pijnacker-Nootdorp"}  # fmt: skip
ANDERE = {"GM0503": "Delft", "GM0518": "'s-Gravenhage", "GM0546": "Leiden", "GM0034": "Almere"}
GEBIEDEN = {"NL01": "Nederland", "CR26": "Agglomeratie 's-Gravenhage (CR)", **REGIO, **ANDERE}
Cellen = Iterable[tuple[tuple[str, ...], tuple[float, ...]]]


def entiteiten(
    map_: Path, nummer: str, topics: list[tuple[str, str]], dimensies: Mapping[str, Mapping[str, str]], cellen: Cellen
) -> dict[str, list[dict[str, Any]]]:
    """Entity -> rows of a table, in the order of a service document; a cell has a figure per topic."""
    rijen, waarden = zip(*cellen, strict=True)
    status = dict.fromkeys(dimensies.get("Perioden", {}), "Definitief")
    soort = {"WoonregioS": "GeoDimension", "WerkregioS": "GeoDimension"}
    nep_bron.statline(map_ / nummer / "a", dict(zip(topics, map(list, zip(*waarden, strict=True)), strict=True)), dimensies=dimensies, rijen=list(rijen), status=status, soort=soort)  # fmt: skip
    gelezen = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in (map_ / nummer / "a").glob("*.json")}
    info = {"ID": 0, "Title": nummer, "Identifier": nummer, "Modified": "2026-01-02T02:00:00"}
    kop = {"TableInfos": [info], "UntypedDataSet": []}
    del gelezen["herkomst"], gelezen["TableInfos"]
    return (
        kop
        | {naam: gelezen.pop(naam) for naam in ("TypedDataSet", "DataProperties")}
        | {"CategoryGroups": []}
        | gelezen
    )


def banen(map_: Path, bron: Bron) -> dict[str, list[dict[str, Any]]]:
    """Jobs of employees: 100 thousand in every gemeente, 10 in J, M, G, H, Q and F; later J grows to 16 here."""
    dimensie = bron.statline["kenmerk"]["dimensie"]
    letters = {w["sleutel"]: letter for letter, w in bron.statline["kenmerk"]["waarden"].items()}
    groot = {"NL01": 800, "CR26": 60}

    def cel(gebied: str, letter: str, jaar: str) -> float:
        eenheid = groot.get(gebied, 1)
        groei = 6.0 if gebied == "GM0637" and jaar > "2019JJ00" and letter in ("J", "totaal") else 0.0
        return round(eenheid * {"totaal": 100.0, "C": 40.0}.get(letter, 10.0 if letter in "JMGHQF" else 0.0) + groei, 1)

    jaren = {f"{j}JJ00": f"{j} december" for j in (2010, 2019, 2023)}
    sleutels = list(product(letters, GEBIEDEN, jaren))
    return entiteiten(
        map_, bron.tabel, [("BanenVanWerknemersInDecember_1", "x 1 000")],
        {dimensie: {s: f"Tak {w}" for s, w in letters.items()}, "RegioS": GEBIEDEN, "Perioden": jaren},
        [(s, (cel(s[1], letters[s[0]], s[2]),)) for s in sleutels],
    )  # fmt: skip


def woon_werk(map_: Path, bron: Bron) -> dict[str, list[dict[str, Any]]]:
    """Commuting in December 2019, in thousands: of 20 who live here 10 work here; out and in see below."""
    uit = {"GM0637": 10.0, "GM0518": 8.0, "GM0503": 1.0, "GM0546": 0.6, "GM0034": 0.4, "NL01": 20.0}
    in_ = {"GM0518": 5.0, "GM1621": 4.6, "GM0034": 0.4}
    cellen = [(("GM0637", naar, "2019MM12"), (n,)) for naar, n in uit.items()]
    cellen += [((van, "GM0637", "2019MM12"), (n,)) for van, n in in_.items()]
    # CBS has a row for every pair, also where nobody goes.
    cellen += [
        ((van, "GM0637", "2019MM12"), (0.0,)) for van in GEBIEDEN if van[:2] == "GM" and van not in {**in_, **uit}
    ]
    cellen += [((van, "GM0637", "2019MM12"), (0.0,)) for van in uit if van[:2] == "GM" and van not in {"GM0637", *in_}]
    dimensies = {"WoonregioS": GEBIEDEN, "WerkregioS": GEBIEDEN, "Perioden": {"2019MM12": "2019 december"}}
    return entiteiten(map_, bron.tabel, [("BanenVanWerknemers_1", "x 1 000")], dimensies, cellen)


def arbeidsdeelname(map_: Path, bron: Bron) -> dict[str, list[dict[str, Any]]]:
    """Unemployment: 3.8 and 4.0 here, with half a point of margin; 3.7 elsewhere, with a tenth in Nederland. At work: 70."""
    marge = {"MW00000": 0.0, "MOG0095": -1.0, "MBG0095": 1.0}
    jaren = {"2023JJ00": "2023", "2024JJ00": "2024"}
    vast = {"Geslacht": "T001038", "Leeftijd": "52052", "Persoonskenmerken": "T009002"}
    hier = {("GM0637", "2023JJ00"): 3.8, ("GM0637", "2024JJ00"): 4.0}

    def cel(gebied: str, jaar: str, soort: str) -> float:
        breed = 0.1 if gebied == "NL01" else 0.5
        return round(hier.get((gebied, jaar), 3.7) + breed * marge[soort], 1)

    dimensies = {d: {s: "Totaal"} for d, s in vast.items()} | {"Marges": {m: m for m in marge}}
    dimensies |= {"RegioS": GEBIEDEN, "Perioden": jaren}
    cellen = [
        ((*vast.values(), m, g, j), (70.0 + marge[m], cel(g, j, m))) for m, g, j in product(marge, GEBIEDEN, jaren)
    ]
    topics = [("NettoArbeidsparticipatie_6", "%"), ("Werkloosheidspercentage_7", "%")]
    return entiteiten(map_, bron.tabel, topics, dimensies, cellen)


TABELLEN = {"cbs_83582NED": banen, "cbs_83628NED": woon_werk, "cbs_86088NED": arbeidsdeelname}
