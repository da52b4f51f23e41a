"""Counting no further than a person would."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery


class CountUpTo(Subquery):
    """The number of `rows`, counted up to `cap`: a long history costs no more than a short one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], cap: int) -> None:
        super().__init__(rows.order_by().values("pk")[:cap])
