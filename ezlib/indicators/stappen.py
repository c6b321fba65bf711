"""The steps from tidy tables to observations, as the pipeline runs them (see `tasks/task_2_waarnemingen.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.definitions import Indicator
from ezlib.fouten import InstellingFout, bedoelde
from ezlib.indicators import maak_waarnemingen
from ezlib.indicators.correcties import corrigeer, licht_toe
from ezlib.indicators.kader import Kader, kies_kader
from ezlib.indicators.pendel import kies_pendelregio
from ezlib.indicators.revisies import volg_cijfers
from ezlib.indicators.signalen import maak_signalen
from ezlib.indicators.wijken import kies_wijken
from ezlib.reeksen import kies_reeks
from ezlib.store import load_frame, load_json, load_rijen, save_frame, save_json, save_sommen
from ezlib.taal import einde_van


def maak_kader(
    tabellen: list[Path],
    indelingen: list[Path],
    gemeente: str,
    jaar: int,
    gebieden: dict[str, Any],
    kader: Path,
    samengevoegd: Sequence[dict[str, Any]] = (),
    kaarten: Sequence[Path] = (),
) -> None:
    """Write the areas of an edition. `indelingen` say in which regions each gemeente lies, a table a boundary year;
    `kaarten` hold the outlines at hand.

    `samengevoegd`: see `Kader`.

    Raises
    ------
    InstellingFout
        When no source knows the gemeente, or nothing is known of it up to 1 January jaar + 1.
    """
    feiten = pd.concat([load_rijen(t, gemeente) for t in tabellen], ignore_index=True)
    namen = _namen(feiten)
    if gemeente not in namen:
        raise InstellingFout(f"Geen enkele bron kent de gemeente {gemeente}{bedoelde(gemeente, namen)}.")
    eigen = feiten[(feiten["gebied_code"] == gemeente) & feiten["waarde"].notna()]
    if eigen.empty:
        raise InstellingFout(f"De bronnen noemen {namen[gemeente]}, maar geven er geen enkel cijfer over.")
    vroegste = eigen["periode"].map(einde_van).min()
    if vroegste > f"{jaar + 1}-01-01":
        raise InstellingFout(
            f"Over {jaar} is niets bekend van {namen[gemeente]}: het oudste cijfer gaat over {vroegste}. "
            "Kies een later jaar, bijvoorbeeld JAAR=2025."
        )
    indeling = _indeling_van([load_frame(pad) for pad in indelingen], jaar)
    gekozen = kies_kader(gemeente, namen, feiten, gebieden, indeling)
    pendelregio = kies_pendelregio(gemeente, feiten, gebieden["pendelregio"])
    reeks = kies_reeks(gebieden.get("indelingen", {}).get(gemeente, []))
    wijken = kies_wijken(feiten, _kaartjaren(kaarten, gemeente), gemeente=gemeente, jaar=jaar, reeks=reeks)
    erbij = {"pendelregio": pendelregio, "samengevoegd": list(samengevoegd), "wijken": wijken}
    save_json(vars(replace(gekozen, **erbij)), kader)


def _kaartjaren(kaarten: Sequence[Path], gemeente: str) -> set[int]:
    """Boundary years of which there are outlines of the wijken of a gemeente."""
    jaren: set[int] = set()
    for kaart in map(load_frame, kaarten):
        jaren |= set(kaart.loc[(kaart["gemeente_code"] == gemeente) & (kaart["gebied_type"] == "wijk"), "indeling"])
    return jaren


def _indeling_van(tabellen: list[pd.DataFrame], jaar: int) -> pd.DataFrame | None:
    """The regions of the verslagjaar: the newest table up to that year, else the oldest after it."""
    op_jaar = sorted(tabellen, key=lambda t: int(t["indeling"].iloc[0]))
    tot = [t for t in op_jaar if int(t["indeling"].iloc[0]) <= jaar]
    return next(iter(tot[-1:] or op_jaar), None)


def _namen(feiten: pd.DataFrame) -> dict[str, str]:
    """Name per gemeente, as the newest table spells it."""
    gemeenten = feiten[(feiten["gebied_type"] == "gemeente") & (feiten["gebied_naam"] != "")]
    laatste = gemeenten.sort_values("indeling").drop_duplicates("gebied_code", keep="last")
    return dict(zip(laatste["gebied_code"], laatste["gebied_naam"], strict=True))


def maak_indicator(
    tabellen: list[Path],
    kader: Path,
    edities: Path,
    uitgaven: Path,
    indicator: Indicator,
    ledger: dict[str, Any],
    jaar: int,
    regels: dict[str, Any],
    reeksen: dict[str, str],
    kenmerken: dict[str, Any],
    waarnemingen: Path,
    historie: Path,
    signalen: Path,
    revisies: Path,
    sommen: Path,
) -> None:
    """Compute one indicator and save its observations, their history, what stands out in them and what was revised, and
    the sums of those files.

    `regels`, `reeksen`: see `ezlib.indicators.signalen`; `kenmerken` holds the Dutch words of each kenmerkwaarde;
    `ledger`: see `ezlib.indicators.correcties`; `edities`, `uitgaven`: see `ezlib.edities`.
    """
    from ezlib.tidy import KOLOMMEN

    gebieden = Kader(**load_json(kader))
    delen = [load_rijen(t, gebieden.gemeente) for t in tabellen]
    # Without a source the frame is empty, but its numbers must still be numbers: the contract is checked all the same.
    leeg = pd.DataFrame(columns=KOLOMMEN).astype({"waarde": "float64", "indeling": "int64"})
    feiten = pd.concat(delen, ignore_index=True) if delen else leeg
    nu, toen = maak_waarnemingen(feiten, indicator, gebieden, jaar=jaar)
    nu = corrigeer(nu, ledger["correcties"], kader=gebieden, jaar=jaar)
    save_frame(nu, waarnemingen)
    save_frame(toen, historie)
    opvallend = maak_signalen(
        nu,
        toen,
        indicator=indicator,
        kader=gebieden,
        jaar=jaar,
        regels=regels,
        reeksen=reeksen,
        label=lambda kenmerk, waarde: kenmerken[kenmerk]["waarden"].get(waarde, waarde),
    )
    save_frame(opvallend, signalen)
    gezegd = load_frame(edities)
    gevolgd = volg_cijfers(gezegd[gezegd["indicator_id"] == indicator.id], nu, uitgaven=load_json(uitgaven))
    save_frame(licht_toe(gevolgd, ledger["toelichtingen"]), revisies)
    gemaakt = {"waarnemingen": waarnemingen, "historie": historie, "signalen": signalen, "revisies": revisies}
    save_sommen(gemaakt, sommen)
