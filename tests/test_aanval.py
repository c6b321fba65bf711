"""Nobody gets closer to a hidden figure than agreed, from all that is published; without the protection he does."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from aanvaller import Aanvaller, Cel
from werkplaats import Werkplaats

from ezlib.indicators.kader import Kader
from ezlib.indicators.werken import functiemengingsindex
from ezlib.register import load_registerdefinities
from ezlib.register.cellen import maak_cellen
from ezlib.register.geheimhouding import beoordeel, maak_cijfers
from ezlib.register.programma import Tabel
from ezlib.store import WORTEL, load_frame

DEFINITIES = load_registerdefinities(WORTEL / "definitions")
REGELS = {"drempels": DEFINITIES.drempels, "bescherming": DEFINITIES.bescherming}
GEMEENTE, PEILDATUM = "GM0637", "2024-01-01"
BUURTEN = [f"BU0637{wijk:02}{buurt:02}" for wijk in range(3) for buurt in range(4)]
SECTOREN = ["bouw", "health", "it", "overig"]
PROGRAMMA = [
    Tabel(onderwerp, niveau, kenmerk)
    for onderwerp in ("vestigingen", "arbeidsplaatsen", "starters")
    for niveau, kenmerk in (
        ("gemeente", "totaal"),
        ("gemeente", "sector"),
        ("wijk", "totaal"),
        ("wijk", "sector"),
        ("buurt", "totaal"),
    )
    if (onderwerp, niveau, kenmerk) != ("starters", "wijk", "sector")
]
SLEUTEL = ["gebied_code", "kenmerk", "kenmerkwaarde"]


def register() -> pd.DataFrame:
    """Rows to count, as they come from the panel: twelve buurten, four sectors, and what tempts an attacker.

    One firm has nearly all health jobs of a wijk, one nearly all jobs of a buurt, two buurten have a few firms only.
    """
    loting = np.random.default_rng(7)
    firma = [(b, s, int(n)) for b in BUURTEN for s in SECTOREN for n in loting.integers(1, 9, loting.integers(3, 9))]
    firma = [f for f in firma if f[0] not in (BUURTEN[0], BUURTEN[6])]
    firma += [(BUURTEN[0], "it", 40), (BUURTEN[0], "bouw", 25), (BUURTEN[6], "it", 3), (BUURTEN[6], "overig", 2)]
    firma += [(BUURTEN[1], "health", 900), (BUURTEN[9], "overig", 2000)]
    rijen = []
    for i, (buurt, sector, banen) in enumerate(firma):
        starter = int(loting.random() < (0.1 if buurt[:8] == "BU063701" else 0.45))
        for onderwerp, aantal in (("vestigingen", 1), ("arbeidsplaatsen", banen), ("starters", starter)):
            rijen.append([onderwerp, PEILDATUM, 2024, buurt, f"K{i}", sector, "totaal", "", aantal])
    kolommen = ["onderwerp", "periode", "indeling", "buurtcode", "kvknummer", "sector", "definitie", "gebeurtenis"]
    return pd.DataFrame(rijen, columns=[*kolommen, "aantal"])


RIJEN = register()
CELLEN = maak_cellen(RIJEN, gemeente=GEMEENTE, programma=PROGRAMMA, buurten={2024: BUURTEN})
WONINGEN = {code: 400.0 + 37 * i for i, code in enumerate(sorted({*BUURTEN, *(f"WK{b[2:8]}" for b in BUURTEN)}))}
ONDERWERPEN = ["arbeidsplaatsen", "starters"]
AANVALLER = Aanvaller(
    totalen={o: float(RIJEN.loc[RIJEN["onderwerp"] == o, "aantal"].sum()) for o in ONDERWERPEN}, woningen=WONINGEN
)


def publiceer(*, secundair: bool = True, erft: bool = True, eerder: pd.DataFrame | None = None) -> pd.DataFrame:
    """What is published of the synthetic register: the protected table and the FMI that is computed from it."""
    oordeel = beoordeel(CELLEN, **REGELS, secundair=secundair, eerder=eerder)
    tidy = maak_cijfers(CELLEN, oordeel["regel"], **REGELS, herkomst="waargenomen", publicatie="Proef")
    banen = tidy[(tidy["onderwerp"] == "arbeidsplaatsen") & (tidy["kenmerk"] == "totaal")]
    if not erft:
        banen = banen.assign(waarde=CELLEN.loc[banen.index, "waarde"], ontbreekt="")
    huizen = banen[banen["gebied_type"] != "gemeente"].assign(onderwerp="woningen", ontbreekt="", bron_id="cbs")
    huizen = huizen.assign(waarde=huizen["gebied_code"].map(WONINGEN), publicatie="CBS")
    index = functiemengingsindex(pd.concat([banen, huizen], ignore_index=True), kader=Kader(GEMEENTE, "Stad"))
    return pd.concat([tidy, index], ignore_index=True)


def nodig(cel: Cel, onderwerp: str) -> tuple[float, float]:
    """What has to stay possible of a cell that is hidden for its own sake, worked out from the firms themselves."""
    eigen = RIJEN[RIJEN["onderwerp"] == onderwerp]
    code, kenmerk, waarde = cel
    eigen = eigen[eigen["buurtcode"].str.startswith({"GM": "BU0637"}.get(code[:2], "BU" + code[2:]))]
    eigen = eigen if kenmerk == "totaal" else eigen[eigen[kenmerk] == waarde]
    delen = sorted(eigen.groupby("kvknummer")["aantal"].sum(), reverse=True)
    som = sum(delen)
    if onderwerp == "starters":
        return (1, 4) if 1 <= som <= 4 else (som, som)
    telt = [d for d in delen if d]
    zelf = len(telt) < 5 or telt[0] > 0.75 * som or som - telt[0] - telt[1] < 0.1 * telt[0]
    breedte = max(5, math.ceil(0.1 * delen[0])) if zelf else 0
    return max(len(delen), som - breedte), som + breedte


def te_dichtbij(gepubliceerd: pd.DataFrame, aanvaller: Aanvaller = AANVALLER) -> set[tuple[str, str, str]]:
    """Hidden cells of which the attacker comes closer than agreed."""
    uit = set()
    for onderwerp in ONDERWERPEN:
        for cel, (laag, hoog) in aanvaller.leid_af(gepubliceerd, onderwerp).items():
            van, tot = nodig(cel, onderwerp)
            if laag > van + 1e-3 or hoog < tot - 1e-3:
                uit.add((onderwerp, cel[0], cel[2]))
    return uit


def test_there_is_much_to_attack():
    hidden = publiceer()
    hidden = hidden[hidden["ontbreekt"] == "onderdrukt"].groupby("onderwerp").size()
    assert hidden["arbeidsplaatsen"] >= 8 and hidden["starters"] >= 4 and hidden["functiemengingsindex"] >= 4
    assert publiceer()["waarde"].notna().sum() > 60


def test_nobody_comes_closer_than_agreed():
    assert te_dichtbij(publiceer()) == set()


def test_without_secondary_suppression_the_attacker_wins():
    gevonden = te_dichtbij(publiceer(secundair=False))
    assert {"arbeidsplaatsen", "starters"} == {onderwerp for onderwerp, _, _ in gevonden}


def test_when_the_index_does_not_inherit_the_attacker_wins():
    gevonden = te_dichtbij(publiceer(erft=False))
    assert ("arbeidsplaatsen", BUURTEN[0], "totaal") in gevonden


def test_the_audit_sees_what_the_attacker_sees():
    """Two models of one table, made apart: the intervals of the audit are never wider than those of the attack."""
    oordeel = beoordeel(CELLEN, **REGELS)
    gepubliceerd = publiceer()
    for onderwerp in ONDERWERPEN:
        eigen = CELLEN[CELLEN["onderwerp"] == onderwerp].join(oordeel).set_index(SLEUTEL)
        for cel, (laag, hoog) in AANVALLER.leid_af(gepubliceerd, onderwerp).items():
            assert eigen.loc[cel, "ondergrens"] >= laag - 1e-3 and eigen.loc[cel, "bovengrens"] <= hoog + 1e-3, cel


# --- an earlier edition ------------------------------------------------------------------------------------------


def _eerdere_editie() -> tuple[pd.DataFrame, Aanvaller]:
    """An edition that hid other starters than this one would: with both, a small number follows."""
    nu = publiceer().iloc[: len(CELLEN)]
    eigen = (CELLEN["onderwerp"] == "starters") & (CELLEN["gebied_type"] == "buurt")
    offer = nu[eigen & (nu["ontbreekt"] == "onderdrukt") & (nu["noot"] != "<5")].iloc[0]
    wijk = eigen & CELLEN["gebied_code"].str.startswith(offer["gebied_code"][:8])
    ander = CELLEN[wijk & nu["waarde"].notna() & (CELLEN["waarde"] > 7)].index[0]
    getoond = nu["waarde"].where(eigen)
    getoond.loc[offer.name], getoond.loc[ander] = CELLEN.loc[offer.name, "waarde"], np.nan
    eerder = pd.DataFrame({"getoond": getoond, "verborgen": eigen & getoond.isna()})
    kennis = {("starters", tuple(CELLEN.loc[i, SLEUTEL])): getoond[i] for i in getoond[getoond.notna()].index}
    return eerder, Aanvaller(AANVALLER.totalen, AANVALLER.woningen, kennis)


def test_two_editions_together_tell_no_more():
    eerder, aanvaller = _eerdere_editie()
    assert te_dichtbij(publiceer(eerder=eerder), aanvaller) == set()


def test_an_edition_that_forgets_the_one_before_loses():
    _, aanvaller = _eerdere_editie()
    assert {onderwerp for onderwerp, _, _ in te_dichtbij(publiceer(), aanvaller)} == {"starters"}


# --- the embedded register ---------------------------------------------------------------------------------------


NIVEAUS = ["gemeente", "wijk", "buurt", "werklocatie"]


def _nesten(codes: set[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Rests by their code: the areas around, and the werklocaties inside that the monitor knows."""
    delen = {c: c.partition(": ")[2].split(" - ") for c in codes if c.startswith("RE")}
    return {c: (om.split(" + "), binnen) for c, (om, *binnen) in delen.items()}


@pytest.fixture(scope="module")
def editie(gebouwd: Werkplaats) -> pd.DataFrame:
    tekst = dict.fromkeys(["periode", "kenmerkwaarde", "noot", "ontbreekt", "indicator_id"], "str")
    frame = pd.read_csv(gebouwd.editie / "tabellen" / "waarnemingen.csv", dtype=tekst, keep_default_na=False,
                        na_values={"waarde": [""]})  # fmt: skip
    return frame.rename(columns={"indicator_id": "onderwerp"})


def test_the_edition_gives_no_hidden_figure_away(gebouwd: Werkplaats, editie: pd.DataFrame) -> None:
    """Every peildatum: from the observations alone, with dwellings and the totals that anyone may know."""
    cellen = load_frame(gebouwd.map_ / "data" / "processed" / "register" / "cellen.parquet")
    jaren, aangevallen = sorted(editie.loc[editie["ontbreekt"] == "onderdrukt", "periode"].unique()), 0
    assert len(jaren) >= 8
    for periode in jaren:
        nu = editie[(editie["periode"] == periode) & editie["gebied_type"].isin(NIVEAUS)]
        nu = nu[nu["gebied_code"].str[2:6] == GEMEENTE[2:]]
        waar = cellen[cellen["periode"] == periode].set_index(["onderwerp", *SLEUTEL])
        totalen = waar[(waar.index.get_level_values("kenmerk") == "totaal") & (waar["gebied_type"] == "gemeente")]
        huizen = nu[(nu["onderwerp"] == "woningen") & nu["waarde"].notna()]
        aanvaller = Aanvaller(
            totalen={i[0]: w for i, w in totalen["waarde"].items()},
            woningen=dict(zip(huizen["gebied_code"], huizen["waarde"], strict=True)),
            nesten=_nesten(set(waar.index.get_level_values("gebied_code"))),
        )
        for onderwerp in ("arbeidsplaatsen", "starters", "startups", "scaleups"):
            eigen = nu[(nu["onderwerp"] == onderwerp) & (nu["kenmerk"].isin(["totaal", "sector"]))]
            if not (eigen["ontbreekt"] == "onderdrukt").any():
                continue
            rest = nu[nu["onderwerp"].isin(["functiemengingsindex", "vestigingen", "arbeidsplaatsen_naar_plek"])]
            for cel, (laag, hoog) in aanvaller.leid_af(pd.concat([eigen, rest]), onderwerp).items():
                if cel[0].startswith("som van") or (onderwerp, *cel) not in waar.index:
                    continue
                c = waar.loc[(onderwerp, *cel)]
                klein = onderwerp != "arbeidsplaatsen" and 1 <= c["waarde"] <= 4
                if klein:
                    assert (laag, hoog) == (1, 4), (periode, onderwerp, cel, laag, hoog)
                if onderwerp == "arbeidsplaatsen" and c["n_bedrijven"] < 5:
                    assert hoog >= c["waarde"] + max(5, 0.1 * c["grootste"]) - 1e-3, (periode, cel, laag, hoog)
                    assert laag <= max(c["n_bedrijven"], c["waarde"] - 5) + 1e-3, (periode, cel, laag, hoog)
                aangevallen += 1
    assert aangevallen > 40
