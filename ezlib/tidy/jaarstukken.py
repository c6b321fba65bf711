"""What the municipality published in its annual reports, one row a figure, date and publication.

Every publication is kept: the same date occurs twice where a later report revised it, and change is computed within
one publication only. Which one wins a cell is for the indicators to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.register.programma import KRUIS, PAAR
from ezlib.sources.snapshot import Snapshot
from ezlib.tidy import EENHEDEN, HERKOMSTEN, KOLOMMEN, SLEUTEL, STATUSSEN, gebied_type, met_reden

if TYPE_CHECKING:
    from ezlib.definitions import Bron

BESTAND = "feiten_en_cijfers.csv"
LASTEN = "lasten.csv"
DUIZEND = 1000.0
VERPLICHT = [
    "gebied_code",
    "onderwerp",
    "kenmerk",
    "kenmerkwaarde",
    "periode",
    "waarde",
    "eenheid",
    "status",
    "herkomst",
    "publicatie",
    "oorspronkelijke_bron",
    "noot",
]
WOORDEN = {"eenheid": EENHEDEN, "status": STATUSSEN, "herkomst": HERKOMSTEN}


def tidy_jaarstukken(snapshot: Snapshot, bron: Bron) -> pd.DataFrame:
    """Read feiten_en_cijfers.csv (comma, UTF-8, decimal point).

    Returns
    -------
    DataFrame in the tidy layout (`ezlib.tidy.KOLOMMEN`), keyed with `publicatie`. `indeling` is the year of the
    period unless bronnen.yml gives one; an empty `waarde` is "onbekend"; `gebied_naam` is empty unless the file has
    that column; the original source stands before the note.

    Raises
    ------
    BronFout
        Every fault of the file at once, with row and column.
    """
    ruw = pd.read_csv(snapshot.pad(BESTAND), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    ontbreekt = [kolom for kolom in VERPLICHT if kolom not in ruw]
    if ontbreekt:
        raise BronFout(f"{BESTAND}: deze kolommen ontbreken: {', '.join(ontbreekt)}.")
    ruw = ruw.apply(lambda kolom: kolom.str.strip())
    waarde = pd.to_numeric(ruw["waarde"], errors="coerce").astype("float64")
    fouten = _fouten(ruw, waarde)
    if fouten:
        raise BronFout(f"{BESTAND} bevat {len(fouten)} fout(en):\n  " + "\n  ".join(fouten))
    frame = ruw.assign(
        gebied_type=gebied_type(ruw["gebied_code"]),
        gebied_naam=ruw.get("gebied_naam", ""),
        indeling=bron.indeling or ruw["periode"].str[:4].astype("int64"),
        waarde=waarde,
        bron_id=bron.id,
        noot=_noot(ruw),
    )
    uit = met_reden(frame)[KOLOMMEN]
    if LASTEN not in snapshot.herkomst.bestanden:
        return uit
    return pd.concat(
        [uit, _lasten(snapshot, bron, dict(zip(uit["gebied_code"], uit["gebied_naam"], strict=True)))],
        ignore_index=True,
    )


def _lasten(snapshot: Snapshot, bron: Bron, namen: dict[str, str]) -> pd.DataFrame:
    """Spending by objective, budget (begroting) and outturn (rekening), from thousands of euros to euros."""
    ruw = pd.read_csv(snapshot.pad(LASTEN), dtype="str", keep_default_na=False, encoding="utf-8-sig")
    waarde = pd.to_numeric(ruw["waarde"], errors="coerce")
    fout = ruw[waarde.isna() | (ruw["eenheid"] != "1000 euro") | ~ruw["soort"].isin(["begroting", "rekening"])]
    if len(fout):
        rijen = ", ".join(str(rij + 2) for rij in fout.index)
        raise BronFout(
            f"{LASTEN}: rij {rijen} klopt niet. Verwacht: een getal, eenheid 1000 euro, en begroting of rekening."
        )
    frame = pd.DataFrame(
        {
            "gebied_code": ruw["gebied_code"],
            "gebied_type": gebied_type(ruw["gebied_code"]),
            "gebied_naam": ruw["gebied_code"].map(namen).fillna(""),
            "indeling": ruw["jaar"].astype("int64"),
            "periode": ruw["jaar"],
            "onderwerp": "programma_lasten",
            "kenmerk": f"doelstelling{KRUIS}lastensoort",
            "kenmerkwaarde": ruw["doelstelling_nr"] + PAAR + ruw["soort"],
            "waarde": waarde * DUIZEND,
            "eenheid": "euro",
            "status": "definitief",
            "herkomst": "waargenomen",
            "bron_id": bron.id,
            "publicatie": ruw["publicatie"],
            "noot": "Lasten van " + ruw["product"].str.lower() + ", product " + ruw["product_nr"] + ".",
        }
    )
    return met_reden(frame)[KOLOMMEN]


def _noot(ruw: pd.DataFrame) -> pd.Series:
    """Original source and note as one sentence or two."""
    bron = ("Bron: " + ruw["oorspronkelijke_bron"] + ".").where(ruw["oorspronkelijke_bron"] != "", "")
    noot = (ruw["noot"].str[:1].str.upper() + ruw["noot"].str[1:]).str.rstrip(".")
    return (bron + " " + (noot + ".").where(noot != "", "")).str.strip()


def _fouten(ruw: pd.DataFrame, waarde: pd.Series) -> list[str]:
    """Every fault, with the row as a spreadsheet counts it: the header is row 1."""
    fouten = [
        (rij, f'kolom waarde: "{ruw.at[rij, "waarde"]}" is geen getal (gebruik een punt, geen komma)')
        for rij in ruw.index[waarde.isna() & (ruw["waarde"] != "")]
    ]
    for kolom, woorden in WOORDEN.items():
        fouten += [
            (rij, f'kolom {kolom}: "{ruw.at[rij, kolom]}" kan niet; kies uit: {", ".join(woorden)}')
            for rij in ruw.index[~ruw[kolom].isin(woorden)]
        ]
    vormen = {
        "gebied_code": (r"(?:NL|GM|WK|BU)\d{2,8}", "een code zoals GM0637"),
        "periode": (r"\d{4}(?:-\d{2}-\d{2}|K[1-4])?", "een peildatum, jaar of kwartaal"),
        "publicatie": (r".+", "de naam van de publicatie"),
    }
    for kolom, (vorm, uitleg) in vormen.items():
        fouten += [
            (rij, f'kolom {kolom}: "{ruw.at[rij, kolom]}" is niet {uitleg}')
            for rij in ruw.index[~ruw[kolom].str.fullmatch(vorm)]
        ]
    sleutel = [kolom for kolom in SLEUTEL if kolom in ruw]
    fouten += [
        (rij, "dit cijfer staat er al, met dezelfde peildatum en publicatie")
        for rij in ruw.index[ruw.duplicated(sleutel)]
    ]
    return [f"rij {rij + 2}, {tekst}" for rij, tekst in sorted(fouten)]
