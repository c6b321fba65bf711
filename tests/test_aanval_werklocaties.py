"""Werklocaties lie in published buurten and wijken: nobody gets closer to what they leave of those than agreed."""

from __future__ import annotations

import math

import pandas as pd
from aanvaller import Aanvaller
from test_aanval import REGELS

from ezlib.indicators.kader import Kader
from ezlib.indicators.werken import arbeidsplaatsen_naar_plek, functiemengingsindex
from ezlib.register.cellen import maak_cellen
from ezlib.register.edities import zoek_delen
from ezlib.register.geheimhouding import beoordeel, maak_cijfers
from ezlib.register.nesten import Nest, tel_resten
from ezlib.register.programma import Tabel

GEMEENTE = "GM0637"
BUURTEN = ["BU06370101", "BU06370102", "BU06370103", "BU06370201", "BU06370202"]
A, B = "WL0637-AAA", "WL0637-BBB"
# buurt, werklocatie ("" on none), jobs per firm. In the first buurt one large firm lies beside the werklocatie; what
# the second leaves of two buurten is two firms.
PLEK = [
    (BUURTEN[0], A, [160, 140, 130, 90, 80, 70]), (BUURTEN[0], "", [500]),
    (BUURTEN[1], B, [150, 120, 90, 80, 60]), (BUURTEN[1], "", [300]),
    (BUURTEN[2], B, [110, 90, 70, 60, 50]), (BUURTEN[2], "", [280]),
    (BUURTEN[3], "", [90, 80, 70, 60, 50, 40]), (BUURTEN[4], "", [75, 66, 55, 44, 33, 22]),
]  # fmt: skip
NESTEN = [Nest((BUURTEN[0],), (A,)), Nest((BUURTEN[1], BUURTEN[2]), (B,)), Nest(("WK063701",), (A, B))]
PROGRAMMA = [
    Tabel(onderwerp, niveau, kenmerk)
    for onderwerp in ("vestigingen", "arbeidsplaatsen")
    for niveau, kenmerk in (
        ("gemeente", "totaal"), ("gemeente", "op_werklocatie"), ("gemeente", "sector"), ("wijk", "totaal"),
        ("buurt", "totaal"), ("werklocatie", "totaal"),
    )
    if (onderwerp, kenmerk) != ("vestigingen", "op_werklocatie")
]  # fmt: skip


def rijen() -> pd.DataFrame:
    """Rows to count; the largest firms are in IT, and all of that sector but one firm of 500."""
    uit = []
    for buurt, werklocatie, banen in PLEK:
        for n in banen:
            op = "werklocatie" if werklocatie else "elders"
            vast = [2024, "2024-01-01", buurt, f"K{len(uit)}", "it_diensten" if n >= 150 else "overig", werklocatie, op]
            uit += [["vestigingen", *vast, 1], ["arbeidsplaatsen", *vast, n]]
    kolommen = ["onderwerp", "indeling", "periode", "buurtcode", "kvknummer", "sector", "werklocatie", "op_werklocatie"]
    return pd.DataFrame(uit, columns=[*kolommen, "aantal"]).assign(definitie="totaal", gebeurtenis="")


RIJEN = rijen()
TABELLEN = maak_cellen(RIJEN, gemeente=GEMEENTE, programma=PROGRAMMA, buurten={2024: BUURTEN})
RESTEN = tel_resten(RIJEN, TABELLEN, NESTEN, gemeente=GEMEENTE, buurten={2024: BUURTEN})
ALLE = pd.concat([TABELLEN, RESTEN], ignore_index=True)
BANEN = RIJEN[RIJEN["onderwerp"] == "arbeidsplaatsen"]
WONINGEN = {code: 700.0 + 61 * i for i, code in enumerate([*BUURTEN, "WK063701", "WK063702"])}
AANVALLER = Aanvaller(
    totalen={"arbeidsplaatsen": float(BANEN["aantal"].sum())},
    woningen=WONINGEN,
    nesten={n.code: (list(n.gebieden), list(n.werklocaties)) for n in NESTEN},
)


def publiceer(*, nesten: bool = True, secundair: bool = True, erft: bool = True) -> pd.DataFrame:
    """Tables, and the indicators that are computed from them."""
    cellen = ALLE if nesten else TABELLEN
    regel = beoordeel(cellen, **REGELS, secundair=secundair)["regel"].loc[TABELLEN.index]
    tidy = maak_cijfers(TABELLEN, regel, **REGELS, herkomst="waargenomen", publicatie="Proef")
    banen = tidy[(tidy["onderwerp"] == "arbeidsplaatsen") & tidy["gebied_type"].isin(["wijk", "buurt"])]
    if not erft:
        echt = (TABELLEN.loc[banen.index, "waarde"] / 10).round() * 10
        banen = banen.assign(waarde=echt, ontbreekt="")
    huizen = banen.assign(onderwerp="woningen", ontbreekt="", bron_id="cbs", publicatie="CBS")
    huizen = huizen.assign(waarde=huizen["gebied_code"].map(WONINGEN))
    kader = Kader(GEMEENTE, "Stad")
    index = functiemengingsindex(pd.concat([banen, huizen], ignore_index=True), kader=kader)
    plek = arbeidsplaatsen_naar_plek(tidy, kader=kader, onbekend="onbekend")
    return pd.concat([tidy, index, plek], ignore_index=True)


def te_dichtbij(gepubliceerd: pd.DataFrame) -> set[str]:
    """Rests and hidden areas of which the attacker comes closer than agreed, worked out from the firms themselves."""
    uit = set()
    for (code, kenmerk, waarde), (laag, hoog) in AANVALLER.leid_af(gepubliceerd, "arbeidsplaatsen").items():
        om, binnen = AANVALLER.nesten.get(code, ([code], []))
        wie = (
            BANEN["buurtcode"].isin(om) | ("WK" + BANEN["buurtcode"].str[2:8]).isin(om) | BANEN["werklocatie"].isin(om)
        )
        wie |= GEMEENTE in om
        eigen = BANEN[wie & ~BANEN["werklocatie"].isin(binnen)]
        eigen = eigen if kenmerk == "totaal" else eigen[eigen[kenmerk] == waarde]
        delen, som = sorted(eigen["aantal"], reverse=True), eigen["aantal"].sum()
        weinig = 3 if code == GEMEENTE else 5
        if len(delen) < weinig or delen[0] > 0.75 * som or som - sum(delen[:2]) < 0.1 * delen[0]:
            breed = max(5, math.ceil(0.1 * delen[0]))
            if laag > max(len(delen), som - breed) + 0.1 or hoog < som + breed - 0.1:
                uit.add(code)
    return uit


REST_A, REST_B, REST_WIJK = (n.code for n in NESTEN)


def test_a_rest_is_counted_with_the_firms_behind_it() -> None:
    banen = RESTEN[RESTEN["onderwerp"] == "arbeidsplaatsen"].set_index("gebied_code")
    assert banen[["waarde", "n_bedrijven", "grootste"]].astype("int64").T.to_dict("list") == {
        REST_A: [500, 1, 500], REST_B: [580, 2, 300], REST_WIJK: [1080, 3, 500],
    }  # fmt: skip


def test_nobody_comes_closer_to_a_rest_than_agreed() -> None:
    gepubliceerd = publiceer()
    weg = gepubliceerd[gepubliceerd["ontbreekt"] == "onderdrukt"]
    assert {"arbeidsplaatsen", "functiemengingsindex"} <= set(weg["onderwerp"])
    assert te_dichtbij(gepubliceerd) == set()


def test_without_the_rests_he_subtracts_the_werklocatie_from_its_buurt() -> None:
    assert {REST_A, REST_B} <= te_dichtbij(publiceer(nesten=False))


def test_without_secondary_suppression_he_does_too() -> None:
    assert {REST_A, REST_B} <= te_dichtbij(publiceer(secundair=False))


def test_when_the_index_does_not_inherit_he_wins() -> None:
    assert te_dichtbij(publiceer(erft=False))


def test_jobs_of_sbi_62_in_an_annual_report_are_a_bound_of_its_sector() -> None:
    """810 of the 1,230 jobs in IT were published: hidden or not, nobody thinks of less. What was revised upwards tells nothing."""

    def feiten(*waarden: int) -> pd.DataFrame:
        rij = {"onderwerp": "arbeidsplaatsen", "gebied_code": GEMEENTE, "periode": "2024-01-01", "kenmerk": "sbi"}
        return pd.DataFrame([rij | {"kenmerkwaarde": "62", "waarde": float(w)} for w in waarden])

    sectoren = {"sectoren": {"it_diensten": {"sbi_2008": ["62"], "sbi_2025": ["62"]}}, "overig": "Overig"}
    minstens = zoek_delen(ALLE, feiten(3539, 810), sectoren)
    it = ALLE.index[(ALLE["onderwerp"] == "arbeidsplaatsen") & (ALLE["kenmerkwaarde"] == "it_diensten")]
    assert minstens.dropna().to_dict() == {it[0]: 810}
    weg = pd.DataFrame({"getoond": pd.Series(float("nan"), ALLE.index), "verborgen": ALLE.index.isin(it)})
    zonder, met = (beoordeel(ALLE, **REGELS, eerder=weg, minstens=m).loc[it[0], "ondergrens"] for m in (None, minstens))
    assert zonder < 810 and met == 810
    hoger = zoek_delen(ALLE, feiten(9000), sectoren)
    assert beoordeel(ALLE, **REGELS, eerder=weg, minstens=hoger).loc[it[0], "ondergrens"] == zonder
    # And the attacker, who reads the same report, knows the same.
    tidy = publiceer()
    cel = (GEMEENTE, "sector", "it_diensten")
    tidy = tidy.assign(waarde=tidy["waarde"].mask(tidy["kenmerk"] == "sector"))
    lezer = Aanvaller(AANVALLER.totalen, minstens={("arbeidsplaatsen", cel): 810.0})
    assert lezer.leid_af(tidy, "arbeidsplaatsen")[cel][0] == 810
