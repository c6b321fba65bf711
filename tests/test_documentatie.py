"""The documentation keeps up with the code: verbs, settings, indicators, assumptions, proofs and the worked example."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from ezlib.checks import check_documentatie
from ezlib.definitions import load_definities
from ezlib.instellingen import INSTELLINGEN
from ezlib.opdracht import ALLEEN_PYTHON, OPTIETEKST, PARAMETERS, VERBEN
from ezlib.store import WORTEL

DOCS = WORTEL / "docs"
PAGINAS = [WORTEL / "README.md", WORTEL / "CONTRIBUTING.md", WORTEL / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def _lees(naam: str) -> str:
    return (DOCS / naam).read_text(encoding="utf-8")


def _sectie(tekst: str, kop: str) -> str:
    """Text under a heading `## kop...`, up to the next of that level."""
    return re.search(rf"^## {re.escape(kop)}.*?\n(.*?)(?=^## |\Z)", tekst, re.MULTILINE | re.DOTALL)[1]


def test_make_check_has_nothing_to_say_of_the_documentation() -> None:
    assert check_documentatie(WORTEL) == []


def test_handleiding_explains_every_verb_setting_and_parameter() -> None:
    tekst = _lees("handleiding.md")
    voor = {verb: "python3 -m ezlib" if verb in ALLEEN_PYTHON else "make" for verb in VERBEN}
    assert [verb for verb in VERBEN if f"| `{voor[verb]} {verb}` |" not in tekst] == []
    assert [naam for naam in OPTIETEKST if f"- `{naam.upper()}`" not in tekst] == []
    assert [naam for naam in INSTELLINGEN if f"| `{naam}` |" not in tekst] == []
    assert [naam for naam in PARAMETERS if f"- `{naam.upper()}`" not in tekst] == []


def test_handleiding_names_no_setting_that_does_not_exist() -> None:
    genoemd = {naam for pad in PAGINAS for naam in re.findall(r"EZ_[A-Z0-9_]+", pad.read_text(encoding="utf-8"))}
    assert genoemd <= set(INSTELLINGEN)


@pytest.mark.parametrize("pad", PAGINAS, ids=lambda pad: pad.name)
def test_links_and_anchors_exist(pad: Path) -> None:
    tekst = pad.read_text(encoding="utf-8")
    koppen = {
        re.sub(r"[^\w\- ]", "", k.lower()).replace(" ", "-") for k in re.findall(r"^#+ (.+)$", tekst, re.MULTILINE)
    }
    dood = []
    for doel in re.findall(r"\]\((?!https?:)([^)\s]+)\)", tekst):
        bestand, _, anker = doel.partition("#")
        if not bestand:
            dood += [doel] if anker not in koppen else []
        elif not bestand.startswith("outputs/") and not (pad.parent / bestand).exists():
            dood.append(doel)
    assert dood == []


@pytest.mark.parametrize("naam", ["handleiding.md", "bewijs.md", "aannames.md", "methode.md"])
def test_every_file_that_is_named_exists(naam: str) -> None:
    genoemd = re.findall(r"`((?:ezlib|definitions|notebooks|tasks|tests|data/raw|docs)/[\w./-]+)`", _lees(naam))
    # Paths that an analyst is to make, or that never enter git.
    nieuw = {"tests/test_inwoners_per_woning.py", "data/raw/register/", "data/raw/kvk/", "data/raw/handmatig/"}
    nieuw |= {"data/raw/bag/", "data/raw/werklocaties/", "data/raw/sbi_concordantie/"}
    assert [pad for pad in genoemd if pad not in nieuw and not (WORTEL / pad).exists()] == []


def test_every_indicator_has_its_section_in_methode() -> None:
    koppen = re.findall(r"^## `(\w+)`$", _lees("methode.md"), re.MULTILINE)
    assert koppen == list(load_definities(WORTEL / "definitions").indicatoren)


def _openstaand() -> list[tuple[str, str]]:
    """Per `nog te bevestigen` in definitions/ its file and the key of the block that it speaks of."""
    plekken = []
    for pad in sorted((WORTEL / "definitions").glob("*.yml")):
        regels = pad.read_text(encoding="utf-8").splitlines()
        for i, regel in enumerate(regels):
            if "nog te bevestigen" not in regel.lower():
                continue
            if regel.lstrip().startswith("#"):
                # A comment speaks of the next key below it.
                blok = next(r for r in regels[i + 1 :] if re.match(r"\s*[\w-]+:", r))
            else:
                # A value belongs to the nearest key above it that is less indented.
                diep = len(regel) - len(regel.lstrip())
                blok = next(
                    r
                    for r in reversed(regels[:i])
                    if re.match(r"\s*[\w-]+:\s*$", r) and len(r) - len(r.lstrip()) < diep
                )
            plekken.append((pad.name, blok.strip().split(":")[0]))
    return plekken


def test_every_open_choice_in_the_definitions_is_in_the_assumptions_log() -> None:
    plekken = _openstaand()
    assert len(plekken) >= 5
    rijen = [rij for rij in _lees("aannames.md").splitlines() if re.match(r"\| \d+ \|", rij)]
    zonder = [
        (bestand, sleutel)
        for bestand, sleutel in plekken
        if not any(f"`{bestand}`" in rij and sleutel.lower() in rij.lower() for rij in rijen)
    ]
    assert zonder == []


def test_assumptions_are_numbered_dated_and_have_somebody_to_confirm_them() -> None:
    rijen = re.findall(r"^\| (\d+) \| (\S+) \|(.*)\|$", _lees("aannames.md"), re.MULTILINE)
    assert [int(nr) for nr, _, _ in rijen] == list(range(1, len(rijen) + 1))
    assert all(re.fullmatch(r"\d{2}-\d{2}-\d{4}", datum) for _, datum, _ in rijen)
    assert all(len(cellen.split("|")) == 5 and all(c.strip() for c in cellen.split("|")) for _, _, cellen in rijen)


def test_every_proof_names_a_section_of_its_notebook_and_a_function() -> None:
    tekst = _lees("bewijs.md")
    aantal = 0
    for notebook, deel in re.findall(r"^## [^\n]*`(notebooks/.+?)`\n(.*?)(?=^## |\Z)", tekst, re.MULTILINE | re.DOTALL):
        cellen = json.loads((WORTEL / notebook).read_text(encoding="utf-8"))["cells"]
        koppen = {r[3:].strip() for c in cellen if c["cell_type"] == "markdown" for r in c["source"] if r[:3] == "## "}
        for _, kop, pad, functie in re.findall(r"^\| (.+?) \| (.+?) \| `(.+?)`, `(\w+)` \|$", deel, re.MULTILINE):
            aantal += 1
            assert kop in koppen | {"(boven, cel `kern`)"}, kop
            assert f"def {functie}(" in (WORTEL / pad).read_text(encoding="utf-8"), functie
    assert aantal > 15


def test_every_notebook_has_its_proofs() -> None:
    assert {f"notebooks/{p.name}" for p in (WORTEL / "notebooks").glob("*.ipynb")} <= set(
        re.findall(r"`(notebooks/.+?)`", _lees("bewijs.md"))
    )


def test_the_worked_example_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who copies the blocks of the handleiding gets an indicator whose own test passes."""
    from ezlib.indicators import wonen

    tekst = _sectie(_lees("handleiding.md"), "Een indicator toevoegen")
    catalogus = re.search(r"```yaml\n(.*?)```", tekst, re.DOTALL)[1]
    functie, test, _cel = re.findall(r"```python\n(.*?)```", tekst, re.DOTALL)

    map_ = Path(shutil.copytree(WORTEL / "definitions", tmp_path / "definitions"))
    with (map_ / "indicatoren.yml").open("a", encoding="utf-8") as bestand:
        bestand.write("\n" + catalogus)
    assert load_definities(map_).indicatoren["inwoners_per_woning"].functie == "wonen.inwoners_per_woning"

    ruimte = dict(vars(wonen))
    exec(functie, ruimte)
    monkeypatch.setattr(wonen, "inwoners_per_woning", ruimte["inwoners_per_woning"], raising=False)
    proef: dict[str, object] = {}
    exec(test, proef)
    proef["test_inwoners_per_woning"]()


@pytest.mark.parametrize("pad", PAGINAS, ids=lambda pad: pad.name)
def test_no_page_names_a_path_of_one_machine(pad: Path) -> None:
    tekst = pad.read_text(encoding="utf-8")
    assert str(WORTEL) not in tekst
    assert not re.search(r"(?<![\w./])/(?:home|root|tmp|Users|work|mnt|var|opt)/|[A-Z]:\\", tekst)
    assert not re.search(r"localhost|127\.0\.0\.1", tekst)
