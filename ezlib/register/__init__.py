"""The business register: from files in a drop folder to one frame, and what O&S decides about it.

Every row of the register frame is one establishment at one peildatum; key: jaar + vestigingsnummer; sorted by that key,
index 0..n-1. The frame never leaves the machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import DefinitieFout
from ezlib.register.afspraken import Samenvoeging, Toestemming, toets_afspraken
from ezlib.register.programma import Tabel, lees_programma, toets_programma
from ezlib.register.schema import REGISTER

if TYPE_CHECKING:
    import pandas as pd

    from ezlib.definitions import _Bestand

# Name -> dtype; the order is that of the frame.
REGISTER_TYPEN = {
    "peildatum": "str",  # ISO date
    "jaar": "int64",  # year of the peildatum
    "vestigingsnummer": "str",
    "kvknummer": "str",  # "" unknown
    "naam": "str",  # plain text
    "postcode": "str",  # "2711AB", "" unknown
    "huisnummer": "str",
    "bag_id": "str",  # 16 digits, "" unknown
    "buurtcode": "str",  # "BU06370001", "" cannot be placed
    "indeling": "int64",  # boundary year of buurtcode
    "x": "float64",  # RD metres, NaN unknown
    "y": "float64",
    "sbi": "str",  # 2-5 digits, "" unknown
    "sbi_versie": "int64",  # 2008 or 2025
    "sbi_ander": "str",  # code of the same establishment in the other version, "" unknown
    "banen_groot": "int64",  # 12 hours a week or more
    "banen_klein": "int64",
    "banen": "int64",  # sum of the two
    "startdatum": "str",  # ISO date, "" unknown
    "gebruik": "str",  # woning, bedrijfspand, "" unknown
    "leverancier": "str",  # slug in register.yml
    "soort": "str",  # register, fictief
    # Filled by `plaatsen`; empty in what is only read.
    "plaatsing": "str",  # how buurtcode was found: bag, coordinaat, code, "" not placed
    "werklocatie": "str",  # code in gebieden.yml, "" on none or unknown
    "op_werklocatie": "str",  # werklocatie, elders, onbekend
    "pand": "str",  # woning, bedrijfspand, nader te bepalen, onbekend
}
PLAATSKOLOMMEN = ("plaatsing", "werklocatie", "op_werklocatie", "pand")
REGISTER_KOLOMMEN = list(REGISTER_TYPEN)
REGISTER_SLEUTEL = ["jaar", "vestigingsnummer"]


@dataclass(frozen=True, kw_only=True)
class Leverancier:
    """How the files of one supplier look; fields as in `definitions/register.yml`."""

    id: str
    naam: str
    soort: str
    bestanden: str
    formaat: str
    datumvorm: str
    peildatum: Mapping[str, str]
    indeling: int | str
    kolommen: Mapping[str, Any]
    codering: str = "utf-8"
    scheiding: str = ";"
    decimaal: str = ","
    blad: str = ""
    sbi_versie: int = 0
    sbi_versie_kolom: str = ""
    definitief_tot: str = ""
    vast: Mapping[str, str] = field(default_factory=dict)

    @property
    def bronkolommen(self) -> dict[str, tuple[str, ...]]:
        """Columns that a file must have, per standard name (`peildatum` and `sbi_versie` included)."""
        nodig = {naam: tuple([k] if isinstance(k, str) else k) for naam, k in self.kolommen.items()}
        if "kolom" in self.peildatum:
            nodig["peildatum"] = (self.peildatum["kolom"],)
        if self.sbi_versie_kolom:
            nodig["sbi_versie"] = (self.sbi_versie_kolom,)
        return nodig


@dataclass(frozen=True, kw_only=True)
class Mutatieleverancier(Leverancier):
    """How the files of mutations of one supplier look; the peildatum is of no use here."""

    peildatum: Mapping[str, str] = field(default_factory=dict)
    woorden: Mapping[str, Sequence[str]]
    aanleidingen: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Registerdefinities:
    """Content of `definitions/register.yml`, checked."""

    leveranciers: dict[str, Leverancier]
    drempels: dict[str, int]
    parameters: dict[str, dict[str, Any]]
    varianten: dict[str, dict[str, Any]]
    grenzen: dict[str, Any]
    gebruik_woning: tuple[str, ...]
    sbi_herkenning: dict[int, tuple[str, ...]]
    sbi_concordantie: dict[str, Any]
    programma: tuple[Tabel, ...]
    bescherming: dict[str, str]
    plaatsen: dict[str, int]
    mutatieleveranciers: dict[str, Mutatieleverancier]
    doorgang_dagen: int
    toestemmingen: tuple[Toestemming, ...]
    samenvoegingen: tuple[Samenvoeging, ...]


def load_registerdefinities(map_: Path) -> Registerdefinities:
    """Read and check `register.yml` in the folder of the definitions.

    Raises
    ------
    DefinitieFout
        With every fault of the file, each with its line.
    """
    # ezlib.schemas may import ezlib.register.schema, so this package must not import definitions while it loads.
    from ezlib.definitions import _Bestand

    bestand = _Bestand(map_ / "register.yml")
    if not bestand.fouten:
        bestand.toets(REGISTER)
    if not bestand.fouten:
        toets_leveranciers(bestand)
        toets_programma(bestand)
        toets_varianten(bestand)
        toets_afspraken(bestand)
    if bestand.fouten:
        raise DefinitieFout(f"{len(bestand.fouten)} fout(en) in definitions/:\n  " + "\n  ".join(bestand.fouten))
    data = bestand.data
    return Registerdefinities(
        leveranciers={slug: Leverancier(id=slug, **blok) for slug, blok in data["leveranciers"].items()},
        drempels=data["drempels"],
        parameters=data["parameters"],
        varianten=data["varianten"],
        grenzen=data["grenzen"],
        gebruik_woning=tuple(data["gebruik_woning"]),
        sbi_herkenning={v: tuple(data["sbi_herkenning"][f"sbi_{v}"]) for v in (2008, 2025)},
        sbi_concordantie=data["sbi_concordantie"],
        programma=lees_programma(data["programma"]),
        bescherming=data["bescherming"],
        plaatsen=data["plaatsen"],
        mutatieleveranciers={
            slug: Mutatieleverancier(id=slug, **blok) for slug, blok in data["kvk"]["leveranciers"].items()
        },
        doorgang_dagen=data["kvk"]["doorgang_dagen"],
        toestemmingen=tuple(Toestemming(**blok) for blok in data["toestemmingen"]),
        samenvoegingen=tuple(Samenvoeging(**blok | {"delen": tuple(blok["delen"])}) for blok in data["samenvoegingen"]),
    )


def toets_leveranciers(bestand: _Bestand) -> None:
    """Add to `bestand` the faults that a schema cannot word: either this key or that one."""
    groepen = {
        ("leveranciers",): bestand.data["leveranciers"],
        ("kvk", "leveranciers"): bestand.data["kvk"]["leveranciers"],
    }
    blokken = [((*groep, slug), blok) for groep, alle in groepen.items() for slug, blok in alle.items()]
    for pad, blok in blokken:
        if ("sbi_versie" in blok) == ("sbi_versie_kolom" in blok):
            bestand.meld('geef "sbi_versie" of "sbi_versie_kolom", en niet allebei', *pad)
        hoe = set(blok.get("peildatum", ["kolom"]))
        if hoe not in ({"kolom"}, {"jaar_uit", "dag"}):
            bestand.meld('geef "kolom", of "jaar_uit" met "dag"', *pad, "peildatum")
        vreemd = {"csv": ["blad"], "xlsx": ["codering", "scheiding"]}[blok["formaat"]]
        for sleutel in vreemd:
            if sleutel in blok:
                bestand.meld(f'"{sleutel}" past niet bij formaat {blok["formaat"]}', *pad, sleutel)
        for naam in blok.get("vast", {}):
            if naam in blok["kolommen"]:
                bestand.meld(f'"{naam}" staat ook bij kolommen; kies een van de twee', *pad, "vast", naam)
        if "verhuizing" in blok.get("woorden", {}):
            for naam in ("gemeente_van", "gemeente_naar"):
                if naam not in blok["kolommen"]:
                    bestand.meld(
                        f'zonder "{naam}" bij kolommen is de richting van een verhuizing niet te zien', *pad, "woorden"
                    )


def toets_varianten(bestand: _Bestand) -> None:
    """Add to `bestand` the variants whose slug another term uses with other words, or that is taken."""
    namen: dict[str, str] = {}
    for begrip, varianten in bestand.data["varianten"].items():
        for slug, blok in varianten.items():
            if slug == "totaal":
                bestand.meld(
                    '"totaal" is de definitie van de monitor zelf; kies een andere naam', "varianten", begrip, slug
                )
            if namen.setdefault(slug, blok["naam"]) != blok["naam"]:
                bestand.meld(f'"{slug}" heet elders "{namen[slug]}"', "varianten", begrip, slug, "naam")


def leeg_register() -> pd.DataFrame:
    """Register frame without rows, with every column and type."""
    import pandas as pd

    return pd.DataFrame({k: pd.Series(dtype=t) for k, t in REGISTER_TYPEN.items()})
