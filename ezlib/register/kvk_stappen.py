"""The steps from KvK mutation files to protected figures per quarter (see `tasks/task_1_kvk.py`).

Everything between the files and the protected table stays in `data/processed/kvk`, which git ignores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ezlib.fouten import ControleFout
from ezlib.reeksen import kies_reeks
from ezlib.register import Registerdefinities
from ezlib.register.stappen import FICTIEF_NOOT, bekende_buurten
from ezlib.store import load_frame, load_json, load_kaart, save_frame, save_json

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
    definities: Registerdefinities,
    indelingen: Mapping[str, Any],
    gemeente: str,
    tabel: Path,
) -> None:
    """Protect the cells and write them as a tidy table, with a row that says so for every quarter without a file."""
    from ezlib.register.geheimhouding import bescherm
    from ezlib.register.stappen import _gebiedsnamen as gebiedsnamen
    from ezlib.tidy import check_tidy

    meta = load_json(bewijs)
    fictief = meta["herkomst"]["soort"] == "fictief"
    check_mag(fictief=fictief)
    herkomst, naam = ("fictief", "Fictieve KvK-mutaties") if fictief else ("waargenomen", "KvK-mutaties")
    frame = bescherm(
        load_frame(cellen),
        definities.drempels,
        bescherming=definities.bescherming,
        herkomst=herkomst,
        publicatie=naam,
    )
    vast = {"gebied_type": "gemeente", "gebied_code": gemeente, "kenmerk": "totaal", "kenmerkwaarde": "totaal"}
    vast |= {"eenheid": "aantal", "status": "definitief", "herkomst": herkomst, "publicatie": naam}
    delen = [frame, add_gaten(frame, meta["kwartalen"], vast), als_rijen(load_frame(aansluiting), vast)]
    frame = pd.concat([d for d in delen if len(d)], ignore_index=True).assign(bron_id=BRON)
    if fictief:
        frame = frame.assign(noot=(frame["noot"] + " " + FICTIEF_NOOT).str.strip())
    einde = (kies_reeks(indelingen.get(gemeente, [])) or (0, 9999))[1]
    bekend = gebiedsnamen([load_frame(pad) for pad in namen], tot=einde)
    gebied_naam = frame["gebied_code"].map(bekend).fillna("").astype("str")
    save_frame(check_tidy(frame.assign(gebied_naam=gebied_naam)[list(frame.columns)]), tabel)


def check_mag(*, fictief: bool) -> None:
    """Let only made-up mutations pass, as long as nobody attacked their tables together.

    Each table is protected by itself, but sectors and sections of the SBI overlap: section F is the sector of building.

    Raises
    ------
    ControleFout
        For real ones.
    """
    if not fictief:
        raise ControleFout(
            "Echte mutaties van de KvK mogen nog niet mee: het is niet nagegaan of de tabellen per sector en per "
            "bedrijfstak elkaars verborgen aantallen verraden. De bestanden zijn wel nagekeken. Haal ze weg uit "
            "data/raw/kvk/; de monitor draait dan zonder."
        )


def add_gaten(frame: pd.DataFrame, kwartalen: Sequence[str], vast: Mapping[str, Any]) -> pd.DataFrame:
    """Rows without a figure for the quarters between the first and the last of which there is no file."""
    from ezlib.register.kvk import kwartalen_tussen

    gaten = [k for k in kwartalen_tussen(min(kwartalen), max(kwartalen)) if k not in kwartalen]
    rijen = [{"periode": k, "onderwerp": o} for k in gaten for o in sorted(frame["onderwerp"].unique())]
    leeg = pd.DataFrame(rijen, columns=["periode", "onderwerp"]).assign(**vast)
    jaar = leeg["periode"].str[:4].astype("int64")
    return leeg.assign(
        waarde=np.nan, ontbreekt="onbekend", noot=NOOT_GEEN_BESTAND, gebied_naam="", bron_id=BRON, indeling=jaar
    )[list(frame.columns)].astype(frame.dtypes.to_dict())


def als_rijen(aansluiting: pd.DataFrame, vast: Mapping[str, Any]) -> pd.DataFrame:
    """Tidy rows of the steps from the quarters to the stock; all of the whole gemeente."""
    from ezlib.tidy import KOLOMMEN

    mist = aansluiting["aantal"].isna()
    return aansluiting.assign(
        **vast
        | {
            "kenmerk": "stap",
            "kenmerkwaarde": aansluiting["stap"],
            "onderwerp": "starters_aansluiting",
            "periode": aansluiting["jaar"].astype("str"),
            "indeling": aansluiting["jaar"],
            "waarde": aansluiting["aantal"].astype("Float64").astype("float64"),
            "ontbreekt": mist.map({True: "onbekend", False: ""}),
            "noot": mist.map({True: NOOT_GEEN_JAAR, False: ""}),
            "gebied_naam": "",
            "bron_id": BRON,
        }
    )[KOLOMMEN]
