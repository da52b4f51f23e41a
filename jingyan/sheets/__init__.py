"""Tabular files in and out: hostile workbooks are refused, faults name their cell, exports read back losslessly."""

from jingyan.sheets.container import SheetError
from jingyan.sheets.faults import Fault, write_faults
from jingyan.sheets.raw import load
from jingyan.sheets.reader import Cell, Column, Row, Sheet, read_sheet
from jingyan.sheets.slots import ParsersBusyError
from jingyan.sheets.writer import Cellable, escape, unescape, write_sheet

__all__ = [
    "Cell",
    "Cellable",
    "Column",
    "Fault",
    "ParsersBusyError",
    "Row",
    "Sheet",
    "SheetError",
    "escape",
    "load",
    "read_sheet",
    "unescape",
    "write_faults",
    "write_sheet",
]
