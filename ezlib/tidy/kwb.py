"""Kerncijfers wijken en buurten of CBS, every year, through one table of topics.

Not here: income, energy, distances and the rest of the table; they come when an indicator asks for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ezlib.fouten import BronFout
from ezlib.sources.cbs_tabel import getallen, load_entiteit, vind_kolom
from ezlib.sources.snapshot import Snapshot
from ezlib.tidy import KOLOMMEN, gebied_type, met_reden
from ezlib.tidy.cbs_woorden import check_jaar, eenheid_van, status_van_kolom, status_van_tabel

if TYPE_CHECKING:
    from ezlib.definitions import Bron


@dataclass(frozen=True)
class Topic:
    """One column of the table: what it is to us, and how to find it.

    `groepen` are the titles that its parent group may have; empty where the stem alone is unique in every year.
    """

    onderwerp: str
    stam: str
    eenheid: tuple[str, ...] = ("aantal",)
    kenmerk: str = "totaal"
    kenmerkwaarde: str = "totaal"
    groepen: tuple[str, ...] = ()


# SBI 2025 will come under the same stems: a group that is not listed here stops, so the two never mix.
VESTIGINGEN = ("Bedrijfsvestigingen, SBI 2008", "Bedrijfsvestigingen")
ACTIVITEIT = ("Bedrijfsvestigingen naar activiteit",)
NIVEAUS = ("Opleidingsniveau", "Hoogst behaald onderwijsniveau")

TOPICS = (
    Topic("inwoners", "AantalInwoners"),
    Topic("woningen", "Woningvoorraad"),
    Topic("oppervlakte_land", "OppervlakteLand", eenheid=("ha",)),
    *(
        Topic("arbeidsparticipatie", stam, eenheid=("%",), groepen=("Arbeid",))
        for stam in ("NettoArbeidsparticipatie", "Nettoarbeidsparticipatie")  # CBS wrote it both ways
    ),
    Topic("vestigingen", "BedrijfsvestigingenTotaal", groepen=VESTIGINGEN),
    *(
        Topic("vestigingen", stam, kenmerk="sbi_groep", kenmerkwaarde=groep, groepen=ACTIVITEIT)
        for groep, stam in {
            "A": "ALandbouwBosbouwEnVisserij",
            "B-F": "BFNijverheidEnEnergie",
            "G+I": "GIHandelEnHoreca",
            "H+J": "HJVervoerInformatieEnCommunicatie",
            "K-L": "KLFinancieleDienstenOnroerendGoed",
            "M-N": "MNZakelijkeDienstverlening",
            "O-Q": "OQOverheidOnderwijsEnZorg",  # from 2021
            "R-U": "RUCultuurRecreatieOverigeDiensten",
        }.items()
    ),
    *(
        Topic("opleiding", stam, ("aantal", "%"), "opleidingsniveau", niveau, groepen=NIVEAUS)
        for niveau, stammen in {
            "laag": ("OpleidingsniveauLaag", "BasisonderwijsVmboMbo1"),
            "midden": ("OpleidingsniveauMiddelbaar", "HavoVwoMbo24"),
            "hoog": ("OpleidingsniveauHoog", "HboWo"),
        }.items()
        for stam in stammen  # 2019-2022, from 2023
    ),
)
LEEFTIJDEN = tuple(
    Topic(onderwerp, stam, ("aantal", "%"), groepen=("Leeftijdsgroepen",))
    for onderwerp, stam in {
        "inwoners_tot_15": "k_0Tot15Jaar",
        "inwoners_15_25": "k_15Tot25Jaar",
        "inwoners_25_45": "k_25Tot45Jaar",
        "inwoners_45_65": "k_45Tot65Jaar",
    }.items()
)
JONG, *WERKLEEFTIJD = (topic.onderwerp for topic in LEEFTIJDEN)
VAN_HET_JAAR = ("opleiding", "arbeidsparticipatie")
NOOT_AANDEEL = "Aandeel in de personen van 15 tot 75 jaar met bekend niveau, berekend uit afgeronde aantallen van CBS."
NOOT_15PLUS = "Berekend uit het aantal inwoners en de inwoners tot 15 jaar; CBS rondt beide af."
NOOT_15_65 = "Som van drie leeftijdsgroepen; CBS rondt elke groep af."


def tidy_kwb(snapshot: Snapshot, bron: Bron) -> pd.DataFrame:
    """Read one year of Kerncijfers wijken en buurten.

    Parameters
    ----------
    snapshot
        With TableInfos, DataProperties, TypedDataSet and the dimension WijkenEnBuurten.
    bron
        Its entry in bronnen.yml; `indeling` and `peildatum` become the boundary year and the period.

    Returns
    -------
    DataFrame in the tidy layout (`ezlib.tidy.KOLOMMEN`): onderwerp inwoners, inwoners_15plus, inwoners_15_65 (15 to 64
    years), woningen, vestigingen (aantal), oppervlakte_land (ha), arbeidsparticipatie (%), opleiding (%, shares of the
    three levels) and, where the table holds counts, opleiding_personen (aantal).

    Raises
    ------
    KolomFout
        When a stem fits more than one column.
    BronFout
        When a unit, a code or a number is not what CBS always gave.
    """
    eigenschappen = load_entiteit(snapshot, "DataProperties")
    data = load_entiteit(snapshot, "TypedDataSet")
    gebieden = _gebieden(data, load_entiteit(snapshot, "WijkenEnBuurten"))
    infos, tabel = load_entiteit(snapshot, "TableInfos"), bron.tabel or snapshot.herkomst.table
    check_jaar(infos, bron.indeling, tabel)
    _toets_sbi(eigenschappen, tabel)
    tabelstatus = status_van_tabel(infos)
    if snapshot.herkomst.vorm == "volledig":
        _toets_heel(data, eigenschappen, tabel)
    delen = [
        deel
        for topic in (*TOPICS, *LEEFTIJDEN)
        if (deel := _lees_topic(topic, data, gebieden, eigenschappen, tabelstatus)) is not None
    ]
    if not delen:
        raise BronFout(f"Tabel {tabel} heeft geen enkele kolom die de monitor kent.")
    rijen = _met_opleiding(_met_leeftijden(pd.concat(delen, ignore_index=True)))
    return met_reden(rijen).assign(
        indeling=bron.indeling,
        # CBS measures the level on 1 October and work over the year, not on the 1 January of the rest of its table.
        periode=rijen["onderwerp"].str.startswith(VAN_HET_JAAR).map({True: bron.peildatum[:4], False: bron.peildatum}),
        herkomst="waargenomen",
        bron_id=bron.id,
        publicatie=f"CBS {tabel}",
    )[KOLOMMEN]


def _gebieden(data: pd.DataFrame, dimensie: pd.DataFrame) -> pd.DataFrame:
    """Areas on the index of `data`: gebied_type, gebied_code, gebied_naam, padding stripped."""
    codes = data["WijkenEnBuurten"].str.strip()
    dubbel = sorted(codes[codes.duplicated()].unique())
    if dubbel:
        raise BronFout(f"{len(dubbel)} gebieden staan dubbel in de tabel van CBS: {', '.join(dubbel[:5])}.")
    soorten = gebied_type(codes)
    if soorten.isna().any():
        vreemd = ", ".join(sorted(codes[soorten.isna()].unique())[:5])
        raise BronFout(f"Onbekende gebiedscodes in de tabel van CBS: {vreemd}.")
    namen = dict(zip(dimensie["Key"].str.strip(), dimensie["Title"].str.strip(), strict=True))
    zonder = sorted(set(codes) - set(namen))
    if zonder:
        raise BronFout(f"{len(zonder)} gebieden hebben geen naam in WijkenEnBuurten: {', '.join(zonder[:5])}.")
    return pd.DataFrame({"gebied_type": soorten, "gebied_code": codes, "gebied_naam": codes.map(namen)})


def _toets_sbi(eigenschappen: pd.DataFrame, tabel: str) -> None:
    """Groups of SBI 2025 come under the stems of SBI 2008, and a group in between can hide which of the two it is."""
    titels = eigenschappen["Title"].fillna("").astype("str").str.strip()
    nieuw = sorted(set(titels[titels.str.contains(r"SBI\s*2025")]))
    if nieuw:
        raise BronFout(
            f'Tabel {tabel} deelt vestigingen in naar SBI 2025 ("{nieuw[0]}"). Die groepen zijn niet te vergelijken met '
            "die van SBI 2008, dus de monitor leest de tabel niet. Werk verder met de vorige uitgave (haal de map van deze "
            "uitgave weg uit data/raw), of vraag wie de monitor beheert om SBI 2025 toe te voegen in ezlib/tidy/kwb.py."
        )


def _toets_heel(data: pd.DataFrame, eigenschappen: pd.DataFrame, tabel: str) -> None:
    """A column that is described but not served would make figures vanish without a word."""
    kwijt = sorted(set(eigenschappen.loc[eigenschappen["Type"] == "Topic", "Key"]) - set(data))
    if kwijt:
        raise BronFout(
            f"Tabel {tabel} mist {len(kwijt)} kolommen die CBS wel beschrijft: {', '.join(kwijt[:5])}. "
            "Haal de tabel opnieuw op met: make refresh"
        )


def _lees_topic(
    topic: Topic, data: pd.DataFrame, gebieden: pd.DataFrame, eigenschappen: pd.DataFrame, tabelstatus: str
) -> pd.DataFrame | None:
    """Rows of one topic, one an area; None when the table has no such column."""
    kolom = vind_kolom(eigenschappen, topic.stam, groep=topic.groepen)
    # An extract may describe more columns than it holds; for a whole table see _toets_heel.
    if kolom is None or kolom not in data:
        return None
    rij = eigenschappen.set_index("Key").loc[kolom]
    eenheid, factor = eenheid_van(kolom, rij["Unit"], topic.eenheid)
    return gebieden.assign(
        onderwerp=topic.onderwerp,
        kenmerk=topic.kenmerk,
        kenmerkwaarde=topic.kenmerkwaarde,
        waarde=getallen(data[kolom]) * factor,
        eenheid=eenheid,
        status=status_van_kolom(kolom, eigenschappen, tabelstatus),
        noot="",
    )


def _met_leeftijden(rijen: pd.DataFrame) -> pd.DataFrame:
    """Turn age groups (count or %) into residents of 15 and over, the base of education, and residents of 15 to 64."""
    groepen = rijen["onderwerp"].isin([JONG, *WERKLEEFTIJD])
    inwoners = rijen[rijen["onderwerp"] == "inwoners"].set_index("gebied_code")["waarde"]
    if not groepen.any() or inwoners.empty:
        return rijen[~groepen]
    deel = rijen[groepen]
    alle = deel["gebied_code"].map(inwoners)
    deel = deel.assign(
        waarde=deel["waarde"].where(deel["eenheid"] == "aantal", alle * deel["waarde"] / 100), eenheid="aantal"
    )
    jong = deel["onderwerp"] == JONG
    ouder = deel[jong].assign(onderwerp="inwoners_15plus", waarde=(alle - deel["waarde"])[jong], noot=NOOT_15PLUS)
    per_gebied = deel[~jong].groupby("gebied_code")["waarde"].agg(["sum", "count"])
    som = per_gebied["sum"].where(per_gebied["count"] == len(WERKLEEFTIJD))
    eerste = deel[deel["onderwerp"] == WERKLEEFTIJD[0]]
    werk = eerste.assign(
        onderwerp="inwoners_15_65", waarde=eerste["gebied_code"].map(som).astype("float64"), noot=NOOT_15_65
    )
    return pd.concat([rijen[~groepen], ouder, werk], ignore_index=True)


def _met_opleiding(rijen: pd.DataFrame) -> pd.DataFrame:
    """Keep percentages as they are; turn counts into shares of the three levels and keep the counts beside them."""
    tel = (rijen["onderwerp"] == "opleiding") & (rijen["eenheid"] == "aantal")
    personen = rijen[tel]
    # Without all three there is no whole to take a share of; an empty area (0 of 0) has no share either.
    per_gebied = personen.groupby("gebied_code")["waarde"]
    geheel = per_gebied.transform("sum").where((per_gebied.transform("count") == 3) & (per_gebied.transform("sum") > 0))
    delen = personen.assign(waarde=100 * personen["waarde"] / geheel, eenheid="%", noot=NOOT_AANDEEL)
    if personen["kenmerkwaarde"].nunique() < 3:
        delen = delen.iloc[:0]
    return pd.concat([rijen[~tel], delen, personen.assign(onderwerp="opleiding_personen")], ignore_index=True)
