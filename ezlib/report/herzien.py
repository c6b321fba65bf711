"""Tables of the page "Wat is er herzien?": what changed, and what O&S corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.merk import anker, met_links
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import DEZE_EDITIE, getal, met_hoofdletter, periode_label, verschil
from ezlib.zinnen import herzien as tekst

if TYPE_CHECKING:
    from ezlib.store import Lezer

# Of one indicator: a page is read from top to bottom, and the rest stands in revisies.csv.
MEESTE_RIJEN = 12


def tabel_herzien(lezer: Lezer, *, nu: bool, soorten: tuple[str, ...]) -> Any:
    """Changes of some kinds, in this edition (`nu`) or from one earlier publication to the next.

    The indicator with the largest change comes first; of each the gemeente itself before its parts. The first row of an
    indicator carries its anchor (`ezlib.report.merk`), and every name leads to the figure.
    """
    alle = lezer.revisies()
    keuze = alle[alle["soort"].isin(soorten) & ((alle["editie_nieuw"] == DEZE_EDITIE) == nu)]
    getoond = op_grootte(keuze, lezer.gemeente).groupby("indicator_id", sort=False).head(MEESTE_RIJEN)
    noten = (
        [
            f"Van elk onderwerp hooguit {MEESTE_RIJEN} rijen; alle {getal(len(keuze))} veranderingen staan in revisies.csv."
        ]
        if len(getoond) < len(keuze)
        else []
    )
    kolommen = ["Cijfer", "Peildatum", "Was", "Is nu", "Verschil", "Van en naar", "Uitleg"]
    rijen = [_rij(lezer, r) for r in getoond.itertuples()]
    tabel = pd.DataFrame(rijen, columns=kolommen)
    bijschrift = "Cijfers die in deze editie veranderden" if nu else "Cijfers die in eerdere publicaties veranderden"
    uit = maak_tabel(tabel, bijschrift=bijschrift, noten=noten)
    eerste = ~getoond["indicator_id"].duplicated()
    ankers = [
        anker(i, nu=nu) if is_eerste else "" for i, is_eerste in zip(getoond["indicator_id"], eerste, strict=True)
    ]
    return met_links(uit, list(getoond["indicator_id"]), ankers)


def op_grootte(revisies: pd.DataFrame, gemeente: str) -> pd.DataFrame:
    """Rows by indicator, that with the largest change first; of each the gemeente before its parts, the largest first.

    >>> f = pd.DataFrame({"indicator_id": ["a", "b", "b"], "gebied_code": ["GM1", "WK1", "GM1"],
    ...                   "waarde_oud": [100.0, 100.0, 100.0], "waarde_nieuw": [90.0, 150.0, 101.0]})
    >>> op_grootte(f, "GM1")[["indicator_id", "gebied_code"]].values.tolist()
    [['b', 'GM1'], ['b', 'WK1'], ['a', 'GM1']]
    """
    stap = (revisies["waarde_nieuw"] / revisies["waarde_oud"] - 1).abs().fillna(0)
    frame = revisies.assign(
        _stap=-stap,
        _meest=-stap.groupby(revisies["indicator_id"]).transform("max"),
        _deel=revisies["gebied_code"] != gemeente,
    )
    frame = frame.sort_values(["_meest", "indicator_id", "_deel", "_stap"], kind="stable", ignore_index=True)
    return frame.drop(columns=["_stap", "_meest", "_deel"])


def _rij(lezer: Lezer, r: Any) -> list[str]:
    ind = lezer.indicator(r.indicator_id)
    decimalen = decimalen_van(pd.DataFrame({"waarde": [r.waarde_oud, r.waarde_nieuw]}), ind.decimalen)
    pct = (r.waarde_nieuw / r.waarde_oud - 1) * 100 if r.waarde_oud and pd.notna(r.waarde_nieuw) else float("nan")
    return [
        celnaam(lezer, r),
        met_hoofdletter(periode_label(r.periode)),
        getal(r.waarde_oud, decimalen),
        getal(r.waarde_nieuw, decimalen) if pd.notna(r.waarde_nieuw) else "niet meer gegeven",
        "breuk" if r.breuk else f"{verschil(pct, 1)} %" if pd.notna(pct) else "–",
        f"{tekst.editie(r.editie_oud)} → {tekst.editie(r.editie_nieuw)}" if r.editie_oud else "voor het eerst",
        "De definitie is veranderd." if r.soort == "geherdefinieerd" else tekst.reden(r),
    ]


def celnaam(lezer: Lezer, r: Any) -> str:
    """Name of a figure: indicator, breakdown, place."""
    naam = lezer.indicator(r.indicator_id).naam
    if r.kenmerk != "totaal":
        naam += f", {lezer.definities.label(r.kenmerk, r.kenmerkwaarde)}"
    return naam if r.gebied_code == lezer.gemeente else f"{naam} ({r.gebied_naam or r.gebied_code})"


def tabel_correcties(lezer: Lezer) -> Any:
    """The ledger of corrections of this gemeente: what the source gives, what stands here, and why."""
    eigen = [r for r in lezer.definities.correcties["correcties"] if r["gebied"][2:6] == lezer.gemeente[2:]]
    kolommen = ["Cijfer", "Gebied", "Peildatum", "De bron geeft", "Hier staat", "Waarom", "Sinds"]
    rijen = [
        [lezer.indicator(r["indicator"]).naam, r["gebied"], periode_label(r["periode"]), getal(r["verwacht"], 1),
         getal(r["waarde"], 1), r["reden"], periode_label(r["datum"])]
        for r in eigen
    ]  # fmt: skip
    tabel = pd.DataFrame(rijen, columns=kolommen)
    return maak_tabel(tabel, bijschrift="Cijfers die O&S verbeterde")
