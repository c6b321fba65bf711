"""The workbooks of an edition: all figures as xlsx and ods, and a flat Excel per function with what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.database.woordenboek import woordenboek
from ezlib.definitions import Definities, Indicator
from ezlib.indicators import echte
from ezlib.register.programma import KRUIS
from ezlib.report.tabellen import samen
from ezlib.report.werkmap import Blad, Cijfer, als_ods, als_xlsx, blad_van, inhoud
from ezlib.store import load_frame, load_json, save_bytes
from ezlib.taal import REDEN, is_oud, met_hoofdletter, periode_label

VERZONNEN = "FICTIEF: verzonnen cijfer"

KOLOMMEN = [
    "Actiepunt", "Indicator", "Gebied", "Soort gebied", "Jaar", "Periode", "Uitsplitsing", "Onderdeel", "Cijfer", "Eenheid",
    "Ondergrens", "Bovengrens", "Status", "Herkomst", "Let op", "Bron", "Publicatie", "Noot",
]  # fmt: skip


def maak_werkmappen(
    waarnemingen: list[Path], historie: list[Path], kader: Path, bronnenlijst: Path, jaar: int, xlsx: Path, ods: Path
) -> None:
    """Write all figures and their history as a workbook with cover, contents and notes, in two formats."""
    titel = f"Economische Monitor {load_json(kader)['naam']} {jaar}: alle cijfers"
    nu, toen = samen(waarnemingen), samen(historie)
    nu.insert(0, "let_op", (nu["herkomst"] == "fictief").map({True: VERZONNEN, False: ""}))
    bronnen = pd.DataFrame(
        [
            [b["id"], b["naam"], b["uitgever"], b["licentie"], b["opgehaald"]]
            for b in load_json(bronnenlijst)
            if b["aanwezig"]
        ],
        columns=["bron_id", "naam", "uitgever", "licentie", "opgehaald"],
    )
    bladen = [
        _noten(),
        blad_van(nu, "Cijfers", "Alle cijfers van de editie: een rij per cijfer."),
        blad_van(toen, "Historie", "Wat andere publicaties over dezelfde cijfers zeiden."),
        blad_van(bronnen, "Bronnen", "Waar de cijfers vandaan komen."),
    ]
    bladen = [_voorblad(titel, verzonnen=(nu["let_op"] != "").any()), inhoud(bladen), *bladen]
    save_bytes(als_xlsx(bladen, titel=titel), xlsx)
    save_bytes(als_ods(bladen, titel=titel), ods)


def _voorblad(titel: str, *, verzonnen: bool) -> Blad:
    regels = [
        "Deze werkmap hoort bij de Economische Monitor. Op de site staat wat de cijfers betekenen.",
        "Het werkblad Inhoud zegt welke werkbladen er zijn; Noten legt elke kolom uit.",
        "Een leeg cijfer ontbreekt; in de kolom ontbreekt staat waarom.",
        "Cijfers zijn niet afgerond. Neem ze over met hun peildatum, bron en status.",
        *([f"Let op: rijen met {VERZONNEN} zijn een voorbeeld. Gebruik ze nergens."] if verzonnen else []),
    ]
    return Blad("Voorblad", [titel], [[regel] for regel in regels])


def _noten() -> Blad:
    frame = woordenboek()
    kolommen = frame[(frame["tabel"] == "waarnemingen.csv") & (frame["kolom"] != "")]
    rijen = [
        ["let_op", f"Zegt {VERZONNEN} als het cijfer is verzonnen.", ""],
        *kolommen[["kolom", "betekenis", "toegestaan"]].to_numpy().tolist(),
    ]
    return Blad("Noten", ["Kolom", "Betekenis", "Toegestaan"], rijen, "Wat elke kolom betekent.")


def maak_functiemappen(
    waarnemingen: dict[str, Path],
    kader: Path,
    bronnenlijst: Path,
    definities: Definities,
    jaar: int,
    xlsx: dict[str, Path],
) -> None:
    """Write the flat Excel of each function: the figures of its action points, what they mean and what is missing."""
    frames = {naam: load_frame(pad) for naam, pad in waarnemingen.items()}
    namen = {b["id"]: f"{b['uitgever']}, {b['naam']}" for b in load_json(bronnenlijst)}
    plaats = load_json(kader)["naam"]
    for naam, functie in definities.uitvoer["functies"].items():
        eigen = [i for i in definities.indicatoren.values() if hoort_bij(i, functie["actiepunten"])]
        rijen = [
            r for i in eigen for r in platte_rijen(frames[i.id], i, definities=definities, bronnen=namen, jaar=jaar)
        ]
        titel = f"{functie['functie']}: Economische Monitor {plaats} {jaar}"
        bladen = [
            Blad("Cijfers", KOLOMMEN, rijen),
            _uitleg(eigen, definities),
            _leeg(eigen, frames),
            _over(titel, functie),
        ]
        save_bytes(als_xlsx(bladen, titel=titel), xlsx[naam])


def _over(titel: str, functie: dict[str, Any]) -> Blad:
    regels = [
        "Het werkblad Cijfers bevat alle cijfers bij een of meer actiepunten van de Actieagenda Economie. Filter met de knoppen boven "
        "de kolommen.",
        f"Actiepunten: {', '.join(functie['actiepunten'])}. De verdeling over functies staat in definitions/uitvoer.yml.",
        "Verzonnen cijfers zitten er niet in.",
        "Cijfers zijn niet afgerond; Excel toont ze afgerond. Neem ze over met hun periode, bron en status.",
    ]
    return Blad("Over dit bestand", [titel], [[regel] for regel in regels])


def hoort_bij(indicator: Indicator, actiepunten: list[str]) -> bool:
    """Whether an indicator stands under one of these action points of the paper.

    >>> from types import SimpleNamespace as Ind
    >>> hoort_bij(Ind(actieagenda=("1.1", "4.2")), ["4"]), hoort_bij(Ind(actieagenda=("1.1",)), ["4"])
    (True, False)
    """
    return any(plek.split(".")[0] in actiepunten for plek in indicator.actieagenda)


def platte_rijen(
    frame: pd.DataFrame, indicator: Indicator, *, definities: Definities, bronnen: dict[str, str], jaar: int
) -> list[list[Any]]:
    """Rows of one indicator in `KOLOMMEN`, nothing made up; the home gemeente and what lies in it keep their order."""
    rijen = echte(frame)
    rijen = rijen[rijen["ontbreekt"] != "geen-bron"]
    return [
        [
            ", ".join(indicator.actieagenda), indicator.naam, rij.gebied_naam, rij.gebied_type, int(rij.periode[:4]),
            periode_label(rij.periode),
            " en ".join(definities.kenmerken[deel]["naam"] for deel in rij.kenmerk.split(KRUIS)),
            definities.label(rij.kenmerk, rij.kenmerkwaarde),
            Cijfer(rij.waarde, indicator.decimalen), indicator.eenheid,
            Cijfer(rij.ondergrens, indicator.decimalen), Cijfer(rij.bovengrens, indicator.decimalen),
            rij.status, rij.herkomst, let_op(rij.ontbreekt, rij.periode, jaar), bronnen.get(rij.bron_id, rij.bron_id),
            rij.editie, rij.noot,
        ]
        for rij in rijen.itertuples()
    ]  # fmt: skip


def let_op(ontbreekt: str, periode: str, jaar: int) -> str:
    """Why there is no figure, or that it is old; empty when there is nothing to say."""
    if ontbreekt:
        return f"geen cijfer: {REDEN[ontbreekt]}"
    return "ouder dan 18 maanden" if is_oud(periode, jaar) else ""


def _uitleg(eigen: list[Indicator], definities: Definities) -> Blad:
    kop = ["Indicator", "Wat het is", "Eenheid", "Gewenste richting", "Pagina"]
    rijen = [[i.naam, i.definitie, i.eenheid, i.richting, definities.paginas[i.notebook]] for i in eigen]
    return Blad("Uitleg", kop, rijen)


def _leeg(eigen: list[Indicator], frames: dict[str, pd.DataFrame]) -> Blad:
    """Indicators without any figure that is not made up, with the reason."""
    rijen = []
    for ind in eigen:
        echt = echte(frames[ind.id])
        if echt["waarde"].notna().any():
            continue
        redenen = sorted({REDEN[reden] for reden in echt["ontbreekt"]} or {REDEN["fictief"]})
        rijen.append([ind.naam, met_hoofdletter("; ".join(redenen))])
    return Blad("Nog geen cijfer", ["Indicator", "Waarom"], rijen)
