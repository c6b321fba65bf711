"""What an establishment does and how large it is: SBI code with its version, and jobs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ezlib.register.bestand import noem_rijen
from ezlib.register.keuring import Kolommen, Opdracht, Tekst
from ezlib.register.werkmap import YML
from ezlib.taal import opsomming


def lees_sbi(tekst: Tekst, _: pd.DataFrame, __: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    """Columns sbi, sbi_versie and sbi_ander."""
    lev, keuring, kolom = opdracht.leverancier, opdracht.keuring, opdracht.kolom("sbi")
    sbi = _code(tekst("sbi"))
    keuring.meld(sbi == "", kolom, "SBI-code ontbreekt of is niet te lezen")
    ander = _code(tekst("sbi_ander"))
    onleesbaar = (tekst("sbi_ander") != "") & (ander == "")
    keuring.meld(onleesbaar, opdracht.kolom("sbi_ander"), "SBI-code in de andere versie is niet te lezen")
    herken = {v: sbi.str.startswith(codes) for v, codes in opdracht.definities.sbi_herkenning.items()}
    if not lev.sbi_versie_kolom:
        versie = pd.Series(lev.sbi_versie, index=sbi.index)
        _check_versie(sbi, herken, opdracht)
        return {"sbi": sbi, "sbi_versie": versie, "sbi_ander": ander}
    gevonden = tekst("sbi_versie").str.extract("(?<![0-9])(2008|2025)(?![0-9])")[0]
    versie = pd.to_numeric(gevonden, errors="coerce").fillna(0).astype("int64")
    keuring.weiger(versie == 0, opdracht.kolom("sbi_versie"), "SBI-versie is niet 2008 of 2025")
    botst = (herken[2008] & (versie == 2025)) | (herken[2025] & (versie == 2008))
    keuring.meld(botst, kolom, "SBI-code bestaat niet in de SBI-versie van de rij")
    return {"sbi": sbi, "sbi_versie": versie, "sbi_ander": ander}


def _code(tekst: pd.Series) -> pd.Series:
    """Digits of a code of the SBI, "" where it is none."""
    ruw = tekst.str.replace(r"[.\s]", "", regex=True)
    return ruw.where(ruw.str.fullmatch("[0-9]{2,5}"), "")


def _check_versie(sbi: pd.Series, herken: dict[int, pd.Series], opdracht: Opdracht) -> None:
    """Add a fault when codes exist in the other version only; names code and rows."""
    lev, keuring = opdracht.leverancier, opdracht.keuring
    ander = 4033 - lev.sbi_versie  # 2008 + 2025
    vreemd, eigen = herken[ander] & keuring.goed, herken[lev.sbi_versie] & keuring.goed
    if not vreemd.any():
        return
    codes = opsomming([f'"{c}"' for c in sorted(set(sbi[vreemd]))[:3]])
    waar = f"{noem_rijen(vreemd.index[vreemd])}, kolom {opdracht.kolom('sbi')}"
    if eigen.any():
        keuring.fouten.append(
            f"{waar}: SBI {lev.sbi_versie} en SBI {ander} staan door elkaar ({codes} bestaat alleen in SBI {ander}), en "
            "geen kolom zegt welke versie een rij heeft. Vraag de leverancier om die kolom en zet haar bij "
            f"sbi_versie_kolom van {lev.id} in {YML}."
        )
    else:
        keuring.fouten.append(
            f"{waar}: {codes} bestaat alleen in SBI {ander}, en {YML} zegt SBI {lev.sbi_versie}. "
            f"Zet sbi_versie van {lev.id} op {ander}, of vraag de leverancier om SBI {lev.sbi_versie}."
        )


def lees_banen(_: Tekst, __: pd.DataFrame, cellen: pd.DataFrame, opdracht: Opdracht) -> Kolommen:
    """Columns banen_groot, banen_klein and banen; 0 in rows that are refused."""
    keuring, grens = opdracht.keuring, opdracht.definities.grenzen["banen_max"]
    som = {eigen: pd.Series(0.0, index=cellen.index) for eigen in ("banen_groot", "banen_klein")}
    leeg = pd.Series(True, index=cellen.index)
    for eigen, totaal in som.items():
        for kolom in opdracht.leverancier.bronkolommen[eigen]:
            ruw = cellen[kolom].str.strip()
            heel = ruw.str.fullmatch("-?[0-9]+")
            komma = ruw.str.fullmatch("-?[0-9]+[.,][0-9]+") & keuring.goed
            keuring.fout(
                komma,
                kolom,
                "hier hoort een aantal banen, een heel getal, en er staat een getal met een komma of punt. Zijn het "
                "voltijdbanen (fte) of duizendtallen? Vraag de leverancier om hele aantallen.",
            )
            # pandas gives up on a number of thousands of digits, and what is not a number would count as an empty cell.
            te_lang = heel & ~ruw.str.fullmatch("-?0*[0-9]{1,9}")
            keuring.weiger(te_lang, kolom, f"aantal banen is meer dan {grens}")
            getal = pd.to_numeric(ruw.where(heel & ~te_lang, np.nan), errors="coerce").astype("float64")
            keuring.weiger((ruw != "") & ~heel, kolom, "aantal banen is geen getal")
            keuring.weiger(getal < 0, kolom, "aantal banen is negatief")
            keuring.weiger(getal > grens, kolom, f"aantal banen is meer dan {grens}")
            leeg &= ruw == ""
            totaal += getal.fillna(0.0)
    banen = som["banen_groot"] + som["banen_klein"]
    kolom = opdracht.kolom("banen_groot")
    keuring.weiger(leeg, kolom, "geen banen ingevuld")
    keuring.weiger(banen > grens, kolom, f"aantal banen is meer dan {grens}")
    # A refused row may hold a number that no integer can: it leaves the table anyway.
    return {n: k.where(keuring.goed, 0).astype("int64") for n, k in (som | {"banen": banen}).items()}
