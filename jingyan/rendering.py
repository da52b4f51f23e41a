"""Form controls drawn in Python: the HTML of Django's own templates, without a template for each
option of a select.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any, cast

from django.forms import BoundField, Select
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from jingyan.pinyin import searchable

Widget = dict[str, Any]
# On a select that may be searched by pinyin, which is worth it beyond so many options.
SEARCHED = "data-search"
AT_A_GLANCE = 15


def escape_html(value: Any) -> str:
    """`value` as HTML: like Django's conditional_escape, whose look for lazy text costs more than
    the escaping.
    """
    marked = getattr(value, "__html__", None)
    return marked() if marked else escape(str(value))


class Renderer(DjangoTemplates):
    """Draws inputs and selects itself and leaves the rest to Django's templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        """The control that `template_name` describes."""
        draw = _DRAWN.get(template_name)
        # The drawers escape what they print.
        if draw:
            return SafeString(draw(context["widget"]))  # nosec B703
        return cast(SafeString, super().render(template_name, context, request))


def _attrs(attrs: dict[str, Any]) -> str:
    pairs = [(name, value) for name, value in attrs.items() if value is not False]
    return "".join(
        f" {escape_html(name)}" + ("" if value is True else f'="{escape_html(str(value))}"')
        for name, value in pairs
    )


def _input(widget: Widget) -> str:
    value = widget["value"]
    filled = "" if value is None else f' value="{escape_html(str(value))}"'
    name = escape_html(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{filled}{_attrs(widget["attrs"])}>'


def _option(option: Widget) -> str:
    value, label = escape_html(str(option["value"])), escape_html(option["label"])
    return f'<option value="{value}"{_attrs(option["attrs"])}>{label}</option>'


def _select(widget: Widget) -> str:
    widget = _with_pinyin(widget)
    parts = [f'<select name="{escape_html(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        lines = [_option(option) for option in options]
        parts += (
            [f'<optgroup label="{escape_html(group)}">', *lines, "</optgroup>"] if group else lines
        )
    return "\n".join([*parts, "</select>"])


def render_widget(field: BoundField) -> str:
    """The control of a form's field; of a plain select each option is drawn as it comes, without a
    context for it.
    """
    widget = field.field.widget
    if type(widget) is not Select or SEARCHED in widget.attrs:
        return str(field)
    attrs = {"id": field.auto_id} | widget.attrs | field.build_widget_attrs({}, widget)
    # Not list(): that would ask for their number first, which is a query.
    choices = [choice for choice in widget.choices]  # noqa: C416
    if any(isinstance(label, list | tuple) for _value, label in choices):
        return str(field)
    selected_values = widget.format_value(field.value())
    lines = [_choice(value, label, selected_values) for value, label in choices]
    return "\n".join(
        [f'<select name="{escape_html(field.html_name)}"{_attrs(attrs)}>', *lines, "</select>"]
    )


def _choice(value: Any, label: Any, selected_values: list[str]) -> str:
    text = "" if value is None else str(value)
    selected = " selected" if text in selected_values else ""
    return f'<option value="{escape(text)}"{selected}>{escape_html(label)}</option>'


def _with_pinyin(widget: Widget) -> Widget:
    """A long searchable select includes each option's pinyin; a short one is read at a glance and
    isn't searchable.
    """
    if SEARCHED not in widget["attrs"]:
        return widget
    groups = widget["optgroups"]
    if sum(len(options) for _group, options, _index in groups) <= AT_A_GLANCE:
        return widget | {
            "attrs": {name: value for name, value in widget["attrs"].items() if name != SEARCHED}
        }
    groups_with_pinyin = [
        (group, [_spelt(option) for option in options], index) for group, options, index in groups
    ]
    return widget | {"optgroups": groups_with_pinyin}


def _spelt(option: Widget) -> Widget:
    return option | {"attrs": option["attrs"] | {"data-pinyin": _pinyin(str(option["label"]))}}


@lru_cache(maxsize=4096)
def _pinyin(label: str) -> str:
    return searchable(label)


def _pair(widget: Widget) -> str:
    return "-".join(_DRAWN[part["template_name"]](part) for part in widget["subwidgets"])


_INPUTS = ("checkbox", "date", "email", "hidden", "number", "password", "text", "url")
_DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    "django/forms/widgets/select.html": _select,
    "django_filters/widgets/multiwidget.html": _pair,
}
