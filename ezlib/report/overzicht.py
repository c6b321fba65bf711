"""What notebooks do with observations before they show them: labels, selections, source lines, definition tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ezlib.fouten import IndelingFout
from ezlib.taal import met_hoofdletter, opsomming, periode_label

if TYPE_CHECKING:
    import geopandas as gpd

    from ezlib.definitions import Definities
    from ezlib.store import Lezer

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
    return keuze.assign(groep=keuze["gebied_code"].map(groepen)).reset_index(drop=True)


def kerngebieden(frame: pd.DataFrame, kader: dict[str, Any], *, vergelijking: bool = False) -> pd.DataFrame:
    """Home gemeente, region and Nederland, in that order; with `vergelijking` the first comparison town too."""
    codes = [kader["gemeente"], *([kader["regio"]["code"]] if kader["regio"] else []), "NL00"]
    if vergelijking:
        codes += [c for groep in kader["vergelijking"].values() for c in groep][:1]
    rang = {code: i for i, code in enumerate(codes)}
    keuze = frame[frame["gebied_code"].isin(rang)]
    return keuze.sort_values("gebied_code", key=lambda s: s.map(rang), kind="stable").reset_index(drop=True)


def breed(frame: pd.DataFrame, *, rijen: str, kolommen: str) -> pd.DataFrame:
    """One row per area, one column per value of a breakdown, both in the order of appearance."""
    tabel = frame.pivot_table(index=rijen, columns=kolommen, values="waarde", sort=False)
    return tabel.reset_index().rename(columns={rijen: "Gebied"}).rename_axis(columns=None)


def publicaties(tabel: pd.DataFrame) -> pd.DataFrame:
    """Dress the table of index, jobs and dwellings for the reader."""
    return pd.DataFrame(
        {
            "Peildatum": tabel["periode"].map(periode_label),
            "Publicatie": tabel["editie"],
            "Status": tabel["status"],
            "Arbeidsplaatsen": tabel["arbeidsplaatsen"],
            "Woningen": tabel["woningen"],
            "FMI": tabel["fmi"],
        }
    )


def op_kaart(kaart: gpd.GeoDataFrame, frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put observations on outlines of the same boundary year.

    Raises
    ------
    IndelingFout
        When the years differ: a code may mean another place.
    """
    jaren, eigen = set(frame["indeling"]), set(kaart["indeling"])
    if len(frame) and len(kaart) and jaren != eigen:
        raise IndelingFout(
            f"De cijfers staan op de indeling van {opsomming([str(j) for j in sorted(jaren)])}, de kaart op die van "
            f"{opsomming([str(j) for j in sorted(eigen)])}. Kies de kaart van hetzelfde jaar."
        )
    cijfers = frame.drop(columns=["gebied_type", "gebied_naam", "indeling"])
    return kaart.merge(cijfers, on="gebied_code", how="left", validate="one_to_one")


def bronregel(lezer: Lezer, frame: pd.DataFrame) -> str:
    """Source line under a figure: publishers and tables of the rows shown; says when figures were recalculated."""
    bronnen = [lezer.definities.bronnen[b] for b in sorted(set(frame["bron_id"]) - {""})]
    if not bronnen:
        return "Geen bron"
    namen = opsomming([f"{b.uitgever}, {b.naam}" for b in bronnen])
    return f"Bron: {namen}{'; bewerking van de monitor' if (frame['herkomst'] == 'geschat').any() else ''}"


def definities(lezer: Lezer) -> Any:
    """Table of the indicators of this notebook: what each means and which way the policy wants it."""
    from ezlib.figures.tabel import maak_tabel

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
    from ezlib.figures.tabel import maak_tabel

    rijen = pd.concat([f[f["bron_id"] != ""] for f in frames], ignore_index=True)
    regels = []
    for bron_id, deel in rijen.groupby("bron_id", sort=True):
        bron = lezer.definities.bronnen[bron_id]
        noten = sorted(set(deel["noot"]) - {""})
        regels.append(
            {
                "Bron": bron.naam,
                "Uitgever": bron.uitgever,
                "Peildatum": met_hoofdletter(peildatum(deel)),
                "Status": opsomming(sorted(set(deel["status"]))),
                "Let op": " ".join([bron.toelichting, *noten]),
            }
        )
    kolommen = ["Bron", "Uitgever", "Peildatum", "Status", "Let op"]
    return maak_tabel(pd.DataFrame(regels, columns=kolommen), bijschrift="Gebruikte bronnen")
