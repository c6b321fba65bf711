"""From observations to what people open: executed notebooks, the site, tables, the edition."""
