"""The headings of a ledger: its columns' names, each of which sorts by it."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django_tables2.columns import BoundColumn

from jingyan.icons import icon
from jingyan.rendering import escape_html

ARROWS = {"ascending": "caret-up-fill", "descending": "caret-down-fill"}


@dataclass(frozen=True)
class Heading:
    """One column's heading; `url` sorts by it, or reverses the order if it is sorted already."""

    label: str
    attrs: SafeString
    url: str
    # "ascending", "descending", or nothing where the page isn't sorted by this column.
    sorted: str

    @property
    def cell(self) -> str:
        content = (
            f'<a href="{escape_html(self.url)}">{self._mark}</a>'
            if self.url
            else escape_html(self.label)
        )
        way = f' aria-sort="{self.sorted}"' if self.sorted else ""
        return f'<th scope="col" {self.attrs}{way}>{content}</th>'

    @property
    def choice(self) -> str:
        """The link that sorts a list without headings; empty for a column that doesn't sort."""
        current = ' aria-current="true"' if self.sorted else ""
        return f'<a href="{escape_html(self.url)}"{current}>{self._mark}</a>' if self.url else ""

    @property
    def _mark(self) -> str:
        return escape_html(self.label) + (icon(ARROWS[self.sorted]) if self.sorted else "")


def heading(column: BoundColumn, parameters: QueryDict) -> Heading:
    """The heading of `column`; `parameters` are those of the page, which the link keeps."""
    url, now = "", ""
    if column.orderable:
        alias = column.order_by_alias
        parameters["sort"] = alias.next
        url = f"?{parameters.urlencode()}"
        now = "" if not column.is_ordered else "descending" if alias.is_descending else "ascending"
    return Heading(capfirst(str(column.header)), column.attrs["th"].as_html(), url, now)
