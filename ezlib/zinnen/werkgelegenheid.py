"""Sentences on jobs of employees in the strong sectors, the daily urban system and shares by the register."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, met_hoofdletter, opsomming, periode_label, round_half_up, verschil
from ezlib.zinnen import FICTIEF, geen_cijfer, is_fictief, laatste, meervoud, van, voorlopig

STERK = {"kenmerk": "sterke_sectoren", "kenmerkwaarde": "sterk"}
MEER, MINDER = 1.1, 0.9  # location quotients between these are called neither more nor less
KOPPEN = {
    "sector": "Sector", "banen": "Banen", "aandeel": "Aandeel (%)", "land": "Aandeel in Nederland (%)",
    "index": "December 2019 = 100", "quotient": "Locatiequotiënt",
}  # fmt: skip
NAAM = "de banen van werknemers in de sterke sectoren"
DECIMALEN = {"banen": 0, "aandeel": 1, "land": 1, "index": 1, "quotient": 2}


def regio_van(kader: dict[str, Any]) -> dict[str, Any]:
    """The region that jobs are set against: the daily urban system where it is known, else the labour market region."""
    return kader.get("pendelregio") or kader["regio"]


def gebieden(frame: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Rows of the home gemeente, its daily urban system, labour market region, COROP-gebied and Nederland, in that order."""
    regios = [kader.get("pendelregio"), kader["regio"], kader.get("corop")]
    codes = [kader["gemeente"], *(r["code"] for r in regios if r), "NL00"]
    rang = {code: i for i, code in enumerate(codes)}
    keuze = frame[frame["gebied_code"].isin(rang)]
    return keuze.sort_values("gebied_code", key=lambda s: s.map(rang), kind="stable", ignore_index=True)


def sectorpanelen(index: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> pd.DataFrame:
    """Index per sector for `plot_panelen`: the strong sectors together first, then each, from the base date on."""
    namen = {"sterk": definities.label("sterke_sectoren", "sterk")} | definities.kenmerken["sector_cbs"]["waarden"]
    keuze = index[index["kenmerkwaarde"].isin([n for n in namen if n != "overig"])]
    if keuze.empty:  # the row that says why there is nothing
        return index[index["gebied_code"] == kader["gemeente"]].assign(deel=namen["sterk"])
    keuze = gebieden(keuze, kader).assign(deel=lambda f: f["kenmerkwaarde"].map(namen))
    rang = {naam: i for i, naam in enumerate(namen)}
    keuze = keuze[keuze["periode"] >= definities.indicatoren["banen_index"].parameters["basis"]]
    return keuze.sort_values("kenmerkwaarde", key=lambda s: s.map(rang), kind="stable", ignore_index=True)


def stand_steden(index: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Latest index of the strong sectors together per area; without one the row that says why there is nothing."""
    stand = laatste(van(index, **STERK))
    return stand if len(stand) else index[index["gebied_code"] == kader["gemeente"]]


def _laatste_index(index: pd.DataFrame, code: str, periode: str | None = None) -> pd.Series | None:
    rijen = van(index, gebied_code=code, **STERK)
    rijen = laatste(rijen) if periode is None else rijen[rijen["periode"] == periode]
    return rijen.iloc[0] if len(rijen) else None


def kern(index: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer: growth of jobs in the strong sectors since December 2019, here, in the region and in Nederland.

    Empty where there is no figure: then the page says so below, and opens with what it does know.
    """
    hier = _laatste_index(index, kader["gemeente"])
    if hier is None:
        return ""
    zin = (
        f"Sinds 2019 {_groei(hier['waarde'])} de banen in de vier sterke sectoren in {kader['naam']} "
        f"{_procent(hier['waarde'])}{voorlopig(hier['status'])}"
    )
    regio = regio_van(kader)
    delen = []
    for naam, code in ((f"in {_lidwoord(regio)}", regio.get("code", "")), ("in Nederland", "NL00")):
        rij = _laatste_index(index, code, str(hier["periode"]))
        if rij is not None:
            delen.append(f"{naam} {verschil(rij['waarde'] - 100, 1)} %")
    jaar = int(str(hier["periode"])[:4]) - 1
    rest = f"; {', '.join(delen)}" if delen else ""
    return f"{zin}{rest}. Dit gaat over werknemers tot en met december {jaar}, volgens CBS."


def _lidwoord(regio: dict[str, Any]) -> str:
    naam = str(regio.get("naam", ""))
    return f"de {naam[:1].lower()}{naam[1:]}" if naam.startswith("Pendelregio") else f"de regio {naam}"


def _groei(index: float) -> str:
    delta = round_half_up(index - 100, 1)
    return "bleven" if not delta else "groeiden" if delta > 0 else "krompen"


def _procent(index: float) -> str:
    delta = round_half_up(index - 100, 1)
    return f"{getal(abs(delta), 1)} %" if delta else "gelijk"


def titel_index(index: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above the panels: growth in the strong sectors here against Nederland."""
    hier = _laatste_index(index, kader["gemeente"])
    land = None if hier is None else _laatste_index(index, "NL00", str(hier["periode"]))
    if hier is None or land is None:
        return "Banen in de sterke sectoren"
    tegen = f"({verschil(hier['waarde'] - 100, 1)} % tegen {verschil(land['waarde'] - 100, 1)} %)"
    if round_half_up(hier["waarde"], 1) < 100:
        return f"De banen in de sterke sectoren krompen in {kader['naam']}; vergelijk Nederland {tegen}"
    delta = round_half_up(hier["waarde"], 1) - round_half_up(land["waarde"], 1)
    woord = "even hard als" if not delta else "harder dan" if delta > 0 else "minder hard dan"
    return f"De banen in de sterke sectoren groeiden in {kader['naam']} {woord} in Nederland {tegen}"


def tabel_sectoren(
    banen: pd.DataFrame, aandeel: pd.DataFrame, index: pd.DataFrame, quotient: pd.DataFrame, *, kader: dict[str, Any], definities: Definities,
) -> pd.DataFrame:  # fmt: skip
    """Per sector of the home gemeente on the latest date: jobs, share here and in Nederland (%), index, quotient.

    Returns
    -------
    DataFrame keyed by `sector` (Dutch); what rounding makes too coarse is missing. Empty without jobs by sector.
    """
    nu = laatste(van(banen, gebied_code=kader["gemeente"], kenmerk="sector_cbs"))["periode"].max()
    regels = []
    for waarde, naam in definities.kenmerken["sector_cbs"]["waarden"].items() if nu == nu else ():
        keuze = {"periode": str(nu), "kenmerkwaarde": waarde}
        hier = {"gebied_code": kader["gemeente"], **keuze}
        cellen = {
            "banen": van(banen, **hier), "aandeel": van(aandeel, **hier), "index": van(index, **hier),
            "land": van(aandeel, gebied_code="NL00", **keuze), "quotient": van(quotient, **hier),
        }  # fmt: skip
        getallen = {k: float(f["waarde"].iloc[0]) if len(f) else float("nan") for k, f in cellen.items()}
        regels.append({"sector": met_hoofdletter(naam)} | getallen)
    return pd.DataFrame(regels, columns=list(KOPPEN)).assign(
        herkomst="waargenomen", ontbreekt="te grof afgerond", periode=str(nu)
    )


def zin_quotient(quotient: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """List the sectors that are clearly above (1,1 or more) and below (0,9 or less) Nederland, in employee jobs."""
    eigen = laatste(van(quotient, gebied_code=kader["gemeente"])).sort_values("waarde", ascending=False)
    if eigen.empty:
        return geen_cijfer("de banen per sector", kader)
    gedrukt = eigen["waarde"].map(lambda w: round_half_up(w, 2))
    zinnen = []
    for kop, deel in (("Meer", eigen[gedrukt >= MEER]), ("Minder", eigen[gedrukt <= MINDER])):
        lijst = [f"{definities.label('sector_cbs', r.kenmerkwaarde)} ({getal(r.waarde, 2)})" for r in deel.itertuples()]
        if lijst:
            zinnen.append(f"{kop} banen dan landelijk, naar verhouding: {opsomming(lijst)}.")
    return " ".join(zinnen) or f"De banen in {kader['naam']} zijn ongeveer verdeeld zoals in Nederland."


def zin_pendelregio(woon_werk: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say which gemeenten make the daily urban system, who joins or leaves at other thresholds, and who works at home."""
    regio = kader.get("pendelregio")
    if not regio:
        naam = kader["regio"].get("naam")
        anders = f" Zolang zij er niet is, is {naam} de regio." if naam else ""
        return (
            "Welke gemeenten samen de pendelregio zijn, volgt uit een tabel van CBS met woon- en werkgemeente. Die is nog "
            f"niet opgehaald.{anders}"
        )
    namen = regio["namen"]
    leden = [namen.get(c, c) for c in regio["leden"] if c != kader["gemeente"]]
    zinnen = [
        f"De pendelregio van {kader['naam']} bestaat, naast de gemeente zelf, uit {opsomming(leden)}."
        if leden
        else f"Geen andere gemeente haalt de drempel: de pendelregio is {kader['naam']} zelf."
    ]
    for drempel, anders in sorted(regio["gevoeligheid"].items(), key=lambda paar: float(paar[0])):
        erbij, eraf = (
            [namen.get(c, c) for c in sorted(verschil_)]
            for verschil_ in (set(anders) - set(regio["leden"]), set(regio["leden"]) - set(anders))
        )
        delen = [f"{meervoud(len(erbij), 'komt', 'komen')} {opsomming(erbij)} erbij"] if erbij else []
        delen += [f"{meervoud(len(eraf), 'valt', 'vallen')} {opsomming(eraf)} af"] if eraf else []
        wat = " en ".join(delen) or "blijft de lijst gelijk"
        zinnen.append(f"Bij een drempel van {drempel.replace('.', ',')} % {wat}.")
    thuis = laatste(van(woon_werk, gebied_code=kader["gemeente"], kenmerkwaarde="binnen"))
    if len(thuis):
        r = thuis.iloc[0]
        zinnen.append(
            f"Van de werknemers die hier wonen, werkt {getal(r['waarde'], 1)} % ook hier ({periode_label(r['periode'])})."
        )
    return " ".join(zinnen)


def titel_aandeel(frame: pd.DataFrame, kader: dict[str, Any], wat: str) -> str:
    """Finding above the shares by the register: how the strong sectors together went, within one publication."""
    reeks = van(frame, gebied_code=kader["gemeente"], **STERK).sort_values("periode")
    if len(reeks) < 2 or is_fictief(frame) or reeks["editie"].nunique() > 1:
        return f"Aandeel van de sectoren in de {wat}"
    eerst, nu = reeks.iloc[0], reeks.iloc[-1]
    return (
        f"De vier sterke sectoren hebben {getal(nu['waarde'], 1)} % van de {wat} op {periode_label(nu['periode'])}, tegen "
        f"{getal(eerst['waarde'], 1)} % op {periode_label(eerst['periode'])}"
    )


def zin_aandeel(frame: pd.DataFrame, kader: dict[str, Any], wat: str) -> str:
    """Say which share the four strong sectors have together in what the register counts."""
    if is_fictief(frame):
        return FICTIEF
    nu = laatste(van(frame, gebied_code=kader["gemeente"], **STERK))
    if nu.empty:
        return geen_cijfer(f"het aandeel van de sterke sectoren in de {wat}", kader)
    r = nu.iloc[0]
    return (
        f"Op {periode_label(r['periode'])} zat {getal(r['waarde'], 1)} % van de {wat} in de vier sterke sectoren"
        f"{voorlopig(r['status'])}."
    )
