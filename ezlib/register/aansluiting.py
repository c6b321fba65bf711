"""The sum of four quarters against the year's stock of the register, step by step.

900 registered, 80 of them stopped within the year: 820 in the stock. Every firm that makes a difference falls under
one named rule, so the steps add up by themselves and nothing is left to explain away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from ezlib.register.cellen import KOLOMMEN
from ezlib.register.kvk_tellen import STARTER

# In order of telling; a firm falls under the first that fits. The sign says what a step does to the sum of quarters.
STAPPEN = {
    "kwartalen": 1,
    "gestopt": -1,
    "niet_in_register": -1,
    "geen_starter": -1,
    "alleen_register": 1,
}
STAND = "stand"
# What comes in equals what falls off with what is left: two divisions of one sum that nobody publishes.
STAP = ("stap_bij", "stap_af")
BIJ = ("kwartalen", "alleen_register")


def sluit_aan(
    mutaties: pd.DataFrame,
    einde: pd.Series,
    register: pd.DataFrame,
    starters: pd.DataFrame,
    *,
    kwartalen: Sequence[str],
) -> pd.DataFrame:
    """Steps from the four quarters of a year to the stock of starters on 1 January after it.

    Parameters
    ----------
    mutaties
        With `kind` (`kvk_tellen.soort_inschrijving`); `einde` is the mask of closures that are an end.
    register, starters
        jaar and kvknummer of all firms of the register, and of those that it counts as starters.

    Returns
    -------
    jaar, stap (`STAPPEN` and `stand`), aantal (Int64), one row per step and year of which the register knows the
    stock. Without all four quarters `aantal` is missing, but for the stock.
    """
    rijen = []
    for peiljaar in sorted(starters["jaar"].unique()):
        jaar = int(peiljaar) - 1
        stand = set(starters.loc[starters["jaar"] == peiljaar, "kvknummer"])
        aanwezig = set(register.loc[register["jaar"] == peiljaar, "kvknummer"])
        heel = all(f"{jaar}K{n}" in kwartalen for n in (1, 2, 3, 4))
        telling = tel_stappen(mutaties, einde, jaar, aanwezig, stand) if heel else dict.fromkeys(STAPPEN)
        if heel or any(k.startswith(str(jaar)) for k in kwartalen):
            rijen += [{"jaar": jaar, "stap": s, "aantal": n} for s, n in (telling | {STAND: len(stand)}).items()]
    frame = pd.DataFrame(rijen, columns=["jaar", "stap", "aantal"])
    return frame.astype({"jaar": "int64", "stap": "str", "aantal": "Int64"})


def tel_stappen(
    mutaties: pd.DataFrame, einde: pd.Series, jaar: int, aanwezig: Collection[str], stand: Collection[str]
) -> dict[str, int]:
    """How many firms of one year fall under each of `STAPPEN`."""
    dit_jaar = mutaties["datum"].str[:4] == str(jaar)
    begonnen = set(mutaties.loc[dit_jaar & (mutaties["kind"] == STARTER), "kvknummer"])
    regels = {
        "gestopt": set(mutaties.loc[dit_jaar & einde, "kvknummer"]),
        "niet_in_register": begonnen - set(aanwezig),
        "geen_starter": begonnen - set(stand),
    }
    rest, telling = begonnen - set(stand), {"kwartalen": len(begonnen)}
    for naam, wie in regels.items():
        telling[naam] = len(rest & wie)
        rest -= wie
    return telling | {"alleen_register": len(set(stand) - begonnen)}


def als_cellen(aansluiting: pd.DataFrame, *, gemeente: str) -> pd.DataFrame:
    """Cells (`cellen.KOLOMMEN`) of the steps that were counted, to be protected: a step can be a single firm.

    `kenmerk` is one of `STAP`, so that `stelsel` knows what adds up to what.
    """
    geteld = aansluiting[aansluiting["aantal"].notna()]
    aantal = geteld["aantal"].astype("int64")
    return geteld.assign(
        gebied_type="gemeente",
        gebied_code=gemeente,
        gebied_naam="",
        indeling=geteld["jaar"],
        periode=geteld["jaar"].astype("str"),
        onderwerp="starters_aansluiting",
        kenmerk=geteld["stap"].isin(BIJ).map({True: STAP[0], False: STAP[1]}).astype("str"),
        kenmerkwaarde=geteld["stap"],
        waarde=aantal.astype("float64"),
        n_bedrijven=aantal,
        n_aanwezig=aantal,
        grootste=aantal.clip(upper=1).astype("float64"),
        tweede=(aantal > 1).astype("float64"),
    )[KOLOMMEN]


def is_vast(cellen: pd.DataFrame) -> pd.Series:
    """Whether a cell is a total of the gemeente in another table, which is shown whatever happens; bool on the index.

    Registrations of starters are the starters; the quarters are their sum; the stock is that of the register.
    """
    starters = (cellen["onderwerp"] == "inschrijvingen_kwartaal") & (cellen["kenmerk"] == "aanleiding")
    som = cellen["kenmerk"].isin(STAP) & cellen["kenmerkwaarde"].isin(["kwartalen", STAND])
    return (starters & (cellen["kenmerkwaarde"] == STARTER)) | som
