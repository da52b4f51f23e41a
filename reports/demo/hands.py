"""What the makers of the demonstration's records share."""

from dataclasses import dataclass

from reports.demo.acts import Acts
from reports.demo.chance import Chance
from reports.demo.logins import Cast


@dataclass(frozen=True)
class Hands:
    """People to sign, chance, and the trail."""

    cast: Cast
    chance: Chance
    acts: Acts

    def with_chance(self, seed: int) -> "Hands":
        """The same people and trail with a chance of their own."""
        return Hands(self.cast, Chance(seed), self.acts)
