"""From anything on a page one step to what explains it: which indicators stand behind an output, and links to them.

The section of an indicator on `indicatoren.html` has its definition, sources with peildatum and table, status, earlier
publications, csv and code.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from html import escape

# More names than this are folded: an explanation may not be longer than what it explains.
MAX_NAMEN = 3


def indicatoren_per_cel(cellen: Iterable[str], bekend: Iterable[str]) -> list[list[str]]:
    """Find which indicators the output of each code cell may show, by following names from where they were read.

    Parameters
    ----------
    cellen
        Python source of the code cells of a notebook, in order.
    bekend
        Ids of indicators; a string in the code that equals one counts as reading it.

    >>> indicatoren_per_cel(['a = lees("banen")', 'b = a.head(1)', 'toon(b)', 'toon(1)'], ["banen"])
    [[], [], ['banen'], []]
    """
    bekend, achter = set(bekend), {}
    uit: list[list[str]] = []
    for broncode in cellen:
        getoond: list[str] = []
        for opdracht in _lees(broncode):
            ids = _gelezen(opdracht, bekend, achter)
            for doel in getattr(opdracht, "targets", None) or [getattr(opdracht, "target", None)]:
                _onthoud(doel, getattr(opdracht, "value", None), ids, bekend, achter)
            getoond = ids if isinstance(opdracht, ast.Expr) else []
        uit.append(getoond)
    return uit


def _lees(broncode: str) -> list[ast.stmt]:
    try:
        return ast.parse(broncode).body
    except SyntaxError:  # a command of Jupyter: nothing to follow
        return []


def _gelezen(knoop: ast.AST, bekend: set[str], achter: Mapping[str, list[str]]) -> list[str]:
    """Indicators that an expression names itself or through its names, each once, in order."""
    gevonden: list[str] = []
    for deel in ast.walk(knoop):
        if isinstance(deel, ast.Constant) and deel.value in bekend:
            gevonden.append(str(deel.value))
        elif isinstance(deel, ast.Name) and isinstance(deel.ctx, ast.Load):
            gevonden += achter.get(deel.id, [])
    return list(dict.fromkeys(gevonden))


def _onthoud(doel: ast.AST | None, waarde: ast.AST | None, ids: list[str], bekend: set[str],
             achter: dict[str, list[str]]) -> None:  # fmt: skip
    """Note what a name holds from here on; `a, b = x, y` piece by piece."""
    if isinstance(doel, ast.Name):
        achter[doel.id] = ids
    elif isinstance(doel, ast.Tuple):
        los = isinstance(waarde, ast.Tuple) and len(waarde.elts) == len(doel.elts)
        for i, deel in enumerate(doel.elts):
            eigen = waarde.elts[i] if los else waarde
            _onthoud(deel, eigen, _gelezen(eigen, bekend, achter) if los else ids, bekend, achter)


def uitleg(ids: Iterable[str], namen: Mapping[str, str]) -> str:
    """Line of links from an output to the indicators behind it; empty when there are none.

    >>> uitleg(["banen"], {"banen": "Banen"})
    'Definitie, bron en gegevens: <a href="indicatoren.html#banen">Banen</a>.'
    """
    links = [_link(i, namen[i]) for i in ids if i in namen]
    if not links:
        return ""
    if len(links) <= MAX_NAMEN:
        return f"Definitie, bron en gegevens: {', '.join(links)}."
    punten = "".join(f"<li>{link}</li>" for link in links)
    return f"<details><summary>Definitie, bron en gegevens ({len(links)})</summary><ul>{punten}</ul></details>"


def met_links(html: str, namen: Mapping[str, str]) -> str:
    """Let every header of a table that is the name of an indicator, alone or with a part or date, lead to it.

    >>> met_links('<th scope="row">Banen: handel</th>', {"banen": "Banen"})
    '<th scope="row"><a href="indicatoren.html#banen">Banen: handel</a></th>'
    """
    ids = {escape(naam): id_ for id_, naam in namen.items()}
    # The longest first: one name may begin with another.
    woorden = "|".join(re.escape(naam) for naam in sorted(ids, key=len, reverse=True))
    if not woorden:
        return html
    kop = re.compile(rf'(<th scope="(?:row|col)"[^>]*>)(({woorden})(?:[:,] [^<]*)?)(</th>)')
    return kop.sub(lambda m: f'{m[1]}<a href="indicatoren.html#{escape(ids[m[3]])}">{m[2]}</a>{m[4]}', html)


def _link(id_: str, naam: str) -> str:
    return f'<a href="indicatoren.html#{escape(id_)}">{escape(naam)}</a>'
