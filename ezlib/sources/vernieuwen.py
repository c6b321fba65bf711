"""The verb refresh: fetch what has changed at the publishers, keep the last good snapshot of what fails, say what moved.

A fetcher per kind of source has one shape: `fetch_bron(bron, *, doel, inst, gemeenten) -> Path`. What it fetched is read
with the reader of its source before it may be called a snapshot; so a table that CBS republished in another form is told
of here, and the edition goes on with the one before. A failed attempt leaves a record beside the snapshots, which the
pages that use the source show; a good one removes it.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.definitions import Bron, Definities, load_definities
from ezlib.fouten import BronFout, InstellingFout, MonitorFout, OpslagFout, bedoelde
from ezlib.instellingen import Instellingen, load_instellingen
from ezlib.opdracht import Opdracht
from ezlib.sources.slot import slot
from ezlib.sources.snapshot import (
    HERKOMST,
    MISLUKT_BESTAND,
    Snapshot,
    heeft_snapshot,
    keur_eerst,
    kies_snapshot,
    load_snapshot,
)
from ezlib.sources.verkeer import NietUitgegeven, VerkeerFout
from ezlib.sources.verslag import (
    MISLUKT,
    NOG_NIET,
    ONGEWIJZIGD,
    OPGEHAALD,
    Beweging,
    Uitkomst,
    bewegingsregels,
    uitkomstregels,
)
from ezlib.store import WORTEL, save_json, save_tekst

if TYPE_CHECKING:
    import pandas as pd

# By name: no source is tied to the code of another, and sources know nothing of the layout behind them.
OPHALERS = {soort: f"ezlib.sources.{soort}:fetch_bron" for soort in ("cbs", "pdok", "duo")}
LEZEN, TOETSEN = "ezlib.tidy:load_lezer", "ezlib.tidy:toets"
# After this many sources in a row that could not be reached, the rest of a publisher waits for the next refresh.
ONBEREIKBAAR_NA = 2


def vernieuw(opdracht: Opdracht) -> int:
    """Fetch every source that can be fetched, or the one of `opdracht.bron`; 1 when any failed."""
    definities = load_definities(WORTEL / "definitions")
    bronnen, inst = kies_bronnen(definities.bronnen, opdracht.bron), load_instellingen()
    gemeenten = kies_gemeenten(definities, opdracht.gemeente)
    with slot(inst.data / ".refresh"):
        return haal_op(
            bronnen,
            inst,
            gemeenten=gemeenten,
            edities=tuple(filter(None, (definities.thuisgemeente, opdracht.gemeente))),
            drempel_pct=definities.verversen["totaal_beweegt_pct"],
            controles=definities.keuring["controles"],
        )


def kies_bronnen(bronnen: Mapping[str, Bron], bron_id: str | None) -> list[Bron]:
    """The sources to fetch.

    Raises
    ------
    InstellingFout
        When `bron_id` is unknown, or is a source that nobody can fetch.
    """
    op_te_halen = [bron for bron in bronnen.values() if is_op_te_halen(bron)]
    if bron_id is None:
        return op_te_halen
    if bron_id not in bronnen:
        raise InstellingFout(f'Onbekende bron "{bron_id}"{bedoelde(bron_id, bronnen)}. Zie definitions/bronnen.yml.')
    if bronnen[bron_id] not in op_te_halen:
        raise InstellingFout(
            f"Bron {bron_id} is niet op te halen met refresh. Zo komt zij binnen: {bronnen[bron_id].hoe_opgehaald}"
        )
    return [bronnen[bron_id]]


def is_op_te_halen(bron: Bron) -> bool:
    """Whether a publisher can be asked for it; an outline without a collection only came with the monitor."""
    return bron.soort in OPHALERS and (bron.soort != "pdok" or bool(bron.collectie))


def kies_gemeenten(definities: Definities, gemeente: str | None) -> tuple[str, ...]:
    """The gemeenten whose detail is wanted: of home and of the one asked for, themselves and what they are shown beside."""
    gebieden, gekozen = definities.gebieden, {}
    for code in filter(None, (definities.thuisgemeente, gemeente)):
        vergelijking = gebieden["vergelijking"]
        groepen = [r["leden"] for r in gebieden["regios"].values() if code in r["leden"]]
        groepen.append(vergelijking["vergelijkbaar"].get(code, []))
        groepen.append(vergelijking["groeikernen"] if code in vergelijking["groeikernen"] else [])
        gekozen |= dict.fromkeys([code, *(lid for groep in groepen for lid in groep)])
    return tuple(gekozen)


def haal_op(
    bronnen: Collection[Bron],
    inst: Instellingen,
    *,
    gemeenten: tuple[str, ...] = (),
    edities: tuple[str, ...] = (),
    drempel_pct: float = 1.0,
    controles: Mapping[str, Any] | None = None,
) -> int:
    """Fetch sources one by one and print what happened to each; a failing source keeps the others.

    `controles` is that block of keuring.yml: a table that breaks it counts as one that cannot be read.
    Figures are wanted of all `gemeenten`, outlines only of those with an edition: PDOK sends 50 kB per buurt.
    """
    uitkomsten: list[Uitkomst] = []
    for nummer, bron in enumerate(bronnen, start=1):
        print(f"  {nummer:>2}/{len(bronnen)} {bron.id}", flush=True)
        onbereikbaar = _onbereikbaar(uitkomsten, bron.soort)
        van = edities if bron.soort == "pdok" and edities else gemeenten
        uitkomsten.append(
            _haal_bron(bron, inst, van, _Keuring(bron, controles), drempel_pct=drempel_pct, onbereikbaar=onbereikbaar)
        )
    print("\n".join(["", *uitkomstregels(uitkomsten), *bewegingsregels(uitkomsten, drempel_pct)]), flush=True)
    return int(any(u.wat == MISLUKT for u in uitkomsten))


def _onbereikbaar(uitkomsten: list[Uitkomst], soort: str) -> bool:
    """Whether the last sources of a publisher all failed because it could not be reached."""
    laatste = [u.onbereikbaar for u in uitkomsten if u.bron.soort == soort][-ONBEREIKBAAR_NA:]
    return len(laatste) == ONBEREIKBAAR_NA and all(laatste)


@dataclass
class _Keuring:
    """Reads what was fetched, and keeps the frame for the comparison."""

    bron: Bron
    controles: Mapping[str, Any] | None = None
    frame: pd.DataFrame | None = None

    def __call__(self, snapshot: Snapshot) -> None:
        try:
            self.frame = lees(snapshot, self.bron, self.controles)
        except Exception as fout:
            uitleg = str(fout) if isinstance(fout, MonitorFout) else f"{type(fout).__name__}: {fout}"
            raise BronFout(
                f"{self.bron.id} is opgehaald, maar de monitor kan haar niet lezen. {uitleg} De nieuwe uitgave telt "
                "daarom niet mee; de laatste goede cijfers blijven staan."
            ) from fout


def lees(snapshot: Snapshot, bron: Bron, controles: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Read a snapshot with the reader of its source; hold figures against layout and rules (outlines and regions aside)."""
    frame = _bij_naam(LEZEN)(bron.lezer)(snapshot, bron)
    return _bij_naam(TOETSEN)(frame, bron, controles) if bron.heeft_cijfers else frame


def _bij_naam(verwijzing: str) -> Any:
    module, naam = verwijzing.split(":")
    return getattr(import_module(module), naam)


def _haal_bron(
    bron: Bron,
    inst: Instellingen,
    gemeenten: tuple[str, ...],
    keuring: _Keuring,
    *,
    drempel_pct: float,
    onbereikbaar: bool,
) -> Uitkomst:
    raw = inst.data / "raw"
    doel, vorig = raw / bron.id, _vorige(raw, bron.id)
    eerder = {pad: pad.stat().st_mtime_ns for pad in doel.glob(f"*/{HERKOMST}")}
    try:
        if onbereikbaar:
            raise BronFout("Overgeslagen: de vorige bronnen van deze uitgever waren niet te bereiken.")
        with keur_eerst(keuring):
            snapshot = _bij_naam(OPHALERS[bron.soort])(bron, doel=doel, inst=inst, gemeenten=gemeenten)
    except Exception as fout:
        # A table that was there and is no longer found by its title was renamed: that one failed.
        if vorig is None and isinstance(_verkeersfout(fout), NietUitgegeven):
            return Uitkomst(bron, NOG_NIET, None, None)
        return _mislukt(bron, fout, vorig, inst, onbereikbaar=onbereikbaar)
    (doel / MISLUKT_BESTAND).unlink(missing_ok=True)
    nu = snapshot / HERKOMST
    if eerder.get(nu) == nu.stat().st_mtime_ns:
        return Uitkomst(bron, ONGEWIJZIGD, load_snapshot(snapshot), vorig)
    heel = load_snapshot(snapshot)
    return Uitkomst(
        bron, OPGEHAALD, heel, vorig, beweging=_beweging(bron, heel, vorig, keuring.frame, inst, drempel_pct)
    )


def _vorige(raw: Path, bron_id: str) -> Snapshot | None:
    """The snapshot that counted before this refresh; None where there was none, or a damaged one."""
    try:
        return load_snapshot(kies_snapshot(raw, bron_id)) if heeft_snapshot(raw, bron_id) else None
    except BronFout:
        return None


def _mislukt(
    bron: Bron, fout: Exception, vorig: Snapshot | None, inst: Instellingen, *, onbereikbaar: bool
) -> Uitkomst:
    """Write down that the attempt failed: an edition shows it, an analyst can look up why."""
    uitleg = str(fout)
    if not isinstance(fout, MonitorFout):
        spoor = inst.data / "processed" / "verversing" / f"{bron.id}.txt"
        with suppress(OpslagFout):  # on a full disk the other sources still have to be told of
            save_tekst("".join(traceback.format_exception(fout)), spoor)
        uitleg = f"De monitor zelf maakte een fout ({type(fout).__name__}: {fout}). Geef de makers {spoor}."
    poging = {"datum": dt.date.today().isoformat(), "reden": uitleg}
    with suppress(OpslagFout):
        save_json(poging, inst.data / "raw" / bron.id / MISLUKT_BESTAND)
    return Uitkomst(bron, MISLUKT, vorig, vorig, uitleg=uitleg, onbereikbaar=onbereikbaar or _is_onbereikbaar(fout))


def _is_onbereikbaar(fout: Exception) -> bool:
    oorzaak = _verkeersfout(fout)
    return oorzaak is not None and oorzaak.storing


def _verkeersfout(fout: BaseException | None) -> VerkeerFout | None:
    """The fault of the traffic behind an error, if that was it."""
    while fout is not None and not isinstance(fout, VerkeerFout):
        fout = fout.__cause__
    return fout


def _beweging(
    bron: Bron, nu: Snapshot, vorig: Snapshot | None, frame: pd.DataFrame | None, inst: Instellingen, drempel_pct: float
) -> Beweging:
    """Hold the new figures against those before; a comparison that does not succeed is told and fails nothing."""
    from ezlib.sources.bewogen import omtrekken_als_cijfers, vergelijk

    try:
        frames = [lees(nu, bron) if frame is None else frame, *([lees(vorig, bron)] if vorig else [])]
        if bron.lezer == "kaart":
            frames = [omtrekken_als_cijfers(f) for f in frames]
        elif not bron.heeft_cijfers:
            return Beweging(aantal=len(frames[0]))
        if vorig is None:
            return Beweging(aantal=int(frames[0]["waarde"].notna().sum()))
        verschillen = vergelijk(frames[1], frames[0], drempel_pct=drempel_pct)
        pad = inst.data / "processed" / "verversing" / f"{bron.id}.csv"
        van_naar = verschillen.assign(van=vorig.map_.name, naar=nu.map_.name)
        save_tekst(van_naar.to_csv(index=False, lineterminator="\n", float_format="%.10g"), pad)
    except Exception as fout:
        return Beweging(fout=f"vergelijken met de vorige uitgave lukte niet ({type(fout).__name__}: {fout})")
    return Beweging(aantal=len(frames[0]), verschillen=verschillen, pad=pad)
