"""Template tags and filters of the house: `{% load ui %}`."""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.db import models
from django.template.base import Node, NodeList, Parser, Template, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from jingyan import tables
from jingyan.icons import icon
from jingyan.quantity import Quantity

register = template.Library()
register.simple_tag(icon)
DASH = tables.DASH
# From then on the workbench marks what waits.
LATE_DAYS = 7


class OnceNode(Node):
    """The content between `{% once %}` and `{% endonce %}`."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self.drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The part in the current language, rendered on first use."""
        language = get_language()
        if language not in self.drawn:
            nothing = Context()
            with nothing.bind_template(cast(Template, context.template)):
                self.drawn[language] = self.nodelist.render(nothing)
        return self.drawn[language]


@register.tag
def once(parser: Parser, _token: Token) -> OnceNode:
    """Renders a part that is the same for all users once per language, for the lifetime of the
    process.

    It sees nothing of the page's context, so that nothing of one reader can reach another.
    """
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist)


@register.simple_tag
def colon() -> str:
    """The separator between a label and its value in the reader's language."""
    return pgettext("after a label", ": ")


@register.simple_tag(takes_context=True)
def again(context: Context, name: str) -> SafeString:
    """The text of a block that is printed elsewhere on the page, for instance the heading in the
    window's title.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # The block has escaped what it prints.
    return SafeString(" ".join(block.render(context).split()) if block else "")  # nosec B703


@register.simple_tag
def detail(label: str, value: Any = None, unit: str = "") -> SafeString:
    """One entry of a `<dl class="details">`. A missing value prints as a dash, without its unit."""
    text = conditional_escape(dash(value))
    return format_html(
        '<div class="detail"><dt>{}</dt><dd>{}{}</dd></div>',
        label,
        text,
        unit if text != DASH else "",
    )


@register.simple_tag
def badge(row: models.Model, field: str = "state") -> SafeString:
    """The state (or another choice field) of a record in words, on a badge."""
    return tables.badge(getattr(row, field), getattr(row, f"get_{field}_display")())


@register.simple_tag
def crumb(label: Any, url_name: str = "", *args: Any) -> SafeString:
    """One step of the breadcrumbs; without a URL name it is the page itself."""
    if not url_name:
        return format_html('<li class="breadcrumb-item active" aria-current="page">{}</li>', label)
    url = reverse(url_name, args=args)
    return format_html('<li class="breadcrumb-item"><a href="{}" data-back>{}</a></li>', url, label)


@register.simple_tag
def age(since: datetime | None) -> SafeString:
    """How many days something waits already; marked once it is a week."""
    if since is None:
        return SafeString("")
    day = timezone.localtime(since).date()
    days = (timezone.localdate() - day).days
    years = days // 365
    words = (
        ngettext("waiting for %d day", "waiting for %d days", days) % days
        if days > 0
        else _("new today")
    )
    if years > 1:
        words = ngettext("waiting for over %d year", "waiting for over %d years", years) % years
    late = " age-late" if days >= LATE_DAYS else ""
    return format_html(
        '<time class="age{}" datetime="{}" title="{}">{}</time>', late, day, day, words
    )


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash where there is none. Zero is a value; yes and no are words."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


@register.filter
def money(value: Decimal | int | None) -> str:
    """Yuan as 元, 万元 or 亿元."""
    return quantity(value, "元")


@register.filter
def quantity(value: Quantity | Decimal | int | None, unit: str = "") -> str:
    """A quantity, or a stored value in its unit, as reports print it."""
    if value is None:
        return DASH
    return (value if isinstance(value, Quantity) else Quantity(Decimal(value), unit)).shown()


@register.filter
def mask(value: str | None) -> str:
    """A personal number with its middle hidden: 511124********1234, 139****5678."""
    if not value:
        return DASH
    head, tail = (6, 4) if len(value) >= 15 else (3, 4) if len(value) >= 9 else (1, 0)
    return value[:head] + "*" * max(len(value) - head - tail, 1) + value[len(value) - tail :]
