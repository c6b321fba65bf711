"""Open data of DUO: files of a CKAN package, row by row from its datastore.

bronnen.yml names the package (`tabel:`) and, per file, words of its title and the columns that count (`bestanden:`). DUO
gives a file another id whenever it is replaced, so it is found by its title each time. Only the columns named are asked
for: the address lists also hold telephone numbers, and nobody here needs those.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import BronFout
from ezlib.sources.cbs_keuring import krimp_mis
from ezlib.sources.duo_bestanden import Bestand, bestandsnamen, kolommen_van
from ezlib.sources.snapshot import (
    Snapshot,
    laatste_ververste,
    plaats_snapshot,
    ruim_resten,
    schrijf_herkomst,
)
from ezlib.sources.verkeer import Verkeer, grenzen_van

if TYPE_CHECKING:
    from ezlib.definitions import Bron
    from ezlib.instellingen import Instellingen

ACTIE = "api/3/action"
PER_PAGINA = 5000

Rij = dict[str, Any]


@dataclass(frozen=True)
class _Hulpbron:
    """A file of the package: what CKAN calls a resource."""

    id: str
    naam: str
    gewijzigd: str


def fetch_bron(bron: Bron, *, doel: Path, inst: Instellingen, gemeenten: tuple[str, ...]) -> Path:
    """Fetch the files of a package for the whole country; the snapshot that is there when nothing changed.

    Parameters
    ----------
    bron
        Entry of bronnen.yml with `tabel` (the package) and `bestanden`.
    doel
        Folder of the source, `data/raw/<bron_id>`.
    gemeenten
        Not used: a file is small, and what a gemeente lacks can only be told from all of them.

    Returns
    -------
    Path of the whole snapshot: per file the rows as JSON, `1.json`, `2.json`, ... in the order of bronnen.yml.

    Raises
    ------
    BronFout
        Whatever went wrong on the way: no such package, file or column, fewer rows than DUO counts or than before.
        What was in `doel` is as it was.
    OpslagFout
        When the disk is full or may not be written.
    """
    verkeer, vorige = Verkeer("DUO", inst.duo_url, grenzen_van(inst)), laatste_ververste(doel)
    with _uitgelegd(bron):
        pakket = _vraag(verkeer, "package_show", {"id": bron.tabel})
        hulpbronnen = [_kies(bestand["woorden"], pakket) for bestand in bron.bestanden]
        uitgave = max(h.gewijzigd for h in hulpbronnen)
        if vorige and vorige.herkomst.modified == uitgave and _heeft(vorige, bron.bestanden):
            return vorige.map_
        delen = [_rijen(verkeer, h, kolommen_van(b)) for h, b in zip(hulpbronnen, bron.bestanden, strict=True)]
        _toets_tegen_vorige(delen, vorige)
    ruim_resten(doel)
    snapshot = doel / re.sub(r"[^0-9T-]", "", uitgave[:19])
    with plaats_snapshot(snapshot) as map_:
        for naam, rijen in zip(bestandsnamen(bron.bestanden), delen, strict=True):
            regels = ",\n".join(json.dumps(rij, ensure_ascii=False, sort_keys=True) for rij in rijen)
            (map_ / naam).write_text(f"[\n{regels}\n]\n", encoding="utf-8")
        schrijf_herkomst(
            map_,
            rijen={naam: len(rijen) for naam, rijen in zip(bestandsnamen(bron.bestanden), delen, strict=True)},
            bron_id=bron.id,
            publisher=bron.uitgever,
            table=bron.tabel,
            url=f"{inst.duo_url}/{ACTIE}/package_show?id={bron.tabel}",
            retrieved_at=dt.date.today().isoformat(),
            modified=uitgave,
            licence=bron.licentie,
            soort="duo",
            vorm="uittreksel",
            noot=f"Alle rijen, alleen de kolommen die de monitor gebruikt, uit: {'; '.join(h.naam for h in hulpbronnen)}.",
        )
    return snapshot


@contextmanager
def _uitgelegd(bron: Bron) -> Iterator[None]:
    """Say of every fault which source it was about, and that the last good figures are still there."""
    try:
        yield
    except BronFout as fout:
        raise BronFout(
            f"Bron {bron.id} ({bron.naam}) is niet opgehaald: {fout} "
            "Cijfers die u al had, blijven staan; er is niets half opgeslagen."
        ) from fout


def _vraag(verkeer: Verkeer, actie: str, vraag: Mapping[str, Any]) -> dict[str, Any]:
    """Result of one action of CKAN; it says itself whether it succeeded, also with status 200."""
    antwoord = verkeer.json(f"{ACTIE}/{actie}", vraag)
    if not isinstance(antwoord, dict) or "success" not in antwoord:
        raise BronFout("Het antwoord van DUO heeft niet de vorm van CKAN.")
    if antwoord["success"] is not True or not isinstance(antwoord.get("result"), dict):
        fout = antwoord.get("error")
        uitleg = fout.get("message") or fout.get("__type") if isinstance(fout, dict) else fout
        raise BronFout(f'DUO zegt dat de vraag niet lukte: "{uitleg or "zonder uitleg"}".')
    return antwoord["result"]


def _kies(woorden: Sequence[str], pakket: Mapping[str, Any]) -> _Hulpbron:
    """The one file whose title holds all words."""
    titels = {str(h.get("name", "")): h for h in pakket.get("resources", []) if h.get("datastore_active", True)}
    past = [titel for titel in titels if all(woord.casefold() in titel.casefold() for woord in woorden)]
    if len(past) != 1:
        wat = "geen bestand" if not past else f"{len(past)} bestanden"
        raise BronFout(
            f"DUO heeft {wat} met in de titel: {', '.join(woorden)}. Er zijn: {'; '.join(sorted(titels)) or 'geen'}. "
            "Pas `woorden:` aan in definitions/bronnen.yml."
        )
    hulpbron = titels[past[0]]
    gewijzigd = hulpbron.get("last_modified") or hulpbron.get("created") or pakket.get("metadata_modified")
    try:
        dt.datetime.fromisoformat(gewijzigd)
    except (TypeError, ValueError):
        raise BronFout(f'DUO zegt niet wanneer "{past[0]}" is gewijzigd.') from None
    return _Hulpbron(str(hulpbron["id"]), past[0], gewijzigd)


def _rijen(verkeer: Verkeer, hulpbron: _Hulpbron, kolommen: Sequence[str]) -> list[Rij]:
    """All rows of a file, in the order of DUO; its own count is held against what came."""
    kop = _vraag(verkeer, "datastore_search", {"resource_id": hulpbron.id, "limit": 0})
    bekend = [str(veld.get("id")) for veld in kop.get("fields", [])]
    weg = [kolom for kolom in kolommen if kolom not in bekend]
    if weg:
        raise BronFout(
            f'In "{hulpbron.naam}" ontbreekt: {", ".join(weg)}. Er zijn: {", ".join(bekend)}. '
            "Pas de kolommen aan in definitions/bronnen.yml."
        )
    totaal, rijen, gezien = kop.get("total"), [], set()
    while len(rijen) < (totaal or 0):
        vraag = {"resource_id": hulpbron.id, "limit": PER_PAGINA, "offset": len(rijen), "sort": "_id"}
        deel = _vraag(verkeer, "datastore_search", vraag | {"fields": ",".join(["_id", *kolommen])})
        nieuw = deel.get("records", [])
        if deel.get("total") != totaal:
            raise BronFout(f'DUO veranderde "{hulpbron.naam}" tijdens het ophalen. Probeer het opnieuw.')
        if not nieuw:
            raise BronFout(f'DUO telt {totaal} rijen in "{hulpbron.naam}", maar er kwamen er {len(rijen)}.')
        dubbel = gezien & {rij.get("_id") for rij in nieuw}
        if dubbel:
            raise BronFout(f'DUO stuurde rijen van "{hulpbron.naam}" twee keer.')
        gezien |= {rij.get("_id") for rij in nieuw}
        rijen += nieuw
    if not rijen or len(rijen) != totaal:
        raise BronFout(f'DUO telt {totaal} rijen in "{hulpbron.naam}", maar er kwamen er {len(rijen)}.')
    return [{kolom: rij.get(kolom) for kolom in kolommen} for rij in rijen]


def _heeft(snapshot: Snapshot, bestanden: Sequence[Bestand]) -> bool:
    """Whether a snapshot holds what bronnen.yml names now; a column may have been added since."""
    if sorted(snapshot.herkomst.bestanden) != sorted(bestandsnamen(bestanden)):
        return False
    eerste = (json.loads(snapshot.pad(naam).read_text(encoding="utf-8"))[0] for naam in bestandsnamen(bestanden))
    return all(set(kolommen_van(b)) <= set(rij) for b, rij in zip(bestanden, eerste, strict=True))


def _toets_tegen_vorige(delen: Sequence[Sequence[Rij]], vorige: Snapshot | None) -> None:
    if vorige is None:
        return
    eerder = sum(bestand["rows"] or 0 for bestand in vorige.herkomst.bestanden.values())
    if mis := krimp_mis(sum(map(len, delen)), eerder, vorige.map_.name):
        raise BronFout(f"{mis[0].upper()}{mis[1:]}.")
