"""How well an officer fits a village, from 0 to 100, part by part and in words. Knows no database.

The village's need comes first: what the village lacks is matched with what the officer brings.
Where nothing is known of an officer nothing speaks for the pair: the part has no points, and says
so.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

PARTS = ("industry", "skills", "connections", "preference", "home")
TENTH = Decimal("0.1")
_BREAKS = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True)
class VillageProfile:
    """What counts of a village: its town, lead industry, and what it asks for."""

    key: int
    town: int
    industry: str = ""
    wishes: Sequence[str] = ()


@dataclass(frozen=True)
class OfficerProfile:
    """What counts of an officer: what is brought, from where, and where to or not to."""

    key: int
    industries: str = ""
    skills: str = ""
    connections: str = ""
    home: int | None = None
    seat: int | None = None
    preferred: Collection[int] = field(default_factory=frozenset)
    refused: Collection[int] = field(default_factory=frozenset)
    # Villages where the officer's own firm has an interest, or that were turned down before.
    excluded: Collection[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class FitPart:
    """One part of a fit: its weight, its level (0 to 1; None: nothing is known), and the words that
    it rests on.
    """

    code: str
    weight: int
    level: Decimal | None
    words: Sequence[str] = ()

    @property
    def points(self) -> Decimal:
        """The points of the weight; what isn't known has none."""
        return ((self.level or Decimal(0)) * self.weight).quantize(TENTH, ROUND_HALF_UP)


def words_of(text: str) -> list[str]:
    """The words of a list written with 、 or commas."""
    return [word for word in _BREAKS.split(text) if word]


def akin(word: str, text: str) -> bool:
    """Whether a word fits a text: two characters in a row in common, or the word itself."""
    pairs = {word[place : place + 2] for place in range(len(word) - 1)} or {word}
    return any(pair in text for pair in pairs)


def forbidden(place: VillageProfile, person: OfficerProfile) -> bool:
    """Whether this pair must not be: the town is refused, or the officer has an interest or was
    turned down there.
    """
    return place.town in person.refused or place.key in person.excluded


def fit(place: VillageProfile, person: OfficerProfile, weights: Mapping[str, int]) -> list[FitPart]:
    """The parts of the fit of one pair."""
    levels = {
        "industry": _industry(place, words_of(person.industries)),
        "skills": _wishes(place, words_of(person.skills)),
        "connections": _wishes(place, words_of(person.connections)),
        "preference": (Decimal(place.town in person.preferred), [])
        if person.preferred
        else (None, []),
        "home": _home(place, person),
    }
    return [FitPart(code, weights[code], *levels[code]) for code in PARTS]


def score(parts: Collection[FitPart]) -> Decimal:
    """The points of all parts together."""
    return sum((part.points for part in parts), Decimal(0))


def _industry(place: VillageProfile, words: list[str]) -> tuple[Decimal | None, list[str]]:
    if not words:
        return None, []
    if place.industry and (
        matching_words := [word for word in words if akin(word, place.industry)]
    ):
        return Decimal(1), matching_words
    matching_words = [word for word in words if any(akin(word, wish) for wish in place.wishes)]
    return Decimal("0.5") if matching_words else Decimal(0), matching_words


def _wishes(place: VillageProfile, words: list[str]) -> tuple[Decimal | None, list[str]]:
    """The share of the village's wishes that the words answer, and these words."""
    if not words or not place.wishes:
        return None, []
    met = sum(any(akin(word, wish) for word in words) for wish in place.wishes)
    return Decimal(met) / len(place.wishes), [
        word for word in words if any(akin(word, wish) for wish in place.wishes)
    ]


def _home(place: VillageProfile, person: OfficerProfile) -> tuple[Decimal | None, list[str]]:
    if person.home is None and person.seat is None:
        return None, []
    if person.home == place.town:
        return Decimal(1), []
    return Decimal("0.5") if person.seat == place.town else Decimal(0), []
