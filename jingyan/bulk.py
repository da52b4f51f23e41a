"""Steps taken on many rows of a ledger at once: the ticked ones, or all that match its filters."""

from dataclasses import dataclass

import django_tables2 as tables
from django.db.models import Model
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jingyan.lazy_text import LazyText
from jingyan.rendering import escape_html

BULK_UP_TO = 500
FORM = "bulk"


@dataclass(frozen=True)
class BulkMove:
    """One button over a ledger: posts the ticked rows to `url`."""

    label: str | LazyText
    url: str
    style: str = "primary"


class TickColumn(tables.Column):
    """A box to tick in each row. It belongs to the form of the buttons, anywhere on the page."""

    def __init__(self) -> None:
        super().__init__(
            accessor="pk",
            orderable=False,
            exclude_from_export=True,
            verbose_name=_("Choose"),
            attrs={"th": {"class": "tick"}, "td": {"class": "tick"}},
        )

    def render(self, value: int, record: Model) -> SafeString:
        label = escape_html(gettext("Choose %s") % record)
        # The label is escaped, the key is a number.
        return SafeString(
            f'<input type="checkbox" name="chosen" value="{value}" form="{FORM}" '
            f'aria-label="{label}">'
        )  # nosec B703
