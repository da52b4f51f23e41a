"""The trail, a tamper-evident chain of who did what, and the field history of records."""

from accounts.trail.entries import exported, extend, together, write

__all__ = ["exported", "extend", "together", "write"]
