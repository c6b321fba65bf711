"""What the verbs do with errors, exit statuses and folders."""

from __future__ import annotations

import sys
import types

import pytest

from ezlib import verben
from ezlib.fouten import BronFout, InstellingFout
from ezlib.instellingen import INSTELLINGEN, lees_instellingen
from ezlib.opdracht import OPTIETEKST, PARAMETERS, VERBEN
from ezlib.opruimen import ruim_op


def test_every_verb_is_carried_out_by_something():
    assert set(verben.DOE) == set(VERBEN)


def test_help_names_every_verb_parameter_and_setting(capsys):
    assert verben.main("help", []) == 0
    uitvoer = capsys.readouterr().out
    for naam, uitleg in [*VERBEN.items(), *INSTELLINGEN.items()]:
        assert f"  {naam:<14}{uitleg}\n" in uitvoer
    for naam, uitleg in (PARAMETERS | OPTIETEKST).items():
        assert f"  {naam.upper():<14}{uitleg}\n" in uitvoer


@pytest.mark.parametrize(
    ("verb", "module", "functie"),
    [
        ("yearly", "ezlib.runner", "yearly"),
        ("plan", "ezlib.runner", "plan"),
        ("refresh", "ezlib.sources", "vernieuw"),
    ],
)
def test_verb_gets_the_checked_command_and_gives_its_status(monkeypatch, verb, module, functie):
    gezien = []
    # What this machine has made already must not answer for it.
    monkeypatch.setattr("ezlib.vingerafdruk.lees_vorige", lambda *_: None)
    nep = types.SimpleNamespace(**{functie: lambda opdracht: gezien.append(opdracht) or 3})
    monkeypatch.setitem(sys.modules, module, nep)
    assert verben.main(verb, ["JAAR=2024"]) == 3
    assert (gezien[0].verb, gezien[0].jaar) == (verb, 2024)


def test_starters_gets_its_quarter(monkeypatch):
    gezien = []
    nep = types.SimpleNamespace(starters=lambda opdracht: gezien.append(opdracht) or 3)
    monkeypatch.setitem(sys.modules, "ezlib.kwartaalrapport", nep)
    assert verben.main("starters", ["--kwartaal", "2025K3"]) == 3
    assert gezien[0].opties == {"kwartaal": "2025K3"}


def test_bench_runs_the_measurements_named_or_all_with_their_options(monkeypatch, capsys, tmp_path):
    from ezlib import bench

    gezien = []
    for naam in ("aap", "noot"):
        (tmp_path / "metingen").mkdir(exist_ok=True)
        (tmp_path / "metingen" / f"{naam}.py").touch()
        nep = types.SimpleNamespace(main=lambda opties, naam=naam: gezien.append((naam, opties)))
        monkeypatch.setitem(sys.modules, f"metingen.{naam}", nep)
    monkeypatch.setattr(bench, "MAP", tmp_path / "metingen")
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert verben.main("bench", []) == 0 and verben.main("bench", ["noot", "--jaren", "10"]) == 0
    assert gezien == [("aap", {}), ("noot", {}), ("noot", {"jaren": "10"})]
    assert verben.main("bench", ["notn"]) == 2
    assert 'Er is geen meting "notn" (bedoelde u "noot"?). Er zijn: aap, noot.' in capsys.readouterr().err


def test_every_benchmark_can_be_run_and_says_how_cost_grows():
    from importlib import import_module

    import pandas as pd

    for pad in sorted((verben.WORTEL / "benchmarks").glob("[!_]*.py")):
        assert callable(import_module(f"benchmarks.{pad.stem}").main), pad
    register = import_module("benchmarks.register")
    tabel = pd.DataFrame({"a cpu": [1.0, 20.0], "b cpu": [1.0, 180.0], "a MB": [10.0, 100.0]}, index=[10, 100])
    assert register.machten(tabel) == ["van 10 naar 100: rekentijd x 100,0 (macht 2,00), piek x 10,0 (macht 1,00)"]
    for tekst in ("0", "11", "tien"):
        with pytest.raises(InstellingFout, match="van 1 tot en met 10"):
            register.lees_jaren(tekst)


@pytest.mark.parametrize(
    ("fout", "status"),
    [(InstellingFout("dat kan niet"), 2), (BronFout("bestand mist"), 1), (KeyboardInterrupt(), 130)],
)
def test_errors_are_told_without_traceback(monkeypatch, capsys, fout, status):
    def mislukt(_: object) -> None:
        raise fout

    monkeypatch.setitem(sys.modules, "ezlib.runner", types.SimpleNamespace(plan=mislukt))
    assert verben.main("plan", []) == status
    assert capsys.readouterr().err == (f"Fout: {fout}\n" if str(fout) else "\nAfgebroken.\n")


@pytest.mark.parametrize(
    ("verb", "argv", "begin", "eind"),
    [
        ("test", ["-k", "jaar"], "pytest", ["-k", "jaar"]),
        ("lab", ["--no-browser"], "jupyterlab", ["--no-browser"]),
    ],
)
def test_test_and_lab_become_the_program_they_start(monkeypatch, verb, argv, begin, eind):
    gestart = []
    monkeypatch.setattr(verben.omgeving, "word", lambda opdracht: gestart.append(opdracht) or 5)
    monkeypatch.setattr(verben.os, "chdir", lambda _: None)
    assert verben.main(verb, ["JAAR=", *argv]) == 5
    assert gestart[0][:3] == [sys.executable, "-m", begin]
    assert gestart[0][-len(eind) :] == eind


def test_lab_opens_our_notebooks_in_dutch(monkeypatch):
    gestart = []
    monkeypatch.setattr(verben.omgeving, "word", lambda opdracht: gestart.append(opdracht) or 0)
    monkeypatch.setattr(verben.os, "chdir", lambda _: None)
    verben.main("lab", [])
    assert f"--LabApp.app_settings_dir={verben.LAB_INSTELLINGEN}" in gestart[0]
    assert f"--ServerApp.root_dir={verben.WORTEL / 'notebooks'}" in gestart[0]
    assert '"locale": "nl_NL"' in (verben.LAB_INSTELLINGEN / "overrides.json").read_text()


def test_wrong_parameter_is_status_2(capsys):
    assert verben.main("yearly", ["JAAR=x"]) == 2
    assert verben.toets("yearly", ["JAAR=x"]) == 2
    assert verben.toets("yearly", ["JAAR=2024"]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_clean_removes_editions_and_intermediates_and_nothing_else(tmp_path, capsys):
    blijft = ["data/raw/cbs_84799NED/ingebouwd/x.json", "outputs/notities/lees.txt", "outputs/planning.xlsx"]
    weg = [
        "data/processed/tidy/x.parquet",
        "outputs/2025/index.html",
        "outputs/GM0503/2025/index.html",
        "outputs/starters/2025K3/x.csv",
    ]
    for pad in [*blijft, *weg]:
        (tmp_path / pad).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / pad).write_text("x")
    instellingen = lees_instellingen({}, wortel=tmp_path)

    assert ruim_op(instellingen, wortel=tmp_path) == 0
    uitvoer = capsys.readouterr().out
    assert "de bronnen in data/raw blijven staan" in uitvoer
    assert [regel.strip() for regel in uitvoer.splitlines()[1:5]] == [
        "data/processed/tidy",
        "outputs/2025",
        "outputs/GM0503",
        "outputs/starters",
    ]
    assert [pad for pad in blijft if not (tmp_path / pad).exists()] == []
    assert [pad for pad in weg if (tmp_path / pad).exists()] == []

    assert ruim_op(instellingen, wortel=tmp_path) == 0
    assert capsys.readouterr().out == "Er is niets op te ruimen.\n"


@pytest.mark.parametrize("outputs", [".", "data", "data/raw", "data/raw/edities", ".."])
def test_clean_refuses_a_folder_with_sources(tmp_path, outputs):
    (tmp_path / "data" / "raw" / "2025").mkdir(parents=True)
    with pytest.raises(InstellingFout, match="daar staan ook bronnen"):
        ruim_op(lees_instellingen({"EZ_OUTPUTS": outputs}, wortel=tmp_path), wortel=tmp_path)
    assert (tmp_path / "data" / "raw" / "2025").exists()


def test_clean_follows_no_link_out_of_the_folder(tmp_path):
    elders = tmp_path / "elders"
    elders.mkdir()
    (elders / "blijft").write_text("x")
    huis = tmp_path / "huis"
    (huis / "outputs").mkdir(parents=True)
    (huis / "outputs" / "2025").symlink_to(elders)
    ruim_op(lees_instellingen({}, wortel=huis), wortel=huis)
    assert (elders / "blijft").exists()
    assert not (huis / "outputs" / "2025").exists()
