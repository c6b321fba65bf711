"""Every embedded figure against the reference it was carried over from, where that lies beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from ezlib.store import WORTEL

RAW = WORTEL / "data" / "raw"
REFERENTIE = WORTEL.parent / "shared" / "reference"

pytestmark = pytest.mark.skipif(
    not REFERENTIE.is_dir(), reason="../shared/reference is er niet: de ingebouwde cijfers zijn niet na te lopen"
)

VESTIGINGEN_2020 = {
    "BedrijfsvestigingenTotaal": "Aantal totale bedrijfsvestigingen",
    "ALandbouwBosbouwEnVisserij": "Aantal vestigingen landbouw, bosbouw en visserij",
    "BFNijverheidEnEnergie": "Aantal vestigingen nijverheid en energie",
    "GIHandelEnHoreca": "Aantal vestigingen handel en horeca",
    "HJVervoerInformatieEnCommunicatie": "Aantal vestigingen vervoer, informatie en communicatie",
    "KLFinancieleDienstenOnroerendGoed": "Aantal vestigingen financiële diensten, onroerend goed",
    "MNZakelijkeDienstverlening": "Aantal vestigingen zakelijke dienstverlening",
    "RUCultuurRecreatieOverigeDiensten": "Aantal vestigingen cultuur, recreatie en overige diensten",
}


def _embedded(bron: str) -> pd.DataFrame:
    frame = pd.DataFrame(json.loads((RAW / bron / "ingebouwd" / "TypedDataSet.json").read_text(encoding="utf-8")))
    frame.columns = [k.rsplit("_", 1)[0] for k in frame.columns]
    return frame.set_index(frame.pop("WijkenEnBuurten").str.strip()).drop(columns="ID").astype("float64")


def _csv(pad: str, sleutel: str, kolommen: dict[str, str]) -> pd.DataFrame:
    """Reference table: stem -> its own header in the file; index on the code."""
    frame = pd.read_csv(REFERENTIE / pad).set_index(sleutel)
    return pd.DataFrame({stam: frame[kop] for stam, kop in kolommen.items()}).astype("float64")


def _zelfde(ingebouwd: pd.DataFrame, referentie: pd.DataFrame) -> None:
    """Every row of the first has the figures of the second; all its columns are in the second."""
    pd.testing.assert_frame_equal(
        ingebouwd, referentie.loc[ingebouwd.index, ingebouwd.columns], check_names=False, check_dtype=False
    )


def _niveau(frame: pd.DataFrame, *soorten: str) -> pd.DataFrame:
    return frame[frame.index.str.startswith(soorten)]


def test_2016() -> None:
    kolommen = {"AantalInwoners": "number_of_inhabitants", "Woningvoorraad": "number_of_residences"}
    _zelfde(_embedded("cbs_83487NED"), _csv("cbs/kwb2016_buurt_zoetermeer_woningen_inwoners.csv", "geo_id", kolommen))


def test_2020() -> None:
    ingebouwd = _embedded("cbs_84799NED")
    kolommen = VESTIGINGEN_2020 | {"AantalInwoners": "Aantal inwoners", "Woningvoorraad": "Aantal woningen"}
    gemeenten = _csv("cbs/cbs_gemeente_2020_kerncijfers_nabijheid_NL.csv", "GM_CODE", kolommen)
    _zelfde(_niveau(ingebouwd, "GM")[list(kolommen)], gemeenten)
    assert len(gemeenten) == len(_niveau(ingebouwd, "GM"))
    vroeg = pd.read_parquet(REFERENTIE / "cbs" / "84799NED" / "cbs.v3.84799NED_TypedDataSet.parquet")
    vroeg.columns = [k.rsplit("_", 1)[0] for k in vroeg.columns]
    vroeg = vroeg.set_index(vroeg.pop("WijkenEnBuurten").str.strip())[list(ingebouwd.columns)].astype("float64")
    _zelfde(_niveau(ingebouwd, "WK", "BU"), vroeg)
    _zelfde(_niveau(ingebouwd, "GM").drop(columns=[*VESTIGINGEN_2020, "Woningvoorraad"]), vroeg)


def test_2021() -> None:
    kolommen = {
        "AantalInwoners": "Population",
        "k_0Tot15Jaar": "Demographics | Under 15 years (%)",
        "OpleidingsniveauLaag": "HumanCapital | Low education (%)",
        "OpleidingsniveauMiddelbaar": "HumanCapital | Medium education (%)",
        "OpleidingsniveauHoog": "HumanCapital | High education (%)",
        "NettoArbeidsparticipatie": "HumanCapital | Labour participation (%)",
    }
    ingebouwd = _embedded("cbs_85039NED")
    vestigingen = ingebouwd.pop("BedrijfsvestigingenTotaal")
    referentie = _csv(
        "cbs/kwb2021_85039NED_gemeente_derived_nlstat_NL.csv", "code", kolommen | {"Dichtheid": "_biz_density"}
    )
    _zelfde(ingebouwd, referentie)
    # Worked back from the number per 1,000 residents: of the multiples of five, the one that gives it.
    bekend = vestigingen.dropna()
    assert set(vestigingen.index) - set(bekend.index) == {"GM0363"} and (bekend % 5 == 0).all()
    inwoners, dichtheid = (referentie.loc[bekend.index, k] for k in ("AantalInwoners", "Dichtheid"))
    for buur, past in ((0, True), (-5, False), (5, False)):
        assert ((1000 * (bekend + buur) / inwoners - dichtheid).abs() < 0.005001).all() == past
        assert ((1000 * (bekend + buur) / inwoners - dichtheid).abs() < 0.004999).any() == past


def test_2022() -> None:
    kaarten = [
        gpd.read_file(REFERENTIE / "geo" / f"nl_{n}") for n in ("gemeenten_2022_rd.geojson", "wijken_2022_rd.gpkg")
    ]
    namen = {
        "population": "AantalInwoners",
        "dwelling_total": "Woningvoorraad",
        "edu_appl_sci": "OpleidingsniveauHoog",
    }
    alle = pd.concat([pd.DataFrame(k.drop(columns="geometry")) for k in kaarten]).set_index("code")
    _zelfde(_embedded("cbs_85318NED"), alle.rename(columns=namen)[list(namen.values())].astype("float64"))


def test_2024() -> None:
    ingebouwd = _embedded("cbs_85984NED")
    kolommen = {
        "AantalInwoners": "AantalInwoners_5",
        "Woningvoorraad": "Woningvoorraad_35",
        "OppervlakteLand": "OppervlakteLand_123",
    }
    _zelfde(_niveau(ingebouwd, "GM", "WK"), _csv("cbs/kwb2024_85984NED_GM_WK_8vars_NL.csv", "Codering", kolommen))
    kolommen = {"AantalInwoners": "demografie_inwoners", "OppervlakteLand": "demografie_oppervlakteLandHa"}
    buurten = _niveau(ingebouwd, "BU")
    assert buurten.pop("Woningvoorraad").isna().all()
    _zelfde(buurten, _csv("cbs/kwb2024_85984NED_zoetermeer_GM_WK_BU.csv", "code", kolommen))


def test_titles_and_units_are_those_of_the_table() -> None:
    echt = json.loads((REFERENTIE / "cbs" / "85984NED" / "DataProperties.json").read_text(encoding="utf-8"))
    per_id = {e["ID"]: e for e in echt}
    pad = RAW / "cbs_85984NED" / "ingebouwd" / "DataProperties.json"
    for rij in json.loads(pad.read_text(encoding="utf-8")):
        velden = [v for v in rij if v != "Description"]
        assert {v: rij[v] for v in velden} == {v: per_id[rij["ID"]][v] for v in velden}


def test_annual_reports() -> None:
    ingebouwd = pd.read_csv(
        RAW / "jaarstukken_zoetermeer" / "ingebouwd" / "feiten_en_cijfers.csv",
        dtype={"kenmerkwaarde": str},
    )
    echt = pd.read_csv(REFERENTIE / "published" / "zoetermeer_feiten_en_cijfers.csv", keep_default_na=False)
    onderwerp = ingebouwd["onderwerp"].where(ingebouwd["kenmerk"] != "sbi", ingebouwd["onderwerp"] + "_sbi62")
    mijn = list(zip(onderwerp, ingebouwd["periode"], ingebouwd["waarde"], ingebouwd["publicatie"], strict=True))
    hun = list(zip(echt["cijfer"], echt["peildatum"], echt["waarde"], echt["publicatie"], strict=True))
    assert mijn == hun
    assert ((ingebouwd["status"] == "voorlopig") == echt["opmerking"].str.contains("voorlopig")).all()
    assert ((ingebouwd["herkomst"] == "geschat") == echt["opmerking"].str.contains("schatting")).all()


def test_spending() -> None:
    lasten = pd.read_csv(RAW / "jaarstukken_zoetermeer" / "ingebouwd" / "lasten.csv", dtype={"doelstelling_nr": str})
    breed = lasten.pivot(index=["doelstelling_nr", "jaar"], columns="soort", values="waarde")
    echt = pd.read_csv(REFERENTIE / "published" / "zoetermeer_programma_lasten.csv")
    echt.index = pd.MultiIndex.from_arrays([echt["doelstelling"].str.split().str[0], echt["jaar"]])
    assert breed["begroting"].to_dict() == echt["begroting_lasten_keur"].to_dict()
    assert breed["rekening"].to_dict() == echt["rekening_lasten_keur"].to_dict()


@pytest.mark.parametrize(
    ("bron", "pad", "sleutel"),
    [
        ("kaart_buurten_2024_zoetermeer", "zoetermeer_buurten_2024_rd_fijner.geojson", "statcode"),
        ("kaart_buurten_2025_zoetermeer", "zoetermeer_buurten_2025_rd.geojson", "statcode"),
        ("kaart_wijken_2022", "nl_wijken_2022_rd.gpkg", "code"),
        ("kaart_gemeenten_2022", "nl_gemeenten_2022_rd.geojson", "code"),
    ],
)
def test_outlines(bron: str, pad: str, sleutel: str) -> None:
    (eigen,) = (RAW / bron / "ingebouwd").glob("*.geojson")
    kaart = gpd.read_file(Path(eigen)).set_index("code").geometry
    echt = gpd.read_file(REFERENTIE / "geo" / pad).set_index(sleutel).geometry.loc[kaart.index]
    assert (kaart.symmetric_difference(echt).area < 1).all()


def test_codes_of_buurten_per_year() -> None:
    codes = pd.read_csv(REFERENTIE / "geo" / "zoetermeer_buurtcodes_namen_2014_2025.csv").set_index("buurtcode")
    (oud,), (nieuw,) = ((RAW / f"kaart_buurten_{j}_zoetermeer" / "ingebouwd").glob("*.geojson") for j in (2024, 2025))
    for jaar in ("2014", "2017", "2020", "2021", "2024"):
        assert set(codes.index[codes[jaar].notna()]) == set(gpd.read_file(oud)["code"])
    assert set(codes.index[codes["2025"].notna()]) == set(gpd.read_file(nieuw)["code"])
