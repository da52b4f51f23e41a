"""The context shared by all modules that create the demonstration's records."""

from dataclasses import dataclass

from reports.demo.acts import Acts
from reports.demo.chance import Chance
from reports.demo.logins import Cast


@dataclass(frozen=True)
class Hands:
    """The users, the random generator and the trail."""

    cast: Cast
    chance: Chance
    acts: Acts

    def with_chance(self, seed: int) -> "Hands":
        """The same users and trail with another random generator."""
        return Hands(self.cast, Chance(seed), self.acts)
