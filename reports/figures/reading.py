"""The reading of one metric for one period and place, and its arithmetic."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Aggregate, BigIntegerField, F, Sum, TextField
from django.db.models.functions import Cast, Round

from jingyan.quantity import CENT, Qualifier

# Stored in frozen figures, and therefore always in Chinese.
NO_FACT = "没有经县级确认的事实"

FactId = tuple[str, int]


@dataclass(frozen=True)
class Reading:
    """A value with the facts behind it, or the reason why there is none.

    `attributed` is the part due to the programme, Σ value × share; only entered metrics have
    shares.
    """

    value: Decimal | None = None
    facts: tuple[FactId, ...] = ()
    qualifier: Qualifier | None = None
    attributed: Decimal | None = None
    missing: str = ""


def missing(reason: str = NO_FACT) -> Reading:
    """No value: never zero."""
    return Reading(missing=reason)


def weakest(qualifiers: Iterable[str]) -> Qualifier | None:
    """The qualifier of a sum, which claims no more than its parts allow.

    余 (more than) outweighs 以上 (at least), and both outweigh exact parts. 近 (nearly) stays 近
    among exact parts. Parts that lean to different sides, or any 约, make the sum 约.
    """
    distinct = {Qualifier(qualifier) for qualifier in qualifiers if qualifier}
    if not distinct:
        return None
    if distinct <= {Qualifier.OVER, Qualifier.AT_LEAST}:
        return Qualifier.OVER if Qualifier.OVER in distinct else Qualifier.AT_LEAST
    return distinct.pop() if len(distinct) == 1 else Qualifier.ABOUT


def in_order(facts: Iterable[FactId]) -> tuple[FactId, ...]:
    """Fact ids by kind and number, each once."""
    return tuple(sorted(set(facts)))


def rounded(value: Fraction | Decimal) -> Decimal:
    """An exact number rounded half up to two decimals."""
    exact = Fraction(value) * 100
    whole = (2 * abs(exact) + 1) // 2
    return Decimal(whole if exact >= 0 else -whole) * CENT


def per_cent(part: Fraction | Decimal | int, whole: Fraction | Decimal | int) -> Decimal:
    """`part` of `whole` in per cent, rounded half up to two decimals."""
    return rounded(Fraction(part) / Fraction(whole) * 100)


def cents(path: str, **only: Any) -> Sum:
    """The sum of a two-decimal column in hundredths, as an integer, so that SQLite adds exactly."""
    return Sum(Cast(Round(F(path) * 100), BigIntegerField()), **only)


class Keys(Aggregate):
    """The keys behind a sum, separated by commas.

    Selected by the same statement as the sum: a fact confirmed between two statements would be in
    one and not in the other.
    """

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """The SQL for PostgreSQL, which has no GROUP_CONCAT."""
        template = "STRING_AGG(CAST(%(expressions)s AS text), ',')"
        return super().as_sql(compiler, connection, template=template, **extra)


def plain(value: Decimal | None) -> str | None:
    """A number as a plain decimal string: 2013, 7.4, -0.5; None stays None."""
    if value is None:
        return None
    text = f"{value.quantize(CENT, ROUND_HALF_UP):f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(kind: str, keys: Collection[int], reason: str) -> Reading:
    """The number of rows of one kind; missing, for `reason`, if there are none."""
    if not keys:
        return missing(reason)
    return Reading(Decimal(len(keys)), in_order((kind, key) for key in keys))
