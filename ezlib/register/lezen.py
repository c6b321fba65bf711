"""Read the files of the business register from the drop folder into one standard frame.

Nothing is dropped in silence: rows in = rows out + quarantine, and whatever is left out of a row that stays is noted.
A row stands for an establishment with its jobs, so it is refused only where it cannot be counted: without number, peildatum
or jobs. Not knowing where, in which branch or since when costs that detail and not the establishment.

| finding | what happens |
|---|---|
| missing or double column, encoding, separator, quotes | fault: everything stops |
| no workbook, old or locked workbook, sheet missing | fault |
| file empty, header only, name fits no supplier | fault |
| number shortened to 1,23E+11 | fault: the digits are gone |
| a count of jobs with a decimal comma or point | fault: fte, or thousands |
| more than half of the dates not in the supplier's form | fault: the form is wrong |
| SBI codes of another version than the file's | fault: every sector would shift |
| more than half of the buurtcodes of another boundary year | fault: the indeling is wrong |
| one vestigingsnummer twice in a year, two peildata in a year | fault, over all files |
| real and fictive files together | fault |
| row with more or fewer cells than the header | quarantine |
| no vestigingsnummer | quarantine: cannot be followed or told from a double |
| jobs missing, not a number, negative, above `banen_max` | quarantine |
| peildatum missing, not a date, 1900 or 2099 | quarantine |
| SBI version other than 2008 or 2025 | quarantine |
| buurtcode of another gemeente | quarantine: not our establishment (a regional file) |
| part of the columns of jobs empty | counted as 0 |
| buurtcode missing, unknown, of another boundary year | stays, buurtcode "", noted as "niet te plaatsen" |
| start date 1900 or 9999 (filled in for unknown), after the peildatum, not a date | stays, startdatum "", noted |
| no KvK number | stays, kvknummer "", noted: all of them together count as one firm, which protects most |
| SBI missing or not a code | stays, sbi "" (overig), noted |
| coordinates, postcode, BAG id not to be read | stays without, noted |
| name with tags, formula, control characters | stays as plain text, noted |
| columns that we do not use | ignored, named in the report of the file |
| blank lines | no rows |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pandas as pd

from ezlib.fouten import BronFout, ControleFout
from ezlib.register import REGISTER_KOLOMMEN, REGISTER_SLEUTEL, Leverancier, Registerdefinities, leeg_register
from ezlib.register.bestand import Tabel, lees_tabel
from ezlib.register.keuring import Keuring, leeg_verslag
from ezlib.register.registreren import registerbestanden, toon_map
from ezlib.register.rijen import Opdracht, standaardiseer
from ezlib.register.werkmap import YML, Bestandsfout, Bovengrens
from ezlib.taal import getal

DUBBEL_HOOGSTENS = 10


@dataclass(frozen=True)
class Bestandsverslag:
    """What one file brought; holds no content of rows."""

    naam: str
    leverancier: str
    soort: str
    rijen_in: int
    rijen_uit: int
    rijen_quarantaine: int
    peildata: tuple[str, ...]
    genegeerde_kolommen: tuple[str, ...]


@dataclass(frozen=True)
class Leesresultaat:
    """A register that was read.

    `rijen`: standard frame (REGISTER_KOLOMMEN). `quarantaine`: one line per refused row. `meldingen`: one line per value
    that was left out or mended in a row that stayed. Both: bestand, rij, kolom, reden.
    """

    rijen: pd.DataFrame
    quarantaine: pd.DataFrame
    meldingen: pd.DataFrame
    bestanden: tuple[Bestandsverslag, ...]


def lees_register(map_: Path, definities: Registerdefinities, *, bekende_buurten: pd.DataFrame) -> Leesresultaat:
    """Read all files of a register folder.

    Parameters
    ----------
    map_
        Folder with files of one or more suppliers; without files the result is empty.
    bekende_buurten
        Columns buurtcode ("BU06370001") and indeling (year): what a code may be. Every boundary year that a file uses
        must be in here, so repeat the codes for each year with the same boundaries.

    Raises
    ------
    BronFout
        With every fault of every file, each with row and column, and what to do.
    """
    oogst = oogst_bestanden(map_, definities.leveranciers, definities, bekende_buurten, standaardiseer, "peildatum")
    delen, fouten = oogst.delen, oogst.fouten
    if delen:
        fouten += _fouten_samen(pd.concat(delen, ignore_index=True))
    meld_fouten(map_, fouten)
    rijen = pd.concat([leeg_register(), *delen], ignore_index=True)[REGISTER_KOLOMMEN]
    resultaat = Leesresultaat(
        rijen.sort_values(REGISTER_SLEUTEL, ignore_index=True),
        oogst.quarantaine,
        oogst.meldingen,
        tuple(oogst.verslagen),
    )
    return check_telling(resultaat)


@dataclass(frozen=True)
class Oogst:
    """What the files of a folder brought, before they are held against each other; `delen` have bestand and rij too."""

    delen: list[pd.DataFrame]
    fouten: list[str]
    verslagen: list[Bestandsverslag]
    quarantaine: pd.DataFrame
    meldingen: pd.DataFrame


def oogst_bestanden(
    map_: Path,
    leveranciers: Mapping[str, Leverancier],
    definities: Registerdefinities,
    bekende_buurten: pd.DataFrame,
    maak: Callable[[Tabel, Opdracht], pd.DataFrame],
    periode: str,
) -> Oogst:
    """Read every file of a folder by itself; `maak` gives its rows their standard columns, `periode` is one of them."""
    fouten: list[str] = []
    delen, verslagen = [], []
    quarantaine, meldingen = [leeg_verslag()], [leeg_verslag()]
    for pad in registerbestanden(map_):
        try:
            leverancier, tabel = _herken(pad, leveranciers, definities)
        except Bestandsfout as fout:
            fouten += [f"{pad.name}: {regel}" for regel in str(fout).splitlines()]
            continue
        keuring = Keuring(pad.name, tabel.cellen.index)
        alles = maak(tabel, Opdracht(leverancier, definities, bekende_buurten, keuring))
        fouten += [f"{pad.name}: {fout}" for fout in keuring.fouten]
        goed = alles[keuring.goed]
        delen.append(goed.assign(bestand=pad.name, rij=goed.index))
        quarantaine.append(keuring.quarantaine())
        meldingen.append(keuring.meldingen())
        perioden = tuple(sorted(goed[periode].unique()))
        verslagen.append(_verslag(pad.name, leverancier, tabel, perioden, len(goed), len(quarantaine[-1])))
    return Oogst(
        delen, fouten, verslagen, pd.concat(quarantaine, ignore_index=True), pd.concat(meldingen, ignore_index=True)
    )


def meld_fouten(map_: Path, fouten: Sequence[str]) -> None:
    """Stop with every fault of every file, or do nothing.

    Raises
    ------
    BronFout
        When there is any.
    """
    if fouten:
        raise BronFout(
            f"De bestanden in {toon_map(map_)} zijn zo niet te gebruiken; er is niets ingelezen. "
            f"{getal(len(fouten))} fout(en):\n  " + "\n  ".join(fouten)
        )


def tel_redenen(verslag: pd.DataFrame) -> pd.DataFrame:
    """Count a quarantine or a list of notes: bestand, reden, aantal; the most frequent first within a file."""
    telling = verslag.groupby(["bestand", "reden"], as_index=False).size().rename(columns={"size": "aantal"})
    volgorde = telling.sort_values(["bestand", "aantal", "reden"], ascending=[True, False, True])
    return volgorde.reset_index(drop=True)


def _herken(
    pad: Path, leveranciers: Mapping[str, Leverancier], definities: Registerdefinities
) -> tuple[Leverancier, Tabel]:
    """Choose the supplier by name of the file, then by its header.

    Raises
    ------
    Bestandsfout
        When no supplier fits; with the faults of the one that comes nearest.
    """
    patronen = {s: lev.bestanden for s, lev in leveranciers.items()}
    kandidaten = [lev for lev in leveranciers.values() if fnmatchcase(pad.name.casefold(), lev.bestanden.casefold())]
    if not kandidaten:
        bekend = ", ".join(f"{patroon} ({slug})" for slug, patroon in patronen.items())
        raise Bestandsfout(
            f"de naam past bij geen enkele leverancier in {YML}. Bekend zijn: {bekend}. Geef het bestand zo'n naam, "
            "voeg de leverancier toe, of haal het bestand hier weg."
        )
    gelezen, fouten = [], []
    grenzen = Bovengrens(
        rijen_max=definities.grenzen["rijen_max"],
        uitgepakt_max=definities.grenzen["uitgepakt_max_mb"] * 1024**2,
        verhouding_max=definities.grenzen["verhouding_max"],
    )
    for leverancier in kandidaten:
        try:
            gelezen.append((leverancier, lees_tabel(pad, leverancier, grenzen)))
        except Bestandsfout as fout:
            fouten.append(fout)
    if len(gelezen) > 1:
        namen = " en ".join(lev.id for lev, _ in gelezen)
        raise Bestandsfout(f"dit bestand past bij {namen}. Maak hun bestanden of kolommen verschillend in {YML}.")
    if not gelezen:
        raise min(fouten, key=lambda fout: len(str(fout).splitlines()))
    return gelezen[0]


def _verslag(
    naam: str, leverancier: Leverancier, tabel: Tabel, perioden: tuple[str, ...], goed: int, quarantaine: int
) -> Bestandsverslag:
    gebruikt = {kolom for namen in leverancier.bronkolommen.values() for kolom in namen}
    return Bestandsverslag(
        naam=naam,
        leverancier=leverancier.id,
        soort=leverancier.soort,
        rijen_in=len(tabel.cellen),
        rijen_uit=goed,
        rijen_quarantaine=quarantaine,
        peildata=perioden,
        genegeerde_kolommen=tuple(k for k in tabel.cellen.columns if k and k not in gebruikt),
    )


def _fouten_samen(alles: pd.DataFrame) -> list[str]:
    """Faults that only show over all files: doubles, two peildata in a year, real and fictive."""
    fouten = []
    plek = alles["bestand"] + ", rij " + alles["rij"].astype("str")
    dubbel = alles.duplicated(REGISTER_SLEUTEL, keep=False)
    groepen = plek[dubbel].groupby([alles["jaar"], alles["vestigingsnummer"]]).agg(list)
    for (jaar, _), plekken in groepen.head(DUBBEL_HOOGSTENS).items():
        fouten.append(f"{' en '.join(plekken)}: hetzelfde vestigingsnummer staat er in {jaar} meer dan één keer in.")
    if len(groepen) > DUBBEL_HOOGSTENS:
        fouten.append(f"... en nog {getal(len(groepen) - DUBBEL_HOOGSTENS)} dubbele vestigingsnummers.")
    if len(groepen):
        fouten.append("Vraag de leverancier welke rij geldt, of haal het bestand weg dat er dubbel ligt.")
    for jaar, deel in alles.groupby("jaar"):
        data = sorted(deel["peildatum"].unique())
        if len(data) > 1:
            fouten.append(
                f"{' en '.join(sorted(deel['bestand'].unique()))}: in {jaar} zijn er {len(data)} peildata "
                f"({' en '.join(data)}). Kies er een per jaar; cijfers van twee peildata zijn niet te vergelijken."
            )
    return fouten + fout_verzonnen(alles)


def fout_verzonnen(alles: pd.DataFrame) -> list[str]:
    """Fault of made-up files beside real ones; columns soort and bestand."""
    fouten = []
    if alles["soort"].nunique() > 1:
        echt = sorted(alles.loc[alles["soort"] == "register", "bestand"].unique())
        nep = sorted(alles.loc[alles["soort"] == "fictief", "bestand"].unique())
        fouten.append(f"{', '.join(nep)}: verzonnen gegevens naast echte ({', '.join(echt)}). Haal de verzonnen weg.")
    return fouten


def check_telling(resultaat: Leesresultaat) -> Leesresultaat:
    """Hold rows in against rows out and quarantine; a difference is a fault of the monitor itself."""
    erin = sum(verslag.rijen_in for verslag in resultaat.bestanden)
    eruit = len(resultaat.rijen) + len(resultaat.quarantaine)
    if erin != eruit:
        raise ControleFout(
            f"Er gingen {getal(erin)} rijen in en er kwamen er {getal(eruit)} uit, quarantaine "
            "meegeteld. Dat is een fout in de monitor; meld hem bij de beheerder."
        )
    return resultaat
