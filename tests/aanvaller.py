"""An attacker of published figures, with a model of his own: he knows the page, the notes and the rules, no code of ours.

He reads one frame of published rows (`onderwerp`, `gebied_type`, `gebied_code`, `kenmerk`, `kenmerkwaarde`, `waarde`,
`noot`) of one peildatum, and tries to work out every row without a value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linprog

Cel = tuple[str, str, str]  # gebied_code, kenmerk, kenmerkwaarde
VEEL = 1e7


@dataclass
class Aanvaller:
    """What he knows besides: totals of the gemeente, what an earlier edition showed, dwellings per area."""

    totalen: dict[str, float]  # per subject, published elsewhere
    woningen: dict[str, float] = field(default_factory=dict)
    eerder: dict[tuple[str, Cel], float] = field(default_factory=dict)
    alles_geplaatst: bool = True
    nesten: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)  # rest -> areas around, areas inside
    minstens: dict[tuple[str, Cel], float] = field(default_factory=dict)  # a part of it, published elsewhere

    def leid_af(self, gepubliceerd: pd.DataFrame, onderwerp: str) -> dict[Cel, tuple[float, float]]:
        """Smallest and largest value that fits all he knows, of each hidden cell of the subject."""
        eigen = gepubliceerd[gepubliceerd["onderwerp"] == onderwerp]
        cellen = [tuple(r) for r in eigen[["gebied_code", "kenmerk", "kenmerkwaarde"]].to_numpy()]
        grenzen = dict(zip(cellen, [self._grens(r) for r in eigen.to_dict("records")], strict=True))
        self._lees_index(gepubliceerd, onderwerp, grenzen)
        self._lees_vestigingen(gepubliceerd, onderwerp, grenzen)
        self._lees_aandelen(gepubliceerd, onderwerp, grenzen)
        for (van, cel), deel in self.minstens.items():
            if van == onderwerp and cel in grenzen:
                grenzen[cel] = (max(grenzen[cel][0], deel), grenzen[cel][1])
        # What a werklocatie leaves of the areas around it stands on no page: he makes it himself.
        bekend = {c[0] for c in grenzen if c[1] == "totaal"}
        nesten = {rest: delen for rest, delen in self.nesten.items() if {*delen[0], *delen[1]} <= bekend}
        resten = [(rest, "totaal", "totaal") for rest in nesten]
        grenzen |= dict.fromkeys(resten, (0, VEEL))
        gemeente = next((c for c, soort in zip(eigen["gebied_code"], eigen["gebied_type"], strict=True)
                         if soort == "gemeente"), "GM" + cellen[0][0][2:6])  # fmt: skip
        grenzen[gemeente, "totaal", "totaal"] = (self.totalen[onderwerp],) * 2
        sommen = self._sommen(grenzen, gemeente) + self._sommen_werklocaties(grenzen, gemeente, nesten)
        namen = list(grenzen)
        gelijk, hoogstens = (self._matrix([s for s in sommen if s[2] == soort], namen) for soort in (True, False))
        verborgen = [c for c, w in zip(cellen, eigen["waarde"], strict=True) if np.isnan(w)]
        gezocht = [*verborgen, *resten]
        return {c: self._uitersten(namen.index(c), list(grenzen.values()), gelijk, hoogstens) for c in gezocht}

    def _grens(self, rij: dict) -> tuple[float, float]:
        """What a figure and its note say."""
        toen = self.eerder.get((rij["onderwerp"], (rij["gebied_code"], rij["kenmerk"], rij["kenmerkwaarde"])))
        waarde, noot = rij["waarde"], rij["noot"]
        if np.isnan(waarde) and toen is None:
            onder = re.match(r"<(\d+)", noot)
            if onder:
                return 1, int(onder[1]) - 1
            # A count that is hidden and is not called small is not small, or why would it not be called so?
            return (0 if rij["onderwerp"] == "arbeidsplaatsen" else 5), VEEL
        waarde = toen if np.isnan(waarde) else waarde
        rond = 10 if rij["onderwerp"] == "arbeidsplaatsen" and rij["gebied_type"] != "gemeente" else 1
        return max(0, waarde - rond // 2), waarde + (rond - 1) // 2

    def _lees_index(self, gepubliceerd: pd.DataFrame, onderwerp: str, grenzen: dict) -> None:
        """FMI = 100 b / (b + w), so b = w FMI / (100 - FMI): of figures rounded to ten, so within five."""
        index = gepubliceerd[(gepubliceerd["onderwerp"] == "functiemengingsindex") & gepubliceerd["waarde"].notna()]
        for rij in index.to_dict("records"):
            cel = (rij["gebied_code"], "totaal", "totaal")
            if onderwerp == "arbeidsplaatsen" and cel in grenzen and rij["gebied_code"] in self.woningen:
                banen = self.woningen[rij["gebied_code"]] * rij["waarde"] / (100 - rij["waarde"])
                laag, hoog = grenzen[cel]
                grenzen[cel] = (max(laag, banen - 5.001), min(hoog, banen + 4.001))

    def _lees_vestigingen(self, gepubliceerd: pd.DataFrame, onderwerp: str, grenzen: dict) -> None:
        """Who is in the trade register has work: at least as many jobs as establishments, of which the page tells."""
        if onderwerp != "arbeidsplaatsen":
            return
        vestigingen = gepubliceerd[(gepubliceerd["onderwerp"] == "vestigingen") & (gepubliceerd["waarde"] > 2)]
        for rij in vestigingen.to_dict("records"):
            cel = (rij["gebied_code"], rij["kenmerk"], rij["kenmerkwaarde"])
            if cel in grenzen:
                grenzen[cel] = (max(grenzen[cel][0], rij["waarde"] - 2), grenzen[cel][1])

    def _lees_aandelen(self, gepubliceerd: pd.DataFrame, onderwerp: str, grenzen: dict) -> None:
        """A share of all jobs is so many jobs: every one is known to lie on a werklocatie or elsewhere."""
        if onderwerp != "arbeidsplaatsen":
            return
        deel = gepubliceerd[(gepubliceerd["onderwerp"] == "arbeidsplaatsen_naar_plek") & gepubliceerd["waarde"].notna()]
        deel = deel[deel["kenmerk"] == "op_werklocatie"]
        for rij in deel.to_dict("records"):
            banen = rij["waarde"] / 100 * self.totalen[onderwerp]
            grenzen[rij["gebied_code"], rij["kenmerk"], rij["kenmerkwaarde"]] = (banen - 0.01, banen + 0.01)

    @staticmethod
    def _sommen_werklocaties(grenzen: dict, gemeente: str, nesten: dict) -> list[tuple[Cel, list[Cel], bool]]:
        """Werklocaties together are what lies on one; around each there is a rest of the areas that hold it."""
        uit = []
        tot = ("totaal", "totaal")
        alle = [c for c in grenzen if c[0].startswith("WL") and c[1:] == tot]
        if alle and (gemeente, "op_werklocatie", "werklocatie") in grenzen:
            uit.append(((gemeente, "op_werklocatie", "werklocatie"), alle, True))
        for rest, (om, binnen) in nesten.items():
            geheel = (om[0], *tot)
            if len(om) > 1:
                geheel = ("som van " + " en ".join(om), *tot)
                grenzen[geheel] = (0, VEEL)
                uit.append((geheel, [(code, *tot) for code in om], True))
            uit.append((geheel, [(rest, *tot), *((code, *tot) for code in binnen)], True))
        return uit

    def _sommen(self, grenzen: dict, gemeente: str) -> list[tuple[Cel, list[Cel], bool]]:
        """Every sum he can think of: a whole, its parts, and whether they are all of it."""
        uit = []
        for code, kenmerk, waarde in list(grenzen):
            kinderen = [c for c in grenzen if c[1:] == (kenmerk, waarde) and _ligt_in(c[0], code, gemeente)]
            if kinderen:
                heel = code != gemeente or self.alles_geplaatst
                uit.append(((code, kenmerk, waarde), kinderen, heel))
            if kenmerk == "totaal":
                for ander in {c[1] for c in grenzen if c[0] == code} - {"totaal"}:
                    delen = [c for c in grenzen if c[0] == code and c[1] == ander]
                    uit.append(((code, kenmerk, waarde), delen, True))
        return uit

    @staticmethod
    def _matrix(sommen: list, namen: list[Cel]) -> np.ndarray | None:
        uit = np.zeros((len(sommen), len(namen)))
        for i, (geheel, delen, _) in enumerate(sommen):
            uit[i, [namen.index(c) for c in delen]] = 1
            uit[i, namen.index(geheel)] = -1
        return uit if len(sommen) else None

    @staticmethod
    def _uitersten(cel: int, grenzen: list, gelijk: np.ndarray | None, hoogstens: np.ndarray | None) -> tuple:
        uit = []
        for teken in (1, -1):
            doel = np.zeros(len(grenzen))
            doel[cel] = teken
            antwoord = linprog(
                doel,
                A_eq=gelijk,
                b_eq=None if gelijk is None else np.zeros(len(gelijk)),
                A_ub=hoogstens,
                b_ub=None if hoogstens is None else np.zeros(len(hoogstens)),
                bounds=grenzen,
            )
            assert antwoord.status == 0, antwoord.message
            uit.append(round(teken * antwoord.fun, 4))
        return tuple(uit)


def _ligt_in(kind: str, ouder: str, gemeente: str) -> bool:
    if kind.startswith("WK"):
        return ouder == gemeente
    return kind.startswith("BU") and ouder == "WK" + kind[2:8]
