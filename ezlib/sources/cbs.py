"""CBS tables: found, fetched through OData v3 or else v4, checked, and put in place as a snapshot.

Both services leave the same files, one JSON an entity as `cbsodata.download_data(dir=...)` does, so one reader serves
them. Entities that came whole stay in a folder beside the snapshots until the table is complete: after a break or a
kill they are not fetched again, as long as CBS has not issued the table anew and the choice of rows and columns is
the same. Only then the folder becomes a snapshot, in one step.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ezlib.definitions import Bron
from ezlib.fouten import BronFout, bedoelde
from ezlib.instellingen import Instellingen
from ezlib.sources.cbs3 import Cbs3
from ezlib.sources.cbs4 import Cbs4
from ezlib.sources.cbs_filter import GEMEENTEN, kies_kruis, odata_filters
from ezlib.sources.cbs_keuring import VORM, krimp_mis, tabel_mis
from ezlib.sources.snapshot import (
    is_tijdelijk,
    laatste_ververste,
    load_snapshot,
    plaats_snapshot,
    schrijf_herkomst,
)
from ezlib.sources.verkeer import NietUitgegeven, Verkeer, VerkeerFout, grenzen_van

LICENTIE = "CC BY 4.0"
Kruis = Mapping[str, Sequence[str]] | None
ONBEKEND = "CBS kent deze tabel niet (404); kijk of het nummer in definitions/bronnen.yml klopt"


class Dienst(Protocol):
    """What `Cbs3` and `Cbs4` have in common."""

    naam: str
    verkeer: Verkeer

    def adres(self, tabel: str) -> str: ...
    def titels(self) -> list[tuple[str, str]]: ...
    def info(self, tabel: str) -> dict[str, Any]: ...
    def haal(
        self, tabel: str, map_: Path, *, kolommen: Sequence[str], filters: Sequence[str], kruis: Kruis
    ) -> dict[str, list[dict[str, Any]]]: ...


@dataclass(frozen=True)
class Keuze:
    """The rows and columns that a source asks of a table, for the service and in words."""

    kolommen: tuple[str, ...]
    filters: tuple[str, ...]
    kruis: Kruis
    noot: str

    @property
    def vorm(self) -> str:
        """Whether the snapshot holds all of the table."""
        return "uittreksel" if self.kolommen or self.filters else "volledig"


def fetch_bron(bron: Bron, *, doel: Path, inst: Instellingen, gemeenten: Sequence[str]) -> Path:
    """Download the table of a source, unless the issue that CBS serves is already there.

    Parameters
    ----------
    bron
        With `tabel` or `titel`, and perhaps `filter` and `kolommen`.
    doel
        Folder of the source, `data/raw/<bron_id>`; the snapshot lands in it under the moment of issue, or, where the
        table has none, under the date of today.
    gemeenten
        CBS codes that stand for the word "gemeenten" in the filter.

    Raises
    ------
    BronFout
        Whatever went wrong on the way, in Dutch. What was in `doel` is as it was.
    OpslagFout
        When the disk is full or may not be written.
    """
    kruis = kies_kruis(bron.filter, gemeenten)
    keuze = Keuze(bron.kolommen, odata_filters(bron.filter, gemeenten), kruis, _noot(bron, gemeenten))
    grenzen = grenzen_van(inst)
    wat = f"CBS-tabel {bron.tabel or chr(34) + bron.titel + chr(34)} is niet opgehaald van {inst.cbs_url}"
    slot = "De laatste goede cijfers blijven staan; er is niets half opgeslagen."
    try:
        return _fetch(bron, Cbs3(Verkeer("CBS", inst.cbs_url, grenzen)), keuze, doel)
    except VerkeerFout as fout:
        oorzaak = ONBEKEND if fout.code == 404 and bron.tabel else fout.oorzaak
        # v4 is for a table that v3 does not serve; a table that is not right is no better there.
        if not fout.storing and fout.code != 404:
            raise BronFout(f"{wat}: {oorzaak}. {slot}") from fout
    try:
        return _fetch(bron, Cbs4(Verkeer("CBS", inst.cbs4_url, grenzen)), keuze, doel)
    except VerkeerFout as fout:
        raise BronFout(
            f"{wat}: {oorzaak}. Via {Cbs4.naam} ({inst.cbs4_url}) lukte het ook niet: {fout.oorzaak}. {slot}"
        ) from fout


def _fetch(bron: Bron, dienst: Dienst, keuze: Keuze, doel: Path) -> Path:
    """Fetch a table from one service; the path of the snapshot, also when it was there."""
    tabel = bron.tabel or _zoek(bron.titel, dienst)
    modified = _modified(dienst, tabel)
    snapshot = doel / _mapnaam(modified or dt.date.today().isoformat())
    if modified and _is_heel(snapshot, keuze):
        return snapshot
    deel = _deelmap(snapshot, f"{dienst.naam} {tabel} {modified} {keuze}")
    _ruim_resten(doel, behoud=snapshot if modified else None)
    inhoud = dienst.haal(tabel, deel, kolommen=keuze.kolommen, filters=keuze.filters, kruis=keuze.kruis)
    mis = tabel_mis(inhoud) or _krimp(len(inhoud["TypedDataSet"]), doel, keuze)
    if mis is None and _modified(dienst, tabel) != modified:
        mis = "CBS ververste de tabel terwijl zij werd opgehaald; probeer het opnieuw"
    if mis:
        shutil.rmtree(deel, ignore_errors=True)
        raise dienst.verkeer.fout(mis)
    rijen = {f"{entiteit}.json": len(lijst) for entiteit, lijst in inhoud.items()}
    # A national table takes 150 MB, and who holds the snapshot against its reader (`keur_eerst`) reads it again.
    del inhoud
    with _weg_bij_weigering(deel), plaats_snapshot(snapshot) as map_:
        # Copied and not moved: on a full disk nothing has to be fetched again.
        for pad in sorted(deel.iterdir()):
            shutil.copyfile(pad, map_ / pad.name)
        schrijf_herkomst(
            map_,
            rijen=rijen,
            bron_id=bron.id,
            publisher="CBS",
            table=tabel,
            url=dienst.adres(tabel),
            retrieved_at=dt.date.today().isoformat(),
            modified=modified,
            licence=LICENTIE,
            soort="cbs",
            vorm=keuze.vorm,
            noot=keuze.noot
            + ("" if isinstance(dienst, Cbs3) else f" Via {dienst.naam}, omdat {Cbs3.naam} de tabel niet gaf."),
        )
    _ruim_resten(doel, behoud=None)
    return snapshot


@contextmanager
def _weg_bij_weigering(deel: Path) -> Iterator[None]:
    """Let go of what its reader refuses: CBS may mend a table without a new date, and what is kept is not asked again."""
    try:
        yield
    except BronFout:
        shutil.rmtree(deel, ignore_errors=True)
        raise


def _zoek(titel: str, dienst: Dienst) -> str:
    """Identifier of the one table with this title; CBS gives the table of a new year a new number."""

    def gelijk(tekst: str) -> str:
        return " ".join(tekst.casefold().split())

    titels = dienst.titels()
    gevonden = sorted({tabel for tabel, naam in titels if gelijk(naam) == gelijk(titel)})
    if len(gevonden) == 1:
        return gevonden[0]
    if gevonden:
        raise dienst.verkeer.fout(
            f'de titel "{titel}" hoort bij meer tabellen van CBS: {", ".join(gevonden)}; '
            "zet het goede nummer in definitions/bronnen.yml, onder tabel"
        )
    raise NietUitgegeven(
        "CBS",
        dienst.verkeer.basis,
        f'CBS heeft (nog) geen tabel met de titel "{titel}"{bedoelde(titel, [naam for _, naam in titels])}; '
        "kijk of de titel in definitions/bronnen.yml klopt, of wacht tot CBS haar uitgeeft",
    )


def _modified(dienst: Dienst, tabel: str) -> str | None:
    """Moment of issue without its time zone, None where the table has none."""
    info = dienst.info(tabel)
    try:
        if str(info["Identifier"]).strip() != tabel:
            raise ValueError("another table")
        # v4 adds the time zone; v3 and the folder names do without.
        return info["Modified"] and dt.datetime.fromisoformat(info["Modified"]).replace(tzinfo=None).isoformat()
    except (KeyError, TypeError, ValueError) as fout:
        raise dienst.verkeer.fout(VORM) from fout


def _mapnaam(modified: str) -> str:
    """Folder name of an issue; Windows allows no colon.

    >>> _mapnaam("2025-03-27T02:00:00")
    '2025-03-27T020000'
    """
    return re.sub(r"[^0-9T-]", "", modified)


def _deelmap(snapshot: Path, wat: str) -> Path:
    """Folder of what arrived so far; its name holds what it is a part of, so another part is never taken for it."""
    return snapshot.with_name(f".{snapshot.name}.{hashlib.sha256(wat.encode()).hexdigest()[:12]}.deel")


def _ruim_resten(doel: Path, *, behoud: Path | None) -> None:
    """Remove what killed or failed downloads left in the folder of a source, except whole entities of `behoud`.

    Those of both services are kept: while v4 is tried, v3 may come back.
    """
    for rest in doel.iterdir() if doel.is_dir() else ():
        if rest.is_dir() and is_tijdelijk(rest):
            if behoud is None or not (rest.name.startswith(f".{behoud.name}.") and rest.suffix == ".deel"):
                shutil.rmtree(rest, ignore_errors=True)
                continue
            for half in filter(is_tijdelijk, rest.iterdir()):
                half.unlink()


def _is_heel(snapshot: Path, keuze: Keuze) -> bool:
    """Whether the snapshot is there, whole, and of the same rows and columns."""
    try:
        return load_snapshot(snapshot).herkomst.noot.startswith(keuze.noot)
    except BronFout:
        return False


def _krimp(rijen: int, doel: Path, keuze: Keuze) -> str | None:
    """Compare with the snapshot before, where it is of the same rows and columns; an embedded one is cut, so no measure."""
    vorig = laatste_ververste(doel)
    if vorig is None or not vorig.herkomst.noot.startswith(keuze.noot):
        return None
    return krimp_mis(rijen, vorig.herkomst.bestanden["TypedDataSet.json"]["rows"], f"de map {vorig.map_.name}")


def _noot(bron: Bron, gemeenten: Sequence[str]) -> str:
    """Say in words which part of the table was asked for.

    >>> from types import SimpleNamespace
    >>> _noot(SimpleNamespace(filter=({"RegioS": ["NL", "gemeenten"]},), kolommen=("Banen",)), ["GM0003"])
    'Opgehaald bij CBS; alleen kolommen Banen; alleen rijen waarvan RegioS begint met NL of GM0003.'
    """
    delen = [f"; alleen kolommen {', '.join(bron.kolommen)}"] if bron.kolommen else []
    delen += (
        [f"; alleen rijen waarvan {', of '.join(_blok(blok, gemeenten) for blok in bron.filter)}"]
        if bron.filter
        else []
    )
    return f"Opgehaald bij CBS{''.join(delen)}." if delen else "De hele tabel, opgehaald bij CBS."


def _blok(blok: Mapping[str, Sequence[str]], gemeenten: Sequence[str]) -> str:
    return " en ".join(
        f"{dim} begint met {' of '.join(c for code in codes for c in (gemeenten if code == GEMEENTEN else [code]))}"
        for dim, codes in blok.items()
    )
