"""What earlier editions and the annual reports said of the register: once published, a figure is known for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.register.sbi import hangt_aan_sbi
from ezlib.register.sectoren import sector_van

SLEUTEL = ["onderwerp", "gebied_code", "indeling", "periode", "kenmerk", "kenmerkwaarde"]
LEEST = ["indicator_id", *SLEUTEL[1:], "waarde", "ontbreekt", "herkomst", "bron_id"]


def load_edities(paden: Sequence[Path], onderwerpen: Mapping[str, str], *, bron_id: str = "register") -> pd.DataFrame:
    """Read the observations of released editions (`data/raw/edities/<gemeente>/<jaar>[-rN]/waarnemingen.csv`).

    Parameters
    ----------
    paden
        From old to new.
    onderwerpen
        Subject of the register per indicator that carries another name.
    bron_id
        Whose figures: of the register, or of the mutations of the KvK ("kvk").

    Returns
    -------
    DataFrame keyed by `SLEUTEL`: `getoond`, the last figure shown (NaN: never), and `verborgen`, whether any edition
    hid it. Figures of that source only, and none that were made up.
    """
    delen = [pd.read_csv(pad, usecols=LEEST, dtype={k: "str" for k in LEEST if k not in ("waarde", "indeling")},
                         keep_default_na=False, na_values={"waarde": [""]}) for pad in paden]  # fmt: skip
    leeg = pd.DataFrame({k: pd.Series(dtype="str") for k in LEEST}).astype({"waarde": "float64", "indeling": "int64"})
    alles = pd.concat([leeg, *delen], ignore_index=True)
    alles = alles[(alles["bron_id"] == bron_id) & (alles["herkomst"] != "fictief")]
    alles = alles.assign(
        onderwerp=alles["indicator_id"].map(lambda i: onderwerpen.get(i, i)).astype("str"),
        verborgen=alles["ontbreekt"] == "onderdrukt",
    )
    groepen = alles.groupby(SLEUTEL, sort=True)
    return pd.DataFrame({"getoond": groepen["waarde"].last(), "verborgen": groepen["verborgen"].any()}).reset_index()


def load_grondslagen(paden: Sequence[Path]) -> dict[str, set[str]]:
    """Per peildatum in which SBI released editions showed figures of a real register that depend on it.

    Words as `sbi.grondslag_per_peildatum` writes them in the publication; "" where all years had one version.
    """
    lezen = ["indicator_id", "periode", "kenmerk", "waarde", "herkomst", "bron_id", "editie"]
    uit: dict[str, set[str]] = {}
    for pad in paden:
        frame = pd.read_csv(pad, usecols=lezen, dtype={k: "str" for k in lezen if k != "waarde"}, keep_default_na=False,
                            na_values={"waarde": [""]})  # fmt: skip
        echt = (frame["bron_id"] == "register") & (frame["herkomst"] != "fictief") & frame["waarde"].notna()
        echt &= hangt_aan_sbi(frame.assign(onderwerp=frame["indicator_id"]))
        woorden = frame["editie"].str.extract(r"\((SBI [^)]*)\)$")[0].fillna("")
        for dag, deel in woorden[echt].groupby(frame["periode"]):
            uit.setdefault(str(dag), set()).update(deel)
    return uit


def zoek_eerder(cellen: pd.DataFrame, edities: pd.DataFrame) -> pd.DataFrame:
    """`getoond` and `verborgen` of each cell, on its index; NaN and False where no edition spoke of it."""
    paren = cellen[SLEUTEL].merge(edities, how="left", on=SLEUTEL, validate="many_to_one")
    paren.index = cellen.index
    return pd.DataFrame({"getoond": paren["getoond"], "verborgen": paren["verborgen"].eq(True)})


def zoek_delen(cellen: pd.DataFrame, feiten: pd.DataFrame, sectoren: Mapping[str, Any]) -> pd.Series:
    """What annual reports told of a part of each cell, on its index; NaN where they told nothing.

    They give the jobs of SBI 62 in the whole gemeente: so its sector has at least as many. Of several publications of
    one peildatum the least counts: the worst outsider knows which one holds, and a part is never more than the whole.

    Parameters
    ----------
    feiten
        Tidy rows of the annual reports; those with kenmerk "sbi" are read, codes of 2008.
    """
    deel = feiten[(feiten["kenmerk"] == "sbi") & feiten["waarde"].notna()]
    versie = pd.Series(2008, index=deel.index)
    deel = deel.assign(
        kenmerk="sector", kenmerkwaarde=sector_van(deel["kenmerkwaarde"].astype("str"), versie, sectoren)
    )
    sleutel = ["onderwerp", "gebied_code", "periode", "kenmerk", "kenmerkwaarde"]
    # One code in more than one publication: the least of them; more codes of one sector would add up.
    per_code = deel.assign(code=feiten.loc[deel.index, "kenmerkwaarde"]).groupby([*sleutel, "code"])["waarde"].min()
    som = per_code.groupby(sleutel).sum().rename("minstens").reset_index()
    paren = cellen[sleutel].merge(som, how="left", on=sleutel, validate="many_to_one")
    return pd.Series(paren["minstens"].to_numpy("float64"), index=cellen.index)
