"""The version of the SBI goes with every figure by sector: two versions are two publications, and never one line.

Most firms got another code in SBI 2025 and one code in six was split, so that a sector of 2008 and one of 2025 are not
the same firms. Change is computed within one publication only (`zinnen.verandering`); a name of its own per version
keeps growth from crossing the switch. Years carried over to the base version (`omcoderen`) join its publication when a
double-coded year links them, else they stand apart. Start-ups are chosen by SBI code, so their number hangs on it too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from ezlib.register.programma import PAAR
from ezlib.register.sectoren import heeft_prefix, sector_van

NOOT_GESCHAT = "Deels geschat: codes zijn omgerekend naar een andere SBI, gesplitste codes naar banen."
NOOT_BREUK = "Andere indeling van bedrijven (SBI) dan in eerdere jaren: niet te vergelijken."
NOOT_ANDERE_BASIS = "Niet getoond: een eerdere editie toonde dit cijfer in een andere SBI."


def hangt_aan_sbi(frame: pd.DataFrame) -> pd.Series:
    """Whether each figure depends on the SBI: by sector, also as a part of a cross, and start-ups; same index."""
    sector = frame["kenmerk"].str.split("_x_").map(lambda delen: "sector" in delen).astype("bool")
    return sector | (frame["onderwerp"] == "startups")


def grondslag_per_peildatum(register: pd.DataFrame, omgecodeerd: Mapping[str, Any] | None) -> dict[str, str]:
    """Per peildatum in which SBI its figures stand, in words; {} while all years have one version.

    A year in which versions are mixed is compared with no other: its words have its own date.

    Parameters
    ----------
    register
        `peildatum` and `sbi_versie` of every row, as delivered.
    omgecodeerd
        `basis` and `gekoppeld` of `omcoderen.Omcodering`; None where codes stayed as they were.
    """
    versies = register.groupby("peildatum")["sbi_versie"].unique().map(lambda v: tuple(sorted(int(x) for x in v)))
    if versies.nunique() < 2:
        return {}
    uit = {}
    for dag, eigen in versies.items():
        ander = "" if len(eigen) == 1 else f", peildatum {dag}"
        woord = f"SBI {' en '.join(map(str, eigen))}{ander}"
        if omgecodeerd is not None:
            basis = omgecodeerd["basis"]
            woord = f"SBI {basis}"
            if eigen != (basis,) and not omgecodeerd["gekoppeld"]:
                woord = f"SBI {basis}, omgerekend uit SBI {max(eigen)}{ander}"
        uit[str(dag)] = woord
    return uit


def add_sbi_versie(frame: pd.DataFrame, grondslag: Mapping[str, str]) -> pd.DataFrame:
    """Tidy rows that depend on the SBI with its words in `publicatie`, and a note where they differ from the first year's.

    Same rows, same index. Nothing changes without words (`grondslag_per_peildatum`).
    """
    if not grondslag:
        return frame
    waar = hangt_aan_sbi(frame) & frame["periode"].isin(list(grondslag))
    woorden = frame["periode"].map(dict(grondslag)).astype("str")
    breuk = waar & frame["waarde"].notna() & (woorden != grondslag[min(grondslag)])
    return frame.assign(
        publicatie=frame["publicatie"].mask(waar, frame["publicatie"] + " (" + woorden + ")"),
        noot=frame["noot"].mask(breuk, (frame["noot"] + " " + NOOT_BREUK).str.strip()),
    )


def botsende_peildata(
    grondslag: Mapping[str, str], getoond: Mapping[str, Collection[str]], eigen: Mapping[str, str]
) -> list[str]:
    """Peildata whose figures an earlier edition showed in another version of the SBI, sorted.

    Two counts of one date side by side differ by the few firms whose code was split: who subtracts them finds those.

    Parameters
    ----------
    getoond
        Per peildatum the words of the editions (`edities.load_grondslagen`); "" is the version of the delivery.
    eigen
        The words when no code is carried over.
    """
    return sorted(
        p for p, nu in grondslag.items() if any(_basis(toen or eigen[p]) != _basis(nu) for toen in getoond.get(p, ()))
    )


def _basis(woord: str) -> str:
    """Version in which figures stand, whether or not they were carried over to it.

    >>> _basis("SBI 2008, omgerekend uit SBI 2025"), _basis("SBI 2008 en 2025, peildatum 2026-01-01")
    ('SBI 2008', 'SBI 2008 en 2025')
    """
    return woord.split(",")[0]


def verberg_andere_basis(frame: pd.DataFrame, peildata: Collection[str]) -> pd.DataFrame:
    """Tidy rows without the figures of these peildata that depend on the SBI; same rows, same index."""
    weg = hangt_aan_sbi(frame) & frame["periode"].isin(list(peildata)) & frame["waarde"].notna()
    return frame.assign(
        waarde=frame["waarde"].mask(weg),
        ontbreekt=frame["ontbreekt"].mask(weg, "niet-vergelijkbaar"),
        noot=frame["noot"].mask(weg, NOOT_ANDERE_BASIS),
    )


def startup_prefixen(
    parameters: Mapping[str, Mapping[str, Any]], varianten: Mapping[str, Mapping[str, Any]], *, versie: int
) -> tuple[tuple[str, ...], ...]:
    """Every list of SBI codes of a version by which start-ups are counted, those of the variants too."""
    sleutel = "sbi_2025" if versie == 2025 else "sbi"
    blokken = [parameters["startup"], *(v["wijzigt"] for v in varianten.get("startup", {}).values())]
    return tuple(dict.fromkeys(tuple(b[sleutel]) for b in blokken if sleutel in b))


def add_geschat(
    frame: pd.DataFrame,
    verdeeld: Mapping[str, Sequence[Sequence[str]]],
    sectoren: Mapping[str, Any],
    *,
    versie: int,
    startups: Collection[Collection[str]],
) -> pd.DataFrame:
    """Tidy rows with `herkomst` geschat (fictief stays fictief) and a note where the division of codes matters.

    A sector is an estimate when establishments were divided between it and another one; also when none fell to it.
    Candidates within one sector leave its figures as sure as they were. Start-ups are an estimate when a code was
    divided between what counts as one and what does not. A figure that is not shown stays as it was.

    Parameters
    ----------
    verdeeld
        Per peildatum the sets of codes between which establishments were divided (`Omcodering.verdeeld`).
    versie
        Version of those codes.
    startups
        Lists of codes, as `startup_prefixen` gives them.
    """
    waar = pd.Series(False, index=frame.index)
    for dag, keuzes in verdeeld.items():
        op_dag = frame["periode"] == dag
        for keuze in keuzes:
            codes = pd.Series(list(keuze), dtype="str")
            namen = set(sector_van(codes, pd.Series(versie, index=codes.index), sectoren))
            if len(namen) > 1:
                waar |= op_dag & _in_sector(frame, namen)
            if any(heeft_prefix(codes, lijst).nunique() > 1 for lijst in startups):
                waar |= op_dag & (frame["onderwerp"] == "startups")
    waar &= frame["waarde"].notna()
    return frame.assign(
        herkomst=frame["herkomst"].mask(waar & (frame["herkomst"] != "fictief"), "geschat"),
        noot=frame["noot"].mask(waar, (frame["noot"] + " " + NOOT_GESCHAT).str.strip()),
    )


def _in_sector(frame: pd.DataFrame, namen: Collection[str]) -> pd.Series:
    """Whether each row is about one of the sectors, also as a part of a cross; same index."""
    paren = [
        dict(zip(kenmerk.split("_x_"), waarde.split(PAAR), strict=False)).get("sector") in namen
        for kenmerk, waarde in zip(frame["kenmerk"], frame["kenmerkwaarde"], strict=True)
    ]
    return pd.Series(paren, index=frame.index, dtype="bool")
