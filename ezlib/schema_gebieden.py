"""What a schema cannot say of `definitions/gebieden.yml`."""

from __future__ import annotations

from typing import Any


def fouten_werklocaties(data: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Faults of werklocaties, as (Dutch fault, path): one outline each, a buurt in one of them, all in the gemeente."""
    fouten: list[tuple[str, tuple[str, ...]]] = []
    for gemeente, blok in data.get("werklocaties", {}).items():
        bezet: dict[str, str] = {}
        for code, werklocatie in blok["gebieden"].items():
            pad = ("werklocaties", gemeente, "gebieden", code)
            if ("buurten" in werklocatie) == ("bestand" in werklocatie):
                fouten.append(('geef "buurten" of "bestand", en niet allebei', pad))
            if code[2:6] != gemeente[2:]:
                fouten.append((f"een werklocatie van {gemeente} begint met WL{gemeente[2:]}-", pad))
            for buurt in werklocatie.get("buurten", []):
                if buurt[2:6] != gemeente[2:]:
                    fouten.append((f"{buurt} ligt niet in {gemeente}", (*pad, "buurten")))
                if buurt in bezet:
                    fouten.append(
                        (f"{buurt} hoort al bij {bezet[buurt]}; banen zouden twee keer tellen", (*pad, "buurten"))
                    )
                bezet[buurt] = code
    return fouten
