"""The base of every ledger's table and the columns that ledgers share."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from jingyan.badges import tone
from jingyan.quantity import Quantity

DASH = "—"


class Table(tables.Table):
    """A ledger. Name the columns as attributes; a missing value prints as a dash, never as zero."""

    # What the table holds, for those who don't see its heading. A Listing sets it to its title.
    caption = ""

    class Meta:
        default = DASH
        template_name = "_parts/table.html"
        attrs = {"class": "ledger"}
        order_by_field = "sort"


class LinkColumn(tables.Column):
    """The value as a link to `url_name` with the row's key (or with what `key` reads from the row)."""

    def __init__(self, url_name: str, *, key: str = "pk", **extra: Any) -> None:
        super().__init__(linkify=self._url, **extra)
        self.url_name, self.key = url_name, key

    def _url(self, record: Any) -> str | None:
        value = tables.A(self.key).resolve(record, quiet=True)
        return reverse(self.url_name, args=[value]) if value is not None else None


class DateColumn(tables.DateColumn):
    """A day, as 2022-08-02."""

    attrs = {"td": {"class": "nowrap"}}

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"format": "Y-m-d", "attrs": self.attrs} | extra)

    def value(self, value: Any) -> Any:
        """The day itself, for exports."""
        return value


class MomentColumn(tables.DateTimeColumn):
    """A point in time, as 2022-08-02 15:30."""

    attrs = {"td": {"class": "nowrap"}}

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"format": "Y-m-d H:i", "attrs": self.attrs} | extra)

    def value(self, value: Any) -> Any:
        """The moment itself, for exports."""
        return value


class NumberColumn(tables.Column):
    """A plain number, right-aligned, with thousands commas and no empty decimals."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        super().__init__(*args, **{"attrs": {"th": {"class": "num"}, "td": {"class": "num"}}} | extra)

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
        return value.text() if isinstance(value, Quantity) else Quantity(value, self.unit).text()

    def value(self, value: Any) -> str:
        """With its unit in exports too: a bare number would not say what it counts."""
        return self.render(value)


class StateColumn(tables.Column):
    """The row's state (or another choice field) in words, on a badge."""

    def __init__(self, *args: Any, field: str = "state", **extra: Any) -> None:
        super().__init__(*args, **{"accessor": field, "verbose_name": _("State")} | extra)
        self.field = field

    def render(self, record: models.Model) -> SafeString:
        display: Callable[[], str] = getattr(record, f"get_{self.field}_display")
        return badge(getattr(record, self.field), display())


def badge(state: object, label: str) -> SafeString:
    """A state in words, coloured by its tone."""
    return format_html('<span class="state state-{}">{}</span>', tone(state), label)
