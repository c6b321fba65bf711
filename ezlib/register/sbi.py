"""The version of the SBI goes with every figure by sector: two versions are two publications, and never one line.

Most firms got another code in SBI 2025 and one code in six was split, so that a sector of 2008 and one of 2025 are not
the same firms. Change is computed within one publication only (`zinnen.verandering`); a name of its own per version
keeps growth from crossing the switch.
"""

from __future__ import annotations

import pandas as pd


def add_sbi_versie(frame: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Tidy rows by sector with the SBI version of their peildatum in `publicatie`; same rows, same index.

    Nothing changes while all years of the register have one version. A year in which versions are mixed is compared
    with no other: its publication has its own date.

    Parameters
    ----------
    frame
        Tidy rows; `kenmerk` sector, or a cross with it, is what depends on the version.
    register
        `peildatum` and `sbi_versie` of every row.
    """
    versies = register.groupby("peildatum")["sbi_versie"].unique().map(lambda v: tuple(sorted(int(x) for x in v)))
    if versies.nunique() < 2:
        return frame
    woorden = {
        p: f"SBI {v[0]}" if len(v) == 1 else f"SBI {' en '.join(map(str, v))}, peildatum {p}"
        for p, v in versies.items()
    }
    sector = frame["kenmerk"].str.split("_x_").map(lambda delen: "sector" in delen).astype("bool")
    met = frame["publicatie"] + " (" + frame["periode"].map(woorden).astype("str") + ")"
    return frame.assign(publicatie=frame["publicatie"].mask(sector & frame["periode"].isin(list(woorden)), met))
