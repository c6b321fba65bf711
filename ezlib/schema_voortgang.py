"""Schema of definitions/voortgang.yml: what the policy wanted, and what became of it."""

from __future__ import annotations

from typing import Any

TEKST = {"type": "string", "minLength": 1, "not": {"pattern": "^VUL IN"}}
SLUG = "^[a-z][a-z0-9_]*$"
DATUM = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
JAAR = {"type": "integer", "minimum": 1990, "maximum": 2100}
BEDRAG = {"type": "integer", "minimum": 0}
STANDEN = ("gereed", "deels", "niet", "vervallen", "nog te beoordelen", "elders")
OORDELEN = ("gereed", "deels", "niet", "vervallen")


def _blok(verplicht: dict[str, Any], vrij: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": verplicht | (vrij or {}),
        "required": list(verplicht),
        "additionalProperties": False,
    }


def _lijst(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _per(patroon: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {patroon: schema}, "additionalProperties": False}


ONDERDEEL = _blok(
    {"id": {"type": "string", "pattern": SLUG}, "naam": TEKST, "wie": TEKST},
    {"stand": {"enum": list(STANDEN)}, "datum": DATUM, "bewijs": TEKST, "plek": TEKST},
)
NOTEBOOK = {"type": "string", "pattern": "^[0-9]{2}-[a-z0-9-]+$"}
ACTIEPUNT = _blok(
    {
        "naam": TEKST,
        "notebook": NOTEBOOK,
        "plek": TEKST,
        "waarom": TEKST,
        "resultaten": _lijst(ONDERDEEL),
        "acties": _lijst(ONDERDEEL),
    },
    {"ambitie": TEKST, "elders": TEKST},
)
BELEID = _blok(
    {"naam": TEKST, "waarover": TEKST, "bron": TEKST},
    {
        "van": DATUM,
        "tot": DATUM,
        "opgevolgd_door": {"type": "string", "pattern": SLUG},
        "indicatoren": _lijst(TEKST),
        "notebook": NOTEBOOK,
        "noot": TEKST,
    },
)
BUDGET = _blok(
    {
        "periode": TEKST,
        "plek": TEKST,
        "posten": _lijst(_blok({"naam": TEKST}, {"bedrag": BEDRAG, "noot": TEKST})),
        "nodig": BEDRAG,
        "beschikbaar": BEDRAG,
        "tekort": BEDRAG,
    },
    {"noot": TEKST},
)
STREEFWAARDE = _blok(
    {"indicator": TEKST, "waarde": {"type": "number"}, "jaar": JAAR, "besluit": TEKST, "datum": DATUM, "bron": TEKST}
)
VERHAAL = _blok({"actiepunt": TEKST, "verslagjaar": JAAR, "tekst": TEKST, "wie": TEKST})

VOORTGANG = _blok(
    {
        "gemeente": {"type": "string", "pattern": "^GM[0-9]{4}$"},
        "stuk": TEKST,
        "resultaten_voor": JAAR,
        "bijgewerkt": DATUM,
        "ambities": _per("^[A-Z]+$", TEKST),
        "actiepunten": _per("^[0-9]$", ACTIEPUNT),
        "stand_van_zaken": _lijst(VERHAAL),
        "streefwaarden": _lijst(STREEFWAARDE),
        "beleid": _per(SLUG, BELEID),
        "budget": BUDGET,
    }
)


def fouten_voortgang(data: dict[str, Any], indicatoren: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """What a schema cannot say, as (Dutch fault, path in the file)."""
    fouten: list[tuple[str, tuple[str | int, ...]]] = []
    gezien: set[str] = set()
    for nummer, punt in data["actiepunten"].items():
        pad: tuple[str | int, ...] = ("actiepunten", nummer)
        if punt.get("ambitie", "") not in {"", *data["ambities"]}:
            fouten.append((f'ambitie "{punt["ambitie"]}" staat niet onder `ambities:`', (*pad, "ambitie")))
        for soort in ("resultaten", "acties"):
            for i, deel in enumerate(punt[soort]):
                fouten += [(tekst, (*pad, soort, i)) for tekst in _fouten_onderdeel(deel, data["bijgewerkt"])]
                if deel["id"] in gezien:
                    fouten.append((f'"{deel["id"]}" is al gebruikt; geef elk onderdeel een eigen id', (*pad, soort, i)))
                gezien.add(deel["id"])
    fouten += _fouten_beleid(data["beleid"], indicatoren)
    fouten += [
        (f'actiepunt "{v["actiepunt"]}" bestaat niet', ("stand_van_zaken", i))
        for i, v in enumerate(data["stand_van_zaken"])
        if v["actiepunt"] not in data["actiepunten"]
    ]
    fouten += [
        (f'indicator "{s["indicator"]}" staat niet in indicatoren.yml', ("streefwaarden", i))
        for i, s in enumerate(data["streefwaarden"])
        if s["indicator"] not in indicatoren
    ]
    return fouten + _fouten_budget(data["budget"])


def _fouten_onderdeel(deel: dict[str, Any], bijgewerkt: str) -> list[str]:
    stand, fouten = deel.get("stand", "nog te beoordelen"), []
    if stand in OORDELEN:
        fouten = [f'bij "{stand}" hoort een {veld}' for veld in ("datum", "bewijs") if veld not in deel]
    elif "bewijs" in deel or "datum" in deel:
        fouten = [f'er is een datum of bewijs, maar de stand is "{stand}"']
    if deel.get("datum", "") > bijgewerkt:
        fouten.append(f"het oordeel van {deel['datum']} is later dan `bijgewerkt: {bijgewerkt}`")
    return fouten


def _fouten_beleid(beleid: dict[str, Any], indicatoren: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    fouten: list[tuple[str, tuple[str | int, ...]]] = []
    for slug, blok in beleid.items():
        if blok.get("opgevolgd_door", slug) not in beleid or blok.get("opgevolgd_door") == slug:
            fouten.append((f'opvolger "{blok["opgevolgd_door"]}" staat niet onder `beleid:`', ("beleid", slug)))
        if blok.get("tot", "9999") < blok.get("van", ""):
            fouten.append(("de looptijd eindigt voor zij begint", ("beleid", slug)))
        fouten += [
            (f'indicator "{i}" staat niet in indicatoren.yml', ("beleid", slug, "indicatoren"))
            for i in blok.get("indicatoren", ())
            if i not in indicatoren
        ]
    return fouten


def _fouten_budget(budget: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """A budget that does not add up is a typing error."""
    som = sum(post.get("bedrag", 0) for post in budget["posten"])
    fouten = []
    if som != budget["nodig"]:
        fouten.append((f"de posten zijn samen {som}, en niet {budget['nodig']}", ("budget", "nodig")))
    if budget["nodig"] - budget["beschikbaar"] != budget["tekort"]:
        fouten.append(("nodig min beschikbaar is niet het tekort", ("budget", "tekort")))
    return fouten
