"""The files of a DUO package as bronnen.yml describes them (`bestanden:`): their names in a snapshot, their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# Keys of a file that name one column or more.
KOLOMVELDEN = ("gemeente", "aanbieder", "sleutel", "som", "jaar", "niveau", "soort_kolom")

Bestand = Mapping[str, Any]


def bestandsnamen(bestanden: Sequence[Bestand]) -> list[str]:
    """Names that the files get in a snapshot.

    >>> bestandsnamen([{}, {}])
    ['1.json', '2.json']
    """
    return [f"{nummer}.json" for nummer in range(1, len(bestanden) + 1)]


def kolommen_van(bestand: Bestand) -> list[str]:
    """Columns that a file must have, each once.

    >>> kolommen_van({"gemeente": "GEMEENTENUMMER", "som": ["BBL", "BOL"], "telt": "leerlingen"})
    ['GEMEENTENUMMER', 'BBL', 'BOL']
    """
    genoemd = [bestand[veld] for veld in KOLOMVELDEN if veld in bestand]
    return list(dict.fromkeys(k for deel in genoemd for k in ([deel] if isinstance(deel, str) else deel)))
