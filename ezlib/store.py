"""The only reader and writer of `data/` and `outputs/`.

Every write lands under a temporary name and is renamed when whole, so a full disk or a kill leaves either the
old file or the new one. Notebooks get a `Lezer`, which refuses what the catalogue does not name for them.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ezlib.fouten import MonitorFout, OpslagFout, ToegangFout, bedoelde

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ezlib.definitions import Definities, Indicator

WORTEL = Path(__file__).resolve().parent.parent
# Rows in a block of Parquet: who needs one gemeente of a national table skips all other blocks.
BLOK = 20_000


@dataclass(frozen=True)
class Huis:
    """Where everything lies: root of the repository, data/ and outputs/."""

    wortel: Path
    data: Path
    outputs: Path
    thuisgemeente: str

    @property
    def raw(self) -> Path:
        """Pinned snapshots, one folder a source."""
        return self.data / "raw"

    @property
    def processed(self) -> Path:
        """Everything that can be made again."""
        return self.data / "processed"

    def tidy(self, bron_id: str) -> Path:
        """Tidy table of one source; shared by all editions."""
        return self.processed / "tidy" / f"{bron_id}.parquet"

    def bewijs(self, bron_id: str) -> Path:
        """Record that a snapshot was checked, and which one."""
        return self.processed / "bronnen" / f"{bron_id}.json"

    def werk(self, gemeente: str, jaar: int) -> Path:
        """Where an edition is built."""
        return self.processed / gemeente / str(jaar)

    def editie(self, gemeente: str, uitgave: int | str) -> Path:
        """Where a finished edition stands; `uitgave` is the year, or `2025-r2` for what came after a released one."""
        basis = self.outputs if gemeente == self.thuisgemeente else self.outputs / gemeente
        return basis / str(uitgave)


def load_huis(thuisgemeente: str) -> Huis:
    """Locate data/ and outputs/ from the settings EZ_DATA and EZ_OUTPUTS."""
    from ezlib.instellingen import load_instellingen

    inst = load_instellingen()
    return Huis(WORTEL, inst.data, inst.outputs, thuisgemeente)


@contextmanager
def schrijf(pad: Path) -> Iterator[Path]:
    """Give a temporary path beside `pad`; on leaving, it takes the name `pad` in one step.

    Raises
    ------
    OpslagFout
        When the disk is full or may not be written; the old file stays as it was.
    """
    tijdelijk = pad.with_name(f".{pad.name}.tmp{os.getpid()}")
    try:
        pad.parent.mkdir(parents=True, exist_ok=True)
        yield tijdelijk
        os.replace(tijdelijk, pad)
    except OSError as fout:
        raise opslagfout(pad, fout) from fout
    finally:
        if tijdelijk.is_dir():
            shutil.rmtree(tijdelijk, ignore_errors=True)
        else:
            tijdelijk.unlink(missing_ok=True)


def opslagfout(pad: Path, fout: OSError) -> OpslagFout:
    """Word a failed write in Dutch: disk full, no permission, or what the system says."""
    if fout.errno in (errno.ENOSPC, errno.EDQUOT):
        reden = "de schijf is vol. Maak ruimte vrij en draai dezelfde opdracht opnieuw"
    elif fout.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        reden = "u mag daar niet schrijven. Controleer de rechten op de map"
    else:
        reden = f"het systeem meldt: {fout.strerror or fout}"
    return OpslagFout(f"{pad.name} kon niet worden opgeslagen in {pad.parent}: {reden}. Er is niets half geschreven.")


def save_tekst(tekst: str, pad: Path) -> None:
    """Write a text file whole (UTF-8, Unix line ends)."""
    save_bytes(tekst.encode(), pad)


def save_bytes(inhoud: bytes, pad: Path) -> None:
    """Write a file whole."""
    with schrijf(pad) as tijdelijk:
        tijdelijk.write_bytes(inhoud)


def save_json(data: Any, pad: Path) -> None:
    """Write JSON with sorted keys, so that equal data are equal bytes."""
    save_tekst(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", pad)


def load_json(pad: Path) -> Any:
    """Read a JSON file of our own making."""
    return json.loads(pad.read_text(encoding="utf-8"))


def save_sommen(bestanden: Mapping[str, Path], pad: Path) -> None:
    """Write the sum (sha256) of each named file: a step that watches this, watches them all."""
    save_json({naam: hashlib.sha256(bestand.read_bytes()).hexdigest() for naam, bestand in bestanden.items()}, pad)


def save_frame(frame: pd.DataFrame | gpd.GeoDataFrame, pad: Path) -> None:
    """Write a frame (or outlines) as Parquet, without its index."""
    with schrijf(pad) as tijdelijk:
        frame.reset_index(drop=True).to_parquet(tijdelijk, index=False, row_group_size=BLOK)


def load_frame(pad: Path, kolommen: list[str] | None = None) -> pd.DataFrame:
    """Read a Parquet table, or some columns of it.

    What `pandas.read_parquet` gives; that looks for folders of files and starts threads first, which for our small files
    takes as long as the reading.
    """
    import pyarrow.parquet as pq

    with pad.open("rb") as bestand:
        return pq.ParquetFile(bestand).read(kolommen, use_threads=False).to_pandas(use_threads=False)


def load_rijen(pad: Path, gemeente: str) -> pd.DataFrame:
    """Read of a tidy table what an edition needs: its own wijken and buurten, and of all others no more than the whole.

    Of a national table sorted by area (as tidy tables are) only the blocks with those rows are read.
    """
    import pandas as pd

    eigen = [
        [("gebied_code", ">=", soort + gemeente[2:]), ("gebied_code", "<=", soort + gemeente[2:] + "~")]
        for soort in ("WK", "BU")
    ]
    return pd.read_parquet(pad, filters=[[("gebied_type", "not in", ["wijk", "buurt"])], *eigen])


def load_kaart(pad: Path, gemeente: str | None = None) -> gpd.GeoDataFrame:
    """Read outlines (EPSG:28992), all or those of one gemeente."""
    import geopandas as gpd

    return gpd.read_parquet(pad, filters=[("gemeente_code", "==", gemeente)] if gemeente else None)


# --- what a notebook may read ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lezer:
    """What one notebook may read: the observations and outlines that the definitions name for it."""

    notebook: str
    gemeente: str
    jaar: int
    huis: Huis
    definities: Definities
    _gelezen: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def onthoud(self, sleutel: Hashable, maak: Callable[[], Any]) -> Any:
        """A frame or tuple that was read or computed before by this reader, else now; a frame is yours to change."""
        if sleutel not in self._gelezen:
            self._gelezen[sleutel] = maak()
        bewaard = self._gelezen[sleutel]
        return bewaard if isinstance(bewaard, tuple) else bewaard.copy(deep=False)

    @property
    def _werk(self) -> Path:
        return self.huis.werk(self.gemeente, self.jaar)

    @property
    def kader(self) -> dict[str, Any]:
        """Home gemeente (`gemeente`, `naam`), its `regio` and its `vergelijking` (see `ezlib.indicators.kader`)."""
        return load_json(self._werk / "kader.json")

    @property
    def voortgang(self) -> Mapping[str, Any]:
        """What became of the policy of this gemeente (see `ezlib.voortgang`); empty where the file is of another."""
        return self.definities.voortgang_van(self.gemeente)

    @property
    def gelijk(self) -> Any:
        """Boundary years that the definitions call equal, for a join that may cross them (`tidy.gebieden.koppel`)."""
        return self.definities.gebieden["indelingen"]

    def waarnemingen(self, indicator_id: str) -> pd.DataFrame:
        """Observations of one indicator, in the contracted columns."""
        self._mag(indicator_id, self.definities.indicatoren_van(self.notebook), "notebook")
        return self._tabel("waarnemingen", indicator_id)

    def historie(self, indicator_id: str) -> pd.DataFrame:
        """What other publications said of the same cells."""
        self._mag(indicator_id, self.definities.indicatoren_van(self.notebook), "notebook")
        return self._tabel("historie", indicator_id)

    def _tabel(self, map_: str, indicator_id: str) -> pd.DataFrame:
        pad = self._werk / map_ / f"{indicator_id}.parquet"
        return self.onthoud(pad, lambda: load_frame(pad))

    def signalen(self) -> pd.DataFrame:
        """What stands out in the figures of this page (see `ezlib.indicators.signalen`), in catalogue order."""
        return self._van_deze_pagina("signalen")

    def revisies(self) -> pd.DataFrame:
        """What became of the published figures of this page (see `ezlib.indicators.revisies`), in catalogue order."""
        return self._van_deze_pagina("revisies")

    def _van_deze_pagina(self, map_: str) -> pd.DataFrame:
        import pandas as pd

        namen = self.definities.indicatoren_van(self.notebook)
        return pd.concat([load_frame(self._werk / map_ / f"{i}.parquet") for i in namen], ignore_index=True)

    def toen(self) -> pd.DataFrame:
        """What the released editions said, in the columns of observations and `uitgave`; of the indicators of this page."""
        gezegd = load_frame(self._werk / "edities.parquet")
        return gezegd[gezegd["indicator_id"].isin(self.definities.indicatoren_van(self.notebook))]

    def uitgaven(self) -> dict[str, bool]:
        """The released editions before this one, from old to new: whether it is a whole one."""
        return load_json(self._werk / "uitgaven.json")

    def gezegd(self) -> dict[str, Any]:
        """Of each of those its `soort`, who signed for it (`aftekening`), and per page its title and first words (`kernen`)."""
        return load_json(self._werk / "gezegd.json")

    def kaart(self, niveau: str, indeling: int) -> gpd.GeoDataFrame:
        """Outlines of the home gemeente at one level (wijk, buurt) and boundary year; empty where there are none.

        Of the outlines that the definitions name for this notebook, the first that has them.
        """
        return self._eerste_kaart(niveau, [indeling])

    def kaart_bij(self, frame: pd.DataFrame, niveau: str) -> gpd.GeoDataFrame:
        """Outlines in the boundary year of observations, or in one that the definitions call equal to it.

        Empty where no outlines fit: a code may be another place in another year. Without any observation the newest.
        """
        if frame.empty:
            return self._eerste_kaart(niveau, None)
        jaar = int(frame["indeling"].max())
        reeksen = [blok["gelijk"] for blok in self.gelijk.get(self.gemeente, [])]
        gelijk = next((range(b, e + 1) for b, e in reeksen if b <= jaar <= e), range(jaar, jaar + 1))
        return self._eerste_kaart(niveau, [jaar, *gelijk])

    def _eerste_kaart(self, niveau: str, jaren: Iterable[int] | None) -> gpd.GeoDataFrame:
        """The first outlines of the home gemeente in the first of the years that has any; None is newest first."""
        import geopandas as gpd

        genoemd = self.definities.kaarten_van(self.notebook, self.gemeente)
        if not genoemd:
            raise ToegangFout(
                f"Notebook {self.notebook} staat bij geen enkele kaart onder `notebooks:` in bronnen.yml."
            )
        aanwezig = {bron["id"] for bron in self.bronnen()}
        kaarten = [load_kaart(self.huis.tidy(k), self.gemeente) for k in genoemd if k in aanwezig]
        eigen = [k[k["gebied_type"] == niveau] for k in kaarten]
        eigen = [kaart.reset_index(drop=True) for kaart in eigen if len(kaart)]
        if jaren is None:
            jaren = sorted({int(kaart["indeling"].iloc[0]) for kaart in eigen}, reverse=True)
        velden = ("gebied_type", "gebied_code", "gebied_naam", "gemeente_code", "indeling", "geometry")
        leeg = gpd.GeoDataFrame({veld: [] for veld in velden}, crs="EPSG:28992")
        return next((k for jaar in jaren for k in eigen if int(k["indeling"].iloc[0]) == jaar), leeg)

    def indicator(self, indicator_id: str) -> Indicator:
        """Catalogue entry of an indicator."""
        return self.definities.indicatoren[indicator_id]

    def bronnen(self) -> list[dict[str, Any]]:
        """The snapshots that this edition was made of, with their age (see `ezlib.report.bronnenlijst`)."""
        return [bron for bron in self._bronnenlijst if bron["aanwezig"]]

    def niet_opgehaald(self) -> list[dict[str, Any]]:
        """Sources that bronnen.yml names for this gemeente and that nobody fetched yet."""
        return [bron for bron in self._bronnenlijst if not bron["aanwezig"]]

    @property
    def _bronnenlijst(self) -> list[dict[str, Any]]:
        return load_json(self._werk / "bronnen.json")

    def _mag(self, naam: str, toegestaan: list[str] | tuple[str, ...], sleutel: str) -> None:
        if naam not in toegestaan:
            raise ToegangFout(
                f'Notebook {self.notebook} leest "{naam}"{bedoelde(naam, toegestaan)}, maar dat staat niet in de '
                f"definities. Zet dit notebook bij {naam} onder `{sleutel}:` (of `ook_in:`) in definitions/, "
                f"of lees iets anders. Toegestaan: {', '.join(toegestaan) or 'niets'}."
            )


def open_notebook(notebook: str, *, jaar: int, gemeente: str) -> Lezer:
    """Open the data of an edition for one notebook.

    Raises
    ------
    MonitorFout
        When the edition was not built yet on this machine.
    """
    definities = _load_definities()
    huis = load_huis(definities.thuisgemeente)
    lezer = Lezer(notebook, gemeente or definities.thuisgemeente, int(jaar), huis, definities)
    if not (lezer._werk / "kader.json").exists():
        raise MonitorFout(
            f"Er zijn nog geen cijfers klaargezet voor {lezer.gemeente} in {jaar}. "
            f"Draai eerst: make yearly JAAR={jaar} GEMEENTE={lezer.gemeente}"
        )
    return lezer


@functools.cache
def _load_definities() -> Definities:
    """The definitions, read once in a process that runs one notebook for many wijken."""
    from ezlib.definitions import load_definities

    return load_definities(WORTEL / "definitions")


# --- the swap of an edition ------------------------------------------------------------------------------------


def wissel(klaar: Path, doel: Path) -> None:
    """Put a finished folder in the place of an edition by rename; the old one leaves last.

    Between the two renames the old edition stands as `.<naam>.oud`; `herstel` puts it back after a kill there.
    """
    nieuw, oud = doel.with_name(f".{doel.name}.nieuw"), doel.with_name(f".{doel.name}.oud")
    herstel(doel)
    try:
        _kopieer_map(klaar, nieuw)
        if doel.exists():
            os.replace(doel, oud)
        os.replace(nieuw, doel)
        shutil.rmtree(oud, ignore_errors=True)
    except OSError as fout:
        herstel(doel)
        raise opslagfout(doel, fout) from fout


def _kopieer_map(bron: Path, doel: Path) -> None:
    """Copy a folder and stop at the first file that fails: shutil.copytree goes on, and loses what was wrong."""
    doel.mkdir(parents=True)
    for pad in sorted(bron.rglob("*")):
        naar = doel / pad.relative_to(bron)
        if pad.is_dir():
            naar.mkdir()
        else:
            shutil.copyfile(pad, naar)


def ruim_resten(map_: Path) -> None:
    """Remove what a killed run left under temporary names (see `schrijf`)."""
    for rest in sorted(map_.rglob(".*.tmp*")):
        if rest.is_dir():
            shutil.rmtree(rest, ignore_errors=True)
        else:
            rest.unlink(missing_ok=True)


def herstel(doel: Path) -> bool:
    """Undo a swap that was cut off half-way; True when an old edition was put back."""
    nieuw, oud = doel.with_name(f".{doel.name}.nieuw"), doel.with_name(f".{doel.name}.oud")
    teruggezet = oud.exists() and not doel.exists()
    if teruggezet:
        os.replace(oud, doel)
    for rest in (nieuw, oud):
        shutil.rmtree(rest, ignore_errors=True)
    return teruggezet
