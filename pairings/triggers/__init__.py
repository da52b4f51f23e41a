"""What the database itself refuses. Loaded when the apps are ready."""

from pairings.triggers import core, support

__all__ = ["core", "support"]
