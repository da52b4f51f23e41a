"""One list pattern for every ledger: quick search, filters, sort, pages, cards on a phone."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django_tables2 import RequestConfig

from accounts import trail
from accounts.lists import saved_views
from accounts.models import SavedView
from jingyan.bulk import BULK_UP_TO, BulkMove, TickColumn
from jingyan.columns import EVERY, ColumnChooser
from jingyan.exports import CONTENT_TYPES, EXPORT_UP_TO, as_file
from jingyan.filters import MORE, Filters
from jingyan.lazy_text import LazyText
from jingyan.paging import PAGE_SIZES, CappedPaginator, Head
from jingyan.tables import Table

# Query parameters of a single visit, left out of saved views.
PASSING = {"page", "export", "view", MORE, "_"}


class Listing:
    """What a ledger's page shows: filtered, sorted, paged rows of `rows` in a fixed number of
    queries.

    `rows` has passed `visible_to` and names its `select_related`. `create_url` fills an empty
    ledger. `empty_text` says why it may be empty. `columns_out` leaves columns out, for instance
    those that a role doesn't see. `bulk` are the steps that the user may take on many rows at once.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        table: type[Table],
        filters: type[Filters] | None = None,
        title: str | LazyText = "",
        create_url: str = "",
        create_label: str | LazyText = "",
        empty_text: str | LazyText = "",
        columns_out: tuple[str, ...] = (),
        bulk: Sequence[BulkMove] = (),
    ) -> None:
        self.request, self.title = request, title
        self.create_url, self.create_label, self.empty_text = create_url, create_label, empty_text
        self.filters = filters(request.GET, queryset=rows, request=request) if filters else None
        self.rows = self.filters.qs if self.filters else rows
        self.bulk = bulk
        ticks = (
            {"extra_columns": [("tick", TickColumn())], "sequence": ("tick", "...")} if bulk else {}
        )
        self.table = self._sort(table(self.rows, exclude=columns_out, **ticks))
        self.columns = ColumnChooser(request, self.table)

    def _sort(self, table: Table) -> Table:
        table.caption, table.request = str(self.title), self.request
        RequestConfig(self.request, paginate=False).configure(table)
        _break_ties(table)
        return table

    def _paginate(self) -> Page[Model]:
        table = self.table
        if isinstance(table.data.data, QuerySet):
            table.data.data = Head(table.data.data, self.page_size)
        table.paginator = CappedPaginator(table.rows, self.page_size)
        page: Page[Model] = table.paginator.get_page(self.request.GET.get("page"))
        table.page = page
        return page

    @property
    def page_size(self) -> int:
        """Rows per page: one of `PAGE_SIZES`, as the address says."""
        requested_size = self.request.GET.get("per_page", "")
        return int(requested_size) if requested_size in map(str, PAGE_SIZES) else PAGE_SIZES[0]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The query parameters that a new search keeps."""
        return [
            (name, value)
            for name in ("sort", "per_page", "view")
            if (value := self.request.GET.get(name))
        ]

    @property
    def page_sizes(self) -> tuple[int, ...]:
        return PAGE_SIZES

    @cached_property
    def page(self) -> Page[Model]:
        return self._paginate()

    @cached_property
    def query(self) -> str:
        """What makes this view of the ledger: its conditions, order, page size and columns, as an
        address says it.
        """
        parameters = [
            (name, value) for name, values in self.request.GET.lists() for value in values if value
        ]
        conditions = [
            (name, value) for name, value in parameters if name not in PASSING | {"columns"}
        ]
        chosen = self.columns.shown if self.columns.are_chosen else [EVERY]
        return urlencode([*conditions, *(("columns", name) for name in chosen)])

    @property
    def asked(self) -> list[tuple[str, str]]:
        """What the address asks for, its columns apart."""
        return [(name, value) for name, value in parse_qsl(self.query) if name != "columns"]

    @cached_property
    def views(self) -> list[SavedView]:
        """The views of this ledger that the user keeps: each with its name, its address and whether
        it opens first.
        """
        return saved_views.of_page(self.request)

    @cached_property
    def current_view(self) -> SavedView | None:
        """The saved view that the page was opened from."""
        return next(
            (view for view in self.views if str(view.pk) == self.request.GET.get("view")), None
        )

    @property
    def bare_url(self) -> str:
        """The ledger without conditions, where a view of its own would open otherwise."""
        return (
            f"{self.request.path}?view="
            if any(view.is_default for view in self.views)
            else self.request.path
        )

    @property
    def bulk_limit(self) -> int:
        """The maximum number of rows of one bulk step."""
        return BULK_UP_TO

    @property
    def is_narrowed(self) -> bool:
        """Whether a search or filter leaves rows out."""
        return self.filters is not None and self.filters.is_narrowed

    @property
    def page_numbers(self) -> list[int | str]:
        """Page numbers around the current one, with the first and the last."""
        return list(
            self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        )

    @cached_property
    def export_formats(self) -> list[str]:
        return list(CONTENT_TYPES)

    @property
    def exports_behind(self) -> bool:
        """Whether the ledger is too long to be exported within a request."""
        return self.page.paginator.count > EXPORT_UP_TO

    def render(self, template: str = "list.html", **context: Any) -> HttpResponse:
        """The page, or the file that `export` names. An export is recorded in the trail first.

        `list.html` also reads `register`, which the page offers to import, and `parents`, the
        pages above it, each with its URL.
        """
        if not self.request.GET and (
            first := next((view for view in self.views if view.is_default), None)
        ):
            return redirect(first.url)
        file_format = self.request.GET.get("export", "")
        if file_format in self.export_formats and not self.exports_behind:
            trail.exported(self.request, str(self.title), self.page.paginator.count)
            return as_file(self.table, str(self.title), file_format)
        return ListingPage(self, template, context)


class ListingPage(TemplateResponse):
    """The page of a ledger. It is drawn when it is sent: a job that exports its listing never draws
    it.
    """

    def __init__(self, listing: Listing, template: str, context: dict[str, Any]) -> None:
        super().__init__(listing.request, template, {"listing": listing, **context})
        self.listing = listing


def _break_ties(table: Table) -> None:
    """Rows that sort alike keep one order, or a row could be on two pages and another on none.

    In the direction of the last column, so that an index of it and the key can be read either way.
    """
    rows = table.data.data
    if isinstance(rows, QuerySet):
        order = rows.query.order_by or rows.model._meta.ordering
        rising = bool(order) and isinstance(order[-1], str) and not order[-1].startswith("-")
        table.data.data = rows.order_by(*order, "pk" if rising else "-pk")
