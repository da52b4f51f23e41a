"""The trail: who did what, as a chain that nobody can change unnoticed, and the field history
beside it.
"""

from accounts.trail.entries import exported, extend, together, write

__all__ = ["exported", "extend", "together", "write"]
