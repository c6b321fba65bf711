"""What befell every establishment since the peildatum before, and the account of it: the stock then, plus, minus, now.

Every establishment of either year has exactly one of `ERBIJ`, `ERAF` or "bleef", so the account balances to the
establishment and to the job. What a register can tell ends at the border of the gemeente: an establishment that is new
here but began longer ago came from elsewhere (or was found late); one that is gone has closed or moved out, and which
of the two only a file of the KvK tells (`vertrokken`).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from ezlib.register.codes import jaarcode, plek_van
from ezlib.register.panel import SLEUTEL_VESTIGING, Panel

BEGIN, EIND, BLEEF = "beginstand", "eindstand", "bleef"
ERBIJ = ("oprichting", "nevenvestiging", "afsplitsing", "heractivering", "komst")
ERAF = ("opheffing", "vertrek")
# These leave the number of establishments as it is.
ONDERWEG = ("verhuizing", "hernummering", "rechtsvorm", "overname", "overdracht")
BANEN = ("groei", "krimp")  # change of jobs in establishments that stayed


def komt_van_elders(vestigingen: pd.DataFrame, *, max_dagen_voor_peildatum: int) -> pd.Series:
    """Whether an establishment began longer ago than the peildatum before; bool, False where its date is unknown.

    >>> rijen = pd.DataFrame({"peildatum": ["2024-01-01"] * 3, "startdatum": ["2022-12-31", "2023-01-01", ""]})
    >>> komt_van_elders(rijen, max_dagen_voor_peildatum=365).tolist()
    [True, False, False]
    """
    start = pd.to_datetime(vestigingen["startdatum"].where(vestigingen["startdatum"] != ""))
    dagen = (pd.to_datetime(vestigingen["peildatum"]) - start).dt.days
    return (dagen > max_dagen_voor_peildatum).fillna(False).astype("bool")


def hoe_erbij(panel: Panel, *, max_dagen_voor_peildatum: int) -> pd.Series:
    """How each establishment came: one of `ERBIJ`, "bleef", or "" in a year without a year before; on the index.

    The first that fits counts: back after a while (its own number, or that of its firm), part of a split, a branch of
    a firm that was here, from elsewhere, new.
    """
    v, b = panel.vestigingen, panel.bedrijven
    nieuw = v[(v["vorige"] < 0) & v["jaar"].isin(panel.jaren)]
    plek = plek_van(jaarcode(nieuw["jaar"], nieuw["nr_kvk"]), jaarcode(b["jaar"], b["nr_kvk"]))
    vlaggen = b[["nieuw", "heractivering", "hernummering", "afsplitsing"]].fillna(False).astype("bool")
    firma = vlaggen.iloc[plek].set_axis(nieuw.index) & (plek >= 0)[:, None]
    was_er = (nieuw["nr_kvk"] >= 0) & (~firma["nieuw"] | firma["hernummering"])
    elders = komt_van_elders(nieuw, max_dagen_voor_peildatum=max_dagen_voor_peildatum)
    terug = nieuw["heractivering"].fillna(False).astype("bool") | firma["heractivering"]
    hoe = np.select(
        [terug, firma["afsplitsing"], was_er, elders],
        ["heractivering", "afsplitsing", "nevenvestiging", "komst"],
        default="oprichting",
    )
    uit = pd.Series(BLEEF, index=v.index, dtype="str")
    uit.loc[nieuw.index] = hoe
    return uit.where(v["jaar"].isin(panel.jaren), "")


def hoe_eraf(panel: Panel, vertrokken: pd.DataFrame | None = None) -> pd.DataFrame:
    """Establishments that did not go on, as they last stood, with `jaar` the year in which they are gone.

    Parameters
    ----------
    vertrokken
        Moves out of the gemeente that another file tells of: `jaar` (of the first peildatum without it) and
        `vestigingsnummer`. Without it nobody knows, and all of them are "opheffing": closed or moved out.

    Returns
    -------
    Rows of `panel.vestigingen` with `gebeurtenis` ("opheffing" or "vertrek").
    """
    v = panel.vestigingen
    gevolgd = np.zeros(len(v), dtype="bool")
    gevolgd[v.loc[v["vorige"] >= 0, "vorige"]] = True
    weg = v[~gevolgd & (v["jaar"] + 1).isin(panel.jaren)]
    weg = weg.assign(jaar=weg["jaar"] + 1, gebeurtenis="opheffing")
    if vertrokken is not None:
        bekend = pd.MultiIndex.from_frame(weg[SLEUTEL_VESTIGING]).isin(
            pd.MultiIndex.from_frame(vertrokken[SLEUTEL_VESTIGING])
        )
        weg["gebeurtenis"] = weg["gebeurtenis"].mask(bekend, "vertrek")
    return weg


def hoe_onderweg(panel: Panel) -> pd.DataFrame:
    """What befell establishments that stayed: bool per row of `panel.vestigingen` and column of `ONDERWEG`.

    One establishment may have several. A change of KvK number is a new legal form where the firm goes on, a takeover
    where its firm is gone and the other was here, else a handing over.
    """
    v = panel.vestigingen
    bleef = (v["vorige"] >= 0).to_numpy()
    toen = v.iloc[v["vorige"].to_numpy()].set_axis(v.index)[["vestigingsnummer", "kvknummer"]]
    ander_kvk = bleef & (v["kvknummer"] != toen["kvknummer"]) & (v["kvknummer"] != "") & (toen["kvknummer"] != "")
    paar = pd.DataFrame({"jaar": v["jaar"], "kvknummer": v["kvknummer"], "voorganger": toen["kvknummer"]})[ander_kvk]
    soort = {}
    for naam, bekend in (("rechtsvorm", panel.voorgangers), ("overname", panel.overnames)):
        treffer = pd.MultiIndex.from_frame(paar).isin(pd.MultiIndex.from_frame(bekend[list(paar)]))
        soort[naam] = pd.Series(treffer, index=paar.index).reindex(v.index, fill_value=False)
    return pd.DataFrame(
        {
            "verhuizing": bleef & v["verhuisd"].fillna(False).astype("bool"),
            "hernummering": bleef & (v["vestigingsnummer"] != toen["vestigingsnummer"]),
            **soort,
            "overdracht": ander_kvk & ~soort["rechtsvorm"] & ~soort["overname"],
        }
    )


def rijen_per_gebeurtenis(
    panel: Panel,
    *,
    max_dagen_voor_peildatum: int,
    vertrokken: pd.DataFrame | None = None,
    kolommen: Collection[str] | None = None,
) -> pd.DataFrame:
    """One row per establishment and event, stocks included: rows of `panel.vestigingen` with `gebeurtenis`.

    `jaar`, `peildatum` and `indeling` are those of the year in which it shows; jobs, number and place are those of the
    establishment itself, of the year before where it is gone; it has no place where the boundaries changed in between.
    Only years that can be compared with the year before. `kolommen`: of the other columns only these, to save memory.
    """
    v = panel.vestigingen
    kop = v.drop_duplicates("jaar").set_index("jaar")[["peildatum", "indeling"]]
    weg = hoe_eraf(panel, vertrokken)
    toen = v.assign(jaar=v["jaar"] + 1)
    hoe = hoe_erbij(panel, max_dagen_voor_peildatum=max_dagen_voor_peildatum)
    onderweg = hoe_onderweg(panel)
    if kolommen is not None:
        houd = [k for k in v if k in {"jaar", "indeling", "buurtcode", *kolommen} and k != "gebeurtenis"]
        v, toen, weg = v[houd], toen[houd], weg[[*houd, "gebeurtenis"]]
    delen = [
        toen.assign(gebeurtenis=BEGIN),
        v.assign(gebeurtenis=hoe)[hoe.isin(ERBIJ)],
        *(v[onderweg[naam]].assign(gebeurtenis=naam) for naam in ONDERWEG),
        weg,
        v.assign(gebeurtenis=EIND),
    ]
    rijen = pd.concat([deel[deel["jaar"].isin(panel.jaren)] for deel in delen], ignore_index=True)
    eigen = rijen["jaar"].map(kop["indeling"])
    return rijen.assign(
        peildatum=rijen["jaar"].map(kop["peildatum"]).astype("str"),
        buurtcode=rijen["buurtcode"].astype("str").where(rijen["indeling"] == eigen, ""),
        indeling=eigen,
    )


def tel_gebeurtenissen(
    panel: Panel, *, max_dagen_voor_peildatum: int, vertrokken: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The account of each year: `jaar`, `gebeurtenis`, `aantal`, `vestigingen`, `banen` (int64), key the first two.

    `aantal` is how many establishments it befell; `vestigingen` and `banen` what it adds (or takes). From "beginstand"
    they add up to "eindstand", which itself adds nothing. What befalls an establishment that stays adds 0.
    """
    rijen = rijen_per_gebeurtenis(panel, max_dagen_voor_peildatum=max_dagen_voor_peildatum, vertrokken=vertrokken)[
        ["jaar", "gebeurtenis", "banen"]
    ]
    groepen = rijen.groupby(["jaar", "gebeurtenis"])["banen"]
    telling = groepen.agg(aantal="size", banen="sum").reset_index()
    teken = telling["gebeurtenis"].map({BEGIN: 1} | dict.fromkeys(ERBIJ, 1) | dict.fromkeys(ERAF, -1)).fillna(0)
    telling = telling.assign(vestigingen=teken * telling["aantal"], banen=teken * telling["banen"])
    alles = pd.concat([telling, _verschillen(panel)], ignore_index=True)
    orde = {naam: i for i, naam in enumerate((BEGIN, *ERBIJ, *ERAF, *ONDERWEG, *BANEN, EIND))}
    alles = alles.sort_values(["jaar", "gebeurtenis"], key=lambda k: k.map(orde) if k.name == "gebeurtenis" else k)
    getallen = dict.fromkeys(["aantal", "vestigingen", "banen"], "int64")
    return alles[["jaar", "gebeurtenis", *getallen]].astype(getallen).reset_index(drop=True)


def _verschillen(panel: Panel) -> pd.DataFrame:
    """Jobs won and lost by establishments that stayed."""
    v = panel.vestigingen
    bleef = v[(v["vorige"] >= 0) & v["jaar"].isin(panel.jaren)]
    verschil = bleef["banen"] - v["banen"].to_numpy()[bleef["vorige"]]
    anders = bleef.assign(banen=verschil, gebeurtenis=np.where(verschil > 0, "groei", "krimp"))[verschil != 0]
    return (
        anders.groupby(["jaar", "gebeurtenis"])["banen"]
        .agg(aantal="size", banen="sum")
        .reset_index()
        .assign(vestigingen=0)
    )
