"""A run that is cut off leaves the edition before it whole, and the next run goes on."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from werkplaats import Werkplaats, foto, resten, schone_omgeving

from ezlib import store
from ezlib.fouten import OpslagFout
from ezlib.report.editie import controleer

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows kent geen kill -9 en geen procesgroepen")
PROC = Path("/proc")


def _wijzig_alles(plaats: Werkplaats, woord: str) -> None:
    """Give every stage something to do."""
    plaats.voeg_toe("ezlib/tidy/jaarstukken.py", f"\n\nNIEUW = {woord!r}\n")
    plaats.voeg_toe("ezlib/indicators/wonen.py", f"\n\nNIEUW = {woord!r}\n")
    plaats.voeg_toe("ezlib/zinnen/leeswijzer.py", f"\n\nNIEUW = {woord!r}\n")


def _lees_tot(proces: subprocess.Popen[str], woord: str) -> None:
    assert proces.stdout is not None
    for regel in proces.stdout:
        if woord in regel:
            return
    raise AssertionError(f"de run eindigde zonder {woord!r}")


def _levend(sessie: int) -> list[int]:
    """Processes of a session that still run; one that waits for its parent to look no longer counts.

    A task has a group of its own, and so would whatever it started; the session holds them all.
    """
    levend = []
    for map_ in PROC.glob("[0-9]*"):
        try:
            staat, _, _, van = (map_ / "stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(van) == sessie and staat != "Z":
            levend.append(int(map_.name))
    return levend


def _niemand_over(sessie: int) -> None:
    einde = time.monotonic() + 10
    while PROC.exists() and _levend(sessie) and time.monotonic() < einde:
        time.sleep(0.05)
    assert not (PROC.exists() and _levend(sessie)), "er draaien nog processen van de afgebroken run"


@POSIX
def test_kill_9_at_any_moment_leaves_the_edition_whole_and_the_next_run_goes_on(werkplaats: Werkplaats) -> None:
    eerst = foto(werkplaats.editie)
    for i, moment in enumerate(("Economische Monitor", "klaar  tidy", "klaar  notebook", "")):
        _wijzig_alles(werkplaats, str(i))
        proces = werkplaats.begin("yearly")
        _lees_tot(proces, moment)
        if not moment:
            time.sleep(1.0)  # somewhere, at no line of the story
        os.killpg(proces.pid, signal.SIGKILL)
        proces.communicate()
        assert proces.returncode == -signal.SIGKILL
        _niemand_over(proces.pid)
        assert controleer(werkplaats.editie) == [], moment
        assert foto(werkplaats.editie) == eerst, moment
    _wijzig_alles(werkplaats, "wissel")
    proces = werkplaats.begin("yearly")
    _lees_tot(proces, "klaar  site")  # now it swaps
    os.killpg(proces.pid, signal.SIGKILL)
    proces.communicate()
    half = werkplaats.werk / ".editie.tmp1"
    half.mkdir()
    (half / "index.html").write_text("half")
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0, uitkomst.tekst
    assert uitkomst.gedraaid <= {"site", "wissel"}, "what was finished before the kill is not done again"
    assert controleer(werkplaats.editie) == []
    nu = foto(werkplaats.editie)
    assert {n for n in eerst if eerst[n] != nu.get(n)} == {"herkomst.json"}
    assert resten(werkplaats.map_ / "outputs") == []
    assert resten(werkplaats.werk) == []


@POSIX
@pytest.mark.parametrize("wie", ["groep", "alleen de run"])
def test_ctrl_c_stops_with_a_status_and_leaves_no_process(werkplaats: Werkplaats, wie: str) -> None:
    eerst = foto(werkplaats.editie)
    _wijzig_alles(werkplaats, wie)
    proces = werkplaats.begin("yearly")
    _lees_tot(proces, "klaar  indicator")
    (os.killpg if wie == "groep" else os.kill)(proces.pid, signal.SIGINT)
    tekst, _ = proces.communicate(timeout=30)
    assert proces.returncode not in (0, None)
    assert "Afgebroken" in tekst
    assert "Traceback" not in tekst
    assert "draai dezelfde opdracht om verder te gaan" in tekst
    _niemand_over(proces.pid)
    assert foto(werkplaats.editie) == eerst
    assert controleer(werkplaats.editie) == []


@POSIX
def test_ctrl_c_before_the_first_step_stops_too(werkplaats: Werkplaats) -> None:
    _wijzig_alles(werkplaats, "vroeg")
    proces = werkplaats.begin("yearly")
    _lees_tot(proces, "Economische Monitor")
    os.killpg(proces.pid, signal.SIGINT)
    tekst, _ = proces.communicate(timeout=30)
    assert proces.returncode not in (0, None)
    assert "Afgebroken" in tekst
    assert "Traceback" not in tekst
    _niemand_over(proces.pid)


def test_a_kill_between_the_two_renames_is_undone(werkplaats: Werkplaats) -> None:
    editie = werkplaats.editie
    eerst = foto(editie)
    shutil.copytree(werkplaats.werk / "editie", editie.with_name(".2025.nieuw"))
    editie.rename(editie.with_name(".2025.oud"))
    uitkomst = werkplaats.draai("yearly")
    assert uitkomst.status == 0
    assert "Een vorige run is onderbroken tijdens het wisselen; de vorige editie is teruggezet." in uitkomst.tekst
    assert "Niets te doen" in uitkomst.tekst
    assert foto(editie) == eerst
    assert resten(werkplaats.map_ / "outputs") == []


def test_a_kill_after_the_swap_only_leaves_something_to_tidy_up(tmp_path: Path) -> None:
    doel = tmp_path / "2025"
    for naam, inhoud in (("2025", "nieuw"), (".2025.oud", "oud")):
        (tmp_path / naam).mkdir()
        (tmp_path / naam / "index.html").write_text(inhoud)
    assert not store.herstel(doel)
    assert (doel / "index.html").read_text() == "nieuw"
    assert resten(tmp_path) == []


# --- a full disk ------------------------------------------------------------------------------------------------

VOL = "de schijf is vol. Maak ruimte vrij en draai dezelfde opdracht opnieuw. Er is niets half geschreven."


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="dit systeem heeft geen /dev/full")
def test_a_full_device_is_named_and_the_old_file_stays(tmp_path: Path) -> None:
    pad = tmp_path / "tabel.csv"
    store.save_tekst("oud", pad)

    def schrijf_half() -> None:
        with store.schrijf(pad) as tijdelijk:
            tijdelijk.write_text("half")
            Path("/dev/full").write_text("vol")

    with pytest.raises(OpslagFout) as fout:
        schrijf_half()
    assert str(fout.value) == f"tabel.csv kon niet worden opgeslagen in {tmp_path}: {VOL}"
    assert foto(tmp_path).keys() == {"tabel.csv"} and pad.read_text() == "oud"


def test_a_full_disk_during_the_swap_keeps_the_old_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    klaar, doel = tmp_path / "klaar", tmp_path / "2025"
    for map_, inhoud in ((klaar, "nieuw"), (doel, "oud")):
        map_.mkdir()
        (map_ / "index.html").write_text(inhoud)

    def vol(bron: object, naar: Path) -> None:
        naar.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device", str(naar))

    monkeypatch.setattr(shutil, "copyfile", vol)
    with pytest.raises(OpslagFout, match="de schijf is vol"):
        store.wissel(klaar, doel)
    assert (doel / "index.html").read_text() == "oud"
    assert resten(tmp_path) == []


def _kan_koppelen() -> bool:
    opdracht = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(opdracht, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    ("map_", "vrij_kb", "woorden"),
    [("data/processed", 200, "de schijf is vol"), ("outputs", 500, "2025 kon niet worden opgeslagen")],
)
def test_a_disk_that_fills_up_in_the_middle_of_a_run(
    werkplaats: Werkplaats, map_: str, vrij_kb: int, woorden: str
) -> None:
    """A real full disk: `map_` lies on a file system in memory with only little room left."""
    if not _kan_koppelen():
        pytest.skip("een bestandssysteem koppelen mag hier niet (daar is root voor nodig)")
    _wijzig_alles(werkplaats, "vol")
    eerst = foto(werkplaats.map_ / "outputs")
    script = f"""
        cp -a {map_} vooraf
        mount -t tmpfs -o size=$(($(du -sk vooraf | cut -f1) * 5 / 4 + 4096))k none {map_}
        cp -a vooraf/. {map_}
        vrij=$(df -k --output=avail {map_} | tail -1)
        dd if=/dev/zero of={map_}/vulling bs=1024 count=$((vrij - {vrij_kb})) 2>/dev/null
        "{sys.executable}" -m ezlib yearly > uit.txt 2>&1
        echo $? > status.txt
        rm {map_}/vulling
        rm -rf achteraf; cp -a {map_} achteraf
    """
    subprocess.run(["unshare", "--mount", "sh", "-c", script], cwd=werkplaats.map_, env=schone_omgeving(), check=True)
    tekst = (werkplaats.map_ / "uit.txt").read_text(encoding="utf-8")
    assert int((werkplaats.map_ / "status.txt").read_text()) == 1, tekst
    assert woorden in tekst
    assert VOL.partition(" en draai")[0] in tekst
    assert "De vorige editie staat er nog ongewijzigd." in tekst
    assert "Traceback" not in tekst
    na = werkplaats.map_ / "achteraf"
    assert resten(na) == []
    assert foto(na if map_ == "outputs" else werkplaats.map_ / "outputs") == eerst
