"""What one run is about: year, gemeente, definitions, folders; `tasks/` describes the steps in terms of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ezlib.database import TABELLEN
from ezlib.definitions import Bron, Definities, load_definities
from ezlib.edities import KERNEN, volgende_uitgave, zoek_edities
from ezlib.instellingen import load_instellingen
from ezlib.leveringen import VOORVOEGSEL, gebiedsnamen
from ezlib.opdracht import Opdracht
from ezlib.reeksen import Span, kies_reeks
from ezlib.register import Registerdefinities, load_registerdefinities
from ezlib.register.registreren import heeft_register
from ezlib.sources.leveringen import zoek_leveringen
from ezlib.sources.snapshot import MISLUKT_BESTAND, heeft_snapshot, kies_snapshot
from ezlib.store import WORTEL, Huis


@dataclass(frozen=True)
class Opzet:
    """One run of the pipeline."""

    jaar: int
    gemeente: str
    definities: Definities
    registerdefinities: Registerdefinities
    huis: Huis
    werkers: int
    engine: str
    # Chosen once: a refresh at the same time may not give two steps of one run another snapshot.
    snapshots: dict[str, Path] = field(default_factory=dict)
    # Records of attempts to refresh that failed, of sources in use.
    pogingen: dict[str, Path] = field(default_factory=dict)
    # Until an edition is released every page says CONCEPT.
    concept: bool = True

    @property
    def werk(self) -> Path:
        """Where this edition is built."""
        return self.huis.werk(self.gemeente, self.jaar)

    @property
    def bronnen(self) -> list[Bron]:
        """Sources that say something of this gemeente and are here, in the order of the definitions."""
        erbij = {"register", "voortgang"} | ({"kvk"} if self.heeft_kvk else set())
        gegeven = {*self.snapshots, *self.leveringen}
        return [b for b in self._van_deze_gemeente if b.id in gegeven or b.lezer in erbij]

    @property
    def voortgang(self) -> Mapping[str, Any]:
        """What became of the policy of this gemeente; empty where the definitions tell of another."""
        return self.definities.voortgang_van(self.gemeente)

    @property
    def heeft_kvk(self) -> bool:
        """Whether there are mutations of the KvK: real ones, or made-up ones beside a made-up register."""
        return heeft_register(self.huis.raw / "kvk") or not heeft_register(self.huis.raw / "register")

    @property
    def reeks(self) -> Span | None:
        """Boundary years on which series per wijk and buurt of this gemeente stand."""
        return kies_reeks(self.definities.gebieden["indelingen"].get(self.gemeente, []))

    @property
    def buiten_reeks(self) -> list[Bron]:
        """CBS tables of other boundary years than those of `reeks`."""
        if not self.reeks:
            return []
        begin, einde = self.reeks
        cbs = [b for b in self.bronnen if b.soort == "cbs" and b.heeft_cijfers and b.indeling]
        return [b for b in cbs if not begin <= b.indeling <= einde]

    @property
    def op_reeks(self) -> Path:
        """Figures of those tables on the boundaries of `reeks`; made where there are any."""
        return self.huis.tidy(f"op_reeks_{self.gemeente}")

    @property
    def afwezig(self) -> list[Bron]:
        """Sources that would say something of this gemeente, but that nobody fetched yet."""
        return [b for b in self._van_deze_gemeente if b not in self.bronnen]

    @property
    def _van_deze_gemeente(self) -> list[Bron]:
        return [b for b in self.definities.bronnen.values() if b.geldt_voor(self.gemeente)]

    @property
    def gebiedsnamen(self) -> dict[str, str]:
        """Areas that a delivery may name in words, by code."""
        return gebiedsnamen(self.definities.gebieden)

    @property
    def vreemde_bestanden(self) -> list[str]:
        """A sentence per file in the drop folder that fits no delivery."""
        return zoek_leveringen(self.huis.raw, self.definities.leveringen).vreemd

    @property
    def leveringen(self) -> dict[str, list[Path]]:
        """Files of each delivery about this gemeente that lies in the drop folder, per bron_id."""
        gevonden = zoek_leveringen(self.huis.raw, self.definities.leveringen).bestanden
        van = {VOORVOEGSEL + naam: paden for naam, paden in gevonden.items()}
        return {id_: p for id_, p in van.items() if self.definities.bronnen[id_].geldt_voor(self.gemeente)}

    @property
    def register(self) -> Bron | None:
        """The business register as a source, where it is one of this gemeente."""
        return next((b for b in self.bronnen if b.lezer == "register"), None)

    @property
    def kvk(self) -> Bron | None:
        """Mutations of the KvK as a source, where there are any of this gemeente."""
        return next((b for b in self.bronnen if b.lezer == "kvk"), None)

    @property
    def notebooks(self) -> list[Path]:
        """The notebooks of the edition with a page each, in reading order."""
        alle = sorted((self.huis.wortel / "notebooks").glob("[0-9][0-9]-*.ipynb"))
        return [pad for pad in alle if pad.stem not in self.definities.per_wijk]

    @property
    def per_wijk(self) -> list[Path]:
        """The notebooks that are run once for each wijk."""
        return [self.huis.wortel / "notebooks" / f"{naam}.ipynb" for naam in self.definities.per_wijk]

    @property
    def label(self) -> str:
        """Short name of the edition, part of every task that is its own."""
        return f"{self.gemeente} {self.jaar}"

    @property
    def uitgave(self) -> str:
        """Name of the edition: its year, or `2025-r2` once that year has been released: that one is never written over."""
        return volgende_uitgave(self.huis.raw / "edities" / self.gemeente, self.jaar)

    @property
    def editie(self) -> Path:
        """Where the finished edition stands."""
        return self.huis.editie(self.gemeente, self.uitgave)

    @property
    def kader(self) -> Path:
        """Areas of the edition."""
        return self.werk / "kader.json"

    @property
    def bronnenlijst(self) -> Path:
        """The snapshots behind the edition, with their age."""
        return self.werk / "bronnen.json"

    @property
    def opvallend(self) -> Path:
        """What the person who runs it is told of the figures: which are not there, and how many stand out."""
        return self.werk / "opvallend.json"

    @property
    def mislukt(self) -> Path:
        """Remains of notebooks that failed."""
        return self.werk / "_mislukt"

    def waarnemingen(self, indicator_id: str) -> Path:
        """Observations of one indicator."""
        return self.werk / "waarnemingen" / f"{indicator_id}.parquet"

    def historie(self, indicator_id: str) -> Path:
        """What other publications said of the same cells."""
        return self.werk / "historie" / f"{indicator_id}.parquet"

    def signalen(self, indicator_id: str) -> Path:
        """What stands out in the observations of one indicator."""
        return self.werk / "signalen" / f"{indicator_id}.parquet"

    def revisies(self, indicator_id: str) -> Path:
        """What became of the published figures of one indicator."""
        return self.werk / "revisies" / f"{indicator_id}.parquet"

    def sommen(self, indicator_id: str) -> Path:
        """Sums of all that a page may tell of one indicator: a notebook watches these, in the place of four files each."""
        return self.werk / "sommen" / f"{indicator_id}.json"

    @property
    def edities(self) -> list[Path]:
        """Observations of the released editions up to this one, from old to new."""
        map_ = self.huis.raw / "edities" / self.gemeente
        return [pad / "waarnemingen.csv" for pad in zoek_edities(map_, self.jaar)]

    @property
    def kernen(self) -> list[Path]:
        """What the pages of those editions said in their first words, where that was kept."""
        return [kern for pad in self.edities if (kern := pad.with_name(KERNEN)).is_file()]

    def tabel(self, naam: str) -> Path:
        """A table of the edition."""
        return self.werk / "tabellen" / naam

    @property
    def sterren(self) -> dict[str, Path]:
        """The tables of the database economie, as Parquet."""
        return {naam: self.tabel(f"database/{naam}.parquet") for naam in TABELLEN}

    def uitgevoerd(self, notebook: str) -> Path:
        """An executed notebook."""
        return self.werk / "notebooks" / f"{notebook}.ipynb"

    def bundel(self, notebook: str) -> Path:
        """A notebook executed once for each wijk, all in one file: the wijken are known only during the run."""
        return self.werk / "notebooks" / f"{notebook}.json"


def maak_opzet(opdracht: Opdracht, *, concept: bool = True, basis: Opzet | None = None) -> Opzet:
    """Combine the command, the settings and the definitions; those of `basis`, where it is given, are not read again."""
    map_, inst = WORTEL / "definitions", load_instellingen()
    definities = basis.definities if basis else load_definities(map_)
    register = basis.registerdefinities if basis else load_registerdefinities(map_)
    huis = Huis(WORTEL, inst.data, inst.outputs, definities.thuisgemeente)
    gemeente = opdracht.gemeente or definities.thuisgemeente
    snapshots = {
        bron.id: kies_snapshot(huis.raw, bron.id, voorkeur=opdracht.bron)
        for bron in definities.bronnen.values()
        if bron.geldt_voor(gemeente) and heeft_snapshot(huis.raw, bron.id, voorkeur=opdracht.bron)
    }
    # Who goes back on purpose is not told that going forward failed.
    pogingen = {} if opdracht.bron else {id_: huis.raw / id_ / MISLUKT_BESTAND for id_ in snapshots}
    pogingen = {id_: pad for id_, pad in pogingen.items() if pad.is_file()}
    return Opzet(
        opdracht.jaar, gemeente, definities, register, huis, inst.workers, inst.engine, snapshots, pogingen, concept
    )
