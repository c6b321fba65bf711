"""A made-up figure cannot be quoted: what the edition of the embedded register says, shows and names."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from werkplaats import Werkplaats, cellen_van

from ezlib.figures.beeld import FICTIEF_LABEL, FICTIEF_TITEL
from ezlib.zinnen import FICTIEF

PUBLICATIES = {"vestigingen", "arbeidsplaatsen", "functiemengingsindex"}
GETAL = re.compile(r"\d+(?:[.,]\d+)*")


class Pagina(HTMLParser):
    """Collects of a page its text, and per figure its image, alternative text, caption of the table and rows."""

    def __init__(self, pad: Path) -> None:
        super().__init__()
        self.figuren: list[dict[str, Any]] = []
        self.tabellen: list[dict[str, Any]] = []
        self.tekst = ""
        self._in: list[str] = []
        self.feed(pad.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        velden = dict(attrs)
        if tag == "figure":
            self.figuren.append({"src": "", "alt": "", "tabel": None})
            self._in.append(tag)
        elif tag == "img" and "figure" in self._in:
            self.figuren[-1] |= {"src": velden["src"], "alt": velden["alt"]}
        elif tag == "table":
            self.tabellen.append({"bijschrift": "", "rijen": []})
            if "figure" in self._in:
                self.figuren[-1]["tabel"] = self.tabellen[-1]
            self._in.append(tag)
        elif tag == "tr" and self.tabellen:
            self.tabellen[-1]["rijen"].append([])
        elif tag in ("td", "th"):
            self.tabellen[-1]["rijen"][-1].append("")
            self._in.append("cel")
        elif tag == "caption":
            self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        naam = "cel" if tag in ("td", "th") else tag
        if naam in ("figure", "table", "cel", "caption"):
            self._in.remove(naam)

    def handle_data(self, data: str) -> None:
        if "cel" in self._in:
            self.tabellen[-1]["rijen"][-1][-1] += data
        elif "caption" in self._in:
            self.tabellen[-1]["bijschrift"] += data
        else:
            self.tekst += data


@pytest.fixture(scope="module")
def editie(gebouwd: Werkplaats) -> Path:
    return gebouwd.editie


@pytest.fixture(scope="module")
def waarnemingen(editie: Path) -> pd.DataFrame:
    return _csv(editie / "tabellen" / "waarnemingen.csv")


@cache
def _csv(pad: Path) -> pd.DataFrame:
    woorden = dict.fromkeys(["periode", "kenmerkwaarde", "noot", "ontbreekt"], str)
    return pd.read_csv(pad, dtype=woorden).fillna({"noot": "", "ontbreekt": ""})


def _notebook(editie: Path, naam: str) -> dict[str, Any]:
    return json.loads((editie / "notebooks" / f"{naam}.ipynb").read_text(encoding="utf-8"))


def _uitvoer(editie: Path, naam: str) -> list[dict[str, Any]]:
    return [u for cel in cellen_van(_notebook(editie, naam), "code") for u in cel["outputs"]]


def _zinnen(editie: Path, naam: str) -> list[str]:
    """Markdown that the code of a notebook made."""
    return ["".join(u["data"]["text/markdown"]) for u in _uitvoer(editie, naam) if "text/markdown" in u.get("data", {})]


def _figuren(editie: Path) -> dict[str, dict[str, Any]]:
    """What every figure of the notebooks tells of itself, by name."""
    alle = [u["metadata"]["ez"] for p in sorted((editie / "notebooks").iterdir()) for u in _uitvoer(editie, p.stem)
            if "ez" in u.get("metadata", {})]  # fmt: skip
    namen = [ez["naam"] for ez in alle]
    assert len(set(namen)) == len(namen)
    return dict(zip(namen, alle, strict=True))


def _getallen(frame: pd.DataFrame) -> set[str]:
    """Values as a sentence would print them, with 0 and 1 decimal; single digits say nothing."""
    from ezlib.taal import getal

    waarden = frame["waarde"].dropna().unique()
    return {g for w in waarden for d in (0, 1) if len(g := getal(w, d)) > 1}


# --- tables ------------------------------------------------------------------------------------------------------


def test_every_row_of_the_register_is_fictive_and_of_the_home_gemeente(waarnemingen: pd.DataFrame) -> None:
    register = waarnemingen[waarnemingen["bron_id"] == "register"]
    assert len(register) > 1000
    assert set(register["herkomst"]) == {"fictief"}
    assert set(register["gebied_code"].str[2:6]) == {"0637"}
    assert register["noot"].str.contains("Verzonnen cijfer uit het fictieve register").all()
    assert not (register["gebied_type"].eq("buurt") & (register["indeling"] > 2024)).any()


def test_nothing_else_is_fictive(waarnemingen: pd.DataFrame) -> None:
    fictief = waarnemingen[waarnemingen["herkomst"] == "fictief"]
    assert set(fictief["bron_id"]) == {"register", "kvk"}


def test_totals_of_the_gemeente_come_from_the_publications_once_per_key(waarnemingen: pd.DataFrame) -> None:
    totaal = waarnemingen[
        waarnemingen["indicator_id"].isin(PUBLICATIES)
        & (waarnemingen["gebied_code"] == "GM0637")
        & (waarnemingen["kenmerk"] == "totaal")
    ]
    assert set(totaal["indicator_id"]) == PUBLICATIES
    assert not (totaal["herkomst"] == "fictief").any()
    assert set(totaal["bron_id"]) == {"jaarstukken_zoetermeer"}
    assert not totaal.duplicated(["indicator_id", "periode"]).any()
    perioden = totaal.groupby("indicator_id")["periode"].agg(list).to_dict()
    jaren = [f"{jaar}-01-01" for jaar in (2019, 2020, 2021, 2022)]
    assert perioden == {"vestigingen": jaren, "arbeidsplaatsen": jaren, "functiemengingsindex": jaren[1:]}


def test_the_index_of_wijken_and_buurten_took_over_the_fiction_of_its_jobs(waarnemingen: pd.DataFrame) -> None:
    index = waarnemingen[waarnemingen["indicator_id"].isin(["functiemengingsindex", "functiediversiteit"])]
    fijn = index[index["gebied_type"].isin(["wijk", "buurt"])]
    assert len(fijn[fijn["periode"] == "2024-01-01"]) == 9 + 26 + 9
    assert set(fijn["herkomst"]) == {"fictief"}


def test_history_holds_nothing_fictive(editie: Path) -> None:
    historie = _csv(editie / "tabellen" / "historie.csv")
    assert len(historie) and not (historie["herkomst"] == "fictief").any()
    assert "register" not in set(historie["bron_id"])


# --- figures -----------------------------------------------------------------------------------------------------


def test_the_rule_of_the_figures_holds_for_each_that_shows_the_register(editie: Path) -> None:
    figuren = _figuren(editie)
    fictief = {naam for naam, ez in figuren.items() if "verzonnen door de monitor" in ez["bron"]}
    assert fictief == {
        "fictief-starters", "fictief-starters-sector", "fictief-starters-wijk", "fictief-startups",
        "fictief-startups-omvang", "fictief-scaleups", "fictief-doorstarters", "fictief-functiemengingsindex-wijk",
        "fictief-functiemengingsindex-buurt", "fictief-definities", "fictief-vestigingen-verloop",
        "fictief-vestigingen-sector-aandeel", "fictief-campus-it-bedrijven",
        *(naam for naam in figuren if naam.startswith("fictief-starters-kwartaal")),
    }  # fmt: skip
    for naam, ez in figuren.items():
        assert naam.startswith("fictief-") == (naam in fictief)
        kop, *rijen = ez["tabel"]
        if naam in fictief:
            assert ez["titel"] == FICTIEF_TITEL
            assert ez["alt"].startswith(f"{FICTIEF_TITEL}. ") and "met verzonnen cijfers" in ez["alt"]
            assert kop[0] == "Let op" and rijen and {rij[0] for rij in rijen} == {"FICTIEF"}
        else:
            assert "FICTIEF" not in json.dumps(ez, ensure_ascii=False)


def test_every_figure_of_the_notebook_on_startups_is_fictive(editie: Path) -> None:
    beelden = [u for u in _uitvoer(editie, "10-startups-scaleups") if "image/png" in u.get("data", {})]
    leeg = [u for u in beelden if u["metadata"]["ez"]["naam"] == "banen-index"]  # of CBS, and not embedded
    assert len(leeg) == 1 and "geen cijfers om te tonen (geen bron)" in leeg[0]["metadata"]["ez"]["alt"]
    beelden.remove(leeg[0])
    assert beelden and all(u["metadata"]["ez"]["naam"].startswith("fictief-") for u in beelden)
    assert all(u["metadata"]["image/png"]["alt"].startswith(FICTIEF_TITEL) for u in beelden)


def test_alternative_texts_of_fictive_figures_give_no_value(editie: Path) -> None:
    """Numbers in them are dates, or counts of lines and areas."""
    for naam, ez in _figuren(editie).items():
        if naam.startswith("fictief-"):
            rest = re.sub(
                r"afgerond op \d+|1 januari(?: \d{4})?|\de kwartaal \d{4}|\d+ (?:lijn|gebied|stap|definitie)\w*|\b\d (?:of meer )?werkzame",
                "",
                ez["alt"],
            )
            assert not GETAL.search(rest), f"{naam}: {ez['alt']}"


def test_files_and_pages_name_every_fictive_figure_as_such(editie: Path) -> None:
    in_notebooks = {f"{naam}.png" for naam in _figuren(editie)}
    assert {p.name for p in (editie / "figuren").iterdir()} == in_notebooks
    gezien = set()
    for pad in sorted(editie.glob("*.html")):
        for figuur in Pagina(pad).figuren:
            naam = Path(figuur["src"]).name
            gezien.add(naam)
            fictief = naam.startswith("fictief-")
            assert figuur["alt"].startswith("FICTIEF") == fictief, f"{pad.name}: {naam}"
            assert figuur["tabel"]["bijschrift"].startswith("FICTIEF") == fictief
            rijen = figuur["tabel"]["rijen"][1:]
            assert rijen and all((rij[0] == "FICTIEF") == fictief for rij in rijen)
    assert gezien == in_notebooks


def test_tables_with_fictive_figures_carry_the_label_in_caption_and_rows(editie: Path) -> None:
    tabellen = {t["bijschrift"]: t["rijen"] for t in Pagina(editie / "30-werklocaties.html").tabellen}
    bijschrift = f"{FICTIEF_LABEL}. Verscheidenheid van functies per wijk, 1 januari 2024"
    kop, *rijen = tabellen[bijschrift]
    assert kop[0] == "Let op" and len(rijen) == 9 and {rij[0] for rij in rijen} == {"FICTIEF"}


def test_the_list_of_indicators_marks_every_fictive_row(editie: Path) -> None:
    aantal = 0
    for tabel in Pagina(editie / "indicatoren.html").tabellen:
        kop, *rijen = tabel["rijen"]
        if "Herkomst" not in kop:  # a table of sources
            continue
        for rij in rijen:
            veld = dict(zip(kop, rij, strict=True))
            if veld["Herkomst"] == "fictief" or veld["Gepubliceerd in"] in (
                "Fictief register",
                "Fictieve KvK-mutaties",
            ):
                aantal += 1
                assert "FICTIEF: verzonnen cijfer" in veld["Let op"], f"{tabel['bijschrift']}: {rij}"
            else:
                assert "FICTIEF" not in veld["Let op"]
    assert aantal > 30


# --- sentences ---------------------------------------------------------------------------------------------------


def test_the_answer_on_startups_is_the_warning_and_the_front_page_shows_it(editie: Path) -> None:
    nb = _notebook(editie, "10-startups-scaleups")
    (kern,) = [cel for cel in cellen_van(nb, "code") if "kern" in cel["metadata"].get("tags", [])]
    assert ["".join(u["data"]["text/markdown"]) for u in kern["outputs"]] == [FICTIEF]
    tekst = " ".join(Pagina(editie / "index.html").tekst.split())
    assert FICTIEF.replace("*", "") in tekst
    assert "FICTIEF: een deel van deze editie bestaat uit verzonnen cijfers" in tekst
    assert '<p class="fictief">FICTIEF: ' in (editie / "index.html").read_text(encoding="utf-8")


def test_the_front_page_without_scripts_and_styles_still_warns(editie: Path) -> None:
    html = (editie / "index.html").read_text(encoding="utf-8")
    (melding,) = re.findall(r'<p class="fictief">(.*?)</p>', html)
    assert "bedrijvenregister" in melding
    regels = re.findall(r"[^{}]*\.fictief[^{}]*\{[^{}]*\}", (editie / "_static" / "monitor.css").read_text("utf-8"))
    assert regels and not any("display: none" in r or "visibility" in r for r in regels)


def test_pages_with_fictive_figures_warn_before_the_first_of_them(editie: Path) -> None:
    gezien = set()
    for pad in sorted(editie.glob("[0-9]*.html")):
        html = pad.read_text(encoding="utf-8")
        begin = html.find('<figure id="figuur-fictief-')
        gezien |= {pad.stem} if begin >= 0 else set()
        assert begin < 0 or "FICTIEF: verzonnen cijfers." in html[:begin], pad.name
    assert gezien == {
        "10-startups-scaleups",
        "15-starters-per-kwartaal",
        "30-werklocaties",
        "40-bedrijven",
        "50-dutch-innovation-park",
    }


def test_no_sentence_on_startups_holds_a_number(editie: Path) -> None:
    zinnen = _zinnen(editie, "10-startups-scaleups")
    assert zinnen.count(FICTIEF) >= 2
    # "*Starters.* ..." is a definition of the catalogue, a flag is never of a made-up figure (see test_signalen), how
    # figures are protected holds always, and every other text is made of observations.
    vast = (
        r"\*[^*]",
        "De monitor merkt dit op",
        "Zoetermeer heeft vier sterke sectoren",
        "Een cijfer uit het bedrijvenregister dat iets zegt over",
        "Om dit te kunnen laten zien, is nodig",
        "Voor Zoetermeer is geen cijfer over",
        "Welke gemeenten samen",
        r"\*\*Deze levering ontbreekt nog",
    )
    gemaakt = [zin for zin in zinnen if zin and not any(re.match(begin, zin) for begin in vast)]
    assert len(gemaakt) >= 3
    for zin in gemaakt:
        assert not GETAL.search(zin) and zin.startswith("**FICTIEF"), zin


def test_sentences_on_work_locations_take_no_number_of_the_register(editie: Path, waarnemingen: pd.DataFrame) -> None:
    """A number in a sentence stands nowhere among the fictive figures only."""
    eigen = waarnemingen[waarnemingen["indicator_id"].isin(PUBLICATIES | {"functiediversiteit"})]
    alleen_fictief = _getallen(eigen[eigen["herkomst"] == "fictief"])
    alleen_fictief -= _getallen(waarnemingen[waarnemingen["herkomst"] != "fictief"])
    assert len(alleen_fictief) > 100
    zinnen = _zinnen(editie, "30-werklocaties")
    assert FICTIEF in zinnen
    # Years and counts of codes stand in these sentences too; a figure has a decimal comma or a point.
    for zin in zinnen:
        gevonden = {g for g in GETAL.findall(zin) if "," in g or "." in g} & alleen_fictief
        assert not gevonden, f"{gevonden} in: {zin}"


def test_the_readers_guide_quotes_no_fictive_figure(editie: Path, waarnemingen: pd.DataFrame) -> None:
    rijen = [t["rijen"] for t in Pagina(editie / "00-leeswijzer.html").tabellen
             if t["bijschrift"] == "Laatste cijfers van Zoetermeer"]  # fmt: skip
    ((kop, *rijen),) = rijen
    leeg = {r[0]: dict(zip(kop, r, strict=True)) for r in rijen if "FICTIEF" in r[-1]}
    kwartaal = {naam for naam in leeg if naam.endswith("per kwartaal")}
    assert len(kwartaal) == 4 and {leeg[naam]["Peildatum"] for naam in kwartaal} == {"3e kwartaal 2025"}
    assert leeg.pop("Aansluiting van kwartalen op het jaar")["Peildatum"] == "2024"
    for naam in kwartaal:
        del leeg[naam]
    assert set(leeg) == {
        "Starters", "Jonge kennisintensieve bedrijven (start-ups)",
        "Wat er met de vestigingen gebeurde", "Scale-ups", "Snelle groeiers",
        "Doorstarters (van woning naar bedrijfspand)", "Arbeidsplaatsen naar plek",
        "Aandeel van de sectoren in de arbeidsplaatsen", "Aandeel van de sectoren in de vestigingen",
    }  # fmt: skip
    for rij in leeg.values():
        assert rij["Laatste cijfer"] == rij["Status"] == "–"
        assert rij["Peildatum"] == "1 januari 2025"
        assert rij["Let op"] == "alleen een verzonnen voorbeeld (FICTIEF)"
    assert not [r for r in rijen if "fictief" in r[kop.index("Status")]]
    arbeid = next(r for r in rijen if r[0] == "Arbeidsplaatsen")
    assert arbeid[kop.index("Laatste cijfer")] == "54.419"


def test_the_sources_of_the_edition_call_the_register_fictive(editie: Path) -> None:
    for pagina, bijschrift in (
        ("10-startups-scaleups.html", "Gebruikte bronnen"),
        ("90-verantwoording.html", "Bronnen van deze editie"),
    ):
        tabel = next(t for t in Pagina(editie / pagina).tabellen if t["bijschrift"] == bijschrift)
        register = [rij for rij in tabel["rijen"] if rij[0].startswith("Bedrijvenregister")]
        assert [rij[0] for rij in register] == ["Bedrijvenregister (FICTIEF: verzonnen)"], pagina
