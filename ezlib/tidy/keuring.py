"""What must hold of the figures of a tidy table, whatever its source: range, parts against their whole, shares.

The layout (columns, words, key unique) is held by `ezlib.tidy.check_tidy`; that a year or period is there, by the
readers. What may be right but is worth a look only warns: see `ezlib.indicators.signalen`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.taal import getal

if TYPE_CHECKING:
    from ezlib.definitions import Bron

# A kind of area, the kind that it adds up to, and the code of that from its own.
OPTELLINGEN = {
    ("buurt", "wijk"): ("WK", slice(2, 8)),
    ("buurt", "gemeente"): ("GM", slice(2, 6)),
    ("wijk", "gemeente"): ("GM", slice(2, 6)),
}
CEL = ["publicatie", "indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde"]
MAX_GENOEMD = 3


def check_cijfers(frame: pd.DataFrame, bron: Bron, regels: Mapping[str, Any]) -> pd.DataFrame:
    """Hold the figures of a tidy table against the rules, and give it back.

    Parameters
    ----------
    frame
        In the tidy layout.
    regels
        The block `controles` of keuring.yml.

    Raises
    ------
    ControleFout
        Every fault at once, in Dutch, with the first areas it is about.
    """
    fouten = [
        *_zonder_cijfer(frame, regels["verplicht"].get(bron.lezer, ())),
        *_buiten_bereik(frame, regels["bereik"]),
        *_telt_niet_op(frame, **regels["optelling"]),
        *_geen_honderd(frame, regels["aandelen"]),
    ]
    if fouten:
        raise ControleFout(
            f"De cijfers van {bron.id} kloppen niet:\n  " + "\n  ".join(fouten) + "\nKijk bij de uitgever wat er "
            "veranderde. Werk verder met de vorige uitgave: haal de map van deze uitgave weg uit data/raw. De grenzen van "
            "deze controles staan in definitions/keuring.yml."
        )
    return frame


def _zonder_cijfer(frame: pd.DataFrame, onderwerpen: tuple[str, ...]) -> Iterator[str]:
    gevuld = set(frame.loc[frame["waarde"].notna(), "onderwerp"])
    yield from (f"{o}: er is geen enkel cijfer" for o in onderwerpen if o not in gevuld)


def _buiten_bereik(frame: pd.DataFrame, bereik: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for eenheid, grens in bereik.items():
        rijen = frame[frame["eenheid"] == eenheid]
        laag, hoog = grens.get("minimum", float("-inf")), grens.get("maximum", float("inf"))
        fout = rijen[(rijen["waarde"] < laag) | (rijen["waarde"] > hoog)]
        for onderwerp, deel in fout.groupby("onderwerp", sort=True):
            voorbeelden = ", ".join(
                f"{r.gebied_code} {r.periode}: {getal(r.waarde, 1)}" for r in deel.head(MAX_GENOEMD).itertuples()
            )
            tussen = f"tussen {laag:g} en {hoog:g}" if hoog < float("inf") else f"minstens {laag:g}"
            yield f"{onderwerp} ({eenheid}) hoort {tussen} te zijn; {len(deel)} keer niet: {voorbeelden}"


def _telt_niet_op(
    frame: pd.DataFrame, *, onderwerpen: list[str], afronding: float, zonder_gebied_pct: float
) -> Iterator[str]:
    """Parts against their whole. A part without figure may make the sum too small, never too large.

    Tolerance: `afronding` for each part and for the whole, and where the whole is the gemeente, the share of people and
    things that belong to no part.
    """
    rijen = frame[frame["onderwerp"].isin(onderwerpen)]
    for (klein, groot), (letters, plek) in OPTELLINGEN.items():
        geheel = rijen[(rijen["gebied_type"] == groot) & rijen["waarde"].notna()]
        delen = rijen[rijen["gebied_type"] == klein]
        if geheel.empty or delen.empty:
            continue
        delen = delen.assign(geheel=letters + delen["gebied_code"].str[plek])
        som = delen.groupby([*CEL, "geheel"], as_index=False)["waarde"].agg(["sum", "size", "count"])
        paar = som.merge(
            geheel[[*CEL, "gebied_code", "gebied_naam", "waarde"]],
            left_on=[*CEL, "geheel"],
            right_on=[*CEL, "gebied_code"],
            validate="one_to_one",
        )
        zonder = zonder_gebied_pct / 100 * paar["waarde"] if groot == "gemeente" else 0.0
        speling = afronding * (paar["size"] + 1) + zonder
        teveel = paar["sum"] - paar["waarde"]
        fout = paar[(teveel > speling) | ((-teveel > speling) & (paar["size"] == paar["count"]))]
        for onderwerp, deel in fout.groupby("onderwerp", sort=True):
            voorbeelden = "; ".join(
                f"{r.gebied_naam} ({r.gebied_code}) {r.periode}: {getal(r.waarde)}, som van {r.size} delen {getal(r.sum)}"
                for r in deel.head(MAX_GENOEMD).itertuples()
            )
            yield f"{onderwerp}: {klein}en tellen {len(deel)} keer niet op tot hun {groot}: {voorbeelden}"


def _geen_honderd(frame: pd.DataFrame, aandelen: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for onderwerp, regel in aandelen.items():
        rijen = frame[(frame["onderwerp"] == onderwerp) & (frame["eenheid"] == "%")]
        per = ["publicatie", "indeling", "periode", "kenmerk", "gebied_code"]
        som = rijen.groupby(per, as_index=False)["waarde"].agg(["sum", "count"])
        fout = som[(som["count"] == regel["delen"]) & ((som["sum"] - 100).abs() > regel["speling"])]
        if len(fout):
            voorbeelden = ", ".join(
                f"{r.gebied_code} {r.periode}: {getal(r.sum, 1)}" for r in fout.head(MAX_GENOEMD).itertuples()
            )
            yield f"{onderwerp}: de aandelen zijn {len(fout)} keer samen geen 100 %: {voorbeelden}"
