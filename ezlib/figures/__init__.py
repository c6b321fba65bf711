"""Figures in one house style: a frame goes in, a `Beeld` comes out, nothing is saved.

A new chart kind is one module with one `plot_*` function:

1. `gegevens.lees_gegevens(frame, [columns])` copies and checks the frame; `beeld.lees_kop(frame, ...)` reads title,
   subtitle, source and name, and applies the rule for fictive figures: draw with what it returns, not with the arguments.
2. `stijl.nieuw_figuur(...)` lays out the figure and leaves a rectangle; `Vlak.assen(...)` puts axes in it.
   Text only through `stijl.zet`, colours and sizes only from `stijl`.
3. `beeld.voltooi(kop, vlak, soort=..., onderwerp=..., cijfers=[...], tabel=...)` makes the alternative text, the
   table and the fictive label. What names a value or an order belongs in `cijfers`, which a fictive figure drops.
4. `beeld.beeld_zonder_cijfers(...)` where no value is known.

Import it from its own module, so that a notebook depends on the charts it draws and on no other; add it to the list in `tests/test_figures_regels.py`: the rules for every kind run on it.
"""
