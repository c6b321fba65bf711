"""The words of rendered pages: what a reader sees of them, whether it is spelt right, and how hard it reads."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

ONZICHTBAAR = {"script", "style", "code", "pre", "svg", "noscript"}
VERTELD = {"alt", "title", "aria-label"}
ALINEA = {"p", "li"}
# Names of files and fields, codes, and numbers are no words: a dot, a digit, a slash or an underscore inside tells.
GEEN_WOORD = re.compile(r"\S*(?:\w\.\w|[\d/_@])\S*")
LOS = re.compile(r"^[-'’.]+|[-'’.]+$")
LETTERGREEP = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+", re.IGNORECASE)


class Lezer(HTMLParser):
    """Collects the visible text of a page (`alles`), and its running text per paragraph (`alineas`)."""

    def __init__(self) -> None:
        super().__init__()
        self.alles: list[str] = []
        self.alineas: list[str] = []
        self._diep = 0
        self._alinea = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._diep += tag in ONZICHTBAAR
        if tag in ALINEA:
            self._alinea += 1
            self.alineas.append("")
        if not self._diep:
            self.alles += [waarde for naam, waarde in attrs if naam in VERTELD and waarde]

    def handle_endtag(self, tag: str) -> None:
        self._diep -= tag in ONZICHTBAAR
        self._alinea -= tag in ALINEA

    def handle_data(self, data: str) -> None:
        if self._diep:
            return
        self.alles.append(data)
        if self._alinea > 0:
            self.alineas[-1] += data


def lees(pagina: Path) -> Lezer:
    """Parse one HTML file."""
    lezer = Lezer()
    lezer.feed(pagina.read_text(encoding="utf-8"))
    return lezer


def woorden(tekst: str) -> list[str]:
    """Words of a text, without codes, numbers, names of files and loose signs.

    >>> woorden("Zie data.csv: 3 wijk- en buurtcodes (BU06370101), R-pakket.")
    ['Zie', 'wijk', 'en', 'buurtcodes', 'R-pakket']
    """
    kaal = GEEN_WOORD.sub(" ", tekst)
    los = (LOS.sub("", w) for w in re.findall(r"[^\W\d_][\w'’.-]*", kaal))
    return [w for w in los if len(w) > 1]


def onbekend(woorden_: Iterable[str], bekend: set[str]) -> list[str]:
    """Words that neither Debian's Dutch dictionary nor `bekend` (lower case) has.

    A word with hyphens is known when each of its parts is; a capital at the start may be that of a sentence.
    """
    delen = {woord: [d for d in woord.split("-") if len(d) > 1] for woord in set(woorden_)}
    kaal = sorted({d for ds in delen.values() for d in ds})
    fout = {d for d in _niet_in_woordenboek(kaal) if d.lower() not in bekend}
    klein = _niet_in_woordenboek(sorted(d.lower() for d in fout))
    fout = {d for d in fout if d.lower() in klein}
    return sorted(woord for woord, ds in delen.items() if woord.lower() not in bekend and fout & set(ds))


def _niet_in_woordenboek(lijst: list[str]) -> set[str]:
    gezegd = subprocess.run(
        ["hunspell", "-d", "nl_NL", "-i", "utf-8", "-l"],
        input="\n".join(lijst),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(gezegd.stdout.splitlines())


def leesbaarheid(alineas: Iterable[str]) -> float:
    """Reading ease of Flesch, with the constants of Douma (1960) for Dutch: 206.84 - 0.93 words/sentence - 77 syllables/word.

    100 is very easy, 0 very hard; ordinary Dutch lies around 60.

    >>> round(leesbaarheid(["De kat zit op de mat."]), 1)
    124.3
    """
    zinnen = [z for alinea in alineas for z in re.split(r"(?<=[.!?:])\s+", alinea) if len(woorden(z)) > 3]
    alle = [w for z in zinnen for w in woorden(z)]
    grepen = sum(max(1, len(LETTERGREEP.findall(w))) for w in alle)
    return 206.84 - 0.93 * len(alle) / len(zinnen) - 77 * grepen / len(alle)
