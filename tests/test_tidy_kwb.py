"""Kerncijfers wijken en buurten to the tidy layout: small tables checked by head, and the traps of the real ones."""

from __future__ import annotations

import json
import math
from pathlib import Path

import nep_bron
import pandas as pd
import pytest

from ezlib.fouten import BronFout, KolomFout
from ezlib.sources.cbs_tabel import getallen, load_entiteit, vind_kolom
from ezlib.tidy import KOLOMMEN, check_tidy
from ezlib.tidy.kwb import TOPICS, tidy_kwb

CODES = ["NL00", "GM0637", "WK063700", "BU06370001"]
BRON = nep_bron.bron(id="cbs_x", tabel="84799NED", indeling=2020, peildatum="2020-01-01")
INWONERS = ("Bevolking", "AantalInwoners_5", "aantal")
JONG = ("Leeftijdsgroepen", "k_0Tot15Jaar_8", "aantal")
TOTAAL = ("Bedrijfsvestigingen, SBI 2008", "BedrijfsvestigingenTotaal_91", "aantal")
HANDEL = ("Bedrijfsvestigingen naar activiteit", "GIHandelEnHoreca_94", "aantal")
REFERENTIE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "cbs"


@pytest.fixture
def tidy(tmp_path):
    """Tidy a small table; gives the frame after its check."""

    def maak(topics, **anders):
        codes = anders.pop("codes", CODES[: len(next(iter(topics.values())))])
        return check_tidy(tidy_kwb(nep_bron.kwb(tmp_path / "cbs_x" / "a", topics, codes=codes, **anders), BRON))

    return maak


def waarden(frame: pd.DataFrame, onderwerp: str, kenmerkwaarde: str = "totaal") -> list[float | None]:
    rijen = frame[(frame["onderwerp"] == onderwerp) & (frame["kenmerkwaarde"] == kenmerkwaarde)]
    return [None if math.isnan(w) else w for w in rijen["waarde"]]


def test_one_row_a_figure_with_stripped_codes_and_names(tidy):
    frame = tidy({INWONERS: [17407585, 125285, 23000, 10]})
    assert list(frame.columns) == KOLOMMEN
    assert frame["gebied_code"].tolist() == CODES
    assert frame["gebied_type"].tolist() == ["land", "gemeente", "wijk", "buurt"]
    assert frame.iloc[1].to_dict() == {
        "gebied_type": "gemeente",
        "gebied_code": "GM0637",
        "gebied_naam": "Naam GM0637",
        "indeling": 2020,
        "periode": "2020-01-01",
        "onderwerp": "inwoners",
        "kenmerk": "totaal",
        "kenmerkwaarde": "totaal",
        "waarde": 125285.0,
        "eenheid": "aantal",
        "status": "definitief",
        "herkomst": "waargenomen",
        "ontbreekt": "",
        "bron_id": "cbs_x",
        "publicatie": "CBS 84799NED",
        "noot": "",
    }


def test_empty_column_gives_rows_without_value_and_no_column_gives_no_rows(tidy):
    frame = tidy({INWONERS: [1, 2], TOTAAL: [None, None]})
    leeg = frame[frame["onderwerp"] == "vestigingen"]
    assert leeg["ontbreekt"].tolist() == ["onbekend", "onbekend"]
    assert leeg["waarde"].isna().all()
    assert "woningen" not in set(frame["onderwerp"])


def test_sentinels_and_signs_are_missing(tidy):
    frame = tidy({INWONERS: [-99997, -99999999, "       .", 0]})
    assert waarden(frame, "inwoners") == [None, None, None, 0]


@pytest.mark.parametrize("nummer", [35, 102, 1])
def test_number_of_a_column_means_nothing(tidy, nummer):
    frame = tidy({("Wonen en vastgoed", f"Woningvoorraad_{nummer}", "aantal"): [None, 57653]})
    assert waarden(frame, "woningen") == [None, 57653]


def test_sbi_groups_are_a_breakdown(tidy):
    frame = tidy({TOTAAL: [100, 40], HANDEL: [30, 10]})
    assert waarden(frame, "vestigingen") == [100, 40]
    assert waarden(frame, "vestigingen", "G+I") == [30, 10]
    assert set(frame.loc[frame["kenmerkwaarde"] == "G+I", "kenmerk"]) == {"sbi_groep"}


def test_groups_of_sbi_2025_between_the_old_titles_stop(tmp_path):
    """The parent of the stem keeps its title; only the group above says that the codes are others."""
    heel = nep_bron.kwb(tmp_path / "bron" / "a", {TOTAAL: [100], HANDEL: [30]}, codes=["GM0637"])
    bestanden = {naam: heel.pad(naam).read_text(encoding="utf-8") for naam in heel.herkomst.bestanden}
    nieuw = bestanden["DataProperties.json"].replace("SBI 2008", "SBI2025")
    snapshot = nep_bron.snapshot(tmp_path / "cbs_x" / "a", bestanden | {"DataProperties.json": nieuw})
    with pytest.raises(BronFout, match="deelt vestigingen in naar SBI 2025"):
        tidy_kwb(snapshot, BRON)


def test_table_found_by_title_is_named_by_the_number_that_it_has(tmp_path):
    snapshot = nep_bron.kwb(tmp_path / "cbs_x" / "a", {INWONERS: [1]}, codes=["GM0637"])
    bron = nep_bron.bron(id="cbs_x", titel="Kerncijfers", indeling=2020, peildatum="2020-01-01")
    assert tidy_kwb(snapshot, bron)["publicatie"].tolist() == ["CBS 84799NED"]


@pytest.mark.parametrize(
    ("groep", "namen"),
    [
        ("Opleidingsniveau", ["OpleidingsniveauLaag_64", "OpleidingsniveauMiddelbaar_65", "OpleidingsniveauHoog_66"]),
        ("Hoogst behaald onderwijsniveau", ["BasisonderwijsVmboMbo1_75", "HavoVwoMbo24_76", "HboWo_77"]),
    ],
)
def test_education_in_counts_becomes_shares_and_keeps_the_counts(tidy, groep, namen):
    aantallen = [[20, 1, 0], [50, 2, 0], [30, None, 0]]
    frame = tidy({(groep, naam, "aantal"): rij for naam, rij in zip(namen, aantallen, strict=True)})
    # 20 + 50 + 30 = 100; the second area lacks a level, the third has no people: no share.
    assert waarden(frame, "opleiding", "laag") == [20, None, None]
    assert waarden(frame, "opleiding", "midden") == [50, None, None]
    assert waarden(frame, "opleiding", "hoog") == [30, None, None]
    assert set(frame.loc[frame["onderwerp"] == "opleiding", "eenheid"]) == {"%"}
    assert waarden(frame, "opleiding_personen", "laag") == [20, 1, 0]
    assert set(frame.loc[frame["onderwerp"] == "opleiding_personen", "eenheid"]) == {"aantal"}


def test_education_in_percentages_stays_as_it_is(tidy):
    frame = tidy({("Opleidingsniveau", "HboWo_1", "%"): [30.3, None]})
    assert waarden(frame, "opleiding", "hoog") == [30.3, None]
    assert set(frame["onderwerp"]) == {"opleiding"}


def test_one_level_in_counts_has_no_share(tidy):
    frame = tidy({("Opleidingsniveau", "HboWo_1", "aantal"): [300, 100]})
    assert set(frame["onderwerp"]) == {"opleiding_personen"}


@pytest.mark.parametrize(("jong", "eenheid"), [([150, 20], "aantal"), ([15, 10], "%")])
def test_residents_of_15_and_over_weigh_education(tidy, jong, eenheid):
    frame = tidy({INWONERS: [1000, 200], (*JONG[:2], eenheid): jong})
    assert waarden(frame, "inwoners_15plus") == [850, 180]
    assert "inwoners_tot_15" not in set(frame["onderwerp"])


@pytest.mark.parametrize(
    ("info", "toelichting", "status"),
    [
        ("Status van de cijfers:\nDefinitief, tenzij in de toelichting", {}, "definitief"),
        ("Status van de cijfers:\nVoorlopig.", {}, "voorlopig"),
        ("", {TOTAAL[0]: "Status:\r\nDe cijfers hebben een voorlopig karakter."}, "voorlopig"),
        ("", {TOTAAL[1]: "Het betreft voorlopige cijfers."}, "voorlopig"),
        ("", {TOTAAL[1]: "Het betreft nader voorlopige cijfers."}, "nader voorlopig"),
        ("", {INWONERS[1]: "Het betreft voorlopige cijfers."}, "definitief"),
    ],
)
def test_status_is_what_table_group_or_column_says(tidy, info, toelichting, status):
    frame = tidy({INWONERS: [1, 2], TOTAAL: [3, 4]}, info=info, toelichting=toelichting)
    assert set(frame.loc[frame["onderwerp"] == "vestigingen", "status"]) == {status}


@pytest.mark.parametrize(
    ("topics", "anders", "zin"),
    [
        ({("Bevolking", "AantalInwoners_5", "naam"): [1, 2]}, {}, 'eenheid "naam"; verwacht was aantal'),
        ({INWONERS: [1, "12,5"]}, {}, r'Kolom "AantalInwoners_5" bevat 1 keer iets anders.* "12,5" \(rij 1\)'),
        ({INWONERS: [1, 2]}, {"codes": ["GM0637", "XX0001"]}, "Onbekende gebiedscodes .* XX0001"),
        ({INWONERS: [1, 2]}, {"codes": ["GM0637", "GM0637 "]}, "1 gebieden staan dubbel .* GM0637"),
        ({("Wonen", "Kamers_1", "aantal"): [1, 2]}, {}, "geen enkele kolom die de monitor kent"),
        ({INWONERS: [1, 2], ("Bedrijven", "BedrijfsvestigingenTotaal_9", "aantal"): [1, 2]}, {}, "maar elders"),
        (
            {INWONERS: [1, 2], ("Vestigingen, SBI 2025", "BedrijfsvestigingenTotaal_9", "aantal"): [1, 2]},
            {},
            r'SBI 2025 \("Vestigingen, SBI 2025"\).*niet te vergelijken',
        ),
        ({INWONERS: [1, 2]}, {"periode": "2019"}, "gaat volgens CBS over 2019, maar bronnen.yml zegt 2020"),
    ],
)
def test_what_cbs_never_gave_stops(tidy, topics, anders, zin):
    with pytest.raises(BronFout, match=zin):
        tidy(topics, **anders)


def test_thousands_are_counted_out(tidy):
    assert waarden(tidy({("Bevolking", "AantalInwoners_5", "x 1 000"): [1.5, 2]}), "inwoners") == [1500, 2000]


def test_column_described_but_not_served_stops_a_whole_table_but_not_an_extract(tmp_path):
    for vorm in ("volledig", "uittreksel"):
        map_ = tmp_path / "cbs_x" / vorm
        heel = nep_bron.kwb(tmp_path / "bron" / "a", {INWONERS: [1], TOTAAL: [2]}, codes=["GM0637"])
        bestanden = {naam: heel.pad(naam).read_text(encoding="utf-8") for naam in heel.herkomst.bestanden}
        rijen = [{k: v for k, v in r.items() if k != TOTAAL[1]} for r in json.loads(bestanden["TypedDataSet.json"])]
        snapshot = nep_bron.snapshot(map_, bestanden | {"TypedDataSet.json": json.dumps(rijen)}, vorm=vorm)
        if vorm == "uittreksel":
            assert set(tidy_kwb(snapshot, BRON)["onderwerp"]) == {"inwoners"}
        else:
            with pytest.raises(BronFout, match="mist 1 kolommen die CBS wel beschrijft: BedrijfsvestigingenTotaal_91"):
                tidy_kwb(snapshot, BRON)


# --- columns by stem and parent group --------------------------------------------------------------------------


def test_repeated_stem_needs_its_group():
    e = pd.DataFrame(
        nep_bron.eigenschappen(
            ("Herkomstland", "Nederland_17", "aantal"),
            ("Geboren in Nederland", "Nederland_20", "aantal"),
            ("Wonen", "Woningvoorraad_35", "aantal"),
            ("Wonen", "NietWoningvoorraad_37", "aantal"),
        )
    )
    assert vind_kolom(e, "Nederland", groep="Geboren in Nederland") == "Nederland_20"
    assert vind_kolom(e, "Nederland", groep=("Herkomst", "Herkomstland")) == "Nederland_17"
    assert vind_kolom(e, "Woningvoorraad") == "Woningvoorraad_35"
    assert vind_kolom(e, "Voorraad") is None
    with pytest.raises(
        KolomFout, match=r'Nederland_17 \(groep "Herkomstland"\); Nederland_20 \(groep "Geboren in Nederland"\)'
    ):
        vind_kolom(e, "Nederland")
    with pytest.raises(KolomFout, match="staat niet in de verwachte groep"):
        vind_kolom(e, "Woningvoorraad", groep="Energie")


def test_getallen_reads_numbers_in_text():
    assert getallen(pd.Series(["  12", "3.5", None, ""], dtype=object)).fillna(-1).tolist() == [12, 3.5, -1, -1]


def test_entity_that_is_no_list_of_rows(tmp_path):
    snapshot = nep_bron.snapshot(tmp_path / "cbs_x" / "a", {"TableInfos.json": "{}"})
    with pytest.raises(BronFout, match=r"TableInfos\.json van cbs_x is geen lijst van rijen"):
        load_entiteit(snapshot, "TableInfos")
    with pytest.raises(BronFout, match=r'geen bestand "TypedDataSet\.json"'):
        load_entiteit(snapshot, "TypedDataSet")


@pytest.mark.skipif(not REFERENTIE.is_dir(), reason="de map ../shared/reference met echte tabellen is er niet")
class TestEchteTabellen:
    """The real tables of 2020 and 2024, where the reference folder is at hand."""

    def test_every_topic_of_2024_is_found_once(self):
        e = pd.DataFrame(json.loads((REFERENTIE / "85984NED" / "DataProperties.json").read_text(encoding="utf-8")))
        gevonden = {t.stam: vind_kolom(e, t.stam, groep=t.groepen) for t in TOPICS}
        assert {stam for stam, kolom in gevonden.items() if kolom is None} == {
            "OpleidingsniveauLaag",
            "OpleidingsniveauMiddelbaar",
            "OpleidingsniveauHoog",
            "NettoArbeidsparticipatie",
        }
        assert gevonden["BedrijfsvestigingenTotaal"] == "BedrijfsvestigingenTotaal_102"
        assert vind_kolom(e, "Nederland", groep="Geboren in Nederland") == "Nederland_20"

    def test_whole_table_of_2020(self, tmp_path):
        """17,341 rows, of 118 columns 68 empty everywhere."""
        bestanden = {"TableInfos.json": '[{"Identifier": "84799NED"}]'}
        for entiteit in ("TypedDataSet", "DataProperties", "WijkenEnBuurten"):
            frame = pd.read_parquet(REFERENTIE / "84799NED" / f"cbs.v3.84799NED_{entiteit}.parquet")
            bestanden[f"{entiteit}.json"] = frame.to_json(orient="records")
        frame = check_tidy(tidy_kwb(nep_bron.snapshot(tmp_path / "cbs_x" / "a", bestanden), BRON))
        assert set(frame["onderwerp"]) == {
            "inwoners",
            "inwoners_15plus",
            "inwoners_15_65",
            "woningen",
            "oppervlakte_land",
            "vestigingen",
            "arbeidsparticipatie",
            "opleiding",
            "opleiding_personen",
        }
        zoetermeer = frame[(frame["gebied_code"] == "GM0637") & (frame["kenmerk"] == "totaal")].set_index("onderwerp")
        assert zoetermeer.loc["inwoners", ["waarde", "gebied_naam"]].tolist() == [125285, "Zoetermeer"]
        assert zoetermeer.loc["woningen", "ontbreekt"] == "onbekend"
        buurten = frame[frame["gebied_code"].str.startswith("BU0637") & (frame["onderwerp"] == "inwoners")]
        assert (len(buurten), buurten["waarde"].sum()) == (26, 125225)
