"""Registers of the villages: facts, yearly figures, demands and titles."""

from villages.imports import demand, title, village

__all__ = ["demand", "title", "village"]
