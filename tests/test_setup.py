"""pyproject.toml, requirements.lock and environment.yml say the same; the front doors know the same verbs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from ezlib.opdracht import ALLEEN_PYTHON, VERBEN

WORTEL = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def eisen() -> dict[str, Requirement]:
    """Direct dependencies of pyproject.toml, runtime and test, by name."""
    project = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))
    regels = [*project["project"]["dependencies"], *project["dependency-groups"]["test"]]
    return {Requirement(regel).name.lower(): Requirement(regel) for regel in regels}


@pytest.fixture(scope="module")
def slot() -> list[Requirement]:
    """Every pinned line of the lock, with its marker."""
    tekst = (WORTEL / "requirements.lock").read_text(encoding="utf-8")
    return [Requirement(regel.rstrip("\\ ")) for regel in tekst.splitlines() if re.match(r"[a-z0-9]", regel)]


def test_every_direct_dependency_is_locked_within_its_bound(eisen, slot):
    vast = {}
    for regel in slot:
        vast.setdefault(regel.name.lower(), []).append(next(iter(regel.specifier)).version)
    assert set(eisen) <= set(vast)
    for naam, eis in eisen.items():
        assert all(eis.specifier.contains(versie) for versie in vast[naam]), naam


def test_every_direct_dependency_has_a_lower_bound(eisen):
    assert [naam for naam, eis in eisen.items() if [s.operator for s in eis.specifier] != [">="]] == []


def test_lock_has_a_hash_for_every_package_and_no_address():
    tekst = (WORTEL / "requirements.lock").read_text(encoding="utf-8")
    blokken = re.split(r"\n(?=[a-z0-9])", tekst)
    assert [blok.splitlines()[0] for blok in blokken if "--hash=sha256:" not in blok] == []
    assert "://" not in tekst
    assert not re.search(r"^(-|#)", tekst, re.MULTILINE)


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_lock_gives_one_version_of_each_direct_dependency(eisen, slot, python, platform):
    omgeving = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": platform,
        "os_name": "nt" if platform == "win32" else "posix",
        "implementation_name": "cpython",
    }
    geldt = [regel.name.lower() for regel in slot if not regel.marker or regel.marker.evaluate(omgeving)]
    assert len(geldt) == len(set(geldt))
    assert set(eisen) <= set(geldt)


def test_every_import_is_a_declared_dependency(eisen):
    """What happens to come along with another package can leave with it."""
    import ast
    import sys
    from importlib.metadata import packages_distributions

    verdelers = packages_distributions()
    eigen = {
        *sys.stdlib_module_names,
        "ezlib",
        "tasks",
        *(pad.stem for map_ in ("tasks", "tests") for pad in (WORTEL / map_).glob("*.py")),
    }
    vreemd = {}
    for pad in sorted(pad for map_ in ("ezlib", "tasks", "tests") for pad in (WORTEL / map_).rglob("*.py")):
        for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            namen = [alias.name for alias in knoop.names] if isinstance(knoop, ast.Import) else []
            if isinstance(knoop, ast.ImportFrom) and not knoop.level:
                namen = [knoop.module]
            for module in {naam.split(".")[0] for naam in namen} - eigen:
                if not {naam.lower() for naam in verdelers.get(module, [])} & set(eisen):
                    vreemd.setdefault(module, []).append(pad.relative_to(WORTEL).as_posix())
    assert vreemd == {}


def test_environment_yml_names_the_same_dependencies(eisen):
    omgeving = yaml.safe_load((WORTEL / "environment.yml").read_text(encoding="utf-8"))
    assert omgeving["name"] == "economische-monitor"
    assert omgeving["channels"] == ["conda-forge", "nodefaults"]
    conda = [regel for regel in omgeving["dependencies"] if isinstance(regel, str)]
    pip = next(regel["pip"] for regel in omgeving["dependencies"] if isinstance(regel, dict))
    assert {"python>=3.11", "pip"} <= set(conda)
    gevonden = {Requirement(regel).name: str(Requirement(regel).specifier) for regel in [*conda, *pip]}
    verwacht = {naam: str(eis.specifier) for naam, eis in eisen.items()} | {"python": ">=3.11", "pip": ""}
    assert gevonden == verwacht


def test_python_bound_is_the_same_everywhere():
    from ezlib.omgeving import OUDSTE_PYTHON

    project = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["requires-python"] == f">={OUDSTE_PYTHON[0]}.{OUDSTE_PYTHON[1]}"
    assert project["tool"]["ruff"]["target-version"] == f"py{OUDSTE_PYTHON[0]}{OUDSTE_PYTHON[1]}"


def test_every_disabled_lint_rule_has_a_reason():
    tekst = (WORTEL / "pyproject.toml").read_text(encoding="utf-8")
    lijst = tekst[tekst.index("ignore = [") : tekst.index("[tool.ruff.lint.per-file-ignores]")]
    regels = re.findall(r'^ +"[A-Z]+[0-9]+",.*$', lijst, re.MULTILINE)
    assert regels
    assert [regel for regel in regels if "# " not in regel] == []


def test_makefile_has_the_verbs_of_the_command_line_in_the_same_words():
    tekst = (WORTEL / "Makefile").read_text(encoding="utf-8")
    doelen = dict(re.findall(r"^([a-z]+): ## (.*)$", tekst, re.MULTILINE))
    assert doelen == {verb: uitleg for verb, uitleg in VERBEN.items() if verb not in ALLEEN_PYTHON}
    assert set(re.findall(r"^\.PHONY: (\S+)$", tekst, re.MULTILINE)) == set(doelen)
    assert set(ALLEEN_PYTHON) <= set(VERBEN)


def test_jupyterlab_settings_exist_in_the_installed_version():
    """A renamed setting would be ignored without a word, and JupyterLab would open in English."""
    import json
    import sys

    eigen = json.loads((WORTEL / "ezlib" / "jupyterlab" / "overrides.json").read_text(encoding="utf-8"))
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"
    for sleutel, waarden in eigen.items():
        pakket, plugin = sleutel.split(":")
        schema = json.loads((schemas / pakket / f"{plugin}.json").read_text(encoding="utf-8"))
        assert set(waarden) <= set(schema["properties"])
