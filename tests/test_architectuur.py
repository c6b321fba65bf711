"""Who may import whom, who may touch files or the network, and what may be written down in code at all."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from ezlib.checks import check_notebooks
from ezlib.definitions import load_definities
from ezlib.store import WORTEL

MAX_REGELS = 400
MODULES = {
    ".".join(p.relative_to(WORTEL).with_suffix("").parts).removesuffix(".__init__"): p
    for p in sorted((WORTEL / "ezlib").rglob("*.py"))
}
TAKEN = sorted((WORTEL / "tasks").glob("*.py"))
NOTEBOOKS = sorted((WORTEL / "notebooks").glob("*.ipynb"))
NETWERK = {"requests", "cbsodata", "urllib", "urllib3", "http", "httpx", "socket", "ftplib", "aiohttp"}
# Before .venv exists these run on the Python of the machine.
KAAL = {"ezlib.__main__", "ezlib.omgeving", "ezlib.inrichten", "ezlib.opdracht", "ezlib.instellingen", "ezlib.fouten"}
# Layer -> what it may not know. Data flows one way: a layer knows nothing of what comes after it.
MAG_NIET = {
    "ezlib.sources": {"tidy", "indicators", "zinnen", "figures", "report", "runner"},
    "ezlib.tidy": {"indicators", "zinnen", "figures", "report", "runner"},
    "ezlib.indicators": {"sources", "zinnen", "figures", "report", "runner"},
    "ezlib.database": {"sources", "zinnen", "figures", "report", "runner"},
    "ezlib.zinnen": {"sources", "tidy", "indicators", "figures", "report", "store", "runner"},
    "ezlib.figures": {"sources", "tidy", "indicators", "zinnen", "report", "store", "definitions", "runner"},
    "ezlib.report": {"sources", "runner"},
    "ezlib.taal": {"*"},
    "ezlib.fouten": {"*"},
}
# Modules that open, write, list or remove files themselves; the rest asks ezlib.store.
RAAKT_BESTANDEN = {
    "ezlib.store",
    "ezlib.sources",  # the snapshots in data/raw
    "ezlib.tidy.jaarstukken", "ezlib.tidy.kaart",  # read a checked snapshot
    "ezlib.tidy.levering_lezen", "ezlib.tidy.levering_ods",  # read a delivered file
    "ezlib.register.bestand", "ezlib.register.werkmap",
    "ezlib.register.edities",  # released editions in data/raw
    "ezlib.register.registreren",  # the register files in data/raw
    "ezlib.register.omtrekken",  # BAG points and outlines of werklocaties in data/raw
    "ezlib.sample.register", "ezlib.sample.mutaties",  # write fictive files in the layout of delivered ones
    "ezlib.edities", "ezlib.vrijgeven", "ezlib.review",  # released editions, and the one to release
    "ezlib.vastgelegd",  # the edition that git keeps
    "ezlib.nieuw",  # writes the pieces of a new indicator
    "ezlib.definitions", "ezlib.checks", "ezlib.codesom", "ezlib.opzet", "ezlib.runner", "ezlib.vingerafdruk",
    # read definitions, code, notebooks
    "ezlib.omgeving", "ezlib.inrichten", "ezlib.opruimen",  # .venv and leftovers
    "ezlib.cluster",  # the file that every worker of a cluster must see
    "ezlib.instellingen", "ezlib.taakproces",  # what memory a container may use, and which processes run: /proc
    "ezlib.report.editie", "ezlib.report.site", "ezlib.report.notebookpagina", "ezlib.report.notebooks", "ezlib.motor",
    "ezlib.report.indicatorpagina", "ezlib.report.gegevenspagina", "ezlib.report.waarschuwing",
    "ezlib.report.documenten.bestanden", "ezlib.report.documenten.uit_notebooks",  # in the work folder of an edition
}  # fmt: skip
BESTANDSDADEN = {
    "open", "read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink", "rmdir", "touch", "iterdir",
    "glob", "rglob", "rmtree", "copytree", "copyfile", "copy2", "makedirs", "listdir", "scandir", "savefig",
    "read_csv", "read_parquet", "read_json", "read_excel", "read_file", "to_parquet", "to_file", "to_excel",
}  # fmt: skip
NOEM_NIET = re.compile(r"GM0637|Zoetermeer")
VOORBEELD = re.compile(r"(GEMEENTE=|--gemeente |zoals )GM0637( \(Zoetermeer\))?")


@cache
def boom(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imports(tree: ast.AST, *, overal: bool = True) -> Iterator[str]:
    """Full names that a module imports; `from ezlib import taal` is ezlib.taal. Not `overal`: on import only."""
    for knoop in ast.walk(tree) if overal else _bovenin(tree):
        if isinstance(knoop, ast.Import):
            yield from (naam.name for naam in knoop.names)
        elif isinstance(knoop, ast.ImportFrom):
            assert knoop.level == 0, "relative import"
            for naam in knoop.names:
                volledig = f"{knoop.module}.{naam.name}"
                yield volledig if volledig in MODULES else str(knoop.module)


def _bovenin(tree: ast.AST) -> Iterator[ast.AST]:
    """Statements that run when the module is imported: not in a function, not for type checkers only."""
    for knoop in ast.iter_child_nodes(tree):
        if isinstance(knoop, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(knoop, ast.If) and isinstance(knoop.test, ast.Name) and knoop.test.id == "TYPE_CHECKING":
            continue
        yield knoop
        yield from _bovenin(knoop)


def onder(module: str, pakket: str) -> bool:
    return module == pakket or module.startswith(f"{pakket}.")


@pytest.mark.parametrize("laag", MAG_NIET)
def test_a_layer_knows_nothing_of_what_comes_after_it(laag):
    verboden = [f"ezlib.{naam}".removesuffix(".*") for naam in MAG_NIET[laag]]
    fout = {
        f"{module} -> {doel}"
        for module in MODULES
        if onder(module, laag)
        for doel in imports(boom(module))
        if any(onder(doel, pakket) for pakket in verboden)
    }
    assert not fout


def test_indicators_are_pure():
    """Only the steps of the pipeline know the store; a function gets its frame."""
    for module in MODULES:
        if onder(module, "ezlib.indicators") and module != "ezlib.indicators.stappen":
            assert "ezlib.store" not in set(imports(boom(module))), module


def test_only_sources_know_the_network():
    namen = {m: {i.split(".")[0] for i in imports(boom(m))} for m in MODULES if not onder(m, "ezlib.sources")}
    assert {m: sorted(n & NETWERK) for m, n in namen.items() if n & NETWERK} == {}


def test_no_two_modules_need_each_other():
    graaf = {m: {d for d in imports(boom(m), overal=False) if d in MODULES and d != m} for m in MODULES}
    assert len(list(TopologicalSorter(graaf).static_order())) == len(MODULES)


def test_set_up_runs_on_a_bare_python():
    for module in KAAL:
        for doel in imports(boom(module)):
            assert doel.split(".")[0] in sys.stdlib_module_names | {"ezlib", "__future__"}, f"{module} -> {doel}"
        eigen = {d for d in imports(boom(module), overal=False) if onder(d, "ezlib")}
        assert eigen <= KAAL, module


def test_only_the_named_modules_touch_files():
    raakt = set()
    for module in MODULES:
        for knoop in ast.walk(boom(module)):
            if isinstance(knoop, ast.Call):
                naam = knoop.func.attr if isinstance(knoop.func, ast.Attribute) else getattr(knoop.func, "id", "")
                if naam in BESTANDSDADEN:
                    raakt.add(module)
    assert {m for m in raakt if not any(onder(m, lijst) for lijst in RAAKT_BESTANDEN)} == set()
    aanwezig = {lijst for lijst in RAAKT_BESTANDEN if any(onder(m, lijst) for m in MODULES)}
    assert {lijst for lijst in aanwezig if not any(onder(m, lijst) for m in raakt)} == set()


@pytest.mark.parametrize("pad", [*MODULES.values(), *TAKEN], ids=lambda p: p.relative_to(WORTEL).as_posix())
def test_a_file_fits_the_head(pad: Path):
    assert len(pad.read_text(encoding="utf-8").splitlines()) <= MAX_REGELS


def _teksten(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Strings of a module that are no docstring."""
    docs = {
        id(knoop.body[0].value)
        for knoop in ast.walk(tree)
        if isinstance(knoop, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and knoop.body
        and isinstance(knoop.body[0], ast.Expr)
    }
    for knoop in ast.walk(tree):
        if isinstance(knoop, ast.Constant) and isinstance(knoop.value, str) and id(knoop) not in docs:
            yield knoop.lineno, knoop.value


def test_the_home_gemeente_is_a_definition_and_not_code():
    """Help texts may name it as an example."""
    fout = [
        f"{module}:{regel}"
        for module in MODULES
        for regel, tekst in _teksten(boom(module))
        if NOEM_NIET.search(VOORBEELD.sub("", tekst))
    ]
    assert not fout


def test_tasks_read_like_a_table_of_contents():
    """A task names its step; it computes nothing and imports only what describes a step."""
    for pad in TAKEN:
        eigen = {d for d in imports(ast.parse(pad.read_text(encoding="utf-8"))) if onder(d, "ezlib")}
        assert eigen <= {
            "ezlib.opzet",
            "ezlib.stap",
            "ezlib.codesom",
            "ezlib.sources.snapshot",
            "ezlib.register.registreren",
        }, pad.name


@pytest.mark.parametrize("pad", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_reads_draws_and_tells(pad: Path):
    toegestaan = (
        "ezlib.store",
        "ezlib.figures",
        "ezlib.report.overzicht",
        "ezlib.report.ontwikkeling",
        "ezlib.report.herzien",
        "ezlib.report.indicatortabel",
        "ezlib.report.leveringen",
        "ezlib.report.tellingen",
        "ezlib.report.toen",
        "ezlib.report.veranderd",
        "ezlib.report.vergelijken",
        "ezlib.report.waardering",
        "ezlib.report.documenten",
        "ezlib.report.wijken",
        "ezlib.zinnen",
        "IPython",
    )
    cellen = json.loads(pad.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(c["source"]) for c in cellen if c["cell_type"] == "code")
    vreemd = {d for d in imports(ast.parse(code)) if not any(onder(d, naam) for naam in toegestaan)}
    assert not vreemd


def test_notebooks_keep_the_conventions():
    assert NOTEBOOKS
    assert check_notebooks(load_definities(WORTEL / "definitions"), WORTEL) == []
