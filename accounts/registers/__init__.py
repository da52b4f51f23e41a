"""Registers: how workbooks come in and go out, the same way for every table of the house (see
docs/registers.md).
"""

from accounts.registers.base import REGISTERS, ModelRegister, Register, register
from accounts.registers.columns import (
    QUANTITY_NOTE,
    ImportColumn,
    amount,
    as_is,
    choice,
    code,
    money,
    reference,
    text,
    whole,
)
from accounts.registers.lines import RegisterRow, RowOutcome, look_up
from accounts.registers.run import Opened, Report, carry_out, export_sheet, import_sheet, open_sheet

__all__ = [
    "QUANTITY_NOTE",
    "REGISTERS",
    "ImportColumn",
    "ModelRegister",
    "Opened",
    "Register",
    "RegisterRow",
    "Report",
    "RowOutcome",
    "amount",
    "as_is",
    "carry_out",
    "choice",
    "code",
    "export_sheet",
    "import_sheet",
    "look_up",
    "money",
    "open_sheet",
    "reference",
    "register",
    "text",
    "whole",
]
