"""What notebooks do with observations before they show them: labels, selections, source lines, definition tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.figures.tabel import maak_tabel
from ezlib.report.bronnenlijst import is_oud
from ezlib.taal import REDEN, getal, met_hoofdletter, opsomming, periode_label
from ezlib.tidy.gebieden import koppel
from ezlib.zinnen.bronnen import met_uitgave

if TYPE_CHECKING:
    import geopandas as gpd

    from ezlib.definitions import Definities
    from ezlib.store import Lezer

MAX_REGELS = 3
GROEPEN = ["Vergelijkbare steden", "Groeikernen"]
LAND, REGIO, HIER = "Nederland", "Regio", "Deze gemeente"


def met_labels(frame: pd.DataFrame, definities: Definities) -> pd.DataFrame:
    """Add `kenmerk_label`, the Dutch words of each kenmerkwaarde."""
    paren = zip(frame["kenmerk"], frame["kenmerkwaarde"], strict=True)
    return frame.assign(kenmerk_label=[definities.label(k, w) for k, w in paren])


def labels(definities: Definities, kenmerk: str) -> list[str]:
    """Labels of a breakdown in the order of the catalogue."""
    return list(definities.kenmerken[kenmerk]["waarden"].values())


def peildatum(frame: pd.DataFrame) -> str:
    """Peildatum of a selection as words; several are listed, none is said.

    >>> peildatum(pd.DataFrame({"periode": ["2021-01-01", "2021-01-01"]}))
    '1 januari 2021'
    """
    perioden = sorted(set(frame["periode"]))
    return opsomming([periode_label(p) for p in perioden]) or "geen peildatum"


def vergelijkingsgebieden(frame: pd.DataFrame, kader: dict[str, Any]) -> pd.DataFrame:
    """Home gemeente, Nederland, region and comparison towns, with the group each belongs to in `groep`."""
    groepen = {kader["gemeente"]: HIER, "NL00": LAND} | ({kader["regio"]["code"]: REGIO} if kader["regio"] else {})
    for groep, codes in kader["vergelijking"].items():
        groepen |= {code: groep for code in codes if code not in groepen}
    keuze = frame[frame["gebied_code"].isin(groepen)]
    keuze = keuze.assign(groep=keuze["gebied_code"].map(groepen))
    rang = {groep: i for i, groep in enumerate([HIER, LAND, REGIO, *GROEPEN])}
    return keuze.sort_values("groep", key=lambda s: s.map(rang), kind="stable", ignore_index=True)


def kerngebieden(frame: pd.DataFrame, kader: dict[str, Any], *, vergelijking: bool = False) -> pd.DataFrame:
    """Home gemeente, region and Nederland, in that order; with `vergelijking` the two most similar towns too."""
    codes = [kader["gemeente"], *([kader["regio"]["code"]] if kader["regio"] else []), "NL00"]
    if vergelijking:
        codes += kader["vergelijking"].get(GROEPEN[0], [])[:2]
    rang = {code: i for i, code in enumerate(codes)}
    keuze = frame[frame["gebied_code"].isin(rang)]
    return keuze.sort_values("gebied_code", key=lambda s: s.map(rang), kind="stable").reset_index(drop=True)


def kruistabel(frame: pd.DataFrame, definities: Definities, *, bijschrift: str, decimalen: int) -> Any:
    """Table with a row per area, in the order of the frame, and a column per value of the breakdown."""
    kenmerk = frame["kenmerk"].iloc[0] if len(frame) else "totaal"
    volgorde = [label for label in labels(definities, kenmerk) if label in set(frame["kenmerk_label"])]
    tabel = frame.pivot_table(index=["groep", "gebied_naam"], columns="kenmerk_label", values="waarde", sort=False)
    kolommen = {"gebied_naam": "Gebied", "groep": "Groep"} | {k: met_hoofdletter(k) for k in volgorde}
    return maak_tabel(
        tabel.reset_index(), bijschrift=bijschrift, kolommen=kolommen, decimalen=decimalen, rijkop="gebied_naam"
    )


def tabel_publicaties(tabel: pd.DataFrame) -> Any:
    """Table of jobs, dwellings and index per date and publication."""
    return maak_tabel(
        tabel.assign(periode=tabel["periode"].map(periode_label)),
        bijschrift="Arbeidsplaatsen, woningen en functiemengingsindex per peildatum en publicatie",
        kolommen={
            "periode": "Peildatum",
            "editie": "Publicatie",
            "arbeidsplaatsen": "Arbeidsplaatsen",
            "woningen": "Woningen",
            "fmi": "Index",
            "status": "Status",
        },
        decimalen={"fmi": 1},
        rijkop="periode",
    )


def op_kaart(kaart: gpd.GeoDataFrame, frame: pd.DataFrame, *, gelijk: Any = None) -> gpd.GeoDataFrame:
    """Put observations on outlines of the same boundary year, or of one that `gelijk` (see `Lezer`) calls equal to it.

    An area without a figure stays, without a value.

    Raises
    ------
    IndelingFout
        When the years differ: a code may mean another place.
    """
    if frame.empty or kaart.empty:
        return kaart.assign(waarde=float("nan"), herkomst="waargenomen", ontbreekt="geen-bron", klein=False)
    cijfers = frame.drop(columns=["gebied_type", "gebied_naam"])
    samen = koppel(kaart, cijfers, on="gebied_code", how="left", validate="one_to_one", gelijk=gelijk)
    gevuld = {"herkomst": "waargenomen", "ontbreekt": "geen-bron", "klein": False}
    return samen.fillna({kolom: waarde for kolom, waarde in gevuld.items() if kolom in samen})


def bronregel(lezer: Lezer, frame: pd.DataFrame) -> str:
    """Source line under a figure: publishers, tables and their issue of the rows shown; says when recalculated."""
    if (frame["herkomst"] == "fictief").any():
        return "Bron: verzonnen door de monitor, omdat er nog geen bedrijvenregister is ingelezen"
    getoond = set(frame["bron_id"]) - {""}
    bronnen = sorted((b for b in lezer.bronnen() if b["id"] in getoond), key=lambda b: b["id"])
    if not bronnen:
        return "Geen bron"
    namen = opsomming([met_uitgave(f"{b['uitgever']}, {b['naam']}", b) for b in bronnen])
    zelf = any(lezer.indicator(i).berekend for i in set(frame["indicator_id"]))
    bewerkt = zelf or (frame["herkomst"] == "geschat").any()
    return f"Bron: {namen}{'; bewerking van de monitor' if bewerkt else ''}"


def definities(lezer: Lezer) -> Any:
    """Table of the indicators of this notebook: what each means and which way the policy wants it."""
    eigen = [lezer.indicator(i) for i in lezer.definities.indicatoren_van(lezer.notebook)]
    return maak_tabel(
        pd.DataFrame(
            {
                "Indicator": [i.naam for i in eigen],
                "Wat het is": [i.definitie for i in eigen],
                "Eenheid": [i.eenheid for i in eigen],
                "Gewenste richting": [i.richting for i in eigen],
            }
        ),
        bijschrift="Definities",
    )


def bronnen_van(lezer: Lezer, *frames: pd.DataFrame) -> Any:
    """Table of the sources behind what was shown: publisher, date, and what to keep in mind."""
    rijen = pd.concat([f[f["bron_id"] != ""] for f in frames], ignore_index=True)
    regels = []
    for bron_id, deel in rijen.groupby("bron_id", sort=True):
        bron = lezer.definities.bronnen[bron_id]
        noten = sorted(set(deel["noot"]) - {""})
        fictief = (deel["herkomst"] == "fictief").any()
        regels.append(
            {
                "Bron": f"{bron.naam} (FICTIEF: verzonnen)" if fictief else bron.naam,
                "Uitgever": "de monitor zelf" if fictief else bron.uitgever,
                "Peildatum": met_hoofdletter(peildatum(deel)),
                "Status": opsomming(sorted(set(deel["status"]))),
                "Let op": " ".join([bron.toelichting, *noten]),
            }
        )
    kolommen = ["Bron", "Uitgever", "Peildatum", "Status", "Let op"]
    return maak_tabel(pd.DataFrame(regels, columns=kolommen), bijschrift="Gebruikte bronnen")


def let_op(lezer: Lezer) -> str:
    """What stands out in the figures of this page, as a Markdown list; wijken and buurten past the first are counted."""
    frame = lezer.signalen()
    if frame.empty:
        return "De monitor ziet op deze pagina geen sprong, geen breuk en geen oud cijfer."
    klein = frame["gebied_type"].isin(["wijk", "buurt"])
    regels = [f"- {zin}" for zin in [*frame.loc[~klein, "zin"], *frame.loc[klein, "zin"].head(MAX_REGELS)]]
    if meer := int(klein.sum()) - MAX_REGELS if klein.sum() > MAX_REGELS else 0:
        regels.append(f"- En nog {meer} keer in een wijk of buurt; alle signalen staan in signalen.csv.")
    return "\n".join(["De monitor merkt dit op. Het kan kloppen, maar kijk er eerst naar:", "", *regels])


def decimalen_van(frame: pd.DataFrame, decimalen: int) -> int:
    """Decimals to print: none where the source itself gives whole numbers, else those of the catalogue.

    >>> decimalen_van(pd.DataFrame({"waarde": [30.0, 41.0]}), 1), decimalen_van(pd.DataFrame({"waarde": [30.3]}), 1)
    (0, 1)
    """
    waarden = frame["waarde"].dropna()
    return 0 if len(waarden) and (waarden % 1 == 0).all() else decimalen


def laatste_cijfers(lezer: Lezer) -> pd.DataFrame:
    """Latest figure of the home gemeente as a whole per indicator, with what a reader must know of it.

    Returns
    -------
    DataFrame with one row per indicator (per kenmerkwaarde where it has no total), in catalogue order: indicator,
    waarde (text, in Dutch), eenheid, periode, status, herkomst, oud (bool), ontbreekt, notebook.
    """
    rijen = []
    for id_ in lezer.definities.indicatoren:
        ind, frame = lezer.indicator(id_), lezer.waarnemingen(id_)
        eigen = frame[frame["gebied_code"] == lezer.gemeente]
        totaal = eigen[eigen["kenmerk"] == "totaal"]
        eigen = totaal if len(totaal) else eigen
        if (echt := eigen["herkomst"] != "fictief").any() or eigen.empty:
            eigen = eigen[echt]
        else:  # a made-up figure is never quoted: the row says that there is only an example
            eigen = eigen.sort_values("periode")[-1:]
            eigen = eigen.assign(waarde=float("nan"), ontbreekt="fictief", kenmerk="totaal", kenmerkwaarde="totaal")
        nu = eigen[eigen["periode"] == eigen["periode"].max()]
        # A long breakdown is a page of its own: here one line that points there.
        lang = len(nu) > MAX_REGELS
        for r in met_labels(nu, lezer.definities).head(1 if lang else MAX_REGELS).itertuples():
            naam = ind.naam if lang or r.kenmerk == "totaal" else f"{ind.naam}: {r.kenmerk_label}"
            rijen.append(
                {
                    "indicator": naam, "id": id_, "waarde": "zie de pagina" if lang else getal(r.waarde, decimalen_van(nu, ind.decimalen)), "eenheid": ind.eenheid,
                    "periode": r.periode, "status": r.status, "herkomst": r.herkomst, "ontbreekt": r.ontbreekt,
                    "oud": not r.ontbreekt and is_oud(r.periode, lezer.jaar), "notebook": ind.notebook,
                }
            )  # fmt: skip
    return pd.DataFrame(rijen)


def tabel_laatste_cijfers(lezer: Lezer) -> Any:
    """Table of the latest figures for the reader."""
    frame = laatste_cijfers(lezer)
    let_op = [
        REDEN[r.ontbreekt] if r.ontbreekt else "ouder dan 18 maanden" if r.oud else "" for r in frame.itertuples()
    ]
    tabel = pd.DataFrame(
        {
            "Indicator": frame["indicator"],
            "Laatste cijfer": frame["waarde"],
            "Eenheid": frame["eenheid"],
            "Peildatum": [periode_label(p) for p in frame["periode"]],
            "Status": [
                "–" if r.ontbreekt else r.status if r.herkomst == "waargenomen" else f"{r.status}, {r.herkomst}"
                for r in frame.itertuples()
            ],
            "Let op": let_op,
        }
    )
    return maak_tabel(tabel, bijschrift=f"Laatste cijfers van {lezer.kader['naam']}")


def tabel_ontbrekend(lezer: Lezer) -> Any:
    """Table of what the catalogue wants and the sources do not give, per level, with the reason."""
    regels = []
    for id_ in lezer.definities.indicatoren:
        ind, frame = lezer.indicator(id_), lezer.waarnemingen(id_)
        eigen = frame[frame["gebied_code"].str[2:6] == lezer.gemeente[2:]]
        for niveau in (n for n in ind.niveaus if n in ("gemeente", "wijk", "buurt")):
            deel = eigen[eigen["gebied_type"] == niveau]
            leeg = deel[deel["waarde"].isna()]
            if deel["waarde"].notna().any() and leeg.empty:
                continue
            redenen = sorted(set(leeg["ontbreekt"])) or ["geen-bron"]
            hoeveel = f"{len(leeg)} van de {len(deel)} cijfers" if deel["waarde"].notna().any() else "alles"
            regels.append(
                {"Indicator": ind.naam, "Niveau": niveau, "Wat ontbreekt": hoeveel,
                 "Waarom": opsomming([REDEN[r] for r in redenen])}
            )  # fmt: skip
    kolommen = ["Indicator", "Niveau", "Wat ontbreekt", "Waarom"]
    return maak_tabel(pd.DataFrame(regels, columns=kolommen), bijschrift="Cijfers die er niet zijn")


def tabel_onderwijsaanbod(lezer: Lezer, *frames: pd.DataFrame) -> Any:
    """Table of the education supply by kind: the gemeente, its region and Nederland, on the latest date of each kind."""
    plaats, regels = lezer.kader["naam"], []
    for frame in frames:
        naam = lezer.indicator(frame["indicator_id"].iloc[0]).naam
        deel = met_labels(frame[frame["kenmerk"] == "soort"], lezer.definities)
        if deel.empty:
            regels.append({"Wat": naam, plaats: REDEN["geen-bron"], "Regio": "–", "Nederland": "–", "Peildatum": "–"})
        for soort in [label for label in labels(lezer.definities, "soort") if label in set(deel["kenmerk_label"])]:
            rijen = deel[deel["kenmerk_label"] == soort]
            nu = rijen[rijen["periode"] == rijen["periode"].max()]
            per = {r.gebied_type: _aantal(r) for r in nu.itertuples()}
            regels.append(
                {"Wat": f"{naam}: {soort}", plaats: per.get("gemeente", "geen"), "Regio": per.get("regio", "–"),
                 "Nederland": per.get("land", "–"), "Peildatum": peildatum(nu)}
            )  # fmt: skip
    return maak_tabel(pd.DataFrame(regels), bijschrift="Onderwijs dat er te volgen is")


def _aantal(rij: Any) -> str:
    """A count as text, with what a reader must know of it."""
    if rij.ontbreekt:
        return REDEN[rij.ontbreekt]
    return f"{getal(rij.waarde, 0)}{' (geschat)' if rij.herkomst == 'geschat' else ''}"


def tabel_bronnen(lezer: Lezer) -> Any:
    """Table of every source of the edition: from whom, of which date and issue, when fetched."""
    regels = [
        {
            "Bron": b["naam"],
            "Uitgever": b["uitgever"],
            "Peildatum": (periode_label(b["peildatum"]) if b["peildatum"] else "verschilt")
            + (" (ouder dan 18 maanden)" if b["oud"] else ""),
            "Uitgave": periode_label(b["gewijzigd"][:10]) or "niet bekend",
            "Opgehaald": periode_label(b["opgehaald"])
            + (f" (daarna mislukt op {periode_label(b['verversing_mislukt'])})" if b["verversing_mislukt"] else ""),
        }
        for b in lezer.bronnen()
    ]
    return maak_tabel(pd.DataFrame(regels), bijschrift="Bronnen van deze editie")


def tabel_niet_opgehaald(lezer: Lezer) -> Any:
    """Table of the sources that bronnen.yml names and that are not on this machine, by the way to get them."""
    groepen: dict[tuple[str, str], list[str]] = {}
    for b in [b for b in lezer.niet_opgehaald() if b["soort"] != "levering"]:
        groepen.setdefault((b["uitgever"], b["hoe_opgehaald"]), []).append(b["naam"])
    regels = [
        {"Uitgever": uitgever, "Hoe komt zij er": hoe, "Nog niet opgehaald": "; ".join(namen)}
        for (uitgever, hoe), namen in groepen.items()
    ]
    alles = [{"Uitgever": "Geen: alle bronnen zijn er", "Hoe komt zij er": "", "Nog niet opgehaald": ""}]
    return maak_tabel(pd.DataFrame(regels or alles), bijschrift="Bronnen die er nog niet zijn")


def uitleg_bronnen(lezer: Lezer) -> str:
    """What a reader must know of each source, as Markdown: what it counts, and how the embedded part was made."""
    delen = []
    for b in lezer.bronnen():
        tabel = f" (tabel {b['tabel']})" if b["tabel"] else ""
        delen.append(f"### {b['naam']}\n\n{b['uitgever']}{tabel}. {b['toelichting']}")
        delen.append(f"*Vorm en licentie.* {met_hoofdletter(b['vorm'])}. {b['licentie']}.")
        if b["noot"]:
            delen.append(f"*Hoe dit uittreksel is gemaakt.* {b['noot']}")
        if zinnen := b.get("hersteld"):
            rest = f" En nog {len(zinnen) - 5} andere." if len(zinnen) > 5 else ""
            delen.append(f"*Hersteld of weggelaten.* {' '.join(zinnen[:5])}{rest}")
    return "\n\n".join(delen)


def term(lezer: Lezer, indicator_id: str) -> str:
    """Definition of a term where it is used, as Markdown."""
    ind = lezer.indicator(indicator_id)
    return f"*{ind.naam}.* {ind.definitie}"


def register_bron(lezer: Lezer) -> dict[str, Any] | None:
    """The business register among the sources of the edition, with what was refused; None where there is none."""
    return next((b for b in lezer.bronnen() if b["lezer"] == "register"), None)


def samen(reeksen: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Several frames in one, told apart by `reeks`."""
    return pd.concat([frame.assign(reeks=naam) for naam, frame in reeksen.items()], ignore_index=True)


def tabel_gebieden(frame: pd.DataFrame, *, bijschrift: str) -> Any:
    """Table of one figure per area, the largest first, made-up ones by name; a missing one tells its reason."""
    orde = "gebied_naam" if (frame["herkomst"] == "fictief").any() else "waarde"
    regels = frame.sort_values(orde, ascending=orde == "gebied_naam")[
        ["gebied_naam", "waarde", "herkomst", "ontbreekt"]
    ]
    return maak_tabel(
        regels.assign(ontbreekt=regels["ontbreekt"].map(REDEN).fillna("")),
        bijschrift=bijschrift,
        kolommen={"gebied_naam": "Gebied", "waarde": "Waarde"},
        decimalen=0,
        rijkop="gebied_naam",
    )
