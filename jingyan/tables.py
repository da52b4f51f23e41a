"""The base of every ledger's table and the columns that ledgers share."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db import models
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jingyan.badges import tone
from jingyan.headings import Heading, heading
from jingyan.quantity import Quantity
from jingyan.rendering import escape_html
from jingyan.rows import rows_html

DASH = "—"
# Keys that no row has: a number, or for records under a random name.
ANY_KEYS = (987654321987654321, "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f")


class Table(tables.Table):
    """A ledger. Name the columns as attributes; a missing value prints as a dash, never as zero."""

    # What the table holds, for those who don't see its heading. A Listing sets it to its title.
    caption = ""

    class Meta:
        default = DASH
        template_name = "_parts/table.html"
        attrs = {"class": "ledger"}
        order_by_field = "sort"

    @cached_property
    def headings(self) -> list[Heading]:
        """The columns' headings, as the page is sorted now."""
        parameters = (
            self.request.GET.copy() if getattr(self, "request", None) else QueryDict(mutable=True)
        )
        parameters.pop("page", None)
        return [heading(column, parameters) for column in self.columns]

    @property
    def headings_html(self) -> SafeString:
        # A heading escapes what it prints.
        return SafeString("\n".join([one.cell for one in self.headings]))  # nosec B703

    @property
    def order_html(self) -> SafeString:
        """The same as links, for cards on a phone, which have no headings."""
        return SafeString("\n".join([one.choice for one in self.headings]))  # nosec B703

    @property
    def rows_html(self) -> SafeString:
        """The body of the table: the rows of its page."""
        return rows_html(self, self.paginated_rows)


class LinkColumn(tables.Column):
    """The value as a link to `url_name` with the row's key, or with what `key` reads from it."""

    def __init__(self, url_name: str, *, key: str = "pk", **extra: Any) -> None:
        super().__init__(**extra)
        self.url_name, self.key = url_name, key

    @cached_property
    def _way(self) -> list[str]:
        # Reversing is slow, and a column's links differ only in the key: the text around it.
        number, name = ANY_KEYS
        try:
            return reverse(self.url_name, args=[number]).split(str(number))
        except NoReverseMatch:
            return reverse(self.url_name, args=[name]).split(str(name))

    def link(self, content: object, *, record: Any, **_known: object) -> Any:
        """The cell's `content` as a link; without one where the row has no such key."""
        key = getattr(record, self.key)
        if key is None:
            return content
        # Both parts are escaped.
        return SafeString(
            f'<a href="{escape_html(str(key).join(self._way))}">{escape_html(content)}</a>'
        )  # nosec B703


class DateColumn(tables.Column):
    """A day, as 2022-08-02."""

    attrs = {"td": {"class": "nowrap"}}

    def render(self, value: date) -> str:
        return f"{value:%Y-%m-%d}"

    def value(self, value: Any) -> Any:
        """The day itself, for exports."""
        return value


class MomentColumn(tables.Column):
    """A point in time, as 2022-08-02 15:30."""

    attrs = {"td": {"class": "nowrap"}}

    def render(self, value: datetime) -> str:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"

    def value(self, value: Any) -> Any:
        """The moment itself, for exports."""
        return value


class YesNoColumn(tables.Column):
    """Yes or no in words, on the page as in exports."""

    def render(self, value: bool) -> str:
        return gettext("Yes") if value else gettext("No")


class NumberColumn(tables.Column):
    """A plain number, right-aligned, with thousands commas and no empty decimals."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(
            *args, **{"attrs": {"th": {"class": "num"}, "td": {"class": "num"}}} | extra
        )

    def render(self, value: Decimal | float) -> str:
        whole = Decimal(value) == Decimal(value).to_integral_value()
        return f"{value:,.0f}" if whole else f"{value:,.2f}".rstrip("0")

    def value(self, value: Any) -> Any:
        """The bare number, for exports."""
        return value


class QuantityColumn(NumberColumn):
    """A stored value with its unit: a fixed `unit` (元 prints as 万元 or 亿元), or a `Quantity`."""

    def __init__(self, *args: Any, unit: str = "", **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.unit = unit

    def render(self, value: Any) -> str:
        return self._quantity(value).shown()

    def value(self, value: Any) -> str:
        """Exact, and with its unit in exports too: a bare number would not say what it counts."""
        return self._quantity(value).text()

    def _quantity(self, value: Any) -> Quantity:
        return value if isinstance(value, Quantity) else Quantity(value, self.unit)


class StateColumn(tables.Column):
    """The row's state (or another choice field) in words, on a badge."""

    def __init__(self, *args: Any, field: str = "state", **extra: Any) -> None:
        super().__init__(*args, **{"accessor": field, "verbose_name": _("State")} | extra)
        self.field = field

    def render(self, record: models.Model, value: object) -> SafeString:
        return badge(getattr(record, self.field), str(value))


def badge(state: object, label: str) -> SafeString:
    """A state in words, coloured by its tone."""
    # The tone is a constant, the label is escaped.
    return SafeString(f'<span class="state state-{tone(state)}">{escape_html(label)}</span>')  # nosec B703
