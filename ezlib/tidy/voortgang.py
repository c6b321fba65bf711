"""Progress of the policy -> tidy: the definitions are the source, so this step reads no file of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.store import save_frame, save_json
from ezlib.tidy import KOLOMMEN, check_tidy, gebied_type, met_reden
from ezlib.voortgang import feiten

if TYPE_CHECKING:
    from ezlib.definitions import Bron


def maak_voortgang(voortgang: Mapping[str, Any], bron: Bron, tabel: Path, bewijs: Path) -> None:
    """Pipeline step: save the counts of `definitions/voortgang.yml` and a record of which text they were made of."""
    som = hashlib.sha256(json.dumps(voortgang, sort_keys=True).encode()).hexdigest()
    save_frame(check_tidy(tidy_voortgang(voortgang, bron)), tabel)
    herkomst = {
        "bron_id": bron.id,
        "publisher": bron.uitgever,
        "table": bron.naam,
        "url": "",
        "retrieved_at": "",
        "modified": voortgang["bijgewerkt"],
        "licence": bron.licentie,
        "soort": bron.soort,
        "vorm": "volledig",
        "noot": "Geen bestand in data/raw: de definities zelf zijn de bron.",
        "bestanden": {},
    }
    save_json({"snapshot": som[:16], "herkomst": herkomst}, bewijs)


def tidy_voortgang(voortgang: Mapping[str, Any], bron: Bron) -> pd.DataFrame:
    """Counts and budget in the tidy layout (`ezlib.tidy.KOLOMMEN`), of the gemeente that the file belongs to."""
    frame = feiten(voortgang)
    return met_reden(
        frame.assign(
            gebied_code=voortgang["gemeente"],
            gebied_type=gebied_type(pd.Series(voortgang["gemeente"], index=frame.index)),
            gebied_naam="",
            indeling=frame["periode"].str[:4].astype("int64"),
            eenheid=frame["onderwerp"].map(lambda o: "euro" if o == "budget_actieagenda" else "aantal"),
            status="definitief",
            herkomst="waargenomen",
            bron_id=bron.id,
            publicatie=f"Stand van {voortgang['bijgewerkt']}",
            noot="",
        )
    )[KOLOMMEN]
