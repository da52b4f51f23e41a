"""The papers of the pairings app, loaded when the apps are ready."""

from pairings.papers import agreement, hand_over, meeting

__all__ = ["agreement", "hand_over", "meeting"]
