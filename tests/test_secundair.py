"""Secondary suppression on tables of a few cells that can be worked out by head."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from ezlib.register import load_registerdefinities
from ezlib.register.cellen import KOLOMMEN
from ezlib.register.geheimhouding import beoordeel
from ezlib.register.stelsel import maak_stelsel
from ezlib.store import WORTEL

DEFINITIES = load_registerdefinities(WORTEL / "definitions")
REGELS = {"drempels": DEFINITIES.drempels, "bescherming": DEFINITIES.bescherming}
SOORT = {"GM": "gemeente", "WK": "wijk", "BU": "buurt", "WL": "werklocatie"}


def cellen(onderwerp: str, *regels: tuple) -> pd.DataFrame:
    """Cells of `(code, value)`, or `(code, value, largest firm)`, or with a breakdown `(code, value, largest, k, v)`."""
    rijen = []
    for code, waarde, *rest in regels:
        grootste, kenmerk, soort = (*rest, *([1, "totaal", "totaal"][len(rest) :]))
        firmas = int(waarde) if onderwerp != "arbeidsplaatsen" else 6
        rij = [SOORT[code[:2]], code, "", 2024, "2024-01-01", onderwerp, kenmerk, soort, float(waarde), firmas, firmas]
        rijen.append([*rij, float(grootste), 1.0])
    return pd.DataFrame(rijen, columns=KOLOMMEN)


def regels(frame: pd.DataFrame, **opties) -> dict[str, str]:
    oordeel = beoordeel(frame, **REGELS, **opties)
    return {code: regel for code, regel in zip(frame["gebied_code"], oordeel["regel"], strict=True) if regel}


STARTERS = cellen(
    "starters", ("GM0637", 30), ("WK063701", 30), ("BU06370101", 2), ("BU06370102", 9), ("BU06370103", 19)
)


def test_a_small_count_takes_the_smallest_neighbour_with_it():
    """30 - 9 - 19 = 2. With the 9 hidden both are 11 together, and a 9 is known to be 5 or more."""
    assert regels(STARTERS) == {"BU06370101": "klein aantal", "BU06370102": "secundair"}
    oordeel = beoordeel(STARTERS, **REGELS)
    assert oordeel[["ondergrens", "bovengrens"]].values.tolist()[2:] == [[1, 4], [7, 10], [19, 19]]


def test_a_neighbour_that_leaves_no_room_does_not_do():
    """2 + 5 = 7: who knows that a hidden count is 5 or more knows that the other is at most 2. The 23 has to go too."""
    frame = cellen(
        "starters", ("GM0637", 30), ("WK063701", 30), ("BU06370101", 2), ("BU06370102", 5), ("BU06370103", 23)
    )
    assert regels(frame)["BU06370103"] == "secundair"
    assert beoordeel(frame, **REGELS).loc[2, ["ondergrens", "bovengrens"]].tolist() == [1, 4]


def test_without_it_the_count_follows_from_its_neighbours():
    oordeel = beoordeel(STARTERS, **REGELS, secundair=False)
    assert oordeel.loc[2, ["ondergrens", "bovengrens"]].tolist() == [2, 2]
    assert oordeel["regel"].tolist() == ["", "", "klein aantal", "", ""]


def test_what_public_totals_give_away_hides_nothing_else_for_nothing():
    """One wijk of one buurt: the total of the gemeente is public, and so is that of the buurt."""
    frame = cellen("starters", ("GM0637", 3), ("WK063701", 3), ("BU06370101", 3))
    oordeel = beoordeel(frame, **REGELS)
    assert oordeel["regel"].tolist() == ["", "klein aantal", "klein aantal"]
    assert oordeel.loc[2, ["ondergrens", "bovengrens", "nodig_van", "nodig_tot"]].tolist() == [3, 3, 1, 4]


def test_what_has_no_place_is_a_hiding_place_of_its_own():
    """The gemeente has two starters that nobody can place: the sum of the wijken is not its total."""
    frame = cellen("starters", ("GM0637", 13), ("WK063701", 2), ("WK063702", 9))
    assert regels(frame) == {"WK063701": "klein aantal", "WK063702": "secundair"}
    met = pd.concat(
        [frame, cellen("vestigingen", ("GM0637", 90), ("WK063701", 40), ("WK063702", 46))], ignore_index=True
    )
    oordeel = beoordeel(met, **REGELS)
    assert oordeel["regel"].tolist()[:3] == ["", "klein aantal", ""]  # four without a place: 13 - 9 = 4 of anything
    assert oordeel.loc[1, ["ondergrens", "bovengrens"]].tolist() == [1, 4]


def test_rounding_alone_may_be_wide_enough_for_jobs():
    """A firm of 80 of 100: 10 % is 8. Total and neighbour are each rounded to ten, so 91 to 109 is open... and with
    a firm of 180 of 200 that is not enough."""
    for grootste, waarde, weg in ((80, 100, 1), (180, 200, 2)):
        frame = cellen("arbeidsplaatsen", ("GM0637", 1000 + waarde), ("WK063701", 300 + waarde),
                       ("WK063702", 700), ("BU06370101", waarde, grootste), ("BU06370102", 300))  # fmt: skip
        assert len(regels(frame)) == weg, regels(frame)


def test_a_werklocatie_made_of_published_buurten_is_one_sum_more():
    """21 - 19 = 2, whatever the wijk says: the 19 has to go as well, once it is known what the park is made of."""
    frame = cellen("starters", ("GM0637", 60), ("WK063701", 30), ("WK063702", 30), ("BU06370101", 2),
                   ("BU06370102", 9), ("BU06370103", 19), ("WL0637-AA", 21))  # fmt: skip
    assert regels(frame) == {"BU06370101": "klein aantal", "BU06370102": "secundair"}
    met = regels(frame, samenstelling={"WL0637-AA": ["BU06370101", "BU06370103"]})
    assert met == {"BU06370101": "klein aantal", "BU06370102": "secundair", "BU06370103": "secundair"}


def test_every_way_round_is_a_sum():
    """Sectors by wijk: the sector of the gemeente and the total of the wijk, though that total is not published."""
    paren = [("GM0637", 90), ("WK063701", 40, 1, "sector", "it"), ("WK063701", 20, 1, "sector", "zorg"),
             ("WK063702", 10, 1, "sector", "it"), ("WK063702", 20, 1, "sector", "zorg")]  # fmt: skip
    stelsel = maak_stelsel(cellen("starters", *paren), rest_max=0)
    # Two wijken and two sectors of the gemeente that nobody sees, and six sums that tie them to its total.
    assert stelsel.sommen.shape == (6, 5 + 4)


def test_the_order_of_the_cells_does_not_matter_and_they_are_not_changed():
    voor = STARTERS.copy(deep=True)
    om = STARTERS.iloc[::-1].reset_index(drop=True)
    assert regels(om) == regels(STARTERS)
    assert_frame_equal(STARTERS, voor)


def test_consent_of_the_largest_speaks_for_itself_only():
    frame = cellen("arbeidsplaatsen", ("GM0637", 900), ("WK063701", 100, 90))
    ja = pd.Series([False, True])
    assert regels(frame) and regels(frame, toestemming=ja) == {}
    paar = frame.assign(n_bedrijven=[6, 3])
    assert regels(paar, toestemming=ja) == {"WK063701": "te weinig bedrijven"}


def test_what_an_edition_hid_stays_hidden_and_what_it_showed_is_known():
    eerder = pd.DataFrame({"getoond": [np.nan] * 5, "verborgen": [False, False, False, False, True]})
    assert regels(STARTERS, eerder=eerder) == {"BU06370101": "klein aantal", "BU06370103": "eerdere editie"}
    getoond = pd.DataFrame({"getoond": [np.nan, np.nan, np.nan, 9, np.nan], "verborgen": [False] * 5})
    # To hide the 9 that everyone knows would be for nothing.
    assert regels(STARTERS, eerder=getoond) == {"BU06370101": "klein aantal", "BU06370103": "secundair"}
