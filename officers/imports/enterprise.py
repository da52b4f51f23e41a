"""The register of enterprises."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Town, User
from accounts.registers import (
    ImportColumn,
    ModelRegister,
    RegisterRow,
    code,
    look_up,
    register,
    text,
)
from jingyan import parsing
from jingyan.sheets.writer import Cellable
from officers.models import Enterprise


@register
class EnterpriseRegister(ModelRegister[Enterprise]):
    """Private enterprises by credit code."""

    name = "enterprises"
    title = gettext_lazy("Enterprises")
    permission = "enterprises.change"
    view_permission = "enterprises.view"
    ledger = "officers:enterprise_list"
    turn = 5
    model = Enterprise

    def columns(self) -> Sequence[ImportColumn]:
        label = gettext_lazy("Unified social credit code")
        return [
            ImportColumn("credit_code", label, parsing.parse_credit_code, required=True, key=True),
            ImportColumn("name", gettext_lazy("Name"), text(100), for_new=True),
            ImportColumn("industry", gettext_lazy("Industry"), text(50)),
            ImportColumn("town_code", gettext_lazy("town code"), code(9)),
            ImportColumn("contact", gettext_lazy("Contact"), text(50)),
        ]

    def find(self, lines: Sequence[RegisterRow], *, by: User) -> None:
        unknown = _("No town has this code. Compare it with the list of towns.")
        look_up(lines, "town_code", Town.objects.all(), by=by, field="code", unknown=unknown)

    def stored(self, lines: Sequence[RegisterRow], *, by: User) -> QuerySet[Enterprise]:
        codes = [line["credit_code"] for line in lines if "credit_code" in line]
        return Enterprise.objects.visible_to(by).filter(credit_code__in=codes)

    def key_of(self, record: Enterprise) -> Hashable:
        return (record.credit_code,)

    def new(self, line: RegisterRow, *, by: User) -> Enterprise:
        return Enterprise(credit_code=line["credit_code"])

    def attributes(self, line: RegisterRow) -> Mapping[str, Any]:
        """The town by its record, the rest unchanged."""
        values = {name: line[name] for name in ("name", "industry", "contact") if name in line}
        return values | ({"town": line.found["town_code"]} if "town_code" in line.found else {})

    def records(self, *, by: User) -> QuerySet[Enterprise]:
        """All enterprises in sight."""
        return Enterprise.objects.visible_to(by).select_related("town").order_by("credit_code")

    def cells(self, record: Enterprise) -> Mapping[str, Cellable]:
        return {
            "credit_code": record.credit_code,
            "name": record.name,
            "industry": record.industry,
            "town_code": record.town.code if record.town else None,
            "contact": record.contact,
        }
