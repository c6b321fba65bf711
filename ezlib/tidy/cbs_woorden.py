"""CBS's own words to ours: units, the status of a figure, and the keys of periods."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from ezlib.fouten import BronFout

# What CBS calls a unit -> ours, and the factor that goes with it.
EENHEDEN = {"aantal": ("aantal", 1.0), "x 1 000": ("aantal", 1000.0), "ha": ("ha", 1.0), "%": ("%", 1.0)}
STATUSSEN = {"definitief": "definitief", "voorlopig": "voorlopig", "nadervoorlopig": "nader voorlopig"}
# Letters in the key of a period -> months that it lasts: 2019JJ00, 2024KW02, 2024MM12.
MAANDEN = {"JJ": 12, "KW": 3, "MM": 1}
PERIODE = re.compile(r"(\d{4})(JJ|KW|MM)(\d{2})")


def eenheid_van(kolom: str, eenheid: object, verwacht: Collection[str]) -> tuple[str, float]:
    """Unit of ours and factor of a column, held against what was expected.

    Parameters
    ----------
    eenheid
        As CBS writes it: "aantal", "x 1 000", "%", "ha".
    verwacht
        Units of ours that the column may have.

    Raises
    ------
    BronFout
        When the unit is unknown or another than expected: then the column means something else.

    >>> eenheid_van("Banen_1", "x 1 000", ["aantal"])
    ('aantal', 1000.0)
    """
    onze, factor = EENHEDEN.get(str(eenheid).strip(), ("", 0.0))
    if onze not in verwacht:
        raise BronFout(
            f'Kolom {kolom} heeft eenheid "{eenheid}"; verwacht was {" of ".join(verwacht)}. '
            "CBS heeft de tabel veranderd: kijk wat de kolom nu betekent voor u haar gebruikt."
        )
    return onze, factor


def periode_van(sleutel: str, regel: str) -> str | None:
    """Period of a figure by the key of CBS and the rule of its source; None where the key is of another kind.

    Parameters
    ----------
    regel
        "einde": a stock at the end of the period, so the peildatum is the day after (December 2021 is the register of
        1 January 2022); "begin": a stock at its first day; "geheel": a figure over the whole year or quarter.

    >>> periode_van("2021JJ00", "einde"), periode_van("2021JJ00", "begin"), periode_van("2021JJ00", "geheel")
    ('2022-01-01', '2021-01-01', '2021')
    >>> periode_van("2024MM12", "einde"), periode_van("2024KW02", "einde"), periode_van("2024KW02", "geheel")
    ('2025-01-01', '2024-07-01', '2024K2')
    """
    delen = PERIODE.fullmatch(sleutel.strip())
    if not delen or (regel == "geheel" and delen[2] == "MM"):
        return None
    jaar, soort, nummer = int(delen[1]), delen[2], max(int(delen[3]), 1)
    if regel == "geheel":
        return str(jaar) if soort == "JJ" else f"{jaar}K{nummer}"
    maand = MAANDEN[soort] * (nummer if regel == "einde" else nummer - 1)
    return f"{jaar + maand // 12}-{maand % 12 + 1:02d}-01"


def status_van_periode(status: object, titel: str) -> str:
    """Status of a period: the column Status of the dimension; where that is empty, the stars behind the title.

    Raises
    ------
    BronFout
        When CBS uses a word that we do not know.

    >>> status_van_periode("NaderVoorlopig", "2018"), status_van_periode(None, "2024*"), status_van_periode("", "2010")
    ('nader voorlopig', 'voorlopig', 'definitief')
    """
    woord = "" if status is None or pd.isna(status) else str(status).strip()
    if not woord:
        sterren = len(titel.strip()) - len(titel.strip().rstrip("*"))
        return {0: "definitief", 1: "voorlopig"}.get(sterren, "nader voorlopig")
    if woord.lower() not in STATUSSEN:
        raise BronFout(
            f'CBS geeft de periode "{titel.strip()}" de status "{woord}"; bekend zijn Definitief, NaderVoorlopig en '
            "Voorlopig. Kijk bij CBS wat het woord betekent en meld het aan wie de monitor beheert."
        )
    return STATUSSEN[woord.lower()]


def check_jaar(infos: pd.DataFrame, jaar: int, tabel: str) -> None:
    """Hold the year that a table of one year is about against what its source says of it.

    Raises
    ------
    BronFout
        When TableInfos names other years: then the number of the table is that of another year.

    >>> check_jaar(pd.DataFrame({"Period": ["2024"]}), 2024, "85984NED")
    """
    periode = str(infos["Period"].iloc[0] or "") if "Period" in infos else ""
    jaren = re.findall(r"\b(?:19|20)\d{2}\b", periode)
    if jaren and str(jaar) not in jaren:
        raise BronFout(
            f"Tabel {tabel} gaat volgens CBS over {periode}, maar bronnen.yml zegt {jaar}. Zet het goede nummer bij "
            "`tabel:` of het goede jaar bij `indeling:` en `peildatum:`."
        )


def status_van_tabel(infos: pd.DataFrame) -> str:
    """Status of the whole table by TableInfos; definitief unless it says otherwise."""
    tekst = str(infos["ShortDescription"].iloc[0]) if "ShortDescription" in infos else ""
    kop = re.search(r"Status van de cijfers:\s*(nader voorlopig|voorlopig)", tekst, re.IGNORECASE)
    return kop[1].lower() if kop else "definitief"


def status_van_kolom(kolom: str, eigenschappen: pd.DataFrame, tabelstatus: str) -> str:
    """Status of a column: what its description, or that of a group above it, says; else that of the table.

    CBS: "Definitief, tenzij in de toelichting bij het onderwerp expliciet is vermeld dat het voorlopige cijfers
    betreft" (TableInfos of 85984NED).
    """
    per_id = eigenschappen.set_index("ID")
    rij = eigenschappen.set_index("Key").loc[kolom]
    while True:
        tekst = rij.get("Description")
        vondst = re.search(r"(nader )?voorlopig(e cijfers| karakter)|cijfers[^.]* zijn voorlopig", str(tekst or ""))
        if vondst:
            return "nader voorlopig" if vondst[1] else "voorlopig"
        if pd.isna(rij["ParentID"]):
            return tabelstatus
        rij = per_id.loc[int(rij["ParentID"])]
