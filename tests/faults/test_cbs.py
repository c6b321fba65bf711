"""Every fault of CBS that we know of, met by the real client (cbsodata) against a local service that speaks OData v3.

After each the same good table is there, or a Dutch BronFout and the last good snapshot as it was.
"""

from __future__ import annotations

import time

import nep_web
import pytest
from cbsproef import ENTITEITEN, assert_gelijk, assert_geweigerd, tidy
from haal_cbs import haal
from nep_kwb import TABEL, kwb_bron

from ezlib.fouten import BronFout, KolomFout
from ezlib.sources import verkeer

pytestmark = pytest.mark.usefixtures("kort")


# --- the line ------------------------------------------------------------------------------------------------------

VOORBIJ = ["afgebroken", "stil", "haperend", 429, 500, 502, 503, 504, "html", "kapot"]


@pytest.mark.parametrize("kuur", VOORBIJ)
def test_what_passes_within_the_tries(cbs, fetch, eerder, kuur):
    cbs.kuren["TypedDataSet"] = [kuur, kuur]
    assert_gelijk(fetch(), eerder)
    # Four pages of two rows, and the first was asked three times.
    assert cbs.gevraagd().count("TypedDataSet") == 6


@pytest.mark.parametrize("waar", ["", *ENTITEITEN])
def test_a_break_anywhere_passes(cbs, fetch, eerder, waar):
    cbs.kuren[waar] = ["afgebroken", 503]
    assert_gelijk(fetch(), eerder)


def test_wrong_encoding_that_passes(cbs, fetch, eerder):
    cbs.kuren["WijkenEnBuurten"] = ["latin-1"]
    map_ = fetch()
    assert_gelijk(map_, eerder)
    assert "Vliët" in tidy(map_)["gebied_naam"].iloc[0]


BLIJFT = [
    ("afgebroken", "de verbinding is verbroken midden in het antwoord"),
    ("stil", "CBS gaf 0.3 seconden lang geen antwoord"),
    (429, "te veel verzoeken komen (429)"),
    (503, "de dienst van CBS heeft een storing (503); probeer het later opnieuw (3 keer geprobeerd)"),
    ("html", "het antwoord is geen (hele) JSON; CBS stuurt een foutpagina of brak het antwoord af"),
    ("kapot", "het antwoord is geen (hele) JSON"),
]


@pytest.mark.parametrize(("kuur", "zin"), BLIJFT)
def test_what_does_not_pass(cbs, fetch, eerder, tmp_path, kuur, zin):
    cbs.kuren["TypedDataSet"] = kuur
    cbs.vanaf_pagina = 2
    assert_geweigerd(tmp_path, fetch, zin, eerder)


def test_wrong_encoding_that_stays(cbs, fetch, eerder, tmp_path):
    cbs.kuren["WijkenEnBuurten"] = "latin-1"
    assert_geweigerd(tmp_path, fetch, "het antwoord van CBS is niet in UTF-8 geschreven", eerder)


def test_refused_connection(eerder, tmp_path):
    assert_geweigerd(tmp_path, lambda: haal(tmp_path, bron_=kwb_bron()), "er kwam geen verbinding tot stand", eerder)


def test_retry_after_is_honoured(cbs, fetch, eerder):
    cbs.kuren["TypedDataSet"] = ["429"]
    begin = time.monotonic()
    assert_gelijk(fetch(), eerder)
    assert time.monotonic() - begin >= 1


def test_a_table_that_comes_too_slowly_meets_the_deadline(cbs, fetch, eerder, tmp_path, monkeypatch):
    monkeypatch.setattr(verkeer, "TOTAAL_S", 0.5)
    monkeypatch.setattr(verkeer, "POGINGEN", 1)
    monkeypatch.setattr(verkeer, "grenzen_van", lambda _: verkeer.Grenzen(0.3, 0.5, 3, 5.0))
    monkeypatch.setattr("ezlib.sources.cbs.grenzen_van", lambda _: verkeer.Grenzen(0.3, 0.5, 3, 5.0))
    cbs.kuren["TypedDataSet"] = 503
    begin = time.monotonic()
    # The wait of five seconds would pass the deadline, so it is not waited for.
    assert_geweigerd(tmp_path, fetch, "storing (503)", eerder)
    assert time.monotonic() - begin < 2


def test_a_table_that_moved(cbs, fetch, eerder, tmp_path):
    del cbs.tabellen[TABEL]
    zin = "CBS kent deze tabel niet (404); kijk of het nummer in definitions/bronnen.yml klopt"
    assert_geweigerd(tmp_path, fetch, zin, eerder)
    assert len(cbs.verzoeken) == 1


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("waar", ["TypedDataSet", "WijkenEnBuurten"])
def test_a_page_that_links_to_itself(cbs, fetch, eerder, tmp_path, waar):
    cbs.kuren[waar] = "kring"
    cbs.vanaf_pagina = 1
    assert_geweigerd(tmp_path, fetch, "de bladzijden van het antwoord verwijzen naar elkaar en houden niet op", eerder)
    assert cbs.gevraagd().count(waar) == 2


def test_a_page_that_comes_again_under_another_address(cbs, fetch, eerder, tmp_path, tabel):
    tabel["TypedDataSet"][2:4] = tabel["TypedDataSet"][0:2]
    assert_geweigerd(tmp_path, fetch, "2 rijen staan dubbel in het antwoord, zoals NL00", eerder)


def test_a_next_page_at_another_host(cbs, fetch, eerder, tmp_path):
    with nep_web.draai(lambda *_: nep_web.Antwoord([b'{"value": []}'])) as ander:
        cbs.kuren["TypedDataSet"], cbs.ander = "elders", ander.url
        zin = f"CBS verwijst door naar een ander adres (127.0.0.1:{ander.server_port}) dan is ingesteld; daar is niets gevraagd"
        assert_geweigerd(tmp_path, fetch, zin, eerder)
        assert ander.verzoeken == []


def test_a_page_that_is_not_full(cbs, fetch, eerder, tmp_path):
    cbs.kuren["TypedDataSet"] = ["", "niet vol"]
    assert_geweigerd(tmp_path, fetch, "de bladzijden zijn niet vol: zij tellen 2, 1, 2, 1 rijen", eerder)


def test_a_first_page_that_is_not_full(cbs, fetch, eerder, tmp_path):
    cbs.per_pagina = 4
    cbs.kuren["TypedDataSet"] = ["niet vol"]
    assert_geweigerd(tmp_path, fetch, "CBS slaat rijen over tussen twee bladzijden (4 verwacht, 3 gekregen)", eerder)


# --- rows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("waar", ["TableInfos", "DataProperties", "TypedDataSet", "WijkenEnBuurten"])
def test_an_empty_value(fetch, eerder, tmp_path, tabel, waar):
    tabel[waar] = []
    zin = "WijkenEnBuurten ontbreekt de omschrijving" if waar == "WijkenEnBuurten" else "heeft niet de vorm van een CBS"
    assert_geweigerd(tmp_path, fetch, zin, eerder)


def test_fewer_rows_than_before(fetch, eerder, tmp_path, tabel):
    del tabel["TypedDataSet"][6]
    zin = "de tabel telt 6 rijen en had er 7; dat lijkt een halve levering. Klopt het toch, verwijder dan"
    assert_geweigerd(tmp_path, fetch, zin, eerder)


def test_duplicated_rows(fetch, eerder, tmp_path, tabel):
    tabel["TypedDataSet"].append(tabel["TypedDataSet"][3] | {"ID": 7, "WijkenEnBuurten": "BU06370001"})
    assert_geweigerd(tmp_path, fetch, "1 rijen staan dubbel in het antwoord, zoals BU06370001", eerder)


def test_a_code_without_description(fetch, eerder, tmp_path, tabel):
    del tabel["WijkenEnBuurten"][4]
    assert_geweigerd(
        tmp_path, fetch, "bij 1 codes van WijkenEnBuurten ontbreekt de omschrijving, zoals BU06370002", eerder
    )


def test_a_table_renewed_while_it_was_fetched(cbs, fetch, eerder, tmp_path, tabel, monkeypatch):
    lees = cbs.lees

    def ververst(pad, vraag):
        if pad.endswith("/TypedDataSet"):
            tabel["TableInfos"] = [tabel["TableInfos"][0] | {"Modified": "2022-01-01T02:00:00"}]
        return lees(pad, vraag)

    monkeypatch.setattr(cbs, "lees", ververst)
    assert_geweigerd(tmp_path, fetch, "CBS ververste de tabel terwijl zij werd opgehaald", eerder)
    assert fetch().name == "2022-01-01T020000"


# --- columns and figures: fetched as they are, read the same or refused by the reader --------------------------------


def hernoem(tabel, oud: str, nieuw: str) -> None:
    for rij in tabel["TypedDataSet"]:
        rij[nieuw] = rij.pop(oud)
    next(e for e in tabel["DataProperties"] if e["Key"] == oud)["Key"] = nieuw


def test_a_column_renamed(fetch, eerder, tabel):
    hernoem(tabel, "Woningvoorraad_34", "Woningvoorraad_41")
    assert_gelijk(fetch(), eerder)


def test_a_stem_that_is_now_there_twice(fetch, eerder, tabel):
    for rij in tabel["TypedDataSet"]:
        rij["Woningvoorraad_99"] = 1
    een = next(e for e in tabel["DataProperties"] if e["Key"] == "Woningvoorraad_34")
    tabel["DataProperties"].append(een | {"ID": 99, "Key": "Woningvoorraad_99"})
    with pytest.raises(KolomFout, match='Meer dan een kolom heet "Woningvoorraad"'):
        tidy(fetch())


def test_a_stem_that_is_gone(fetch, eerder, tabel):
    hernoem(tabel, "Woningvoorraad_34", "Huizen_34")
    verschil = set(tidy(eerder)["onderwerp"]) - set(tidy(fetch())["onderwerp"])
    assert verschil == {"woningen"}


def test_a_column_that_is_described_but_not_served(fetch, eerder, tabel):
    for rij in tabel["TypedDataSet"]:
        del rij["Woningvoorraad_34"]
    map_ = fetch()
    with pytest.raises(BronFout, match=r"mist 1 kolommen die CBS wel beschrijft: Woningvoorraad_34"):
        tidy(map_)


def test_a_column_that_is_empty_everywhere(fetch, eerder, tabel):
    for rij in tabel["TypedDataSet"]:
        rij["Woningvoorraad_34"] = None
    woningen = tidy(fetch()).query("onderwerp == 'woningen'")
    assert len(woningen) == 7
    assert set(woningen["ontbreekt"]) == {"onbekend"}


@pytest.mark.parametrize("breedte", [0, 12])
@pytest.mark.parametrize("waar", ["data", "dimensie", "beide"])
def test_keys_padded_otherwise(fetch, eerder, tabel, breedte, waar):
    kolommen = {"data": [("TypedDataSet", "WijkenEnBuurten")], "dimensie": [("WijkenEnBuurten", "Key")]}
    for entiteit, kolom in kolommen.get(waar, [*kolommen["data"], *kolommen["dimensie"]]):
        for rij in tabel[entiteit]:
            rij[kolom] = rij[kolom].strip().ljust(breedte)
    assert_gelijk(fetch(), eerder)


def test_a_number_as_text(fetch, eerder, tabel):
    for rij in tabel["TypedDataSet"]:
        rij["AantalInwoners_5"] = "       ." if rij["AantalInwoners_5"] is None else f"{rij['AantalInwoners_5']:>8}"
    assert_gelijk(fetch(), eerder)


def test_a_decimal_comma(fetch, eerder, tabel):
    tabel["TypedDataSet"][1]["OppervlakteLand_36"] = "34,5"
    map_ = fetch()
    with pytest.raises(
        BronFout, match=r'"OppervlakteLand_36" bevat 1 keer iets anders dan een getal: "34,5" \(rij 1\)'
    ):
        tidy(map_)
