"""Read `definitions/*.yml`: one schema-checked, immutable view of what O&S decides.

All faults of all files come in one error, each with file and line, in Dutch.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ezlib.fouten import DefinitieFout, bedoelde
from ezlib.leveringen import VOORVOEGSEL, Levering, maak_levering, velden_bron
from ezlib.register.programma import KRUIS, PAAR
from ezlib.schema_gebieden import fouten_werklocaties
from ezlib.schema_leveringen import fouten_levering
from ezlib.schema_statline import fouten_statline
from ezlib.schema_voortgang import fouten_voortgang
from ezlib.schemas import EENHEDEN, SCHEMAS


@dataclass(frozen=True)
class Indicator:
    """One entry of the catalogue; fields as in `definitions/indicatoren.yml`."""

    id: str
    naam: str
    definitie: str
    eenheid: str
    decimalen: int
    richting: str
    functie: str
    bronnen: tuple[str, ...]
    notebook: str
    niveaus: tuple[str, ...]
    ook_in: tuple[str, ...] = ()
    berekend: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    actieagenda: tuple[str, ...] = ()
    richting_bij: str = ""

    @property
    def definitie_sha(self) -> str:
        """Sum (12 hex digits) of what makes the figure: words, unit, function, sources, parameters."""
        delen = [self.definitie, self.eenheid, self.functie, self.bronnen, self.parameters]
        return hashlib.sha256(json.dumps(delen, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Bron:
    """One source; fields as in `definitions/bronnen.yml`."""

    id: str
    naam: str
    uitgever: str
    soort: str
    licentie: str
    cadans: str
    lezer: str
    hoe_opgehaald: str
    leverancier: str
    toelichting: str
    tabel: str = ""
    titel: str = ""
    filter: tuple[dict[str, list[str]], ...] = ()
    kolommen: tuple[str, ...] = ()
    statline: dict[str, Any] = field(default_factory=dict)
    indeling: int = 0
    peildatum: str = ""
    gemeenten: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    dienst: str = ""
    collectie: str = ""
    per_gemeente: str = ""
    vraag: dict[str, str] = field(default_factory=dict)
    eigenschappen: tuple[str, ...] = ()
    bestanden: tuple[dict[str, Any], ...] = ()
    levering: Levering | None = None
    precisie: float = 0.0

    @property
    def heeft_cijfers(self) -> bool:
        """Whether its tidy table holds figures, in the layout of `ezlib.tidy`; maps and lists of areas do not."""
        return self.lezer not in ("kaart", "gebiedsindeling")

    @property
    def reeks(self) -> str:
        """Kind of table: tables of one kind continue each other from year to year."""
        return f"{self.uitgever} {self.lezer}"

    def geldt_voor(self, gemeente: str) -> bool:
        """Whether the source says something of this gemeente."""
        return not self.gemeenten or gemeente in self.gemeenten


@dataclass(frozen=True)
class Definities:
    """All definitions, checked against each other."""

    indicatoren: dict[str, Indicator]
    bronnen: dict[str, Bron]
    gebieden: dict[str, Any]
    sectoren: dict[str, Any]
    kenmerken: dict[str, Any]
    overzichten: tuple[str, ...]
    per_wijk: dict[str, str]  # notebook that runs once for each wijk -> the page that leads to them
    paginas: dict[str, str]
    menu: dict[str, str]  # first digit of notebooks -> heading above them, in reading order
    verversen: dict[str, Any]
    keuring: dict[str, Any]
    uitvoer: dict[str, Any]
    correcties: dict[str, Any]
    voortgang: dict[str, Any]
    tellingen: dict[str, Any]
    leveringen: dict[str, Levering] = field(default_factory=dict)

    @property
    def thuisgemeente(self) -> str:
        """CBS code of the gemeente whose editions stand directly under outputs/."""
        return self.gebieden["thuisgemeente"]

    def indicatoren_van(self, notebook: str) -> tuple[str, ...]:
        """Ids of the indicators that a notebook may read, in catalogue order."""
        if notebook in self.overzichten:
            return tuple(self.indicatoren)
        return tuple(i.id for i in self.indicatoren.values() if notebook == i.notebook or notebook in i.ook_in)

    def voortgang_van(self, gemeente: str) -> Mapping[str, Any]:
        """What became of the policy of a gemeente (see `ezlib.voortgang`); empty where the file is of another."""
        return self.voortgang if self.voortgang.get("gemeente") == gemeente else {}

    @property
    def onderwerpen(self) -> dict[str, str]:
        """Subject of a source per indicator that names one among its parameters."""
        return {i.id: i.parameters["onderwerp"] for i in self.indicatoren.values() if "onderwerp" in i.parameters}

    def kaarten_van(self, notebook: str, gemeente: str) -> tuple[str, ...]:
        """Ids of the outline sources that a notebook may read for this gemeente."""
        return tuple(
            b.id
            for b in self.bronnen.values()
            if b.lezer == "kaart" and notebook in b.notebooks and b.geldt_voor(gemeente)
        )

    def ledger_van(self, indicator_id: str) -> dict[str, list[dict[str, Any]]]:
        """Corrections and explanations of one indicator (`correcties.yml`)."""
        return {
            soort: [r for r in regels if r["indicator"] == indicator_id] for soort, regels in self.correcties.items()
        }

    def label(self, kenmerk: str, waarde: str) -> str:
        """Dutch label of one value of a breakdown, e.g. `hoog` -> `hbo, wo`; of a cross the labels of both."""
        if KRUIS in kenmerk:
            paren = zip(kenmerk.split(KRUIS), waarde.split(PAAR), strict=True)
            return ", ".join(self.label(k, w) for k, w in paren)
        return self.kenmerken[kenmerk]["waarden"].get(waarde, waarde)


class _Bestand:
    """One YAML file: its data, and the line of each path in it."""

    def __init__(self, pad: Path) -> None:
        self.naam = pad.name
        self.fouten: list[str] = []
        self.data: Any = {}
        self._knoop: yaml.Node | None = None
        try:
            lader = yaml.CSafeLoader(pad.read_text(encoding="utf-8"))
            self._knoop = lader.get_single_node()
            if self._knoop is not None:
                self._zoek_dubbele(self._knoop)  # first: making the data writes merged keys (`<<`) into the node
            self.data = None if self._knoop is None else lader.construct_document(self._knoop)
        except FileNotFoundError:
            self.fouten.append(f"{self.naam}: het bestand ontbreekt")
        except UnicodeDecodeError:
            self.fouten.append(f"{self.naam}: het bestand is niet in UTF-8 opgeslagen")
        except yaml.MarkedYAMLError as fout:
            regel = fout.problem_mark.line + 1 if fout.problem_mark else 1
            self.fouten.append(f"{self.naam}, regel {regel}: dit is geen geldige YAML ({fout.problem})")

    def _zoek_dubbele(self, knoop: yaml.Node) -> None:
        """YAML lets the last of two equal keys win in silence; we do not."""
        if isinstance(knoop, yaml.SequenceNode):
            for kind in knoop.value:
                self._zoek_dubbele(kind)
        if isinstance(knoop, yaml.MappingNode):
            gezien: dict[str, int] = {}
            for sleutel, waarde in knoop.value:
                regel = sleutel.start_mark.line + 1
                if sleutel.value in gezien:
                    self.fouten.append(
                        f'{self.naam}, regel {regel}: "{sleutel.value}" staat er twee keer '
                        f"(ook op regel {gezien[sleutel.value]})"
                    )
                gezien[sleutel.value] = regel
                self._zoek_dubbele(waarde)

    def regel(self, *pad: str | int) -> int:
        """Line of a path in the file, or of its nearest parent that exists."""
        knoop, regel = self._knoop, 1
        for stap in pad:
            if isinstance(knoop, yaml.MappingNode):
                paar = next(((k, w) for k, w in knoop.value if k.value == str(stap)), None)
                if paar is None:
                    return regel
                regel, knoop = paar[0].start_mark.line + 1, paar[1]
            elif isinstance(knoop, yaml.SequenceNode) and isinstance(stap, int):
                knoop = knoop.value[stap]
                regel = knoop.start_mark.line + 1
        return regel

    def meld(self, tekst: str, *pad: str | int) -> None:
        """Add a fault at a path."""
        plek = ".".join(str(p) for p in pad)
        self.fouten.append(f"{self.naam}, regel {self.regel(*pad)}{f' ({plek})' if plek else ''}: {tekst}")

    def toets(self, schema: dict[str, Any]) -> None:
        """Check the data against its schema; every fault becomes one Dutch line."""
        # jsonschema compiles a URI grammar when it finds this package: a second on every run, for a format we never check.
        gast = sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
        from jsonschema import Draft202012Validator

        if gast is None:
            del sys.modules["rfc3987_syntax"]
        for fout in sorted(Draft202012Validator(schema).iter_errors(self.data), key=lambda f: list(map(str, f.path))):
            self._vertaal(fout)

    def _vertaal(self, fout: Any) -> None:
        pad, eis = list(fout.absolute_path), fout.validator_value
        if fout.validator == "additionalProperties":
            patronen = fout.schema.get("patternProperties", {})
            bekend = fout.schema.get("properties", {})

            for sleutel in fout.instance:
                if sleutel not in bekend and not any(re.search(p, str(sleutel)) for p in patronen):
                    wat = bedoelde(str(sleutel), bekend) if bekend else " (verwacht: kleine letters, cijfers en _)"
                    self.meld(f'onbekende sleutel "{sleutel}"{wat}', *pad, sleutel)
        elif fout.validator == "required":
            for sleutel in eis:
                if sleutel not in fout.instance and f"'{sleutel}'" in fout.message:
                    self.meld(f'"{sleutel}" ontbreekt', *pad)
        elif fout.validator == "dependentRequired":
            sleutel = next(
                s for s, nodig in eis.items() for n in nodig if fout.message == f"{n!r} is a dependency of {s!r}"
            )
            self.meld(f'"{", ".join(eis[sleutel])}" ontbreekt; dat hoort bij "{sleutel}"', *pad)
        elif fout.validator == "enum":
            keuzes = ", ".join(map(str, eis))
            self.meld(f'"{fout.instance}" kan niet{bedoelde(str(fout.instance), eis)}; kies uit: {keuzes}', *pad)
        elif fout.validator == "type":
            soorten = {
                "string": "tekst",
                "integer": "een geheel getal",
                "number": "een getal",
                "array": "een lijst",
                "object": "een blok met sleutels",
                "boolean": "true of false",
            }
            self.meld(f"hier hoort {soorten.get(eis, eis)}, er staat {fout.instance!r}", *pad)
        elif fout.validator == "pattern":
            self.meld(f'"{fout.instance}" heeft niet de vorm {eis}', *pad)
        elif fout.validator == "not":
            self.meld(f"hier staat nog: {fout.instance}", *pad)
        else:
            self.meld(f"{fout.instance!r} voldoet niet aan {fout.validator}: {eis}", *pad)


def _toets_onderling(bestanden: dict[str, _Bestand]) -> None:
    """Check what one file says of another, and sectors that overlap."""
    ind, bron = bestanden["indicatoren.yml"], bestanden["bronnen.yml"]
    geleverd = bestanden["leveringen.yml"]
    bekend = {*bron.data, *(VOORVOEGSEL + naam for naam in geleverd.data)}
    for slug, blok in ind.data["indicatoren"].items():
        for i, naam in enumerate(blok["bronnen"]):
            if naam not in bekend:
                waar = "leveringen.yml" if naam.startswith(VOORVOEGSEL) else "bronnen.yml"
                ind.meld(
                    f'bron "{naam}" staat niet in {waar}{bedoelde(naam, bekend)}',
                    "indicatoren",
                    slug,
                    "bronnen",
                    i,
                )
    for tekst, pad in fouten_voortgang(bestanden["voortgang.yml"].data, ind.data["indicatoren"]):
        bestanden["voortgang.yml"].meld(tekst, *pad)
    for tekst, pad in fouten_werklocaties(bestanden["gebieden.yml"].data):
        bestanden["gebieden.yml"].meld(tekst, *pad)
    keuring = bestanden["keuring.yml"]
    for i, breuk in enumerate(keuring.data["signalen"]["breuken"]):
        for naam in breuk.get("indicatoren", ()):
            if naam not in ind.data["indicatoren"]:
                tekst = f'indicator "{naam}" staat niet in indicatoren.yml{bedoelde(naam, ind.data["indicatoren"])}'
                keuring.meld(tekst, "signalen", "breuken", i, "indicatoren")
    ledger = bestanden["correcties.yml"]
    for lijst, regels in ledger.data.items():
        for i, regel in enumerate(regels):
            if regel["indicator"] not in ind.data["indicatoren"]:
                tekst = f'indicator "{regel["indicator"]}" staat niet in indicatoren.yml'
                ledger.meld(tekst + bedoelde(regel["indicator"], ind.data["indicatoren"]), lijst, i, "indicator")
    tellingen = bestanden["tellingen.yml"]
    for onderwerp, blok in tellingen.data["tellingen"].items():
        for i, telling in enumerate(blok["wie_telt"]):
            if (naam := telling.get("indicator")) and naam not in ind.data["indicatoren"]:
                tekst = f'indicator "{naam}" staat niet in indicatoren.yml{bedoelde(naam, ind.data["indicatoren"])}'
                tellingen.meld(tekst, "tellingen", onderwerp, "wie_telt", i, "indicator")
    for naam, blok in bron.data.items():
        if blok["soort"] == "cbs" and not (blok.get("tabel") or blok.get("titel")):
            bron.meld('een tabel van CBS heeft een "tabel" (nummer) of een "titel" nodig', naam)
        for tekst, pad in fouten_statline(blok):
            bron.meld(tekst, naam, *pad)
    sectoren = bestanden["sectoren.yml"]
    kenmerken = ind.data["kenmerken"] | {"sector": _sectorlabels(sectoren.data)}
    for naam, blok in geleverd.data.items():
        for tekst, pad in fouten_levering(blok, kenmerken, EENHEDEN):
            geleverd.meld(tekst, naam, *pad)
    for versie in ("sbi_2008", "sbi_2025"):
        codes = [(c, s) for s, blok in sectoren.data["sectoren"].items() for c in blok[versie]]
        for i, (code, sector) in enumerate(codes):
            for ander, andere_sector in codes[:i]:
                if code.startswith(ander) or ander.startswith(code):
                    sectoren.meld(
                        f'SBI-code "{code}" van {sector} overlapt "{ander}" van {andere_sector}; '
                        "een bedrijf zou dan twee keer tellen",
                        "sectoren",
                        sector,
                        versie,
                    )


def load_definities(map_: Path) -> Definities:
    """Read and check all files of `definitions/`.

    Raises
    ------
    DefinitieFout
        With every fault of every file, each with file name and line.
    """
    bestanden = {naam: _Bestand(map_ / naam) for naam in SCHEMAS}
    for naam, bestand in bestanden.items():
        if not bestand.fouten:
            bestand.toets(SCHEMAS[naam])
    if not any(b.fouten for b in bestanden.values()):
        _toets_onderling(bestanden)
    fouten = [f for b in bestanden.values() for f in b.fouten]
    if fouten:
        raise DefinitieFout(f"{len(fouten)} fout(en) in definitions/:\n  " + "\n  ".join(fouten))
    ind = bestanden["indicatoren.yml"].data
    leveringen = {naam: maak_levering(naam, blok) for naam, blok in bestanden["leveringen.yml"].data.items()}
    bronnen = {naam: Bron(id=naam, **_vast(blok)) for naam, blok in bestanden["bronnen.yml"].data.items()}
    thuis = bestanden["gebieden.yml"].data["thuisgemeente"]
    bronnen |= {(b := Bron(**velden_bron(levering, thuis))).id: b for levering in leveringen.values()}
    return Definities(
        indicatoren={slug: Indicator(id=slug, **_vast(blok)) for slug, blok in ind["indicatoren"].items()},
        bronnen=bronnen,
        gebieden=bestanden["gebieden.yml"].data,
        sectoren=bestanden["sectoren.yml"].data,
        kenmerken=ind["kenmerken"]
        | {"sector": _sectorlabels(bestanden["sectoren.yml"].data), "definitie": _variantlabels(map_)},
        overzichten=tuple(ind["overzichten"]),
        per_wijk=ind["per_wijk"],
        paginas=ind["paginas"],
        menu=ind["menu"],
        verversen=bestanden["verversen.yml"].data,
        keuring=bestanden["keuring.yml"].data,
        uitvoer=bestanden["uitvoer.yml"].data,
        correcties=bestanden["correcties.yml"].data,
        voortgang=bestanden["voortgang.yml"].data,
        tellingen=bestanden["tellingen.yml"].data["tellingen"],
        leveringen=leveringen,
    )


def _sectorlabels(sectoren: dict[str, Any]) -> dict[str, Any]:
    """Labels of the breakdown `sector`: the names in sectoren.yml, so that they stand in one place."""
    waarden = {slug: blok["naam"] for slug, blok in sectoren["sectoren"].items()} | {"overig": sectoren["overig"]}
    return {"naam": "Sector", "waarden": waarden}


def _variantlabels(map_: Path) -> dict[str, Any]:
    """Labels of the breakdown `definitie`: the names in register.yml, whose faults `load_registerdefinities` reports."""
    data = _Bestand(map_ / "register.yml").data
    varianten = data.get("varianten", {}) if isinstance(data, dict) else {}
    waarden = {slug: blok.get("naam", slug) for blok in varianten.values() for slug, blok in blok.items()}
    return {"naam": "Definitie", "waarden": waarden}


def _vast(blok: dict[str, Any]) -> dict[str, Any]:
    return {sleutel: tuple(waarde) if isinstance(waarde, list) else waarde for sleutel, waarde in blok.items()}
