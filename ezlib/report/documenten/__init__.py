"""Documents for the city: one content tree, written as html, docx and pdf."""

from ezlib.report.documenten.bbv import bbv_set
from ezlib.report.documenten.factsheet import factsheets
from ezlib.report.documenten.management import managementrapportage, samenvatting
from ezlib.report.documenten.pc import pc_csv, pc_tabel
from ezlib.report.documenten.raadsbrief import raadsbrief
from ezlib.report.documenten.tonen import noem, toon

__all__ = [
    "bbv_set",
    "factsheets",
    "managementrapportage",
    "noem",
    "pc_csv",
    "pc_tabel",
    "raadsbrief",
    "samenvatting",
    "toon",
]
