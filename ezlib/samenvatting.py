"""What a person reads after a run: what ran, what was skipped, what is missing in the data, where to look."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import OpslagFout
from ezlib.leveringen import DROPMAP
from ezlib.store import load_json, save_tekst

if TYPE_CHECKING:
    from ezlib.opzet import Opzet
    from ezlib.runner import Verloop


def print_samenvatting(opzet: Opzet, verloop: Verloop, session: Any, seconden: float) -> int:
    """Print the summary of a run and return the exit status: 0 only when every task has a good report."""
    zonder_rapport = len(session.tasks) - len(session.execution_reports)
    tijd = f"{seconden:.1f} s".replace(".", ",")
    goed = not verloop.mislukt and not verloop.geblokkeerd and not zonder_rapport and bool(session.tasks)
    if goed and not verloop.gelukt:
        print_niets_te_doen(len(verloop.overgeslagen), seconden)
    else:
        print(
            f"\nKlaar in {tijd}: {len(verloop.gelukt)} gedraaid, {len(verloop.overgeslagen)} al bij, "
            f"{len(verloop.mislukt)} mislukt, {len(verloop.geblokkeerd)} daardoor niet gedraaid."
        )
    if goed:
        if verloop.gelukt:
            _print_opvallend(opzet)
        afgekeurd = print_leveringen(opzet)
        print(f"Bekijk: {opzet.editie / 'index.html'}")
        return int(afgekeurd)
    _print_mislukt(verloop, opzet.mislukt)
    if zonder_rapport:
        print(f"\n{zonder_rapport} stappen zijn niet afgemaakt; draai dezelfde opdracht om verder te gaan.")
    vorige = opzet.editie.exists()
    staat = "De vorige editie staat er nog ongewijzigd." if vorige else "Er is geen editie gemaakt."
    print(f"\n{staat} Na herstel gaat dezelfde opdracht verder waar deze ophield.")
    return 1


def print_gemeenten(opzetten: Sequence[Opzet], verloop: Verloop, session: Any, seconden: float) -> int:
    """Print what became of the editions of many gemeenten and return the exit status."""
    zonder_rapport = len(session.tasks) - len(session.execution_reports)
    weg = [opzet for opzet in opzetten if f"editie {opzet.label}" not in {*verloop.gelukt, *verloop.overgeslagen}]
    nieuw = sum(naam.startswith("editie ") for naam in verloop.gelukt)
    tijd = f"{seconden:.1f} s".replace(".", ",")
    print(
        f"\nKlaar in {tijd}: {nieuw} edities gemaakt, {len(opzetten) - nieuw - len(weg)} waren al bij, "
        f"{len(weg)} niet gemaakt."
    )
    _print_mislukt(verloop, opzetten[0].huis.processed / "_mislukt")
    if weg:
        print(
            f"\nNiet gemaakt: {', '.join(opzet.gemeente for opzet in weg)}. Een vorige editie staat er nog ongewijzigd."
        )
        print("Na herstel gaat dezelfde opdracht verder waar deze ophield.")
    print(f"Bekijk: {opzetten[0].huis.outputs}")
    return int(bool(weg or verloop.mislukt or zonder_rapport))


def print_niets_te_doen(stappen: int, seconden: float) -> None:
    """Say that everything was made already."""
    print(f"Niets te doen: alle {stappen} stappen zijn al bij ({seconden:.1f} s).".replace(".", ",", 1))


def print_leveringen(opzet: Opzet) -> bool:
    """Tell which deliveries were refused and what is wrong with them; True when there is any.

    The edition is made without them, so this is told on every run, also when nothing had to be done.
    """
    afgekeurd = {}
    for bron_id in opzet.leveringen:
        bewijs = load_json(opzet.huis.bewijs(bron_id))
        if bewijs["oordeel"] != "ok":
            afgekeurd[", ".join(bewijs["herkomst"]["bestanden"])] = bewijs["fouten"]
    for zin in opzet.vreemde_bestanden:
        print(f"Let op, data/raw/{DROPMAP}/{zin}.")
    if afgekeurd:
        print(f"\n{len(afgekeurd)} levering(en) afgekeurd; de editie is gemaakt zonder deze cijfers:")
        for naam, fouten in afgekeurd.items():
            print(f"  {naam}: {len(fouten)} fout(en)")
            print(toon_fouten(fouten))
        print("Verbeter het bestand en draai dezelfde opdracht opnieuw.\n")
    return bool(afgekeurd)


def toon_fouten(fouten: Sequence[str], hoogstens: int = 20) -> str:
    """One line a fault, the first of many.

    >>> print(toon_fouten(["rij 2: a", "rij 3: b", "rij 4: c"], 2))
        rij 2: a
        rij 3: b
        ... en nog 1
    """
    rest = [f"    ... en nog {len(fouten) - hoogstens}"] if len(fouten) > hoogstens else []
    return "\n".join([*(f"    {fout}" for fout in fouten[:hoogstens]), *rest])


def _print_opvallend(opzet: Opzet) -> None:
    """Say which indicators have no figure for the home gemeente, with their reason, and count what stands out."""
    vooraf = load_json(opzet.opvallend)
    if vooraf["zonder_cijfer"]:
        print("Zonder cijfer in deze editie:")
        for id_, redenen in vooraf["zonder_cijfer"]:
            print(f"  {opzet.definities.indicatoren[id_].naam}: {', '.join(redenen)}")
    if aantallen := vooraf["signalen"]:
        delen = ", ".join(f"{aantal} keer {soort}" for soort, aantal in aantallen.items())
        print(f'{sum(aantallen.values())} signalen ({delen}): zie "Let op" op de pagina\'s en tabellen/signalen.csv.')


def _print_mislukt(verloop: Verloop, map_: Path) -> None:
    """Tell what failed; the whole story of each goes into a file in `map_`."""
    for naam, tekst, spoor in verloop.mislukt:
        print(f"\nMISLUKT  {naam}\n  {tekst.strip()}".replace("\n\n", "\n"))
        plek = map_ / f"{naam.replace(' ', '-')}.txt"
        with suppress(OpslagFout):  # on a full disk the story still has to be told
            save_tekst(spoor, plek)
            print(f"  meer: {plek}")


REDENEN = {
    "changed": "veranderd",
    "missing": "ontbreekt",
    "not_in_db": "nog niet eerder gedraaid",
    "first_run": "nog niet eerder gedraaid",
    "forced": "op verzoek",
    "cascade": "een eerdere stap draait",
}


def print_plan(label: str, verloop: Verloop, session: Any) -> int:
    """Print which tasks would run, and why."""
    if verloop.mislukt:
        for naam, tekst, _ in verloop.mislukt:
            print(f"KAN NIET  {naam}\n  {tekst.strip()}")
        return 1
    if not verloop.gelukt:
        print(f"Niets te doen: alle {len(verloop.overgeslagen)} stappen zijn al bij.")
        return 0
    print(f"Dit zou draaien voor {label} ({len(verloop.gelukt)} van {verloop.totaal} stappen):")
    for rapport in session.execution_reports:
        uitleg = rapport.task.attributes.get("explanation")
        if rapport.task.name in verloop.gelukt:
            print(f"  {rapport.task.name}")
            redenen = uitleg.reasons if uitleg else []
            eigen = [r for r in redenen if r.reason != "cascade"]
            for reden in (eigen or redenen)[:4]:
                print(f"      {_wat(reden.node_name)}: {REDENEN[reden.reason]}")
    return 0


def _wat(naam: str) -> str:
    if naam.endswith("::code"):
        return "code"
    return naam.split("::")[-1] if "::" in naam else naam.rsplit("/", 1)[-1]
