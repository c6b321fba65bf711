"""A real register, from a file in the drop folder to the edition: pages speak normally and tell of no firm.

It is a part of the made-up one under other names and numbers, so that the test knows what may stand nowhere.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from nep_register import fictieve_cellen, save_csv
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
    return plaats, plaats.draai("yearly", EZ_WORKERS="2"), deel


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
