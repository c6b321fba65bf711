"""Unemployment and labour participation of residents, by CBS: shares of people aged 15 to 75, with their margins."""

from __future__ import annotations

import pandas as pd

from ezlib.indicators.kader import Kader, beperk
from ezlib.indicators.onderwijsaanbod import onderwijsaanbod
from ezlib.indicators.opleiding import CEL, gewogen_gemiddelde


def werkloosheid(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Unemployment (% of the labour force, ILO) of gemeenten, the COROP-gebied and Nederland, with margins where given.

    A gemeente without a figure has too few respondents; a region has no figure of its own, because the labour force
    that would weigh its gemeenten is not fetched.
    """
    return _met_corop(feiten[feiten["onderwerp"] == "werkloosheid"], kader)


def arbeidsparticipatie(feiten: pd.DataFrame, *, kader: Kader) -> pd.DataFrame:
    """Net labour participation (% of residents aged 15 to 75 with paid work), in total and by level of education.

    Where a table has no row of Nederland, it is the mean of the gemeenten, weighted by residents of 15 and over.
    """
    delen = feiten[feiten["onderwerp"] == "arbeidsparticipatie"]
    boven = gewogen_gemiddelde(feiten, kader, onderwerp="arbeidsparticipatie")
    return pd.concat([_met_corop(delen, kader), boven], ignore_index=True).drop_duplicates(CEL)


def schoolverlaters(feiten: pd.DataFrame, *, kader: Kader, soort: str) -> pd.DataFrame:
    """Early school leavers (% of the students) of one kind of education: gemeente, region and Nederland.

    Both counts come from one list of DUO and one school year; a hidden small group hides the share.
    """
    teller, noemer = (
        onderwijsaanbod(feiten, kader=kader, telt=telt).pipe(lambda f: f[f["kenmerkwaarde"] == soort])
        for telt in ("schoolverlaters", "deelnemers")
    )
    cel = ["gebied_code", "periode", "bron_id", "kenmerkwaarde"]
    paar = teller.merge(noemer[[*cel, "waarde", "ontbreekt"]], on=cel, validate="one_to_one", suffixes=("", "_alle"))
    deel = 100 * paar["waarde"] / paar["waarde_alle"].where(paar["waarde_alle"] > 0)
    reden = paar["ontbreekt"].where(paar["ontbreekt"] != "", paar["ontbreekt_alle"])
    reden = reden.mask(deel.isna() & (reden == ""), "onbekend")
    uit = paar.assign(waarde=deel, ontbreekt=reden, kenmerk="totaal", kenmerkwaarde="totaal")
    return uit.drop(columns=["waarde_alle", "ontbreekt_alle"])


def _met_corop(delen: pd.DataFrame, kader: Kader) -> pd.DataFrame:
    """Gemeenten of the edition, with the rows that CBS itself has of Nederland and of the COROP-gebied."""
    corop = delen[delen["gebied_code"] == kader.corop.get("code", "")]
    land = delen[(delen["gebied_type"] == "land") & delen["waarde"].notna()]
    return pd.concat([beperk(delen, kader), corop, land], ignore_index=True)
