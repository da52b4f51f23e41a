"""Registers of pairings, meetings and contributions."""

from pairings.imports import contribution, meeting, pairing

__all__ = ["contribution", "meeting", "pairing"]
