"""The papers of this floor. Loaded when the apps are ready."""

from pairings.papers import agreement, hand_over, meeting

__all__ = ["agreement", "hand_over", "meeting"]
