"""Sentences on the balance of living and working, and on what kinds of firms there are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ezlib.definitions import Definities
from ezlib.taal import getal, met_hoofdletter, opsomming, round_half_up, wanneer
from ezlib.zinnen import geen_cijfer, is_fictief, laatste, meervoud, van, verandering, voorlopig

MEER, MINDER = 1.1, 0.9  # location quotients between these are called neither more nor less


def zonder_overheid(frame: pd.DataFrame) -> str:
    """What the count of CBS leaves out, for a subtitle: in Kerncijfers government, education and care up to 2020.

    >>> zonder_overheid(pd.DataFrame({"periode": ["2020-01-01"]}))
    ', zonder overheid, onderwijs en zorg'
    >>> zonder_overheid(pd.DataFrame({"periode": ["2024-01-01"]}))
    ''
    """
    return ", zonder overheid, onderwijs en zorg" if (frame["periode"] < "2021").all() else ""


def _rond_af_op_honderd(waarde: float) -> str:
    return getal(100 * round_half_up(waarde / 100))


def kern(fmi: pd.DataFrame, alle_fmi: pd.DataFrame, banenvraag: pd.DataFrame, kader: dict[str, Any]) -> str:
    """The answer in three sentences: the index now, its change within one publication, what the housing step asks."""
    eigen = laatste(van(fmi, gebied_code=kader["gemeente"]))
    if eigen.empty:
        return geen_cijfer("de functiemengingsindex", kader)
    nu = eigen.iloc[0]
    zinnen = [
        f"{met_hoofdletter(wanneer(nu['periode']))} was de functiemengingsindex van {kader['naam']} "
        f"{getal(nu['waarde'], 1)}{voorlopig(nu['status'])}."
    ]
    stappen = verandering(van(alle_fmi, gebied_code=kader["gemeente"]))
    if len(stappen):
        zinnen.append(zin_handhaven(stappen.iloc[-1]))
    zinnen.append(zin_schaalsprong(van(banenvraag, gebied_code=kader["gemeente"]), nu["waarde"]))
    return " ".join(z for z in zinnen if z)


def zin_handhaven(stap: pd.Series) -> str:
    """Say how the index moved within one publication; wanted is that it stays.

    >>> zin_handhaven(pd.Series({"vorige_periode": "2021-01-01", "periode": "2022-01-01", "vorige": 48.76,
    ...                          "waarde": 48.99, "editie": "J22"}))  # doctest: +NORMALIZE_WHITESPACE
    'Binnen een publicatie (J22) ging de index van 48,8 op 1 januari 2021 naar 49,0 op 1 januari 2022: 0,2 punt
    omhoog. Het beleid wil de balans handhaven.'
    """
    delta = _delta(stap)
    woord = "gelijk gebleven" if delta == 0 else f"{getal(abs(delta), 1)} punt {'omhoog' if delta > 0 else 'omlaag'}"
    return (
        f"Binnen een publicatie ({stap['editie']}) ging de index van {getal(stap['vorige'], 1)} "
        f"{wanneer(stap['vorige_periode'])} naar {getal(stap['waarde'], 1)} {wanneer(stap['periode'])}: {woord}. "
        "Het beleid wil de balans handhaven."
    )


def _delta(stap: pd.Series) -> float:
    """Change of the index in points, between the figures as printed."""
    return round(round_half_up(stap["waarde"], 1) - round_half_up(stap["vorige"], 1), 1)


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
    delta = _delta(r)
    woord = "bleef gelijk" if delta == 0 else "steeg" if delta > 0 else "daalde"
    licht = " licht" if 0 < abs(delta) < 0.5 else ""
    van_jaar, tot_jaar = int(r["vorige_periode"][:4]), int(r["periode"][:4])
    # From 1 January to 1 January: the change took place in the years before the last.
    sinds = f"in {van_jaar}" if tot_jaar == van_jaar + 1 else f"van {van_jaar} tot en met {tot_jaar - 1}"
    bron = r["editie"] if r["status"] == "definitief" else f"{r['editie']}, {r['status']}"
    if delta == 0:
        return f"De functiemenging {woord} {sinds}: {getal(r['waarde'], 1)} ({bron})"
    return (
        f"De functiemenging {woord}{licht} {sinds}: van {getal(r['vorige'], 1)} naar {getal(r['waarde'], 1)} ({bron})"
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
    """Finding above the quotients: the group farthest above and below Nederland, where the difference is clear.

    Agriculture (A) is drawn but never the finding: that a city has little of it is no news.
    """
    eigen = laatste(van(quotient, gebied_code=kader["gemeente"])).sort_values("waarde")
    eigen = eigen[eigen["kenmerkwaarde"] != "A"]
    if len(eigen) < 2:
        return "Welke bedrijven zijn er meer en minder dan landelijk?"
    laag, hoog = eigen.iloc[0], eigen.iloc[-1]
    delen = []
    if round_half_up(hoog["waarde"], 2) >= MEER:
        delen.append(f"veel {definities.label('sbi_groep', hoog['kenmerkwaarde'])}")
    if round_half_up(laag["waarde"], 2) <= MINDER:
        delen.append(f"weinig {definities.label('sbi_groep', laag['kenmerkwaarde'])}")
    if not delen:
        return f"De bedrijvigheid in {kader['naam']} is ongeveer verdeeld zoals in Nederland"
    return f"{kader['naam']} heeft naar verhouding {' en '.join(delen)}"


def zin_quotient(quotient: pd.DataFrame, kader: dict[str, Any], definities: Definities) -> str:
    """List the groups that are clearly above (1,1 or more) and below (0,9 or less) Nederland."""
    eigen = laatste(van(quotient, gebied_code=kader["gemeente"])).sort_values("waarde", ascending=False)
    if eigen.empty:
        return geen_cijfer("vestigingen per bedrijfstak", kader)
    regels = []
    gedrukt = eigen["waarde"].map(lambda w: round_half_up(w, 2))
    for kop, deel in (
        ("Meer dan landelijk", eigen[gedrukt >= MEER]),
        ("Minder dan landelijk", eigen[gedrukt <= MINDER]),
    ):
        lijst = [f"{definities.label('sbi_groep', r.kenmerkwaarde)} ({getal(r.waarde, 2)})" for r in deel.itertuples()]
        regels.append(f"- {kop}: {opsomming(lijst) or 'geen enkele groep'}.")
    return "\n".join(regels)


def titel_per_woning(per_woning: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Finding above establishments per 100 dwellings: against Nederland."""
    nu = laatste(van(per_woning, gebied_code=kader["gemeente"]))
    land = van(per_woning, gebied_code="NL00")
    land = land[land["periode"].isin(nu["periode"])]
    if nu.empty or land.empty:
        return "Vestigingen per 100 woningen"
    hier, daar = (round_half_up(f["waarde"].iloc[0], 1) for f in (nu, land))
    if hier == daar:
        return f"{kader['naam']} heeft evenveel vestigingen per 100 woningen als Nederland ({getal(hier, 1)})"
    woord = "minder" if hier < daar else "meer"
    return f"{kader['naam']} heeft {woord} vestigingen per 100 woningen dan Nederland ({getal(hier, 1)} tegen {getal(daar, 1)})"


def zin_indelingen(oud: pd.DataFrame, nieuw: pd.DataFrame, kader: dict[str, Any]) -> str:
    """Say what changed between two boundary years, and how many codes now mean another place."""
    if oud.empty or nieuw.empty:
        return f"Voor {kader['naam']} zijn geen twee indelingen van buurten aanwezig om te vergelijken."
    verhuisd = _verhuisde_codes(oud, nieuw)
    jaar_oud, jaar_nieuw = int(oud["indeling"].iloc[0]), int(nieuw["indeling"].iloc[0])
    zin = f"In {jaar_oud} had {kader['naam']} {len(oud)} buurten, in {jaar_nieuw} zijn het er {len(nieuw)}."
    if not verhuisd:
        return zin + " Geen enkele code hoort nu bij een buurt met een andere naam."
    (code, (oude, nieuwe)), aantal = next(iter(verhuisd.items())), len(verhuisd)
    woorden = meervoud(aantal, "code staat in beide lijsten, maar hoort", "codes staan in beide lijsten, maar horen")
    return zin + (
        f" {aantal} {woorden} nu bij een andere buurt. {code} was {oude} en is nu {nieuwe}. Wie op code koppelt, vergelijkt dus verschillende plekken. De monitor weigert zo'n koppeling."
    )


def titel_indelingen(oud: pd.DataFrame, nieuw: pd.DataFrame) -> str:
    """Finding above the two outlines."""
    if oud.empty or nieuw.empty:
        return "Indeling in buurten"
    aantal = len(_verhuisde_codes(oud, nieuw))
    titel = f"Van {len(oud)} naar {len(nieuw)} buurten"
    return titel + (
        f": {aantal} {meervoud(aantal, 'code wijst', 'codes wijzen')} nu een andere buurt aan" if aantal else ""
    )


def _verhuisde_codes(oud: pd.DataFrame, nieuw: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Codes of both years that name another buurt now: code -> (old name, new name)."""
    oude, nieuwe = (f.set_index("gebied_code")["gebied_naam"].to_dict() for f in (oud, nieuw))
    return {c: (oude[c], nieuwe[c]) for c in sorted(set(oude) & set(nieuwe)) if oude[c] != nieuwe[c]}


def titel_gebieden(naam: str, frame: pd.DataFrame) -> str:
    """Finding above a map: the areas with the lowest and the highest value."""
    bekend = van(frame)
    if len(bekend) < 2 or is_fictief(frame):
        return f"{naam} per gebied"
    laag, hoog = bekend.loc[bekend["waarde"].idxmin()], bekend.loc[bekend["waarde"].idxmax()]
    return f"{naam} van {getal(laag['waarde'])} in {laag['gebied_naam']} tot {getal(hoog['waarde'])} in {hoog['gebied_naam']}"
