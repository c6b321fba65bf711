"""KvK mutations -> protected figures per quarter: read (or made up, where there is no real file), counted, protected."""

from collections.abc import Iterator

from ezlib.opzet import Opzet
from ezlib.register.registreren import KVKMAP, heeft_register, registerbestanden, registreer
from ezlib.stap import Stap, stap


def stappen(o: Opzet) -> Iterator[Stap]:
    if o.kvk is None:
        return
    kaarten = [o.huis.tidy(b.id) for b in o.bronnen if b.lezer == "kaart" and b.id.startswith("kaart_buurten")]
    werk, echt = o.huis.processed / "kvk", o.huis.raw / "kvk"
    register, starters = (o.huis.processed / "register" / f"{naam}.parquet" for naam in ("geplaatst", "starters"))
    if gedaan := registreer(echt, KVKMAP):
        print(gedaan)
    if heeft_register(echt):
        map_, bestanden = echt, registerbestanden(echt)
    else:
        map_, bestanden = werk / "fictief", [werk / "fictief.json"]
        yield stap(
            "kvk verzonnen",
            "ezlib.register.kvk_stappen:verzin_kvk",
            leest={"register": register, "starters": starters},
            weet={"map_": map_},
            maakt={"lijst": bestanden[0]},
            code=["ezlib.sample.mutaties", "ezlib.sources.snapshot"],
        )
    samen = {
        "definities": o.registerdefinities,
        "indelingen": o.definities.gebieden["indelingen"],
        "gemeente": o.gemeente,
    }
    yield stap(
        "kvk gelezen",
        "ezlib.register.kvk_stappen:lees_kvkstap",
        leest={"kaarten": kaarten, "bestanden": bestanden},
        weet={"map_": map_, "inhoud": [p.name for p in bestanden], **samen},
        maakt={"rijen": werk / "mutaties.parquet", "bewijs": o.huis.bewijs("kvk")},
        code=["ezlib.register.kvk", "ezlib.register.plaatsen"],
    )
    yield stap(
        "kvk geteld",
        "ezlib.register.kvk_stappen:tel_kvk",
        leest={
            "rijen": werk / "mutaties.parquet",
            "bewijs": o.huis.bewijs("kvk"),
            "register": register,
            "starters": starters,
            "kaarten": kaarten,
        },
        weet={"sectoren": o.definities.sectoren, **samen},
        maakt={"cellen": werk / "cellen.parquet", "aansluiting": werk / "aansluiting.parquet"},
        code=["ezlib.register.kvk_tellen", "ezlib.register.cellen", "ezlib.register.aansluiting"],
    )
    yield stap(
        "kvk beschermd",
        "ezlib.register.kvk_stappen:bescherm_kvk",
        leest={
            "cellen": werk / "cellen.parquet",
            "aansluiting": werk / "aansluiting.parquet",
            "bewijs": o.huis.bewijs("kvk"),
            "namen": [o.huis.tidy(b.id) for b in o.bronnen if b.soort == "cbs" and b.indeling],
            "edities": sorted((o.huis.raw / "edities" / o.gemeente).glob("*/waarnemingen.csv")),
        },
        weet={"onderwerpen": o.definities.onderwerpen, **samen},
        maakt={"tabel": o.huis.tidy("kvk"), "verslag": werk / "geheimhouding.csv"},
        code=["ezlib.register.geheimhouding", "ezlib.register.aansluiting", "ezlib.register.edities"],
    )
