"""Registers of pairings, meetings and contributions."""

from pairings.imports import meeting, pairing

__all__ = ["meeting", "pairing"]
