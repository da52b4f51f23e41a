"""Registers for import and export: villages, yearly figures, demands and titles."""

from villages.imports import demand, title, village

__all__ = ["demand", "title", "village"]
