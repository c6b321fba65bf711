"""Register frames out of a small table of text: a line is one establishment at one address, with its jobs per year."""

from __future__ import annotations

import pandas as pd

from ezlib.register import PLAATSKOLOMMEN, REGISTER_TYPEN

GEBRUIK = {"w": "woning", "p": "bedrijfspand", "-": ""}


def register(tabel: str, *, jaren: tuple[int, ...] = (2021, 2022, 2023, 2024)) -> pd.DataFrame:
    """Standard register frame of lines `kvk vestiging sbi adres buurt gebruik startdatum jobs jobs ...`.

    "-" is unknown, "." is not there that year; "#" starts a remark. Use: w = woning, p = bedrijfspand. `buurt` is the
    last four digits of its code. An address stands for a postcode with house number and for a BAG number.
    """
    rijen = []
    for regel in tabel.splitlines():
        velden = regel.split("#")[0].split()
        if not velden:
            continue
        kvk, vestiging, sbi, adres, buurt, gebruik, start, *banen = velden
        for jaar, aantal in zip(jaren, banen, strict=True):
            if aantal == ".":
                continue
            bekend = adres != "-"
            rijen.append(
                {
                    "peildatum": f"{jaar}-01-01",
                    "jaar": jaar,
                    "vestigingsnummer": vestiging,
                    "kvknummer": "" if kvk == "-" else kvk,
                    "naam": f"Fictief bedrijf {kvk}",
                    "postcode": "2711AA" if bekend else "",
                    "huisnummer": adres if bekend else "",
                    "bag_id": f"bag {adres}" if bekend else "",
                    "buurtcode": "" if buurt == "-" else f"BU0637{buurt}",
                    "indeling": jaar,
                    "x": float("nan"),
                    "y": float("nan"),
                    "sbi": sbi,
                    "sbi_versie": 2008,
                    "sbi_ander": "",
                    "banen_groot": int(aantal),
                    "banen_klein": 0,
                    "banen": int(aantal),
                    "startdatum": "" if start == "-" else start,
                    "gebruik": GEBRUIK[gebruik],
                    "leverancier": "fictief",
                    "soort": "fictief",
                }
                | dict.fromkeys(PLAATSKOLOMMEN, "")
            )
    frame = pd.DataFrame(rijen, columns=list(REGISTER_TYPEN)).astype(REGISTER_TYPEN)
    return frame.sort_values(["jaar", "vestigingsnummer"]).reset_index(drop=True)
