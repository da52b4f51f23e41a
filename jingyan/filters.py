"""The base of every ledger's filter bar."""

from collections.abc import Iterator
from functools import reduce
from operator import and_
from typing import Any, ClassVar, cast

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, RangeField
from django_filters.widgets import BooleanWidget, DateRangeWidget

from jingyan.fields import CharField, DateField, DecimalField
from jingyan.lazy_text import LazyText
from jingyan.rendering import escape_html, render_widget

MAX_WORDS = 8
FIRST_FIELDS = 3
# In the query of a page that shows the folded conditions: they are rendered on request only.
MORE = "more"


class _SearchFilter(django_filters.CharFilter):
    field_class = CharField


class NumberFilter(django_filters.NumberFilter):
    """A number, typed as in a register."""

    field_class = DecimalField


class Filters(django_filters.FilterSet):
    """A filter bar with a quick search: every word of `q` must occur in one of `search_fields`."""

    search_fields: ClassVar[tuple[str, ...]] = ()
    search_hint: ClassVar[str | LazyText] = ""

    q = _SearchFilter(method="search", label=_("Search"))

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
        return _matches(self._meta.model, self._fields_for(word), word)

    def _fields_for(self, word: str) -> list[str]:
        # Pinyin holds Latin letters only, and no other word can be found in it.
        latin = word.isascii() and word.isalnum()
        return [field for field in self.search_fields if latin or not field.endswith("pinyin")]

    @cached_property
    def first_fields(self) -> SafeString:
        """The conditions that are shown in the bar, beside the quick search."""
        return _fields_html(self._conditions[:FIRST_FIELDS])

    @cached_property
    def more_fields(self) -> SafeString:
        """The conditions that are folded away."""
        return _fields_html(self._conditions[FIRST_FIELDS:])

    @cached_property
    def conditions_are_used(self) -> bool:
        """Whether a condition other than the quick search is in use."""
        return any(_has_value(field.value()) for field in self._conditions)

    @property
    def has_more(self) -> bool:
        """Whether there are conditions that don't fit the bar."""
        return len(self._conditions) > FIRST_FIELDS

    @cached_property
    def more_are_shown(self) -> bool:
        """Whether the folded conditions are shown: on request, or because one is in use and must be
        visible.
        """
        return MORE in self.data or any(
            _has_value(field.value()) for field in self._conditions[FIRST_FIELDS:]
        )

    @cached_property
    def _conditions(self) -> list[forms.BoundField]:
        return [field for field in self.form if field.name != "q"]

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether anything in the bar leaves rows out."""
        return any(_has_value(field.value()) for field in self.form)

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The conditions in use, as the printed ledger names them: field and value."""
        used = [field for field in self.form if _has_value(field.value())]
        values: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        conditions = [
            (capfirst(str(field.label)), _words(field.field, values.get(field.name)))
            for field in used
        ]
        return [(label, words) for label, words in conditions if words]


class _DateSpanField(DateRangeField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Past the class between, which brings fields of its own.
        RangeField.__init__(self, (DateField(), DateField()), *args, **kwargs)


class DateSpan(django_filters.DateFromToRangeFilter):
    """From day to day, both included."""

    field_class = _DateSpanField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = DateRangeWidget(attrs={"type": "date"})
        super().__init__(*args, **{"widget": widget} | kwargs)


def _matches(model: type[Model], fields: list[str], word: str) -> Q:
    """Rows that hold `word` in one of `fields`.

    What they point at is looked for by itself: nothing is joined to rows that are not shown.
    """
    matches, of_others = Q(), dict[str, list[str]]()
    for field in fields:
        relation, _sign, rest = field.partition("__")
        if rest:
            of_others.setdefault(relation, []).append(rest)
        else:
            matches |= Q(**{f"{field}__icontains": word})
    for relation, theirs in of_others.items():
        other = cast(type[Model], model._meta.get_field(relation).related_model)
        matches |= Q(
            **{
                f"{relation}__in": other._base_manager.filter(_matches(other, theirs, word)).values(
                    "pk"
                )
            }
        )
    return matches


def _fields_html(fields: list[forms.BoundField]) -> SafeString:
    # Labels and faults are escaped, controls escape what they print.
    return SafeString("\n".join([_field(field) for field in fields]))  # nosec B703


def _field(field: forms.BoundField) -> str:
    faults = "".join(
        [f'<p class="filter-error">{escape_html(fault)}</p>' for fault in field.errors]
    )
    label, control = escape_html(capfirst(field.label)), render_widget(field)
    if isinstance(field.field.widget, forms.MultiWidget):
        pair = f'<legend>{label}</legend><div class="filter-pair">{control}</div>'
        fieldset = f'<fieldset class="filter-span">{pair}</fieldset>'
        return f'<div class="filter-field filter-wide">{fieldset}{faults}</div>'
    label_html = f'<label for="{escape_html(field.id_for_label)}">{label}</label>'
    return f'<div class="filter-field">{label_html}{control}{faults}</div>'


def _words(field: forms.Field, value: Any) -> str:
    """A condition's value as its control shows it; "" for one that is not applied."""
    if value in (None, ""):
        return ""
    if isinstance(value, slice):
        return " – ".join(f"{end:%Y-%m-%d}" if end else "…" for end in (value.start, value.stop))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, list | QuerySet):
        return "、".join(_words(field, one) for one in value)
    choices = (
        {}
        if isinstance(field, forms.ModelChoiceField)
        else dict(_flat(getattr(field, "choices", ())))
    )
    return str(choices.get(str(value), value))


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)


def _has_value(value: object) -> bool:
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
