"""The command line, parsed and checked before any work. Standard library only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ezlib.fouten import InstellingFout, bedoelde

# The year after which the embedded figures are complete; the notebooks' parameters cells say the same.
STANDAARD_JAAR = 2025
VROEGSTE_JAAR = 2000

VERBEN = {
    "yearly": "maakt de editie van een jaar: cijfers, notebooks, site en tabellen",
    "test": "draait de tests",
    "refresh": "haalt nieuwe cijfers op bij de bronnen (de enige opdracht die het netwerk gebruikt)",
    "plan": "toont wat yearly zou doen, en waarom",
    "lab": "opent JupyterLab, in het Nederlands, in de map notebooks",
    "starters": "maakt alleen het rapport over starters van een kwartaal",
    "leveringen": "toont wie wat levert, wat binnen is en wie een herinnering krijgt; schrijft sjablonen",
    "nieuw": "zet een nieuwe indicator klaar: catalogus, functie, test en cel",
    "review": "legt een editie naast de vorige: wat veranderde, en wie moet aftekenen",
    "vrijgeven": "geeft een nagekeken en afgetekende editie vrij",
    "controleer": "vergelijkt een editie met haar eigen controlesommen",
    "bench": "meet hoe snel de monitor is, en hoeveel geheugen hij gebruikt",
    "check": "controleert code, definities en documentatie",
    "clean": "verwijdert tussenbestanden en edities; de bronbestanden blijven",
    "help": "toont deze lijst",
}
PARAMETERS = {
    "jaar": f"verslagjaar, bijvoorbeeld JAAR={STANDAARD_JAAR} (standaard)",
    "gemeente": "gemeentecode, bijvoorbeeld GEMEENTE=GM0637 (standaard: de eigen gemeente)",
    "bron": "bij refresh en nieuw: een bron, bijvoorbeeld BRON=cbs_85984NED (bij refresh standaard: alle); "
    "bij yearly en plan alleen BRON=ingebouwd: zonder de opgehaalde cijfers",
}
# Going back to what came with the monitor, for the verbs that make or foresee an edition.
INGEBOUWD, MAG_TERUG = "ingebouwd", ("yearly", "plan")
# Options of one verb only; they land in `Opdracht.opties`.
OPTIES: dict[str, tuple[str, ...]] = {
    "yearly": ("gemeenten",),
    "plan": ("gemeenten",),
    "starters": ("kwartaal",),
    "leveringen": ("sjabloon", "vorm"),
    "nieuw": ("notebook", "module"),
    "bench": ("jaren", "aantal"),
}
OPTIETEKST = {
    "gemeenten": "bij yearly en plan: een editie per gemeente, bijvoorbeeld --gemeenten GM0503,GM0518, een regio uit gebieden.yml, "
    "regio (die van de eigen gemeente) of alle",
    "kwartaal": "bij starters: het kwartaal, bijvoorbeeld --kwartaal 2025K3 (standaard: het laatste met een bestand)",
    "sjabloon": "bij leveringen: maakt een leeg sjabloon en een verzonnen voorbeeld, bijvoorbeeld --sjabloon alle",
    "vorm": "bij leveringen: xlsx, csv of ods (standaard: xlsx en csv)",
    "notebook": "bij nieuw: waar de indicator komt, bijvoorbeeld --notebook 40-bedrijven",
    "jaren": "bij bench: jaren in het register dat wordt gemeten, bijvoorbeeld --jaren 10 (standaard: 2)",
    "aantal": "bij bench: hoeveel gemeenten of punten er worden gemeten, bijvoorbeeld --aantal 10 (standaard: 100, 1000000)",
    "module": "bij nieuw: bestand in ezlib/indicators waar de functie komt (standaard: een nieuw)",
}
# Too seldom for the Makefile: these work with python3 -m ezlib only.
ALLEEN_PYTHON = ("starters", "leveringen", "review", "vrijgeven", "controleer", "nieuw", "bench")
# What these verbs do not know themselves, they hand on to the program they start.
GEVEN_DOOR = ("test", "lab")
# Verbs with words of their own behind them: `nieuw indicator <naam>`, `controleer outputs/2025`, `bench register`.
MET_WOORDEN = ("nieuw", "controleer", "bench")


@dataclass(frozen=True)
class Opdracht:
    """One command, checked.

    `jaar` is the reporting year; `gemeente` a code such as "GM0637" or None for the home gemeente (whether
    it exists is checked against the data); `bron` a bron_id, "ingebouwd" or None; `rest` is for the program that the
    verb starts.
    """

    verb: str
    jaar: int = STANDAARD_JAAR
    gemeente: str | None = None
    bron: str | None = None
    opties: dict[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


def lees_opdracht(argv: Sequence[str], *, huidig_jaar: int | None = None) -> Opdracht:
    """Parse `verb JAAR=2025 --gemeente GM0637 ...`; an empty value means the default, as Make passes it.

    Raises
    ------
    InstellingFout
        Unknown verb or parameter (with the near match), or a value of the wrong shape or range.

    >>> lees_opdracht(["plan", "JAAR=2024", "--gemeente", "gm0503"])
    Opdracht(verb='plan', jaar=2024, gemeente='GM0503', bron=None, opties={}, rest=())
    """
    verb, *argumenten = argv or ["help"]
    if verb in ("-h", "--help"):
        verb = "help"
    if verb not in VERBEN:
        raise InstellingFout(
            f'Onbekende opdracht "{verb}"{bedoelde(verb.lower(), VERBEN)}. Bekend zijn: {", ".join(VERBEN)}.'
        )
    waarden, rest = _lees_waarden(verb, argumenten)
    if waarden.get("bron") and verb not in ("refresh", "nieuw"):
        waarden["bron"] = _lees_terug(verb, waarden["bron"])
    if verb == "starters" and waarden.get("jaar"):
        raise InstellingFout('Bij starters staat het jaar in het kwartaal: gebruik "kwartaal", en geen "jaar".')
    if waarden.get("gemeenten") and waarden.get("gemeente"):
        raise InstellingFout('Geef "gemeente" of "gemeenten", en niet allebei.')
    if "kwartaal" in waarden:
        waarden["kwartaal"] = lees_kwartaal(waarden["kwartaal"])
    return Opdracht(
        verb=verb,
        jaar=lees_jaar(waarden.pop("jaar", ""), huidig_jaar=huidig_jaar),
        gemeente=lees_gemeente(waarden.pop("gemeente", "")),
        bron=waarden.pop("bron", "") or None,
        opties={naam: waarde for naam, waarde in waarden.items() if waarde},
        rest=tuple(rest),
    )


def _lees_waarden(verb: str, argumenten: list[str]) -> tuple[dict[str, str], list[str]]:
    bekend = [*PARAMETERS, *OPTIES.get(verb, ())]
    waarden: dict[str, str] = {}
    rest: list[str] = []
    wachtrij = list(argumenten)
    while wachtrij:
        argument = wachtrij.pop(0)
        # JAAR=2025, --jaar=2025 and --jaar; the rest is for the program behind the verb, if any.
        vorm = re.fullmatch(r"(--)?([A-Za-z][\w-]*)(?:=(.*))?", argument, re.DOTALL)
        streepjes, naam, waarde = vorm.groups() if vorm else (None, argument, None)
        sleutel = naam.lower()
        if sleutel in bekend and (streepjes or waarde is not None):
            if waarde is None:
                waarde = wachtrij.pop(0) if wachtrij and not wachtrij[0].startswith("-") else None
            if waarde is None:
                raise InstellingFout(
                    f'De parameter "{sleutel}" heeft een waarde nodig: {(PARAMETERS | OPTIETEKST)[sleutel]}.'
                )
            _zet(waarden, sleutel, waarde.strip())
        elif (verb in GEVEN_DOOR and not (waarde is not None and naam.isupper())) or (
            verb in MET_WOORDEN and waarde is None and not argument.startswith("-")
        ):
            rest.append(argument)
        else:
            getoond = naam if vorm else argument
            raise InstellingFout(
                f'Onbekende parameter "{getoond}"{bedoelde(sleutel, bekend)}. Bekend zijn: {", ".join(bekend)}.'
            )
    return waarden, rest


def _lees_terug(verb: str, bron: str) -> str:
    """The one value that `bron` may have where no source is fetched."""
    if verb in MAG_TERUG and bron.lower() == INGEBOUWD:
        return INGEBOUWD
    alleen = (
        f" Alleen BRON={INGEBOUWD} kan hier: dan tellen opgehaalde cijfers niet mee{bedoelde(bron.lower(), [INGEBOUWD])}."
        if verb in MAG_TERUG
        else ""
    )
    raise InstellingFout(f'De parameter "bron" hoort bij refresh; {verb} gebruikt altijd alle bronnen.{alleen}')


def _zet(waarden: dict[str, str], naam: str, waarde: str) -> None:
    eerder = waarden.get(naam)
    if eerder and waarde and eerder != waarde:
        raise InstellingFout(f'De parameter "{naam}" staat er twee keer, met "{eerder}" en met "{waarde}".')
    waarden[naam] = waarde or eerder or ""


def lees_jaar(tekst: str, *, huidig_jaar: int | None = None) -> int:
    """Check a reporting year; empty means the default.

    >>> lees_jaar("2024"), lees_jaar("")
    (2024, 2025)
    """
    if not tekst:
        return STANDAARD_JAAR
    if not re.fullmatch(r"[0-9]{4}", tekst):
        raise InstellingFout(f'JAAR is een jaartal van vier cijfers, bijvoorbeeld JAAR=2025; "{tekst}" is dat niet.')
    jaar = int(tekst)
    laatste = huidig_jaar or dt.date.today().year
    if jaar < VROEGSTE_JAAR:
        raise InstellingFout(f"JAAR={jaar} ligt te ver terug: de monitor kent verslagjaren vanaf {VROEGSTE_JAAR}.")
    if jaar > laatste:
        raise InstellingFout(f"JAAR={jaar} ligt in de toekomst: het laatste verslagjaar dat kan is {laatste}.")
    return jaar


def lees_kwartaal(tekst: str) -> str:
    """Check a quarter; empty means the latest.

    >>> lees_kwartaal("2025k3")
    '2025K3'
    """
    schoon = tekst.strip().upper()
    if not schoon or re.fullmatch(r"[0-9]{4}K[1-4]", schoon, re.ASCII):
        return schoon
    jaar, nummer = re.search(r"20[0-9]{2}", schoon), re.search(r"(?<![0-9])[1-4](?![0-9])", schoon)
    hint = f' (bedoelde u "{jaar[0]}K{nummer[0]}"?)' if jaar and nummer else ""
    raise InstellingFout(
        f'KWARTAAL is een jaar met K en 1, 2, 3 of 4, bijvoorbeeld --kwartaal 2025K3; "{tekst}" is dat niet{hint}.'
    )


def lees_gemeente(tekst: str) -> str | None:
    """Check the shape of a gemeente code; empty means the home gemeente (None).

    >>> lees_gemeente("gm0637")
    'GM0637'
    """
    if not tekst:
        return None
    code = tekst.upper()
    if not re.fullmatch(r"GM[0-9]{4}", code):
        cijfers = re.fullmatch(r"(?:GM)?([0-9]{1,4})", code)
        hint = f' (bedoelde u "GM{cijfers[1]:0>4}"?)' if cijfers else ""
        raise InstellingFout(
            "GEMEENTE is een gemeentecode, GM en vier cijfers, bijvoorbeeld GEMEENTE=GM0637 (Zoetermeer); "
            f'"{tekst}" is dat niet{hint}.'
        )
    return code
