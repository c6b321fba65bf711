"""The steps for a register with two versions of the SBI; the first exists only when a concordance was dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.register import Registerdefinities
from ezlib.store import load_frame, load_json, save_frame, save_json

if TYPE_CHECKING:
    import pandas as pd


def codeer_registerstap(
    rijen: Path,
    gelezen: Path,
    bestanden: Sequence[Path],
    edities: Sequence[Path],
    definities: Registerdefinities,
    codes: Path,
    uitkomst: Path,
    bewijs: Path,
) -> None:
    """Write the codes by which every row of the register is counted, and how sure those are.

    Parameters
    ----------
    bestanden
        What lies in data/raw/sbi_concordantie.
    edities
        Observations of released editions: what was shown by sector in one version is not shown again in another.
    codes
        Product: sbi and sbi_versie per row, in the order of the register.
    uitkomst
        Product: `Omcodering` without its codes. Never part of an edition.
    """
    from ezlib.register.concordantie import lees_concordantie
    from ezlib.register.edities import load_grondslagen
    from ezlib.register.omcoderen import CODES, Omcodering, codeer_om
    from ezlib.register.sbi import botsende_peildata, grondslag_per_peildatum
    from ezlib.register.werkmap import Bovengrens

    register = load_frame(rijen)
    blok, grens = definities.sbi_concordantie, definities.grenzen
    grenzen = Bovengrens(
        rijen_max=grens["rijen_max"],
        uitgepakt_max=grens["uitgepakt_max_mb"] * 1024**2,
        verhouding_max=grens["verhouding_max"],
    )
    klaar = codeer_om(register, lees_concordantie(bestanden, blok, grenzen), min_procent=blok["min_procent_dubbel"])
    nu = {"basis": klaar.basis, "gekoppeld": klaar.gekoppeld} if klaar.toegepast else None
    grondslag, eigen = (grondslag_per_peildatum(register, wat) for wat in (nu, None))
    botst = botsende_peildata(grondslag, load_grondslagen(_echte(register, edities)), eigen)
    zin = zin_omcodering(klaar, min_procent=blok["min_procent_dubbel"], al_getoond=bool(botst))
    if botst:
        klaar = Omcodering(register[CODES])
    save_frame(klaar.codes, codes)
    save_json(
        {
            "toegepast": klaar.toegepast,
            "basis": klaar.basis,
            "gekoppeld": klaar.gekoppeld,
            "verdeeld": {dag: [list(k) for k in keuzes] for dag, keuzes in klaar.verdeeld.items()},
        },
        uitkomst,
    )
    save_json(_met_bestanden(load_json(gelezen), bestanden) | {"concordantie": zin}, bewijs)


def _met_bestanden(bewijs: dict[str, Any], bestanden: Sequence[Path]) -> dict[str, Any]:
    """The record of the register with the sums of the concordance beside those of its own files."""
    from ezlib.sources.snapshot import meet

    sommen = {
        f"{pad.parent.name}/{pad.name}": {"bytes": bytes_, "sha256": som, "rows": None}
        for pad in bestanden
        for bytes_, som in [meet(pad)]
    }
    herkomst = bewijs["herkomst"]
    return bewijs | {"herkomst": herkomst | {"bestanden": herkomst["bestanden"] | sommen}}


def add_sbi(
    frame: pd.DataFrame,
    register: pd.DataFrame,
    *,
    omgecodeerd: Sequence[Path],
    edities: Sequence[Path],
    definities: Registerdefinities,
    sectoren: Mapping[str, Any],
) -> pd.DataFrame:
    """Tidy rows of the register with the version of the SBI in their publication, and estimates called so.

    `omgecodeerd`: what `codeer_registerstap` wrote in `uitkomst`, where there was a concordance.
    """
    from ezlib.register.edities import load_grondslagen
    from ezlib.register.sbi import (
        add_geschat,
        add_sbi_versie,
        botsende_peildata,
        grondslag_per_peildatum,
        startup_prefixen,
        verberg_andere_basis,
    )

    uitkomst = next((u for u in map(load_json, omgecodeerd) if u["toegepast"]), None)
    grondslag, eigen = (grondslag_per_peildatum(register, wat) for wat in (uitkomst, None))
    botst = botsende_peildata(grondslag, load_grondslagen(_echte(register, edities)), eigen)
    frame = verberg_andere_basis(add_sbi_versie(frame, grondslag), botst)
    if uitkomst is None:
        return frame
    startups = startup_prefixen(definities.parameters, definities.varianten, versie=uitkomst["basis"])
    return add_geschat(frame, uitkomst["verdeeld"], sectoren, versie=uitkomst["basis"], startups=startups)


def _echte(register: pd.DataFrame, edities: Sequence[Path]) -> Sequence[Path]:
    """Editions to reckon with: what was made up was never released."""
    return [] if (register["soort"] == "fictief").any() else edities


def zin_omcodering(uitkomst: Any, *, min_procent: int, al_getoond: bool) -> str:
    """Tell on the page whether codes were put on one version, and why not; "" when there was nothing to do."""
    from ezlib.taal import getal

    if not uitkomst.toegepast:
        return ""
    if al_getoond:
        return (
            "Een eerdere editie toonde cijfers per sector in een andere versie van de SBI. Die blijft staan: wie twee "
            "tellingen van een jaar naast elkaar legt, kan een enkel bedrijf terugvinden."
        )
    basis, bekend = uitkomst.basis, f"van {uitkomst.dubbel_procent} % van de banen is de code in beide versies bekend"
    if uitkomst.gekoppeld:
        zin = f"Codes van de SBI zijn omgerekend naar SBI {basis}, zodat de jaren te vergelijken zijn: {bekend}."
    else:
        zin = (
            f"Codes van de SBI zijn omgerekend naar SBI {basis}. Groei over de overgang staat er niet: {bekend}, en nodig "
            f"is {min_procent} %."
        )
    if uitkomst.onbekend:
        zin += (
            f" Rijen met een code die niet in de tabel van CBS staat, vallen onder Overig: {getal(uitkomst.onbekend)}."
        )
    return zin
