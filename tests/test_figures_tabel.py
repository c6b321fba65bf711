"""Tables in the notebooks: accessible, escaped, Dutch, and honest about what is missing or made up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from ezlib.figures.tabel import maak_tabel

FRAME = pd.DataFrame({
    "naam": ["Zoetermeer", "<script>alert(1)</script>"], "inwoners": [125285, 103_581], "aandeel": [30.25, np.nan],
    "ontbreekt": ["", "geheim"], "herkomst": "waargenomen",
})  # fmt: skip
OPTIES = {
    "bijschrift": "Inwoners en % hbo, wo",
    "kolommen": {"naam": "Gemeente", "inwoners": "Inwoners", "aandeel": "% hbo, wo"},
    "decimalen": {"aandeel": 1},
    "rijkop": "naam",
}


def test_html_is_exact() -> None:
    assert maak_tabel(FRAME, **OPTIES, noten=["CBS & Kadaster"])._repr_html_() == (
        '<div class="tabel" role="group" tabindex="0" aria-label="Inwoners en % hbo, wo"><table class="monitor">\n<caption>Inwoners en % hbo, wo</caption>\n'
        '<thead><tr><th scope="col">Gemeente</th><th scope="col" class="getal">Inwoners</th>'
        '<th scope="col" class="getal">% hbo, wo</th></tr></thead>\n<tbody>\n'
        '<tr><th scope="row">Zoetermeer</th><td class="getal">125.285</td><td class="getal">30,3</td></tr>\n'
        '<tr><th scope="row">&lt;script&gt;alert(1)&lt;/script&gt;</th><td class="getal">103.581</td>'
        '<td class="getal"><span role="img" title="geen cijfer: geheim bij de bron" '
        'aria-label="geen cijfer: geheim bij de bron">–</span></td></tr>\n'
        '</tbody>\n</table></div>\n<p class="noot">CBS &amp; Kadaster</p>'
    )


def test_a_frame_that_carries_its_headers_needs_no_columns() -> None:
    frame = pd.DataFrame({"Gemeente": ["Delft"], "Inwoners": [103_581]})
    gewoon = maak_tabel(
        frame, bijschrift="B", kolommen={"Gemeente": "Gemeente", "Inwoners": "Inwoners"}, rijkop="Gemeente"
    )
    assert maak_tabel(frame, bijschrift="B") == gewoon


def test_plain_text_lines_up() -> None:
    tabel = maak_tabel(FRAME.assign(naam=["Zoetermeer", "Delft"]), **OPTIES)
    assert str(tabel).splitlines() == [
        "Inwoners en % hbo, wo",
        "Gemeente    Inwoners  % hbo, wo",
        "Zoetermeer   125.285       30,3",
        "Delft        103.581          –",
    ]
    assert set(tabel._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_one_fictive_row_marks_every_row() -> None:
    tabel = maak_tabel(FRAME.assign(herkomst=["waargenomen", "fictief"]), **OPTIES)
    html = tabel._repr_html_()
    assert html.count("<td>FICTIEF</td>") == 2 and 'class="monitor fictief"' in html
    assert "<caption>FICTIEF: verzonnen cijfers. Inwoners" in html and '<th scope="row">Zoetermeer</th>' in html


def test_the_frame_stays_and_faults_are_named() -> None:
    kopie = FRAME.copy(deep=True)
    maak_tabel(FRAME, **OPTIES)
    pd.testing.assert_frame_equal(FRAME, kopie)
    with pytest.raises(ValueError, match="kent de kolommen banen niet"):
        maak_tabel(FRAME, bijschrift="x", kolommen={"banen": "Banen"})
    with pytest.raises(ValueError, match="bijschrift"):
        maak_tabel(FRAME, bijschrift=" ", kolommen={"naam": "Naam"})


def test_an_empty_frame_gives_a_table_that_says_so() -> None:
    html = maak_tabel(FRAME.iloc[:0], **OPTIES)._repr_html_()
    assert f'<td colspan="{len(OPTIES["kolommen"])}">Er zijn geen cijfers om te tonen.</td>' in html
