"""Read the KvK mutation files of the drop folder into one frame: a row is a registration, a closure or a move.

The reading itself is that of the register (`lezen`): same faults, same quarantine. Names are not read: counting needs
none.

| finding | what happens |
|---|---|
| no quarter in the name of the file | fault |
| more than half of the dates not in the supplier's form | fault |
| no KvK number, no date, a word for the mutation that nobody knows | quarantine |
| a move of which the direction cannot be seen, or past this gemeente | quarantine |
| date after the quarter of the file | quarantine |
| date in a quarter of which there is no file | quarantine: part of a quarter would pass for all of it |
| the same mutation once more, in this file or another | quarantine: the newest file counts |
| date before the quarter of the file (a late mutation) | counts in the quarter of its date, noted |
| a reason for the registration that nobody knows | stays, without it, noted |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ezlib.register import Mutatieleverancier, Registerdefinities
from ezlib.register.bestand import Tabel
from ezlib.register.keuring import Kolommen, Opdracht, Tekst, leeg_verslag
from ezlib.register.lezen import (
    Bestandsverslag,
    Leesresultaat,
    check_telling,
    fout_verzonnen,
    meld_fouten,
    oogst_bestanden,
)
from ezlib.register.omvang import lees_sbi
from ezlib.register.rijen import is_onleesbaar, lees_adres, lees_datums, lees_nummers, lees_plek, maak_tekst

MUTATIE_TYPEN = {
    "kwartaal": "str",  # of the date: "2025K3"
    "datum": "str",  # ISO date of registration, closure or move
    "gebeurtenis": "str",  # inschrijving, opheffing, verhuizing_in, verhuizing_uit, verhuizing_binnen
    "aanleiding": "str",  # starter, verplaatsing, nevenvestiging, overname, rechtsvorm, "" not told
    "kvknummer": "str",
    "vestigingsnummer": "str",  # "" unknown
    "postcode": "str",
    "huisnummer": "str",
    "bag_id": "str",
    "buurtcode": "str",  # "" cannot be placed
    "indeling": "int64",
    "x": "float64",
    "y": "float64",
    "sbi": "str",
    "sbi_versie": "int64",
    "gebruik": "str",
    "leverancier": "str",
    "soort": "str",  # register, fictief
}
INSCHRIJVING, OPHEFFING, VERHUIZING = "inschrijving", "opheffing", "verhuizing"
KWARTAAL = re.compile(r"(?<!\d)(20\d\d)[ _-]?[kq]([1-4])(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Mutaties:
    """What was read: `rijen` (MUTATIE_TYPEN, sorted by date), and the quarters of which there is a file."""

    rijen: pd.DataFrame
    quarantaine: pd.DataFrame
    meldingen: pd.DataFrame
    bestanden: tuple[Bestandsverslag, ...]
    kwartalen: tuple[str, ...]


def kwartaal_van(datum: pd.Series) -> pd.Series:
    """Quarter of ISO dates, same index; "" where there is none.

    >>> kwartaal_van(pd.Series(["2025-09-30", "2025-10-01", ""])).tolist()
    ['2025K3', '2025K4', '']
    """
    maand = pd.to_numeric(datum.str[5:7], errors="coerce").fillna(0).astype("int64")
    return (datum.str[:4] + "K" + ((maand + 2) // 3).astype("str")).where(datum != "", "").astype("str")


def kwartalen_tussen(eerste: str, laatste: str) -> list[str]:
    """All quarters from the first to the last.

    >>> kwartalen_tussen("2024K3", "2025K1")
    ['2024K3', '2024K4', '2025K1']
    """
    nummers = range(*(int(k[:4]) * 4 + int(k[5]) - 1 + i for i, k in enumerate((eerste, laatste))))
    return [f"{n // 4}K{n % 4 + 1}" for n in nummers]


def kwartalen_van_bestand(naam: str) -> list[str]:
    """Quarters that the name of a file says it is about; two make a span, none gives an empty list.

    >>> kwartalen_van_bestand("KvK mutaties 2025k3.xlsx"), kwartalen_van_bestand("kvk-2024K4-2025Q1.csv")
    (['2025K3'], ['2024K4', '2025K1'])
    """
    gevonden = sorted(f"{jaar}K{nummer}" for jaar, nummer in KWARTAAL.findall(naam))
    return kwartalen_tussen(gevonden[0], gevonden[-1]) if gevonden else []


def lees_mutaties(
    map_: Path, definities: Registerdefinities, *, bekende_buurten: pd.DataFrame, gemeente: str
) -> Mutaties:
    """Read all files of a folder with mutations; `bekende_buurten` as for `lezen.lees_register`.

    Raises
    ------
    BronFout
        With every fault of every file, each with row and column, and what to do.
    """

    def maak(tabel: Tabel, opdracht: Opdracht) -> pd.DataFrame:
        return standaardiseer_mutaties(tabel, opdracht, gemeente)

    oogst = oogst_bestanden(map_, definities.mutatieleveranciers, definities, bekende_buurten, maak, "kwartaal")
    fouten = list(oogst.fouten)
    alles = pd.concat(oogst.delen, ignore_index=True) if oogst.delen else _leeg()
    meld_fouten(map_, fouten + fout_verzonnen(alles))
    kwartalen = sorted({k for verslag in oogst.verslagen for k in kwartalen_van_bestand(verslag.naam)})
    rijen, weg = _ontdubbel(alles, kwartalen)
    quarantaine = pd.concat([oogst.quarantaine, weg], ignore_index=True)
    rijen = rijen.sort_values(["datum", "kvknummer", "vestigingsnummer", "gebeurtenis"], ignore_index=True)
    rijen = rijen[list(MUTATIE_TYPEN)].astype(MUTATIE_TYPEN)
    check_telling(Leesresultaat(rijen, quarantaine, oogst.meldingen, tuple(oogst.verslagen)))
    return Mutaties(rijen, quarantaine, oogst.meldingen, tuple(oogst.verslagen), tuple(kwartalen))


def _leeg() -> pd.DataFrame:
    typen = MUTATIE_TYPEN | {"bestand": "str", "rij": "int64"}
    return pd.DataFrame({k: pd.Series(dtype=t) for k, t in typen.items()})


def _ontdubbel(alles: pd.DataFrame, kwartalen: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that count, and the report of those that do not: a quarter without a file, or told once more."""
    buiten = ~alles["kwartaal"].isin(kwartalen)
    # An establishment registers and closes once, whatever date a later file gives; it may move more often.
    verhuist = alles["gebeurtenis"].str.startswith(VERHUIZING)
    sleutel = alles.assign(
        dag=alles["datum"].where(verhuist, ""),
        uitgave=alles["bestand"].map({b: (kwartalen_van_bestand(b) or [""])[-1] for b in alles["bestand"].unique()}),
    ).sort_values(["uitgave", "bestand", "rij"])
    dubbel = sleutel[~buiten].duplicated(["kvknummer", "vestigingsnummer", "gebeurtenis", "dag"], keep="last")
    dubbel = dubbel.reindex(alles.index, fill_value=False)
    redenen = {
        "van het kwartaal van de datum is er geen bestand": buiten,
        "dezelfde mutatie staat er nog eens in": dubbel,
    }
    delen = [
        alles[m].assign(kolom="", reden=reden)[["bestand", "rij", "kolom", "reden"]] for reden, m in redenen.items()
    ]
    weg = pd.concat([leeg_verslag(), *delen], ignore_index=True)
    return alles[~buiten & ~dubbel], weg


def standaardiseer_mutaties(tabel: Tabel, opdracht: Opdracht, gemeente: str) -> pd.DataFrame:
    """Give every row its standard columns, also those that the check refuses; same index."""
    lev, keuring, cellen = opdracht.leverancier, opdracht.keuring, tabel.cellen
    assert isinstance(lev, Mutatieleverancier)
    tekst = maak_tekst(tabel, opdracht)
    uit = pd.DataFrame({"leverancier": lev.id, "soort": lev.soort}, index=cellen.index)
    uit = uit.assign(**_wat(tekst, opdracht, lev, gemeente), **lees_nummers(tekst, opdracht))
    keuring.weiger(uit["kvknummer"] == "", opdracht.kolom("kvknummer"), "geen KvK-nummer")
    uit = uit.assign(**_wanneer(tekst, opdracht))
    jaar = uit["datum"].str[:4].replace("", "0").astype("int64")
    uit["indeling"] = jaar if lev.indeling == "jaar" else int(lev.indeling)
    gemeenten = set(opdracht.buurten["buurtcode"].str[2:6])

    def hier(naam: str) -> pd.Series:
        """Text of a column; who left has a new address elsewhere, which is no reason to refuse the row."""
        ruw = tekst(naam)
        elders = ~ruw.str.replace(r"\D", "", regex=True).str.zfill(8).str[:4].isin(gemeenten)
        weg = (uit["gebeurtenis"] == f"{VERHUIZING}_uit") & elders
        return ruw.mask(weg, "") if naam == "buurtcode" else ruw

    for stap in (lees_adres, lees_plek, lees_sbi):
        uit = uit.assign(**stap(hier, uit, cellen, opdracht))
    return uit[list(MUTATIE_TYPEN)].astype(MUTATIE_TYPEN)


def _wat(tekst: Tekst, opdracht: Opdracht, lev: Mutatieleverancier, gemeente: str) -> Kolommen:
    """Columns gebeurtenis and aanleiding from the supplier's words."""
    keuring = opdracht.keuring
    gebeurtenis = _vertaal(tekst("mutatie"), lev.woorden)
    keuring.weiger(gebeurtenis == "", opdracht.kolom("mutatie"), "soort mutatie is niet bekend")
    van, naar = (tekst(k).str.upper().str.replace(r"\s", "", regex=True) for k in ("gemeente_van", "gemeente_naar"))
    richting = pd.Series("", index=van.index, dtype="str")
    richting = richting.mask((van == gemeente) & (naar == gemeente), f"{VERHUIZING}_binnen")
    richting = richting.mask((van != gemeente) & (naar == gemeente) & (van != ""), f"{VERHUIZING}_in")
    richting = richting.mask((van == gemeente) & (naar != gemeente) & (naar != ""), f"{VERHUIZING}_uit")
    los = gebeurtenis == VERHUIZING
    keuring.weiger(los & (richting == ""), opdracht.kolom("gemeente_van"), "richting van de verhuizing is niet te zien")
    ruw = tekst("aanleiding")
    aanleiding = _vertaal(ruw, lev.aanleidingen)
    vreemd = (ruw != "") & (aanleiding == "") & (gebeurtenis == INSCHRIJVING)
    keuring.meld(vreemd, opdracht.kolom("aanleiding"), "aanleiding is niet bekend")
    return {"gebeurtenis": gebeurtenis.mask(los, richting), "aanleiding": aanleiding}


def _vertaal(ruw: pd.Series, woorden: object) -> pd.Series:
    """Our word for each of theirs, same index; "" where there is none."""
    van = {woord.casefold(): eigen for eigen, lijst in dict(woorden).items() for woord in lijst}
    return ruw.str.split().str.join(" ").str.casefold().map(van).fillna("").astype("str")


def _wanneer(tekst: Tekst, opdracht: Opdracht) -> Kolommen:
    """Columns datum and kwartaal; the quarter of the file only says which quarters are there."""
    keuring, kolom = opdracht.keuring, opdracht.kolom("datum")
    ruw = tekst("datum")
    iso = lees_datums(ruw, opdracht.leverancier.datumvorm)
    keuring.weiger(is_onleesbaar(ruw, iso, "datum", opdracht), kolom, "datum is niet te lezen")
    keuring.weiger(iso == "", kolom, "geen datum")
    kwartaal, bestand = kwartaal_van(iso), kwartalen_van_bestand(keuring.bestand)
    if not bestand:
        keuring.fouten.append(
            "in de bestandsnaam staat geen kwartaal. Noem het bestand bijvoorbeeld "
            f'"{opdracht.leverancier.bestanden.replace("*", "2025K3", 1).replace("*", "")}".'
        )
        return {"datum": iso, "kwartaal": kwartaal}
    keuring.weiger(kwartaal > bestand[-1], kolom, "datum ligt na het kwartaal van het bestand")
    keuring.meld((kwartaal != "") & (kwartaal < bestand[0]), kolom, "late mutatie: telt in het kwartaal van de datum")
    return {"datum": iso, "kwartaal": kwartaal}
