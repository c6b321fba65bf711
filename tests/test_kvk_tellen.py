"""KvK mutations, counted once in the quarter of their date: cells, the year beside its quarters, sentences, the fictive default."""

from __future__ import annotations

from typing import Any

import pandas as pd
from kvkbestandjes import BEKEND, DEFS, SECTOREN, mutatieframe
from tabelletjes import waarnemingen

from ezlib.definitions import load_definities
from ezlib.register.aansluiting import als_cellen, is_vast, sluit_aan
from ezlib.register.cellen import maak_cellen
from ezlib.register.geheimhouding import beoordeel, bescherm
from ezlib.register.kvk_stappen import add_gaten, zonder_som
from ezlib.register.kvk_tellen import is_einde, soort_inschrijving, tel_mutaties
from ezlib.store import WORTEL
from ezlib.zinnen import FICTIEF, starters

# --- counting and protection --------------------------------------------------------------------------------------


def _cellen(frame: pd.DataFrame, kwartalen: list[str]) -> pd.DataFrame:
    frame = frame.assign(kind=soort_inschrijving(frame, BEKEND, doorgang_dagen=31), pand="woning")
    rijen = tel_mutaties(frame, kwartalen, SECTOREN, einde=is_einde(frame, doorgang_dagen=31))
    return maak_cellen(rijen, gemeente="GM0637", programma=DEFS.programma, buurten={2024: ["BU06370001"]},
                       kenmerkwaarden={"sector": ["it_diensten", "overig"]})  # fmt: skip


def test_counts_per_quarter_with_nought_where_there_was_nothing() -> None:
    frame = mutatieframe(
        *(f"k{n} v{n} in 2025-05-0{n} {n} -" for n in range(1, 7)), "k7 v7 verhuizing_uit 2025-02-01 7 -"
    )
    cellen = _cellen(frame, ["2025K1", "2025K2"])
    uit = bescherm(cellen, DEFS.drempels, bescherming=DEFS.bescherming, herkomst="fictief")
    totaal = uit[(uit["gebied_type"] == "gemeente") & (uit["kenmerk"] == "totaal")]
    assert totaal.pivot(index="onderwerp", columns="periode", values="waarde").T.to_dict("list") == {
        "inschrijvingen_kwartaal": [0, 6], "starters_kwartaal": [0, 6], "opheffingen_kwartaal": [0, 0],
        "verhuizingen_kwartaal": [1, 0],
    }  # fmt: skip
    wijk = uit[(uit["gebied_type"] == "wijk") & (uit["periode"] == "2025K1")].set_index("onderwerp")
    assert wijk.loc["verhuizingen_kwartaal", ["ontbreekt", "noot"]].tolist() == ["onderdrukt", "<5"]
    # Below the gemeente there is the total only, and never a branch.
    assert set(uit.loc[uit["gebied_type"] != "gemeente", "kenmerk"]) == {"totaal"}
    tak = uit[
        (uit["kenmerk"] == "sbi_sectie") & (uit["onderwerp"] == "starters_kwartaal") & (uit["periode"] == "2025K2")
    ]
    assert tak.set_index("kenmerkwaarde").loc["J", "waarde"] == 6


def test_quarters_of_two_years_keep_each_their_own_boundary_year() -> None:
    frame = mutatieframe("k1 v1 in 2023-11-05 1 -", "k2 v2 in 2024-02-05 2 -")
    frame = frame.assign(indeling=[2023, 2024], kind="starter", pand="woning")
    rijen = tel_mutaties(
        frame, ["2023K3", "2023K4", "2024K1", "2024K2"], SECTOREN, einde=is_einde(frame, doorgang_dagen=31)
    )
    assert rijen.groupby("periode")["indeling"].unique().map(list).to_dict() == {
        "2023K3": [2023], "2023K4": [2023], "2024K1": [2024], "2024K2": [2024],
    }  # fmt: skip


def test_a_quarter_without_a_file_is_a_row_without_a_figure() -> None:
    uit = bescherm(_cellen(mutatieframe("k1 v1 in 2025-02-01 1 -"), ["2025K1", "2025K4"]), DEFS.drempels,
                   bescherming=DEFS.bescherming, herkomst="fictief")  # fmt: skip
    vast = {"gebied_type": "gemeente", "gebied_code": "GM0637", "kenmerk": "totaal", "kenmerkwaarde": "totaal",
            "eenheid": "aantal", "status": "definitief", "herkomst": "fictief", "publicatie": "p", "gebied_naam": ""}  # fmt: skip
    gaten = add_gaten(uit, ["2025K1", "2025K4"], vast)
    assert sorted(set(gaten["periode"])) == ["2025K2", "2025K3"] and len(gaten) == 8
    assert gaten["waarde"].isna().all() and set(gaten["ontbreekt"]) == {"onbekend"}


# --- quarters against the year ------------------------------------------------------------------------------------


def _jaar(*wie: tuple[str, str]) -> pd.DataFrame:
    """Registrations of one year: number, and what came after: "" stays, uit, weg."""
    regels = [f"{k} v{k} in 2024-02-01 1 starter" for k, _ in wie]
    regels += [f"{k} v{k} uit 2024-11-01 1 -" for k, hoe in wie if hoe == "uit"]
    regels += [f"{k} v{k} verhuizing_uit 2024-11-01 1 -" for k, hoe in wie if hoe == "weg"]
    frame = mutatieframe(*regels)
    return frame.assign(kind=soort_inschrijving(frame, BEKEND, doorgang_dagen=31))


def _aansluiting(frame: pd.DataFrame, register: list[str], stand: list[str], kwartalen: list[str]) -> pd.DataFrame:
    def als(nummers: list[str]) -> pd.DataFrame:
        return pd.DataFrame({"jaar": 2025, "kvknummer": nummers})

    return sluit_aan(frame, is_einde(frame, doorgang_dagen=31), als(register), als(stand), kwartalen=kwartalen)


VIER = ["2024K1", "2024K2", "2024K3", "2024K4"]


def test_900_registered_80_stopped_within_the_year_820() -> None:
    frame = _jaar(*((f"k{n:03}", "uit" if n < 80 else "") for n in range(900)))
    stand = [f"k{n:03}" for n in range(80, 900)]
    uit = _aansluiting(frame, stand, stand, VIER)
    assert dict(zip(uit["stap"], uit["aantal"], strict=True)) == {
        "kwartalen": 900, "gestopt": 80, "niet_in_register": 0, "geen_starter": 0,
        "alleen_register": 0, "stand": 820,
    }  # fmt: skip


def test_every_difference_falls_under_one_named_step_and_they_add_up() -> None:
    """a stays, b stopped, c left, d is not in the register, e is no starter there, f only the register knows."""
    frame = _jaar(("a", ""), ("b", "uit"), ("c", "weg"), ("d", ""), ("e", ""))
    n = _aansluiting(frame, ["a", "e", "f"], ["a", "f"], VIER).set_index("stap")["aantal"]
    assert n.to_dict() == {
        "kwartalen": 5, "gestopt": 1, "niet_in_register": 2, "geen_starter": 1,
        "alleen_register": 1, "stand": 2,
    }  # fmt: skip
    assert (
        n["kwartalen"] - n["gestopt"] - n["niet_in_register"] - n["geen_starter"] + n["alleen_register"] == n["stand"]
    )


def test_without_one_of_the_quarters_nothing_is_added_up() -> None:
    uit = _aansluiting(_jaar(("a", "")), ["a"], ["a"], VIER[:3])
    assert uit["aantal"].isna().tolist() == [True] * 5 + [False]
    vast = {"gebied_type": "gemeente", "gebied_code": "GM0637", "eenheid": "aantal", "status": "definitief",
            "herkomst": "waargenomen", "publicatie": "p"}  # fmt: skip
    rijen = zonder_som(uit, vast | {"gebied_naam": "Stad"})
    assert set(rijen["periode"]) == {"2024"} and rijen["ontbreekt"].tolist() == ["onbekend"] * 5


def test_a_step_of_a_few_firms_is_hidden_and_so_is_one_that_would_tell_it() -> None:
    """100 began, 3 stopped, 10 are not in the register, 7 are no starter, 20 only the register knows: 100 are left."""
    aantal = {"kwartalen": 100, "gestopt": 3, "niet_in_register": 10, "geen_starter": 7, "alleen_register": 20}
    frame = pd.DataFrame([{"jaar": 2024, "stap": s, "aantal": n} for s, n in (aantal | {"stand": 100}).items()])
    cellen = als_cellen(frame.astype({"aantal": "Int64"}), gemeente="GM0637")
    regels = {"drempels": DEFS.drempels, "bescherming": DEFS.bescherming}
    uit = cellen.join(beoordeel(cellen, **regels, vast=is_vast(cellen))).set_index("kenmerkwaarde")
    assert uit["regel"].to_dict() == dict.fromkeys(aantal, "") | {
        "stand": "", "gestopt": "klein aantal", "geen_starter": "secundair",
    }  # fmt: skip
    assert uit.loc["gestopt", ["ondergrens", "bovengrens"]].tolist() == [1, 4]  # 3 + 7 is known, and 7 is at least 5


# --- sentences ----------------------------------------------------------------------------------------------------

KADER = {"gemeente": "GM0001", "naam": "Stad"}


def _kwartalen(**waarden: float | None) -> pd.DataFrame:
    return waarnemingen(*({"periode": k.removeprefix("_"), "waarde": w} for k, w in waarden.items()))


def test_the_answer_sets_the_quarter_against_those_before() -> None:
    s = _kwartalen(_2024K3=90, _2025K2=110, _2025K3=100)
    thuis = waarnemingen({"periode": "2025K3", "kenmerk": "pand", "kenmerkwaarde": "woning", "waarde": 60})
    s = pd.concat([s, thuis], ignore_index=True)
    assert starters.kies_kwartaal(s) == "2025K3" and starters.kies_kwartaal(s, "2025K2") == "2025K2"
    assert starters.kern(s, _kwartalen(_2025K3=80), _kwartalen(_2025K3=1234), KADER, "2025K3") == (
        "In het 3e kwartaal 2025 schreven zich in Stad 100 starters in, tegen 110 het kwartaal ervoor (-10) en 90 een "
        "jaar eerder (+10). Van hen begonnen er 60 in een woning. Er werden 80 vestigingen opgeheven en 1.234 "
        "verhuizingen geteld."
    )
    assert starters.titel_reeks(s, KADER, "2025K3") == "Starters: 100 in het 3e kwartaal 2025, 90 een jaar eerder"
    nep = s.assign(herkomst="fictief")
    assert starters.kern(nep, nep, nep, KADER, "2025K3") == FICTIEF
    assert starters.titel_reeks(nep, KADER, "2025K3") == "Starters en opheffingen per kwartaal"


def test_a_missing_quarter_is_told_and_nothing_is_compared_with_it() -> None:
    s = _kwartalen(_2025K1=90, _2025K2=None, _2025K3=100)
    assert (
        starters.zin_gaten(s, KADER, "2025K3") == "Van het 2e kwartaal 2025 is er geen bestand. Dat is niet ingevuld."
    )
    assert starters.kern(s, s.iloc[:0], s.iloc[:0], KADER, "2025K3") == (
        "In het 3e kwartaal 2025 schreven zich in Stad 100 starters in."
    )


def test_the_largest_branches_are_those_with_a_figure_in_every_quarter() -> None:
    kwartalen = ["2024K3", "2024K4", "2025K1", "2025K2", "2025K3"]
    reeksen = {"J": [6, 6, 6, 6, 8], "F": [9, 9, 9, 9, 10], "Q": [7, None, 7, 7, 90]}
    frame = waarnemingen(
        *({"periode": k, "kenmerk": "sbi_sectie", "kenmerkwaarde": tak, "waarde": w}
          for tak, waarden in reeksen.items() for k, w in zip(kwartalen, waarden, strict=True))
    )  # fmt: skip
    top = starters.grootste_takken(frame)
    assert set(top["kenmerkwaarde"]) == {"J", "F"}
    defs = load_definities(WORTEL / "definitions")
    assert starters.titel_branches(top, defs, "2025K3") == (
        f"Van de grootste bedrijfstakken groeide het meest: {defs.label('sbi_sectie', 'J')}"
    )
    for geen in (top.assign(herkomst="fictief"), top[top["periode"] > "2024K3"], top.iloc[:0]):
        assert starters.titel_branches(geen, defs, "2025K3") == "Starters in de grootste bedrijfstakken"


def test_the_year_and_its_quarters_in_one_sentence() -> None:
    stap = {"kwartalen": 900, "gestopt": 80, "stand": 820}
    frame = waarnemingen(
        *({"periode": "2024", "kenmerk": "stap", "kenmerkwaarde": s, "waarde": n} for s, n in stap.items())
    )
    assert starters.zin_aansluiting(frame, KADER) == (
        "In 2024 schreven zich 900 starters in. Daarvan stopten er 80 in hetzelfde jaar. De stand van het register op "
        "1 januari 2025 is 820."
    )
    zonder = frame[frame["kenmerkwaarde"] != "gestopt"]  # hidden: of 1 to 4 firms
    assert starters.zin_aansluiting(zonder, KADER) == (
        "In 2024 schreven zich 900 starters in. De stand van het register op 1 januari 2025 is 820."
    )
    assert "er valt niets aan te sluiten" in starters.zin_aansluiting(frame[frame["kenmerkwaarde"] == "stand"], KADER)


# --- the fictive default ------------------------------------------------------------------------------------------


def test_the_fictive_files_agree_with_the_fictive_register(gebouwd: Any) -> None:
    frame = pd.read_csv(gebouwd.editie / "tabellen" / "waarnemingen.csv", dtype={"periode": str})
    kvk = frame[frame["bron_id"] == "kvk"]
    assert set(kvk["herkomst"]) == {"fictief"} and kvk["noot"].str.contains("Verzonnen").all()
    perioden = sorted(set(kvk.loc[kvk["indicator_id"] == "starters_kwartaal", "periode"]))
    assert perioden == ["2024K1", "2024K2", "2024K3", "2024K4", "2025K1", "2025K2", "2025K3"]
    n = kvk[kvk["indicator_id"] == "starters_aansluiting"].set_index("kenmerkwaarde")["waarde"]
    stand = frame[(frame["indicator_id"] == "starters") & (frame["periode"] == "2025-01-01")]
    stand = stand[(stand["gebied_type"] == "gemeente") & (stand["kenmerk"] == "totaal")]["waarde"].iloc[0]
    assert n["stand"] == stand and n["kwartalen"] - n["gestopt"] == stand and n["gestopt"] > 0
    assert n[["niet_in_register", "geen_starter", "alleen_register"]].sum() == 0
    eigen = kvk[(kvk["indicator_id"] == "starters_kwartaal") & (kvk["gebied_type"] == "gemeente")]
    som = eigen[(eigen["kenmerk"] == "totaal") & eigen["periode"].str.startswith("2024")]["waarde"].sum()
    assert som == n["kwartalen"]
    wijk = kvk[(kvk["gebied_type"] == "wijk") & kvk["waarde"].notna()]
    assert len(wijk) and not wijk["waarde"].between(1, 4).any() and set(wijk["kenmerk"]) == {"totaal"}
