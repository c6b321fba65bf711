"""An attack on the quarters of the KvK: a year of them, the steps to the stock, the register and an earlier edition.

The attacker has a linear programme of his own over all that is published of one year, and the sums he can think of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pytest
from nep_register import definities
from scipy.optimize import linprog

from ezlib.definitions import load_definities
from ezlib.register import stelsel
from ezlib.register.aansluiting import STAP, als_cellen, is_vast, sluit_aan
from ezlib.register.cellen import maak_cellen
from ezlib.register.geheimhouding import beoordeel, maak_cijfers
from ezlib.register.kvk import MUTATIE_TYPEN, kwartaal_van
from ezlib.register.kvk_tellen import RICHTINGEN, SOORTEN, is_einde, soort_inschrijving, tel_mutaties
from ezlib.register.programma import Tabel
from ezlib.store import WORTEL

DEFS = definities()
REGELS = {"drempels": DEFS.drempels, "bescherming": DEFS.bescherming}
SECTOREN = load_definities(WORTEL / "definitions").sectoren
GEMEENTE, KWARTALEN = "GM0637", ["2024K1", "2024K2", "2024K3", "2024K4"]
BUURTEN = [f"BU0637{wijk:02}01" for wijk in range(5)]
SBI = {"J": "6201", "F": "4321", "Q": "8621", "I": "5610", "M": "7112"}
WAARDEN = {
    "sector": [*SECTOREN["sectoren"], "overig"], "sbi_sectie": [*SBI, "onbekend"], "aanleiding": SOORTEN,
    "richting": RICHTINGEN, "pand": ("woning", "bedrijfspand", "onbekend"),
}  # fmt: skip
# Per quarter: how many start by buurt and branch, how many register for another reason, and how many move.
STARTERS = [
    {("J", 0): 9, ("F", 0): 3, ("Q", 1): 6, ("I", 2): 2, ("J", 3): 7, ("J", 4): 1, ("M", 1): 3},
    {("J", 0): 8, ("F", 1): 16, ("Q", 1): 1, ("I", 2): 5, ("J", 3): 4},
    {("J", 0): 6, ("F", 0): 2, ("Q", 2): 7, ("I", 3): 3, ("Q", 4): 1},
    {("J", 0): 4, ("F", 1): 4, ("I", 2): 6},
]
ANDERE = [{"overname": 2, "rechtsvorm": 41}, {"overname": 9, "rechtsvorm": 3}, {"rechtsvorm": 60, "overname": 1}, {}]
VERHUISD = [
    {"in": 3, "uit": 14, "binnen": 30},
    {"in": 12, "uit": 2, "binnen": 40},
    {"in": 17, "uit": 18, "binnen": 4},
    {},
]


def mutaties() -> pd.DataFrame:
    """One year of mutations; of who started, three stopped in the year."""
    rijen: list[dict[str, object]] = []

    def zet(k: int, gebeurtenis: str, buurt: str, sbi: str, reden: str = "", kvk: str = "") -> None:
        rij = dict.fromkeys(MUTATIE_TYPEN, "") | {"kvknummer": kvk or f"k{len(rijen)}", "sbi": sbi}
        rij |= {"vestigingsnummer": f"v{len(rijen)}", "gebeurtenis": gebeurtenis, "buurtcode": buurt, "indeling": 2024}
        rij |= {"datum": f"2024-{3 * k + 2:02}-05", "aanleiding": reden, "sbi_versie": 2008, "x": 0, "y": 0}
        rijen.append(rij)

    for k in range(4):
        for (tak, buurt), aantal in STARTERS[k].items():
            for n in range(aantal):
                zet(k, "inschrijving", BUURTEN[buurt], SBI[tak], "starter", kvk=f"s{k}{tak}{buurt}{n}")
        for reden, aantal in ANDERE[k].items():
            for n in range(aantal):
                zet(k, "inschrijving", BUURTEN[n % 4], "6201", reden)
        for richting, aantal in VERHUISD[k].items():
            for n in range(aantal):
                zet(k, f"verhuizing_{richting}", "" if richting == "uit" else BUURTEN[n % 4], "6201")
        for n in range(12):
            zet(k, "opheffing", BUURTEN[int("000000111122"[n])], SBI["FQIJJJJJJJJJ"[n]])
    for n in range(3):
        zet(3, "opheffing", BUURTEN[0], "6201", kvk=f"s0J0{n}")
    frame = pd.DataFrame(rijen).assign(kwartaal=lambda f: kwartaal_van(f["datum"])).astype(MUTATIE_TYPEN)
    leeg = pd.DataFrame({"peildatum": [], "kvknummer": [], "vestigingsnummer": []}, dtype="str")
    pand = pd.Series(np.where(frame["kvknummer"].str[-1].isin(list("04")), "bedrijfspand", "woning"), frame.index)
    return frame.assign(kind=soort_inschrijving(frame, leeg, doorgang_dagen=31), pand=pand)


MUTATIES = mutaties()
EINDE = is_einde(MUTATIES, doorgang_dagen=31)


def _begonnen() -> pd.DataFrame:
    """Starters as the register sees them on 1 January: not who stopped, six are no starter, seven only it knows."""
    eigen = MUTATIES[MUTATIES["kind"] == "starter"]
    gestopt = MUTATIES.loc[EINDE, "kvknummer"]
    eigen = eigen[~eigen["kvknummer"].isin(gestopt)]
    anders = eigen.iloc[::13]
    erbij = anders.head(7).assign(kvknummer=lambda f: "r" + f["kvknummer"])
    return pd.concat([eigen.drop(anders.index), erbij])


def cellen(programma: tuple[Tabel, ...] = DEFS.programma) -> pd.DataFrame:
    """Cells of the quarters, of the steps, and of the stock of the register per wijk."""
    kwartaal = maak_cellen(
        tel_mutaties(MUTATIES, KWARTALEN, SECTOREN, einde=EINDE),
        gemeente=GEMEENTE, programma=programma, buurten={2024: BUURTEN}, kenmerkwaarden=WAARDEN,
    )  # fmt: skip
    stand, alle = _begonnen(), MUTATIES[MUTATIES["kind"] == "starter"]
    als = {"jaar": 2025}
    register = pd.concat([alle, stand]).drop_duplicates("kvknummer").assign(**als)
    stappen = sluit_aan(MUTATIES, EINDE, register, stand.assign(**als), kwartalen=KWARTALEN)
    jaar = stand.assign(onderwerp="starters", periode="2025-01-01", definitie="totaal", gebeurtenis="", aantal=1)
    tabellen = [Tabel("starters", niveau) for niveau in ("gemeente", "wijk", "buurt")]
    voorraad = maak_cellen(jaar, gemeente=GEMEENTE, programma=tabellen, buurten={2024: BUURTEN})
    return pd.concat([kwartaal, als_cellen(stappen, gemeente=GEMEENTE), voorraad], ignore_index=True)


def publiceer(alle: pd.DataFrame, *, vast: bool = True, **keuze: object) -> pd.DataFrame:
    oordeel = beoordeel(alle, **REGELS, vast=is_vast(alle) if vast else None, **keuze)
    uit = maak_cijfers(alle, oordeel["regel"], **REGELS, herkomst="waargenomen", publicatie="Proef")
    return uit.assign(waar=alle["waarde"])


SLEUTEL = ["onderwerp", "periode", "gebied_code", "kenmerk", "kenmerkwaarde"]
Som = dict[tuple[str, ...], float]


def _sommen(namen: set[tuple[str, ...]]) -> Iterator[tuple[Som, bool]]:
    """What is 0 (True) or at most 0 (False), as the sum of cells with their sign."""
    tot = ("totaal", "totaal")
    for onderwerp, periode in sorted({n[:2] for n in namen if not n[0].endswith("aansluiting")}):
        heel = {(onderwerp, periode, GEMEENTE, *tot): -1.0}
        eigen = [n for n in namen if n[:2] == (onderwerp, periode)]
        for kenmerk in {n[3] for n in eigen} - {"totaal"}:
            yield heel | {n: 1.0 for n in eigen if n[3] == kenmerk}, True
        wijken = {n: 1.0 for n in eigen if n[2].startswith("WK")}
        weg = {n: 1.0 for n in eigen if n[3:] == ("richting", "uit")}
        if wijken:
            yield heel | wijken | weg, True
        for buurt in (n for n in eigen if n[2].startswith("BU")):
            yield {buurt: 1.0, (onderwerp, periode, "WK" + buurt[2][2:8], *tot): -1.0}, True
        # Whoever knows which branches make up a sector.
        for sector, takken in (("bouw_installatie", "F"), ("health", "Q"), ("verzorgend", "I"), ("it_diensten", "JM")):
            deel = {(onderwerp, periode, GEMEENTE, "sbi_sectie", tak): 1.0 for tak in takken}
            geheel = (onderwerp, periode, GEMEENTE, "sector", sector)
            if {geheel, *deel} <= namen:
                yield deel | {geheel: -1.0}, True
    for k in KWARTALEN:
        yield {("inschrijvingen_kwartaal", k, GEMEENTE, "aanleiding", "starter"): 1.0,
               ("starters_kwartaal", k, GEMEENTE, *tot): -1.0}, True  # fmt: skip

    def stap(naam: str) -> tuple[str, ...]:
        return ("starters_aansluiting", "2024", GEMEENTE, "stap", naam)

    som = {("starters_kwartaal", k, GEMEENTE, *tot): -1.0 for k in KWARTALEN}
    yield som | {stap("kwartalen"): 1.0}, True
    af = dict.fromkeys((stap(s) for s in ("gestopt", "niet_in_register", "geen_starter")), 1.0)
    yield af | {stap("kwartalen"): -1.0, stap("alleen_register"): -1.0, stap("stand"): 1.0}, True
    yield {stap("stand"): 1.0, ("starters", "2025-01-01", GEMEENTE, *tot): -1.0}, True
    # A wijk has in the stock what began there, less who fell off, more what only the register knows, give or take who moved.
    binnen = {("verhuizingen_kwartaal", k, GEMEENTE, "richting", "binnen"): -1.0 for k in KWARTALEN}
    for code in {n[2] for n in namen if n[2].startswith("WK")}:
        begonnen = {("starters_kwartaal", k, code, *tot): 1.0 for k in KWARTALEN}
        stand = ("starters", "2025-01-01", code, *tot)
        yield dict.fromkeys(begonnen, -1.0) | {stand: 1.0, stap("alleen_register"): -1.0} | binnen, False
        yield begonnen | {stand: -1.0} | dict.fromkeys(af, -1.0) | binnen, False


def te_dichtbij(gepubliceerd: pd.DataFrame, eerder: Mapping[tuple[str, ...], float] | None = None) -> set[tuple]:
    """Small counts of which the attacker knows more than that they lie between 1 and 4."""
    frame = gepubliceerd.assign(kenmerk=gepubliceerd["kenmerk"].replace(dict.fromkeys(STAP, "stap")))
    namen = [tuple(r) for r in frame[SLEUTEL].to_numpy()]
    grenzen = []
    for naam, rij in zip(namen, frame.to_dict("records"), strict=True):
        bekend = (eerder or {}).get(naam, rij["waarde"])
        dicht = (1.0, 4.0) if rij["noot"].startswith("<5") else (5.0, 1e6)
        grenzen.append((bekend, bekend) if bekend == bekend else dicht)
    sommen = list(_sommen(set(namen)))
    matrix = {True: [], False: []}
    for som, gelijk in sommen:
        matrix[gelijk].append([som.get(naam, 0.0) for naam in namen])
    a, b = (np.array(matrix[soort]) for soort in (True, False))
    uit = set()
    for i in np.flatnonzero(frame["noot"].str.startswith("<5") & frame["waarde"].isna()):
        if eerder and namen[i] in eerder:
            continue
        for richting, grens in ((1, 1.0), (-1, 4.0)):
            doel = np.zeros(len(namen))
            doel[i] = richting
            lp = linprog(doel, A_eq=a, b_eq=np.zeros(len(a)), A_ub=b, b_ub=np.zeros(len(b)), bounds=grenzen)
            assert lp.status == 0, lp.message
            if abs(richting * lp.fun - grens) > 1e-3:
                uit.add(namen[i])
    return uit


CELLEN = cellen()


def test_there_is_much_to_attack_and_the_true_figures_fit_every_sum() -> None:
    uit = publiceer(CELLEN)
    klein = uit[uit["noot"].str.startswith("<5")]
    assert {"starters_kwartaal", "opheffingen_kwartaal", "inschrijvingen_kwartaal", "verhuizingen_kwartaal",
            "starters_aansluiting", "starters"} == set(klein["onderwerp"])  # fmt: skip
    assert len(klein) > 40 and uit["waarde"].notna().sum() > 120
    frame = uit.assign(kenmerk=uit["kenmerk"].replace(dict.fromkeys(STAP, "stap"))).set_index(SLEUTEL)["waar"]
    for som, gelijk in _sommen(set(frame.index)):
        totaal = sum(teken * frame[naam] for naam, teken in som.items())
        assert totaal == 0 if gelijk else totaal <= 0, som


def test_nobody_learns_a_small_number_from_the_quarters() -> None:
    assert te_dichtbij(publiceer(CELLEN)) == set()


def test_without_secondary_suppression_he_does() -> None:
    onderwerpen = {naam[0] for naam in te_dichtbij(publiceer(CELLEN, secundair=False))}
    assert {
        "starters_kwartaal",
        "opheffingen_kwartaal",
        "inschrijvingen_kwartaal",
        "verhuizingen_kwartaal",
    } <= onderwerpen


def test_who_hides_the_starters_among_the_registrations_hides_nothing() -> None:
    """In the first quarter 2 takeovers lean on 31 starters or 41 legal forms; and the starters are no secret elsewhere."""
    gevonden = te_dichtbij(publiceer(CELLEN, vast=False))
    assert ("inschrijvingen_kwartaal", "2024K1", GEMEENTE, "aanleiding", "overname") in gevonden


def test_who_forgets_that_leavers_lie_in_no_wijk_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    """3 come, 14 leave, 30 move within, 33 moves have a wijk: 33 - 30 = 3."""
    monkeypatch.setattr(stelsel, "ZONDER_WIJK", ("richting", "nooit"))
    assert ("verhuizingen_kwartaal", "2024K1", GEMEENTE, "richting", "in") in te_dichtbij(publiceer(CELLEN))


def test_sectors_beside_branches_give_each_other_away() -> None:
    """Branch J has 17 and M few; the sector of both has 20. So there are no sectors in the programme."""
    extra = tuple(Tabel(o, "gemeente", "sector") for o in ("starters_kwartaal", "opheffingen_kwartaal"))
    gevonden = te_dichtbij(publiceer(cellen(DEFS.programma + extra)))
    assert ("starters_kwartaal", "2024K1", GEMEENTE, "sbi_sectie", "M") in gevonden
    assert not [t for t in DEFS.programma if t.onderwerp in ("starters_kwartaal", "opheffingen_kwartaal")
                and t.kenmerk == "sector"]  # fmt: skip


def _eerdere_editie(alle: pd.DataFrame) -> tuple[pd.DataFrame, dict[tuple[str, ...], float]]:
    """An edition that showed what is hidden now for the sake of another."""
    nu = publiceer(alle)
    getoond = nu["waar"].where((nu["ontbreekt"] == "onderdrukt") & ~nu["noot"].str.startswith("<5"))
    getoond = getoond.where(nu["onderwerp"] == "starters_kwartaal").dropna().head(1)
    eerder = pd.DataFrame({"getoond": getoond.reindex(alle.index), "verborgen": False})
    return eerder, {tuple(alle.loc[i, SLEUTEL]): w for i, w in getoond.items()}


def test_two_editions_together_tell_no_more_and_one_that_forgets_does() -> None:
    eerder, kennis = _eerdere_editie(CELLEN)
    assert len(kennis) == 1
    assert te_dichtbij(publiceer(CELLEN, eerder=eerder), kennis) == set()
    assert te_dichtbij(publiceer(CELLEN), kennis)
