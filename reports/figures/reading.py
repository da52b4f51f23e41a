"""One metric, read over one period and place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Aggregate, BigIntegerField, F, Sum, TextField
from django.db.models.functions import Cast, Round

from jingyan.quantity import CENT, Qualifier

# Written into frozen figures, and therefore in the language of official documents, whoever asks.
NO_FACT = "没有经县级确认的事实"

FactId = tuple[str, int]


@dataclass(frozen=True)
class Reading:
    """A value with the facts that make it, or the reason why there is none.

    `attributed` is the part due to the programme, Σ value × share; only metrics that people enter
    have shares.
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
    found = {Qualifier(qualifier) for qualifier in qualifiers if qualifier}
    if not found:
        return None
    above = found <= {Qualifier.OVER, Qualifier.AT_LEAST}
    if above:
        return Qualifier.OVER if Qualifier.OVER in found else Qualifier.AT_LEAST
    return found.pop() if len(found) == 1 else Qualifier.ABOUT


def in_order(facts: Iterable[FactId]) -> tuple[FactId, ...]:
    """Fact ids by kind and number, each once."""
    return tuple(sorted(set(facts)))


def rounded(value: Fraction | Decimal) -> Decimal:
    """Two decimals, half up, of an exact number."""
    exact = Fraction(value) * 100
    whole = (2 * abs(exact) + 1) // 2
    return Decimal(whole if exact >= 0 else -whole) * CENT


def per_cent(part: Fraction | Decimal | int, whole: Fraction | Decimal | int) -> Decimal:
    """`part` of `whole` in per cent; two decimals, half up."""
    return rounded(Fraction(part) / Fraction(whole) * 100)


def cents(path: str, **only: Any) -> Sum:
    """The sum of a two-decimal column in hundredths: whole numbers, so that SQLite too adds them
    exactly.
    """
    return Sum(Cast(Round(F(path) * 100), BigIntegerField()), **only)


class Keys(Aggregate):
    """The keys behind a sum, with commas.

    In the statement of the sum itself: a fact confirmed between two statements would be in one and
    not in the other.
    """

    function = "GROUP_CONCAT"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """PostgreSQL's words for it."""
        template = "STRING_AGG(CAST(%(expressions)s AS text), ',')"
        return super().as_sql(compiler, connection, template=template, **extra)


def plain(value: Decimal | None) -> str | None:
    """A number as machines exchange it: 2013, 7.4, -0.5; None stays None."""
    if value is None:
        return None
    text = f"{value.quantize(CENT, ROUND_HALF_UP):f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def count(kind: str, keys: Collection[int], reason: str) -> Reading:
    """How many rows of one kind there are; none at all is missing."""
    if not keys:
        return missing(reason)
    return Reading(Decimal(len(keys)), in_order((kind, key) for key in keys))
