"""Tabular files in and out: hostile workbooks are refused, faults name their cell, exports read
back losslessly.
"""

from jingyan.sheets.container import SheetError
from jingyan.sheets.faults import Fault, write_faults
from jingyan.sheets.raw import load
from jingyan.sheets.reader import Sheet, SheetCell, SheetColumn, SheetRow, read_sheet
from jingyan.sheets.slots import ParsersBusyError
from jingyan.sheets.writer import Cellable, escape, unescape, write_sheet

__all__ = [
    "Cellable",
    "Fault",
    "ParsersBusyError",
    "Sheet",
    "SheetCell",
    "SheetColumn",
    "SheetError",
    "SheetRow",
    "escape",
    "load",
    "read_sheet",
    "unescape",
    "write_faults",
    "write_sheet",
]
