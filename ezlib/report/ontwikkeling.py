"""The yearly analysis of the city: every real change beside each other, and the story per action point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.indicatortabel import verandering_van
from ezlib.report.merk import met_links
from ezlib.report.overzicht import decimalen_van
from ezlib.taal import REDEN, getal, met_hoofdletter, opsomming, periode_label
from ezlib.zinnen import beleid
from ezlib.zinnen import ontwikkeling as tekst

if TYPE_CHECKING:
    from ezlib.definitions import Indicator
    from ezlib.store import Lezer

# Pages of which the story is told; the others are about the monitor, single quarters or wijken.
VERHAAL = ("10", "20", "30", "40", "50", "60")
# What was done is not what became of the city: it is told in words, and counts as no figure.
VOORTGANG = "voortgang"


def ontwikkeling(lezer: Lezer) -> pd.DataFrame:
    """The latest real figure of every indicator of the gemeente as a whole, with its change within one publication.

    What only counts how far the policy is (results, actions, budget) is left out.

    Returns
    -------
    DataFrame with a row per indicator (and per value, of a breakdown of which the policy wants one value to move), in
    catalogue order: the columns of `ezlib.indicators.verandering`, and naam, notebook, richting, decimalen and
    `oordeel` ("gewenst", "ongewenst", "gelijk", or empty where there is no change or no direction). Without a real
    figure `waarde` is missing and `ontbreekt` says why.
    """
    delen = []
    for id_ in lezer.definities.indicatoren:
        ind = lezer.indicator(id_)
        if _is_voortgang(lezer, ind):
            continue
        frame = verandering_van(lezer, id_)
        keuze = frame[(frame["kenmerk"] == "totaal") | frame["kenmerkwaarde"].eq(ind.richting_bij or "totaal")]
        keuze = keuze if len(keuze) else frame.head(1).assign(waarde=float("nan"), ontbreekt="")
        naam = ind.naam
        if ind.richting_bij and len(keuze) and keuze["kenmerk"].iloc[0] != "totaal":
            naam += f": {lezer.definities.label(keuze['kenmerk'].iloc[0], ind.richting_bij)}"
        delen.append(
            keuze.head(1).assign(
                naam=naam, notebook=ind.notebook, richting=ind.richting, decimalen=_decimalen(keuze, ind)
            )
        )
    uit = pd.concat(delen, ignore_index=True)
    return uit.assign(oordeel=[tekst.oordeel(r) for r in uit.itertuples()])


def _is_voortgang(lezer: Lezer, indicator: Indicator) -> bool:
    return {lezer.definities.bronnen[b].lezer for b in indicator.bronnen} == {VOORTGANG}


def _decimalen(frame: pd.DataFrame, indicator: Indicator) -> int:
    """Decimals of the figure and, where it is compared, of the year before: 30 after 30.3 is 30.0 only then."""
    vorig = frame["vorig_waarde"].where(frame["vorig_verschil"].notna())
    beide = pd.concat([frame["waarde"], vorig]).to_frame("waarde")
    return decimalen_van(beide, indicator.decimalen)


def verhaal(lezer: Lezer, frame: pd.DataFrame) -> str:
    """Sentences per page, in reading order, under a link to it; Markdown."""
    delen = []
    for notebook, titel in lezer.definities.paginas.items():
        eigen = frame[(frame["notebook"] == notebook) & frame["waarde"].notna()]
        if not notebook.startswith(VERHAAL):
            continue
        regels = "\n".join(f"- {tekst.zin(r)}" for r in eigen.itertuples())
        if any(i.notebook == notebook and _is_voortgang(lezer, i) for i in lezer.definities.indicatoren.values()):
            regels = f"{beleid.kern(lezer.voortgang, jaar=lezer.jaar)}\n\n{regels}".strip()
        delen.append(f"### [{titel}]({notebook}.ipynb)\n\n{regels or tekst.GEEN_CIJFERS}")
    return "\n\n".join(delen)


def veranderd(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a change over a year in per cent, largest first, in the columns that a chart of comparison reads."""
    keuze = frame[frame["vorig_procent"].notna() & frame["vorig_procent"].ne(0)]
    keuze = keuze.sort_values("vorig_procent", ascending=False, kind="stable")
    return keuze.assign(
        gebied_code=keuze["indicator_id"], gebied_naam=keuze["naam"], waarde=keuze["vorig_procent"], ontbreekt=""
    )


def grootste(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows with a change over a year, the largest first, up or down."""
    keuze = frame[frame["vorig_procent"].notna() & frame["vorig_procent"].ne(0)]
    return keuze.sort_values("vorig_procent", key=lambda s: s.abs(), ascending=False, kind="stable")


def tabel_veranderd(lezer: Lezer, frame: pd.DataFrame, *, meeste: int = 10) -> Any:
    """Table of the largest changes over a year, up or down, with what the policy wants."""
    keuze = grootste(frame).head(meeste)
    kolommen = ["Indicator", "Was", "Is", "Verandering", "Peildatum", "Beleid wil", "Gewenste kant op?"]
    rijen = [
        [
            r.naam,
            getal(r.vorig_waarde, r.decimalen),
            getal(r.waarde, r.decimalen),
            tekst.stap(r),
            met_hoofdletter(periode_label(r.periode)),
            "geen richting" if r.richting == "geen" else r.richting,
            tekst.OORDELEN[r.oordeel],
        ]
        for r in keuze.itertuples()
    ]
    tabel = maak_tabel(
        pd.DataFrame(rijen, columns=kolommen),
        bijschrift=f"De grootste veranderingen in een jaar in {lezer.kader['naam']}",
    )
    return met_links(tabel, list(keuze["indicator_id"]))


def bijzonder(lezer: Lezer) -> str:
    """Jumps and breaks that the monitor sees, as a Markdown list, and how many figures are old."""
    signalen = lezer.signalen()
    regels = [f"- {zin}" for zin in signalen.loc[signalen["soort"] != "oud", "zin"]] if len(signalen) else []
    oud = int((signalen["soort"] == "oud").sum()) if len(signalen) else 0
    if oud:
        regels.append(f"- {tekst.zin_oud(oud)}")
    return "\n".join(regels) or "De monitor ziet geen sprong, geen breuk en geen oud cijfer."


def niet_te_zeggen(lezer: Lezer, frame: pd.DataFrame) -> str:
    """What has no real figure, per reason, as a Markdown list."""
    leeg = frame[frame["waarde"].isna() & frame["ontbreekt"].ne("")]
    regels = [
        f"- **{met_hoofdletter(REDEN.get(reden, reden))}:** {opsomming(list(dict.fromkeys(deel['naam'])))}."
        for reden, deel in leeg.groupby("ontbreekt", sort=True)
    ]
    return "\n".join(regels) or f"Van elke indicator is er een cijfer van {lezer.kader['naam']}."
