"""Tables of the page "Wat is er herzien?": what changed, what was said then, and what O&S corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import DEZE_EDITIE, getal, met_hoofdletter, periode_label, verschil
from ezlib.zinnen import herzien as tekst

if TYPE_CHECKING:
    from ezlib.store import Lezer

# A page is read from top to bottom; the rest stands in revisies.csv.
MEESTE_RIJEN = 60


def tabel_herzien(lezer: Lezer, *, nu: bool, soorten: tuple[str, ...]) -> Any:
    """Changes of some kinds, in this edition (`nu`) or from one earlier publication to the next, largest first."""
    alle = lezer.revisies()
    keuze = alle[alle["soort"].isin(soorten) & ((alle["editie_nieuw"] == DEZE_EDITIE) == nu)]
    stap = (keuze["waarde_nieuw"] / keuze["waarde_oud"] - 1).abs()
    keuze = keuze.assign(stap=stap).sort_values("stap", ascending=False, kind="stable", na_position="last")
    noten = (
        [f"De {MEESTE_RIJEN} grootste van {getal(len(keuze))}; alle staan in revisies.csv."]
        if len(keuze) > MEESTE_RIJEN
        else []
    )
    kolommen = ["Cijfer", "Peildatum", "Was", "Is nu", "Verschil", "Van en naar", "Uitleg"]
    rijen = [_rij(lezer, r) for r in keuze.head(MEESTE_RIJEN).itertuples()]
    tabel = pd.DataFrame(rijen, columns=kolommen)
    bijschrift = "Cijfers die in deze editie veranderden" if nu else "Cijfers die in eerdere publicaties veranderden"
    return maak_tabel(tabel, bijschrift=bijschrift, kolommen={k: k for k in kolommen}, rijkop="Cijfer", noten=noten)


def _rij(lezer: Lezer, r: Any) -> list[str]:
    ind = lezer.indicator(r.indicator_id)
    decimalen = decimalen_van(pd.DataFrame({"waarde": [r.waarde_oud, r.waarde_nieuw]}), ind.decimalen)
    pct = (r.waarde_nieuw / r.waarde_oud - 1) * 100 if r.waarde_oud and pd.notna(r.waarde_nieuw) else float("nan")
    return [
        _cel(lezer, r),
        met_hoofdletter(periode_label(r.periode)),
        getal(r.waarde_oud, decimalen),
        getal(r.waarde_nieuw, decimalen) if pd.notna(r.waarde_nieuw) else "niet meer gegeven",
        f"{verschil(pct, 1)} %" if pd.notna(pct) else "–",
        f"{tekst.editie(r.editie_oud)} → {tekst.editie(r.editie_nieuw)}" if r.editie_oud else "voor het eerst",
        "De definitie is veranderd." if r.soort == "geherdefinieerd" else tekst.reden(r),
    ]


def _cel(lezer: Lezer, r: Any) -> str:
    """Name of a figure: indicator, breakdown, place."""
    naam = lezer.indicator(r.indicator_id).naam
    if r.kenmerk != "totaal":
        naam += f", {lezer.definities.label(r.kenmerk, r.kenmerkwaarde)}"
    return naam if r.gebied_code == lezer.gemeente else f"{naam} ({r.gebied_naam or r.gebied_code})"


def tabel_toen(lezer: Lezer) -> Any:
    """What every released edition said of the gemeente as a whole, a column an edition, beside this one."""
    toen = lezer.toen()
    nu = pd.concat([lezer.waarnemingen(i) for i in lezer.definities.indicatoren], ignore_index=True)
    nu = nu[nu["herkomst"] != "fictief"].assign(uitgave=DEZE_EDITIE)
    alle = pd.concat([toen, nu], ignore_index=True) if len(toen) else nu
    alle = alle[(alle["gebied_code"] == lezer.gemeente) & (alle["waarde"].notna() | alle["uitgave"].ne(DEZE_EDITIE))]
    cel = ["indicator_id", "kenmerk", "kenmerkwaarde", "periode"]
    gezegd = alle.merge(toen[cel].drop_duplicates(), on=cel) if len(toen) else alle.iloc[:0]
    uitgaven = [*lezer.uitgaven(), DEZE_EDITIE]
    rijen = []
    for _, deel in gezegd.groupby(cel, sort=True):
        eerste = next(deel.itertuples())
        ind = lezer.indicator(eerste.indicator_id)
        per = dict(zip(deel["uitgave"], deel["waarde"], strict=False))
        waarden = [getal(per[u], decimalen_van(deel, ind.decimalen)) if u in per else "" for u in uitgaven]
        rijen.append([_cel(lezer, eerste), met_hoofdletter(periode_label(eerste.periode)), *waarden])
    kolommen = ["Cijfer", "Peildatum", *(tekst.editie(u) for u in uitgaven)]
    return maak_tabel(
        pd.DataFrame(rijen, columns=kolommen),
        bijschrift=f"Wat eerdere publicaties over {lezer.kader['naam']} zeiden, en wat deze editie zegt",
        kolommen={k: k for k in kolommen},
        rijkop="Cijfer",
    )


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
    return maak_tabel(
        tabel, bijschrift="Cijfers die O&S verbeterde", kolommen={k: k for k in kolommen}, rijkop="Cijfer"
    )
