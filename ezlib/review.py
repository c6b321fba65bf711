"""The verb `review`: this edition beside the last released one, as one Markdown file for a merge request."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.edities import DEFINITIES, lees_editie, zoek_edities
from ezlib.fouten import ControleFout
from ezlib.indicators.revisies import SOORTEN
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.report.herzien import op_grootte
from ezlib.report.overzicht import decimalen_van
from ezlib.store import WORTEL, load_json, save_tekst
from ezlib.taal import DEZE_EDITIE, einde_van, getal, periode_label, verschil
from ezlib.vastgelegd import MAP, leg_vast
from ezlib.vrijgeven import (
    TABEL,
    WOORDEN,
    aftekenlijst,
    bezwaren,
    definities_van,
    inhoud_som,
    load_aftekening,
    woorden,
)
from ezlib.zinnen import meervoud

# More than this of one page or one kind of change and the page itself is the quicker read.
MEESTE_REGELS, MEESTE_CIJFERS = 40, 100
# The description of a merge request holds some 65,000 characters; the words of the pages are shortened to fit.
MEESTE_TEKENS = 60_000
# What the catalogue says of an indicator that a reviewer must see change.
VELDEN = ("naam", "definitie", "eenheid", "decimalen", "richting", "functie", "bronnen", "parameters")


def review(opdracht: Opdracht) -> int:
    """Make the edition where something changed, write `review.md` beside its work files, refresh what git has of it.

    Raises
    ------
    ControleFout
        When the edition cannot be made.
    """
    from ezlib.instellingen import load_instellingen
    from ezlib.runner import yearly
    from ezlib.vingerafdruk import lees_vorige

    maak = replace(opdracht, verb="yearly")
    if not lees_vorige(maak, load_instellingen()) and yearly(maak):
        raise ControleFout("Er is geen editie om na te kijken: niet elke stap lukte. Zie de meldingen hierboven.")
    opzet = maak_opzet(opdracht)
    doel = opzet.werk / "review.md"
    save_tekst(maak_review(opzet), doel)
    print(f"Geschreven: {doel}")
    if anders := leg_vast(opzet):
        aantal = f"{len(anders)} {meervoud(len(anders), 'bestand', 'bestanden')}"
        print(f"Bijgewerkt in {MAP}/: {aantal}. Zet die map in git.")
    return 0


def maak_review(opzet: Opzet) -> str:
    """The text: who signed, what stands in the way of release, which figures, definitions and words changed."""
    eerder = zoek_edities(opzet.huis.raw / "edities" / opzet.gemeente, opzet.jaar)
    blad = load_aftekening(WORTEL / "definitions")
    drempel = float(blad.get("drempel_pct", 0))
    revisies = _lees(opzet.editie / "tabellen" / "revisies.csv")
    revisies = op_grootte(revisies[revisies["editie_nieuw"] == DEZE_EDITIE], opzet.gemeente)
    delen = [
        f"# Review van editie {opzet.uitgave}, {opzet.gemeente}",
        f"Naast: {', '.join(pad.name for pad in eerder) or 'geen eerdere editie'}. "
        f"Som om voor af te tekenen: `{inhoud_som(opzet.editie)}`",
        *_aftekening(opzet, blad),
        *_bezwaren(opzet),
        *_verschoven(opzet, revisies, drempel),
        *_nieuwste(opzet, eerder, drempel),
        *_cijfers(opzet, revisies),
        *_sprongen(opzet),
        *_definities(opzet, eerder),
    ]
    ruimte = MEESTE_TEKENS - sum(map(len, delen))
    return "\n\n".join([*delen, *_woorden(opzet, eerder, ruimte)]) + "\n"


def _lees(pad: Path) -> pd.DataFrame:
    getallen = {kolom: [""] for kolom in ("waarde_oud", "waarde_nieuw")}
    tekst = dict.fromkeys(("editie_oud", "editie_nieuw", "periode", "kenmerkwaarde"), str)
    return pd.read_csv(pad, dtype=tekst, keep_default_na=False, na_values=getallen)


def _aftekening(opzet: Opzet, blad: dict[str, Any]) -> list[str]:
    lijst = aftekenlijst(opzet, inhoud_som(opzet.editie))
    regels = [
        f"- [{'x' if wie else ' '}] {blad['rollen'][rol]}{f' ({wie})' if wie else ''}" for rol, wie in lijst.items()
    ]
    return ["## Aftekenen", "\n".join(regels)]


def _bezwaren(opzet: Opzet) -> list[str]:
    regels = [f"- {reden}" for reden in bezwaren(opzet)]
    return ["## Wat vrijgeven nog tegenhoudt", "\n".join(regels) or "Niets."]


def _verschoven(opzet: Opzet, revisies: pd.DataFrame, drempel: float) -> list[str]:
    """Published figures that moved by more than the threshold of aftekening.yml."""
    ver = _is_ver(revisies["waarde_oud"], revisies["waarde_nieuw"], drempel)
    rijen = revisies[ver & revisies["soort"].isin(["herzien", "geherdefinieerd"])]
    kop = f"## Welke gepubliceerde cijfers meer dan {getal(drempel, 1)} % verschoven"
    if rijen.empty:
        return [kop, "Geen enkel."]
    return [f"{kop}: {len(rijen)}", *_veranderingen(opzet, rijen)]


def _cijfers(opzet: Opzet, revisies: pd.DataFrame) -> list[str]:
    """Before and after of every figure that changed, a table per kind of change."""
    delen = ["## Welke cijfers veranderden"]
    for soort in SOORTEN:
        rijen = revisies[revisies["soort"] == soort]
        if len(rijen):
            delen += [f"### {soort}: {len(rijen)}", *_veranderingen(opzet, rijen)]
    return delen if len(delen) > 1 else [*delen, "Geen enkel gepubliceerd cijfer veranderde."]


def _veranderingen(opzet: Opzet, rijen: pd.DataFrame) -> list[str]:
    kop = ["cijfer", "gebied", "periode", "was", "is", "verschil", "uitleg"]
    tabel = _tabel(kop, (_rij(opzet, r) for r in rijen.head(MEESTE_CIJFERS).itertuples()))
    meer = [f"En nog {len(rijen) - MEESTE_CIJFERS} in revisies.csv."] if len(rijen) > MEESTE_CIJFERS else []
    return [tabel, *meer]


def _rij(opzet: Opzet, r: Any) -> list[str]:
    ind = opzet.definities.indicatoren.get(r.indicator_id)
    naam = ind.naam if ind else r.indicator_id
    if r.kenmerk != "totaal" and ind:
        naam += f", {opzet.definities.label(r.kenmerk, r.kenmerkwaarde)}"
    decimalen = decimalen_van(pd.DataFrame({"waarde": [r.waarde_oud, r.waarde_nieuw]}), ind.decimalen if ind else 1)
    is_stap = r.soort in ("herzien", "geherdefinieerd") and not r.breuk
    uitleg = " ".join(filter(None, (r.reden_monitor, r.reden_bron)))
    return [naam, r.gebied_naam, periode_label(r.periode), getal(r.waarde_oud, decimalen),
            getal(r.waarde_nieuw, decimalen), _stap(r.waarde_oud, r.waarde_nieuw) if is_stap else "", uitleg]  # fmt: skip


def _is_ver(oud: Any, nieuw: Any, drempel: float) -> Any:
    """Whether a figure (or each of a column) moved by more than so many per cent of what it was."""
    return 100 * abs(nieuw - oud) > drempel * abs(oud)


def _stap(oud: float, nieuw: float) -> str:
    return f"{verschil((nieuw / oud - 1) * 100, 1)} %" if oud and nieuw == nieuw else ""


def _nieuwste(opzet: Opzet, eerder: list[Path], drempel: float) -> list[str]:
    """Newest total of every indicator for the gemeente, in the last edition that had one and in this one."""
    kop = ["cijfer", "was", "peildatum", "editie", "is", "peildatum", "verschil", "boven de drempel"]
    toen = {pad.name: _totalen(pad / TABEL, opzet) for pad in eerder}
    regels = []
    for id_, nu in _totalen(opzet.editie / "tabellen" / TABEL, opzet).items():
        ind = opzet.definities.indicatoren[id_]
        naam = next((n for n in reversed(toen) if id_ in toen[n]), "")
        if not naam or (toen[naam][id_].waarde, toen[naam][id_].periode) == (nu.waarde, nu.periode):
            continue
        oud = toen[naam][id_]
        decimalen = decimalen_van(pd.DataFrame({"waarde": [oud.waarde, nu.waarde]}), ind.decimalen)
        ver = _is_ver(oud.waarde, nu.waarde, drempel)
        regels.append([ind.naam, getal(oud.waarde, decimalen), periode_label(oud.periode), naam,
                       getal(nu.waarde, decimalen), periode_label(nu.periode), _stap(oud.waarde, nu.waarde),
                       "ja" if ver else ""])  # fmt: skip
    tabel = _tabel(kop, regels) if regels else "Geen enkel nieuwste cijfer is anders dan in de vorige editie."
    return ["## Het nieuwste cijfer van de gemeente, toen en nu", tabel]


def _totalen(pad: Path, opzet: Opzet) -> dict[str, Any]:
    """Newest real total of the gemeente per indicator."""
    frame = lees_editie(pad)
    eigen = frame[(frame["gebied_code"] == opzet.gemeente) & (frame["kenmerk"] == "totaal") & frame["waarde"].notna()]
    eigen = eigen[eigen["herkomst"] != "fictief"]
    eigen = eigen.assign(moment=eigen["periode"].map(einde_van)).sort_values("moment", kind="stable")
    laatste = eigen.drop_duplicates("indicator_id", keep="last")
    volgorde = {id_: i for i, id_ in enumerate(opzet.definities.indicatoren)}
    rijen = {r.indicator_id: r for r in laatste.itertuples() if r.indicator_id in volgorde}
    return dict(sorted(rijen.items(), key=lambda paar: volgorde[paar[0]]))


def _sprongen(opzet: Opzet) -> list[str]:
    """What the monitor itself flags: jumps and breaks (definitions/keuring.yml)."""
    alle = pd.read_csv(opzet.editie / "tabellen" / "signalen.csv", dtype=str, keep_default_na=False)
    regels = [f"- {zin}" for zin in alle.loc[alle["soort"] != "oud", "zin"]] if len(alle) else []
    return ["## Welke cijfers opvallen", "\n".join(regels) or "Geen sprong en geen breuk."]


def _definities(opzet: Opzet, eerder: list[Path]) -> list[str]:
    """What the catalogue says otherwise than the last edition that was released with it."""
    heel = [pad for pad in eerder if (pad / DEFINITIES).is_file()]
    if not heel:
        return [
            "## Welke definities veranderden",
            "Er is nog geen vrijgegeven editie om de definities naast te leggen.",
        ]
    toen, nu = load_json(heel[-1] / DEFINITIES), definities_van(opzet)
    kop = f"## Welke definities veranderden sinds {heel[-1].name}"
    regels = [[id_, "de indicator", "stond er niet", "nieuw"] for id_ in nu if id_ not in toen]
    regels += [[id_, "de indicator", "stond er", "weg"] for id_ in toen if id_ not in nu]
    regels += [
        [id_, veld, _woord(toen[id_].get(veld)), _woord(nu[id_][veld])]
        for id_ in nu
        if id_ in toen
        for veld in VELDEN
        if _woord(toen[id_].get(veld)) != _woord(nu[id_][veld])
    ]
    return [kop, _tabel(["indicator", "wat", "was", "is"], regels) if regels else "Geen enkele definitie veranderde."]


def _woord(waarde: Any) -> str:
    if isinstance(waarde, dict):
        return ", ".join(f"{naam}: {_woord(w)}" for naam, w in sorted(waarde.items()))
    return ", ".join(map(str, waarde)) if isinstance(waarde, list | tuple) else str(waarde)


def _tabel(kop: list[str], rijen: Iterable[list[str]]) -> str:
    """Markdown table; a text of a source may not end a cell or bring markup."""
    regels = [kop, ["---"] * len(kop), *([str(c).replace("|", "/").replace("<", "&lt;") for c in rij] for rij in rijen)]
    return "\n".join("| " + " | ".join(" ".join(cel.split()) for cel in rij) + " |" for rij in regels)


def _woorden(opzet: Opzet, eerder: list[Path], ruimte: int) -> list[str]:
    """Changed pages: the lines that went and came since the last whole edition; what does not fit is named only."""
    heel = [pad for pad in eerder if (pad / WOORDEN).is_file()]
    if not heel:
        return ["## Welke pagina's veranderden", "Er is nog geen vrijgegeven editie om de teksten naast te leggen."]
    toen, nu = load_json(heel[-1] / WOORDEN), woorden(opzet.editie / "notebooks")
    delen, alleen_naam = [f"## Welke pagina's veranderden sinds {heel[-1].name}"], []
    for naam in sorted(toen.keys() | nu.keys()):
        regels = list(difflib.unified_diff(toen.get(naam, []), nu.get(naam, []), lineterm="", n=0))[2:]
        regels = [r for r in regels if not r.startswith("@@")]
        if not regels:
            continue
        meer = [f"En nog {len(regels) - MEESTE_REGELS} regels."] if len(regels) > MEESTE_REGELS else []
        # Four backticks: a line of a page may hold three.
        blok = [f"### {naam}", "````diff\n" + "\n".join(regels[:MEESTE_REGELS]) + "\n````", *meer]
        ruimte -= sum(map(len, blok))
        if ruimte > 0:
            delen += blok
        else:
            alleen_naam.append(naam)
    if alleen_naam:
        delen += ["### Ook veranderd", "\n".join(f"- {naam}" for naam in alleen_naam)]
    return delen if len(delen) > 1 else [*delen, "Geen enkele pagina zegt iets anders."]
