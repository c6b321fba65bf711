"""The verb `review`: this edition beside the last released one, as one Markdown file for a merge request."""

from __future__ import annotations

import difflib
from pathlib import Path

import pandas as pd

from ezlib.edities import zoek_edities
from ezlib.fouten import InstellingFout
from ezlib.indicators.revisies import SOORTEN
from ezlib.opdracht import Opdracht
from ezlib.opzet import Opzet, maak_opzet
from ezlib.store import WORTEL, load_json, save_tekst
from ezlib.taal import DEZE_EDITIE, getal, periode_label, verschil
from ezlib.vrijgeven import WOORDEN, aftekenlijst, bezwaren, inhoud_som, load_aftekening, woorden

# More than this of one page and the page itself is the quicker read.
MEESTE_REGELS, MEESTE_CIJFERS = 40, 200


def review(opdracht: Opdracht) -> int:
    """Write `review.md` beside the edition's work files and say where it lies.

    Raises
    ------
    InstellingFout
        When there is no edition to look at.
    """
    opzet = maak_opzet(opdracht)
    if not (opzet.editie / "herkomst.json").is_file():
        raise InstellingFout(f"De editie {opzet.editie} is er niet. Geef eerst `make yearly`.")
    doel = opzet.werk / "review.md"
    save_tekst(maak_review(opzet), doel)
    print(f"Geschreven: {doel}")
    return 0


def maak_review(opzet: Opzet) -> str:
    """The text: what stands in the way of release, who signed, which figures and which words changed."""
    eerder = zoek_edities(opzet.huis.raw / "edities" / opzet.gemeente, opzet.jaar)
    delen = [
        f"# Review van editie {opzet.uitgave}, {opzet.gemeente}",
        f"Naast: {', '.join(pad.name for pad in eerder) or 'geen eerdere editie'}. "
        f"Som om voor af te tekenen: `{inhoud_som(opzet.editie)}`",
        *_aftekening(opzet),
        *_bezwaren(opzet),
        *_cijfers(opzet),
        *_sprongen(opzet),
        *_woorden(opzet, eerder),
    ]
    return "\n\n".join(delen) + "\n"


def _aftekening(opzet: Opzet) -> list[str]:
    rollen = load_aftekening(WORTEL / "definitions")["rollen"]
    lijst = aftekenlijst(opzet, inhoud_som(opzet.editie))
    regels = [f"- [{'x' if wie else ' '}] {rollen[rol]}{f' ({wie})' if wie else ''}" for rol, wie in lijst.items()]
    return ["## Aftekenen", "\n".join(regels)]


def _bezwaren(opzet: Opzet) -> list[str]:
    regels = [f"- {reden}" for reden in bezwaren(opzet)]
    return ["## Wat vrijgeven nog tegenhoudt", "\n".join(regels) or "Niets."]


def _cijfers(opzet: Opzet) -> list[str]:
    """Before and after of every figure that changed, a table per kind of change."""
    alle = pd.read_csv(opzet.editie / "tabellen" / "revisies.csv", dtype={"editie_oud": str, "kenmerkwaarde": str})
    nu = alle[alle["editie_nieuw"] == DEZE_EDITIE]
    delen = ["## Welke cijfers veranderden"]
    for soort in SOORTEN:
        rijen = nu[nu["soort"] == soort]
        if rijen.empty:
            continue
        tabel = ["| cijfer | gebied | periode | was | is | verschil | uitleg |", "|---|---|---|---|---|---|---|"]
        tabel += [_rij(opzet, r) for r in rijen.head(MEESTE_CIJFERS).itertuples()]
        meer = [f"En nog {len(rijen) - MEESTE_CIJFERS} in revisies.csv."] if len(rijen) > MEESTE_CIJFERS else []
        delen += [f"### {soort}: {len(rijen)}", "\n".join(tabel), *meer]
    return delen if len(delen) > 1 else [*delen, "Geen enkel gepubliceerd cijfer veranderde."]


def _rij(opzet: Opzet, r: pd.Series) -> str:
    ind = opzet.definities.indicatoren.get(r.indicator_id)
    naam = ind.naam if ind else r.indicator_id
    if r.kenmerk != "totaal" and ind:
        naam += f", {opzet.definities.label(r.kenmerk, str(r.kenmerkwaarde))}"
    decimalen = ind.decimalen if ind else 1
    stap = (
        verschil((r.waarde_nieuw / r.waarde_oud - 1) * 100, 1) + " %" if r.waarde_oud and r.soort == "herzien" else ""
    )
    uitleg = " ".join(t for t in (r.reden_monitor, r.reden_bron) if isinstance(t, str))
    cellen = [naam, r.gebied_naam, periode_label(str(r.periode)), getal(r.waarde_oud, decimalen),
              getal(r.waarde_nieuw, decimalen), stap, uitleg]  # fmt: skip
    return "| " + " | ".join(str(c).replace("|", "/").replace("\n", " ").replace("<", "&lt;") for c in cellen) + " |"


def _sprongen(opzet: Opzet) -> list[str]:
    """What the monitor itself flags: jumps and breaks (definitions/keuring.yml)."""
    alle = pd.read_csv(opzet.editie / "tabellen" / "signalen.csv", dtype=str, keep_default_na=False)
    regels = [f"- {zin}" for zin in alle.loc[alle["soort"] != "oud", "zin"]] if len(alle) else []
    return ["## Welke cijfers opvallen", "\n".join(regels) or "Geen sprong en geen breuk."]


def _woorden(opzet: Opzet, eerder: list[Path]) -> list[str]:
    """Changed pages: the lines that went and came since the last whole edition."""
    heel = [pad for pad in eerder if (pad / WOORDEN).is_file()]
    if not heel:
        return ["## Welke pagina's veranderden", "Er is nog geen vrijgegeven editie om de teksten naast te leggen."]
    toen, nu = load_json(heel[-1] / WOORDEN), woorden(opzet.editie / "notebooks")
    delen = [f"## Welke pagina's veranderden sinds {heel[-1].name}"]
    for naam in sorted(toen.keys() | nu.keys()):
        regels = list(difflib.unified_diff(toen.get(naam, []), nu.get(naam, []), lineterm="", n=0))[2:]
        regels = [r for r in regels if not r.startswith("@@")]
        if regels:
            meer = [f"En nog {len(regels) - MEESTE_REGELS} regels."] if len(regels) > MEESTE_REGELS else []
            delen += [f"### {naam}", "```diff\n" + "\n".join(regels[:MEESTE_REGELS]) + "\n```", *meer]
    return delen if len(delen) > 1 else [*delen, "Geen enkele pagina zegt iets anders."]
