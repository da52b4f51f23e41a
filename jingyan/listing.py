"""One list pattern for every ledger: quick search, filters, sort, pages, cards on a phone."""

from typing import Any, cast

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise, cached_property
from django.utils.module_loading import import_string
from django_tables2 import RequestConfig

from jingyan.exports import CONTENT_TYPES, EXPORT_UP_TO, as_file
from jingyan.filters import Filters
from jingyan.tables import Table

PAGE_SIZES = (25, 50, 100)
COUNT_UP_TO = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than a person would page, so that a long history costs no more than a short one."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or the cap where there are more."""
        rows = cast(Any, self.object_list).data.data
        return int(rows.order_by()[: COUNT_UP_TO + 1].count()) if isinstance(rows, QuerySet) else len(rows)

    @property
    def cap(self) -> int:
        """How far rows are counted."""
        return COUNT_UP_TO

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.count > COUNT_UP_TO


class Listing:
    """What a ledger's page shows: filtered, sorted, paged rows of `rows` in a fixed number of queries.

    `rows` has passed `visible_to` and names its `select_related`. `create_url` fills an empty ledger. `empty_text` says
    why it may be empty. `columns_out` leaves columns out, for instance those that a role doesn't see.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        table: type[Table],
        filters: type[Filters] | None = None,
        title: str | Promise = "",
        create_url: str = "",
        create_label: str | Promise = "",
        empty_text: str | Promise = "",
        columns_out: tuple[str, ...] = (),
    ) -> None:
        self.request, self.title = request, title
        self.create_url, self.create_label, self.empty_text = create_url, create_label, empty_text
        self.filters = filters(request.GET, queryset=rows, request=request) if filters else None
        self.rows = self.filters.qs if self.filters else rows
        self.table = self._paged(table(self.rows, exclude=columns_out))

    def _paged(self, table: Table) -> Table:
        table.caption, table.request = str(self.title), self.request
        RequestConfig(self.request, paginate=False).configure(table)
        _break_ties(table)
        table.paginator = CappedPaginator(table.rows, self.page_size)
        table.page = table.paginator.get_page(self.request.GET.get("page"))
        return table

    @property
    def page_size(self) -> int:
        """Rows a page: one of `PAGE_SIZES`, as the address asks."""
        asked = self.request.GET.get("per_page", "")
        return int(asked) if asked in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a new search keeps of the address."""
        return [(name, value) for name in ("sort", "per_page") if (value := self.request.GET.get(name))]

    @property
    def page_sizes(self) -> tuple[int, ...]:
        """The page sizes on offer."""
        return PAGE_SIZES

    @property
    def page(self) -> Page[Model]:
        """The page shown."""
        return self.table.page  # type: ignore[no-any-return]

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter leaves rows out."""
        return self.filters is not None and self.filters.is_narrowed

    @property
    def page_numbers(self) -> list[int | str]:
        """Page numbers around the current one, with the first and the last."""
        return list(self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1))

    @property
    def export_formats(self) -> list[str]:
        """The files that this ledger can be had as; none while it is too long for one."""
        return list(CONTENT_TYPES) if self.page.paginator.count <= EXPORT_UP_TO else []

    def render(self, template: str, **context: Any) -> HttpResponse:
        """The page, or the file that `export` asks for. An export is an act: it is written down first."""
        asked = self.request.GET.get("export", "")
        if asked in self.export_formats:
            import_string(settings.EXPORT_RECORDER)(self.request, str(self.title), self.page.paginator.count)
            return as_file(self.table, str(self.title), asked)
        return render(self.request, template, {"listing": self, **context})


def _break_ties(table: Table) -> None:
    """Rows that sort alike keep one order, or a row could stand on two pages and another on none."""
    rows = table.data.data
    if isinstance(rows, QuerySet):
        order = rows.query.order_by or rows.model._meta.ordering
        table.data.data = rows.order_by(*order, "-pk")
