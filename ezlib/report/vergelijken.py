"""What notebooks set side by side: a figure against Nederland or the period before, with the test; similar gemeenten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.indicators.onzekerheid import add_verschil
from ezlib.taal import getal, met_hoofdletter, periode_label, verschil
from ezlib.zinnen import is_fictief, laatste, van, werkgelegenheid
from ezlib.zinnen.sectoren import in_sbi

if TYPE_CHECKING:
    from ezlib.store import Lezer

BIJ = ["verschil", "verschil_onder", "verschil_boven", "aantoonbaar"]


def tegen(frame: pd.DataFrame, code: str, **keuze: str) -> pd.DataFrame:
    """Rows with their difference from one area in the same period and kenmerkwaarde (see `onzekerheid.add_verschil`).

    Where that area has no figure the rows stay, with `aantoonbaar` "onbekend"; rows without a figure go. `keuze` as in
    `van`.
    """
    rijen = van(frame, **keuze)
    delen = [rijen.iloc[:0].assign(**dict.fromkeys(BIJ, float("nan")))]
    for _, deel in rijen.groupby(["periode", "kenmerk", "kenmerkwaarde"], sort=True):
        ander = van(deel, gebied_code=code)
        leeg = {k: float("nan") for k in BIJ} | {"aantoonbaar": "onbekend"}
        delen.append(add_verschil(deel, ander.iloc[0]) if len(ander) else deel.assign(**leeg))
    return pd.concat(delen[1:] or delen, ignore_index=True)


def tegen_land(frame: pd.DataFrame, **keuze: str) -> pd.DataFrame:
    """Rows with their difference from Nederland; see `tegen`."""
    return tegen(frame, "NL00", **keuze)


def tegen_vorige(frame: pd.DataFrame, **keuze: str) -> pd.DataFrame:
    """The latest row against the one before of the same publication, with `vorige_periode`; none without two."""
    reeks = van(frame, **keuze).sort_values("periode")
    reeks = reeks[reeks["editie"] == (reeks["editie"].iloc[-1] if len(reeks) else "")]
    if len(reeks) < 2:
        return reeks.iloc[:0].assign(**dict.fromkeys([*BIJ, "vorige_periode"], ""))
    oud = reeks.iloc[-2]
    return add_verschil(reeks.iloc[[-1]], oud).assign(vorige_periode=periode_label(str(oud["periode"])))


def nodig(lezer: Lezer, *indicatoren: str) -> str:
    """Say which sources are needed for indicators of which the gemeente has no figure, and how they come; else nothing."""
    regels = []
    weg = {b["id"]: b for b in lezer.niet_opgehaald()}
    for id_ in indicatoren:
        frame = lezer.waarnemingen(id_)
        if van(frame, gebied_code=lezer.gemeente).empty:
            regels += [f"{b['uitgever']}, *{b['naam']}* ({b['hoe_opgehaald'][:1].lower()}{b['hoe_opgehaald'][1:]})"
                       for bron in lezer.indicator(id_).bronnen if (b := weg.get(bron))]  # fmt: skip
    if not regels:
        return ""
    return "\n".join(["Om dit te kunnen laten zien, is nodig:", "", *(f"- {r}" for r in dict.fromkeys(regels))])


def tabel_aandelen(lezer: Lezer, frame: pd.DataFrame, *, bijschrift: str) -> Any:
    """Table of the shares by sector on the latest date: the gemeente first, then each wijk; with the strong ones together."""
    nu = laatste(frame[frame["gebied_type"].isin(["gemeente", "wijk"]) & (frame["kenmerk"] != "totaal")])
    kenmerken = lezer.definities.kenmerken
    namen = kenmerken["sector"]["waarden"] | kenmerken["sterke_sectoren"]["waarden"]
    per = nu.pivot(index=["gebied_type", "gebied_naam"], columns="kenmerkwaarde", values="waarde").reset_index()
    redenen = nu.sort_values("ontbreekt", ascending=False).groupby("gebied_naam")["ontbreekt"].first()
    kolommen = {"gebied_naam": "Gebied"} | {k: met_hoofdletter(n) for k, n in namen.items() if k in per}
    herkomst = "fictief" if is_fictief(nu) else "waargenomen"
    tabel = per.assign(ontbreekt=per["gebied_naam"].map(redenen).astype("str"), herkomst=herkomst)
    datum = f", {periode_label(str(nu['periode'].iloc[0]))}" if len(nu) else ""
    bijschrift = f"{bijschrift}{datum}{in_sbi(nu)}"
    return maak_tabel(tabel, bijschrift=bijschrift, kolommen=kolommen, decimalen=1, rijkop="gebied_naam")


def tabel_sectoren(lezer: Lezer, *frames: pd.DataFrame) -> Any:
    """Table of jobs of employees by sector of the gemeente; frames as `werkgelegenheid.tabel_sectoren` takes them."""
    tabel = werkgelegenheid.tabel_sectoren(*frames, kader=lezer.kader, definities=lezer.definities)
    datum = f", {periode_label(str(tabel['periode'].iloc[0]))}" if len(tabel) else ""
    return maak_tabel(
        tabel,
        bijschrift=f"Banen van werknemers per sector, {lezer.kader['naam']}{datum}",
        kolommen=werkgelegenheid.KOPPEN,
        decimalen=werkgelegenheid.DECIMALEN,
        rijkop="sector",
    )


def tabel_rang(lezer: Lezer, rang: pd.DataFrame) -> Any:
    """Table of the latest place of the gemeente per indicator among all gemeenten."""
    regels = [
        {"wat": met_hoofdletter(lezer.definities.label("ranglijst", str(naam))), "plaats": f"{getal(r['waarde'])} van {getal(r['n'])}",
         "periode": periode_label(str(r["periode"])), "herkomst": r["herkomst"]}
        for naam, deel in van(rang, gebied_code=lezer.gemeente, kenmerk="ranglijst").groupby("kenmerkwaarde", sort=False)
        for _, r in laatste(deel).iterrows()
    ]  # fmt: skip
    return maak_tabel(
        pd.DataFrame(regels, columns=["wat", "plaats", "periode", "herkomst"]),
        bijschrift=f"Plaats van {lezer.kader['naam']} onder alle gemeenten; 1 heeft het grootste cijfer",
        kolommen={"wat": "Wat", "plaats": "Plaats", "periode": "Peildatum"},
        rijkop="wat",
    )


def tabel_gelijkenis(lezer: Lezer, frame: pd.DataFrame) -> Any:
    """Table of the gemeenten most alike: distance, difference per characteristic, and whether gebieden.yml names them."""
    bekend = van(frame)
    per = bekend.pivot(index=["gebied_code", "gebied_naam"], columns="kenmerkwaarde", values="waarde")
    per = per.drop(index=lezer.gemeente, level=0, errors="ignore")
    eigenschappen = [k for k in lezer.definities.kenmerken["eigenschap"]["waarden"] if k in per]
    per = per.sort_values("totaal") if "totaal" in per else per
    groepen = lezer.kader["vergelijking"]
    regels = [
        {"gemeente": naam, "afstand": getal(rij["totaal"], 2), **{k: verschil(rij[k], 1) for k in eigenschappen},
         "groep": next((g for g, codes in groepen.items() if code in codes), ""), "herkomst": "waargenomen"}
        for (code, naam), rij in per.iterrows()
    ]  # fmt: skip
    koppen = {k: met_hoofdletter(lezer.definities.label("eigenschap", k)) for k in eigenschappen}
    kolommen = {"gemeente": "Gemeente", "afstand": "Afstand", **koppen, "groep": "Staat al in"}
    return maak_tabel(
        pd.DataFrame(regels, columns=[*kolommen, "herkomst"]),
        bijschrift=f"Gemeenten die het meest op {lezer.kader['naam']} lijken: afstand en verschil, in standaardafwijkingen",
        kolommen=kolommen,
        rijkop="gemeente",
    )
