"""Sentences about the policy itself: what it wanted, what became of it, which policy is in force, what was spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ezlib.register.programma import PAAR
from ezlib.taal import datum, getal, opsomming
from ezlib.voortgang import (
    BELEIDSSTANDEN,
    NOG,
    ONBEKEND,
    OPGEVOLGD,
    VERLOPEN,
    VIGEREND,
    acties,
    beleid,
    resultaten,
    telling,
)
from ezlib.zinnen import meervoud

WOORD = {"deels": "deels gereed", "niet": "niet gereed", "elders": "verantwoording elders"}
LEES_HET_STUK = "De tekst is samengevat in eigen woorden."


def tekst(waarde: object) -> str:
    """Text of the definitions in a Markdown sentence: signs that Markdown would read are taken as they are.

    >>> tekst("<b>*x*</b> [y](z)")
    '<b>\\\\*x\\\\*</b> \\\\[y\\\\](z)'
    """
    uit = " ".join(str(waarde).split())
    for teken in "\\`*_[]|":
        uit = uit.replace(teken, f"\\{teken}")
    return uit


def waarom(voortgang: Mapping[str, Any], notebook: str, *, jaar: int) -> str:
    """Why the page is there, with the results that were promised and their state, as Markdown.

    Without a policy of this gemeente it says so: the figures stand by themselves.
    """
    punten = [(n, p) for n, p in voortgang.get("actiepunten", {}).items() if p["notebook"] == notebook]
    if not punten:
        return (
            "Van deze gemeente is geen economisch beleid ingelezen. De cijfers op deze pagina zijn dezelfde; wat het beleid "
            "ermee wil, staat er niet bij."
        )
    delen = []
    for nummer, punt in punten:
        delen.append(
            f"{tekst(punt['waarom'])} (Naar: {tekst(voortgang['stuk'])}, {tekst(punt['plek'])}. {LEES_HET_STUK})"
        )
        frame = resultaten(voortgang, jaar=jaar)
        delen.append(f"Dit zou er in {voortgang['resultaten_voor']} zijn, en zo staat het ervoor:")
        delen.append("\n".join(f"- {_onderdeel(r)}" for r in frame[frame["actiepunt"] == nummer].itertuples()))
        if "elders" in punt:
            delen.append(tekst(punt["elders"]) + " De monitor verwijst daarnaar en oordeelt niet.")
    return "\n\n".join(delen)


def _onderdeel(r: Any) -> str:
    stand = WOORD.get(r.stand, r.stand)
    bewijs = f" {tekst(r.bewijs)} Beoordeeld op {datum(r.datum)}." if r.bewijs else ""
    wie = f", door {tekst(r.wie)}" if r.stand == NOG else ""
    return f"{tekst(r.naam)}: **{stand}**{wie}.{bewijs}"


def zin_resultaten(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """How many of the promised results there are, in one sentence; who was not judged is counted apart.

    >>> punt = {"notebook": "10-a", "plek": "x", "acties": [], "resultaten": [
    ...     {"id": "a", "naam": "A", "wie": "w", "stand": "deels", "datum": "2026-01-01", "bewijs": "b"},
    ...     {"id": "b", "naam": "B", "wie": "w"}]}
    >>> zin_resultaten({"actiepunten": {"1": punt}}, jaar=2025)
    'Van de 2 resultaten zijn er 0 gereed, 1 deels en 0 niet; 1 is nog niet beoordeeld.'
    """
    frame = resultaten(voortgang, jaar=jaar)
    if frame.empty:
        return "Van deze gemeente is geen economisch beleid ingelezen, dus er zijn geen resultaten om te volgen."
    n = telling(frame)
    zin = f"Van de {len(frame)} resultaten zijn er {n['gereed']} gereed, {n['deels']} deels en {n['niet']} niet"
    rest = [f"{n[NOG]} {meervoud(n[NOG], 'is', 'zijn')} nog niet beoordeeld"] if n[NOG] else []
    rest += [f"{n['vervallen']} {meervoud(n['vervallen'], 'is', 'zijn')} vervallen"] if n["vervallen"] else []
    rest += [f"over {n['elders']} legt een ander verantwoording af"] if n["elders"] else []
    return f"{zin}; {opsomming(rest)}." if rest else f"{zin}."


def kern(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """The answer of the page in three sentences: results, policies, targets."""
    if not voortgang:
        return zin_resultaten(voortgang, jaar=jaar)
    return " ".join(
        [zin_resultaten(voortgang, jaar=jaar), zin_beleid(voortgang, jaar=jaar), zin_streefwaarden(voortgang)]
    )


def titel_resultaten(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """Title of the status strip: the finding."""
    n = telling(resultaten(voortgang, jaar=jaar))
    beoordeeld = n["gereed"] + n["deels"] + n["niet"] + n["vervallen"]
    if not voortgang:
        return "Van deze gemeente is geen economisch beleid ingelezen"
    if beoordeeld < n[NOG]:
        return f"Van de meeste resultaten voor {voortgang['resultaten_voor']} is nog niet beoordeeld of ze er zijn"
    return f"{n['gereed']} van de {sum(n.values())} resultaten voor {voortgang['resultaten_voor']} zijn gereed"


def zin_acties(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """How the short-term actions stand, in one sentence."""
    frame = acties(voortgang, jaar=jaar)
    if frame.empty:
        return "Er zijn geen acties ingelezen."
    delen = [f"{n} {WOORD.get(stand, stand)}" for stand, n in telling(frame).items() if n]
    return f"Van de {len(frame)} acties voor de korte termijn: {opsomming(delen)}."


def zin_beleid(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """How many policies are in force, and which have to be renewed."""
    frame = beleid(voortgang, jaar=jaar)
    if frame.empty:
        return "Er is geen beleid ingelezen."
    n = {stand: int((frame["stand"] == stand).sum()) for stand in BELEIDSSTANDEN}
    delen = [f"{n[s]} {s}" for s in (VIGEREND, VERLOPEN, OPGEVOLGD) if n[s]]
    delen += [f"{n[ONBEKEND]} zonder bekende looptijd"] if n[ONBEKEND] else []
    zin = f"Van de {len(frame)} beleidsstukken op de lijst: {opsomming(delen)}."
    toe = [tekst(naam) for naam in frame.loc[frame["vernieuwen"], "naam"]]
    return zin + (f" Toe aan vernieuwing of een besluit: {opsomming(toe)}." if toe else "")


def zin_streefwaarden(voortgang: Mapping[str, Any]) -> str:
    """Whether there is any target to hold a light against."""
    if not (doelen := voortgang.get("streefwaarden", ())):
        return "Er is geen streefwaarde vastgesteld, dus de monitor geeft geen lichten."
    return f"Er {meervoud(len(doelen), 'is', 'zijn')} {len(doelen)} {meervoud(len(doelen), 'streefwaarde', 'streefwaarden')} vastgesteld."


def factsheets(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """A section per policy, as Markdown: what it is about, term, state, what the monitor follows of it, source."""
    delen = []
    for r in beleid(voortgang, jaar=jaar).itertuples():
        delen.append(f"### {tekst(r.naam)}\n\n{tekst(r.waarover)}")
        regels = [
            f"**Stand op 1 januari {jaar + 1}:** {r.stand}" + (f" door {tekst(r.opvolger)}" if r.opvolger else "")
        ]
        regels.append(f"**Looptijd:** {looptijd(r.van, r.tot)}")
        if r.vernieuwen:
            regels.append("**Let op:** toe aan vernieuwing of een besluit")
        if r.notebook:
            regels.append(f"**Op de site:** [de pagina hierover]({r.notebook}.ipynb)")
        regels.append(f"**Bron:** {tekst(r.bron)}")
        delen.append("\n".join(f"- {regel.rstrip('.')}" for regel in regels))
        delen += [tekst(r.noot)] if r.noot else []
    return "\n\n".join(delen) or "Er is geen beleid ingelezen."


def looptijd(van: str, tot: str) -> str:
    """Term of a policy in words.

    >>> looptijd("2020-01-01", "2022-12-31"), looptijd("2017-01-01", ""), looptijd("", "")
    ('1 januari 2020 tot en met 31 december 2022', 'vanaf 1 januari 2017, einde niet bekend', 'niet bekend')
    """
    if not van:
        return "niet bekend"
    return f"{datum(van)} tot en met {datum(tot)}" if tot else f"vanaf {datum(van)}, einde niet bekend"


def zin_budget(voortgang: Mapping[str, Any]) -> str:
    """What the paper cost, what there was, what was short."""
    if not (budget := voortgang.get("budget")):
        return "Van deze gemeente is geen budget ingelezen."
    return (
        f"Voor {budget['periode']} was {getal(budget['nodig'])} euro nodig en {getal(budget['beschikbaar'])} euro "
        f"beschikbaar; er ontbrak {getal(budget['tekort'])} euro (naar: {tekst(voortgang['stuk'])}, {tekst(budget['plek'])}). "
        f"{tekst(budget.get('noot', ''))}"
    ).strip()


def met_doel(lasten: pd.DataFrame) -> pd.DataFrame:
    """Add `doel` and `soort` (begroting, rekening), the two halves of the breakdown of spending; same index."""
    halven = lasten["kenmerkwaarde"].astype("str").str.split(PAAR)
    return lasten.assign(doel=halven.str[0], soort=halven.str[-1])


def tabel_lasten(lasten: pd.DataFrame, doelen: Mapping[str, str]) -> pd.DataFrame:
    """Spending per year and objective, budget and outturn side by side, in thousands of euros; `publicatie` says where."""
    eigen = met_doel(lasten[lasten["waarde"].notna()])
    breed = eigen.pivot_table(index=["periode", "doel", "editie"], columns="soort", values="waarde", sort=True)
    breed = breed.reindex(columns=["begroting", "rekening"]) / 1000
    uit = breed.reset_index()
    return uit.assign(
        doel=uit["doel"].map(lambda d: f"{d} {doelen.get(d, '')}".strip()), over=uit["begroting"] - uit["rekening"]
    )


def zin_lasten(lasten: pd.DataFrame, kader: Mapping[str, Any]) -> str:
    """Budget against outturn of the last year in which the annual report gives both."""
    eigen = met_doel(lasten[(lasten["gebied_code"] == kader["gemeente"]) & lasten["waarde"].notna()])
    per_jaar = eigen.pivot_table(index=["periode", "doel"], columns="soort", values="waarde").dropna()
    if per_jaar.empty:
        return "Van deze gemeente zijn geen lasten ingelezen."
    periode = per_jaar.index.get_level_values("periode").max()
    zinnen = []
    for doel, r in per_jaar.loc[periode].iterrows():
        over = (r["begroting"] - r["rekening"]) / 1000
        verschil = (
            f"{getal(abs(over))} duizend euro {'minder' if over > 0 else 'meer'} dan begroot"
            if over
            else "zoals begroot"
        )
        zinnen.append(
            f"In {periode} gaf {kader['naam']} {getal(r['rekening'] / 1000)} duizend euro uit aan doelstelling {tekst(doel)} "
            f"van het programma economie, {verschil}."
        )
    return " ".join(zinnen)


def ondertitel(voortgang: Mapping[str, Any], *, jaar: int) -> str:
    """What the status strip shows, and as of when."""
    stuk = voortgang.get("stuk", "Economisch beleid")
    return f"{stuk}: resultaten per actiepunt, stand in de editie over {jaar}"


def bronregel(voortgang: Mapping[str, Any]) -> str:
    """Source line under the status strip."""
    return (
        f"Bron: voortgang van het beleid, nagelopen op {datum(voortgang['bijgewerkt'])}" if voortgang else "Geen bron"
    )


def namen(voortgang: Mapping[str, Any]) -> dict[str, str]:
    """Label of each action point."""
    return {n: p["naam"] for n, p in voortgang.get("actiepunten", {}).items()}


def tabel_onderdelen(onderdelen: pd.DataFrame) -> pd.DataFrame:
    """Results or actions for a table: `punt`, `naam`, `stand`, and `bewijs` or who must judge."""
    bewijs = [
        f"{r.bewijs} ({r.wie}, {datum(r.datum)})" if r.bewijs else f"Oordeel aan {r.wie}"
        for r in onderdelen.itertuples()
    ]
    stand = onderdelen["stand"].map(lambda s: WOORD.get(s, s))
    return pd.DataFrame({"punt": onderdelen["actiepunt"], "naam": onderdelen["naam"], "stand": stand, "bewijs": bewijs})


def tabel_beleid(voortgang: Mapping[str, Any], *, jaar: int) -> pd.DataFrame:
    """Policies for a table: `naam`, `looptijd`, `stand`, `vernieuwen` (ja, nee) and `noot`."""
    frame = beleid(voortgang, jaar=jaar)
    stand = [f"{r.stand} door {r.opvolger}" if r.opvolger else r.stand for r in frame.itertuples()]
    return pd.DataFrame(
        {
            "naam": frame["naam"],
            "looptijd": [looptijd(r.van, r.tot) for r in frame.itertuples()],
            "stand": stand,
            "vernieuwen": frame["vernieuwen"].map({True: "ja", False: "nee"}),
            "noot": frame["noot"],
        }
    )


def tabel_budget(voortgang: Mapping[str, Any]) -> pd.DataFrame:
    """The budget for a table: `naam`, `bedrag` (euro; missing where the paper names none) and `noot`; then the sums."""
    budget = voortgang.get("budget", {"posten": []})
    rijen = [{"naam": p["naam"], "bedrag": p.get("bedrag"), "noot": p.get("noot", "")} for p in budget["posten"]]
    if rijen:
        sommen = {"Samen nodig": "nodig", "Beschikbaar": "beschikbaar", "Ontbrak": "tekort"}
        rijen += [{"naam": naam, "bedrag": budget[k], "noot": ""} for naam, k in sommen.items()]
    return pd.DataFrame(rijen, columns=["naam", "bedrag", "noot"]).astype({"bedrag": "float64"})
