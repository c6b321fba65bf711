"""Cells: counts and sums of jobs with the firms behind them. They never leave the machine; see `geheimhouding`.

What is published is fixed first, as data: the programme of `definitions/register.yml`. 146 buurten by sector is not
in it: that is a map of hatches.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import product

import pandas as pd

from ezlib.fouten import ControleFout, IndelingFout, bedoelde
from ezlib.register.programma import PAAR, Tabel

KOLOMMEN = [
    "gebied_type",
    "gebied_code",
    "gebied_naam",
    "indeling",
    "periode",
    "onderwerp",
    "kenmerk",
    "kenmerkwaarde",
    "waarde",  # float64
    "n_bedrijven",  # int64: KvK numbers with a part in waarde
    "n_aanwezig",  # int64: KvK numbers there, also those whose part is 0
    "grootste",  # float64: part of the largest firm in waarde
    "tweede",  # float64: part of the second largest
]
SLEUTEL = ["gebied_type", "gebied_code", "indeling", "periode", "onderwerp", "kenmerk", "kenmerkwaarde"]


def maak_cellen(
    rijen: pd.DataFrame,
    *,
    gemeente: str,
    programma: Sequence[Tabel],
    buurten: Mapping[int, Collection[str]] | None = None,
    kenmerkwaarden: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Count the tables of the programme, with the firms behind each cell.

    Establishments without a KvK number count as one firm together: too few rather than too many to hide behind.

    Parameters
    ----------
    rijen
        What is counted, `begrippen.RIJ_KOLOMMEN`: a row per firm or establishment, subject and peildatum.
    gemeente
        CBS code. Every row counts for it, also one without a buurt.
    programma
        Which tables. A breakdown is a column of the rows; of a cross (`sector_x_pand`) the values are joined with "|".
    buurten
        Per boundary year the buurten that exist, so that an empty one gets its nought; without it only the buurten
        that occur in the rows of that peildatum. A buurt that is not in the list gives a row no place.
    kenmerkwaarden
        Per column the values that get a cell even when empty; default: those that occur in the rows.

    Returns
    -------
    Frame with `KOLOMMEN`, key `SLEUTEL`, sorted by it. A subject has cells for the peildata of its rows only.

    Raises
    ------
    ControleFout
        When a buurt lies in another gemeente, or the rows lack the column of a breakdown.
    IndelingFout
        When one peildatum holds buurten of two boundary years, or `buurten` lacks a year.
    """
    _toets(rijen, gemeente, buurten)
    geplaatst = _add_gebieden(rijen, gemeente, buurten)
    onderwerpen = set(rijen["onderwerp"].unique())
    tabellen = [tabel for tabel in programma if tabel.onderwerp in onderwerpen]
    _toets_kolommen(rijen, tabellen)
    delen = [_tel(geplaatst, tabel, buurten, kenmerkwaarden or {}) for tabel in tabellen]
    cellen = pd.concat([_LEEG, *delen], ignore_index=True)
    return cellen.sort_values(SLEUTEL, kind="stable").reset_index(drop=True)[KOLOMMEN]


def tel_zonder_plaats(rijen: pd.DataFrame, *, buurten: Mapping[int, Collection[str]] | None = None) -> pd.DataFrame:
    """Establishments per `periode` and `indeling`: all, and those that have no place and count for the gemeente only.

    Numbers of establishments are public; the jobs behind them are not, and are not told.
    """
    vestigingen = rijen[rijen["onderwerp"] == "vestigingen"]
    zonder = (~heeft_plaats(vestigingen, buurten)).astype("int64")
    groepen = vestigingen.assign(zonder_plaats=zonder, vestigingen=1).groupby(["periode", "indeling"])
    return groepen[["vestigingen", "zonder_plaats"]].sum().reset_index()


_TYPEN = dict.fromkeys(KOLOMMEN, "str") | dict.fromkeys(["waarde", "grootste", "tweede"], "float64")
_TYPEN |= dict.fromkeys(["indeling", "n_bedrijven", "n_aanwezig"], "int64")
_LEEG = pd.DataFrame({kolom: pd.Series(dtype=_TYPEN[kolom]) for kolom in KOLOMMEN})


def wijk_van(buurtcode: pd.Series) -> pd.Series:
    """Wijk code of each buurt code; same index.

    >>> wijk_van(pd.Series(["BU06370102"])).tolist()
    ['WK063701']
    """
    return "WK" + buurtcode.str[2:8]


def heeft_plaats(rijen: pd.DataFrame, buurten: Mapping[int, Collection[str]] | None) -> pd.Series:
    """Whether the buurt of each row is one of its boundary year; without `buurten` whether it has one. Same index."""
    if buurten is None:
        return rijen["buurtcode"] != ""
    nummers, codes = pd.factorize(rijen["buurtcode"])
    waar = pd.Series(False, index=rijen.index)
    for jaar, bekend in buurten.items():
        waar |= (rijen["indeling"] == jaar) & pd.Index(codes).isin(list(bekend))[nummers]
    return waar


def _toets(rijen: pd.DataFrame, gemeente: str, buurten: Mapping[int, Collection[str]] | None) -> None:
    vreemd = sorted(code for code in rijen["buurtcode"].unique() if code and code[2:6] != gemeente[2:])
    if vreemd:
        raise ControleFout(
            f"{len(vreemd)} buurten liggen niet in {gemeente}, bijvoorbeeld {vreemd[0]}. "
            "Het register mag alleen vestigingen van de eigen gemeente bevatten."
        )
    indelingen = rijen.groupby("periode")["indeling"].nunique()
    if (indelingen > 1).any():
        periode = indelingen[indelingen > 1].index[0]
        jaren = sorted(rijen.loc[rijen["periode"] == periode, "indeling"].unique())
        raise IndelingFout(
            f"De peildatum {periode} heeft buurten van {len(jaren)} indelingen ({', '.join(map(str, jaren))}); "
            "zet alle vestigingen van een peildatum eerst om naar één indeling."
        )
    zonder = sorted(set(rijen["indeling"].unique()) - set(buurten)) if buurten is not None else []
    if zonder:
        raise IndelingFout(
            f"Het register gebruikt de indeling van {', '.join(map(str, zonder))}, en daarvan is de lijst van buurten "
            "niet bekend. Voeg de kaart van dat jaar toe, of noem het jaar bij indelingen in gebieden.yml."
        )


def _toets_kolommen(rijen: pd.DataFrame, tabellen: Sequence[Tabel]) -> None:
    gevraagd = {kolom for tabel in tabellen for kolom in tabel.kolommen}
    gevraagd |= {"werklocatie" for tabel in tabellen if tabel.gebied_type == "werklocatie"}
    if onbekend := sorted(gevraagd - set(rijen)):
        raise ControleFout(
            f'Het programma in register.yml vraagt om "{onbekend[0]}", en dat kenmerk wordt niet geteld'
            f"{bedoelde(onbekend[0], list(rijen))}. Pas de regel bij programma aan, of haal hem weg."
        )


def _add_gebieden(rijen: pd.DataFrame, gemeente: str, buurten: Mapping[int, Collection[str]] | None) -> pd.DataFrame:
    """Rows with a column per level; NaN where a row has no place there."""
    buurt = rijen["buurtcode"].where(heeft_plaats(rijen, buurten))
    uit = rijen.assign(gemeente=gemeente, wijk=wijk_van(buurt), buurt=buurt, totaal="totaal")
    # Grouped once per table: categories and whole numbers make that quick for a whole province.
    uit = uit.assign(nr_kvk=pd.factorize(uit["kvknummer"])[0]).drop(columns=["kvknummer", "buurtcode"])
    if "werklocatie" in uit:
        uit = uit.assign(werklocatie=uit["werklocatie"].astype("str").replace("", None))
    return uit.astype(dict.fromkeys(uit.columns[uit.dtypes == "str"], "category"))


def _eigen_rijen(rijen: pd.DataFrame, tabel: Tabel) -> pd.DataFrame:
    """Rows of one table, with the cross as a column where it is one.

    A variant of a definition counts the same firms again: it has a table of its own and no part in the others.
    """
    eigen = rijen[rijen["onderwerp"] == tabel.onderwerp]
    eigen = eigen[(eigen["definitie"] == "totaal") != ("definitie" in tabel.kolommen)]
    if len(tabel.kolommen) < 2:
        return eigen
    eerste, *rest = (eigen[kolom].astype("str") for kolom in tabel.kolommen)
    return eigen.assign(**{tabel.kenmerk: eerste.str.cat(rest, sep=PAAR)})


def _tel(
    rijen: pd.DataFrame,
    tabel: Tabel,
    buurten: Mapping[int, Collection[str]] | None,
    kenmerkwaarden: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """All cells of one table, the empty ones included."""
    eigen = _eigen_rijen(rijen, tabel)
    sleutel = ["indeling", "periode", tabel.gebied_type, tabel.kenmerk]
    cel = eigen.groupby(sleutel, sort=False).ngroup()
    eigen, cel = eigen[cel >= 0], cel[cel >= 0]
    firmas = eigen["nr_kvk"].max() + 1
    per_bedrijf = eigen["aantal"].groupby(cel * firmas + eigen["nr_kvk"], sort=False).sum()
    # Largest first within a cell: the first and second row are the largest firm and the next.
    per_bedrijf = per_bedrijf.sort_values(ascending=False, kind="stable")
    groepen = per_bedrijf.groupby(per_bedrijf.index // firmas)
    telling = pd.DataFrame(
        {
            "waarde": groepen.sum(),
            "n_bedrijven": (per_bedrijf > 0).groupby(per_bedrijf.index // firmas).sum(),
            "n_aanwezig": groepen.size(),
            "grootste": groepen.nth(0).rename(lambda i: i // firmas),
            "tweede": groepen.nth(1).rename(lambda i: i // firmas),
        }
    )
    sleutels = eigen.loc[~cel.duplicated(), sleutel].astype(dict.fromkeys(sleutel[1:], "str"))
    telling = telling.set_index(pd.MultiIndex.from_frame(sleutels))
    rooster = _rooster(rijen, eigen, tabel, buurten, kenmerkwaarden)
    cellen = telling.reindex(rooster).fillna(0).astype({kolom: _TYPEN[kolom] for kolom in telling})
    cellen = cellen.reset_index().rename(columns={tabel.gebied_type: "gebied_code", tabel.kenmerk: "kenmerkwaarde"})
    return cellen.assign(
        gebied_type=tabel.gebied_type, gebied_naam="", onderwerp=tabel.onderwerp, kenmerk=tabel.kenmerk
    )[KOLOMMEN]


def _rooster(
    rijen: pd.DataFrame,
    eigen: pd.DataFrame,
    tabel: Tabel,
    buurten: Mapping[int, Collection[str]] | None,
    kenmerkwaarden: Mapping[str, Sequence[str]],
) -> pd.MultiIndex:
    """Keys of every cell of a table: its peildata x the areas of that peildatum x the values of its breakdown."""
    namen = ["indeling", "periode", tabel.gebied_type, tabel.kenmerk]
    kolommen = tabel.kolommen or ("totaal",)
    per_kolom = [kenmerkwaarden.get(kolom) or sorted(eigen[kolom].unique()) for kolom in kolommen]
    waarden = [PAAR.join(paar) for paar in product(*per_kolom)]
    sleutels = []
    for indeling, periode in eigen[["indeling", "periode"]].drop_duplicates().itertuples(index=False, name=None):
        if tabel.gebied_type in ("wijk", "buurt") and buurten is not None:
            codes = pd.Series(sorted(buurten.get(indeling, ())), dtype="str")
            gebieden = set(codes if tabel.gebied_type == "buurt" else wijk_van(codes))
        else:
            gebieden = set(rijen.loc[rijen["periode"] == periode, tabel.gebied_type].dropna().unique())
        sleutels += [(indeling, periode, gebied, waarde) for gebied in sorted(gebieden) for waarde in waarden]
    return pd.MultiIndex.from_frame(pd.DataFrame(sleutels, columns=namen))
