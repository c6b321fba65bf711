"""What became of the policy: the file, its faults, states on a date, sentences, figures; and the page of the edition."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from tabelletjes import KADER
from werkplaats import Werkplaats

from ezlib import voortgang as v
from ezlib.definitions import load_definities
from ezlib.figures.statusstrook import VORM, plot_statusstrook
from ezlib.fouten import DefinitieFout
from ezlib.indicators import maak_waarnemingen
from ezlib.schema_voortgang import STANDEN
from ezlib.store import WORTEL
from ezlib.tidy import check_tidy
from ezlib.tidy.voortgang import tidy_voortgang
from ezlib.zinnen import beleid as tekst

DEFINITIES = load_definities(WORTEL / "definitions")
ECHT = DEFINITIES.voortgang
VIJANDIG = "<script>alert(1)</script> \N{ROCKET} " + "w" * 300


def deel(id_: str, **velden: str) -> dict[str, str]:
    return {"id": id_, "naam": f"Resultaat {id_}", "wie": "Economie"} | velden


def klein(**velden: Any) -> dict[str, Any]:
    """A file of one action point and five results."""
    oordeel = {"datum": "2024-03-01", "bewijs": "Besluit 1"}
    punt = {
        "naam": "Werk", "notebook": "30-werklocaties", "plek": "punt 1", "waarom": "Meer werk.", "acties": [deel("a")],
        "resultaten": [
            deel("r1", stand="gereed", **oordeel), deel("r2", stand="deels", **oordeel), deel("r3", stand="niet", **oordeel),
            deel("r4"), deel("r5", stand="elders"),
        ],
    }  # fmt: skip
    basis = {"gemeente": "GM0001", "stuk": "Agenda", "resultaten_voor": 2022, "bijgewerkt": "2024-03-01", "actiepunten": {"1": punt},
             "streefwaarden": [], "beleid": {}, "budget": {"posten": [], "nodig": 3, "beschikbaar": 2, "tekort": 1}}  # fmt: skip
    return basis | velden


# --- the paper ---------------------------------------------------------------------------------------------------


def test_the_paper_has_25_results_and_28_actions():
    assert len(v.resultaten(ECHT, jaar=2025)) == 25
    per_punt = v.resultaten(ECHT, jaar=2025).groupby("actiepunt").size().to_dict()
    assert per_punt == {"1": 5, "2": 3, "3": 3, "4": 6, "5": 2, "6": 6}
    assert len(v.acties(ECHT, jaar=2025)) == 28


def test_nobody_is_judged_without_evidence_and_the_park_not_at_all():
    for frame in (v.resultaten(ECHT, jaar=2025), v.acties(ECHT, jaar=2025)):
        beoordeeld = frame["stand"].isin(["gereed", "deels", "niet", "vervallen"])
        assert (beoordeeld == (frame["bewijs"] != "")).all()
        assert set(frame.loc[frame["actiepunt"] == "5", "stand"]) == {"elders"}


def test_budget_of_the_paper():
    assert (ECHT["budget"]["nodig"], ECHT["budget"]["beschikbaar"], ECHT["budget"]["tekort"]) == (
        830_000,
        630_000,
        200_000,
    )
    assert "830.000 euro nodig en 630.000 euro beschikbaar; er ontbrak 200.000 euro" in tekst.zin_budget(ECHT)
    tabel = tekst.tabel_budget(ECHT)
    assert tabel["bedrag"].iloc[-3:].tolist() == [830_000, 630_000, 200_000]
    assert tabel["bedrag"].isna().sum() == 2  # already paid elsewhere, and PM


def test_the_paper_sets_no_target_so_there_is_no_light():
    assert all(v.streefwaarde(ECHT, i, jaar=2025) is None for i in DEFINITIES.indicatoren)
    assert tekst.zin_streefwaarden(ECHT) == "Er is geen streefwaarde vastgesteld, dus de monitor geeft geen lichten."


# --- states ------------------------------------------------------------------------------------------------------


def test_sentence_counts_what_was_judged_and_what_was_not():
    assert tekst.zin_resultaten(klein(), jaar=2023) == (
        "Van de 5 resultaten zijn er 1 gereed, 1 deels en 1 niet; 1 is nog niet beoordeeld en over 1 legt een ander "
        "verantwoording af."
    )


def test_a_judgement_counts_from_the_edition_made_in_its_year():
    assert v.telling(v.resultaten(klein(), jaar=2023))["gereed"] == 1  # made in 2024, as is the judgement
    eerder = v.resultaten(klein(), jaar=2022)
    assert v.telling(eerder) == dict.fromkeys(STANDEN, 0) | {"nog te beoordelen": 4, "elders": 1}
    assert set(eerder["bewijs"]) == {""}


BELEID = {
    "oud": {
        "naam": "Oud",
        "waarover": "x",
        "bron": "x",
        "van": "2015-01-01",
        "tot": "2018-12-31",
        "opgevolgd_door": "nieuw",
    },
    "nieuw": {"naam": "Nieuw", "waarover": "x", "bron": "x", "van": "2020-01-01", "tot": "2023-12-31"},
    "visie": {"naam": "Visie", "waarover": "x", "bron": "x", "van": "2017-01-01"},
}


@pytest.mark.parametrize(
    ("jaar", "standen", "vernieuwen"),
    [
        (2017, {"oud": "vigerend", "visie": "looptijd onbekend"}, {"oud"}),  # ends within twelve months
        (2018, {"oud": "verlopen", "visie": "looptijd onbekend"}, {"oud"}),  # its successor is not there yet
        (2019, {"oud": "opgevolgd", "nieuw": "vigerend", "visie": "looptijd onbekend"}, set()),
        (2022, {"oud": "opgevolgd", "nieuw": "vigerend", "visie": "looptijd onbekend"}, {"nieuw"}),
        (2023, {"oud": "opgevolgd", "nieuw": "verlopen", "visie": "looptijd onbekend"}, {"nieuw"}),
    ],
)
def test_state_of_a_policy_on_1_january_after_the_year(jaar, standen, vernieuwen):
    frame = v.beleid(klein(beleid=BELEID), jaar=jaar).set_index("id")
    assert frame["stand"].to_dict() == standen
    assert set(frame.index[frame["vernieuwen"]]) == vernieuwen
    assert jaar < 2019 or frame.loc["oud", "opvolger"] == "Nieuw"


def test_policies_of_the_city():
    frame = v.beleid(ECHT, jaar=2025).set_index("id")
    assert frame.loc["strategie_werklocaties", "stand"] == "vigerend"
    assert frame.loc[["actieagenda_economie", "detailhandelsbeleid"], "stand"].tolist() == ["verlopen"] * 2
    assert frame.loc[["horecavisie", "reclamenota"], "stand"].tolist() == ["looptijd onbekend"] * 2


# --- figures -----------------------------------------------------------------------------------------------------


def test_figures_of_the_file_become_observations_of_the_gemeente():
    bron = DEFINITIES.bronnen["voortgang"]
    assert bron.gemeenten == (ECHT["gemeente"],)
    tidy = check_tidy(tidy_voortgang(klein(), bron))
    ind = DEFINITIES.indicatoren["voortgang_resultaten"]
    nu, _ = maak_waarnemingen(tidy, ind, KADER, jaar=2025)
    laatste = nu[nu["periode"] == "2024-01-01"].set_index("kenmerkwaarde")["waarde"]
    assert laatste.to_dict() == {
        "gereed": 1,
        "deels": 1,
        "niet": 1,
        "vervallen": 0,
        "nog_te_beoordelen": 1,
        "elders": 1,
    }
    assert nu["periode"].max() == "2024-01-01"  # nothing is known of later
    eerder, _ = maak_waarnemingen(tidy, ind, KADER, jaar=2022)
    assert eerder.set_index("kenmerkwaarde")["waarde"]["gereed"] == 0
    assert set(nu["kenmerkwaarde"]) <= set(DEFINITIES.kenmerken["stand"]["waarden"])


def test_spending_as_in_the_annual_reports():
    from test_golden import maak

    nu, _ = maak("programma_lasten")
    cellen = nu.set_index(["periode", "kenmerkwaarde"])["waarde"]
    assert (cellen["2023", "1.3|begroting"], cellen["2023", "1.3|rekening"]) == (2_068_000, 1_849_000)
    assert cellen["2021", "1.4|rekening"] == 299_000
    zin = tekst.zin_lasten(nu, {"gemeente": "GM0637", "naam": "Stad"})
    assert zin == (
        "In 2023 gaf Stad 1.849 duizend euro uit aan doelstelling 1.3 van het programma economie, 219 duizend euro minder dan "
        "begroot."
    )
    tabel = tekst.tabel_lasten(nu, {"1.3": "doel"})
    assert tabel.loc[tabel["periode"] == "2022", ["begroting", "rekening", "over"]].values.tolist() == [
        [1768, 1248, 520]
    ]


# --- another gemeente, and hostile words --------------------------------------------------------------------------


def test_another_gemeente_has_no_policy_and_every_sentence_says_so():
    leeg = DEFINITIES.voortgang_van("GM0503")
    assert leeg == {}
    zinnen = [tekst.kern(leeg, jaar=2025), tekst.zin_acties(leeg, jaar=2025), tekst.zin_beleid(leeg, jaar=2025),
              tekst.factsheets(leeg, jaar=2025), tekst.zin_budget(leeg), tekst.waarom(leeg, "30-werklocaties", jaar=2025)]  # fmt: skip
    assert all("ingelezen" in zin and "Zoetermeer" not in zin for zin in zinnen)
    strook = plot_statusstrook(
        v.resultaten(leeg, jaar=2025), titel=tekst.titel_resultaten(leeg, jaar=2025), ondertitel="x", bron="Geen bron",
        naam="x", groepen={},
    )  # fmt: skip
    assert "geen cijfers om te tonen" in strook.alt
    from test_golden import maak

    geen, _ = maak("programma_lasten", "GM0503")
    assert geen["ontbreekt"].tolist() == ["geen-bron"]
    assert (
        tekst.zin_lasten(geen, {"gemeente": "GM0503", "naam": "Delft"})
        == "Van deze gemeente zijn geen lasten ingelezen."
    )
    assert tekst.tabel_lasten(geen, {}).empty
    assert tekst.tabel_budget(leeg).empty and tekst.tabel_beleid(leeg, jaar=2025).empty


def test_a_hostile_name_of_a_policy_shows_as_text():
    from ezlib.figures.tabel import maak_tabel
    from ezlib.report.paginas import veilig

    beleid = {"x": BELEID["nieuw"] | {"naam": VIJANDIG, "waarover": "[klik](javascript:alert(1)) *vet*\n\n# kop"}}
    data = klein(beleid=beleid)
    markdown = veilig(tekst.factsheets(data, jaar=2022))
    assert "<script" not in markdown and "&lt;script>alert(1)&lt;/script> \N{ROCKET}" in markdown
    assert "\\[klik\\](javascript" in markdown and "\\*vet\\*" in markdown and "\n# kop" not in markdown
    html = maak_tabel(
        tekst.tabel_beleid(data, jaar=2022), bijschrift="x", kolommen={"naam": "Beleid"}, rijkop="naam"
    )._repr_html_()
    assert "<script" not in html and "&lt;script&gt;alert(1)&lt;/script&gt; \N{ROCKET}" in html and "w" * 300 in html
    rijen = pd.DataFrame({"actiepunt": ["1"], "naam": [VIJANDIG], "stand": ["deels"]})
    beeld = plot_statusstrook(rijen, titel="T", ondertitel="O", bron="B", naam="n", groepen={"1": VIJANDIG})
    assert beeld.tabel["Stand"].tolist() == ["deels"]


# --- the strip ---------------------------------------------------------------------------------------------------


def test_the_strip_has_a_letter_for_every_state_and_tells_the_counts():
    assert set(VORM) == set(STANDEN)
    assert len({letter for letter, *_ in VORM.values()}) == len(VORM)
    frame = v.resultaten(klein(), jaar=2023)
    beeld = plot_statusstrook(frame, titel="T", ondertitel="O", bron="B", naam="n", groepen={"1": "Werk"})
    letters = [t.get_text() for t in beeld.figuur.axes[0].texts]
    assert letters == ["Werk", "G", "D", "N", "?", "E"]
    assert "Werk: 1 gereed, 1 deels, 1 niet, 1 nog te beoordelen en 1 elders." in beeld.alt
    assert len(beeld.tabel) == 5
    with pytest.raises(ValueError, match="er staat klaar"):
        plot_statusstrook(
            frame.assign(stand="klaar"), titel="T", ondertitel="O", bron="B", naam="n", groepen={"1": "W"}
        )


# --- faults of the file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wijzig", "zin"),
    [
        (lambda d: d["actiepunten"]["1"]["resultaten"][0].update(stand="gereed"), 'bij "gereed" hoort een bewijs'),
        (lambda d: d["actiepunten"]["1"]["resultaten"][0].update(bewijs="x"), 'maar de stand is "nog te beoordelen"'),
        (lambda d: d["actiepunten"]["1"]["resultaten"][0].update(stand="klaar"), '"klaar" kan niet'),
        (lambda d: d["actiepunten"]["1"]["resultaten"][0].update(id="r2_1"), '"r2_1" is al gebruikt'),
        (lambda d: d["actiepunten"]["3"]["resultaten"][0].update(datum="2099-01-01"), "is later dan `bijgewerkt"),
        (lambda d: d["budget"].update(tekort=1), "nodig min beschikbaar is niet het tekort"),
        (lambda d: d["budget"]["posten"].pop(), "de posten zijn samen 700000, en niet 830000"),
        (lambda d: d["beleid"]["horecavisie"].update(opgevolgd_door="nergens"), 'opvolger "nergens" staat niet onder'),
        (lambda d: d["beleid"]["horecavisie"].update(tot="2016-01-01"), "de looptijd eindigt voor zij begint"),
        (lambda d: d["beleid"]["horecavisie"].update(einde="2016-01-01"), 'onbekende sleutel "einde"'),
        (lambda d: d["streefwaarden"].append({"indicator": "fmi", "waarde": 1, "jaar": 2030, "besluit": "x", "datum": "2025-01-01", "bron": "x"}), 'indicator "fmi" staat niet in indicatoren.yml'),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_named_with_its_line(tmp_path: Path, wijzig, zin):
    map_ = Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))
    data = yaml.safe_load((map_ / "voortgang.yml").read_text(encoding="utf-8"))
    wijzig(data)
    (map_ / "voortgang.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DefinitieFout) as fout:
        load_definities(map_)
    assert zin in str(fout.value) and "voortgang.yml, regel " in str(fout.value)


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_opens_with_the_count_and_has_a_section_per_policy(gebouwd: Werkplaats):
    html = (gebouwd.editie / "60-beleidscyclus.html").read_text(encoding="utf-8")
    assert "Van de 25 resultaten zijn er 0 gereed, 4 deels en 0 niet; 19 zijn nog niet beoordeeld" in html
    for naam in ("strategie-werklocaties-2020-2030", "horecavisie-2017", "reclamenota-2019"):
        assert html.count(f'<section id="{naam}">') == 1, naam
    assert re.search(r'<img src="figuren/resultaten.png" alt="[^"]*Statusstrook[^"]*"', html)
    for pagina, woord in (("30-werklocaties", "deels gereed"), ("10-startups-scaleups", "nog te beoordelen")):
        bladzijde = (gebouwd.editie / f"{pagina}.html").read_text(encoding="utf-8")
        assert f"<strong>{woord}</strong>" in bladzijde and "actieagendapunt" in bladzijde, pagina
