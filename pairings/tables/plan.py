"""Ledgers of plans and promises, and the two tables of their board."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Town
from jingyan.tables import DateColumn, LinkColumn, NumberColumn, QuantityColumn, StateColumn, Table
from officers.models import Officer
from pairings.models import Plan, Promise
from pairings.overviews.promise_board import list_url


class PlanTable(Table):
    """Assistance plans, a line a version."""

    village = LinkColumn(
        "pairings:plan_detail", accessor="pairing__village", verbose_name=_("Village")
    )
    town = tables.Column(accessor="pairing__village__town", verbose_name=_("Town"))
    officer = tables.Column(accessor="pairing__officer", verbose_name=_("Officer"))
    starts_on = DateColumn()
    ends_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Plan
        fields = ["village", "town", "officer", "starts_on", "ends_on", "version", "state"]


class PromiseTable(Table):
    """Promises in force."""

    title = LinkColumn("pairings:promise_detail")
    town = tables.Column(accessor="village__town", verbose_name=_("Town"))
    quantity = QuantityColumn(order_by=("value",), verbose_name=_("Quantity"))
    budget = QuantityColumn(unit="元")
    due_on = DateColumn()
    state = StateColumn()

    class Meta(Table.Meta):
        model = Promise
        fields = ["title", "village", "town", "owner", "quantity", "budget", "due_on", "state"]


class PromiseCount(NumberColumn):
    """How many promises of a town or officer are of one kind; a link to them."""

    def __init__(self, whose: str, kind: str, **extra: Any) -> None:
        super().__init__(**extra)
        self.whose, self.kind = whose, kind

    # django-tables2 passes only the arguments that `render` names; its stubs want all of them.
    def render(  # type: ignore[override]
        self, record: Any, value: int, table: "PromiseBoardTable"
    ) -> Any:
        """The number; nothing to open where there is none."""
        query = {"late": {"overdue": "true"}, "due": table.asked_due, "kept": table.asked_kept}[
            self.kind
        ]
        url = list_url(**query, **{self.whose: record.pk})
        return format_html('<a href="{}">{}</a>', url, value) if value else 0


class PromiseBoardTable(Table):
    """What the two boards share: how much is past due, due and kept."""

    # The promises due and kept in the period, as their list is asked for them.
    asked_due: ClassVar[dict[str, str]] = {}
    asked_kept: ClassVar[dict[str, str]] = {}

    class Meta(Table.Meta):
        fields = ["name", "late", "due", "kept", "rate"]

    def value_rate(self, value: float) -> float:
        """The rate as files have it."""
        return round(value, 2)


class TownPromiseTable(PromiseBoardTable):
    """Towns with what was promised to their villages."""

    name = tables.Column(verbose_name=_("Town"), order_by=("print_order", "code"))
    late = PromiseCount("town", "late", verbose_name=_("Past due"))
    due = PromiseCount("town", "due", verbose_name=_("Due in the period"))
    kept = PromiseCount("town", "kept", verbose_name=_("Of these kept"))
    rate = NumberColumn(verbose_name=_("Kept, per cent"))

    class Meta(PromiseBoardTable.Meta):
        model = Town


class OfficerPromiseTable(PromiseBoardTable):
    """Officers with what they promised."""

    name = tables.Column(verbose_name=_("Officer"), order_by=("officer_code",))
    late = PromiseCount("owner", "late", verbose_name=_("Past due"))
    due = PromiseCount("owner", "due", verbose_name=_("Due in the period"))
    kept = PromiseCount("owner", "kept", verbose_name=_("Of these kept"))
    rate = NumberColumn(verbose_name=_("Kept, per cent"))

    class Meta(PromiseBoardTable.Meta):
        model = Officer
