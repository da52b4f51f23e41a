"""Reproducible random choices: the same seed gives the same programme."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from django.utils import timezone

T = TypeVar("T")
SATURDAY = 5


class Chance(random.Random):
    """A random generator with methods for days, moments and amounts."""

    def day(self, first: date, last: date) -> date:
        """A weekday from first to last, or `last` if there is none."""
        span = max((last - first).days, 0)
        start = first + timedelta(days=self.randint(0, span))
        weekdays = (start + timedelta(days=ahead) for ahead in range(7))
        return next((day for day in weekdays if day.weekday() < SATURDAY and day <= last), last)

    def moment(self, day: date) -> datetime:
        """A point in the office hours of a day."""
        return timezone.make_aware(
            datetime.combine(day, time(9, 0)) + timedelta(minutes=self.randint(0, 480))
        )

    def parts(
        self, total: int | str | Decimal, count: int, step: int | str | Decimal = 1
    ) -> list[Decimal]:
        """Split `total` exactly into `count` uneven parts, each a positive multiple of `step`."""
        size = Decimal(step)
        units = int(Decimal(total) / size)
        weights = [self.uniform(0.4, 1.6) for _ in range(count)]
        shares = [1 + int((units - count) * weight / sum(weights)) for weight in weights]
        for place in range(units - sum(shares)):
            shares[place % count] += 1
        return [share * size for share in shares]

    def amount(self, low: int, high: int, step: int) -> Decimal:
        """A multiple of `step` from low to high."""
        return Decimal(self.randint(low // step, high // step) * step)

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """The same things in another order."""
        return self.sample(list(things), len(things))
