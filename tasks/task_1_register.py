"""Register -> protected figures: read (or made up, where there is none), placed, counted in cells, protected, then tidy."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.register.registreren import heeft_register, registerbestanden, registreer
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    if o.register is None:
        return
    buurtkaarten = [b for b in o.bronnen if b.lezer == "kaart" and "_buurten_" in b.id]
    kaarten = [o.huis.tidy(b.id) for b in buurtkaarten]
    werk = o.huis.processed / "register"
    echt = o.huis.raw / "register"
    if gedaan := registreer(echt):
        print(gedaan)
    if heeft_register(echt):
        map_, bestanden = echt, registerbestanden(echt)
    else:
        map_, bestanden = werk / "fictief", [werk / "fictief.json"]
        yield stap(
            "register verzonnen",
            "ezlib.register.stappen:verzin_register",
            leest={
                # A fetched map may not change what is made up.
                "kaarten": [o.huis.tidy(b.id) for b in buurtkaarten if b.id.startswith("kaart_")],
                "feiten": [o.huis.tidy(b.id) for b in o.bronnen if b.lezer in ("jaarstukken", "kwb")],
            },
            weet={"gemeente": o.gemeente, "map_": map_},
            maakt={"lijst": bestanden[0]},
            code=["ezlib.sample.register", "ezlib.sources.snapshot"],
        )
    concordantie = registerbestanden(o.huis.raw / "sbi_concordantie")
    werklocaties = o.definities.gebieden.get("werklocaties", {})
    samen = {
        "definities": o.registerdefinities,
        "indelingen": o.definities.gebieden["indelingen"],
        "gemeente": o.gemeente,
    }
    yield stap(
        "register gelezen",
        "ezlib.register.stappen:lees_registerstap",
        leest={"kaarten": kaarten, "bestanden": bestanden},
        weet={"map_": map_, "inhoud": [p.name for p in bestanden], **samen},
        maakt={"rijen": werk / "rijen.parquet", "bewijs": werk / "gelezen.json"},
        code=["ezlib.register.lezen"],
    )
    yield stap(
        "register geplaatst",
        "ezlib.register.stappen:plaats_registerstap",
        leest={
            "rijen": werk / "rijen.parquet",
            "gelezen": werk / "gelezen.json",
            "kaarten": kaarten,
            "bag": sorted((o.huis.raw / "bag").glob("*.csv")),
            "omtrekken": sorted((o.huis.raw / "werklocaties").glob("*.geojson")),
        },
        weet={"werklocaties": werklocaties, **samen},
        maakt={
            "geplaatst": werk / "geplaatst.parquet",
            "bewijs": werk / "geplaatst.json" if concordantie else o.huis.bewijs("register"),
        },
        code=["ezlib.register.plaatsen", "ezlib.register.omtrekken"],
    )
    edities = sorted((o.huis.raw / "edities" / o.gemeente).glob("*/waarnemingen.csv"))
    codes, omgecodeerd = [], []
    if concordantie:
        codes, omgecodeerd = [werk / "sbi_codes.parquet"], [werk / "sbi_omgecodeerd.json"]
        yield stap(
            "register omgecodeerd",
            "ezlib.register.sbi_stappen:codeer_registerstap",
            leest={
                "rijen": werk / "geplaatst.parquet",
                "gelezen": werk / "geplaatst.json",
                "bestanden": concordantie,
                "edities": edities,
            },
            weet={"definities": o.registerdefinities},
            maakt={"codes": codes[0], "uitkomst": omgecodeerd[0], "bewijs": o.huis.bewijs("register")},
            code=["ezlib.register.concordantie", "ezlib.register.edities", "ezlib.register.omcoderen"],
        )
    yield stap(
        "register geteld",
        "ezlib.register.stappen:tel_register",
        leest={
            "rijen": werk / "geplaatst.parquet",
            "kaarten": kaarten,
            "codes": codes,
            "omtrekken": sorted((o.huis.raw / "werklocaties").glob("*.geojson")),
        },
        weet={"sectoren": o.definities.sectoren, "werklocaties": werklocaties, **samen},
        maakt={"cellen": werk / "cellen.parquet", "starters": werk / "starters.parquet"},
        code=[f"ezlib.register.{naam}" for naam in ("begrippen", "cellen", "nesten", "omcoderen", "panel")],
    )
    yield stap(
        "register beschermd",
        "ezlib.register.stappen:bescherm_register",
        leest={
            "cellen": werk / "cellen.parquet",
            "rijen": werk / "geplaatst.parquet",
            "edities": edities,
            "omgecodeerd": omgecodeerd,
            "namen": [o.huis.tidy(b.id) for b in o.bronnen if b.soort == "cbs" and b.indeling],
            "jaarstukken": [o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "jaarstukken"],
        },
        weet={
            "onderwerpen": o.definities.onderwerpen,
            "sectoren": o.definities.sectoren,
            "werklocaties": werklocaties,
            **samen,
        },
        maakt={"tabel": o.huis.tidy("register"), "verslag": werk / "geheimhouding.csv"},
        code=["ezlib.register.geheimhouding", "ezlib.register.sbi_stappen"],
    )
