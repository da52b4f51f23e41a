"""Registers: how workbooks come in and go out, the same way for every table of the house (see docs/registers.md)."""

from accounts.registers.base import REGISTERS, ModelRegister, Register, register
from accounts.registers.columns import Column, as_is, choice, code, money, text, whole
from accounts.registers.lines import Line, Outcome, look_up
from accounts.registers.run import Report, export_sheet, import_sheet

__all__ = [
    "REGISTERS",
    "Column",
    "Line",
    "ModelRegister",
    "Outcome",
    "Register",
    "Report",
    "as_is",
    "choice",
    "code",
    "export_sheet",
    "import_sheet",
    "look_up",
    "money",
    "register",
    "text",
    "whole",
]
