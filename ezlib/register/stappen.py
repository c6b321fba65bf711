"""The steps from register files to protected figures, as the pipeline runs them (see `tasks/task_1_register.py`).

Everything between the files and the protected table stays in `data/processed/register`, which git ignores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ezlib.reeksen import kies_reeks
from ezlib.register import REGISTER_KOLOMMEN, Registerdefinities
from ezlib.store import load_frame, load_json, load_kaart, save_frame, save_json, save_tekst

GEEN_WERKLOCATIES: Mapping[str, Any] = {"indeling": 0, "gebieden": {}}
FICTIEF_NOOT = "Verzonnen cijfer uit het fictieve register: het laat alleen zien hoe de monitor eruitziet."


def verzin_register(kaarten: Sequence[Path], feiten: Sequence[Path], gemeente: str, map_: Path, lijst: Path) -> None:
    """Make the fictive register of the home gemeente out of published totals, CBS proportions and real outlines.

    Parameters
    ----------
    feiten
        Tidy tables that hold the published totals, establishments per SBI group, and dwellings per buurt.
    lijst
        Product: names of the files made; a change in one of them changes its sum.
    """
    from ezlib.sample.register import maak_register, schrijf_register
    from ezlib.sources.snapshot import plaats_snapshot, schrijf_herkomst

    alles = pd.concat([load_frame(pad) for pad in feiten], ignore_index=True)
    eigen = alles[(alles["gebied_code"] == gemeente) & alles["waarde"].notna()]
    totalen = eigen[(eigen["kenmerk"] == "totaal") & eigen["onderwerp"].isin(["vestigingen", "arbeidsplaatsen"])]
    totalen = totalen[~totalen["bron_id"].str.startswith("cbs_")].sort_values("publicatie")
    groepen = eigen[(eigen["onderwerp"] == "vestigingen") & (eigen["kenmerk"] == "sbi_groep")]
    # Of one year: with refreshed tables there are more, and from 2021 they count other groups.
    groepen = groepen[groepen["periode"] == groepen["periode"].min()]
    huizen = alles[(alles["gebied_type"] == "buurt") & (alles["onderwerp"] == "woningen") & alles["waarde"].notna()]
    buurten = {}
    for kaart in (load_kaart(pad) for pad in kaarten):
        buurten[int(kaart["indeling"].iloc[0])] = kaart[kaart["gemeente_code"] == gemeente]
    register = maak_register(
        gemeente=gemeente,
        buurten=buurten,
        totalen=totalen.drop_duplicates(["onderwerp", "periode"], keep="last"),
        sbi_gewichten=groepen.set_index("kenmerkwaarde")["waarde"],
        woningen=huizen.sort_values("periode").drop_duplicates("gebied_code").set_index("gebied_code")["waarde"],
    )
    with plaats_snapshot(map_) as tijdelijk:
        paden = schrijf_register(register, tijdelijk)
        herkomst = schrijf_herkomst(
            tijdelijk,
            rijen={pad.name: int((register["jaar"] == int(pad.stem[-4:])).sum()) for pad in paden},
            bron_id="register",
            publisher="de monitor zelf",
            table="",
            url="",
            retrieved_at="",
            modified=None,
            licence="geen: verzonnen",
            soort="fictief",
            vorm="volledig",
            noot="Verzonnen door ezlib/sample; er is nog geen echt register ingelezen.",
        )
    save_json({naam: b["sha256"] for naam, b in herkomst.bestanden.items()}, lijst)


def lees_registerstap(
    map_: Path,
    kaarten: Sequence[Path],
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    gemeente: str,
    rijen: Path,
    bewijs: Path,
) -> None:
    """Read the files of a register; write the standard frame, and what was refused or mended, counted by reason."""
    from ezlib.register.lezen import lees_register, tel_redenen

    buurten = bekende_buurten(kaarten, indelingen, gemeente)
    gelezen = lees_register(map_, definities, bekende_buurten=buurten)
    soorten = sorted({b.soort for b in gelezen.bestanden})
    herkomst = load_json(map_ / "herkomst.json") | {"soort": "register" if "register" in soorten else "fictief"}
    save_frame(gelezen.rijen, rijen)
    save_json(
        {
            "snapshot": "fictief register" if herkomst["soort"] == "fictief" else "data/raw/register",
            "herkomst": herkomst,
            "rijen_in": sum(b.rijen_in for b in gelezen.bestanden),
            "quarantaine": tel_redenen(gelezen.quarantaine)[["reden", "aantal"]].to_dict("records"),
            "meldingen": tel_redenen(gelezen.meldingen)[["reden", "aantal"]].to_dict("records"),
            "genegeerde_kolommen": sorted({kolom for b in gelezen.bestanden for kolom in b.genegeerde_kolommen}),
        },
        bewijs,
    )


def bekende_buurten(kaarten: Sequence[Path], indelingen: Mapping[str, Any], gemeente: str) -> pd.DataFrame:
    """Codes of buurten per boundary year; the years that definitions call equal all get those of the map.

    Returns
    -------
    DataFrame keyed by buurtcode and indeling.
    """
    delen = []
    for kaart in (load_kaart(pad) for pad in kaarten):
        jaar = int(kaart["indeling"].iloc[0])
        reeksen = [blok["gelijk"] for blok in indelingen.get(gemeente, [])]
        begin, einde = next(((b, e) for b, e in reeksen if b <= jaar <= e), (jaar, jaar))
        codes = kaart.loc[kaart["gemeente_code"] == gemeente, "gebied_code"]
        delen += [pd.DataFrame({"buurtcode": codes, "indeling": j}) for j in range(begin, einde + 1)]
    return pd.concat(delen, ignore_index=True).drop_duplicates(ignore_index=True)


def plaats_registerstap(
    rijen: Path,
    gelezen: Path,
    kaarten: Sequence[Path],
    bag: Sequence[Path],
    omtrekken: Sequence[Path],
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    werklocaties: Mapping[str, Any],
    gemeente: str,
    geplaatst: Path,
    bewijs: Path,
) -> None:
    """Give every row its buurt, werklocatie and kind of premises; tell how many could not be placed."""
    from ezlib.register.omtrekken import lees_bag, lees_omtrekken, zonder_omtrek
    from ezlib.register.plaatsen import plaats, tel_plaatsing

    reeks = kies_reeks(indelingen.get(gemeente, []))
    eigen = werklocaties.get(gemeente, GEEN_WERKLOCATIES)
    klaar = plaats(
        load_frame(rijen),
        gemeente=gemeente,
        reeks=reeks,
        werklocaties=eigen,
        kaarten=[load_kaart(pad) for pad in kaarten],
        omtrekken=lees_omtrekken(omtrekken, eigen["gebieden"]),
        bag=lees_bag(bag),
        keuze=definities.plaatsen,
    )
    save_frame(klaar, geplaatst)
    plaatsing = {
        "reeks": list(reeks or []),
        "per_peildatum": tel_plaatsing(klaar).to_dict("records"),
        "zonder_omtrek": zonder_omtrek(omtrekken, eigen["gebieden"]),
    }
    save_json(load_json(gelezen) | {"plaatsing": plaatsing}, bewijs)


def tel_register(
    rijen: Path,
    kaarten: Sequence[Path],
    definities: Registerdefinities,
    sectoren: Mapping[str, Any],
    indelingen: Mapping[str, Any],
    gemeente: str,
    cellen: Path,
    starters: Path,
    codes: Sequence[Path] = (),
    omtrekken: Sequence[Path] = (),
    werklocaties: Mapping[str, Any] | None = None,
) -> None:
    """Count the cells of the programme, with the firms behind them. The result never leaves the machine.

    `codes`: what `sbi_stappen` made of the SBI codes, where there is a concordance.
    `starters` is written too: jaar and kvknummer of whom the register counts as one, for the mutations of the KvK.
    """
    from ezlib.register.afspraken import voeg_gebieden_samen, voeg_samen
    from ezlib.register.begrippen import tel_rijen, wie_telt
    from ezlib.register.cellen import maak_cellen
    from ezlib.register.gebeurtenissen import BEGIN, EIND, ERBIJ, ONDERWEG
    from ezlib.register.nesten import tel_resten, zoek_nesten
    from ezlib.register.omcoderen import met_codes
    from ezlib.register.omtrekken import lees_omtrekken
    from ezlib.register.opvolging import Opvolging
    from ezlib.register.panel import maak_panel

    # Nobody is counted by name or coordinate, and ten years of a province have many of them.
    register = load_frame(rijen, [k for k in REGISTER_KOLOMMEN if k not in ("naam", "x", "y")])
    panel = maak_panel(register, Opvolging(**definities.parameters["opvolging"]))
    del register
    for pad in codes:
        panel = met_codes(panel, load_frame(pad))
    # Who continues whom is known by now: addresses and deliveries have had their use.
    klaar = panel.vestigingen.drop(columns=["postcode", "huisnummer", "bag_id", "leverancier", "soort", "plaatsing"])
    panel = replace(panel, vestigingen=klaar)
    del klaar
    geteld = tel_rijen(panel, definities.parameters, sectoren, definities.varianten)
    telt = wie_telt(panel, "starters", definities.parameters["starter"]).fillna(False)
    save_frame(panel.bedrijven.loc[telt, ["jaar", "kvknummer"]], starters)
    del panel
    buurten = bekende_buurten(kaarten, indelingen, gemeente)
    per_jaar = {int(j): list(g["buurtcode"]) for j, g in buurten.groupby("indeling")}
    sectornamen = [*sectoren["sectoren"], "overig"]
    # A move out is no nought where no file tells of it: that event has a cell only when it occurs.
    gebeurtenisnamen = [BEGIN, *ERBIJ, "opheffing", *ONDERWEG, EIND]
    samen = voeg_samen(geteld, definities.samenvoegingen)
    waar = {"gemeente": gemeente, "buurten": voeg_gebieden_samen(per_jaar, definities.samenvoegingen)}
    telling = maak_cellen(
        samen,
        **waar,
        programma=definities.programma,
        kenmerkwaarden={"sector": sectornamen, "gebeurtenis": gebeurtenisnamen},
    )
    werk = (werklocaties or {}).get(gemeente, GEEN_WERKLOCATIES)
    nesten = zoek_nesten(
        werk["gebieden"],
        gemeente=gemeente,
        indeling=werk["indeling"],
        reeks=kies_reeks(indelingen.get(gemeente, [])),
        kaarten=[load_kaart(pad) for pad in kaarten],
        omtrekken=lees_omtrekken(omtrekken, werk["gebieden"]),
        min_procent=definities.plaatsen["werklocatie_in_procent"],
        samen={deel: s.code for s in definities.samenvoegingen for deel in s.delen},
    )
    resten = tel_resten(samen, telling, nesten, **waar)
    save_frame(pd.concat([telling, resten], ignore_index=True), cellen)


def bescherm_register(
    cellen: Path,
    rijen: Path,
    namen: Sequence[Path],
    edities: Sequence[Path],
    onderwerpen: Mapping[str, str],
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    werklocaties: Mapping[str, Any],
    gemeente: str,
    tabel: Path,
    verslag: Path,
    sectoren: Mapping[str, Any],
    omgecodeerd: Sequence[Path] = (),
    jaarstukken: Sequence[Path] = (),
) -> None:
    """Protect the cells and write them as a tidy table: from here on, they are figures like any other.

    A fictive register gives no totals of the gemeente: those are published, and a made-up one beside them would pass
    for the next year.

    Parameters
    ----------
    namen
        Tidy tables of any boundary year; an area is called as the last of them before that calls it.
    edities, onderwerpen
        Observations of released editions, and the subject per indicator: see `edities.load_edities`.
    omgecodeerd
        What `sbi_stappen` tells of codes that were put on one version of the SBI.
    jaarstukken
        Tidy tables of the annual reports: they told a part of some cells before.
    verslag
        Product for the keeper of the register: every cell with the rule it fell to. Never part of an edition.
    """
    from ezlib.register.afspraken import heeft_toestemming, status_per_peildatum
    from ezlib.register.edities import load_edities, zoek_delen, zoek_eerder
    from ezlib.register.geheimhouding import beoordeel, maak_cijfers
    from ezlib.register.plaatsen import indeling_van
    from ezlib.register.sbi_stappen import add_sbi
    from ezlib.register.verslag import maak_verslag
    from ezlib.tidy import check_tidy

    register = load_frame(rijen)
    fictief = bool((register["soort"] == "fictief").any())
    begin, einde = kies_reeks(indelingen.get(gemeente, [])) or (0, 9999)
    werk = werklocaties.get(gemeente, GEEN_WERKLOCATIES)
    alle = load_frame(cellen)
    alle = alle.assign(indeling=indeling_van(alle, werklocaties=werk["indeling"]))
    # What was made up was never released.
    eerder = zoek_eerder(alle, load_edities([] if fictief else edities, onderwerpen))
    toestemming = heeft_toestemming(alle, definities.toestemmingen)
    regels = {"drempels": definities.drempels, "bescherming": definities.bescherming}
    # Made of buurten of another boundary year than the published ones, a werklocatie is no sum of those.
    gebieden = werk["gebieden"].items() if begin <= werk["indeling"] <= einde else ()
    samenstelling = {code: w.get("buurten", []) for code, w in gebieden}
    # Nor does a report tell anything of it.
    gezegd = [load_frame(pad) for pad in ([] if fictief else jaarstukken)]
    minstens = zoek_delen(alle, pd.concat(gezegd), sectoren) if gezegd else None
    oordeel = beoordeel(
        alle, **regels, eerder=eerder, toestemming=toestemming, minstens=minstens, samenstelling=samenstelling
    )
    status = status_per_peildatum(register, {naam: lev.definitief_tot for naam, lev in definities.leveranciers.items()})
    frame = maak_cijfers(
        alle,
        oordeel["regel"],
        **regels,
        herkomst="fictief" if fictief else "waargenomen",
        status=alle["periode"].map(status),
        publicatie="Fictief register" if fictief else "Vestigingenregister",
    )
    frame = frame[alle["gebied_type"] != "rest"]
    bekend = _gebiedsnamen([load_frame(pad) for pad in namen], tot=einde)
    bekend |= {code: w["naam"] for code, w in werk["gebieden"].items()}
    bekend |= {s.code: s.naam for s in definities.samenvoegingen}
    frame = frame.assign(gebied_naam=frame["gebied_code"].map(bekend).fillna("").astype("str"))
    samengevoegd = {s.code for s in definities.samenvoegingen}
    audit = maak_verslag(alle, oordeel, frame, eerder=eerder, toestemming=toestemming, samengevoegd=samengevoegd)
    save_tekst(audit.to_csv(index=False, sep=";", decimal=",", lineterminator="\n"), verslag)
    if fictief:
        totaal = frame["gebied_type"].eq("gemeente") & frame["kenmerk"].eq("totaal")
        frame = frame[~(totaal & frame["onderwerp"].isin(["vestigingen", "arbeidsplaatsen"]))]
        frame = frame.assign(noot=(frame["noot"] + " " + FICTIEF_NOOT).str.strip())
    frame = add_sbi(frame.reset_index(drop=True), register, omgecodeerd=omgecodeerd, edities=edities,
                    definities=definities, sectoren=sectoren)  # fmt: skip
    save_frame(check_tidy(frame), tabel)


def _gebiedsnamen(tabellen: Sequence[pd.DataFrame], *, tot: int) -> dict[str, str]:
    """Name per code in the newest boundary year up to `tot`: later, a code may be another place."""
    delen = [t.loc[t["indeling"] <= tot, ["gebied_code", "gebied_naam", "indeling"]] for t in tabellen]
    if not delen:
        return {}
    namen = pd.concat(delen).sort_values("indeling", kind="stable").drop_duplicates("gebied_code", keep="last")
    return dict(zip(namen["gebied_code"], namen["gebied_naam"], strict=True))
