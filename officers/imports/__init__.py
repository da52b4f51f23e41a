"""Registers of the officers' app: enterprises, and people with their registration and term."""

from officers.imports import enterprise, officer

__all__ = ["enterprise", "officer"]
