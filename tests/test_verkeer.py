"""The network core against a local server that misbehaves."""

from __future__ import annotations

import gzip
import json
import socket
import time
from email.utils import formatdate
from types import SimpleNamespace

import nep_web
import pytest
from nep_web import Antwoord

from ezlib.sources import verkeer as module
from ezlib.sources.verkeer import Grenzen, Verkeer, VerkeerFout, grenzen_van

GOED = Antwoord([b'{"value": [1, 2]}'])


def verkeer(server: nep_web.NepWeb, **anders: float) -> Verkeer:
    return Verkeer(
        "CBS", f"{server.url}/odata", Grenzen(**({"timeout_s": 0.3, "totaal_s": 5, "wacht_s": 0.01} | anders))
    )


def test_a_path_lies_under_the_root_and_parameters_go_along():
    with nep_web.draai(lambda *_: GOED) as server:
        assert verkeer(server).json("x/Tabel", {"$top": 2}) == {"value": [1, 2]}
        assert server.verzoeken == ["/odata/x/Tabel?%24top=2"]
        assert server.koppen[0]["Accept"] == "application/json"
        assert server.koppen[0]["Accept-Encoding"]


def test_compressed_and_marked_answers_are_read():
    def antwoord(pad: str, _: int) -> Antwoord:
        if pad.endswith("gzip"):
            return Antwoord([gzip.compress(b'{"a": "\xc3\xa9"}')], koppen={"Content-Encoding": "gzip"})
        return Antwoord([b"\xef\xbb\xbf[]"])

    with nep_web.draai(antwoord) as server:
        assert verkeer(server).json("gzip") == {"a": "é"}
        assert verkeer(server).json("bom") == []


STOORT = {
    "429": Antwoord(code=429),
    "500": Antwoord(code=500),
    "502": Antwoord(code=502),
    "503": Antwoord(code=503),
    "504": Antwoord(code=504),
    "half": Antwoord([b'{"value": [1'], lengte=100),
    "truncated": Antwoord([b'{"value": [1']),
    "html": Antwoord([b"<html>Storing"]),
    "latin-1": Antwoord([b'{"a": "\xe9"}']),
    "silent": Antwoord(stil_s=5),
}
OORZAAK = {
    "429": "CBS vindt dat er te veel verzoeken komen (429); probeer het later opnieuw",
    "half": "de verbinding is verbroken midden in het antwoord",
    "truncated": "het antwoord is geen (hele) JSON; CBS stuurt een foutpagina of brak het antwoord af",
    "html": "het antwoord is geen (hele) JSON",
    "latin-1": "het antwoord van CBS is niet in UTF-8 geschreven",
    "silent": "CBS gaf 0.3 seconden lang geen antwoord; probeer het later, of zet EZ_TIMEOUT_S hoger",
}


@pytest.mark.parametrize("wat", STOORT)
def test_what_may_pass_is_tried_again(wat):
    with nep_web.draai(lambda _, keer: STOORT[wat] if keer < 3 else GOED) as server:
        assert verkeer(server).json("x") == {"value": [1, 2]}
        assert server.verzoeken == ["/odata/x"] * 3


@pytest.mark.parametrize("wat", STOORT)
def test_what_does_not_pass_says_what_happened(wat):
    with nep_web.draai(lambda *_: STOORT[wat]) as server:
        with pytest.raises(VerkeerFout) as fout:
            verkeer(server, pogingen=2).json("x")
        assert str(fout.value).startswith(f"Ophalen bij CBS ({server.url}/odata) is mislukt: ")
        assert OORZAAK.get(wat, f"de dienst van CBS heeft een storing ({wat})") in fout.value.oorzaak
        assert fout.value.oorzaak.endswith("(2 keer geprobeerd)")
        assert fout.value.code == (int(wat) if wat.isdigit() else None)
        assert len(server.verzoeken) == 2


@pytest.mark.parametrize(
    ("code", "zin"), [(404, "CBS kent dit adres niet (404)"), (403, "CBS weigert het verzoek (403)")]
)
def test_a_refusal_is_not_tried_again(code, zin):
    with nep_web.draai(lambda *_: Antwoord(code=code)) as server:
        with pytest.raises(VerkeerFout) as fout:
            verkeer(server).json("x")
        assert (fout.value.oorzaak, fout.value.code, len(server.verzoeken)) == (zin, code, 1)


def test_no_connection():
    with socket.socket() as bezet:  # bound, but nobody listens
        bezet.bind(("127.0.0.1", 0))
        dicht = Verkeer("PDOK", f"http://127.0.0.1:{bezet.getsockname()[1]}", Grenzen(0.3, 5, 2, 0.01))
        with pytest.raises(VerkeerFout, match=r"Ophalen bij PDOK .*er kwam geen verbinding tot stand"):
            dicht.json("x")


@pytest.mark.parametrize("vorm", ["seconds", "moment"])
def test_retry_after_is_honoured(vorm, monkeypatch):
    kop = "2" if vorm == "seconds" else formatdate(time.time() + 2, usegmt=True)
    geslapen = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=geslapen.append))
    wacht = Antwoord(code=429, koppen={"Retry-After": kop})
    with nep_web.draai(lambda _, keer: wacht if keer < 2 else GOED) as server:
        verkeer(server).json("x")
    assert len(geslapen) == 1 and 0.5 < geslapen[0] <= 2


def test_retry_after_beyond_the_deadline_is_not_waited_for():
    with nep_web.draai(lambda *_: Antwoord(code=503, koppen={"Retry-After": "3600"})) as server:
        begin = time.monotonic()
        with pytest.raises(VerkeerFout, match=r"storing \(503\) en vraagt 3600 seconden te wachten"):
            verkeer(server).json("x")
        assert time.monotonic() - begin < 2
        assert len(server.verzoeken) == 1


def test_waits_grow_and_differ(monkeypatch):
    geslapen = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=geslapen.append))
    with nep_web.draai(lambda *_: Antwoord(code=500)) as server, pytest.raises(VerkeerFout):
        verkeer(server, pogingen=4, wacht_s=0.1).json("x")
    assert all(laag <= w <= laag + 0.1 for laag, w in zip([0.1, 0.2, 0.4], geslapen, strict=True))
    assert len(set(geslapen)) == 3


@pytest.mark.parametrize("lengte", [None, 10_000])
def test_a_drip_of_bytes_meets_the_deadline(lengte):
    """Every byte comes within the time-out, so only the deadline on the whole ends it."""
    druppels = Antwoord([b" "] * 200, stil_s=0.05, lengte=lengte)
    with nep_web.draai(lambda *_: druppels) as server:
        begin = time.monotonic()
        with pytest.raises(VerkeerFout, match=r"het ophalen duurde langer dan 0\.5 seconden"):
            verkeer(server, totaal_s=0.5).json("x")
        assert time.monotonic() - begin < 2


def test_the_deadline_is_on_all_requests_together():
    with nep_web.draai(lambda *_: GOED) as server:
        v = verkeer(server, totaal_s=0.2)
        v.json("x")
        time.sleep(0.25)
        with pytest.raises(VerkeerFout, match="duurde langer"):
            v.json("x")
        assert len(server.verzoeken) == 1


@pytest.mark.parametrize("hoe", ["redirect", "next", "given"])
def test_no_request_leaves_for_another_host(hoe):
    with nep_web.draai(lambda *_: GOED) as ander:

        def antwoord(*_: object) -> Antwoord:
            if hoe == "redirect":
                return Antwoord(code=302, koppen={"Location": f"{ander.url}/x"})
            return Antwoord([json.dumps({"next": f"{ander.url}/x"}).encode()])

        with nep_web.draai(antwoord) as server:
            adres = f"{ander.url}/x" if hoe == "given" else "x"
            with pytest.raises(VerkeerFout) as fout:
                list(verkeer(server).bladzijden(adres, volgende=lambda blad: blad.get("next")))
        assert f"verwijst door naar een ander adres (127.0.0.1:{ander.server_port})" in fout.value.oorzaak
        assert ander.verzoeken == []
        assert len(server.verzoeken) == (0 if hoe == "given" else 1)


def test_a_redirect_within_the_host_is_followed():
    def antwoord(pad: str, _: int) -> Antwoord:
        return GOED if pad == "/elders" else Antwoord(code=301, koppen={"Location": "/elders"})

    with nep_web.draai(antwoord) as server:
        assert verkeer(server).json("x") == {"value": [1, 2]}


def test_pages_are_followed_as_written_and_a_loop_is_refused():
    bladen = {"/odata/1?%24a=1": "2?$skip=2", "/odata/2?$skip=2": "3", "/odata/3": None}

    def antwoord(pad: str, _: int) -> Antwoord:
        return Antwoord([json.dumps({"ik": pad, "next": bladen[pad]}).encode()])

    with nep_web.draai(antwoord) as server:
        gelezen = list(verkeer(server).bladzijden("1", {"$a": 1}, volgende=lambda blad: blad["next"]))
        assert [blad["ik"] for blad in gelezen] == list(bladen)
        bladen["/odata/3"] = "2?$skip=2"
        server.verzoeken.clear()
        with pytest.raises(VerkeerFout, match="verwijzen naar elkaar"):
            list(verkeer(server).bladzijden("1", {"$a": 1}, volgende=lambda blad: blad["next"]))
        assert len(server.verzoeken) == 3


def test_limits_follow_the_settings(monkeypatch):
    assert grenzen_van(SimpleNamespace(timeout_s=60.0)) == Grenzen(60.0, 900.0, 5, 1.0)
    assert grenzen_van(SimpleNamespace(timeout_s=600.0)).totaal_s == 3000.0
    monkeypatch.setattr(module, "WACHT_S", 0.01)
    assert grenzen_van(SimpleNamespace(timeout_s=60.0)).wacht_s == 0.01
