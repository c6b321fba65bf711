"""Sentences and tables on where the jobs are: boundaries of a series, werklocaties, kinds of premises, the campus."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, opsomming, periode_label, wanneer
from ezlib.zinnen import geen_cijfer, is_fictief, laatste, van, waarschuwing
from ezlib.zinnen.sectoren import sbi_per_periode

PLEKKEN = {
    ("op_werklocatie", "werklocatie"): "werklocatie",
    ("pand", "bedrijfspand"): "bedrijfspand",
    ("pand", "woning"): "woning",
    ("pand", "nader te bepalen"): "nader",
}


def zin_plaatsing(bron: dict[str, Any] | None) -> str:
    """Say on which boundaries series per wijk and buurt stand, and how many establishments could not be placed.

    >>> zin_plaatsing({"soort": "register", "plaatsing": {"reeks": [2014, 2024], "per_peildatum": [
    ...     {"peildatum": "2024-01-01", "vestigingen": 1200, "niet_geplaatst": 0}]}})  # doctest: +NORMALIZE_WHITESPACE
    'Cijfers uit het register per wijk en buurt staan op één indeling: die van 2014 tot en met 2024. Alle vestigingen
    hebben een buurt.'
    """
    if not bron or not bron.get("plaatsing"):
        return "Er zijn geen vestigingen om op de kaart te zetten."
    begin, einde = bron["plaatsing"]["reeks"] or (None, None)
    telling = bron["plaatsing"]["per_peildatum"]
    if einde is None:
        zinnen = [
            "Elk jaar staat op zijn eigen indeling; cijfers per wijk en buurt van twee indelingen zijn niet te vergelijken."
        ]
    else:
        zinnen = [
            f"Cijfers uit het register per wijk en buurt staan op één indeling: die van {begin} tot en met {einde}."
        ]
        if any(int(r["peildatum"][:4]) > einde for r in telling):
            zinnen.append(
                "Vestigingen van latere jaren zijn met hun plek op de kaart in die indeling gelegd, niet met hun nieuwe buurtcode."
            )
    if weg := bron["plaatsing"].get("zonder_omtrek"):
        zinnen.append(f"Zonder omtrek, en dus zonder cijfers: {opsomming(weg)}.")
    return " ".join(zinnen if bron["soort"] == "fictief" else [*zinnen, _zin_niet_geplaatst(telling)])


def _zin_niet_geplaatst(telling: list[dict[str, Any]]) -> str:
    delen = [
        f"{getal(r['niet_geplaatst'])} van de {getal(r['vestigingen'])} {wanneer(r['peildatum'])}"
        for r in telling
        if r["niet_geplaatst"]
    ]
    if not delen:
        return "Alle vestigingen hebben een buurt."
    return f"Niet te plaatsen, en dus alleen meegeteld voor de hele gemeente: {opsomming(delen)}."


def zin_plek(plek: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say which part of the jobs is on a werklocatie and which part in dwellings; of made-up jobs nothing."""
    if is_fictief(plek):
        return waarschuwing(plek)
    eigen = van(plek, gebied_code=kader["gemeente"])
    delen = []
    for kenmerk, waarde, woorden in (
        ("op_werklocatie", "werklocatie", "op een werklocatie"),
        ("pand", "woning", "in een woning"),
    ):
        nu = laatste(van(eigen, kenmerk=kenmerk, kenmerkwaarde=waarde))
        delen += [f"{getal(r.waarde, 1)} % {woorden} ({wanneer(r.periode)})" for r in nu.itertuples()]
    if not delen:
        return geen_cijfer("de plek van arbeidsplaatsen", kader)
    return f"Van de arbeidsplaatsen in {kader['naam']} is {opsomming(delen)}. De twee aandelen overlappen."


def tabel_plek(plek: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Shares of the jobs (%) per peildatum (in words), the newest first: `werklocatie`, `bedrijfspand`, `woning`, `nader`.

    `herkomst` and `ontbreekt` (of what is missing in the row) go along, for the table.
    """
    eigen = plek[(plek["gebied_code"] == kader["gemeente"]) & (plek["kenmerk"] != "totaal")]
    paren = zip(eigen["kenmerk"], eigen["kenmerkwaarde"], strict=True)
    eigen = eigen.assign(kolom=[PLEKKEN.get(paar, "") for paar in paren])
    breed = eigen.pivot_table(index="periode", columns="kolom", values="waarde", dropna=False)
    breed = breed.reindex(columns=list(PLEKKEN.values()))
    per = eigen.sort_values("ontbreekt").groupby("periode")
    breed = breed.assign(herkomst=per["herkomst"].first(), ontbreekt=per["ontbreekt"].last())
    breed = breed.sort_index(ascending=False).reset_index().rename_axis(columns=None)
    return breed.assign(periode=breed["periode"].map(periode_label))


def tabel_campus(
    banen: pd.DataFrame, vestigingen: pd.DataFrame, definities: Definities, kader: dict[str, Any]
) -> pd.DataFrame:
    """Jobs and establishments of the campuses of this gemeente per peildatum, the newest first.

    Returns
    -------
    DataFrame with gebied_naam, periode (in words), arbeidsplaatsen, vestigingen (counts) and establishments per sector
    slug; `herkomst`, and `ontbreekt` of the jobs: numbers of establishments are never hidden. Where dates stand in
    two versions of the SBI, periode names it.
    """
    locaties = definities.gebieden.get("werklocaties", {}).get(kader["gemeente"], {"gebieden": {}})["gebieden"]
    codes = [code for code, w in locaties.items() if w["soort"] == "campus"]
    sleutel = ["gebied_naam", "periode"]
    b, v = (f[f["gebied_code"].isin(codes)] for f in (banen, vestigingen))
    totaal = b[b["kenmerk"] == "totaal"].set_index(sleutel)[["waarde", "herkomst", "ontbreekt"]]
    uit = totaal.rename(columns={"waarde": "arbeidsplaatsen"})
    uit = uit.join(v[v["kenmerk"] == "totaal"].set_index(sleutel)["waarde"].rename("vestigingen"), validate="1:1")
    per_sector = v[v["kenmerk"] == "sector"]
    sectoren = per_sector.pivot(index=sleutel, columns="kenmerkwaarde", values="waarde")
    uit = uit.join(sectoren.reindex(columns=list(definities.kenmerken["sector"]["waarden"])))
    uit = uit.sort_index(ascending=[True, False]).reset_index()
    sbi = sbi_per_periode(per_sector)
    return uit.assign(periode=[periode_label(p) + sbi.get(p, "") for p in uit["periode"]])


def kolommen_campus(definities: Definities) -> dict[str, str]:
    """Headers of `tabel_campus`, with a column per strong sector."""
    sterk = {s: b["naam"] for s, b in definities.sectoren["sectoren"].items() if b["sterk"]}
    vast = {"gebied_naam": "Campus", "periode": "Peildatum", "arbeidsplaatsen": "Banen", "vestigingen": "Vestigingen"}
    return vast | sterk
