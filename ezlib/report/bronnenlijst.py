"""The snapshots behind an edition: publisher, date and age, for the accountability page and the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.definitions import Bron
from ezlib.store import load_json, load_kaart, save_json, save_tekst
from ezlib.taal import is_oud, maanden_tot_einde

JAARLIJKS = "jaarlijks"

VELDEN = (
    "id",
    "naam",
    "uitgever",
    "soort",
    "tabel",
    "licentie",
    "cadans",
    "peildatum",
    "toelichting",
    "hoe_opgehaald",
    "leverancier",
    "lezer",
)


TABEL_VELDEN = (
    "naam",
    "uitgever",
    "tabel",
    "soort",
    "licentie",
    "cadans",
    "peildatum",
    "gewijzigd",
    "opgehaald",
    "vorm",
    "snapshot",
    "verversing_mislukt",
    "lang_niet_opgehaald",
)


def maak_bronnenlijst(
    bewijzen: dict[str, Path],
    kaarten: dict[str, Path],
    bronnen: list[Bron],
    afwezig: list[Bron],
    pogingen: dict[str, Path],
    oud_na_maanden: int,
    jaar: int,
    lijst: Path,
    bronnen_csv: Path,
) -> None:
    """Write what each source is, which snapshot was used and how old its figures are; then those not fetched yet.

    An entry of a source that is not here holds only what bronnen.yml says; `aanwezig` tells the two apart. `kaarten`
    are the outlines: what was repaired in them, or left out, goes along as sentences (`hersteld`). `pogingen` are the
    records of attempts to refresh that failed (see `ezlib.sources.vernieuwen`).

    `bronnen_csv` is the same for machines: one row a source, keyed by the bron_id that every observation carries. When
    the publisher last changed a table is a property of the snapshot and not of a figure: as a column of
    waarnemingen.csv it would repeat one word a thousand times, and change every row with each issue.
    """
    hersteld = {id_: load_kaart(pad).attrs.get("hersteld", []) for id_, pad in kaarten.items()}
    mislukt = {id_: load_json(pad)["datum"] for id_, pad in pogingen.items()}
    hier = [
        _regel(bron, load_json(bewijzen[bron.id]), jaar)
        | {"hersteld": hersteld.get(bron.id, []), "verversing_mislukt": mislukt.get(bron.id, "")}
        for bron in bronnen
    ]
    for regel in hier:
        jaarlijks = regel["cadans"].startswith(JAARLIJKS) and regel["opgehaald"] != ""
        regel["lang_niet_opgehaald"] = jaarlijks and maanden_tot_einde(regel["opgehaald"], jaar) > oud_na_maanden
    kolommen = ["bron_id", *TABEL_VELDEN]
    regels = [{"bron_id": r["id"]} | {v: r[v] for v in TABEL_VELDEN} for r in gebruikt(hier)]
    tabel = pd.DataFrame(regels, columns=kolommen)
    save_tekst(tabel.to_csv(index=False, lineterminator="\n"), bronnen_csv)
    save_json([*hier, *({veld: getattr(b, veld) for veld in VELDEN} | {"aanwezig": False} for b in afwezig)], lijst)


def gebruikt(lijst: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sources that the edition was made of."""
    return [bron for bron in lijst if bron["aanwezig"]]


def _regel(bron: Bron, bewijs: dict[str, Any], jaar: int) -> dict[str, Any]:
    herkomst = bewijs["herkomst"]
    fictief = {"naam": f"{bron.naam} (FICTIEF: verzonnen)"} if herkomst["soort"] == "fictief" else {}
    return (
        {veld: getattr(bron, veld) for veld in VELDEN}
        | fictief
        | {
            # A delivery that was refused is here, but nothing was made of it.
            "aanwezig": bewijs.get("oordeel", "ok") == "ok",
            "fouten": bewijs.get("fouten", []),
            "laatste": bewijs.get("laatste", ""),
            "soort": herkomst["soort"],
            "quarantaine": bewijs.get("quarantaine", []),
            "meldingen": bewijs.get("meldingen", []),
            "genegeerde_kolommen": bewijs.get("genegeerde_kolommen", []),
            "rijen_in": bewijs.get("rijen_in", 0),
            "plaatsing": bewijs.get("plaatsing", {}),
            "snapshot": bewijs["snapshot"],
            "opgehaald": herkomst["retrieved_at"],
            "gewijzigd": herkomst["modified"] or "",
            "vorm": herkomst["vorm"],
            "noot": herkomst["noot"],
            "bestanden": {naam: b["sha256"] for naam, b in sorted(herkomst["bestanden"].items())},
            "oud": bool(bron.peildatum) and is_oud(bron.peildatum, jaar),
        }
    )
