"""The views of the database as SQL; what their columns mean stands in `schema_views`."""

from __future__ import annotations

from ezlib.database.schema import EIGEN, OVERIG

# In the order in which they can be made: each may use the ones before it.
VIEWS = {
    "cijfers_met_fictief": """
        SELECT w.indicator_id, i.naam AS indicator,
               g.gebied_type, g.gebied_code, g.gebied_naam, g.indeling, g.groep, g.reeks_id,
               w.periode, w.einde, w.kenmerk, w.kenmerkwaarde, k.label, w.waarde, i.eenheid,
               w.ondergrens, w.bovengrens, w.n, w.status, w.herkomst, w.ontbreekt,
               w.bron_id, b.naam AS bron, b.uitgever, w.editie, w.noot
        FROM waarneming AS w
        JOIN indicator AS i USING (indicator_id)
        JOIN gebied AS g USING (gebied_id)
        JOIN kenmerk AS k USING (kenmerk, kenmerkwaarde)
        LEFT JOIN bron AS b USING (bron_id)
    """,
    "cijfers": """
        SELECT * FROM cijfers_met_fictief WHERE herkomst <> 'fictief'
    """,
    # A known figure goes before a later one that is missing.
    "laatste": """
        SELECT * FROM cijfers
        QUALIFY row_number() OVER (
            PARTITION BY indicator_id, reeks_id, kenmerk, kenmerkwaarde
            ORDER BY waarde IS NULL, einde DESC, indeling DESC
        ) = 1
    """,
    # One publication and one period: counts of two sources are never laid side by side.
    "benchmark": f"""
        SELECT e.indicator_id, e.indicator, e.kenmerk, e.kenmerkwaarde, e.label, e.periode, e.einde, e.eenheid,
               e.waarde AS eigen_waarde, a.groep, a.gebied_code, a.gebied_naam, a.waarde,
               CASE WHEN e.eenheid <> 'aantal' THEN e.waarde - a.waarde END AS verschil,
               e.einde = max(e.einde) OVER (
                   PARTITION BY e.indicator_id, e.kenmerk, e.kenmerkwaarde, a.gebied_code
               ) AS is_laatste,
               e.bron_id, e.editie
        FROM cijfers AS e
        JOIN cijfers AS a USING (indicator_id, periode, kenmerk, kenmerkwaarde, bron_id, editie)
        WHERE e.gebied_code = (SELECT gemeente_code FROM monitor)
          AND a.groep NOT IN ('{EIGEN}', '{OVERIG}')
          AND e.waarde IS NOT NULL AND a.waarde IS NOT NULL
    """,
    "reeks_per_wijk": f"""
        SELECT c.indicator_id, c.indicator, c.reeks_id, c.gebied_code, c.gebied_naam, c.kenmerk, c.kenmerkwaarde,
               c.label, c.periode, c.einde, c.waarde, c.eenheid, c.status, c.ontbreekt, c.indeling, c.bron_id, c.editie,
               count(DISTINCT b.reeks) OVER (
                   PARTITION BY c.indicator_id, c.reeks_id, c.kenmerk, c.kenmerkwaarde
               ) = 1 AS een_bron
        FROM cijfers AS c
        LEFT JOIN bron AS b USING (bron_id)
        WHERE c.gebied_type = 'wijk' AND c.groep = '{EIGEN}'
        ORDER BY c.indicator_id, c.kenmerk, c.kenmerkwaarde, c.reeks_id, c.einde
    """,
}
