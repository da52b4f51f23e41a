"""The data check (数据体检): rules that the data should satisfy, one function per rule."""

from reports.checks import facts, programme, support
from reports.checks.registry import RULES, DataFinding, DataRule, Eye, Level, Result, check, glance

__all__ = [
    "RULES",
    "DataFinding",
    "DataRule",
    "Eye",
    "Level",
    "Result",
    "check",
    "facts",
    "glance",
    "programme",
    "support",
]
