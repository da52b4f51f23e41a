"""The data check (数据体检): what ought to hold, one function a rule."""

from reports.checks import facts, programme, support
from reports.checks.registry import RULES, Eye, Finding, Level, Result, Rule, check, glance

__all__ = ["RULES", "Eye", "Finding", "Level", "Result", "Rule", "check", "facts", "glance", "programme", "support"]
