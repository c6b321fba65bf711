"""From the text of a supplier to the standard columns; `ezlib.register.lezen` tells what happens to which finding."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from ezlib.register import PLAATSKOLOMMEN, REGISTER_KOLOMMEN, REGISTER_TYPEN
from ezlib.register.bestand import Tabel
from ezlib.register.keuring import Kolommen, Opdracht, Tekst
from ezlib.register.omvang import lees_banen, lees_sbi
from ezlib.register.tekst import add_schoon, als_nummer, is_wetenschappelijk
from ezlib.register.werkmap import DATUMVORMEN, YML
from ezlib.taal import opsomming

GEMEENTE_MAX = 2000  # CBS hands out gemeente codes below this; BU9999... is a way to write "unknown"


def standaardiseer(tabel: Tabel, opdracht: Opdracht) -> pd.DataFrame:
    """Give every row its standard columns (REGISTER_KOLOMMEN), also those that `keuring` refuses; same index."""
    lev, cellen = opdracht.leverancier, tabel.cellen
    tekst = maak_tekst(tabel, opdracht)
    uit = pd.DataFrame({"leverancier": lev.id, "soort": lev.soort}, index=cellen.index)
    uit["peildatum"] = _peildatum(tekst, opdracht)
    uit["jaar"] = uit["peildatum"].str[:4].replace("", "0").astype("int64")
    uit["indeling"] = uit["jaar"] if lev.indeling == "jaar" else int(lev.indeling)
    for stap in (_nummers, lees_adres, lees_plek, lees_sbi, lees_banen, _startdatum):
        uit = uit.assign(**stap(tekst, uit, cellen, opdracht))
    return uit.assign(**dict.fromkeys(PLAATSKOLOMMEN, ""))[REGISTER_KOLOMMEN].astype(REGISTER_TYPEN)


def maak_tekst(tabel: Tabel, opdracht: Opdracht) -> Tekst:
    """Function that gives the supplier's text of a standard column; refuses rows of another width than the header."""
    lev, cellen = opdracht.leverancier, tabel.cellen
    scheef = pd.Series(cellen.index.isin(tabel.scheef), index=cellen.index)
    opdracht.keuring.weiger(scheef, "", "aantal kolommen in de rij klopt niet")

    def tekst(naam: str) -> pd.Series:
        if naam in lev.bronkolommen:
            return cellen[lev.bronkolommen[naam][0]].str.strip()
        return pd.Series(lev.vast.get(naam, ""), index=cellen.index, dtype="str")

    return tekst


# --- dates --------------------------------------------------------------------------------------------------------


def lees_datums(tekst: pd.Series, vorm: str) -> pd.Series:
    """ISO dates; "" where the text is not a date in this form."""
    schoon = tekst.str.replace(r"[ T]00:00(:00(\.0+)?)?$", "", regex=True)
    gelezen = pd.to_datetime(schoon, format=DATUMVORMEN[vorm], errors="coerce")
    return gelezen.dt.strftime("%Y-%m-%d").fillna("").astype("str")


def is_onleesbaar(tekst: pd.Series, iso: pd.Series, eigen: str, opdracht: Opdracht) -> pd.Series:
    """Mask of dates that could not be read; more than half of them is a fault of the file, not of the rows."""
    lev, kolom = opdracht.leverancier, opdracht.kolom(eigen)
    mis = (tekst != "") & (iso == "")
    if mis.sum() * 2 > (tekst != "").sum():
        opdracht.keuring.fout(
            mis,
            kolom,
            f"de datums zijn niet te lezen als {lev.datumvorm}. Pas datumvorm van {lev.id} aan in {YML}, "
            "of vraag de leverancier om die vorm.",
        )
    return mis


def _peildatum(tekst: Tekst, opdracht: Opdracht) -> pd.Series:
    lev, keuring, grenzen = opdracht.leverancier, opdracht.keuring, opdracht.definities.grenzen
    ruw = tekst("peildatum")
    if "dag" in lev.peildatum:
        jaren = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", keuring.bestand))
        if len(jaren) != 1:
            keuring.fouten.append(
                f"in de bestandsnaam staat {'geen jaar' if not jaren else 'meer dan één jaar'}, en daaruit volgt de "
                f'peildatum. Noem het bestand bijvoorbeeld "{lev.bestanden.replace("*", "2024")}".'
            )
            keuring.weiger(ruw == "", "", "geen peildatum")
            return ruw
        return pd.Series(f"{jaren.pop()}-{lev.peildatum['dag']}", index=ruw.index, dtype="str")
    iso, kolom = lees_datums(ruw, lev.datumvorm), opdracht.kolom("peildatum")
    keuring.weiger(is_onleesbaar(ruw, iso, "peildatum", opdracht), kolom, "peildatum is niet te lezen")
    keuring.weiger(iso == "", kolom, "geen peildatum")
    jaar = pd.to_numeric(iso.str[:4], errors="coerce")
    buiten = ~jaar.between(grenzen["peiljaar_min"], grenzen["peiljaar_max"])
    keuring.weiger(buiten, kolom, f"peildatum ligt niet tussen {grenzen['peiljaar_min']} en {grenzen['peiljaar_max']}")
    return iso


def _startdatum(tekst: Tekst, uit: pd.DataFrame, _: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    keuring, grenzen, kolom = opdracht.keuring, opdracht.definities.grenzen, opdracht.kolom("startdatum")
    ruw = tekst("startdatum")
    iso = lees_datums(ruw, opdracht.leverancier.datumvorm)
    jaar = pd.to_numeric(iso.str[:4], errors="coerce")
    invul = jaar.isin(grenzen["startjaren_onbekend"])
    vroeg = (jaar < grenzen["startjaar_min"]) & ~invul
    laat = (iso > uit["peildatum"]) & ~invul
    keuring.meld(is_onleesbaar(ruw, iso, "startdatum", opdracht), kolom, "startdatum is niet te lezen")
    keuring.meld(invul, kolom, "startdatum is een invuljaar voor onbekend")
    keuring.meld(vroeg, kolom, f"startdatum ligt voor {grenzen['startjaar_min']}")
    keuring.meld(laat, kolom, "startdatum ligt na de peildatum")
    return {"startdatum": iso.mask(invul | vroeg | laat, "")}


# --- who and where ------------------------------------------------------------------------------------------------


def lees_nummers(tekst: Tekst, opdracht: Opdracht) -> Kolommen:
    """Columns vestigingsnummer and kvknummer; "" unknown. Digits that a spreadsheet dropped are a fault of the file."""
    for eigen in ("vestigingsnummer", "kvknummer"):
        opdracht.keuring.fout(
            is_wetenschappelijk(tekst(eigen)),
            opdracht.kolom(eigen),
            "Excel heeft het nummer ingekort tot een vorm als 1,23E+11; de laatste cijfers zijn weg. Vraag de "
            "leverancier om het bestand zoals het uit het register komt, en open het niet eerst in Excel.",
        )
    return {
        "vestigingsnummer": als_nummer(tekst("vestigingsnummer"), 12),
        "kvknummer": als_nummer(tekst("kvknummer"), 8),
    }


def _nummers(tekst: Tekst, _: pd.DataFrame, __: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    uit, keuring = lees_nummers(tekst, opdracht), opdracht.keuring
    keuring.weiger(uit["vestigingsnummer"] == "", opdracht.kolom("vestigingsnummer"), "geen vestigingsnummer")
    keuring.meld(uit["kvknummer"] == "", opdracht.kolom("kvknummer"), "geen KvK-nummer")
    return uit


def lees_adres(tekst: Tekst, _: pd.DataFrame, __: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    """Columns naam, postcode, huisnummer, bag_id and gebruik."""
    keuring, woorden = opdracht.keuring, set(opdracht.definities.gebruik_woning)
    naam = add_schoon(tekst("naam"))
    gewoon = tekst("naam").str.split().str.join(" ")
    keuring.meld(naam != gewoon, opdracht.kolom("naam"), "naam opgeschoond tot gewone tekst")
    ruw = tekst("postcode").str.upper().str.replace(r"\s", "", regex=True)
    # No Dutch postcode starts with a 0; those of the fictive register do, so that they cannot exist.
    begin = "0" if opdracht.leverancier.soort == "fictief" else "1"
    postcode = ruw.where(ruw.str.fullmatch(f"[{begin}-9][0-9]{{3}}[A-Z]{{2}}"), "")
    keuring.meld((ruw != "") & (postcode == ""), opdracht.kolom("postcode"), "postcode is niet te lezen")
    bag = als_nummer(tekst("bag_id"), 16)
    bag_goed = bag.where(bag.str.fullmatch("[0-9]{16}"), "")
    keuring.meld((bag != "") & (bag_goed == ""), opdracht.kolom("bag_id"), "BAG-nummer is niet te lezen")
    return {
        "naam": naam,
        "postcode": postcode,
        "huisnummer": add_schoon(tekst("huisnummer")),
        "bag_id": bag_goed,
        "gebruik": _vertaal(tekst("gebruik"), lambda waarde: _gebruik(waarde, woorden)),
    }


def _vertaal(kolom: pd.Series, functie: Callable[[str], str]) -> pd.Series:
    """Apply a function once per different value; same index."""
    return kolom.map({waarde: functie(waarde) for waarde in kolom.unique()}).astype("str")


def _gebruik(waarde: str, woorden: set[str]) -> str:
    """Home, business or unknown; a building with a home and a shop is a business."""
    functies = {deel.strip().casefold() for deel in re.split(r"[,;/|+]", waarde)} - {""}
    if not functies:
        return ""
    return "woning" if functies <= {w.casefold() for w in woorden} else "bedrijfspand"


def lees_plek(tekst: Tekst, uit: pd.DataFrame, _: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    """Columns buurtcode, x and y; `uit` has the `indeling` of every row."""
    code = tekst("buurtcode").str.upper().str.replace(r"\s", "", regex=True)
    # Excel drops the zero in front, and some suppliers the letters.
    los = code.str.fullmatch("[0-9]{7,8}")
    code = code.where(~los, "BU" + code.str.zfill(8))
    return {"buurtcode": _buurtcode(code, uit["indeling"], opdracht)} | {
        as_: _coordinaat(tekst(as_), as_, opdracht) for as_ in ("x", "y")
    }


def _buurtcode(code: pd.Series, indeling: pd.Series, opdracht: Opdracht) -> pd.Series:
    keuring, kolom, buurten = opdracht.keuring, opdracht.kolom("buurtcode"), opdracht.buurten
    bekend = pd.MultiIndex.from_frame(buurten[["buurtcode", "indeling"]])
    gemeenten = set(buurten["buurtcode"].str[2:6])
    vorm = code.str.fullmatch("BU[0-9]{8}")
    nummer = pd.to_numeric(code.str[2:6].where(vorm), errors="coerce")
    elders = vorm & nummer.between(1, GEMEENTE_MAX - 1) & ~code.str[2:6].isin(gemeenten)
    keuring.weiger(elders & bool(gemeenten), kolom, "ligt in een andere gemeente")
    hier = pd.Series(pd.MultiIndex.from_arrays([code, indeling]).isin(bekend), index=code.index)
    ooit = code.isin(set(buurten["buurtcode"])) & ~hier
    _check_indeling(code, indeling, ooit, opdracht)
    keuring.meld(
        (code == "") & ("buurtcode" in opdracht.leverancier.bronkolommen), kolom, "niet te plaatsen: geen buurtcode"
    )
    keuring.meld(ooit, kolom, "niet te plaatsen: buurtcode van een andere indeling")
    keuring.meld((code != "") & ~hier & ~ooit & ~elders, kolom, "niet te plaatsen: onbekende buurtcode")
    return code.where(hier, "")


def _check_indeling(code: pd.Series, indeling: pd.Series, ooit: pd.Series, opdracht: Opdracht) -> None:
    """Add a fault per boundary year that is not known, or that most codes of the home gemeente do not belong to."""
    lev, keuring, buurten = opdracht.leverancier, opdracht.keuring, opdracht.buurten
    if "buurtcode" not in lev.bronkolommen:
        return
    jaren = sorted(buurten["indeling"].unique())
    for jaar in sorted(indeling[keuring.goed].unique()):
        rijen = (indeling == jaar) & keuring.goed & code.str[2:6].isin(set(buurten["buurtcode"].str[2:6]))
        ander = ooit & rijen
        if jaar not in jaren:
            keuring.fout(
                (indeling == jaar) & keuring.goed,
                opdracht.kolom("buurtcode"),
                f"van indeling {jaar} zijn geen buurten bekend (wel van {opsomming([str(j) for j in jaren]) or 'geen'}). "
                f"Pas indeling van {lev.id} aan in {YML}, of voeg de indeling toe aan definitions/gebieden.yml.",
            )
        elif ander.sum() * 2 > rijen.sum():
            past = buurten[buurten["buurtcode"].isin(set(code[ander]))].groupby("indeling")["buurtcode"].nunique()
            beste = past.index[past == past.max()].max()  # years with the same boundaries tie
            keuring.fout(
                ander,
                opdracht.kolom("buurtcode"),
                f"de buurtcodes horen niet bij indeling {jaar} maar bij {beste}. "
                f"Zet indeling van {lev.id} in {YML} op {beste}.",
            )


def _coordinaat(ruw: pd.Series, as_: str, opdracht: Opdracht) -> pd.Series:
    grenzen, kolom = opdracht.definities.grenzen, opdracht.kolom(as_)
    punt = ruw.str.replace(opdracht.leverancier.decimaal, ".", regex=False)
    getal = pd.to_numeric(punt.where(punt.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?"), np.nan), errors="coerce")
    binnen = getal.between(grenzen[f"{as_}_min"], grenzen[f"{as_}_max"])
    opdracht.keuring.meld((ruw != "") & ~binnen, kolom, "coördinaat is niet te lezen of ligt buiten Nederland")
    return getal.where(binnen).astype("float64")
