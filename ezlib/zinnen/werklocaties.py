"""Sentences on the balance of living and working, and on what kinds of firms there are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import datum, getal, opsomming, round_half_up
from ezlib.zinnen import geen_cijfer, laatste, van, verandering, voorlopig


def _rond_af_op_honderd(waarde: float) -> str:
    return getal(100 * round_half_up(waarde / 100))


def kern(fmi: pd.DataFrame, alle_fmi: pd.DataFrame, banenvraag: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer in three sentences: the index now, its change within one publication, what the housing step asks."""
    eigen = laatste(van(fmi, gebied_code=kader["gemeente"]))
    if eigen.empty:
        return geen_cijfer("de functiemengingsindex", kader)
    nu = eigen.iloc[0]
    zinnen = [
        f"Op {datum(nu['periode'])} was de functiemengingsindex van {kader['naam']} "
        f"{getal(nu['waarde'], 1)}{voorlopig(nu['status'])}."
    ]
    stappen = verandering(alle_fmi)
    if len(stappen):
        zinnen.append(zin_handhaven(stappen.iloc[-1]))
    zinnen.append(zin_schaalsprong(banenvraag, nu["waarde"]))
    return " ".join(z for z in zinnen if z)


def zin_handhaven(stap: pd.Series) -> str:
    """Say how the index moved within one publication; wanted is that it stays.

    >>> zin_handhaven(pd.Series({"vorige_periode": "2021-01-01", "vorige": 48.76, "waarde": 48.99, "editie": "J22"}))
    'In dezelfde publicatie (J22) was dat 48,8 op 1 januari 2021: 0,2 punt hoger. Het beleid wil de balans handhaven.'
    """
    delta = round(round_half_up(stap["waarde"], 1) - round_half_up(stap["vorige"], 1), 1)
    woord = "gelijk gebleven" if delta == 0 else f"{getal(abs(delta), 1)} punt {'hoger' if delta > 0 else 'lager'}"
    return (
        f"In dezelfde publicatie ({stap['editie']}) was dat {getal(stap['vorige'], 1)} op {datum(stap['vorige_periode'])}: "
        f"{woord}. Het beleid wil de balans handhaven."
    )


def zin_schaalsprong(banenvraag: pd.DataFrame, index: float) -> str:
    """Say how many jobs the extra dwellings ask to keep the index, rounded to hundreds."""
    vraag = van(banenvraag).assign(woningen=lambda f: f["kenmerkwaarde"].astype(int)).sort_values("woningen")
    if vraag.empty:
        return ""
    eerste, *rest = vraag.itertuples()
    zin = (
        f"Bij {getal(eerste.woningen)} extra woningen zijn zo'n {_rond_af_op_honderd(eerste.waarde)} extra arbeidsplaatsen "
        f"nodig om de functiemenging op {getal(index, 1)} te houden"
    )
    return zin + "".join(f"; bij {getal(r.woningen)} zijn dat er {_rond_af_op_honderd(r.waarde)}" for r in rest) + "."


def titel_fmi(alle_fmi: pd.DataFrame) -> str:
    """Finding above the index: its last change within one publication."""
    stappen = verandering(alle_fmi)
    if stappen.empty:
        return "Functiemengingsindex"
    r = stappen.iloc[-1]
    delta = round(round_half_up(r["waarde"], 1) - round_half_up(r["vorige"], 1), 1)
    woord = (
        "bleef gelijk"
        if delta == 0
        else f"{'steeg' if delta > 0 else 'daalde'} licht"
        if abs(delta) < 0.5
        else ("steeg" if delta > 0 else "daalde")
    )
    return (
        f"De functiemenging {woord} in {r['vorige_periode'][:4]}: van {getal(r['vorige'], 1)} naar {getal(r['waarde'], 1)} "
        f"({r['editie']})"
    )


def tabel_fmi(banen: pd.DataFrame, woningen: pd.DataFrame, fmi: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Jobs, dwellings and index of the home gemeente per date and publication.

    Returns
    -------
    DataFrame keyed by periode and editie with arbeidsplaatsen, woningen (counts) and fmi (0-100).
    """

    def _eigen(frame: pd.DataFrame) -> pd.DataFrame:
        return van(frame, gebied_code=kader["gemeente"], kenmerk="totaal")

    basis = _eigen(fmi)[["periode", "editie", "status", "waarde"]].rename(columns={"waarde": "fmi"})
    met = basis.merge(
        _eigen(banen)[["periode", "editie", "waarde"]].rename(columns={"waarde": "arbeidsplaatsen"}),
        on=["periode", "editie"],
        validate="one_to_one",
    )
    huizen = _eigen(woningen).drop_duplicates("periode", keep="last").set_index("periode")["waarde"]
    return met.assign(woningen=met["periode"].map(huizen)).sort_values(["periode", "editie"], ignore_index=True)


def titel_quotient(quotient: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """Finding above the quotients: the group with the largest and with the smallest share against Nederland."""
    eigen = laatste(van(quotient, gebied_code=kader["gemeente"])).sort_values("waarde")
    if len(eigen) < 2:
        return "Welke bedrijven zijn er meer en minder dan landelijk?"
    laag, hoog = eigen.iloc[0], eigen.iloc[-1]
    return (
        f"{kader['naam']} heeft naar verhouding veel {definities.label('sbi_groep', hoog['kenmerkwaarde'])} "
        f"en weinig {definities.label('sbi_groep', laag['kenmerkwaarde'])}"
    )


def zin_quotient(quotient: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """List the groups that are clearly above (1,1 or more) and below (0,9 or less) Nederland."""
    eigen = laatste(van(quotient, gebied_code=kader["gemeente"])).sort_values("waarde", ascending=False)
    if eigen.empty:
        return geen_cijfer("vestigingen per bedrijfstak", kader)
    regels = []
    for kop, deel in (
        ("Meer dan landelijk", eigen[eigen["waarde"] >= 1.1]),
        ("Minder dan landelijk", eigen[eigen["waarde"] <= 0.9]),
    ):
        lijst = [f"{definities.label('sbi_groep', r.kenmerkwaarde)} ({getal(r.waarde, 2)})" for r in deel.itertuples()]
        regels.append(f"- {kop}: {opsomming(lijst) or 'geen enkele groep'}.")
    return "\n".join(regels)


def titel_per_woning(per_woning: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above establishments per 100 dwellings: against Nederland."""
    nu = laatste(van(per_woning, gebied_code=kader["gemeente"]))
    land = van(per_woning, gebied_code="NL00")
    if nu.empty or land.empty:
        return "Vestigingen per 100 woningen"
    hier, daar = nu["waarde"].iloc[0], laatste(land)["waarde"].iloc[0]
    woord = "minder" if hier < daar else "meer"
    return f"{kader['naam']} heeft {woord} vestigingen per 100 woningen dan Nederland ({getal(hier, 1)} tegen {getal(daar, 1)})"


def zin_indelingen(oud: pd.DataFrame, nieuw: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say what changed between two boundary years, and how many codes now mean another place."""
    if oud.empty or nieuw.empty:
        return f"Voor {kader['naam']} zijn geen twee indelingen van buurten aanwezig om te vergelijken."
    zelfde = sorted(set(oud["gebied_code"]) & set(nieuw["gebied_code"]))
    jaar_oud, jaar_nieuw = int(oud["indeling"].iloc[0]), int(nieuw["indeling"].iloc[0])
    zin = f"In {jaar_oud} had {kader['naam']} {len(oud)} buurten, in {jaar_nieuw} zijn het er {len(nieuw)}."
    if not zelfde:
        return zin + " Geen enkele code komt twee keer voor."
    oude, nieuwe = (f.set_index("gebied_code")["gebied_naam"] for f in (oud, nieuw))
    code = zelfde[0]
    return zin + (
        f" {len(zelfde)} codes staan in beide lijsten, maar horen nu bij een andere plek. {code} was {oude[code]} en is nu "
        f"{nieuwe[code]}. Wie op code koppelt, vergelijkt dus verschillende plekken. De monitor weigert zo'n koppeling."
    )


def titel_indelingen(oud: pd.DataFrame, nieuw: pd.DataFrame) -> str:
    """Finding above the two outlines."""
    if oud.empty or nieuw.empty:
        return "Indeling in buurten"
    zelfde = len(set(oud["gebied_code"]) & set(nieuw["gebied_code"]))
    return f"Van {len(oud)} naar {len(nieuw)} buurten: {zelfde} codes wijzen nu een andere plek aan"
