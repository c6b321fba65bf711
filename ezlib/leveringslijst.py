"""The verb `leveringen`: who delivers what, by when, what came in, what is wrong with it, and whom to remind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ezlib.definitions import Definities, load_definities
from ezlib.fouten import InstellingFout, bedoelde
from ezlib.leveringen import VOORVOEGSEL, Levering, gebiedsnamen, is_verouderd
from ezlib.opdracht import Opdracht
from ezlib.samenvatting import toon_fouten
from ezlib.sjablonen import VORMEN, schrijf_sjabloon
from ezlib.sources.leveringen import dropmap, zoek_leveringen
from ezlib.store import WORTEL, load_huis
from ezlib.taal import datum, einde_van, opsomming, periode_label
from ezlib.tidy.levering import beoordeel

ALLE = "alle"
SJABLONEN = "sjablonen"
BINNENKORT_DAGEN = 30
KOPPEN = ("Levering", "Van", "Uiterlijk", "Bestand", "Stand")


@dataclass(frozen=True)
class Regel:
    """One delivery for one verslagjaar; `stand` is ok, afgekeurd, verouderd, voorbeeld (made up) or ontbreekt."""

    levering: Levering
    uiterlijk: str
    bestand: str
    stand: str
    uitleg: str
    fouten: tuple[str, ...] = ()


def leveringen(opdracht: Opdracht) -> int:
    """Print the list, or write templates with `--sjabloon`; status 1 when a delivery was refused."""
    definities = load_definities(WORTEL / "definitions")
    raw = load_huis(definities.thuisgemeente).raw
    vormen = _kies_vormen(opdracht.opties.get("vorm", ""))
    if sjabloon := opdracht.opties.get("sjabloon", ""):
        return _schrijf(_kies(sjabloon, definities), dropmap(raw) / SJABLONEN, vormen)
    regels = maak_lijst(raw, definities, jaar=opdracht.jaar)
    vreemd = zoek_leveringen(raw, definities.leveringen).vreemd
    print(toon_lijst(regels, vreemd, jaar=opdracht.jaar, vandaag=dt.date.today()))
    return int(any(r.stand == "afgekeurd" for r in regels))


def maak_lijst(raw: Path, definities: Definities, *, jaar: int) -> list[Regel]:
    """Judge every delivery for the edition of `jaar`, in order of the day on which it is due."""
    bestanden = zoek_leveringen(raw, definities.leveringen).bestanden
    regels = [_regel(lev, bestanden.get(lev.id, []), definities, jaar) for lev in definities.leveringen.values()]
    return sorted(regels, key=lambda r: (r.uiterlijk, r.levering.naam))


def _regel(levering: Levering, paden: list[Path], definities: Definities, jaar: int) -> Regel:
    uiterlijk, namen = levering.uiterste_dag(jaar), ", ".join(p.name for p in paden)
    if not paden:
        return Regel(levering, uiterlijk, "", "ontbreekt", "ontbreekt")
    frame, fouten, aantal = beoordeel(
        paden,
        levering,
        namen=gebiedsnamen(definities.gebieden),
        gemeente=definities.thuisgemeente,
        bron_id=VOORVOEGSEL + levering.id,
    )
    if fouten:
        wat = f"afgekeurd, {len(fouten)} fout{'en' if len(fouten) > 1 else ''}"
        return Regel(levering, uiterlijk, namen, "afgekeurd", wat, tuple(fouten))
    nieuwste = max(frame["periode"], key=einde_van)
    if is_verouderd(nieuwste, levering, jaar):
        return Regel(
            levering, uiterlijk, namen, "verouderd", f"verouderd: het nieuwste cijfer is van {periode_label(nieuwste)}"
        )
    if (frame["herkomst"] == "fictief").all():
        return Regel(levering, uiterlijk, namen, "voorbeeld", "alleen een verzonnen voorbeeld (FICTIEF)")
    return Regel(levering, uiterlijk, namen, "ok", f"ok, {aantal} rij{'en' if aantal > 1 else ''}")


def toon_lijst(regels: Sequence[Regel], vreemd: Sequence[str], *, jaar: int, vandaag: dt.date) -> str:
    """The table, what is wrong in each refused file, and the reminders, as one text."""
    cellen = [KOPPEN] + [
        (r.levering.id, r.levering.van, datum(r.uiterlijk), r.bestand or "-", r.uitleg) for r in regels
    ]
    breed = [max(len(rij[i]) for rij in cellen) for i in range(len(KOPPEN))]
    delen = [f"Leveringen voor de editie over {jaar}", ""]
    delen += ["  ".join(cel.ljust(b) for cel, b in zip(rij, breed, strict=True)).rstrip() for rij in cellen]
    for regel in regels:
        if regel.fouten:
            delen += ["", f"{regel.bestand}: {len(regel.fouten)} fout(en)", toon_fouten(regel.fouten)]
    delen += [f"\nLet op, data/raw/{zin}." for zin in (f"handmatig/{v}" for v in vreemd)]
    return "\n".join([*delen, "", *_herinneringen(regels, jaar=jaar, vandaag=vandaag)])


def _herinneringen(regels: Sequence[Regel], *, jaar: int, vandaag: dt.date) -> list[str]:
    """Per sender what is late or due soon, in words that can be mailed."""
    straks = (vandaag + dt.timedelta(days=BINNENKORT_DAGEN)).isoformat()
    nodig = [r for r in regels if r.stand != "ok" and r.uiterlijk <= straks]
    if not nodig:
        return ["Niemand hoeft een herinnering: niets is te laat of binnen 30 dagen nodig."]
    uit = ["Herinneringen (om te mailen)"]
    for van in dict.fromkeys(r.levering.van for r in nodig):
        uit += ["", f"Aan: {van}", f"Voor de Economische Monitor over {jaar} hebben wij van u nodig:"]
        for r in nodig:
            if r.levering.van == van:
                laat = "te laat: dit was nodig op" if r.uiterlijk < vandaag.isoformat() else "nodig op"
                stand = "" if r.stand == "ontbreekt" else f" Wat er nu ligt is {r.uitleg}."
                uit.append(f"- {r.levering.naam}: {laat} {datum(r.uiterlijk)}.{stand} Sjabloon: {r.levering.id}.xlsx.")
    return uit


def _kies(naam: str, definities: Definities) -> list[Levering]:
    if naam == ALLE:
        return list(definities.leveringen.values())
    if naam not in definities.leveringen:
        bekend = ", ".join(definities.leveringen)
        raise InstellingFout(
            f'Er is geen levering "{naam}"{bedoelde(naam, definities.leveringen)}. Bekend zijn: {bekend}.'
        )
    return [definities.leveringen[naam]]


def _kies_vormen(tekst: str) -> tuple[str, ...]:
    if not tekst:
        return VORMEN[:2]
    if tekst not in VORMEN:
        raise InstellingFout(f'Een sjabloon heeft de vorm {opsomming(VORMEN, voegwoord="of")}; "{tekst}" is dat niet.')
    return (tekst,)


def _schrijf(gekozen: Sequence[Levering], map_: Path, vormen: Sequence[str]) -> int:
    for levering in gekozen:
        paden = schrijf_sjabloon(levering, map_, vormen=vormen)
        print(f"{levering.naam}: {opsomming([p.name for p in paden])}")
    print(
        f"Sjablonen en verzonnen voorbeelden staan in {map_}. Vul een sjabloon in en leg het een map hoger: "
        f"{map_.parent}."
    )
    return 0
