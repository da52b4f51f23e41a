"""Pages of a ledger whose cost doesn't grow with its length."""

from collections.abc import Iterator
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

PAGE_SIZES = (25, 50, 100)
COUNT_UP_TO = 10_000


class Head:
    """Rows whose first ones are read in advance: a ledger that fits on one page takes a single
    query and no count.
    """

    def __init__(self, rows: QuerySet[Any], size: int) -> None:
        self.rows, self.size = rows, size
        # The table's headings are the names of its model's fields.
        self.model = rows.model

    @cached_property
    def first(self) -> list[Any]:
        """One page of rows, and one more that says whether there are others."""
        return list(self.rows[: self.size + 1])

    @cached_property
    def known(self) -> int | None:
        """How many rows there are, where that is plain from the first ones."""
        return len(self.first) if len(self.first) <= self.size else None

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and key.stop is not None and key.stop <= len(self.first):
            return self.first[key]
        return self.rows[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.first) if self.known is not None else iter(self.rows)

    def __len__(self) -> int:
        return len(self.first) if self.known is not None else self.rows.count()


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # generic in stubs only
    """Counts only as many rows as a person would page through, so that a long history costs no more
    than a short one.
    """

    @cached_property
    def count(self) -> int:
        """The number of rows, or the cap where there are more."""
        rows = cast(Any, self.object_list).data.data
        if isinstance(rows, Head):
            if rows.known is not None:
                return rows.known
            rows = rows.rows
        return (
            int(rows.order_by().values("pk")[: COUNT_UP_TO + 1].count())
            if isinstance(rows, QuerySet)
            else len(rows)
        )

    @property
    def cap(self) -> int:
        """The number up to which rows are counted."""
        return COUNT_UP_TO

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.count > COUNT_UP_TO
