"""The steps from KvK mutation files to protected figures per quarter (see `tasks/task_1_kvk.py`).

Everything between the files and the protected table stays in `data/processed/kvk`, which git ignores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ezlib.reeksen import kies_reeks
from ezlib.register import Registerdefinities
from ezlib.register.stappen import FICTIEF_NOOT, bekende_buurten
from ezlib.store import load_frame, load_json, load_kaart, save_frame, save_json, save_tekst

NOOT_GEEN_BESTAND = "Van dit kwartaal is er geen bestand; er is niets ingevuld."
NOOT_GEEN_JAAR = "Niet van alle vier de kwartalen is er een bestand."
BRON = "kvk"


def verzin_kvk(register: Path, starters: Path, map_: Path, lijst: Path) -> None:
    """Make fictive mutation files that agree with the fictive register; `lijst` holds their names and sums."""
    from ezlib.sample.mutaties import maak_mutaties, schrijf_mutaties
    from ezlib.sources.snapshot import plaats_snapshot, schrijf_herkomst

    mutaties = maak_mutaties(load_frame(register), load_frame(starters))
    with plaats_snapshot(map_) as tijdelijk:
        aantallen = schrijf_mutaties(mutaties, tijdelijk)
        herkomst = schrijf_herkomst(
            tijdelijk,
            rijen=aantallen,
            bron_id=BRON,
            publisher="de monitor zelf",
            table="",
            url="",
            retrieved_at="",
            modified=None,
            licence="geen: verzonnen",
            soort="fictief",
            vorm="volledig",
            noot="Verzonnen door ezlib/sample; er zijn nog geen echte mutaties ingelezen.",
        )
    save_json({naam: b["sha256"] for naam, b in herkomst.bestanden.items()}, lijst)


def lees_kvkstap(
    map_: Path,
    kaarten: Sequence[Path],
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    gemeente: str,
    rijen: Path,
    bewijs: Path,
) -> None:
    """Read and place the mutations; write them, and what was refused or mended, counted by reason."""
    from ezlib.register.kvk import lees_mutaties
    from ezlib.register.lezen import tel_redenen
    from ezlib.register.plaatsen import plaats

    buurten = bekende_buurten(kaarten, indelingen, gemeente)
    gelezen = lees_mutaties(map_, definities, bekende_buurten=buurten, gemeente=gemeente)
    kaal = gelezen.rijen.assign(jaar=gelezen.rijen["indeling"], banen=1)
    geplaatst = plaats(
        kaal,
        gemeente=gemeente,
        reeks=kies_reeks(indelingen.get(gemeente, [])),
        werklocaties={"indeling": max(buurten["indeling"], default=0), "gebieden": {}},
        kaarten=[load_kaart(pad) for pad in kaarten],
        omtrekken=None,
        bag=None,
        keuze=definities.plaatsen,
    )
    save_frame(geplaatst, rijen)
    soorten = {b.soort for b in gelezen.bestanden}
    save_json(
        {
            "snapshot": "fictieve mutaties" if "fictief" in soorten else "data/raw/kvk",
            "herkomst": load_json(map_ / "herkomst.json")
            | {"soort": "fictief" if "fictief" in soorten else "register"},
            "rijen_in": sum(b.rijen_in for b in gelezen.bestanden),
            "quarantaine": tel_redenen(gelezen.quarantaine)[["reden", "aantal"]].to_dict("records"),
            "meldingen": tel_redenen(gelezen.meldingen)[["reden", "aantal"]].to_dict("records"),
            "genegeerde_kolommen": sorted({kolom for b in gelezen.bestanden for kolom in b.genegeerde_kolommen}),
            "kwartalen": list(gelezen.kwartalen),
        },
        bewijs,
    )


def tel_kvk(
    rijen: Path,
    bewijs: Path,
    register: Path,
    starters: Path,
    kaarten: Sequence[Path],
    definities: Registerdefinities,
    sectoren: Mapping[str, Any],
    indelingen: Mapping[str, Any],
    gemeente: str,
    cellen: Path,
    aansluiting: Path,
) -> None:
    """Count the cells of the programme per quarter, and the steps from the quarters to the stock of the register.

    A made-up register says nothing of real mutations, nor the reverse: then neither looks at the other.
    """
    from ezlib.register.aansluiting import sluit_aan
    from ezlib.register.cellen import maak_cellen
    from ezlib.register.kvk_tellen import RICHTINGEN, SOORTEN, is_einde, soort_inschrijving, tel_mutaties

    mutaties, kwartalen = load_frame(rijen), load_json(bewijs)["kwartalen"]
    bedrijven = load_frame(register)[["peildatum", "jaar", "kvknummer", "vestigingsnummer", "soort"]]
    bedrijven = bedrijven[bedrijven["soort"].isin(set(mutaties["soort"])) & (bedrijven["kvknummer"] != "")]
    dagen = definities.doorgang_dagen
    mutaties = mutaties.assign(kind=soort_inschrijving(mutaties, bedrijven, doorgang_dagen=dagen))
    einde = is_einde(mutaties, doorgang_dagen=dagen)
    buurten = bekende_buurten(kaarten, indelingen, gemeente)
    telling = maak_cellen(
        tel_mutaties(mutaties, kwartalen, sectoren, einde=einde),
        gemeente=gemeente,
        programma=definities.programma,
        buurten={int(j): list(g["buurtcode"]) for j, g in buurten.groupby("indeling")},
        kenmerkwaarden={
            "sector": [*sectoren["sectoren"], "overig"],
            "sbi_sectie": list(sectoren["secties"]),
            "aanleiding": SOORTEN,
            "richting": RICHTINGEN,
            "pand": ("woning", "bedrijfspand", "onbekend"),
        },
    )
    save_frame(telling, cellen)
    eigen = load_frame(starters)
    eigen = eigen[eigen["jaar"].isin(set(bedrijven["jaar"]))]
    save_frame(sluit_aan(mutaties, einde, bedrijven, eigen, kwartalen=kwartalen), aansluiting)


def bescherm_kvk(
    cellen: Path,
    aansluiting: Path,
    bewijs: Path,
    namen: Sequence[Path],
    edities: Sequence[Path],
    onderwerpen: Mapping[str, str],
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    gemeente: str,
    tabel: Path,
    verslag: Path,
) -> None:
    """Protect the cells and write them as a tidy table, with a row that says so for every quarter without a file.

    `edities`, `onderwerpen` and `verslag` are as for the register: see `stappen.bescherm_register`.
    """
    from ezlib.register.aansluiting import STAP, als_cellen, is_vast
    from ezlib.register.edities import load_edities, zoek_eerder
    from ezlib.register.geheimhouding import beoordeel, maak_cijfers
    from ezlib.register.stappen import _gebiedsnamen as gebiedsnamen
    from ezlib.register.verslag import maak_verslag
    from ezlib.tidy import check_tidy

    meta = load_json(bewijs)
    fictief = meta["herkomst"]["soort"] == "fictief"
    herkomst, naam = ("fictief", "Fictieve KvK-mutaties") if fictief else ("waargenomen", "KvK-mutaties")
    stappen = load_frame(aansluiting)
    alle = pd.concat([load_frame(cellen), als_cellen(stappen, gemeente=gemeente)], ignore_index=True)
    toen = load_edities([] if fictief else edities, onderwerpen, bron_id=BRON)
    regels = {"drempels": definities.drempels, "bescherming": definities.bescherming}
    heet = dict.fromkeys(STAP, "stap")  # what comes in and what falls off stand in one table
    eerder = zoek_eerder(alle.assign(kenmerk=alle["kenmerk"].replace(heet)), toen)
    oordeel = beoordeel(alle, **regels, eerder=eerder, vast=is_vast(alle))
    frame = maak_cijfers(alle, oordeel["regel"], **regels, herkomst=herkomst, publicatie=naam)
    einde = (kies_reeks(indelingen.get(gemeente, [])) or (0, 9999))[1]
    bekend = gebiedsnamen([load_frame(pad) for pad in namen], tot=einde)
    frame = frame.assign(
        kenmerk=frame["kenmerk"].replace(heet), gebied_naam=frame["gebied_code"].map(bekend).fillna("").astype("str")
    )
    nooit = pd.Series(False, index=alle.index)
    audit = maak_verslag(alle, oordeel, frame, eerder=eerder, toestemming=nooit, samengevoegd=set())
    save_tekst(audit.to_csv(index=False, sep=";", decimal=",", lineterminator="\n"), verslag)
    vast = {"gebied_type": "gemeente", "gebied_code": gemeente, "kenmerk": "totaal", "kenmerkwaarde": "totaal"}
    vast |= {"eenheid": "aantal", "status": "definitief", "herkomst": herkomst, "publicatie": naam}
    vast |= {"gebied_naam": bekend.get(gemeente, "")}
    gaten = [add_gaten(frame, meta["kwartalen"], vast), zonder_som(stappen, vast)]
    frame = pd.concat([frame, *(deel for deel in gaten if len(deel))], ignore_index=True).assign(bron_id=BRON)
    if fictief:
        frame = frame.assign(noot=(frame["noot"] + " " + FICTIEF_NOOT).str.strip())
    save_frame(check_tidy(frame), tabel)


def add_gaten(frame: pd.DataFrame, kwartalen: Sequence[str], vast: Mapping[str, Any]) -> pd.DataFrame:
    """Rows without a figure for the quarters between the first and the last of which there is no file."""
    from ezlib.register.kvk import kwartalen_tussen

    gaten = [k for k in kwartalen_tussen(min(kwartalen), max(kwartalen)) if k not in kwartalen]
    rijen = [{"periode": k, "onderwerp": o} for k in gaten for o in sorted(frame["onderwerp"].unique())]
    leeg = pd.DataFrame(rijen, columns=["periode", "onderwerp"]).assign(**vast)
    jaar = leeg["periode"].str[:4].astype("int64")
    return leeg.assign(waarde=np.nan, ontbreekt="onbekend", noot=NOOT_GEEN_BESTAND, bron_id=BRON, indeling=jaar)[
        list(frame.columns)
    ].astype(frame.dtypes.to_dict())


def zonder_som(aansluiting: pd.DataFrame, vast: Mapping[str, Any]) -> pd.DataFrame:
    """Tidy rows of the steps that could not be counted: not every quarter of the year has a file."""
    from ezlib.tidy import KOLOMMEN

    mist = aansluiting[aansluiting["aantal"].isna()]
    return mist.assign(
        **vast
        | {
            "kenmerk": "stap",
            "kenmerkwaarde": mist["stap"],
            "onderwerp": "starters_aansluiting",
            "periode": mist["jaar"].astype("str"),
            "indeling": mist["jaar"],
            "waarde": np.nan,
            "ontbreekt": "onbekend",
            "noot": NOOT_GEEN_JAAR,
            "bron_id": BRON,
        }
    )[KOLOMMEN]
