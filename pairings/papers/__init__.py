"""The papers of this floor. Loaded when the apps are ready.

The page of templates lists them in the order in which they are imported here.
"""

# isort: off
from pairings.papers import hand_over, meeting, agreement

# isort: on

__all__ = ["agreement", "hand_over", "meeting"]
