"""The base of every ledger's filter bar."""

from functools import reduce
from operator import and_, or_
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget, DateRangeWidget

MAX_WORDS = 8
FIRST_FIELDS = 3


class Filters(django_filters.FilterSet):
    """A filter bar with a quick search: every word of `q` must occur in one of `search_fields`."""

    search_fields: ClassVar[tuple[str, ...]] = ()
    search_hint: ClassVar[str | Promise] = ""

    q = django_filters.CharFilter(method="search", label=_("Search"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.search_fields:
            del self.filters["q"]
        for name, field in self.form.fields.items():
            _dress(field)
            if name == "q":
                field.widget.attrs |= {"placeholder": self.search_hint, "maxlength": 100}

    def search(self, rows: QuerySet[Model], name: str, value: str) -> QuerySet[Model]:
        """Rows that hold every word of `value`, in whichever of the search fields."""
        words = value.split()[:MAX_WORDS]
        return rows.filter(reduce(and_, (self._holds(word) for word in words), Q()))

    def _holds(self, word: str) -> Q:
        return reduce(or_, (Q(**{f"{field}__icontains": word}) for field in self._fields_for(word)))

    def _fields_for(self, word: str) -> list[str]:
        # Pinyin holds Latin letters only, and no other word can be found in it.
        latin = word.isascii() and word.isalnum()
        return [field for field in self.search_fields if latin or not field.endswith("pinyin")]

    @cached_property
    def first_fields(self) -> SafeString:
        """The conditions that stand in the bar, beside the quick search."""
        return _drawn(self._conditions[:FIRST_FIELDS])

    @cached_property
    def more_fields(self) -> SafeString:
        """The conditions that are folded away."""
        return _drawn(self._conditions[FIRST_FIELDS:])

    @cached_property
    def conditions_are_used(self) -> bool:
        """Whether a condition other than the quick search is in use."""
        return any(_given(field.value()) for field in self._conditions)

    @property
    def more_are_used(self) -> bool:
        """Whether a folded condition is in use, so that it must be seen."""
        return any(_given(field.value()) for field in self._conditions[FIRST_FIELDS:])

    @cached_property
    def _conditions(self) -> list[forms.BoundField]:
        return [field for field in self.form if field.name != "q"]

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether anything in the bar leaves rows out."""
        return any(_given(field.value()) for field in self.form)


class DateSpan(django_filters.DateFromToRangeFilter):
    """From day to day, both included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = DateRangeWidget(attrs={"type": "date"})
        super().__init__(*args, **{"widget": widget} | kwargs)


def _drawn(fields: list[forms.BoundField]) -> SafeString:
    return format_html_join("\n", "{}", ((_field(field),) for field in fields))


def _field(field: forms.BoundField) -> SafeString:
    faults = format_html_join("", '<p class="filter-error">{}</p>', ((fault,) for fault in field.errors))
    if isinstance(field.field.widget, forms.MultiWidget):
        parts = '<fieldset class="filter-span"><legend>{}</legend><div class="filter-pair">{}</div></fieldset>'
        span = format_html(parts, field.label, field)
        return format_html('<div class="filter-field filter-wide">{}{}</div>', span, faults)
    label = format_html('<label for="{}">{}</label>', field.id_for_label, field.label)
    return format_html('<div class="filter-field">{}{}{}</div>', label, field, faults)


def _given(value: object) -> bool:
    values = value if isinstance(value, list) else [value]
    return any(one not in (None, "") for one in values)


def _dress(field: forms.Field) -> None:
    if isinstance(field.widget, BooleanWidget | forms.NullBooleanSelect):
        field.widget.choices = [("", _("All")), ("true", _("Yes")), ("false", _("No"))]
    select = isinstance(field.widget, forms.Select)
    field.widget.attrs["class"] = "form-select" if select else "form-control"
    if isinstance(field.widget, forms.MultiWidget):
        for part, label in zip(field.widget.widgets, (_("from"), _("to")), strict=False):
            part.attrs |= {"class": "form-control", "aria-label": label}
