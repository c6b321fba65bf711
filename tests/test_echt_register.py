"""A real register, from a file in the drop folder to the edition: pages speak normally and tell of no firm.

It is a part of the made-up one under other names and numbers, so that the test knows what may stand nowhere.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from nep_register import definities, fictieve_cellen, save_csv, save_xlsx
from test_register_lek import Geheim, lagen
from werkplaats import Uitkomst, Werkplaats

from ezlib.store import load_frame

JAREN = (2022, 2023, 2024)


def _ander(frame: pd.DataFrame) -> pd.DataFrame:
    """The same establishments as nobody would call fictive."""
    return frame.assign(
        kvknummer="7" + frame["kvknummer"].str[1:],
        vestigingsnummer="0007" + frame["vestigingsnummer"].str[4:],
        postcode="27" + frame["postcode"].str[2:],
        naam="Proefzaak " + frame["kvknummer"].str[2:],
    )


@pytest.fixture(scope="module")
def echt(gebouwd: Werkplaats, tmp_path_factory: pytest.TempPathFactory) -> tuple[Werkplaats, Uitkomst, pd.DataFrame]:
    """An edition out of a file of a supplier of whom the last year is not final."""
    plaats = gebouwd.kopie(tmp_path_factory.mktemp("echt") / "monitor")
    alles = load_frame(plaats.map_ / "data" / "processed" / "register" / "rijen.parquet")
    deel = _ander(alles[alles["jaar"].isin(JAREN) & alles["kvknummer"].str[-1].isin(list("0123"))])
    plaats.wijzig("definitions/register.yml", "  haaglanden:\n", _leverancier() + "  haaglanden:\n")
    for jaar, rijen in deel.groupby("jaar"):
        save_csv(fictieve_cellen(rijen), plaats.map_ / "data" / "raw" / "register" / f"proef-{jaar}.csv")
    _lever_kvk(load_frame(plaats.map_ / "data" / "processed" / "kvk" / "mutaties.parquet"), plaats.map_)
    return plaats, plaats.draai("yearly", EZ_WORKERS="2"), deel


def _lever_kvk(mutaties: pd.DataFrame, map_: Path) -> None:
    """Workbooks of the KvK, one a year: the made-up mutations of a year later, under the numbers of `_ander`."""
    kolommen = definities().mutatieleveranciers["kvk_mutaties"].kolommen
    # A code that only the SBI of 2008 has would tell that the file is not what it says.
    eigen = mutaties[~mutaties["sbi"].str.startswith(("45", "91", "96")) & (mutaties["gebeurtenis"] != "")]
    eigen = _ander(eigen).assign(
        datum=pd.to_datetime(eigen["datum"]) - pd.DateOffset(years=1),
        mutatie=eigen["gebeurtenis"].str.split("_").str[0],
        gemeente_van=eigen["gebeurtenis"].str.endswith("_in").map({True: "GM0599", False: "GM0637"}),
        gemeente_naar=eigen["gebeurtenis"].str.endswith("_uit").map({True: "GM0599", False: "GM0637"}),
    )
    for jaar, kwartalen in ((2023, "2023K1-2023K4"), (2024, "2024K1-2024K3")):
        rijen = eigen[eigen["datum"].dt.year == jaar]
        dagen = list(rijen["datum"].dt.to_pydatetime())
        kop, regels = list(kolommen), rijen[list(kolommen)].to_numpy().tolist()
        cellen = [[dag if k == "datum" else w for k, w in zip(kop, rij, strict=True)]
                  for rij, dag in zip(regels, dagen, strict=True)]  # fmt: skip
        pad = map_ / "data" / "raw" / "kvk" / f"kvk-mutaties-{kwartalen}.xlsx"
        save_xlsx([list(kolommen.values()), *cellen], pad, voorblad=False)


def _leverancier() -> str:
    """Block of the supplier: that of the fictive one under another name, and of the kind `register`."""
    tekst = Path("definitions/register.yml").read_text(encoding="utf-8")
    blok = tekst[tekst.index("  fictief:\n") : tekst.index("  haaglanden:\n")].split("\n\n")[0] + "\n\n"
    voor = [("  fictief:", "  proef:"), ("soort: fictief", "soort: register"), ("fictief-register-", "proef-")]
    for oud, nieuw in [*voor, ("Fictief bedrijvenregister", "Proefregister"), ("9999-01-01", "2023-01-01")]:
        assert blok.count(oud) == 1, oud
        blok = blok.replace(oud, nieuw)
    return blok


def test_it_goes_through_and_its_pages_speak_normally(echt: tuple[Werkplaats, Uitkomst, pd.DataFrame]) -> None:
    plaats, uitkomst, _ = echt
    assert uitkomst.status == 0, uitkomst.tekst
    paginas = {p.name: p.read_text(encoding="utf-8") for p in plaats.editie.rglob("*.html")}
    # The reading guide tells what the word means, whether or not a figure carries it.
    assert [naam for naam, tekst in paginas.items() if "FICTIEF" in tekst] == ["00-leeswijzer.html"]
    assert not list(plaats.editie.rglob("fictief-*"))
    starters = paginas["10-startups-scaleups.html"]
    assert "Op 1 januari 2024 telde Zoetermeer" in starters and "(voorlopig)" in starters
    assert "daarom" in starters and "cijfers per buurt" in starters and "is geen 0" in starters
    assert "niet getoond" in paginas["90-verantwoording.html"]


def test_provisional_years_are_called_so_and_hidden_figures_are_no_noughts(
    echt: tuple[Werkplaats, Uitkomst, pd.DataFrame],
) -> None:
    frame = pd.read_csv(echt[0].editie / "tabellen" / "waarnemingen.csv", dtype={"periode": "str"})
    register = frame[frame["bron_id"] == "register"]
    assert set(register["herkomst"]) <= {"waargenomen", "geschat"}
    assert set(register.loc[register["periode"] == "2024-01-01", "status"]) == {"voorlopig"}
    assert "definitief" in set(register.loc[register["periode"] == "2023-01-01", "status"])
    weg = register[register["ontbreekt"] == "onderdrukt"]
    assert len(weg) > 50 and weg["waarde"].isna().all()
    assert {"arbeidsplaatsen", "starters", "functiemengingsindex"} <= set(weg["indicator_id"])


def test_quarters_of_the_kvk_go_through_and_small_numbers_do_not(
    echt: tuple[Werkplaats, Uitkomst, pd.DataFrame],
) -> None:
    frame = pd.read_csv(echt[0].editie / "tabellen" / "waarnemingen.csv", dtype={"periode": "str"}, keep_default_na=False,
                        na_values={"waarde": [""]})  # fmt: skip
    kvk = frame[frame["bron_id"] == "kvk"]
    assert set(kvk["herkomst"]) == {"waargenomen"}
    starters = kvk[(kvk["indicator_id"] == "starters_kwartaal") & (kvk["gebied_type"] == "gemeente")]
    totaal = starters[starters["kenmerk"] == "totaal"].set_index("periode")["waarde"]
    assert list(totaal.index) == ["2023K1", "2023K2", "2023K3", "2023K4", "2024K1", "2024K2", "2024K3"]
    assert totaal.min() > 5 and set(starters["kenmerk"]) == {"totaal", "sbi_sectie", "pand"}
    stap = kvk[kvk["indicator_id"] == "starters_aansluiting"].set_index("kenmerkwaarde")
    assert stap.loc["kwartalen", "waarde"] == totaal[:4].sum() and stap.loc["stand", "waarde"] > 0
    weg = kvk[kvk["ontbreekt"] == "onderdrukt"]
    assert (weg["noot"] == "<5").any() and not kvk.loc[kvk["kenmerk"] != "totaal", "waarde"].between(1, 4).any()
    assert (echt[0].map_ / "data" / "processed" / "kvk" / "geheimhouding.csv").exists()


def test_the_report_of_one_quarter_is_made_of_the_same_figures(
    echt: tuple[Werkplaats, Uitkomst, pd.DataFrame],
) -> None:
    plaats, _, _ = echt
    uitkomst = plaats.draai("starters", "--kwartaal", "2024K2", EZ_WORKERS="1")
    assert uitkomst.status == 0, uitkomst.tekst
    map_ = plaats.map_ / "outputs" / "starters" / "2024K2"
    assert sorted(p.name for p in map_.iterdir()) == [
        "15-starters-per-kwartaal.ipynb", "starters-2024K2.csv", "starters-2024K2.xlsx",
    ]  # fmt: skip
    tekst = (map_ / "15-starters-per-kwartaal.ipynb").read_text(encoding="utf-8")
    assert "In het 2e kwartaal 2024 schreven zich in Zoetermeer" in tekst and "FICTIEF" not in tekst
    perioden = pd.read_csv(map_ / "starters-2024K2.csv", sep=None, engine="python", dtype="str")["periode"]
    assert "2024K2" in set(perioden) and "2024K3" not in set(perioden)


def test_nothing_of_it_stands_in_the_outputs_and_the_report_of_the_keeper_stays_behind(
    echt: tuple[Werkplaats, Uitkomst, pd.DataFrame],
) -> None:
    plaats, _, deel = echt
    geheim = Geheim(*(frozenset(w.encode() for w in deel[k].unique() if w)
                      for k in ("kvknummer", "vestigingsnummer", "postcode")))  # fmt: skip
    bestanden = [p for p in sorted((plaats.map_ / "outputs").rglob("*")) if p.is_file()]
    gelekt = {p.name: sorted(g)[:5] for p in bestanden if (g := geheim.in_(p.read_bytes()))}
    assert len(bestanden) > 50 and not gelekt
    assert not [p.name for p in bestanden if any(b"Proefzaak" in laag for laag in lagen(p.read_bytes()))]
    assert (plaats.map_ / "data" / "processed" / "register" / "geheimhouding.csv").exists()
    assert not [p for p in bestanden if "geheimhouding" in p.name]
    # A line of the report has true figures and what an outsider can derive: none of its own words is published.
    assert not [p.name for p in bestanden if p.suffix in (".csv", ".json", ".html", ".js")
                and any(woord in p.read_bytes() for woord in (b"nodig_van", b"te weinig bedrijven", b"overheersing"))]  # fmt: skip
